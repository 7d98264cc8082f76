/* A table's columns, a row each: name, unit, meaning, and where a cell's value is. The header, the
 * cells and the table in results/README.md follow from the rows. */
#ifndef RESULTS_COLUMN_H
#define RESULTS_COLUMN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What the member of a struct is, and so how its cell is written. */
enum cell_kind {
    CELL_TEXT,       /* const char *; nothing of NULL */
    CELL_SHORT,      /* struct text (results/text.h) */
    CELL_YES_NO,     /* bool */
    CELL_WORD,       /* a whole number: which of `words` */
    CELL_ADDRESS,    /* uint32_t: IPv4 */
    CELL_COUNT,      /* a whole number without sign, of any size */
    CELL_NUMBER,     /* likewise, from 1 on: nothing of 0 */
    CELL_TIME,       /* sim_time: seconds with nine decimals; nothing when it is negative */
    CELL_SHARE,      /* double: six decimals */
    CELL_REAL,       /* double: nine digits; nothing of NAN */
    CELL_RATIO,      /* struct cell_ratio: six decimals, exactly */
    CELL_BILLIONTHS, /* int64_t: nine decimals, exactly */
    CELL_OF_RUN,     /* struct run_summary: its `quantity` */
    CELL_KINDS,
};

struct cell_ratio {
    uint64_t part, whole;
};

struct column {
    const char *name;
    enum cell_kind kind;
    uint8_t of;            /* which of the row's structs has it */
    uint16_t offset, size; /* of the member there */
    const char *unit;      /* NULL: the kind's, or the quantity's */
    const char *meaning;   /* NULL: the quantity's */
    const char *quantity;  /* its name in results/quantity.h */
    const char *const *words;
};

/* The member of the struct `type` that is the row's `of`th, for a column's row. */
#define CELL_AT(of_, type, member)                                                                 \
    .of = (of_), .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
/* A number of the run whose summary is such a member. */
#define CELL_QUANTITY(of_, type, member, name_, quantity_, ...)                                    \
    {                                                                                              \
        .name = (name_), .kind = CELL_OF_RUN, .quantity = (quantity_), CELL_AT(of_, type, member), \
        __VA_ARGS__                                                                                \
    }

struct table {
    const char *file; /* "phones.csv" */
    const struct column *columns;
    size_t count;
};

#define TABLE(file_, columns_)                                                                     \
    {                                                                                              \
        (file_), (columns_), sizeof(columns_) / sizeof *(columns_)                                 \
    }

void table_header(FILE *file, const struct table *t);
/* `of`: the structs that the columns are read from. A cell of one that is NULL is empty. */
void table_row(FILE *file, const struct table *t, const void *const *of);
/* The same without the line's end, for whoever has more columns, which no program knows. */
void table_names(FILE *file, const struct table *t);
void table_cells(FILE *file, const struct table *t, const void *const *of);

/* A whole number of CELL_COUNT, CELL_NUMBER or CELL_WORD, at its place in the structs. */
uint64_t cell_whole(const struct column *c, const void *member);
/* "" when it has none. */
const char *column_unit(const struct column *c);
const char *column_meaning(const struct column *c);

#endif
