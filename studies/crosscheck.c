/* The verdict on runs on two engines, and how often each scenario is run. */
#include "studies/crosscheck.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* --- judging --------------------------------------------------------------------------------- */

typedef double value_fn(const struct crosscheck_side *side); /* NAN: the run has none */

static double seconds_of(sim_time t)
{
    return t < 0 ? NAN : time_seconds(t);
}

static double all_back_of(const struct crosscheck_side *side)
{
    return seconds_of(side->all_back);
}

static double completion_of(const struct crosscheck_side *side)
{
    return seconds_of(side->completion);
}

static double completed_of(const struct crosscheck_side *side)
{
    return side->completed;
}

static struct statistics_interval interval_of(const struct crosscheck *c, int side, value_fn *value)
{
    double *values = mem_calloc(c->replications, sizeof *values);
    size_t count = 0;
    for (uint32_t i = 0; i < c->replications; i++) {
        const double v = value(&c->runs[i].side[side]);
        if (!isnan(v))
            values[count++] = v;
    }
    const struct statistics_interval interval =
        statistics_interval(values, count, CROSSCHECK_CONFIDENCE);
    free(values);
    return interval;
}

static struct crosscheck_mean mean_of(const struct crosscheck *c, value_fn *value)
{
    struct crosscheck_mean m = {.side = {interval_of(c, 0, value), interval_of(c, 1, value)}};
    const struct statistics_interval *a = &m.side[0], *b = &m.side[1];
    const double apart = fabs(a->mean - b->mean);
    m.apart = apart > 0 ? apart / a->mean : apart;
    m.overlap = !(apart > a->half_width + b->half_width); /* NAN: nothing speaks against it */
    return m;
}

/* Where there are no values, there are none on either engine. */
static bool means_agree(const struct crosscheck_mean *m)
{
    if (isnan(m->side[0].mean) || isnan(m->side[1].mean))
        return isnan(m->side[0].mean) && isnan(m->side[1].mean);
    return m->overlap && m->apart <= CROSSCHECK_MEANS;
}

static bool has_tcp(const struct crosscheck *c)
{
    for (uint32_t i = 0; i < c->replications; i++)
        if (c->runs[i].tcp)
            return true;
    return false;
}

static bool has_chance(const struct crosscheck *c)
{
    for (uint32_t i = 0; i < c->replications; i++)
        if (c->runs[i].tcp && c->runs[i].chance)
            return true;
    return false;
}

static bool all_runs_agree(const struct crosscheck *c)
{
    for (uint32_t i = 0; i < c->replications; i++)
        if (!crosscheck_run_agrees(&c->runs[i]))
            return false;
    return true;
}

/* Replications differ in what is drawn at random, and in nothing else. */
static bool check_is_drawn(const struct crosscheck *c)
{
    for (uint32_t i = 1; i < c->replications; i++)
        for (int side = 0; side < 2; side++)
            if (c->runs[i].side[side].fingerprint != c->runs[0].side[side].fingerprint)
                return true;
    return false;
}

bool crosscheck_somebody(const struct crosscheck *c)
{
    for (uint32_t i = 0; i < c->replications; i++)
        if (c->runs[i].side[0].completed + c->runs[i].side[1].completed > 0)
            return true;
    return false;
}

static enum crosscheck_verdict verdict_of(const struct crosscheck *c)
{
    const struct crosscheck_means *m = &c->means;
    if (has_tcp(c) && !crosscheck_somebody(c))
        return CROSSCHECK_NOBODY;
    if (all_runs_agree(c))
        return CROSSCHECK_AGREES;
    if (!has_chance(c))
        return CROSSCHECK_DIFFERS;
    if (!c->drawn)
        return CROSSCHECK_CHANCE;
    const bool agree =
        means_agree(&m->all_back) && means_agree(&m->completion) && m->completed.overlap;
    return agree ? CROSSCHECK_AGREES : CROSSCHECK_DIFFERS;
}

/* More replications would tell. */
static bool may_be_chance(const struct crosscheck *c)
{
    const struct crosscheck_means *m = &c->means;
    return c->verdict == CROSSCHECK_DIFFERS && has_chance(c) && m->all_back.overlap &&
           m->completion.overlap && m->completed.overlap;
}

void crosscheck_judge(struct crosscheck *c)
{
    c->means = (struct crosscheck_means){.all_back = mean_of(c, all_back_of),
                                         .completion = mean_of(c, completion_of),
                                         .completed = mean_of(c, completed_of)};
    c->drawn = check_is_drawn(c);
    c->verdict = verdict_of(c);
}

/* --- running --------------------------------------------------------------------------------- */

struct jobs {
    const struct crosscheck *checks;
    const struct engine *const *engines;
};

static uint32_t missing(const struct crosscheck *c)
{
    return c->replications - c->done;
}

/* Jobs are the replications of the first scenario that there are not yet, then those of the second,
 * and so on. */
static int job(void *user, size_t number, void *result, struct error *e)
{
    const struct jobs *jobs = user;
    const struct crosscheck *c = jobs->checks;
    while (number >= missing(c))
        number -= missing(c++);
    struct scenario s = c->scenario;
    s.replication += c->done + (uint32_t)number;
    return crosscheck_run(&s, jobs->engines, result, e);
}

static void share_out(struct crosscheck *checks, size_t count, const struct crosscheck_run *runs)
{
    for (size_t i = 0; i < count; i++) {
        struct crosscheck *c = &checks[i];
        c->runs = mem_resize(c->runs, c->replications, sizeof *c->runs);
        while (c->done < c->replications)
            c->runs[c->done++] = *runs++;
        crosscheck_judge(c);
    }
}

/* True when there are more jobs then. */
static bool ask_for_more(struct crosscheck *checks, size_t count)
{
    bool more = false;
    for (size_t i = 0; i < count; i++) {
        struct crosscheck *c = &checks[i];
        if (!may_be_chance(c) || c->replications == c->most)
            continue;
        c->replications = 2 * c->replications < c->most ? 2 * c->replications : c->most;
        more = true;
    }
    return more;
}

static int execute_missing(struct crosscheck *checks, size_t count, struct pool_jobs *pool,
                           unsigned workers, struct error *e)
{
    pool->count = 0;
    for (size_t i = 0; i < count; i++)
        pool->count += missing(&checks[i]);
    struct crosscheck_run *runs = mem_calloc(pool->count, sizeof *runs);
    const int status = pool_run(pool, workers, runs, e);
    if (status == 0)
        share_out(checks, count, runs);
    free(runs);
    return status;
}

int crosscheck_execute(struct crosscheck *checks, size_t count,
                       const struct engine *const engines[2], unsigned workers,
                       pool_progress_fn *progress, void *user, struct error *e)
{
    struct jobs jobs = {checks, engines};
    struct pool_jobs pool = {.result_size = sizeof(struct crosscheck_run),
                             .job = job,
                             .user = &jobs,
                             .progress = progress,
                             .progress_user = user};
    for (size_t i = 0; i < count; i++)
        checks[i].most = CROSSCHECK_MORE * checks[i].replications;
    do {
        if (execute_missing(checks, count, &pool, workers, e) < 0)
            return -1;
    } while (ask_for_more(checks, count));
    return 0;
}

void crosscheck_fini(struct crosscheck *c)
{
    free(c->runs);
    c->runs = NULL;
}
