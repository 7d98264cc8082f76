/* A site's method, and what is to be said of those that were not chosen. */
#include "planner/choose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/plan_text.h"

const int choose_by_work[CHOOSE_METHODS] = {METHOD_TFTP, METHOD_PFS, METHOD_LOAD_SERVER};

/* Calls that are no better without the upgrade are not harmed by it; so much is no difference. */
static const double choose_same_mos = 0.05;

bool choose_harms_calls(const struct plan_answer *a)
{
    return a->has_mos && round(10 * a->mos) < round(10 * PLAN_MOS) &&
           a->mos < a->mos_before - choose_same_mos;
}

enum verdict choose_worth(const struct plan_answer *a, double longest)
{
    if (!(fmin(a->p50, a->at_confidence) <= longest))
        return VERDICT_DOES_NOT_FIT;
    if (a->bound && !a->simulated)
        return VERDICT_CANNOT_SAY;
    if (choose_harms_calls(a))
        return VERDICT_HARMS_CALLS;
    return a->at_confidence <= longest ? VERDICT_FITS : VERDICT_TIGHT;
}

/* How good it is to be worth that, the best first. */
static int choose_rank(enum verdict worth)
{
    switch (worth) {
    case VERDICT_FITS:
        return 0;
    case VERDICT_TIGHT: /* it may end too late; calls that are harmed are so for sure */
        return 1;
    case VERDICT_CANNOT_SAY:
        return 2;
    case VERDICT_HARMS_CALLS:
        return 3;
    case VERDICT_DOES_NOT_FIT:
    case VERDICTS:
        break;
    }
    return 4;
}

/* Whether `a` is better than `b`, which needs less work. */
static bool choose_is_better(const struct plan_answer *a, const struct plan_answer *b,
                             double longest)
{
    const enum verdict worth = choose_worth(a, longest);
    const int rank = choose_rank(worth), other = choose_rank(choose_worth(b, longest));
    if (rank != other || worth == VERDICT_FITS)
        return rank < other;
    return worth == VERDICT_HARMS_CALLS ? a->mos > b->mos : a->at_confidence < b->at_confidence;
}

/* --- what is said of the others --------------------------------------------------------------- */

/* Why it was not chosen; free it. */
static char *choose_against(const struct plan_site *s, int method)
{
    const struct plan_answer *a = &s->answers[method];
    const double longest = (double)s->longest;
    const char *least = a->bound && !a->simulated ? "at least " : "";
    switch (choose_worth(a, longest)) {
    case VERDICT_HARMS_CALLS:
        return mem_printf("%s harms calls: MOS %s", method_names[method],
                          plan_text_mos(a->mos).text);
    case VERDICT_TIGHT:
        return mem_printf("%s is tight: %s of %s", method_names[method],
                          plan_text_takes(a->at_confidence).text, plan_text_has(longest).text);
    case VERDICT_CANNOT_SAY: /* it may well fit: a bound is no reason that it does not */
        return mem_printf("%s at least %s, and no more is known", method_names[method],
                          plan_text_takes(a->at_confidence).text);
    case VERDICT_FITS:
    case VERDICT_DOES_NOT_FIT:
    case VERDICTS:
        break;
    }
    return isfinite(a->p50)
               ? mem_printf("%s %s%s of %s", method_names[method], least,
                            plan_text_takes(a->at_confidence).text, plan_text_has(longest).text)
               : mem_printf("%s: never", method_names[method]);
}

/* Of TFTP that was chosen: sharing that is no faster. */
static char *choose_no_gain(const struct plan_site *s)
{
    const struct plan_answer *tftp = &s->answers[METHOD_TFTP], *pfs = &s->answers[METHOD_PFS];
    if (!pfs->possible || pfs->at_confidence < tftp->at_confidence)
        return NULL;
    return mem_printf("%s %s gains nothing", method_names[METHOD_PFS],
                      plan_text_takes(pfs->at_confidence).text);
}

static char *choose_of_others(const struct plan_site *s)
{
    if (s->site->method >= 0)
        return NULL;
    if (s->chosen == METHOD_TFTP)
        return choose_no_gain(s);
    char *note = NULL;
    for (int i = 0; choose_by_work[i] != s->chosen; i++) {
        if (!s->answers[choose_by_work[i]].possible)
            continue;
        char *against = choose_against(s, choose_by_work[i]), *before = note;
        note = before ? mem_printf("%s; %s", before, against) : mem_strdup(against);
        free(before);
        free(against);
    }
    return note;
}

/* Calls below PLAN_MOS that fit are as bad without the upgrade. */
static char *choose_note(const struct plan_site *s)
{
    const struct plan_answer *a = s->chosen < 0 ? NULL : &s->answers[s->chosen];
    if (!a || choose_worth(a, (double)s->longest) != VERDICT_FITS)
        return NULL;
    char *others = choose_of_others(s);
    if (!a->has_mos || round(10 * a->mos) >= round(10 * PLAN_MOS))
        return others;
    char *note =
        mem_printf("calls are as bad without it: MOS %s%s%s", plan_text_mos(a->mos_before).text,
                   others ? "; " : "", others ? others : "");
    free(others);
    return note;
}

void choose_method(struct plan_site *s)
{
    s->chosen = -1;
    for (int i = 0; i < CHOOSE_METHODS; i++) {
        const int method = choose_by_work[i];
        if (!s->answers[method].possible || (s->site->method >= 0 && s->site->method != method))
            continue;
        if (s->chosen < 0 ||
            choose_is_better(&s->answers[method], &s->answers[s->chosen], (double)s->longest))
            s->chosen = method;
    }
    free(s->note);
    s->note = choose_note(s);
}
