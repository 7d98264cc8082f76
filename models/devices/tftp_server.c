/* Port 69 and the transfers' own ports on one processor. What is answered is decided by
 * models/tftp, when it is sent by the processor. */
#include "models/devices/tftp_server.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/datagram.h"
#include "models/devices/late_timer.h"
#include "models/devices/receive_queue.h"
#include "models/tftp/sender.h"

struct transfer {
    struct tftp_sender machine;
    struct late_timer timer; /* the machine's deadline */
    struct tftp_server *server;
    struct net_udp *udp; /* its TID; NULL when the transfer has ended */
    const struct image *image;
    uint32_t unread;                  /* datagrams in the receive buffer that are for it */
    struct transfer *next, *previous; /* of all, or the next free one */
};

struct tftp_server {
    struct net_host *host;
    struct tftp_server_config config;
    const struct server_info *info;
    struct tftp_server_counters counters;
    struct net_udp *udp;                 /* for requests; NULL while it is switched off */
    struct transfer *transfers, *unused; /* the newest first */
    uint32_t transfer_count;             /* under way */
    struct receive_queue received; /* and not yet worked on; a datagram's owner is its transfer */
    struct timer reading;          /* fires when the first one received has been worked on */
    struct receive_queue waiting;  /* requests beyond the limit, of a kind whose requests wait */
    struct late_timer poll;        /* of a kind that polls: when it wakes next ... */
    sim_time looked_at;            /* ... and when it last looked at its deadlines */
    struct tftp_answer answer;     /* to a request */
};

static sim_time now_of(const struct tftp_server *s)
{
    return net_now(s->host->net);
}

static void observe(struct tftp_server *s, enum server_event event)
{
    OBSERVE(&s->host->net->observers, server_event, s->info->id, event, now_of(s));
}

static void forget_if_unused(struct transfer *t)
{
    struct tftp_server *s = t->server;
    if (t->udp || t->unread)
        return;
    if (t->next)
        t->next->previous = t->previous;
    if (t->previous)
        t->previous->next = t->next;
    else
        s->transfers = t->next;
    t->next = s->unused;
    s->unused = t;
}

static void end_transfer(struct transfer *t)
{
    struct tftp_server *s = t->server;
    late_timer_cancel(&t->timer);
    net_udp_close(s->host, t->udp);
    t->udp = NULL;
    s->config.processor->transfers--;
    s->transfer_count--;
    const bool gave_up =
        t->machine.failure == TFTP_FAILURE_GAVE_UP || t->machine.failure == TFTP_FAILURE_IDLE;
    if (gave_up)
        observe(s, SERVER_GAVE_UP);
    observe(s, SERVER_ENDED);
}

/* Takes up the first packet received, unless one is being worked on. */
static void work_if_any(struct tftp_server *s)
{
    if (s->received.first && !timer_is_set(&s->reading))
        timer_set(s->host->net->events, &s->reading, processor_work(s->config.processor, 1));
}

static void set_deadline(struct transfer *t)
{
    if (t->server->config.kind.poll == 0)
        late_timer_set(&t->timer, tftp_sender_deadline(&t->machine));
}

static void report_block(struct tftp_server *s, const struct tftp_sender_action *a)
{
    if (a->block_time == TIME_NEVER)
        return;
    const struct block_info block = {.server = s->info->id,
                                     .sent_once = a->rtt != TIME_NEVER,
                                     .rtt = a->rtt,
                                     .block_time = a->block_time};
    OBSERVE(&s->host->net->observers, block_acknowledged, &block, now_of(s));
}

static void send_action(struct transfer *t, const struct tftp_sender_action *a, sim_time at)
{
    struct tftp_server *s = t->server;
    const bool data = a->kind == TFTP_SENDER_SEND_DATA;
    const struct net_endpoint to = {a->address, a->port};
    tftp_count(s->host->net, a->header);
    net_udp_send_at(s->host, t->udp, to, a->header, a->header_length,
                    data ? t->image->bytes + a->offset : NULL, data ? a->length : 0, at);
    if (data)
        OBSERVE(&s->host->net->observers, server_sent, s->info->id, 1, a->retransmission);
}

/* Does what the transfer's machine wants done. Each packet that it sends takes the processor; what
 * is to be sent goes before what has come in. */
static void drive(struct transfer *t)
{
    struct tftp_server *s = t->server;
    struct tftp_sender_action action;
    struct processor *processor = s->config.processor;
    while (t->udp &&
           tftp_sender_next(&t->machine, &action, processor_start(processor) + processor->cpu)) {
        switch (action.kind) {
        case TFTP_SENDER_SEND_HEADER:
        case TFTP_SENDER_SEND_DATA:
            send_action(t, &action, processor_work(processor, 1));
            break;
        case TFTP_SENDER_BLOCK_ACKED:
            report_block(s, &action);
            break;
        case TFTP_SENDER_DONE:
        case TFTP_SENDER_FAILED:
            end_transfer(t);
            break;
        }
    }
    if (t->udp)
        set_deadline(t);
    else
        forget_if_unused(t);
}

static void expire(struct transfer *t)
{
    tftp_sender_expire(&t->machine, now_of(t->server));
    drive(t);
}

