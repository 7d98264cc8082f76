/* The list read row by row: which site, subnet and phones a row is of, and what is kept of cells
 * until all rows are known. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "planner/fleet_private.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

enum { CARRIED_MOST = 1000 }; /* bytes of several cells, behind which there is "..." */

/* The first cell that was given of a column. */
struct read_note {
    enum fleet_column_number column;
    size_t line;
    char *text;
};

struct read_notes {
    struct read_note *list;
    size_t count;
};

/* A field of the header: a column of the table's, or one that is carried through. */
struct read_field {
    enum fleet_column_number column; /* FLEET_COLUMNS: none of the table's */
    size_t carried;                  /* index in fleet.carried_names */
    bool named;
};

struct reader {
    struct fleet *f;
    struct fleet_faults *faults;
    const char *path;
    struct read_field *fields; /* of the header; NULL until it is read */
    size_t field_count;
    bool header_wrong;
    size_t places[FLEET_COLUMNS]; /* of columns in the header, from 1; 0: missing */
    struct fleet_texts sites, subnets, rows;
    struct read_notes *site_notes, *subnet_notes; /* by the numbers of sites, subnets */
    size_t *subnet_index;                         /* in its site, by the number of subnets */
    size_t *row_lines;                            /* by the number of rows */
};

/* --- growing --------------------------------------------------------------------------------- */

/* Room for one more in an array of `count` that grows by this only. */
static void *read_grow(void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array;
    return mem_resize(array, count ? 2 * count : 1, size);
}

static void read_notes_fini(struct read_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        free(notes->list[i].text);
    free(notes->list);
}

static const struct read_note *read_noted(const struct read_notes *notes,
                                          enum fleet_column_number column)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->list[i].column == column)
            return &notes->list[i];
    return NULL;
}

static void read_note_add(struct read_notes *notes, enum fleet_column_number column, size_t line,
                          const char *text)
{
    notes->list = read_grow(notes->list, notes->count, sizeof *notes->list);
    notes->list[notes->count++] = (struct read_note){column, line, mem_strdup(text)};
}

/* --- the header ------------------------------------------------------------------------------ */

static bool read_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char *fleet_trim(char *text)
{
    size_t length = strlen(text);
    while (length && read_is_blank(text[length - 1]))
        text[--length] = '\0';
    while (read_is_blank(*text))
        text++;
    return text;
}

static enum fleet_column_number read_find_column(const char *name)
{
    size_t i = 0;
    while (i < FLEET_COLUMNS && strcmp(name, fleet_columns[i].name) != 0)
        i++;
    return (enum fleet_column_number)i;
}

/* A part of it, or one slip, of a long one two. Lists have a city, a note and a state, which are
 * two from a site. */
bool fleet_looks_like(const char *name, const char *column)
{
    const size_t length = strlen(column), slips = nearest_slips(name, column);
    if (strlen(name) >= 3 && strcasestr(column, name))
        return true;
    return slips == 0 || (length >= 4 && slips == 1) || (length >= 8 && slips == 2);
}

/* The column that a person has most likely meant by that name, or FLEET_COLUMNS. */
static size_t read_meant_column(const char *name)
{
    size_t meant = FLEET_COLUMNS, least = SIZE_MAX;
    for (size_t i = 0; i < FLEET_COLUMNS && strncmp(name, "x_", 2) != 0; i++) {
        const size_t slips = nearest_slips(name, fleet_columns[i].name);
        if (slips < least && fleet_looks_like(name, fleet_columns[i].name)) {
            meant = i;
            least = slips;
        }
    }
    return meant;
}

