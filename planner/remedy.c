/* What would change a site's verdict: each change by itself, those of settings first, then those
 * that cost a night, a window or a line. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/plan_private.h"
#include "planner/plan_text.h"
#include "planner/what_if.h"

enum { REMEDY_LIST = 8, REMEDY_NIGHTS = 4 };

/* Changes that would do, in words. */
struct remedy {
    const struct plan *plan;
    const struct plan_site *site;
    double longest; /* s */
    /* By method: what its planning quantile is of the model's answer where ranges are likeliest. */
    double scales[PLAN_METHODS];
    char *list[REMEDY_LIST];
    size_t count;
};

/* Takes the text, which was allocated. */
static void remedy_add(struct remedy *r, char *text)
{
    if (r->count < REMEDY_LIST)
        r->list[r->count++] = text;
    else
        free(text);
}

/* "a, b or c"; NULL of nothing. Frees the list. */
static char *remedy_join(struct remedy *r, const char *word)
{
    char *text = NULL;
    for (size_t i = 0; i < r->count; i++) {
        char *before = text;
        if (i > 0 && i + 1 == r->count)
            text = mem_printf("%s %s %s", before, word, r->list[i]);
        else
            text = mem_printf("%s%s%s", before ? before : "", before ? ", " : "", r->list[i]);
        free(before);
        free(r->list[i]);
    }
    return text;
}

/* --- what is tried ---------------------------------------------------------------------------- */

static double remedy_scale(const struct remedy *r, int method)
{
    const struct plan_answer *a = &r->site->answers[method];
    const struct plan_answer likeliest =
        what_if_answer(r->plan->fleet, r->site->site, (enum method)method, 1);
    const double scale = a->at_confidence / likeliest.p50;
    return a->possible && likeliest.possible && isfinite(scale) && scale > 0 ? scale : NAN;
}

/* Of a method of which there is no answer the scale of another one will do: it says how far the
 * planning quantile is from the middle. */
static void remedy_scales(struct remedy *r)
{
    double some = 1;
    for (int m = 0; m < PLAN_METHODS; m++) {
        r->scales[m] = remedy_scale(r, m);
        some = isnan(r->scales[m]) ? some : r->scales[m];
    }
    for (int m = 0; m < PLAN_METHODS; m++)
        r->scales[m] = isnan(r->scales[m]) ? some : r->scales[m];
}

/* Whether the site would fit so, and keep its calls. */
static bool remedy_helps(const struct remedy *r, const struct fleet_site *site, int method,
                         struct plan_answer *a)
{
    *a = what_if_answer(r->plan->fleet, site, (enum method)method, r->scales[method]);
    return a->possible && choose_worth(a, r->longest) == VERDICT_FITS;
}

/* One that it is not allowed to use. */
static void remedy_try_methods(struct remedy *r)
{
    for (int i = 0; i < CHOOSE_METHODS && r->site->site->method >= 0; i++) {
        const int method = choose_by_work[i];
        const struct plan_answer *a = &r->site->answers[method];
        if (method == r->site->site->method || !a->possible ||
            choose_worth(a, r->longest) != VERDICT_FITS)
            continue;
        remedy_add(
            r, mem_printf("%s (%s)", method_names[method], plan_text_takes(a->at_confidence).text));
        return;
    }
}

static void remedy_try_sharing(struct remedy *r)
{
    struct what_if w;
    struct plan_answer a;
    what_if_init(&w, r->site->site);
    if (what_if_shares(&w) && !r->site->answers[METHOD_PFS].possible &&
        remedy_helps(r, &w.site, METHOD_PFS, &a))
        remedy_add(r, mem_printf("%s at all phones that can (%s)", method_names[METHOD_PFS],
                                 plan_text_takes(a.at_confidence).text));
    what_if_fini(&w);
}

