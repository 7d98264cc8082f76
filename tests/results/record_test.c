/* The recorder, fed by hand; every number is worked out in small_run.h or beside it. */
#include "results/record.h"

#include "results/summary.h"
#include "tests/results/small_run.h"
#include "tests/support.h"

static struct record r;
static struct observer o;

static void setup(void)
{
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
}

static void teardown(void)
{
    record_fini(&r);
}

static void add_wan_and_phone(void)
{
    ck_assert(o.link(&r, &small_wan));
    o.phone_added(&r, &small_phones[0]);
}

static void check_interval(int direction, size_t second, unsigned busy, unsigned waiting,
                           unsigned max_queue, unsigned drops)
{
    const struct series_interval s = series_get(&r.links[0]->direction[direction].series, second);
    ck_assert_msg(s.busy == busy * (uint64_t)TENTHS && s.waiting == waiting * (uint64_t)TENTHS &&
                      s.max_queue == max_queue && s.drops == drops,
                  "second %zu: busy %.1f, waiting %.1f, queue %u, drops %u", second,
                  (double)s.busy / 1e9, (double)s.waiting / 1e9, (unsigned)s.max_queue,
                  (unsigned)s.drops);
}

START_TEST(wan_links_only_unless_told)
{
    ck_assert(o.link(&r, &small_wan));
    ck_assert(!o.link(&r, &small_port));
    r.options.all_links = true;
    ck_assert(o.link(&r, &small_port));
    small_send(&o, &small_port, 1, 0, 0, 5);
    o.run_ended(&r, 5 * TENTHS);
    ck_assert_uint_eq(direction_total(&r.links[1]->direction[1]).wire_bytes, 1000);
    ck_assert_uint_eq(r.links[1]->direction[1].series.count, 0);
}
END_TEST

START_TEST(packets_of_other_links_are_ignored)
{
    small_send(&o, &small_port, 0, 0, 0, 5);
    ck_assert_uint_eq(r.link_count, 0);
}
END_TEST

START_TEST(wan_is_counted)
{
    small_run(&o);
    const struct direction_record *down = &r.links[0]->direction[0];
    const struct traffic_count total = direction_total(down);
    ck_assert_uint_eq(total.packets, 4);
    ck_assert_uint_eq(total.wire_bytes, 4000);
    ck_assert_uint_eq(total.ip_bytes, 4 * 992);
    ck_assert_uint_eq(down->traffic[TRAFFIC_TFTP].packets, 4);
    ck_assert_uint_eq(down->traffic[TRAFFIC_OTHER].packets, 0);
    ck_assert_uint_eq(down->delivered, 4);
    ck_assert_uint_eq(down->dropped[DROP_QUEUE_FULL], 1);
    ck_assert_uint_eq(direction_drops(&r.links[0]->direction[1]), 1);
    ck_assert_uint_eq(down->max_queue, 2);
}
END_TEST

/* The first phone is reset at 0.1 s, when a packet has been on the wire for that long; the last has
 * ended at 4.2 s. */
START_TEST(use_is_measured_from_the_first_reset_until_the_last_phone_ends)
{
    small_run(&o);
    const struct direction_record *down = &r.links[0]->direction[0];
    const struct direction_use use = direction_use(down);
    ck_assert_int_eq(use.time, 41 * TENTHS);
    ck_assert_uint_eq(use.busy, 17 * TENTHS);
    ck_assert_uint_eq(use.waiting, 12 * TENTHS);
    ck_assert_double_eq_tol(direction_utilisation(down), 1.7 / 4.1, 1e-12);
    ck_assert_double_eq_tol(direction_mean_queue(down), 1.2 / 4.1, 1e-12);
    ck_assert_uint_eq(down->busy, 20 * TENTHS);
}
END_TEST

/* The phone is reset at 1.0 s, while a packet waits behind another: of both the time since counts.
 */
