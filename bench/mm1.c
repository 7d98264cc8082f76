/* The draws and counts of the queue; which event is next is the two programs' matter. */
#include "bench/mm1.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include <gsl/gsl_randist.h>

enum { SEED = 1, ARRIVALS = 1, SERVICES = 2 };

void mm1_init(struct mm1 *m)
{
    *m = (struct mm1){0};
    random_init(&m->arrival_stream, SEED, 0, ARRIVALS, RANDOM_TEST);
    random_init(&m->service_stream, SEED, 0, SERVICES, RANDOM_TEST);
    m->arrivals = random_gsl(&m->arrival_stream);
    m->services = random_gsl(&m->service_stream);
}

static sim_time exponential(const gsl_rng *stream, sim_time mean)
{
    return (sim_time)(gsl_ran_exponential(stream, (double)mean) + 0.5);
}

sim_time mm1_interarrival(struct mm1 *m)
{
    return exponential(&m->arrivals, MM1_INTERARRIVAL);
}

sim_time mm1_service(struct mm1 *m)
{
    return exponential(&m->services, MM1_SERVICE);
}

uint64_t mm1_events(int argc, char **argv)
{
    if (argc == 1)
        return 20000000;
    char *end;
    errno = 0;
    const uint64_t events = strtoull(argv[1], &end, 10);
    if (argc > 2 || argv[1][0] < '1' || argv[1][0] > '9' || *end || errno) {
        fprintf(stderr, "usage: %s [EVENTS]\n", argv[0]);
        exit(EX_USAGE);
    }
    return events;
}

void mm1_report(const struct mm1 *m, uint64_t events)
{
    const double seconds = (double)clock() / CLOCKS_PER_SEC;
    const double load = (double)MM1_SERVICE / (double)MM1_INTERARRIVAL;
    const double mean = m->changed ? (double)m->area / (double)m->changed : 0;
    printf("%" PRIu64 " events, %.4g events/s, mean number in system %.9f (theory %.3f)\n", events,
           (double)events / seconds, mean, load / (1 - load));
}
