#include "models/devices/phone.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/datagram.h"
#include "models/devices/receive_queue.h"

enum phone_state {
    PHONE_WAITING,
    PHONE_BOOTING,
    PHONE_FETCHING,
    PHONE_PAUSING,
    PHONE_WRITING,
    PHONE_CHECKING,
    PHONE_RESTARTING,
    PHONE_UPGRADED,
    PHONE_FAILED,
    PHONE_STATES,
};

static const char *const state_names[PHONE_STATES] = {
    [PHONE_WAITING] = "waiting",       [PHONE_BOOTING] = "booting",   [PHONE_FETCHING] = "fetching",
    [PHONE_PAUSING] = "pausing",       [PHONE_WRITING] = "writing",   [PHONE_CHECKING] = "checking",
    [PHONE_RESTARTING] = "restarting", [PHONE_UPGRADED] = "upgraded", [PHONE_FAILED] = "failed",
};

/* From each state, a bit for each that may follow. The end of the run fails whatever is under way.
 */
static const uint16_t may_follow[PHONE_STATES] = {
    [PHONE_WAITING] = 1 << PHONE_BOOTING | 1 << PHONE_FAILED,
    [PHONE_BOOTING] = 1 << PHONE_FETCHING | 1 << PHONE_FAILED,
    [PHONE_FETCHING] = 1 << PHONE_PAUSING | 1 << PHONE_WRITING | 1 << PHONE_FAILED,
    [PHONE_PAUSING] = 1 << PHONE_FETCHING | 1 << PHONE_FAILED,
    [PHONE_WRITING] = 1 << PHONE_CHECKING | 1 << PHONE_FAILED,
    [PHONE_CHECKING] = 1 << PHONE_RESTARTING | 1 << PHONE_FAILED,
    [PHONE_RESTARTING] = 1 << PHONE_UPGRADED | 1 << PHONE_FAILED,
};

/* One transfer; it lives until its client is idle. */
struct download {
    struct phone *phone;
    struct download *next;
    struct tftp_client client;
    struct timer timer; /* the client's deadline */
    struct net_udp *udp;
};

struct phone {
    struct net_host *host;
    const struct phone_config *config;
    const struct phone_info *info;
    enum phone_state state;
    struct timer timer;         /* of the present state */
    struct download *downloads; /* one that fetches, and those before it that still dally */
    struct receive_queue received;
    struct timer processor;
    size_t file; /* that it is at, in the load */
    sim_time file_started;
    uint64_t file_bytes;
    bool file_harmed;
    sim_time flash_done; /* when all that has come will be written */
    const char *reason;  /* why it got no further, or NULL */
};

static sim_time now_of(const struct phone *p)
{
    return net_now(p->host->net);
}

static void set_timer(struct phone *p, sim_time delay)
{
    timer_set(p->host->net->events, &p->timer, now_of(p) + delay);
}

static bool has_ended(const struct phone *p)
{
    return p->state == PHONE_UPGRADED || p->state == PHONE_FAILED;
}

static bool in_service(const struct phone *p)
{
    switch (p->state) {
    case PHONE_WAITING:
    case PHONE_UPGRADED:
        return true;
    case PHONE_BOOTING:
    case PHONE_FETCHING:
    case PHONE_PAUSING:
    case PHONE_WRITING:
    case PHONE_CHECKING:
    case PHONE_FAILED:
        return p->info->background;
    case PHONE_RESTARTING:
    case PHONE_STATES:
        return false;
    }
    return false;
}

static void set_state(struct phone *p, enum phone_state state)
{
    CHECK(may_follow[p->state] & 1 << state);
    p->state = state;
    const struct phone_change change = {
        .state = state_names[state],
        .in_service = in_service(p),
        .ended = has_ended(p),
        .completed = state == PHONE_UPGRADED,
        .reason = state == PHONE_FAILED ? p->reason : NULL,
    };
    OBSERVE(&p->host->net->observers, phone_changed, p->info, &change, now_of(p));
}

static void work_if_any(struct phone *p)
{
    if (p->received.first && !timer_is_set(&p->processor))
        timer_set(p->host->net->events, &p->processor, now_of(p) + p->config->turnaround);
}

/* Drops what has come for the download. The work on the first one ends, and what is behind it has
 * the processor from now on. */
