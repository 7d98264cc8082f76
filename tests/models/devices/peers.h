/* Phones that share files on the native engine's LAN, without being phones: a fake's download from
 * the server takes a time, what it gets from a parent is compared with what is right, and it keeps
 * both at once. All are at one switch, on cables of 100 Mbps. */
#ifndef TESTS_MODELS_DEVICES_PEERS_H
#define TESTS_MODELS_DEVICES_PEERS_H

#include "models/devices/peer.h"
#include "tests/sim/native/network.h"

enum { FAKES_MAX = 8, FILES = 2, DOWNLOAD_STEPS = 50 };

struct peers;

struct fake {
    struct peers *peers;
    struct net_host *host;
    struct phone_info info;
    struct console console;
    struct peer *peer;   /* NULL: unplugged */
    struct timer timer;  /* of a download's next step, or of its fall-back's end */
    uint32_t file, step; /* that it is at; all are had when `file` is FILES */
    bool has_all, fallen_back;
    uint64_t got;         /* bytes of the file from its parent */
    uint32_t downloads;   /* from the server, as root */
    uint32_t fall_backs;  /* ... and alone */
    uint32_t from_parent; /* files */
    uint32_t xid, parent; /* as last seen by the observer */
    uint8_t depth;
    const char *left; /* why it last left a parent, or fell back */
};

struct peers {
    struct network network;
    struct observer observer;
    struct pfs_config config;
    struct peer_events events;
    struct pfs_file files[FILES];
    uint8_t *content[FILES];
    sim_time download; /* how long one takes */
    uint32_t count;
    struct fake fakes[FAKES_MAX];
    bool write_events, write_console;
    /* Called before each of the fakes' own events; true: nothing else is done. */
    bool (*before)(struct fake *, const char *event);
};

static inline struct pfs_config peers_config(void)
{
    return (struct pfs_config){
        .port_open = 28 * MILLISECONDS,
        .listen = 500 * MILLISECONDS,
        .ad_interval = 250 * MILLISECONDS,
        .root_waiting = 10 * SECONDS,
        .claim_silence = 750 * MILLISECONDS,
        .connect_timeout = 2 * SECONDS,
        .progress_interval = SECONDS,
        .subtree_interval = 5 * SECONDS,
        .parent_silence = 10 * SECONDS,
        .child_silence = 15 * SECONDS,
        .stall_timeout = 120 * SECONDS,
        .children = 2,
        .ads = 4,
        .connect_tries = 3,
        .redirects = 16,
        .rejoins = 1,
        .check = true,
    };
}

static inline bool peers_before(struct fake *f, const char *event)
{
    return f->peers->before && f->peers->before(f, event);
}

/* Stands for a digest. */
static inline void peers_digest(uint8_t digest[PFS_DIGEST], uint32_t file)
{
    memset(digest, (int)file + 1, PFS_DIGEST);
}

static inline void fake_start_file(struct fake *f)
{
    f->got = 0;
    f->step = 0;
    f->fallen_back = false;
    f->has_all = f->file == FILES;
    if (!f->has_all)
        peer_start(f->peer, &f->peers->files[f->file]);
}

static inline void fake_next_file(struct fake *f)
{
    f->file++;
    fake_start_file(f);
}

static inline void fake_set_timer(struct fake *f)
{
    timer_set(f->host->net->events, &f->timer,
              net_now(f->host->net) + f->peers->download / DOWNLOAD_STEPS);
}

static inline void fake_timer(struct timer *timer)
{
    struct fake *f = CONTAINER_OF(timer, struct fake, timer);
    const struct pfs_file *file = &f->peers->files[f->file];
    uint8_t digest[PFS_DIGEST];
    if (++f->step < DOWNLOAD_STEPS) {
        fake_set_timer(f);
        if (!f->fallen_back)
            peer_download_progress(f->peer, f->step * file->size / DOWNLOAD_STEPS, file->size);
        return;
    }
    peers_digest(digest, f->file);
    if (f->fallen_back)
        fake_next_file(f);
    else
        peer_download_done(f->peer, file->size, digest);
}

static inline void fake_download(void *user)
{
    struct fake *f = user;
    if (peers_before(f, "download"))
        return;
    ck_assert(peer_is_downloading(f->peer));
    f->downloads++;
    f->step = 0;
    fake_set_timer(f);
}

static inline void fake_delivered(void *user, uint64_t offset, const uint8_t *bytes,
                                  uint32_t length)
{
    struct fake *f = user;
    if (peers_before(f, "delivered"))
        return;
    if (offset == 0)
        f->got = 0;
    ck_assert_uint_eq(offset, f->got);
    ck_assert_uint_le(offset + length, f->peers->files[f->file].size);
    ck_assert_mem_eq(bytes, f->peers->content[f->file] + offset, length);
    f->got += length;
}

static inline bool fake_check(void *user, uint8_t digest[PFS_DIGEST])
{
    struct fake *f = user;
    peers_digest(digest, f->file);
    if (peers_before(f, "check"))
        return false;
    f->from_parent++;
    return f->got == f->peers->files[f->file].size;
}

static inline const uint8_t *fake_content(void *user, uint64_t offset, uint32_t length)
{
    const struct fake *f = user;
    ck_assert_uint_le(offset + length, f->peers->files[f->file].size);
    return f->peers->content[f->file] + offset;
}

static inline void fake_fall_back(void *user, const char *reason)
{
    struct fake *f = user;
    ck_assert_ptr_nonnull(reason);
    if (peers_before(f, "fall back"))
        return;
    f->fall_backs++;
    f->fallen_back = true;
    f->step = 0;
    fake_set_timer(f);
}

