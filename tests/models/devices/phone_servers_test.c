/* A phone with several servers, of which some do not answer. site.h has the network and the times
 * that the arithmetic starts from; the others are phones that wait for their reset, at whose port
 * 69 nobody listens. A phone asks after 500 us, again every 100 ms, and gives a server 250 ms. */
#include "tests/models/devices/site.h"

static struct site site;

enum { PHONE_1 = (int)SITE_1 + 2, PHONE_2 = (int)SITE_1 + 3 };

static void start(int see, const struct phone_server *servers, uint32_t count)
{
    site_init(&site, 3, see);
    site.resets[1] = site.resets[2] = 1000 * SECONDS;
    site.phone_config.servers = servers;
    site.phone_config.server_count = count;
    site.phone_config.server_timeout = 250 * MILLISECONDS;
}

static void teardown(void)
{
    site_fini(&site);
}

/* The request is on the server's cable 144 us after the phone has sent it. The next file is asked
 * for where this one came from. */
START_TEST(the_second_is_asked_when_the_first_is_silent)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_FILES | SEE_PACKETS, servers, 2);
    site_build(&site);
    site_run_until(&site, 261000);
    EXPECT_SEEN(&site.network, "250500 p0 lost a.loads: no answer from the server",
                "250644 up RRQ a.loads octet p0", "252788 down DATA 1 512 p0", "256208 up ACK 1 p0",
                "258340 down DATA 2 88 p0", "260780 p0 has a.loads", "260912 up ACK 2 p0",
                "260954 up RRQ b.sbn octet p0");
}
END_TEST

/* It asks them in turn, for ever; only after the last it pauses, for no time. */
START_TEST(the_first_is_asked_again_after_the_last)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {PHONE_2, 0}, {SERVER_ADDRESS, 1}};
    start(SEE_FILES | SEE_PHONES, servers, 3);
    site_build(&site);
    site_run_until(&site, 1500500);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "250500 p0 lost a.loads: no answer from the server",
                "500500 p0 lost a.loads: no answer from the server",
                "750500 p0 lost a.loads: no answer from the server", "750500 p0 pausing out",
                "750500 p0 fetching out", "1000500 p0 lost a.loads: no answer from the server",
                "1250500 p0 lost a.loads: no answer from the server",
                "1500500 p0 lost a.loads: no answer from the server", "1500500 p0 pausing out",
                "1500500 p0 fetching out");
}
END_TEST

/* What a policy says happens when none is left. */
START_TEST(it_gives_up_after_the_last)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {PHONE_2, 0}};
    start(SEE_PHONES, servers, 2);
    site.phone_policy.then = TFTP_THEN_KEEP;
    site_build(&site);
    site_run_until(&site, 760000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "500500 p0 not upgraded in: kept the old load: no answer from the server");
}
END_TEST

/* On one cable, that lets nothing through. The first one's fourth request, at 300,500 us, does not
 * go any more. */
START_TEST(one_that_was_left_is_asked_no_more)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 0}, {SERVER_ADDRESS, 1}};
    site_init(&site, 1, SEE_PACKETS);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_config.servers = servers;
    site.phone_config.server_count = 2;
    site.phone_config.server_timeout = 250 * MILLISECONDS;
    site_build(&site);
    site_run_until(&site, 400000);
    EXPECT_SEEN(&site.network, "500 up RRQ a.loads octet p0", "100500 up RRQ a.loads octet p0",
                "200500 up RRQ a.loads octet p0", "250500 up RRQ a.loads octet p0",
                "350500 up RRQ a.loads octet p0");
}
END_TEST

/* There is no other to turn to. */
START_TEST(the_only_one_has_as_long_as_it_takes)
{
    site_init(&site, 1, SEE_PHONES | SEE_FILES);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_config.server_timeout = 250 * MILLISECONDS;
    site_build(&site);
    site_run_until(&site, 260000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out");
}
END_TEST

/* It has its time for block 1 only. The rest is there 10,280 us after the RRQ. */
START_TEST(one_that_sends_has_as_long_as_it_takes)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 0}, {PHONE_1, 0}};
    start(SEE_FILES, servers, 2);
    site.phone_config.server_timeout = 8000 * MICROSECONDS;
    site_build(&site);
    site_run_until(&site, 12000);
    EXPECT_SEEN(&site.network, "10780 p0 has a.loads");
}
END_TEST

