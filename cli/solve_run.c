/* The runs of pfsim solve: what decides, and how long each may take. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/solve_private.h"
#include "studies/variants.h"

/* Of the time that is demanded: a run that has gone on for so many of it has failed, and one that
 * fails by less says by how much, so that the search knows where to go. */
enum { SOLVE_PATIENCE = 10 };
/* Or for so long, of short demands. */
static const sim_time solve_patience_least = 12 * HOURS;

/* --- how long a run may take ------------------------------------------------------------------ */

static sim_time solve_last_reset_of(const struct scenario_reset *r, uint32_t phones)
{
    return r->at + (r->pattern == RESET_BULK ? r->spread : phones * r->interval);
}

/* No phone is reset after that. */
static sim_time solve_last_reset(const struct scenario *s)
{
    sim_time last = 0;
    uint32_t phones = 0; /* that may have had their turn before */
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            for (size_t g = 0; g < subnet->phones_count; g++) {
                phones += subnet->phones[g].count;
                const sim_time at = solve_last_reset_of(&subnet->phones[g].reset, phones);
                last = at > last ? at : last;
            }
        }
    return last;
}

/* Whether a run that goes on beyond the time that is demanded has failed: it is one of all phones,
 * and the less the better. Phones that are unplugged are reset again, nobody knows when. */
static bool solve_has_horizon(const struct solving *v, const struct scenario *s)
{
    const struct requirement *q = &v->demand;
    return q->quantity->of_all && s->unplug_count == 0 &&
           (q->relation == REQUIRE_LESS || q->relation == REQUIRE_AT_MOST);
}

/* For a run: it is over when the demand can no longer hold. */
static int solve_load_bounded(void *user, const char *const *set, size_t count, struct scenario *s,
                              struct error *e)
{
    const struct solving *v = user;
    if (solve_load(user, set, count, s, e) < 0)
        return -1;
    if (solve_has_horizon(v, s)) {
        const double patience =
            fmax(SOLVE_PATIENCE * v->demand.value.real, (double)solve_patience_least);
        const double horizon = (double)solve_last_reset(s) + patience;
        if (horizon < (double)s->limit)
            s->limit = (sim_time)horizon;
    }
    return 0;
}

/* --- runs ------------------------------------------------------------------------------------- */

int solve_load(void *user, const char *const *set, size_t count, struct scenario *s,
               struct error *e)
{
    const struct solving *v = user;
    const struct texts *own = &v->options->overrides.set;
    struct overrides all = {.method = v->options->overrides.method};
    all.set.items = mem_calloc(own->count + count + 1, sizeof *all.set.items);
    for (size_t i = 0; i < own->count + count; i++)
        all.set.items[i] = i < own->count ? own->items[i] : set[i - own->count];
    all.set.count = own->count + count;
    const int status = cli_load_quietly(s, v->path, &all, e);
    free(all.set.items);
    return status;
}

static void solve_judge_run(const struct solving *v, const struct run_summary *run,
                            struct solve_point *p)
{
    struct run_value is = {0};
    p->given_up = variants_given_up(run);
    p->holds = !p->given_up && require_is(&v->demand, run, &is);
    p->is = !is.known ? NAN : v->demand.all ? is.real - (double)run->phones : is.real;
}

int solve_judge(void *user, struct solve_point *points, size_t count, struct error *e)
{
    struct solving *v = user;
    const struct variants runs = {.load = solve_load_bounded,
                                  .user = v,
                                  .engine = v->engine,
                                  .workers = (unsigned)v->options->workers,
                                  .events = v->options->events,
                                  .progress = progress_of_search,
                                  .progress_user = &v->progress};
    char **texts = mem_calloc(count, sizeof *texts);
    struct variant *variants = mem_calloc(count, sizeof *variants);
    struct run_summary *summaries = mem_calloc(count, sizeof *summaries);
    for (size_t i = 0; i < count; i++) {
        texts[i] = free_field_assignment(&v->field, points[i].value);
        variants[i] = (struct variant){(const char *const *)&texts[i], 1};
    }
    const int status = variants_run(&runs, variants, count, summaries, e);
    for (size_t i = 0; i < count; i++) {
        if (status == 0)
            solve_judge_run(v, &summaries[i], &points[i]);
        free(texts[i]);
    }
    free(texts);
    free(variants);
    free(summaries);
    return status;
}
