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

void answers_fleet_init(struct answers_fleet *x, const struct fleet *f, const struct unknowns *u)
{
    x->sites = mem_calloc(f->count, sizeof *x->sites);
    for (size_t i = 0; i < f->count; i++) {
        struct fleet_range *ranges = NULL;
        const size_t count = fleet_ranges(&f->sites[i], &ranges);
        x->sites[i] = (struct answers_site){f->sites[i].name, f->sites[i].kind, ranges, count};
    }
    x->request = (struct answers_request){
        .sites = x->sites,
        .count = f->count,
        .unknowns = u,
        .confidence = 0.9,
        .cannot = fleet_cannot_site,
        .load = fleet_load_site,
        .user = (void *)f,
    };
}

void answers_fleet_fini(struct answers_fleet *x)
{
    for (size_t i = 0; i < x->request.count; i++)
        fleet_ranges_free((struct fleet_range *)x->sites[i].ranges, x->sites[i].range_count);
    free(x->sites);
}

int answers_of_fleet(struct answers *a, const struct fleet *f, const struct unknowns *u,
                     double confidence, unsigned workers, pool_progress_fn *progress,
                     void *progress_user, struct error *e)
{
    struct answers_fleet x;
    answers_fleet_init(&x, f, u);
    x.request.confidence = confidence;
    x.request.workers = workers;
    x.request.progress = progress;
    x.request.progress_user = progress_user;
    const int status = answers_make(a, &x.request, e);
    answers_fleet_fini(&x);
    return status;
}
