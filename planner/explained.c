/* What is to be told of one site, found; and for programs. */
#include "planner/explained.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "planner/plan_faults.h"
#include "planner/plan_text.h"
#include "planner/when.h"
#include "scenarios/format/words.h"

/* --- which ------------------------------------------------------------------------------------ */

static int explained_unknown(const struct fleet *f, const char *name, struct error *e)
{
    const char **names = mem_calloc(f->count + 1, sizeof *names);
    for (size_t i = 0; i < f->count; i++)
        names[i] = f->sites[i].name;
    char *question = nearest_question(name, names, f->count);
    error_set(e, "--explain %s: %s has no such site%s", words_shown(name).text,
              words_shown(f->path).text, question ? question : "");
    free(question);
    free(names);
    return -1;
}

int explained_site(const struct fleet *f, const char *name, size_t *site, struct error *e)
{
    for (*site = 0; *site < f->count; ++*site)
        if (!strcmp(f->sites[*site].name, name))
            return 0;
    return explained_unknown(f, name, e);
}

/* --- why then --------------------------------------------------------------------------------- */

/* Behind the wave before. */
static char *explained_after_wave(const struct plan *p, const struct plan_site *s)
{
    char end[WHEN_ROOM];
    const struct plan_site *last = &p->sites[s->place.job];
    char *soak = p->options.soak > 0 ? mem_printf(", and %s of soak behind it",
                                                  plan_text_takes((double)p->options.soak).text)
                                     : mem_strdup("");
    char *text = mem_printf("it waits for the wave before, whose last site %s ends %s%s",
                            last->site->name, when_local(end, s->site->zone, last->end), soak);
    free(soak);
    return text;
}

static char *explained_after_room(const struct plan *p, const struct plan_site *s)
{
    if (s->place.resource == SCHEDULE_NIGHTS)
        return mem_printf("nights before have no room for its %" PRIu32 " phones: %" PRIu64
                          " a night",
                          s->site->phone_count, p->options.phones_a_night);
    const enum plan_resource_kind kind = p->resources[s->place.resource].kind;
    if (kind == PLAN_HEAD_END)
        return mem_printf("the head end is full until then: the site takes %s of %s",
                          text_rate((uint64_t)llround(s->answers[s->chosen].mean_rate)).text,
                          text_rate((uint64_t)p->resources[s->place.resource].capacity).text);
    return kind == PLAN_SITES
               ? mem_printf("as many sites are under way until then as may be: %" PRIu64,
                            p->options.sites_at_once)
               : mem_printf("others have until then what it needs of %s",
                            plan_resource_words[kind]);
}

char *explained_start(const struct plan *p, const struct plan_site *s)
{
    if (!s->scheduled)
        return mem_strdup(s->because ? s->because : "there is no place for it");
    if (s->place.reason == SCHEDULE_AFTER_WAVE)
        return explained_after_wave(p, s);
    if (s->place.reason == SCHEDULE_AFTER_ROOM)
        return explained_after_room(p, s);
    return mem_strdup("the first of its windows that is long enough opens then");
}

/* --- all of it -------------------------------------------------------------------------------- */

/* By the total index, the largest first; of equals as they come. */
static void explained_sort(struct explained *x)
{
    for (size_t i = 0; i < x->indices.count; i++) {
        size_t k = i;
        for (; k > 0 && x->indices.of.total[x->order[k - 1]].value < x->indices.of.total[i].value;
             k--)
            x->order[k] = x->order[k - 1];
        x->order[k] = i;
    }
}

void explained_find(struct explained *x, const struct plan *p, size_t site)
{
    *x = (struct explained){.plan = p, .site = &p->sites[site]};
    for (enum fleet_column_number c = FLEET_COLUMN_SITE; c < FLEET_COLUMNS; c++)
        x->said[c] = fleet_said(p->fleet, x->site->site, c);
    x->start = explained_start(p, x->site);
    x->has_indices = plan_find_indices(&x->indices, p, site, &x->no_indices) == 0;
    if (x->has_indices)
        explained_sort(x);
    x->has_faults = plan_find_faults(x->faults, p, site, &x->no_faults) == 0;
}

void explained_fini(struct explained *x)
{
    for (size_t c = 0; c < FLEET_COLUMNS; c++)
        fleet_said_fini(&x->said[c]);
    free(x->start);
}

char *explained_range(const struct explained *x, size_t input)
{
    const char *name = x->indices.names[input];
    const struct unknowns *u = x->plan->options.unknowns;
    for (size_t i = 0; i < u->count; i++)
        if (!strcmp(u->items[i].path, name))
            return fleet_number_text(u->items[i].field, &u->items[i].range);
    for (size_t c = 0; c < FLEET_COLUMNS; c++)
        if (!strcmp(fleet_columns[c].name, name) && x->said[c].value)
            return mem_strdup(x->said[c].value);
    return mem_strdup("");
}

/* --- for programs ----------------------------------------------------------------------------- */

static json_t *explained_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *explained_columns(const struct explained *x)
{
    static const char *const words[] = {[FLEET_SAID_CELL] = "list",
                                        [FLEET_SAID_SHARED] = "shared",
                                        [FLEET_SAID_KNOWN] = "default",
                                        [FLEET_SAID_ASSUMED] = "assumed"};
    json_t *array = json_array();
    for (size_t c = 0; c < FLEET_COLUMNS; c++) {
        const struct fleet_said *said = &x->said[c];
        json_array_append_new(array,
                              json_pack("{s:s,s:o,s:s,s:o}", "column", fleet_columns[c].name,
                                        "value", explained_text(said->value), "from",
                                        words[said->by], "where", explained_text(said->where)));
    }
    return array;
}

static json_t *explained_windows(const struct explained *x)
{
    json_t *array = json_array();
    for (size_t i = 0; i < x->site->window_count; i++) {
        const struct plan_window *w = &x->site->windows[i];
        char open[WHEN_ROOM], close[WHEN_ROOM], day[WHEN_ROOM];
        json_array_append_new(array, json_pack("{s:s,s:s,s:s}", "opens", when_utc(open, w->open),
                                               "closes", when_utc(close, w->close), "night",
                                               when_date(day, w->day)));
    }
    return array;
}

static json_t *explained_indices(const struct explained *x)
{
    json_t *array = json_array();
    for (size_t i = 0; i < x->indices.count; i++) {
        const size_t k = x->order[i];
        const struct sobol_index *first = &x->indices.of.first[k], *total = &x->indices.of.total[k];
        char *range = explained_range(x, k);
        json_array_append_new(array,
                              json_pack("{s:s,s:s,s:f,s:f,s:f,s:f}", "input", x->indices.names[k],
                                        "range", range, "first_order", first->value,
                                        "first_order_half_width", first->half_width, "total",
                                        total->value, "total_half_width", total->half_width));
        free(range);
    }
    return array;
}

json_t *explained_json(const struct explained *x)
{
    return json_pack("{s:s,s:o,s:s,s:o,s:o,s:o}", "site", x->site->site->name, "columns",
                     explained_columns(x), "start_because", x->start, "windows",
                     explained_windows(x), "indices",
                     x->has_indices ? explained_indices(x) : json_null(), "faults",
                     x->has_faults ? plan_faults_json(x->faults) : json_null());
}
