/* The tables of series: a row a second, or a longer interval where there would be too many rows. */
#include "results/tables.h"

/* Of all links, or servers: some 10 MB of text. */
enum { SERIES_ROWS = 200000 };

static const uint32_t series_steps[] = {1,   2,    5,    10,   20,   30,    60,    120,  300,
                                        600, 1200, 1800, 3600, 7200, 21600, 43200, 86400};

enum { STEPS = sizeof series_steps / sizeof *series_steps };

_Static_assert(SERIES_INTERVAL == SECONDS, "the series' intervals are seconds");

/* In how many rows of `step` seconds there are all `seconds`. */
static size_t series_rows(size_t seconds, uint32_t step)
{
    return (seconds + step - 1) / step;
}

/* The seconds up to the last in which there was something; at least one, and none behind the end of
 * the run. */
static size_t series_seconds(const struct record *r, const struct series *a, const struct series *b)
{
    const size_t run = (size_t)((r->ended + SERIES_INTERVAL - 1) / SERIES_INTERVAL);
    const size_t longest = a->count > b->count ? a->count : b->count;
    const size_t used = longest > 0 ? longest : 1;
    return used < run ? used : run;
}

static size_t link_seconds(const struct record *r, const struct link_record *l)
{
    if (!l || !link_info_is_line(l->info))
        return 0;
    return series_seconds(r, &l->direction[0].series, &l->direction[1].series);
}

static size_t server_seconds(const struct record *r, const struct server_record *s)
{
    return series_seconds(r, &s->series, &s->series);
}

static size_t wan_rows(const struct record *r, uint32_t step)
{
    size_t rows = 0;
    for (size_t i = 0; i < r->link_count; i++)
        rows += 2 * series_rows(link_seconds(r, r->links[i]), step);
    return rows;
}

static size_t server_rows(const struct record *r, uint32_t step)
{
    size_t rows = 0;
    for (size_t i = 0; i < r->server_count; i++)
        rows += series_rows(server_seconds(r, r->servers[i]), step);
    return rows;
}

static uint32_t series_step(const struct record *r, size_t (*rows)(const struct record *, uint32_t))
{
    size_t i = 0;
    while (i + 1 < STEPS && rows(r, series_steps[i]) > SERIES_ROWS)
        i++;
    return series_steps[i];
}

struct series_row {
    sim_time busy, waiting; /* of a second, on average */
    uint32_t max_queue;
    uint64_t drops;
};

/* Nanoseconds of a second are its utilisation, and packets times nanoseconds its mean queue,
 * exactly, when read as billionths. */
static struct series_row series_row(const struct series *s, size_t first, uint32_t step)
{
    struct series_row row = {0};
    uint64_t busy = 0, waiting = 0;
    for (size_t i = first; i < first + step; i++) {
        const struct series_interval one = series_get(s, i);
        busy += one.busy;
        waiting += one.waiting;
        row.drops += one.drops;
        row.max_queue = one.max_queue > row.max_queue ? one.max_queue : row.max_queue;
    }
    row.busy = (sim_time)(busy / step);
    row.waiting = (sim_time)(waiting / step);
    return row;
}

/* --- wan.csv and server-load.csv ------------------------------------------------------------- */

/* What a row is read from: the series' owner and the interval. */
enum { SERIES_LINK, SERIES_AT, SERIES_ROW };

struct series_at {
    const char *site;
    uint32_t direction, step;
    uint64_t second;
};

#define OF_AT(member) CELL_AT(SERIES_AT, struct series_at, member)
#define OF_ROW(member) CELL_AT(SERIES_ROW, struct series_row, member)
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
        const struct series_row row = series_row(&l->direction[direction].series, at.second, step);
        at.site = l->info->wan ? l->info->ends[1] : NULL; /* the head end is no site's */
        table_row(file, &wan_csv, (const void *const[]){l->info, &at, &row});
    }
}

void table_wan(FILE *file, const struct record *r)
{
    const uint32_t step = series_step(r, wan_rows);
    table_header(file, &wan_csv);
    for (size_t i = 0; i < r->link_count * 2; i++)
        direction_rows(file, r->links[i / 2], (uint32_t)(i % 2), link_seconds(r, r->links[i / 2]),
                       step);
}

void table_server_load(FILE *file, const struct record *r)
{
    const uint32_t step = series_step(r, server_rows);
    table_header(file, &server_load_csv);
    for (size_t i = 0; i < r->server_count; i++) {
        const size_t seconds = server_seconds(r, r->servers[i]);
        for (struct series_at at = {.step = step}; at.second < seconds; at.second += step) {
            const struct series_row row = series_row(&r->servers[i]->series, at.second, step);
            table_row(file, &server_load_csv,
                      (const void *const[]){r->servers[i]->info, &at, &row});
        }
    }
}
