/* Two plans side by side: first what is asked of all sites, then site by site, then why. */
#include "planner/against.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/memory.h"
#include "planner/plan_files.h"
#include "planner/plan_text.h"
#include "results/text.h"

const char *const against_words[AGAINST_ALL] = {"options", "unknowns", "shared", "loads"};
static const char *const against_moves[AGAINST_MOVES] = {"verdict", "method", "night", "start"};

/* --- changes --------------------------------------------------------------------------------- */

static char *against_copy(const char *text)
{
    return text ? mem_strdup(text) : NULL;
}

static bool against_same(const char *old, const char *now)
{
    return old && now ? !strcmp(old, now) : old == now;
}

/* Takes both texts; nothing is added where they are the same. */
static void against_note(struct against_changes *c, const char *what, char *old, char *now)
{
    if (against_same(old, now)) {
        free(old);
        free(now);
        return;
    }
    if (!(c->count & (c->count - 1)))
        c->list = mem_resize(c->list, c->count ? 2 * c->count : 1, sizeof *c->list);
    c->list[c->count++] = (struct against_change){mem_strdup(what), old, now};
}

static void against_note_texts(struct against_changes *c, const char *what, const char *old,
                               const char *now)
{
    against_note(c, what, against_copy(old), against_copy(now));
}

static void against_changes_fini(struct against_changes *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->list[i].what);
        free(c->list[i].old);
        free(c->list[i].now);
    }
    free(c->list);
}

/* Texts by their keys: those that are there now in their order, then those that are no more. */
static void against_maps(struct against_changes *c, json_t *old, json_t *now)
{
    const char *key;
    json_t *value;
    json_object_foreach(now, key, value) against_note_texts(
        c, key, json_string_value(json_object_get(old, key)), json_string_value(value));
    json_object_foreach(old, key, value) if (!json_object_get(now, key))
        against_note_texts(c, key, json_string_value(value), NULL);
}

/* --- what is asked --------------------------------------------------------------------------- */

enum against_kind { KIND_TEXT, KIND_RATE, KIND_COUNT, KIND_TIME, KIND_SHARE, KIND_LIST };

static const struct {
    const char *key, *name;
    enum against_kind kind;
} against_options[] = {
    {"start", "--start", KIND_TEXT},
    {"until", "--until", KIND_TEXT},
    {"head_end_bps", "--head-end", KIND_RATE},
    {"waves", "--waves", KIND_LIST},
    {"soak_s", "--soak", KIND_TIME},
    {"sites_at_once", "--sites-at-once", KIND_COUNT},
    {"phones_a_night", "--phones-a-night", KIND_COUNT},
    {"server_transfers", "--server-transfers", KIND_COUNT},
    {"confidence", "--confidence", KIND_SHARE},
    {"engine", "--engine", KIND_TEXT},
};

/* Texts with commas between them; NULL without any. */
static char *against_list(const json_t *array)
{
    char *all = NULL;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        char *longer = mem_printf("%s%s%s", all ? all : "", all ? "," : "", text ? text : "");
        free(all);
        all = longer;
    }
    return all;
}

static char *against_value(const json_t *value, enum against_kind kind)
{
    const double number = json_number_value(value);
    const bool none = !json_is_number(value) || number < 0 || number > 1e18;
    switch (kind) {
    case KIND_TEXT:
        return against_copy(json_string_value(value));
    case KIND_LIST:
        return against_list(value);
    case KIND_RATE:
        return none ? NULL : mem_strdup(text_rate((uint64_t)number).text);
    case KIND_COUNT:
        return none ? NULL : mem_strdup(text_count((uint64_t)number).text);
    case KIND_TIME:
        return none ? NULL : mem_strdup(plan_text_has(number).text);
    case KIND_SHARE:
        return none ? NULL : mem_printf("%g %%", 100 * number);
    }
    return NULL;
}

