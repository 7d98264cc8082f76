/* A server's limit, requests that wait for room, and a kind that looks at its deadlines when it
 * wakes; site.h has the network and the times that the arithmetic starts from. */
#include "tests/models/devices/site.h"

static struct site site;

static void start(int phones, int see)
{
    site_init(&site, phones, see);
}

static void teardown(void)
{
    site_fini(&site);
}

/* The second RRQ is read at 3788 and not answered. It comes again at 100600, and a.loads and b.sbn
 * have long been fetched by the first phone: read at 100600 + 288 + 1000. */
START_TEST(a_request_beyond_the_limit_is_not_answered_and_the_retry_is)
{
    start(2, SEE_SERVER | SEE_FILES);
    site.server_config.kind.transfers = 1;
    site.resets[1] = 100 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 4000);
    EXPECT_SEEN(&site.network, "1788 server request", "1788 server started", "3788 server request",
                "3788 server busy");
    site_run_until(&site, 100000);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 has b.sbn"));
    ck_assert_ptr_null(strstr(site.network.seen, "busy"));
    site.network.seen_length = 0;
    site_run_until(&site, 102000);
    EXPECT_SEEN(&site.network, "101888 server request", "101888 server started");
}
END_TEST

/* Of a kind whose requests wait, the second is answered as soon as the first transfer has ended: no
 * other has come. DATA 1 leaves at 2788, is at the phone at 4076, its ACK at the server at 6340,
 * read at 7340; DATA 2 leaves at 8340, its ACK is there at 11044. Then phone 0 waits with b.sbn,
 * until phone 1 has a.loads: its RRQ is read when DATA 1 has gone. */
START_TEST(a_request_beyond_the_limit_may_wait_in_the_socket)
{
    start(2, SEE_SERVER);
    site.server_config.kind.transfers = 1;
    site.server_config.kind.requests_wait = true;
    site.resets[1] = 100 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 23000);
    EXPECT_SEEN(&site.network, "1788 server request", "1788 server started", "3788 server request",
                "3788 server busy", "12044 server ended", "12044 server started",
                "14044 server request", "14044 server busy", "22300 server ended",
                "22300 server started");
}
END_TEST

/* As above, but there is no b.sbn: whoever waited for it leaves the room to the next, if any. */
START_TEST(a_request_that_waited_may_be_refused)
{
    start(2, SEE_SERVER);
    site.server_config.kind.transfers = 1;
    site.server_config.kind.requests_wait = true;
    site.missing = "b.sbn";
    site.missing_until = TIME_NEVER;
    site.resets[1] = 100 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 23000);
    EXPECT_SEEN(&site.network, "1788 server request", "1788 server started", "3788 server request",
                "3788 server busy", "12044 server ended", "12044 server started",
                "14044 server request", "14044 server busy", "22300 server ended",
                "22300 server refused");
}
END_TEST

/* It is switched off, and forgets who waits: phone 1, which asks again 100 ms after 600 us. All is
 * 100,100 us later than with phone 0 above; nothing starts when that transfer ends, and the RRQ for
 * b.sbn, behind the last ACK, is read 1000 us after that. */
START_TEST(switched_off_it_forgets_who_waits)
{
    start(2, SEE_SERVER);
    site.server_config.kind.transfers = 1;
    site.server_config.kind.requests_wait = true;
    site.resets[1] = 100 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 4000);
    site.network.seen_length = 0;
    tftp_server_set_up(site.server, false);
    EXPECT_SEEN(&site.network, "4000 server ended");
    tftp_server_set_up(site.server, true);
    site_run_until(&site, 50000);
    ck_assert_str_eq(site.network.seen, "");
    site_run_until(&site, 120000);
    EXPECT_SEEN(&site.network, "101888 server request", "101888 server started",
                "112144 server ended", "113144 server request", "113144 server started");
}
END_TEST

/* Nothing gets to the phones. The server wakes when it has read the second RRQ, at 101788, and then
 * each 250 ms: the eighth time, at 2101788, it sees that 2 s of its clock are over, for both, and
 * the newest transfer goes first. */
START_TEST(a_kind_that_polls_sees_all_that_stall_at_once)
{
    start(2, SEE_PACKETS);
    site.cable[0].faults.loss = LINK_BILLION;
    site.server_config.kind = *tftp_server_kind_find("dnsmasq");
    site.phone_policy.request.intervals[0] = 1000 * SECONDS;
    site.resets[1] = 100 * MILLISECONDS;
    site_build(&site);
    site_run_until(&site, 4000000);
    EXPECT_SEEN(&site.network, "644 up RRQ a.loads octet p0", "2788 down DATA 1 512 p0",
                "100644 up RRQ a.loads octet p1", "102788 down DATA 1 512 p1",
                "2102788 down DATA 1 512 p1", "2103788 down DATA 1 512 p0");
}
END_TEST

/* One of two phones is pulled out in the midst of its file. What is seen begins just before the
 * clock comes to 2 s, and the block that it did not acknowledge is sent again. */
static void silence(uint32_t phone)
{
    start(2, SEE_PACKETS);
    site.files[1].bytes = 400000;
    site.server_config.kind = *tftp_server_kind_find("dnsmasq");
    site.phone_policy.ack.intervals[0] = 1000 * SECONDS;
    site_build(&site);
    site_run_until(&site, 1000000);
    net_set_plugged(native_engine.host(site.network.net, 1 + phone), false);
    site_run_until(&site, 1999200);
    site.network.seen[site.network.seen_length = 0] = '\0';
    site_run_until(&site, 2006000);
}

/* An ACK wakes it. It goes through its transfers, the newest first: whose ACK that is has its turn
 * behind those that began after it, and before those that began earlier. */
START_TEST(a_kind_that_polls_takes_its_transfers_in_turn)
{
    silence(1);
    EXPECT_SEEN(&site.network, "1999528 up ACK 358 p0", "2001660 down DATA 178 512 p1",
                "2002660 down DATA 359 512 p0");
    teardown();
    silence(0);
    EXPECT_SEEN(&site.network, "2002528 up ACK 358 p1", "2004660 down DATA 359 512 p1",
                "2005660 down DATA 178 512 p0");
}
END_TEST

START_TEST(no_limit_is_none)
{
    start(4, SEE_SERVER | SEE_FILES);
    site.server_config.kind.transfers = 0;
    site_build(&site);
    network_run(&site.network);
    ck_assert_ptr_null(strstr(site.network.seen, "busy"));
    for (int i = 0; i < 4; i++) {
        char line[] = "p0 has b.sbn";
        line[1] = (char)('0' + i);
        ck_assert_ptr_nonnull(strstr(site.network.seen, line));
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_request_beyond_the_limit_is_not_answered_and_the_retry_is);
    tcase_add_test(t, a_request_beyond_the_limit_may_wait_in_the_socket);
    tcase_add_test(t, a_request_that_waited_may_be_refused);
    tcase_add_test(t, switched_off_it_forgets_who_waits);
    tcase_add_test(t, a_kind_that_polls_sees_all_that_stall_at_once);
    tcase_add_test(t, a_kind_that_polls_takes_its_transfers_in_turn);
    tcase_add_test(t, no_limit_is_none);
}

int main(void)
{
    return run_tests("tftp server: limit", add);
}
