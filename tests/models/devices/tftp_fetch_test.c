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
    tftp_processor_init(&processor, native_engine.host(site.network.net, 1), site.phone_config.cpu,
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

/* From a server that takes no time. RRQs are there at 144 and 144 + 42 = 186; DATA 1 of a.loads at
 * 144 + 644 = 788, and that of b.sbn, which waits for the line, at 788 + 544 = 1332. */
static void start_two(void)
{
    start(0);
    site.load.file_count = 2;
    site.processor.cpu = 0;
}

START_TEST(transfers_wait_for_one_processor)
{
    start_two();
    build();
    fetch(0);
    fetch(1);
    site_run_until(&site, 5000);
    EXPECT_SEEN(&site.network, "2788 a.loads 0+512", "4788 b.sbn 0+512");
}
END_TEST

/* ... whatever a window's blocks would take; but if that is more than the turn-around, that. */
START_TEST(without_a_window_each_datagram_takes_the_turnaround)
{
    start_two();
    site.phone_config.cpu = _i * MICROSECONDS;
    build();
    fetch(0);
    fetch(1);
    site_run_until(&site, 6000);
    if (_i == 500)
        EXPECT_SEEN(&site.network, "2788 a.loads 0+512", "4788 b.sbn 0+512");
    else
        EXPECT_SEEN(&site.network, "3288 a.loads 0+512", "5788 b.sbn 0+512");
}
END_TEST

/* All comes twice. The ERROR, sent at 144, comes at 144 + 47 + 100 = 291 and is worked on until
 * 1291, its copy until 2291, DATA 1 (sent at 191, there at 835) until 3291. The ERROR is seen at
 * 291 + 1500; it ends the first fetch, and the work on the copy: that on DATA 1 is done at 1791 +
 * 1000, on the copy of that at 3791. */
START_TEST(a_fetch_that_ends_leaves_the_processor_to_others)
{
    start_two();
    site.see = SEE_PACKETS;
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site.cable[0].faults.duplicate = LINK_BILLION;
    build();
    fetch(0);
    fetch(1);
    site_run_until(&site, 6300);
    EXPECT_SEEN(&site.network, "0 up RRQ a.loads octet p0", "0 up RRQ b.sbn octet p0",
                "144 down ERROR 1 p0", "186 down DATA 1 512 p0",
                "2291 a.loads missing: missing file, 0 again, 0 twice", "4291 b.sbn 0+512",
                "4291 up ACK 1 p0", "4423 down DATA 2 512 p0", "6291 up ACK 1 p0");
}
END_TEST

/* A file of `blocks` blocks of 8 bytes and one of 4, from a server that takes no time and grants
 * all of these in a window. A block is a packet of 40 bytes, so that they come each 40 us. */
static void fetch_window(uint16_t blocks, sim_time cpu, sim_time turnaround)
{
    start(SEE_PACKETS);
    site.cable[0].queue.limit = blocks;
    site.processor.cpu = 0;
    site.server_config.largest_windowsize = blocks;
    site.phone_config.client.blksize = 8;
    site.phone_config.client.windowsize = blocks;
    site.phone_config.cpu = cpu * MICROSECONDS;
    site.phone_config.turnaround = turnaround * MICROSECONDS;
    site.phone_policy.ack.intervals[0] = 1 * SECONDS;
    site.files[0] = (struct firmware_file){.name = "w.loads", .bytes = 8u * blocks + 4};
    build();
    fetch(0);
    network_run(&site.network);
}

static void expect_line(const char *line)
{
    ck_assert_msg(strstr(site.network.seen, line) != NULL, "no line '%s'", line + 1);
}

/* The RRQ has 68 bytes, the OACK 54: it is sent at 168, there at 322, answered at 4322. ACK 0 is
 * there at 4454, and block 1 at 4454 + 140 = 4594, block 16 at 4594 + 15 x 40 = 5194.
 * Each tells cpu, turn-around, and when ACK 16 leaves:
 *   1000, 4000: work on 16, 4594 + 16000 = 20594, is longer than the turn-around, 9194;
 *    250, 4000: 4594 + 4000 = 8594 is not;
 *      0, 4000: nor is none;
 *   4000, 4000: one after the other, 4594 + 64000 = 68594;
 *   4000,    0: work that is longer is what counts, and what the OACK takes as well. */
START_TEST(a_window_takes_its_work_or_the_turnaround)
{
    static const struct {
        sim_time cpu, turnaround;
        const char *line;
    } cases[] = {
        {1000, 4000, "\n20594 up ACK 16 p0"}, {250, 4000, "\n9194 up ACK 16 p0"},
        {0, 4000, "\n9194 up ACK 16 p0"},     {4000, 4000, "\n68594 up ACK 16 p0"},
        {4000, 0, "\n68594 up ACK 16 p0"},
    };
    const size_t i = (size_t)_i;
    fetch_window(16, cases[i].cpu, cases[i].turnaround);
    expect_line("\n4322 up ACK 0 p0");
    expect_line(cases[i].line);
}
END_TEST

/* With a digit more in RRQ and OACK block 1 comes at 4596. Blocks are 40 us apart and take 1000 us
 * of work: when block n comes, 40 (n - 1) / 1000 are done, so that block 267 finds 266 - 10 in the
 * buffer and is lost. Block 276 finds one less, and tells of the gap when the work on it is done:
 * at 4596 + 267 x 1000. */
START_TEST(the_buffer_holds_256_that_wait_for_the_processor)
{
    fetch_window(300, 1000, 4000);
    expect_line("\n271596 up ACK 266 p0");
}
END_TEST

/* With no work nothing waits, though 300 do for their turn-around: block 300 comes at 20324 + 132 +
 * 140 + 299 x 40 = 32556. Nor do more than 60 with 50 us, 10 more than they are apart. */
START_TEST(what_waits_for_its_turnaround_is_not_in_the_buffer)
{
    fetch_window(300, _i, 20000);
    expect_line("\n52556 up ACK 300 p0");
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

/* The RRQ comes twice, and opens two transfers. The second's DATA 1 finds the first's answer read:
 * the socket is connected, and ICMP ends that transfer long before it would repeat its block. */
START_TEST(a_client_that_is_connected_turns_other_ports_away)
{
    start(SEE_SERVER);
    site.load.file_count = 1;
    site.cable[1].faults.duplicate = LINK_BILLION;
    site.processor.cpu = 3000 * MICROSECONDS;
    site.phone_policy.foreign = TFTP_FOREIGN_IGNORED;
    build();
    fetch(0);
    site_run_until(&site, 100000);
    int started = 0, ended = 0;
    for (const char *s = site.network.seen; (s = strstr(s, "server ")) != NULL; s++) {
        started += strncmp(s, "server started", 14) == 0;
        ended += strncmp(s, "server ended", 12) == 0;
    }
    ck_assert_int_eq(started, 2);
    ck_assert_int_eq(ended, 2);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "a.loads done"));
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
    tcase_add_loop_test(t, without_a_window_each_datagram_takes_the_turnaround, 500, 501);
    tcase_add_loop_test(t, without_a_window_each_datagram_takes_the_turnaround, 2500, 2501);
    tcase_add_test(t, a_fetch_that_ends_leaves_the_processor_to_others);
    tcase_add_loop_test(t, a_window_takes_its_work_or_the_turnaround, 0, 5);
    tcase_add_test(t, the_buffer_holds_256_that_wait_for_the_processor);
    tcase_add_loop_test(t, what_waits_for_its_turnaround_is_not_in_the_buffer, 0, 1);
    tcase_add_loop_test(t, what_waits_for_its_turnaround_is_not_in_the_buffer, 50, 51);
    tcase_add_test(t, one_under_way_says_what_it_has_sent_again);
    tcase_add_test(t, a_client_that_is_connected_turns_other_ports_away);
    tcase_add_test(t, stopping_is_silent);
}

int main(void)
{
    return run_tests("tftp_fetch", add);
}
