#include "models/devices/tftp_server.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/datagram.h"
#include "models/devices/receive_queue.h"
#include "models/tftp/sender.h"

struct transfer {
    struct tftp_sender machine;
    struct timer timer; /* the machine's deadline */
    struct tftp_server *server;
    struct net_udp *udp; /* its TID; NULL when the transfer has ended */
    const struct image *image;
    struct transfer *next_to_send; /* in the list of those that may have something to send */
    bool listed;
    uint32_t unread;                  /* datagrams in the receive buffer that are for it */
    struct transfer *next, *previous; /* of all, or the next free one */
};

/* What the processor works on until its timer fires. */
enum job { JOB_NONE, JOB_RECEIVE, JOB_SEND, JOB_ANSWER };

struct tftp_server {
    struct net_host *host;
    struct tftp_server_config config;
    const struct server_info *info;
    struct tftp_server_counters counters;
    struct net_udp *udp; /* port 69 */
    struct transfer *transfers, *unused;
    uint32_t transfer_count;
    struct receive_queue received; /* and not yet worked on; a datagram's owner is its transfer */
    struct transfer *first_to_send, *last_to_send;
    enum job job;
    struct timer processor;
    struct transfer *sending;         /* of JOB_SEND */
    struct tftp_sender_action action; /* of JOB_SEND: to be sent when the processor is done */
    struct net_endpoint refused;      /* of JOB_ANSWER: who gets an ERROR */
    struct tftp_answer answer;        /* of JOB_ANSWER */
};

static sim_time now_of(const struct tftp_server *s)
{
    return net_now(s->host->net);
}

static void observe(struct tftp_server *s, enum server_event event)
{
    OBSERVE(&s->host->net->observers, server_event, s->info->id, event, now_of(s));
}

/* The transfer may have something to send: the processor asks it when it comes to it. */
static void list_to_send(struct transfer *t)
{
    struct tftp_server *s = t->server;
    if (t->listed)
        return;
    t->listed = true;
    t->next_to_send = NULL;
    if (s->first_to_send)
        s->last_to_send->next_to_send = t;
    else
        s->first_to_send = t;
    s->last_to_send = t;
}

static void unlist(struct tftp_server *s)
{
    s->first_to_send->listed = false;
    s->first_to_send = s->first_to_send->next_to_send;
}

static void forget_if_unused(struct transfer *t)
{
    struct tftp_server *s = t->server;
    if (t->udp || t->unread || t->listed)
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
    timer_cancel(s->host->net->events, &t->timer);
    net_udp_close(s->host, t->udp);
    t->udp = NULL;
    s->transfer_count--;
    const bool gave_up =
        t->machine.failure == TFTP_FAILURE_GAVE_UP || t->machine.failure == TFTP_FAILURE_IDLE;
    if (gave_up)
        observe(s, SERVER_GAVE_UP);
    observe(s, SERVER_ENDED);
}

static void work(struct tftp_server *s, enum job job)
{
    const sim_time now = now_of(s), end = now + s->config.cpu;
    s->job = job;
    timer_set(s->host->net->events, &s->processor, end);
    OBSERVE(&s->host->net->observers, server_busy, s->info->id, now, end);
}

