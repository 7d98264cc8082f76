/* Requests at port 69: looked up, refused, or ignored. */
#include "models/tftp/server.h"

#include "tests/models/tftp/timeline.h"

static struct tftp_server_counters counters;
static struct tftp_answer answer;
static uint8_t bytes[66000];

static void ask_bytes(size_t length, bool broadcast)
{
    const struct tftp_datagram d = {.address = PEER_ADDRESS,
                                    .port = PEER_PORT,
                                    .broadcast = broadcast,
                                    .header = bytes,
                                    .header_length = length};
    counters = (struct tftp_server_counters){0};
    tftp_server_answer(&d, &answer, &counters);
}

static void ask(const char *words)
{
    ask_bytes(packet_of(bytes, words), false);
}

static void expect_refused(const char *words, enum tftp_error_code code, const char *text)
{
    ask(words);
    ck_assert_msg(answer.kind == TFTP_ANSWER_REFUSE, "%s", words);
    ck_assert_int_eq(answer.code, code);
    ck_assert_str_eq(answer.text, text);
    ck_assert_uint_eq(counters.refused, 1);
}

START_TEST(read_request_is_looked_up)
{
    ask("RRQ folder/term.loads NetASCII blksize=1428");
    ck_assert_int_eq(answer.kind, TFTP_ANSWER_READ);
    ck_assert_str_eq(answer.request.filename, "folder/term.loads");
    ck_assert_int_eq(answer.request.mode, TFTP_NETASCII);
    ck_assert_uint_eq(answer.request.options.blksize, 1428);
    ck_assert_uint_eq(counters.reads, 1);
}
END_TEST

START_TEST(writing_is_refused)
{
    expect_refused("WRQ f octet", TFTP_ERROR_ACCESS, "writing refused");
}
END_TEST

START_TEST(mail_is_refused)
{
    expect_refused("RRQ f mail", TFTP_ERROR_ILLEGAL, "mail refused");
    expect_refused("WRQ f MAIL", TFTP_ERROR_ILLEGAL, "mail refused");
}
END_TEST

START_TEST(names_that_leave_the_folder_are_refused)
{
    const char *const names[] = {"..",    "../f", "a/..", "a/../f", "a\\..\\f",
                                 "..\\f", "/f",   "\\f",  "//",     "a/b/.."};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char words[100];
        snprintf(words, sizeof words, "RRQ %s octet", names[i]);
        expect_refused(words, TFTP_ERROR_ACCESS, "name leaves the folder");
    }
}
END_TEST

START_TEST(names_with_dots_are_fine)
{
    const char *const names[] = {"...", "..f", "f..", "a/..f", "a/...", "./f", "a..b/f", "."};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char words[100];
        snprintf(words, sizeof words, "RRQ %s octet", names[i]);
        ask(words);
        ck_assert_msg(answer.kind == TFTP_ANSWER_READ, "%s", names[i]);
    }
}
END_TEST

START_TEST(malformed_requests_get_error_4)
{
    expect_refused("hex 00 01 66", TFTP_ERROR_ILLEGAL, "packet too short");
    expect_refused("hex 00 01 66 66", TFTP_ERROR_ILLEGAL, "missing NUL");
    expect_refused("hex 00 01 66 00", TFTP_ERROR_ILLEGAL, "missing NUL");
    expect_refused("hex 00 01 66 00 6f 63 74 65 74", TFTP_ERROR_ILLEGAL, "missing NUL");
    expect_refused("hex 00 01 00 6f 63 74 65 74 00", TFTP_ERROR_ILLEGAL, "empty file name");
    expect_refused("RRQ f binary", TFTP_ERROR_ILLEGAL, "unknown transfer mode");
    expect_refused("hex 00 02 66 66", TFTP_ERROR_ILLEGAL, "missing NUL");
}
END_TEST

START_TEST(requests_by_broadcast_are_ignored)
{
    ask_bytes(packet_of(bytes, "RRQ f octet"), true);
    ck_assert_int_eq(answer.kind, TFTP_ANSWER_IGNORE);
    ck_assert_uint_eq(counters.broadcasts, 1);
    ck_assert_uint_eq(counters.reads + counters.refused + counters.others, 0);
}
END_TEST

START_TEST(what_is_no_request_is_ignored)
{
    const char *const words[] = {"DATA 1 10",      "ACK 1",           "ERROR 5 x",
                                 "OACK blksize=8", "hex 00 00 66 00", "hex 00 07 66 00",
                                 "hex 01 01",      "hex 00"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        ask(words[i]);
        ck_assert_msg(answer.kind == TFTP_ANSWER_IGNORE, "%s", words[i]);
        ck_assert_uint_eq(counters.others, 1);
    }
    ask_bytes(0, false);
    ck_assert_uint_eq(counters.others, 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, read_request_is_looked_up);
    tcase_add_test(t, writing_is_refused);
    tcase_add_test(t, mail_is_refused);
    tcase_add_test(t, names_that_leave_the_folder_are_refused);
    tcase_add_test(t, names_with_dots_are_fine);
    tcase_add_test(t, malformed_requests_get_error_4);
    tcase_add_test(t, requests_by_broadcast_are_ignored);
    tcase_add_test(t, what_is_no_request_is_ignored);
}

int main(void)
{
    return run_tests("tftp server", add);
}
