/* Runs of sites by methods, in the process pool. */
#include "planner/confirm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/answers_private.h"
#include "planner/confirm_design.h"
#include "scenarios/delivery.h"
#include "sim/engine_load.h"
#include "studies/trial.h"

/* --- a site as a scenario --------------------------------------------------------------------- */

int confirm_site_init(struct confirm_site *x, const struct fleet_site *of,
                      const struct plan_points *points, const struct unknowns *u, struct error *e)
{
    struct fleet_range *ranges;
    x->site = (struct answers_site){.name = of->name, .kind = of->kind};
    x->site.range_count = fleet_ranges(of, &ranges);
    x->site.ranges = ranges;
    if (answers_inputs_init(&x->in, points, u, &x->site, e) == 0)
        return 0;
    confirm_site_fini(x);
    return -1;
}

void confirm_site_fini(struct confirm_site *x)
{
    fleet_ranges_free((struct fleet_range *)(uintptr_t)x->site.ranges, x->site.range_count);
}

/* Options of -s, allocated. */
struct confirm_set {
    char *texts[ANSWERS_INPUTS];
    size_t count;
};

static int confirm_load(const struct fleet *f, const struct fleet_site *site, enum method m,
                        struct confirm_set *set, struct scenario *s, struct error *e)
{
    const int status =
        fleet_load_with(f, site, m, (const char *const *)set->texts, set->count, s, e);
    while (set->count > 0)
        free(set->texts[--set->count]);
    return status;
}

/* --- a run ------------------------------------------------------------------------------------ */

struct confirm_all {
    const struct fleet *fleet;
    const struct plan_options *options;
    const struct confirm_job *jobs;
    const struct engine *engine;
    struct plan_points *points;
};

/* The site's ranges and what is shared, each with the job's value. */
static void confirm_set(struct confirm_set *set, const struct answers_inputs *in,
                        const struct confirm_job *job)
{
    set->count = job->at == CONFIRM_LIKELIEST ? 0 : in->count;
    for (size_t i = 0; i < set->count; i++)
        set->texts[i] =
            job->at == CONFIRM_POINT
                ? answers_input_assignment(in, i, job->point)
                : answers_input_set(in, i, confirm_design_value(in, job->inputs, job->run, i));
}

static int confirm_load_job(const struct confirm_all *all, const struct confirm_job *job,
                            struct scenario *s, struct error *e)
{
    const struct unknowns *unknowns = all->options->unknowns;
    struct confirm_set set;
    struct confirm_site x;
    if (confirm_site_init(&x, job->site, all->points, unknowns, e) < 0)
        return -1;
    confirm_set(&set, &x.in, job);
    confirm_site_fini(&x);
    return confirm_load(all->fleet, job->site, job->method, &set, s, e);
}

static void confirm_tell(struct confirm_run *run, const struct run_summary *summary)
{
    run->back = summary->completed == summary->phones;
    run->all_back = run->back ? (double)summary->all_back / 1e9 : INFINITY;
    run->has_mos = summary->calls.count > 0 && summary->calls.mos > 0;
    run->mos = summary->calls.mos;
    run->mos_before = summary->calls.mos_before;
    run->wan_bytes = 0;
    for (int kind = 0; kind < TRAFFIC_VOICE; kind++) /* of others are voice and data */
        run->wan_bytes += (double)summary->wan[0].traffic_bytes[kind];
    run->wan_use = summary_utilisation(summary);
    run->transfers = summary->server.peak_transfers;
    if (summary->all_back > 0)
        run->server_use = (double)summary->busiest_cpu / (double)summary->all_back;
    run->outage = (double)summary->outage_max / 1e9;
    run->events = summary->events;
}

static int confirm_job(void *user, size_t number, void *result, struct error *e)
{
    const struct confirm_all *all = user;
    struct confirm_run *run = result;
    struct run_summary summary;
    struct scenario s;
    if (confirm_load_job(all, &all->jobs[number], &s, e) < 0)
        return -1;
    const int status = trial_run(&s, all->engine, NULL, &summary, e);
    run->alone = delivery_alone(&s);
    scenario_free(&s);
    if (status < 0)
        return -1;
    confirm_tell(run, &summary);
    return 0;
}