/* Only where it is calls that are in the way. */
static void remedy_try_voice_first(struct remedy *r)
{
    struct what_if w;
    struct plan_answer a;
    if (r->site->verdict != VERDICT_HARMS_CALLS || r->site->site->qos == FLEET_QOS_PRIORITY)
        return;
    what_if_init(&w, r->site->site);
    w.site.qos = FLEET_QOS_PRIORITY;
    if (remedy_helps(r, &w.site, r->site->chosen, &a))
        remedy_add(r, mem_printf("voice first on its line (MOS %s)", plan_text_mos(a.mos).text));
    what_if_fini(&w);
}

static void remedy_try_load_server(struct remedy *r)
{
    struct what_if w;
    struct plan_answer a;
    what_if_init(&w, r->site->site);
    if (what_if_load_servers(&w) && remedy_helps(r, &w.site, METHOD_LOAD_SERVER, &a))
        remedy_add(r, mem_printf("%s (%s)",
                                 r->site->site->subnet_count > 1 ? "load servers" : "a load server",
                                 plan_text_takes(a.at_confidence).text));
    what_if_fini(&w);
}

/* Windows that are as long. */
static size_t remedy_windows(const struct remedy *r, double seconds)
{
    size_t count = 0;
    for (size_t i = 0; i < r->site->window_count; i++)
        count += (double)(r->site->windows[i].close - r->site->windows[i].open) >= seconds;
    return count;
}

static void remedy_try_nights(struct remedy *r)
{
    static const char *const numbers[REMEDY_NIGHTS + 1] = {[2] = "two", "three", "four"};
    for (uint32_t n = 2; n <= REMEDY_NIGHTS; n++) {
        struct what_if w;
        struct plan_answer a;
        what_if_init(&w, r->site->site);
        what_if_part(&w, n);
        const bool helps = remedy_helps(r, &w.site, r->site->chosen, &a) &&
                           remedy_windows(r, a.at_confidence) >= n;
        if (helps)
            remedy_add(r, mem_printf("%s nights of %" PRIu32 " phones (%s each)", numbers[n],
                                     w.site.phone_count, plan_text_takes(a.at_confidence).text));
        what_if_fini(&w);
        if (helps)
            return;
    }
}

static void remedy_try_window(struct remedy *r)
{
    const struct plan_answer *a = &r->site->answers[r->site->chosen];
    if (isfinite(a->at_confidence) && a->at_confidence > r->longest && !choose_harms_calls(a) &&
        !(a->bound && !a->simulated))
        remedy_add(r, mem_printf("a window of %s", plan_text_takes(a->at_confidence).text));
}

/* Of the methods that it has that which wants least. */
static void remedy_try_rate(struct remedy *r)
{
    uint64_t least = 0;
    int by = -1;
    for (int i = 0; i < CHOOSE_METHODS; i++) {
        const int m = choose_by_work[i];
        const struct fleet_site *site = r->site->site;
        if (!r->site->answers[m].possible || (site->method >= 0 && site->method != m))
            continue;
        const uint64_t rate =
            what_if_rate(r->plan->fleet, site, (enum method)m, r->scales[m], r->longest);
        if (rate > 0 && (by < 0 || rate < least)) {
            least = rate;
            by = m;
        }
    }
    if (by >= 0)
        remedy_add(r, mem_printf("%s instead of %s (%s)", text_rate(least).text,
                                 text_rate(r->site->site->numbers[FLEET_WAN_RATE].mode).text,
                                 method_names[by]));
}

/* --- which of them ---------------------------------------------------------------------------- */

/* Of a site that others leave no place. */
static char *remedy_of_place(const struct plan *p, const struct schedule_place *place)
{
    switch (place->reason) {
    case SCHEDULE_FULL:
    case SCHEDULE_TOO_SMALL:
        if (place->resource == SCHEDULE_NIGHTS)
            return mem_strdup("more phones a night, or more days");
        return mem_printf("more days, or more of %s",
                          plan_resource_words[p->resources[place->resource].kind]);
    case SCHEDULE_WAVE_LATE:
        return mem_strdup("fewer waves, a shorter soak, or more days");
    case SCHEDULE_WAVE_UNFINISHED:
    case SCHEDULE_AT_ONCE:
    case SCHEDULE_AFTER_WAVE:
    case SCHEDULE_AFTER_ROOM:
    case SCHEDULE_TOO_LONG:
    case SCHEDULE_NO_WINDOW:
    case SCHEDULE_REASONS:
        break;
    }
    return mem_strdup("more days");
}

