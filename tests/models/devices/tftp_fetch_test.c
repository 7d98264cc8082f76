/* Fetches without a phone around them; site.h has the network and the times. The phone that is
 * there never resets: its host is the one that fetches. */
#include "models/devices/tftp_fetch.h"

#include "tests/models/devices/site.h"

static struct site site;
static struct tftp_processor processor;

static void start(int see)
{
    site_init(&site, 1, see);
    site.resets[0] = TIME_NEVER;
}

static void build(void)
{
    site_build(&site);
    tftp_processor_init(&processor, native_engine.host(site.network.net, 1),
                        site.phone_config.turnaround);
}

static void teardown(void)
{
    tftp_processor_stop(&processor);
    site_fini(&site);
}

static void delivered(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    const struct firmware_file *file = user;
    const struct image *image = image_of(&site.store, file, false);
    ck_assert(image_matches(image, offset, bytes, length));
    network_write(&site.network, "%s %llu+%u", file->name, (unsigned long long)offset, length);
}

static void ended(void *user, const struct fetch_result *r)
{
    static const char *const ends[] = {[FETCH_DONE] = "done",
                                       [FETCH_MISSING] = "missing",
                                       [FETCH_REFUSED] = "refused",
                                       [FETCH_LOST] = "lost"};
    const struct firmware_file *file = user;
    ck_assert((r->end == FETCH_DONE) == (r->reason == NULL));
    network_write(&site.network, "%s %s%s%s, %d again, %d twice", file->name, ends[r->end],
                  r->reason ? ": " : "", r->reason ? r->reason : "", (int)r->retransmissions,
                  (int)r->duplicates);
}

static const struct fetch_events events = {.delivered = delivered, .ended = ended};

static struct tftp_fetch *fetch(int file)
{
    return tftp_fetch_start(&processor, &site.phone_config.client, SERVER_ADDRESS, TRAFFIC_TFTP,
                            site.files[file].name, &events, &site.files[file]);
}

/* RRQ: 44 + 100 at the server, 1000 to read, 1000 to send: 2144. DATA 1: + 544 + 100 = 2788, and
 * 2000 for the turn-around. ACK 1: + 132 + 2000 = 6920. DATA 2: + 220 + 2000 = 9140. */
START_TEST(a_file_is_delivered_in_order)
{
    start(SEE_PACKETS);
    build();
    fetch(0);
    RUN_AND_SEE(&site.network, "0 up RRQ a.loads octet p0", "2144 down DATA 1 512 p0",
                "4788 a.loads 0+512", "4788 up ACK 1 p0", "6920 down DATA 2 88 p0",
                "9140 a.loads 512+88", "9140 up ACK 2 p0", "9140 a.loads done, 0 again, 0 twice");
    ck_assert_ptr_null(processor.fetches); /* it has freed itself when it had dallied */
}
END_TEST

/* The ERROR (47 bytes) is sent at 2144, there at 2291, read at 4291. */
START_TEST(error_1_says_that_the_file_is_missing)
{
    start(0);
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    build();
    fetch(0);
    RUN_AND_SEE(&site.network, "4291 a.loads missing: missing file, 0 again, 0 twice");
    ck_assert_ptr_null(processor.fetches);
}
END_TEST

/* The server answers with ERROR 0 ("file too large") a file of more blocks than there are numbers.
 */
START_TEST(another_error_says_that_the_file_is_refused)
{
    start(0);
    site.server_config.rollover = TFTP_ROLLOVER_OFF;
    site.files[0].bytes = 512 * 65536;
    build();
    fetch(0);
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "a.loads refused: the peer sent an ERROR"));
}
END_TEST

START_TEST(silence_loses_the_file)
{
    start(0);
    site.cable[1].faults.loss = LINK_BILLION;
    site.phone_policy.request.forever = false;
    site.phone_policy.request.last_times = 2;
    build();
    fetch(0);
    RUN_AND_SEE(&site.network,
                "200000 a.loads lost: no answer after the last try, 1 again, 0 twice");
}
END_TEST

/* DATA 1 of a.loads is there at 2788. The second RRQ (42 bytes) is there at 44 + 42 + 100 = 186 and
 * waits for the server until 1144; it is read at 2144, when DATA 1 of a.loads is sent, and its own
 * DATA 1 is sent at 3144 and there at 3788: but it has the processor from 4788 on only. */
START_TEST(transfers_wait_for_one_processor)
{
    start(0);
    site.load.file_count = 2;
    build();
    fetch(0);
    fetch(1);
    site_run_until(&site, 8000);
    EXPECT_SEEN(&site.network, "4788 a.loads 0+512", "6788 b.sbn 0+512");
}
END_TEST

START_TEST(one_under_way_says_what_it_has_sent_again)
{
    start(0);
    site.cable[1].faults.loss = LINK_BILLION;
    build();
    const struct tftp_fetch *f = fetch(0);
    site_run_until(&site, 250000);
    ck_assert_uint_eq(tftp_fetch_result(f).retransmissions, 2);
    ck_assert_int_eq(tftp_fetch_result(f).end, FETCH_LOST);
}
END_TEST

/* Stopped while DATA 1 is being worked on. The server's repeated block finds nobody. */
START_TEST(stopping_is_silent)
{
    start(SEE_PACKETS);
    build();
    fetch(0);
    site_run_until(&site, 3000);
    EXPECT_SEEN(&site.network, "0 up RRQ a.loads octet p0", "2144 down DATA 1 512 p0");
    tftp_processor_stop(&processor);
    ck_assert_ptr_null(processor.received.first);
    site_run_until(&site, 4000000);
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_file_is_delivered_in_order);
    tcase_add_test(t, error_1_says_that_the_file_is_missing);
    tcase_add_test(t, another_error_says_that_the_file_is_refused);
    tcase_add_test(t, silence_loses_the_file);
    tcase_add_test(t, transfers_wait_for_one_processor);
    tcase_add_test(t, one_under_way_says_what_it_has_sent_again);
    tcase_add_test(t, stopping_is_silent);
}

int main(void)
{
    return run_tests("tftp_fetch", add);
}
