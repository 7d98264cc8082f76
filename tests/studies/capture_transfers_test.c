/* Packets become transfers: what was asked for and granted, what comes again, how each ends. */
#include "tests/studies/capture_timeline.h"

/* 1,500 bytes in blocks of 1,000. A block of n bytes is an IP packet of n + 4 + 8 + 20. */
START_TEST(a_download_is_told_packet_by_packet)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 5, 0, "RRQ f.bin octet blksize=1000 tsize=0");
    timeline_add(&t, 6, 0, "OACK blksize=1000 tsize=1500");
    timeline_add(&t, 26, 0, "ACK 0");
    timeline_add(&t, 27, 0, "DATA 1 1000");
    timeline_add(&t, 47, 0, "ACK 1");
    timeline_add(&t, 48, 0, "DATA 2 500");
    timeline_add(&t, 68, 0, "ACK 2");
    struct capture_transfers found = timeline_read(&t);
    ck_assert_uint_eq(found.count, 1);
    const struct capture_transfer *x = &found.list[0];
    ck_assert_str_eq(x->file, "f.bin");
    ck_assert_uint_eq(x->client, CAPTURE_CLIENT);
    ck_assert_uint_eq(x->server, CAPTURE_SERVER);
    ck_assert_uint_eq(x->client_port, TIMELINE_PORT);
    ck_assert_uint_eq(x->server_port, TIMELINE_SERVER_PORT);
    ck_assert_uint_eq(x->asked.valid, TFTP_OPTION_BLKSIZE | TFTP_OPTION_TSIZE);
    ck_assert(x->oack);
    ck_assert_uint_eq(x->granted.tsize, 1500);
    ck_assert_uint_eq(x->blksize, 1000);
    ck_assert_uint_eq(x->windowsize, 1);
    ck_assert_int_eq(x->end, CAPTURE_COMPLETED);
    ck_assert_uint_eq(x->bytes, 1500);
    ck_assert_uint_eq(x->blocks, 2);
    ck_assert_int_eq(x->first, 5 * MILLISECONDS);
    ck_assert_int_eq(x->last, 68 * MILLISECONDS);
    ck_assert_uint_eq(x->requests, 1);
    ck_assert_uint_eq(x->data, 2);
    ck_assert_uint_eq(x->acks, 3);
    ck_assert_uint_eq(x->data_again + x->acks_again + x->foreign, 0);
    ck_assert_uint_eq(found.packet_count, 7);
    static const struct {
        enum capture_kind kind;
        uint32_t block, ip_bytes;
    } wanted[] = {{CAPTURE_REQUEST, 0, 63}, {CAPTURE_OACK, 0, 54}, {CAPTURE_ACK, 0, 32},
                  {CAPTURE_DATA, 1, 1032},  {CAPTURE_ACK, 1, 32},  {CAPTURE_DATA, 2, 532},
                  {CAPTURE_ACK, 2, 32}};
    for (size_t i = 0; i < found.packet_count; i++) {
        ck_assert_uint_eq(found.packets[i].kind, wanted[i].kind);
        ck_assert_uint_eq(found.packets[i].block, wanted[i].block);
        ck_assert_uint_eq(found.packets[i].ip_bytes, wanted[i].ip_bytes);
    }
    ck_assert_uint_eq(found.packets[5].bytes, 500);
    capture_transfers_free(&found);
}
END_TEST

/* The second request is before any answer, the second block 1 and ACK 1 are repetitions; what comes
 * after the last ACK is no part of the time that the download took. */
START_TEST(what_comes_again_is_told)
{
    static const struct {
        double ms;
        const char *words;
        bool again;
    } steps[] = {
        {0, "RRQ f octet", false},  {4000, "RRQ f octet", true}, {4001, "DATA 1 512", false},
        {5001, "DATA 1 512", true}, {5010, "ACK 1", false},      {5011, "DATA 2 512", false},
        {5012, "ACK 1", true},      {5020, "ACK 2", false},      {5021, "DATA 3 0", false},
        {5030, "ACK 3", false},     {6021, "DATA 3 0", true},    {6030, "ACK 3", true},
        {6040, "DATA 2 512", true},
    };
    struct timeline t = timeline_begin();
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        timeline_add(&t, steps[i].ms, 0, "%s", steps[i].words);
    struct capture_transfers found = timeline_read(&t);
    ck_assert_uint_eq(found.count, 1);
    for (size_t i = 0; i < found.packet_count; i++)
        ck_assert_msg(found.packets[i].again == steps[i].again, "%g ms, %s", steps[i].ms,
                      steps[i].words);
    const struct capture_transfer *x = &found.list[0];
    ck_assert_uint_eq(x->requests, 2);
    ck_assert_uint_eq(x->data, 6);
    ck_assert_uint_eq(x->data_again, 3);
    ck_assert_uint_eq(x->acks_again, 2);
    ck_assert_uint_eq(x->bytes, 1024);
    ck_assert_int_eq(x->last, 5030 * MILLISECONDS);
    capture_transfers_free(&found);
}
END_TEST

