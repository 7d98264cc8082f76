/* The phone's side against a server that says whatever a test wants; web.h has the network. A
 * connection that is made at 0 has its request over there at 528; nothing but the idle limit and
 * TCP's own takes longer than a second. */
#include "models/devices/late_timer.h"
#include "tests/models/devices/web.h"

#define OK "HTTP/1.1 200 OK\r\n"

static struct raw server;
static struct net_tcp *listening;

static void *accepted(void *user, struct net_tcp *tcp, struct net_endpoint peer,
                      const struct net_tcp_events **events)
{
    (void)peer;
    server.tcp = tcp;
    *events = &raw_events;
    return user;
}

static void start(void)
{
    web_init();
    web_build_bare();
    web.see_bytes = true;
    server = (struct raw){.host = web.hosts[0]};
    listening = net_tcp_listen(server.host, HTTP_PORT, TRAFFIC_HTTP, accepted, &server);
}

static void teardown(void)
{
    if (listening)
        net_tcp_abort(server.host, listening);
    listening = NULL;
    web_fini();
}

/* A second later. */
static void go_on(void)
{
    web_run_until(net_now(web.network.net) / MICROSECONDS + 1000000);
}

/* Fetches "a", which the server answers at 10000 with that. */
static struct http_fetch *fetch(const char *answer)
{
    struct http_fetch *f = web_fetch("a");
    web_run_until(10000);
    raw_send(&server, answer);
    return f;
}

static void fetch_and_close(const char *answer)
{
    fetch(answer);
    net_tcp_close(server.host, server.tcp);
    go_on();
}

static void expect_reason(const char *line)
{
    ck_assert_msg(strstr(web.network.seen, line) != NULL, "%s", web.network.seen);
    ck_assert_ptr_eq(strchr(web.network.seen, '\n') + 1, strchr(web.network.seen, 0));
}

START_TEST(the_request_is_a_get_for_the_name)
{
    start();
    struct http_fetch *f = web_fetch("a");
    web_run_until(10000);
    ck_assert_str_eq(server.got, "GET /a HTTP/1.1\r\nHost: 10.1.0.1\r\nUser-Agent: pfsim\r\n"
                                 "Accept-Encoding: identity\r\nConnection: close\r\n\r\n");
    ck_assert_str_eq(web.network.seen, "");
    http_fetch_free(f);
}
END_TEST

/* An answer of 45 bytes: a packet of 85, there at 10185. */
START_TEST(a_file_is_delivered_and_done_with_its_last_byte)
{
    start();
    fetch(OK "Content-Length: 7\r\n\r\nwelcome");
    go_on();
    EXPECT_SEEN(&web.network, "10185 got 0+7", "10185 done");
    ck_assert(server.finished); /* the phone closes first, when it has all */
    net_tcp_close(server.host, server.tcp);
    go_on();
    ck_assert_ptr_null(server.tcp);
    ck_assert_int_eq(server.end, NET_TCP_CLOSED);
}
END_TEST

START_TEST(an_empty_file_is_done)
{
    start();
    fetch_and_close(OK "Content-Length: 0\r\n\r\n");
    expect_reason("done");
}
END_TEST

START_TEST(the_bytes_are_those_that_the_server_has)
{
    start();
    net_tcp_abort(server.host, listening);
    listening = NULL;
    web.server = http_server_new(web.hosts[0], &web.config, &web.info);
    web.wanted = web.images[2];
    web_fetch("c");
    go_on();
    ck_assert_uint_eq(web.delivered, 200000);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "done"));
}
END_TEST

START_TEST(a_missing_file_is_missing)
{
    start();
    fetch_and_close("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n");
    expect_reason("missing: missing file");
}
END_TEST

