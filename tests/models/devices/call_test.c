/* Calls between h0, the data centre's, and h1, the site's, on one cable where a byte takes a
 * microsecond, and 10 more to the other end: a packet of G.729 with 20 ms is there 70 us later. */
#include "models/devices/call.h"

#include <math.h>

#include "models/voice/rtp.h"
#include "tests/sim/native/network.h"

enum { CALLS_MAX = 2, SPURTS_MAX = 4000 };

static struct network network;
static struct observer observer;
static struct listener others[2];
static struct call_info infos[CALLS_MAX];
static struct call *calls[CALLS_MAX];
static int call_count;
/* What was seen, by call and direction. */
static struct seen {
    uint64_t sent, heard, spurts;
    sim_time first, last;       /* when packets were sent */
    sim_time shortest, longest; /* delays */
    uint32_t bytes;
    uint16_t ports[2];
    bool in_step; /* 20 ms, or more where a spurt begins, apart, with timestamps to match */
    struct rtp_packet packet;
    struct speech_info ended;
    uint64_t times_ended;
} seen[CALLS_MAX][2];
static struct speech_info spurts[SPURTS_MAX]; /* of call 0, down */

static void sent(void *user, const struct link_info *link, int direction,
                 const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link;
    if (p->traffic != TRAFFIC_VOICE)
        return;
    struct seen *s = &seen[(p->source_port - CALL_PORT) / 2][direction];
    struct rtp_packet packet;
    ck_assert(rtp_decode(&packet, p->header, p->header_length, p->bytes - NET_UDP_OVERHEAD));
    const uint32_t ticks = packet.timestamp - s->packet.timestamp;
    if (s->sent && ((uint16_t)(packet.sequence - s->packet.sequence) != 1 ||
                    (sim_time)ticks * SECONDS / 8000 != t->queued - s->last ||
                    packet.marker != (t->queued - s->last > 20 * MILLISECONDS) ||
                    packet.ssrc != s->packet.ssrc))
        s->in_step = false;
    if (s->sent++ == 0)
        s->first = t->queued;
    s->last = t->queued;
    s->packet = packet;
    s->bytes = p->bytes;
    s->ports[0] = p->source_port;
    s->ports[1] = p->destination_port;
}

static void heard(void *user, const struct call_info *call, int direction, sim_time delay,
                  sim_time now)
{
    (void)user;
    struct seen *s = &seen[call->id][direction];
    ck_assert_int_eq(now, net_now(network.net));
    s->shortest = s->heard ? time_min(s->shortest, delay) : delay;
    s->longest = time_max(s->longest, delay);
    s->heard++;
}

static void spurt_ended(void *user, const struct speech_info *spurt)
{
    (void)user;
    struct seen *s = &seen[spurt->call->id][spurt->direction];
    if (spurt->call->id == 0 && spurt->direction == 0)
        spurts[s->spurts] = *spurt;
    s->spurts++;
    ck_assert_uint_lt(s->spurts, SPURTS_MAX);
}

static void call_ended(void *user, const struct speech_info *all)
{
    (void)user;
    seen[all->call->id][all->direction].ended = *all;
    seen[all->call->id][all->direction].times_ended++;
}

static void build(void)
{
    network_two_hosts(&network, plain_line(10));
    network.watched = NULL;
    observer = (struct observer){.link = network_wants_all,
                                 .packet_sent = sent,
                                 .call_heard = heard,
                                 .spurt_ended = spurt_ended,
                                 .call_ended = call_ended};
    observer_list_add(&network.options.observers, &observer);
    network_build(&network);
    for (uint32_t i = 0; i < 2; i++)
        network_listen(&network, i, &others[i]);
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < CALLS_MAX; i++)
        seen[i][0].in_step = seen[i][1].in_step = true;
    call_count = 0;
}

static struct call_config plain(const char *codec)
{
    infos[call_count] = (struct call_info){.id = (uint32_t)call_count, .number = 1, .site = "here"};
    return (struct call_config){.info = &infos[call_count],
                                .codec = voice_codec_find(codec),
                                .interval = CALL_INTERVAL,
                                .talk = TALK_SPURT_MEAN,
                                .silence = TALK_PAUSE_MEAN,
                                .playout = {false, CALL_PLAYOUT, CALL_BUFFER, 0},
                                .ends = TIME_NEVER};
}

static void add_call(const struct call_config *config)
{
    calls[call_count] =
        call_new(native_engine.host(network.net, 0), native_engine.host(network.net, 1), config);
    ck_assert_ptr_nonnull(calls[call_count]);
    call_count++;
}

