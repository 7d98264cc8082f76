/* The log server on h0 and a phone on h1. */
#include "models/devices/log_server.h"

#include "models/devices/console.h"
#include "tests/sim/native/network.h"

static struct network network;
static struct log_server *server;
static struct net_host *phone;
static struct net_udp *udp;
static char lines[4000];

static void note(void *user, uint32_t from, const char *text, uint32_t length)
{
    ck_assert_ptr_eq(user, &network);
    ck_assert_uint_eq(from, SITE_1 + 2);
    const size_t at = strlen(lines);
    snprintf(lines + at, sizeof lines - at, "%.*s|", (int)length, text);
}

static void ignore(void *user, const struct net_datagram *d)
{
    (void)user, (void)d;
}

static void start(log_server_line_fn *line)
{
    network_two_hosts(&network, plain_line(100));
    network_build(&network);
    server = log_server_new(native_engine.host(network.net, 0), line, &network);
    phone = native_engine.host(network.net, 1);
    udp = net_udp_bind(phone, 0, TRAFFIC_SYSLOG, ignore, NULL);
    lines[0] = 0;
}

static void setup(void)
{
    start(note);
}

static void teardown(void)
{
    log_server_free(server);
    network_fini(&network);
}

static void send_bytes(const char *header, size_t header_length, const char *payload,
                       size_t payload_length)
{
    net_udp_send(phone, udp, (struct net_endpoint){SITE_1 + 1, SYSLOG_PORT},
                 (const uint8_t *)header, (uint32_t)header_length, (const uint8_t *)payload,
                 (uint32_t)payload_length);
    network_run(&network);
}

static void send_text(const char *text)
{
    send_bytes(text, strlen(text), NULL, 0);
}

static void expect_counters(uint64_t datagrams, uint64_t bytes, uint64_t malformed)
{
    const struct log_server_counters *c = log_server_counters(server);
    ck_assert_uint_eq(c->datagrams, datagrams);
    ck_assert_uint_eq(c->bytes, bytes);
    ck_assert_uint_eq(c->malformed, malformed);
}

START_TEST(lines_are_handed_on_without_their_priority)
{
    send_text("<190>Jan  1 00:00:01 SEP1 DLoad: hello");
    send_text("<0>a");
    send_text("<191>");
    ck_assert_str_eq(lines, "Jan  1 00:00:01 SEP1 DLoad: hello|a||");
    expect_counters(3, 38 + 4 + 5, 0);
}
END_TEST

START_TEST(a_line_in_two_parts_is_one)
{
    send_bytes("<13", 3, "4>hello", 7);
    send_bytes("<134>", 5, "you", 3);
    send_bytes("", 0, "<134>there", 10);
    ck_assert_str_eq(lines, "hello|you|there|");
    expect_counters(3, 28, 0);
}
END_TEST

START_TEST(what_has_no_priority_is_counted_and_dropped)
{
    const char *const texts[] = {"hello", "<>a",   "<192>a", "<1920>a", "<-1>a", "<01>a",
                                 "<00>a", "<1 >a", "<",      "<1",      "<12",   "<191",
                                 "1>a",   " <1>a", "<a>b",   "<999>a"};
    const size_t count = sizeof texts / sizeof texts[0];
    uint64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        send_text(texts[i]);
        bytes += strlen(texts[i]);
        expect_counters(i + 1, bytes, i + 1);
    }
    ck_assert_str_eq(lines, "");
}
END_TEST

START_TEST(an_empty_datagram_is_malformed)
{
    send_text("");
    expect_counters(1, 0, 1);
}
END_TEST

START_TEST(a_message_has_its_limit)
{
    char text[LOG_SERVER_MESSAGE_MAX + 2] = "<1>";
    memset(text + 3, 'a', LOG_SERVER_MESSAGE_MAX - 3);
    send_text(text);
    ck_assert_uint_eq(strlen(lines), LOG_SERVER_MESSAGE_MAX - 3 + 1);
    text[LOG_SERVER_MESSAGE_MAX] = 'a';
    send_text(text);
    ck_assert_uint_eq(strlen(lines), LOG_SERVER_MESSAGE_MAX - 3 + 1);
    expect_counters(2, 2 * LOG_SERVER_MESSAGE_MAX + 1, 1);
}
END_TEST

START_TEST(lines_may_interest_nobody)
{
    teardown();
    start(NULL);
    send_text("<1>a");
    expect_counters(1, 4, 0);
}
END_TEST

/* What a phone's console sends is well formed. */
START_TEST(the_lines_of_a_console_are_understood)
{
    const struct phone_info info = {.name = "SEP1", .address = SITE_1 + 2};
    struct console console;
    console_init(&console, phone, &info, SITE_1 + 1);
    console_print(&console, "DBG", "one");
    console_print(&console, "NOT", "two");
    console_print(&console, "INF", "three");
    network_run(&network);
    console_fini(&console);
    ck_assert_uint_eq(log_server_counters(server)->datagrams, 3);
    ck_assert_uint_eq(log_server_counters(server)->malformed, 0);
    ck_assert_ptr_nonnull(strstr(lines, " SEP1 DLoad: two|"));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, lines_are_handed_on_without_their_priority);
    tcase_add_test(t, a_line_in_two_parts_is_one);
    tcase_add_test(t, what_has_no_priority_is_counted_and_dropped);
    tcase_add_test(t, an_empty_datagram_is_malformed);
    tcase_add_test(t, a_message_has_its_limit);
    tcase_add_test(t, lines_may_interest_nobody);
    tcase_add_test(t, the_lines_of_a_console_are_understood);
}

int main(void)
{
    return run_tests("log server", add);
}