/* A column of one's own, unless it looks like a misspelt one. */
static void read_carry(struct reader *r, struct read_field *field, size_t line, size_t place,
                       const char *name)
{
    const struct words_shown shown = words_shown(name);
    const size_t meant = read_meant_column(name);
    if (meant < FLEET_COLUMNS)
        fleet_fault(r->faults, r->path, line, place,
                    "unknown column '%s'; did you mean '%s'? A column of your own may be named "
                    "'x_%s'",
                    shown.text, fleet_columns[meant].name, shown.text);
    for (size_t i = 0; i < r->f->carried_count; i++)
        if (!strcmp(r->f->carried_names[i], name))
            fleet_fault(r->faults, r->path, line, place,
                        "column '%s' is there twice; name them differently", shown.text);
    struct fleet *f = r->f;
    f->carried_names = read_grow(f->carried_names, f->carried_count, sizeof *f->carried_names);
    field->carried = f->carried_count;
    f->carried_names[f->carried_count++] = mem_strdup(name);
}

static void read_header(struct reader *r, const struct csv_row *row)
{
    r->field_count = row->count;
    r->fields = mem_calloc(row->count, sizeof *r->fields);
    for (size_t i = 0; i < row->count; i++) {
        struct read_field *field = &r->fields[i];
        const char *name = fleet_trim(row->fields[i]);
        field->column = read_find_column(name);
        field->named = *name;
        if (!*name)
            continue;
        if (field->column == FLEET_COLUMNS)
            read_carry(r, field, row->line, i + 1, name);
        else if (r->places[field->column])
            fleet_fault(r->faults, r->path, row->line, i + 1,
                        "column '%s' is there twice, first as column %zu; keep one of them", name,
                        r->places[field->column]);
        else
            r->places[field->column] = i + 1;
    }
    for (size_t i = 0; i < FLEET_COLUMNS; i++)
        if (fleet_columns[i].required && !r->places[i])
            fleet_fault(r->faults, r->path, row->line, 0,
                        "column '%s' is missing: %s; give it, with cells such as '%s'",
                        fleet_columns[i].name, fleet_columns[i].meaning, fleet_columns[i].example);
}

/* --- rows ------------------------------------------------------------------------------------ */

/* The row under way: what it is of. Where that cannot be told its cells are read all the same, for
 * what is wrong with them, into `scratch`. */
struct read_row {
    const struct csv_row *csv;
    struct fleet_owner owner;
    struct read_notes *site_notes, *subnet_notes; /* NULL: of `scratch` */
    size_t subnet;                                /* its number */
    struct fleet_site scratch_site;
    struct fleet_subnet scratch_subnet;
    struct fleet_phones phones;
};

static const char *read_cell(const struct reader *r, const struct read_row *row,
                             enum fleet_column_number column)
{
    const size_t place = r->places[column];
    return place ? fleet_trim(row->csv->fields[place - 1]) : "";
}

static void read_cell_fault(struct reader *r, const struct read_row *row,
                            enum fleet_column_number column, const char *what)
{
    fleet_fault(r->faults, r->path, row->csv->line, r->places[column], "%s: %s",
                fleet_columns[column].name, what);
}

/* A site's or subnet's name; false with a fault: it is none. */
static bool read_name(struct reader *r, const struct read_row *row, enum fleet_column_number column)
{
    const struct schema_field text = {.kind = SCHEMA_TEXT};
    struct error e;
    char *name = NULL;
    const char *cell = read_cell(r, row, column);
    if (!*cell && column == FLEET_COLUMN_SUBNET)
        return true;
    const bool good = value_set(&r->f->like, &text, &name, cell, &e) == 0;
    if (!good)
        read_cell_fault(r, row, column, e.text);
    free(name);
    return good;
}

static struct fleet_site *read_new_site(struct reader *r, const char *name, size_t line)
{
    struct fleet *f = r->f;
    f->sites = read_grow(f->sites, f->count, sizeof *f->sites);
    r->site_notes = read_grow(r->site_notes, f->count, sizeof *r->site_notes);
    r->site_notes[f->count] = (struct read_notes){0};
    struct fleet_site *site = &f->sites[f->count++];
    *site = (struct fleet_site){.name = mem_strdup(name), .line = line, .method = -1};
    site->carried = mem_calloc(f->carried_count, sizeof *site->carried);
    for (size_t i = 0; i < f->carried_count; i++)
        site->carried[i] = mem_strdup("");
    return site;
}