START_TEST(what_waits_at_the_first_reset_counts_from_then_on)
{
    add_wan_and_phone();
    small_send(&o, &small_wan, 0, 0, 0, 15);
    small_send(&o, &small_wan, 0, 5, 15, 20);
    small_change(&o, 0, "fetching", false, 10);
    small_end(&o, 0, true, NULL, 30);
    o.run_ended(&r, 40 * TENTHS);
    const struct direction_use use = direction_use(&r.links[0]->direction[0]);
    ck_assert_int_eq(use.time, 20 * TENTHS);
    ck_assert_uint_eq(use.busy, 10 * TENTHS);
    ck_assert_uint_eq(use.waiting, 5 * TENTHS);
}
END_TEST

/* Of a queue in which others overtake a packet is told of when it starts: this one at 2.0 s, in the
 * middle of what is measured, from 1.0 to 3.0 s, and the next behind that. */
START_TEST(what_is_told_of_when_it_starts_has_waited_before)
{
    add_wan_and_phone();
    small_send(&o, &small_wan, 0, 0, 0, 10);
    small_change(&o, 0, "fetching", false, 10);
    small_send(&o, &small_wan, 0, 15, 15, 20);
    small_send(&o, &small_wan, 0, 5, 20, 40);
    small_end(&o, 0, true, NULL, 30);
    small_send(&o, &small_wan, 0, 25, 40, 45);
    o.run_ended(&r, 50 * TENTHS);
    const struct direction_use use = direction_use(&r.links[0]->direction[0]);
    ck_assert_uint_eq(use.busy, 15 * TENTHS);
    ck_assert_uint_eq(use.waiting, 10 * TENTHS + 5 * TENTHS);
    check_interval(0, 0, 10, 5, 1, 0);
    check_interval(0, 1, 5, 10, 1, 0);
    check_interval(0, 2, 10, 5, 1, 0);
    check_interval(0, 3, 10, 10, 1, 0);
    check_interval(0, 4, 5, 0, 0, 0);
}
END_TEST

/* Two wait when the second second begins, and one of them has been overtaken by what came later. */
START_TEST(queue_is_carried_over_whatever_the_order)
{
    add_wan_and_phone();
    small_send(&o, &small_wan, 0, 0, 0, 12);
    small_send_behind(&o, &small_wan, 0, 6, 12, 13, 2);
    small_send_behind(&o, &small_wan, 0, 5, 13, 25, 1);
    o.run_ended(&r, 30 * TENTHS);
    check_interval(0, 0, 10, 9, 2, 0);
    check_interval(0, 1, 10, 5, 2, 0);
    check_interval(0, 2, 5, 0, 0, 0);
}
END_TEST

/* What is no site's WAN link is measured over the upgrade of all. */
START_TEST(other_links_are_measured_over_the_whole_upgrade)
{
    r.options.all_links = true;
    small_run(&o);
    ck_assert(!r.links[1]->of_site);
    ck_assert_int_eq(direction_use(&r.links[1]->direction[0]).time, 41 * TENTHS);
    ck_assert(r.links[0]->of_site);
}
END_TEST

START_TEST(use_is_measured_until_the_end_when_a_phone_has_not_ended)
{
    add_wan_and_phone();
    small_send(&o, &small_wan, 0, 10, 10, 60);
    small_send(&o, &small_wan, 0, 20, 60, 65);
    o.run_ended(&r, 30 * TENTHS);
    const struct direction_record *down = &r.links[0]->direction[0];
    ck_assert_uint_eq(direction_use(down).busy, 20 * TENTHS);
    ck_assert_uint_eq(direction_use(down).waiting, 10 * TENTHS);
}
END_TEST

START_TEST(series_share_out_busy_and_waiting)
{
    small_run(&o);
    check_interval(0, 0, 10, 12, 2, 1);
    check_interval(0, 1, 5, 0, 0, 0);
    check_interval(0, 2, 0, 0, 0, 0);
    check_interval(0, 3, 1, 0, 0, 0);
    check_interval(0, 4, 4, 0, 0, 0);
    check_interval(0, 5, 0, 0, 0, 0);
    check_interval(1, 2, 5, 0, 0, 1);
}
END_TEST