static sim_time earliest_deadline(const struct tftp_server *s)
{
    sim_time earliest = TIME_NEVER;
    for (const struct transfer *t = s->transfers; t; t = t->next)
        if (t->udp)
            earliest = time_min(earliest, tftp_sender_deadline(&t->machine));
    return earliest;
}

/* When it wakes by itself and finds that a deadline has passed: what it sees before is nothing. */
static void set_poll(struct tftp_server *s)
{
    const sim_time poll = s->config.kind.poll;
    const sim_time earliest = earliest_deadline(s);
    if (earliest == TIME_NEVER)
        late_timer_cancel(&s->poll);
    else
        late_timer_set(&s->poll, s->looked_at + (earliest - s->looked_at + poll - 1) / poll * poll);
}

/* A kind that polls goes through its transfers, the newest first, up to `end`. */
static void expire_until(struct tftp_server *s, const struct transfer *end)
{
    for (struct transfer *t = s->transfers, *next; t != end; t = next) {
        next = t->next;
        if (t->udp && tftp_sender_deadline(&t->machine) <= now_of(s))
            expire(t);
    }
}

/* A kind that polls has woken. */
static void look_at_deadlines(struct tftp_server *s)
{
    expire_until(s, NULL);
    s->looked_at = now_of(s);
    set_poll(s);
}

static void transfer_receive(void *user, const struct net_datagram *d)
{
    struct transfer *t = user;
    t->unread += receive_queue_put(&t->server->received, t->server->host, d, t);
    work_if_any(t->server);
}

static void server_receive(void *user, const struct net_datagram *d)
{
    struct tftp_server *s = user;
    if (d->unreachable) /* an ERROR that it sent found nobody; there is nothing to end */
        return;
    receive_queue_put(&s->received, s->host, d, NULL);
    work_if_any(s);
}

static void transfer_expired(struct late_timer *timer);

static struct transfer *transfer_new(struct tftp_server *s)
{
    struct transfer *t = s->unused;
    if (t)
        s->unused = t->next;
    else
        t = mem_calloc(1, sizeof *t);
    *t = (struct transfer){.server = s, .next = s->transfers};
    late_timer_init(&t->timer, s->host, transfer_expired);
    if (t->next)
        t->next->previous = t;
    s->transfers = t;
    return t;
}

static uint16_t largest_blksize(const struct tftp_server *s)
{
    return tftp_server_kind_blksize(&s->config.kind, s->config.largest_blksize,
                                    s->host->mtu - NET_UDP_OVERHEAD - TFTP_DATA_HEADER);
}

static void start_transfer(struct tftp_server *s, const struct tftp_request *request,
                           struct net_endpoint peer, const struct image *image)
{
    struct transfer *t = transfer_new(s);
    t->udp = net_udp_bind(s->host, 0, s->config.traffic, transfer_receive, t);
    if (!t->udp) { /* every port is in use */
        observe(s, SERVER_BUSY);
        forget_if_unused(t);
        return;
    }
    t->image = request->mode == TFTP_NETASCII ? image_as_netascii(s->config.images, image) : image;
    s->config.processor->transfers++;
    s->transfer_count++;
    observe(s, SERVER_STARTED);
    if (s->config.kind.lets_fragment)
        net_udp_let_fragment(s->host, t->udp);
    const struct tftp_sender_limits limits = {largest_blksize(s), s->config.largest_windowsize};
    tftp_sender_init(&t->machine, &s->config.kind, s->config.rollover);
    tftp_sender_start(&t->machine, request, peer.address, peer.port, t->image->length, &limits,
                      now_of(s));
    drive(t);
}

static void refuse(struct tftp_server *s, struct net_endpoint peer, enum tftp_error_code code,
                   const char *text)
{
    uint8_t error[128];
    const int length = tftp_encode_error(error, sizeof error, code, text);
    CHECK(length > 0);
    observe(s, SERVER_REFUSED);
    tftp_count(s->host->net, error);
    net_udp_send_at(s->host, s->udp, peer, error, (uint32_t)length, NULL, 0,
                    processor_work(s->config.processor, 1));
}

static bool is_full(const struct tftp_server *s)
{
    const struct tftp_server_kind *kind = &s->config.kind;
    const uint32_t count = kind->requests_wait ? s->transfer_count : s->config.processor->transfers;
    return kind->transfers && count >= kind->transfers;
}

static void turn_away(struct tftp_server *s, const struct net_datagram *d)
{
    observe(s, SERVER_BUSY);
    if (s->config.kind.requests_wait)
        receive_queue_put(&s->waiting, s->host, d, NULL);
}

static void look_up(struct tftp_server *s, struct net_endpoint peer)
{
    const struct image *image = s->config.lookup(s->config.user, s->answer.request.filename);
    if (image)
        start_transfer(s, &s->answer.request, peer, image);
    else
        refuse(s, peer, TFTP_ERROR_NOT_FOUND, "file not found");
}

