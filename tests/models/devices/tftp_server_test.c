/* The server with its processor and its limit; site.h has the network and the times that the
 * arithmetic starts from. */
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

/* Reads RRQs at 1644 and 11772, and the last ACKs at 10772 and 25764 (phone_test.c). */
START_TEST(a_transfer_lasts_from_its_request_to_its_last_ack)
{
    start(1, SEE_SERVER);
    site_build(&site);
    RUN_AND_SEE(&site.network, "1644 server request", "1644 server started", "10772 server ended",
                "11772 server request", "11772 server started", "25764 server ended");
}
END_TEST

/* Both RRQs are sent at 500, and at the switch at 644. The first is at the server at 788, the other
 * 44 later. It reads the first until 1788 and sends first what it has to: DATA 1 at 2788; then it
 * reads the second until 3788, and sends at 4788. */
START_TEST(the_processor_works_on_one_packet_after_the_other)
{
    start(2, SEE_SERVER | SEE_PACKETS);
    site_build(&site);
    site_run_until(&site, 5000);
    EXPECT_SEEN(&site.network, "644 up RRQ a.loads octet p0", "644 up RRQ a.loads octet p1",
                "1788 server request", "1788 server started", "2788 down DATA 1 512 p0",
                "3788 server request", "3788 server started", "4788 down DATA 1 512 p1");
}
END_TEST

static char busy[2000];

static void note_work(void *user, uint32_t server, sim_time from, sim_time to)
{
    (void)user;
    ck_assert_uint_eq(server, 0);
    const size_t at = strlen(busy);
    snprintf(busy + at, sizeof busy - at, "%d-%d ", (int)(from / MICROSECONDS),
             (int)(to / MICROSECONDS));
}

/* From each arrival (644, 5420, 9772, and behind it the RRQ that came at 9814) on. */
START_TEST(the_processor_is_busy_with_each_packet_received_and_sent)
{
    start(1, 0);
    site.observer.server_busy = note_work;
    site_build(&site);
    site_run_until(&site, 13000);
    ck_assert_str_eq(busy, "644-1644 1644-2644 5420-6420 6420-7420 9772-10772 10772-11772 "
                           "11772-12772 ");
}
END_TEST

static char blocks[2000];

static void note_block(void *user, const struct block_info *b, sim_time now)
{
    (void)user;
    (void)now;
    const size_t at = strlen(blocks);
    snprintf(blocks + at, sizeof blocks - at, "%d/%d%s ", (int)(b->rtt / MICROSECONDS),
             (int)(b->block_time / MICROSECONDS), b->sent_once ? "" : " again");
}

/* To the phone (bytes + 100), 2000 there, 132 back, 1000 to read: 3232 and the bytes. The last ACK
 * of a.loads is read at once, and that of b.sbn, too. */
START_TEST(round_trips_count_from_transmission_to_the_reading_of_the_ack)
{
    start(1, 0);
    site.observer.block_acknowledged = note_block;
    site_build(&site);
    network_run(&site.network);
    ck_assert_str_eq(blocks, "3776/3776 3352/3352 3776/3776 3776/3776 3440/3440 ");
}
END_TEST

START_TEST(a_file_that_is_missing_is_refused)
{
    start(1, SEE_SERVER | SEE_PACKETS);
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site_build(&site);
    site_run_until(&site, 50000);
    EXPECT_SEEN(&site.network, "500 up RRQ a.loads octet p0", "1644 server request",
                "1644 server refused", "2644 down ERROR 1 p0");
}
END_TEST

/* Nothing gets to the phone. tftpd-hpa waits 1, 2, 4, 8, 16 and 32 s from each transmission, which
 * comes 1000 us after its deadline: at 2644, + 1 s, and so on; it ends without another. */
START_TEST(a_server_that_gives_up_ends_the_transfer)
{
    start(1, SEE_SERVER | SEE_PACKETS);
    site.cable[0].faults.loss = LINK_BILLION;
    site.server_config.kind = *tftp_server_kind_find("tftpd-hpa");
    site.phone_policy.request.intervals[0] = 1000 * SECONDS;
    site_build(&site);
    site_run_until(&site, 100000000);
    EXPECT_SEEN(&site.network, "500 up RRQ a.loads octet p0", "1644 server request",
                "1644 server started", "2644 down DATA 1 512 p0", "1003644 down DATA 1 512 p0",
                "3004644 down DATA 1 512 p0", "7005644 down DATA 1 512 p0",
                "15006644 down DATA 1 512 p0", "31007644 down DATA 1 512 p0",
                "63007644 server gave up", "63007644 server ended");
}
END_TEST