/* One on the wire from 0.5 to 3.2 s, two behind it; nothing arrives for three seconds. */
START_TEST(queue_is_carried_over_quiet_intervals)
{
    add_wan_and_phone();
    small_send(&o, &small_wan, 0, 5, 5, 32);
    small_send(&o, &small_wan, 0, 5, 32, 41);
    small_send_behind(&o, &small_wan, 0, 6, 41, 42, 2);
    o.run_ended(&r, 60 * TENTHS);
    check_interval(0, 0, 5, 9, 2, 0);
    check_interval(0, 1, 10, 20, 2, 0);
    check_interval(0, 2, 10, 20, 2, 0);
    check_interval(0, 3, 10, 12, 2, 0); /* the first goes out at 3.2 */
    check_interval(0, 4, 2, 1, 1, 0);
    check_interval(0, 5, 0, 0, 0, 0);
}
END_TEST

START_TEST(bytes_are_counted_on_phones_cables_only)
{
    ck_assert_ptr_null(o.wire_bytes(&r, &small_wan, 0));
    ck_assert_ptr_null(o.wire_bytes(&r, &small_wan, 1));
    o.wire_bytes(&r, &small_port, 0)[TRAFFIC_HTTP] += 7;
    o.wire_bytes(&r, &small_port, 1)[TRAFFIC_HTTP] += 8;
    ck_assert_uint_eq(r.lan[0][TRAFFIC_HTTP], 7);
    ck_assert_uint_eq(r.lan[1][TRAFFIC_HTTP], 8);
}
END_TEST

/* Two pieces of work lie ahead of the run's end at 5.0 s: it sees half a second of them. */
START_TEST(work_after_the_end_counts_nowhere)
{
    o.server_added(&r, &small_server);
    o.server_busy(&r, 0, 9 * TENTHS, 14 * TENTHS);
    o.server_busy(&r, 0, 45 * TENTHS, 62 * TENTHS);
    o.server_busy(&r, 0, 62 * TENTHS, 80 * TENTHS);
    o.run_ended(&r, 50 * TENTHS);
    const struct server_record *s = r.servers[0];
    ck_assert_uint_eq(s->cpu, 10 * TENTHS);
    ck_assert_uint_eq(series_get(&s->series, 4).busy, 5 * TENTHS);
    for (size_t t = 5; t < 9; t++)
        ck_assert_uint_eq(series_get(&s->series, t).busy, 0);
    ck_assert_double_eq(series_peak(&s->series), 0.5);
}
END_TEST

/* More packets at once than the ring begins with; the line is busy without a gap. */
START_TEST(long_queues_are_counted)
{
    add_wan_and_phone();
    for (int i = 0; i < 100; i++)
        small_send_behind(&o, &small_wan, 0, 0, i, i + 1, (uint32_t)i);
    small_send_behind(&o, &small_wan, 0, 50, 100, 101, 50); /* 49 wait, and itself */
    const struct direction_record *down = &r.links[0]->direction[0];
    /* At 5.0 one begins to go out, 49 wait, and another comes. Until 6.0 nine go out after 0.1 to
     * 0.9 s, and 41 wait all the time. */
    o.run_ended(&r, 102 * TENTHS);
    ck_assert_uint_eq(down->max_queue, 99);
    check_interval(0, 5, 10, 45 + 410, 50, 0);
}
END_TEST

/* --- what is told before its time ------------------------------------------------------------- */

static sim_time clock_now;
static struct link_direction ahead_line;
static const struct link_direction *const ahead_lines[2] = {&ahead_line, &ahead_line};
static const struct link_info ahead_wan = {
    .name = "wan branch",
    .wan = true,
    .ends = {"head router", "branch"},
    .direction = ahead_lines,
    .clock = &clock_now,
};