static void read_new_subnet(struct reader *r, struct fleet_site *site, size_t number,
                            const char *name)
{
    site->subnets = read_grow(site->subnets, site->subnet_count, sizeof *site->subnets);
    r->subnet_notes = read_grow(r->subnet_notes, number, sizeof *r->subnet_notes);
    r->subnet_index = read_grow(r->subnet_index, number, sizeof *r->subnet_index);
    r->subnet_notes[number] = (struct read_notes){0};
    r->subnet_index[number] = site->subnet_count;
    site->subnets[site->subnet_count++] =
        (struct fleet_subnet){.name = *name ? mem_strdup(name) : NULL};
}

static void read_find_owner(struct reader *r, struct read_row *row)
{
    const char *name = read_cell(r, row, FLEET_COLUMN_SITE);
    const char *subnet_name = read_cell(r, row, FLEET_COLUMN_SUBNET);
    row->owner = (struct fleet_owner){&row->scratch_site, &row->scratch_subnet, &row->phones};
    const bool has_site = read_name(r, row, FLEET_COLUMN_SITE);
    if (!read_name(r, row, FLEET_COLUMN_SUBNET) || !has_site)
        return;
    const size_t site = fleet_texts_add(&r->sites, name);
    row->owner.site =
        site == r->f->count ? read_new_site(r, name, row->csv->line) : &r->f->sites[site];
    row->site_notes = &r->site_notes[site];
    char *key = mem_printf("%zu/%s", site, subnet_name);
    const size_t before = r->subnets.count;
    row->subnet = fleet_texts_add(&r->subnets, key);
    free(key);
    if (row->subnet == before)
        read_new_subnet(r, row->owner.site, row->subnet, subnet_name);
    row->subnet_notes = &r->subnet_notes[row->subnet];
    row->phones.subnet = r->subnet_index[row->subnet];
    row->owner.subnet = &row->owner.site->subnets[row->phones.subnet];
}

static int read_into(struct reader *r, struct fleet_owner owner, const struct read_row *row,
                     enum fleet_column_number column)
{
    struct error e;
    const int status = fleet_cell_read(r->f, owner, column, read_cell(r, row, column), &e);
    if (status < 0)
        read_cell_fault(r, row, column, e.text);
    return status;
}

/* A cell of a site or subnet that an earlier row has one of, too. */
static void read_again(struct reader *r, struct read_row *row, enum fleet_column_number column,
                       const struct read_note *first)
{
    struct fleet_site site = {.method = -1};
    struct fleet_subnet subnet = {0};
    const struct fleet_owner again = {&site, &subnet, &row->phones};
    const char *text = read_cell(r, row, column);
    const struct fleet_column *c = &fleet_columns[column];
    if (strcmp(text, first->text) != 0 && read_into(r, again, row, column) == 0 &&
        !(c->number >= 0 && fleet_cell_same(row->owner, again, column)))
        fleet_fault(r->faults, r->path, row->csv->line, r->places[column],
                    "%s: is '%s', and '%s' on line %zu of the same %s; leave this cell empty, or "
                    "correct one of them",
                    c->name, words_shown(text).text, words_shown(first->text).text, first->line,
                    c->level == FLEET_OF_SITE ? "site" : "subnet");
    fleet_site_fini(&site, 0);
    free(subnet.load_server);
}

static void read_common_cell(struct reader *r, struct read_row *row,
                             enum fleet_column_number column)
{
    struct read_notes *notes =
        fleet_columns[column].level == FLEET_OF_SITE ? row->site_notes : row->subnet_notes;
    const char *text = read_cell(r, row, column);
    const struct read_note *first = notes ? read_noted(notes, column) : NULL;
    if (!*text)
        return;
    if (first) {
        read_again(r, row, column, first);
        return;
    }
    read_into(r, row->owner, row, column);
    if (notes)
        read_note_add(notes, column, row->csv->line, text);
}

