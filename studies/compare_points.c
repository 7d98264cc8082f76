/* What was varied on both sides is a point, by text; what differs between the sides is a change. */
#include "studies/compare_points.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* --- what runs can differ in ----------------------------------------------------------------- */

/* A parameter, or "scenario" or "engine". */
struct trait {
    const char *path;
    bool varies; /* it is a part of points */
};

struct traits {
    struct trait *items;
    size_t count;
};

/* A run, and the point that it is of. */
struct keyed {
    char *key;
    const struct compare_run *run;
    size_t number; /* in its side */
};

static const char *trait_value(const struct compare_run *r, const char *path)
{
    if (strcmp(path, "scenario") == 0)
        return r->name;
    if (strcmp(path, "engine") == 0)
        return r->engine;
    for (size_t i = 0; i < r->parameter_count; i++)
        if (strcmp(r->parameters[i].path, path) == 0)
            return r->parameters[i].value;
    return "";
}

static void traits_add(struct traits *t, const char *path)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->items[i].path, path) == 0)
            return;
    t->items = mem_resize(t->items, t->count + 1, sizeof *t->items);
    t->items[t->count++] = (struct trait){.path = path};
}

static void traits_find(struct traits *t, const struct comparison *c)
{
    *t = (struct traits){.count = 0};
    traits_add(t, "scenario");
    traits_add(t, "engine");
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->sides[side]->count; i++) {
            const struct compare_run *r = &c->sides[side]->runs[i];
            for (size_t k = 0; k < r->parameter_count; k++)
                traits_add(t, r->parameters[k].path);
        }
}

/* The value that all runs of the side have; NULL: there are several. */
static const char *trait_only_value(const struct compare_side *side, const char *path)
{
    const char *first = trait_value(&side->runs[0], path);
    for (size_t i = 1; i < side->count; i++)
        if (strcmp(trait_value(&side->runs[i], path), first) != 0)
            return NULL;
    return first;
}

static void traits_sort_out(struct traits *t, struct comparison *c)
{
    c->changes = mem_calloc(t->count, sizeof *c->changes);
    for (size_t i = 0; i < t->count; i++) {
        const char *a = trait_only_value(c->sides[0], t->items[i].path);
        const char *b = trait_only_value(c->sides[1], t->items[i].path);
        t->items[i].varies = !a || !b;
        if (a && b && strcmp(a, b) != 0)
            c->changes[c->change_count++] = (struct compare_change){mem_strdup(t->items[i].path),
                                                                    {mem_strdup(a), mem_strdup(b)}};
    }
}

/* --- points ---------------------------------------------------------------------------------- */

static char *points_key(const struct compare_run *r, const struct traits *t)
{
    char *key = mem_strdup("");
    for (size_t i = 0; i < t->count; i++) {
        if (!t->items[i].varies)
            continue;
        const char *value = trait_value(r, t->items[i].path);
        char *longer = mem_printf("%s%s%s = %s", key, *key ? ", " : "", t->items[i].path,
                                  *value ? value : "none");
        free(key);
        key = longer;
    }
    return key;
}

static int points_compare_draws(const struct compare_run *a, const struct compare_run *b)
{
    if (a->seed != b->seed)
        return a->seed < b->seed ? -1 : 1;
    return (a->replication > b->replication) - (a->replication < b->replication);
}

static int points_compare(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    const int key = strcmp(x->key, y->key);
    const int order = key ? key : points_compare_draws(x->run, y->run);
    return order ? order : strcmp(x->run->scenario, y->run->scenario);
}

static struct keyed *points_sort(const struct compare_side *side, const struct traits *t)
{
    struct keyed *sorted = mem_calloc(side->count, sizeof *sorted);
    for (size_t i = 0; i < side->count; i++)
        sorted[i] = (struct keyed){points_key(&side->runs[i], t), &side->runs[i], i};
    qsort(sorted, side->count, sizeof *sorted, points_compare);
    return sorted;
}

static void points_free(struct keyed *sorted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(sorted[i].key);
    free(sorted);
}

/* How many from `at` on have the key of that one. */
static size_t points_run_length(const struct keyed *sorted, size_t at, size_t count)
{
    size_t end = at;
    while (end < count && strcmp(sorted[end].key, sorted[at].key) == 0)
        end++;
    return end - at;
}

/* --- pairs ----------------------------------------------------------------------------------- */

/* No other run of its side has its draws. */
static bool match_is_only(const struct keyed *runs, size_t at, size_t count)
{
    return (!at || points_compare_draws(runs[at - 1].run, runs[at].run) != 0) &&
           (at + 1 == count || points_compare_draws(runs[at].run, runs[at + 1].run) != 0);
}

/* Runs with the same draws are a pair. Where a side has several, since they differ in what is no
 * parameter, those of one scenario are. */
