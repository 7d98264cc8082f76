/* A line from h0 to h1 with a queue under test, on which a byte takes a microsecond; h0 sends calls
 * (code point 46, EF), data (8, CS1) and other things (0), each from a port of its own. What is
 * seen is what the line takes, and what is dropped. */
#ifndef TESTS_SIM_NATIVE_QUEUES_H
#define TESTS_SIM_NATIVE_QUEUES_H

#include "tests/sim/native/network.h"

enum { EF = 46, CS1 = 8 };
#define CODE_POINT(n) (UINT64_C(1) << (n))

static struct network net;
static struct listener voice, data, other, h1;

static inline void queues_sender(struct listener *l, uint16_t port, enum traffic traffic)
{
    l->network = &net;
    l->host = native_engine.host(net.net, 0);
    l->udp = net_udp_bind(l->host, port, traffic, listener_ignores, l);
}

/* Between this and queues_open observers may be changed. */
static inline void queues_init(struct link_direction line)
{
    network_two_hosts(&net, line);
    net.observer.packet_delivered = NULL;
    net.options.dscp[TRAFFIC_VOICE] = EF;
    net.options.dscp[TRAFFIC_DATA] = CS1;
}

static inline void queues_open(void)
{
    network_build(&net);
    queues_sender(&voice, 1000, TRAFFIC_VOICE);
    queues_sender(&data, 1001, TRAFFIC_DATA);
    queues_sender(&other, 1002, TRAFFIC_OTHER);
    network_listen(&net, 1, &h1);
    listener_deafen(&h1);
}

static inline void queues_build(struct link_direction line)
{
    queues_init(line);
    queues_open();
}

static inline void queues_close(void)
{
    network_fini(&net);
}

static inline void send_at(sim_time microseconds, struct listener *from, char label, uint32_t bytes)
{
    packet_at(microseconds, from, SITE_1 + 2, label, bytes);
}

#endif
