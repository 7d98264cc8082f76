/* Whether a file is a store, and of which version: its tables have to be just as pfsim makes them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/store_private.h"

static int schema_execute(struct store *s, const char *text, struct error *e)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_failed(s, e);
}

/* The first number that a query gives. */
static int schema_number(struct store *s, const char *query, int64_t *number, struct error *e)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(s->db, query, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result != SQLITE_ROW)
        store_failed(s, e);
    else
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW ? 0 : -1;
}

/* --- whether tables are as they should be ---------------------------------------------------- */

/* The statement that makes a table, without comments and with one blank for what separates: what
 * else is different in it matters. Free it. */
static char *schema_plain(const char *text)
{
    char *plain = mem_calloc(strlen(text) + 1, 1), *end = plain;
    for (; *text; text++) {
        if (text[0] == '-' && text[1] == '-')
            text += strcspn(text, "\n");
        if (!isspace((unsigned char)*text) && *text)
            *end++ = *text;
        else if (end > plain && end[-1] != ' ')
            *end++ = ' ';
        if (!*text)
            break;
    }
    return plain;
}

static bool schema_alike(const char *a, const char *b)
{
    char *plain = schema_plain(a), *other = schema_plain(b);
    const bool alike = strcmp(plain, other) == 0;
    free(plain);
    free(other);
    return alike;
}

/* Whether the table that `wanted` is at is there, in the same form. */
static int schema_compare(struct store *s, sqlite3_stmt *wanted, sqlite3_stmt *found,
                          struct error *e)
{
    const char *name = (const char *)sqlite3_column_text(wanted, 0);
    const char *text = (const char *)sqlite3_column_text(wanted, 1);
    sqlite3_bind_text(found, 1, name, -1, SQLITE_STATIC);
    const int result = sqlite3_step(found);
    const char *other = result == SQLITE_ROW ? (const char *)sqlite3_column_text(found, 0) : NULL;
    int status = 0;
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        status = store_failed(s, e);
    else if (!other || !schema_alike(text, other))
        status = error_set(e, "%s: is damaged, or no store of pfsim's: its table %s is %s", s->path,
                           name, other ? "another" : "missing");
    sqlite3_reset(found);
    return status;
}

static int schema_compare_all(struct store *s, sqlite3 *model, struct error *e)
{
    sqlite3_stmt *wanted = NULL, *found = NULL;
    int status = 0;
    if (sqlite3_prepare_v2(model,
                           "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
                           "AND sql IS NOT NULL ORDER BY name",
                           -1, &wanted, NULL) != SQLITE_OK)
        mem_exhausted();
    if (sqlite3_prepare_v2(s->db, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
                           -1, &found, NULL) != SQLITE_OK)
        status = store_failed(s, e);
    while (status == 0 && sqlite3_step(wanted) == SQLITE_ROW)
        status = schema_compare(s, wanted, found, e);
    sqlite3_finalize(wanted);
    sqlite3_finalize(found);
    return status;
}

static int schema_check_tables(struct store *s, struct error *e)
{
    sqlite3 *model;
    if (sqlite3_open(":memory:", &model) != SQLITE_OK ||
        sqlite3_exec(model, store_sql, NULL, NULL, NULL) != SQLITE_OK)
        mem_exhausted();
    const int status = schema_compare_all(s, model, e);
    sqlite3_close(model);
    return status;
}

/* --- versions -------------------------------------------------------------------------------- */

static int schema_make(struct store *s, struct error *e)
{
    char *marks = mem_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                             STORE_APPLICATION, STORE_VERSION);
    const int status = schema_execute(s, store_sql, e) < 0 ? -1 : schema_execute(s, marks, e);
    free(marks);
    return status;
}

static int schema_check_version(struct store *s, int64_t application, int64_t version,
                                struct error *e)
{
    if (application != STORE_APPLICATION)
        return error_set(e, "%s: is no store of pfsim's but another file of SQLite's", s->path);
    if (version > STORE_VERSION)
        return error_set(e,
                         "%s: is a store of a newer pfsim (version %lld; this one knows %d): "
                         "use that",
                         s->path, (long long)version, STORE_VERSION);
    if (version < 1)
        return store_damaged(s, "it has no version", e);
    return schema_check_tables(s, e);
}

/* Within a transaction. */
static int schema_check(struct store *s, struct error *e)
{
    int64_t application, version, objects;
    if (schema_number(s, "PRAGMA application_id", &application, e) < 0 ||
        schema_number(s, "PRAGMA user_version", &version, e) < 0 ||
        schema_number(s, "SELECT count(*) FROM sqlite_schema", &objects, e) < 0)
        return -1;
    const bool empty = application == 0 && version == 0 && objects == 0;
    if (empty && s->mode == STORE_READ)
        return error_set(e, "%s: is no store: it is empty", s->path);
    return empty ? schema_make(s, e) : schema_check_version(s, application, version, e);
}

int store_schema_check(struct store *s, struct error *e)
{
    if (schema_execute(s, s->mode == STORE_READ ? "BEGIN" : "BEGIN IMMEDIATE", e) < 0)
        return -1;
    if (schema_check(s, e) < 0 || schema_execute(s, "COMMIT", e) < 0) {
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    return 0;
}
