/* Strict priority with a policer, as timelines worked out by hand. */
#include "tests/sim/native/queues.h"

static struct link_direction line_with(struct link_class c)
{
    struct link_direction d = plain_line(0);
    c.dscp = CODE_POINT(EF);
    d.queue.discipline = QUEUE_PRIORITY;
    d.queue.class_count = 1;
    d.queue.classes[0] = c;
    return d;
}

/* The call's packet overtakes what waits, and not what is on the line. */
START_TEST(a_class_goes_before_the_rest)
{
    queues_build(line_with((struct link_class){0}));
    send_at(0, &other, 'A', 1000);
    send_at(100, &other, 'B', 500);
    send_at(200, &voice, 'V', 200);
    send_at(300, &other, 'C', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down V 1000-1200", "1200 down B 1200-1700",
                "1700 down C 1700-1800");
}
END_TEST

/* What comes just when the line becomes free finds that the next packet has begun. */
START_TEST(the_next_has_begun_when_one_comes_as_the_line_is_free)
{
    queues_build(line_with((struct link_class){0}));
    send_at(0, &other, 'A', 1000);
    send_at(100, &other, 'B', 500);
    send_at(1000, &voice, 'V', 200);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 1000-1500", "1500 down V 1500-1700");
}
END_TEST

START_TEST(classes_go_in_their_order)
{
    struct link_direction d = line_with((struct link_class){0});
    d.queue.class_count = 2;
    d.queue.classes[1] = (struct link_class){.dscp = CODE_POINT(CS1)};
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 100);
    send_at(2, &data, 'D', 100);
    send_at(3, &voice, 'V', 100);
    send_at(4, &data, 'E', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down V 1000-1100", "1100 down D 1100-1200",
                "1200 down E 1200-1300", "1300 down B 1300-1400");
}
END_TEST

/* Each has a queue of its own: one packet of the class, two of the rest. */
START_TEST(each_class_has_its_limit)
{
    struct link_direction d = line_with((struct link_class){.limit = 1});
    d.queue.limit = 2;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    for (char i = 0; i < 3; i++) {
        send_at(10 + i, &voice, (char)('U' + i), 100);
        send_at(20 + i, &other, (char)('B' + i), 100);
    }
    RUN_AND_SEE(&net, "0 down A 0-1000", "11 down V queue full", "12 down W queue full",
                "22 down D queue full", "1000 down U 1000-1100", "1100 down B 1100-1200",
                "1200 down C 1200-1300");
}
END_TEST

/* In bytes: 150 of the class, so that the second of 100 is too much. */
START_TEST(a_limit_may_be_in_bytes)
{
    struct link_direction d = line_with((struct link_class){.limit = 150});
    d.queue.in_bytes = true;
    d.queue.limit = 1000;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &voice, 'V', 100);
    send_at(2, &voice, 'W', 100);
    send_at(3, &voice, 'X', 50);
    RUN_AND_SEE(&net, "0 down A 0-1000", "2 down W queue full", "1000 down V 1000-1100",
                "1100 down X 1100-1150");
}
END_TEST

/* A fifth of the line: a byte takes 5 us at the class's rate. Its bucket lasts 1,000 us, so that it
 * holds 200 bytes: two packets of 100. It has tokens for the next one 500 us later, and not 1 us
 * before that. */
START_TEST(a_class_is_policed_to_its_share_and_burst)
{
    queues_build(line_with((struct link_class){.share = 200000000, .burst = 1000 * MICROSECONDS}));
    send_at(0, &other, 'A', 1500);
    send_at(1, &other, 'B', 1500);
    send_at(100, &voice, 'S', 100);
    send_at(100, &voice, 'T', 100);
    send_at(100, &voice, 'U', 100);
    send_at(599, &voice, 'V', 100);
    send_at(600, &voice, 'W', 100);
    RUN_AND_SEE(&net, "0 down A 0-1500", "100 down U policed", "599 down V policed",
                "1500 down S 1500-1600", "1600 down T 1600-1700", "1700 down W 1700-1800",
                "1800 down B 1800-3300");
}
END_TEST

/* As long as nobody else wants the line a class may send what it likes, also what has to wait for
 * packets of its own: after S and T the bucket is empty, and neither U, which finds the line free,
 * nor V and W behind it are policed. X is, since A waits; and Y, since A is on the line. Z finds
 * tokens: they took none but S and T, and 100 bytes are in the bucket from 500 us on. For R
 * there are none, the bucket being full at 2,000 us with it, 1,059 later; but B has left. */
