/* What is sent when: sequence, timestamp, marker. */
#include "models/voice/rtp_sender.h"

#include "tests/support.h"

struct line {
    double ms;
    unsigned sequence, timestamp;
    bool marker;
};

static void expect(struct rtp_sender *s, const struct line *lines, size_t count)
{
    struct rtp_packet p;
    for (size_t i = 0; i < count; i++) {
        const sim_time at = (sim_time)(lines[i].ms * (double)MILLISECONDS);
        ck_assert_int_eq(rtp_sender_deadline(s), at);
        ck_assert(!rtp_sender_next(s, &p, at - 1));
        ck_assert(rtp_sender_next(s, &p, at));
        ck_assert_uint_eq(p.sequence, lines[i].sequence);
        ck_assert_uint_eq(p.timestamp, lines[i].timestamp);
        ck_assert_int_eq(p.marker, lines[i].marker);
        ck_assert(!rtp_sender_next(s, &p, at));
    }
}

#define EXPECT(s, ...)                                                                             \
    do {                                                                                           \
        const struct line lines_[] = {__VA_ARGS__};                                                \
        expect((s), lines_, sizeof lines_ / sizeof lines_[0]);                                     \
    } while (0)

/* G.729 from 100 ms on: two frames are heard at 120 ms, and coded when 5 ms more are known. */
START_TEST(all_the_time)
{
    struct rtp_sender s;
    struct talk talk;
    talk_init(&talk, 20 * MILLISECONDS);
    const struct rtp_packet first = {.sequence = 65535, .timestamp = 0xffffff60, .ssrc = 7};
    rtp_sender_init(&s, voice_codec_find("g729"), &talk, &first, 100 * MILLISECONDS);
    EXPECT(&s, {125, 65535, 0xffffff60, true}, {145, 0, 0, false}, {165, 1, 160, false});
    ck_assert_uint_eq(s.packet.payload_type, 18);
    ck_assert_uint_eq(s.packet.payload_length, 20);
    ck_assert_uint_eq(s.packet.ssrc, 7);
    ck_assert_uint_eq(s.sent, 3);
    rtp_sender_stop(&s);
    ck_assert_int_eq(rtp_sender_deadline(&s), TIME_NEVER);
    struct rtp_packet p;
    ck_assert(!rtp_sender_next(&s, &p, 185 * MILLISECONDS));
}
END_TEST

static sim_time next_length(void *user, sim_time mean)
{
    (void)mean;
    return *(*(const int **)user)++ * MILLISECONDS;
}

/* A pause of 40 ms, two packets, a pause of 60, one packet, a pause of 20: G.711, from 0. */
START_TEST(in_spurts)
{
    const int lengths[] = {40, 40, 60, 20, 20, 40};
    const int *next = lengths;
    const struct talk_draw draw = {next_length, &next};
    struct rtp_sender s;
    struct talk talk;
    talk_init_spurts(&talk, 20 * MILLISECONDS, SECONDS, SECONDS, &draw);
    const struct rtp_packet first = {.sequence = 10, .timestamp = 1000};
    rtp_sender_init(&s, voice_codec_find("g711a"), &talk, &first, 0);
    EXPECT(&s, {60, 10, 1320, true}, {80, 11, 1480, false}, {160, 12, 2120, true},
           {200, 13, 2440, true});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, all_the_time);
    tcase_add_test(t, in_spurts);
}

int main(void)
{
    return run_tests("rtp_sender", add);
}
