/* A server and phones on a small network, and what is seen of them, as lines of text.
 *
 * With one phone the two are on one cable; with more, all are at a switch. Every link takes a
 * microsecond a byte and 100 us to its other end. Without being told otherwise,
 *   - a load is a.loads of 600 bytes (DATA 1: 512, DATA 2: 88) and b.sbn of 1200 (512, 512, 176);
 *   - the server takes 1000 us for each packet received and each one sent, a phone 2000 us for each
 *     one received; a phone is reset at 0 and boots for 500 us, checks for 3000, restarts for 5000;
 *   - IP packets have these bytes: an ACK 32, a DATA 32 and its content (544 when full), the RRQ
 * for a.loads 44 and for b.sbn 42. Lines, with the time in microseconds, are of what a test asks
 * for: TIME up ACK 1 p0         on the server's link: `down` from the server, to or from phone 0
 *   TIME p0 fetching out     a phone's new state; it is in service or out of it
 *   TIME p0 failed out: why
 *   TIME p0 has a.loads      and: TIME p0 lost a.loads: why
 *   TIME p0 has a.loads from a peer
 *   TIME server started */
#ifndef TESTS_MODELS_DEVICES_SITE_H
#define TESTS_MODELS_DEVICES_SITE_H

#include "models/devices/late_timer.h"
#include "models/devices/phone.h"
#include "models/devices/tftp_server.h"
#include "tests/models/tftp/timeline.h"
#include "tests/sim/native/network.h"

enum { SEE_PACKETS = 1, SEE_PHONES = 2, SEE_FILES = 4, SEE_SERVER = 8 };
enum { PHONES_MAX = 4, SERVER_NODE = 0, SERVER_ADDRESS = (int)SITE_1 + 100 };

struct site {
    struct network network;
    struct observer observer;
    int see; /* SEE_... */
    int phone_count;
    struct link_direction cable[2]; /* down (from the server) and up */
    sim_time resets[PHONES_MAX];
    struct firmware_file files[2];
    struct firmware_load load;
    struct image_store store;
    const struct image *images[2];
    struct phone_step step;
    const char *missing, *invalid; /* a file's name, or NULL */
    sim_time missing_until;
    struct tftp_client_policy phone_policy;
    struct phone_config phone_config;
    struct tftp_server_config server_config;
    struct server_info server_info;
    struct processor processor;     /* the server's */
    struct lateness lateness;       /* its timers' */
    sim_time timer_lateness;        /* ... the most of it */
    struct phone_group phone_group; /* of all of them */
    struct phone_info phone_infos[PHONES_MAX];
    struct tftp_server *server;
    struct phone *phones[PHONES_MAX];
};

static inline const struct image *site_look_up(void *user, const char *name)
{
    struct site *s = user;
    if (s->missing && strcmp(s->missing, name) == 0 && net_now(s->network.net) < s->missing_until)
        return NULL;
    for (size_t i = 0; i < s->load.file_count; i++)
        if (strcmp(s->files[i].name, name) == 0)
            return image_of(&s->store, &s->files[i], s->invalid && strcmp(s->invalid, name) == 0);
    return NULL;
}

static inline bool site_wants(void *user, const struct link_info *link)
{
    (void)user;
    return link->id == 0;
}

static inline void site_sent(void *user, const struct link_info *link, int direction,
                             const struct packet_info *p, const struct transmission *t)
{
    struct site *s = user;
    (void)link;
    (void)t;
    char words[600];
    if (!(s->see & SEE_PACKETS))
        return;
    words_of(words, sizeof words, p->header, p->header_length, p->payload_length);
    const uint32_t phone = (direction == 0 ? p->destination : p->source) - SITE_1 - 1;
    network_write(&s->network, "%s %s p%u", direction_name(direction), words, phone);
}

