/* Carries out the PFS machine's actions on UDP and passes on its news; TCP is in
 * peer_connection.c, the rules are in models/pfs. */
#include "models/devices/peer.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/peer_private.h"

static net_receive_fn receive;

static void open_ports(struct peer *p)
{
    p->udp = net_udp_bind(p->host, PFS_PORT, TRAFFIC_PFS, receive, p);
    p->listening = peer_listen(p);
    CHECK(p->udp != NULL && p->listening != NULL);
}

static enum message broadcast_kind(enum pfs_message_kind kind)
{
    switch (kind) {
    case PFS_CLAIM_MESSAGE:
        return MESSAGE_PFS_CLAIM;
    case PFS_AD_MESSAGE:
        return MESSAGE_PFS_AD;
    case PFS_WITHDRAW_MESSAGE:
        return MESSAGE_PFS_WITHDRAW;
    }
    CHECK(!"a message of the machine");
    return MESSAGE_KINDS;
}

static enum message frame_kind(enum pfs_frame_kind kind)
{
    switch (kind) {
    case PFS_FRAME_JOIN:
        return MESSAGE_PFS_JOIN;
    case PFS_FRAME_ACCEPT:
        return MESSAGE_PFS_ACCEPT;
    case PFS_FRAME_REDIRECT:
        return MESSAGE_PFS_REDIRECT;
    case PFS_FRAME_SUBTREE:
        return MESSAGE_PFS_SUBTREE;
    case PFS_FRAME_PROGRESS:
        return MESSAGE_PFS_PROGRESS;
    case PFS_FRAME_XFRCMD:
        return MESSAGE_PFS_XFRCMD;
    case PFS_FRAME_FILE:
        return MESSAGE_PFS_FILE;
    case PFS_FRAME_DATA:
        return MESSAGE_PFS_DATA;
    case PFS_FRAME_DONE:
        return MESSAGE_PFS_DONE;
    case PFS_FRAME_ABORT:
        return MESSAGE_PFS_ABORT;
    }
    CHECK(!"a frame of the machine");
    return MESSAGE_KINDS;
}

static void broadcast(struct peer *p, const struct pfs_action *a)
{
    const struct net_endpoint to = {p->host->broadcast, PFS_PORT};
    net_count(p->host->net, broadcast_kind(a->bytes[PFS_MESSAGE_KIND]));
    net_udp_send(p->host, p->udp, to, a->bytes, a->byte_count, NULL, 0);
}

static void send_to(struct peer *p, const struct pfs_action *a)
{
    const uint8_t *content = NULL;
    if (a->length)
        content = p->events->content(p->user, a->offset, a->length);
    net_count(p->host->net, frame_kind(a->bytes[PFS_FRAME_KIND]));
    peer_connection_send(a->connection, a->bytes, a->byte_count, content, a->length);
}

static void check_file(struct peer *p)
{
    uint8_t digest[PFS_DIGEST] = {0};
    const bool good = p->events->check(p->user, digest);
    pfs_peer_checked(&p->machine, good, digest, peer_now(p));
}

static enum peer_event event_of(enum pfs_event event)
{
    switch (event) {
    case PFS_EVENT_ROOT:
        return PEER_ROOT;
    case PFS_EVENT_CHILD:
        return PEER_CHILD;
    case PFS_EVENT_RECEIVING:
        return PEER_RECEIVING;
    case PFS_EVENT_HAS_FILE:
        return PEER_HAS_FILE;
    case PFS_EVENT_LEFT:
        return PEER_LEFT;
    case PFS_EVENT_FELL_BACK:
        return PEER_FELL_BACK;
    case PFS_EVENT_DONE:
        return PEER_DONE;
    case PFS_EVENT_ACCEPTED:
        return PEER_ACCEPTED;
    case PFS_EVENT_CHILD_GONE:
        return PEER_CHILD_GONE;
    }
    CHECK(!"an event of the machine");
    return PEER_EVENTS;
}

static void report(struct peer *p, const struct pfs_action *a)
{
    if (a->event == PFS_EVENT_RECEIVING)
        p->parent = a->address;
    const struct peer_info info = {
        .phone = p->info->id,
        .file = p->machine.file.name,
        .event = event_of(a->event),
        .other = a->address,
        .xid = p->machine.xid,
        .map = p->machine.map,
        .depth = a->depth,
        .reason = a->reason,
    };
    OBSERVE(&p->host->net->observers, peer_changed, &info, peer_now(p));
}

