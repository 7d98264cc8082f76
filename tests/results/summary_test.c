/* The summary of runs with several sites, of none, and of phones that did not complete. */
#include "results/summary.h"

#include "results/sites.h"
#include "results/summary_json.h"
#include "tests/results/small_run.h"
#include "tests/support.h"

enum { PHONES = 15 };

static struct record r;
static struct observer o;
static struct run_summary s;
static struct phone_group phone_groups[PHONES];
static struct phone_info phones[PHONES];
static const struct link_info wans[2] = {
    {.id = 0,
     .name = "wan north",
     .wan = true,
     .ends = {"head router", "north"},
     .direction = small_ppp},
    {.id = 1,
     .name = "wan south",
     .wan = true,
     .ends = {"head router", "south"},
     .direction = small_ppp},
};
static const struct link_info head_end = {.id = 2,
                                          .name = "head end",
                                          .head_end = true,
                                          .ends = {"head router", "hub router"},
                                          .direction = small_ppp};

static void setup(void)
{
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
}

static void teardown(void)
{
    record_fini(&r);
}

static void add_phone(uint32_t id, const char *site)
{
    phone_groups[id] = small_group;
    phone_groups[id].site = site;
    phones[id] = small_phones[0];
    phones[id].name = small_phones[id % 3].name;
    phones[id].id = id;
    phones[id].group = &phone_groups[id];
    o.phone_added(&r, &phones[id]);
}

static void end_phone(uint32_t id, sim_time reset, sim_time end, const char *reason)
{
    const struct phone_change begin = {.state = "fetching"};
    const struct phone_change over = {
        reason ? "failed" : "upgraded", true, true, !reason, reason, NULL};
    o.phone_changed(&r, &phones[id], &begin, reset * TENTHS);
    o.phone_changed(&r, &phones[id], &over, end * TENTHS);
}

/* North: one phone, from 0 to 5 s; south: two, from 2 to 10 s and 9.5 to 10 s. */
static void run_two_sites(void)
{
    for (int i = 0; i < 2; i++)
        o.link(&r, &wans[i]);
    add_phone(0, "north");
    add_phone(1, "south");
    add_phone(2, "south");
    small_send(&o, &wans[0], 0, 0, 0, 20);
    small_send(&o, &wans[1], 0, 0, 0, 40);
    small_send(&o, &wans[1], 0, 0, 40, 50);
    small_send(&o, &wans[1], 1, 0, 0, 10);
    end_phone(0, 0, 50, NULL);
    end_phone(1, 20, 100, NULL);
    end_phone(2, 95, 100, NULL);
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
}

START_TEST(wan_is_summed_and_the_highest_use_taken)
{
    run_two_sites();
    ck_assert_uint_eq(s.wan[0].packets, 3);
    ck_assert_uint_eq(s.wan[0].wire_bytes, 3000);
    ck_assert_uint_eq(s.wan[0].traffic_bytes[TRAFFIC_TFTP], 3000);
    ck_assert_uint_eq(s.wan[1].wire_bytes, 1000);
    ck_assert_double_eq_tol(s.wan[0].utilisation, 2. / 5, 1e-12); /* north's */
    ck_assert_double_eq_tol(s.wan[0].peak_utilisation, 1, 1e-12);
    ck_assert_double_eq_tol(s.wan[0].mean_queue, 2. / 8, 1e-12); /* south's */
    ck_assert_uint_eq(s.wan[0].max_queue, 1);
    ck_assert_double_eq_tol(summary_utilisation(&s), 2. / 5, 1e-12);
}
END_TEST

/* The first line's direction up is the busier one by every number. */
START_TEST(the_greatest_need_be_neither_the_last_line_nor_the_first_direction)
{
    for (int i = 0; i < 2; i++)
        o.link(&r, &wans[i]);
    add_phone(0, "north");
    small_send(&o, &wans[0], 1, 0, 0, 40);
    small_send(&o, &wans[0], 1, 0, 40, 50);
    small_send_behind(&o, &wans[0], 1, 0, 50, 60, 2);
    small_send(&o, &wans[1], 1, 0, 0, 10);
    small_send(&o, &wans[1], 1, 0, 10, 19);
    small_send(&o, &wans[1], 0, 0, 0, 5);
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
    ck_assert_double_eq_tol(s.wan[1].mean_queue, 0.9, 1e-12); /* 4 s and 5 s of 10 */
    ck_assert_uint_eq(s.wan[1].max_queue, 2);
    ck_assert_double_eq_tol(s.wan[1].utilisation, 0.6, 1e-12);
    ck_assert_double_eq_tol(s.wan[1].peak_utilisation, 1, 1e-12);
    ck_assert_double_eq_tol(s.wan[0].mean_queue, 0, 1e-12);
    ck_assert_double_eq_tol(summary_utilisation(&s), 0.6, 1e-12);
    const struct run_label label = {.name = "", .method = "", .engine = "", .version = ""};
    json_t *object = summary_json(&r, &s, &label);
    const json_t *wan = json_object_get(object, "wan");
    ck_assert_double_eq_tol(json_number_value(json_object_get(wan, "mean_queue_packets")), 0.9,
                            1e-12);
    ck_assert_int_eq(json_integer_value(json_object_get(wan, "max_queue_packets")), 2);
    json_decref(object);
}
END_TEST

