/* Runs of small sites with a small firmware, and what was to be seen of them. */
#ifndef TESTS_SCENARIOS_SMALL_EXPERIMENT_H
#define TESTS_SCENARIOS_SMALL_EXPERIMENT_H

#include "scenarios/experiment.h"
#include "scenarios/site_network.h"
#include "tests/scenarios/support.h"

enum { MOST_PHONES = 40, LOAD_FILES = 3, FIRST_LOAD_SERVER_ADDRESS = 10 << 24 | 1 << 16 | 2 };

/* The catalogue is tests/scenarios/data/small-*.csv, with models CP-7965, CP-7940, CP-9971, CP-7811
 * and CP-7841, which all get the same load of three files. */
#define SMALL                                                                                      \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"                        \
    "run: {limit: 1 d}\nwan: {rate: 2 Mbps}\n"

struct watched_phone {
    const struct phone_info *info;
    const char *state, *reason;
    char why[100]; /* where `reason` is kept */
    bool completed, was_root, was_child;
    sim_time unplugged, ended; /* -1: not */
    uint32_t downloads;        /* complete files of the load, from a server */
    uint32_t profiles;         /* complete profiles */
    uint32_t from;             /* address of the latest download */
};

struct watched {
    struct watched_phone phones[MOST_PHONES];
    uint32_t phone_count, completed, downloads;
    uint64_t to_port[65536];            /* packets seen, by destination port */
    sim_time quiet_from, quiet_to;      /* no packet is to leave the server then */
    uint64_t in_quiet, after_quiet;     /* seen then, and later */
    uint32_t transfers, most_transfers; /* under way at all servers together; the most at once */
    sim_time first_root;                /* when the first root's first bytes came; -1: never */
    sim_time ended;
};

static inline bool watch_link(void *user, const struct link_info *link)
{
    (void)user;
    (void)link;
    return true;
}

static inline void watch_sent(void *user, const struct link_info *link, int direction,
                              const struct packet_info *p, const struct transmission *t)
{
    struct watched *w = user;
    (void)direction;
    w->to_port[p->destination_port]++;
    if (strcmp(link->name, "server") || p->source != SERVER_ADDRESS)
        return;
    w->in_quiet += t->queued >= w->quiet_from && t->queued < w->quiet_to;
    w->after_quiet += t->queued >= w->quiet_to;
}

static inline void watch_phone(void *user, const struct phone_info *p)
{
    struct watched *w = user;
    ck_assert_uint_lt(p->id, MOST_PHONES);
    w->phones[p->id] = (struct watched_phone){.info = p, .unplugged = -1, .ended = -1};
    w->phone_count++;
}

static inline void watch_change(void *user, const struct phone_info *p,
                                const struct phone_change *c, sim_time now)
{
    struct watched *w = user;
    struct watched_phone *phone = &w->phones[p->id];
    phone->state = c->state;
    phone->reason = c->reason ? phone->why : NULL;
    snprintf(phone->why, sizeof phone->why, "%s", c->reason ? c->reason : "");
    phone->completed = c->completed;
    w->completed += c->completed;
    if (strcmp(c->state, "unplugged") == 0)
        phone->unplugged = now;
    if (c->ended)
        phone->ended = now;
}

/* One of the data centre, or a load server: these come before the phones of their subnet. */
static inline bool is_server(uint32_t address)
{
    return (address & 0xffffff00) == DATA_CENTRE_PREFIX || (address & 0xff) < FIRST_PHONE;
}

static inline void watch_file(void *user, const struct file_info *f)
{
    struct watched *w = user;
    struct watched_phone *phone = &w->phones[f->phone];
    if (!f->completed || !is_server(f->from))
        return;
    phone->from = f->from;
    if (strcmp(f->file, "profile.xml") == 0) {
        phone->profiles++;
        return;
    }
    phone->downloads++;
    w->downloads++;
}

static inline void watch_peer(void *user, const struct peer_info *p, sim_time now)
{
    struct watched *w = user;
    w->phones[p->phone].was_root |= p->event == PEER_ROOT;
    w->phones[p->phone].was_child |= p->event == PEER_CHILD;
    if (p->event == PEER_RECEIVING && !p->other && w->first_root < 0)
        w->first_root = now;
}

static inline void watch_server(void *user, uint32_t server, enum server_event event, sim_time now)
{
    struct watched *w = user;
    (void)server, (void)now;
    w->transfers += event == SERVER_STARTED;
    w->transfers -= event == SERVER_ENDED;
    if (w->transfers > w->most_transfers)
        w->most_transfers = w->transfers;
}

static inline void watch_end(void *user, sim_time now)
{
    ((struct watched *)user)->ended = now;
}

static inline void run_with(const struct scenario *s, const struct observer *observer)
{
    struct error e = {""};
    struct observer_list observers = {0};
    observer_list_add(&observers, observer);
    struct experiment *x = experiment_new(s, &native_engine, &observers, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    experiment_run(x, UINT64_MAX);
    experiment_free(x);
}

static inline void run_scenario(struct watched *w, const struct scenario *s)
{
    const struct observer observer = {.user = w,
                                      .link = watch_link,
                                      .packet_sent = watch_sent,
                                      .phone_added = watch_phone,
                                      .phone_changed = watch_change,
                                      .file_ended = watch_file,
                                      .peer_changed = watch_peer,
                                      .server_event = watch_server,
                                      .run_ended = watch_end};
    w->first_root = -1;
    run_with(s, &observer);
}

static inline void load_small(struct scenario *s, const char *text)
{
    struct error e = {""};
    char *path = NULL;
    ck_assert_int_gt(asprintf(&path, "%s/tests/scenarios/data/small.yaml", source_folder()), 0);
    const int status =
        scenario_load_text(s, path, text, strlen(text), NULL, 0, source_library(), &e);
    ck_assert_msg(status == 0, "%s", e.text);
    free(path);
}

static inline void run_observed(const char *text, const struct observer *observer)
{
    struct scenario s;
    load_small(&s, text);
    run_with(&s, observer);
    scenario_free(&s);
}

/* What the observer was told of stays: names of phones do not, since the run is over. `w` is zeroed
 * but for what was set in it. */
static inline void run_small(struct watched *w, const char *text)
{
    struct scenario s;
    load_small(&s, text);
    run_scenario(w, &s);
    scenario_free(&s);
}

#endif
