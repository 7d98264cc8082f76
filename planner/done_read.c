/* The list of what came back, read row by row; what is wrong with it is told as of a list of sites.
 */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "planner/done.h"
#include "planner/fleet_private.h"
#include "scenarios/format/words.h"

enum done_column {
    DONE_SITE,
    DONE_START,
    DONE_END,
    DONE_PHONES,
    DONE_BACK,
    DONE_METHOD,
    DONE_COLUMNS,
};

static const char *const done_columns[DONE_COLUMNS] = {"site",   "start", "end",
                                                       "phones", "back",  "method"};

struct done_reader {
    struct done_list *list;
    const struct fleet *f;
    struct fleet_faults *faults;
    const char *path;
    struct fleet_texts names; /* of the fleet's sites, by their numbers */
    size_t *lines;            /* of each site's row; 0: it has none yet */
    bool has_header, header_wrong;
    size_t places[DONE_COLUMNS]; /* from 1; 0: missing */
    size_t field_count;
};

/* --- the header ------------------------------------------------------------------------------ */

static void done_read_name(struct done_reader *r, const char *name, size_t line, size_t place)
{
    for (size_t i = 0; i < DONE_COLUMNS; i++) {
        if (!strcmp(name, done_columns[i])) {
            if (r->places[i])
                fleet_fault(r->faults, r->path, line, place,
                            "column '%s' is there twice, first as column %zu; keep one of them",
                            name, r->places[i]);
            r->places[i] = place;
            return;
        }
    }
    for (size_t i = 0; i < DONE_COLUMNS && strncmp(name, "x_", 2) != 0; i++)
        if (fleet_looks_like(name, done_columns[i])) {
            const struct words_shown shown = words_shown(name);
            fleet_fault(r->faults, r->path, line, place,
                        "unknown column '%s'; did you mean '%s'? A column of your own may be named "
                        "'x_%s'",
                        shown.text, done_columns[i], shown.text);
            return;
        }
}

static void done_read_header(struct done_reader *r, const struct csv_row *row)
{
    static const char *const needs[] = {
        "the site's name, as in the list of sites", "when its first phone was reset",
        "when its last phone was back", "how many there are", "how many came back"};
    r->has_header = true;
    r->field_count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        const char *name = fleet_trim(row->fields[i]);
        if (*name)
            done_read_name(r, name, row->line, i + 1);
    }
    for (size_t i = 0; i < DONE_METHOD; i++)
        if (!r->places[i])
            fleet_fault(r->faults, r->path, row->line, 0, "column '%s' is missing: %s",
                        done_columns[i], needs[i]);
}

/* --- moments --------------------------------------------------------------------------------- */

/* Two digits below `most`. */
static bool moment_two(const char **text, int most, int *number)
{
    const char *t = *text;
    if (t[0] < '0' || t[0] > '9' || t[1] < '0' || t[1] > '9')
        return false;
    *number = (t[0] - '0') * 10 + (t[1] - '0');
    *text = t + 2;
    return *number < most;
}

/* Seconds behind the minutes, if there are; what is below one is cut. */
static bool moment_seconds(const char **text, int32_t *second, bool *there)
{
    int number = 0;
    *there = **text == ':';
    if (!*there)
        return true;
    ++*text;
    if (!moment_two(text, 60, &number))
        return false;
    *second += number;
    if (**text == '.') {
        const size_t digits = strspn(*text + 1, "0123456789");
        *text += 1 + digits;
        return digits > 0;
    }
    return true;
}

