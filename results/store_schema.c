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

/* Which version brought a table that was not there from the beginning, or its present form. */
static const struct schema_new {
    const char *table;
    int64_t since;
} schema_news[] = {{"phone", 2}, {"link", 3}};

static int64_t schema_since(const char *table)
{
    for (size_t i = 0; i < sizeof schema_news / sizeof *schema_news; i++)
        if (strcmp(schema_news[i].table, table) == 0)
            return schema_news[i].since;
    return 1;
}

/* Whether the table that `wanted` is at is there, in the same form. */
static int schema_compare(struct store *s, sqlite3_stmt *wanted, struct error *e)
{
    const char *name = (const char *)sqlite3_column_text(wanted, 0);
    const char *text = (const char *)sqlite3_column_text(wanted, 1);
    sqlite3_stmt *found = NULL;
    int result = sqlite3_prepare_v2(
        s->db, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", -1, &found, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_bind_text(found, 1, name, -1, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_step(found);
    const char *other = result == SQLITE_ROW ? (const char *)sqlite3_column_text(found, 0) : NULL;
    int status = 0;
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        status = store_failed(s, e);
    else if (!other || !schema_alike(text, other))
        status = error_set(e, "%s: is damaged, or no store of pfsim's: its table %s is %s", s->path,
                           name, other ? "another" : "missing");
    sqlite3_finalize(found);
    return status;
}

/* Visits the tables of today's schema that a store of `version` has, or those that it lacks. */
static int schema_each(struct store *s, sqlite3 *model, int64_t version, bool lacks,
                       int (*visit)(struct store *, sqlite3_stmt *wanted, struct error *),
                       struct error *e)
{
    sqlite3_stmt *wanted = NULL;
    int status = 0;
    if (sqlite3_prepare_v2(model,
                           "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
                           "AND sql IS NOT NULL ORDER BY name",
                           -1, &wanted, NULL) != SQLITE_OK)
        mem_exhausted();
    while (status == 0 && sqlite3_step(wanted) == SQLITE_ROW)
        if ((schema_since((const char *)sqlite3_column_text(wanted, 0)) > version) == lacks)
            status = visit(s, wanted, e);
    sqlite3_finalize(wanted);
    return status;
}

/* Today's schema, empty. */
static sqlite3 *schema_model(void)
{
    sqlite3 *model;
    if (sqlite3_open(":memory:", &model) != SQLITE_OK ||
        sqlite3_exec(model, store_sql, NULL, NULL, NULL) != SQLITE_OK)
        mem_exhausted();
    return model;
}

/* --- versions -------------------------------------------------------------------------------- */

static int schema_mark(struct store *s, struct error *e)
{
    char *marks = mem_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                             STORE_APPLICATION, STORE_VERSION);
    const int status = schema_execute(s, marks, e);
    free(marks);
    return status;
}

static int schema_make(struct store *s, struct error *e)
{
    return schema_execute(s, store_sql, e) < 0 ? -1 : schema_mark(s, e);
}

static int schema_add(struct store *s, sqlite3_stmt *wanted, struct error *e)
{
    return schema_execute(s, (const char *)sqlite3_column_text(wanted, 1), e);
}

/* Version 3: links know of calls, of other traffic, and of queues that drop early or police: a
 * link's columns of version 2, and nothing of the others, since there was nothing of the kind. */
#define SCHEMA_LINK_2                                                                              \
    "run, number, link, wan, direction, \"from\", \"to\", packets, wire_bytes, ip_bytes, "         \
    "tftp_bytes, load_server_bytes, http_bytes, pfs_bytes, syslog_bytes, other_bytes, "            \
    "delivered, dropped_queue_full, dropped_lost, dropped_unplugged, dropped_too_big, busy_ns, "   \
    "utilisation, max_queue, mean_queue, queue_delay_mean_ns, queue_delay_p95_ns, "                \
    "queue_delay_max_ns, rate_bps"
static const char schema_link_away[] =
    "CREATE TEMP TABLE link_2 AS SELECT " SCHEMA_LINK_2 " FROM main.link; DROP TABLE main.link";
