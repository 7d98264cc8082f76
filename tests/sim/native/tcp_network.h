/* TCP between two hosts on one line, and what is seen of it, as lines of text.
 *
 * h0 connects to h1, PORT, over a plain line (network.h: a byte takes a microsecond) of 1000 us. A
 * segment that is given to the line is written as
 *   TIME down SA 0+0 ack 1        to h1 (down) or to h0 (up): flags, place + bytes, place
 *   TIME down A 1+100 ack 1 lost  or: `mask` says that it does not arrive
 * where flags are S, F, R, P and A, and places are counted from the SYN of their direction. Behind
 * that are its options: "scale 3", "sack ok", "stamp 12 echo 10", "has 2921-5841", which the peer
 * has got. Users
 * write `TIME h0 connected`, `h1 accepted`, `h1 got 100`, `h1 finished`, `h1 ended closed`. */
#ifndef TESTS_SIM_NATIVE_TCP_NETWORK_H
#define TESTS_SIM_NATIVE_TCP_NETWORK_H

#include "sim/mix.h"
#include "sim/native/tcp_options.h"
#include "tests/sim/native/network.h"

enum { DELAY = 1000, CONTENT_BYTES = 8 << 20, ACTIONS_MAX = 64 };

/* One end's user. */
struct side {
    struct net_host *host;
    struct net_tcp *tcp;
    const char *name;
    uint64_t received, wrong; /* bytes; that are not those of `content` */
    bool closes;              /* when the peer has */
    bool quiet;               /* it does not write what it gets */
    int ended;
    sim_time ended_at, received_at;
};

/* What a link lost, and where its places are counted from. */
struct way_seen {
    uint64_t mask; /* bit i: its packet number i does not arrive */
    uint32_t packets, data, initial;
    uint16_t window; /* that the latest segment says */
};

static struct network net;
static struct side h0, h1;
static struct way_seen seen[2];
static struct net_tcp *listener;
static uint64_t segments_hash;         /* of all that was sent, and when it was on the line */
static uint8_t content[CONTENT_BYTES]; /* what both sides send, from its beginning */

/* A call at a time. */
struct action {
    struct timer timer;
    void (*call)(void);
};
static struct action actions[ACTIONS_MAX];
static int action_count;

static inline void action_fires(struct timer *timer)
{
    CONTAINER_OF(timer, struct action, timer)->call();
}

static inline void at(sim_time time, void (*call)(void))
{
    struct action *a = &actions[action_count++];
    ck_assert_int_lt(action_count, ACTIONS_MAX);
    a->call = call;
    timer_init(&a->timer, action_fires);
    timer_set(net.net->events, &a->timer, time);
}

static inline void tcp_flags_text(char *out, uint8_t flags)
{
    static const char letters[] = "FSRPA";
    static const char order[] = "SFRPA";
    for (int i = 0; order[i]; i++)
        if (flags >> (strchr(letters, order[i]) - letters) & 1)
            *out++ = order[i];
    *out = 0;
}

/* `initial` is that of what is acknowledged. */
static inline void options_text(char *out, const struct packet_info *p, uint32_t initial)
{
    struct tcp_options o;
    tcp_options_read(&o, p->tcp_options, p->tcp_options_length);
    if (o.scales)
        out += sprintf(out, " scale %d", o.shift);
    if (o.sack_permitted)
        out += sprintf(out, " sack ok");
    if (o.timestamps)
        out += sprintf(out, " stamp %u echo %u", o.stamp, o.echo);
    for (uint32_t i = 0; i < o.blocks; i++)
        out += sprintf(out, " has %u-%u", o.block[i].from - initial, o.block[i].until - initial);
}

/* "down SA 0+0 ack 1" */
static inline const char *segment_text(int direction, const struct packet_info *p)
{
    static char text[300];
    char flags[8];
    const struct way_seen *this = &seen[direction], *other = &seen[!direction];
    tcp_flags_text(flags, p->tcp_flags);
    int length = sprintf(text, "%s %s %u+%u", direction_name(direction), flags,
                         p->tcp_sequence - this->initial, p->header_length + p->payload_length);
    if (p->tcp_flags & TCP_ACK)
        length += sprintf(text + length, " ack %u", p->tcp_acknowledgement - other->initial);
    options_text(text + length, p, other->initial);
    return text;
}

/* A packet is lost by pulling the receiver's cable for the nanosecond in which it arrives. */
struct loss {
    struct timer timer;
    struct net_host *host;
    bool over;
};
static struct loss losses[200];
static int loss_count;

static inline void loss_fires(struct timer *timer)
{
    struct loss *l = CONTAINER_OF(timer, struct loss, timer);
    net_set_plugged(l->host, l->over);
    if (!l->over)
        timer_set(net.net->events, timer, net_now(net.net) + 2);
    l->over = true;
}

static inline void lose(int direction, sim_time arrival)
{
    struct loss *l = &losses[loss_count++];
    ck_assert_int_lt(loss_count, 200);
    *l = (struct loss){.host = direction ? h0.host : h1.host};
    timer_init(&l->timer, loss_fires);
    timer_set(net.net->events, &l->timer, arrival - 1);
}

