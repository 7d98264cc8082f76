/* A connection's states from its request to its close, and the processor's work in between.
 * Requests are read, and answers worded, by models/http. */
#include "models/devices/http_server.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/late_timer.h"
#include "models/http/request.h"
#include "models/http/response.h"

enum { PIECE_BYTES = HTTP_SERVER_PIECE * NET_TCP_MSS };

enum connection_state {
    CONNECTION_READING, /* its request; the timer is the limit on that */
    CONNECTION_WORKING, /* the processor works on the request */
    CONNECTION_SENDING, /* ... on the answer's next piece */
    CONNECTION_FULL,    /* the send buffer is; the timer is the limit on that */
    CONNECTION_CLOSING, /* all has been given to TCP; the timer is the next look at how it goes */
};

/* The answer is its head, and then `content` bytes of the image from `request.from` on. */
struct connection {
    struct http_server *server;
    struct net_tcp *tcp;
    enum connection_state state;
    struct late_timer timer;
    const struct image *image;
    bool is_transfer; /* counts as one */
    uint32_t head_length;
    uint64_t content, given; /* bytes: of the image; of the answer, given to TCP */
    uint64_t unsent;         /* bytes that had not gone out at the last look */
    struct connection *next, *previous;
    uint8_t head[HTTP_RESPONSE_HEAD_MAX];
    struct http_request request;
};

struct http_server {
    struct net_host *host;
    struct http_server_config config;
    const struct server_info *info;
    struct net_tcp *listening; /* NULL while it is switched off */
    struct connection *connections;
    struct http_server_counters counters;
};

static void observe(struct http_server *s, enum server_event event)
{
    OBSERVE(&s->host->net->observers, server_event, s->info->id, event, net_now(s->host->net));
}

static bool is_legal(enum connection_state from, enum connection_state to)
{
    switch (from) {
    case CONNECTION_READING:
        return to == CONNECTION_WORKING || to == CONNECTION_CLOSING;
    case CONNECTION_WORKING:
        return to == CONNECTION_SENDING;
    case CONNECTION_SENDING:
        return to == CONNECTION_FULL || to == CONNECTION_CLOSING;
    case CONNECTION_FULL:
        return to == CONNECTION_SENDING;
    case CONNECTION_CLOSING:
        return false;
    }
    return false;
}

static void set_state(struct connection *c, enum connection_state state)
{
    CHECK(is_legal(c->state, state));
    c->state = state;
}

static void set_timer(struct connection *c, sim_time due)
{
    late_timer_set(&c->timer, due);
}

static void connection_free(struct connection *c)
{
    late_timer_cancel(&c->timer);
    if (c->next)
        c->next->previous = c->previous;
    if (c->previous)
        c->previous->next = c->next;
    else
        c->server->connections = c->next;
    free(c);
}

/* The connection is no more, in one way or another; `broken` when not in order. */
static void connection_ended(struct connection *c, bool broken)
{
    struct http_server *s = c->server;
    if (c->state == CONNECTION_READING)
        s->counters.silent++;
    else if (broken && c->request.state == HTTP_REQUEST_COMPLETE)
        s->counters.broken++;
    if (c->is_transfer) {
        s->config.processor->transfers--;
        observe(s, SERVER_ENDED);
    }
    connection_free(c);
}

/* There will be nothing more to send. */
static void close_connection(struct connection *c)
{
    struct net_host *host = c->server->host;
    set_state(c, CONNECTION_CLOSING);
    net_tcp_close(host, c->tcp);
    c->unsent = net_tcp_unsent(host, c->tcp);
    set_timer(c, net_now(host->net) + HTTP_SERVER_STALL_LIMIT);
}

static void give_up_answer(struct connection *c)
{
    net_tcp_abort(c->server->host, c->tcp);
    connection_ended(c, true);
}

/* What went out is TCP's to have acknowledged; what does not go out, or a peer that does not close,
 * nobody else notices. */
static void look_after(struct connection *c)
{
    struct net_host *host = c->server->host;
    const uint64_t unsent = net_tcp_unsent(host, c->tcp);
    if (unsent == c->unsent) {
        give_up_answer(c);
        return;
    }
    c->unsent = unsent;
    set_timer(c, net_now(host->net) + HTTP_SERVER_STALL_LIMIT);
}

/* Of the answer's next piece. */
static uint32_t piece_length(const struct connection *c)
{
    const uint64_t left = c->head_length + c->content - c->given;
    return left < PIECE_BYTES ? (uint32_t)left : PIECE_BYTES;
}

static void work_on_piece(struct connection *c)
{
    const uint32_t packets = (piece_length(c) + NET_TCP_MSS - 1) / NET_TCP_MSS;
    late_timer_set_exact(&c->timer, processor_work(c->server->config.processor, packets));
}

static void wait_for_room(struct connection *c)
{
    set_state(c, CONNECTION_FULL);
    set_timer(c, net_now(c->server->host->net) + HTTP_SERVER_STALL_LIMIT);
}

static void tcp_writable(void *user)
{
    struct connection *c = user;
    if (c->state != CONNECTION_FULL)
        return;
    set_state(c, CONNECTION_SENDING);
    work_on_piece(c);
}

static void send_piece(struct connection *c)
{
    const uint32_t length = piece_length(c);
    const uint32_t head = c->given == 0 ? c->head_length : 0;
    const uint64_t offset = c->request.from + c->given + head - c->head_length;
    const bool room = net_tcp_send(c->server->host, c->tcp, c->head, head,
                                   length > head ? c->image->bytes + offset : NULL, length - head);
    c->given += length;
    if (c->given == c->head_length + c->content)
        close_connection(c);
    else if (room)
        work_on_piece(c);
    else
        wait_for_room(c);
}

