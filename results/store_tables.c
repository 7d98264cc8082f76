/* Rows of phones.csv and links.csv in the store: a row a column says what it holds, and both ways
 * follow from that. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "results/store_private.h"
#include "results/text.h"

enum kept_kind {
    KEPT_TEXT,
    KEPT_COUNT,
    KEPT_TIME,  /* whole nanoseconds; in CSV seconds, its name ends in _s there, and in _ns here */
    KEPT_RATIO, /* real; six decimals in CSV */
    KEPT_RATE,  /* NULL is "unlimited" */
};

struct kept_column {
    const char *name; /* in CSV */
    enum kept_kind kind;
};

static const struct kept_column phone_columns[] = {
    {"id", KEPT_COUNT},
    {"phone", KEPT_TEXT},
    {"site", KEPT_TEXT},
    {"subnet", KEPT_TEXT},
    {"address", KEPT_TEXT},
    {"model", KEPT_TEXT},
    {"method", KEPT_TEXT},
    {"load", KEPT_TEXT},
    {"background", KEPT_TEXT},
    {"state", KEPT_TEXT},
    {"completed", KEPT_TEXT},
    {"reason", KEPT_TEXT},
    {"reset_s", KEPT_TIME},
    {"ended_s", KEPT_TIME},
    {"upgrade_time_s", KEPT_TIME},
    {"outage_s", KEPT_TIME},
    {"files", KEPT_COUNT},
    {"bytes", KEPT_COUNT},
    {"retransmissions", KEPT_COUNT},
    {"duplicates", KEPT_COUNT},
    {"restarts", KEPT_COUNT},
};

static const struct kept_column link_columns[] = {
    {"link", KEPT_TEXT},
    {"wan", KEPT_TEXT},
    {"direction", KEPT_TEXT},
    {"from", KEPT_TEXT},
    {"to", KEPT_TEXT},
    {"packets", KEPT_COUNT},
    {"wire_bytes", KEPT_COUNT},
    {"ip_bytes", KEPT_COUNT},
    {"tftp_bytes", KEPT_COUNT},
    {"load_server_bytes", KEPT_COUNT},
    {"http_bytes", KEPT_COUNT},
    {"pfs_bytes", KEPT_COUNT},
    {"syslog_bytes", KEPT_COUNT},
    {"other_bytes", KEPT_COUNT},
    {"voice_bytes", KEPT_COUNT},
    {"data_bytes", KEPT_COUNT},
    {"delivered", KEPT_COUNT},
    {"dropped_queue_full", KEPT_COUNT},
    {"dropped_lost", KEPT_COUNT},
    {"dropped_unplugged", KEPT_COUNT},
    {"dropped_too_big", KEPT_COUNT},
    {"dropped_early", KEPT_COUNT},
    {"dropped_policed", KEPT_COUNT},
    {"busy_s", KEPT_TIME},
    {"utilisation", KEPT_RATIO},
    {"max_queue", KEPT_COUNT},
    {"mean_queue", KEPT_RATIO},
    {"queue_delay_mean_s", KEPT_TIME},
    {"queue_delay_p95_s", KEPT_TIME},
    {"queue_delay_max_s", KEPT_TIME},
    {"rate_bps", KEPT_RATE},
};

const char *const store_table_names[STORE_TABLES + 1] = {"phones", "links", NULL};

static const struct kept_table {
    const char *name; /* in the file */
    const struct kept_column *columns;
    size_t count;
} kept_tables[STORE_TABLES] = {
    [STORE_PHONES] = {"phone", phone_columns, sizeof phone_columns / sizeof *phone_columns},
    [STORE_LINKS] = {"link", link_columns, sizeof link_columns / sizeof *link_columns},
};

const char *const *store_table_columns(enum store_table table)
{
    static const char *names[STORE_TABLES][TABLE_COLUMNS + 1];
    for (size_t i = 0; i < kept_tables[table].count; i++)
        names[table][i] = kept_tables[table].columns[i].name;
    return names[table];
}

/* --- writing --------------------------------------------------------------------------------- */

struct kept_writer {
    struct store *s;
    const struct kept_table *table;
    sqlite3_stmt *insert;
    int64_t run, number;
};

/* A place for each column, besides the run's and the row's number. Free it. */
static char *kept_insert(const struct kept_table *t)
{
    char *text = mem_printf("INSERT INTO %s VALUES (?, ?", t->name);
    for (size_t i = 0; i < t->count; i++) {
        char *longer = mem_printf("%s, ?%s", text, i + 1 == t->count ? ")" : "");
        free(text);
        text = longer;
    }
    return text;
}

static int kept_bind_number(sqlite3_stmt *statement, int at, enum kept_kind kind, const char *text,
                            struct error *e)
{
    uint64_t count;
    sim_time time;
    if (kind == KEPT_TIME ? table_time(text, &time, e) < 0 : table_count(text, &count, e) < 0)
        return -1;
    return sqlite3_bind_int64(statement, at, kind == KEPT_TIME ? time : (int64_t)count);
}

