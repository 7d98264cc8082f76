/* What a receiver makes of packets: timelines. A packet is sent every 20 ms from 0 on, the line has
 * 10 ms, and the playout delay is 60 ms: what has over 70 ms is late. */
#include "models/voice/rtp_receiver.h"

#include "models/voice/emodel.h"
#include "models/voice/quality.h"
#include "tests/support.h"

enum { GONE = -1, END = -2, FIRST_SEQUENCE = 65530, FIRST_TIMESTAMP = 0x7fffff00, SOURCE = 99 };

static struct rtp_receiver receiver;
static struct voice_spurt spurts[400];
static int spurt_count;

static void start(uint32_t period, bool adaptive)
{
    const struct rtp_receiver_config config = {
        .codec = voice_codec_find("g729"),
        .interval = 20 * MILLISECONDS,
        .first = {.sequence = FIRST_SEQUENCE, .timestamp = FIRST_TIMESTAMP, .ssrc = SOURCE},
        .period = period,
        .playout = {adaptive, 60 * MILLISECONDS, 250 * MILLISECONDS, 0},
    };
    rtp_receiver_init(&receiver, &config);
    spurt_count = 0;
}

static void take(void)
{
    while (rtp_receiver_next(&receiver, &spurts[spurt_count]))
        spurt_count++;
}

/* Packet `number` of the stream, sent at `slot` x 20 ms, takes `delay` ms. */
static sim_time give(int number, int slot, bool marker, int delay)
{
    uint8_t bytes[RTP_HEADER];
    const struct rtp_packet p = {marker,
                                 18,
                                 (uint16_t)(FIRST_SEQUENCE + number),
                                 (uint32_t)FIRST_TIMESTAMP + 160 * (uint32_t)slot,
                                 SOURCE,
                                 20};
    rtp_encode(bytes, &p);
    const sim_time counted = rtp_receiver_receive(&receiver, bytes, RTP_HEADER, RTP_HEADER + 20,
                                                  (slot * 20 + delay) * MILLISECONDS);
    take();
    return counted;
}

static void end(uint64_t sent)
{
    rtp_receiver_end(&receiver, sent);
    take();
}

/* Delays in ms of packets that leave one after the other, all of one period, until END. */
static void run(const int *delays)
{
    int sent = 0;
    start(1000, false);
    for (; delays[sent] != END; sent++)
        if (delays[sent] != GONE)
            ck_assert_int_eq(give(sent, sent, false, delays[sent]), delays[sent] * MILLISECONDS);
    end((uint64_t)sent);
    ck_assert_int_eq(spurt_count, 1);
    ck_assert_uint_eq(spurts[0].packets, (unsigned)sent);
}

#define RUN(...) run((const int[]){__VA_ARGS__, END})

static void expect_lost(const struct voice_spurt *s, unsigned lost, unsigned late, unsigned no_room)
{
    ck_assert_uint_eq(s->lost[VOICE_LOST], lost);
    ck_assert_uint_eq(s->lost[VOICE_LATE], late);
    ck_assert_uint_eq(s->lost[VOICE_NO_ROOM], no_room);
}

START_TEST(all_that_comes_in_time_is_heard)
{
    RUN(10, 10, 70, 10, 10);
    expect_lost(&spurts[0], 0, 0, 0);
    ck_assert_uint_eq(spurts[0].heard, 5);
    ck_assert_int_eq(spurts[0].delays, 110 * MILLISECONDS);
    ck_assert_int_eq(spurts[0].first_delay, 10 * MILLISECONDS);
    ck_assert_int_eq(spurts[0].offset, 70 * MILLISECONDS);
    ck_assert_int_eq(spurts[0].started, 0);
    ck_assert_int_eq(spurts[0].ended, 80 * MILLISECONDS);
}
END_TEST

START_TEST(losses_are_told_apart)
{
    RUN(10, GONE, GONE, 71, 10, GONE, 10);
    expect_lost(&spurts[0], 3, 1, 0);
    /* Lost together are three packets, the late one included, and one: 2 x (1 - 4/7). */
    ck_assert_double_eq_tol(loss_runs_burst_ratio(&spurts[0].runs), 2 * 3 / 7.0, 1e-12);
    ck_assert_double_eq_tol(loss_runs_share(&spurts[0].runs), 4 / 7.0, 1e-12);
}
END_TEST

