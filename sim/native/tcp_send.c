/* Segments that leave a TCP connection, and its retransmission timer. */
#include "base/check.h"
#include "sim/native/tcp.h"

/* --- segments -------------------------------------------------------------------------------- */

static void set_header(struct packet *p, const struct tcp_header *h, uint8_t dscp)
{
    struct packet_info *info = &p->info;
    info->source = h->from.address;
    info->source_port = h->from.port;
    info->destination = h->to.address;
    info->destination_port = h->to.port;
    info->protocol = IP_PROTOCOL_TCP;
    info->traffic = h->traffic;
    info->dscp = dscp;
    info->corrupted = false;
    info->fragment = IP_DONT_FRAGMENT;
    info->ip_id = 0;
    info->tcp_flags = h->flags;
    info->tcp_window = h->window;
    info->tcp_mss = h->mss;
    info->tcp_sequence = h->sequence;
    info->tcp_acknowledgement = h->acknowledgement;
    info->bytes = TCP_OVERHEAD + (h->flags & TCP_SYN ? TCP_SYN_OPTIONS : 0) +
                  info->tcp_options_length + info->header_length + info->payload_length;
    info->digest = packet_digest(info);
}

void tcp_transmit(struct native_host *host, struct native_host *peer, struct packet *p,
                  const struct tcp_header *header)
{
    struct native *n = native_of(host);
    if (!peer) {
        n->unreachable++;
        packet_release(&n->packets, p);
        return;
    }
    p->to = peer;
    set_header(p, header, n->net.dscp[header->traffic]);
    native_send(host, p, n->events.now);
}

/* A SYN's window is not scaled (RFC 7323, 2.2), and it says what else is offered. */
static void set_extremes(const struct tcp_connection *c, struct tcp_header *h)
{
    const uint32_t window = c->receive.window;
    if (h->flags & TCP_RST)
        h->window = 0;
    if (!(h->flags & TCP_SYN))
        return;
    h->window = window < TCP_WINDOW_UNSCALED ? (uint16_t)window : TCP_WINDOW_UNSCALED;
    h->mss = tcp_host_mss(c->socket.host);
}

static void send_segment(struct tcp_connection *c, uint8_t flags, int64_t place, uint32_t length)
{
    const bool plain = !(c->agreed.any || flags & (TCP_SYN | TCP_RST));
    struct packet *p =
        plain ? tcp_queue_packet(&c->send.queue, &tcp_native(c)->packets, place, length, 0)
              : tcp_packet_with_options(c, flags, place, length);
    struct tcp_header h = {.from = {c->socket.host->host.address, c->socket.port},
                           .to = c->remote,
                           .sequence = c->send.initial + (uint32_t)place,
                           .flags = flags,
                           .window = c->receive.field,
                           .traffic = c->socket.traffic};
    if (!plain)
        set_extremes(c, &h);
    if (flags & TCP_ACK) {
        h.acknowledgement = c->receive.initial + (uint32_t)c->receive.next;
        tcp_acknowledgement_sent(c);
    }
    tcp_transmit(c->socket.host, c->peer, p, &h);
}

static void start_timer(struct tcp_connection *c)
{
    timer_set(&tcp_native(c)->events, &c->send.timer, tcp_now(c) + c->send.round_trip.timeout);
}

/* Up to `place` all has been sent: what ends there for the first time may be timed. */
static void note_sent(struct tcp_connection *c, int64_t from, int64_t place)
{
    struct tcp_sending *s = &c->send;
    if (place <= s->highest)
        return;
    if (from >= s->highest && s->round_trip.timed == 0) {
        s->round_trip.timed = place;
        s->round_trip.timed_at = tcp_now(c);
    }
    s->highest = place;
}

void tcp_send_syn(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    if (s->highest) { /* it is sent again */
        s->round_trip.timed = 0;
        s->syn_again = true;
        tcp_congestion_syn_lost(&s->congestion);
    }
    send_segment(c, c->connects ? TCP_SYN : TCP_SYN | TCP_ACK, 0, 0);
    note_sent(c, 0, 1);
    s->next = 1;
    start_timer(c);
}

void tcp_send_ack(struct tcp_connection *c)
{
    send_segment(c, TCP_ACK, c->send.highest, 0);
}

/* In the other states the peer knows nothing of it, or that it is over (RFC 9293, 3.10.5). */
void tcp_send_reset(struct tcp_connection *c)
{
    static const bool sends[TCP_STATES] = {
        [TCP_SYN_RECEIVED] = true, [TCP_ESTABLISHED] = true, [TCP_FIN_WAIT_1] = true,
        [TCP_FIN_WAIT_2] = true,   [TCP_CLOSE_WAIT] = true,
    };
    if (sends[c->state])
        send_segment(c, TCP_RST | TCP_ACK, c->send.highest, 0);
}