START_TEST(any_other_status_is_a_refusal)
{
    start();
    fetch_and_close("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    expect_reason("refused: refused by the server");
}
END_TEST

START_TEST(an_answer_that_is_no_http_is_a_refusal)
{
    start();
    fetch_and_close("220 mail ready\r\n\r\n");
    expect_reason("refused: malformed answer");
}
END_TEST

START_TEST(a_chunked_answer_is_a_refusal)
{
    start();
    fetch_and_close(OK "Transfer-Encoding: chunked\r\n\r\n7\r\nwelcome\r\n0\r\n\r\n");
    expect_reason("refused: transfer or content coding not known");
}
END_TEST

START_TEST(an_answer_without_a_length_is_a_refusal)
{
    start();
    fetch_and_close(OK "\r\nwelcome");
    expect_reason("refused: answer without Content-Length");
}
END_TEST

START_TEST(too_few_bytes_are_lost_half_way)
{
    start();
    fetch_and_close(OK "Content-Length: 8\r\n\r\nwelcome");
    EXPECT_SEEN(&web.network, "10185 got 0+7", "10225 lost: connection lost half-way");
    ck_assert_int_eq(server.end, NET_TCP_CLOSED);
}
END_TEST

START_TEST(too_many_bytes_are_ignored)
{
    start();
    fetch_and_close(OK "Content-Length: 3\r\n\r\nwelcome");
    EXPECT_SEEN(&web.network, "10185 got 0+3", "10185 done");
}
END_TEST

START_TEST(a_reset_half_way_is_lost_half_way)
{
    start();
    fetch(OK "Content-Length: 8\r\n\r\nwelcome");
    web_run_until(20000);
    net_tcp_abort(server.host, server.tcp);
    go_on();
    EXPECT_SEEN(&web.network, "10185 got 0+7", "20140 lost: connection lost half-way");
}
END_TEST

START_TEST(a_reset_before_the_answer_is_lost)
{
    start();
    web_fetch("a");
    web_run_until(10000);
    net_tcp_abort(server.host, server.tcp);
    go_on();
    expect_reason("lost: connection reset without an answer");
}
END_TEST

START_TEST(closed_before_the_answer_is_lost)
{
    start();
    web_fetch("a");
    web_run_until(10000);
    net_tcp_close(server.host, server.tcp);
    go_on();
    expect_reason("lost: connection closed without an answer");
}
END_TEST

/* SYN and RST take 144 and 140. */
START_TEST(where_nobody_listens_the_connection_is_refused)
{
    start();
    net_tcp_abort(server.host, listening);
    listening = NULL;
    web_fetch("a");
    go_on();
    EXPECT_SEEN(&web.network, "284 lost: connection refused");
}
END_TEST

/* TCP tries for two minutes; the idle limit comes first. */
START_TEST(where_nobody_is_it_is_lost_at_the_idle_limit)
{
    start();
    net_set_plugged(server.host, false);
    web_fetch("a");
    network_run(&web.network);
    EXPECT_SEEN(&web.network, "60000000 lost: nothing came within the idle limit");
}
END_TEST

START_TEST(where_nobody_is_tcp_gives_up_when_the_limit_is_long)
{
    start();
    net_set_plugged(server.host, false);
    web.fetching.idle = TIME_NEVER;
    web_fetch("a");
    network_run(&web.network);
    expect_reason("lost: no answer from the server");
}
END_TEST

START_TEST(a_silent_server_is_left_at_the_idle_limit)
{
    start();
    web_fetch("a");
    web_run_until(59999999);
    ck_assert_str_eq(web.network.seen, "");
    web_run_until(60001000);
    EXPECT_SEEN(&web.network, "60000000 lost: nothing came within the idle limit");
    ck_assert_int_eq(server.end, NET_TCP_RESET);
}
END_TEST

START_TEST(a_host_whose_timers_are_late_leaves_late)
{
    static struct lateness lateness;
    start();
    lateness_init(&lateness, web.hosts[1], 500 * MILLISECONDS, 0);
    struct random_stream draws = lateness.draws;
    const sim_time end = 60 * SECONDS + random_time(&draws, lateness.longest);
    web_fetch("a");
    web_run_until(end / MICROSECONDS);
    ck_assert_str_eq(web.network.seen, "");
    web_run_until(end / MICROSECONDS + 1);
    ck_assert_str_ne(web.network.seen, "");
}
END_TEST

/* It counts from the bytes that came last, at 10185. */
START_TEST(every_byte_puts_the_idle_limit_off)
{
    start();
    web.fetching.idle = 30 * MILLISECONDS;
    fetch(OK "Content-Length: 8\r\n\r\nwelcome");
    go_on();
    EXPECT_SEEN(&web.network, "10185 got 0+7", "40185 lost: nothing came within the idle limit");
}
END_TEST

START_TEST(a_server_that_never_closes_is_left_at_the_idle_limit)
{
    start();
    fetch(OK "Content-Length: 7\r\n\r\nwelcome");
    web_run_until(60000000);
    ck_assert_ptr_nonnull(server.tcp);
    web_run_until(60020000);
    ck_assert_ptr_null(server.tcp);
    ck_assert_int_eq(server.end, NET_TCP_RESET);
    EXPECT_SEEN(&web.network, "10185 got 0+7", "10185 done");
}
END_TEST

/* --- resuming --------------------------------------------------------------------------------- */

#define REST "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "

/* Gets seven of eight bytes at 10185; then the server resets the connection, which is there at
 * 20140. */
static void resume_after_seven(void)
{
    start();
    web.fetching.resume = true;
    fetch(OK "Content-Length: 8\r\n\r\nwelcome");
    web_run_until(20000);
    server.received = 0;
    net_tcp_abort(server.host, server.tcp);
    go_on();
}

/* A second later the server answers the second request. */
static void answer_second(const char *answer)
{
    resume_after_seven();
    EXPECT_SEEN(&web.network, "10185 got 0+7");
    raw_send(&server, answer);
    go_on();
}

START_TEST(what_is_lost_half_way_goes_on_with_the_rest)
{
    answer_second(REST "7-7/8\r\nContent-Length: 1\r\n\r\n!");
    ck_assert_ptr_nonnull(strstr(server.got, "\r\nRange: bytes=7-\r\n"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, " got 7+1\n"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, " done\n"));
}
END_TEST

START_TEST(of_a_server_that_knows_no_ranges_the_rest_is_taken)
{
    answer_second(OK "Content-Length: 8\r\n\r\nwelcome!");
    ck_assert_ptr_nonnull(strstr(web.network.seen, " got 7+1\n"));
    ck_assert_ptr_null(strstr(web.network.seen, " got 0"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, " done\n"));
}
END_TEST

START_TEST(another_range_is_a_refusal)
{
    answer_second(REST "6-7/8\r\nContent-Length: 2\r\n\r\ne!");
    expect_reason("refused: malformed answer");
}
END_TEST

/* The second connection has brought nothing. */
START_TEST(it_goes_on_only_as_long_as_there_is_something_new)
{
    resume_after_seven();
    EXPECT_SEEN(&web.network, "10185 got 0+7");
    net_tcp_abort(server.host, server.tcp);
    go_on();
    expect_reason("lost: connection reset without an answer");
}
END_TEST

START_TEST(a_file_may_take_any_number_of_connections)
{
    answer_second(REST "7-8/9\r\nContent-Length: 2\r\n\r\n!");
    net_tcp_close(server.host, server.tcp);
    server.received = 0;
    go_on();
    ck_assert_ptr_nonnull(strstr(server.got, "\r\nRange: bytes=8-\r\n"));
    raw_send(&server, REST "8-8/9\r\n\r\n?");
    go_on();
    ck_assert_ptr_nonnull(strstr(web.network.seen, " got 8+1\n"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, " done\n"));
}
END_TEST

/* The limit counts from 10185: the first connection is reset then, and the second's request is over
 * there 2 * 144 + 160 us later: "Range: bytes=7-" and its line end are 17 + 3 bytes more. */
START_TEST(a_connection_that_is_silent_is_followed_by_another)
{
    start();
    web.fetching.resume = true;
    fetch(OK "Content-Length: 8\r\n\r\nwelcome");
    web_run_until(10000);
    server.received = 0;
    web_run_until(60010185 - 1);
    ck_assert_uint_eq(server.received, 0);
    web_run_until(60020000);
    ck_assert_ptr_nonnull(strstr(server.got, "\r\nRange: bytes=7-\r\n"));
    raw_send(&server, REST "7-7/8\r\nContent-Length: 1\r\n\r\n!");
    go_on();
    ck_assert_ptr_nonnull(strstr(web.network.seen, " done\n"));
}
END_TEST

/* Fetches "c" of a real server whose cable is pulled 100 ms after the beginning, and put back so
 * that TCP's sixth retransmission, 1 + 2 + 4 + 8 + 16 + 32 = 63 s after the first transmission, is
 * the first to arrive. Returns how often the server was asked. */
static int requests_of_a_long_pause(sim_time idle)
{
    start();
    net_tcp_abort(server.host, listening);
    listening = NULL;
    web.server = http_server_new(web.hosts[0], &web.config, &web.info);
    web.fetching = (struct http_fetch_config){.idle = idle, .resume = true};
    web.wanted = web.images[2];
    web.see_bytes = false;
    web_fetch("c");
    web_run_until(100000);
    net_set_plugged(web.hosts[0], false);
    web_run_until(50000000);
    net_set_plugged(web.hosts[0], true);
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, " done\n"));
    ck_assert_uint_eq(web.delivered, 200000);
    int requests = 0;
    for (const char *at = web.network.seen; (at = strstr(at, "server request")); at++)
        requests++;
    return requests;
}