/* A WAN link whose packets are told of at 0 s, whenever they come; the line's rate is `rate`. */
static struct direction_record *tell_ahead(uint64_t rate, uint64_t shaped)
{
    clock_now = 0;
    ahead_line = (struct link_direction){.rate = rate, .shaped = shaped};
    ck_assert(o.link(&r, &ahead_wan));
    o.phone_added(&r, &small_phones[0]);
    return &r.links[0]->direction[0];
}

static void stop(sim_time now)
{
    clock_now = now * TENTHS;
    o.run_stopped(&r, clock_now);
}

START_TEST(the_future_does_not_count)
{
    const struct direction_record *down = tell_ahead(80000, 0);
    small_send(&o, &ahead_wan, 0, 0, 0, 5);
    small_send(&o, &ahead_wan, 0, 10, 10, 15);
    small_send(&o, &ahead_wan, 0, 20, 20, 25);
    small_send(&o, &ahead_wan, 0, 20, 25, 30);
    o.packet_dropped(&r, &ahead_wan, 0, &small_packet, DROP_QUEUE_FULL, 10 * TENTHS);
    o.packet_dropped(&r, &ahead_wan, 0, &small_packet, DROP_QUEUE_FULL, 22 * TENTHS);
    stop(12);
    o.run_ended(&r, 12 * TENTHS);
    ck_assert_uint_eq(direction_total(down).packets, 2); /* the second is under way */
    ck_assert_uint_eq(direction_total(down).wire_bytes, 2000);
    ck_assert_uint_eq(down->delivered, 1);
    ck_assert_uint_eq(direction_drops(down), 1);
    ck_assert_uint_eq(down->max_queue, 0);
    ck_assert_uint_eq(direction_use(down).busy, 7 * TENTHS);
    check_interval(0, 0, 5, 0, 0, 0);
    check_interval(0, 1, 2, 0, 0, 1);
    check_interval(0, 2, 0, 0, 0, 0);
}
END_TEST

/* What happens at the moment of the end does, and what happens behind it does not, whenever it is
 * told of. */
START_TEST(what_is_told_after_the_end_counts_if_it_came_before)
{
    const struct direction_record *down = tell_ahead(80000, 0);
    stop(12);
    small_send(&o, &ahead_wan, 0, 6, 7, 12);
    small_send(&o, &ahead_wan, 0, 12, 12, 17);
    small_send(&o, &ahead_wan, 0, 13, 17, 22);
    o.packet_dropped(&r, &ahead_wan, 0, &small_packet, DROP_LOST, 12 * TENTHS);
    o.packet_dropped(&r, &ahead_wan, 0, &small_packet, DROP_LOST, 13 * TENTHS);
    clock_now = 100 * TENTHS;
    o.run_ended(&r, 12 * TENTHS);
    ck_assert_uint_eq(direction_total(down).packets, 2);
    ck_assert_uint_eq(down->delivered, 1);
    ck_assert_uint_eq(direction_drops(down), 1);
    ck_assert_uint_eq(direction_use(down).busy, 5 * TENTHS);
    ck_assert_uint_eq(direction_use(down).waiting, 1 * TENTHS);
    check_interval(0, 0, 3, 1, 1, 0);
    check_interval(0, 1, 2, 0, 0, 1);
}
END_TEST

/* 1,000 packets and drops, a tenth of a second apart, all known at the beginning; and as the clock
 * goes on. */
START_TEST(much_may_be_told_ahead)
{
    const struct direction_record *down = tell_ahead(80000, 0);
    for (int i = 0; i < 1000; i++) {
        small_send(&o, &ahead_wan, 0, i, i, i + 1);
        o.packet_dropped(&r, &ahead_wan, 0, &small_packet, DROP_QUEUE_FULL, i * TENTHS);
        clock_now = i > 500 ? (i - 500) * TENTHS : 0;
    }
    ck_assert_uint_eq(down->passages.room, 1024);
    stop(600);
    o.run_ended(&r, 600 * TENTHS);
    ck_assert_uint_eq(direction_total(down).packets, 601);
    ck_assert_uint_eq(down->delivered, 600);
    ck_assert_uint_eq(direction_drops(down), 601);
    ck_assert_uint_eq(direction_use(down).busy, 600 * TENTHS);
    for (size_t second = 0; second < 60; second++)
        check_interval(0, second, 10, 0, 0, 10);
}
END_TEST