/* Pulled out while the second is asked. */
START_TEST(one_that_boots_begins_with_the_first)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_FILES | SEE_PHONES, servers, 2);
    site_build(&site);
    site_run_until(&site, 250600);
    phone_unplug(site.phones[0], false);
    site_run_until(&site, 400000);
    phone_plug(site.phones[0]);
    site_run_until(&site, 661000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "250500 p0 lost a.loads: no answer from the server",
                "250600 p0 lost a.loads: unplugged", "250600 p0 unplugged out",
                "400000 p0 booting out", "400500 p0 fetching out",
                "650500 p0 lost a.loads: no answer from the server", "660780 p0 has a.loads");
}
END_TEST

/* It gives a server 250 ms, but has no more tries after 200: what is left of the 250 is nothing to
 * a phone that has ended. */
START_TEST(no_server_is_due_after_the_end)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {PHONE_2, 0}};
    start(SEE_PHONES, servers, 2);
    site.phone_policy.then = TFTP_THEN_KEEP;
    site.phone_policy.request.forever = false;
    site.phone_policy.request.last_times = 2;
    site_build(&site);
    site_run_until(&site, 500000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "400500 p0 not upgraded in: kept the old load: no answer after the last try");
}
END_TEST

/* As above until the second server is asked at 250,500 us; it goes at 255 ms, after block 1. From
 * that block on the phone counts anew: the first is asked again, and only then none is left. */
START_TEST(bytes_begin_the_round_anew)
{
    static const struct phone_server servers[] = {{PHONE_1, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_PHONES | SEE_FILES, servers, 2);
    site.phone_policy.then = TFTP_THEN_KEEP;
    site.phone_policy.ack.forever = false;
    site.phone_policy.ack.last_times = 2;
    site_build(&site);
    site_run_until(&site, 255000);
    tftp_server_set_up(site.server, false);
    site_run_until(&site, 710000);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out",
                "250500 p0 lost a.loads: no answer from the server",
                "456076 p0 lost a.loads: no answer after the last try",
                "706076 p0 lost a.loads: no answer from the server",
                "706076 p0 not upgraded in: kept the old load: no answer from the server");
}
END_TEST

/* The server goes at 5 ms. The block that came before is read, and acknowledged, at 6,076 us, and
 * again 100 ms later; then the transfer ends, the other has its 250 ms, and the first, which works
 * again, is asked: a file is there 10,280 us after that. */
START_TEST(a_transfer_that_stops_leads_to_the_next)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 0}, {PHONE_1, 0}};
    start(SEE_FILES, servers, 2);
    site.phone_policy.ack.forever = false;
    site.phone_policy.ack.last_times = 2;
    site_build(&site);
    site_run_until(&site, 5000);
    tftp_server_set_up(site.server, false);
    site_run_until(&site, 100000);
    tftp_server_set_up(site.server, true);
    site_run_until(&site, 480000);
    EXPECT_SEEN(&site.network, "206076 p0 lost a.loads: no answer after the last try",
                "456076 p0 lost a.loads: no answer from the server", "466356 p0 has a.loads");
}
END_TEST

START_TEST(a_server_has_a_port_of_its_own)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 1069}};
    start(SEE_FILES, servers, 1);
    site.server_config.port = 1069;
    site_build(&site);
    site_run_until(&site, 20000);
    EXPECT_SEEN(&site.network, "10780 p0 has a.loads");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, the_second_is_asked_when_the_first_is_silent);
    tcase_add_test(t, the_first_is_asked_again_after_the_last);
    tcase_add_test(t, it_gives_up_after_the_last);
    tcase_add_test(t, one_that_was_left_is_asked_no_more);
    tcase_add_test(t, the_only_one_has_as_long_as_it_takes);
    tcase_add_test(t, one_that_sends_has_as_long_as_it_takes);
    tcase_add_test(t, one_that_boots_begins_with_the_first);
    tcase_add_test(t, no_server_is_due_after_the_end);
    tcase_add_test(t, bytes_begin_the_round_anew);
    tcase_add_test(t, a_transfer_that_stops_leads_to_the_next);
    tcase_add_test(t, a_server_has_a_port_of_its_own);
}

int main(void)
{
    return run_tests("phone servers", add);
}