static void against_ask(struct against_changes *c, const json_t *old, const json_t *now)
{
    for (size_t i = 0; i < sizeof against_options / sizeof *against_options; i++)
        against_note(
            c, against_options[i].name,
            against_value(json_object_get(old, against_options[i].key), against_options[i].kind),
            against_value(json_object_get(now, against_options[i].key), against_options[i].kind));
}

/* A list of objects as texts by their key. */
static json_t *against_index(const json_t *array, const char *key, const char *text)
{
    json_t *object = json_object();
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        const char *name = json_string_value(json_object_get(item, key));
        const json_t *value = json_object_get(item, text);
        char *bytes =
            json_is_integer(value)
                ? mem_printf("%s bytes", text_count((uint64_t)json_integer_value(value)).text)
                : against_copy(json_string_value(value));
        if (name && bytes)
            json_object_set_new(object, name, json_string(bytes));
        free(bytes);
    }
    return object;
}

static void against_lists(struct against_changes *c, const json_t *old, const json_t *now,
                          const char *key, const char *text)
{
    json_t *before = against_index(old, key, text), *after = against_index(now, key, text);
    against_maps(c, before, after);
    json_decref(before);
    json_decref(after);
}

static void against_compare_all(struct against *a, const json_t *old, const json_t *now)
{
    const json_t *old_options = json_object_get(old, "options"),
                 *options = json_object_get(now, "options");
    against_ask(&a->all[AGAINST_OPTIONS], old_options, options);
    against_lists(&a->all[AGAINST_UNKNOWNS], json_object_get(old_options, "unknown"),
                  json_object_get(options, "unknown"), "field", "range");
    against_maps(&a->all[AGAINST_SHARED], json_object_get(old, "shared"),
                 json_object_get(now, "shared"));
    against_lists(&a->all[AGAINST_LOADS], json_object_get(old, "loads"),
                  json_object_get(now, "loads"), "load", "bytes");
}

/* --- a site ---------------------------------------------------------------------------------- */

static const char *against_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* As a person reads "2026-12-01T22:00:00+01:00". */
static char *against_start(const json_t *place)
{
    const char *text = against_text(place, "start_local");
    if (!text)
        return NULL;
    char *start = mem_printf("%.16s", text);
    if (strlen(start) > 10)
        start[10] = ' ';
    return start;
}

static char *against_moment(const json_t *site, enum against_move m)
{
    const json_t *place = json_object_get(site, "place");
    switch (m) {
    case AGAINST_NIGHT:
        return against_copy(against_text(place, "night"));
    case AGAINST_START:
        return against_start(place);
    case AGAINST_VERDICT:
    case AGAINST_METHOD:
    case AGAINST_MOVES:
        break;
    }
    return against_copy(against_text(site, against_moves[m]));
}

static double against_takes(const json_t *site)
{
    const char *method = against_text(site, "method");
    const json_t *answer =
        method ? json_object_get(json_object_get(site, "methods"), method) : NULL;
    const json_t *takes = json_object_get(answer, "planned_s");
    return json_is_number(takes) ? json_number_value(takes) : (double)INFINITY;
}

static void against_site_fini(struct against_site *s)
{
    free(s->name);
    against_changes_fini(&s->inputs);
    for (int m = 0; m < AGAINST_MOVES; m++) {
        free(s->moves[m].what);
        free(s->moves[m].old);
        free(s->moves[m].now);
    }
}

static bool against_has_moved(const struct against_site *s)
{
    bool moved = false;
    for (int m = 0; m < AGAINST_MOVES; m++)
        moved |= s->moved[m];
    return moved;
}

static struct against_site against_site_of(const json_t *old, const json_t *now)
{
    struct against_site s = {.name = mem_strdup(against_text(now, "site")),
                             .old_takes = against_takes(old),
                             .takes = against_takes(now),
                             .window = json_number_value(json_object_get(now, "longest_window_s"))};
    against_maps(&s.inputs, json_object_get(old, "inputs"), json_object_get(now, "inputs"));
    for (int m = 0; m < AGAINST_MOVES; m++) {
        s.moves[m] = (struct against_change){mem_strdup(against_moves[m]),
                                             against_moment(old, (enum against_move)m),
                                             against_moment(now, (enum against_move)m)};
        s.moved[m] = !against_same(s.moves[m].old, s.moves[m].now);
    }
    return s;
}