/* What has no record of its own is asked for by nobody, and told all the same; the WAN's are
 * counted there. Of what happens after the run's end nothing counts. */
START_TEST(drops_on_other_cables_are_counted_together)
{
    const struct link_info lan = {.id = 3, .name = "switch", .direction = small_ppp};
    ck_assert(o.link(&r, &wans[0]));
    ck_assert(!o.link(&r, &lan));
    o.packet_dropped(&r, &lan, 0, &small_packet, DROP_QUEUE_FULL, 10 * TENTHS);
    o.packet_dropped(&r, &small_port, 1, &small_packet, DROP_LOST, 11 * TENTHS);
    o.packet_dropped(&r, &wans[0], 0, &small_packet, DROP_QUEUE_FULL, 12 * TENTHS);
    o.run_stopped(&r, 20 * TENTHS);
    o.packet_dropped(&r, &lan, 0, &small_packet, DROP_QUEUE_FULL, 21 * TENTHS);
    o.run_ended(&r, 20 * TENTHS);
    summary_make(&s, &r);
    ck_assert_uint_eq(s.lan.drops, 2);
    ck_assert_uint_eq(s.wan[0].drops, 1);
    ck_assert_uint_eq(summary_drops(&s), 3);
}
END_TEST

/* It is no part of the WAN's numbers, nor of a site's: and over the upgrade of all, 0 to 10 s. */
START_TEST(the_head_end_is_a_line_of_its_own)
{
    ck_assert(o.link(&r, &head_end));
    run_two_sites();
    ck_assert(s.with_head_end);
    ck_assert_uint_eq(s.head_end[0].packets, 0);
    ck_assert_int_eq(s.head_end[0].delay_mean, -1);
    record_fini(&r);
    setup();
    o.link(&r, &head_end);
    for (int i = 0; i < 2; i++)
        o.link(&r, &wans[i]);
    add_phone(0, "north");
    add_phone(1, "south");
    end_phone(0, 0, 50, NULL);
    small_send(&o, &head_end, 0, 10, 10, 30);
    small_send(&o, &head_end, 0, 20, 30, 35);
    small_send(&o, &head_end, 1, 20, 20, 21);
    o.packet_dropped(&r, &head_end, 0, &small_packet, DROP_QUEUE_FULL, 22 * TENTHS);
    small_send(&o, &wans[0], 0, 30, 30, 32);
    end_phone(1, 20, 100, NULL);
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
    ck_assert_uint_eq(s.wan[0].packets, 1);
    ck_assert_uint_eq(s.wan[0].drops, 0);
    ck_assert_uint_eq(s.head_end[0].wire_bytes, 2000);
    ck_assert_double_eq_tol(s.head_end[0].utilisation, 25. / 100, 1e-12);
    ck_assert_double_eq_tol(s.head_end[0].mean_queue, 10. / 100, 1e-12);
    ck_assert_uint_eq(s.head_end[0].max_queue, 1);
    ck_assert_uint_eq(s.head_end[0].drops, 1);
    ck_assert_uint_eq(s.head_end[1].wire_bytes, 1000);
    ck_assert_uint_eq(summary_drops(&s), 1);
    struct site_summary *sites;
    ck_assert_uint_eq(sites_summarise(&r, &sites), 2);
    ck_assert_uint_eq(sites[0].wire_bytes[0], 1000);
    free(sites);
}
END_TEST

START_TEST(sites_have_their_own_numbers)
{
    run_two_sites();
    struct site_summary *sites;
    ck_assert_uint_eq(sites_summarise(&r, &sites), 2);
    ck_assert_str_eq(sites[0].name, "north");
    ck_assert_int_eq(sites[0].upgrade_time, 50 * TENTHS);
    ck_assert_double_eq_tol(sites[0].utilisation, 2. / 5, 1e-12); /* from 0 to 5 s */
    ck_assert_uint_eq(sites[0].wire_bytes[0], 1000);
    ck_assert_str_eq(sites[1].name, "south");
    ck_assert_uint_eq(sites[1].phones, 2);
    ck_assert_double_eq_tol(sites[1].utilisation, 3. / 8, 1e-12); /* from 2 to 10 s */
    ck_assert_uint_eq(sites[1].wire_bytes[1], 1000);
    free(sites);
}
END_TEST

/* A site's from its own first reset: of south, which begins at 2 s, 8 s. */
START_TEST(all_are_back_after_the_first_reset)
{
    run_two_sites();
    ck_assert_int_eq(s.first_reset, 0);
    ck_assert_int_eq(s.last_back, 100 * TENTHS);
    ck_assert_int_eq(s.all_back, 100 * TENTHS);
    struct site_summary *sites;
    ck_assert_uint_eq(sites_summarise(&r, &sites), 2);
    ck_assert_int_eq(sites[0].all_back, 50 * TENTHS);
    ck_assert_int_eq(sites[1].all_back, 80 * TENTHS);
    ck_assert_int_eq(sites[1].upgrade_time, 80 * TENTHS);
    free(sites);
}
END_TEST

