/* The runs of a scenario by several methods, and their ratios. */
#include "studies/methods.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* --- running --------------------------------------------------------------------------------- */

struct methods_jobs {
    const struct method_run *runs;
    const size_t *numbers; /* of those that are possible, by job */
    const struct engine *engine;
};

static int methods_job(void *user, size_t number, void *result, struct error *e)
{
    const struct methods_jobs *jobs = user;
    const struct method_run *r = &jobs->runs[jobs->numbers[number]];
    return trial_run(&r->scenario, jobs->engine, &r->how, result, e);
}

int methods_execute(struct method_run *runs, size_t count, const struct engine *engine,
                    pool_progress_fn *progress, void *user, struct error *e)
{
    size_t *numbers = mem_calloc(count, sizeof *numbers);
    struct methods_jobs jobs = {runs, numbers, engine};
    struct pool_jobs pool = {.result_size = sizeof(struct run_summary),
                             .job = methods_job,
                             .user = &jobs,
                             .progress = progress,
                             .progress_user = user};
    for (size_t i = 0; i < count; i++)
        if (runs[i].possible)
            numbers[pool.count++] = i;
    struct run_summary *summaries = mem_calloc(pool.count, sizeof *summaries);
    const int status = pool_run(&pool, 0, summaries, e);
    for (size_t i = 0; i < pool.count && status == 0; i++)
        runs[numbers[i]].summary = summaries[i];
    free(summaries);
    free(numbers);
    return status;
}

/* --- ratios ---------------------------------------------------------------------------------- */

const struct method_run *methods_base(const struct method_run *runs, size_t count)
{
    const struct method_run *base = NULL;
    for (size_t i = 0; i < count; i++)
        if (runs[i].possible && (!base || runs[i].method == METHOD_TFTP))
            base = &runs[i];
    return base;
}

double methods_speed(const struct run_summary *s, const struct run_summary *base)
{
    if (s->completed != base->completed || s->all_back <= 0 || base->all_back <= 0)
        return NAN;
    return (double)base->all_back / (double)s->all_back;
}

uint64_t methods_wan_bytes(const struct run_summary *s)
{
    return s->wan[0].wire_bytes + s->wan[1].wire_bytes;
}

double methods_bytes(const struct run_summary *s, const struct run_summary *base)
{
    const uint64_t of_base = methods_wan_bytes(base);
    return of_base ? (double)methods_wan_bytes(s) / (double)of_base : NAN;
}

/* --- groups ---------------------------------------------------------------------------------- */

/* The group that is `group` of all; NULL when there are not so many. */
static const struct scenario_phones *methods_group(const struct scenario *s, size_t group)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            if (group < subnet->phones_count)
                return &subnet->phones[group];
            group -= subnet->phones_count;
        }
    return NULL;
}

/* It has another method than the scenario's in one of them. */
static bool methods_keeps(const struct method_run *runs, size_t count, size_t group)
{
    for (size_t i = 0; i < count; i++)
        if (runs[i].possible &&
            methods_group(&runs[i].scenario, group)->method != runs[i].scenario.method)
            return true;
    return false;
}

uint64_t methods_own(const struct method_run *runs, size_t count)
{
    uint64_t phones = 0;
    const struct method_run *base = methods_base(runs, count);
    const struct scenario_phones *of;
    for (size_t g = 0; base && (of = methods_group(&base->scenario, g)); g++)
        if (methods_keeps(runs, count, g))
            phones += of->count;
    return phones;
}

/* --- load servers ---------------------------------------------------------------------------- */

static size_t methods_without_server(const struct scenario *s)
{
    size_t subnets = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            subnets += s->sites[i].subnets[j].load_server_count == 0;
    return subnets;
}

size_t methods_given_servers(const struct method_run *runs, size_t count)
{
    const struct method_run *served = NULL, *other = NULL;
    for (size_t i = 0; i < count; i++)
        if (runs[i].possible && runs[i].method == METHOD_LOAD_SERVER)
            served = &runs[i];
        else if (runs[i].possible)
            other = &runs[i];
    if (!served || !other)
        return 0;
    return methods_without_server(&other->scenario) - methods_without_server(&served->scenario);
}
