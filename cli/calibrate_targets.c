/* Reads what numbers a scenario is to give. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "cli/calibrate_private.h"
#include "cli/require.h"

enum { TARGETS_ID, TARGETS_VALUE, TARGETS_UNIT, TARGETS_NUMBER, TARGETS_SET, TARGETS_UNCERTAINTY };
static const char *const targets_columns[] = {"id",     "value", "unit",
                                              "number", "set",   "uncertainty"};
enum { TARGETS_COLUMNS = sizeof targets_columns / sizeof *targets_columns };

struct targets_reader {
    struct targets *t;
    bool header;
    size_t at[TARGETS_COLUMNS]; /* which field of a row it is; SIZE_MAX: none */
};

static const char *targets_field(const struct targets_reader *r, const struct csv_row *row,
                                 int column)
{
    return r->at[column] == SIZE_MAX ? "" : row->fields[r->at[column]];
}

static int targets_read_header(struct targets_reader *r, const struct csv_row *row, struct error *e)
{
    r->header = true;
    for (int i = 0; i < TARGETS_COLUMNS; i++) {
        r->at[i] = SIZE_MAX;
        for (size_t k = 0; k < row->count; k++)
            if (!strcmp(row->fields[k], targets_columns[i]))
                r->at[i] = k;
    }
    if (r->at[TARGETS_VALUE] != SIZE_MAX && r->at[TARGETS_NUMBER] != SIZE_MAX)
        return 0;
    return error_set(
        e,
        "%s:%zu: the header has no column '%s'; a target has a value, and the number "
        "of a run that it is of, such as all_back_s",
        row->path, row->line,
        targets_columns[r->at[TARGETS_VALUE] == SIZE_MAX ? TARGETS_VALUE : TARGETS_NUMBER]);
}

static int targets_no_such(const struct csv_row *row, const char *name, struct error *e)
{
    const char **names = mem_calloc(run_quantity_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantities[i].kind != RUN_OTHER)
            names[count++] = run_quantities[i].name;
    char *question = nearest_question(name, names, count);
    error_set(e, "%s:%zu: a run has no number '%s'%s", row->path, row->line, name,
              question ? question : "; give a key of summary.json, such as all_back_s");
    free(question);
    free(names);
    return -1;
}

/* Units that published.csv has for what has none. */
static const char *targets_unit(const char *unit)
{
    return !strcmp(unit, "ratio") || !strcmp(unit, "0 to 1") ? "" : unit;
}

/* A number with its unit; of shares without one a part of all. */
static int targets_number(const struct csv_row *row, const struct run_quantity *q, const char *text,
                          const char *unit, double *number, struct error *e)
{
    struct error why;
    struct run_value value;
    char *end;
    const double plain = strtod(text, &end);
    const bool bare = end != text && !*end;
    unit = targets_unit(unit);
    if (bare && !*unit && run_kind_is_real(q->kind) && isfinite(plain) && plain >= 0) {
        *number = plain;
        return 0;
    }
    char *whole =
        bare ? mem_printf("%s %s", text, *unit ? unit : run_quantity_unit(q)) : mem_strdup(text);
    const int status = require_read_value(q, whole, &value, &why);
    free(whole);
    if (status < 0)
        return error_set(e, "%s:%zu: %s: %s", row->path, row->line, q->name, why.text);
    *number = value.real;
    return 0;
}

/* Half a unit of the text's last digit, in the same units: of "0.14" it is 0.005. */
static char *targets_half_unit(const char *text)
{
    const size_t digits = strspn(text, "0123456789.");
    const char *point = memchr(text, '.', digits);
    const int decimals = point ? (int)(digits - (size_t)(point - text) - 1) : 0;
    return mem_printf("%.*f%s", decimals + 1, 0.5 * pow(10, -decimals), text + digits);
}

static int targets_read_values(const struct targets_reader *r, const struct csv_row *row,
                               struct calibrate_target *t, struct error *e)
{
    const char *value = targets_field(r, row, TARGETS_VALUE);
    const char *unit = targets_field(r, row, TARGETS_UNIT);
    const char *given = targets_field(r, row, TARGETS_UNCERTAINTY);
    const struct run_quantity *q = t->quantity;
    if (targets_number(row, q, value, unit, &t->value, e) < 0)
        return -1;
    char *half = *given ? mem_strdup(given) : targets_half_unit(value);
    int status = 0;
    if (!*given && !run_kind_is_real(q->kind) && q->kind != RUN_TIME)
        t->uncertainty = 0.5; /* of what is whole */
    else
        status = targets_number(row, q, half, unit, &t->uncertainty, e);
    free(half);
    if (status == 0 && !(t->uncertainty > 0))
        status = error_set(e,
                           "%s:%zu: uncertainty is 0; no number is known exactly: give a part "
                           "of its last digit, or leave it empty",
                           row->path, row->line);
    return status;
}

/* "method=pfs; wan.rate=1Mbps". */
static void targets_read_set(struct calibrate_target *t, const char *text)
{
    const char **set = NULL;
    while (*text) {
        text += strspn(text, " ;");
        size_t length = strcspn(text, ";"), shown = length;
        while (shown && text[shown - 1] == ' ')
            shown--;
        if (shown) {
            set = mem_resize(set, t->set_count + 1, sizeof *set);
            set[t->set_count++] = mem_printf("%.*s", (int)shown, text);
        }
        text += length;
    }
    t->set = set;
}

static int targets_read_row(void *user, const struct csv_row *row, struct error *e)
{
    struct targets_reader *r = user;
    if (!r->header)
        return targets_read_header(r, row, e);
    const char *name = targets_field(r, row, TARGETS_NUMBER);
    const char *id = targets_field(r, row, TARGETS_ID);
    struct calibrate_target t = {.quantity = *name ? run_quantity_find(name) : NULL};
    if (!*name) {
        r->t->left_out++;
        return 0;
    }
    if (!t.quantity || t.quantity->kind == RUN_OTHER)
        return targets_no_such(row, name, e);
    if (r->t->count == LEAST_TARGETS)
        return error_set(e, "%s:%zu: there are over %d targets", row->path, row->line,
                         LEAST_TARGETS);
    if (targets_read_values(r, row, &t, e) < 0)
        return -1;
    targets_read_set(&t, targets_field(r, row, TARGETS_SET));
    t.id = *id ? mem_strdup(id) : mem_printf("line %zu", row->line);
    r->t->items = mem_resize(r->t->items, r->t->count + 1, sizeof *r->t->items);
    r->t->items[r->t->count++] = t;
    return 0;
}

int targets_read(struct targets *t, const char *path, struct error *e)
{
    struct targets_reader r = {.t = t};
    *t = (struct targets){0};
    if (csv_read(path, NULL, targets_read_row, &r, e) < 0)
        return -1;
    if (t->count == 0)
        return error_set(e,
                         "%s: no row names a number of a run, as in all_back_s, in its column "
                         "'number'",
                         path);
    return 0;
}

void targets_fini(struct targets *t)
{
    for (size_t i = 0; i < t->count; i++) {
        for (size_t k = 0; k < t->items[i].set_count; k++)
            free((char *)t->items[i].set[k]);
        free((void *)t->items[i].set);
        free((char *)t->items[i].id);
    }
    free(t->items);
    *t = (struct targets){0};
}