/* On a line of 0.1 s a packet a bucket of 0.5 s a packet lets two pass at once: that is its use for
 * a second. The third comes at 3 s. */
static struct direction_record *send_shaped(void)
{
    struct direction_record *down = tell_ahead(80000, 16000);
    small_send(&o, &ahead_wan, 0, 0, 0, 1);
    small_send(&o, &ahead_wan, 0, 0, 1, 2);
    small_send(&o, &ahead_wan, 0, 30, 30, 31);
    return down;
}

START_TEST(use_of_a_shaped_line_is_the_buckets)
{
    const struct direction_record *down = send_shaped();
    stop(40);
    o.run_ended(&r, 40 * TENTHS);
    ck_assert_uint_eq(direction_use(down).busy, 15 * TENTHS);
    check_interval(0, 0, 10, 1, 1, 0);
    check_interval(0, 1, 0, 0, 0, 0);
    check_interval(0, 3, 5, 0, 0, 0);
}
END_TEST

/* At 3.2 s, 0.3 s after the third packet has left the line and 0.3 s before its use is over. */
START_TEST(use_of_a_shaped_line_ends_with_the_run)
{
    const struct direction_record *down = send_shaped();
    stop(32);
    o.run_ended(&r, 32 * TENTHS);
    ck_assert_uint_eq(direction_use(down).busy, 12 * TENTHS);
    check_interval(0, 3, 2, 0, 0, 0);
    ck_assert_double_eq_tol(series_peak(&down->series), 1, 1e-12);
}
END_TEST

/* At 0.3 s both of the first have left the line, and the gap before the third is to come. */
START_TEST(gaps_that_are_to_come_are_not_taken_off)
{
    const struct direction_record *down = send_shaped();
    stop(3);
    o.run_ended(&r, 3 * TENTHS);
    ck_assert_uint_eq(direction_use(down).busy, 3 * TENTHS);
    ck_assert_double_eq_tol(direction_utilisation(down), 1, 1e-12);
    check_interval(0, 0, 3, 1, 1, 0);
    check_interval(0, 3, 0, 0, 0, 0);
}
END_TEST

/* It is the line that holds the packets up. */
START_TEST(a_shaper_faster_than_its_line_is_none)
{
    const struct direction_record *down = tell_ahead(16000, 80000);
    small_send(&o, &ahead_wan, 0, 0, 0, 5);
    small_send(&o, &ahead_wan, 0, 0, 5, 10);
    stop(10);
    o.run_ended(&r, 10 * TENTHS);
    ck_assert_double_eq_tol(direction_utilisation(down), 1, 1e-12);
    check_interval(0, 0, 10, 5, 1, 0);
}
END_TEST

START_TEST(phones_times_and_outages)
{
    small_run(&o);
    ck_assert_int_eq(r.phones[0].reset, 1 * TENTHS);
    ck_assert_int_eq(phone_upgrade_time(&r.phones[0]), 41 * TENTHS);
    ck_assert_int_eq(r.phones[0].outage, 41 * TENTHS);
    ck_assert_int_eq(phone_upgrade_time(&r.phones[1]), 25 * TENTHS);
    ck_assert_int_eq(r.phones[1].outage, 6 * TENTHS); /* the restart only */
    ck_assert_int_eq(phone_upgrade_time(&r.phones[2]), -1);
    ck_assert_int_eq(r.phones[2].outage, 10 * TENTHS);
    ck_assert_str_eq(r.phones[2].reason, "missing file");
    ck_assert_str_eq(r.phones[2].state, "failed");
}
END_TEST