/* One call between the two, from the beginning on. */
static void build_call(const char *codec, sim_time ends)
{
    build();
    struct call_config config = plain(codec);
    config.ends = ends;
    add_call(&config);
}

static void run(sim_time until)
{
    ck_assert(!native_engine.run(network.net, until, UINT64_MAX));
}

static void finish(void)
{
    for (int i = 0; i < call_count; i++)
        call_end_of_run(calls[i]);
    for (int i = 0; i < call_count; i++)
        call_free(calls[i]);
    for (int i = 0; i < 2; i++)
        net_udp_close(others[i].host, others[i].udp);
    network_fini(&network);
}

/* From 1 s to 3 s: what is heard from the start on leaves 25 ms later, and up to 20 more. */
START_TEST(both_ends_send_and_hear)
{
    build();
    struct call_config config = plain("g729");
    config.starts = 1 * SECONDS;
    config.ends = 3 * SECONDS;
    add_call(&config);
    run(TIME_NEVER);
    for (int d = 0; d < 2; d++) {
        const struct seen *s = &seen[0][d];
        ck_assert(s->in_step);
        ck_assert_int_ge(s->first, 1025 * MILLISECONDS);
        ck_assert_int_lt(s->first, 1045 * MILLISECONDS);
        ck_assert_int_lt(s->last, 3 * SECONDS);
        ck_assert_int_ge(s->last, 2980 * MILLISECONDS);
        ck_assert_uint_eq(s->sent, (uint64_t)((s->last - s->first) / CALL_INTERVAL + 1));
        ck_assert_uint_eq(s->heard, s->sent);
        ck_assert_int_eq(s->shortest, 70 * MICROSECONDS);
        ck_assert_int_eq(s->longest, 70 * MICROSECONDS);
        ck_assert_uint_eq(s->bytes, 60);
        ck_assert_uint_eq(s->ports[0], 16384);
        ck_assert_uint_eq(s->ports[1], 16384);
        ck_assert_uint_eq(s->times_ended, 1);
        ck_assert_uint_eq(s->ended.packets, s->sent);
        ck_assert_uint_eq(s->ended.lost[SPEECH_LOST], 0);
        ck_assert_int_eq(s->ended.mouth_to_ear, 85070 * MICROSECONDS);
        ck_assert_double_gt(s->ended.mos, 4);
    }
    ck_assert_int_ne(seen[0][0].first, seen[0][1].first);
    ck_assert_uint_ne(seen[0][0].packet.ssrc, seen[0][1].packet.ssrc);
    for (int d = 0; d < 2; d++) { /* neither begins at 0 */
        const struct seen *s = &seen[0][d];
        ck_assert_uint_ne((uint16_t)(s->packet.sequence - s->sent + 1), 0);
        ck_assert_uint_ne((uint32_t)(s->packet.timestamp - 160 * (s->sent - 1)), 0);
    }
    ck_assert_str_eq(infos[0].codec, "G.729");
    ck_assert_int_eq(infos[0].interval, CALL_INTERVAL);
    ck_assert(!infos[0].pauses);
    ck_assert_str_eq(infos[0].ends[1], "h1");
    ck_assert_uint_eq(infos[0].packet_bytes, 60);
    ck_assert_str_eq(infos[0].ends[0], "h0");
    ck_assert_uint_eq(infos[0].addresses[1], SITE_1 + 2);
    finish();
}
END_TEST

/* 100 packets of 1,000 bytes are 100 ms on the cable: speech behind them is late, up to 40 ms of
 * it, which is two packets. */
START_TEST(what_waits_too_long_is_late)
{
    build_call("g711u", 2 * SECONDS);
    for (int i = 0; i < 100; i++)
        packet_at(1000000, &others[0], SITE_1 + 2, 'x', 1000);
    listener_deafen(&others[1]);
    run(TIME_NEVER);
    ck_assert_uint_eq(seen[0][0].ended.lost[SPEECH_LATE], 2);
    ck_assert_uint_eq(seen[0][0].ended.lost[SPEECH_LOST], 0);
    ck_assert_uint_eq(seen[0][0].heard, seen[0][0].sent);
    ck_assert_uint_eq(seen[0][1].ended.lost[SPEECH_LATE], 0);
    /* both in a row: 2 x (1 - 2 / packets) */
    ck_assert_double_eq_tol(seen[0][0].ended.burst_ratio,
                            2 * (1 - 2 / (double)seen[0][0].ended.packets), 1e-12);
    ck_assert_double_lt(seen[0][0].ended.mos, seen[0][1].ended.mos);
    finish();
}
END_TEST

