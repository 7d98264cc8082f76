/* Small networks for the tests of libns3c. */
#ifndef TESTS_SIM_NS3_NETWORK_H
#define TESTS_SIM_NS3_NETWORK_H

#include <stdarg.h>

#include "sim/ns3/ns3c.h"
#include "tests/support.h"

#define OK(call) ck_assert_msg((call) == 0, "%s: %s", #call, ns3c_error())
#define IP(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* `call` fails with `code`, and says so in a line that holds `words`. */
#define REFUSED(call, code, words)                                                                 \
    do {                                                                                           \
        ck_assert_int_eq((call), (code));                                                          \
        ck_assert_msg(strstr(ns3c_error(), (words)) != NULL, "%s: %s", #call, ns3c_error());       \
    } while (0)

/* A byte takes a microsecond; 1 ms on the way; nothing around the IP packet. */
static inline struct ns3c_cable slow_cable(uint32_t queue)
{
    const struct ns3c_direction d = {
        .rate = 8000000, .delay = NS3C_MILLISECOND, .queue_limit = queue};
    return (struct ns3c_cable){.direction = {d, d}};
}

static inline struct ns3c_cable ethernet_cable(void)
{
    const struct ns3c_direction d = {
        .rate = 100000000, .delay = 500, .overhead = 38, .payload_min = 46, .queue_limit = 1000};
    return (struct ns3c_cable){.direction = {d, d}, .ethernet = true};
}

/* Two hosts, 10.0.0.1 and 10.0.0.2, on one cable. */
struct pair {
    struct ns3c *sim;
    struct ns3c_node *host[2];
    struct ns3c_device *end[2];
};

static inline struct pair make_pair(struct ns3c *sim, const struct ns3c_cable *cable)
{
    struct pair p = {.sim = sim};
    for (int i = 0; i < 2; i++)
        OK(ns3c_add_host(sim, &p.host[i]));
    OK(ns3c_add_cable(p.host[0], p.host[1], cable, p.end));
    for (int i = 0; i < 2; i++)
        OK(ns3c_add_address(p.end[i], IP(10, 0, 0, 1 + i), 24));
    return p;
}

static inline struct pair new_pair(const struct ns3c_cable *cable)
{
    struct ns3c *sim;
    OK(ns3c_create(&sim, NULL));
    return make_pair(sim, cable);
}

/* What happened, one line each, with the time in microseconds. */
struct story {
    struct ns3c *sim;
    char text[16384];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static inline void tell(struct story *s, const char *format,
                                                              ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int64_t now = ns3c_now(s->sim);
    s->length += (size_t)snprintf(s->text + s->length, sizeof s->text - s->length, "%.3f ",
                                  (double)now / 1000);
    s->length +=
        (size_t)vsnprintf(s->text + s->length, sizeof s->text - s->length, format, arguments);
    s->length += (size_t)snprintf(s->text + s->length, sizeof s->text - s->length, "\n");
    va_end(arguments);
    ck_assert_uint_lt(s->length, sizeof s->text);
}

static inline void hear(void *user, const struct ns3c_datagram *d)
{
    struct story *s = user;
    if (d->unreachable)
        tell(s, "unreachable %x:%u", d->source.address, d->source.port);
    else
        tell(s, "%s%x:%u %u+%u", d->broadcast ? "broadcast " : "", d->source.address,
             d->source.port, d->header_length, d->payload_length);
}

#endif
