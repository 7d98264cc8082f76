/* The numbers of the whole run, computed out of its record once it has ended; it prints and
 * writes nothing. */
#include "results/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/hierarchy.h"
#include "results/sites.h"

static void copy_name(char out[SUMMARY_NAME_SIZE], const char *name)
{
    size_t length = strnlen(name, SUMMARY_NAME_SIZE - 1);
    while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80) /* inside a character */
        length--;
    memcpy(out, name, length);
    out[length] = '\0';
}

static int by_time(const void *a, const void *b)
{
    const sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;
    return (x > y) - (x < y);
}

/* The middle one, or the mean of the two in the middle, rounded down. One that has not completed
 * takes longer than all that have. */
static sim_time median_of(sim_time *times, size_t completed, size_t count)
{
    if (count == 0 || completed <= count / 2)
        return -1;
    qsort(times, completed, sizeof *times, by_time);
    return times[(count - 1) / 2] + (times[count / 2] - times[(count - 1) / 2]) / 2;
}

static void add_completed(struct run_summary *s, const struct phone_record *p)
{
    const sim_time t = phone_upgrade_time(p);
    s->completed++;
    s->last_back = time_max(s->last_back, p->ended);
    if (s->fastest < 0 || t < s->fastest)
        s->fastest = t;
    if (t > s->upgrade_time) {
        s->upgrade_time = t;
        copy_name(s->slowest_phone, p->info->name);
    }
}

static void add_phone(struct run_summary *s, const struct phone_record *p)
{
    s->phones++;
    s->unchanged += p->unchanged;
    s->loads = p->loads > s->loads ? p->loads : s->loads;
    if (p->reset >= 0 && (s->first_reset < 0 || p->reset < s->first_reset))
        s->first_reset = p->reset;
    if (p->outage > s->outage_max)
        s->outage_max = p->outage;
    s->phone_retransmissions += p->retransmissions;
    s->phone_duplicates += p->duplicates;
    s->restarts += p->restarts;
    s->files += p->files;
    s->http_files += p->by_http;
    s->fell_back_files += p->fell_back;
    if (p->completed)
        add_completed(s, p);
}

static void add_phones(struct run_summary *s, const struct record *r)
{
    sim_time *times = mem_calloc(r->phone_count, sizeof *times);
    sim_time outage = 0;
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        if (p->completed)
            times[s->completed] = phone_upgrade_time(p);
        add_phone(s, p);
        outage += p->outage;
    }
    s->median = median_of(times, s->completed, r->phone_count);
    if (r->phone_count > 0)
        s->outage_mean = outage / (sim_time)r->phone_count;
    if (s->completed > 0)
        s->all_back = s->last_back - s->first_reset;
    free(times);
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static void clear_delays(struct wan_summary *w)
{
    w->delay_mean = w->delay_p95 = w->delay_max = -1;
}

static void add_delays(struct wan_summary *w, const struct direction_record *d)
{
    struct histogram all;
    direction_delays(d, &all);
    const struct duration_summary delays = duration_summary_make(&all);
    w->delay_mean = time_max(w->delay_mean, delays.mean);
    w->delay_p95 = time_max(w->delay_p95, delays.p95);
    w->delay_max = time_max(w->delay_max, delays.maximum);
}

static void add_direction(struct wan_summary *w, const struct direction_record *d)
{
    const struct traffic_count total = direction_total(d);
    w->packets += total.packets;
    w->wire_bytes += total.wire_bytes;
    for (int i = 0; i < TRAFFIC_KINDS; i++)
        w->traffic_bytes[i] += d->traffic[i].wire_bytes;
    for (int i = 0; i < DROP_REASONS; i++)
        w->dropped[i] += d->dropped[i];
    w->drops += direction_drops(d);
    w->utilisation = greater(w->utilisation, direction_utilisation(d));
    w->peak_utilisation = greater(w->peak_utilisation, series_peak(&d->series));
    w->mean_queue = greater(w->mean_queue, direction_mean_queue(d));
    if (d->max_queue > w->max_queue)
        w->max_queue = d->max_queue;
    add_delays(w, d);
}

static void add_link(struct run_summary *s, const struct link_record *l)
{
    if (!link_info_is_line(l->info))
        return;
    for (int d = 0; d < 2; d++) {
        struct wan_summary *line = l->info->wan ? &s->wan[d] : &s->head_end[d];
        line->with_rate |= l->info->direction[d]->rate != LINK_UNLIMITED;
        add_direction(line, &l->direction[d]);
    }
    s->with_head_end |= l->info->head_end;
}

static void add_lan(struct lan_summary *l, const struct record *r)
{
    l->drops = r->lan_dropped;
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < TRAFFIC_KINDS; i++) {
            l->wire_bytes[d] += r->lan[d][i];
            l->traffic_bytes[i] += r->lan[d][i];
        }
}

