/* A comparison for programs: one JSON object, with times in seconds. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/compare_private.h"
#include "cli/compare_text.h"
#include "results/summary_json.h"

static json_t *json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

/* A path, or a name that another program wrote, may be no UTF-8. */
static json_t *json_visible(const char *text)
{
    char *shown = visible_text(text);
    json_t *string = json_string(shown);
    free(shown);
    return string;
}

static json_t *json_side(const struct comparison *c, int side)
{
    const struct compare_side *s = c->sides[side];
    return json_pack("{s:o, s:s, s:I, s:I, s:I}", "name", json_visible(s->name), "build",
                     c->first[side]->build, "runs", (json_int_t)s->count, "failed",
                     (json_int_t)s->failed, "points_left_out", (json_int_t)c->points_alone[side]);
}

static json_t *json_changes(const struct comparison *c)
{
    json_t *all = json_array();
    for (size_t i = 0; i < c->change_count; i++)
        json_array_append_new(all, json_pack("{s:s, s:o, s:o}", "path", c->changes[i].path, "a",
                                             json_text_or_null(c->changes[i].value[0]), "b",
                                             json_text_or_null(c->changes[i].value[1])));
    return all;
}

static json_t *json_event(const char *line)
{
    if (!line)
        return json_null();
    char *copy = mem_strdup(line);
    struct event_line e;
    json_t *event = event_line_read(&e, copy)
                        ? json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:s}", "time_s",
                                    json_real(strtod(e.time, NULL)), "event", e.event, "place",
                                    e.place, "direction", json_text_or_null(e.direction), "digest",
                                    json_text_or_null(e.digest), "until_s",
                                    *e.until ? json_real(strtod(e.until, NULL)) : json_null(),
                                    "content", e.content)
                        : json_visible(line);
    free(copy);
    return event ? event : json_visible(line);
}

static json_t *json_first(const struct compare_view *v)
{
    const struct compare_run *r = v->comparison->different[0];
    if (!r || !v->first || !v->first->found)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "seed", (json_int_t)r->seed,
                     "replication", (json_int_t)r->replication, "equal_events",
                     (json_int_t)v->first->equal, "before", json_event(v->first->last), "a",
                     json_event(v->first->line[0]), "b", json_event(v->first->line[1]), "a_then",
                     json_event(v->first->there[0]), "b_then", json_event(v->first->there[1]));
}

static json_t *json_interval(const struct compare_row *r)
{
    if (r->exact || isnan(r->half_width))
        return json_null();
    const double middle = compare_in_unit(r->quantity, r->difference.mean);
    const double half = compare_in_unit(r->quantity, r->half_width);
    return json_pack("[f, f]", middle - half, middle + half);
}

static json_t *json_row(const struct compare_view *v, const struct compare_row *r)
{
    const struct run_quantity *q = r->quantity;
    json_t *row = json_pack("{s:s, s:[I, I], s:[I, I]}", "name", q->name, "n",
                            (json_int_t)r->count[0], (json_int_t)r->count[1], "without",
                            (json_int_t)r->lacking[0], (json_int_t)r->lacking[1]);
    json_object_set_new(row, "a", json_number(compare_in_unit(q, r->mean[0])));
    json_object_set_new(row, "b", json_number(compare_in_unit(q, r->mean[1])));
    json_object_set_new(row, "difference", json_number(compare_in_unit(q, r->difference.mean)));
    json_object_set_new(row, "exact", json_boolean(r->exact));
    json_object_set_new(row, "interval", json_interval(r));
    json_object_set_new(row, "tolerance", json_number(compare_in_unit(q, r->tolerance)));
    json_object_set_new(row, "p", json_number(r->p));
    json_object_set_new(row, "p_holm", json_number(r->adjusted));
    json_object_set_new(row, "p_ranks", json_number(r->rank_p));
    json_object_set_new(row, "verdict", json_string(compare_verdict_names[r->verdict]));
    json_object_set_new(row, "accepted",
                        json_text_or_null(v->demands->accepted[q - run_quantities]));
    return row;
}

static json_t *json_phones(const struct compare_phones *p)
{
    if (!p->count[0] || !p->count[1])
        return json_null();
    json_t *quantiles = json_array();
    for (int q = 0; q < COMPARE_QUANTILES; q++)
        json_array_append_new(quantiles,
                              json_pack("{s:f, s:f, s:f}", "quantile", compare_quantiles[q], "a",
                                        p->quantile[0][q], "b", p->quantile[1][q]));
    return json_pack("{s:[I, I], s:o, s:f, s:o, s:o, s:f}", "n", (json_int_t)p->count[0],
                     (json_int_t)p->count[1], "upgrade_time_s", quantiles, "smirnov", p->distance,
                     "p", json_number(p->p), "p_benjamini_hochberg", json_number(p->adjusted),
                     "p_if_independent", p->independent_p);
}

static json_t *json_point(const struct compare_view *v, size_t number)
{
    const struct comparison *c = v->comparison;
    const struct compare_point *p = &c->points[number];
    json_t *rows = json_array();
    for (size_t i = 0; i < c->row_count; i++)
        if (c->rows[i].point == number)
            json_array_append_new(rows, json_row(v, &c->rows[i]));
    return json_pack("{s:s, s:b, s:[I, I], s:[I, I], s:o, s:o}", "point", p->name, "paired",
                     p->paired, "runs", (json_int_t)p->count[0], (json_int_t)p->count[1],
                     "left_out", (json_int_t)p->alone[0], (json_int_t)p->alone[1], "phones",
                     json_phones(&p->phones), "quantities", rows);
}

void compare_print_json(const struct compare_view *v)
{
    const struct comparison *c = v->comparison;
    json_t *points = json_array(), *object = json_object();
    size_t moved = 0, open = 0;
    for (size_t i = 0; i < c->point_count; i++)
        json_array_append_new(points, json_point(v, i));
    for (size_t i = 0; i < c->row_count; i++) {
        moved += c->rows[i].verdict == COMPARE_MOVED;
        open += compare_is_open(v, &c->rows[i]);
    }
    json_object_set_new(object, "a", json_side(c, 0));
    json_object_set_new(object, "b", json_side(c, 1));
    json_object_set_new(object, "differs", json_changes(c));
    json_object_set_new(object, "pairs", json_integer((json_int_t)c->pairs));
    json_object_set_new(object, "equal_pairs", json_integer((json_int_t)c->equal_pairs));
    json_object_set_new(object, "identical", json_boolean(comparison_is_identical(c)));
    json_object_set_new(object, "moved", json_integer((json_int_t)moved));
    json_object_set_new(object, "moved_and_not_accepted", json_integer((json_int_t)open));
    json_object_set_new(object, "first_difference", json_first(v));
    json_object_set_new(object, "points", points);
    summary_json_write(stdout, object);
    json_decref(object);
}
