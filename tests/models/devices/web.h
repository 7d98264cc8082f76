/* An HTTP server (h0) and what fetches from it (h1) on one cable, and what is seen of them, as
 * lines of text. The line takes a microsecond a byte and 100 us to its other end; the server's
 * processor takes 50 us a packet. Arithmetic:
 *   - the SYN and its answer have 44 bytes: the handshake takes until 288;
 *   - a request for a file of one letter has 100 bytes, and its packet 140: it is there at 528;
 *   - the head of an answer has 96 bytes and the digits of its length: 100 with the 1200 of "a",
 * 101 with the 10,000 of "b", 102 with the 200,000 of "c". Lines, with the time in microseconds:
 * "TIME server started", "TIME got 0+1200", "TIME done", "TIME missing: why". */
#ifndef TESTS_MODELS_DEVICES_WEB_H
#define TESTS_MODELS_DEVICES_WEB_H

#include "models/devices/http_fetch.h"
#include "models/devices/http_server.h"
#include "tests/sim/native/network.h"

enum { HTTP_HOST = SITE_1 + 1, HTTP_PORT = 80, FILES = 3 };

struct web {
    struct network network;
    struct observer observer;
    bool see_server, see_bytes;
    char busy[2000]; /* "FROM-TO " of the processor, in microseconds */
    struct firmware_file files[FILES];
    struct firmware_load load;
    struct image_store store;
    const struct image *images[FILES];
    struct processor processor;
    struct server_info info;
    struct http_server_config config;
    struct net_host *hosts[2];
    struct http_server *server;
    struct http_fetch_config fetching;
    const struct image *wanted; /* what is delivered must be this one's */
    uint64_t delivered;         /* bytes, of all fetches */
};

static struct web web;

static inline const struct image *web_look_up(void *user, const char *name)
{
    struct web *w = user;
    for (int i = 0; i < FILES; i++)
        if (strcmp(w->files[i].name, name) == 0)
            return w->images[i];
    return NULL;
}

static inline void web_server_event(void *user, uint32_t server, enum server_event event,
                                    sim_time now)
{
    static const char *const names[SERVER_EVENTS] = {
        [SERVER_REQUEST] = "request", [SERVER_BUSY] = "busy",   [SERVER_REFUSED] = "refused",
        [SERVER_STARTED] = "started", [SERVER_ENDED] = "ended", [SERVER_GAVE_UP] = "gave up"};
    struct web *w = user;
    ck_assert_int_eq(now, net_now(w->network.net));
    ck_assert_uint_eq(server, w->info.id);
    if (w->see_server)
        network_write(&w->network, "server %s", names[event]);
}

static inline void web_busy(void *user, uint32_t server, sim_time from, sim_time to)
{
    struct web *w = user;
    ck_assert_uint_eq(server, w->info.id);
    const size_t at = strlen(w->busy);
    snprintf(w->busy + at, sizeof w->busy - at, "%d-%d ", (int)(from / MICROSECONDS),
             (int)(to / MICROSECONDS));
}

static inline void web_delivered(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    (void)user;
    if (web.wanted)
        ck_assert(image_matches(web.wanted, offset, bytes, length));
    web.delivered += length;
    if (web.see_bytes)
        network_write(&web.network, "got %d+%u", (int)offset, length);
}

static inline void web_ended(void *user, const struct fetch_result *result)
{
    static const char *const names[] = {
        [FETCH_DONE] = "done",
        [FETCH_MISSING] = "missing",
        [FETCH_REFUSED] = "refused",
        [FETCH_LOST] = "lost",
    };
    (void)user;
    ck_assert((result->end == FETCH_DONE) == (result->reason == NULL));
    network_write(&web.network, "%s%s%s", names[result->end], result->reason ? ": " : "",
                  result->reason ? result->reason : "");
}

static const struct fetch_events web_events = {web_delivered, web_ended};

/* What is not as it is without being told otherwise is set between this and web_build. */
static inline void web_init(void)
{
    static const uint64_t bytes[FILES] = {1200, 10000, 200000};
    static const char *const names[FILES] = {"a", "b", "c"};
    web = (struct web){.see_server = true,
                       .info = {.id = 7, .name = "server"},
                       .fetching = {.idle = 60 * SECONDS}};
    network_two_hosts(&web.network, plain_line(100));
    web.network.watched = NULL;
    web.observer =
        (struct observer){.user = &web, .server_event = web_server_event, .server_busy = web_busy};
    observer_list_add(&web.network.options.observers, &web.observer);
    for (int i = 0; i < FILES; i++)
        web.files[i] = (struct firmware_file){.name = (char *)names[i], .bytes = bytes[i]};
    web.load = (struct firmware_load){.name = "LOAD", .files = web.files, .file_count = FILES};
    image_store_init(&web.store, NULL);
    for (int i = 0; i < FILES; i++)
        web.images[i] = image_of(&web.store, &web.files[i], false);
    web.config = (struct http_server_config){
        .port = HTTP_PORT, .processor = &web.processor, .lookup = web_look_up, .user = &web};
}

/* The network, without a server. */
static inline void web_build_bare(void)
{
    network_build(&web.network);
    for (uint32_t i = 0; i < 2; i++)
        web.hosts[i] = native_engine.host(web.network.net, i);
    processor_init(&web.processor, web.network.net, web.info.id, 50 * MICROSECONDS);
}

static inline void web_build(void)
{
    web_build_bare();
    web.server = http_server_new(web.hosts[0], &web.config, &web.info);
}

static inline struct http_fetch *web_fetch(const char *name)
{
    return http_fetch_start(web.hosts[1], (struct net_endpoint){HTTP_HOST, HTTP_PORT}, TRAFFIC_HTTP,
                            name, &web.fetching, &web_events, &web);
}

static inline void web_run_until(sim_time microseconds)
{
    ck_assert(!native_engine.run(web.network.net, microseconds * MICROSECONDS, UINT64_MAX));
}

/* What still fetches comes to its end, with nobody to answer it. */
static inline void web_fini(void)
{
    if (web.server)
        http_server_free(web.server);
    network_run(&web.network);
    network_fini(&web.network);
    image_store_fini(&web.store);
}

/* --- one end of a connection, without HTTP --------------------------------------------------- */

/* Writes down what it gets, and by its socket a test sends whatever it likes. */
struct raw {
    struct net_host *host;
    struct net_tcp *tcp; /* NULL when it has ended */
    char got[4000];
    uint64_t received; /* bytes */
    bool finished;
    enum net_tcp_end end;
};

static inline void raw_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct raw *r = user;
    for (uint32_t i = 0; i < length && r->received + i < sizeof r->got - 1; i++)
        r->got[r->received + i] = (char)bytes[i];
    r->received += length;
}

static inline void raw_finished(void *user)
{
    ((struct raw *)user)->finished = true;
}

static inline void raw_ended(void *user, enum net_tcp_end end)
{
    struct raw *r = user;
    r->tcp = NULL;
    r->end = end;
}

static const struct net_tcp_events raw_events = {
    .received = raw_received, .finished = raw_finished, .ended = raw_ended};

static inline void raw_send(struct raw *r, const char *text)
{
    net_tcp_send(r->host, r->tcp, (const uint8_t *)text, (uint32_t)strlen(text), NULL, 0);
}

#endif
