/* Requests on the wire, in any split, and the status that a wrong one gets. */
#include "models/http/request.h"

#include "tests/support.h"

#define HOST "Host: h\r\n"

static struct http_request request;

static bool ask(const char *text)
{
    http_request_init(&request);
    return http_request_receive(&request, (const uint8_t *)text, (uint32_t)strlen(text));
}

static void expect_name(const char *text, const char *name)
{
    ck_assert_msg(ask(text), "%s", text);
    ck_assert_msg(request.status == HTTP_OK, "%d: %s", request.status, text);
    ck_assert_str_eq(request.name, name);
}

static void expect_status(const char *text, int status)
{
    ck_assert_msg(ask(text), "%s", text);
    ck_assert_msg((int)request.status == status, "%d: %s", request.status, text);
}

/* The start line alone is at fault. */
static void expect_line(const char *line, int status)
{
    char text[1000];
    snprintf(text, sizeof text, "%s\r\n" HOST "\r\n", line);
    expect_status(text, status);
}

START_TEST(a_request_as_it_is_on_the_wire)
{
    uint8_t bytes[HTTP_REQUEST_MAX];
    const int length = http_encode_request(bytes, "term 65.loads", 0xC000020A, 6970, 0);
    static const char wanted[] = "GET /term%2065.loads HTTP/1.1\r\n"
                                 "Host: 192.0.2.10:6970\r\n"
                                 "User-Agent: pfsim\r\n"
                                 "Accept-Encoding: identity\r\n"
                                 "Connection: close\r\n\r\n";
    ck_assert_int_eq(length, sizeof wanted - 1);
    ck_assert_mem_eq(bytes, wanted, sizeof wanted - 1);
}
END_TEST

/* "pfsim:pfsim", by RFC 7617. Any account will do; an empty field is none. */
START_TEST(an_account_may_be_given)
{
    uint8_t bytes[HTTP_REQUEST_MAX + 1] = {0};
    struct http_request r;
    const int length = http_encode_authorized(bytes, "p.xml", 0xC000020A, 6970);
    ck_assert_ptr_nonnull(strstr((char *)bytes, "\r\nAuthorization: Basic cGZzaW06cGZzaW0=\r\n"));
    http_request_init(&r);
    ck_assert(!r.authorized);
    ck_assert(http_request_receive(&r, bytes, (uint32_t)length));
    ck_assert_int_eq(r.status, HTTP_OK);
    ck_assert(r.authorized);
    static const char empty[] = "GET /p.xml HTTP/1.1\r\n" HOST "Authorization: \r\n\r\n";
    http_request_init(&r);
    ck_assert(http_request_receive(&r, (const uint8_t *)empty, sizeof empty - 1));
    ck_assert_int_eq(r.status, HTTP_OK);
    ck_assert(!r.authorized);
}
END_TEST

START_TEST(port_80_is_not_written)
{
    uint8_t bytes[HTTP_REQUEST_MAX + 1] = {0};
    ck_assert_int_gt(http_encode_request(bytes, "f", 0x0A010002, 80, 0), 0);
    ck_assert_ptr_nonnull(strstr((char *)bytes, "\r\nHost: 10.1.0.2\r\n"));
}
END_TEST

/* The longest name, all of it to be encoded, still fits. */
START_TEST(names_have_their_limits)
{
    uint8_t bytes[HTTP_REQUEST_MAX];
    char name[HTTP_NAME_MAX + 2] = "";
    ck_assert_int_eq(http_encode_request(bytes, name, 0, 80, 0), HTTP_E_NAME_EMPTY);
    memset(name, ' ', HTTP_NAME_MAX);
    const int length = http_encode_request(bytes, name, 0xFFFFFFFF, 65535, UINT64_MAX);
    ck_assert_int_gt(length, 3 * HTTP_NAME_MAX);
    http_request_init(&request);
    ck_assert(http_request_receive(&request, bytes, (uint32_t)length));
    ck_assert_int_eq(request.status, HTTP_OK);
    ck_assert_str_eq(request.name, name);
    name[HTTP_NAME_MAX] = 'x';
    ck_assert_int_eq(http_encode_request(bytes, name, 0, 80, 0), HTTP_E_NAME_LONG);
}
END_TEST

