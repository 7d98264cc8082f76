/* A run's results by site. */
#ifndef RESULTS_SITES_H
#define RESULTS_SITES_H

#include "results/record.h"

struct site_summary {
    const char *name; /* the phones' */
    uint32_t phones, completed;
    sim_time upgrade_time;  /* of the phone that was back last; -1: none has completed */
    double utilisation;     /* of the WAN's busier direction */
    uint64_t wire_bytes[2]; /* over the WAN: down, up */
    uint64_t drops;         /* packets, on the WAN, both directions */
};

/* The sites in the order of their first phones; `*sites` is the caller's to free. */
size_t sites_summarise(const struct record *r, struct site_summary **sites);

/* Of two completed phones, the one that was back later (with the same time, the one that needed
 * longer, then the one with the smaller id); NULL stands for none. */
const struct phone_record *later_phone(const struct phone_record *a, const struct phone_record *b);

#endif
