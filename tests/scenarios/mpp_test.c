/* MPP phones' resync: the account that its profile wants, and what becomes of a profile that cannot
 * be had. */
#include "tests/scenarios/small_experiment.h"

static struct watched w; /* each test has its own process */

#define MPP "subnets: [{phones: [{model: CP-7841, count: 3}]}]\nreset: {spread: 0 s}\n"

/* The profile's server wants one and has been given it, at once or by the user after 5 min. */
START_TEST(a_profile_behind_an_account)
{
    static const struct {
        const char *mpp;
        sim_time from, to; /* in which the last phone ends: its restart takes 75 s */
    } cases[] = {
        {"mpp: {profile_auth: none}\n", 75 * SECONDS, 90 * SECONDS},
        {"mpp: {profile_auth: known}\n", 75 * SECONDS, 90 * SECONDS},
        {"mpp: {profile_auth: asked, answered: 0 s}\n", 75 * SECONDS, 90 * SECONDS},
        {"mpp: {profile_auth: asked, answered: 5 min}\n", 375 * SECONDS, 390 * SECONDS},
    };
    char *text = NULL;
    ck_assert_int_gt(asprintf(&text, SMALL "%s" MPP, cases[_i].mpp), 0);
    run_small(&w, text);
    free(text);
    ck_assert_uint_eq(w.completed, 3);
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(w.phones[i].profiles, 1);
        ck_assert_int_gt(w.phones[i].ended, cases[_i].from);
        ck_assert_int_lt(w.phones[i].ended, cases[_i].to);
    }
}
END_TEST

START_TEST(a_user_who_never_answers_keeps_the_phone_waiting)
{
    run_small(&w, SMALL "mpp: {profile_auth: asked}\n" MPP);
    ck_assert_uint_eq(w.completed, 0);
    ck_assert_uint_eq(w.downloads, 0);
    ck_assert_str_eq(w.phones[0].reason, "profile account setup: its user has not answered");
    ck_assert_int_eq(w.ended, 1 * DAYS);
}
END_TEST

/* By TFTP nobody is asked. */
START_TEST(an_account_is_of_http)
{
    run_small(&w, SMALL "mpp: {profile_auth: asked}\nreset: {spread: 0 s}\n"
                        "subnets: [{phones: [{model: CP-7841, upgrade_rule: tftp}]}]\n");
    ck_assert_uint_eq(w.completed, 1);
}
END_TEST

static uint32_t requests; /* at the server */

static void count_request(void *user, uint32_t server, enum server_event event, sim_time now)
{
    (void)user, (void)server, (void)now;
    requests += event == SERVER_REQUEST;
}

static void run_counting_requests(const char *text)
{
    const struct observer observer = {.user = &w,
                                      .phone_added = watch_phone,
                                      .phone_changed = watch_change,
                                      .server_event = count_request,
                                      .run_ended = watch_end};
    run_observed(text, &observer);
}

#define ONE "subnets: [{phones: [{model: CP-7841}]}]\nreset: {spread: 0 s}\n"
#define NO_PROFILE(limit)                                                                          \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\nwan: {rate: 2 Mbps}\n"   \
    "run: {limit: " limit "}\nserver: {missing: [profile.xml]}\n" ONE

/* At 0, 1, 2, ... 5 h and a little; as phone.retry says, or as mpp.resync_retry does. */
START_TEST(a_profile_that_cannot_be_had_is_asked_for_again)
{
    run_counting_requests(NO_PROFILE("5 h"));
    ck_assert_uint_eq(requests, 5);
    ck_assert_str_eq(w.phones[0].reason, "missing file");
    requests = 0;
    memset(&w, 0, sizeof w);
    run_counting_requests(NO_PROFILE("5 h") "mpp: {resync_retry: 2 h}\n");
    ck_assert_uint_eq(requests, 3);
    requests = 0;
    memset(&w, 0, sizeof w);
    run_counting_requests(NO_PROFILE("5 h") "phone: {retry: 30 min}\n");
    ck_assert_uint_eq(requests, 10);
}
END_TEST

START_TEST(or_not_and_the_phone_keeps_its_load)
{
    run_counting_requests(NO_PROFILE("5 h") "mpp: {resync_retry: 0 s}\n");
    ck_assert_uint_eq(requests, 1);
    ck_assert_str_eq(w.phones[0].state, "not upgraded");
    ck_assert_str_eq(w.phones[0].reason, "kept the old load: no profile, missing file");
    ck_assert_int_lt(w.ended, 1 * MINUTES);
}
END_TEST

/* The NOTIFY with Event: resync is the reset: to all at once, or spread, by group. */
START_TEST(a_notify_goes_to_all_at_once_or_is_spread)
{
    run_small(&w, SMALL "subnets: [{phones: [\n"
                        "  {model: CP-7841, count: 2, reset: {spread: 0 s}},\n"
                        "  {model: CP-7841, count: 2, reset: {at: 1 h, pattern: staggered, "
                        "interval: 10 min}}]}]\n");
    ck_assert_uint_eq(w.completed, 4);
    static const sim_time notified[] = {0, 0, 60 * MINUTES, 70 * MINUTES};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_gt(w.phones[i].ended, notified[i] + 75 * SECONDS);
        ck_assert_int_lt(w.phones[i].ended, notified[i] + 90 * SECONDS);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mpp");
    tcase_add_loop_test(tests, a_profile_behind_an_account, 0, 4);
    tcase_add_test(tests, a_user_who_never_answers_keeps_the_phone_waiting);
    tcase_add_test(tests, an_account_is_of_http);
    tcase_add_test(tests, a_profile_that_cannot_be_had_is_asked_for_again);
    tcase_add_test(tests, or_not_and_the_phone_keeps_its_load);
    tcase_add_test(tests, a_notify_goes_to_all_at_once_or_is_spread);
    return run_tests("scenarios/mpp", tests);
}