static size_t match_pairs(struct compare_match *m, const struct keyed *a, size_t a_count,
                          const struct keyed *b, size_t b_count)
{
    size_t pairs = 0, i = 0, j = 0;
    while (i < a_count && j < b_count) {
        int order = points_compare_draws(a[i].run, b[j].run);
        if (order == 0 && !(match_is_only(a, i, a_count) && match_is_only(b, j, b_count)))
            order = strcmp(a[i].run->scenario, b[j].run->scenario);
        if (order == 0) {
            m->runs[0][pairs] = a[i].run;
            m->runs[1][pairs++] = b[j].run;
        }
        i += order <= 0;
        j += order >= 0;
    }
    return pairs;
}

static void match_all(struct compare_match *m, const struct keyed *a, size_t a_count,
                      const struct keyed *b, size_t b_count)
{
    for (size_t i = 0; i < a_count; i++)
        m->runs[0][i] = a[i].run;
    for (size_t j = 0; j < b_count; j++)
        m->runs[1][j] = b[j].run;
}

static void match_point(struct compare_point *p, struct compare_match *m, bool unpaired,
                        const struct keyed *a, size_t a_count, const struct keyed *b,
                        size_t b_count)
{
    m->runs[0] = mem_calloc(a_count, sizeof *m->runs[0]);
    m->runs[1] = mem_calloc(b_count, sizeof *m->runs[1]);
    const size_t pairs = unpaired ? 0 : match_pairs(m, a, a_count, b, b_count);
    *p = (struct compare_point){.name = mem_strdup(a->key), .paired = pairs > 0};
    if (!pairs)
        match_all(m, a, a_count, b, b_count);
    p->count[0] = pairs ? pairs : a_count;
    p->count[1] = pairs ? pairs : b_count;
    p->alone[0] = a_count - p->count[0];
    p->alone[1] = b_count - p->count[1];
}

/* A point and its match, to be put in the order of side A's runs. */
struct placed {
    size_t number;
    struct compare_point point;
    struct compare_match match;
};

static int placed_compare(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static size_t first_number(const struct keyed *runs, size_t count)
{
    size_t least = runs->number;
    for (size_t i = 1; i < count; i++)
        least = runs[i].number < least ? runs[i].number : least;
    return least;
}

/* The points of both sides, whose runs are sorted by their keys. */
static struct placed *match_sorted(struct comparison *c, bool unpaired, const struct keyed *a,
                                   const struct keyed *b)
{
    const size_t a_all = c->sides[0]->count, b_all = c->sides[1]->count;
    struct placed *placed = mem_calloc(a_all, sizeof *placed);
    for (size_t i = 0, j = 0; i < a_all || j < b_all;) {
        const size_t n = i < a_all ? points_run_length(a, i, a_all) : 0;
        const size_t m = j < b_all ? points_run_length(b, j, b_all) : 0;
        const int order = !n ? 1 : !m ? -1 : strcmp(a[i].key, b[j].key);
        if (order == 0) {
            struct placed *p = &placed[c->point_count++];
            p->number = first_number(a + i, n);
            match_point(&p->point, &p->match, unpaired, a + i, n, b + j, m);
        }
        c->points_alone[0] += order < 0;
        c->points_alone[1] += order > 0;
        i += order <= 0 ? n : 0;
        j += order >= 0 ? m : 0;
    }
    qsort(placed, c->point_count, sizeof *placed, placed_compare);
    return placed;
}

int compare_match(struct comparison *c, bool unpaired, struct compare_match **matches,
                  struct error *e)
{
    struct traits t;
    *matches = NULL;
    for (int side = 0; side < 2; side++)
        if (!c->sides[side]->count)
            return error_set(e, "%s: there is no run that is done to compare",
                             c->sides[side]->name);
    traits_find(&t, c);
    traits_sort_out(&t, c);
    struct keyed *sorted[2];
    for (int side = 0; side < 2; side++)
        sorted[side] = points_sort(c->sides[side], &t);
    struct placed *placed = match_sorted(c, unpaired, sorted[0], sorted[1]);
    c->points = mem_calloc(c->point_count + 1, sizeof *c->points);
    *matches = mem_calloc(c->point_count + 1, sizeof **matches);
    for (size_t i = 0; i < c->point_count; i++) {
        c->points[i] = placed[i].point;
        (*matches)[i] = placed[i].match;
    }
    free(placed);
    points_free(sorted[0], c->sides[0]->count);
    points_free(sorted[1], c->sides[1]->count);
    free(t.items);
    return c->point_count ? 0
                          : error_set(e,
                                      "%s and %s: no point is in both: their parameters have "
                                      "other values, of which neither side has a single one",
                                      c->sides[0]->name, c->sides[1]->name);
}

void compare_matches_free(struct compare_match *matches, size_t count)
{
    for (size_t i = 0; i < count && matches; i++) {
        free(matches[i].runs[0]);
        free(matches[i].runs[1]);
    }
    free(matches);
}
