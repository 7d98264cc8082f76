/* What a sender with selective acknowledgements sends next (RFC 6675), in recovery and outside. */
#include "sim/native/tcp.h"

/* The blocks that say something about what is under way. True when they bring news. */
static bool recover_update(struct tcp_connection *c, const struct tcp_options *o)
{
    struct tcp_sending *s = &c->send;
    bool news = false;
    for (uint32_t i = 0; i < o->blocks; i++) {
        const struct tcp_range range = {tcp_place(o->block[i].from, s->initial, s->acknowledged),
                                        tcp_place(o->block[i].until, s->initial, s->acknowledged)};
        if (range.from > s->acknowledged && range.from < range.until && range.until <= s->highest)
            news |= tcp_sack_add(&s->board, range);
    }
    return news;
}

/* Fast retransmit: the first segment that is not acknowledged (RFC 6675, 5, step 4.3). */
static void recover_begin(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    s->round_trip.timed = 0;
    s->board.again = tcp_send_gap(c, tcp_sack_gap(&s->board, s->acknowledged, s->highest));
    s->board.rescued = s->board.again;
    s->next = s->highest;
}

void tcp_acknowledged_selectively(struct tcp_connection *c, const struct tcp_options *o,
                                  int64_t place)
{
    struct tcp_sending *s = &c->send;
    const int64_t mss = s->congestion.mss;
    const bool news = recover_update(c, o);
    if (place > s->acknowledged) {
        tcp_sack_release(&s->board, place);
        tcp_acknowledged(c, place, false);
    }
    if (news && tcp_congestion_sacked(&s->congestion, s->acknowledged, s->highest,
                                      tcp_sack_is_lost(&s->board, s->acknowledged, mss)))
        recover_begin(c);
}

void tcp_recover_time_out(struct tcp_connection *c)
{
    c->send.board.again = c->send.board.rescued = 0;
}

/* --- what goes next -------------------------------------------------------------------------- */

/* Of what follows is sent: a segment from its beginning on, or nothing where it is empty. */
static const struct tcp_range recover_none = {0, 0};

/* What has not been sent yet, as far as the peer's window goes, with the FIN. */
static struct tcp_range recover_new(const struct tcp_connection *c)
{
    const struct tcp_sending *s = &c->send;
    const int64_t end = s->queue.end + s->closing;
    const int64_t window = s->acknowledged + s->peer_window;
    if (s->highest >= end || tcp_segment_behind(s, s->highest) > window)
        return recover_none;
    return (struct tcp_range){s->highest, end};
}

/* NextSeg, rule 4: the last segment, once. */
static struct tcp_range recover_rescue(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    if (s->acknowledged <= s->board.rescued)
        return recover_none;
    struct tcp_range gap = tcp_sack_last_gap(&s->board, s->acknowledged, s->highest);
    if (gap.until - gap.from > s->congestion.mss)
        gap.from = gap.until - s->congestion.mss;
    s->board.rescued = s->congestion.recover;
    return gap;
}

/* NextSeg. `*hole`: it is by one of the rules that move `again`. */
static struct tcp_range recover_next(struct tcp_connection *c, bool *is_hole)
{
    struct tcp_sending *s = &c->send;
    struct tcp_range hole;
    *is_hole = tcp_sack_hole(&s->board, s->acknowledged, &hole);
    if (*is_hole && tcp_sack_is_lost(&s->board, hole.from, s->congestion.mss))
        return hole;
    const struct tcp_range fresh = recover_new(c);
    if (fresh.until > fresh.from) {
        *is_hole = false;
        return fresh;
    }
    return *is_hole ? hole : recover_rescue(c);
}

/* True when a segment has gone. */
static bool recover_send(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    const int64_t mss = s->congestion.mss;
    if (s->congestion.window - tcp_sack_pipe(&s->board, s->acknowledged, s->highest, mss) < mss)
        return false;
    bool is_hole;
    const struct tcp_range next = recover_next(c, &is_hole);
    if (next.from >= next.until)
        return false;
    if (next.from < s->highest)
        s->round_trip.timed = 0;
    const int64_t behind = tcp_send_gap(c, next);
    if (is_hole)
        s->board.again = behind;
    s->next = s->highest;
    return true;
}

/* Outside recovery, in order; after a time-out what has arrived is left out. */
static bool recover_go_on(struct tcp_connection *c)
{
    struct tcp_sending *s = &c->send;
    const struct tcp_range gap = tcp_sack_gap(&s->board, s->next, s->queue.end + s->closing);
    s->next = gap.from > s->next ? gap.from : s->next;
    if (gap.from >= gap.until)
        return false;
    int64_t behind = tcp_segment_behind(s, gap.from);
    behind = behind < gap.until ? behind : gap.until;
    const struct tcp_range flight = {s->acknowledged, gap.from};
    const int64_t arrived = tcp_sack_bytes(&s->board, flight);
    const bool fin = gap.from == s->queue.end;
    if (!fin && (behind - s->acknowledged > s->peer_window ||
                 behind - s->acknowledged - arrived > s->congestion.window))
        return false;
    s->next = tcp_send_gap(c, gap);
    return true;
}

void tcp_recover_output(struct tcp_connection *c)
{
    while (c->send.congestion.recovering ? recover_send(c) : recover_go_on(c))
        ;
}
