/* Queue disciplines beside ns-3's: the same packets come to a line on both engines. */
#include <inttypes.h>
#include <math.h>

#include "base/memory.h"
#include "sim/engine_load.h"
#include "sim/random.h"
#include "tests/support.h"

enum {
    EF = 46,
    RATE = 2100000, /* bit/s: a packet of 1,000 bytes takes 3.81 ms */
    BYTES = 1000,   /* of a packet, without framing */
    FLOWS = 4,
    PACKETS_MAX = 20000,
    REPLICATIONS = 20 / FEWER,
    PORT = 5000,
    DROPPED = -1,
    UNTOLD = -2,
};

struct packet_fate {
    sim_time queued, start; /* start: DROPPED, or UNTOLD: nothing was told of it */
    uint32_t queue;         /* packets that waited when it came, with itself */
    enum drop_reason reason;
};

/* A run: what is sent, and what becomes of it. Packets are numbered in their first bytes. */
struct run {
    struct topology topology;
    struct link_direction line;
    struct observer observer;
    struct engine_options options;
    const struct engine *engine;
    struct net *net;
    struct net_host *from;
    struct net_udp *udp[FLOWS];
    uint32_t count, sent;
    sim_time at[PACKETS_MAX];
    uint8_t flow[PACKETS_MAX];
    struct packet_fate fate[PACKETS_MAX];
    struct timer timer;
};

static const uint8_t content[BYTES];

static bool wants(void *user, const struct link_info *link)
{
    (void)user, (void)link;
    return true;
}

static struct packet_fate *fate_of(struct run *r, const struct packet_info *p)
{
    const uint32_t number =
        (uint32_t)p->header[0] << 16 | (uint32_t)p->header[1] << 8 | p->header[2];
    ck_assert_uint_lt(number, r->count);
    return &r->fate[number];
}

static void on_sent(void *user, const struct link_info *link, int direction,
                    const struct packet_info *p, const struct transmission *t)
{
    (void)link;
    if (direction == 0)
        *fate_of(user, p) = (struct packet_fate){t->queued, t->start, t->queue, 0};
}

static void on_dropped(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    (void)link, (void)now;
    if (direction == 0)
        *fate_of(user, p) = (struct packet_fate){.start = DROPPED, .reason = reason};
}

static void send_next(struct timer *timer)
{
    struct run *r = CONTAINER_OF(timer, struct run, timer);
    const uint32_t i = r->sent++;
    const uint8_t number[3] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
    net_udp_send(r->from, r->udp[r->flow[i]], (struct net_endpoint){0x0a010002, PORT}, number, 3,
                 content, BYTES - NET_UDP_OVERHEAD - 3);
    if (r->sent < r->count)
        timer_set(r->net->events, &r->timer, r->at[r->sent]);
}

static void ignore(void *user, const struct net_datagram *d)
{
    (void)user, (void)d;
}

static struct run *run_new(struct link_queue queue)
{
    struct run *r = mem_calloc(1, sizeof *r);
    r->line = (struct link_direction){.rate = RATE, .queue = queue};
    r->observer = (struct observer){
        .user = r, .link = wants, .packet_sent = on_sent, .packet_dropped = on_dropped};
    r->options = (struct engine_options){.seed = 1};
    r->options.dscp[TRAFFIC_VOICE] = EF;
    observer_list_add(&r->options.observers, &r->observer);
    topology_init(&r->topology);
    topology_add_host(&r->topology, "h0", 0x0a010001, 0x0a010000, 24);
    topology_add_host(&r->topology, "h1", 0x0a010002, 0x0a010000, 24);
    topology_add_link(&r->topology, "line", 0, 1, &r->line, &r->line);
    return r;
}

static void run_add(struct run *r, sim_time at, int flow)
{
    ck_assert_uint_lt(r->count, PACKETS_MAX);
    r->at[r->count] = at;
    r->flow[r->count++] = (uint8_t)flow;
}