static const struct {
    const char *packets[4]; /* after the request, 10 ms apart */
    enum capture_end end;
    uint16_t error;
    uint64_t bytes;
} ends[] = {
    {{"ERROR 1 no such file"}, CAPTURE_REFUSED, 1, 0},
    {{"DATA 1 512", "up: ERROR 3 disk full"}, CAPTURE_ABORTED, 3, 0},
    {{"DATA 1 512", "ACK 1", "DATA 2 512"}, CAPTURE_UNFINISHED, 0, 0},
    {{"DATA 1 512", "ACK 1", "DATA 2 7"}, CAPTURE_UNFINISHED, 0, 519},
    {{"DATA 1 7", "ACK 1"}, CAPTURE_COMPLETED, 0, 7},
    {{"DATA 1 7", "ACK 1", "ERROR 0 late"}, CAPTURE_COMPLETED, 0, 7},
    {{"other: ERROR 5 whose?", "DATA 1 512"}, CAPTURE_REFUSED, 5, 0},
    {{"DATA 1 512", "ACK 1", "other: ERROR 5 whose?"}, CAPTURE_UNFINISHED, 0, 0},
};

START_TEST(each_end_has_its_word)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet");
    for (int i = 0; i < 4 && ends[_i].packets[i]; i++)
        timeline_add(&t, 10 * (i + 1), 0, "%s", ends[_i].packets[i]);
    struct capture_transfers found = timeline_read(&t);
    ck_assert_int_eq(found.list[0].end, ends[_i].end);
    ck_assert_uint_eq(found.list[0].error, ends[_i].error);
    ck_assert_uint_eq(found.list[0].bytes, ends[_i].bytes);
    capture_transfers_free(&found);
}
END_TEST

/* 65,540 blocks of 8 bytes, and one byte: 524,321. On the wire 65535 is followed by 0, 1, 2 or by
 * 1, 2, 3. Block 65,537 is repeated, and so is the ACK of 65,535. */
START_TEST(block_numbers_go_on_behind_65535)
{
    const enum tftp_rollover rollover = _i ? TFTP_ROLLOVER_TO_1 : TFTP_ROLLOVER_TO_0;
    struct timeline t = timeline_begin();
    double now = 0;
    timeline_add(&t, now++, 0, "RRQ f octet blksize=8");
    timeline_add(&t, now++, 0, "OACK blksize=8");
    timeline_add(&t, now++, 0, "ACK 0");
    for (unsigned n = 1; n <= 65541; n++) {
        const unsigned wire = tftp_block_wire(n, rollover);
        timeline_add(&t, now++, 0, "DATA %u %u", wire, n == 65541 ? 1 : 8);
        if (n == 65537)
            timeline_add(&t, now++, 0, "DATA %u 8", wire);
        if (n == 65536)
            timeline_add(&t, now++, 0, "ACK 65535");
        timeline_add(&t, now++, 0, "ACK %u", wire);
    }
    struct capture_transfers found = timeline_read(&t);
    const struct capture_transfer *x = &found.list[0];
    ck_assert_uint_eq(x->blocks, 65541);
    ck_assert_int_eq(x->rollover, rollover);
    ck_assert_uint_eq(x->bytes, 524321);
    ck_assert_int_eq(x->end, CAPTURE_COMPLETED);
    ck_assert_uint_eq(x->data_again, 1);
    ck_assert_uint_eq(x->acks_again, 1);
    ck_assert_uint_eq(found.packets[found.packet_count - 1].block, 65541);
    capture_transfers_free(&found);
}
END_TEST

/* Of a window of four block 65,536 (on the wire 0) is lost before the capture, which takes the next
 * one (1) for it, until the window comes again. */
START_TEST(a_block_0_that_was_lost_is_no_roll_over_to_1)
{
    struct timeline t = timeline_begin();
    double now = 0;
    timeline_add(&t, now++, 0, "RRQ f octet blksize=8 windowsize=4");
    timeline_add(&t, now++, 0, "OACK blksize=8 windowsize=4");
    timeline_add(&t, now++, 0, "ACK 0");
    for (unsigned n = 1; n <= 65535; n++) {
        timeline_add(&t, now++, 0, "DATA %u 8", n);
        if (n % 4 == 0)
            timeline_add(&t, now++, 0, "ACK %u", n);
    }
    timeline_add(&t, now++, 0, "DATA 1 8");
    timeline_add(&t, now++, 0, "ACK 65535");
    timeline_add(&t, now++, 0, "DATA 0 8");
    timeline_add(&t, now++, 0, "DATA 1 8");
    timeline_add(&t, now++, 0, "DATA 2 5");
    timeline_add(&t, now++, 0, "ACK 2");
    struct capture_transfers found = timeline_read(&t);
    const struct capture_transfer *x = &found.list[0];
    ck_assert_int_eq(x->rollover, TFTP_ROLLOVER_TO_0);
    ck_assert_uint_eq(x->blocks, 65538);
    ck_assert_uint_eq(x->bytes, 65537 * 8 + 5);
    ck_assert_int_eq(x->end, CAPTURE_COMPLETED);
    capture_transfers_free(&found);
}
END_TEST

