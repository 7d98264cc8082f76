/* The phone's side as lines of text: what is delivered ("0+5 hello"), and the end. */
#include "models/http/response.h"

#include "tests/support.h"

#define OK "HTTP/1.1 200 OK\r\n"

static struct http_response response;
static char seen[4000];

static void see(const struct http_response_action *a)
{
    char *at = seen + strlen(seen);
    const size_t room = sizeof seen - strlen(seen);
    switch (a->kind) {
    case HTTP_RESPONSE_DELIVER:
        snprintf(at, room, "%d+%u %.*s; ", (int)a->offset, a->length, (int)a->length,
                 (const char *)a->bytes);
        break;
    case HTTP_RESPONSE_END:
        snprintf(at, room, "%s; ", http_end_text(a->end));
        break;
    }
}

static void drain(void)
{
    struct http_response_action a;
    while (http_response_next(&response, &a))
        see(&a);
}

static void receive(const char *text)
{
    http_response_receive(&response, (const uint8_t *)text, (uint32_t)strlen(text));
    drain();
}

static void closed(void)
{
    http_response_close(&response);
    drain();
}

static void start(void)
{
    http_response_init(&response, 0);
    seen[0] = 0;
}

static void expect(const char *text, const char *wanted)
{
    start();
    receive(text);
    ck_assert_msg(strcmp(seen, wanted) == 0, "%s gave %s", text, seen);
}

START_TEST(heads_as_they_are_on_the_wire)
{
    uint8_t bytes[HTTP_RESPONSE_HEAD_MAX];
    static const char file[] = "HTTP/1.1 200 OK\r\n"
                               "Content-Type: application/octet-stream\r\n"
                               "Content-Length: 4294967296\r\n"
                               "Connection: close\r\n\r\n";
    ck_assert_uint_eq(http_encode_response(bytes, HTTP_OK, 4294967296), sizeof file - 1);
    ck_assert_mem_eq(bytes, file, sizeof file - 1);
    static const char refusal[] = "HTTP/1.1 405 Method Not Allowed\r\n"
                                  "Allow: GET, HEAD\r\n"
                                  "Content-Length: 0\r\n"
                                  "Connection: close\r\n\r\n";
    ck_assert_uint_eq(http_encode_response(bytes, HTTP_METHOD_NOT_ALLOWED, 0), sizeof refusal - 1);
    ck_assert_mem_eq(bytes, refusal, sizeof refusal - 1);
}
END_TEST

START_TEST(heads_of_ranges_as_they_are_on_the_wire)
{
    uint8_t bytes[HTTP_RESPONSE_HEAD_MAX];
    static const char rest[] = "HTTP/1.1 206 Partial Content\r\n"
                               "Content-Type: application/octet-stream\r\n"
                               "Content-Range: bytes 19000000-22699999/22700000\r\n"
                               "Content-Length: 3700000\r\n"
                               "Connection: close\r\n\r\n";
    ck_assert_uint_eq(http_encode_range(bytes, 19000000, 22700000), sizeof rest - 1);
    ck_assert_mem_eq(bytes, rest, sizeof rest - 1);
    static const char none[] = "HTTP/1.1 416 Range Not Satisfiable\r\n"
                               "Content-Range: bytes */5\r\n"
                               "Content-Length: 0\r\n"
                               "Connection: close\r\n\r\n";
    ck_assert_uint_eq(http_encode_range(bytes, 5, 5), sizeof none - 1);
    ck_assert_mem_eq(bytes, none, sizeof none - 1);
    ck_assert_uint_lt(http_encode_range(bytes, UINT64_MAX - 1, UINT64_MAX), HTTP_RESPONSE_HEAD_MAX);
}
END_TEST

#define PARTIAL "HTTP/1.1 206 Partial Content\r\n"

static void expect_from(uint64_t from, const char *text, const char *wanted)
{
    http_response_init(&response, from);
    seen[0] = 0;
    receive(text);
    ck_assert_msg(strcmp(seen, wanted) == 0, "%s gave %s", text, seen);
}

START_TEST(the_rest_is_delivered_at_its_place)
{
    expect_from(3, PARTIAL "Content-Range: bytes 3-4/5\r\nContent-Length: 2\r\n\r\nlo+",
                "3+2 lo; done; ");
    ck_assert_uint_eq(response.extra, 1);
    expect_from(3, PARTIAL "Content-Range: BYTES 3-4/5\r\n\r\nl", "3+1 l; ");
    receive("o");
    ck_assert_str_eq(seen, "3+1 l; 4+1 o; done; ");
    expect_from(3, PARTIAL "Content-Range: bytes 3-4/5\r\n\r\n", "");
    closed();
    ck_assert_str_eq(seen, "connection lost half-way; ");
    expect_from(1, PARTIAL "Content-Range: bytes 1-4/5\r\n\r\nello", "1+4 ello; done; ");
    expect_from(5, "HTTP/1.1 416 Range Not Satisfiable\r\n\r\n", "refused by the server; ");
}
END_TEST

