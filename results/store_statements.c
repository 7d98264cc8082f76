/* The statements of the store, and how they are executed. */
#include <stdarg.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "results/store_private.h"

#define FOUR_ROWS "(?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?)"

static const char *const statement_texts[STORE_STATEMENTS] = {
    [STORE_BEGIN] = "BEGIN IMMEDIATE",
    [STORE_BEGIN_TO_READ] = "BEGIN",
    [STORE_COMMIT] = "COMMIT",
    [STORE_ROLLBACK] = "ROLLBACK",
    [STORE_SAVE] = "SAVEPOINT run",
    [STORE_RELEASE] = "RELEASE run",
    [STORE_UNDO] = "ROLLBACK TO run",
    [STORE_FIND_BUILD] = "SELECT id FROM build WHERE identity = ?",
    [STORE_ADD_BUILD] = "INSERT INTO build (identity, version) VALUES (?, ?)",
    [STORE_FIND_SCENARIO] = "SELECT id FROM scenario WHERE digest = ?",
    [STORE_ADD_SCENARIO] =
        "INSERT INTO scenario (digest, text, catalogue, name) VALUES (?, ?, ?, ?)",
    [STORE_FIND_POINT] = "SELECT point.id FROM scenario JOIN point ON point.scenario = scenario.id "
                         "JOIN build ON build.id = point.build WHERE scenario.digest = ? AND "
                         "point.seed = ? AND point.engine = ? AND build.identity = ?",
    [STORE_ADD_POINT] =
        "INSERT INTO point (build, scenario, engine, seed, place) VALUES (?, ?, ?, ?, x'')",
    [STORE_PLACE_POINT] = "UPDATE point SET place = ? WHERE id = ?",
    [STORE_PARAMETERS] = "SELECT path, value, number FROM parameter WHERE point = ? ORDER BY path",
    [STORE_SET_PARAMETER] = "INSERT OR REPLACE INTO parameter (point, path, value, number) "
                            "VALUES (?, ?, ?, ?)",
    [STORE_FIND_RUN] = "SELECT id, fingerprint FROM run WHERE point = ? AND replication = ?",
    [STORE_FIND_VALUE] = "SELECT quantity.value FROM run JOIN quantity ON quantity.run = run.id "
                         "JOIN quantity_name ON quantity_name.id = quantity.name "
                         "WHERE run.point = ? AND run.replication = ? AND quantity_name.name = ?",
    [STORE_ADD_RUN] =
        "INSERT INTO run (point, replication, fingerprint, failure) VALUES (?, ?, ?, ?)",
    [STORE_RENEW_RUN] = "UPDATE run SET fingerprint = ?, failure = ? WHERE id = ?",
    [STORE_FORGET_RUN] =
        "DELETE FROM run WHERE point = ? AND replication = ? AND fingerprint IS NULL",
    [STORE_FORGET_PARAMETERS] = "DELETE FROM parameter WHERE point = ?1 AND NOT EXISTS "
                                "(SELECT 1 FROM run WHERE run.point = ?1)",
    [STORE_FORGET_POINT] = "DELETE FROM point WHERE id = ?1 AND NOT EXISTS "
                           "(SELECT 1 FROM run WHERE run.point = ?1)",
    [STORE_FIND_NAME] = "SELECT id FROM quantity_name WHERE name = ?",
    [STORE_ADD_NAME] = "INSERT INTO quantity_name (name, unit) VALUES (?, ?)",
    [STORE_ADD_QUANTITY] = "INSERT INTO quantity (run, name, value) VALUES (?, ?, ?)",
    [STORE_ADD_QUANTITIES] = "INSERT INTO quantity (run, name, value) VALUES " FOUR_ROWS
                             ", " FOUR_ROWS ", " FOUR_ROWS ", " FOUR_ROWS,
    [STORE_NAMES] = "SELECT id, name, unit FROM quantity_name ORDER BY id",
    [STORE_PATHS] = "SELECT DISTINCT path FROM parameter JOIN point ON point.id = parameter.point "
                    "JOIN build ON build.id = point.build WHERE build.identity = ? ORDER BY path",
    [STORE_BUILDS] =
        "SELECT identity, version, (SELECT count(*) FROM point WHERE build = build.id), "
        "(SELECT count(fingerprint) FROM run JOIN point ON point.id = run.point "
        "WHERE build = build.id), (SELECT count(*) - count(fingerprint) FROM run JOIN point "
        "ON point.id = run.point WHERE build = build.id) FROM build ORDER BY identity",
    [STORE_CHOSEN] = "SELECT number, run FROM temp.chosen WHERE number > ? ORDER BY number LIMIT 1",
    [STORE_RUN] = "SELECT run.point, run.replication, run.fingerprint, run.failure, "
                  "point.engine, point.seed, build.identity, scenario.digest, scenario.name, "
                  "scenario.text, scenario.catalogue FROM run JOIN point ON point.id = run.point "
                  "JOIN build ON build.id = point.build "
                  "JOIN scenario ON scenario.id = point.scenario WHERE run.id = ?",
    [STORE_QUANTITIES] = "SELECT name, value FROM quantity WHERE run = ?",
};

