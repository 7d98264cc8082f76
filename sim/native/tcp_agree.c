/* What two sides agree on in their SYNs, and the options of the segments that follow. */
#include <string.h>

#include "sim/native/tcp.h"

static const struct net_tcp_settings *agree_settings(const struct tcp_connection *c)
{
    return &tcp_native(c)->net.tcp;
}

/* Milliseconds, of a clock that wraps (RFC 7323, 5.4). */
static uint32_t agree_clock(const struct tcp_connection *c)
{
    return (uint32_t)(tcp_now(c) / MILLISECONDS);
}

/* The least with which the window can be said. */
static uint8_t agree_shift(uint32_t window)
{
    uint8_t shift = 0;
    while (window >> shift > TCP_WINDOW_UNSCALED)
        shift++;
    return shift;
}

/* Who answers a SYN offers only what that has offered (RFC 7323, 2.2 and 3.2; 2018, 2). */
static struct tcp_options agree_offer(const struct tcp_connection *c)
{
    const struct net_tcp_settings *s = agree_settings(c);
    const bool all = c->connects;
    return (struct tcp_options){
        .scales = s->window > TCP_WINDOW_UNSCALED && (all || c->agreed.scaling),
        .shift = agree_shift(s->window),
        .sack_permitted = s->sack && (all || c->agreed.sack),
        .timestamps = s->timestamps && (all || c->agreed.timestamps),
        .stamp = agree_clock(c),
        .echo = c->agreed.echo,
    };
}

/* Blocks go with an ACK that has nothing else: there the room is not that of the data. */
static void agree_add_blocks(const struct tcp_connection *c, struct tcp_options *o)
{
    const struct tcp_receiving *r = &c->receive;
    for (o->blocks = 0; o->blocks < r->block_count; o->blocks++) {
        const struct tcp_range *range = &r->blocks[o->blocks];
        o->block[o->blocks] = (struct tcp_block){r->initial + (uint32_t)range->from,
                                                 r->initial + (uint32_t)range->until};
    }
}

static uint32_t agree_options(const struct tcp_connection *c, uint8_t flags, uint32_t length,
                              uint8_t out[TCP_OPTIONS_MAX])
{
    if (flags & TCP_SYN) {
        const struct tcp_options offer = agree_offer(c);
        return tcp_options_write(out, &offer);
    }
    if (flags & TCP_RST)
        return 0;
    struct tcp_options o = {
        .timestamps = c->agreed.timestamps, .stamp = agree_clock(c), .echo = c->agreed.echo};
    if (c->agreed.sack && flags == TCP_ACK && !length)
        agree_add_blocks(c, &o);
    return tcp_options_write(out, &o);
}

struct packet *tcp_packet_with_options(struct tcp_connection *c, uint8_t flags, int64_t place,
                                       uint32_t length)
{
    uint8_t options[TCP_OPTIONS_MAX];
    const uint32_t count = agree_options(c, flags, length, options);
    struct packet *p =
        tcp_queue_packet(&c->send.queue, &tcp_native(c)->packets, place, length, count);
    uint8_t *at = p->header + p->info.header_length;
    memcpy(at, options, count);
    p->info.tcp_options = at;
    p->info.tcp_options_length = (uint8_t)count;
    return p;
}

void tcp_hear_syn(struct tcp_connection *c, const struct packet_info *syn)
{
    const struct net_tcp_settings *s = agree_settings(c);
    struct tcp_options o;
    tcp_options_read(&o, syn->tcp_options, syn->tcp_options_length);
    tcp_hear_mss(c, syn);
    c->agreed = (struct tcp_agreed){.scaling = o.scales && s->window > TCP_WINDOW_UNSCALED,
                                    .sack = o.sack_permitted && s->sack,
                                    .timestamps = o.timestamps && s->timestamps,
                                    .echo = o.stamp};
    c->agreed.any = c->agreed.scaling || c->agreed.sack || c->agreed.timestamps;
    c->send.peer_window = syn->tcp_window;
    c->send.congestion.sack = c->agreed.sack;
    if (c->agreed.scaling)
        c->send.shift = o.shift;
    else if (s->window > TCP_WINDOW_UNSCALED)
        c->receive.window = TCP_WINDOW_UNSCALED;
    c->receive.field = (uint16_t)(c->receive.window >> agree_shift(c->receive.window));
    if (c->agreed.timestamps)
        tcp_congestion_set_mss(&c->send.congestion, c->send.congestion.mss - TCP_TIMESTAMPS_BYTES);
}

/* RFC 7323, 4.3: what is echoed is of the segment that the last ACK was for, if that was delayed.
 */
static void agree_note_stamp(struct tcp_connection *c, const struct tcp_options *o, int64_t place)
{
    if (place <= c->receive.acknowledged && (int32_t)(o->stamp - c->agreed.echo) >= 0)
        c->agreed.echo = o->stamp;
}

/* Only what acknowledges something new is a sample (RFC 7323, 4.1). */
static void agree_time(struct tcp_connection *c, const struct tcp_options *o, int64_t acknowledged)
{
    struct tcp_sending *s = &c->send;
    if (acknowledged > s->acknowledged)
        tcp_round_trip_echoed(&s->round_trip, (sim_time)(agree_clock(c) - o->echo) * MILLISECONDS,
                              s->highest - s->acknowledged, s->congestion.mss);
}

void tcp_hear_first(struct tcp_connection *c, const struct packet_info *info)
{
    struct tcp_options o;
    c->send.peer_window = (int64_t)info->tcp_window << c->send.shift;
    tcp_options_read(&o, info->tcp_options, info->tcp_options_length);
    if (c->agreed.timestamps && o.timestamps)
        agree_note_stamp(c, &o, 1);
}

void tcp_acknowledged_with_options(struct tcp_connection *c, const struct packet_info *info,
                                   int64_t acknowledged, bool pure)
{
    struct tcp_options o;
    c->send.peer_window <<= c->send.shift;
    tcp_options_read(&o, info->tcp_options, info->tcp_options_length);
    if (c->agreed.timestamps && o.timestamps) {
        agree_note_stamp(c, &o, tcp_place(info->tcp_sequence, c->receive.initial, c->receive.next));
        agree_time(c, &o, acknowledged);
    }
    if (c->agreed.sack)
        tcp_acknowledged_selectively(c, &o, acknowledged);
    else
        tcp_acknowledged(c, acknowledged, pure);
}
