/* Where a head ends, and which of its fields are found or malformed. */
#include "models/http/head.h"

#include "tests/support.h"

static struct http_head head;
static uint32_t taken;

/* Gives all of it at once. */
static enum http_gather gather(const char *text)
{
    http_head_init(&head);
    return http_head_gather(&head, (const uint8_t *)text, (uint32_t)strlen(text), &taken);
}

static struct http_fields fields;

static const char *read_fields(const char *lines, bool unfold)
{
    char text[2000];
    snprintf(text, sizeof text, "start\r\n%s\r\n", lines);
    ck_assert_int_eq(gather(text), HTTP_GATHER_DONE);
    return http_head_fields(&head, unfold, &fields);
}

static void expect_malformed(const char *lines)
{
    ck_assert_msg(read_fields(lines, false) != NULL, "%s", lines);
    ck_assert_msg(read_fields(lines, true) != NULL, "%s", lines);
}

static void expect_length(const char *lines, uint64_t length)
{
    ck_assert_msg(read_fields(lines, false) == NULL, "%s", lines);
    ck_assert(fields.has_length);
    ck_assert_uint_eq(fields.length, length);
}

START_TEST(it_ends_with_the_empty_line_and_takes_no_more)
{
    ck_assert_int_eq(gather("start\r\nA: b\r\n\r\nrest"), HTTP_GATHER_DONE);
    ck_assert_uint_eq(taken, strlen("start\r\nA: b\r\n\r\n"));
    const struct http_text line = http_head_start_line(&head);
    ck_assert_uint_eq(line.length, 5);
    ck_assert_mem_eq(line.at, "start", 5);
    ck_assert_int_eq(gather("start\r\nA: b\r\n\r"), HTTP_GATHER_MORE);
    ck_assert_uint_eq(taken, strlen("start\r\nA: b\r\n\r"));
}
END_TEST

START_TEST(a_line_feed_alone_ends_a_line)
{
    ck_assert_int_eq(gather("start\nContent-Length: 5\n\nrest"), HTTP_GATHER_DONE);
    ck_assert_ptr_null(http_head_fields(&head, false, &fields));
    ck_assert_uint_eq(fields.length, 5);
}
END_TEST

START_TEST(empty_lines_before_it_are_skipped)
{
    ck_assert_int_eq(gather("\r\n\n\r\nstart\r\n\r\n"), HTTP_GATHER_DONE);
    ck_assert_uint_eq(http_head_start_line(&head).length, 5);
    ck_assert_int_eq(gather("\r\n\r\n"), HTTP_GATHER_MORE);
}
END_TEST

/* A head of 8192 bytes, and one more; given in two parts. */
START_TEST(it_has_its_limit)
{
    for (uint32_t more = 0; more <= 1; more++) {
        char *text = mem_calloc(HTTP_HEAD_MAX + 2, 1);
        const uint32_t length = HTTP_HEAD_MAX + more;
        memset(text, 'a', length);
        memcpy(text + length - 4, "\r\n\r\n", 4);
        http_head_init(&head);
        ck_assert_int_eq(http_head_gather(&head, (uint8_t *)text, 5000, &taken), HTTP_GATHER_MORE);
        ck_assert_uint_eq(taken, 5000);
        ck_assert_int_eq(http_head_gather(&head, (uint8_t *)text + 5000, length - 5000, &taken),
                         more ? HTTP_GATHER_TOO_LONG : HTTP_GATHER_DONE);
        ck_assert_uint_eq(taken, HTTP_HEAD_MAX - 5000);
        free(text);
    }
}
END_TEST

START_TEST(empty_lines_without_end_are_too_long)
{
    http_head_init(&head);
    for (uint32_t i = 0; i < HTTP_HEAD_MAX / 2; i++)
        ck_assert_int_eq(http_head_gather(&head, (const uint8_t *)"\r\n", 2, &taken),
                         HTTP_GATHER_MORE);
    ck_assert_int_eq(http_head_gather(&head, (const uint8_t *)"\r\n", 2, &taken),
                     HTTP_GATHER_TOO_LONG);
}
END_TEST