/* The first flow is calls'. */
static void run_on(struct run *r, const char *name)
{
    struct error e = {""};
    r->engine = engine_load(name, &e);
    ck_assert_msg(r->engine != NULL, "%s", e.text);
    r->net = r->engine->build(&r->topology, &r->options, &e);
    ck_assert_msg(r->net != NULL, "%s", e.text);
    r->from = r->engine->host(r->net, 0);
    for (uint16_t i = 0; i < FLOWS; i++)
        r->udp[i] = net_udp_bind(r->from, (uint16_t)(1000 + i), i ? TRAFFIC_OTHER : TRAFFIC_VOICE,
                                 ignore, NULL);
    net_udp_bind(r->engine->host(r->net, 1), PORT, TRAFFIC_OTHER, ignore, NULL);
    for (uint32_t i = 0; i < r->count; i++)
        r->fate[i].start = UNTOLD;
    r->sent = 0;
    timer_init(&r->timer, send_next);
    timer_set(r->net->events, &r->timer, r->at[0]);
    r->engine->run(r->net, 1000 * SECONDS, UINT64_MAX);
    r->engine->free(r->net);
    for (uint32_t i = 0; i < r->count; i++)
        ck_assert_int_ne(r->fate[i].start, UNTOLD);
}

static void run_free(struct run *r)
{
    topology_fini(&r->topology);
    free(r);
}

/* Exponential gaps, rounded to nanoseconds, with `load` times what the line takes, for 15 s. */
static void run_add_poisson(struct run *r, double load, uint32_t replication)
{
    struct random_stream random;
    random_init(&random, 7, replication, 1, RANDOM_TEST);
    const double mean = BYTES * 8.0 / RATE * SECONDS / load;
    for (double at = 0; at < 15e9;) {
        at += -mean * log(((double)random_u32(&random) + 1) / 4294967296.0);
        run_add(r, (sim_time)at, (int)random_below(&random, FLOWS));
    }
}

/* --- the same packets ------------------------------------------------------------------------ */

static uint32_t run_drops(const struct run *r)
{
    uint32_t drops = 0;
    for (uint32_t i = 0; i < r->count; i++)
        drops += r->fate[i].start == DROPPED;
    return drops;
}

/* On ns-3 as on the native engine: which are dropped, why, when the others start, and how many
 * wait. */
static void expect_the_same(struct run *r, uint32_t drops)
{
    run_on(r, "native");
    struct packet_fate *native = mem_calloc(r->count, sizeof *native);
    memcpy(native, r->fate, r->count * sizeof *native);
    ck_assert_uint_eq(run_drops(r), drops);
    run_on(r, "ns3");
    for (uint32_t i = 0; i < r->count; i++) {
        ck_assert_msg(
            native[i].start == r->fate[i].start && native[i].reason == r->fate[i].reason &&
                native[i].queued == r->fate[i].queued && native[i].queue == r->fate[i].queue,
            "packet %u: %" PRId64 " (%d) and %" PRId64 " (%d) on ns-3", i, native[i].start,
            native[i].reason, r->fate[i].start, r->fate[i].reason);
    }
    free(native);
}

/* Two classes at 120 % of the line, of which calls have a quarter; the rest's queue has room
 * for 20. */
START_TEST(strict_priority_is_the_same)
{
    struct run *r = run_new((struct link_queue){.discipline = QUEUE_PRIORITY,
                                                .limit = 20,
                                                .class_count = 1,
                                                .classes = {{.dscp = UINT64_C(1) << EF}}});
    run_add_poisson(r, 1.2, 0);
    run_on(r, "native");
    const uint32_t drops = run_drops(r);
    ck_assert_uint_gt(drops, 100);
    expect_the_same(r, drops);
    run_free(r);
}
END_TEST

/* Bursts of 60 packets. The third is the first that has waited for 5 ms, at 7.6 ms; so one is
 * dropped after 107.6 ms, at 110.5, and one 100 ms later, at 213.3, behind which there are two.
 * Between bursts are 2 s, longer than 16 intervals, so that each begins anew. At no time is the
 * line free just when something is due: ns-3 takes "after" where the RFC has "at or after". */
static void add_bursts(struct run *r, int bursts)
{
    for (int burst = 0; burst < bursts; burst++)
        for (int i = 0; i < 60; i++)
            run_add(r, burst * 2 * SECONDS + i * 10 * MICROSECONDS, 1);
}

START_TEST(codel_drops_the_same_packets)
{
    struct run *r = run_new((struct link_queue){.discipline = QUEUE_CODEL, .limit = 1000});
    add_bursts(r, 10);
    expect_the_same(r, 20);
    run_free(r);
}
END_TEST

START_TEST(fq_codel_drops_the_same_packets)
{
    struct run *r = run_new((struct link_queue){.discipline = QUEUE_FQ_CODEL, .limit = 1000});
    add_bursts(r, 10);
    expect_the_same(r, 20);
    run_free(r);
}
END_TEST

/* --- the same on average --------------------------------------------------------------------- */

struct mean {
    double delay, drops; /* seconds that a packet waits; packets of a run */
};

