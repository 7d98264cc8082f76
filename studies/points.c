/* Groups of parameters: one parameter each, or what varies together. A point's number says at which
 * value each group is. */
#include "studies/points.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "scenarios/format/words.h"
#include "sim/engine_load.h"
#include "studies/run_key.h"

struct points_parameter {
    struct path_field at;
    struct values values;
    size_t group;
};

struct points {
    struct points_parameter *parameters;
    size_t parameter_count;
    size_t *lengths; /* of the groups */
    size_t group_count;
    size_t count;
};

/* Shown by the schema's rows as if it were a field. */
static const struct schema_field points_engine = {
    .key = POINTS_ENGINE,
    .kind = SCHEMA_WORD,
    .words = engine_names,
    .meaning = "what runs it",
};

void points_free(struct points *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->parameter_count; i++) {
        values_fini(&p->parameters[i].values);
        path_free(&p->parameters[i].at);
    }
    free(p->parameters);
    free(p->lengths);
    free(p);
}

/* --- parameters ------------------------------------------------------------------------------ */

static int points_find(struct path_field *at, const char *path, struct error *e)
{
    if (strcmp(path, POINTS_ENGINE) != 0)
        return path_find(at, path, e);
    *at = (struct path_field){mem_strdup(path), &points_engine};
    return 0;
}

/* What else decides over the parameter's values. */
static int points_check(const struct points *p, const struct points_request *r, const char *path,
                        struct error *e)
{
    const char *also = path_is_set(r->set, r->set_count, path)     ? "-s"
                       : r->method && !strcmp(path, "method")      ? "-m"
                       : r->engine && !strcmp(path, POINTS_ENGINE) ? "--engine"
                                                                   : NULL;
    if (also)
        return error_set(e, "%s sets it too; leave one of them out", also);
    if (!strcmp(path, "replication"))
        return error_set(e, "replications are counted from 0; give how many with -r");
    if (!run_key_tells(path))
        return error_set(e, "tells no run from another: all its values would be one run; set it "
                            "with -s");
    for (size_t i = 0; i < p->parameter_count; i++)
        if (!strcmp(p->parameters[i].at.path, path))
            return error_set(e, "is a parameter twice; give all its values in one list");
    return 0;
}

/* Adds a parameter without values. */
static int points_add(struct points *p, const struct points_request *r, const char *path,
                      struct points_parameter **added, struct error *e)
{
    struct path_field at;
    if (points_find(&at, path, e) < 0)
        return -1;
    const bool field = at.field != &points_engine;
    if ((field && path_reach(r->scenario, path, e) < 0) || points_check(p, r, at.path, e) < 0) {
        path_free(&at);
        return -1;
    }
    p->parameters = mem_resize(p->parameters, p->parameter_count + 1, sizeof *p->parameters);
    *added = &p->parameters[p->parameter_count++];
    **added = (struct points_parameter){.at = at, .group = p->group_count};
    values_init(&(*added)->values, r->scenario, at.field);
    return 0;
}

static int points_add_group(struct points *p, size_t length, struct error *e)
{
    p->lengths = mem_resize(p->lengths, p->group_count + 1, sizeof *p->lengths);
    p->lengths[p->group_count++] = length;
    const unsigned long long all = (unsigned long long)p->count * length;
    if (all > VALUES_MOST)
        return error_set(e, "%llu points or more; give fewer values, at most %d points together",
                         all, VALUES_MOST);
    p->count = (size_t)all;
    return 0;
}

/* --- points that are there twice -------------------------------------------------------------- */

struct points_row {
    char *text;
    size_t number;
};

static int points_compare_rows(const void *a, const void *b)
{
    const struct points_row *left = a, *right = b;
    const int order = strcmp(left->text, right->text);
    return order ? order : left->number < right->number ? -1 : 1;
}

