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
    uint32_t unread;                  /* datagrams in the receive buffer that are for it */
    struct transfer *next, *previous; /* of all, or the next free one */
};

struct tftp_server {
    struct net_host *host;
    struct tftp_server_config config;
    const struct server_info *info;
    struct tftp_server_counters counters;
    struct net_udp *udp; /* port 69 */
    struct transfer *transfers, *unused;
    uint32_t transfer_count;
    struct receive_queue received; /* and not yet worked on; a datagram's owner is its transfer */
    struct timer processor;        /* fires when the first one received has been worked on */
    sim_time free_at;              /* when the processor has done all the sending it has taken up */
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

/* The processor works on one packet more, from when it is free: returns when that is done. */
static sim_time work(struct tftp_server *s)
{
    const sim_time start = time_max(now_of(s), s->free_at);
    s->free_at = start + s->config.cpu;
    OBSERVE(&s->host->net->observers, server_busy, s->info->id, start, s->free_at);
    return s->free_at;
}

/* Takes up the first packet received, unless one is being worked on. */
static void work_if_any(struct tftp_server *s)
{
    if (s->received.first && !timer_is_set(&s->processor))
        timer_set(s->host->net->events, &s->processor, work(s));
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

static void send_action(struct transfer *t, const struct tftp_sender_action *a, sim_time at)
{
    struct tftp_server *s = t->server;
    const bool data = a->kind == TFTP_SENDER_SEND_DATA;
    const struct net_endpoint to = {a->address, a->port};
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
    const sim_time cpu = s->config.cpu;
    while (t->udp &&
           tftp_sender_next(&t->machine, &action, time_max(now_of(s), s->free_at) + cpu)) {
        switch (action.kind) {
        case TFTP_SENDER_SEND_HEADER:
        case TFTP_SENDER_SEND_DATA:
            send_action(t, &action, work(s));
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

static void transfer_expired(struct timer *timer)
{
    struct transfer *t = CONTAINER_OF(timer, struct transfer, timer);
    check_context.entity = t->server->info->name;
    tftp_sender_expire(&t->machine, now_of(t->server));
    drive(t);
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
    drive(t);
}

static void refuse(struct tftp_server *s, struct net_endpoint peer, enum tftp_error_code code,
                   const char *text)
{
    uint8_t error[128];
    const int length = tftp_encode_error(error, sizeof error, code, text);
    CHECK(length > 0);
    observe(s, SERVER_REFUSED);
    net_udp_send_at(s->host, s->udp, peer, error, (uint32_t)length, NULL, 0, work(s));
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
    drive(t);
}

static void processor_is_done(struct timer *timer)
{
    struct tftp_server *s = CONTAINER_OF(timer, struct tftp_server, processor);
    struct net_datagram *d = receive_queue_take(&s->received);
    struct transfer *t = d->owner;
    check_context.entity = s->info->name;
    if (t) {
        t->unread--;
        give_to_transfer(t, d);
    } else {
        answer_request(s, d);
    }
    net_release(s->host, d);
    work_if_any(s);
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