/* The first took 300 ms: the others would wait 350 and 110 ms, where 250 have room. */
START_TEST(what_has_no_room_is_lost)
{
    start(1000, false);
    give(0, 0, false, 300);
    give(14, 14, false, 109); /* skipped ones come after all, 13 of them */
    give(15, 15, false, 110);
    end(16);
    expect_lost(&spurts[0], 13, 0, 1);
}
END_TEST

START_TEST(losses_at_both_ends_are_counted)
{
    RUN(GONE, GONE, 10, 10, GONE);
    expect_lost(&spurts[0], 3, 0, 0);
    ck_assert_int_eq(spurts[0].started, 0);
    ck_assert_int_eq(spurts[0].ended, 80 * MILLISECONDS);
    ck_assert_int_eq(spurts[0].first_delay, 10 * MILLISECONDS);
}
END_TEST

/* Speech began 7 ms after the hour. */
START_TEST(a_lost_beginning_is_where_the_sender_began)
{
    start(1000, false);
    receiver.config.ready = 7 * MILLISECONDS;
    ck_assert_int_eq(give(1, 1, false, 17), 10 * MILLISECONDS);
    end(2);
    expect_lost(&spurts[0], 1, 0, 0);
    ck_assert_int_eq(spurts[0].started, 7 * MILLISECONDS);
    ck_assert_int_eq(spurts[0].ended, 27 * MILLISECONDS);
}
END_TEST

START_TEST(a_stream_of_which_nothing_came_is_lost)
{
    RUN(GONE, GONE, GONE);
    expect_lost(&spurts[0], 3, 0, 0);
    ck_assert_int_eq(spurts[0].first_delay, -1);
    ck_assert_int_eq(spurts[0].offset, 60 * MILLISECONDS);
    ck_assert_double_eq(loss_runs_burst_ratio(&spurts[0].runs), 1);
}
END_TEST

/* Packet 1 takes 50 ms and comes at 70, after 2 (at 50) and 3 (at 70, but told first). */
START_TEST(order_does_not_matter_within_the_window)
{
    start(1000, false);
    give(0, 0, false, 10);
    give(2, 2, false, 10);
    give(3, 3, false, 10);
    ck_assert_int_eq(give(1, 1, false, 50), 50 * MILLISECONDS);
    ck_assert_int_eq(give(1, 1, false, 60), -1);
    ck_assert_uint_eq(receiver.duplicates, 1);
    ck_assert_int_eq(give(3, 3, false, 20), -1);
    ck_assert_uint_eq(receiver.duplicates, 2);
    end(4);
    expect_lost(&spurts[0], 0, 0, 0);
    ck_assert_uint_eq(spurts[0].heard, 4);
}
END_TEST

/* Of 65 in the window, the first has left it. */
START_TEST(what_comes_after_the_window_stays_lost)
{
    start(1000, false);
    give(64, 64, false, 10);
    ck_assert_int_eq(give(0, 0, false, 1300), -1);
    ck_assert_uint_eq(receiver.stragglers, 1);
    ck_assert_int_eq(give(1, 1, false, 1300), 1300 * MILLISECONDS);
    end(65);
    expect_lost(&spurts[0], 63, 1, 0);
}
END_TEST

/* Packets 0 and 1, a pause of three, packets 2 to 4, of which the first is marked and takes 40 ms.
 */
START_TEST(a_marker_begins_a_spurt)
{
    start(0, false);
    give(0, 0, true, 10);
    give(1, 1, false, 10);
    give(2, 5, true, 40);
    give(3, 6, false, 100);
    give(4, 7, false, 101);
    end(5);
    ck_assert_int_eq(spurt_count, 2);
    expect_lost(&spurts[0], 0, 0, 0);
    ck_assert_uint_eq(spurts[0].packets, 2);
    ck_assert_int_eq(spurts[0].ended, 20 * MILLISECONDS);
    ck_assert_uint_eq(spurts[1].packets, 3);
    ck_assert_int_eq(spurts[1].started, 100 * MILLISECONDS);
    ck_assert_int_eq(spurts[1].first_delay, 40 * MILLISECONDS);
    ck_assert_int_eq(spurts[1].offset, 100 * MILLISECONDS);
    expect_lost(&spurts[1], 0, 1, 0); /* the playout time was set anew */
}
END_TEST

START_TEST(the_first_packet_begins_a_spurt_marked_or_not)
{
    start(0, false);
    give(0, 0, false, 30);
    end(1);
    ck_assert_int_eq(spurts[0].offset, 90 * MILLISECONDS);
    expect_lost(&spurts[0], 0, 0, 0);
}
END_TEST