/* Works on a packet that came to port 69. */
static void answer_request(struct tftp_server *s, const struct net_datagram *d)
{
    const struct tftp_datagram datagram = tftp_datagram_of(d);
    tftp_server_answer(&datagram, &s->answer, &s->counters);
    switch (s->answer.kind) {
    case TFTP_ANSWER_IGNORE:
        break;
    case TFTP_ANSWER_REFUSE:
        observe(s, SERVER_REQUEST);
        refuse(s, d->source, s->answer.code, s->answer.text);
        break;
    case TFTP_ANSWER_READ:
        observe(s, SERVER_REQUEST);
        if (is_full(s))
            turn_away(s, d);
        else
            look_up(s, d->source);
        break;
    }
}

static void give_to_transfer(struct transfer *t, const struct net_datagram *d)
{
    const struct tftp_datagram datagram = tftp_datagram_of(d);
    if (!t->udp) {
        forget_if_unused(t);
        return;
    }
    if (d->unreachable)
        tftp_sender_unreachable(&t->machine, d->source.address, d->source.port);
    else
        tftp_sender_receive(&t->machine, &datagram, now_of(t->server));
    drive(t);
}

/* Those that have waited, as soon as there is room. */
static void answer_waiting(struct tftp_server *s)
{
    while (s->waiting.first && !is_full(s)) {
        struct net_datagram *d = receive_queue_take(&s->waiting);
        const struct tftp_datagram datagram = tftp_datagram_of(d);
        tftp_server_answer(&datagram, &s->answer, &s->counters);
        look_up(s, d->source);
        net_release(s->host, d);
    }
}

/* Apart, since most kinds neither poll nor have anybody wait. */
__attribute__((noinline)) static void look_closely(struct tftp_server *s)
{
    if (s->config.kind.poll)
        look_at_deadlines(s);
    if (s->waiting.first)
        answer_waiting(s);
}

/* Something has happened to its transfers. */
static void look_around(struct tftp_server *s)
{
    if (s->config.kind.poll || s->waiting.first)
        look_closely(s);
}

static void transfer_expired(struct late_timer *timer)
{
    struct transfer *t = CONTAINER_OF(timer, struct transfer, timer);
    struct tftp_server *s = t->server;
    check_context.entity = s->info->name;
    expire(t);
    look_around(s);
}

static void has_polled(struct late_timer *timer)
{
    struct tftp_server *s = CONTAINER_OF(timer, struct tftp_server, poll);
    check_context.entity = s->info->name;
    look_around(s);
}

static void has_read(struct timer *timer)
{
    struct tftp_server *s = CONTAINER_OF(timer, struct tftp_server, reading);
    struct net_datagram *d = receive_queue_take(&s->received);
    struct transfer *t = d->owner;
    check_context.entity = s->info->name;
    if (t) {
        t->unread--;
        if (s->config.kind.poll) /* those before it have their turn before it */
            expire_until(s, t);
        give_to_transfer(t, d);
    } else {
        answer_request(s, d);
    }
    net_release(s->host, d);
    look_around(s);
    work_if_any(s);
}

static void switch_on(struct tftp_server *s)
{
    const uint16_t port = s->config.port ? s->config.port : TFTP_PORT;
    s->udp = net_udp_bind(s->host, port, s->config.traffic, server_receive, s);
    CHECK(s->udp != NULL);
}

static void forget_transfer(struct transfer *t)
{
    t->unread = 0;
    if (t->udp)
        end_transfer(t);
    forget_if_unused(t);
}

static void switch_off(struct tftp_server *s)
{
    receive_queue_drop(&s->received, s->host, NULL);
    receive_queue_drop(&s->waiting, s->host, NULL);
    timer_cancel(s->host->net->events, &s->reading);
    late_timer_cancel(&s->poll);
    while (s->transfers)
        forget_transfer(s->transfers);
    net_udp_close(s->host, s->udp);
    s->udp = NULL;
}

struct tftp_server *tftp_server_new(struct net_host *host, const struct tftp_server_config *config,
                                    const struct server_info *info)
{
    struct tftp_server *s = mem_calloc(1, sizeof *s);
    s->host = host;
    s->config = *config;
    s->info = info;
    timer_init(&s->reading, has_read);
    late_timer_init(&s->poll, host, has_polled);
    switch_on(s);
    OBSERVE(&host->net->observers, server_added, info);
    return s;
}

void tftp_server_set_up(struct tftp_server *s, bool up)
{
    const bool is_up = s->udp != NULL;
    if (up && !is_up)
        switch_on(s);
    if (!up && is_up)
        switch_off(s);
}

static void free_all(struct tftp_server *s, struct transfer *t)
{
    for (struct transfer *next; t; t = next) {
        next = t->next;
        late_timer_cancel(&t->timer);
        if (t->udp)
            net_udp_close(s->host, t->udp);
        free(t);
    }
}

void tftp_server_free(struct tftp_server *s)
{
    receive_queue_drop(&s->received, s->host, NULL);
    receive_queue_drop(&s->waiting, s->host, NULL);
    timer_cancel(s->host->net->events, &s->reading);
    late_timer_cancel(&s->poll);
    free_all(s, s->transfers);
    free_all(s, s->unused);
    if (s->udp)
        net_udp_close(s->host, s->udp);
    free(s);
}