static void drop_received(struct phone *p, const struct download *d)
{
    const struct net_datagram *first = p->received.first;
    receive_queue_drop(&p->received, p->host, d);
    if (p->received.first == first)
        return;
    timer_cancel(p->host->net->events, &p->processor);
    work_if_any(p);
}

static void free_download(struct download *d)
{
    struct phone *p = d->phone;
    struct download **link = &p->downloads;
    while (*link != d)
        link = &(*link)->next;
    *link = d->next;
    timer_cancel(p->host->net->events, &d->timer);
    drop_received(p, d);
    net_udp_close(p->host, d->udp);
    free(d);
}

/* Takes away whatever could still happen. */
static void stop(struct phone *p)
{
    while (p->downloads)
        free_download(p->downloads);
    timer_cancel(p->host->net->events, &p->timer);
    timer_cancel(p->host->net->events, &p->processor);
}

static void fail(struct phone *p, const char *reason)
{
    p->reason = reason;
    set_state(p, PHONE_FAILED);
    timer_cancel(p->host->net->events, &p->timer);
}

static void keep(struct phone *p, const struct tftp_client_action *a)
{
    const uint64_t flash_bits = p->config->flash * 8;
    if (!image_matches(p->config->images[p->file], a->offset, a->data, a->length))
        p->file_harmed = true;
    p->file_bytes += a->length;
    p->flash_done = time_max(p->flash_done, now_of(p)) + time_of_bytes(a->length, flash_bits);
}

static void report_file(struct phone *p, const struct download *d, const char *reason)
{
    const struct tftp_client_counters *c = &d->client.counters;
    const struct file_info file = {
        .phone = p->info->id,
        .file = p->config->load->files[p->file].name,
        .from = p->config->server,
        .method = p->info->method,
        .started = p->file_started,
        .ended = now_of(p),
        .bytes = p->file_bytes,
        .completed = !reason,
        .reason = reason,
        .retransmissions = c->timeouts,
        .duplicates = (uint64_t)c->duplicates + c->stale,
    };
    OBSERVE(&p->host->net->observers, file_ended, &file);
}

static void ask_again_after(struct phone *p, sim_time pause)
{
    set_state(p, PHONE_PAUSING);
    set_timer(p, pause);
}

/* A file that the server does not have, or whose content is not what the index says. */
static void is_not_to_be_had(struct phone *p, const char *reason)
{
    p->reason = reason;
    if (p->config->tries_for_ever)
        ask_again_after(p, p->config->retry);
    else
        fail(p, reason);
}

static void file_failed(struct download *d, const struct tftp_client_action *a)
{
    struct phone *p = d->phone;
    const bool missing = a->failure == TFTP_FAILURE_PEER && a->peer_error == TFTP_ERROR_NOT_FOUND;
    report_file(p, d, missing ? "missing file" : tftp_failure_text(a->failure));
    if (missing)
        is_not_to_be_had(p, "missing file");
    else if (a->failure == TFTP_FAILURE_PEER)
        ask_again_after(p, p->config->retry);
    else
        ask_again_after(p, 0);
}

static void start_file(struct phone *p);

static void file_done(struct download *d)
{
    struct phone *p = d->phone;
    const uint64_t length = p->config->images[p->file]->length;
    if (p->file_harmed || p->file_bytes != length) {
        report_file(p, d, "invalid file");
        is_not_to_be_had(p, "invalid file");
        return;
    }
    report_file(p, d, NULL);
    p->reason = NULL;
    if (++p->file < p->config->load->file_count) {
        start_file(p);
        return;
    }
    set_state(p, PHONE_WRITING);
    set_timer(p, time_max(p->flash_done - now_of(p), 0));
}

static void act(struct download *d, const struct tftp_client_action *a)
{
    const struct net_endpoint to = {a->address, a->port};
    switch (a->kind) {
    case TFTP_CLIENT_SEND:
        net_udp_send(d->phone->host, d->udp, to, a->bytes, a->length, NULL, 0);
        break;
    case TFTP_CLIENT_DELIVER:
        keep(d->phone, a);
        break;
    case TFTP_CLIENT_DONE:
        file_done(d);
        break;
    case TFTP_CLIENT_FAILED:
        file_failed(d, a);
        break;
    }
}

