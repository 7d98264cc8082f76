/* Rows read, compared and written; what is simulated for them is decided in
 * studies/whitepaper.c. */
#include "results/published.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/output.h"
#include "results/text.h"

static const char *const relation_names[PUBLISHED_RELATIONS] = {
    [PUBLISHED_WITHIN] = "within",
    [PUBLISHED_BELOW] = "below",
    [PUBLISHED_AT_MOST] = "at-most",
};

/* The last three make it a file of targets, too: they are of cli/calibrate_targets.c. */
enum { ID, QUANTITY, VALUE, UNIT, TOLERANCE, RELATION, CONDITION, SOURCE };
static const char *const columns[] = {"id",        "quantity", "value",       "unit",
                                      "tolerance", "relation", "condition",   "source",
                                      "number",    "set",      "uncertainty", NULL};

static int read_number(const struct csv_row *row, size_t column, double *number, struct error *e)
{
    const char *text = row->fields[column];
    char *end;
    *number = strtod(text, &end);
    if (end != text && !*end && isfinite(*number) && *number >= 0)
        return 0;
    return error_set(e, "%s:%zu: %s is '%s'; a number from 0 is wanted", row->path, row->line,
                     columns[column], text);
}

static int read_relation(const struct csv_row *row, enum published_relation *relation,
                         struct error *e)
{
    for (int i = 0; i < PUBLISHED_RELATIONS; i++)
        if (strcmp(row->fields[RELATION], relation_names[i]) == 0) {
            *relation = (enum published_relation)i;
            return 0;
        }
    return error_set(e, "%s:%zu: relation is '%s'; within, below or at-most is wanted", row->path,
                     row->line, row->fields[RELATION]);
}

static int check_row(const struct published *p, const struct csv_row *row,
                     const struct published_row *read, struct error *e)
{
    const char *id = row->fields[ID];
    if (!*id)
        return error_set(e, "%s:%zu: id is empty; name the row", row->path, row->line);
    if (published_find(p, id))
        return error_set(e, "%s:%zu: id '%s' is there twice; choose another", row->path, row->line,
                         id);
    if (read->value <= 0)
        return error_set(e, "%s:%zu: value is 0; a tolerance is a share of it, so it must be more",
                         row->path, row->line);
    return 0;
}

static int read_row(void *user, const struct csv_row *row, struct error *e)
{
    struct published *p = user;
    struct published_row read = {0};
    if (read_number(row, VALUE, &read.value, e) < 0 ||
        read_number(row, TOLERANCE, &read.tolerance, e) < 0 ||
        read_relation(row, &read.relation, e) < 0 || check_row(p, row, &read, e) < 0)
        return -1;
    read.id = mem_strdup(row->fields[ID]);
    read.quantity = mem_strdup(row->fields[QUANTITY]);
    read.unit = mem_strdup(row->fields[UNIT]);
    read.condition = mem_strdup(row->fields[CONDITION]);
    read.source = mem_strdup(row->fields[SOURCE]);
    p->rows = mem_resize(p->rows, p->count + 1, sizeof *p->rows);
    p->rows[p->count++] = read;
    return 0;
}

int published_read(struct published *p, const char *path, struct error *e)
{
    *p = (struct published){0};
    return csv_read(path, columns, read_row, p, e);
}

void published_fini(struct published *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->rows[i].id);
        free(p->rows[i].quantity);
        free(p->rows[i].unit);
        free(p->rows[i].condition);
        free(p->rows[i].source);
    }
    free(p->rows);
    *p = (struct published){0};
}

const struct published_row *published_find(const struct published *p, const char *id)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->rows[i].id, id) == 0)
            return &p->rows[i];
    return NULL;
}

