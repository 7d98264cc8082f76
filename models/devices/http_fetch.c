/* Drives the response machine on one TCP connection; what a failure means for the phone is the
 * caller's matter. */
#include "models/devices/http_fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/late_timer.h"
#include "models/http/request.h"
#include "models/http/response.h"

struct http_fetch {
    struct net_host *host;
    struct net_tcp *tcp;               /* NULL: the request cannot be written */
    const struct fetch_events *events; /* NULL: it has ended, and the connection is being closed */
    void *user;
    struct late_timer timer; /* the idle limit */
    struct http_fetch_config config;
    struct net_endpoint server;
    enum traffic traffic;
    uint64_t delivered, found; /* bytes: of all connections, and of those before this one */
    bool at_work, freed;       /* what is freed while it is at work goes when that is done */
    struct http_response response;
    char name[];
};

static void set_timer(struct http_fetch *f)
{
    const sim_time now = net_now(f->host->net), idle = f->config.idle;
    late_timer_set(&f->timer, idle > TIME_NEVER - now ? TIME_NEVER : now + idle);
}

static void forget(struct http_fetch *f)
{
    late_timer_cancel(&f->timer);
    f->freed = true;
    if (!f->at_work)
        free(f);
}

static void ask(struct http_fetch *f);

/* Whether another connection asks for the rest, where this one is lost. */
static bool may_go_on(const struct http_fetch *f)
{
    return f->events && f->config.resume && !f->config.authorized && f->delivered > f->found;
}

/* The last that the caller hears of it. */
static void tell_end(struct http_fetch *f, enum fetch_end end, const char *reason)
{
    const struct fetch_result result = {.end = end, .reason = reason};
    const struct fetch_events *events = f->events;
    f->events = NULL;
    events->ended(f->user, &result);
}

static enum fetch_end fetch_end_of(enum http_end end)
{
    switch (end) {
    case HTTP_END_DONE:
        return FETCH_DONE;
    case HTTP_END_MISSING:
        return FETCH_MISSING;
    case HTTP_END_UNAUTHORIZED:
        return FETCH_UNAUTHORIZED;
    case HTTP_END_REFUSED:
    case HTTP_END_MALFORMED:
    case HTTP_END_TOO_LONG:
    case HTTP_END_VERSION:
    case HTTP_END_NO_LENGTH:
    case HTTP_END_CODING:
        return FETCH_REFUSED;
    case HTTP_END_NO_ANSWER:
    case HTTP_END_CUT_OFF:
        return FETCH_LOST;
    }
    return FETCH_LOST;
}

/* The answer has come to its end: closes the connection, for which the fetch stays. */
static void end_answer(struct http_fetch *f, enum http_end end)
{
    if (end == HTTP_END_CUT_OFF && may_go_on(f)) {
        net_tcp_abort(f->host, f->tcp);
        ask(f);
        return;
    }
    net_tcp_close(f->host, f->tcp);
    set_timer(f);
    tell_end(f, fetch_end_of(end), end == HTTP_END_DONE ? NULL : http_end_text(end));
}

static void act(struct http_fetch *f, const struct http_response_action *a)
{
    switch (a->kind) {
    case HTTP_RESPONSE_DELIVER:
        f->delivered = a->offset + a->length;
        f->events->delivered(f->user, a->offset, a->bytes, a->length);
        break;
    case HTTP_RESPONSE_END:
        end_answer(f, a->end);
        break;
    }
}

static void drain(struct http_fetch *f)
{
    struct http_response_action action;
    f->at_work = true;
    while (!f->freed && http_response_next(&f->response, &action))
        act(f, &action);
    f->at_work = false;
    if (f->freed)
        free(f);
}

static void tcp_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct http_fetch *f = user;
    if (f->events)
        set_timer(f);
    http_response_receive(&f->response, bytes, length);
    drain(f);
}

static void tcp_finished(void *user)
{
    struct http_fetch *f = user;
    http_response_close(&f->response);
    drain(f);
}

/* Why a connection that is no more has not brought the file. */
static const char *reason_of(const struct http_fetch *f, enum net_tcp_end end)
{
    if (f->response.state == HTTP_RESPONSE_CONTENT)
        return http_end_text(HTTP_END_CUT_OFF);
    switch (end) {
    case NET_TCP_CLOSED:
        return http_end_text(HTTP_END_NO_ANSWER);
    case NET_TCP_RESET:
        return "connection reset without an answer";
    case NET_TCP_REFUSED:
        return "connection refused";
    case NET_TCP_TIMED_OUT:
        return "no answer from the server";
    }
    return NULL;
}

static void tcp_ended(void *user, enum net_tcp_end end)
{
    struct http_fetch *f = user;
    if (may_go_on(f)) {
        ask(f);
        return;
    }
    if (f->events)
        tell_end(f, FETCH_LOST, reason_of(f, end));
    forget(f);
}

static void timer_fired(struct late_timer *timer)
{
    struct http_fetch *f = CONTAINER_OF(timer, struct http_fetch, timer);
    check_context.entity = f->host->name;
    if (f->tcp)
        net_tcp_abort(f->host, f->tcp);
    if (may_go_on(f)) {
        ask(f);
        return;
    }
    if (f->events && f->tcp)
        tell_end(f, FETCH_LOST, "nothing came within the idle limit");
    else if (f->events)
        tell_end(f, FETCH_REFUSED, "name not fit for a request");
    forget(f);
}

/* For what has not been delivered. */
static void ask(struct http_fetch *f)
{
    static const struct net_tcp_events tcp_events = {
        .received = tcp_received, .finished = tcp_finished, .ended = tcp_ended};
    uint8_t request[HTTP_REQUEST_MAX];
    const int length =
        f->config.authorized
            ? http_encode_authorized(request, f->name, f->server.address, f->server.port)
            : http_encode_request(request, f->name, f->server.address, f->server.port,
                                  f->delivered);
    http_response_init(&f->response, f->delivered);
    f->found = f->delivered;
    if (length < 0) {
        late_timer_set_exact(&f->timer, net_now(f->host->net));
        return;
    }
    f->tcp = net_tcp_connect(f->host, f->server, f->traffic, &tcp_events, f);
    net_tcp_send(f->host, f->tcp, request, (uint32_t)length, NULL, 0);
    set_timer(f);
}

struct http_fetch *http_fetch_start(struct net_host *host, struct net_endpoint server,
                                    enum traffic traffic, const char *name,
                                    const struct http_fetch_config *config,
                                    const struct fetch_events *events, void *user)
{
    const size_t length = strlen(name);
    struct http_fetch *f = mem_calloc(1, sizeof *f + length + 1);
    memcpy(f->name, name, length);
    f->server = server;
    f->traffic = traffic;
    f->config = *config;
    f->host = host;
    f->events = events;
    f->user = user;
    late_timer_init(&f->timer, host, timer_fired);
    ask(f);
    return f;
}

void http_fetch_free(struct http_fetch *f)
{
    if (f->tcp)
        net_tcp_abort(f->host, f->tcp);
    forget(f);
}
