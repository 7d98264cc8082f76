/* Fields of servers: what a kind grants and how it counts, in runs, and what is said of them. */
#include "tests/scenarios/small_experiment.h"

static struct watched w;

/* A phone gets 700, 150000 and 65536 bytes. */
#define ONE_PHONE "subnets: [{phones: [{model: CP-7965}]}]\n"
#define FAST                                                                                       \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"                        \
    "run: {limit: 30 min}\nwan: {rate: 100 Mbps, rtt: 0 ms}\nphone: {turnaround: 0 s}\n"

static uint64_t packets_to_server; /* ACKs and requests */

static void count_sent(void *user, const struct link_info *link, int direction,
                       const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)direction, (void)t;
    if (strcmp(link->name, "server") == 0 && p->destination == SERVER_ADDRESS)
        packets_to_server++;
}

/* How many packets the phones send to complete. */
static uint64_t packets_of(const char *text)
{
    const struct observer observer = {.link = watch_link, .packet_sent = count_sent};
    packets_to_server = 0;
    run_observed(text, &observer);
    return packets_to_server;
}

/* An RRQ and the ACK for the OACK a file, and an ACK a block: of 1428 bytes 1, 106 and 46, of 1000
 * bytes 1, 151 and 66; in windows of 4 of 1000 bytes 1, 38 and 17. */
START_TEST(a_cap_lowers_what_is_granted)
{
    ck_assert_uint_eq(packets_of(FAST "tftp: {blksize: 1428}\n" ONE_PHONE), 6 + 1 + 106 + 46);
    ck_assert_uint_eq(packets_of(FAST "tftp: {blksize: 1428}\nserver: {blksize: 1000}\n" ONE_PHONE),
                      6 + 1 + 151 + 66);
    ck_assert_uint_eq(packets_of(FAST "tftp: {blksize: 1428, windowsize: 8}\n"
                                      "server: {blksize: 1000, windowsize: 4}\n" ONE_PHONE),
                      6 + 1 + 38 + 17);
}
END_TEST

/* An RRQ a file alone when the only option is unknown, and 512 bytes a block: 2, 293 and 129. */
START_TEST(a_kind_without_windows_sends_block_by_block)
{
    ck_assert_uint_eq(packets_of(FAST "tftp: {windowsize: 8}\nserver: {kind: dnsmasq}\n" ONE_PHONE),
                      3 + 2 + 293 + 129);
    /* In windows of 8: 1, 37 and 17, and the ACKs for the OACKs. */
    ck_assert_uint_eq(packets_of(FAST "tftp: {windowsize: 8}\nserver: {kind: atftpd}\n" ONE_PHONE),
                      6 + 1 + 37 + 17);
}
END_TEST

/* In blocks of 32 bytes the largest file of whitepaper-7965 has over 65535. The client gives up
 * after 30 s; one that asks for ever would go on to the end of the run. */
#define LONG_FILE                                                                                  \
    "run: {limit: 30 min}\nwan: {rate: 100 Mbps, rtt: 0 ms}\nphone: {turnaround: 0 s}\n"           \
    "tftp: {blksize: 32, policy: atftp}\n"

START_TEST(numbers_that_roll_over_otherwise_end_the_download_with_its_reason)
{
    run_small(&w, LONG_FILE "server: {rollover: 1}\n" ONE_PHONE);
    ck_assert_uint_eq(w.completed, 0);
    ck_assert_ptr_nonnull(w.phones[0].reason);
    ck_assert_ptr_nonnull(strstr(w.phones[0].reason, "no answer after the last try"));
    memset(&w, 0, sizeof w);
    run_small(&w, LONG_FILE "server: {rollover: 0}\n" ONE_PHONE);
    ck_assert_uint_eq(w.completed, 1);
}
END_TEST

/* 4 phones ask at once, and again after 9 minutes only; of a limit of 1 the others wait in the
 * socket. A phone's 424 blocks take 20 ms each, so that all have theirs in 40 s, and restart in 35;
 * but each server that does not answer costs 9 minutes. */
#define ONE_AT_A_TIME(kind)                                                                        \
    SMALL "server: {kind: " kind ", transfers: 1}\nphone: {retransmit: 9 min}\n"                   \
          "subnets: [{phones: [{model: CP-7965, count: 4}]}]\n"

START_TEST(requests_beyond_dnsmasqs_limit_wait)
{
    run_small(&w, ONE_AT_A_TIME("dnsmasq"));
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_uint_eq(w.most_transfers, 1);
    ck_assert_int_lt(w.ended, 2 * MINUTES);
    memset(&w, 0, sizeof w);
    run_small(&w, ONE_AT_A_TIME("atftpd"));
    ck_assert_uint_eq(w.completed, 4);
    ck_assert_int_gt(w.ended, 9 * MINUTES);
}
END_TEST

static void must_warn(const char *text, const char *line)
{
    struct scenario s;
    load_small(&s, text);
    ck_assert_uint_eq(s.warning_count, line ? 1 : 0);
    if (line)
        ck_assert_msg(strstr(s.warnings[0], line) != NULL, "%s", s.warnings[0]);
    scenario_free(&s);
}

START_TEST(options_that_a_kind_does_not_know_have_no_effect)
{
    must_warn(SMALL "tftp: {windowsize: 4}\nserver: {kind: dnsmasq}\n" ONE_PHONE,
              "tftp.windowsize: has no effect: their server's kind does not know this option");
    must_warn(SMALL "tftp: {timeout: 4}\nserver: {kind: dnsmasq}\n" ONE_PHONE,
              "tftp.timeout: has no effect: their server's kind does not know this option");
    must_warn(SMALL "server: {kind: tftpd-hpa, windowsize: 4}\n" ONE_PHONE,
              "server.windowsize: has no effect: the server's kind does not know this option");
    must_warn(SMALL "tftp: {windowsize: 4}\nserver: {kind: atftpd, windowsize: 2}\n" ONE_PHONE,
              NULL);
    must_warn(SMALL "method: load-server\ntftp: {windowsize: 4}\n"
                    "subnets: [{load_servers: [{kind: tftpd-hpa}], phones: [{model: CP-7965}]}]\n",
              "tftp.windowsize: has no effect");
    must_warn(SMALL "method: load-server\ntftp: {windowsize: 4}\n"
                    "subnets: [{load_servers: [{}], phones: [{model: CP-7965}]}]\n",
              NULL);
    must_warn(SMALL "method: load-server\ntftp: {windowsize: 4}\n"
                    "subnets: [{load_servers: [{kind: atftpd}], phones: [{model: CP-7965}]}]\n",
              NULL);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("servers");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_cap_lowers_what_is_granted);
    tcase_add_test(t, a_kind_without_windows_sends_block_by_block);
    tcase_add_test(t, numbers_that_roll_over_otherwise_end_the_download_with_its_reason);
    tcase_add_test(t, requests_beyond_dnsmasqs_limit_wait);
    tcase_add_test(t, options_that_a_kind_does_not_know_have_no_effect);
    return run_tests("servers of scenarios", t);
}
