#include "results/summary_json.h"

#include <inttypes.h>
#include <stdlib.h>

#include "results/sites.h"

/* 15 digits bring back every nanosecond of eleven days, and hide the last bit of a quotient. */
enum { DIGITS = 15 };

static void set_count(json_t *object, const char *key, uint64_t count)
{
    json_object_set_new(object, key, json_integer((json_int_t)count));
}

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, json_string(text));
}

static void set_real(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, json_real(value));
}

/* Seconds; null when there is no such time. */
static void set_time(json_t *object, const char *key, sim_time t)
{
    json_object_set_new(object, key, t < 0 ? json_null() : json_real(time_seconds(t)));
}

/* Ratios and means: six decimals, so that no reader takes noise for digits. */
static void set_ratio(json_t *object, const char *key, double value)
{
    set_real(object, key, (double)(int64_t)(value * 1e6 + 0.5) / 1e6);
}

static json_t *durations(const struct duration_summary *d)
{
    json_t *object = json_object();
    const bool none = d->count == 0;
    set_time(object, "mean", none ? -1 : d->mean);
    set_time(object, "min", none ? -1 : d->minimum);
    set_time(object, "max", none ? -1 : d->maximum);
    set_time(object, "p50", none ? -1 : d->median);
    set_time(object, "p95", none ? -1 : d->p95);
    set_count(object, "count", d->count);
    return object;
}

static json_t *server(const struct server_record *r)
{
    struct server_summary s;
    server_summary_make(&s, r);
    json_t *object = json_object();
    set_text(object, "name", r->info->name);
    set_text(object, "kind", r->info->kind);
    set_time(object, "cpu_s", s.cpu);
    set_ratio(object, "peak_utilisation", s.peak_utilisation);
    set_count(object, "requests", s.requests);
    set_count(object, "busy", s.busy);
    set_count(object, "refused", s.refused);
    set_count(object, "transfers", s.transfers);
    set_count(object, "peak_transfers", s.peak_transfers);
    set_count(object, "gave_up", s.gave_up);
    set_count(object, "data_blocks", s.data_blocks);
    set_count(object, "retransmissions", s.retransmissions);
    json_object_set_new(object, "block_rtt_s", durations(&s.block_rtt));
    json_object_set_new(object, "block_time_s", durations(&s.block_time));
    return object;
}

static void set_servers(json_t *object, const struct record *r)
{
    json_t *servers = json_array();
    for (size_t i = 0; i < r->server_count; i++)
        json_array_append_new(servers, server(r->servers[i]));
    json_object_set(object, "server", json_array_get(servers, 0));
    json_object_set_new(object, "servers", servers);
}

static json_t *incomplete(const struct record *r)
{
    struct incomplete *groups;
    const size_t count = summary_incomplete(r, &groups);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object(), *phones = json_array();
        set_text(object, "reason", groups[i].reason);
        set_count(object, "count", groups[i].count);
        for (size_t n = 0; n < INCOMPLETE_NAMES && groups[i].phones[n]; n++)
            json_array_append_new(phones, json_string(groups[i].phones[n]));
        json_object_set_new(object, "phones", phones);
        json_array_append_new(array, object);
    }
    free(groups);
    return array;
}

static json_t *traffic(const struct wan_summary *down, const struct wan_summary *up)
{
    json_t *object = json_object();
    for (int i = 0; i < TRAFFIC_KINDS; i++)
        set_count(object, traffic_names[i], down->traffic_bytes[i] + up->traffic_bytes[i]);
    return object;
}

static json_t *wan(const struct run_summary *s)
{
    const struct wan_summary *down = &s->wan[0], *up = &s->wan[1];
    json_t *object = json_object();
    set_ratio(object, "utilisation", summary_utilisation(s));
    set_ratio(object, "utilisation_down", down->utilisation);
    set_ratio(object, "utilisation_up", up->utilisation);
    const bool down_is_busier = down->peak_utilisation > up->peak_utilisation;
    set_ratio(object, "peak_utilisation", (down_is_busier ? down : up)->peak_utilisation);
    set_count(object, "bytes_down", down->wire_bytes);
    set_count(object, "bytes_up", up->wire_bytes);
    json_object_set_new(object, "bytes_by_traffic", traffic(down, up));
    set_count(object, "downloads", s->server_files);
    set_count(object, "drops", summary_drops(s));
    set_count(object, "max_queue_packets",
              down->max_queue > up->max_queue ? down->max_queue : up->max_queue);
    set_ratio(object, "mean_queue_packets",
              down->mean_queue > up->mean_queue ? down->mean_queue : up->mean_queue);
    return object;
}