/* The head is written. */
static void start_answer(struct connection *c, uint64_t content)
{
    c->content = content;
    set_state(c, CONNECTION_SENDING);
    work_on_piece(c);
}

static void start_transfer(struct connection *c)
{
    c->is_transfer = true;
    c->server->config.processor->transfers++;
    observe(c->server, SERVER_STARTED);
    const uint64_t from = c->request.from, all = c->image->length;
    c->head_length =
        from ? http_encode_range(c->head, from, all) : http_encode_response(c->head, HTTP_OK, all);
    start_answer(c, c->request.without_content ? 0 : all - from);
}

static void refuse_range(struct connection *c)
{
    observe(c->server, SERVER_REFUSED);
    c->head_length = http_encode_range(c->head, c->request.from, c->image->length);
    start_answer(c, 0);
}

static void refuse(struct connection *c, enum http_status status)
{
    observe(c->server, status == HTTP_UNAVAILABLE ? SERVER_BUSY : SERVER_REFUSED);
    c->head_length = http_encode_response(c->head, status, 0);
    start_answer(c, 0);
}

static void answer_request(struct connection *c)
{
    struct http_server *s = c->server;
    const uint32_t limit = s->config.transfers;
    observe(s, SERVER_REQUEST);
    if (c->request.status != HTTP_OK) {
        refuse(c, c->request.status);
        return;
    }
    if (limit && s->config.processor->transfers >= limit) {
        refuse(c, HTTP_UNAVAILABLE);
        return;
    }
    if (s->config.guarded && !c->request.authorized &&
        strcmp(s->config.guarded, c->request.name) == 0) {
        refuse(c, HTTP_UNAUTHORIZED);
        return;
    }
    c->image = s->config.lookup(s->config.user, c->request.name);
    if (!c->image)
        refuse(c, HTTP_NOT_FOUND);
    else if (c->request.from > 0 && c->request.from >= c->image->length)
        refuse_range(c);
    else
        start_transfer(c);
}

/* No complete request will come. */
static void give_up(struct connection *c)
{
    c->server->counters.silent++;
    close_connection(c);
}

static void timer_fired(struct late_timer *timer)
{
    struct connection *c = CONTAINER_OF(timer, struct connection, timer);
    check_context.entity = c->server->info->name;
    switch (c->state) {
    case CONNECTION_READING:
        give_up(c);
        break;
    case CONNECTION_WORKING:
        answer_request(c);
        break;
    case CONNECTION_SENDING:
        send_piece(c);
        break;
    case CONNECTION_FULL:
        give_up_answer(c);
        break;
    case CONNECTION_CLOSING:
        look_after(c);
        break;
    }
}

static void tcp_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct connection *c = user;
    if (c->state != CONNECTION_READING || !http_request_receive(&c->request, bytes, length))
        return;
    set_state(c, CONNECTION_WORKING);
    late_timer_set_exact(&c->timer, processor_work(c->server->config.processor, 1));
}

/* A client may close its side behind its request. */
static void tcp_finished(void *user)
{
    struct connection *c = user;
    if (c->state == CONNECTION_READING)
        give_up(c);
}

static void tcp_ended(void *user, enum net_tcp_end end)
{
    connection_ended(user, end != NET_TCP_CLOSED);
}

static void *tcp_accepted(void *user, struct net_tcp *tcp, struct net_endpoint peer,
                          const struct net_tcp_events **events)
{
    static const struct net_tcp_events of_connections = {.received = tcp_received,
                                                         .writable = tcp_writable,
                                                         .finished = tcp_finished,
                                                         .ended = tcp_ended};
    struct http_server *s = user;
    struct connection *c = mem_calloc(1, sizeof *c);
    (void)peer;
    s->counters.connections++;
    c->server = s;
    c->tcp = tcp;
    c->next = s->connections;
    if (c->next)
        c->next->previous = c;
    s->connections = c;
    http_request_init(&c->request);
    late_timer_init(&c->timer, s->host, timer_fired);
    set_timer(c, net_now(s->host->net) + HTTP_SERVER_REQUEST_LIMIT);
    *events = &of_connections;
    return c;
}

static void switch_on(struct http_server *s)
{
    s->listening = net_tcp_listen(s->host, s->config.port, s->config.traffic, tcp_accepted, s);
    CHECK(s->listening != NULL);
}

static void switch_off(struct http_server *s)
{
    net_tcp_abort(s->host, s->listening);
    s->listening = NULL;
    while (s->connections) {
        net_tcp_abort(s->host, s->connections->tcp);
        connection_ended(s->connections, true);
    }
}

struct http_server *http_server_new(struct net_host *host, const struct http_server_config *config,
                                    const struct server_info *info)
{
    struct http_server *s = mem_calloc(1, sizeof *s);
    *s = (struct http_server){.host = host, .config = *config, .info = info};
    switch_on(s);
    return s;
}

void http_server_set_up(struct http_server *s, bool up)
{
    const bool is_up = s->listening != NULL;
    if (up && !is_up)
        switch_on(s);
    if (!up && is_up)
        switch_off(s);
}

const struct http_server_counters *http_server_counters(const struct http_server *s)
{
    return &s->counters;
}

void http_server_free(struct http_server *s)
{
    while (s->connections) {
        net_tcp_abort(s->host, s->connections->tcp);
        connection_free(s->connections);
    }
    if (s->listening)
        net_tcp_abort(s->host, s->listening);
    free(s);
}
