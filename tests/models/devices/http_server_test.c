/* The server with its processor and its limits; web.h has the network and the times that the
 * arithmetic starts from. */
#include "tests/models/devices/web.h"

#define HOST "Host: h\r\n"

static void teardown(void)
{
    web_fini();
}

static void start(void)
{
    web_init();
    web_build();
}

static const struct http_server_counters *counters(void)
{
    return http_server_counters(web.server);
}

/* The request is there at 528, worked on until 578, and the answer, 1300 bytes, until 628. Its
 * packet is 1340 long: at 2068 it is over there. The FIN behind it is there at 2108, and its ACK is
 * back at 2248. */
START_TEST(a_transfer_lasts_from_its_look_up_until_both_sides_have_closed)
{
    start();
    web.wanted = web.images[0];
    web.see_bytes = true;
    web_fetch("a");
    RUN_AND_SEE(&web.network, "578 server request", "578 server started", "2068 got 0+1200",
                "2068 done", "2248 server ended");
    ck_assert_str_eq(web.busy, "528-578 578-628 ");
}
END_TEST

/* 101 + 10,000 bytes are 7 packets (6.9): 350 us of work, before the first byte goes out. The first
 * segment's 1460 bytes hold 1359 of the file. */
START_TEST(an_answer_takes_the_work_of_its_packets_before_it_starts)
{
    start();
    web.see_bytes = true;
    web_fetch("b");
    web_run_until(2600);
    EXPECT_SEEN(&web.network, "578 server request", "578 server started", "2528 got 0+1359");
    ck_assert_str_eq(web.busy, "528-578 578-928 ");
}
END_TEST

static void work_a_packet(struct timer *timer)
{
    (void)timer;
    processor_work(&web.processor, 1);
}

/* 200,102 bytes are 138 packets: three pieces of 44 and one of 6. What the machine has to do at
 * 1000 comes behind the first piece. The third, with which 192,720 bytes have been given, fills the
 * send buffer: the last is worked on when no more than 87,380 of them are not acknowledged, which
 * takes 74 segments of 1,500 us. */
START_TEST(a_long_answer_lets_other_work_in_between_its_pieces)
{
    start();
    web.wanted = web.images[2];
    web_fetch("c");
    struct timer other;
    timer_init(&other, work_a_packet);
    timer_set(web.network.net->events, &other, 1000 * MICROSECONDS);
    network_run(&web.network);
    ck_assert_str_eq(web.busy, "528-578 578-2778 2778-2828 2828-5028 5028-7228 114018-114318 ");
    ck_assert_uint_eq(web.delivered, 200000);
}
END_TEST

/* Both SYNs leave at 0, and the second one is 44 behind, as is its answer; the second request is
 * behind the first one's 140 bytes, at 668. The first answer is worked on by then. */
START_TEST(the_processor_works_first_come_first_served)
{
    start();
    web_fetch("b");
    web_fetch("a");
    web_run_until(1500);
    ck_assert_str_eq(web.busy, "528-578 578-928 928-978 978-1028 ");
    EXPECT_SEEN(&web.network, "578 server request", "578 server started", "978 server request",
                "978 server started");
}
END_TEST

/* A 404 has 24 + 19 + 19 + 2 bytes: a packet of 104, sent at 628. */
START_TEST(a_file_that_is_missing_is_refused)
{
    start();
    web_fetch("x");
    RUN_AND_SEE(&web.network, "578 server request", "578 server refused",
                "832 missing: missing file");
    ck_assert_str_eq(web.busy, "528-578 578-628 ");
}
END_TEST

START_TEST(a_request_beyond_the_limit_is_told_so)
{
    web_init();
    web.config.transfers = 1;
    web_build();
    web_fetch("b");
    web_fetch("a");
    web_run_until(1500);
    EXPECT_SEEN(&web.network, "578 server request", "578 server started", "978 server request",
                "978 server busy");
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "refused: refused by the server"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, "done"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server ended"));
    web.network.seen_length = 0;
    web_fetch("a");
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server started"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, "done"));
}
END_TEST

START_TEST(a_refusal_does_not_count_for_the_limit)
{
    web_init();
    web.config.transfers = 1;
    web_build();
    web_fetch("x");
    web_fetch("a");
    network_run(&web.network);
    ck_assert_ptr_null(strstr(web.network.seen, "busy"));
    ck_assert_ptr_nonnull(strstr(web.network.seen, "done"));
}
END_TEST