static void set_deadline(struct transfer *t)
{
    timer_set(t->server->host->net->events, &t->timer, tftp_sender_deadline(&t->machine));
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

/* Lets the machine say what it wants done, until that is something to send. */
static bool has_to_send(struct tftp_server *s, struct transfer *t)
{
    while (t->udp && tftp_sender_next(&t->machine, &s->action, now_of(s) + s->config.cpu)) {
        switch (s->action.kind) {
        case TFTP_SENDER_SEND_HEADER:
        case TFTP_SENDER_SEND_DATA:
            return true;
        case TFTP_SENDER_BLOCK_ACKED:
            report_block(s, &s->action);
            break;
        case TFTP_SENDER_DONE:
        case TFTP_SENDER_FAILED:
            end_transfer(t);
            break;
        }
    }
    return false;
}

/* Takes up the next piece of work: what is to be sent before what has been received. */
static void take_up_work(struct tftp_server *s)
{
    s->job = JOB_NONE;
    while (s->first_to_send) {
        struct transfer *t = s->first_to_send;
        if (has_to_send(s, t)) {
            s->sending = t;
            work(s, JOB_SEND);
            return;
        }
        unlist(s);
        if (t->udp)
            set_deadline(t);
        else
            forget_if_unused(t);
    }
    if (s->received.first)
        work(s, JOB_RECEIVE);
}

static void take_up_work_if_free(struct tftp_server *s)
{
    if (s->job == JOB_NONE)
        take_up_work(s);
}

static void transfer_expired(struct timer *timer)
{
    struct transfer *t = CONTAINER_OF(timer, struct transfer, timer);
    check_context.entity = t->server->info->name;
    tftp_sender_expire(&t->machine, now_of(t->server));
    list_to_send(t);
    take_up_work_if_free(t->server);
}

static void transfer_receive(void *user, const struct net_datagram *d)
{
    struct transfer *t = user;
    t->unread++;
    receive_queue_put(&t->server->received, t->server->host, d, t);
    take_up_work_if_free(t->server);
}

static void server_receive(void *user, const struct net_datagram *d)
{
    struct tftp_server *s = user;
    if (d->unreachable) /* an ERROR that it sent found nobody; there is nothing to end */
        return;
    receive_queue_put(&s->received, s->host, d, NULL);
    take_up_work_if_free(s);
}

static struct transfer *transfer_new(struct tftp_server *s)
{
    struct transfer *t = s->unused;
    if (t)
        s->unused = t->next;
    else
        t = mem_calloc(1, sizeof *t);
    *t = (struct transfer){.server = s, .next = s->transfers};
    timer_init(&t->timer, transfer_expired);
    if (t->next)
        t->next->previous = t;
    s->transfers = t;
    return t;
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
    s->transfer_count++;
    observe(s, SERVER_STARTED);
    const struct tftp_sender_limits limits = {s->config.largest_blksize,
                                              s->config.largest_windowsize};
    tftp_sender_init(&t->machine, &s->config.policy, s->config.rollover);
    tftp_sender_start(&t->machine, request, peer.address, peer.port, t->image->length, &limits,
                      now_of(s));
    list_to_send(t);
}

static void refuse(struct tftp_server *s, struct net_endpoint peer, enum tftp_error_code code,
                   const char *text)
{
    observe(s, SERVER_REFUSED);
    s->refused = peer;
    s->answer.code = code;
    s->answer.text = text;
    work(s, JOB_ANSWER);
}

static void look_up(struct tftp_server *s, struct net_endpoint peer)
{
    const uint32_t limit = s->config.policy.transfers;
    if (limit && s->transfer_count >= limit) {
        observe(s, SERVER_BUSY);
        return;
    }
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
    list_to_send(t);
}

static void work_on_received(struct tftp_server *s)
{
    struct net_datagram *d = receive_queue_take(&s->received);
    struct transfer *t = d->owner;
    if (!t) {
        answer_request(s, d);
    } else {
        t->unread--;
        give_to_transfer(t, d);
    }
    net_release(s->host, d);
}

static void send_answer(struct tftp_server *s)
{
    uint8_t error[128];
    const int length = tftp_encode_error(error, sizeof error, s->answer.code, s->answer.text);
    CHECK(length > 0);
    net_udp_send(s->host, s->udp, s->refused, error, (uint32_t)length, NULL, 0);
}

static void send_action(struct tftp_server *s)
{
    const struct tftp_sender_action *a = &s->action;
    const bool data = a->kind == TFTP_SENDER_SEND_DATA;
    const struct net_endpoint to = {a->address, a->port};
    net_udp_send(s->host, s->sending->udp, to, a->header, a->header_length,
                 data ? s->sending->image->bytes + a->offset : NULL, data ? a->length : 0);
    if (data)
        OBSERVE(&s->host->net->observers, server_sent, s->info->id, 1, a->retransmission);
}

static void processor_is_done(struct timer *timer)
{
    struct tftp_server *s = CONTAINER_OF(timer, struct tftp_server, processor);
    check_context.entity = s->info->name;
    const enum job job = s->job;
    s->job = JOB_NONE;
    switch (job) {
    case JOB_NONE:
        break;
    case JOB_RECEIVE:
        work_on_received(s);
        break;
    case JOB_SEND:
        send_action(s);
        break;
    case JOB_ANSWER:
        send_answer(s);
        break;
    }
    take_up_work_if_free(s);
}

struct tftp_server *tftp_server_new(struct net_host *host, const struct tftp_server_config *config,
                                    const struct server_info *info)
{
    struct tftp_server *s = mem_calloc(1, sizeof *s);
    s->host = host;
    s->config = *config;
    s->info = info;
    timer_init(&s->processor, processor_is_done);
    s->udp = net_udp_bind(host, TFTP_PORT, config->traffic, server_receive, s);
    CHECK(s->udp != NULL);
    OBSERVE(&host->net->observers, server_added, info);
    return s;
}

void tftp_server_free(struct tftp_server *s)
{
    struct event_queue *events = s->host->net->events;
    receive_queue_drop(&s->received, s->host, NULL);
    timer_cancel(events, &s->processor);
    for (struct transfer *t = s->transfers, *next; t; t = next) {
        next = t->next;
        timer_cancel(events, &t->timer);
        if (t->udp)
            net_udp_close(s->host, t->udp);
        free(t);
    }
    for (struct transfer *t = s->unused, *next; t; t = next) {
        next = t->next;
        free(t);
    }
    net_udp_close(s->host, s->udp);
    free(s);
}
