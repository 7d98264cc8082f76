/* What is recorded of a site: how many of its phones have ended, and the time that its upgrade
 * took, over which its WAN link is measured. */
#ifndef RESULTS_RECORD_SITE_H
#define RESULTS_RECORD_SITE_H

#include <stddef.h>

#include "results/record_link.h"

struct site_record {
    const char *name; /* the phones' */
    uint32_t phones, ended;
    sim_time first_reset;    /* of its phones; -1: not yet */
    sim_time over;           /* when the last of them had ended; -1: not yet */
    struct link_record *wan; /* NULL: not recorded */
};

struct sites_record {
    struct site_record *list; /* in the order of their first phones */
    size_t count, room;
    size_t next; /* behind the one that was given a link last */
};

void sites_record_fini(struct sites_record *s);
/* Adds a phone to its site, and returns the site's index. `name` must stay valid. */
uint32_t sites_record_add(struct sites_record *s, const char *name);
/* Gives a WAN link to the site whose router it ends at, if there is one: once all are added. */
void sites_record_link(struct sites_record *s, struct link_record *l);

/* A phone of the site is reset for the first time, or has ended. */
void site_record_reset(struct site_record *s, sim_time now);
void site_record_ended(struct site_record *s, sim_time now);
/* The run is over: a site with a phone that has not ended is measured until then. */
void site_record_finish(struct site_record *s, sim_time now);

#endif