START_TEST(no_limit_is_none)
{
    start();
    web.see_server = false;
    for (int i = 0; i < 100; i++)
        web_fetch("b");
    network_run(&web.network);
    ck_assert_uint_eq(web.delivered, 100 * 10000);
    ck_assert_uint_eq(counters()->connections, 100);
    ck_assert_uint_eq(counters()->broken + counters()->silent, 0);
}
END_TEST

static struct raw client;

static void connect_client(void)
{
    client = (struct raw){.host = web.hosts[1]};
    client.tcp = net_tcp_connect(client.host, (struct net_endpoint){HTTP_HOST, HTTP_PORT},
                                 TRAFFIC_HTTP, &raw_events, &client);
}

/* Sends it, and closes when the server has. */
static void ask(const char *text)
{
    connect_client();
    raw_send(&client, text);
    web_run_until(net_now(web.network.net) / MICROSECONDS + 1000000);
    ck_assert(client.finished);
    net_tcp_close(client.host, client.tcp);
    web_run_until(net_now(web.network.net) / MICROSECONDS + 1000000);
    ck_assert_ptr_null(client.tcp);
    ck_assert_int_eq(client.end, NET_TCP_CLOSED);
}

static void expect_answer(const char *text, const char *status_line)
{
    ask(text);
    ck_assert_msg(strncmp(client.got, status_line, strlen(status_line)) == 0, "%s gave %s", text,
                  client.got);
}

START_TEST(what_is_no_proper_request_is_refused_as_it_deserves)
{
    start();
    expect_answer("hello\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n");
    expect_answer("GET /a HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n");
    expect_answer("POST /a HTTP/1.1\r\n" HOST "\r\n",
                  "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n");
    expect_answer("FETCH /a HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 501 Not Implemented\r\n");
    expect_answer("GET /a HTTP/3.0\r\n\r\n", "HTTP/1.1 505 HTTP Version Not Supported\r\n");
    int refused = 0;
    for (const char *at = web.network.seen; (at = strstr(at, "refused")); at++)
        refused++;
    ck_assert_int_eq(refused, 5);
    ck_assert_ptr_null(strstr(web.network.seen, "started"));
}
END_TEST

START_TEST(head_gets_the_head_alone)
{
    start();
    expect_answer("HEAD /a HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 200 OK\r\n");
    ck_assert_ptr_nonnull(strstr(client.got, "Content-Length: 1200\r\n"));
    ck_assert_uint_eq(client.received, 100);
    ck_assert_uint_eq(counters()->broken, 0);
}
END_TEST

/* A range costs the packets of what is left: 9,000 bytes and a head of 143 are 7, 50 us each. */
START_TEST(who_asks_for_the_rest_gets_the_rest)
{
    start();
    expect_answer("GET /b HTTP/1.1\r\n" HOST "Range: bytes=1000-\r\n\r\n",
                  "HTTP/1.1 206 Partial Content\r\n");
    ck_assert_ptr_nonnull(strstr(client.got, "\r\nContent-Range: bytes 1000-9999/10000\r\n"));
    const char *rest = strstr(client.got, "\r\n\r\n") + 4;
    ck_assert_uint_eq(client.received, (size_t)(rest - client.got) + 9000);
    ck_assert_mem_eq(rest, web.images[1]->bytes + 1000, 2000);
    int from, to;
    ck_assert_int_eq(sscanf(web.busy, "%*d-%*d %d-%d", &from, &to), 2);
    ck_assert_int_eq(to - from, 350);
    expect_answer("GET /b HTTP/1.1\r\n" HOST "Range: bytes=9999-\r\n\r\n",
                  "HTTP/1.1 206 Partial Content\r\n");
    ck_assert_mem_eq(client.got + client.received - 1, web.images[1]->bytes + 9999, 1);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "started"));
    ck_assert_ptr_null(strstr(web.network.seen, "refused"));
    ck_assert_uint_eq(counters()->broken, 0);
}
END_TEST

START_TEST(a_range_beyond_the_file_is_refused)
{
    start();
    expect_answer("GET /a HTTP/1.1\r\n" HOST "Range: bytes=1200-\r\n\r\n",
                  "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */1200\r\n");
    ck_assert_ptr_nonnull(strstr(web.network.seen, "refused"));
    ck_assert_ptr_null(strstr(web.network.seen, "started"));
}
END_TEST