static const char schema_link_back[] =
    "INSERT INTO main.link (" SCHEMA_LINK_2 ", voice_bytes, data_bytes, dropped_early, "
    "dropped_policed) SELECT " SCHEMA_LINK_2 ", 0, 0, 0, 0 FROM temp.link_2; "
    "DROP TABLE temp.link_2";

/* What a later version changes in tables that were there before belongs here, in the order of the
 * versions; what it adds is in schema_news. */
static int schema_migrate(struct store *s, sqlite3 *model, int64_t version, struct error *e)
{
    if (version == STORE_VERSION)
        return 0;
    if (version == 2 && schema_execute(s, schema_link_away, e) < 0)
        return -1;
    if (schema_each(s, model, version, true, schema_add, e) < 0 ||
        (version == 2 && schema_execute(s, schema_link_back, e) < 0))
        return -1;
    return schema_mark(s, e);
}

/* A store that is only read stays as it is: what is migrated is a copy, in a file of SQLite's own
 * that vanishes with it. */
static int schema_copy(struct store *s, struct error *e)
{
    sqlite3 *copy = NULL;
    if (sqlite3_open("", &copy) != SQLITE_OK)
        mem_exhausted();
    sqlite3_backup *b = sqlite3_backup_init(copy, "main", s->db, "main");
    const int result = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
    sqlite3_backup_finish(b);
    sqlite3 *old = s->db;
    s->db = copy;
    if (result != SQLITE_DONE)
        store_failed(s, e);
    sqlite3_close(old);
    return result == SQLITE_DONE ? 0 : -1;
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
    return version < 1 ? store_damaged(s, "it has no version", e) : 0;
}

/* Whatever made the file, and if the machine went down while it was written: what its pages say is
 * looked at once, so that nothing is added to what is damaged. */
static int schema_check_pages(struct store *s, struct error *e)
{
    sqlite3_stmt *check = NULL;
    int result = sqlite3_prepare_v2(s->db, "PRAGMA quick_check(1)", -1, &check, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(check);
    const char *said = result == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    int status = 0;
    if (!said)
        status = store_failed(s, e);
    else if (strcmp(said, "ok") != 0)
        status = store_damaged(s, said, e);
    sqlite3_finalize(check);
    return status;
}

static int schema_check_tables(struct store *s, int64_t version, struct error *e)
{
    sqlite3 *model = schema_model();
    int status = schema_each(s, model, version, false, schema_compare, e);
    if (status == 0 && s->mode == STORE_WRITE)
        status = schema_migrate(s, model, version, e);
    sqlite3_close(model);
    return status;
}

/* Within a transaction. Returns the version that the file has now, or negative. */
static int64_t schema_check(struct store *s, struct error *e)
{
    int64_t application, version, objects;
    if (schema_number(s, "PRAGMA application_id", &application, e) < 0 ||
        schema_number(s, "PRAGMA user_version", &version, e) < 0 ||
        schema_number(s, "SELECT count(*) FROM sqlite_schema", &objects, e) < 0)
        return -1;
    const bool empty = application == 0 && version == 0 && objects == 0;
    if (empty && s->mode == STORE_READ)
        return error_set(e, "%s: is no store: it is empty", s->path);
    if (empty)
        return schema_make(s, e) < 0 ? -1 : STORE_VERSION;
    if (schema_check_version(s, application, version, e) < 0 || schema_check_pages(s, e) < 0 ||
        schema_check_tables(s, version, e) < 0)
        return -1;
    return s->mode == STORE_WRITE ? STORE_VERSION : version;
}

/* Of a copy that nobody else has. */
static int schema_migrate_copy(struct store *s, int64_t version, struct error *e)
{
    sqlite3 *model = schema_model();
    const int status = schema_copy(s, e) < 0 ? -1 : schema_migrate(s, model, version, e);
    sqlite3_close(model);
    return status;
}

int store_schema_check(struct store *s, struct error *e)
{
    if (schema_execute(s, s->mode == STORE_READ ? "BEGIN" : "BEGIN IMMEDIATE", e) < 0)
        return -1;
    const int64_t version = schema_check(s, e);
    if (version < 0 || schema_execute(s, "COMMIT", e) < 0) {
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    return version < STORE_VERSION ? schema_migrate_copy(s, version, e) : 0;
}