START_TEST(a_pause_as_long_as_tcps_back_off_is_waited_for)
{
    ck_assert_int_eq(requests_of_a_long_pause(2 * MINUTES), 1);
    teardown();
    ck_assert_int_eq(requests_of_a_long_pause(60 * SECONDS), 2);
}
END_TEST

static struct http_fetch *to_free;

static void free_in_delivered(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    web_delivered(user, offset, bytes, length);
    http_fetch_free(to_free);
}

START_TEST(it_may_be_freed_while_it_delivers)
{
    static const struct fetch_events events = {free_in_delivered, web_ended};
    start();
    to_free = http_fetch_start(web.hosts[1], (struct net_endpoint){HTTP_HOST, HTTP_PORT},
                               TRAFFIC_HTTP, "a", &web.fetching, &events, &web);
    web_run_until(10000);
    raw_send(&server, OK "Content-Length: 7\r\n\r\nwelcome");
    go_on();
    EXPECT_SEEN(&web.network, "10185 got 0+7");
    ck_assert_int_eq(server.end, NET_TCP_RESET);
}
END_TEST

START_TEST(it_may_be_freed_at_any_time)
{
    for (sim_time microseconds = 0; microseconds < 11000; microseconds += 97) {
        start();
        struct http_fetch *f = web_fetch("a");
        if (microseconds > 10000) {
            web_run_until(10000);
            raw_send(&server, OK "Content-Length: 8\r\n\r\nwelcome");
        }
        web_run_until(microseconds);
        http_fetch_free(f);
        go_on();
        ck_assert_ptr_null(server.tcp);
        ck_assert_ptr_null(strstr(web.network.seen, "lost"));
        teardown();
    }
    start();
}
END_TEST

