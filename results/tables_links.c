/* links.csv: a row for each direction. */
#include "results/tables.h"

#include <inttypes.h>
#include <string.h>

#include "results/summary.h"
#include "results/text.h"

const char *const direction_names[2] = {"down", "up"};

/* That of the shaper, where it is slower. */
static void link_rate(FILE *file, const struct link_record *l, int direction)
{
    const uint64_t shaped = l->direction[direction].shaped;
    const uint64_t rate = shaped ? shaped : l->info->direction[direction]->rate;
    if (rate == LINK_UNLIMITED)
        fputs("unlimited", file);
    else
        fprintf(file, "%" PRIu64, rate);
}

static void link_row(FILE *file, const struct link_record *l, int direction)
{
    const struct direction_record *d = &l->direction[direction];
    const struct traffic_count total = direction_total(d);
    const struct direction_use use = direction_use(d);
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
    fprintf(file, "%s,%s,%" PRIu32 ",%s,", text_seconds((sim_time)use.busy).text,
            text_ratio(use.busy, (uint64_t)use.time).text, d->max_queue,
            text_ratio(use.waiting, (uint64_t)use.time).text);
    struct histogram delays;
    direction_delays(d, &delays);
    const struct duration_summary delay = duration_summary_make(&delays);
    fprintf(file, "%s,%s,%s,", text_seconds(delay.mean).text, text_seconds(delay.p95).text,
            text_seconds(delay.maximum).text);
    link_rate(file, l, direction);
    fputc('\n', file);
}

_Static_assert(TRAFFIC_KINDS == 6 && DROP_REASONS == 4, "links.csv has a column for each");

void table_links(FILE *file, const struct record *r)
{
    fputs("link,wan,direction,from,to,packets,wire_bytes,ip_bytes,tftp_bytes,load_server_bytes,"
          "http_bytes,pfs_bytes,syslog_bytes,other_bytes,delivered,dropped_queue_full,dropped_lost,"
          "dropped_unplugged,dropped_too_big,busy_s,utilisation,max_queue,mean_queue,"
          "queue_delay_mean_s,queue_delay_p95_s,queue_delay_max_s,rate_bps\n",
          file);
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; r->links[i] && d < 2; d++)
            link_row(file, r->links[i], d);
}

/* Of all WAN links in one direction. */
static void table_wan_bytes(const struct record *r, int direction, uint64_t bytes[TRAFFIC_KINDS])
{
    memset(bytes, 0, TRAFFIC_KINDS * sizeof *bytes);
    for (size_t i = 0; i < r->link_count; i++)
        for (int t = 0; r->links[i] && r->links[i]->info->wan && t < TRAFFIC_KINDS; t++)
            bytes[t] += r->links[i]->direction[direction].traffic[t].wire_bytes;
}

static void table_traffic_rows(FILE *file, const char *place, int direction,
                               const uint64_t bytes[TRAFFIC_KINDS])
{
    for (int t = 0; t < TRAFFIC_KINDS; t++)
        fprintf(file, "%s,%s,%s,%" PRIu64 "\n", place, direction_names[direction], traffic_names[t],
                bytes[t]);
}

void table_traffic(FILE *file, const struct record *r)
{
    fputs("place,direction,traffic,wire_bytes\n", file);
    for (int d = 0; d < 2; d++) {
        uint64_t bytes[TRAFFIC_KINDS];
        table_wan_bytes(r, d, bytes);
        table_traffic_rows(file, "wan", d, bytes);
    }
    for (int d = 0; d < 2; d++)
        table_traffic_rows(file, "phones", d, r->lan[d]);
}

void table_messages(FILE *file, const struct record *r)
{
    fputs("protocol,message,sent\n", file);
    for (int i = 0; i < MESSAGE_KINDS; i++)
        fprintf(file, "%s,%s,%" PRIu64 "\n", message_kinds[i].protocol, message_kinds[i].name,
                r->messages[i]);
}
