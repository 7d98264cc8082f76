/* One site in full: who says its values, why it starts when it does, what its time depends on. */
#include "planner/explained.h"

#include "planned.h"

#define HEADER                                                                                     \
    "site,model,count,wan_rate,wan_up,wan_rtt,wan_queue,framing,mtu,busy,subnet,lan,pfs,"          \
    "load_server,calls,codec,qos,timezone,window,not_before,deadline,group,critical,method\n"
#define FULL                                                                                       \
    "A,CP-7965,20,1.4..1.6 Mbps,1 Mbps,20 ms,40 packets,ethernet,1492,10 %,x,1 "                   \
    "Gbps,off,yes,2,g711u,priority,Europe/Paris,Mon-Fri 22:00-05:00,2026-12-02,2026-12-10,n,"      \
    "yes,tftp\nA,CP-7945,3,,,,,,,,y,10 Mbps,90 %,,,,,,,,,,,\n"
#define BARE "B,CP-7965,20,2 Mbps,,,,,,,,,,,,,,,,,,,,\n"

static void expect_said(const struct fleet *f, size_t site, enum fleet_column_number column,
                        enum fleet_said_by by, const char *value, const char *where)
{
    struct fleet_said said = fleet_said(f, &f->sites[site], column);
    ck_assert_int_eq(said.by, by);
    ck_assert_msg(value ? said.value && !strcmp(said.value, value) : !said.value,
                  "%s is '%s', not '%s'", fleet_columns[column].name, said.value, value);
    ck_assert_msg(where ? said.where && !strcmp(said.where, where) : !said.where,
                  "%s is of '%s', not '%s'", fleet_columns[column].name, said.where, where);
    fleet_said_fini(&said);
}

START_TEST(cells_say_what_they_say)
{
    static const char *const values[FLEET_COLUMNS] = {"A",
                                                      "CP-7965G; CP-7945G",
                                                      "20; 3",
                                                      "1.4 Mbps..1.6 Mbps",
                                                      "1 Mbps",
                                                      "20 ms",
                                                      "40 packets",
                                                      "ethernet",
                                                      "1492",
                                                      "10 %",
                                                      "x; y",
                                                      "1 Gbps; 10 Mbps",
                                                      "off; 90 %",
                                                      "atftpd; no",
                                                      "2",
                                                      "g711u",
                                                      "priority",
                                                      "Europe/Paris",
                                                      "Mon-Fri 22:00-05:00",
                                                      "2026-12-02T00:00:00+01:00",
                                                      "2026-12-11T00:00:00+01:00",
                                                      "n",
                                                      "yes",
                                                      "tftp"};
    struct fleet f = fleet_good(HEADER FULL, (struct fleet_options){0});
    for (enum fleet_column_number c = 0; c < FLEET_COLUMNS; c++)
        expect_said(&f, 0, c, FLEET_SAID_CELL, values[c], NULL);
    fleet_free(&f);
}
END_TEST

START_TEST(what_no_cell_says_is_shared_known_or_assumed)
{
    static const char *const set[] = {"wan.rtt=30ms", "wan.down.framing=hdlc"};
    struct fleet f = fleet_good(HEADER BARE, (struct fleet_options){.set = set, .set_count = 2});
    expect_said(&f, 0, FLEET_COLUMN_WAN_RTT, FLEET_SAID_SHARED, "30ms", "-s wan.rtt=30ms");
    expect_said(&f, 0, FLEET_COLUMN_FRAMING, FLEET_SAID_SHARED, "hdlc", "-s wan.down.framing=hdlc");
    expect_said(&f, 0, FLEET_COLUMN_WAN_QUEUE, FLEET_SAID_ASSUMED, "10 packets",
                "assumed: as short as the white paper's");
    expect_said(&f, 0, FLEET_COLUMN_MTU, FLEET_SAID_KNOWN, "1500",
                "known: Ethernet's (RFC 894), and serial lines' default");
    expect_said(&f, 0, FLEET_COLUMN_DEADLINE, FLEET_SAID_KNOWN, NULL, "known: it may be the last");
    fleet_free(&f);
}
END_TEST