START_TEST(of_the_whole_what_is_there_already_is_passed_over)
{
    expect_from(3, OK "Content-Length: 5\r\n\r\nhello", "3+2 lo; done; ");
    expect_from(3, OK "Content-Length: 5\r\n\r\nhe", "");
    receive("ll");
    ck_assert_str_eq(seen, "3+1 l; ");
    receive("o");
    ck_assert_str_eq(seen, "3+1 l; 4+1 o; done; ");
    expect_from(3, OK "Content-Length: 5\r\n\r\nh", ""); /* a single byte */
    expect_from(5, OK "Content-Length: 5\r\n\r\nhello", "done; ");
    expect_from(6, OK "Content-Length: 5\r\n\r\nhello", "done; ");
}
END_TEST

START_TEST(other_ranges_are_malformed)
{
    static const char *const ranges[] = {
        "bytes 2-4/5", "bytes 4-4/5", "bytes 3-3/5", "bytes 3-5/5", "bytes 4-3/5",
        "bytes 3-4/*", "bytes */5",   "bytes=3-4/5", "lines 3-4/5", "3-4/5",
        "bytes 3-4",   "bytes",       "bytes 3-/5",  "bytes -4/5",  ""};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        char text[200];
        snprintf(text, sizeof text, PARTIAL "Content-Range: %s\r\n\r\nlo", ranges[i]);
        expect_from(3, text, "malformed answer; ");
    }
    expect_from(3, PARTIAL "Content-Length: 2\r\n\r\nlo", "malformed answer; ");
    expect_from(3, PARTIAL "Content-Range: bytes 3-4/5\r\nContent-Length: 3\r\n\r\nlo",
                "malformed answer; ");
    expect_from(0, PARTIAL "Content-Range: bytes 0-4/5\r\n\r\nhello", "refused by the server; ");
}
END_TEST

START_TEST(every_answer_that_a_server_gives_is_read)
{
    const struct {
        enum http_status status;
        const char *seen;
    } answers[] = {{HTTP_OK, "done; "},
                   {HTTP_NOT_FOUND, "missing file; "},
                   {HTTP_GONE, "missing file; "},
                   {HTTP_BAD_REQUEST, "refused by the server; "},
                   {HTTP_METHOD_NOT_ALLOWED, "refused by the server; "},
                   {HTTP_URI_TOO_LONG, "refused by the server; "},
                   {HTTP_FIELDS_TOO_LARGE, "refused by the server; "},
                   {HTTP_NOT_IMPLEMENTED, "refused by the server; "},
                   {HTTP_UNAVAILABLE, "refused by the server; "},
                   {HTTP_VERSION_NOT_SUPPORTED, "refused by the server; "}};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char bytes[HTTP_RESPONSE_HEAD_MAX + 1] = "";
        http_encode_response((uint8_t *)bytes, answers[i].status, 0);
        expect(bytes, answers[i].seen);
        ck_assert_int_eq(response.status, answers[i].status);
    }
}
END_TEST

START_TEST(content_is_delivered_where_it_lies)
{
    static const char text[] = OK "Content-Length: 5\r\n\r\nhello";
    struct http_response_action a;
    start();
    http_response_receive(&response, (const uint8_t *)text, sizeof text - 1);
    ck_assert(http_response_next(&response, &a));
    ck_assert_ptr_eq(a.bytes, text + sizeof text - 1 - 5);
    ck_assert_uint_eq(a.length, 5);
    ck_assert(http_response_next(&response, &a));
    ck_assert_int_eq(a.kind, HTTP_RESPONSE_END);
    ck_assert(!http_response_next(&response, &a));
}
END_TEST

START_TEST(content_comes_in_pieces)
{
    start();
    receive(OK "Content-Length: 10\r\n\r\n");
    receive("hello");
    receive("worl");
    ck_assert_str_eq(seen, "0+5 hello; 5+4 worl; ");
    receive("d");
    ck_assert_str_eq(seen, "0+5 hello; 5+4 worl; 9+1 d; done; ");
}
END_TEST