START_TEST(a_class_is_policed_while_others_want_the_line_only)
{
    queues_build(line_with((struct link_class){.share = 200000000, .burst = 1000 * MICROSECONDS}));
    send_at(0, &voice, 'S', 100);
    send_at(100, &voice, 'T', 100);
    send_at(200, &voice, 'U', 100);
    send_at(250, &voice, 'V', 100);
    send_at(260, &voice, 'W', 100);
    send_at(270, &other, 'A', 300);
    send_at(280, &voice, 'X', 100);
    send_at(501, &voice, 'Y', 200);
    send_at(502, &voice, 'Z', 100);
    send_at(900, &other, 'B', 40);
    send_at(941, &voice, 'R', 100);
    RUN_AND_SEE(&net, "0 down S 0-100", "100 down T 100-200", "200 down U 200-300",
                "280 down X policed", "300 down V 300-400", "400 down W 400-500",
                "500 down A 500-800", "501 down Y policed", "800 down Z 800-900",
                "900 down B 900-940", "941 down R 941-1041");
}
END_TEST

/* Another class with priority is another, too, before it or behind. */
START_TEST(another_class_with_priority_wants_the_line_too)
{
    struct link_direction d =
        line_with((struct link_class){.share = 200000000, .burst = 500 * MICROSECONDS});
    d.queue.class_count = 2;
    d.queue.classes[1] = (struct link_class){.dscp = CODE_POINT(CS1)};
    queues_build(d);
    send_at(0, &voice, 'S', 100);
    send_at(1, &voice, 'T', 100);
    send_at(2, &data, 'D', 100);
    send_at(3, &voice, 'U', 100);
    RUN_AND_SEE(&net, "0 down S 0-100", "3 down U policed", "100 down T 100-200",
                "200 down D 200-300");
}
END_TEST