int confirm_run_all(const struct fleet *f, const struct plan_options *o,
                    const struct confirm_job *jobs, size_t count, struct confirm_run *runs,
                    struct error *e)
{
    struct confirm_all all = {f, o, jobs, engine_load("native", e), plan_points_new()};
    const struct pool_jobs pool = {.count = count,
                                   .result_size = sizeof *runs,
                                   .job = confirm_job,
                                   .user = &all,
                                   .progress = o->progress,
                                   .progress_user = o->progress_user};
    const int status = all.engine ? pool_run(&pool, o->workers, runs, e) : -1;
    plan_points_free(all.points);
    return status;
}

/* --- what varies ------------------------------------------------------------------------------ */

/* How often the loader warns where one input is set, to its first other value in a design; or none,
 * -1. */
static int confirm_warnings(const struct fleet *f, const struct fleet_site *of,
                            const struct confirm_site *site, enum method m, int input,
                            size_t *warnings, struct error *e)
{
    struct confirm_set set = {.count = 0};
    struct scenario s;
    if (input >= 0) {
        const uint64_t only = (uint64_t)1 << input;
        const uint64_t value = confirm_design_value(&site->in, only, 1, (size_t)input);
        set.texts[set.count++] = answers_input_set(&site->in, (size_t)input, value);
    }
    if (confirm_load(f, of, m, &set, &s, e) < 0)
        return -1;
    *warnings = s.warning_count;
    scenario_free(&s);
    return 0;
}

int confirm_inputs(const struct fleet *f, const struct fleet_site *of,
                   const struct confirm_site *site, enum method m, uint64_t *inputs,
                   struct error *e)
{
    size_t before, with;
    *inputs = 0;
    if (confirm_warnings(f, of, site, m, -1, &before, e) < 0)
        return -1;
    for (size_t i = 0; i < site->in.count; i++) {
        if (confirm_warnings(f, of, site, m, (int)i, &with, e) < 0)
            return -1;
        if (with <= before)
            *inputs |= (uint64_t)1 << i;
    }
    return 0;
}

/* --- how long it takes ------------------------------------------------------------------------ */

double confirm_packets(const struct fleet_site *site, enum method m)
{
    enum { TFTP_BLOCK = 512, SEGMENT = 1460 };
    double packets = 0;
    for (size_t i = 0; i < site->phones_count; i++) {
        const struct fleet_phones *p = &site->phones[i];
        const double bytes = (double)p->load->bytes * p->count;
        const double sharing =
            m == METHOD_PFS && p->model->pfs != PFS_NO ? (double)p->pfs_share / 1e9 : 0;
        /* A block and its ACK; two segments and theirs. */
        packets += bytes * ((1 - sharing) * 2 / TFTP_BLOCK + sharing * 1.5 / SEGMENT);
    }
    return packets;
}

/* --- what comes of it ------------------------------------------------------------------------- */

static void confirm_scale(struct plan_answer *a, double scale)
{
    double *const times[] = {&a->p10, &a->p50, &a->p90, &a->p99, &a->at_confidence};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        *times[i] *= scale;
    a->mean_rate /= scale;
    a->server_use /= scale;
}

/* That late, not all are back: what is as late or later is never. */
static void confirm_never(struct plan_answer *a, double confidence)
{
    a->at_confidence = INFINITY;
    a->p99 = INFINITY;
    a->p90 = confidence <= 0.9 ? INFINITY : a->p90;
    a->p50 = confidence <= 0.5 ? INFINITY : a->p50;
}

void confirm_apply(struct plan_answer *a, const struct confirm_run *run, double model,
                   double confidence)
{
    a->simulated = true;
    a->has_mos = run->has_mos;
    a->mos = run->mos;
    a->mos_before = run->mos_before;
    if (!run->back) {
        a->ratio = INFINITY;
        confirm_never(a, confidence);
    } else {
        a->ratio = run->all_back / model;
        a->wan_use = run->wan_use;
        confirm_scale(a, plan_answer_scale(a));
    }
}
