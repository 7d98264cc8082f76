/* Opening and closing a store, and what its errors say. */
#include "results/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "config.h"
#include "results/store_private.h"

int store_patience = 5000;

/* --- errors ---------------------------------------------------------------------------------- */

/* What the system said to the file itself, or to its journal; 0: nothing is known. */
static int store_file_errno(sqlite3 *db)
{
    int reason = 0;
    sqlite3_file *journal = NULL;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
    if (reason)
        return reason;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (journal && journal->pMethods)
        journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &reason);
    return reason;
}

static const char *store_system_reason(const struct store *s)
{
    const int known = sqlite3_system_errno(s->db);
    const int reason = known ? known : store_file_errno(s->db);
    return reason ? strerror(reason) : sqlite3_errmsg(s->db);
}

int store_damaged(struct store *s, const char *what, struct error *e)
{
    return error_set(e, "%s: is damaged, or no store of pfsim's: %s", s->path, what);
}

int store_failed(struct store *s, struct error *e)
{
    const char *doing = s->mode == STORE_READ ? "read" : "written";
    switch (sqlite3_errcode(s->db) & 0xff) {
    case SQLITE_NOMEM:
        mem_exhausted();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(e, "%s: is being %s by another process", s->path,
                         s->mode == STORE_READ ? "written" : "read or written");
    case SQLITE_FULL:
        return error_set(e, "%s: cannot be written: %s", s->path, strerror(ENOSPC));
    case SQLITE_NOTADB:
        return error_set(e, "%s: is no store: it is no file of SQLite's", s->path);
    case SQLITE_CORRUPT:
        return store_damaged(s, sqlite3_errmsg(s->db), e);
    case SQLITE_READONLY:
        return error_set(e, "%s: cannot be written: it is read-only", s->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return error_set(e, "%s: cannot be %s: %s", s->path, doing, store_system_reason(s));
    default:
        return error_set(e, "%s: cannot be %s: %s", s->path, doing, sqlite3_errmsg(s->db));
    }
}

/* --- opening --------------------------------------------------------------------------------- */

/* What SQLite would say only when a run has to be written: by then it has been computed. */
static int store_look_at_folder(const char *path, struct error *e)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mem_printf("%.*s", (int)(slash - path) + 1, path) : mem_strdup(".");
    const int result = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS);
    const int reason = errno;
    free(folder);
    return result == 0 ? 0
                       : error_set(e, "%s: cannot be written: %s", path,
                                   reason == ENOENT ? "there is no such folder" : strerror(reason));
}

static int store_look_at(const char *path, enum store_mode mode, struct error *e)
{
    struct stat found;
    const bool there = stat(path, &found) == 0;
    const char *doing = mode == STORE_READ ? "read" : "written";
    if (!there && (errno != ENOENT || mode == STORE_READ))
        return error_set(e, "%s: cannot be %s: %s", path, doing, strerror(errno));
    if (there && !S_ISREG(found.st_mode))
        return error_set(e, "%s: is no store but a folder or device", path);
    if (there &&
        faccessat(AT_FDCWD, path, mode == STORE_READ ? R_OK : R_OK | W_OK, AT_EACCESS) != 0)
        return error_set(e, "%s: cannot be %s: %s", path, doing, strerror(errno));
    return mode == STORE_READ ? 0 : store_look_at_folder(path, e);
}

