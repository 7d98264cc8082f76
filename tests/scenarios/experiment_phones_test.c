/* How each phone gets its firmware: method, transport, server. */
#include "base/memory.h"
#include "tests/scenarios/small_experiment.h"

static struct watched w; /* each test has its own process */

enum { TFTP = 69, HTTP = 80, CALL_MANAGER_HTTP = 6970, PFS = 4051, SYSLOG = 514 };

/* The phones' methods are looked at while the run still knows them. */
static void methods_are(const char *text, const char *const *methods, uint32_t count)
{
    struct scenario s;
    struct error e = {""};
    const struct observer observer = {.user = &w, .phone_added = watch_phone};
    struct observer_list observers = {0};
    observer_list_add(&observers, &observer);
    load_small(&s, text);
    struct experiment *x = experiment_new(&s, &native_engine, &observers, &e);
    ck_assert_uint_eq(w.phone_count, count);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_str_eq(w.phones[i].info->group->method, methods[i]);
    experiment_free(x);
    scenario_free(&s);
}

START_TEST(phones_are_said_to_use_what_they_use)
{
    static const char *const methods[] = {"pfs", "tftp", "tftp",        "load-server",
                                          "pfs", "tftp", "load-server", "load-server"};
    methods_are(SMALL "method: pfs\n"
                      "subnets:\n"
                      "  - load_servers: [{name: pc}]\n"
                      "    phones:\n"
                      "      - {model: CP-7965}\n"
                      "      - {model: CP-7965, pfs: off, load_server: pc}\n"
                      "      - {model: CP-7940, pfs: on}\n"
                      "      - {model: CP-7965, method: load-server}\n"
                      "      - {model: CP-7841, load_server: pc}\n"
                      "      - {model: CP-7841, pfs: off}\n"
                      "      - {model: CP-7841, pfs: off, load_server: pc}\n"
                      "      - {model: CP-7841, method: tftp, load_server: pc}\n",
                methods, 8);
}
END_TEST

/* The first request's bytes. */
static void watch_request(void *user, const struct link_info *link, int direction,
                          const struct packet_info *p, const struct transmission *t)
{
    struct {
        uint8_t bytes[100];
        uint32_t length;
    } *request = user;
    (void)link, (void)direction, (void)t;
    if (p->destination_port != TFTP || request->length)
        return;
    request->length = p->header_length;
    memcpy(request->bytes, p->header, p->header_length);
}

static void first_request(const char *text, const char *wanted, uint32_t length)
{
    struct {
        uint8_t bytes[100];
        uint32_t length;
    } request = {.length = 0};
    const struct observer observer = {
        .user = &request, .link = watch_link, .packet_sent = watch_request};
    run_observed(text, &observer);
    ck_assert_uint_eq(request.length, length);
    ck_assert_mem_eq(request.bytes, wanted, length);
}

START_TEST(phones_ask_for_the_options_that_are_given)
{
    static const char wanted[] = "\0\1small.loads\0octet\0blksize\0001400\0timeout\0007\0"
                                 "tsize\0000\0windowsize\0008";
    first_request(SMALL "tftp: {blksize: 1400, windowsize: 8, timeout: 7, tsize: on}\n" SMALLEST,
                  wanted, sizeof wanted);
}
END_TEST

START_TEST(peers_download_each_file_once)
{
    run_small(&w, SMALL "method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 7}]}]\n");
    ck_assert_uint_eq(w.completed, 7);
    ck_assert_uint_eq(w.downloads, LOAD_FILES);
    ck_assert_uint_gt(w.to_port[PFS], 0);
}
END_TEST

START_TEST(a_hierarchy_is_of_one_subnet_and_one_model)
{
    run_small(&w, SMALL "method: pfs\n"
                        "subnets:\n"
                        "  - phones: [{model: CP-7965, count: 4}, {model: CP-9971, count: 3}]\n"
                        "  - phones: [{model: CP-7965, count: 4}]\n");
    ck_assert_uint_eq(w.completed, 11);
    ck_assert_uint_eq(w.downloads, 3 * LOAD_FILES);
}
END_TEST