sqlite3_stmt *store_row(struct store *s, enum store_statement which)
{
    return s->statements[which];
}

void store_done(struct store *s, enum store_statement which)
{
    sqlite3_reset(s->statements[which]);
}

static int statement_bind(sqlite3_stmt *statement, const char *types, va_list arguments)
{
    int result = SQLITE_OK;
    for (int i = 1; types[i - 1] && result == SQLITE_OK; i++)
        if (types[i - 1] == 'i')
            result = sqlite3_bind_int64(statement, i, va_arg(arguments, int64_t));
        else if (types[i - 1] == 'r')
            result = sqlite3_bind_double(statement, i, va_arg(arguments, double));
        else if (types[i - 1] == 't')
            result =
                sqlite3_bind_text(statement, i, va_arg(arguments, const char *), -1, SQLITE_STATIC);
        else {
            const void *bytes = va_arg(arguments, const void *);
            result =
                sqlite3_bind_blob64(statement, i, bytes, va_arg(arguments, size_t), SQLITE_STATIC);
        }
    return result;
}

sqlite3_stmt *store_prepared(struct store *s, enum store_statement which, struct error *e)
{
    sqlite3_stmt **slot = &s->statements[which];
    if (!*slot && sqlite3_prepare_v3(s->db, statement_texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                     slot, NULL) != SQLITE_OK)
        store_failed(s, e);
    return *slot;
}

int store_next(struct store *s, enum store_statement which, struct error *e)
{
    const int result = sqlite3_step(s->statements[which]);
    if (result == SQLITE_ROW)
        return 1;
    if (result != SQLITE_DONE)
        store_failed(s, e);
    sqlite3_reset(s->statements[which]);
    return result == SQLITE_DONE ? 0 : -1;
}

static int statement_start(struct store *s, enum store_statement which, struct error *e,
                           const char *types, va_list arguments)
{
    sqlite3_stmt *statement = store_prepared(s, which, e);
    if (!statement)
        return -1;
    if (statement_bind(statement, types, arguments) != SQLITE_OK)
        return store_failed(s, e);
    return store_next(s, which, e);
}

int store_do(struct store *s, enum store_statement which, struct error *e, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    const int result = statement_start(s, which, e, types, arguments);
    va_end(arguments);
    return result;
}

int64_t store_number(struct store *s, enum store_statement which, struct error *e,
                     const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    const int result = statement_start(s, which, e, types, arguments);
    va_end(arguments);
    if (result <= 0)
        return result;
    const int64_t number = sqlite3_column_int64(store_row(s, which), 0);
    store_done(s, which);
    return number > 0 ? number : store_damaged(s, "a row's number is no number", e);
}

/* --- what a column holds --------------------------------------------------------------------- */

static bool statement_is_utf8(const char *text, size_t size)
{
    while (size > 0) {
        const size_t length = utf8_length(text, size);
        if (length == 0 || *text == '\0')
            return false;
        text += length;
        size -= length;
    }
    return true;
}

int store_text_of(struct store *s, sqlite3_stmt *row, int column, bool may_be_null,
                  const char **text, struct error *e)
{
    const int type = sqlite3_column_type(row, column);
    *text = NULL;
    if (type == SQLITE_NULL && may_be_null)
        return 0;
    if (type != SQLITE_TEXT)
        return store_damaged(s, "there is no text where one should be", e);
    *text = (const char *)sqlite3_column_text(row, column);
    if (!*text)
        mem_exhausted();
    if (!statement_is_utf8(*text, (size_t)sqlite3_column_bytes(row, column)))
        return store_damaged(s, "a text is not UTF-8", e);
    return 0;
}

int store_text(struct store *s, enum store_statement which, int column, bool may_be_null,
               const char **text, struct error *e)
{
    return store_text_of(s, store_row(s, which), column, may_be_null, text, e);
}

int store_whole(struct store *s, enum store_statement which, int column, int64_t least,
                int64_t most, int64_t *number, struct error *e)
{
    sqlite3_stmt *row = store_row(s, which);
    *number = sqlite3_column_int64(row, column);
    if (sqlite3_column_type(row, column) != SQLITE_INTEGER || *number < least || *number > most)
        return store_damaged(s, "a number is not what it should be", e);
    return 0;
}