static json_t *pfs(const struct pfs_summary *p)
{
    json_t *object = json_object();
    set_count(object, "hierarchies", p->hierarchies);
    set_count(object, "roots", p->roots);
    set_count(object, "children", p->children);
    set_count(object, "fell_back", p->fell_back);
    set_count(object, "without_place", p->without);
    set_count(object, "rejoins", p->rejoins);
    set_count(object, "max_depth", p->max_depth);
    set_count(object, "max_children", p->max_children);
    return object;
}

static json_t *sites(const struct record *r)
{
    struct site_summary *table;
    const size_t count = sites_summarise(r, &table);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        set_text(object, "name", table[i].name);
        set_count(object, "phones", table[i].phones);
        set_count(object, "completed", table[i].completed);
        set_time(object, "upgrade_time_s", table[i].upgrade_time);
        set_ratio(object, "utilisation", table[i].utilisation);
        set_count(object, "bytes_down", table[i].wire_bytes[0]);
        set_count(object, "bytes_up", table[i].wire_bytes[1]);
        set_count(object, "drops", table[i].drops);
        json_array_append_new(array, object);
    }
    free(table);
    return array;
}

static void set_label(json_t *object, const struct run_label *label)
{
    set_text(object, "name", label->name);
    set_text(object, "method", label->method);
    set_text(object, "engine", label->engine);
    set_count(object, "seed", label->seed);
    set_count(object, "replication", label->replication);
    set_text(object, "version", label->version);
}

static void set_phones(json_t *object, const struct record *r, const struct run_summary *s)
{
    set_count(object, "phones", s->phones);
    set_count(object, "completed", s->completed);
    json_object_set_new(object, "incomplete", incomplete(r));
    set_time(object, "upgrade_time_s", s->upgrade_time);
    set_time(object, "median_upgrade_time_s", s->median);
    set_time(object, "fastest_upgrade_time_s", s->fastest);
    set_time(object, "slowest_upgrade_time_s", s->slowest);
    json_object_set_new(object, "slowest_phone",
                        s->completed ? json_string(s->slowest_phone) : json_null());
    set_time(object, "first_reset_s", s->first_reset);
    set_time(object, "last_back_s", s->last_back);
    json_t *outage = json_object();
    set_time(outage, "mean", s->outage_mean);
    set_time(outage, "max", s->outage_max);
    json_object_set_new(object, "outage_s", outage);
}

static void set_run(json_t *object, const struct run_summary *s, const struct run_label *label)
{
    set_time(object, "simulated_s", s->simulated);
    set_count(object, "events", s->events);
    if (label->wall >= 0) {
        set_ratio(object, "wall_s", label->wall);
        set_ratio(object, "events_per_s", label->wall > 0 ? (double)s->events / label->wall : 0);
    }
    char fingerprint[24];
    snprintf(fingerprint, sizeof fingerprint, "0x%016" PRIx64, s->fingerprint);
    set_text(object, "fingerprint", fingerprint);
}

json_t *summary_json(const struct record *r, const struct run_summary *s,
                     const struct run_label *label)
{
    json_t *object = json_object();
    set_label(object, label);
    set_phones(object, r, s);
    json_object_set_new(object, "wan", wan(s));
    json_object_set_new(object, "pfs", pfs(&s->pfs));
    set_servers(object, r);
    set_count(object, "files", s->files);
    set_count(object, "phone_retransmissions", s->phone_retransmissions);
    set_count(object, "duplicates", s->phone_duplicates);
    json_object_set_new(object, "sites", sites(r));
    set_run(object, s, label);
    return object;
}

void summary_json_write(FILE *file, const json_t *object)
{
    json_dumpf(object, file, JSON_PRESERVE_ORDER | JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    fputc('\n', file);
}