START_TEST(a_request_may_come_a_byte_at_a_time)
{
    static const char text[] = "GET /a HTTP/1.1\r\n" HOST "\r\n";
    start();
    connect_client();
    for (size_t i = 0; i < sizeof text - 1; i++) {
        ck_assert_uint_eq(client.received, 0);
        const char byte[2] = {text[i], 0};
        raw_send(&client, byte);
        web_run_until(net_now(web.network.net) / MICROSECONDS + 10000);
    }
    ck_assert_uint_eq(client.received, 1300);
    ck_assert_mem_eq(client.got + 100, web.images[0]->bytes, 1200);
    int works = 0;
    for (const char *at = web.busy; (at = strchr(at, ' ')); at++)
        works++;
    ck_assert_int_eq(works, 2); /* one for the request, one for the answer */
}
END_TEST

START_TEST(what_follows_a_request_is_ignored)
{
    start();
    expect_answer("GET /a HTTP/1.1\r\n" HOST "\r\nGET /b HTTP/1.1\r\n" HOST "\r\n",
                  "HTTP/1.1 200 OK\r\n");
    ck_assert_uint_eq(client.received, 1300);
}
END_TEST

/* It is accepted at 428, when the ACK of 40 bytes that left at 288 is there. */
START_TEST(a_connection_without_a_request_is_closed_at_the_limit)
{
    start();
    connect_client();
    raw_send(&client, "GET /a HTTP/1.1\r\n");
    web_run_until(30000000);
    ck_assert(!client.finished);
    web_run_until(30001000);
    ck_assert(client.finished);
    ck_assert_uint_eq(client.received, 0);
    net_tcp_close(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_int_eq(client.end, NET_TCP_CLOSED);
    ck_assert_uint_eq(counters()->silent, 1);
    ck_assert_uint_eq(counters()->broken, 0);
    ck_assert_str_eq(web.network.seen, "");
}
END_TEST

/* Ten minutes after the thirty seconds. */
START_TEST(a_connection_without_a_request_is_aborted_when_it_stays)
{
    start();
    connect_client();
    web_run_until(630000000);
    ck_assert(client.finished);
    ck_assert_ptr_nonnull(client.tcp);
    web_run_until(630010000);
    ck_assert_int_eq(client.end, NET_TCP_RESET);
    ck_assert_uint_eq(counters()->silent, 1);
    ck_assert_uint_eq(counters()->broken, 0);
}
END_TEST

START_TEST(a_client_that_closes_before_its_request_is_closed)
{
    start();
    connect_client();
    raw_send(&client, "GET /a");
    net_tcp_close(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_int_eq(client.end, NET_TCP_CLOSED);
    ck_assert_uint_eq(client.received, 0);
    ck_assert_uint_eq(counters()->silent, 1);
}
END_TEST

START_TEST(a_client_that_resets_before_its_request_is_forgotten)
{
    start();
    connect_client();
    web_run_until(10000);
    net_tcp_abort(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_uint_eq(counters()->silent, 1);
    ck_assert_str_eq(web.network.seen, "");
}
END_TEST

START_TEST(a_client_that_closes_its_side_behind_its_request_gets_its_answer)
{
    start();
    connect_client();
    raw_send(&client, "GET /b HTTP/1.1\r\n" HOST "\r\n");
    net_tcp_close(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_int_eq(client.end, NET_TCP_CLOSED);
    ck_assert_uint_eq(client.received, 10101);
    ck_assert_uint_eq(counters()->broken, 0);
}
END_TEST

/* The slot is free again, too. */
START_TEST(a_connection_that_is_reset_half_way_ends)
{
    web_init();
    web.config.transfers = 1;
    web_build();
    connect_client();
    raw_send(&client, "GET /c HTTP/1.1\r\n" HOST "\r\n");
    web_run_until(20000);
    ck_assert_uint_gt(client.received, 1460);
    ck_assert_ptr_null(strstr(web.network.seen, "ended"));
    net_tcp_abort(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server ended"));
    ck_assert_uint_eq(counters()->broken, 1);
    web.wanted = web.images[0];
    web_fetch("a");
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "done"));
}
END_TEST

/* It is still at work on the answer: nothing is sent to a connection that is no more. */
START_TEST(a_connection_that_is_reset_before_its_answer_ends)
{
    start();
    connect_client();
    raw_send(&client, "GET /c HTTP/1.1\r\n" HOST "\r\n");
    web_run_until(440);
    net_tcp_abort(client.host, client.tcp);
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server ended"));
    ck_assert_uint_eq(counters()->broken, 1);
}
END_TEST

START_TEST(a_client_that_is_pulled_out_half_way_is_given_up)
{
    start();
    connect_client();
    raw_send(&client, "GET /c HTTP/1.1\r\n" HOST "\r\n");
    web_run_until(20000);
    net_set_plugged(web.hosts[1], false);
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server ended"));
    ck_assert_uint_eq(counters()->broken, 1);
}
END_TEST

/* All was sent by 628, and acknowledged; ten minutes later it is aborted. */
START_TEST(a_client_that_never_closes_is_aborted)
{
    start();
    connect_client();
    raw_send(&client, "GET /a HTTP/1.1\r\n" HOST "\r\n");
    web_run_until(600000000);
    ck_assert(client.finished);
    ck_assert_ptr_null(strstr(web.network.seen, "ended"));
    web_run_until(600010000);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "server ended"));
    ck_assert_ptr_null(client.tcp);
    ck_assert_int_eq(client.end, NET_TCP_RESET);
}
END_TEST

static void switch_server(bool up)
{
    if (!up)
        net_set_plugged(web.hosts[0], false);
    http_server_set_up(web.server, up);
    if (up)
        net_set_plugged(web.hosts[0], true);
}

START_TEST(switched_off_half_way_it_forgets_all_without_a_word)
{
    start();
    web_fetch("c");
    web_run_until(20000);
    const uint64_t delivered = web.delivered;
    ck_assert_uint_gt(delivered, 0);
    ck_assert_uint_lt(delivered, 200000);
    switch_server(false);
    EXPECT_SEEN(&web.network, "578 server request", "578 server started", "20000 server ended");
    web_run_until(10000000);
    ck_assert_str_eq(web.network.seen, ""); /* the phone still waits */
    ck_assert_uint_eq(counters()->broken, 1);
}
END_TEST

/* It lost its transfers, and its limit is free. */
START_TEST(switched_on_again_it_serves)
{
    web_init();
    web.config.transfers = 1;
    web_build();
    web_fetch("c");
    web_run_until(20000);
    switch_server(false);
    switch_server(false);
    web_run_until(10000000);
    switch_server(true);
    switch_server(true);
    ck_assert_uint_eq(counters()->connections, 1);
    web.network.seen_length = 0;
    web.network.seen[0] = 0;
    web_fetch("a");
    web_run_until(10003000);
    EXPECT_SEEN(&web.network, "10000578 server request", "10000578 server started", "10002068 done",
                "10002248 server ended");
    ck_assert_uint_eq(counters()->connections, 2);
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "lost: ")); /* the first one */
}
END_TEST

