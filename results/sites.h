/* A run's results by site. */
#ifndef RESULTS_SITES_H
#define RESULTS_SITES_H

#include "results/record.h"

struct site_summary {
    const char *name; /* the phones' */
    uint32_t phones, completed;
    sim_time all_back;      /* from the site's first reset to the last phone's being back */
    sim_time upgrade_time;  /* the slowest phone's; both -1: none has completed */
    double utilisation;     /* of the WAN's busier direction */
    bool with_rate;         /* else the WAN takes no time, and that is 0 */
    uint64_t wire_bytes[2]; /* over the WAN: down, up */
    uint64_t drops;         /* packets, on the WAN, both directions */
};

/* The sites in the order of their first phones; `*sites` is the caller's to free. */
size_t sites_summarise(const struct record *r, struct site_summary **sites);

#endif
