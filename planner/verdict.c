/* A site's verdict, and the sentence of numbers that goes with it. */
#include "planner/verdict.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/plan_private.h"
#include "planner/plan_text.h"

const char *const verdict_words[VERDICTS] = {
    [VERDICT_FITS] = "fits",
    [VERDICT_TIGHT] = "tight",
    [VERDICT_DOES_NOT_FIT] = "does not fit",
    [VERDICT_HARMS_CALLS] = "harms calls",
    [VERDICT_CANNOT_SAY] = "cannot say",
};

/* --- why it has no place ---------------------------------------------------------------------- */

const char *const plan_resource_words[PLAN_RESOURCES] = {
    [PLAN_HEAD_END] = "the head end",
    [PLAN_TRANSFERS] = "the server's transfers",
    [PLAN_PROCESSOR] = "the server's processor",
    [PLAN_SITES] = "the number of sites at once",
};

static struct text verdict_amount(enum plan_resource_kind kind, int64_t amount)
{
    if (kind == PLAN_HEAD_END)
        return text_rate((uint64_t)amount);
    return kind == PLAN_PROCESSOR ? text_percent((double)amount / 1e6)
                                  : text_count((uint64_t)amount);
}

static char *verdict_full(const struct plan *p, const struct schedule_place *place)
{
    if (place->resource == SCHEDULE_NIGHTS)
        return mem_printf("its nights are full: of the best one %" PRId64 " phones too many",
                          place->missing);
    return mem_printf("%s is full in its windows: %s too short",
                      plan_resource_words[p->resources[place->resource].kind],
                      plan_text_takes((double)place->missing).text);
}

/* A resource that it has not enough of even for it alone. */
static char *verdict_too_small(const struct plan *p, const struct schedule_place *place)
{
    if (place->resource == SCHEDULE_NIGHTS)
        return mem_printf("it has %" PRId64 " phones more than a night may have", place->missing);
    const struct plan_resource *r = &p->resources[place->resource];
    return mem_printf("it needs %s and %s has %s",
                      verdict_amount(r->kind, r->capacity + place->missing).text,
                      plan_resource_words[r->kind], verdict_amount(r->kind, r->capacity).text);
}

static char *verdict_no_place(const struct plan *p, const struct plan_site *s)
{
    const struct schedule_place *place = &s->place;
    switch (place->reason) {
    case SCHEDULE_TOO_SMALL:
        return verdict_too_small(p, place);
    case SCHEDULE_FULL:
        return verdict_full(p, place);
    case SCHEDULE_WAVE_LATE:
        return mem_printf("the wave before it ends %s too late",
                          plan_text_takes((double)place->missing).text);
    case SCHEDULE_WAVE_UNFINISHED:
        return mem_strdup("a wave before it has no end");
    case SCHEDULE_AT_ONCE:
    case SCHEDULE_AFTER_WAVE:
    case SCHEDULE_AFTER_ROOM:
    case SCHEDULE_TOO_LONG:
    case SCHEDULE_NO_WINDOW:
    case SCHEDULE_REASONS:
        break;
    }
    return mem_strdup("there is no place for it");
}

/* --- sentences -------------------------------------------------------------------------------- */

/* s of the window that it runs in; of a site without a place, of the longest that it may use. */
static double verdict_window(const struct plan_site *s)
{
    if (!s->scheduled)
        return (double)s->longest;
    return (double)(s->windows[s->window].close - s->windows[s->window].open);
}

/* "1 h 46 min of 45 min". */
static char *verdict_of_window(const struct plan_site *s)
{
    const struct plan_answer *a = &s->answers[s->chosen];
    if (!isfinite(a->at_confidence))
        return mem_strdup("never back");
    return mem_printf("%s%s of %s", a->bound && !a->simulated ? "at least " : "",
                      plan_text_takes(a->at_confidence).text, plan_text_has(verdict_window(s)).text);
}

static const char *verdict_why_not(const struct plan_site *s, int method)
{
    const char *why = s->answers[method].why_not;
    return why ? why : "never back";
}

/* Of a site without a method: why not, method by method; several of one reason together. */
static char *verdict_no_method(const struct plan_site *s)
{
    char *text = mem_strdup("");
    for (int i = 0; i < CHOOSE_METHODS; i++) {
        const int method = choose_by_work[i];
        if (s->site->method >= 0 && s->site->method != method)
            continue;
        const char *why = verdict_why_not(s, method);
        const bool next_too = s->site->method < 0 && i + 1 < CHOOSE_METHODS &&
                              !strcmp(why, verdict_why_not(s, choose_by_work[i + 1]));
        char *before = text;
        text = mem_printf("%s%s%s%s", before, method_names[method], next_too ? ", " : ": ",
                          next_too ? "" : why);
        free(before);
        if (next_too || i + 1 == CHOOSE_METHODS || s->site->method >= 0)
            continue;
        before = text;
        text = mem_printf("%s; ", before);
        free(before);
    }
    return text;
}

/* Whether there is a method of which only the model knows nothing. */
static bool verdict_is_not_modelled(const struct plan_site *s)
{
    for (int m = 0; m < PLAN_METHODS; m++)
        if (s->answers[m].not_modelled && (s->site->method < 0 || s->site->method == m))
            return true;
    return false;
}

static char *verdict_sentence(const struct plan *p, const struct plan_site *s)
{
    const struct plan_answer *a = &s->answers[s->chosen];
    char *window = verdict_of_window(s), *text = window;
    if (s->verdict == VERDICT_TIGHT)
        text = mem_printf("%s in half of the cases, %s in %g %%, of %s",
                          plan_text_takes(a->p50).text, plan_text_takes(a->at_confidence).text,
                          100 * p->options.confidence, plan_text_has(verdict_window(s)).text);
    else if (s->verdict == VERDICT_HARMS_CALLS)
        text = mem_printf("MOS %s during the upgrade, %s without it; %s",
                          plan_text_mos(a->mos).text, plan_text_mos(a->mos_before).text, window);
    else if (s->verdict == VERDICT_CANNOT_SAY)
        text = mem_printf("%s, and the model knows no more than that", window);
    if (text != window)
        free(window);
    return text;
}

/* The window is long enough, and others have it. */
static void verdict_crowded_out(const struct plan *p, struct plan_site *s)
{
    char *window = verdict_of_window(s);
    char *why = verdict_no_place(p, s);
    s->verdict = VERDICT_DOES_NOT_FIT;
    s->because = mem_printf("%s, but %s", window, why);
    free(window);
    free(why);
}

void plan_judge(const struct plan *p, struct plan_site *s)
{
    free(s->because);
    s->verdict = VERDICT_DOES_NOT_FIT;
    if (s->window_count == 0) {
        s->because = mem_strdup("no window of it is open on the days that are planned");
        return;
    }
    if (s->chosen < 0) {
        if (verdict_is_not_modelled(s))
            s->verdict = VERDICT_CANNOT_SAY;
        s->because = verdict_no_method(s);
        return;
    }
    const enum verdict worth = choose_worth(&s->answers[s->chosen], (double)s->longest);
    if (worth != VERDICT_DOES_NOT_FIT && !s->scheduled) {
        verdict_crowded_out(p, s);
        return;
    }
    s->verdict = worth;
    s->because = verdict_sentence(p, s);
}
