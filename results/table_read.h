/* Result tables read back (CSV, RFC 4180), row by row and of any size. Columns are found by name,
 * so there may be others. */
#ifndef RESULTS_TABLE_READ_H
#define RESULTS_TABLE_READ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "sim/time.h"

/* One row: the wanted columns, in the order in which they were wanted; valid during the call only.
 * Negative stops the reading and is passed on. */
typedef int table_row_fn(void *user, const char *const *fields, struct error *e);

/* Reads `folder/name`; `columns` ends with NULL and has at most TABLE_COLUMNS. Errors (negative):
 * the file cannot be read, is not well-formed, or lacks a column; with a hint when it is not there.
 */
enum { TABLE_COLUMNS = 32 };
int table_read(const char *folder, const char *name, const char *const *columns, table_row_fn *row,
               void *user, struct error *e);

/* The same of a table that is open, or in memory (fmemopen); `path` is for messages. */
int table_read_stream(FILE *file, const char *path, const char *const *columns, table_row_fn *row,
                      void *user, struct error *e);

/* What the tables hold: seconds with up to nine decimals, exactly (-1 of an empty field), and whole
 * numbers of up to TABLE_DIGITS, a hundred times which is still one. Negative, with the text
 * quoted, when it is no such thing. */
enum { TABLE_DIGITS = 16 };
int table_time(const char *text, sim_time *t, struct error *e);
int table_count(const char *text, uint64_t *count, struct error *e);

#endif
