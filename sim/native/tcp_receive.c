/* What a TCP connection receives: bytes in order, and acknowledgements that wait for company. */
#include "sim/native/tcp.h"

static uint32_t bytes_of(const struct packet *p)
{
    return p->info.header_length + p->info.payload_length;
}

static int64_t place_of(const struct tcp_receiving *r, const struct packet *p)
{
    return tcp_place(p->info.tcp_sequence, r->initial, r->next);
}

/* A packet out of order is held as it is, and linked by `next`: it is in no pool. */
static void keep(struct tcp_receiving *r, struct packet *p, int64_t place)
{
    struct packet **at = &r->early;
    while (*at && place_of(r, *at) < place)
        at = &(*at)->next;
    if (*at && place_of(r, *at) == place && bytes_of(*at) >= bytes_of(p))
        return;
    p->holds++;
    p->next = *at;
    *at = p;
}

/* The stretch of what came early that holds the segment. */
static struct tcp_range run_around(const struct tcp_receiving *r, int64_t place)
{
    struct tcp_range run = {0, 0};
    for (const struct packet *p = r->early; p; p = p->next) {
        const int64_t from = place_of(r, p), until = from + bytes_of(p);
        if (from > run.until) {
            if (run.until > place)
                break;
            run.from = from;
        }
        run.until = until > run.until ? until : run.until;
    }
    return run;
}

/* RFC 2018, 4: first the one that has just come, then those that were reported lately. */
static void note_block(struct tcp_receiving *r, struct tcp_range run)
{
    uint32_t count = 1;
    struct tcp_range blocks[TCP_SACK_BLOCKS_MAX] = {run};
    for (uint32_t i = 0; i < r->block_count && count < TCP_SACK_BLOCKS_MAX; i++)
        if (r->blocks[i].until < run.from || r->blocks[i].from > run.until)
            blocks[count++] = r->blocks[i];
    for (uint32_t i = 0; i < count; i++)
        r->blocks[i] = blocks[i];
    r->block_count = (uint8_t)count;
}

/* What has been taken is no block any more. */
static void forget_blocks(struct tcp_receiving *r)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->block_count; i++)
        if (r->blocks[i].from > r->next)
            r->blocks[count++] = r->blocks[i];
    r->block_count = (uint8_t)count;
}

/* All but the first `skip`. The user may abort the connection while it is told. */
static void tell(struct tcp_connection *c, const uint8_t *bytes, uint32_t length, uint32_t skip)
{
    if (skip < length && !c->gone && c->events->received)
        c->events->received(c->user, bytes + skip, length - skip);
}

/* The packet's bytes but the first `skip`, which have come before. */
static void deliver(struct tcp_connection *c, const struct packet_info *info, uint32_t skip)
{
    const uint32_t header = info->header_length;
    tell(c, info->header, header, skip);
    tell(c, info->payload, info->payload_length, skip > header ? skip - header : 0);
}

/* `place` is not beyond what is expected next. */
static void take_in_order(struct tcp_connection *c, const struct packet *p, int64_t place)
{
    struct tcp_receiving *r = &c->receive;
    const int64_t end = place + bytes_of(p);
    if (end > r->next) {
        const uint32_t skip = (uint32_t)(r->next - place);
        r->next = end;
        deliver(c, &p->info, skip);
    }
    if (c->gone || !(p->info.tcp_flags & TCP_FIN) || r->next != end)
        return;
    r->next++;
    r->acknowledge_now = true;
    tcp_fin_arrives(c);
}

static void take_early(struct tcp_connection *c)
{
    struct tcp_receiving *r = &c->receive;
    struct packet_pool *packets = &tcp_native(c)->packets;
    while (!c->gone && r->early && place_of(r, r->early) <= r->next) {
        struct packet *p = r->early;
        r->early = p->next;
        take_in_order(c, p, place_of(r, p));
        packet_release(packets, p);
    }
    if (!c->gone && r->block_count)
        forget_blocks(r);
}

/* Bytes of the peer's full segments. They are as long as its own would be, unless less gets from
 * there to here than from here to there, and only the peer is told. */
static int64_t full_segment(const struct tcp_connection *c)
{
    return c->receive.segment ? c->receive.segment : c->send.congestion.mss;
}

/* As Linux (tcp_measure_rcv_mss): two shorter ones of one length, one after the other, neither of
 * which ends what the peer had to send (PSH), are full ones. */
static void measure_segment(struct tcp_connection *c, const struct packet *p)
{
    struct tcp_receiving *r = &c->receive;
    const uint32_t length = bytes_of(p), before = r->shorter;
    r->shorter = 0;
    if (length > full_segment(c)) {
        r->segment = (uint16_t)length;
    } else if (length && length < full_segment(c) && !(p->info.tcp_flags & TCP_PSH)) {
        r->shorter = (uint16_t)length;
        if (length == before)
            r->segment = (uint16_t)length;
    }
}

/* At once for each second full segment, and where there was or is a gap (RFC 5681, 4.2). */
static void acknowledge(struct tcp_connection *c)
{
    struct tcp_receiving *r = &c->receive;
    if (r->next - r->acknowledged >= 2 * full_segment(c))
        r->acknowledge_now = true;
    if (!r->acknowledge_now && !timer_is_set(&r->acknowledge))
        timer_set(&tcp_native(c)->events, &r->acknowledge, tcp_now(c) + TCP_DELAYED_ACK);
}

void tcp_take(struct tcp_connection *c, struct packet *p, int64_t place)
{
    struct tcp_receiving *r = &c->receive;
    r->acknowledge_now |= r->early || place > r->next;
    measure_segment(c, p);
    if (place > r->next) {
        keep(r, p, place);
        if (c->agreed.sack && bytes_of(p))
            note_block(r, run_around(r, place));
        return;
    }
    take_in_order(c, p, place);
    if (r->early)
        take_early(c);
    if (!c->gone)
        acknowledge(c);
}

void tcp_acknowledgement_sent(struct tcp_connection *c)
{
    struct tcp_receiving *r = &c->receive;
    r->acknowledged = r->next;
    r->acknowledge_now = false;
    if (timer_is_set(&r->acknowledge))
        timer_cancel(&tcp_native(c)->events, &r->acknowledge);
}

static void acknowledge_after_all(struct timer *timer)
{
    tcp_send_ack(CONTAINER_OF(timer, struct tcp_connection, receive.acknowledge));
}

void tcp_receive_init(struct tcp_connection *c)
{
    timer_init(&c->receive.acknowledge, acknowledge_after_all);
    c->receive.window = tcp_native(c)->net.tcp.window;
}

void tcp_receive_fini(struct tcp_connection *c)
{
    struct native *n = tcp_native(c);
    timer_cancel(&n->events, &c->receive.acknowledge);
    while (c->receive.early) {
        struct packet *p = c->receive.early;
        c->receive.early = p->next;
        packet_release(&n->packets, p);
    }
}
