/* A peer (models/devices/peer.h) that a test is itself: it writes down what the phone tells it, and
 * the test says what it asks for. Around it is the network of site.h, with one phone. */
#ifndef TESTS_MODELS_DEVICES_FAKE_PEER_H
#define TESTS_MODELS_DEVICES_FAKE_PEER_H

#include "models/devices/peer.h"
#include "tests/models/devices/site.h"

struct peer {
    const struct peer_events *events;
    void *user;
    bool downloads;
};

static struct site site;
static struct observer observer;
static struct peer *peer; /* NULL: there is none */
static struct pfs_config pfs;
static struct pfs_file started;
static bool falls_back;    /* as soon as it hears that a download has failed */
static bool sees_progress; /* of downloads, and what is told to observers */
static bool sees_console;

#define SAY(...) network_write(&site.network, __VA_ARGS__)

struct peer *peer_new(struct net_host *host, const struct pfs_config *config, const char *model,
                      const struct phone_info *info, struct console *console,
                      const struct peer_events *events, void *user)
{
    ck_assert_ptr_null(peer);
    ck_assert_ptr_eq(config, &pfs);
    ck_assert_str_eq(model, "CP-7965G");
    ck_assert_uint_eq(info->address, host->address);
    ck_assert_ptr_eq(console->host, host);
    peer = mem_calloc(1, sizeof *peer);
    *peer = (struct peer){.events = events, .user = user};
    return peer;
}

void peer_start(struct peer *p, const struct pfs_file *file)
{
    ck_assert_ptr_eq(p, peer);
    ck_assert(file->size_known == file->digest_known);
    started = *file;
    SAY("start %s%s", file->name, file->size_known ? ", known" : "");
}

void peer_download_progress(struct peer *p, uint64_t bytes, uint64_t total)
{
    ck_assert(p->downloads);
    if (sees_progress)
        SAY("told %d of %d", (int)bytes, (int)total);
}

static inline const struct image *image_now(void)
{
    return site.images[strcmp(started.name, site.files[0].name) == 0 ? 0 : 1];
}

static inline bool is_digest_of_image(const uint8_t digest[PFS_DIGEST])
{
    return memcmp(digest, image_digest(image_now()), PFS_DIGEST) == 0;
}

void peer_download_done(struct peer *p, uint64_t size, const uint8_t digest[PFS_DIGEST])
{
    p->downloads = false;
    SAY("told done %d%s", (int)size, is_digest_of_image(digest) ? "" : ", other");
}

void peer_download_failed(struct peer *p, bool missing)
{
    p->downloads = false;
    SAY("told failed%s", missing ? ", missing" : "");
    if (falls_back)
        p->events->fall_back(p->user, "the server does not have it");
}

uint32_t peer_parent(const struct peer *p)
{
    ck_assert_ptr_eq(p, peer);
    return 0;
}

enum pfs_state peer_state(const struct peer *p)
{
    return p->downloads ? PFS_ROOT_TRANSFER : PFS_IDLE;
}

bool peer_is_downloading(const struct peer *p)
{
    return p->downloads;
}

void peer_free(struct peer *p)
{
    ck_assert_ptr_eq(p, peer);
    SAY("peer freed");
    free(p);
    peer = NULL;
}

static inline void progressed(void *user, const struct file_progress *f, sim_time now)
{
    (void)user, (void)now;
    if (sees_progress)
        SAY("%s %d of %d%s%s", f->file, (int)f->bytes, (int)f->total,
            f->receiving ? ", receiving" : "", f->peers ? ", peers" : "");
}

static inline void console_line(void *user, uint32_t phone, const char *line, sim_time now)
{
    (void)user, (void)phone, (void)now;
    if (sees_console)
        SAY("%s", line);
}

static inline void start(int see)
{
    site_init(&site, 1, see);
    observer = (struct observer){.file_progressed = progressed, .console_line = console_line};
    observer_list_add(&site.network.options.observers, &observer);
    pfs = (struct pfs_config){.check = true};
    site.phone_config.pfs = &pfs;
    site.phone_config.hierarchy = "CP-7965G";
    site.phone_config.flash = 1000000000000000; /* whatever comes, in no time at all */
    falls_back = sees_progress = sees_console = false;
    peer = NULL;
}

static inline void teardown(void)
{
    site_fini(&site);
    ck_assert_ptr_null(peer);
}

/* --- what the peer asks for --------------------------------------------------------------------
 */

static inline void download(void)
{
    peer->downloads = true;
    peer->events->download(peer->user);
}

static inline void deliver(uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    peer->events->delivered(peer->user, offset, bytes, length);
}

static inline void deliver_all(void)
{
    deliver(0, image_now()->bytes, 500);
    deliver(500, image_now()->bytes + 500, (uint32_t)image_now()->length - 500);
}

/* With one byte that is not right. */
static inline void deliver_harmed(void)
{
    uint8_t bytes[1200];
    memcpy(bytes, image_now()->bytes, image_now()->length);
    bytes[7] ^= 1;
    deliver(0, bytes, (uint32_t)image_now()->length);
}

/* "kept", "rejected"; the digest is that of what came. */
static inline void check(bool of_image)
{
    uint8_t digest[PFS_DIGEST];
    const bool good = peer->events->check(peer->user, digest);
    ck_assert(is_digest_of_image(digest) == of_image);
    SAY(good ? "kept" : "rejected");
}

static inline void done(void)
{
    peer->events->done(peer->user);
}

static inline void get_as_child(void)
{
    deliver_all();
    check(true);
    done();
}

/* Builds, and runs until the phone has booted. */
static inline void boot(void)
{
    site_build(&site);
    site_run_until(&site, 500);
}

/* Runs on, to so many microseconds since it had booted. */
static inline void run_until(sim_time microseconds)
{
    site_run_until(&site, 500 + microseconds);
}

#endif
