/* What the files of `pfsim results` share: which runs and which of their numbers are wanted, and
 * the columns that say them. */
#ifndef CLI_RESULTS_PRIVATE_H
#define CLI_RESULTS_PRIVATE_H

#include <stdbool.h>

#include "cli/look.h"
#include "results/store.h"

enum results_kind {
    RESULTS_PARAMETER,
    RESULTS_SCENARIO,
    RESULTS_ENGINE,
    RESULTS_SEED,
    RESULTS_REPLICATION,
    RESULTS_STATE,
    RESULTS_FAILURE,
    RESULTS_FINGERPRINT,
    RESULTS_BUILD,
    RESULTS_QUANTITY,
};

struct results_column {
    enum results_kind kind;
    const char *name; /* a parameter's path, a quantity's name in full */
};

/* What is asked of a store. */
struct results {
    const char *path;
    struct store *store;
    struct store_filter filter;
    struct store_parameter *where; /* the filter's; texts are this struct's */
    struct store_names names;      /* of the chosen build */
    char *build, *version;         /* which that is; NULL when there is no run at all */
    const char **quantities;       /* that are wanted, of names.quantities */
    size_t quantity_count;
    struct results_column *columns; /* of a row a run */
    size_t column_count;
};

/* What a column says of a run, for a person or for a file; "" when there is nothing. Free it. */
char *results_shown(const struct results_column *c, const struct store_run *run);
char *results_cell(const struct results_column *c, const struct store_run *run);

/* Of what a row is. */
enum results_row { RESULTS_OF_RUN, RESULTS_OF_FAILURE, RESULTS_OF_POINT, RESULTS_OF_KEPT_ROW };

/* The parameters and what else tells it, as columns; of a run its quantities, too. */
void results_add_columns(struct results *r, enum results_row of);

/* A row a run: as a table for people, as CSV, as JSON. Negative: the error. */
int results_print(struct results *r, struct error *e);
int results_print_csv(struct results *r, struct error *e);
int results_print_json(struct results *r, struct error *e);
/* A row a point, likewise: how many runs, means, half widths of 95 % intervals. */
int results_print_means(struct results *r, struct error *e);
int results_print_means_csv(struct results *r, struct error *e);
int results_print_means_json(struct results *r, struct error *e);
/* The rows of a table that was kept (--keep), behind the columns of their run. */
int results_print_rows(struct results *r, enum store_table table, struct error *e);

/* Whether runs have a value of that path: a parameter that was varied, engine, seed, replication.
 */
bool results_knows_path(const struct results *r, const char *path);
/* The path as the store has it: as it is given, the field's in full, or that of the only parameter
 * whose last key it is. NULL: there is none such. Free it. */
char *results_path(const struct results *r, const char *text);
/* Negative, with what there is. */
int results_no_path(const struct results *r, const char *path, struct error *e);
/* The name in full, as names.quantities has it; NULL: no run has it. */
const char *results_find_quantity(const struct results *r, const char *name);
int results_no_quantity(const struct results *r, const char *name, struct error *e);

struct results_plot {
    const char *plot;       /* "all_back:wan.rate" */
    const struct texts *by; /* paths, each perhaps several, separated by commas */
    const char *folder;
    const struct look_options *look;
};

/* --plot: a chart with its data and script, in the folder; prints which files. Negative: the
 * error. */
int results_plot(struct results *r, const struct results_plot *o, struct error *e);

/* A number as a person or a file has it: nanoseconds, a share and so on, by the quantity. */
char *results_number_shown(const struct store_quantity *q, double number);
char *results_number_cell(const struct store_quantity *q, double number);

#endif
