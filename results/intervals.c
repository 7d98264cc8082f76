/* How long the intervals of a run's series are, and what was in each. */
#include "results/intervals.h"

/* Of all links, or servers: some 10 MB of text. */
enum { INTERVALS_MOST = 200000 };

static const uint32_t interval_steps[] = {1,   2,    5,    10,   20,   30,    60,    120,  300,
                                          600, 1200, 1800, 3600, 7200, 21600, 43200, 86400};

enum { STEPS = sizeof interval_steps / sizeof *interval_steps };

_Static_assert(SERIES_INTERVAL == SECONDS, "the series' intervals are seconds");

/* In how many of `step` seconds there are all `seconds`. */
static size_t intervals_in(size_t seconds, uint32_t step)
{
    return (seconds + step - 1) / step;
}

static size_t intervals_seconds(const struct record *r, const struct series *a,
                                const struct series *b)
{
    const size_t run = (size_t)((r->ended + SERIES_INTERVAL - 1) / SERIES_INTERVAL);
    const size_t longest = a->count > b->count ? a->count : b->count;
    const size_t used = longest > 0 ? longest : 1;
    return used < run ? used : run;
}

size_t intervals_line_seconds(const struct record *r, const struct link_record *l)
{
    if (!l || !link_info_is_line(l->info))
        return 0;
    return intervals_seconds(r, &l->direction[0].series, &l->direction[1].series);
}

size_t intervals_server_seconds(const struct record *r, const struct server_record *s)
{
    return intervals_seconds(r, &s->series, &s->series);
}

static size_t intervals_line_rows(const struct record *r, uint32_t step)
{
    size_t rows = 0;
    for (size_t i = 0; i < r->link_count; i++)
        rows += 2 * intervals_in(intervals_line_seconds(r, r->links[i]), step);
    return rows;
}

static size_t intervals_server_rows(const struct record *r, uint32_t step)
{
    size_t rows = 0;
    for (size_t i = 0; i < r->server_count; i++)
        rows += intervals_in(intervals_server_seconds(r, r->servers[i]), step);
    return rows;
}

static uint32_t intervals_step(const struct record *r,
                               size_t (*rows)(const struct record *, uint32_t))
{
    size_t i = 0;
    while (i + 1 < STEPS && rows(r, interval_steps[i]) > INTERVALS_MOST)
        i++;
    return interval_steps[i];
}

uint32_t intervals_of_lines(const struct record *r)
{
    return intervals_step(r, intervals_line_rows);
}

uint32_t intervals_of_servers(const struct record *r)
{
    return intervals_step(r, intervals_server_rows);
}

struct interval_row interval_row(const struct series *s, size_t first, uint32_t step)
{
    struct interval_row row = {0};
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