static void add_member(struct pfs_summary *p, const struct member *m)
{
    p->rejoins += m->rejoins;
    p->trees += m->role == MEMBER_ROOT && m->most_children > 0;
    if (m->role == MEMBER_CHILD && m->depth > p->max_depth)
        p->max_depth = m->depth;
    if (m->most_children > p->max_children)
        p->max_children = m->most_children;
}

static void add_pfs(struct pfs_summary *p, const struct record *r)
{
    struct hierarchies h;
    hierarchies_make(&h, r);
    p->hierarchies = (uint32_t)h.count;
    for (size_t i = 0; i < h.count; i++) {
        p->roots += (uint32_t)h.list[i].roots;
        p->children += (uint32_t)h.list[i].children;
        p->fell_back += (uint32_t)h.list[i].fell_back;
        p->without += (uint32_t)h.list[i].without;
    }
    for (size_t i = 0; i < r->peers.count; i++)
        add_member(p, &r->peers.members[i]);
    hierarchies_free(&h);
}

static const struct duration_summary no_durations = {
    .mean = -1, .minimum = -1, .maximum = -1, .median = -1, .p95 = -1};

struct duration_summary duration_summary_make(const struct histogram *h)
{
    if (h->count == 0)
        return no_durations;
    return (struct duration_summary){
        .count = h->count,
        .mean = histogram_mean(h),
        .minimum = h->minimum,
        .maximum = h->maximum,
        .median = histogram_percentile(h, 50),
        .p95 = histogram_percentile(h, 95),
    };
}

void server_summary_make(struct server_summary *s, const struct server_record *r)
{
    memset(s, 0, sizeof *s); /* its padding too */
    s->cpu = (sim_time)r->cpu;
    s->peak_utilisation = series_peak(&r->series);
    s->requests = r->events[SERVER_REQUEST];
    s->busy = r->events[SERVER_BUSY];
    s->refused = r->events[SERVER_REFUSED];
    s->transfers = r->events[SERVER_STARTED];
    s->gave_up = r->events[SERVER_GAVE_UP];
    s->data_blocks = r->data_blocks;
    s->retransmissions = r->retransmissions;
    s->peak_transfers = r->peak_transfers;
    s->block_rtt = duration_summary_make(&r->block_rtt);
    s->block_time = duration_summary_make(&r->block_time);
    copy_name(s->name, r->info->name);
}

static void add_servers(struct run_summary *s, const struct record *r)
{
    for (size_t i = 0; i < r->server_count; i++) {
        const struct server_record *server = r->servers[i];
        if (!server)
            continue;
        s->transfers += server->events[SERVER_STARTED];
        s->busiest_cpu = time_max(s->busiest_cpu, (sim_time)server->cpu);
        s->busiest_peak = greater(s->busiest_peak, series_peak(&server->series));
    }
    if (r->server_count > 0 && r->servers[0])
        server_summary_make(&s->server, r->servers[0]);
}

void summary_make(struct run_summary *s, const struct record *r)
{
    memset(s, 0, sizeof *s); /* its padding too: it is compared and copied as bytes */
    s->server.block_rtt = s->server.block_time = no_durations;
    for (int d = 0; d < 2; d++)
        clear_delays(&s->wan[d]), clear_delays(&s->head_end[d]);
    s->first_reset = s->last_back = s->all_back = -1;
    s->upgrade_time = s->median = s->fastest = -1;
    s->simulated = r->ended;
    add_phones(s, r);
    for (size_t i = 0; i < r->link_count; i++)
        if (r->links[i])
            add_link(s, r->links[i]);
    add_lan(&s->lan, r);
    s->tcp_sending = r->sending ? r->sending : -1;
    s->tcp_held = r->sending ? r->held : -1;
    memcpy(s->messages, r->messages, sizeof s->messages);
    memcpy(s->datagrams, r->datagrams, sizeof s->datagrams);
    s->server_files = r->server_files;
    add_pfs(&s->pfs, r);
    calls_summarise(&s->calls, &r->calls, NULL);
    add_servers(s, r);
}

double summary_utilisation(const struct run_summary *s)
{
    return greater(s->wan[0].utilisation, s->wan[1].utilisation);
}

uint64_t summary_drops(const struct run_summary *s)
{
    return s->wan[0].drops + s->wan[1].drops + s->head_end[0].drops + s->head_end[1].drops +
           s->lan.drops;
}

static struct incomplete *find_or_add(struct incomplete **groups, size_t *count, const char *reason)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp((*groups)[i].reason, reason) == 0)
            return &(*groups)[i];
    *groups = mem_resize(*groups, *count + 1, sizeof **groups);
    (*groups)[*count] = (struct incomplete){.reason = reason};
    return &(*groups)[(*count)++];
}

size_t summary_incomplete(const struct record *r, struct incomplete **groups)
{
    size_t count = 0;
    *groups = NULL;
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        if (p->completed)
            continue;
        struct incomplete *g = find_or_add(groups, &count, p->reason ? p->reason : "unknown");
        if (g->count < INCOMPLETE_NAMES)
            g->phones[g->count] = p->info->name;
        g->count++;
    }
    return count;
}