/* 100 ms of others from 1.95 s on: what was said before both hang up, at 2 s, is there afterwards.
 */
START_TEST(what_is_under_way_when_they_hang_up_is_heard)
{
    build();
    struct call_config config = plain("g729");
    config.ends = 2 * SECONDS;
    add_call(&config);
    for (int i = 0; i < 100; i++)
        packet_at(1950000, &others[0], SITE_1 + 2, 'x', 1000);
    listener_deafen(&others[1]);
    run(2 * SECONDS);
    ck_assert_uint_lt(seen[0][0].heard, seen[0][0].sent);
    run(TIME_NEVER);
    ck_assert_uint_eq(seen[0][0].heard, seen[0][0].sent);
    ck_assert_uint_eq(seen[0][0].ended.lost[SPEECH_LOST], 0);
    finish();
}
END_TEST

struct pulling {
    struct timer timer;
    bool plugged;
};

static void pull(struct timer *timer)
{
    net_set_plugged(native_engine.host(network.net, 1),
                    CONTAINER_OF(timer, struct pulling, timer)->plugged);
}

/* 200 ms without a cable, and then for good: ten packets of each direction, and all from 1.9 s to
 * 2 s, five. */
START_TEST(what_does_not_get_there_is_lost)
{
    build_call("g729", 2 * SECONDS);
    struct pulling pullings[3] = {{.plugged = false}, {.plugged = true}, {.plugged = false}};
    static const sim_time at[3] = {1000, 1200, 1900};
    for (int i = 0; i < 3; i++) {
        timer_init(&pullings[i].timer, pull);
        timer_set(network.net->events, &pullings[i].timer, at[i] * MILLISECONDS);
    }
    run(TIME_NEVER);
    for (int d = 0; d < 2; d++) {
        ck_assert_uint_eq(seen[0][d].ended.lost[SPEECH_LOST], 15);
        ck_assert_uint_eq(seen[0][d].ended.packets - seen[0][d].heard, 15);
    }
    finish();
}
END_TEST

/* Means are weighted by packets; the jitter is the last spurt's, the first delay the first one's.
 */
static void is_the_sum_of_its_spurts(const struct speech_info *all, uint64_t count)
{
    struct speech_info sum = {0};
    double rating = 0, mos = 0;
    for (uint64_t i = 0; i < count; i++) {
        const struct speech_info *s = &spurts[i];
        sum.packets += s->packets;
        for (int k = 0; k < SPEECH_LOSSES; k++)
            sum.lost[k] += s->lost[k];
        sum.heard += s->heard;
        sum.delays += s->delays;
        sum.mouth_to_ear += s->mouth_to_ear * (sim_time)s->packets;
        rating += s->rating * (double)s->packets;
        mos += s->mos * (double)s->packets;
    }
    ck_assert_int_eq(all->started, spurts[0].started);
    ck_assert_int_eq(all->ended, spurts[count - 1].ended);
    ck_assert_int_eq(all->first_delay, spurts[0].first_delay);
    ck_assert_uint_eq(all->packets, sum.packets);
    for (int k = 0; k < SPEECH_LOSSES; k++)
        ck_assert_uint_eq(all->lost[k], sum.lost[k]);
    ck_assert_uint_eq(all->heard, sum.heard);
    ck_assert_int_eq(all->delays, sum.delays);
    ck_assert_int_eq(all->jitter, spurts[count - 1].jitter);
    ck_assert_int_eq(all->mouth_to_ear, sum.mouth_to_ear / (sim_time)sum.packets);
    ck_assert_double_eq_tol(all->rating, rating / (double)sum.packets, 1e-9);
    ck_assert_double_eq_tol(all->mos, mos / (double)sum.packets, 1e-9);
}

/* Of three spurts the first has two packets behind 100 ms of others, late in a row; the second
 * loses ten while there is no cable; the last is short, and has two late ones, too. */