int published_compare(struct published *p, const char *id, double simulated, struct error *e)
{
    const struct published_row *found = published_find(p, id);
    if (!found)
        return error_set(e,
                         "there is no published number '%s'; add it to the file, or correct "
                         "the id",
                         id);
    if (!isfinite(simulated))
        return error_set(e, "published number '%s': nothing was simulated to compare it with", id);
    struct published_row *row = &p->rows[found - p->rows];
    row->simulated_known = true;
    row->simulated = simulated;
    return 0;
}

bool published_agrees(const struct published_row *row)
{
    const double margin = row->tolerance * row->value;
    switch (row->relation) {
    case PUBLISHED_WITHIN:
        return fabs(row->simulated - row->value) <= margin;
    case PUBLISHED_BELOW:
        return row->value - margin <= row->simulated && row->simulated < row->value;
    case PUBLISHED_AT_MOST:
    case PUBLISHED_RELATIONS:
        break;
    }
    return row->simulated <= row->value + margin;
}

double published_error(const struct published_row *row)
{
    return (row->simulated - row->value) / row->value;
}

bool published_all_agree(const struct published *p, size_t *compared)
{
    bool agree = true;
    *compared = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->rows[i].simulated_known) {
            ++*compared;
            agree = agree && published_agrees(&p->rows[i]);
        }
    return agree;
}

static const char heading[] = "id,published,simulated,error,tolerance,ok,relation,unit,quantity\n";

bool published_is_in(const char *folder)
{
    return folder_file_begins(folder, "published.csv", heading, strlen(heading));
}

int published_write(const struct published *p, const char *folder, struct error *e)
{
    struct output o;
    if (output_folder(folder, e) < 0 || output_open(&o, folder, "published.csv", e) < 0)
        return -1;
    fputs(heading, o.file);
    for (size_t i = 0; i < p->count; i++) {
        const struct published_row *row = &p->rows[i];
        if (!row->simulated_known)
            continue;
        text_csv(o.file, row->id);
        fprintf(o.file, ",%.9g,%.9g,%.6f,%.9g,%s,%s,", row->value, row->simulated,
                published_error(row), row->tolerance, published_agrees(row) ? "yes" : "no",
                relation_names[row->relation]);
        text_csv(o.file, row->unit);
        fputc(',', o.file);
        text_csv(o.file, row->quantity);
        fputc('\n', o.file);
    }
    return output_commit(&o, e);
}

/* What agreement means for the row, in words. */
static void print_wanted(FILE *file, const struct published_row *row)
{
    char text[48];
    switch (row->relation) {
    case PUBLISHED_WITHIN:
        snprintf(text, sizeof text, "within %.3g %%", row->tolerance * 100);
        break;
    case PUBLISHED_BELOW:
        if (row->tolerance < 1)
            snprintf(text, sizeof text, "below, at most %.3g %%", row->tolerance * 100);
        else
            snprintf(text, sizeof text, "below");
        break;
    case PUBLISHED_AT_MOST:
    case PUBLISHED_RELATIONS:
        snprintf(text, sizeof text, "no more");
    }
    fprintf(file, "%-22s", text);
}

static void print_row(FILE *file, const struct published_row *row)
{
    fprintf(file, "  %-20s %10.5g ", row->id, row->value);
    if (row->simulated_known)
        fprintf(file, "%10.5g  %-9s %+7.2f %%  ", row->simulated, row->unit,
                published_error(row) * 100);
    else
        fprintf(file, "%10s  %-9s %9s  ", "-", row->unit, "");
    print_wanted(file, row);
    if (!row->simulated_known)
        fputs("not simulated yet\n", file);
    else
        fputs(published_agrees(row) ? "agrees\n" : "DISAGREES\n", file);
}

void published_print(const struct published *p, FILE *file)
{
    fprintf(file, "  %-20s %10s %10s  %-9s %9s  %-22s%s\n", "number", "published", "simulated",
            "unit", "error", "wanted", "result");
    for (size_t i = 0; i < p->count; i++)
        print_row(file, &p->rows[i]);
}
