/* Which sites are of a kind, and the ranges that sites have. */
#include "planner/fleet.h"

#include "planner/fleet_texts.h"
#include "scenarios/estimate.h"
#include "tests/planner/fleet_support.h"

static const struct fleet_options nothing;

static const char kinds_head[] = "site,model,count,wan_rate,wan_rtt,wan_queue,mtu,framing,busy,pfs,"
                                 "load_server,calls,codec,qos,lan,wan_up,subnet,timezone,window,"
                                 "group,critical,deadline,city\n"
                                 "A,7965,9,1 Mbps,16 ms,,,,,,,1,,,,,,,,,,,\n";

/* Another site, which is of the first one's kind, or is not. */
static const struct {
    const char *row;
    bool same;
} kinds[] = {
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,,,,,x,Europe/Paris,Mon 10:00-11:00,g,yes,2026-12-01,c", true},
    {"B,CP-7965G,9,1000 kbps,16ms,,,,,,no,1,,,,,,,,,,,", true},
    {"B,7975,9,1 Mbps,16 ms,,,,,,,1,,,,,,,,,,,", false},
    {"B,7965,8,1 Mbps,16 ms,,,,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,2 Mbps,16 ms,,,,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,15..17 ms,,,,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,9 packets,,,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,1400,,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,hdlc,,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,1 %,,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,50 %,,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,yes,1,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,2,,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,g722,,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,,priority,,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,,,1 Gbps,,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,,,,500 kbps,,,,,,,", false},
    {"B,7965,9,1 Mbps,16 ms,,,,,,,1,,,,,a,,,,,,\nB,7945,9,,,,,,,,,,,,,,b,,,,,,", false},
};

START_TEST(sites_alike_are_of_a_kind)
{
    char *text = mem_printf("%s%s\n", kinds_head, kinds[_i].row);
    struct fleet f = fleet_good(text, nothing);
    ck_assert_uint_eq(f.kind_count, kinds[_i].same ? 1 : 2);
    ck_assert_uint_eq(f.sites[1].kind, kinds[_i].same ? 0 : 1);
    ck_assert_uint_eq(f.kind_sites[0], 0);
    fleet_free(&f);
    free(text);
}
END_TEST

START_TEST(ranges_have_paths_for_knobs)
{
    struct fleet f =
        fleet_good("site,model,count,wan_rate,wan_rtt,wan_queue,busy,wan_up,subnet,lan\n"
                   "A,7965,9,1..2 Mbps,16..20..30 ms,5..20 packets,0..30 %,512..768 "
                   "kbps,a,100..200 Mbps\n"
                   "A,7965,9,,,,,,b,1 Gbps\nA,7965,9,,,,,,c,100..200 Mbps\n",
                   nothing);
    static const struct {
        enum fleet_field field;
        const char *path;
    } wanted[] = {
        {FLEET_WAN_RATE, "wan.rate"},
        {FLEET_WAN_UP, "wan.up.rate"},
        {FLEET_WAN_RTT, "wan.rtt"},
        {FLEET_WAN_QUEUE, "wan.queue.limit"},
        {FLEET_BUSY, "busy"},
        {FLEET_LAN, "subnets[0].lan.rate"},
        {FLEET_LAN, "subnets[2].lan.rate"},
    };
    struct fleet_range *ranges;
    struct scenario s;
    struct error e;
    ck_assert_uint_eq(fleet_ranges(&f.sites[0], &ranges), 7);
    ck_assert_int_eq(fleet_load(&f, &f.sites[0], METHOD_TFTP, &s, &e), 0);
    struct estimate *x = estimate_new(&s, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_int_eq(ranges[i].field, wanted[i].field);
        ck_assert_str_eq(ranges[i].path, wanted[i].path);
        ck_assert_msg(
            estimate_knob(x, ranges[i].path, ranges[i].number.low, ranges[i].number.high, &e) >= 0,
            "%s", e.text);
    }
    estimate_free(x);
    scenario_free(&s);
    fleet_ranges_free(ranges, 7);
    fleet_free(&f);
}
END_TEST

START_TEST(texts_have_numbers)
{
    struct fleet_texts t = {0};
    char text[20];
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < 1000; i++) {
            snprintf(text, sizeof text, "text %zu", i);
            ck_assert_uint_eq(fleet_texts_add(&t, text), i);
        }
    ck_assert_uint_eq(t.count, 1000);
    fleet_texts_fini(&t);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

static void add(TCase *t)
{
    tcase_add_loop_test(t, sites_alike_are_of_a_kind, 0, ROWS(kinds));
    tcase_add_test(t, ranges_have_paths_for_knobs);
    tcase_add_test(t, texts_have_numbers);
}

int main(void)
{
    return run_tests("fleet_kinds", add);
}