/* The call manager's server waits 4 s, is up to 0.5 s late, and takes 1000 us to send. */
START_TEST(a_server_whose_timers_are_late_repeats_late)
{
    start(1, SEE_PACKETS);
    site.cable[0].faults.loss = LINK_BILLION;
    site.phone_policy.request.intervals[0] = 1000 * SECONDS;
    site.timer_lateness = 500 * MILLISECONDS;
    site_build(&site);
    site_expect_late(&site, SERVER_NODE, 2644 * MICROSECONDS, 4 * SECONDS + MILLISECONDS,
                     site.timer_lateness);
}
END_TEST

/* The call manager's goes on every 4 s (and 1000 us), until 10 minutes have gone since 1644. */
START_TEST(an_idle_transfer_ends_at_its_limit)
{
    start(1, SEE_SERVER);
    site.cable[0].faults.loss = LINK_BILLION;
    site.phone_policy.request.intervals[0] = 1000 * SECONDS;
    site_build(&site);
    site_run_until(&site, 700000000);
    EXPECT_SEEN(&site.network, "1644 server request", "1644 server started",
                "600001644 server gave up", "600001644 server ended");
}
END_TEST

static uint64_t sent, sent_again;

static void count_sent(void *user, uint32_t server, uint64_t data_blocks, uint64_t again)
{
    (void)user;
    (void)server;
    sent += data_blocks;
    sent_again += again;
}

/* The ACK that comes at 5420 is lost with all others: DATA 1 at 2644 and every 4001 ms after that.
 */
START_TEST(retransmissions_are_counted_as_such)
{
    start(1, 0);
    site.cable[0].faults.loss = LINK_BILLION;
    site.phone_policy.request.intervals[0] = 1000 * SECONDS;
    site.observer.server_sent = count_sent;
    site_build(&site);
    site_run_until(&site, 12100000);
    ck_assert_uint_eq(sent, 4);
    ck_assert_uint_eq(sent_again, 3);
}
END_TEST

/* A phone's host whose phone is replaced by a socket that speaks for itself. */
struct speaker {
    struct net_host *host;
    struct net_udp *udp;
    uint8_t got[2000];
    uint32_t length;
    int count;
};

static void speaker_got(void *user, const struct net_datagram *d)
{
    struct speaker *s = user;
    memcpy(s->got, d->header, d->header_length);
    if (d->payload_length)
        memcpy(s->got + d->header_length, d->payload, d->payload_length);
    s->length = d->header_length + d->payload_length;
    s->count++;
}

static void speaker_init(struct speaker *s, int see)
{
    start(2, see);
    site.resets[0] = site.resets[1] = TIME_NEVER;
    site_build(&site);
    *s = (struct speaker){.host = native_engine.host(site.network.net, 1)};
    s->udp = net_udp_bind(s->host, PORT, TRAFFIC_OTHER, speaker_got, s);
}

static void ask(struct speaker *s, uint32_t address, const char *words)
{
    uint8_t bytes[600];
    const size_t length = packet_of(bytes, words);
    net_udp_send(s->host, s->udp, (struct net_endpoint){address, TFTP_PORT}, bytes,
                 (uint32_t)length, NULL, 0);
    site_run_until(&site, net_now(site.network.net) / MICROSECONDS + 100000);
}

START_TEST(a_broadcast_request_is_ignored)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER | SEE_PACKETS);
    ask(&s, SITE_1 + 255, "RRQ a.loads octet");
    ck_assert_int_eq(s.count, 0);
    EXPECT_SEEN(&site.network, "144 up RRQ a.loads octet p0");
}
END_TEST

START_TEST(what_is_no_request_is_ignored)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER);
    ask(&s, SERVER_ADDRESS, "ACK 1");
    ask(&s, SERVER_ADDRESS, "hex 00 09");
    ask(&s, SERVER_ADDRESS, "ERROR 1 no");
    ck_assert_int_eq(s.count, 0);
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

START_TEST(writing_is_refused)
{
    struct speaker s;
    speaker_init(&s, 0);
    ask(&s, SERVER_ADDRESS, "WRQ a.loads octet");
    ck_assert_int_eq(s.count, 1);
    ck_assert_uint_eq(tftp_get16(s.got), TFTP_ERROR);
    ck_assert_uint_eq(tftp_get16(s.got + 2), TFTP_ERROR_ACCESS);
}
END_TEST