START_TEST(what_was_never_sent_is_not_counted)
{
    start(1000, false);
    give(0, 0, false, 10);
    ck_assert_int_eq(give(-1, -1, false, 30), -1);
    ck_assert_uint_eq(receiver.stragglers, 1);
    end(1);
    ck_assert_uint_eq(spurts[0].packets, 1);
}
END_TEST

/* The same, but packets 2 and 3 are lost, the marked one among them. */
START_TEST(a_spurt_whose_beginning_is_lost_begins_all_the_same)
{
    start(0, false);
    give(0, 0, true, 10);
    give(1, 1, false, 10);
    give(4, 7, false, 40);
    end(5);
    ck_assert_int_eq(spurt_count, 2);
    ck_assert_uint_eq(spurts[0].packets, 2);
    ck_assert_uint_eq(spurts[1].packets, 3);
    expect_lost(&spurts[1], 2, 0, 0);
    ck_assert_int_eq(spurts[1].started, 100 * MILLISECONDS);
    ck_assert_int_eq(spurts[1].offset, 100 * MILLISECONDS);
}
END_TEST

/* Packets 1 and 2 are lost; 3 is marked: they are the end of the spurt before. */
START_TEST(losses_before_a_marker_are_of_the_spurt_before)
{
    start(0, false);
    give(0, 0, true, 10);
    give(3, 9, true, 10);
    end(4);
    ck_assert_int_eq(spurt_count, 2);
    expect_lost(&spurts[0], 2, 0, 0);
    ck_assert_int_eq(spurts[0].ended, 40 * MILLISECONDS);
    ck_assert_uint_eq(spurts[1].packets, 1);
    ck_assert_int_eq(spurts[1].started, 180 * MILLISECONDS);
}
END_TEST

/* The last of the first spurt is overtaken by the first of the second, which had 300 ms: it is
 * played as its own spurt was, so that its 90 ms are late, though the new offset is 360. */
START_TEST(what_was_overtaken_is_of_its_own_spurt)
{
    start(0, false);
    give(0, 0, true, 10);
    give(2, 3, true, 300);
    give(1, 1, false, 90);
    end(3);
    ck_assert_int_eq(spurt_count, 2);
    expect_lost(&spurts[0], 0, 1, 0);
    expect_lost(&spurts[1], 0, 0, 0);
}
END_TEST

