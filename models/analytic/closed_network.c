/* Bounds, mean value analysis, and the composition of stations of several servers. Arithmetic only:
 * the arrays are the caller's. */
#include "models/analytic/closed_network.h"

#include <math.h>
#include <stdbool.h>

#include "base/check.h"

static double closed_demand(const struct closed_station *s)
{
    return s->service * s->visits;
}

/* --- bounds ---------------------------------------------------------------------------------- */

/* What of a round has to do with waiting. */
struct closed_demands {
    double delay;   /* seconds a round where nobody waits */
    double queues;  /* ... where one may have to */
    double largest; /* of the latter, of one server */
    double count;   /* of stations with a queue */
    uint32_t servers;
};

static struct closed_demands closed_demands_of(const struct closed_network *n)
{
    struct closed_demands d = {.delay = n->think};
    for (uint32_t i = 0; i < n->count; i++) {
        const struct closed_station *s = &n->stations[i];
        if (s->servers == 0) {
            d.delay += closed_demand(s);
            continue;
        }
        d.queues += closed_demand(s);
        d.largest = fmax(d.largest, closed_demand(s) / s->servers);
        d.count++;
        d.servers = s->servers > d.servers ? s->servers : d.servers;
    }
    return d;
}

struct closed_bounds closed_network_asymptotic(const struct closed_network *n)
{
    const struct closed_demands d = closed_demands_of(n);
    const double clients = n->clients;
    return (struct closed_bounds){
        .least = clients / (clients * d.queues + d.delay),
        .most = fmin(1 / d.largest, clients / (d.queues + d.delay)),
    };
}

/* As if all queues had the largest demand, or all an equal one. */
struct closed_bounds closed_network_balanced(const struct closed_network *n)
{
    const struct closed_demands d = closed_demands_of(n);
    if (d.servers != 1 || d.queues <= 0)
        return closed_network_asymptotic(n);
    const double clients = n->clients, others = clients - 1, round = d.queues + d.delay;
    const double longest = others * d.largest / (1 + d.delay / (clients * d.queues));
    const double equal = others * (d.queues / d.count) / (1 + d.delay / d.queues);
    return (struct closed_bounds){
        .least = clients / (round + longest),
        .most = fmin(1 / d.largest, clients / (round + equal)),
    };
}

/* --- stations of one server, and delays ------------------------------------------------------ */

/* By the arrival theorem a client finds as many there as there are with one client less. */
static double closed_time_there(const struct closed_station *s, double found)
{
    return closed_demand(s) * (s->servers ? 1 + found : 1);
}

/* The throughputs of 0 to all clients, of the network without stations of several servers. */
static void closed_solve_simple(const struct closed_network *n, double *throughput,
                                struct closed_use *uses)
{
    for (uint32_t i = 0; i < n->count; i++)
        if (n->stations[i].servers <= 1)
            uses[i].clients = 0;
    throughput[0] = 0;
    for (uint32_t clients = 1; clients <= n->clients; clients++) {
        double round = n->think;
        for (uint32_t i = 0; i < n->count; i++)
            if (n->stations[i].servers <= 1)
                round += closed_time_there(&n->stations[i], uses[i].clients);
        throughput[clients] = clients / round;
        for (uint32_t i = 0; i < n->count; i++)
            if (n->stations[i].servers <= 1)
                uses[i].clients =
                    throughput[clients] * closed_time_there(&n->stations[i], uses[i].clients);
    }
}

/* How many clients such stations have, where the network's throughputs are known. */
static void closed_fill_simple(const struct closed_network *n, const double *throughput,
                               struct closed_use *uses)
{
    for (uint32_t i = 0; i < n->count; i++) {
        if (n->stations[i].servers > 1)
            continue;
        uses[i].clients = 0;
        for (uint32_t clients = 1; clients <= n->clients; clients++)
            uses[i].clients =
                throughput[clients] * closed_time_there(&n->stations[i], uses[i].clients);
    }
}

/* --- stations of several servers ------------------------------------------------------------- */

static bool closed_is_composed(const struct closed_station *s)
{
    return s->servers > 1 && closed_demand(s) > 0;
}

static double closed_rate(const struct closed_station *s, uint32_t clients)
{
    const double busy = clients < s->servers ? clients : s->servers;
    return busy / closed_demand(s);
}

/* Clients go between the station and the rest of the network, which lets them out at throughput[i]
 * when it has i of them. Returns how many are at the station on average; `*together` is the
 * throughput of both. Probabilities differ by more than a double can hold: they are taken relative
 * to the last one that was large. They have one summit, so nothing comes back that was too small.
 */
static double closed_balance(const struct closed_station *s, const double *throughput,
                             uint32_t clients, double *together)
{
    double probability = 1, sum = 1, there = 0, out = 0;
    for (uint32_t at = 1; at <= clients; at++) {
        const double rate = closed_rate(s, at);
        probability *= throughput[clients - at + 1] / rate;
        sum += probability;
        there += probability * at;
        out += probability * rate;
        if (probability > 1e100) {
            sum /= probability;
            there /= probability;
            out /= probability;
            probability = 1;
        }
    }
    *together = out / sum;
    return there / sum;
}

/* Adds the station to the network of these throughputs; returns how many clients it has. */
static double closed_compose(const struct closed_station *s, double *throughput, uint32_t clients)
{
    double there = clients;
    const bool alone = isinf(throughput[1]);
    for (uint32_t i = clients; i > 0; i--) {
        if (alone) { /* the rest takes no time: all are here */
            throughput[i] = closed_rate(s, i);
            continue;
        }
        const double with_all = closed_balance(s, throughput, i, &throughput[i]);
        there = i == clients ? with_all : there;
    }
    return there;
}

/* Adds all but the one, and it last: how many it has is then known. */
static void closed_compose_around(const struct closed_network *n, double *throughput,
                                  struct closed_use *uses, uint32_t last)
{
    closed_solve_simple(n, throughput, uses);
    for (uint32_t i = 0; i < n->count; i++)
        if (i != last && closed_is_composed(&n->stations[i]))
            closed_compose(&n->stations[i], throughput, n->clients);
    uses[last].clients = closed_compose(&n->stations[last], throughput, n->clients);
}

/* --- all of it ------------------------------------------------------------------------------- */

static void closed_describe(const struct closed_station *s, double throughput,
                            struct closed_use *use)
{
    const double visits = throughput * s->visits, busy = visits * s->service;
    use->response = visits > 0 ? use->clients / visits : s->service;
    use->utilisation = s->servers ? busy / s->servers : busy;
}

double closed_network_solve(const struct closed_network *n, double *work, struct closed_use *uses)
{
    CHECK(n->clients > 0);
    for (uint32_t i = 0; i < n->count; i++)
        uses[i] = (struct closed_use){0};
    closed_solve_simple(n, work, uses);
    for (uint32_t i = 0; i < n->count; i++)
        if (closed_is_composed(&n->stations[i]))
            closed_compose_around(n, work, uses, i);
    closed_fill_simple(n, work, uses);
    for (uint32_t i = 0; i < n->count; i++)
        closed_describe(&n->stations[i], work[n->clients], &uses[i]);
    return work[n->clients];
}