/* RFC 6691: what its cable takes, without options. */
uint16_t tcp_host_mss(const struct native_host *host)
{
    return (uint16_t)(link_mtu(host->uplink->line.config) - TCP_OVERHEAD);
}

static void limit_mss(struct tcp_connection *c, uint32_t mss)
{
    struct tcp_congestion *g = &c->send.congestion;
    if (mss < g->mss)
        tcp_congestion_set_mss(g, mss);
}

/* Segments fit what is known of the way. */
static void fit_path(struct tcp_connection *c)
{
    const struct path_mtu *path = path_mtus_find(
        &tcp_native(c)->paths, c->socket.host->host.address, c->remote.address, tcp_now(c));
    if (path)
        limit_mss(c,
                  path->bytes - TCP_OVERHEAD - (c->agreed.timestamps ? TCP_TIMESTAMPS_BYTES : 0u));
}

void tcp_hear_mss(struct tcp_connection *c, const struct packet_info *syn)
{
    limit_mss(c, syn->tcp_mss);
    fit_path(c);
}

/* What is not acknowledged is sent again at once, in segments that fit; the window holds as many as
 * before (RFC 1191, 6.4). */
void tcp_told_mtu(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    const int64_t before = s->congestion.mss;
    fit_path(c);
    if (s->congestion.mss == before || s->highest == s->acknowledged)
        return;
    s->round_trip.timed = 0;
    s->next = s->acknowledged;
    tcp_output(c);
}

/* --- data ------------------------------------------------------------------------------------ */

static uint32_t segment_length(const struct tcp_sending *s, int64_t place)
{
    return (uint32_t)(tcp_segment_behind(s, place) - place);
}

static void fin_leaves(struct tcp_connection *c)
{
    if (c->state == TCP_ESTABLISHED)
        tcp_set_state(c, TCP_FIN_WAIT_1);
    else if (c->state == TCP_CLOSE_WAIT)
        tcp_set_state(c, TCP_LAST_ACK);
}

/* Sends a segment from `place` on, whether for the first time or again, with the FIN if that is
 * next. Returns the place behind it. */
static int64_t send_from(struct tcp_connection *c, int64_t place, uint32_t length)
{
    struct tcp_sending *s = &c->send;
    const bool last = place + length == s->queue.end;
    const bool fin = last && s->closing;
    const int64_t behind = place + length + fin;
    send_segment(c, TCP_ACK | (last && length ? TCP_PSH : 0) | (fin ? TCP_FIN : 0), place, length);
    note_sent(c, place, behind);
    if (fin)
        fin_leaves(c);
    s->last = tcp_now(c);
    if (!timer_is_set(&s->timer))
        start_timer(c);
    return behind;
}

int64_t tcp_send_gap(struct tcp_connection *c, struct tcp_range gap)
{
    const int64_t behind = tcp_segment_behind(&c->send, gap.from);
    return send_from(c, gap.from, (uint32_t)((behind < gap.until ? behind : gap.until) - gap.from));
}

/* No segment is shortened to fit a window (RFC 9293, 3.8.6.2.1). */
static bool may_send(const struct tcp_connection *c)
{
    const struct tcp_sending *s = &c->send;
    if (s->next >= s->queue.end)
        return s->next == s->queue.end && s->closing;
    const int64_t allowed = tcp_congestion_allows(&s->congestion, s->next == s->highest);
    const int64_t window = allowed < s->peer_window ? allowed : s->peer_window;
    return s->next - s->acknowledged + segment_length(s, s->next) <= window;
}

/* The congestion window would let more go. */
static bool is_held_by_window(const struct tcp_sending *s)
{
    const int64_t wanted = s->next - s->acknowledged + segment_length(s, s->next);
    return wanted > s->peer_window && wanted <= s->congestion.window;
}

void tcp_note_held(struct tcp_connection *c, bool is_held)
{
    struct tcp_sending *s = &c->send;
    if (is_held)
        s->held_from = tcp_now(c);
    else if (s->is_held)
        s->held += tcp_now(c) - s->held_from;
    s->is_held = is_held;
}

/* Nothing but the peer's window holds it back if the way is not full either: else packets wait on
 * it, and the round trip is longer than the shortest. */
static void look_who_holds(struct tcp_connection *c)
{
    const struct tcp_sending *s = &c->send;
    const bool is_held =
        s->next < s->queue.end && is_held_by_window(s) && tcp_round_trip_is_short(&s->round_trip);
    if (is_held != s->is_held)
        tcp_note_held(c, is_held);
}

static void send_what_may_go(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    if (s->highest == s->acknowledged && tcp_now(c) - s->last > s->round_trip.timeout)
        tcp_congestion_restart(&s->congestion);
    if (c->agreed.sack)
        tcp_recover_output(c);
    else
        while (may_send(c))
            s->next = send_from(c, s->next, segment_length(s, s->next));
    look_who_holds(c);
}