/* --- why ------------------------------------------------------------------------------------- */

/* What is at all sites counts for each; loads are among each site's inputs. */
static void against_explain(const struct against *a, struct against_site *s)
{
    const struct against_change *one = s->inputs.count ? s->inputs.list : NULL;
    size_t count = s->inputs.count;
    for (int i = 0; i < AGAINST_LOADS; i++) {
        count += a->all[i].count;
        if (a->all[i].count)
            one = a->all[i].list;
    }
    const size_t others = a->added_count + a->gone_count + a->site_count;
    s->cause = NULL;
    if (!against_has_moved(s)) {
        s->why = AGAINST_UNMOVED;
    } else if (count) {
        s->why = count == 1 ? AGAINST_BY_ONE : AGAINST_BY_SEVERAL;
        s->cause = count == 1 ? one : NULL;
    } else {
        s->why = AGAINST_BY_PROGRAM;
        for (size_t i = 0; i < a->site_count; i++)
            if (a->sites[i].inputs.count)
                s->why = AGAINST_BY_OTHERS;
        if (others > a->site_count)
            s->why = AGAINST_BY_OTHERS;
    }
}

/* --- both ------------------------------------------------------------------------------------ */

static void against_name(char ***names, size_t *count, const char *name)
{
    if (!(*count & (*count - 1)))
        *names = mem_resize(*names, *count ? 2 * *count : 1, sizeof **names);
    (*names)[(*count)++] = mem_strdup(name);
}

/* Sites by their names; what is in it stays the plan's. NULL: one has none, or not all that
 * comparing takes. */
static json_t *against_sites(const json_t *plan)
{
    json_t *sites = json_object_get(plan, "sites"), *index = json_object();
    for (size_t i = 0; json_is_array(sites) && i < json_array_size(sites); i++) {
        json_t *site = json_array_get(sites, i);
        const char *name = against_text(site, "site");
        if (!name || !json_is_object(json_object_get(site, "inputs")) ||
            !json_is_object(json_object_get(site, "methods")) || !against_text(site, "verdict")) {
            json_decref(index);
            return NULL;
        }
        json_object_set(index, name, site);
    }
    return index;
}

static void against_compare_sites(struct against *a, json_t *before, json_t *after)
{
    const char *name;
    json_t *site;
    a->sites = mem_calloc(json_object_size(after) + 1, sizeof *a->sites);
    json_object_foreach(after, name, site)
    {
        const json_t *old = json_object_get(before, name);
        if (!old) {
            against_name(&a->added, &a->added_count, name);
            continue;
        }
        struct against_site s = against_site_of(old, site);
        if (s.inputs.count || against_has_moved(&s))
            a->sites[a->site_count++] = s;
        else
            against_site_fini(&s);
    }
    json_object_foreach(before, name, site) if (!json_object_get(after, name))
        against_name(&a->gone, &a->gone_count, name);
}

int against_make(struct against *a, json_t *old, json_t *now, struct error *e)
{
    *a = (struct against){.site_count = 0};
    json_t *before = against_sites(old), *after = against_sites(now);
    const bool good = before && after && json_is_array(json_object_get(old, "sites")) &&
                      json_is_object(json_object_get(old, "options"));
    if (good) {
        against_compare_all(a, old, now);
        against_compare_sites(a, before, after);
        for (size_t i = 0; i < a->site_count; i++)
            against_explain(a, &a->sites[i]);
    }
    json_decref(before);
    json_decref(after);
    return good ? 0 : error_set(e, "lacks what plan.json has of each site; plan again, with -o");
}