/* The values of a group's i-th place. Free it. */
static char *points_row_text(const struct points_parameter *parameters, size_t count, size_t i)
{
    char *text = mem_strdup("");
    for (size_t k = 0; k < count; k++) {
        char *value = values_text(&parameters[k].values, i);
        char *longer = mem_printf("%s%s%s", text, k ? "\n" : "", value);
        free(text);
        free(value);
        text = longer;
    }
    return text;
}

/* Of parameters that vary together: the numbers of two equal places, if there are any. Where one
 * parameter has no value twice, there are none. */
static bool points_find_equal(const struct points_parameter *parameters, size_t count,
                              size_t equal[2])
{
    for (size_t k = 0; k < count; k++) {
        char *twice = values_repeated(&parameters[k].values);
        free(twice);
        if (!twice)
            return false;
    }
    const size_t length = parameters[0].values.count;
    struct points_row *rows = mem_calloc(length, sizeof *rows);
    for (size_t i = 0; i < length; i++)
        rows[i] = (struct points_row){points_row_text(parameters, count, i), i};
    qsort(rows, length, sizeof *rows, points_compare_rows);
    bool found = false;
    for (size_t i = 1; i < length && !found; i++)
        if (!strcmp(rows[i].text, rows[i - 1].text)) {
            equal[0] = rows[i - 1].number;
            equal[1] = rows[i].number;
            found = true;
        }
    for (size_t i = 0; i < length; i++)
        free(rows[i].text);
    free(rows);
    return found;
}

/* --- -p -------------------------------------------------------------------------------------- */

/* "PATH=VALUES". */
static int points_add_given(struct points *p, const struct points_request *r, const char *given,
                            struct error *e)
{
    struct error what;
    struct points_parameter *added;
    const char *equals = strchr(given, '=');
    if (!equals)
        return error_set(e, "-p %s: has no values; give them as in 'wan.rate=384kbps,1Mbps'",
                         words_shown(given).text);
    char *path = path_of_option(given);
    int status = points_add(p, r, path, &added, &what);
    if (status == 0)
        status = values_add(&added->values, equals + 1, &what);
    char *twice = status == 0 && !r->zip ? values_repeated(&added->values) : NULL;
    if (twice)
        status = error_set(&what, "has the value %s twice; leave one out", twice);
    if (status == 0 && !r->zip)
        status = points_add_group(p, added->values.count, &what);
    free(twice);
    free(path);
    return status == 0 ? 0 : error_set(e, "-p %s: %s", words_shown(given).text, what.text);
}

/* All that was given varies together. */
static int points_zip(struct points *p, const struct points_request *r, size_t first,
                      struct error *e)
{
    const struct points_parameter *zipped = &p->parameters[first];
    size_t equal[2];
    for (size_t i = 1; i < r->given_count; i++)
        if (zipped[i].values.count != zipped[0].values.count)
            return error_set(e,
                             "--zip wants as many values of each parameter: %s has %zu, %s has %zu",
                             zipped[0].at.path, zipped[0].values.count, zipped[i].at.path,
                             zipped[i].values.count);
    if (points_find_equal(zipped, r->given_count, equal))
        return error_set(e, "--zip: the points %zu and %zu are equal; leave one out", equal[0] + 1,
                         equal[1] + 1);
    return points_add_group(p, zipped[0].values.count, e);
}

static int points_add_all_given(struct points *p, const struct points_request *r, struct error *e)
{
    const size_t first = p->parameter_count;
    for (size_t i = 0; i < r->given_count; i++)
        if (points_add_given(p, r, r->given[i], e) < 0)
            return -1;
    return r->zip && r->given_count ? points_zip(p, r, first, e) : 0;
}

/* --- a file of points ------------------------------------------------------------------------- */

struct points_file {
    struct points *points;
    const struct points_request *request;
    size_t *lines; /* of the rows */
    size_t count, room;
};

