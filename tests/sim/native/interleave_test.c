/* Link fragmentation and interleaving: a byte takes a microsecond, a fragment at most 506. */
#include "tests/sim/native/queues.h"

static struct link_direction line_with(enum link_discipline discipline)
{
    struct link_direction d = plain_line(0);
    d.queue.discipline = discipline;
    d.queue.class_count = 1;
    d.queue.classes[0] =
        (struct link_class){.dscp = CODE_POINT(EF), .share = 500000000, .priority = true};
    d.fragment = 506 * MICROSECONDS;
    return d;
}

/* A's 1,000 bytes and 2 of the protocol are cut into 502 and 500, with 4 on top of each: 506 and
 * 504 us. B fits. */
START_TEST(a_long_packet_is_cut)
{
    queues_build(line_with(QUEUE_PRIORITY));
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 506);
    RUN_AND_SEE(&net, "506 down A 0-1010", "1010 down B 1010-1516");
}
END_TEST

/* The call's packet goes after the first fragment, not after the packet; the rest's waits. A has
 * had the line for 1,010 us when it is through. */
START_TEST(a_packet_with_priority_goes_between_fragments)
{
    queues_build(line_with(QUEUE_PRIORITY));
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 100);
    send_at(2, &voice, 'V', 60);
    RUN_AND_SEE(&net, "506 down V 506-566", "566 down A 60-1070", "1070 down B 1070-1170");
}
END_TEST

START_TEST(so_it_does_with_deficit_round_robin)
{
    queues_build(line_with(QUEUE_DRR));
    send_at(0, &other, 'A', 1000);
    send_at(1, &other, 'B', 100);
    send_at(2, &voice, 'V', 60);
    RUN_AND_SEE(&net, "506 down V 506-566", "566 down A 60-1070", "1070 down B 1070-1170");
}
END_TEST

/* While one goes in fragments others want the line, also when a packet of the class is on it: V and
 * W use what a bucket of 100 bytes has, 2 us each, and X comes while nothing but A's rest waits. */
static void build_policed(void)
{
    struct link_direction d = line_with(QUEUE_PRIORITY);
    d.queue.classes[0].burst = 200 * MICROSECONDS;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    send_at(1, &voice, 'V', 100);
}

START_TEST(a_class_is_policed_while_the_rest_of_a_packet_waits)
{
    build_policed();
    send_at(550, &voice, 'W', 100);
    send_at(560, &voice, 'X', 100);
    RUN_AND_SEE(&net, "506 down V 506-606", "560 down X policed", "606 down W 606-706",
                "706 down A 200-1210");
}
END_TEST

/* Nor is the last fragment the class's own, though V was the last that the line took whole. */
START_TEST(a_class_is_policed_while_a_last_fragment_is_on_the_line)
{
    build_policed();
    send_at(700, &voice, 'W', 100);
    send_at(710, &voice, 'X', 100);
    RUN_AND_SEE(&net, "506 down V 506-606", "606 down A 100-1110", "710 down X policed",
                "1110 down W 1110-1210");
}
END_TEST

/* What has priority is not cut. */
START_TEST(a_packet_with_priority_is_whole)
{
    queues_build(line_with(QUEUE_PRIORITY));
    send_at(0, &voice, 'V', 1000);
    RUN_AND_SEE(&net, "0 down V 0-1000");
}
END_TEST

/* What comes as a fragment ends finds that the next has begun. */
START_TEST(the_next_fragment_has_begun_when_one_comes_as_the_line_is_free)
{
    queues_build(line_with(QUEUE_PRIORITY));
    send_at(0, &other, 'A', 1000);
    send_at(506, &voice, 'V', 60);
    RUN_AND_SEE(&net, "506 down A 0-1010", "1010 down V 1010-1070");
}
END_TEST

/* Each fragment has the line's framing, and the multilink header: on PPP 8 and 4. 494 bytes fit: of
 * 1,002, 494, 494 and 14: 506, 506 and 26 us. */
START_TEST(each_fragment_is_framed)
{
    struct link_direction d = line_with(QUEUE_PRIORITY);
    d.framing = FRAMING_PPP;
    queues_build(d);
    send_at(0, &other, 'A', 1000);
    RUN_AND_SEE(&net, "1012 down A 0-1038");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, queues_close);
    tcase_add_test(t, a_long_packet_is_cut);
    tcase_add_test(t, a_packet_with_priority_goes_between_fragments);
    tcase_add_test(t, so_it_does_with_deficit_round_robin);
    tcase_add_test(t, a_class_is_policed_while_the_rest_of_a_packet_waits);
    tcase_add_test(t, a_class_is_policed_while_a_last_fragment_is_on_the_line);
    tcase_add_test(t, a_packet_with_priority_is_whole);
    tcase_add_test(t, the_next_fragment_has_begun_when_one_comes_as_the_line_is_free);
    tcase_add_test(t, each_fragment_is_framed);
}

int main(void)
{
    return run_tests("interleave", add);
}