/* Two splits everywhere: what comes is the same, however it is cut. */
START_TEST(it_is_the_same_in_any_split)
{
    static const char text[] =
        "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length:\r\n 5\r\n\r\nhello++";
    const uint32_t length = sizeof text - 1;
    for (uint32_t a = 0; a <= length; a++)
        for (uint32_t b = a; b <= length; b++) {
            const uint32_t cuts[] = {0, a, b, length};
            start();
            for (int i = 0; i < 3; i++) {
                http_response_receive(&response, (const uint8_t *)text + cuts[i],
                                      cuts[i + 1] - cuts[i]);
                drain();
            }
            ck_assert_int_eq(response.end, HTTP_END_DONE);
            ck_assert_uint_eq(response.received, 5);
            ck_assert_uint_eq(response.extra, 2);
            ck_assert_ptr_nonnull(strstr(seen, "done; "));
        }
}
END_TEST

START_TEST(an_empty_file_is_done_with_its_head)
{
    expect(OK "Content-Length: 0\r\n\r\n", "done; ");
}
END_TEST

START_TEST(a_file_may_be_beyond_4_gib)
{
    static uint8_t bytes[1000];
    start();
    receive(OK "Content-Length: 4294968296\r\n\r\n");
    response.received = 4294967296; /* as if so many had come */
    http_response_receive(&response, bytes, sizeof bytes);
    struct http_response_action a;
    ck_assert(http_response_next(&response, &a));
    ck_assert_uint_eq(a.offset, 4294967296);
    ck_assert_uint_eq(a.length, 1000);
    ck_assert(http_response_next(&response, &a) && a.end == HTTP_END_DONE);
}
END_TEST

START_TEST(closed_before_the_last_byte_is_lost_half_way)
{
    start();
    receive(OK "Content-Length: 10\r\n\r\nhello");
    closed();
    ck_assert_str_eq(seen, "0+5 hello; connection lost half-way; ");
    start();
    receive(OK "Content-Length: 10\r\n\r\n");
    closed();
    ck_assert_str_eq(seen, "connection lost half-way; ");
}
END_TEST

START_TEST(closed_before_the_head_is_no_answer)
{
    start();
    closed();
    ck_assert_str_eq(seen, "connection closed without an answer; ");
    start();
    receive(OK "Content-Le");
    closed();
    ck_assert_str_eq(seen, "connection closed without an answer; ");
}
END_TEST

START_TEST(closed_after_the_last_byte_is_done_once)
{
    start();
    receive(OK "Content-Length: 2\r\n\r\nhi");
    closed();
    ck_assert_str_eq(seen, "0+2 hi; done; ");
}
END_TEST

START_TEST(bytes_behind_the_content_are_counted_and_ignored)
{
    expect(OK "Content-Length: 2\r\n\r\nhi there", "0+2 hi; done; ");
    ck_assert_uint_eq(response.extra, 6);
    receive("more");
    ck_assert_str_eq(seen, "0+2 hi; done; ");
    ck_assert_uint_eq(response.extra, 10);
}
END_TEST

START_TEST(a_401_says_how_and_is_told_apart)
{
    uint8_t bytes[HTTP_RESPONSE_HEAD_MAX + 1] = {0};
    http_encode_response(bytes, HTTP_UNAUTHORIZED, 0);
    static const char wanted[] = "HTTP/1.1 401 Unauthorized\r\n"
                                 "WWW-Authenticate: Basic realm=\"profiles\"\r\n"
                                 "Content-Length: 0\r\nConnection: close\r\n\r\n";
    ck_assert_str_eq((char *)bytes, wanted);
    expect(wanted, "no account for the server; ");
}
END_TEST

START_TEST(the_text_of_a_404_is_ignored)
{
    expect("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot here\n", "missing file; ");
    ck_assert_uint_eq(response.extra, 9);
    expect("HTTP/1.1 404 Not Found\r\n\r\n", "missing file; ");
}
END_TEST

START_TEST(redirections_and_other_successes_are_refusals)
{
    const int statuses[] = {101, 201, 204, 206, 301, 302, 304, 403, 500, 999};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        char text[100];
        snprintf(text, sizeof text, "HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", statuses[i]);
        expect(text, "refused by the server; ");
    }
}
END_TEST

START_TEST(interim_answers_are_skipped)
{
    expect("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" OK
           "Content-Length: 2\r\n\r\nhi",
           "0+2 hi; done; ");
}
END_TEST

