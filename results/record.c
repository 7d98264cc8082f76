/* The observer's callbacks: each finds the record of its phone, file, link or server, and passes
 * the news on. It never asks a device. */
#include "results/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

/* Makes room for the element `index` of a growing array; elements up to it that are new are zero.
 * What is behind them is not touched, and so takes no memory yet. */
static void *with_room(void *array, size_t *room, size_t *count, size_t index, size_t size)
{
    if (index >= *room) {
        const size_t larger = index + 1 > 2 * *room ? index + 1 : 2 * *room;
        array = mem_resize(array, larger, size);
        *room = larger;
    }
    if (index >= *count) {
        memset((char *)array + *count * size, 0, (index + 1 - *count) * size);
        *count = index + 1;
    }
    return array;
}

/* NULL when the link's packets are not counted, or not any more at that time. */
static struct direction_record *find(const struct record *r, const struct link_info *info,
                                     int direction, sim_time now)
{
    if (now > r->until)
        return NULL;
    struct link_record *l = info->id < r->link_count ? r->links[info->id] : NULL;
    return l ? &l->direction[direction] : NULL;
}

static struct server_record *find_server(const struct record *r, uint32_t id)
{
    CHECK(id < r->server_count && r->servers[id]);
    return r->servers[id];
}

static bool on_link(void *user, const struct link_info *info)
{
    struct record *r = user;
    if (!link_info_is_line(info) && !r->options.all_links)
        return false;
    r->links = with_room(r->links, &r->link_room, &r->link_count, info->id, sizeof *r->links);
    r->links[info->id] = link_record_new(info);
    return true;
}

static uint64_t *on_wire_bytes(void *user, const struct link_info *info, int direction)
{
    struct record *r = user;
    return info->phone ? r->lan[direction] : NULL;
}

static void on_sent(void *user, const struct link_info *info, int direction,
                    const struct packet_info *p, const struct transmission *t)
{
    struct direction_record *d = find(user, info, direction, t->queued);
    if (d)
        direction_sent(d, p, t);
}

static void on_dropped(void *user, const struct link_info *info, int direction,
                       const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)p;
    struct record *r = user;
    struct direction_record *d = find(r, info, direction, now);
    if (d)
        direction_dropped(d, reason, now);
    if (!link_info_is_line(info) && now <= r->until)
        r->lan_dropped++;
}

static void on_datagram_dropped(void *user, const char *host, uint32_t from,
                                enum datagram_drop reason, sim_time now)
{
    (void)host, (void)from, (void)now;
    struct record *r = user;
    r->datagrams[reason] += r->ended < 0;
}

static void on_delivered(void *user, const struct link_info *info, int direction,
                         const struct packet_info *p, sim_time now)
{
    (void)p;
    struct direction_record *d = find(user, info, direction, now);
    if (d)
        direction_delivered(d, now);
}

static void on_phone(void *user, const struct phone_info *info)
{
    struct record *r = user;
    r->phones = with_room(r->phones, &r->phone_room, &r->phone_count, info->id, sizeof *r->phones);
    phone_record_init(&r->phones[info->id], info);
    r->phones[info->id].site = sites_record_add(&r->sites, info->group->site);
}

/* Links that are no site's are measured over the upgrade of all phones. */
static void for_other_links(struct record *r, void (*act)(struct link_record *, sim_time),
                            sim_time now)
{
    for (size_t i = 0; i < r->link_count; i++)
        if (r->links[i] && !r->links[i]->of_site)
            act(r->links[i], now);
}

/* The first phone of all is reset: by now all sites and links are known. */
static void begin(struct record *r, sim_time now)
{
    r->begun = true;
    for (size_t i = 0; i < r->link_count; i++)
        if (r->links[i] && r->links[i]->info->wan)
            sites_record_link(&r->sites, r->links[i]);
    for_other_links(r, link_record_begin, now);
}

static void phone_was_reset(struct record *r, const struct phone_record *p, sim_time now)
{
    if (!r->begun)
        begin(r, now);
    site_record_reset(&r->sites.list[p->site], now);
}

static void phone_has_ended(struct record *r, const struct phone_record *p, sim_time now)
{
    site_record_ended(&r->sites.list[p->site], now);
    if (++r->phones_ended == r->phone_count)
        for_other_links(r, link_record_measure, now);
}

/* One that stays out for good has ended with it as the reason. */
static bool is_unplugged(const struct phone_change *change)
{
    return strcmp(change->state, "unplugged") == 0 ||
           (change->reason && strcmp(change->reason, "unplugged") == 0);
}

static void on_phone_changed(void *user, const struct phone_info *info,
                             const struct phone_change *change, sim_time now)
{
    struct record *r = user;
    CHECK(info->id < r->phone_count);
    struct phone_record *p = &r->phones[info->id];
    const bool had_ended = p->ended >= 0, had_reset = p->reset >= 0;
    phone_record_change(p, change, &r->names, now);
    if (is_unplugged(change))
        peers_record_unplugged(&r->peers, r->phones, info->id);
    if (r->options.files && !had_ended)
        progress_record_state(&r->progress, info->id, change, &r->names, now);
    if (!had_reset && p->reset >= 0)
        phone_was_reset(r, p, now);
    if (!had_ended && p->ended >= 0)
        phone_has_ended(r, p, now);
}

static void on_progress(void *user, const struct file_progress *progress, sim_time now)
{
    struct record *r = user;
    CHECK(progress->phone < r->phone_count);
    if (r->options.files)
        progress_record_add(&r->progress, progress, &r->names, now);
}

