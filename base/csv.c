/* The whole file is read and looked at as UTF-8 before libcsv gets it, line by line; what a
 * column means is the caller's matter. */
#include "base/csv.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "base/memory.h"
#include "base/utf8.h"

#define SIZE_LIMIT ((size_t)16 << 20)

struct reader {
    const char *path;
    const char *const *columns;
    size_t column_count;
    csv_row_fn *row;
    void *user;
    struct error *e;
    char **fields; /* of the row under way */
    size_t count, room;
    size_t line, row_line; /* where the parser is, and where the row began */
    bool header_seen, stop;
    bool sheet; /* csv_read_sheet's */
};

/* libcsv hands over a field's bytes and skips blank lines by itself. */
static void take_field(void *bytes, size_t length, void *user)
{
    struct reader *r = user;
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 16;
        r->fields = mem_resize(r->fields, r->room, sizeof *r->fields);
    }
    char *field = mem_calloc(length + 1, 1);
    if (length)
        memcpy(field, bytes, length);
    r->fields[r->count++] = field;
}

static void forget_fields(struct reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->fields[i]);
    r->count = 0;
}

static int check_header(struct reader *r)
{
    bool same = r->count == r->column_count;
    for (size_t i = 0; same && i < r->count; i++)
        same = !strcmp(r->fields[i], r->columns[i]);
    if (same)
        return 0;
    char wanted[300] = "";
    for (size_t i = 0, at = 0; i < r->column_count && at < sizeof wanted; i++)
        at +=
            (size_t)snprintf(wanted + at, sizeof wanted - at, "%s%s", i ? "," : "", r->columns[i]);
    return error_set(r->e, "%s:%zu: the header is not what it should be: %s", r->path, r->row_line,
                     wanted);
}

/* "# ", or "#" alone: a name may begin with a number sign. */
static bool is_comment(const char *text, size_t length)
{
    return length && text[0] == '#' && (length == 1 || strchr(" \t\r\n", text[1]));
}

/* Of a spreadsheet: a comment, which it has quoted, or a row that nothing was written in. */
static bool says_nothing(const struct reader *r)
{
    size_t empty = 0;
    while (empty < r->count && !r->fields[empty][strspn(r->fields[empty], " ")])
        empty++;
    return empty == r->count || is_comment(r->fields[0], strlen(r->fields[0]));
}

static int handle_row(struct reader *r)
{
    if (r->sheet && says_nothing(r))
        return 0;
    if (!r->header_seen && r->columns) {
        r->header_seen = true;
        return check_header(r);
    }
    if (!r->header_seen) {
        r->header_seen = true;
        r->column_count = r->count;
    }
    if (r->count != r->column_count && !r->sheet)
        return error_set(r->e, "%s:%zu: the row has %zu fields; it needs %zu, as the header has",
                         r->path, r->row_line, r->count, r->column_count);
    const struct csv_row row = {r->path, r->row_line, r->count, r->fields};
    return r->row(r->user, &row, r->e);
}

static void take_row(int terminator, void *user)
{
    (void)terminator;
    struct reader *r = user;
    if (!r->stop && handle_row(r) < 0)
        r->stop = true;
    forget_fields(r);
}

/* Fed line by line, so that the line of each row is known; a quoted field may span several. */
static int parse_lines(struct reader *r, struct csv_parser *parser, const char *bytes,
                       size_t length)
{
    for (size_t at = 0; at < length && !r->stop; r->line++) {
        if (!r->count && !parser->pstate)
            r->row_line = r->line;
        const char *newline = memchr(bytes + at, '\n', length - at);
        const size_t end = newline ? (size_t)(newline - bytes) + 1 : length;
        if (r->sheet && r->row_line == r->line && is_comment(bytes + at, length - at)) {
            at = end;
            continue;
        }
        if (csv_parse(parser, bytes + at, end - at, take_field, take_row, r) != end - at)
            return error_set(r->e,
                             "%s:%zu: a quote where none may be; quote the whole field, and "
                             "double the quotes in it",
                             r->path, r->line);
        at = end;
    }
    if (r->stop)
        return -1;
    if (csv_fini(parser, take_field, take_row, r))
        return error_set(r->e, "%s:%zu: a quoted field has no end", r->path, r->row_line);
    return r->stop ? -1 : 0;
}

static size_t line_of(const char *bytes, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++)
        line += bytes[i] == '\n';
    return line;
}

static int check_text(struct reader *r, const char *bytes, size_t length)
{
    for (size_t at = 0, n; at < length; at += n) {
        n = utf8_length(bytes + at, length - at);
        if (!n || !bytes[at])
            return error_set(r->e, "%s:%zu: %s; write the file as UTF-8 text", r->path,
                             line_of(bytes, at), n ? "a zero byte" : "a byte that is not UTF-8");
    }
    return 0;
}