START_TEST(a_site_is_found_by_its_name)
{
    struct fleet f = fleet_good("site,model,count,wan_rate\n"
                                "LYO1,CP-7965,1,1 Mbps\nOSL2,CP-7965,1,1 Mbps\n",
                                (struct fleet_options){0});
    struct error e = {""};
    size_t site = 7;
    ck_assert_int_eq(explained_site(&f, "OSL2", &site, &e), 0);
    ck_assert_uint_eq(site, 1);
    ck_assert_int_lt(explained_site(&f, "osl1", &site, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "has no such site; did you mean 'OSL2'?"));
    fleet_free(&f);
}
END_TEST

#define SITES                                                                                      \
    "site,model,count,wan_rate,busy,wan_rtt,wan_queue,lan,window,calls\n"                          \
    "A,CP-7965,20,1 Mbps,0 %,9 ms,40 packets,100 Mbps,22:00-05:00,0\n"                             \
    "B,CP-7965,30,1.0..1.2 Mbps,0 %,9 ms,40 packets,100 Mbps,22:00-05:00,0\n"                      \
    "C,CP-7965,10,1 Mbps,0 %,9 ms,40 packets,100 Mbps,22:00-22:02,0\n"

static void expect_start(struct plan_options o, size_t site, const char *text)
{
    struct planned *x = plan_of(SITES, o);
    struct explained of;
    explained_find(&of, &x->plan, site);
    ck_assert_msg(!strncmp(of.start, text, strlen(text)), "'%s' is not '%s'", of.start, text);
    explained_fini(&of);
    planned_free(x);
}

/* B has the least slack, and its place first. */
START_TEST(why_it_starts_when_it_does)
{
    struct plan_options o = some_days();
    struct error e;
    expect_start(o, 0, "the first of its windows that is long enough opens then");
    expect_start(o, 2, "6 min 18 s of 2 min");
    o.sites_at_once = 1;
    expect_start(o, 0, "as many sites are under way until then as may be: 1");
    o.sites_at_once = 0;
    o.head_end = 1500000;
    expect_start(o, 0, "the head end is full until then: the site takes ");
    o.head_end = 0;
    o.phones_a_night = 40;
    expect_start(o, 0, "nights before have no room for its 20 phones: 40 a night");
    o.phones_a_night = 0;
    ck_assert_int_eq(waves_read(&o.waves, "1,rest", &e), 0);
    o.soak = 3600;
    expect_start(o, 1, "it waits for the wave before, whose last site A ends Tue 1 Dec 22:");
}
END_TEST

START_TEST(indices_are_sorted_and_have_ranges)
{
    struct planned *x = plan_of(SITES, some_days());
    struct explained of;
    const char *input, *range;
    double total;
    int back;
    explained_find(&of, &x->plan, 1);
    ck_assert(of.has_indices && of.has_faults);
    json_t *object = explained_json(&of);
    ck_assert_int_eq(json_unpack(object, "{s:[{s:s,s:s,s:f}],s:{s:{s:i}}}", "indices", "input",
                                 &input, "range", &range, "total", &total, "faults", "missing file",
                                 "back", &back),
                     0);
    ck_assert_str_eq(input, "wan_rate");
    ck_assert_str_eq(range, "1 Mbps..1.2 Mbps");
    ck_assert(total > 0.9);
    ck_assert_int_eq(back, 0);
    for (size_t i = 1; i < of.indices.count; i++)
        ck_assert(of.indices.of.total[of.order[i]].value <=
                  of.indices.of.total[of.order[i - 1]].value);
    json_decref(object);
    explained_fini(&of);
    planned_free(x);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_site_is_found_by_its_name);
    tcase_add_test(t, cells_say_what_they_say);
    tcase_add_test(t, indices_are_sorted_and_have_ranges);
    tcase_add_test(t, what_no_cell_says_is_shared_known_or_assumed);
    tcase_add_test(t, why_it_starts_when_it_does);
}

int main(void)
{
    return run_tests("explained", add);
}