static void act(struct peer *p, const struct pfs_action *a)
{
    switch (a->kind) {
    case PFS_ACTION_OPEN:
        open_ports(p);
        break;
    case PFS_ACTION_BROADCAST:
        broadcast(p, a);
        break;
    case PFS_ACTION_CONNECT:
        peer_connect(p, a->address);
        break;
    case PFS_ACTION_SEND:
        send_to(p, a);
        break;
    case PFS_ACTION_CLOSE:
        peer_connection_close(a->connection);
        break;
    case PFS_ACTION_ABORT:
        peer_connection_abort(a->connection);
        break;
    case PFS_ACTION_DOWNLOAD:
        p->events->download(p->user);
        break;
    case PFS_ACTION_DELIVER:
        p->events->delivered(p->user, a->offset, a->data, a->length);
        break;
    case PFS_ACTION_CHECK:
        check_file(p);
        break;
    case PFS_ACTION_FALL_BACK:
        p->events->fall_back(p->user, a->reason);
        break;
    case PFS_ACTION_DONE:
        p->events->done(p->user);
        break;
    case PFS_ACTION_EVENT:
        report(p, a);
        break;
    case PFS_ACTION_LOG:
        console_print(p->console, a->level, a->text);
        break;
    }
}

static void set_timer(struct peer *p)
{
    const sim_time due = pfs_peer_deadline(&p->machine);
    if (!timer_is_set(&p->timer.timer) || p->timer.timer.due != due)
        late_timer_set(&p->timer, due);
}

void peer_drain(struct peer *p)
{
    struct pfs_action action;
    if (p->draining)
        return;
    p->draining = true;
    while (!p->gone && pfs_peer_next(&p->machine, &action, peer_now(p)))
        act(p, &action);
    p->draining = false;
    if (!p->gone)
        set_timer(p);
}

void peer_enter(struct peer *p)
{
    p->entered++;
}

void peer_leave(struct peer *p)
{
    if (!p->gone)
        peer_drain(p);
    if (--p->entered > 0)
        return;
    peer_connections_free(p);
    if (p->gone)
        free(p);
}

static void expired(struct late_timer *timer)
{
    struct peer *p = CONTAINER_OF(timer, struct peer, timer);
    check_context.entity = p->info->name;
    peer_enter(p);
    pfs_peer_expire(&p->machine, peer_now(p));
    peer_leave(p);
}

static void receive(void *user, const struct net_datagram *d)
{
    struct peer *p = user;
    if (d->unreachable || d->payload_length) /* a discovery message is all header */
        return;
    peer_enter(p);
    pfs_peer_receive(&p->machine, d->source.address, d->header, d->header_length, peer_now(p));
    peer_leave(p);
}

static uint32_t draw(void *user)
{
    return random_u32(user);
}

/* A phone that is plugged in again must not draw the xids once more that it had before, so that its
 * stream goes on from where its clock is: 4 draws each 100 ms. */
static void init_random(struct peer *p)
{
    const struct net *net = p->host->net;
    random_init(&p->random, net->seed, net->replication, p->host->address, RANDOM_PEER);
    p->random.counter[0] = (uint32_t)(peer_now(p) / (100 * MILLISECONDS));
}

struct peer *peer_new(struct net_host *host, const struct pfs_config *config, const char *model,
                      const struct phone_info *info, struct console *console,
                      const struct peer_events *events, void *user)
{
    struct peer *p = mem_calloc(1, sizeof *p);
    p->host = host;
    p->info = info;
    p->console = console;
    p->events = events;
    p->user = user;
    init_random(p);
    late_timer_init(&p->timer, host, expired);
    const struct pfs_identity identity = {.address = host->address, .model = model};
    pfs_peer_init(&p->machine, config, &identity, draw, &p->random);
    return p;
}

void peer_start(struct peer *p, const struct pfs_file *file)
{
    peer_enter(p);
    pfs_peer_start(&p->machine, file, peer_now(p));
    peer_leave(p);
}

void peer_download_progress(struct peer *p, uint64_t bytes, uint64_t total)
{
    peer_enter(p);
    pfs_peer_download_progress(&p->machine, bytes, total, peer_now(p));
    peer_leave(p);
}

void peer_download_done(struct peer *p, uint64_t size, const uint8_t digest[PFS_DIGEST])
{
    peer_enter(p);
    pfs_peer_download_done(&p->machine, size, digest, peer_now(p));
    peer_leave(p);
}

void peer_download_failed(struct peer *p, bool missing)
{
    peer_enter(p);
    pfs_peer_download_failed(&p->machine, missing, peer_now(p));
    peer_leave(p);
}

uint32_t peer_parent(const struct peer *p)
{
    return p->parent;
}

enum pfs_state peer_state(const struct peer *p)
{
    return p->machine.state;
}

bool peer_is_downloading(const struct peer *p)
{
    return p->machine.state == PFS_ROOT_TRANSFER;
}

void peer_free(struct peer *p)
{
    p->gone = true;
    peer_connections_abort(p);
    late_timer_cancel(&p->timer);
    if (p->udp)
        net_udp_close(p->host, p->udp);
    if (p->listening)
        net_tcp_abort(p->host, p->listening);
    if (p->entered > 0)
        return;
    peer_connections_free(p);
    free(p);
}
