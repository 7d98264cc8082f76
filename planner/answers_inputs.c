/* What varies at a site: paths, distributions, coordinates. */
#include "planner/answers.h"

#include <stdlib.h>

#include "base/check.h"
#include "scenarios/format/path.h"
#include "scenarios/format/words.h"

int answers_inputs_init(struct answers_inputs *in, const struct plan_points *points,
                        const struct unknowns *u, const struct answers_site *site, struct error *e)
{
    if (site->range_count > PLAN_DIMENSIONS)
        return error_set(e, "%s: %zu ranges are too many; give at most %d",
                         words_shown(site->name).text, site->range_count, PLAN_DIMENSIONS);
    in->points = points;
    in->unknowns = u;
    in->site = site;
    in->count = u->count + site->range_count;
    plan_points_order(in->order, site->name);
    return 0;
}

static bool input_is_shared(const struct answers_inputs *in, size_t input)
{
    CHECK(input < in->count);
    return input < in->unknowns->count;
}

const char *answers_input_path(const struct answers_inputs *in, size_t input)
{
    return input_is_shared(in, input) ? in->unknowns->items[input].path
                                      : in->site->ranges[input - in->unknowns->count].path;
}

const char *answers_input_name(const struct answers_inputs *in, size_t input)
{
    if (input_is_shared(in, input))
        return in->unknowns->items[input].path;
    const struct fleet_range *range = &in->site->ranges[input - in->unknowns->count];
    size_t column = 0;
    while (column < FLEET_COLUMNS && fleet_columns[column].number != (int)range->field)
        column++;
    CHECK(column < FLEET_COLUMNS);
    return fleet_columns[column].name;
}

const struct fleet_number *answers_input_number(const struct answers_inputs *in, size_t input)
{
    return input_is_shared(in, input) ? &in->unknowns->items[input].range
                                      : &in->site->ranges[input - in->unknowns->count].number;
}

double answers_input_share(const struct answers_inputs *in, size_t input, size_t point)
{
    return input_is_shared(in, input)
               ? plan_points_at(in->points, point, input)
               : plan_points_at(in->points, in->order[point], input - in->unknowns->count);
}

uint64_t answers_input_at(const struct answers_inputs *in, size_t input, size_t point)
{
    return fleet_number_at(answers_input_number(in, input), answers_input_share(in, input, point));
}

char *answers_input_set(const struct answers_inputs *in, size_t input, uint64_t value)
{
    struct path_field at;
    struct error e;
    CHECK(path_find(&at, answers_input_path(in, input), &e) == 0);
    char *text =
        fleet_number_text(at.field, &(struct fleet_number){FLEET_VALUE, value, value, value});
    char *assignment = path_assignment(&at, text);
    free(text);
    path_free(&at);
    return assignment;
}

char *answers_input_assignment(const struct answers_inputs *in, size_t input, size_t point)
{
    return answers_input_set(in, input, answers_input_at(in, input, point));
}