START_TEST(fields_that_matter_are_found_in_any_case)
{
    ck_assert_ptr_null(read_fields("hOST: a\r\nX: y\r\nHost: b\r\ntransfer-ENCODING:chunked\r\n"
                                   "CONTENT-encoding: gzip\r\n",
                                   false));
    ck_assert_uint_eq(fields.hosts, 2);
    ck_assert(fields.transfer_coding && fields.content_coding && !fields.has_length);
    ck_assert_ptr_null(read_fields("Content-Encoding: Identity\r\nEmpty:\r\n", false));
    ck_assert(!fields.transfer_coding && !fields.content_coding && fields.hosts == 0);
}
END_TEST

START_TEST(a_length_is_read)
{
    expect_length("Content-Length: 1200\r\n", 1200);
    expect_length("content-length:\t0 \r\n", 0);
    expect_length("CONTENT-LENGTH: 18446744073709551615\r\n", UINT64_MAX);
}
END_TEST

START_TEST(the_same_length_may_be_repeated)
{
    expect_length("Content-Length: 5\r\nContent-Length: 5\r\n", 5);
    expect_length("Content-Length: 5, 5,05\r\n", 5);
}
END_TEST

START_TEST(differing_lengths_are_malformed)
{
    expect_malformed("Content-Length: 5\r\nContent-Length: 6\r\n");
    expect_malformed("Content-Length: 5, 6\r\n");
}
END_TEST

START_TEST(a_length_that_is_no_number_is_malformed)
{
    const char *const lengths[] = {"-1", "+5", "", "5 6", "5;", "0x5", "18446744073709551616",
                                   ",5"};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char line[100];
        snprintf(line, sizeof line, "Content-Length: %s\r\n", lengths[i]);
        expect_malformed(line);
    }
}
END_TEST

START_TEST(a_line_that_is_no_field_is_malformed)
{
    const char *const lines[] = {"A\r\n",      ": b\r\n",       "A : b\r\n",   "A\t: b\r\n",
                                 "A b: c\r\n", " A: b\r\n",     "A: b\rc\r\n", "A: b\r\r\n",
                                 "\r\r\n",     "A: b\r\nC\r\n", "(A): b\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        expect_malformed(lines[i]);
}
END_TEST

START_TEST(a_zero_byte_in_a_value_is_malformed)
{
    static const char text[] = "start\r\nA: b\0c\r\n\r\n";
    http_head_init(&head);
    ck_assert_int_eq(http_head_gather(&head, (const uint8_t *)text, sizeof text - 1, &taken),
                     HTTP_GATHER_DONE);
    ck_assert_ptr_nonnull(http_head_fields(&head, true, &fields));
}
END_TEST

START_TEST(a_folded_line_is_read_or_malformed_as_wanted)
{
    ck_assert_ptr_null(read_fields("X: a\r\n b\r\nContent-Length:\r\n\t 5\r\n", true));
    ck_assert_uint_eq(fields.length, 5);
    ck_assert_ptr_nonnull(read_fields("X: a\r\n b\r\n", false));
    ck_assert_ptr_null(read_fields("X: a\r\n \r\n", true)); /* folded, and not the end */
}
END_TEST

START_TEST(another_head_follows_one_that_is_skipped)
{
    ck_assert_int_eq(gather("one\r\n\r\n"), HTTP_GATHER_DONE);
    http_head_skip(&head);
    ck_assert_int_eq(http_head_gather(&head, (const uint8_t *)"second\r\n\r\n", 10, &taken),
                     HTTP_GATHER_DONE);
    ck_assert_uint_eq(http_head_start_line(&head).length, 6);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, it_ends_with_the_empty_line_and_takes_no_more);
    tcase_add_test(t, a_line_feed_alone_ends_a_line);
    tcase_add_test(t, empty_lines_before_it_are_skipped);
    tcase_add_test(t, it_has_its_limit);
    tcase_add_test(t, empty_lines_without_end_are_too_long);
    tcase_add_test(t, fields_that_matter_are_found_in_any_case);
    tcase_add_test(t, a_length_is_read);
    tcase_add_test(t, the_same_length_may_be_repeated);
    tcase_add_test(t, differing_lengths_are_malformed);
    tcase_add_test(t, a_length_that_is_no_number_is_malformed);
    tcase_add_test(t, a_line_that_is_no_field_is_malformed);
    tcase_add_test(t, a_zero_byte_in_a_value_is_malformed);
    tcase_add_test(t, a_folded_line_is_read_or_malformed_as_wanted);
    tcase_add_test(t, another_head_follows_one_that_is_skipped);
}

int main(void)
{
    return run_tests("http head", add);
}