START_TEST(outage_lasts_until_the_run_ends)
{
    add_wan_and_phone();
    small_change(&o, 0, "fetching", false, 10);
    o.run_ended(&r, 35 * TENTHS);
    ck_assert_int_eq(r.phones[0].outage, 25 * TENTHS);
    ck_assert_int_eq(r.phones[0].ended, -1);
    ck_assert(!r.phones[0].completed);
}
END_TEST

START_TEST(phone_that_has_ended_does_not_change)
{
    add_wan_and_phone();
    small_change(&o, 0, "fetching", false, 10);
    small_end(&o, 0, true, NULL, 20);
    small_end(&o, 0, false, "late", 30);
    ck_assert(r.phones[0].completed);
    ck_assert_ptr_null(r.phones[0].reason);
    ck_assert_int_eq(r.phones[0].ended, 20 * TENTHS);
    ck_assert_uint_eq(r.phones_ended, 1);
}
END_TEST

/* Such a restart is no end: it is out of service until it is back. */
START_TEST(restarts_of_a_phone_that_gave_up_are_counted)
{
    add_wan_and_phone();
    small_change(&o, 0, "fetching", false, 10);
    small_change(&o, 0, "starting over", false, 20);
    small_change(&o, 0, "booting", false, 30);
    small_change(&o, 0, "starting over", false, 40);
    small_end(&o, 0, true, NULL, 60);
    ck_assert_uint_eq(r.phones[0].restarts, 2);
    ck_assert_int_eq(r.phones[0].outage, 50 * TENTHS);
}
END_TEST

START_TEST(files_are_kept_and_added_up)
{
    small_run(&o);
    ck_assert_uint_eq(r.file_count, 4);
    ck_assert_uint_eq(r.phones[0].files, 2);
    ck_assert_uint_eq(r.phones[0].bytes, 2000);
    ck_assert_uint_eq(r.phones[0].retransmissions, 4);
    ck_assert_uint_eq(r.phones[0].duplicates, 2);
    ck_assert_uint_eq(r.phones[2].files, 0);
    ck_assert_uint_eq(r.phones[2].bytes, 100);
    ck_assert_str_eq(r.files[0].reason, "missing file");
    ck_assert_ptr_eq(r.files[0].file, r.files[2].file); /* one text, kept once */
}
END_TEST

static void file_by(const char *name, const char *transport, const char *reason)
{
    const struct file_info f = {.file = name,
                                .method = "tftp",
                                .transport = transport,
                                .completed = !reason,
                                .reason = reason};
    o.file_ended(&r, &f);
}

/* By TFTP come the one that HTTP did not bring, and one that was not tried by it. */
START_TEST(falling_back_to_tftp_is_counted)
{
    add_wan_and_phone();
    file_by("a", "http", NULL);
    file_by("b", "http", "missing file");
    file_by("b", "tftp", "time-out");
    file_by("b", "tftp", NULL);
    file_by("c", "tftp", NULL);
    file_by("d", "http", "missing file");
    file_by("e", "tftp", NULL);
    ck_assert_uint_eq(r.phones[0].by_http, 1);
    ck_assert_uint_eq(r.phones[0].fell_back, 1);
    ck_assert_str_eq(r.files[1].transport, "http");
}
END_TEST

START_TEST(files_are_not_kept_unless_told)
{
    r.options.files = false;
    small_run(&o);
    ck_assert_uint_eq(r.file_count, 0);
    ck_assert_uint_eq(r.phones[0].files, 2);
}
END_TEST

/* What a callback's text points to may be gone after the call. */
START_TEST(texts_are_copied)
{
    add_wan_and_phone();
    char reason[] = "server says no";
    small_end(&o, 0, false, reason, 20);
    memset(reason, 'x', sizeof reason - 1);
    ck_assert_str_eq(r.phones[0].reason, "server says no");
}
END_TEST

