/* The tables of series: a row a second, or a longer interval where there would be too many rows. */
#include "results/tables.h"

#include "results/intervals.h"

/* --- wan.csv and server-load.csv ------------------------------------------------------------- */

/* What a row is read from: the series' owner and the interval. */
enum { SERIES_LINK, SERIES_AT, SERIES_ROW };

struct series_at {
    const char *site;
    uint32_t direction, step;
    uint64_t second;
};

#define OF_AT(member) CELL_AT(SERIES_AT, struct series_at, member)
#define OF_ROW(member) CELL_AT(SERIES_ROW, struct interval_row, member)
#define INTERVAL_COLUMNS                                                                           \
    {"time_s", CELL_COUNT, OF_AT(second), .unit = "s", .meaning = "when the interval begins"},     \
    {                                                                                              \
        "interval_s", CELL_COUNT, OF_AT(step), .unit = "s", .meaning = "how long it is"            \
    }

static const struct column wan_columns[] = {
    {"link", CELL_TEXT, CELL_AT(SERIES_LINK, struct link_info, name), .meaning = "its name"},
    {"site", CELL_TEXT, OF_AT(site), .meaning = "whose router it ends at; nothing of the head end"},
    {"direction", CELL_WORD, OF_AT(direction), .words = direction_names,
     .meaning = "down: towards the phones; up"},
    INTERVAL_COLUMNS,
    {"utilisation", CELL_BILLIONTHS, OF_ROW(busy), .unit = "0 to 1", .meaning = "of the line"},
    {"mean_queue", CELL_BILLIONTHS, OF_ROW(waiting), .unit = "packets", .meaning = "waiting"},
    {"max_queue", CELL_COUNT, OF_ROW(max_queue), .unit = "packets",
     .meaning = "the most that waited at once"},
    {"drops", CELL_COUNT, OF_ROW(drops), .unit = "packets", .meaning = "of all reasons"},
};

const struct table wan_csv = TABLE("wan.csv", wan_columns);

static const struct column server_load_columns[] = {
    {"server", CELL_TEXT, CELL_AT(SERIES_LINK, struct server_info, name), .meaning = "its name"},
    INTERVAL_COLUMNS,
    {"utilisation", CELL_BILLIONTHS, OF_ROW(busy), .unit = "0 to 1", .meaning = "of its processor"},
    {"busy_refusals", CELL_COUNT, OF_ROW(drops), .meaning = "requests that were not answered"},
};

const struct table server_load_csv = TABLE("server-load.csv", server_load_columns);

static void direction_rows(FILE *file, const struct link_record *l, uint32_t direction,
                           size_t seconds, uint32_t step)
{
    struct series_at at = {.direction = direction, .step = step};
    for (; at.second < seconds; at.second += step) {
        const struct interval_row row =
            interval_row(&l->direction[direction].series, at.second, step);
        at.site = l->info->wan ? l->info->ends[1] : NULL; /* the head end is no site's */
        table_row(file, &wan_csv, (const void *const[]){l->info, &at, &row});
    }
}

void table_wan(FILE *file, const struct record *r)
{
    const uint32_t step = intervals_of_lines(r);
    table_header(file, &wan_csv);
    for (size_t i = 0; i < r->link_count * 2; i++)
        direction_rows(file, r->links[i / 2], (uint32_t)(i % 2),
                       intervals_line_seconds(r, r->links[i / 2]), step);
}

void table_server_load(FILE *file, const struct record *r)
{
    const uint32_t step = intervals_of_servers(r);
    table_header(file, &server_load_csv);
    for (size_t i = 0; i < r->server_count; i++) {
        const size_t seconds = intervals_server_seconds(r, r->servers[i]);
        for (struct series_at at = {.step = step}; at.second < seconds; at.second += step) {
            const struct interval_row row = interval_row(&r->servers[i]->series, at.second, step);
            table_row(file, &server_load_csv,
                      (const void *const[]){r->servers[i]->info, &at, &row});
        }
    }
}