static inline void site_phone_changed(void *user, const struct phone_info *phone,
                                      const struct phone_change *change, sim_time now)
{
    struct site *s = user;
    ck_assert_int_eq(now, net_now(s->network.net));
    ck_assert(change->ended == (change->completed || change->reason != NULL));
    if (s->see & SEE_PHONES)
        network_write(&s->network, "%s %s %s%s%s", phone->name, change->state,
                      change->in_service ? "in" : "out", change->reason ? ": " : "",
                      change->reason ? change->reason : "");
}

static inline void site_file_ended(void *user, const struct file_info *f)
{
    struct site *s = user;
    ck_assert_int_eq(f->ended, net_now(s->network.net));
    ck_assert(f->completed == !f->reason);
    bool known = f->from == 0 && s->phone_config.pfs;
    for (uint32_t i = 0; i < s->phone_config.server_count; i++)
        known |= f->from == s->phone_config.servers[i].address;
    ck_assert(known);
    if (s->see & SEE_FILES)
        network_write(&s->network, "p%u %s %s%s%s%s", f->phone, f->completed ? "has" : "lost",
                      f->file, f->from ? "" : " from a peer", f->reason ? ": " : "",
                      f->reason ? f->reason : "");
}

static inline void site_server_event(void *user, uint32_t server, enum server_event event,
                                     sim_time now)
{
    static const char *const names[SERVER_EVENTS] = {
        [SERVER_REQUEST] = "request", [SERVER_BUSY] = "busy",   [SERVER_REFUSED] = "refused",
        [SERVER_STARTED] = "started", [SERVER_ENDED] = "ended", [SERVER_GAVE_UP] = "gave up"};
    struct site *s = user;
    ck_assert_int_eq(now, net_now(s->network.net));
    ck_assert_uint_eq(server, 0);
    if (s->see & SEE_SERVER)
        network_write(&s->network, "server %s", names[event]);
}

static const struct phone_server site_servers[] = {{SERVER_ADDRESS, 0}};

static inline void site_init_devices(struct site *s)
{
    const struct tftp_policy timing = {
        .intervals = {100 * MILLISECONDS}, .count = 1, .forever = true, .idle_limit = TIME_NEVER};
    s->phone_policy =
        (struct tftp_client_policy){.request = timing, .ack = timing, .dally = 10 * MILLISECONDS};
    s->phone_config = (struct phone_config){
        .steps = &s->step,
        .step_count = 1,
        .client = {.policy = &s->phone_policy},
        .servers = site_servers,
        .server_count = 1,
        .tries_for_ever = true,
        .boot = 500 * MICROSECONDS,
        .cpu = 2000 * MICROSECONDS,
        .turnaround = 2000 * MICROSECONDS,
        .flash = 1000000000000, /* no time at all */
        .check = 3000 * MICROSECONDS,
        .restart = 5000 * MICROSECONDS,
        .retry = 50 * MILLISECONDS,
        .resync_retry = 50 * MILLISECONDS,
    };
    s->processor.cpu = 1000 * MICROSECONDS;
    s->server_config = (struct tftp_server_config){
        .kind = *tftp_server_kind_find("cucm-tftp"),
        .largest_blksize = 1428,
        .largest_windowsize = 64,
        .processor = &s->processor,
        .lookup = site_look_up,
        .user = s,
        .images = &s->store,
    };
}

static inline void site_init(struct site *s, int phones, int see)
{
    *s = (struct site){
        .see = see, .phone_count = phones, .cable = {plain_line(100), plain_line(100)}};
    network_init(&s->network);
    s->network.observer = (struct observer){.in_order = true};
    s->observer = (struct observer){.user = s,
                                    .link = site_wants,
                                    .packet_sent = site_sent,
                                    .phone_changed = site_phone_changed,
                                    .file_ended = site_file_ended,
                                    .server_event = site_server_event};
    s->files[0] = (struct firmware_file){.name = "a.loads", .bytes = 600};
    s->files[1] = (struct firmware_file){.name = "b.sbn", .bytes = 1200};
    s->load = (struct firmware_load){.name = "LOAD", .files = s->files, .file_count = 2};
    s->step = (struct phone_step){&s->load, s->images};
    image_store_init(&s->store, NULL);
    site_init_devices(s);
}

