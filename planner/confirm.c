/* Runs of sites by methods at their planning points, in the process pool. */
#include "planner/confirm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sim/engine_load.h"
#include "studies/trial.h"

/* --- a run ------------------------------------------------------------------------------------ */

struct confirm_all {
    const struct fleet *fleet;
    const struct plan_options *options;
    const struct confirm_job *jobs;
    const struct engine *engine;
    struct plan_points *points;
};

/* The site's ranges and what is shared as options of -s, each with the job's value. Returns how
 * many; free each, and the array. */
static int confirm_set(const struct confirm_all *all, const struct confirm_job *job, char ***set,
                       size_t *count, struct error *e)
{
    const struct fleet_site *of = job->site;
    struct answers_site site = {.name = of->name, .kind = of->kind};
    struct fleet_range *ranges;
    struct answers_inputs in;
    site.range_count = fleet_ranges(of, &ranges);
    site.ranges = ranges;
    const int status = answers_inputs_init(&in, all->points, all->options->unknowns, &site, e);
    *count = status == 0 && job->at_point ? in.count : 0;
    *set = mem_calloc(*count + 1, sizeof **set);
    for (size_t i = 0; i < *count; i++)
        (*set)[i] = answers_input_assignment(&in, i, job->point);
    fleet_ranges_free(ranges, site.range_count);
    return status;
}

static int confirm_load(const struct confirm_all *all, const struct confirm_job *job,
                        struct scenario *s, struct error *e)
{
    const struct fleet_site *site = job->site;
    const struct scenario *like = &all->fleet->like;
    char **set;
    size_t count;
    if (confirm_set(all, job, &set, &count, e) < 0)
        return -1;
    char *text = fleet_text(all->fleet, site, job->method);
    const int status = scenario_load_text(s, site->name, text, strlen(text),
                                          (const char *const *)set, count, like->library, e);
    free(text);
    for (size_t i = 0; i < count; i++)
        free(set[i]);
    free(set);
    return status;
}

static int confirm_job(void *user, size_t number, void *result, struct error *e)
{
    const struct confirm_all *all = user;
    struct confirm_run *run = result;
    struct run_summary summary;
    struct scenario s;
    if (confirm_load(all, &all->jobs[number], &s, e) < 0)
        return -1;
    const int status = trial_run(&s, all->engine, NULL, &summary, e);
    scenario_free(&s);
    if (status < 0)
        return -1;
    run->back = summary.completed == summary.phones;
    run->all_back = run->back ? (double)summary.all_back / 1e9 : INFINITY;
    run->has_mos = summary.calls.count > 0 && summary.calls.mos > 0;
    run->mos = summary.calls.mos;
    run->mos_before = summary.calls.mos_before;
    run->events = summary.events;
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

/* Of which the model knows nothing: one time, for all shares. */
static void confirm_found(struct plan_answer *a, const struct confirm_run *run)
{
    a->possible = run->back;
    a->ratio = 1;
    a->p10 = a->p50 = a->p90 = a->p99 = a->at_confidence = run->all_back;
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
    if (a->not_modelled) {
        confirm_found(a, run);
    } else if (!run->back) {
        a->ratio = INFINITY;
        confirm_never(a, confidence);
    } else {
        a->ratio = run->all_back / model;
        confirm_scale(a, plan_answer_scale(a));
    }
}
