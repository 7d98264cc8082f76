/* Published numbers, and how simulated ones compare with them. The numbers are in a CSV file,
 * results/published.csv, and nowhere else; its columns are described in results/README.md. */
#ifndef RESULTS_PUBLISHED_H
#define RESULTS_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

enum published_relation {
    PUBLISHED_WITHIN,  /* |simulated - value| <= tolerance * value */
    PUBLISHED_BELOW,   /* value * (1 - tolerance) <= simulated < value */
    PUBLISHED_AT_MOST, /* simulated <= value * (1 + tolerance) */
    PUBLISHED_RELATIONS,
};

struct published_row {
    char *id, *quantity, *unit, *condition, *source;
    double value;     /* more than zero, in `unit` */
    double tolerance; /* a share of the value */
    enum published_relation relation;
    bool simulated_known;
    double simulated; /* in `unit` */
};

struct published {
    struct published_row *rows; /* in the file's order */
    size_t count;
};

/* Reads the file at `path`; published_fini gives the memory back, also after an error. */
int published_read(struct published *p, const char *path, struct error *e);
void published_fini(struct published *p);

/* The row of that id, or NULL. */
const struct published_row *published_find(const struct published *p, const char *id);
/* Notes what was simulated for the row `id`; negative when there is no such row, or when
 * `simulated` is not a finite number. */
int published_compare(struct published *p, const char *id, double simulated, struct error *e);

/* Of a row with a simulated number: whether it agrees, and (simulated - value) / value. */
bool published_agrees(const struct published_row *row);
double published_error(const struct published_row *row);
/* Whether all rows with a simulated number agree; `*compared` is how many there are. */
bool published_all_agree(const struct published *p, size_t *compared);

/* Writes `folder`/published.csv: id,published,simulated,error,tolerance,ok,relation,unit,quantity,
 * of the rows with a simulated number. */
int published_write(const struct published *p, const char *folder, struct error *e);
/* Whether the folder has a published.csv of published_write. */
bool published_is_in(const char *folder);
/* A table for people; it names the rows that were not simulated yet. */
void published_print(const struct published *p, FILE *file);

#endif
