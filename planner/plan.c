/* A plan step by step; each step is in a file of its own. */
#include "planner/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/confirm.h"
#include "planner/plan_faults.h"
#include "planner/plan_private.h"
#include "planner/plan_risk.h"
#include "planner/together.h"

const char *const plan_engines[] = {[PLAN_BY_BOTH] = "both",
                                    [PLAN_BY_MODEL] = "model",
                                    [PLAN_BY_SIMULATOR] = "simulate",
                                    NULL};

double plan_takes(const struct plan_site *s)
{
    return s->chosen < 0 ? INFINITY : s->answers[s->chosen].at_confidence;
}

/* --- steps ------------------------------------------------------------------------------------ */

static int plan_answer_all(struct plan *p, struct error *e)
{
    const struct plan_options *o = &p->options;
    if (answers_of_fleet(&p->answers, p->fleet, o->unknowns, o->confidence, o->workers, o->progress,
                         o->progress_user, e) < 0)
        return -1;
    for (size_t i = 0; i < p->count; i++)
        memcpy(p->sites[i].answers, p->answers.of[i], sizeof p->sites[i].answers);
    return 0;
}

static void plan_choose_all(struct plan *p)
{
    for (size_t i = 0; i < p->count; i++)
        choose_method(&p->sites[i]);
}

static void plan_judge_all(struct plan *p)
{
    for (size_t i = 0; i < p->count; i++)
        plan_judge(p, &p->sites[i]);
}

static void plan_count_verdicts(struct plan *p)
{
    for (size_t i = 0; i < p->count; i++)
        p->verdicts[p->sites[i].verdict]++;
}

static int plan_steps(struct plan *p, struct error *e)
{
    if (plan_find_windows(p, e) < 0 || plan_answer_all(p, e) < 0)
        return -1;
    plan_choose_all(p);
    if (p->options.engine != PLAN_BY_MODEL && plan_confirm(p, e) < 0)
        return -1;
    if (plan_schedule(p, e) < 0)
        return -1;
    plan_find_nights(p);
    plan_find_risks(p);
    plan_judge_all(p);
    if (plan_find_assumed(p, e) < 0)
        return -1;
    plan_count_verdicts(p);
    if (p->options.together && plan_together(p, e) < 0)
        return -1;
    if (plan_find_worst_hours(p, e) < 0)
        return -1;
    return plan_remedy_all(p, e);
}

/* --- all of it -------------------------------------------------------------------------------- */

static int plan_check(const struct plan_options *o, struct error *e)
{
    if (o->last_day < o->first_day)
        return error_set(e, "the last day is before the first one");
    if (o->last_day - o->first_day >= PLAN_DAYS)
        return error_set(e, "from the first to the last day are %d days; plan up to %d",
                         o->last_day - o->first_day + 1, PLAN_DAYS);
    return 0;
}

int plan_make(struct plan *p, struct fleet *f, const struct plan_options *o, struct error *e)
{
    *p = (struct plan){.fleet = f, .options = *o, .count = f->count};
    if (plan_check(o, e) < 0)
        return -1;
    p->sites = mem_calloc(f->count + 1, sizeof *p->sites);
    for (size_t i = 0; i < p->count; i++)
        p->sites[i] = (struct plan_site){.site = &f->sites[i], .chosen = -1, .fits = NAN};
    const int status = plan_steps(p, e);
    if (status < 0)
        plan_fini(p);
    return status;
}

void plan_fini(struct plan *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->sites[i].windows);
        free(p->sites[i].note);
        free(p->sites[i].because);
        free(p->sites[i].change);
    }
    for (size_t i = 0; i < p->night_count; i++) {
        free(p->nights[i].sites);
        free(p->nights[i].not_together);
    }
    free(p->sites);
    free(p->waves);
    free(p->nights);
    free(p->assumed);
    answers_free(&p->answers);
}
