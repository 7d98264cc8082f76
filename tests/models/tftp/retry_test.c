/* The times at which each policy sends again and gives up. */
#include "models/tftp/retry.h"

#include "models/tftp/server_kind.h"

#include "tests/models/tftp/timeline.h"

static struct tftp_retry retry;

static void start(const char *policy, sim_time now)
{
    tftp_retry_init(&retry, &tftp_server_kind_find(policy)->policy);
    ck_assert_int_eq(tftp_retry_deadline(&retry), TIME_NEVER);
    tftp_retry_progress(&retry, now);
}

/* Expires at each of the times (in s), which must be the deadlines; a nanosecond early it waits. */
static void expect_walk(const int *seconds, int count, enum tftp_retry_verdict last)
{
    for (int i = 0; i < count; i++) {
        const sim_time at = seconds[i] * SECONDS;
        ck_assert_int_eq(tftp_retry_deadline(&retry), at);
        ck_assert_int_eq(tftp_retry_expire(&retry, at - 1), TFTP_RETRY_WAIT);
        ck_assert_int_eq(tftp_retry_expire(&retry, at), i == count - 1 ? last : TFTP_RETRY_RESEND);
        if (i < count - 1)
            tftp_retry_sent(&retry, at);
    }
}

#define EXPECT_WALK(last, ...)                                                                     \
    do {                                                                                           \
        const int seconds_[] = {__VA_ARGS__};                                                      \
        expect_walk(seconds_, (int)(sizeof seconds_ / sizeof seconds_[0]), (last));                \
    } while (0)

START_TEST(tftpd_hpa_sends_at_1_3_7_15_31)
{
    start("tftpd-hpa", 0);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 1, 3, 7, 15, 31, 63);
    ck_assert_int_eq(tftp_retry_deadline(&retry), TIME_NEVER);
    ck_assert_int_eq(tftp_retry_expire(&retry, 100 * SECONDS), TFTP_RETRY_WAIT);
}
END_TEST

START_TEST(atftpd_sends_every_5_s_five_times_more)
{
    start("atftpd", 0);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 5, 10, 15, 20, 25, 30);
}
END_TEST

START_TEST(dnsmasq_grows_and_gives_up_at_29)
{
    start("dnsmasq", 0);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 2, 4, 7, 10, 15, 20, 29);
}
END_TEST

START_TEST(dnsmasq_sees_whole_seconds)
{
    start("dnsmasq", 0);
    tftp_retry_sent(&retry, 700 * MILLISECONDS);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 2 * SECONDS);
    tftp_retry_sent(&retry, 1 * SECONDS);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 3 * SECONDS);
    tftp_retry_sent(&retry, 2 * SECONDS - 1);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 3 * SECONDS);
}
END_TEST

START_TEST(cucm_goes_on_until_the_idle_limit)
{
    start("cucm-tftp", 0);
    for (int at = 4; at < 600; at += 4)
        EXPECT_WALK(TFTP_RETRY_RESEND, at);
    EXPECT_WALK(TFTP_RETRY_IDLE, 600);
}
END_TEST

START_TEST(progress_starts_both_deadlines_anew)
{
    start("cucm-tftp", 0);
    EXPECT_WALK(TFTP_RETRY_RESEND, 4);
    tftp_retry_progress(&retry, 5 * SECONDS);
    ck_assert_int_eq(retry.idle_deadline, 605 * SECONDS);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 9 * SECONDS);
    start("tftpd-hpa", 0);
    EXPECT_WALK(TFTP_RETRY_RESEND, 1, 3);
    tftp_retry_progress(&retry, 4 * SECONDS);
    EXPECT_WALK(TFTP_RETRY_RESEND, 5, 7, 11);
}
END_TEST

START_TEST(sending_again_keeps_the_present_interval)
{
    start("tftpd-hpa", 0);
    EXPECT_WALK(TFTP_RETRY_RESEND, 1, 3);
    tftp_retry_sent(&retry, 3500 * MILLISECONDS);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 7500 * MILLISECONDS);
}
END_TEST