/* The first of the loads that were asked for that is for the model, or what all share, or else the
 * model's own. */
static void read_choose_load(struct fleet *f, struct fleet_phones *p)
{
    const struct fleet_shared *s = f->shared;
    const struct scenario *like = &f->like;
    for (size_t i = 0; i < s->asked_count; i++)
        if (s->asked[i] && firmware_load_fits(s->asked[i], p->model)) {
            s->asked_used[i] = true;
            p->load = s->asked[i];
            p->load_from = FLEET_LOAD_ASKED;
            return;
        }
    bool fit = like->load_count > 0;
    for (size_t i = 0; i < like->load_count; i++)
        fit &= !like->loads[i] || firmware_load_fits(like->loads[i], p->model);
    const struct firmware_load *last = fit ? like->loads[like->load_count - 1] : NULL;
    p->load = last ? last : p->model->load;
    p->load_from = fit ? FLEET_LOAD_SHARED : FLEET_LOAD_OF_MODEL;
}

static void read_add_phones(struct reader *r, struct read_row *row)
{
    struct fleet_site *site = row->owner.site;
    char *key = mem_printf("%zu/%s", row->subnet, row->phones.model->name);
    const size_t before = r->rows.count, number = fleet_texts_add(&r->rows, key);
    free(key);
    if (number < before) {
        fleet_fault(r->faults, r->path, row->csv->line, r->places[FLEET_COLUMN_MODEL],
                    "model: line %zu has phones of the same model in the same subnet; give all of "
                    "them in one row",
                    r->row_lines[number]);
        return;
    }
    r->row_lines = read_grow(r->row_lines, number, sizeof *r->row_lines);
    r->row_lines[number] = row->csv->line;
    read_choose_load(r->f, &row->phones);
    site->phones = read_grow(site->phones, site->phones_count, sizeof *site->phones);
    site->phones[site->phones_count++] = row->phones;
}

static void read_phones(struct reader *r, struct read_row *row)
{
    static const enum fleet_column_number columns[] = {FLEET_COLUMN_MODEL, FLEET_COLUMN_COUNT,
                                                       FLEET_COLUMN_PFS};
    bool good = true;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (*read_cell(r, row, columns[i]))
            good &= read_into(r, row->owner, row, columns[i]) == 0;
        else if (fleet_columns[columns[i]].required) {
            read_cell_fault(r, row, columns[i], "is empty; every row has one");
            good = false;
        }
    }
    if (good && row->site_notes)
        read_add_phones(r, row);
}

/* Of several rows with different cells all are kept, as far as a person would read them. */
static void read_carried(struct reader *r, const struct read_row *row, size_t field)
{
    const char *cell = fleet_trim(row->csv->fields[field]);
    char **carried = &row->owner.site->carried[r->fields[field].carried];
    const size_t length = strlen(*carried);
    if (!*cell || !strcmp(cell, *carried) ||
        (length > CARRIED_MOST && !strcmp(*carried + length - 3, "...")))
        return;
    char *longer = !length ? mem_strdup(cell)
                           : mem_printf("%s; %s", *carried, length > CARRIED_MOST ? "..." : cell);
    free(*carried);
    *carried = longer;
}

static void read_fields(struct reader *r, struct read_row *row)
{
    for (size_t i = 0; i < r->field_count; i++) {
        const struct read_field *field = &r->fields[i];
        const enum fleet_column_number column = field->column;
        if (!field->named && *fleet_trim(row->csv->fields[i]))
            fleet_fault(r->faults, r->path, row->csv->line, i + 1,
                        "has a cell, and the column has no name; give it one in the header");
        if (column == FLEET_COLUMNS && field->named && row->site_notes)
            read_carried(r, row, i);
        if (column != FLEET_COLUMNS && column != FLEET_COLUMN_SUBNET &&
            fleet_columns[column].level != FLEET_OF_ROW && r->places[column] == i + 1)
            read_common_cell(r, row, column);
    }
}