static struct mean run_mean(const struct run *r)
{
    double waited = 0;
    const uint32_t drops = run_drops(r);
    for (uint32_t i = 0; i < r->count; i++)
        if (r->fate[i].start >= 0)
            waited += time_seconds(r->fate[i].start - r->fate[i].queued);
    return (struct mean){waited / (r->count - drops), drops};
}

static void add_mean(struct mean *sum, struct mean m)
{
    sum->delay += m.delay / REPLICATIONS;
    sum->drops += m.drops / REPLICATIONS;
}

/* Over the replications delays are within 2 % and drops within 5 %; what they are is printed. */
static void expect_alike(struct link_queue queue, double load)
{
    struct mean native = {0, 0}, ns3 = {0, 0};
    for (uint32_t k = 0; k < REPLICATIONS; k++) {
        struct run *r = run_new(queue);
        r->options.replication = k;
        run_add_poisson(r, load, k);
        run_on(r, "native");
        add_mean(&native, run_mean(r));
        run_on(r, "ns3");
        add_mean(&ns3, run_mean(r));
        run_free(r);
    }
    const double delay = native.delay / ns3.delay - 1, drops = native.drops / ns3.drops - 1;
    printf("%s, load %.1f: delay %.3f ms, ns-3 %.3f (%+.2f %%); drops %.1f, ns-3 %.1f (%+.2f %%)\n",
           link_discipline_names[queue.discipline], load, native.delay * 1e3, ns3.delay * 1e3,
           delay * 100, native.drops, ns3.drops, drops * 100);
    ck_assert_double_lt(fabs(delay), 0.02);
    ck_assert_double_lt(fabs(drops), 0.05);
    ck_assert_double_gt(native.drops, 50);
}

START_TEST(codel_is_alike)
{
    expect_alike((struct link_queue){.discipline = QUEUE_CODEL, .limit = 1000}, 1.2);
}
END_TEST

START_TEST(fq_codel_is_alike)
{
    expect_alike((struct link_queue){.discipline = QUEUE_FQ_CODEL, .limit = 1000}, 1.2);
}
END_TEST

/* ns-3 drops none while no more than one waits, whatever the average; the paper knows nothing of
 * that. With a weight of 0.05 the average is near the queue, so that it hardly matters. */
START_TEST(red_is_alike)
{
    expect_alike((struct link_queue){.discipline = QUEUE_RED,
                                     .limit = 50,
                                     .red = {5, 15, 0, LINK_BILLION / 20}},
                 1.1);
}
END_TEST

/* --- what it has not ------------------------------------------------------------------------- */

START_TEST(ns3_says_what_it_lacks)
{
    static const struct {
        struct link_queue queue;
        sim_time fragment;
        const char *says;
    } cases[] = {
        {{.discipline = QUEUE_DRR, .limit = 10},
         0,
         "line: ns-3 has no deficit round robin; the native engine runs it"},
        {{.discipline = QUEUE_WRED, .limit = 10},
         0,
         "line: ns-3 has no thresholds for each class; the native engine runs it"},
        {{.discipline = QUEUE_CODEL, .limit = 1000, .in_bytes = true},
         0,
         "line: ns-3 has no limits in bytes on the line; the native engine runs it"},
        {{.discipline = QUEUE_PRIORITY,
          .limit = 10,
          .class_count = 1,
          .classes = {{.dscp = 1, .share = 1000}}},
         0,
         "line: ns-3 has no policed classes; the native engine runs it"},
        {{.discipline = QUEUE_PRIORITY, .limit = 10},
         10 * MILLISECONDS,
         "line: ns-3 has no link fragmentation; the native engine runs it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error e = {""};
        struct run *r = run_new(cases[i].queue);
        r->line.fragment = cases[i].fragment;
        r->engine = engine_load("ns3", &e);
        ck_assert_ptr_nonnull(r->engine);
        ck_assert_ptr_null(r->engine->build(&r->topology, &r->options, &e));
        ck_assert_str_eq(e.text, cases[i].says);
        run_free(r);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, strict_priority_is_the_same);
    tcase_add_test(t, codel_drops_the_same_packets);
    tcase_add_test(t, fq_codel_drops_the_same_packets);
    tcase_add_test(t, codel_is_alike);
    tcase_add_test(t, fq_codel_is_alike);
    tcase_add_test(t, red_is_alike);
    tcase_add_test(t, ns3_says_what_it_lacks);
    tcase_set_timeout(t, 120);
}

int main(void)
{
    return run_tests("ns3 queues", add);
}