/* Bytes by which a field's room grows: by libcsv's 128 a field of a megabyte is copied 8,000 times.
 */
enum { CSV_BLOCK = 1 << 12 };

/* Which of them the first line that is no comment has most of; it may have quoted line ends. */
static char find_separator(const char *bytes, size_t length)
{
    static const char separators[] = ",;\t";
    size_t counts[sizeof separators] = {0};
    const char *end = bytes + length, *p = bytes;
    while (p < end && strchr("#\r\n", p[*p == '"' && p + 1 < end])) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    for (bool quoted = false; p < end && (quoted || *p != '\n'); p++) {
        quoted ^= *p == '"';
        for (size_t i = 0; separators[i]; i++)
            counts[i] += !quoted && *p == separators[i];
    }
    size_t most = 0;
    for (size_t i = 0; separators[i]; i++)
        if (counts[i] > counts[most])
            most = i;
    return separators[most];
}

static int parse_bytes(struct reader *r, const char *bytes, size_t length)
{
    if (check_text(r, bytes, length) < 0)
        return -1;
    /* Spreadsheets begin a file with a byte order mark. */
    const size_t mark = length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_blk_size(&parser, CSV_BLOCK);
    if (r->sheet)
        csv_set_delim(&parser, (unsigned char)find_separator(bytes + mark, length - mark));
    int status = parse_lines(r, &parser, bytes + mark, length - mark);
    if (status == 0 && !r->header_seen)
        status = error_set(r->e, "%s:1: the file is empty; its first row is the header", r->path);
    csv_free(&parser);
    forget_fields(r);
    free(r->fields);
    return status;
}

/* Stops behind the limit. */
static int read_all(int file, size_t limit, char **bytes, size_t *length)
{
    size_t room = 1 << 16;
    *bytes = mem_resize(NULL, room, 1);
    *length = 0;
    for (;;) {
        const ssize_t n = read(file, *bytes + *length, room - *length);
        if (n <= 0)
            return (int)n;
        *length += (size_t)n;
        if (*length > limit)
            return 0;
        if (*length == room)
            *bytes = mem_resize(*bytes, room *= 2, 1);
    }
}

static int fetch(struct csv_text *text, const char *path, size_t limit, struct error *e)
{
    *text = (struct csv_text){.path = path};
    const int file = input_open(path, "a CSV file", e);
    if (file < 0)
        return -1;
    int result = 0;
    if (read_all(file, limit, &text->bytes, &text->length) < 0)
        result = error_set(e, "%s: cannot be read: %s", path, strerror(errno));
    else if (text->length > limit)
        result = error_set(e, "%s: the file is over %zu MiB", path, limit >> 20);
    close(file);
    if (result < 0)
        free(text->bytes);
    return result;
}

int csv_fetch(struct csv_text *text, const char *path, struct error *e)
{
    return fetch(text, path, SIZE_LIMIT, e);
}

bool csv_is_formula(const char *field)
{
    const char first = field[strspn(field, "'")];
    return first && strchr("=+-@\t\r", first);
}

void csv_write_field(FILE *file, const char *field)
{
    if (!field)
        return;
    const char *front = csv_is_formula(field) ? "'" : "";
    if (!strpbrk(field, ",\"\r\n")) {
        fprintf(file, "%s%s", front, field);
        return;
    }
    fprintf(file, "\"%s", front);
    for (const char *c = field; *c; c++) {
        if (*c == '"')
            fputc('"', file);
        fputc(*c, file);
    }
    fputc('"', file);
}

int csv_parse_text(const struct csv_text *text, const char *const *columns, csv_row_fn *row,
                   void *user, struct error *e)
{
    struct reader r = {
        .path = text->path, .columns = columns, .row = row, .user = user, .e = e, .line = 1};
    while (columns && columns[r.column_count])
        r.column_count++;
    return parse_bytes(&r, text->bytes, text->length);
}

int csv_read(const char *path, const char *const *columns, csv_row_fn *row, void *user,
             struct error *e)
{
    struct csv_text text;
    if (csv_fetch(&text, path, e) < 0)
        return -1;
    const int status = csv_parse_text(&text, columns, row, user, e);
    free(text.bytes);
    return status;
}

int csv_read_sheet(const char *path, size_t limit, csv_row_fn *row, void *user, struct error *e)
{
    struct csv_text text;
    if (fetch(&text, path, limit, e) < 0)
        return -1;
    struct reader r = {.path = path, .row = row, .user = user, .e = e, .line = 1, .sheet = true};
    const int status = parse_bytes(&r, text.bytes, text.length);
    free(text.bytes);
    return status;
}
