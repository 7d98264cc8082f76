/* The file goes through libcsv in pieces; rows are handed on one at a time, and nothing is kept. */
#include "results/table_read.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/input.h"
#include "base/memory.h"

struct reader {
    const char *path;
    const char *const *columns;
    table_row_fn *row;
    void *user;
    struct error *e;
    char *text; /* of the row under way: its fields, each with a zero behind it */
    size_t length, room;
    size_t starts[256]; /* of the fields in `text`; those beyond are not looked at */
    size_t count, line;
    size_t place[TABLE_COLUMNS], columns_wanted; /* where the columns are in the row */
    bool header_seen, failed;
};

static void take_field(void *bytes, size_t length, void *user)
{
    struct reader *r = user;
    if (r->length + length + 1 > r->room) {
        r->room = 2 * (r->length + length + 1);
        r->text = mem_resize(r->text, r->room, 1);
    }
    if (r->count < sizeof r->starts / sizeof *r->starts)
        r->starts[r->count] = r->length;
    r->count++;
    if (length)
        memcpy(r->text + r->length, bytes, length);
    r->length += length;
    r->text[r->length++] = '\0';
}

static const char *field(const struct reader *r, size_t index)
{
    const bool there = index < r->count && index < sizeof r->starts / sizeof *r->starts;
    const char *text = there ? r->text + r->starts[index] : "";
    return *text == '\'' && csv_is_formula(text) ? text + 1 : text; /* as text_csv wrote it */
}

static int find_columns(struct reader *r)
{
    for (size_t i = 0; r->columns[i]; i++) {
        size_t at = 0;
        while (at < r->count && strcmp(field(r, at), r->columns[i]) != 0)
            at++;
        if (at == r->count)
            return error_set(r->e, "%s: there is no column '%s'", r->path, r->columns[i]);
        r->place[r->columns_wanted++] = at;
    }
    return 0;
}

static int hand_over(struct reader *r)
{
    const char *fields[TABLE_COLUMNS];
    struct error said;
    for (size_t i = 0; i < r->columns_wanted; i++)
        fields[i] = field(r, r->place[i]);
    if (r->row(r->user, fields, &said) == 0)
        return 0;
    return error_set(r->e, "%s:%zu: %.400s", r->path, r->line, said.text);
}

static void take_row(int terminator, void *user)
{
    struct reader *r = user;
    (void)terminator;
    r->line++;
    if (!r->failed)
        r->failed = (r->header_seen ? hand_over(r) : find_columns(r)) < 0;
    r->header_seen = true;
    r->count = r->length = 0;
}

static int parse(struct reader *r, struct csv_parser *parser, FILE *file)
{
    char bytes[16384];
    size_t got;
    while (!r->failed && (got = fread(bytes, 1, sizeof bytes, file)) > 0)
        if (csv_parse(parser, bytes, got, take_field, take_row, r) != got)
            return error_set(r->e, "%s:%zu: not well-formed: %s", r->path, r->line + 1,
                             csv_strerror(csv_error(parser)));
    if (ferror(file))
        return error_set(r->e, "%s: cannot be read: %s", r->path, strerror(errno));
    if (!r->failed && csv_fini(parser, take_field, take_row, r) != 0)
        return error_set(r->e, "%s: not well-formed: %s", r->path, csv_strerror(csv_error(parser)));
    if (!r->failed && !r->header_seen)
        return error_set(r->e, "%s: there is nothing in it", r->path);
    return r->failed ? -1 : 0;
}

static int read_file(struct reader *r, FILE *file)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return error_set(r->e, "%s: cannot be read", r->path);
    const int result = parse(r, &parser, file);
    csv_free(&parser);
    free(r->text);
    return result;
}

static FILE *open_table(const char *path, struct error *e)
{
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        error_set(e, "%s: there is no such file; 'pfsim run FILE -o DIR' writes one into DIR",
                  path);
        return NULL;
    }
    const int descriptor = input_open(path, "the folder that 'pfsim run FILE -o DIR' wrote", e);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    if (descriptor >= 0 && !file) {
        error_set(e, "%s: cannot be read: %s", path, strerror(errno));
        close(descriptor);
    }
    return file;
}

int table_read_stream(FILE *file, const char *path, const char *const *columns, table_row_fn *row,
                      void *user, struct error *e)
{
    struct reader *r = mem_calloc(1, sizeof *r);
    *r = (struct reader){.path = path, .columns = columns, .row = row, .user = user, .e = e};
    const int result = read_file(r, file);
    free(r);
    return result;
}

int table_read(const char *folder, const char *name, const char *const *columns, table_row_fn *row,
               void *user, struct error *e)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = open_table(path, e);
    int result = -1;
    if (file) {
        result = table_read_stream(file, path, columns, row, user, e);
        fclose(file);
    }
    free(path);
    return result;
}

int table_count(const char *text, uint64_t *count, struct error *e)
{
    const size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > TABLE_DIGITS || text[digits])
        return error_set(e, "'%.40s' is not a whole number of up to %d digits", text, TABLE_DIGITS);
    *count = strtoull(text, NULL, 10);
    return 0;
}

int table_time(const char *text, sim_time *t, struct error *e)
{
    static const char digits[] = "0123456789";
    *t = -1;
    if (!*text)
        return 0;
    const size_t whole = strspn(text, digits);
    const size_t decimals = text[whole] == '.' ? strspn(text + whole + 1, digits) : 0;
    const size_t length = whole + (text[whole] == '.') + decimals;
    if (whole == 0 || whole > 9 || decimals > 9 || text[length])
        return error_set(e, "'%.40s' is not a number of seconds", text);
    sim_time fraction = decimals ? (sim_time)strtoull(text + whole + 1, NULL, 10) : 0;
    for (size_t i = decimals; i < 9; i++)
        fraction *= 10;
    *t = (sim_time)strtoull(text, NULL, 10) * SECONDS + fraction;
    return 0;
}