START_TEST(it_is_the_same_in_any_split)
{
    uint8_t bytes[HTTP_REQUEST_MAX];
    const uint32_t length = (uint32_t)http_encode_request(bytes, "a.loads", 0xC000020A, 6970, 0);
    for (uint32_t first = 0; first < length; first++) {
        http_request_init(&request);
        ck_assert(!http_request_receive(&request, bytes, first));
        ck_assert(http_request_receive(&request, bytes + first, length - first));
        ck_assert_str_eq(request.name, "a.loads");
    }
    http_request_init(&request);
    for (uint32_t i = 0; i < length; i++)
        ck_assert_int_eq(http_request_receive(&request, bytes + i, 1), i == length - 1);
    ck_assert_int_eq(request.status, HTTP_OK);
}
END_TEST

START_TEST(what_follows_the_head_is_counted_and_ignored)
{
    expect_name("GET /a HTTP/1.1\r\n" HOST "\r\nGET /b HTTP/1.1\r\n", "a");
    ck_assert_uint_eq(request.extra, 17);
    ck_assert(http_request_receive(&request, (const uint8_t *)"more", 4));
    ck_assert_uint_eq(request.extra, 21);
    ck_assert_str_eq(request.name, "a");
}
END_TEST

START_TEST(head_is_answered_without_content)
{
    expect_name("HEAD /a HTTP/1.1\r\n" HOST "\r\n", "a");
    ck_assert(request.without_content);
    expect_name("GET /a HTTP/1.1\r\n" HOST "\r\n", "a");
    ck_assert(!request.without_content);
}
END_TEST

static uint64_t from_of(const char *fields)
{
    char text[1000];
    snprintf(text, sizeof text, "GET /a HTTP/1.1\r\n" HOST "%s\r\n\r\n", fields);
    expect_name(text, "a");
    return request.from;
}

START_TEST(a_range_to_the_end_is_known)
{
    static const char wanted[] = "Accept-Encoding: identity\r\nRange: bytes=19000000-\r\n"
                                 "Connection: close\r\n\r\n";
    uint8_t bytes[HTTP_REQUEST_MAX + 1] = {0};
    ck_assert_int_gt(http_encode_request(bytes, "a", 0x0A010002, 80, 19000000), 0);
    ck_assert_ptr_nonnull(strstr((char *)bytes, wanted));
    ck_assert_uint_eq(from_of("Accept: */*"), 0);
    ck_assert_uint_eq(from_of("Range: bytes=0-"), 0);
    ck_assert_uint_eq(from_of("range:BYTES=19000000- "), 19000000);
    ck_assert_uint_eq(from_of("Range: bytes=18446744073709551615-"), UINT64_MAX);
}
END_TEST

/* RFC 9110, 14.2: a server may ignore the field. */
START_TEST(other_ranges_are_ignored)
{
    static const char *const others[] = {"",          "bytes",      "bytes=",
                                         "bytes=-",   "bytes=-5",   "bytes=5",
                                         "5-",        "bytes=5-7",  "bytes=5-,9-",
                                         "lines=5-",  "bytes=+5-",  "bytes = 5-",
                                         "by=",       "bytes=0x5-", "bytes=5--",
                                         "bytes= 5-", "bytes=5 -",  "bytes:5-",
                                         "-",         "=5-",        "bytes=99999999999999999999-"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char field[100];
        snprintf(field, sizeof field, "Range: %s", others[i]);
        ck_assert_msg(from_of(field) == 0, "%s", field);
    }
    expect_name("HEAD /a HTTP/1.1\r\n" HOST "Range: bytes=5-\r\n\r\n", "a");
    ck_assert_uint_eq(request.from, 0);
}
END_TEST

START_TEST(methods_other_than_get_and_head_are_not_allowed)
{
    const char *const methods[] = {"POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        char line[100];
        snprintf(line, sizeof line, "%s /a HTTP/1.1", methods[i]);
        expect_line(line, 405);
    }
}
END_TEST