START_TEST(server_is_counted)
{
    small_run(&o);
    const struct server_record *s = r.servers[0];
    ck_assert_uint_eq(s->events[SERVER_REQUEST], 3);
    ck_assert_uint_eq(s->events[SERVER_BUSY], 1);
    ck_assert_uint_eq(s->events[SERVER_ENDED], 2);
    ck_assert_uint_eq(s->peak_transfers, 2);
    ck_assert_uint_eq(s->transfers, 0);
    ck_assert_uint_eq(s->data_blocks, 15);
    ck_assert_uint_eq(s->retransmissions, 3);
    ck_assert_uint_eq(s->cpu, 5 * TENTHS);
    ck_assert_double_eq_tol(series_peak(&s->series), 0.4, 1e-12); /* 1.0 to 1.4 */
    ck_assert_uint_eq(series_get(&s->series, 1).drops, 1);
}
END_TEST

START_TEST(karns_rule_is_kept)
{
    small_run(&o);
    const struct server_record *s = r.servers[0];
    ck_assert_uint_eq(s->block_rtt.count, 2);
    ck_assert_int_eq(histogram_mean(&s->block_rtt), 2 * TENTHS);
    ck_assert_int_eq(s->block_rtt.maximum, 3 * TENTHS);
    ck_assert_uint_eq(s->block_time.count, 3);
    ck_assert_int_eq(histogram_mean(&s->block_time), 4 * TENTHS);
    ck_assert_int_eq(s->block_time.maximum, 8 * TENTHS);
}
END_TEST

START_TEST(records_are_small)
{
    ck_assert_uint_le(sizeof(struct phone_record), 120);
    ck_assert_uint_eq(sizeof(struct series_interval), 24);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, wan_links_only_unless_told);
    tcase_add_test(t, packets_of_other_links_are_ignored);
    tcase_add_test(t, wan_is_counted);
    tcase_add_test(t, use_is_measured_from_the_first_reset_until_the_last_phone_ends);
    tcase_add_test(t, what_waits_at_the_first_reset_counts_from_then_on);
    tcase_add_test(t, other_links_are_measured_over_the_whole_upgrade);
    tcase_add_test(t, use_is_measured_until_the_end_when_a_phone_has_not_ended);
    tcase_add_test(t, series_share_out_busy_and_waiting);
    tcase_add_test(t, bytes_are_counted_on_phones_cables_only);
    tcase_add_test(t, work_after_the_end_counts_nowhere);
    tcase_add_test(t, queue_is_carried_over_quiet_intervals);
    tcase_add_test(t, queue_is_carried_over_whatever_the_order);
    tcase_add_test(t, what_is_told_of_when_it_starts_has_waited_before);
    tcase_add_test(t, long_queues_are_counted);
    tcase_add_test(t, the_future_does_not_count);
    tcase_add_test(t, what_is_told_after_the_end_counts_if_it_came_before);
    tcase_add_test(t, much_may_be_told_ahead);
    tcase_add_test(t, use_of_a_shaped_line_is_the_buckets);
    tcase_add_test(t, use_of_a_shaped_line_ends_with_the_run);
    tcase_add_test(t, gaps_that_are_to_come_are_not_taken_off);
    tcase_add_test(t, a_shaper_faster_than_its_line_is_none);
    tcase_add_test(t, phones_times_and_outages);
    tcase_add_test(t, outage_lasts_until_the_run_ends);
    tcase_add_test(t, phone_that_has_ended_does_not_change);
    tcase_add_test(t, restarts_of_a_phone_that_gave_up_are_counted);
    tcase_add_test(t, files_are_kept_and_added_up);
    tcase_add_test(t, falling_back_to_tftp_is_counted);
    tcase_add_test(t, files_are_not_kept_unless_told);
    tcase_add_test(t, texts_are_copied);
    tcase_add_test(t, server_is_counted);
    tcase_add_test(t, karns_rule_is_kept);
    tcase_add_test(t, records_are_small);
}

int main(void)
{
    return run_tests("record", add);
}