START_TEST(upgrade_times_are_from_each_phones_own_reset)
{
    run_two_sites();
    ck_assert_int_eq(s.upgrade_time, 80 * TENTHS);
    ck_assert_str_eq(s.slowest_phone, "phone-1");
    ck_assert_int_eq(s.fastest, 5 * TENTHS);
    ck_assert_int_eq(s.median, 50 * TENTHS);
}
END_TEST

/* Staggered: the last one to be back is not the slowest, and the site needs longer than both. */
START_TEST(last_phone_need_not_be_the_slowest)
{
    add_phone(0, "north");
    add_phone(1, "north");
    end_phone(0, 10, 90, NULL);
    end_phone(1, 80, 100, NULL);
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
    ck_assert_int_eq(s.all_back, 90 * TENTHS);
    ck_assert_int_eq(s.upgrade_time, 80 * TENTHS);
    ck_assert_int_eq(s.median, 50 * TENTHS);
}
END_TEST

/* `completed` of four are back: after 1, 2 ... s. */
static sim_time median_of_four(uint32_t completed)
{
    teardown();
    setup();
    for (uint32_t i = 0; i < 4; i++) {
        add_phone(i, "north");
        end_phone(i, 0, 10 + 10 * i, i < completed ? NULL : "missing file");
    }
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
    return s.median;
}

START_TEST(median_is_of_all_phones)
{
    ck_assert_int_eq(median_of_four(4), 25 * TENTHS);
    ck_assert_int_eq(median_of_four(3), 25 * TENTHS); /* the fourth takes longer, if it ends */
    ck_assert_int_eq(median_of_four(2), -1);
    ck_assert_int_eq(s.all_back, 20 * TENTHS);
}
END_TEST

START_TEST(no_phone_completed_is_minus_one)
{
    add_phone(0, "north");
    o.run_ended(&r, 100 * TENTHS);
    summary_make(&s, &r);
    ck_assert_uint_eq(s.completed, 0);
    ck_assert_int_eq(s.upgrade_time, -1);
    ck_assert_int_eq(s.all_back, -1);
    ck_assert_int_eq(s.median, -1);
    ck_assert_int_eq(s.first_reset, -1);
    ck_assert_str_eq(s.slowest_phone, "");
}
END_TEST

START_TEST(run_without_phones_is_no_defect)
{
    o.run_ended(&r, 0);
    summary_make(&s, &r);
    ck_assert_uint_eq(s.phones, 0);
    ck_assert_int_eq(s.outage_mean, 0);
}
END_TEST

START_TEST(incomplete_phones_are_grouped)
{
    for (uint32_t i = 0; i < PHONES; i++) {
        add_phone(i, "north");
        end_phone(i, 0, 50, i == 1 ? "invalid file" : "missing file");
    }
    o.run_ended(&r, 100 * TENTHS);
    struct incomplete *groups;
    ck_assert_uint_eq(summary_incomplete(&r, &groups), 2);
    ck_assert_str_eq(groups[0].reason, "missing file");
    ck_assert_uint_eq(groups[0].count, PHONES - 1);
    ck_assert_ptr_nonnull(groups[0].phones[INCOMPLETE_NAMES - 1]);
    ck_assert_uint_eq(groups[1].count, 1);
    ck_assert_ptr_null(groups[1].phones[1]);
    free(groups);
}
END_TEST

/* 31 bytes fit; the 16th two-byte character does not. */
START_TEST(long_names_are_cut_between_characters)
{
    phones[0] = small_phones[0];
    phones[0].name = "éééééééééééééééééééé";
    o.phone_added(&r, &phones[0]);
    end_phone(0, 0, 10, NULL);
    o.run_ended(&r, 10 * TENTHS);
    summary_make(&s, &r);
    ck_assert_str_eq(s.slowest_phone, "ééééééééééééééé");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, wan_is_summed_and_the_highest_use_taken);
    tcase_add_test(t, the_greatest_need_be_neither_the_last_line_nor_the_first_direction);
    tcase_add_test(t, the_head_end_is_a_line_of_its_own);
    tcase_add_test(t, drops_on_other_cables_are_counted_together);
    tcase_add_test(t, sites_have_their_own_numbers);
    tcase_add_test(t, all_are_back_after_the_first_reset);
    tcase_add_test(t, upgrade_times_are_from_each_phones_own_reset);
    tcase_add_test(t, median_is_of_all_phones);
    tcase_add_test(t, last_phone_need_not_be_the_slowest);
    tcase_add_test(t, no_phone_completed_is_minus_one);
    tcase_add_test(t, run_without_phones_is_no_defect);
    tcase_add_test(t, incomplete_phones_are_grouped);
    tcase_add_test(t, long_names_are_cut_between_characters);
}

int main(void)
{
    return run_tests("summary", add);
}
