/* What is switched off under way. */
#include "tests/scenarios/small_experiment.h"

static struct watched w; /* each test has its own process */

#define FOUR(method) SMALL "method: " method "\nsubnets: [{phones: [{model: CP-7965, count: 4}]}]\n"

START_TEST(a_phone_that_is_pulled_out_has_failed)
{
    run_small(&w, FOUR("tftp") "unplug: [{phone: 2, at: 3 s}]\n");
    ck_assert_uint_eq(w.completed, 3);
    ck_assert_int_eq(w.phones[1].ended, 3 * SECONDS);
    ck_assert_str_eq(w.phones[1].reason, "unplugged");
    ck_assert_int_lt(w.ended, HOURS); /* nobody waits for it */
}
END_TEST

START_TEST(a_phone_that_comes_back_completes)
{
    run_small(&w, FOUR("tftp") "unplug: [{phone: 2, at: 3 s, back_after: 2 min}]\n");
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_int_eq(w.phones[1].unplugged, 3 * SECONDS);
    ck_assert_int_gt(w.phones[1].ended, 123 * SECONDS + 30 * SECONDS); /* with its restart */
    for (int i = 0; i < 4; i++)
        ck_assert(i == 1 || w.phones[i].ended < 123 * SECONDS);
    ck_assert_int_ge(w.ended, w.phones[1].ended); /* the run has waited for it */
}
END_TEST

START_TEST(a_phone_that_is_out_is_not_pulled_out_again)
{
    run_small(&w, FOUR("tftp") "unplug: [{phone: 2, at: 3 s, back_after: 2 min},\n"
                               "         {phone: 2, at: 4 s, back_after: 1 s}]\n");
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_int_eq(w.phones[1].unplugged, 3 * SECONDS);
    ck_assert_int_gt(w.phones[1].ended, 123 * SECONDS);
}
END_TEST

/* Whoever pulled it out first puts back nothing that somebody else has pulled out for longer. */
START_TEST(a_phone_that_is_pulled_out_twice_stays_out_for_the_longer_time)
{
    run_small(&w, FOUR("tftp") "unplug: [{phone: 2, at: 3 s, back_after: 2 min},\n"
                               "         {phone: 2, at: 63 s, back_after: 2 min}]\n");
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_int_eq(w.phones[1].unplugged, 3 * SECONDS);
    ck_assert_int_gt(w.phones[1].ended, 183 * SECONDS + 30 * SECONDS);
}
END_TEST

START_TEST(a_phone_that_is_out_can_be_pulled_out_for_good)
{
    run_small(&w, FOUR("tftp") "unplug: [{phone: 2, at: 3 s, back_after: 2 min},\n"
                               "         {phone: 2, at: 63 s}]\n");
    ck_assert_uint_eq(w.completed, 3);
    ck_assert_int_eq(w.phones[1].ended, 63 * SECONDS);
    ck_assert_str_eq(w.phones[1].reason, "unplugged");
}
END_TEST

START_TEST(a_phone_that_has_upgraded_stays_so)
{
    run_small(&w,
              SMALL "reset: {pattern: staggered, interval: 10 min}\n"
                    "subnets: [{phones: [{model: CP-7965, count: 2}]}]\n"
                    "unplug: [{phone: 1, at: 5 min}, {phone: 1, at: 6 min, back_after: 1 s}]\n");
    ck_assert_uint_eq(w.completed, 2);
    ck_assert(w.phones[0].completed);
}
END_TEST

START_TEST(the_root_is_pulled_out)
{
    run_small(&w, FOUR("pfs") "unplug: [{phone: root, at: 12 s}]\n");
    uint32_t out = MOST_PHONES;
    for (uint32_t i = 0; i < 4; i++)
        if (w.phones[i].reason)
            out = i;
    ck_assert_uint_lt(out, 4);
    ck_assert_str_eq(w.phones[out].reason, "unplugged");
    ck_assert(w.phones[out].was_root);
    ck_assert_uint_eq(w.completed, 3);
}
END_TEST

/* Nobody downloads so early: it is the first who does. */
START_TEST(the_next_root_is_waited_for)
{
    run_small(&w, FOUR("pfs") "unplug: [{phone: root, at: 0 s}]\n");
    uint32_t out = MOST_PHONES;
    for (uint32_t i = 0; i < 4; i++)
        if (w.phones[i].reason)
            out = i;
    ck_assert_uint_lt(out, 4);
    ck_assert(w.phones[out].was_root);
    ck_assert_int_gt(w.first_root, 10 * SECONDS);
    ck_assert_int_eq(w.phones[out].ended, w.first_root + MILLISECONDS);
    ck_assert_uint_eq(w.completed, 3);
}
END_TEST

static const char *const ways[] = {
    SMALL "method: tftp\nsubnets: [{phones: [{model: CP-7965, count: 4}]}]\n",
    SMALL "transport: http then tftp\nsubnets: [{phones: [{model: CP-9971, count: 4}]}]\n",
    SMALL "method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 4}]}]\n",
};

START_TEST(a_server_that_is_off_sends_nothing_and_comes_back)
{
    static const sim_time from[] = {2 * SECONDS, 500 * MILLISECONDS, 14 * SECONDS};
    char *text = NULL;
    w.quiet_from = from[_i];
    w.quiet_to = from[_i] + 20 * SECONDS;
    ck_assert_int_gt(asprintf(&text, "%sserver: {down_at: %lld ms, down_for: 20 s}\n", ways[_i],
                              (long long)(from[_i] / MILLISECONDS)),
                     0);
    run_small(&w, text);
    ck_assert_uint_eq(w.in_quiet, 0);
    ck_assert_uint_gt(w.after_quiet, 0);
    ck_assert_uint_eq(w.completed, 4);
    free(text);
}
END_TEST

START_TEST(a_load_server_goes_off_alone)
{
    w.quiet_to = TIME_NEVER; /* the call manager's server has nothing to send */
    run_small(&w, SMALL "method: load-server\n"
                        "subnets: [{load_servers: [{down_at: 500 ms, down_for: 20 s}],\n"
                        "           phones: [{model: CP-7965, count: 4}]}]\n");
    ck_assert_uint_eq(w.in_quiet, 0);
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_int_gt(w.ended, 50 * SECONDS);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("experiment_faults");
    tcase_add_test(t, a_phone_that_is_pulled_out_has_failed);
    tcase_add_test(t, a_phone_that_comes_back_completes);
    tcase_add_test(t, a_phone_that_is_out_is_not_pulled_out_again);
    tcase_add_test(t, a_phone_that_is_pulled_out_twice_stays_out_for_the_longer_time);
    tcase_add_test(t, a_phone_that_is_out_can_be_pulled_out_for_good);
    tcase_add_test(t, a_phone_that_has_upgraded_stays_so);
    tcase_add_test(t, the_root_is_pulled_out);
    tcase_add_test(t, the_next_root_is_waited_for);
    tcase_add_loop_test(t, a_server_that_is_off_sends_nothing_and_comes_back, 0,
                        (int)(sizeof ways / sizeof *ways));
    tcase_add_test(t, a_load_server_goes_off_alone);
    return run_tests("experiment_faults", t);
}