START_TEST(interim_answers_without_end_are_too_long)
{
    start();
    for (int i = 0; i < 1000 && seen[0] == 0; i++)
        receive("HTTP/1.1 100 Continue\r\n\r\n");
    ck_assert_str_eq(seen, "head of the answer too long; ");
}
END_TEST

START_TEST(other_minor_versions_and_a_missing_phrase_are_fine)
{
    expect("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "done; ");
    expect("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "done; ");
    expect("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "done; ");
}
END_TEST

START_TEST(another_major_version_is_an_error)
{
    expect("HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", "unknown HTTP version; ");
}
END_TEST

START_TEST(what_is_no_status_line_is_an_error)
{
    const char *const lines[] = {"200 OK",
                                 "HTTP/1.1  200 OK",
                                 "HTTP/1.1 20 OK",
                                 "HTTP/1.1 2000",
                                 "HTTP/1.1 -20 OK",
                                 "HTTP/1.1 099 OK",
                                 "http/1.1 200 OK",
                                 "HTTP/1 200 OK",
                                 "HTTP/1.1 200OK",
                                 "ICY 200 OK",
                                 "hello"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[100];
        snprintf(text, sizeof text, "%s\r\nContent-Length: 0\r\n\r\n", lines[i]);
        expect(text, "malformed answer; ");
    }
}
END_TEST

START_TEST(an_answer_without_a_length_is_an_error)
{
    expect(OK "\r\nhello", "answer without Content-Length; ");
}
END_TEST

START_TEST(lengths_that_differ_or_are_no_number_are_errors)
{
    expect(OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "malformed answer; ");
    expect(OK "Content-Length: -5\r\n\r\nhello", "malformed answer; ");
    expect(OK "Content-Length: 18446744073709551616\r\n\r\nhello", "malformed answer; ");
    expect(OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "0+2 hi; done; ");
}
END_TEST

START_TEST(codings_are_errors)
{
    expect(OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello",
           "transfer or content coding not known; ");
    expect(OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
           "transfer or content coding not known; ");
    expect(OK "Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\n",
           "transfer or content coding not known; ");
}
END_TEST

START_TEST(a_head_that_is_too_long_is_an_error)
{
    char *text = mem_calloc(HTTP_HEAD_MAX + 3, 1);
    memset(text, 'a', HTTP_HEAD_MAX + 2);
    memcpy(text, OK "X: ", strlen(OK "X: "));
    expect(text, "head of the answer too long; ");
    ck_assert_uint_eq(response.extra, 2);
    receive("more");
    closed();
    ck_assert_str_eq(seen, "head of the answer too long; ");
    ck_assert_uint_eq(response.extra, 6);
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, heads_as_they_are_on_the_wire);
    tcase_add_test(t, heads_of_ranges_as_they_are_on_the_wire);
    tcase_add_test(t, the_rest_is_delivered_at_its_place);
    tcase_add_test(t, of_the_whole_what_is_there_already_is_passed_over);
    tcase_add_test(t, other_ranges_are_malformed);
    tcase_add_test(t, every_answer_that_a_server_gives_is_read);
    tcase_add_test(t, content_is_delivered_where_it_lies);
    tcase_add_test(t, content_comes_in_pieces);
    tcase_add_test(t, it_is_the_same_in_any_split);
    tcase_add_test(t, an_empty_file_is_done_with_its_head);
    tcase_add_test(t, a_file_may_be_beyond_4_gib);
    tcase_add_test(t, closed_before_the_last_byte_is_lost_half_way);
    tcase_add_test(t, closed_before_the_head_is_no_answer);
    tcase_add_test(t, closed_after_the_last_byte_is_done_once);
    tcase_add_test(t, bytes_behind_the_content_are_counted_and_ignored);
    tcase_add_test(t, a_401_says_how_and_is_told_apart);
    tcase_add_test(t, the_text_of_a_404_is_ignored);
    tcase_add_test(t, redirections_and_other_successes_are_refusals);
    tcase_add_test(t, interim_answers_are_skipped);
    tcase_add_test(t, interim_answers_without_end_are_too_long);
    tcase_add_test(t, other_minor_versions_and_a_missing_phrase_are_fine);
    tcase_add_test(t, another_major_version_is_an_error);
    tcase_add_test(t, what_is_no_status_line_is_an_error);
    tcase_add_test(t, an_answer_without_a_length_is_an_error);
    tcase_add_test(t, lengths_that_differ_or_are_no_number_are_errors);
    tcase_add_test(t, codings_are_errors);
    tcase_add_test(t, a_head_that_is_too_long_is_an_error);
}

int main(void)
{
    return run_tests("http response", add);
}
