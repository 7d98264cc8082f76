/* The sites of a list that was read, as what answers ask of sites. */
#include <stdlib.h>

#include "base/memory.h"
#include "planner/answers.h"

static const char *fleet_cannot_site(void *user, size_t site, enum method m)
{
    const struct fleet *f = user;
    return fleet_cannot(&f->sites[site], m);
}

static int fleet_load_site(void *user, size_t site, enum method m, struct scenario *s,
                           struct error *e)
{
    const struct fleet *f = user;
    return fleet_load(f, &f->sites[site], m, s, e);
}

int answers_of_fleet(struct answers *a, const struct fleet *f, const struct unknowns *u,
                     double confidence, unsigned workers, pool_progress_fn *progress,
                     void *progress_user, struct error *e)
{
    struct answers_site *sites = mem_calloc(f->count, sizeof *sites);
    struct fleet_range **ranges = mem_calloc(f->count, sizeof *ranges);
    for (size_t i = 0; i < f->count; i++)
        sites[i] = (struct answers_site){
            .name = f->sites[i].name,
            .kind = f->sites[i].kind,
            .range_count = fleet_ranges(&f->sites[i], &ranges[i]),
        };
    for (size_t i = 0; i < f->count; i++)
        sites[i].ranges = ranges[i];
    const int status = answers_make(a,
                                    &(struct answers_request){.sites = sites,
                                                              .count = f->count,
                                                              .unknowns = u,
                                                              .confidence = confidence,
                                                              .cannot = fleet_cannot_site,
                                                              .load = fleet_load_site,
                                                              .user = (void *)f,
                                                              .workers = workers,
                                                              .progress = progress,
                                                              .progress_user = progress_user},
                                    e);
    for (size_t i = 0; i < f->count; i++)
        fleet_ranges_free(ranges[i], sites[i].range_count);
    free(ranges);
    free(sites);
    return status;
}
