/* Columns are found by their names; a point that is no point is an error, and not left out. */
#include "studies/own_points.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "scenarios/format/units.h"
#include "sim/time.h"

enum { MOST_POINTS = 10000 };

enum own_column { OWN_LABEL, OWN_METHOD, OWN_PHONES, OWN_SECONDS, OWN_TIME, OWN_COLUMNS };

static const struct {
    const char *name;
    enum own_column column;
} own_columns[] = {
    {"label", OWN_LABEL},        {"method", OWN_METHOD},          {"phones", OWN_PHONES},
    {"all_back_s", OWN_SECONDS}, {"upgrade_time_s", OWN_SECONDS}, {"all_back", OWN_TIME},
    {"upgrade_time", OWN_TIME},
};

enum { OWN_NAMES = sizeof own_columns / sizeof *own_columns };

struct own_reader {
    struct own_points *points;
    bool header_seen;
    size_t at[OWN_COLUMNS]; /* 1 + where the column is; 0: there is none */
};

static int own_unknown(const struct csv_row *row, const char *name, struct error *e)
{
    const char *names[OWN_NAMES];
    for (size_t i = 0; i < OWN_NAMES; i++)
        names[i] = own_columns[i].name;
    char *question = nearest_question(name, names, OWN_NAMES);
    error_set(e, "%s:%zu: unknown column '%.100s'%s", row->path, row->line, name,
              question ? question
                       : "; there are label, method, phones, and of the time one of all_back_s, "
                         "upgrade_time_s, all_back, upgrade_time");
    free(question);
    return -1;
}

static int own_header(struct own_reader *r, const struct csv_row *row, struct error *e)
{
    r->header_seen = true;
    for (size_t i = 0; i < row->count; i++) {
        size_t k = 0;
        while (k < OWN_NAMES && strcmp(row->fields[i], own_columns[k].name) != 0)
            k++;
        if (k == OWN_NAMES)
            return own_unknown(row, row->fields[i], e);
        if (r->at[own_columns[k].column])
            return error_set(e, "%s:%zu: '%s' is there already, or another column of the same",
                             row->path, row->line, row->fields[i]);
        r->at[own_columns[k].column] = i + 1;
    }
    if (!r->at[OWN_PHONES])
        return error_set(e, "%s:%zu: there is no column 'phones'", row->path, row->line);
    if (!r->at[OWN_SECONDS] == !r->at[OWN_TIME])
        return error_set(e,
                         "%s:%zu: there should be one column of times, 'all_back_s' in seconds or "
                         "'all_back' with a unit",
                         row->path, row->line);
    return 0;
}

static int own_seconds(const char *text, double *seconds, struct error *e)
{
    char *end;
    *seconds = strtod(text, &end);
    if (*end || strspn(text, "0123456789.eE+-") != strlen(text) || !(*seconds > 0) ||
        !isfinite(*seconds))
        return error_set(e, "'%.100s' is no time in seconds above 0", text);
    return 0;
}

static int own_time(const char *text, double *seconds, struct error *e)
{
    uint64_t time;
    if (quantity_parse(QUANTITY_TIME, text, &time, e) < 0)
        return -1;
    *seconds = time_seconds((sim_time)time);
    return time ? 0 : error_set(e, "'%.100s' is no time above 0", text);
}

static int own_values(const struct own_reader *r, char **fields, struct own_point *p,
                      struct error *e)
{
    uint64_t phones;
    if (quantity_parse(QUANTITY_COUNT, fields[r->at[OWN_PHONES] - 1], &phones, e) < 0)
        return -1;
    if (phones < 1 || phones > UINT32_MAX)
        return error_set(e, "'%s' is no number of phones", fields[r->at[OWN_PHONES] - 1]);
    p->phones = (uint32_t)phones;
    return r->at[OWN_TIME] ? own_time(fields[r->at[OWN_TIME] - 1], &p->seconds, e)
                           : own_seconds(fields[r->at[OWN_SECONDS] - 1], &p->seconds, e);
}

static char *own_text(const struct own_reader *r, char **fields, enum own_column column)
{
    return mem_strdup(r->at[column] ? fields[r->at[column] - 1] : "");
}

static int own_row(void *user, const struct csv_row *row, struct error *e)
{
    struct own_reader *r = user;
    struct own_points *points = r->points;
    struct own_point p = {0};
    struct error why;
    if (!r->header_seen)
        return own_header(r, row, e);
    if (points->count == MOST_POINTS)
        return error_set(e, "%s:%zu: more than %d points", row->path, row->line, MOST_POINTS);
    if (own_values(r, row->fields, &p, &why) < 0)
        return error_set(e, "%s:%zu: %s", row->path, row->line, why.text);
    p.label = own_text(r, row->fields, OWN_LABEL);
    p.method = own_text(r, row->fields, OWN_METHOD);
    points->items = mem_resize(points->items, points->count + 1, sizeof *points->items);
    points->items[points->count++] = p;
    return 0;
}

int own_points_read(struct own_points *p, const char *path, struct error *e)
{
    struct own_reader r = {.points = p};
    *p = (struct own_points){0};
    int result = csv_read(path, NULL, own_row, &r, e);
    if (result == 0 && p->count == 0)
        result = error_set(e, "%s: there is no point in it", path);
    if (result < 0)
        own_points_free(p);
    return result;
}

void own_points_free(struct own_points *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->items[i].label);
        free(p->items[i].method);
    }
    free(p->items);
    *p = (struct own_points){0};
}
