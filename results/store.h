/* A store: runs of campaigns with their parameters and quantities, an SQLite file (store.sql).
 *
 * A run is told by its scenario, engine, seed, replication and the build of the program
 * (base/build_identity.h); what is written is of the build that runs. A run is there whole, or it
 * is not. Runs are committed together, those of a second at the most, since the disk is waited for
 * each time: whenever the process is killed, or the machine fails, all before them are there. There
 * is one writer at a time; others may read meanwhile, what is committed. A store from elsewhere is
 * hostile: what is not as pfsim writes it is refused.
 *
 * All errors (negative) are one line that names the file: it cannot be opened or written, the disk
 * is full, it is no store, is damaged, is of a newer pfsim, or another process keeps it. What was
 * in it before stays. */
#ifndef RESULTS_STORE_H
#define RESULTS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "results/quantity.h"
#include "results/table_read.h"

struct store;

enum store_mode {
    STORE_READ,  /* it has to be there, and is not changed */
    STORE_WRITE, /* it is made when it is not there; one of an older pfsim gets today's schema */
};

/* `*s` is NULL after an error. */
int store_open(struct store **s, const char *path, enum store_mode mode, struct error *e);
/* Takes NULL, too. Commits what is not yet, but cannot say whether that went well. */
void store_close(struct store *s);

/* --- writing --------------------------------------------------------------------------------- */

/* Texts are UTF-8. Two runs of one build with equal keys are the same run; `name` does not count.
 */
struct store_key {
    /* With all values in force, but without seed and replication. Of a point that does not load:
     * whatever tells it from others, such as the file's name and what was set. */
    const char *scenario;
    const char *catalogue; /* digest of the content of its catalogue's files; "" without any */
    const char *name;      /* the scenario's, for people */
    const char *engine;
    uint64_t seed; /* up to INT64_MAX, as in scenarios */
    uint32_t replication;
};

/* What was varied. Paths are unique within a point, in any order. */
struct store_parameter {
    const char *path, *value; /* "wan.rate", "384 kbps" */
    /* The value in the unit of its field, by which points are ordered and values are equal that are
     * written otherwise; NAN of what is no number. */
    double number;
};

struct store_outcome {
    const char *failure;               /* why there is no result, a line; NULL: it is done */
    const struct run_summary *summary; /* of a run that is done */
    /* phones.csv and links.csv of the run (tables.h), whose rows are to be kept; or NULL. */
    const char *phones, *links;
};

/* Commits what was written since the last time, and waits until the disk has it. */
int store_flush(struct store *s, struct error *e);
/* The same when it is time for that: to be called now and then as long as no run comes. */
int store_tick(struct store *s, struct error *e);

enum store_state { STORE_NONE, STORE_DONE, STORE_FAILED };

/* Returns the state of the run of this build (enum store_state), or negative. */
int store_find(struct store *s, const struct store_key *key, struct error *e);

/* A quantity of the run, if it is done and has it; else it is not known. */
int store_value(struct store *s, const struct store_key *key, const struct run_quantity *quantity,
                struct run_value *value, struct error *e);

/* Stores a run. It takes the place of one that had failed; one that is done stays, and it is an
 * error when the new one has another fingerprint. The point's parameters are those of all its runs
 * together. */
int store_put(struct store *s, const struct store_key *key,
              const struct store_parameter *parameters, size_t count,
              const struct store_outcome *outcome, struct error *e);

/* For a run that was found: notes the parameters under which it was asked for this time, where they
 * are not known of its point yet. */
int store_note(struct store *s, const struct store_key *key,
               const struct store_parameter *parameters, size_t count, struct error *e);

/* Forgets a run that had failed, and its point when that has no other: what did not load once does
 * now. Of one that is done, or not there, nothing happens. */
int store_forget(struct store *s, const struct store_key *key, struct error *e);

/* Makes a store of all runs of several, at a path where nothing is: it appears when it is complete.
 * Errors: stores of different builds; a run that is in two of them. */