static inline void site_link(struct site *s, const char *name, uint32_t a, uint32_t b)
{
    network_link_ways(&s->network, name, a, b, &s->cable[0], &s->cable[1]);
}

static inline void site_connect(struct site *s)
{
    static const char *const names[PHONES_MAX] = {"p0", "p1", "p2", "p3"};
    struct network *n = &s->network;
    network_host(n, "server", SERVER_ADDRESS);
    for (int i = 0; i < s->phone_count; i++)
        network_host(n, names[i], SITE_1 + 1 + (uint32_t)i);
    uint32_t far_end = 1;
    if (s->phone_count > 1)
        far_end = network_switch(n, "switch");
    site_link(s, "server", SERVER_NODE, far_end);
    for (int i = 0; i < s->phone_count && s->phone_count > 1; i++)
        site_link(s, names[i], far_end, 1 + (uint32_t)i);
}

static inline void site_add_phone(struct site *s, int i)
{
    struct net_host *host = native_engine.host(s->network.net, 1 + (uint32_t)i);
    struct phone_info *info = &s->phone_infos[i];
    info->id = (uint32_t)i;
    info->name = host->name;
    info->address = host->address;
    info->group = &s->phone_group;
    s->phones[i] = phone_new(host, &s->phone_config, info, s->resets[i]);
}

/* What is not as it is without being told otherwise is set between site_init and this. */
static inline void site_build(struct site *s)
{
    image_store_add(&s->store, &s->load);
    for (size_t i = 0; i < s->load.file_count; i++) {
        s->load.bytes += s->files[i].bytes;
        s->images[i] = image_of(&s->store, &s->files[i], false);
    }
    site_connect(s);
    observer_list_add(&s->network.options.observers, &s->observer);
    network_build(&s->network);
    processor_init(&s->processor, s->network.net, s->server_info.id, s->processor.cpu);
    lateness_init(&s->lateness, native_engine.host(s->network.net, SERVER_NODE), s->timer_lateness, 0);
    s->server = tftp_server_new(native_engine.host(s->network.net, SERVER_NODE), &s->server_config,
                                &s->server_info);
    for (int i = 0; i < s->phone_count; i++)
        site_add_phone(s, i);
}

/* Runs through three repetitions of what was sent at `at`, each `wait` and a draw from 0 to
 * `longest` after the one before; all in ns. */
static inline void site_expect_late(struct site *s, uint32_t node, sim_time at, sim_time wait,
                                    sim_time longest)
{
    const struct net_host *host = native_engine.host(s->network.net, node);
    struct random_stream draws;
    random_init(&draws, host->net->seed, host->net->replication, host->address, RANDOM_LATENESS);
    native_engine.run(s->network.net, at, UINT64_MAX);
    for (int i = 0; i < 3; i++) {
        at += wait + random_time(&draws, longest);
        s->network.seen_length = 0;
        s->network.seen[0] = 0;
        native_engine.run(s->network.net, at - 1, UINT64_MAX);
        ck_assert_str_eq(s->network.seen, "");
        native_engine.run(s->network.net, at, UINT64_MAX);
        ck_assert_str_ne(s->network.seen, "");
    }
}

static inline void site_end_of_run(struct site *s)
{
    for (int i = 0; i < s->phone_count; i++)
        phone_end_of_run(s->phones[i]);
}

static inline void site_free_devices(struct site *s)
{
    for (int i = 0; i < s->phone_count; i++)
        if (s->phones[i])
            phone_free(s->phones[i]);
    s->phone_count = 0;
    if (s->server)
        tftp_server_free(s->server);
    s->server = NULL;
}

static inline void site_fini(struct site *s)
{
    site_free_devices(s);
    network_fini(&s->network);
    image_store_fini(&s->store);
}

static inline void site_run_until(struct site *s, sim_time microseconds)
{
    ck_assert(!native_engine.run(s->network.net, microseconds * MICROSECONDS, UINT64_MAX));
}

#endif
