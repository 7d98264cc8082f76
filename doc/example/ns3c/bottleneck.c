/* A TCP transfer of 5 MB from a host on 100 Mbit/s over a line of 2 Mbit/s with a queue of 20. */
#include <ns3c.h>
#include <stdio.h>
#include <stdlib.h>

static struct ns3c *sim;
static uint64_t received;
static unsigned long dropped;

static void must(int code)
{
    if (code == 0)
        return;
    fprintf(stderr, "%s: %s\n", ns3c_code_name(code), ns3c_error());
    exit(1);
}

static void take(void *user, const uint8_t *bytes, uint32_t length)
{
    (void)user, (void)bytes;
    received += length;
}

static void finished(void *user)
{
    (void)user;
    printf("%llu bytes after %.3f s\n", (unsigned long long)received, (double)ns3c_now(sim) / 1e9);
    ns3c_stop(sim);
}

static const struct ns3c_tcp_events receiver = {.received = take, .finished = finished};
static const struct ns3c_tcp_events sender = {0};

static void *accept_all(void *user, struct ns3c_tcp *tcp, struct ns3c_endpoint peer,
                        const struct ns3c_tcp_events **events)
{
    (void)tcp, (void)peer;
    *events = &receiver;
    return user;
}

static void watch(void *user, const struct ns3c_passage *p)
{
    (void)user;
    dropped += p->kind == NS3C_DROPPED;
}

/* Joins `a` and `b` with addresses .1 and .2 of `network`. */
static void join(struct ns3c_node *a, struct ns3c_node *b, uint64_t rate, uint32_t queue,
                 uint32_t network, struct ns3c_device *end[2])
{
    const struct ns3c_direction line = {
        .rate = rate, .delay = 5 * NS3C_MILLISECOND, .overhead = 8, .queue_limit = queue};
    const struct ns3c_cable cable = {.direction = {line, line}};
    must(ns3c_add_cable(a, b, &cable, end));
    must(ns3c_add_address(end[0], network + 1, 24));
    must(ns3c_add_address(end[1], network + 2, 24));
}

int main(void)
{
    enum { LENGTH = 5000000 };
    const uint32_t fast = 0x0a000000, slow = 0x0a000100;
    struct ns3c_node *from, *router, *to;
    struct ns3c_device *first[2], *second[2];
    struct ns3c_tcp *listener, *connection;
    uint8_t *bytes = calloc(LENGTH, 1);

    must(ns3c_create(&sim, NULL));
    must(ns3c_set_default(sim, "ns3::TcpSocket::SegmentSize", "1460"));
    must(ns3c_add_host(sim, &from));
    must(ns3c_add_router(sim, &router));
    must(ns3c_add_host(sim, &to));
    join(from, router, 100000000, 1000, fast, first);
    join(router, to, 2000000, 20, slow, second);
    must(ns3c_add_route(from, 0, 0, fast + 2, first[0]));
    must(ns3c_add_route(to, 0, 0, slow + 1, second[1]));
    must(ns3c_trace(second[0], watch, NULL));
    must(ns3c_tcp_listen(to, 80, accept_all, NULL, &listener));
    must(ns3c_tcp_connect(from, (struct ns3c_endpoint){slow + 2, 80}, &sender, NULL, &connection));
    must(ns3c_tcp_send(connection, bytes, LENGTH, NS3C_BY_POINTER));
    must(ns3c_tcp_close(connection));
    must(ns3c_run(sim, 600 * NS3C_SECOND));
    printf("%lu packets dropped\n", dropped);
    must(ns3c_destroy(sim));
    free(bytes);
    return 0;
}
