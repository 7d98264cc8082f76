/* Comma-separated values (RFC 4180), read row by row through libcsv. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct csv_row {
    const char *path; /* of the file, for messages */
    size_t line;      /* of the row, from 1; the header row is not handed over */
    size_t count;     /* fields in the row: always as many as the header has */
    char **fields;    /* UTF-8 text, valid during the call only */
};

/* Called for each row after the header; negative stops the reading and is passed on. */
typedef int csv_row_fn(void *user, const struct csv_row *row, struct error *e);

/* What is in a file, read as a whole. */
struct csv_text {
    const char *path; /* the caller's, for messages */
    char *bytes;
    size_t length;
};

/* Errors (negative): it cannot be read, or is over 16 MiB. After success free its bytes. */
int csv_fetch(struct csv_text *text, const char *path, struct error *e);
/* As csv_read, of what has been fetched. */
int csv_parse_text(const struct csv_text *text, const char *const *columns, csv_row_fn *row,
                   void *user, struct error *e);

/* Reads the file at `path`, whose first row must have just the `columns` (NULL at the end), in
 * that order. Errors (negative): the file cannot be read, is over 16 MiB, is not well-formed, has
 * another header, or a row with another number of fields; each names file and line. Without
 * `columns` (NULL) they are the file's own matter: the header is handed over first, as a row. */
int csv_read(const char *path, const char *const *columns, csv_row_fn *row, void *user,
             struct error *e);

/* As csv_read without columns, of what a person keeps in a spreadsheet or an editor: fields are
 * apart by commas, semicolons or tabs, whichever the header has most of outside quotes; lines that
 * begin with "# ", or are "#", are comments, and rows of empty fields are nothing: neither is
 * handed over. A row may have another number of fields than the header; what that means is the
 * caller's matter. Over `limit` bytes are an error. */
int csv_read_sheet(const char *path, size_t limit, csv_row_fn *row, void *user, struct error *e);

/* Whether a spreadsheet would take the field for a formula: it begins with one of = + - @, a tab or
 * a carriage return. Also, when any number of ' is in front of that: pfsim's tables have one ' more
 * in front of such a field than its text has. */
bool csv_is_formula(const char *field);

/* A field as RFC 4180 has it: in quotes where it must be; nothing of NULL; with that '. */
void csv_write_field(FILE *file, const char *field);

#endif
