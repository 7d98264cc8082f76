/* The WAN's lines, by what is seen on them. */
#include "results/summary.h"
#include "studies/trial.h"
#include "tests/scenarios/small_experiment.h"

/* --- the largest packet -------------------------------------------------------------------- */

static uint32_t largest[2]; /* on the WAN's line, by direction */

static void note_size(void *user, const struct link_info *link, int direction,
                      const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)p;
    if (link->wan && t->wire_bytes > largest[direction])
        largest[direction] = t->wire_bytes;
}

static void run_noting_sizes(const struct scenario *s)
{
    const struct observer observer = {.link = watch_link, .packet_sent = note_size};
    struct observer_list observers = {0};
    struct error e = {""};
    memset(largest, 0, sizeof largest);
    observer_list_add(&observers, &observer);
    struct experiment *x = experiment_new(s, &native_engine, &observers, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    experiment_run(x, UINT64_MAX);
    experiment_free(x);
}

/* Each bucket is as small as a scenario may have it; a byte less is refused (consistency_test). */
START_TEST(a_bucket_of_the_least_size_holds_each_packet)
{
    static const struct {
        const char *text;
        uint32_t down, up; /* bytes of the bucket; framing has 8 of them */
        uint32_t most;     /* that are seen of it, down */
    } cases[] = {
        {"subnets: [{phones: [{model: CP-7965}]}]\n", 552, 136, 552},
        {"tftp: {blksize: 1024, windowsize: 4}\nsubnets: [{phones: [{model: CP-7965}]}]\n", 1064,
         136, 1064},
        {"server: {missing: [one.sbn]}\nrun: {limit: 1 min}\n"
         "subnets: [{phones: [{model: CP-7965}]}]\n",
         552, 136, 552},
        {"transport: http then tftp\nsubnets: [{phones: [{model: CP-9971}]}]\n", 1508, 1508, 1508},
        {"subnets: [{phones: [{model: CP-7841}]}]\n", 1508, 1508, 1508},
        {"method: pfs\nlog_server: on\nsubnets: [{phones: [{model: CP-7965, count: 3}]}]\n", 552,
         547, 552},
        {"method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 3}]}]\n", 552, 136, 552},
        {"method: load-server\nsubnets: [{phones: [{model: CP-7965}]}]\n", 136, 136, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario s;
        char *text = NULL;
        ck_assert_int_gt(asprintf(&text,
                                  "catalogue: {firmware: small-firmware.csv, models: "
                                  "small-models.csv}\n"
                                  "wan: {rate: 2 Mbps, down: {shaper: {rate: 1 Mbps, burst: %u B}},"
                                  " up: {shaper: {rate: 1 Mbps, burst: %u B}}}\n%s",
                                  cases[i].down, cases[i].up, cases[i].text),
                         0);
        load_small(&s, text);
        run_noting_sizes(&s);
        ck_assert_uint_eq(largest[0], cases[i].most);
        ck_assert_uint_le(largest[1], cases[i].up);
        scenario_free(&s);
        free(text);
    }
}
END_TEST

/* A block of 1,428 bytes is a packet of 1,460, which the line does not take. The kinds that let
 * routers cut it get it over; of the others' it is dropped without a word. */
START_TEST(kinds_that_let_routers_fragment_get_over_a_narrow_line)
{
    static const struct {
        const char *kind;
        uint32_t completed;
    } rows[] = {{"cucm-tftp", 0}, {"tftpd-hpa", 1}, {"atftpd", 0}, {"dnsmasq", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct watched w;
        char *text = NULL;
        ck_assert_int_gt(asprintf(&text,
                                  "catalogue: {firmware: small-firmware.csv, models: "
                                  "small-models.csv}\nrun: {limit: 5 min}\n"
                                  "wan: {rate: 2 Mbps, mtu: 1400, icmp: off}\n"
                                  "tftp: {blksize: 1428}\nserver: {kind: %s}\n"
                                  "subnets: [{phones: [{model: CP-7965}]}]\n",
                                  rows[i].kind),
                         0);
        w = (struct watched){0};
        run_small(&w, text);
        ck_assert_msg(w.completed == rows[i].completed, "%s", rows[i].kind);
        free(text);
    }
}
END_TEST

/* --- the head end -------------------------------------------------------------------------- */

static struct run_summary simulate_small(const char *text)
{
    struct run_summary summary = {0};
    struct scenario s;
    struct error e = {""};
    load_small(&s, text);
    ck_assert_msg(trial_run(&s, &native_engine, NULL, &summary, &e) == 0, "%s", e.text);
    scenario_free(&s);
    return summary;
}

#define SITE(wan) "  - wan: " wan "\n    subnets: [{phones: [{model: CP-7965, count: 10}]}]\n"
#define HUB                                                                                        \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"                        \
    "reset: {spread: 0 s}\n"

/* 20 phones get blocks of 552 bytes on the line: of 700 bytes 2, of 150000 293, of 65536 129, of
 * which the last are 188, 496 and 0 bytes. 20 * (216236 + 424 * 40) bytes at 500 kbps are 74.6 s;
 * before them the way to the first block, behind them the last phone's restart of 35 s. */
START_TEST(two_sites_share_the_head_end)
{
    const struct run_summary s =
        simulate_small(HUB "head_end: {rate: 500 kbps, queue: {limit: 30 packets}}\nsites:\n" SITE(
            "{rate: 2 Mbps, rtt: 20 ms}") SITE("{rate: 5 Mbps, rtt: 20 ms}"));
    const uint64_t bytes = 20 * (216236 + 424 * 40);
    ck_assert(s.with_head_end);
    ck_assert_uint_eq(s.completed, 20);
    ck_assert_uint_eq(s.head_end[0].wire_bytes, bytes);
    ck_assert_uint_eq(s.wan[0].wire_bytes, bytes);
    ck_assert_uint_eq(s.head_end[0].drops, 0);
    ck_assert_double_gt(s.head_end[0].peak_utilisation, 0.9999);
    ck_assert_double_lt(s.wan[0].peak_utilisation, 0.4);
    ck_assert_int_gt(s.all_back, time_of_bytes(bytes, 500000) + 35 * SECONDS);
    ck_assert_int_lt(s.all_back, time_of_bytes(bytes, 500000) + 36 * SECONDS);
}
END_TEST

/* What does not fit there is lost there. */
START_TEST(the_head_ends_queue_drops)
{
    const struct run_summary s =
        simulate_small(HUB "head_end: {rate: 500 kbps, queue: {limit: 5 packets}}\nsites:\n" SITE(
            "{rate: 2 Mbps, rtt: 20 ms}") SITE("{rate: 5 Mbps, rtt: 20 ms}"));
    ck_assert_uint_eq(s.completed, 20);
    ck_assert_uint_gt(s.head_end[0].dropped[DROP_QUEUE_FULL], 0);
    ck_assert_uint_eq(s.head_end[0].max_queue, 5);
    ck_assert_uint_eq(s.wan[0].drops, 0);
    ck_assert_uint_eq(s.lan.drops, 0);
    ck_assert_uint_eq(summary_drops(&s), s.head_end[0].drops + s.head_end[1].drops);
}
END_TEST

/* Four blocks come to the router's port at once, of which one is on the wire and two have room:
 * whoever records a run need not watch the cable to be told. */
START_TEST(a_lans_queue_drops)
{
    const struct run_summary s =
        simulate_small(HUB "tftp: {blksize: 1428, windowsize: 4}\nsites:\n"
                           "  - wan: {rate: 1 Gbps, rtt: 20 ms}\n    subnets:\n"
                           "      - lan: {rate: 10 Mbps, queue: {limit: 2 packets}}\n"
                           "        phones: [{model: CP-7965, count: 1}]\n");
    ck_assert_uint_eq(s.completed, 1);
    ck_assert_uint_gt(s.lan.drops, 0);
    ck_assert_uint_eq(summary_drops(&s), s.lan.drops);
}
END_TEST

#define ONE_SITE(wan) "wan: " wan "\nsubnets: [{phones: [{model: CP-7965, count: 3}]}]\n"

/* Two lines of delays only are one of their sum, also with the log server, so that a router passes
 * packets on by events or not; what the head end's directions have is each its own. */
START_TEST(delays_of_head_end_and_line_add_up)
{
    static const char *const cases[][2] = {
        {HUB ONE_SITE("{rate: unlimited, rtt: 16 ms}"),
         HUB "head_end: {rate: unlimited, rtt: 10 ms}\n" ONE_SITE("{rate: unlimited, rtt: 6 ms}")},
        {HUB "log_server: on\nmethod: pfs\n" ONE_SITE("{rate: unlimited, rtt: 16 ms}"),
         HUB "log_server: on\nmethod: pfs\nhead_end: {rate: unlimited}\n" ONE_SITE(
             "{rate: unlimited, rtt: 16 ms}")},
        {HUB ONE_SITE("{rate: unlimited, down: {delay: 9 ms}, up: {delay: 3 ms}}"), HUB
         "head_end: {down: {rate: unlimited, delay: 2 ms}, up: {rate: unlimited, delay: 2 ms}}\n" ONE_SITE(
             "{rate: unlimited, down: {delay: 7 ms}, up: {delay: 1 ms}}")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct run_summary without = simulate_small(cases[i][0]);
        const struct run_summary with = simulate_small(cases[i][1]);
        ck_assert_uint_eq(with.completed, 3);
        ck_assert(with.with_head_end && !without.with_head_end);
        ck_assert_int_eq(with.all_back, without.all_back);
        ck_assert_uint_eq(with.head_end[0].packets, with.wan[0].packets);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lines");
    tcase_add_test(tests, a_bucket_of_the_least_size_holds_each_packet);
    tcase_add_test(tests, kinds_that_let_routers_fragment_get_over_a_narrow_line);
    tcase_add_test(tests, two_sites_share_the_head_end);
    tcase_add_test(tests, the_head_ends_queue_drops);
    tcase_add_test(tests, a_lans_queue_drops);
    tcase_add_test(tests, delays_of_head_end_and_line_add_up);
    return run_tests("scenarios/lines", tests);
}
