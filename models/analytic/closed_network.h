/* A closed network of queues with one class of clients: `clients` of them go round for ever, each
 * visiting each station so many times a round. Its throughput by exact mean value analysis, and
 * bounds of it that cost nothing.
 *
 * The analysis assumes exponential times of service (a product-form network: Baskett, Chandy,
 * Muntz, Palacios 1975). Phones in lock-step have constant times, so their throughput is that of
 * the asymptotic bound; this one is the pessimistic side: what chance would add.
 *
 * Sources: asymptotic bounds Denning and Buzen 1978 (operational analysis); balanced-job bounds
 * Zahorjan, Sevcik, Eager, Galler 1982; mean value analysis Reiser and Lavenberg 1980. Stations of
 * several servers are composed by their flow-equivalent rates (Chandy, Herzog, Woo 1975), which
 * gives the same numbers as Reiser's recursion of probabilities, without its cancellation: that one
 * loses all digits from about 200 clients and 3 servers on.
 *
 * Not modelled: several classes, service that is not exponential (but where there is no waiting),
 * open traffic. Validated: tests/models/analytic/closed_network_test.c, against octave-queueing
 * 1.2.7, and against the recursion of probabilities where that holds. */
#ifndef MODELS_ANALYTIC_CLOSED_NETWORK_H
#define MODELS_ANALYTIC_CLOSED_NETWORK_H

#include <stdint.h>

struct closed_station {
    double service;   /* seconds, of a visit */
    double visits;    /* of a client, each round */
    uint32_t servers; /* with one queue for all; 0: a delay, where nobody waits */
};

/* What is to be found out about; it is the caller's. */
struct closed_network {
    const struct closed_station *stations;
    uint32_t count;
    double think; /* seconds of each round outside of all stations */
    uint32_t clients;
};

/* Rounds a second. */
struct closed_bounds {
    double least, most;
};

/* What mean value analysis finds of a station. */
struct closed_use {
    double clients;     /* that are there, on average: waiting and served */
    double response;    /* seconds, of a visit */
    double utilisation; /* 0 to 1, of each server; of a delay, how many are there */
};

/* Nobody ever waits, or everybody does for everybody else at each station. */
struct closed_bounds closed_network_asymptotic(const struct closed_network *n);
/* Tighter; with a station of several servers, for which they do not hold, the asymptotic ones. */
struct closed_bounds closed_network_balanced(const struct closed_network *n);
/* Exact throughput, in rounds a second; `uses` has a place for each station. `work` has
 * clients + 1 places, and holds the throughputs with 0 to `clients` clients afterwards. It takes a
 * time of stations * clients, with j stations of several servers j * j * clients * clients. */
double closed_network_solve(const struct closed_network *n, double *work, struct closed_use *uses);

#endif