/* What a repeated request leaves behind: the phone has its file and listens no more. */
START_TEST(a_transfer_whose_phone_is_gone_ends)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    ck_assert_ptr_nonnull(strstr(site.network.seen, "started"));
    ck_assert_ptr_null(strstr(site.network.seen, "ended"));
    net_udp_close(s.host, s.udp);
    site_run_until(&site, 10 * SECONDS / MICROSECONDS); /* DATA 1 comes again once */
    ck_assert_ptr_nonnull(strstr(site.network.seen, "ended"));
    ck_assert_ptr_null(strstr(site.network.seen, "gave up"));
}
END_TEST

START_TEST(in_netascii_the_content_is_translated)
{
    struct speaker s;
    speaker_init(&s, 0);
    ask(&s, SERVER_ADDRESS, "RRQ b.sbn netascii");
    const struct image *text = image_as_netascii(&site.store, site.images[1]);
    ck_assert_int_eq(s.count, 1);
    ck_assert_uint_eq(s.length, 4 + 512);
    ck_assert_mem_eq(s.got + 4, text->bytes, 512);
    ck_assert_uint_gt(text->length, site.images[1]->length);
}
END_TEST

START_TEST(options_are_granted_up_to_the_servers_limits)
{
    struct speaker s;
    speaker_init(&s, 0);
    ask(&s, SERVER_ADDRESS, "RRQ b.sbn octet blksize=9000 windowsize=1000 tsize=0");
    char words[200];
    words_of(words, sizeof words, s.got, s.length, 0);
    ck_assert_str_eq(words, "OACK blksize=1428 tsize=1200 windowsize=64");
}
END_TEST

/* The RRQ comes twice, and each opens a transfer, from a port of its own. The phone takes to the
 * first, and the second ends with its ERROR 5. */
START_TEST(a_doubled_request_opens_two_transfers)
{
    start(1, SEE_SERVER);
    site.cable[1].faults.duplicate = LINK_BILLION;
    site.load.file_count = 1;
    site_build(&site);
    network_run(&site.network);
    int started = 0, ended = 0;
    for (const char *at = site.network.seen; (at = strstr(at, "started")); at++)
        started++;
    for (const char *at = site.network.seen; (at = strstr(at, "ended")); at++)
        ended++;
    ck_assert_int_eq(started, 2);
    ck_assert_int_eq(ended, 2);
    ck_assert_ptr_null(strstr(site.network.seen, "gave up"));
}
END_TEST

/* Nobody answers, so none ever ends; 16384 ports are all there are. */
START_TEST(a_request_is_not_answered_when_all_ports_are_in_use)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER);
    struct net_host *server = native_engine.host(site.network.net, SERVER_NODE);
    for (int i = 0; i < 16384 - 1; i++)
        ck_assert_ptr_nonnull(net_udp_bind(server, 0, TRAFFIC_OTHER, speaker_got, &s));
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    EXPECT_SEEN(&site.network, "1288 server request", "1288 server started",
                "101288 server request", "101288 server busy");
}
END_TEST

/* Its memory serves again: a transfer that ended while packets for it were unread, and new ones. */
START_TEST(transfers_come_and_go)
{
    start(4, SEE_SERVER | SEE_FILES);
    site.cable[1].faults.duplicate = LINK_BILLION / 3;
    site.cable[0].faults.duplicate = LINK_BILLION / 3;
    site.cable[0].faults.loss = LINK_BILLION / 10;
    site.cable[1].faults.loss = LINK_BILLION / 10;
    site.phone_config.client.windowsize = 2;
    site_build(&site);
    network_run(&site.network);
    for (int i = 0; i < 4; i++) {
        char line[] = "p0 has b.sbn";
        line[1] = (char)('0' + i);
        ck_assert_ptr_nonnull(strstr(site.network.seen, line));
    }
}
END_TEST

static void switch_server(bool up)
{
    struct net_host *host = native_engine.host(site.network.net, SERVER_NODE);
    if (!up)
        net_set_plugged(host, false);
    tftp_server_set_up(site.server, up);
    if (up)
        net_set_plugged(host, true);
}

START_TEST(switched_off_it_forgets_its_transfers_without_a_word)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER | SEE_PACKETS);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    EXPECT_SEEN(&site.network, "144 up RRQ a.loads octet p0", "1288 server request",
                "1288 server started", "2288 down DATA 1 512 p0");
    switch_server(false);
    EXPECT_SEEN(&site.network, "100000 server ended");
    site_run_until(&site, 60 * SECONDS / MICROSECONDS); /* DATA 1 does not come again */
    ck_assert_str_eq(site.network.seen, "");
}
END_TEST

