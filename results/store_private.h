/* What the files of the store share: the open file, its statements, errors. */
#ifndef RESULTS_STORE_PRIVATE_H
#define RESULTS_STORE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/build_identity.h"
#include "base/digest.h"
#include "results/store.h"

enum { STORE_APPLICATION = 0x7066736d, STORE_VERSION = 3 };
enum { STORE_TOGETHER = 16 };

/* Made of store.sql. */
extern const char store_sql[];

/* Each is prepared when it is first needed, and stays. */
enum store_statement {
    STORE_BEGIN,
    STORE_BEGIN_TO_READ,
    STORE_COMMIT,
    STORE_ROLLBACK,
    STORE_SAVE,
    STORE_RELEASE,
    STORE_UNDO,
    STORE_FIND_BUILD,
    STORE_ADD_BUILD,
    STORE_FIND_SCENARIO,
    STORE_ADD_SCENARIO,
    STORE_FIND_POINT,
    STORE_ADD_POINT,
    STORE_PLACE_POINT,
    STORE_PARAMETERS,
    STORE_SET_PARAMETER,
    STORE_FIND_RUN,
    STORE_FIND_VALUE,
    STORE_ADD_RUN,
    STORE_RENEW_RUN,
    STORE_FORGET_RUN,
    STORE_FORGET_PARAMETERS,
    STORE_FORGET_POINT,
    STORE_FIND_NAME,
    STORE_ADD_NAME,
    STORE_ADD_QUANTITY,
    STORE_ADD_QUANTITIES, /* STORE_TOGETHER of them, for speed */
    STORE_NAMES,
    STORE_PATHS,
    STORE_BUILDS,
    STORE_CHOSEN,
    STORE_RUN,
    STORE_QUANTITIES,
    STORE_STATEMENTS
};

struct store {
    sqlite3 *db;
    char *file; /* as it was given */
    char *path; /* what messages call it */
    enum store_mode mode;
    bool aside;              /* see store_open_aside */
    int64_t committed, took; /* when the disk had the last runs, and for how long it wrote: ns */
    const char *build, *version; /* whose runs are written */
    sqlite3_stmt *statements[STORE_STATEMENTS];
    int64_t *name_ids; /* of each row of run_quantities; 0: not known yet */
    /* The point that was used last; 0: none. */
    int64_t point, point_seed;
    char point_digest[DIGEST_DIGITS + 1];
    char *point_engine;
    /* The scenario that was used last, and its catalogue; NULL: none. Working out their digest is
     * more than comparing them. */
    char *scenario, *catalogue, digest[DIGEST_DIGITS + 1];
};

/* What the database says of its last call that failed, as a line; negative. */
int store_failed(struct store *s, struct error *e);
/* The line of a file that is not as pfsim writes it; negative. */
int store_damaged(struct store *s, const char *what, struct error *e);

/* Executes a statement with arguments of these types: i int64_t, r double, t const char * (or
 * NULL), b const void * and size_t. 1: there is a row, to be read from store_row, and store_done is
 * to be called; 0: done; negative: failed. */
int store_do(struct store *s, enum store_statement which, struct error *e, const char *types, ...);
/* Prepares it, if it is not yet, for values to be bound to; NULL after an error. */
sqlite3_stmt *store_prepared(struct store *s, enum store_statement which, struct error *e);
sqlite3_stmt *store_row(struct store *s, enum store_statement which);
/* The next row, as store_do. */
int store_next(struct store *s, enum store_statement which, struct error *e);
void store_done(struct store *s, enum store_statement which);
/* The first number of the first row: 0 when there is none, negative after an error. */
int64_t store_number(struct store *s, enum store_statement which, struct error *e,
                     const char *types, ...);

/* A column that has to be UTF-8 text without a zero in it, or NULL where it may be; negative when
 * it is not. The text is valid until the statement goes on. */
int store_text(struct store *s, enum store_statement which, int column, bool may_be_null,
               const char **text, struct error *e);
/* The same of a statement that is not one of these. */
int store_text_of(struct store *s, sqlite3_stmt *row, int column, bool may_be_null,
                  const char **text, struct error *e);
int store_whole(struct store *s, enum store_statement which, int column, int64_t least,
                int64_t most, int64_t *number, struct error *e);

/* Within a transaction: the number of the point, with these parameters, and of a quantity's name.
 * Negative after an error. */
int64_t store_add_point(struct store *s, const struct store_key *key,
                        const struct store_parameter *parameters, size_t count, struct error *e);
int64_t store_add_name(struct store *s, const char *name, const char *unit, struct error *e);

/* Writes the rows of a table of a run (CSV), within a transaction. */
int store_keep(struct store *s, int64_t run, enum store_table table, const char *csv,
               struct error *e);

/* Finds the build whose runs are meant, by how its identity begins or, NULL, as the only one; ""
 * when there is none at all. */
int store_choose_build(struct store *s, const char *begin, char identity[BUILD_IDENTITY_DIGITS + 1],
                       struct error *e);
/* The chosen runs, in their order, go to a table that is this connection's own, temp.chosen: nobody
 * else has to wait while the caller looks at them, and memory does not grow with them. */
int store_choose(struct store *s, const struct store_filter *f, struct error *e);

/* Looks whether the file is a store, and makes it one when it is new; an older one is brought to
 * today's schema. */
int store_schema_check(struct store *s, struct error *e);

/* A new store in a file that nobody else sees, and that is removed when something goes wrong: it
 * leaves no other beside it, a journal say. Messages call it `path`. */
int store_open_aside(struct store **s, const char *file, const char *path, struct error *e);
/* For merging, and tests: what is written is of that build from now on. The texts are the caller's.
 */
void store_set_build(struct store *s, const char *identity, const char *version);
/* How long another process is waited for: milliseconds; tests have less patience. */
extern int store_patience;
/* How long a run waits for others at the most, with which it is committed: milliseconds. */
extern int store_delay;

#endif