void tcp_output(struct tcp_connection *c)
{
    if (c->state == TCP_SYN_SENT || c->state == TCP_SYN_RECEIVED)
        return;
    if (c->send.next <= c->send.queue.end || c->agreed.sack)
        send_what_may_go(c);
    if (c->receive.acknowledge_now)
        tcp_send_ack(c);
}

/* --- acknowledgements ------------------------------------------------------------------------ */

/* Sends the first segment again that is not acknowledged. */
static void retransmit(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    s->round_trip.timed = 0;
    const int64_t behind = send_from(c, s->acknowledged, segment_length(s, s->acknowledged));
    s->next = behind > s->next ? behind : s->next;
}

/* In fast recovery only the first partial ACK starts the timer again (RFC 6582, 4). */
static void restart_timer(struct tcp_connection *c, bool partial)
{
    struct tcp_sending *s = &c->send;
    if (s->highest == s->acknowledged)
        timer_cancel(&tcp_native(c)->events, &s->timer);
    else if (!partial || !s->congestion.partial)
        start_timer(c);
    s->congestion.partial = partial;
}

static void take_new(struct tcp_connection *c, int64_t place)
{
    struct tcp_sending *s = &c->send;
    const int64_t count = place - s->acknowledged;
    s->acknowledged = place;
    s->next = place > s->next ? place : s->next;
    s->retries = 0;
    tcp_queue_release(&s->queue, &tcp_native(c)->tcp->pieces, place);
    tcp_round_trip_acknowledged(&s->round_trip, place, tcp_now(c));
    const bool partial =
        tcp_congestion_acknowledged(&s->congestion, count, place, s->highest - place);
    restart_timer(c, partial);
    if (partial && !c->agreed.sack)
        retransmit(c);
}

void tcp_acknowledged(struct tcp_connection *c, int64_t place, bool pure)
{
    struct tcp_sending *s = &c->send;
    if (place > s->acknowledged)
        take_new(c, place);
    else if (place == s->acknowledged && pure && s->highest > place &&
             tcp_congestion_duplicate(&s->congestion, place, s->highest))
        retransmit(c);
}

void tcp_send_established(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    tcp_round_trip_acknowledged(&s->round_trip, 1, tcp_now(c));
    if (s->syn_again)
        s->round_trip.timeout = TCP_RTO_AFTER_SYN;
    s->acknowledged = 1;
    s->begun = tcp_now(c);
    s->retries = 0;
    timer_cancel(&tcp_native(c)->events, &s->timer);
}

uint64_t tcp_buffered(const struct tcp_connection *c)
{
    const struct tcp_sending *s = &c->send;
    const int64_t from = s->acknowledged > 0 ? s->acknowledged : 1; /* the SYN is none */
    return from < s->queue.end ? (uint64_t)(s->queue.end - from) : 0;
}

bool tcp_fin_acknowledged(const struct tcp_connection *c)
{
    return c->send.acknowledged > c->send.queue.end;
}

/* --- the retransmission timer ---------------------------------------------------------------- */

static void send_again(struct tcp_connection *c, bool opening)
{
    struct tcp_sending *s = &c->send;
    const bool first = s->retries++ == 0;
    tcp_round_trip_back_off(&s->round_trip);
    if (opening) {
        tcp_send_syn(c);
        return;
    }
    tcp_congestion_timeout(&s->congestion, s->acknowledged, s->highest, first);
    tcp_recover_time_out(c);
    s->next = s->acknowledged; /* all of it, as the window opens */
}

static void time_out(struct timer *timer)
{
    struct tcp_connection *c = CONTAINER_OF(timer, struct tcp_connection, send.timer);
    const bool opening = c->state == TCP_SYN_SENT || c->state == TCP_SYN_RECEIVED;
    check_context.entity = c->socket.host->host.name;
    c->busy = true;
    if (c->send.retries == (opening ? TCP_SYN_RETRIES : TCP_RETRIES))
        tcp_end(c, NET_TCP_TIMED_OUT);
    else
        send_again(c, opening);
    if (tcp_connection_leave(c))
        tcp_output(c);
    check_context.entity = NULL;
}

void tcp_send_init(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    tcp_queue_init(&s->queue);
    tcp_congestion_init(&s->congestion, tcp_host_mss(c->socket.host));
    tcp_round_trip_init(&s->round_trip);
    timer_init(&s->timer, time_out);
}

void tcp_send_fini(struct tcp_connection *c)
{
    struct native *n = tcp_native(c);
    timer_cancel(&n->events, &c->send.timer);
    tcp_queue_fini(&c->send.queue, &n->tcp->pieces);
    tcp_sack_fini(&c->send.board);
}