START_TEST(agreed_timeout_scales_the_intervals)
{
    start("tftpd-hpa", 0);
    tftp_retry_set_timeout(&retry, 3);
    tftp_retry_sent(&retry, 0);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 3, 9, 21, 45, 93, 189);
    start("tftpd-hpa", 0);
    tftp_retry_set_timeout(&retry, 255);
    tftp_retry_sent(&retry, 0);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 255, 765, 1785, 3825, 7905, 16065);
    start("cucm-tftp", 0);
    tftp_retry_set_timeout(&retry, 1);
    tftp_retry_sent(&retry, 0);
    EXPECT_WALK(TFTP_RETRY_RESEND, 1, 2, 3);
}
END_TEST

static sim_time half(void *user, sim_time longest)
{
    (*(int *)user)++;
    return longest / 2;
}

/* 15 s, and half of 15 s by the owner's draw; the last of them runs three times. */
START_TEST(a_spread_is_drawn_and_the_last_interval_runs_several_times)
{
    static const struct tftp_policy policy = {.intervals = {15 * SECONDS},
                                              .spread = 14 * SECONDS,
                                              .count = 1,
                                              .last_times = 3,
                                              .idle_limit = TIME_NEVER};
    int draws = 0;
    const struct tftp_draw draw = {half, &draws};
    tftp_retry_init(&retry, &policy);
    retry.draw = &draw;
    tftp_retry_progress(&retry, 0);
    ck_assert_int_eq(draws, 1);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 22, 44, 66);
}
END_TEST

START_TEST(an_end_comes_whatever_the_progress)
{
    start("cucm-tftp", 0);
    retry.end = 10 * SECONDS;
    tftp_retry_progress(&retry, 7 * SECONDS);
    ck_assert_int_eq(tftp_retry_deadline(&retry), 10 * SECONDS);
    ck_assert_int_eq(tftp_retry_expire(&retry, 10 * SECONDS - 1), TFTP_RETRY_WAIT);
    ck_assert_int_eq(tftp_retry_expire(&retry, 10 * SECONDS), TFTP_RETRY_END);
    ck_assert_int_eq(tftp_retry_deadline(&retry), TIME_NEVER);
}
END_TEST

START_TEST(another_policy_begins_with_its_first_interval)
{
    start("tftpd-hpa", 0);
    EXPECT_WALK(TFTP_RETRY_RESEND, 1, 3);
    tftp_retry_follow(&retry, &tftp_server_kind_find("atftpd")->policy);
    tftp_retry_sent(&retry, 3 * SECONDS);
    EXPECT_WALK(TFTP_RETRY_GIVE_UP, 8, 13, 18, 23, 28, 33);
}
END_TEST

START_TEST(the_end_of_time_is_never)
{
    start("cucm-tftp", TIME_NEVER - 1);
    ck_assert_int_eq(tftp_retry_deadline(&retry), TIME_NEVER);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, tftpd_hpa_sends_at_1_3_7_15_31);
    tcase_add_test(t, atftpd_sends_every_5_s_five_times_more);
    tcase_add_test(t, dnsmasq_grows_and_gives_up_at_29);
    tcase_add_test(t, dnsmasq_sees_whole_seconds);
    tcase_add_test(t, cucm_goes_on_until_the_idle_limit);
    tcase_add_test(t, progress_starts_both_deadlines_anew);
    tcase_add_test(t, sending_again_keeps_the_present_interval);
    tcase_add_test(t, agreed_timeout_scales_the_intervals);
    tcase_add_test(t, a_spread_is_drawn_and_the_last_interval_runs_several_times);
    tcase_add_test(t, an_end_comes_whatever_the_progress);
    tcase_add_test(t, another_policy_begins_with_its_first_interval);
    tcase_add_test(t, the_end_of_time_is_never);
}

int main(void)
{
    return run_tests("tftp retry", add);
}