START_TEST(a_call_is_the_sum_of_its_spurts)
{
    build();
    struct call_config config = plain("g729");
    config.ends = 6 * SECONDS;
    add_call(&config);
    for (int i = 0; i < 200; i++)
        packet_at(i < 100 ? 1000000 : 5850000, &others[0], SITE_1 + 2, 'x', 1000);
    listener_deafen(&others[1]);
    struct pulling pullings[2] = {{.plugged = false}, {.plugged = true}};
    for (int i = 0; i < 2; i++) {
        timer_init(&pullings[i].timer, pull);
        timer_set(network.net->events, &pullings[i].timer, (3500 + 200 * i) * MILLISECONDS);
    }
    run(TIME_NEVER);
    ck_assert_uint_eq(seen[0][0].spurts, 3);
    is_the_sum_of_its_spurts(&seen[0][0].ended, 3);
    const struct speech_info *first = &spurts[0], *second = &spurts[1];
    ck_assert_int_eq(first->started, seen[0][0].first);
    ck_assert_int_eq(first->ended, first->started + 129 * CALL_INTERVAL);
    ck_assert_uint_eq(first->lost[SPEECH_LATE], 2);
    ck_assert_uint_eq(first->heard, 130);
    ck_assert_int_gt(first->delays, 130 * 70 * MICROSECONDS + 150 * MILLISECONDS);
    ck_assert_int_gt(first->jitter, 0);
    ck_assert_double_eq_tol(first->burst_ratio, 2 * (1 - 2 / 130.0), 1e-12);
    ck_assert_double_gt(first->rating, second->rating);
    ck_assert_double_gt(first->mos, second->mos);
    ck_assert_uint_eq(second->lost[SPEECH_LOST], 10);
    ck_assert_uint_eq(second->heard, 120);
    ck_assert_int_eq(second->delays, 120 * 70 * MICROSECONDS);
    ck_assert_uint_eq(spurts[2].lost[SPEECH_LATE], 2);
    /* 14 in three runs */
    ck_assert_double_eq_tol(seen[0][0].ended.burst_ratio,
                            14 / 3.0 * (1 - 14 / (double)seen[0][0].ended.packets), 1e-12);
    finish();
}
END_TEST

/* 60 ms of playout are three packets, and there is room for one. */
START_TEST(what_finds_no_room_is_told_apart)
{
    build();
    struct call_config config = plain("g729");
    config.playout.buffer = CALL_INTERVAL;
    config.ends = 4 * SECONDS;
    add_call(&config);
    run(TIME_NEVER);
    const struct speech_info *all = &seen[0][0].ended;
    ck_assert_uint_gt(all->lost[SPEECH_NO_ROOM], 0);
    ck_assert_uint_eq(all->lost[SPEECH_NO_ROOM],
                      spurts[0].lost[SPEECH_NO_ROOM] + spurts[1].lost[SPEECH_NO_ROOM]);
    ck_assert_uint_eq(all->lost[SPEECH_LATE] + all->lost[SPEECH_LOST], 0);
    finish();
}
END_TEST

/* The run ends in the middle of it, with a packet under way. */
START_TEST(what_is_under_way_at_the_end_is_not_lost)
{
    build_call("g729", TIME_NEVER);
    run(SECONDS);
    const sim_time next = seen[0][0].last + CALL_INTERVAL;
    run(next);
    const uint64_t all = seen[0][0].sent;
    call_end_of_run(calls[0]);
    ck_assert_uint_eq(seen[0][0].ended.packets, all - 1);
    ck_assert_uint_eq(seen[0][0].ended.lost[SPEECH_LOST], 0);
    ck_assert_uint_eq(seen[0][0].times_ended, 1);
    finish();
    ck_assert_uint_eq(seen[0][0].times_ended, 1);
}
END_TEST

START_TEST(a_call_that_has_not_begun_is_told_of_all_the_same)
{
    build();
    struct call_config config = plain("g729");
    config.starts = MINUTES;
    add_call(&config);
    call_stop(calls[0]);
    run(SECONDS);
    finish();
    ck_assert_uint_eq(seen[0][0].times_ended, 1);
    ck_assert_uint_eq(seen[0][0].ended.packets, 0);
    ck_assert_double_nan(seen[0][0].ended.mos);
    ck_assert_double_nan(seen[0][0].ended.rating);
    ck_assert_int_eq(seen[0][0].ended.first_delay, -1);
}
END_TEST

START_TEST(it_can_be_stopped)
{
    build_call("g729", TIME_NEVER);
    run(SECONDS);
    call_stop(calls[0]);
    call_stop(calls[0]); /* again: nothing more */
    run(TIME_NEVER);
    ck_assert_int_eq(net_now(network.net), 3 * SECONDS);
    ck_assert_int_le(seen[0][0].last, SECONDS);
    ck_assert_uint_eq(seen[0][0].ended.packets, seen[0][0].sent);
    finish();
}
END_TEST

/* Of what is sent all the time, 130 packets (2.591 s) count as a spurt. */
START_TEST(without_pauses_a_spurt_is_2_6_s)
{
    build_call("g729", 6 * SECONDS);
    run(TIME_NEVER);
    ck_assert_uint_eq(seen[0][0].spurts, 3);
    ck_assert_uint_eq(spurts[0].packets, 130);
    ck_assert_int_eq(spurts[1].started - spurts[0].started, 130 * CALL_INTERVAL);
    ck_assert_int_eq(spurts[1].first_delay, 70 * MICROSECONDS);
    finish();
}
END_TEST

