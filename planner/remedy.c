/* What is tried at a site, and the words for it. */
#include "planner/remedy.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/plan_private.h"
#include "planner/plan_text.h"

enum { REMEDY_NIGHTS = 4 };

/* --- lists ------------------------------------------------------------------------------------ */

/* Takes the text, which was allocated. */
static void remedy_add(struct remedy *r, char *text)
{
    if (r->count < REMEDY_LIST)
        r->items[r->count++] = (struct remedy_item){.text = text};
    else
        free(text);
}

/* The same of a change that makes another site, of which it takes the copy. */
static void remedy_add_site(struct remedy *r, char *text, struct what_if *other, int method)
{
    const size_t before = r->count;
    remedy_add(r, text);
    if (r->count == before) {
        what_if_fini(other);
        return;
    }
    r->items[before].is_site = true;
    r->items[before].other = *other;
    r->items[before].method = (enum method)method;
}

static void remedy_free_item(struct remedy_item *item)
{
    free(item->text);
    if (item->is_site)
        what_if_fini(&item->other);
}

void remedy_drop(struct remedy *r, size_t item)
{
    remedy_free_item(&r->items[item]);
    r->count--;
    memmove(&r->items[item], &r->items[item + 1], (r->count - item) * sizeof *r->items);
}

/* The last one behind the word. */
static char *remedy_join(struct remedy *r, const char *word)
{
    char *text = NULL;
    for (size_t i = 0; i < r->count; i++) {
        char *before = text;
        if (i > 0 && i + 1 == r->count)
            text = mem_printf("%s %s %s", before, word, r->items[i].text);
        else
            text = mem_printf("%s%s%s", before ? before : "", before ? ", " : "", r->items[i].text);
        free(before);
        remedy_free_item(&r->items[i]);
    }
    r->count = 0;
    return text;
}

char *remedy_text(struct remedy *r)
{
    return remedy_join(r, "or");
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
        remedy_add_site(r,
                        mem_printf("%s at all phones that can (%s)", method_names[METHOD_PFS],
                                   plan_text_takes(a.at_confidence).text),
                        &w, METHOD_PFS);
    else
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
        remedy_add_site(r,
                        mem_printf("voice first on its line (MOS %s)", plan_text_mos(a.mos).text),
                        &w, r->site->chosen);
    else
        what_if_fini(&w);
}

static void remedy_try_load_server(struct remedy *r)
{
    struct what_if w;
    struct plan_answer a;
    what_if_init(&w, r->site->site);
    if (what_if_load_servers(&w) && remedy_helps(r, &w.site, METHOD_LOAD_SERVER, &a))
        remedy_add_site(
            r,
            mem_printf("%s (%s)",
                       r->site->site->subnet_count > 1 ? "load servers" : "a load server",
                       plan_text_takes(a.at_confidence).text),
            &w, METHOD_LOAD_SERVER);
    else
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
        if (helps) {
            remedy_add_site(r,
                            mem_printf("%s nights of %" PRIu32 " phones (%s each)", numbers[n],
                                       w.site.phone_count, plan_text_takes(a.at_confidence).text),
                            &w, r->site->chosen);
            return;
        }
        what_if_fini(&w);
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
    if (by < 0)
        return;
    struct what_if w;
    what_if_init(&w, r->site->site);
    w.site.numbers[FLEET_WAN_RATE] = (struct fleet_number){FLEET_VALUE, least, least, least};
    remedy_add_site(r,
                    mem_printf("%s instead of %s (%s)", text_rate(least).text,
                               text_rate(r->site->site->numbers[FLEET_WAN_RATE].mode).text,
                               method_names[by]),
                    &w, by);
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

static void remedy_by_model(struct remedy *r)
{
    const struct plan_site *s = r->site;
    remedy_scales(r);
    remedy_try_methods(r);
    remedy_try_sharing(r);
    if (s->chosen >= 0)
        remedy_try_voice_first(r);
    remedy_try_load_server(r);
    if (s->chosen >= 0 && s->verdict != VERDICT_HARMS_CALLS)
        remedy_try_nights(r);
    if (s->chosen >= 0)
        remedy_try_window(r);
    remedy_try_rate(r);
}

void remedy_find(struct remedy *r, const struct plan *p, const struct plan_site *s)
{
    *r = (struct remedy){.plan = p, .site = s, .longest = (double)s->longest};
    const bool fits_alone =
        s->chosen >= 0 &&
        choose_worth(&s->answers[s->chosen], (double)s->longest) != VERDICT_DOES_NOT_FIT;
    if (s->verdict == VERDICT_FITS)
        return;
    if (s->window_count == 0)
        remedy_add(r, mem_strdup("other days, or another window"));
    else if (s->verdict == VERDICT_CANNOT_SAY)
        remedy_add(r, s->measure ? remedy_measure(s) : mem_strdup("simulating it"));
    else if (fits_alone && !s->scheduled)
        remedy_add(r, remedy_of_place(p, &s->place));
    else
        remedy_by_model(r);
}
