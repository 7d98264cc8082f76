/* A TCP connection's states (RFC 9293, 3.3.2), and what becomes of a segment in each (3.10.7). */
#include "base/check.h"
#include "sim/native/tcp.h"

#define TO(state) (1u << (state))

static const uint16_t edges[TCP_STATES] = {
    [TCP_CLOSED] = TO(TCP_SYN_SENT) | TO(TCP_SYN_RECEIVED),
    [TCP_SYN_SENT] = TO(TCP_ESTABLISHED) | TO(TCP_CLOSED),
    [TCP_SYN_RECEIVED] = TO(TCP_ESTABLISHED) | TO(TCP_CLOSED),
    [TCP_ESTABLISHED] = TO(TCP_FIN_WAIT_1) | TO(TCP_CLOSE_WAIT) | TO(TCP_CLOSED),
    [TCP_FIN_WAIT_1] = TO(TCP_FIN_WAIT_2) | TO(TCP_CLOSING) | TO(TCP_CLOSED),
    [TCP_FIN_WAIT_2] = TO(TCP_TIME_WAIT) | TO(TCP_CLOSED),
    [TCP_CLOSE_WAIT] = TO(TCP_LAST_ACK) | TO(TCP_CLOSED),
    [TCP_CLOSING] = TO(TCP_TIME_WAIT) | TO(TCP_CLOSED),
    [TCP_LAST_ACK] = TO(TCP_CLOSED),
    [TCP_TIME_WAIT] = TO(TCP_CLOSED),
};

const struct net_tcp_events tcp_silence;

void tcp_set_state(struct tcp_connection *c, enum tcp_state to)
{
    CHECK(edges[c->state] & TO(to));
    c->state = (uint8_t)to;
}

void tcp_open(struct tcp_connection *c)
{
    c->connects = true;
    tcp_set_state(c, TCP_SYN_SENT);
    tcp_send_syn(c);
}

void tcp_accept_syn(struct tcp_connection *c, const struct tcp_listener *l,
                    const struct packet_info *syn)
{
    c->listener = l->number;
    c->receive.initial = syn->tcp_sequence;
    c->receive.next = 1;
    tcp_hear_syn(c, syn);
    tcp_set_state(c, TCP_SYN_RECEIVED);
    tcp_send_syn(c);
}

void tcp_end(struct tcp_connection *c, enum net_tcp_end why)
{
    const struct net_tcp_events *events = c->events;
    void *user = c->user;
    CHECK(c->busy);
    tcp_connection_report(c);
    tcp_connection_remove(c);
    if (events->ended)
        events->ended(user, why);
}

/* Both sides have closed, this one first. To the user it is over; what is left answers a FIN that
 * comes again because its ACK was lost. */
static void wait_for_stragglers(struct tcp_connection *c)
{
    const struct net_tcp_events *events = c->events;
    void *user = c->user;
    tcp_connection_report(c);
    tcp_set_state(c, TCP_TIME_WAIT);
    tcp_connection_wait(c);
    c->events = &tcp_silence;
    if (events->ended)
        events->ended(user, NET_TCP_CLOSED);
}

void tcp_fin_arrives(struct tcp_connection *c)
{
    if (c->events->finished)
        c->events->finished(c->user);
    if (c->gone)
        return;
    if (c->state == TCP_ESTABLISHED)
        tcp_set_state(c, TCP_CLOSE_WAIT);
    else if (c->state == TCP_FIN_WAIT_1)
        tcp_set_state(c, TCP_CLOSING);
    else
        wait_for_stragglers(c);
}

/* --- before the handshake is done ------------------------------------------------------------ */

/* The ACK of the handshake leaves before the user is told, as from a real host. */
static void connected(struct tcp_connection *c, const struct packet_info *info)
{
    c->receive.initial = info->tcp_sequence;
    c->receive.next = 1;
    tcp_hear_syn(c, info);
    c->receive.acknowledge_now = true;
    tcp_set_state(c, TCP_ESTABLISHED);
    tcp_send_established(c);
    tcp_output(c);
    if (c->events->connected)
        c->events->connected(c->user);
}

static void arrives_at_syn_sent(struct tcp_connection *c, const struct packet_info *info)
{
    const bool acknowledges = info->tcp_flags & TCP_ACK;
    if (acknowledges && info->tcp_acknowledgement != c->send.initial + 1) {
        tcp_answer_stray(c->socket.host, info);
    } else if (info->tcp_flags & TCP_RST) {
        if (acknowledges)
            tcp_end(c, NET_TCP_REFUSED);
    } else if (info->tcp_flags & TCP_SYN) {
        if (acknowledges)
            connected(c, info);
        else /* both have connected at once */
            tcp_answer_stray(c->socket.host, info);
    }
}