START_TEST(switched_off_it_answers_nothing)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER);
    switch_server(false);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    ck_assert_str_eq(site.network.seen, "");
    ck_assert_int_eq(s.count, 0); /* no ICMP either */
}
END_TEST

/* Its one slot is free, and what it had not read when it went is gone. */
START_TEST(switched_on_again_it_begins_anew)
{
    struct speaker s;
    start(2, SEE_SERVER);
    site.server_config.kind.transfers = 1;
    site.resets[0] = site.resets[1] = TIME_NEVER;
    site_build(&site);
    s = (struct speaker){.host = native_engine.host(site.network.net, 1)};
    s.udp = net_udp_bind(s.host, PORT, TRAFFIC_OTHER, speaker_got, &s);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    uint8_t bytes[600];
    const uint32_t length = (uint32_t)packet_of(bytes, "RRQ b.sbn octet");
    net_udp_send(s.host, s.udp, (struct net_endpoint){SERVER_ADDRESS, TFTP_PORT}, bytes, length,
                 NULL, 0);
    site_run_until(&site, 100500); /* it came at 100284, and is being read */
    switch_server(false);
    switch_server(false);
    site_run_until(&site, 200000);
    switch_server(true);
    switch_server(true);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    EXPECT_SEEN(&site.network, "1288 server request", "1288 server started", "100500 server ended",
                "201288 server request", "201288 server started");
}
END_TEST

/* The phone asks again when no block has come for a second. */
START_TEST(a_phone_gets_its_files_from_a_server_that_was_off_for_a_while)
{
    start(1, SEE_SERVER | SEE_FILES);
    site.phone_policy.ack.idle_limit = 1 * SECONDS;
    site_build(&site);
    site_run_until(&site, 3000);
    switch_server(false);
    site_run_until(&site, 500000);
    switch_server(true);
    network_run(&site.network);
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 has a.loads"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, "p0 has b.sbn"));
}
END_TEST

START_TEST(switched_off_it_may_be_freed)
{
    struct speaker s;
    speaker_init(&s, 0);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    switch_server(false);
    tftp_server_free(site.server);
    site.server = NULL;
}
END_TEST

/* The request is there at 288 and takes its turn behind the 5000 us of something else. */
START_TEST(it_shares_its_machines_processor)
{
    struct speaker s;
    speaker_init(&s, SEE_SERVER);
    processor_work(&site.processor, 5);
    ask(&s, SERVER_ADDRESS, "RRQ a.loads octet");
    EXPECT_SEEN(&site.network, "6000 server request", "6000 server started");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_transfer_lasts_from_its_request_to_its_last_ack);
    tcase_add_test(t, the_processor_works_on_one_packet_after_the_other);
    tcase_add_test(t, the_processor_is_busy_with_each_packet_received_and_sent);
    tcase_add_test(t, round_trips_count_from_transmission_to_the_reading_of_the_ack);
    tcase_add_test(t, a_file_that_is_missing_is_refused);
    tcase_add_test(t, a_server_that_gives_up_ends_the_transfer);
    tcase_add_test(t, a_server_whose_timers_are_late_repeats_late);
    tcase_add_test(t, an_idle_transfer_ends_at_its_limit);
    tcase_add_test(t, retransmissions_are_counted_as_such);
    tcase_add_test(t, a_broadcast_request_is_ignored);
    tcase_add_test(t, what_is_no_request_is_ignored);
    tcase_add_test(t, writing_is_refused);
    tcase_add_test(t, a_transfer_whose_phone_is_gone_ends);
    tcase_add_test(t, in_netascii_the_content_is_translated);
    tcase_add_test(t, options_are_granted_up_to_the_servers_limits);
    tcase_add_test(t, a_doubled_request_opens_two_transfers);
    tcase_add_test(t, a_request_is_not_answered_when_all_ports_are_in_use);
    tcase_add_test(t, transfers_come_and_go);
    tcase_add_test(t, switched_off_it_forgets_its_transfers_without_a_word);
    tcase_add_test(t, switched_off_it_answers_nothing);
    tcase_add_test(t, switched_on_again_it_begins_anew);
    tcase_add_test(t, a_phone_gets_its_files_from_a_server_that_was_off_for_a_while);
    tcase_add_test(t, switched_off_it_may_be_freed);
    tcase_add_test(t, it_shares_its_machines_processor);
}

int main(void)
{
    return run_tests("tftp server", add);
}