/* Behind the time: nothing, Z, or an offset as +01:00, +0100 or +01. */
static bool moment_offset(const char *text, int64_t *offset, bool *there)
{
    int hours, minutes = 0;
    text += strspn(text, " ");
    *there = *text != '\0';
    *offset = 0;
    if (!*there || !strcmp(text, "Z") || !strcmp(text, "UTC"))
        return true;
    if (*text != '+' && *text != '-')
        return false;
    const int sign = *text++ == '-' ? -1 : 1;
    if (!moment_two(&text, 15, &hours))
        return false;
    text += *text == ':';
    if (*text && (!moment_two(&text, 60, &minutes) || *text))
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int moment_refuse(const char *text, struct error *e)
{
    return error_set(e,
                     "'%s' is no moment; give one as in '2026-12-01 22:00:30', by the site's "
                     "clocks, or '2026-12-01T21:00:30Z'",
                     words_shown(text).text);
}

/* `exact`: it has seconds. */
static int moment_read(int64_t *utc, bool *exact, const char *text, const struct zone *zone,
                       struct error *e)
{
    char date[11] = "";
    struct civil local = {0, 0};
    int32_t minutes;
    int64_t offset;
    bool has_offset;
    if (strlen(text) < 12 || (text[10] != ' ' && text[10] != 'T'))
        return moment_refuse(text, e);
    memcpy(date, text, 10);
    if (date_read(&local.day, date, e) < 0)
        return -1;
    const char *rest = date_read_time(text + 11, &minutes);
    local.second = rest ? minutes * 60 : 0;
    if (!rest || !moment_seconds(&rest, &local.second, exact) || local.second > DAY_SECONDS ||
        !moment_offset(rest, &offset, &has_offset))
        return moment_refuse(text, e);
    *utc = has_offset ? civil_seconds(local) - offset : zone_to_utc(zone, local);
    return 0;
}

/* --- rows ------------------------------------------------------------------------------------ */

static const char *done_cell(const struct done_reader *r, const struct csv_row *row,
                             enum done_column column)
{
    const size_t place = r->places[column];
    return place ? fleet_trim(row->fields[place - 1]) : "";
}

static bool done_fault(struct done_reader *r, const struct csv_row *row, enum done_column column,
                       const char *what)
{
    fleet_fault(r->faults, r->path, row->line, r->places[column], "%s: %s", done_columns[column],
                what);
    return false;
}

static bool done_unknown_site(struct done_reader *r, const struct csv_row *row, const char *name)
{
    struct error e;
    char *near = r->faults->count < FLEET_FAULTS_SHOWN /* of more nobody reads it */
                     ? nearest_question(name, (const char *const *)r->names.texts, r->f->count)
                     : NULL;
    error_set(&e, "'%s' is no site of the list of sites%s", words_shown(name).text,
              near ? near : "");
    free(near);
    return done_fault(r, row, DONE_SITE, e.text);
}

static bool done_read_site(struct done_reader *r, const struct csv_row *row, struct done_row *d)
{
    const char *name = done_cell(r, row, DONE_SITE);
    if (!*name)
        return done_fault(r, row, DONE_SITE, "is empty; every row has one");
    d->site = fleet_texts_add(&r->names, name);
    if (d->site >= r->f->count)
        return done_unknown_site(r, row, name);
    if (r->lines[d->site]) {
        struct error e;
        error_set(&e, "line %zu has '%s', too; keep one of them", r->lines[d->site],
                  words_shown(name).text);
        return done_fault(r, row, DONE_SITE, e.text);
    }
    r->lines[d->site] = row->line;
    return true;
}

static bool done_read_moment(struct done_reader *r, const struct csv_row *row,
                             enum done_column column, const struct zone *zone, int64_t *utc,
                             bool *exact)
{
    struct error e;
    const char *text = done_cell(r, row, column);
    if (!*text)
        return done_fault(r, row, column, "is empty; every row has one");
    return moment_read(utc, exact, text, zone, &e) == 0 || done_fault(r, row, column, e.text);
}

static bool done_read_times(struct done_reader *r, const struct csv_row *row, struct done_row *d)
{
    bool exact[2] = {false, false};
    const struct zone *zone = r->f->sites[d->site].zone;
    const bool start = done_read_moment(r, row, DONE_START, zone, &d->start, &exact[0]);
    const bool end = done_read_moment(r, row, DONE_END, zone, &d->end, &exact[1]);
    d->unsure = exact[0] && exact[1] ? 1 : 60;
    if (start && end && d->end <= d->start)
        return done_fault(r, row, DONE_END,
                          "is not after start; where clocks were changed give both with an offset");
    return start && end;
}

static bool done_read_count(struct done_reader *r, const struct csv_row *row,
                            enum done_column column, uint32_t instead, uint32_t *count)
{
    const char *text = done_cell(r, row, column);
    const size_t digits = strspn(text, "0123456789");
    *count = *text ? (uint32_t)strtoul(text, NULL, 10) : instead;
    if (text[digits] || digits > 7 || (column == DONE_PHONES && *count == 0)) {
        struct error e;
        error_set(&e, "'%s' is no number of phones", words_shown(text).text);
        return done_fault(r, row, column, e.text);
    }
    return true;
}

static bool done_read_counts(struct done_reader *r, const struct csv_row *row, struct done_row *d)
{
    if (!done_read_count(r, row, DONE_PHONES, r->f->sites[d->site].phone_count, &d->phones) ||
        !done_read_count(r, row, DONE_BACK, d->phones, &d->back))
        return false;
    if (d->back > d->phones)
        return done_fault(r, row, DONE_BACK, "is more than there are phones");
    return true;
}

static bool done_read_method(struct done_reader *r, const struct csv_row *row, struct done_row *d)
{
    const char *text = done_cell(r, row, DONE_METHOD);
    d->method = -1;
    if (!*text)
        return true;
    for (int m = 0; m < PLAN_METHODS; m++)
        if (!strcmp(text, method_names[m]))
            d->method = m;
    if (d->method >= 0)
        return true;
    struct error e;
    char *advice = words_advice(text, method_names, PLAN_METHODS);
    error_set(&e, "'%s' is unknown%s", words_shown(text).text, advice);
    free(advice);
    return done_fault(r, row, DONE_METHOD, e.text);
}

static int done_take(void *user, const struct csv_row *row, struct error *e)
{
    struct done_reader *r = user;
    struct done_row d = {.line = row->line};
    if (!r->has_header) {
        done_read_header(r, row);
        r->header_wrong = r->faults->count > 0;
        return r->header_wrong ? error_set(e, "the header is wrong") : 0;
    }
    if (row->count != r->field_count) {
        fleet_fault(r->faults, r->path, row->line, 0, "the row has %zu cells, and the header %zu",
                    row->count, r->field_count);
        return 0;
    }
    if (!done_read_site(r, row, &d))
        return 0;
    const bool times = done_read_times(r, row, &d), counts = done_read_counts(r, row, &d);
    if (!done_read_method(r, row, &d) || !times || !counts)
        return 0;
    struct done_list *l = r->list;
    if (!(l->count & (l->count - 1)))
        l->rows = mem_resize(l->rows, l->count ? 2 * l->count : 1, sizeof *l->rows);
    l->rows[l->count++] = d;
    return 0;
}

int done_read(struct done_list *list, const char *path, const struct fleet *f,
              struct fleet_faults *faults)
{
    struct error e;
    struct done_reader r = {.list = list,
                            .f = f,
                            .faults = faults,
                            .path = path,
                            .lines = mem_calloc(f->count + 1, sizeof *r.lines)};
    *list = (struct done_list){NULL, 0};
    *faults = (struct fleet_faults){0};
    for (size_t i = 0; i < f->count; i++)
        fleet_texts_add(&r.names, f->sites[i].name);
    if (csv_read_sheet(path, FLEET_BYTES_MAX, done_take, &r, &e) < 0 && !r.header_wrong)
        fleet_fault(faults, NULL, SIZE_MAX, 0, "%s", e.text);
    else if (!list->count && !faults->count)
        fleet_fault(faults, path, 1, 0, "has no rows; give one for each site that was upgraded");
    fleet_texts_fini(&r.names);
    free(r.lines);
    if (faults->count)
        done_list_free(list);
    return faults->count ? -1 : 0;
}

void done_list_free(struct done_list *list)
{
    free(list->rows);
    *list = (struct done_list){NULL, 0};
}
