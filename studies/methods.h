/* One scenario by several methods, and what the difference means. */
#ifndef STUDIES_METHODS_H
#define STUDIES_METHODS_H

#include "base/pool.h"
#include "results/summary.h"
#include "scenarios/scenario.h"
#include "studies/trial.h"

enum { METHOD_COUNT = METHOD_PFS + 1 };

/* By one of them. */
struct method_run {
    enum method method;
    bool possible;            /* the scenario can be loaded with it; if not: */
    struct error why;         /* the loader's message */
    struct scenario scenario; /* the caller's */
    struct trial how;         /* the caller's; `ended` is called in a worker process */
    struct run_summary summary;
};

/* Executes those that are possible, at the same time. Errors (negative): those of trial_run, and
 * of pool_run. */
int methods_execute(struct method_run *runs, size_t count, const struct engine *engine,
                    pool_progress_fn *progress, void *user, struct error *e);

/* What the others are compared with: TFTP, or else the first that is possible; NULL: none is. */
const struct method_run *methods_base(const struct method_run *runs, size_t count);
/* How many times as fast the phones are all back as by `base`, and the WAN's wire bytes as a part
 * of its. NAN: one of the two has no such time, or not as many phones back; `base` has no bytes. */
double methods_speed(const struct run_summary *s, const struct run_summary *base);
double methods_bytes(const struct run_summary *s, const struct run_summary *base);
/* Over the WAN, both directions, of all sites. */
uint64_t methods_wan_bytes(const struct run_summary *s);
/* Phones of groups that name a method of their own, which they keep. */
uint64_t methods_own(const struct method_run *runs, size_t count);
/* Subnets that have a load server only because the method load-server gave them one. */
size_t methods_given_servers(const struct method_run *runs, size_t count);

/* One sentence: "Sharing is 2.3 times as fast as TFTP and takes a sixth of the bytes." Free it. */
char *methods_meaning(const struct method_run *runs, size_t count);

#endif