START_TEST(phones_that_do_not_share_download_in_the_same_run)
{
    run_small(&w, SMALL "method: pfs\n"
                        "subnets:\n"
                        "  - phones:\n"
                        "      - {model: CP-7965, count: 4}\n"
                        "      - {model: CP-7965, count: 2, pfs: off}\n"
                        "      - {model: CP-7940}\n");
    ck_assert_uint_eq(w.completed, 7);
    ck_assert_uint_eq(w.downloads, 4 * LOAD_FILES);
    for (uint32_t i = 4; i < 7; i++)
        ck_assert(!w.phones[i].was_root && !w.phones[i].was_child);
}
END_TEST

/* Which of 40 phones share, as a bit each. */
static uint64_t sharing_with(const char *share)
{
    struct scenario s;
    struct error e = {""};
    const struct observer observer = {.user = &w, .phone_added = watch_phone};
    struct observer_list observers = {0};
    uint64_t bits = 0;
    char *text = mem_printf(SMALL "method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 40, "
                                  "pfs: {share: %s}}]}]\n",
                            share);
    w = (struct watched){0};
    observer_list_add(&observers, &observer);
    load_small(&s, text);
    struct experiment *x = experiment_new(&s, &native_engine, &observers, &e);
    for (uint32_t i = 0; i < 40; i++)
        bits |= (uint64_t)!strcmp(w.phones[i].info->group->method, "pfs") << i;
    experiment_free(x);
    scenario_free(&s);
    free(text);
    return bits;
}

/* As many as the share says, within three standard deviations (8.2); whoever shares with a smaller
 * one does with a larger. */
START_TEST(who_is_of_a_share_is_drawn)
{
    const uint64_t all = ((uint64_t)1 << 40) - 1;
    const uint64_t quarter = sharing_with("25 %"), most = sharing_with("75 %");
    ck_assert_uint_eq(sharing_with("0 %"), 0);
    ck_assert_uint_eq(sharing_with("100 %"), all);
    ck_assert_uint_eq(quarter & ~most, 0);
    ck_assert_int_ge(__builtin_popcountll(quarter), 2);
    ck_assert_int_le(__builtin_popcountll(quarter), 18);
    ck_assert_int_ge(__builtin_popcountll(most), 22);
    ck_assert_int_le(__builtin_popcountll(most), 38);
}
END_TEST

START_TEST(the_series_of_mpp_phones_shares)
{
    run_small(&w, SMALL "method: pfs\n"
                        "subnets:\n"
                        "  - load_servers: [{}]\n"
                        "    phones:\n"
                        "      - {model: CP-7811, count: 3, load_server: load-server}\n"
                        "      - {model: CP-7841, count: 3, load_server: load-server}\n");
    ck_assert_uint_eq(w.completed, 6);
    ck_assert_uint_eq(w.downloads, LOAD_FILES);
    for (uint32_t i = 0; i < 6; i++) {
        ck_assert_uint_eq(w.phones[i].profiles, 1);
        ck_assert_uint_eq(w.phones[i].from, FIRST_LOAD_SERVER_ADDRESS);
    }
    ck_assert_uint_gt(w.to_port[HTTP], 0);
    ck_assert_uint_eq(w.to_port[CALL_MANAGER_HTTP], 0);
    ck_assert_uint_eq(w.to_port[TFTP], 0);
}
END_TEST

static const struct {
    const char *phones;
    uint16_t port;
    uint32_t from;
} rules[] = {
    {"{model: CP-7841}", CALL_MANAGER_HTTP, SERVER_ADDRESS},
    {"{model: CP-7841, upgrade_rule: tftp}", TFTP, SERVER_ADDRESS},
    {"{model: CP-7841, load_server: pc}", HTTP, FIRST_LOAD_SERVER_ADDRESS + 1},
    {"{model: CP-7841, load_server: pc, upgrade_rule: tftp}", TFTP, FIRST_LOAD_SERVER_ADDRESS + 1},
    {"{model: CP-7841, method: load-server}", HTTP, FIRST_LOAD_SERVER_ADDRESS},
};

