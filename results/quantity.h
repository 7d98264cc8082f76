/* All that summary.json says of a run, a row each, in the file's order. The file, what is demanded
 * of a run, and results/README.md follow from the rows: a number more is a row more. */
#ifndef RESULTS_QUANTITY_H
#define RESULTS_QUANTITY_H

#include "results/summary.h"
#include "results/text.h"

enum run_quantity_kind {
    RUN_COUNT,   /* a whole number */
    RUN_BYTES,   /* a whole number */
    RUN_PACKETS, /* a whole number */
    RUN_TIME,    /* nanoseconds; in files seconds */
    RUN_SHARE,   /* real: 1 is all; NAN of nothing */
    RUN_MEAN,    /* real, packets */
    RUN_MOS,     /* real: mean opinion score, from 1 to 4.5; NAN: none */
    RUN_OTHER,   /* a text, or a list: no number of the summary's */
    RUN_QUANTITY_KINDS,
};

/* How it comes from its member of a run's summary. */
enum run_quantity_source {
    RUN_OF_RUN,          /* as it is */
    RUN_SUM_OF_WAN,      /* of both directions, the WAN's or the head end's */
    RUN_GREATEST_OF_WAN, /* of either direction */
};

/* Which way a change of it is for the better. */
enum run_quantity_better { RUN_NEITHER, RUN_LESS, RUN_MORE };

/* By how much it may differ from a value and still be the same for who plans by it: up to `share`
 * of the value, or `absolute`, whichever is more. It says what matters, not what chance does. */
struct run_tolerance {
    double share;
    double absolute; /* nanoseconds, bytes, packets; of shares and means in their own unit */
};

struct run_quantity {
    const char *name; /* where it is in summary.json: "wan.utilisation" */
    enum run_quantity_kind kind;
    enum run_quantity_better better;
    const char *meaning;
    enum run_quantity_source source;
    uint16_t offset, size; /* of the member, in struct run_summary; of wan[0], head_end[0] */
    bool of_all;           /* a time of those phones that completed, and so no answer while others
                            * have not */
    bool internal;         /* of the program, not of what it simulates: not compared */
    const struct run_tolerance *tolerance; /* NULL: its kind's */
};

extern const struct run_quantity run_quantities[];
extern const size_t run_quantity_count;

struct run_value {
    bool known;     /* false: there is none, such as the time of a phone that is not back */
    uint64_t whole; /* counts, bytes, packets, nanoseconds */
    double real;    /* shares and means; of the others the same as `whole` */
};

/* Not of RUN_OTHER. */
struct run_value run_quantity_value(const struct run_quantity *q, const struct run_summary *s);
/* NULL: no row has that name. It may leave out a unit, "_s" or "_packets". */
const struct run_quantity *run_quantity_find(const char *name);

/* Whether `real` is the value, and not `whole`. */
bool run_kind_is_real(enum run_quantity_kind kind);
/* To six decimals, as files have what is real: no reader takes noise for digits. */
double run_real_rounded(double value);
/* Whether two runs are compared by it: a number, and not an internal one. */
bool run_quantity_is_compared(const struct run_quantity *q);
/* For comparisons that name none. */
struct run_tolerance run_quantity_tolerance(const struct run_quantity *q);
/* What `t` allows beside `value`, which is as `real` in a run_value. */
double run_tolerance_at(struct run_tolerance t, double value);
/* "0.1 %, at least 1.0 us"; "0" where nothing is allowed. */
struct text run_tolerance_text(enum run_quantity_kind kind, struct run_tolerance t);
/* "less", "more"; nothing where neither is better. */
const char *run_better_text(enum run_quantity_better better);
/* Whether it counts phones, so that "all" is a value of it. */
bool run_quantity_is_of_phones(const struct run_quantity *q);
/* "s", "bytes", "packets", "0 to 1"; nothing of what has no unit. */
const char *run_quantity_unit(const struct run_quantity *q);

#endif