static uint32_t count_seen(const char *what)
{
    uint32_t count = 0;
    for (const char *at = net.seen; (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* A class that sends twice its share: two packets of 100 bytes each 500 us, 50 times. Tokens come
 * for one each 500 us, and there are two to begin with: so of each pair but the first the second
 * cannot pay, 49 packets. These pass all the same while the class is alone, and take no tokens: so
 * which ones they are is the same beside others, of which 25 pairs find some from 12,500 us on. */
static const struct {
    sim_time from, until; /* packets of others that keep the line busy begin */
    uint32_t policed;
} beside[] = {{0, 0, 0}, {0, 30000, 49}, {12500, 30000, 25}};

START_TEST(exactly_the_excess_is_policed)
{
    queues_build(line_with(
        (struct link_class){.share = 200000000, .burst = 1000 * MICROSECONDS, .limit = 1000}));
    for (sim_time at = beside[_i].from; at < beside[_i].until; at += 500)
        send_at(at, &other, 'a', 1000);
    for (int i = 0; i < 100; i++)
        send_at(i / 2 * 500, &voice, 'V', 100);
    network_run(&net);
    ck_assert_uint_eq(count_seen("down V policed"), beside[_i].policed);
    ck_assert_uint_eq(count_seen("down V "), 100);
}
END_TEST

/* 200 ms of the class's rate by default: of 8 Mbit/s a tenth for 200 ms are 20,000 bytes, 20
 * packets of 1,000. The 21st is too much. */
START_TEST(the_burst_is_200_ms_by_default)
{
    queues_build(line_with((struct link_class){.share = 100000000}));
    send_at(0, &other, 'A', 1500);
    for (char i = 0; i < 22; i++)
        send_at(0, &voice, (char)('a' + i), 1000);
    network_run(&net);
    ck_assert_ptr_null(strstr(net.seen, "down t policed"));
    ck_assert_ptr_nonnull(strstr(net.seen, "down u policed"));
    ck_assert_ptr_nonnull(strstr(net.seen, "down v policed"));
}
END_TEST

/* The longest wait of a call's packet: on 384 kbit/s with PPP the largest packet has 1,508 bytes
 * and takes 31,416,667 ns, a call's has 68 and takes 1,416,667 ns. Five calls whose packets come
 * when the large one begins: the last waits for it and for the four others. */
static sim_time longest_wait;

static void measure_wait(void *user, const struct link_info *link, int direction,
                         const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)direction;
    if (p->dscp == EF)
        longest_wait = time_max(longest_wait, t->start - t->queued);
}

START_TEST(a_call_waits_for_one_largest_packet_and_its_own_class)
{
    struct link_direction d = line_with((struct link_class){.share = 330000000});
    d.rate = 384000;
    d.framing = FRAMING_PPP;
    queues_init(d);
    net.observer.packet_sent = measure_wait;
    longest_wait = 0;
    queues_open();
    for (int i = 0; i < 40; i++)
        send_at(i, &other, 'A', 1500);
    /* The seventh of the large ones begins after six times 31,416,667 ns; send_at takes whole
     * microseconds, so that the calls' come at the first one's begin instead. */
    for (int i = 0; i < 5; i++)
        send_at(0, &voice, 'V', 60);
    network_run(&net);
    ck_assert_int_eq(longest_wait, 31416667 + 4 * 1416667);
}
END_TEST

/* A bucket before the line: what has been taken for it is not overtaken. 1,000 bytes of tokens at a
 * tenth of the rate: B needs 1,000 of which at 1 ms 100 are there, and begins at 10 ms. */
START_TEST(what_waits_for_the_token_bucket_is_not_overtaken)
{
    struct link_direction d = line_with((struct link_class){0});
    d.shaped = BYTES_A_MICROSECOND / 10;
    d.burst = 1000;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 1000);
    send_at(2, &other, 'C', 1000);
    send_at(5000, &voice, 'V', 100);
    RUN_AND_SEE(&net, "0 down A 0-1000", "1000 down B 10000-11000", "11000 down V 11000-11100",
                "11100 down C 21000-22000");
}
END_TEST

/* A line of 10 us a byte behind a router, which gets packets over one of 1 us. */
static void build_behind_a_router(void)
{
    network_init(&net);
    net.watched = "thin";
    net.observer.in_order = false;
    net.observer.packet_delivered = NULL;
    net.options.dscp[TRAFFIC_VOICE] = EF;
    network_host(&net, "h0", SITE_1 + 1);
    network_router(&net, "head");
    network_host(&net, "h1", SITE_2 + 1);
    struct link_direction thin = line_with((struct link_class){0});
    thin.rate /= 10;
    network_link(&net, "lan", 0, 1, plain_line(10));
    network_link(&net, "thin", 1, 2, thin);
    network_build(&net);
    queues_sender(&voice, 1000, TRAFFIC_VOICE);
    queues_sender(&other, 1002, TRAFFIC_OTHER);
    network_listen(&net, 2, &h1);
    listener_deafen(&h1);
}

/* Packets of classes with priority do not go ahead of their time through routers either: the head
 * would pass on A, B and V for the times of their arrival. */
START_TEST(a_router_gives_a_queue_nothing_before_its_time)
{
    build_behind_a_router();
    packet_at(0, &other, SITE_2 + 1, 'A', 100);
    packet_at(0, &other, SITE_2 + 1, 'B', 100);
    packet_at(0, &other, SITE_2 + 1, 'C', 100);
    packet_at(0, &voice, SITE_2 + 1, 'V', 100);
    RUN_AND_SEE(&net, "110 down A 110-1110", "1110 down V 1110-2110", "2110 down B 2110-3110",
                "3110 down C 3110-4110");
}
END_TEST

/* V arrives at 1,110 us, when the line is free, and before the line's event, its cable's number
 * being lower. Still the next has begun. */
START_TEST(the_next_has_begun_whichever_event_is_first)
{
    build_behind_a_router();
    packet_at(0, &other, SITE_2 + 1, 'A', 100);
    packet_at(0, &other, SITE_2 + 1, 'B', 100);
    packet_at(1000, &voice, SITE_2 + 1, 'V', 100);
    RUN_AND_SEE(&net, "110 down A 110-1110", "1110 down B 1110-2110", "2110 down V 2110-3110");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, a_class_goes_before_the_rest);
    tcase_add_test(t, the_next_has_begun_when_one_comes_as_the_line_is_free);
    tcase_add_test(t, classes_go_in_their_order);
    tcase_add_test(t, each_class_has_its_limit);
    tcase_add_test(t, a_limit_may_be_in_bytes);
    tcase_add_test(t, a_class_is_policed_to_its_share_and_burst);
    tcase_add_test(t, a_class_is_policed_while_others_want_the_line_only);
    tcase_add_test(t, another_class_with_priority_wants_the_line_too);
    tcase_add_loop_test(t, exactly_the_excess_is_policed, 0, sizeof beside / sizeof *beside);
    tcase_add_test(t, the_burst_is_200_ms_by_default);
    tcase_add_test(t, a_call_waits_for_one_largest_packet_and_its_own_class);
    tcase_add_test(t, what_waits_for_the_token_bucket_is_not_overtaken);
    tcase_add_test(t, a_router_gives_a_queue_nothing_before_its_time);
    tcase_add_test(t, the_next_has_begun_whichever_event_is_first);
}

int main(void)
{
    return run_tests("priority", add);
}