static int points_header(struct points_file *f, const struct csv_row *row, struct error *e)
{
    for (size_t i = 0; i < row->count; i++) {
        struct error what;
        struct points_parameter *added;
        if (points_add(f->points, f->request, row->fields[i], &added, &what) < 0)
            return error_set(e,
                             "%s:%zu: column %zu: %s; the header has paths, as in "
                             "wan.rate,method",
                             row->path, row->line, i + 1, what.text);
    }
    return 0;
}

static int points_row(void *user, const struct csv_row *row, struct error *e)
{
    struct points_file *f = user;
    if (!f->points->parameter_count)
        return points_header(f, row, e);
    for (size_t i = 0; i < row->count; i++) {
        struct error what;
        struct points_parameter *p = &f->points->parameters[i];
        if (values_add_one(&p->values, row->fields[i], &what) < 0)
            return error_set(e, "%s:%zu: %s: %s", row->path, row->line, p->at.path, what.text);
    }
    if (f->count == f->room) {
        f->room = f->room ? 2 * f->room : 64;
        f->lines = mem_resize(f->lines, f->room, sizeof *f->lines);
    }
    f->lines[f->count++] = row->line;
    return 0;
}

static int points_add_file(struct points *p, const struct points_request *r, struct error *e)
{
    struct points_file f = {.points = p, .request = r};
    size_t equal[2];
    int status = csv_read(r->file, NULL, points_row, &f, e);
    if (status == 0 && !f.count)
        status =
            error_set(e, "%s: has a header and no point; give a row of values for each", r->file);
    if (status == 0 && points_find_equal(p->parameters, p->parameter_count, equal))
        status = error_set(e, "%s:%zu: is the point of line %zu again; leave one out", r->file,
                           f.lines[equal[1]], f.lines[equal[0]]);
    if (status == 0)
        status = points_add_group(p, f.count, e);
    free(f.lines);
    return status;
}

/* --------------------------------------------------------------------------------------------- */

struct points *points_new(const struct points_request *r, struct error *e)
{
    struct points *p = mem_calloc(1, sizeof *p);
    p->count = 1;
    int status = r->file ? points_add_file(p, r, e) : 0;
    if (status == 0)
        status = points_add_all_given(p, r, e);
    if (status < 0) {
        points_free(p);
        return NULL;
    }
    return p;
}

size_t points_count(const struct points *p)
{
    return p->count;
}

size_t points_parameters(const struct points *p)
{
    return p->parameter_count;
}

const char *points_path(const struct points *p, size_t parameter)
{
    return p->parameters[parameter].at.path;
}

bool points_have(const struct points *p, const char *path, const char *value)
{
    bool found = false;
    for (size_t k = 0; k < p->parameter_count; k++)
        for (size_t i = 0; i < p->parameters[k].values.count && !found; i++) {
            if (strcmp(p->parameters[k].at.path, path) != 0)
                break;
            char *text = values_text(&p->parameters[k].values, i);
            found = !strcmp(text, value);
            free(text);
        }
    return found;
}

/* Which of its values the parameter has in the n-th point. */
static size_t points_place(const struct points *p, size_t n, size_t parameter)
{
    const size_t group = p->parameters[parameter].group;
    for (size_t g = p->group_count - 1; g > group; g--)
        n /= p->lengths[g];
    return n % p->lengths[group];
}

char *points_value(const struct points *p, size_t n, size_t parameter)
{
    return values_text(&p->parameters[parameter].values, points_place(p, n, parameter));
}

double points_number(const struct points *p, size_t n, size_t parameter)
{
    return values_number(&p->parameters[parameter].values, points_place(p, n, parameter));
}

char *points_assignment(const struct points *p, size_t n, size_t parameter)
{
    const struct points_parameter *of = &p->parameters[parameter];
    if (of->at.field == &points_engine)
        return NULL;
    char *value = points_value(p, n, parameter);
    char *assignment = path_assignment(&of->at, value);
    free(value);
    return assignment;
}
