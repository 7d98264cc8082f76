/* Faults at sites of a plan, simulated, and told in a sentence each. */
#include "planner/plan_faults.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/plan_private.h"
#include "planner/plan_text.h"
#include "scenarios/format/words.h"

/* Of a site that never ends, s: a fault comes half of that after its start. */
static const double faults_expected = 3600;

int plan_find_faults(struct risk_outcome of[RISK_FAULTS], const struct plan *p, size_t site,
                     struct error *e)
{
    const struct plan_site *s = &p->sites[site];
    struct answers_fleet asked;
    if (s->chosen < 0)
        return error_set(e, "%s: no method is possible", words_shown(s->site->name).text);
    const double p50 = s->answers[s->chosen].p50;
    answers_fleet_init(&asked, p->fleet, p->options.unknowns);
    asked.request.workers = p->options.workers;
    const int status = risk_faults(&asked.request, site, (enum method)s->chosen,
                                   isfinite(p50) ? p50 : faults_expected, of, e);
    answers_fleet_fini(&asked);
    return status;
}

/* --- nights ----------------------------------------------------------------------------------- */

/* The largest of the sites that are under way at the night's worst time. */
static size_t faults_largest(const struct plan *p, const struct plan_night *night)
{
    size_t largest = SIZE_MAX;
    for (size_t i = 0; i < night->count; i++) {
        const struct plan_site *s = &p->sites[night->sites[i]];
        if (s->start > night->worst || s->end <= night->worst)
            continue;
        if (largest == SIZE_MAX || s->site->phone_count > p->sites[largest].site->phone_count)
            largest = night->sites[i];
    }
    CHECK(largest != SIZE_MAX); /* one of them is under way at the worst time */
    return largest;
}

/* A night before that has the same kind of site by the same method; NULL: there is none. Ranges are
 * at their modes, and the time without faults is nearly the same. */
static const struct plan_night *faults_known(const struct plan *p, const struct plan_night *night)
{
    const struct plan_site *s = &p->sites[night->worst_site];
    for (const struct plan_night *n = p->nights; n < night; n++) {
        const struct plan_site *other = &p->sites[n->worst_site];
        if (other->site->kind == s->site->kind && other->chosen == s->chosen)
            return n;
    }
    return NULL;
}

int plan_find_worst_hours(struct plan *p, struct error *e)
{
    for (size_t n = 0; n < p->night_count; n++) {
        struct plan_night *night = &p->nights[n];
        night->worst_site = faults_largest(p, night);
        const struct plan_night *known = faults_known(p, night);
        if (known)
            memcpy(night->faults, known->faults, sizeof night->faults);
        else if (p->options.engine != PLAN_BY_MODEL &&
                 plan_find_faults(night->faults, p, night->worst_site, e) < 0)
            return -1;
    }
    return 0;
}

/* --- as text ---------------------------------------------------------------------------------- */

/* Free it. */
static char *faults_name(const struct risk_outcome *o, enum risk_fault fault)
{
    switch (fault) {
    case RISK_ROOT:
        return mem_strdup("root unplugged halfway");
    case RISK_SERVER:
        return mem_printf("server dead for %s from halfway on", plan_text_takes(o->lasts).text);
    case RISK_NO_FILE:
        return mem_strdup("last file missing at the server");
    case RISK_NONE:
    case RISK_FAULTS:
        break;
    }
    return mem_strdup("no fault");
}

/* "60 of 60 phones get the firmware, the last after 9 min". */
static char *faults_outcome(const struct risk_outcome *o)
{
    if (o->back == 0)
        return mem_printf("none of %" PRIu32 " phones gets the firmware", o->phones);
    return mem_printf("%" PRIu32 " of %" PRIu32 " phones get the firmware, the last after %s",
                      o->back, o->phones, plan_text_takes(o->all_back).text);
}

char *plan_faults_text(const struct risk_outcome of[RISK_FAULTS], enum risk_fault fault)
{
    const struct risk_outcome *without = &of[RISK_NONE];
    char *name = faults_name(&of[fault], fault), *outcome = faults_outcome(&of[fault]);
    char *text = fault == RISK_NONE || without->back == 0
                     ? mem_printf("%s: %s", name, outcome)
                     : mem_printf("%s: %s; without it %" PRIu32 " after %s", name, outcome,
                                  without->back, plan_text_takes(without->all_back).text);
    free(name);
    free(outcome);
    return text;
}

/* --- for programs ----------------------------------------------------------------------------- */

json_t *plan_faults_json(const struct risk_outcome of[RISK_FAULTS])
{
    json_t *object = json_object();
    for (enum risk_fault i = RISK_NONE; i < RISK_FAULTS; i++)
        if (of[i].applies)
            json_object_set_new(
                object, risk_fault_names[i],
                json_pack("{s:I,s:I,s:o}", "phones", (json_int_t)of[i].phones, "back",
                          (json_int_t)of[i].back, "all_back_s",
                          isfinite(of[i].all_back) ? json_real(of[i].all_back) : json_null()));
    return object;
}