/* tftpd-hpa answers a repeated request from another port; the client keeps to the first. */
START_TEST(another_port_of_the_server_is_foreign)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet");
    timeline_add(&t, 10, 0, "DATA 1 512");
    timeline_add(&t, 20, 0, "other: DATA 1 512");
    timeline_add(&t, 30, 0, "ACK 1");
    timeline_add(&t, 40, 0, "DATA 2 0");
    timeline_add(&t, 50, 0, "ACK 2");
    struct capture_transfers found = timeline_read(&t);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.list[0].foreign, 1);
    ck_assert_uint_eq(found.list[0].data, 2);
    ck_assert_uint_eq(found.list[0].data_again, 0);
    ck_assert(found.packets[2].foreign);
    ck_assert_int_eq(found.list[0].end, CAPTURE_COMPLETED);
    capture_transfers_free(&found);
}
END_TEST

static void lanes_get(struct timeline *t, double at, int client, const char *file)
{
    timeline_add(t, at, client, "RRQ %s octet", file);
    timeline_add(t, at + 10, client, "DATA 1 5");
    timeline_add(t, at + 20, client, "ACK 1");
}

/* One client gets two files and then the first once more: that is another client of its address, as
 * a phone does not get a file that it has. A second address is another one, too. */
START_TEST(files_one_after_the_other_are_one_clients)
{
    struct timeline t = timeline_begin();
    lanes_get(&t, 0, 0, "a");
    lanes_get(&t, 100, 0, "b");
    lanes_get(&t, 200, 0, "a");
    lanes_get(&t, 300, 1, "b");
    struct capture_transfers found = timeline_read(&t);
    ck_assert_uint_eq(found.count, 4);
    ck_assert_uint_eq(found.lane_count, 3);
    static const uint32_t lanes[] = {0, 0, 1, 2}, before[] = {0, 0, 2, 3};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(found.list[i].lane, lanes[i]);
        ck_assert_uint_eq(found.list[i].before, before[i]);
    }
    capture_transfers_free(&found);
}
END_TEST

static const struct {
    const char *packets[4];
    uint32_t snap;
    const char *wanted;
} nothing[] = {
    {{NULL}, TIMELINE_SNAP, "no packet is in it"},
    {{"DATA 1 512", "ACK 1"}, TIMELINE_SNAP, "half a transfer: 2 blocks and ACKs, but no request"},
    {{"RRQ f octet"}, TIMELINE_SNAP, "half a transfer: a request for f, but no answer"},
    {{"RRQ f octet"}, 32, "the requests are cut"},
    {{"hex 00 09 00 01 02"}, TIMELINE_SNAP, "no TFTP download is in it (1 packets, 1 of UDP)"},
};

START_TEST(no_download_is_an_error_that_says_what_is_there)
{
    struct timeline t = timeline_begin();
    struct capture_transfers found;
    struct error e;
    t.file.snap = nothing[_i].snap;
    for (int i = 0; i < 4 && nothing[_i].packets[i]; i++)
        timeline_add(&t, i, 0, "%s", nothing[_i].packets[i]);
    FILE *file = capture_file_end(&t.file);
    ck_assert_int_lt(capture_transfers_read_stream(&found, file, "t.pcap", &e), 0);
    ck_assert_msg(strstr(e.text, nothing[_i].wanted) && !strchr(e.text, '\n'), "%s", e.text);
}
END_TEST

/* 32 bytes are a block's headers: the lengths are those on the line all the same. */
START_TEST(blocks_may_be_cut_behind_their_headers)
{
    struct timeline t = timeline_begin();
    timeline_add(&t, 0, 0, "RRQ f octet");
    t.file.snap = 32;
    timeline_add(&t, 10, 0, "DATA 1 512");
    timeline_add(&t, 20, 0, "ACK 1");
    timeline_add(&t, 30, 0, "DATA 2 100");
    timeline_add(&t, 40, 0, "ACK 2");
    struct capture_transfers found = timeline_read(&t);
    ck_assert_uint_eq(found.list[0].bytes, 612);
    ck_assert_int_eq(found.list[0].end, CAPTURE_COMPLETED);
    ck_assert_uint_eq(found.packets[1].ip_bytes, 544);
    capture_transfers_free(&found);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_download_is_told_packet_by_packet);
    tcase_add_test(t, what_comes_again_is_told);
    tcase_add_loop_test(t, each_end_has_its_word, 0, sizeof ends / sizeof *ends);
    tcase_add_loop_test(t, block_numbers_go_on_behind_65535, 0, 2);
    tcase_add_test(t, a_block_0_that_was_lost_is_no_roll_over_to_1);
    tcase_add_test(t, another_port_of_the_server_is_foreign);
    tcase_add_test(t, files_one_after_the_other_are_one_clients);
    tcase_add_loop_test(t, no_download_is_an_error_that_says_what_is_there, 0,
                        sizeof nothing / sizeof *nothing);
    tcase_add_test(t, blocks_may_be_cut_behind_their_headers);
}

int main(void)
{
    return run_tests("studies/capture_transfers", add);
}
