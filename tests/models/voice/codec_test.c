/* Sizes, delays and rates of packets, by codec and interval. */
#include "models/voice/codec.h"

#include <math.h>

#include "tests/support.h"

static const struct voice_codec *codec(const char *name)
{
    const struct voice_codec *found = voice_codec_find(name);
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(packets_have_these_sizes)
{
    static const struct {
        const char *codec;
        int ms, payload, packet, step, type;
        double delay;
    } rows[] = {
        /* 64 kbit/s are 8 bytes a millisecond. */
        {"g711u", 10, 80, 120, 80, 0, 10},
        {"g711u", 20, 160, 200, 160, 0, 20},
        {"g711a-plc", 30, 240, 280, 240, 8, 30},
        {"g711a", 60, 480, 520, 480, 8, 60},
        {"g711u-plc", 20, 160, 200, 160, 0, 20},
        /* 8 kbit/s are 10 bytes in 10 ms, and 5 ms more are looked at. */
        {"g729", 10, 10, 50, 80, 18, 15},
        {"g729", 20, 20, 60, 160, 18, 25},
        {"g729b", 60, 60, 100, 480, 18, 65},
        /* 16 kHz, but its clock says 8. */
        {"g722", 20, 160, 200, 160, 9, 21.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct voice_codec *c = codec(rows[i].codec);
        const sim_time interval = rows[i].ms * MILLISECONDS;
        ck_assert(voice_interval_is_valid(c, interval));
        ck_assert_uint_eq(voice_payload_bytes(c, interval), (unsigned)rows[i].payload);
        ck_assert_uint_eq(voice_packet_bytes(c, interval), (unsigned)rows[i].packet);
        ck_assert_uint_eq(voice_timestamp_step(c, interval), (unsigned)rows[i].step);
        ck_assert_uint_eq(c->payload_type, (unsigned)rows[i].type);
        ck_assert_int_eq(voice_codec_delay(c, interval),
                         (sim_time)(rows[i].delay * (double)MILLISECONDS));
    }
}
END_TEST

/* 50 packets a second: G.711 (200 + 8) x 8 x 50 = 83.2 kbit/s. */
START_TEST(calls_take_these_rates_on_the_line)
{
    static const struct {
        const char *codec;
        unsigned framing;
        double kbps;
    } rows[] = {{"g711u", 8, 83.2}, {"g711u", 38, 95.2}, {"g729", 8, 27.2}, {"g729", 38, 39.2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const unsigned bytes =
            voice_packet_bytes(codec(rows[i].codec), 20 * MILLISECONDS) + rows[i].framing;
        ck_assert_double_eq_tol(bytes * 8 * 50 / 1000.0, rows[i].kbps, 1e-9);
    }
}
END_TEST

START_TEST(packets_have_whole_frames_and_60_ms_at_most)
{
    const struct voice_codec *c = codec("g729");
    ck_assert(!voice_interval_is_valid(c, 0));
    ck_assert(!voice_interval_is_valid(c, 15 * MILLISECONDS));
    ck_assert(voice_interval_is_valid(c, 60 * MILLISECONDS));
    ck_assert(!voice_interval_is_valid(c, 70 * MILLISECONDS));
    const struct voice_codec longer = {.frame = 30 * MILLISECONDS};
    ck_assert(!voice_interval_is_valid(&longer, 20 * MILLISECONDS));
    ck_assert(voice_interval_is_valid(&longer, 60 * MILLISECONDS));
    ck_assert_ptr_null(voice_codec_find("g728"));
}
END_TEST

START_TEST(g722_is_not_rated_and_all_others_are)
{
    int rated = 0;
    for (int i = 0; i < VOICE_CODECS; i++)
        rated += voice_codec_is_rated(&voice_codecs[i]);
    ck_assert_int_eq(rated, VOICE_CODECS - 1);
    ck_assert(!voice_codec_is_rated(codec("g722")));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, packets_have_these_sizes);
    tcase_add_test(t, calls_take_these_rates_on_the_line);
    tcase_add_test(t, packets_have_whole_frames_and_60_ms_at_most);
    tcase_add_test(t, g722_is_not_rated_and_all_others_are);
}

int main(void)
{
    return run_tests("codec", add);
}