START_TEST(without_pauses_a_period_is_a_spurt)
{
    start(3, false);
    for (int i = 0; i < 7; i++)
        if (i != 3)
            give(i, i, false, i < 3 ? 10 : 100);
    end(7);
    ck_assert_int_eq(spurt_count, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(spurts[i].started, i * 60 * MILLISECONDS);
    ck_assert_uint_eq(spurts[0].packets, 3);
    expect_lost(&spurts[1], 1, 0, 0); /* its first: the second one sets the time */
    ck_assert_int_eq(spurts[1].offset, 160 * MILLISECONDS);
    ck_assert_uint_eq(spurts[2].packets, 1);
}
END_TEST

/* 600 packets are lost together: 200 spurts of which nothing came. */
START_TEST(a_long_silence_is_spurts_that_are_lost)
{
    start(3, false);
    give(0, 0, false, 10);
    give(602, 602, false, 10);
    end(UINT64_MAX);
    ck_assert_int_eq(spurt_count, 201);
    ck_assert_uint_eq(spurts[100].lost[VOICE_LOST], 3);
    ck_assert_int_eq(spurts[100].started, 6000 * MILLISECONDS);
    ck_assert_int_eq(spurts[200].ended, 602 * 20 * MILLISECONDS);
}
END_TEST

/* |D| is 0, 16, 16, 0: J = 1, then 1 + 15 / 16 = 1.9375, then 1.9375 x 15 / 16. */
START_TEST(jitter_is_that_of_rfc_3550)
{
    RUN(10, 10, 26, 10, 10);
    ck_assert_int_eq(spurts[0].jitter, 1816406 + 1); /* ns; 1.81640625 ms, each step cut off */
}
END_TEST

START_TEST(what_is_not_of_the_stream_is_dropped)
{
    struct rtp_packet p = {false, 18, FIRST_SEQUENCE, FIRST_TIMESTAMP, SOURCE, 20};
    uint8_t bytes[RTP_HEADER];
    start(1000, false);
    for (int i = 0; i < 4; i++) {
        struct rtp_packet wrong = p;
        if (i == 0)
            wrong.payload_type = 0;
        if (i == 1)
            wrong.ssrc++;
        if (i == 2)
            wrong.timestamp += 160; /* it would leave at 20 ms, and it is 10 */
        rtp_encode(bytes, &wrong);
        ck_assert_int_eq(rtp_receiver_receive(&receiver, bytes, RTP_HEADER,
                                              RTP_HEADER + (i == 3 ? 10 : 20), 10 * MILLISECONDS),
                         -1);
        take();
    }
    ck_assert_uint_eq(receiver.malformed, 4);
    rtp_encode(bytes, &p);
    bytes[0] = 0;
    ck_assert_int_eq(rtp_receiver_receive(&receiver, bytes, RTP_HEADER, 32, MILLISECONDS), -1);
    ck_assert_uint_eq(receiver.malformed, 5);
    end(1);
    expect_lost(&spurts[0], 1, 0, 0);
}
END_TEST

/* G.729: 25 ms of packetisation and look-ahead, 10 in the network, 60 in the buffer. */
START_TEST(quality_is_that_of_the_spurt)
{
    RUN(10, 10, 10, 10);
    const struct voice_codec *codec = voice_codec_find("g729");
    const struct voice_quality q = voice_quality(codec, 20 * MILLISECONDS, &spurts[0]);
    ck_assert_int_eq(q.mouth_to_ear, 95 * MILLISECONDS);
    struct emodel m = emodel_defaults;
    m.t = m.ta = 95;
    m.tr = 190;
    m.ie = 11;
    ck_assert_double_eq(q.r, emodel_rate(&m).r);
    ck_assert_double_eq_tol(q.r, 93.2 - 0.024 * 95 - 11, 0.2); /* the reduced form's */
    ck_assert_double_eq(q.mos, emodel_mos(q.r));
}
END_TEST

START_TEST(losses_count_with_their_bursts_and_late_ones_too)
{
    const struct voice_codec *codec = voice_codec_find("g729");
    RUN(10, 10, 10, 10, 10, 10, 10, 10);
    const double clean = voice_quality(codec, 20 * MILLISECONDS, &spurts[0]).r;
    /* 25 % in one run of two: 2 x 0.75 = 1.5 times random. (95 - 11) 25 / (25 / 1.5 + 19). */
    RUN(10, 10, GONE, 71, 10, 10, 10, 10);
    ck_assert_double_eq_tol(clean - voice_quality(codec, 20 * MILLISECONDS, &spurts[0]).r,
                            84 * 25 / (25 / 1.5 + 19), 1e-9);
    /* The same apart: 0.75 times, which counts as 1. */
    RUN(10, 10, GONE, 10, 71, 10, 10, 10);
    ck_assert_double_eq_tol(clean - voice_quality(codec, 20 * MILLISECONDS, &spurts[0]).r,
                            84 * 25 / (25.0 + 19), 1e-9);
    const struct voice_quality none =
        voice_quality(voice_codec_find("g722"), 20 * MILLISECONDS, &spurts[0]);
    ck_assert_int_eq(none.mouth_to_ear, 91500 * MICROSECONDS);
    ck_assert_double_nan(none.r);
    ck_assert_double_nan(none.mos);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, all_that_comes_in_time_is_heard);
    tcase_add_test(t, losses_are_told_apart);
    tcase_add_test(t, what_has_no_room_is_lost);
    tcase_add_test(t, losses_at_both_ends_are_counted);
    tcase_add_test(t, a_lost_beginning_is_where_the_sender_began);
    tcase_add_test(t, a_stream_of_which_nothing_came_is_lost);
    tcase_add_test(t, order_does_not_matter_within_the_window);
    tcase_add_test(t, what_comes_after_the_window_stays_lost);
    tcase_add_test(t, the_first_packet_begins_a_spurt_marked_or_not);
    tcase_add_test(t, what_was_never_sent_is_not_counted);
    tcase_add_test(t, a_marker_begins_a_spurt);
    tcase_add_test(t, a_spurt_whose_beginning_is_lost_begins_all_the_same);
    tcase_add_test(t, losses_before_a_marker_are_of_the_spurt_before);
    tcase_add_test(t, what_was_overtaken_is_of_its_own_spurt);
    tcase_add_test(t, without_pauses_a_period_is_a_spurt);
    tcase_add_test(t, a_long_silence_is_spurts_that_are_lost);
    tcase_add_test(t, jitter_is_that_of_rfc_3550);
    tcase_add_test(t, what_is_not_of_the_stream_is_dropped);
    tcase_add_test(t, quality_is_that_of_the_spurt);
    tcase_add_test(t, losses_count_with_their_bursts_and_late_ones_too);
}

int main(void)
{
    return run_tests("rtp_receiver", add);
}