START_TEST(mpp_phones_follow_their_upgrade_rule)
{
    static const uint16_t ports[] = {TFTP, HTTP, CALL_MANAGER_HTTP};
    char *text = NULL;
    ck_assert_int_gt(asprintf(&text,
                              "%ssubnets: [{load_servers: [{}, {name: pc}], phones: [%s]}]\n",
                              SMALL, rules[_i].phones),
                     0);
    run_small(&w, text);
    ck_assert_uint_eq(w.completed, 1);
    ck_assert_uint_eq(w.phones[0].profiles, 1);
    ck_assert_uint_eq(w.phones[0].downloads, LOAD_FILES);
    ck_assert_uint_eq(w.phones[0].from, rules[_i].from);
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        ck_assert_int_eq(w.to_port[ports[i]] > 0, ports[i] == rules[_i].port);
    free(text);
}
END_TEST

START_TEST(models_that_know_http_try_it_first)
{
    run_small(&w, SMALL "transport: http then tftp\nsubnets: [{phones: [{model: CP-9971}]}]\n");
    ck_assert_uint_eq(w.completed, 1);
    ck_assert_uint_gt(w.to_port[CALL_MANAGER_HTTP], 0);
    ck_assert_uint_eq(w.to_port[TFTP], 0);
}
END_TEST

START_TEST(models_that_do_not_use_tftp)
{
    run_small(&w, SMALL "transport: http then tftp\n"
                        "subnets: [{phones: [{model: CP-7965}, {model: CP-9971}]}]\n");
    ck_assert_uint_eq(w.completed, 2);
    ck_assert_uint_gt(w.to_port[CALL_MANAGER_HTTP], 0);
    ck_assert_uint_gt(w.to_port[TFTP], 0);
}
END_TEST

/* Who is refused by HTTP asks by TFTP, of the same service: its limit is one. */
START_TEST(a_server_s_limit_holds_for_http_and_tftp_together)
{
    run_small(&w, SMALL "transport: http then tftp\nserver: {transfers: 1}\n"
                        "subnets: [{phones: [{model: CP-9971, count: 3}]}]\n");
    ck_assert_uint_eq(w.completed, 3);
    ck_assert_uint_eq(w.most_transfers, 1);
    ck_assert_uint_gt(w.to_port[TFTP], 0);
}
END_TEST

/* The load server has no HTTP for them: refused once a file, they go on by TFTP. */
START_TEST(http_that_is_refused_is_followed_by_tftp)
{
    run_small(&w, SMALL "transport: http then tftp\nmethod: load-server\n"
                        "subnets: [{phones: [{model: CP-9971}]}]\n");
    ck_assert_uint_eq(w.completed, 1);
    ck_assert_uint_gt(w.to_port[CALL_MANAGER_HTTP], 0);
    ck_assert_uint_gt(w.to_port[TFTP], 0);
}
END_TEST

START_TEST(a_log_server_gets_the_lines)
{
    run_small(&w, SMALL "method: pfs\nlog_server: on\nsubnets: [{phones: [{model: CP-7965}]}]\n");
    ck_assert_uint_eq(w.completed, 1);
    ck_assert_uint_gt(w.to_port[SYSLOG], 0);
}
END_TEST

START_TEST(without_one_nothing_is_sent)
{
    run_small(&w, SMALL "method: pfs\nsubnets: [{phones: [{model: CP-7965}]}]\n");
    ck_assert_uint_eq(w.to_port[SYSLOG], 0);
}
END_TEST

START_TEST(peers_without_a_file_fall_back_and_are_reported)
{
    run_small(&w, SMALL "method: pfs\nserver: {missing: [two.sbn]}\n"
                        "subnets: [{phones: [{model: CP-7965, count: 3}]}]\n");
    ck_assert_uint_eq(w.completed, 0);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_str_eq(w.phones[i].reason, "missing file");
}
END_TEST