/* The handshake is done on the side that listens, if the same one still does. */
static void accepted(struct tcp_connection *c)
{
    const struct tcp_listener *l = tcp_listener_at(c->socket.host, c->socket.port);
    const struct net_tcp_events *events = &tcp_silence;
    tcp_set_state(c, TCP_ESTABLISHED);
    tcp_send_established(c);
    const bool same = l && l->number == c->listener;
    c->user = same ? l->accepted(l->user, (struct net_tcp *)c, c->remote, &events) : NULL;
    if (c->gone)
        return;
    c->events = events;
    if (!c->user) {
        tcp_send_reset(c);
        tcp_connection_remove(c);
    }
}

/* --- afterwards ------------------------------------------------------------------------------ */

static uint32_t length_of(const struct packet_info *info)
{
    return info->header_length + info->payload_length + !!(info->tcp_flags & TCP_SYN) +
           !!(info->tcp_flags & TCP_FIN);
}

static bool is_acceptable(const struct tcp_connection *c, int64_t place, uint32_t length)
{
    const int64_t next = c->receive.next;
    return place < next + c->receive.window && (length ? place + length > next : place >= next);
}

/* It is old, or beyond the window: an ACK tells the peer what is expected. */
static void refuse(struct tcp_connection *c, const struct packet_info *info)
{
    if (info->tcp_flags & TCP_RST)
        return;
    c->receive.acknowledge_now = true;
    if (c->state == TCP_TIME_WAIT && (info->tcp_flags & TCP_FIN))
        tcp_connection_wait(c);
}

/* True when the segment may go on: it is in the window, and neither RST nor SYN. Of these only a
 * RST that is exactly the next in order is believed (RFC 9293, 3.10.7.4; RFC 5961). */
static bool is_in_order_of_things(struct tcp_connection *c, const struct packet_info *info,
                                  int64_t place)
{
    if (c->state == TCP_SYN_RECEIVED && place == 0 && (info->tcp_flags & TCP_SYN)) {
        tcp_send_syn(c); /* the answer to the first SYN was lost */
        return false;
    }
    if (!is_acceptable(c, place, length_of(info))) {
        refuse(c, info);
        return false;
    }
    if ((info->tcp_flags & TCP_RST) && place == c->receive.next) {
        tcp_end(c, NET_TCP_RESET);
        return false;
    }
    if (info->tcp_flags & (TCP_RST | TCP_SYN))
        c->receive.acknowledge_now = true;
    return !(info->tcp_flags & (TCP_RST | TCP_SYN)) && (info->tcp_flags & TCP_ACK);
}

/* False when the segment is to be dropped. */
static bool take_acknowledgement(struct tcp_connection *c, const struct packet_info *info)
{
    const int64_t place =
        tcp_place(info->tcp_acknowledgement, c->send.initial, c->send.acknowledged);
    if (c->state == TCP_SYN_RECEIVED) {
        if (place != 1) {
            tcp_answer_stray(c->socket.host, info);
            return false;
        }
        if (c->agreed.any)
            tcp_hear_first(c, info);
        accepted(c);
        return !c->gone;
    }
    if (place > c->send.highest) { /* of what was never sent */
        c->receive.acknowledge_now = true;
        return false;
    }
    c->send.peer_window = info->tcp_window;
    const bool pure = length_of(info) == 0;
    if (c->agreed.any)
        tcp_acknowledged_with_options(c, info, place, pure);
    else
        tcp_acknowledged(c, place, pure);
    return true;
}

static void after_fin_acknowledged(struct tcp_connection *c)
{
    if (!tcp_fin_acknowledged(c))
        return;
    if (c->state == TCP_FIN_WAIT_1)
        tcp_set_state(c, TCP_FIN_WAIT_2);
    else if (c->state == TCP_CLOSING)
        wait_for_stragglers(c);
    else if (c->state == TCP_LAST_ACK)
        tcp_end(c, NET_TCP_CLOSED);
}

static void tell_of_room(struct tcp_connection *c)
{
    if (!c->send.full || c->send.closing ||
        !net_tcp_is_writable(&tcp_native(c)->net, tcp_buffered(c)))
        return;
    c->send.full = false;
    if (c->events->writable)
        c->events->writable(c->user);
}

static bool still_receives(const struct tcp_connection *c)
{
    return !c->gone && (c->state == TCP_ESTABLISHED || c->state == TCP_FIN_WAIT_1 ||
                        c->state == TCP_FIN_WAIT_2);
}

static void arrives_later(struct tcp_connection *c, struct packet *p)
{
    const struct packet_info *info = &p->info;
    const int64_t place = tcp_place(info->tcp_sequence, c->receive.initial, c->receive.next);
    if (!is_in_order_of_things(c, info, place) || !take_acknowledgement(c, info))
        return;
    after_fin_acknowledged(c);
    if (!c->gone)
        tell_of_room(c);
    if (length_of(info) && still_receives(c))
        tcp_take(c, p, place);
}

void tcp_arrives(struct tcp_connection *c, struct packet *p)
{
    c->busy = true;
    if (c->state == TCP_SYN_SENT)
        arrives_at_syn_sent(c, &p->info);
    else
        arrives_later(c, p);
    if (tcp_connection_leave(c))
        tcp_output(c);
}
