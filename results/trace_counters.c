/* Lines and servers as counters: what the record's series say of each interval, and how many
 * transfers a server had. */
#include <string.h>

#include "results/intervals.h"
#include "results/trace_private.h"

static void trace_count(struct trace_counters *c, struct trace_counter counter)
{
    c->list = trace_grow(c->list, &c->room, c->count, sizeof *c->list);
    c->list[c->count++] = counter;
}

static uint64_t trace_value(const struct interval_row *row, enum trace_measure measure)
{
    switch (measure) {
    case TRACE_UTILISATION:
    case TRACE_PROCESSOR:
        return (uint64_t)row->busy;
    case TRACE_QUEUE:
        return (uint64_t)row->waiting;
    case TRACE_LONGEST:
        return row->max_queue;
    case TRACE_DROPS:
    case TRACE_REFUSED:
        return row->drops;
    case TRACE_TRANSFERS:
        break;
    }
    return 0;
}

/* The values of a series, and 0 when it is over. */
static void trace_count_series(struct trace_counters *c, const struct series *s, size_t seconds,
                               uint32_t step, struct trace_counter counter, sim_time ended)
{
    uint64_t before = UINT64_MAX;
    for (size_t second = 0; second < seconds + step; second += step) {
        const struct interval_row row = interval_row(s, second, step);
        counter.time = (sim_time)second * SERIES_INTERVAL;
        counter.value = trace_value(&row, counter.measure);
        if (counter.value != before && counter.time <= ended)
            trace_count(c, counter);
        before = counter.value;
    }
}

static void trace_count_line(struct trace_counters *c, const struct record *r, uint32_t link,
                             uint32_t step)
{
    const size_t seconds = intervals_line_seconds(r, r->links[link]);
    for (uint32_t d = 0; seconds && d < 2; d++)
        for (int measure = TRACE_UTILISATION; measure <= TRACE_DROPS; measure++) {
            const struct trace_counter of = {.of = 2 * link + d,
                                             .measure = (enum trace_measure)measure};
            trace_count_series(c, &r->links[link]->direction[d].series, seconds, step, of,
                               r->ended);
        }
}

static void trace_count_server(struct trace_counters *c, const struct record *r, uint32_t server,
                               uint32_t step)
{
    const size_t seconds = intervals_server_seconds(r, r->servers[server]);
    for (int measure = TRACE_PROCESSOR; measure <= TRACE_REFUSED; measure++) {
        const struct trace_counter of = {.of = server, .measure = (enum trace_measure)measure};
        trace_count_series(c, &r->servers[server]->series, seconds, step, of, r->ended);
    }
    trace_count(c, (struct trace_counter){.of = server, .measure = TRACE_TRANSFERS});
}

void trace_counters_make(struct trace_counters *c, const struct trace *t, const struct record *r)
{
    *c = (struct trace_counters){0};
    const uint32_t of_lines = intervals_of_lines(r), of_servers = intervals_of_servers(r);
    for (uint32_t i = 0; i < r->link_count; i++)
        trace_count_line(c, r, i, of_lines);
    for (uint32_t i = 0; i < r->server_count; i++)
        trace_count_server(c, r, i, of_servers);
    for (size_t i = 0; i < t->transfers_count; i++)
        if (t->transfers[i].time <= r->ended)
            trace_count(c, (struct trace_counter){.time = t->transfers[i].time,
                                                  .value = t->transfers[i].count,
                                                  .of = t->transfers[i].server,
                                                  .measure = TRACE_TRANSFERS});
}