/* An hour with pauses: spurts of 1.004 s and pauses of 1.587 s on average, with standard deviations
 * as long: of about 1,400 of each, 2.7 % of the mean. */
START_TEST(with_pauses_speech_comes_in_spurts)
{
    build();
    struct call_config config = plain("g729b");
    config.pauses = true;
    config.ends = HOURS;
    add_call(&config);
    ck_assert(infos[0].pauses);
    run(TIME_NEVER);
    const uint64_t count = seen[0][0].spurts;
    sim_time talk = 0, silence = spurts[0].started;
    for (uint64_t i = 0; i < count; i++) {
        talk += (sim_time)spurts[i].packets * CALL_INTERVAL;
        if (i)
            silence += spurts[i].started - spurts[i - 1].ended - CALL_INTERVAL;
    }
    ck_assert(seen[0][0].in_step && seen[0][1].in_step);
    ck_assert_double_eq_tol(time_seconds(talk) / (double)count, 1.004, 3 * 0.027);
    ck_assert_double_eq_tol(time_seconds(silence) / (double)count, 1.587, 3 * 0.043);
    ck_assert_uint_ne(seen[0][1].sent, seen[0][0].sent);
    ck_assert_uint_eq(seen[0][0].ended.packets, seen[0][0].sent);
    finish();
}
END_TEST

/* Another call takes the next even port, and leaves the first as it was. */
START_TEST(calls_do_not_disturb_each_other)
{
    struct seen alone[2];
    for (int with = 0; with < 2; with++) {
        build();
        struct call_config config = plain("g729b");
        config.pauses = true;
        config.ends = 20 * SECONDS;
        add_call(&config);
        if (with) {
            config = plain("g722");
            config.ends = 20 * SECONDS;
            add_call(&config);
        }
        run(TIME_NEVER);
        if (!with)
            memcpy(alone, seen[0], sizeof alone);
        finish();
    }
    for (int d = 0; d < 2; d++) {
        ck_assert_int_eq(seen[0][d].first, alone[d].first);
        ck_assert_int_eq(seen[0][d].last, alone[d].last);
        ck_assert_uint_eq(seen[0][d].packet.ssrc, alone[d].packet.ssrc);
        ck_assert_uint_ne(seen[1][d].packet.ssrc, seen[0][d].packet.ssrc);
        ck_assert_uint_eq(seen[1][d].ports[0], 16386);
        ck_assert_uint_eq(seen[1][d].ports[1], 16386);
        ck_assert_uint_eq(seen[1][d].bytes, 200);
        ck_assert_double_nan(seen[1][d].ended.mos); /* G.722 is not rated */
    }
}
END_TEST

/* Of each length, from another port and with no sender of the call. */
START_TEST(strangers_are_not_heard)
{
    build_call("g729", 2 * SECONDS);
    struct net_host *host = native_engine.host(network.net, 0);
    run(SECONDS);
    uint8_t bytes[RTP_HEADER + 20] = {0x80, 18};
    for (uint32_t length = 0; length <= sizeof bytes; length += 4)
        net_udp_send(host, others[0].udp, (struct net_endpoint){SITE_1 + 2, CALL_PORT}, bytes,
                     length, NULL, 0);
    run(TIME_NEVER);
    ck_assert_uint_eq(seen[0][0].heard, seen[0][0].sent);
    ck_assert_uint_eq(seen[0][0].ended.lost[SPEECH_LOST], 0);
    finish();
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, both_ends_send_and_hear);
    tcase_add_test(t, what_waits_too_long_is_late);
    tcase_add_test(t, what_does_not_get_there_is_lost);
    tcase_add_test(t, what_is_under_way_when_they_hang_up_is_heard);
    tcase_add_test(t, a_call_is_the_sum_of_its_spurts);
    tcase_add_test(t, what_finds_no_room_is_told_apart);
    tcase_add_test(t, what_is_under_way_at_the_end_is_not_lost);
    tcase_add_test(t, a_call_that_has_not_begun_is_told_of_all_the_same);
    tcase_add_test(t, it_can_be_stopped);
    tcase_add_test(t, without_pauses_a_spurt_is_2_6_s);
    tcase_add_test(t, with_pauses_speech_comes_in_spurts);
    tcase_add_test(t, calls_do_not_disturb_each_other);
    tcase_add_test(t, strangers_are_not_heard);
}

int main(void)
{
    return run_tests("call", add);
}