static inline void segment_sent(void *user, const struct link_info *link, int direction,
                                const struct packet_info *p, const struct transmission *t)
{
    struct way_seen *s = &seen[direction];
    (void)user;
    if (p->tcp_flags & TCP_SYN)
        s->initial = p->tcp_sequence;
    segments_hash = mix64(segments_hash ^ p->digest, (uint64_t)t->start);
    s->window = p->tcp_window;
    s->data += p->header_length + p->payload_length > 0;
    const bool lost = s->packets < 64 && s->mask >> s->packets & 1;
    s->packets++;
    if (lost)
        lose(direction, t->end + link->direction[direction]->delay);
    if (net.watched)
        network_write(&net, "%s%s", segment_text(direction, p), lost ? " lost" : "");
}

static inline bool sees_all(void *user, const struct link_info *link)
{
    (void)user, (void)link;
    return true;
}

static inline void side_connected(void *user)
{
    struct side *s = user;
    if (!s->quiet)
        network_write(&net, "%s connected", s->name);
}

static inline void side_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct side *s = user;
    for (uint32_t i = 0; i < length; i++)
        s->wrong += bytes[i] != content[(s->received + i) % CONTENT_BYTES];
    s->received += length;
    s->received_at = net_now(net.net);
    if (!s->quiet)
        network_write(&net, "%s got %u", s->name, length);
}

static inline void side_finished(void *user)
{
    struct side *s = user;
    if (!s->quiet)
        network_write(&net, "%s finished", s->name);
    if (s->closes)
        net_tcp_close(s->host, s->tcp);
}

static inline void side_ended(void *user, enum net_tcp_end why)
{
    struct side *s = user;
    s->tcp = NULL;
    s->ended++;
    s->ended_at = net_now(net.net);
    if (!s->quiet || why != NET_TCP_CLOSED)
        network_write(&net, "%s ended %s", s->name, net_tcp_end_names[why]);
}

static const struct net_tcp_events side_events = {.connected = side_connected,
                                                  .received = side_received,
                                                  .finished = side_finished,
                                                  .ended = side_ended};

static inline void *side_accepted(void *user, struct net_tcp *connection, struct net_endpoint peer,
                                  const struct net_tcp_events **events)
{
    struct side *s = user;
    ck_assert_uint_eq(peer.address, SITE_1 + 1);
    s->tcp = connection;
    *events = &side_events;
    if (!s->quiet)
        network_write(&net, "%s accepted", s->name);
    return s;
}

static inline void tcp_listens(void)
{
    listener = net_tcp_listen(h1.host, PORT, TRAFFIC_PFS, side_accepted, &h1);
    ck_assert_ptr_nonnull(listener);
}

static inline void tcp_connects(void)
{
    h0.tcp = net_tcp_connect(h0.host, (struct net_endpoint){SITE_1 + 2, PORT}, TRAFFIC_PFS,
                             &side_events, &h0);
}

/* Bytes that are `content`'s when a side sends nothing else before. */
static inline void sends(struct side *s, uint64_t from, uint64_t length)
{
    net_tcp_send(s->host, s->tcp, NULL, 0, content + from, length);
}

static inline void fill_content(void)
{
    uint32_t x = 1;
    for (uint32_t i = 0; i < CONTENT_BYTES; i++) {
        x = x * 1664525 + 1013904223;
        content[i] = (uint8_t)(x >> 24);
    }
}

/* Two hosts, nobody listening, nothing sent. */
static inline void tcp_network(struct link_direction line, uint64_t seed)
{
    network_two_hosts(&net, line);
    net.options.seed = seed;
    net.observer =
        (struct observer){.link = sees_all, .in_order = true, .packet_sent = segment_sent};
    memset(seen, 0, sizeof seen);
    action_count = loss_count = 0;
    segments_hash = 0;
    network_build(&net);
    h0 = (struct side){.host = native_engine.host(net.net, 0), .name = "h0"};
    h1 = (struct side){.host = native_engine.host(net.net, 1), .name = "h1"};
    if (!content[1])
        fill_content();
}

static inline void tcp_setup(void)
{
    tcp_network(plain_line(DELAY), 1);
    tcp_listens();
}

static inline void tcp_teardown(void)
{
    network_fini(&net);
}

/* Connected, and what was seen of it forgotten: at 3128 us h1 has accepted. */
static inline void tcp_connected(void)
{
    tcp_connects();
    native_engine.run(net.net, 10 * MILLISECONDS, UINT64_MAX);
    ck_assert_ptr_nonnull(h1.tcp);
    net.seen[0] = 0;
    net.seen_length = 0;
    seen[0].packets = seen[1].packets = 0;
}

/* Runs up to then, and compares. */
#define RUN_UNTIL_AND_SEE(time, ...)                                                               \
    do {                                                                                           \
        native_engine.run(net.net, (time), UINT64_MAX);                                            \
        EXPECT_SEEN(&net, __VA_ARGS__);                                                            \
    } while (0)

#endif