/* Whatever a file from elsewhere has in it, it gets nothing done. */
static void store_harden(sqlite3 *db)
{
    static const struct {
        int what, to;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    static const struct {
        int what, to;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 64 << 20},    {SQLITE_LIMIT_SQL_LENGTH, 1 << 16},
        {SQLITE_LIMIT_COLUMN, 100},         {SQLITE_LIMIT_EXPR_DEPTH, 200},
        {SQLITE_LIMIT_COMPOUND_SELECT, 10}, {SQLITE_LIMIT_VDBE_OP, 10000},
        {SQLITE_LIMIT_FUNCTION_ARG, 10},    {SQLITE_LIMIT_ATTACHED, 2},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 1},    {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        sqlite3_db_config(db, settings[i].what, settings[i].to, NULL);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(db, limits[i].what, limits[i].to);
}

/* A path is never taken for one of SQLite's own names, such as ":memory:". */
static int store_connect(struct store *s, int flags, struct error *e)
{
    char *path = s->file[0] == '/' ? mem_strdup(s->file) : mem_printf("./%s", s->file);
    const int result = sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    free(path);
    if (!s->db)
        mem_exhausted();
    if (result != SQLITE_OK)
        return store_failed(s, e);
    store_harden(s->db);
    sqlite3_busy_timeout(s->db, store_patience);
    return 0;
}

/* A process that was killed may have left a transaction unfinished; it is rolled back by whoever
 * opens the file next, for which that has to be opened for writing, too. */
static int store_connect_to_read(struct store *s, struct error *e)
{
    static const char look[] = "PRAGMA cell_size_check = ON; "
                               "SELECT count(*) FROM sqlite_schema";
    if (store_connect(s, SQLITE_OPEN_READONLY, e) < 0)
        return -1;
    if (sqlite3_exec(s->db, look, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    if (sqlite3_extended_errcode(s->db) != SQLITE_READONLY_ROLLBACK)
        return store_failed(s, e);
    sqlite3_close(s->db);
    s->db = NULL;
    if (store_connect(s, SQLITE_OPEN_READWRITE, e) < 0)
        return -1;
    return sqlite3_exec(s->db, look, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_failed(s, e);
}

static int store_connect_to_write(struct store *s, struct error *e)
{
    if (store_connect(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e) < 0)
        return -1;
    /* The journal stays while the store is open, emptied after each run: on a file system of its
     * own machine or of the network this is as safe as one that is removed, and faster. */
    static const char shared[] = "PRAGMA cell_size_check = ON; PRAGMA journal_mode = TRUNCATE; "
                                 "PRAGMA synchronous = FULL";
    static const char aside[] = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";
    const int result = sqlite3_exec(s->db, s->aside ? aside : shared, NULL, NULL, NULL);
    return result == SQLITE_OK ? 0 : store_failed(s, e);
}

/* Connects the new store, or frees it. */
static int store_begin(struct store **s, struct store *new, struct error *e)
{
    *s = NULL;
    new->build = build_identity;
    new->version = PACKAGE_STRING;
    new->name_ids = mem_calloc(run_quantity_count, sizeof *new->name_ids);
    if ((new->mode == STORE_READ ? store_connect_to_read : store_connect_to_write)(new, e) < 0 ||
        store_schema_check(new, e) < 0) {
        store_close(new);
        return -1;
    }
    *s = new;
    return 0;
}

int store_open(struct store **s, const char *path, enum store_mode mode, struct error *e)
{
    *s = NULL;
    if (store_look_at(path, mode, e) < 0)
        return -1;
    struct store *new = mem_calloc(1, sizeof *new);
    *new = (struct store){.file = mem_strdup(path), .path = mem_strdup(path), .mode = mode};
    return store_begin(s, new, e);
}

int store_open_aside(struct store **s, const char *file, const char *path, struct error *e)
{
    struct store *new = mem_calloc(1, sizeof *new);
    *new = (struct store){
        .file = mem_strdup(file), .path = mem_strdup(path), .mode = STORE_WRITE, .aside = true};
    return store_begin(s, new, e);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    struct error ignored;
    if (s->mode == STORE_WRITE && s->db && !s->aside)
        store_flush(s, &ignored);
    for (size_t i = 0; i < STORE_STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    if (s->mode == STORE_WRITE && s->db &&
        !s->aside) /* the journal, which is empty, goes with it */
        sqlite3_exec(s->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(s->db);
    free(s->name_ids);
    free(s->point_engine);
    free(s->scenario);
    free(s->catalogue);
    free(s->file);
    free(s->path);
    free(s);
}

void store_set_build(struct store *s, const char *identity, const char *version)
{
    s->build = identity;
    s->version = version;
    s->point = 0;
}