static inline void fake_done(void *user)
{
    struct fake *f = user;
    if (!peers_before(f, "done"))
        fake_next_file(f);
}

static inline void peers_changed(void *user, const struct peer_info *i, sim_time now)
{
    struct peers *s = user;
    struct fake *f = &s->fakes[i->phone];
    ck_assert_int_eq(now, net_now(s->network.net));
    ck_assert_str_eq(i->file, s->files[f->file].name);
    if (i->event == PEER_CHILD || i->event == PEER_ROOT) {
        f->parent = i->other;
        f->depth = i->depth;
        f->xid = i->xid;
    }
    if (i->event == PEER_LEFT || i->event == PEER_FELL_BACK)
        f->left = i->reason;
    if (s->write_events)
        network_write(&s->network, "h%u %s %x xid=%x depth=%u%s%s", i->phone,
                      peer_event_names[i->event], i->other & 0xff, i->xid, i->depth,
                      i->reason ? " " : "", i->reason ? i->reason : "");
}

static inline void peers_line(void *user, uint32_t phone, const char *line, sim_time now)
{
    struct peers *s = user;
    (void)now;
    if (s->write_console)
        network_write(&s->network, "h%u %s", phone, line);
}

static inline void peers_init_files(struct peers *s)
{
    static const uint64_t sizes[FILES] = {700, 300001};
    static const char *const names[FILES] = {"SCCP41.9-4-2SR2-2S.loads", "apps41.sbn"};
    for (uint32_t i = 0; i < FILES; i++) {
        s->files[i] = (struct pfs_file){
            .name = names[i], .size = sizes[i], .size_known = i > 0, .digest_known = i > 0};
        peers_digest(s->files[i].digest, i);
        s->content[i] = mem_calloc(sizes[i], 1);
        for (uint64_t at = 0; at < sizes[i]; at++)
            s->content[i][at] = (uint8_t)(at * 167 + (at >> 8) * 31 + i);
    }
}

/* What is not as it is without being told otherwise is set between this and peers_build. */
static inline void peers_init(struct peers *s, uint32_t count)
{
    *s = (struct peers){.count = count, .config = peers_config(), .download = 5 * SECONDS};
    s->events = (struct peer_events){.download = fake_download,
                                     .delivered = fake_delivered,
                                     .check = fake_check,
                                     .content = fake_content,
                                     .fall_back = fake_fall_back,
                                     .done = fake_done};
    network_init(&s->network);
    s->network.observer.in_order = false;
    s->observer =
        (struct observer){.user = s, .peer_changed = peers_changed, .console_line = peers_line};
    observer_list_add(&s->network.options.observers, &s->observer);
    peers_init_files(s);
}

/* It has booted, and begins with the first file. */
static inline void fake_plug(struct fake *f)
{
    net_set_plugged(f->host, true);
    f->file = 0;
    f->peer = peer_new(f->host, &f->peers->config, "CP-7961G", &f->info, &f->console,
                       &f->peers->events, f);
    fake_start_file(f);
}

static inline void fake_unplug(struct fake *f)
{
    if (!f->peer)
        return;
    net_set_plugged(f->host, false);
    timer_cancel(f->host->net->events, &f->timer);
    peer_free(f->peer);
    f->peer = NULL;
}

static inline void peers_connect(struct peers *s)
{
    static const char *const names[FAKES_MAX] = {"h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7"};
    const struct link_direction cable = {
        .rate = 100000000, .delay = 5 * MICROSECONDS, .queue = {.limit = 1000}};
    struct network *n = &s->network;
    for (uint32_t i = 0; i < s->count; i++)
        network_host(n, names[i], SITE_1 + 1 + i);
    network_host(n, "other", SITE_1 + 100);
    const uint32_t middle = network_switch(n, "switch");
    for (uint32_t i = 0; i <= s->count; i++)
        network_link(n, n->topology.nodes[i].name, middle, i, cable);
}

/* Builds the network; the fakes are plugged in by the test. */
static inline void peers_build(struct peers *s)
{
    peers_connect(s);
    network_build(&s->network);
    for (uint32_t i = 0; i < s->count; i++) {
        struct fake *f = &s->fakes[i];
        f->peers = s;
        f->host = native_engine.host(s->network.net, i);
        f->info = (struct phone_info){.id = i, .name = f->host->name, .address = f->host->address};
        console_init(&f->console, f->host, &f->info, 0);
        timer_init(&f->timer, fake_timer);
    }
}

static inline void peers_plug_all(struct peers *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        fake_plug(&s->fakes[i]);
}

static inline void peers_run_until(struct peers *s, sim_time until)
{
    ck_assert(!native_engine.run(s->network.net, until, UINT64_MAX));
}

static inline void peers_fini(struct peers *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->fakes[i].peer)
            fake_unplug(&s->fakes[i]);
        if (s->fakes[i].host)
            console_fini(&s->fakes[i].console);
    }
    network_fini(&s->network);
    for (uint32_t i = 0; i < FILES; i++)
        free(s->content[i]);
}

/* All that are plugged in have all files, and as many as are said came from the server to roots. */
static inline void peers_expect_complete(struct peers *s, uint32_t downloads)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct fake *f = &s->fakes[i];
        if (f->peer)
            ck_assert_msg(f->has_all, "h%u is in state %s with file %u (%s)", i,
                          pfs_state_names[peer_state(f->peer)], f->file,
                          f->left ? f->left : "never left");
        seen += f->downloads;
    }
    ck_assert_uint_eq(seen, downloads);
}

#endif