START_TEST(switched_off_it_may_be_freed)
{
    start();
    web_fetch("c");
    web_run_until(20000);
    switch_server(false);
    http_server_free(web.server);
    web.server = NULL;
    network_run(&web.network);
    ck_assert_ptr_nonnull(strstr(web.network.seen, "lost: "));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_transfer_lasts_from_its_look_up_until_both_sides_have_closed);
    tcase_add_test(t, an_answer_takes_the_work_of_its_packets_before_it_starts);
    tcase_add_test(t, who_asks_for_the_rest_gets_the_rest);
    tcase_add_test(t, a_range_beyond_the_file_is_refused);
    tcase_add_test(t, a_long_answer_lets_other_work_in_between_its_pieces);
    tcase_add_test(t, the_processor_works_first_come_first_served);
    tcase_add_test(t, a_file_that_is_missing_is_refused);
    tcase_add_test(t, a_request_beyond_the_limit_is_told_so);
    tcase_add_test(t, a_refusal_does_not_count_for_the_limit);
    tcase_add_test(t, no_limit_is_none);
    tcase_add_test(t, what_is_no_proper_request_is_refused_as_it_deserves);
    tcase_add_test(t, head_gets_the_head_alone);
    tcase_add_test(t, a_request_may_come_a_byte_at_a_time);
    tcase_add_test(t, what_follows_a_request_is_ignored);
    tcase_add_test(t, a_connection_without_a_request_is_closed_at_the_limit);
    tcase_add_test(t, a_connection_without_a_request_is_aborted_when_it_stays);
    tcase_add_test(t, a_client_that_closes_before_its_request_is_closed);
    tcase_add_test(t, a_client_that_resets_before_its_request_is_forgotten);
    tcase_add_test(t, a_client_that_closes_its_side_behind_its_request_gets_its_answer);
    tcase_add_test(t, a_connection_that_is_reset_half_way_ends);
    tcase_add_test(t, a_connection_that_is_reset_before_its_answer_ends);
    tcase_add_test(t, a_client_that_is_pulled_out_half_way_is_given_up);
    tcase_add_test(t, a_client_that_never_closes_is_aborted);
    tcase_add_test(t, switched_off_half_way_it_forgets_all_without_a_word);
    tcase_add_test(t, switched_on_again_it_serves);
    tcase_add_test(t, switched_off_it_may_be_freed);
}

int main(void)
{
    return run_tests("http server", add);
}
