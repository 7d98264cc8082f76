#include "results/tables.h"

#include <inttypes.h>

#include "results/text.h"

const char *const direction_names[2] = {"down", "up"};

static void link_row(FILE *file, const struct link_record *l, int direction)
{
    const struct direction_record *d = &l->direction[direction];
    const struct traffic_count total = direction_total(d);
    text_csv(file, l->info->name);
    fprintf(file, ",%s,%s,", l->info->wan ? "yes" : "no", direction_names[direction]);
    text_csv(file, l->info->ends[direction]);
    fputc(',', file);
    text_csv(file, l->info->ends[1 - direction]);
    fprintf(file, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", total.packets, total.wire_bytes,
            total.ip_bytes);
    for (int i = 0; i < TRAFFIC_KINDS; i++)
        fprintf(file, "%" PRIu64 ",", d->traffic[i].wire_bytes);
    fprintf(file, "%" PRIu64 ",", d->delivered);
    for (int i = 0; i < DROP_REASONS; i++)
        fprintf(file, "%" PRIu64 ",", d->dropped[i]);
    fprintf(file, "%s,%s,%" PRIu32 ",%s\n", text_seconds((sim_time)d->use.busy).text,
            text_ratio(d->use.busy, (uint64_t)d->use.measured).text, d->max_queue,
            text_ratio(d->use.waiting, (uint64_t)d->use.measured).text);
}

_Static_assert(TRAFFIC_KINDS == 6 && DROP_REASONS == 3, "links.csv has a column for each");

void table_links(FILE *file, const struct record *r)
{
    fputs("link,wan,direction,from,to,packets,wire_bytes,ip_bytes,tftp_bytes,load_server_bytes,"
          "http_bytes,pfs_bytes,syslog_bytes,other_bytes,delivered,dropped_queue_full,dropped_lost,"
          "dropped_unplugged,busy_s,utilisation,max_queue,mean_queue\n",
          file);
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; r->links[i] && d < 2; d++)
            link_row(file, r->links[i], d);
}

/* An interval is a second: its nanoseconds of use are its utilisation, and its packets times
 * nanoseconds its mean queue, exactly, when read as billionths. */
_Static_assert(SERIES_INTERVAL == SECONDS, "the series' rows are seconds");

static size_t seconds_of(const struct record *r)
{
    return (size_t)((r->ended + SERIES_INTERVAL - 1) / SERIES_INTERVAL);
}

void table_wan(FILE *file, const struct record *r)
{
    fputs("link,direction,time_s,utilisation,mean_queue,max_queue,drops\n", file);
    const size_t seconds = seconds_of(r);
    for (size_t i = 0; i < r->link_count * 2; i++) {
        const struct link_record *l = r->links[i / 2];
        for (size_t t = 0; l && l->info->wan && t < seconds; t++) {
            const struct series_interval s = series_get(&l->direction[i % 2].series, t);
            text_csv(file, l->info->name);
            fprintf(file, ",%s,%zu,%s,%s,%" PRIu32 ",%" PRIu32 "\n", direction_names[i % 2], t,
                    text_seconds((sim_time)s.busy).text, text_seconds((sim_time)s.waiting).text,
                    s.max_queue, s.drops);
        }
    }
}

void table_server_load(FILE *file, const struct record *r)
{
    fputs("server,time_s,utilisation,busy_refusals\n", file);
    const size_t seconds = seconds_of(r);
    for (size_t i = 0; i < r->server_count; i++)
        for (size_t t = 0; t < seconds; t++) {
            const struct series_interval s = series_get(&r->servers[i]->series, t);
            text_csv(file, r->servers[i]->info->name);
            fprintf(file, ",%zu,%s,%" PRIu64 "\n", t, text_seconds((sim_time)s.busy).text,
                    (uint64_t)s.drops);
        }
}