START_TEST(unknown_methods_are_not_implemented)
{
    expect_line("FETCH /a HTTP/1.1", 501);
    expect_line("get /a HTTP/1.1", 501);
    expect_line("GE(T /a HTTP/1.1", 400);
}
END_TEST

START_TEST(versions_are_told_apart)
{
    expect_name("GET /a HTTP/1.0\r\n\r\n", "a");
    expect_name("GET /a HTTP/1.2\r\n" HOST "\r\n", "a");
    expect_line("GET /a HTTP/2.0", 505);
    expect_line("GET /a HTTP/0.9", 505);
    const char *const malformed[] = {"GET /a HTTP/1",    "GET /a HTTP/11",   "GET /a http/1.1",
                                     "GET /a HTTP/1.1 ", "GET /a HTTP/1.10", "GET /a FTP/1.1"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        expect_line(malformed[i], 400);
}
END_TEST

START_TEST(what_is_no_request_line_is_refused)
{
    const char *const lines[] = {"GET",
                                 "GET /a",
                                 "GET  /a HTTP/1.1",
                                 " GET /a HTTP/1.1",
                                 "GET a HTTP/1.1",
                                 "GET /a b HTTP/1.1",
                                 "\x16\x03\x01"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        expect_line(lines[i], 400);
}
END_TEST

START_TEST(a_host_is_wanted_once)
{
    expect_status("GET /a HTTP/1.1\r\n\r\n", 400);
    expect_status("GET /a HTTP/1.1\r\n" HOST HOST "\r\n", 400);
    expect_status("GET /a HTTP/1.0\r\n" HOST HOST "\r\n", 400);
    expect_name("GET /a HTTP/1.1\r\nHost:\r\n\r\n", "a");
}
END_TEST

START_TEST(malformed_fields_are_refused)
{
    expect_status("GET /a HTTP/1.1\r\n" HOST "A\r\n\r\n", 400);
    expect_status("GET /a HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n", 400);
    expect_status("GET /a HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400);
    expect_status("GET /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 501);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_refused)
{
    char line[2 * HTTP_NAME_MAX] = "GET /", *end = line + strlen(line);
    memset(end, 'n', HTTP_NAME_MAX + 1);
    strcpy(end + HTTP_NAME_MAX + 1, " HTTP/1.1");
    expect_line(line, 414);
}
END_TEST

/* Without an end: of the request line, or of the fields. */
START_TEST(a_head_that_is_too_long_is_refused)
{
    char *text = mem_calloc(HTTP_HEAD_MAX + 2, 1);
    memset(text, 'a', HTTP_HEAD_MAX + 1);
    expect_status(text, 414);
    ck_assert_uint_eq(request.extra, 1);
    memcpy(text, "GET /a HTTP/1.1\r\n", 17);
    expect_status(text, 431);
    text[HTTP_HEAD_MAX] = 0;
    ck_assert(!ask(text));
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_request_as_it_is_on_the_wire);
    tcase_add_test(t, an_account_may_be_given);
    tcase_add_test(t, port_80_is_not_written);
    tcase_add_test(t, names_have_their_limits);
    tcase_add_test(t, it_is_the_same_in_any_split);
    tcase_add_test(t, a_range_to_the_end_is_known);
    tcase_add_test(t, other_ranges_are_ignored);
    tcase_add_test(t, what_follows_the_head_is_counted_and_ignored);
    tcase_add_test(t, head_is_answered_without_content);
    tcase_add_test(t, methods_other_than_get_and_head_are_not_allowed);
    tcase_add_test(t, unknown_methods_are_not_implemented);
    tcase_add_test(t, versions_are_told_apart);
    tcase_add_test(t, what_is_no_request_line_is_refused);
    tcase_add_test(t, a_host_is_wanted_once);
    tcase_add_test(t, malformed_fields_are_refused);
    tcase_add_test(t, a_name_that_is_too_long_is_refused);
    tcase_add_test(t, a_head_that_is_too_long_is_refused);
}

int main(void)
{
    return run_tests("http request", add);
}