/* Does what the client wants done, until it waits again or is through. */
static void drive(struct download *d)
{
    struct tftp_client_action action;
    while (tftp_client_next(&d->client, &action, now_of(d->phone)))
        act(d, &action);
    if (tftp_client_is_idle(&d->client))
        free_download(d);
    else
        timer_set(d->phone->host->net->events, &d->timer, tftp_client_deadline(&d->client));
}

static void download_expired(struct timer *timer)
{
    struct download *d = CONTAINER_OF(timer, struct download, timer);
    check_context.entity = d->phone->info->name;
    tftp_client_expire(&d->client, now_of(d->phone));
    drive(d);
}

static void processor_is_done(struct timer *timer)
{
    struct phone *p = CONTAINER_OF(timer, struct phone, processor);
    check_context.entity = p->info->name;
    struct net_datagram *d = receive_queue_take(&p->received);
    if (d) {
        struct download *download = d->owner;
        const struct tftp_datagram datagram = tftp_datagram_of(d);
        tftp_client_receive(&download->client, &datagram, now_of(p));
        drive(download);
        net_release(p->host, d);
    }
    work_if_any(p);
}

static void phone_receive(void *user, const struct net_datagram *d)
{
    struct download *download = user;
    if (d->unreachable) /* a phone hears of it, and waits on: only an ERROR or silence ends a file
                         */
        return;
    receive_queue_put(&download->phone->received, download->phone->host, d, download);
    work_if_any(download->phone);
}

static void start_file(struct phone *p)
{
    struct download *d = mem_calloc(1, sizeof *d);
    d->phone = p;
    d->next = p->downloads;
    p->downloads = d;
    tftp_client_init(&d->client);
    timer_init(&d->timer, download_expired);
    p->file_started = now_of(p);
    p->file_bytes = 0;
    p->file_harmed = false;
    d->udp = net_udp_bind(p->host, 0, p->config->traffic, phone_receive, d);
    CHECK(d->udp != NULL);
    const char *name = p->config->load->files[p->file].name;
    const int result =
        tftp_client_start(&d->client, &p->config->client, p->config->server, name, now_of(p));
    CHECK(result == 0); /* the catalogue refuses names that do not fit a request */
    drive(d);
}

static void fetch(struct phone *p)
{
    set_state(p, PHONE_FETCHING);
    start_file(p);
}

static void timer_fired(struct timer *timer)
{
    struct phone *p = CONTAINER_OF(timer, struct phone, timer);
    check_context.entity = p->info->name;
    switch (p->state) {
    case PHONE_WAITING:
        set_state(p, PHONE_BOOTING);
        set_timer(p, p->config->boot);
        break;
    case PHONE_BOOTING:
    case PHONE_PAUSING:
        fetch(p);
        break;
    case PHONE_WRITING:
        set_state(p, PHONE_CHECKING);
        set_timer(p, p->config->check);
        break;
    case PHONE_CHECKING:
        set_state(p, PHONE_RESTARTING);
        set_timer(p, p->config->restart);
        break;
    case PHONE_RESTARTING:
        set_state(p, PHONE_UPGRADED);
        break;
    case PHONE_FETCHING:
    case PHONE_UPGRADED:
    case PHONE_FAILED:
    case PHONE_STATES:
        CHECK(!"a timer without purpose");
    }
}

struct phone *phone_new(struct net_host *host, const struct phone_config *config,
                        const struct phone_info *info, sim_time reset)
{
    struct phone *p = mem_calloc(1, sizeof *p);
    p->host = host;
    p->config = config;
    p->info = info;
    timer_init(&p->timer, timer_fired);
    timer_init(&p->processor, processor_is_done);
    OBSERVE(&host->net->observers, phone_added, info);
    timer_set(host->net->events, &p->timer, reset);
    return p;
}

uint64_t phone_bytes_done(const struct phone *p)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < p->file; i++)
        bytes += p->config->load->files[i].bytes;
    return p->file < p->config->load->file_count ? bytes + p->file_bytes : bytes;
}

void phone_end_of_run(struct phone *p)
{
    if (p->state == PHONE_FETCHING) /* the first download is the one that fetches */
        report_file(p, p->downloads, "limit");
    if (!has_ended(p))
        fail(p, p->reason ? p->reason : "limit");
    stop(p);
}

void phone_free(struct phone *p)
{
    stop(p);
    free(p);
}
