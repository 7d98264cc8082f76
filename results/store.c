/* Opening and closing a store, and what its errors say. */
#include "results/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "config.h"
#include "results/store_private.h"

/* --- errors ---------------------------------------------------------------------------------- */

static const char *store_system_reason(const struct store *s)
{
    const int reason = sqlite3_system_errno(s->db);
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
    const int result = access(folder, W_OK | X_OK);
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
    if (there && access(path, mode == STORE_READ ? R_OK : R_OK | W_OK) != 0)
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
    char *path = s->path[0] == '/' ? mem_strdup(s->path) : mem_printf("./%s", s->path);
    const int result = sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    free(path);
    if (!s->db)
        mem_exhausted();
    if (result != SQLITE_OK)
        return store_failed(s, e);
    store_harden(s->db);
    sqlite3_busy_timeout(s->db, STORE_PATIENCE);
    if (sqlite3_exec(s->db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL,
                     NULL) != SQLITE_OK)
        return store_failed(s, e);
    return 0;
}

/* A process that was killed may have left a transaction unfinished; it is rolled back by whoever
 * opens the file next, for which that has to be opened for writing, too. */
static int store_connect_to_read(struct store *s, struct error *e)
{
    if (store_connect(s, SQLITE_OPEN_READONLY, e) < 0)
        return -1;
    if (sqlite3_exec(s->db, "PRAGMA user_version", NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    if ((sqlite3_errcode(s->db) & 0xff) != SQLITE_READONLY &&
        (sqlite3_errcode(s->db) & 0xff) != SQLITE_CANTOPEN)
        return store_failed(s, e);
    sqlite3_close(s->db);
    s->db = NULL;
    if (store_connect(s, SQLITE_OPEN_READWRITE, e) < 0)
        return -1;
    return sqlite3_exec(s->db, "PRAGMA query_only = ON; PRAGMA user_version", NULL, NULL, NULL) ==
                   SQLITE_OK
               ? 0
               : store_failed(s, e);
}

static int store_connect_to_write(struct store *s, struct error *e)
{
    if (store_connect(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e) < 0)
        return -1;
    if (sqlite3_exec(s->db, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL", NULL, NULL,
                     NULL) != SQLITE_OK)
        return store_failed(s, e);
    return 0;
}

int store_open(struct store **s, const char *path, enum store_mode mode, struct error *e)
{
    *s = NULL;
    if (store_look_at(path, mode, e) < 0)
        return -1;
    struct store *new = mem_calloc(1, sizeof *new);
    *new = (struct store){.path = mem_strdup(path),
                          .mode = mode,
                          .build = build_identity,
                          .version = PACKAGE_STRING,
                          .name_ids = mem_calloc(run_quantity_count, sizeof *new->name_ids)};
    if ((mode == STORE_READ ? store_connect_to_read : store_connect_to_write)(new, e) < 0 ||
        store_schema_check(new, e) < 0) {
        store_close(new);
        return -1;
    }
    *s = new;
    return 0;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < STORE_STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    free(s->name_ids);
    free(s->point_engine);
    free(s->path);
    free(s);
}

void store_set_build(struct store *s, const char *identity, const char *version)
{
    s->build = identity;
    s->version = version;
    s->point = 0;
}

void store_set_patience(struct store *s, int milliseconds)
{
    sqlite3_busy_timeout(s->db, milliseconds);
}
