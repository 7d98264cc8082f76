/* The record of a server: what it is told adds up. */
#include "results/record_server.h"

#include <stdlib.h>

#include "base/memory.h"

struct server_record *server_record_new(const struct server_info *info)
{
    struct server_record *s = mem_calloc(1, sizeof *s);
    s->info = info;
    return s;
}

void server_record_free(struct server_record *s)
{
    if (!s)
        return;
    series_fini(&s->series);
    free(s);
}

void server_record_event(struct server_record *s, enum server_event event, sim_time now)
{
    s->events[event]++;
    if (event == SERVER_STARTED && ++s->transfers > s->peak_transfers)
        s->peak_transfers = s->transfers;
    if (event == SERVER_ENDED && s->transfers > 0)
        s->transfers--;
    if (event == SERVER_BUSY)
        series_add_drop(&s->series, now);
}

void server_record_block(struct server_record *s, const struct block_info *block)
{
    if (block->sent_once)
        histogram_add(&s->block_rtt, block->rtt);
    histogram_add(&s->block_time, block->block_time);
}

void server_record_busy(struct server_record *s, sim_time start, sim_time end)
{
    s->cpu += (uint64_t)(end - start);
    s->busy_until = end;
    series_add_busy(&s->series, start, end);
}

/* The processor does one thing after the other, without a pause: it is busy from `now` on with what
 * it has not done. */
void server_record_finish(struct server_record *s, sim_time now)
{
    if (s->busy_until <= now)
        return;
    s->cpu -= (uint64_t)(s->busy_until - now);
    series_remove_busy(&s->series, now, s->busy_until);
    s->busy_until = now;
}