/* Nobody answers. busybox ends after 12.911 s, tftp-hpa after 25, nortel keeps its load after 2,
 * avaya-1100 after 10 min, curl ends after 5 min; mitel restarts until the run ends, and cisco-7900
 * asks for as long. */
START_TEST(each_group_gives_up_by_its_own_policy)
{
    static const struct {
        const char *state, *reason;
        sim_time ended;
    } wanted[] = {
        {"failed", "gave up: no answer after the last try", 12911 * MILLISECONDS},
        {"failed", "gave up: no answer after the last try", 25 * SECONDS},
        {"not upgraded", "kept the old load: no answer after the last try", 2 * SECONDS},
        {"not upgraded", "kept the old load: the download took longer than its limit",
         600 * SECONDS},
        {"failed", "gave up: no new block within the idle limit", 300 * SECONDS},
        {"failed", "restarts again and again: no answer after the last try", DAYS},
        {"failed", "not done when the run ended (run.limit)", DAYS},
    };
    run_small(&w, SMALL "server: {down_at: 0 s, down_for: 2 d}\n"
                        "phone: {timer_lateness: 0 s, timer_slack: 0 %}\n"
                        "reset: {spread: 0 s}\n"
                        "subnets:\n"
                        "  - phones:\n"
                        "      - {model: CP-7965, tftp: {policy: busybox}}\n"
                        "      - {model: CP-7965, tftp: {policy: tftp-hpa}}\n"
                        "      - {model: CP-7965, tftp: {policy: nortel}}\n"
                        "      - {model: CP-7965, tftp: {policy: avaya-1100}}\n"
                        "      - {model: CP-7965, tftp: {policy: curl}}\n"
                        "      - {model: CP-7965, tftp: {policy: mitel}}\n"
                        "      - {model: CP-7965}\n");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        ck_assert_str_eq(w.phones[i].state, wanted[i].state);
        ck_assert_str_eq(w.phones[i].reason, wanted[i].reason);
        ck_assert_int_eq(w.phones[i].ended, wanted[i].ended);
    }
}
END_TEST

/* By curl's options, in curl's order of sizes: what the group gives goes before. */
START_TEST(a_policy_asks_for_options_of_its_own)
{
    static const char wanted[] = "\0\1small.loads\0octet\0blksize\000700\0timeout\0006\0tsize\0000";
    first_request(SMALL "tftp: {policy: curl, blksize: 700}\n" SMALLEST, wanted, sizeof wanted);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("experiment_phones");
    tcase_add_test(t, phones_are_said_to_use_what_they_use);
    tcase_add_test(t, phones_ask_for_the_options_that_are_given);
    tcase_add_test(t, a_policy_asks_for_options_of_its_own);
    tcase_add_test(t, each_group_gives_up_by_its_own_policy);
    tcase_add_test(t, peers_download_each_file_once);
    tcase_add_test(t, a_hierarchy_is_of_one_subnet_and_one_model);
    tcase_add_test(t, phones_that_do_not_share_download_in_the_same_run);
    tcase_add_test(t, who_is_of_a_share_is_drawn);
    tcase_add_test(t, the_series_of_mpp_phones_shares);
    tcase_add_loop_test(t, mpp_phones_follow_their_upgrade_rule, 0,
                        (int)(sizeof rules / sizeof *rules));
    tcase_add_test(t, models_that_know_http_try_it_first);
    tcase_add_test(t, models_that_do_not_use_tftp);
    tcase_add_test(t, a_server_s_limit_holds_for_http_and_tftp_together);
    tcase_add_test(t, http_that_is_refused_is_followed_by_tftp);
    tcase_add_test(t, a_log_server_gets_the_lines);
    tcase_add_test(t, without_one_nothing_is_sent);
    tcase_add_test(t, peers_without_a_file_fall_back_and_are_reported);
    return run_tests("experiment_phones", t);
}