void against_fini(struct against *a)
{
    for (int i = 0; i < AGAINST_ALL; i++)
        against_changes_fini(&a->all[i]);
    for (size_t i = 0; i < a->site_count; i++)
        against_site_fini(&a->sites[i]);
    for (size_t i = 0; i < a->added_count; i++)
        free(a->added[i]);
    for (size_t i = 0; i < a->gone_count; i++)
        free(a->gone[i]);
    free(a->sites);
    free(a->added);
    free(a->gone);
}

/* --- a file ---------------------------------------------------------------------------------- */

static int against_check(const json_t *plan, const char *path, struct error *e)
{
    const json_t *form = json_object_get(plan, "pfsim_plan");
    if (!json_is_integer(form))
        return error_set(e, "%.200s: is not the plan.json of a plan", path);
    if (json_integer_value(form) != PLAN_FORMAT)
        return error_set(
            e,
            "%.200s: is of form %lld, and this program's plans are of form %d; plan again "
            "with the list of then",
            path, (long long)json_integer_value(form), PLAN_FORMAT);
    return 0;
}

int against_read(json_t **plan, const char *path, struct error *e)
{
    struct stat found;
    json_error_t why;
    const bool folder = stat(path, &found) == 0 && S_ISDIR(found.st_mode);
    char *whole = folder ? mem_printf("%s/plan.json", path) : mem_strdup(path);
    const int file = input_open(whole, "plan.json, which 'pfsim plan -o' writes", e);
    int status = -1;
    *plan = NULL;
    if (file >= 0) {
        *plan = json_loadfd(file, JSON_REJECT_DUPLICATES, &why);
        status = *plan ? against_check(*plan, whole, e)
                       : error_set(e, "%.200s:%d:%d: is no JSON: %.100s", whole, why.line,
                                   why.column, why.text);
        close(file);
    }
    if (status < 0) {
        json_decref(*plan);
        *plan = NULL;
    }
    free(whole);
    return status;
}

/* --- for programs ---------------------------------------------------------------------------- */

static json_t *against_json_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *against_json_change(const struct against_change *c)
{
    return json_pack("{s:s,s:o,s:o}", "what", c->what, "old", against_json_text(c->old), "now",
                     against_json_text(c->now));
}

static json_t *against_json_changes(const struct against_changes *c)
{
    json_t *array = json_array();
    for (size_t i = 0; i < c->count; i++)
        json_array_append_new(array, against_json_change(&c->list[i]));
    return array;
}

static json_t *against_json_names(char *const *names, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(names[i]));
    return array;
}

static json_t *against_json_seconds(double seconds)
{
    return isfinite(seconds) ? json_real(seconds) : json_null();
}

static json_t *against_json_site(const struct against_site *s)
{
    static const char *const why[] = {NULL, "one", "several", "other sites", "the program"};
    json_t *moves = json_array();
    for (int m = 0; m < AGAINST_MOVES; m++)
        if (s->moved[m])
            json_array_append_new(moves, against_json_change(&s->moves[m]));
    return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "site", s->name, "moved", moves, "inputs",
                     against_json_changes(&s->inputs), "by", against_json_text(why[s->why]),
                     "cause", s->cause ? against_json_change(s->cause) : json_null(),
                     "old_planned_s", against_json_seconds(s->old_takes), "planned_s",
                     against_json_seconds(s->takes));
}

json_t *against_json(const struct against *a)
{
    json_t *object = json_object(), *sites = json_array();
    for (int i = 0; i < AGAINST_ALL; i++)
        json_object_set_new(object, against_words[i], against_json_changes(&a->all[i]));
    json_object_set_new(object, "added", against_json_names(a->added, a->added_count));
    json_object_set_new(object, "gone", against_json_names(a->gone, a->gone_count));
    for (size_t i = 0; i < a->site_count; i++)
        json_array_append_new(sites, against_json_site(&a->sites[i]));
    json_object_set_new(object, "sites", sites);
    return object;
}