START_TEST(a_name_that_no_request_can_have_is_refused)
{
    char name[300] = "";
    start();
    for (size_t length = 0; length < sizeof name; length += 256) {
        memset(name, 'n', length);
        web_fetch(name);
        ck_assert_str_eq(web.network.seen, ""); /* not before it has returned */
        go_on();
        expect_reason("refused: name not fit for a request");
        web.network.seen_length = 0;
        web.network.seen[0] = 0;
    }
    http_fetch_free(web_fetch(""));
    go_on();
    ck_assert_str_eq(web.network.seen, "");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, the_request_is_a_get_for_the_name);
    tcase_add_test(t, a_file_is_delivered_and_done_with_its_last_byte);
    tcase_add_test(t, an_empty_file_is_done);
    tcase_add_test(t, the_bytes_are_those_that_the_server_has);
    tcase_add_test(t, a_missing_file_is_missing);
    tcase_add_test(t, any_other_status_is_a_refusal);
    tcase_add_test(t, an_answer_that_is_no_http_is_a_refusal);
    tcase_add_test(t, a_chunked_answer_is_a_refusal);
    tcase_add_test(t, an_answer_without_a_length_is_a_refusal);
    tcase_add_test(t, too_few_bytes_are_lost_half_way);
    tcase_add_test(t, too_many_bytes_are_ignored);
    tcase_add_test(t, a_reset_half_way_is_lost_half_way);
    tcase_add_test(t, a_reset_before_the_answer_is_lost);
    tcase_add_test(t, closed_before_the_answer_is_lost);
    tcase_add_test(t, where_nobody_listens_the_connection_is_refused);
    tcase_add_test(t, where_nobody_is_it_is_lost_at_the_idle_limit);
    tcase_add_test(t, where_nobody_is_tcp_gives_up_when_the_limit_is_long);
    tcase_add_test(t, a_silent_server_is_left_at_the_idle_limit);
    tcase_add_test(t, a_host_whose_timers_are_late_leaves_late);
    tcase_add_test(t, every_byte_puts_the_idle_limit_off);
    tcase_add_test(t, a_server_that_never_closes_is_left_at_the_idle_limit);
    tcase_add_test(t, what_is_lost_half_way_goes_on_with_the_rest);
    tcase_add_test(t, of_a_server_that_knows_no_ranges_the_rest_is_taken);
    tcase_add_test(t, another_range_is_a_refusal);
    tcase_add_test(t, it_goes_on_only_as_long_as_there_is_something_new);
    tcase_add_test(t, a_file_may_take_any_number_of_connections);
    tcase_add_test(t, a_connection_that_is_silent_is_followed_by_another);
    tcase_add_test(t, a_pause_as_long_as_tcps_back_off_is_waited_for);
    tcase_add_test(t, it_may_be_freed_while_it_delivers);
    tcase_add_test(t, it_may_be_freed_at_any_time);
    tcase_add_test(t, a_name_that_no_request_can_have_is_refused);
}

int main(void)
{
    return run_tests("http fetch", add);
}