int store_merge(const char *path, const char *const *stores, size_t count, struct error *e);

/* --- reading --------------------------------------------------------------------------------- */

struct store_build {
    const char *identity; /* 64 digits */
    const char *version;  /* "pfsim 0.1.0" */
    uint64_t points, done, failed;
};

typedef int store_build_fn(void *user, const struct store_build *build, struct error *e);

/* Visits the builds whose runs are here, in the order of their identities. A negative number of
 * `fn` stops this and the other visits, and is passed on; texts are valid during the call, in which
 * this store must not be used. */
int store_builds(struct store *s, store_build_fn *fn, void *user, struct error *e);

struct store_filter {
    /* Which build's runs: the identity, or how it begins. NULL: the only one; an error, which names
     * them, when there are several. */
    const char *build;
    /* Parameters with these values: equal as numbers, where both are, or as texts. "engine", "seed"
     * and "replication" are paths, too, whether they were varied or not. */
    const struct store_parameter *where;
    size_t where_count;
    enum store_state state; /* STORE_NONE: both */
};

struct store_quantity {
    const char *name;               /* as in summary.json */
    const struct run_quantity *row; /* NULL: this pfsim has none of that name */
    const char *unit;               /* in the store: "ns", "bytes", ... or "" */
    bool time;                      /* whole nanoseconds; in files seconds */
    bool whole;                     /* value.whole is meant, else value.real */
    struct run_value value;
};

struct store_run {
    int64_t id;    /* for store_rows */
    int64_t point; /* equal of runs that differ in nothing but the replication */
    const char *build, *scenario, *catalogue, *name, *engine;
    const char *digest; /* of scenario and catalogue: 64 digits */
    uint64_t seed;
    uint32_t replication;
    enum store_state state;                   /* STORE_DONE or STORE_FAILED */
    const char *failure;                      /* NULL of a run that is done */
    uint64_t fingerprint;                     /* 0 of one that failed */
    const struct store_parameter *parameters; /* by path */
    size_t parameter_count;
    const struct store_quantity *quantities; /* in the order of run_quantities, then by name */
    size_t quantity_count;
};

typedef int store_run_fn(void *user, const struct store_run *run, struct error *e);

/* Visits the runs in an order that does not depend on when they were stored: by parameters (by
 * path, numbers by size), scenario, engine, seed, replication; those of a point follow each other.
 * Another process can write between two calls of `fn`, during which of this store only store_rows
 * may be called. */
int store_runs(struct store *s, const struct store_filter *filter, store_run_fn *fn, void *user,
               struct error *e);

/* NULL: it has none of that name (in full). */
const struct store_quantity *store_run_quantity(const struct store_run *run, const char *name);
/* NULL: its point has none of that path. */
const struct store_parameter *store_run_parameter(const struct store_run *run, const char *path);

/* The tables of a run whose rows can be kept. */
enum store_table { STORE_PHONES, STORE_LINKS, STORE_TABLES };

extern const char *const store_table_names[STORE_TABLES + 1]; /* "phones", "links", NULL */
/* Their columns, as in phones.csv and links.csv, NULL at the end. */
const char *const *store_table_columns(enum store_table table);

/* Visits the rows that were kept of a run, in their order: of each the `columns` (as table_read;
 * NULL at the end), with the text that they have in the CSV file. None, when none were kept. */
int store_rows(struct store *s, int64_t run, enum store_table table, const char *const *columns,
               table_row_fn *row, void *user, struct error *e);

/* What runs of the filter's build have, for a table's columns: the rest of the filter does not
 * count. Free it. */
struct store_names {
    char **parameters; /* by path */
    size_t parameter_count;
    char **quantities; /* in the order of run_quantities, then by name */
    size_t quantity_count;
};

int store_names(struct store *s, const struct store_filter *filter, struct store_names *names,
                struct error *e);
void store_names_free(struct store_names *names);

#endif