static int kept_bind(sqlite3_stmt *statement, int at, enum kept_kind kind, const char *text,
                     struct error *e)
{
    if (!*text || (kind == KEPT_RATE && strcmp(text, "unlimited") == 0))
        return sqlite3_bind_null(statement, at);
    if (kind == KEPT_TEXT)
        return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
    if (kind == KEPT_RATIO)
        return sqlite3_bind_double(statement, at, strtod(text, NULL));
    return kept_bind_number(statement, at, kind, text, e);
}

static int kept_write_row(void *user, const char *const *fields, struct error *e)
{
    struct kept_writer *w = user;
    int result = sqlite3_bind_int64(w->insert, 1, w->run);
    if (result == SQLITE_OK)
        result = sqlite3_bind_int64(w->insert, 2, w->number++);
    for (size_t i = 0; i < w->table->count && result == SQLITE_OK; i++)
        result = kept_bind(w->insert, 3 + (int)i, w->table->columns[i].kind, fields[i], e);
    if (result < 0)
        return -1;
    if (result == SQLITE_OK)
        result = sqlite3_step(w->insert);
    if (result != SQLITE_DONE)
        store_failed(w->s, e);
    sqlite3_reset(w->insert);
    return result == SQLITE_DONE ? 0 : -1;
}

int store_keep(struct store *s, int64_t run, enum store_table table, const char *csv,
               struct error *e)
{
    struct kept_writer w = {.s = s, .table = &kept_tables[table], .run = run};
    char *text = kept_insert(w.table);
    int result = sqlite3_prepare_v2(s->db, text, -1, &w.insert, NULL);
    free(text);
    if (result != SQLITE_OK)
        return store_failed(s, e);
    FILE *file = fmemopen((char *)csv, strlen(csv), "r");
    if (!file)
        mem_exhausted();
    result = table_read_stream(file, s->path, store_table_columns(table), kept_write_row, &w, e);
    fclose(file);
    sqlite3_finalize(w.insert);
    return result;
}

/* --- reading --------------------------------------------------------------------------------- */

struct kept_reader {
    struct store *s;
    const struct kept_table *table;
    sqlite3_stmt *select;
    size_t places[TABLE_COLUMNS], wanted; /* of the columns that are wanted */
    struct text numbers[TABLE_COLUMNS];   /* of a row's fields */
    const char *fields[TABLE_COLUMNS];
};

static int kept_number(struct kept_reader *r, size_t i, enum kept_kind kind, int column,
                       struct error *e)
{
    if (sqlite3_column_type(r->select, column) !=
        (kind == KEPT_RATIO ? SQLITE_FLOAT : SQLITE_INTEGER))
        return store_damaged(r->s, "a number is not what it should be", e);
    const int64_t number = sqlite3_column_int64(r->select, column);
    if (kind == KEPT_TIME)
        r->numbers[i] = text_seconds(number);
    else if (kind == KEPT_RATIO)
        snprintf(r->numbers[i].text, sizeof r->numbers[i].text, "%.6f",
                 sqlite3_column_double(r->select, column));
    else
        snprintf(r->numbers[i].text, sizeof r->numbers[i].text, "%" PRIu64, (uint64_t)number);
    r->fields[i] = r->numbers[i].text;
    return 0;
}

static int kept_field(struct kept_reader *r, size_t i, struct error *e)
{
    const enum kept_kind kind = r->table->columns[r->places[i]].kind;
    const int column = 2 + (int)r->places[i];
    r->fields[i] = kind == KEPT_RATE ? "unlimited" : "";
    if (sqlite3_column_type(r->select, column) == SQLITE_NULL)
        return 0;
    if (kind != KEPT_TEXT)
        return kept_number(r, i, kind, column, e);
    return store_text_of(r->s, r->select, column, false, &r->fields[i], e);
}

static void kept_find_columns(struct kept_reader *r, const char *const *columns)
{
    for (; columns[r->wanted]; r->wanted++) {
        size_t at = 0;
        while (at < r->table->count && strcmp(r->table->columns[at].name, columns[r->wanted]) != 0)
            at++;
        CHECK(r->wanted < TABLE_COLUMNS && at < r->table->count);
        r->places[r->wanted] = at;
    }
}

static int kept_read(struct kept_reader *r, table_row_fn *row, void *user, struct error *e)
{
    int result;
    while ((result = sqlite3_step(r->select)) == SQLITE_ROW) {
        for (size_t i = 0; i < r->wanted; i++)
            if (kept_field(r, i, e) < 0)
                return -1;
        if (row(user, r->fields, e) < 0)
            return -1;
    }
    return result == SQLITE_DONE ? 0 : store_failed(r->s, e);
}

int store_rows(struct store *s, int64_t run, enum store_table table, const char *const *columns,
               table_row_fn *row, void *user, struct error *e)
{
    struct kept_reader *r = mem_calloc(1, sizeof *r);
    *r = (struct kept_reader){.s = s, .table = &kept_tables[table]};
    kept_find_columns(r, columns);
    char *text = mem_printf("SELECT * FROM %s WHERE run = ? ORDER BY number", r->table->name);
    int result = 0;
    if (sqlite3_prepare_v2(s->db, text, -1, &r->select, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(r->select, 1, run) != SQLITE_OK)
        result = store_failed(s, e);
    if (result == 0)
        result = kept_read(r, row, user, e);
    sqlite3_finalize(r->select);
    free(text);
    free(r);
    return result;
}