static void on_peer(void *user, const struct peer_info *info, sim_time now)
{
    struct record *r = user;
    CHECK(info->phone < r->phone_count);
    peers_record_change(&r->peers, r->phones, r->phone_count, info, &r->names, now);
}

static bool is_over_wan(const struct record *r, const struct file_info *file)
{
    for (uint32_t i = 0; i < r->server_count && r->servers[i] && !r->servers[i]->info->local; i++)
        if (r->servers[i]->info->address == file->from)
            return true;
    return false;
}

static void on_file(void *user, const struct file_info *file)
{
    struct record *r = user;
    CHECK(file->phone < r->phone_count);
    phone_record_file(&r->phones[file->phone], file, &r->names);
    r->server_files += file->completed && is_over_wan(r, file);
    if (!r->options.files)
        return;
    const size_t index = r->file_count;
    r->files = with_room(r->files, &r->file_room, &r->file_count, index, sizeof *r->files);
    r->files[index] = file_record(file, &r->names);
}

static void on_server(void *user, const struct server_info *info)
{
    struct record *r = user;
    r->servers =
        with_room(r->servers, &r->server_room, &r->server_count, info->id, sizeof *r->servers);
    r->servers[info->id] = server_record_new(info);
}

static void on_server_event(void *user, uint32_t server, enum server_event event, sim_time now)
{
    server_record_event(find_server(user, server), event, now);
}

static void on_server_sent(void *user, uint32_t server, uint64_t blocks, uint64_t retransmissions)
{
    struct server_record *s = find_server(user, server);
    s->data_blocks += blocks;
    s->retransmissions += retransmissions;
}

static void on_block(void *user, const struct block_info *block, sim_time now)
{
    (void)now;
    server_record_block(find_server(user, block->server), block);
}

static void on_busy(void *user, uint32_t server, sim_time start, sim_time end)
{
    server_record_busy(find_server(user, server), start, end);
}

static void on_connection(void *user, const struct connection_info *info)
{
    struct record *r = user;
    r->sending += info->sending;
    r->held += info->held;
}

static void on_call(void *user, const struct call_info *info)
{
    struct record *r = user;
    calls_record_add(&r->calls, info);
}

static void on_call_heard(void *user, const struct call_info *info, int direction, sim_time delay,
                          sim_time now)
{
    struct record *r = user;
    calls_record_heard(&r->calls, &r->sites, info, direction, delay, now);
}

static void on_spurt(void *user, const struct speech_info *spurt)
{
    struct record *r = user;
    calls_record_spurt(&r->calls, &r->sites, spurt, r->options.files);
}

static void on_call_ended(void *user, const struct speech_info *all)
{
    struct record *r = user;
    calls_record_ended(&r->calls, all);
}

static void on_messages(void *user, const uint64_t counts[MESSAGE_KINDS])
{
    struct record *r = user;
    memcpy(r->messages, counts, sizeof r->messages);
}

static void on_run_stopped(void *user, sim_time now)
{
    struct record *r = user;
    r->until = now;
    memcpy(r->lan_until, r->lan, sizeof r->lan_until);
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; r->links[i] && d < 2; d++)
            direction_stop(&r->links[i]->direction[d], now);
}

static void on_run_ended(void *user, sim_time now)
{
    struct record *r = user;
    if (r->until == TIME_NEVER)
        on_run_stopped(r, now);
    r->ended = now;
    memcpy(r->lan, r->lan_until, sizeof r->lan);
    for (size_t i = 0; i < r->phone_count; i++)
        phone_record_finish(&r->phones[i], now);
    for (size_t i = 0; i < r->server_count; i++)
        if (r->servers[i])
            server_record_finish(r->servers[i], now);
    for (size_t i = 0; i < r->sites.count; i++)
        site_record_finish(&r->sites.list[i], now);
    if (r->phones_ended < r->phone_count || r->phone_count == 0)
        for_other_links(r, link_record_measure, now);
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; r->links[i] && d < 2; d++)
            direction_finish(&r->links[i]->direction[d], now);
}

void record_init(struct record *r, struct record_options options)
{
    *r = (struct record){.options = options, .ended = -1, .until = TIME_NEVER};
}

void record_fini(struct record *r)
{
    for (size_t i = 0; i < r->link_count; i++)
        link_record_free(r->links[i]);
    for (size_t i = 0; i < r->server_count; i++)
        server_record_free(r->servers[i]);
    free(r->links);
    free(r->phones);
    free(r->servers);
    free(r->files);
    calls_record_fini(&r->calls);
    sites_record_fini(&r->sites);
    peers_record_fini(&r->peers);
    progress_record_fini(&r->progress);
    names_fini(&r->names);
    *r = (struct record){0};
}

struct observer record_observer(struct record *r)
{
    return (struct observer){
        .user = r,
        .link = on_link,
        .wire_bytes = on_wire_bytes,
        .packet_sent = on_sent,
        .packet_dropped = on_dropped,
        .packet_delivered = on_delivered,
        .datagram_dropped = on_datagram_dropped,
        .phone_added = on_phone,
        .phone_changed = on_phone_changed,
        .file_ended = on_file,
        .file_progressed = on_progress,
        .peer_changed = on_peer,
        .server_added = on_server,
        .server_event = on_server_event,
        .server_sent = on_server_sent,
        .block_acknowledged = on_block,
        .server_busy = on_busy,
        .connection_ended = on_connection,
        .call_added = on_call,
        .call_heard = on_call_heard,
        .spurt_ended = on_spurt,
        .call_ended = on_call_ended,
        .messages_sent = on_messages,
        .run_stopped = on_run_stopped,
        .run_ended = on_run_ended,
    };
}