/* "measuring wan_rtt and busy". */
static char *remedy_measure(const struct plan_site *s)
{
    struct remedy r = {.count = 0};
    for (unsigned c = 0; c < FLEET_COLUMNS; c++)
        if (s->measure >> c & 1)
            remedy_add(&r, mem_strdup(fleet_columns[c].name));
    char *columns = remedy_join(&r, "and"), *text = mem_printf("measuring %s", columns);
    free(columns);
    return text;
}

static char *remedy_by_model(const struct plan *p, const struct plan_site *s)
{
    struct remedy r = {.plan = p, .site = s, .longest = (double)s->longest};
    remedy_scales(&r);
    remedy_try_methods(&r);
    remedy_try_sharing(&r);
    if (s->chosen >= 0)
        remedy_try_voice_first(&r);
    remedy_try_load_server(&r);
    if (s->chosen >= 0 && s->verdict != VERDICT_HARMS_CALLS)
        remedy_try_nights(&r);
    if (s->chosen >= 0)
        remedy_try_window(&r);
    remedy_try_rate(&r);
    return remedy_join(&r, "or");
}

static char *remedy_of(const struct plan *p, const struct plan_site *s)
{
    if (s->verdict == VERDICT_FITS)
        return NULL;
    if (s->window_count == 0)
        return mem_strdup("other days, or another window");
    if (s->verdict == VERDICT_CANNOT_SAY)
        return s->measure ? remedy_measure(s) : mem_strdup("simulating it");
    const bool fits_alone =
        s->chosen >= 0 &&
        choose_worth(&s->answers[s->chosen], (double)s->longest) != VERDICT_DOES_NOT_FIT;
    if (fits_alone && !s->scheduled)
        return remedy_of_place(p, &s->place);
    return remedy_by_model(p, s);
}

/* --- all sites -------------------------------------------------------------------------------- */

/* What a remedy depends on: where all of it is the same, so is the remedy. */
static int remedy_compare(const void *a, const void *b, void *user)
{
    const struct plan *p = user;
    const struct plan_site *x = &p->sites[*(const size_t *)a], *y = &p->sites[*(const size_t *)b];
    if (x->site->kind != y->site->kind)
        return x->site->kind < y->site->kind ? -1 : 1;
    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    if (x->measure != y->measure)
        return x->measure < y->measure ? -1 : 1;
    if (x->longest != y->longest)
        return x->longest < y->longest ? -1 : 1;
    if (x->scheduled != y->scheduled)
        return x->scheduled ? -1 : 1;
    return x->chosen - y->chosen;
}

/* Whether the one's remedy is the other's, too: a site with ranges has times of its own, and one
 * without a place reasons. */
static bool remedy_is_same(struct plan *p, size_t i, size_t k)
{
    const struct plan_site *x = &p->sites[i], *y = &p->sites[k];
    return remedy_compare(&i, &k, p) == 0 && x->scheduled && x->window_count == y->window_count &&
           x->site->method == y->site->method && plan_takes(x) == plan_takes(y);
}

void plan_remedy_all(struct plan *p)
{
    size_t *order = mem_calloc(p->count + 1, sizeof *order);
    for (size_t i = 0; i < p->count; i++)
        order[i] = i;
    qsort_r(order, p->count, sizeof *order, remedy_compare, p);
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *before = i > 0 ? &p->sites[order[i - 1]] : NULL;
        struct plan_site *s = &p->sites[order[i]];
        if (!before || !remedy_is_same(p, order[i - 1], order[i]))
            s->change = remedy_of(p, s);
        else
            s->change = before->change ? mem_strdup(before->change) : NULL;
    }
    free(order);
}