static int read_take(void *user, const struct csv_row *csv, struct error *e)
{
    struct reader *r = user;
    const size_t before = r->faults->count;
    if (!r->fields) {
        read_header(r, csv);
        r->header_wrong = r->faults->count > before;
        return r->header_wrong ? error_set(e, "the header is wrong") : 0;
    }
    if (csv->count != r->field_count) {
        fleet_fault(r->faults, r->path, csv->line, 0,
                    "the row has %zu cells, and the header %zu; %s", csv->count, r->field_count,
                    csv->count < r->field_count
                        ? "leave cells empty, but keep what stands between them"
                        : "write decimals with a point, and quote a cell with such a character");
        return 0;
    }
    struct read_row row = {.csv = csv, .phones.line = csv->line, .scratch_site.method = -1};
    read_find_owner(r, &row);
    read_phones(r, &row);
    read_fields(r, &row);
    fleet_site_fini(&row.scratch_site, 0);
    free(row.scratch_subnet.load_server);
    return 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

struct read_place {
    const struct reader *r;
    size_t site;
};

static struct fleet_place read_place(const void *user, enum fleet_column_number column)
{
    const struct read_place *at = user;
    const struct read_note *note = read_noted(&at->r->site_notes[at->site], column);
    return (struct fleet_place){note ? note->line : at->r->f->sites[at->site].line,
                                at->r->places[column]};
}

static void read_finish(struct reader *r)
{
    struct fleet *f = r->f;
    if (!f->count && !r->faults->count)
        fleet_fault(r->faults, r->path, 1, 0,
                    "has no sites; give a row for each site, subnet and "
                    "model");
    for (size_t i = 0; i < f->count; i++) {
        const struct read_place at = {r, i};
        for (size_t k = 0; k < r->site_notes[i].count; k++)
            f->sites[i].given |= (uint32_t)1 << r->site_notes[i].list[k].column;
        fleet_site_finish(f, &f->sites[i], read_place, &at, r->faults);
        f->phone_count += f->sites[i].phone_count;
    }
    for (size_t i = 0; i < f->shared->asked_count && f->count; i++)
        if (f->shared->asked[i] && !f->shared->asked_used[i])
            fleet_fault(r->faults, NULL, 0, 0,
                        "--firmware %s: is for series %s, and the list has no such phones",
                        f->shared->asked[i]->name, f->shared->asked[i]->family);
    fleet_shared_check(f, r->faults);
}

static void reader_fini(struct reader *r)
{
    for (size_t i = 0; i < r->f->count; i++)
        read_notes_fini(&r->site_notes[i]);
    for (size_t i = 0; i < r->subnets.count; i++)
        read_notes_fini(&r->subnet_notes[i]);
    fleet_texts_fini(&r->sites);
    fleet_texts_fini(&r->subnets);
    fleet_texts_fini(&r->rows);
    free(r->site_notes);
    free(r->subnet_notes);
    free(r->subnet_index);
    free(r->row_lines);
    free(r->fields);
}

int fleet_read(struct fleet *f, const char *path, const struct fleet_options *o,
               struct fleet_faults *faults)
{
    struct error e;
    struct reader r = {.f = f, .faults = faults, .path = path};
    *f = (struct fleet){.path = mem_strdup(path)};
    *faults = (struct fleet_faults){0};
    if (fleet_shared_read(f, o, faults) == 0) {
        if (csv_read_sheet(path, FLEET_BYTES_MAX, read_take, &r, &e) == 0)
            read_finish(&r);
        else if (!r.header_wrong) /* which is told */
            fleet_fault(faults, NULL, SIZE_MAX, 0, "%s", e.text);
    }
    reader_fini(&r);
    if (faults->count)
        fleet_free(f);
    else
        fleet_kinds_find(f);
    return faults->count ? -1 : 0;
}
