/* Lists of sites: what is read of them, and what is refused with its line and column. */
#include "planner/fleet.h"

#include "planner/window.h"
#include "planner/zone.h"
#include "tests/planner/fleet_support.h"

static const struct fleet_options nothing;

/* --- what is read ---------------------------------------------------------------------------- */

static const char branches[] =
    "site,model,count,wan_rate,wan_rtt,subnet,lan,pfs,timezone,window,not_before,deadline,city\n"
    "LYO1,CP-7945,30,1.544 Mbps,20..60 ms,floor 1,1 Gbps,off,Europe/Paris,22:00-05:00,2026-12-01,"
    "2026-12-10,Lyon\n"
    "OSL2,CP-7965,25,2 Mbps,,,,,,,,,Oslo\n"
    "LYO1,7965,12,,,floor 2,,40 %,,,,,Bron\n"
    "LYO1,CP-7940,2,1544 kbps,,floor 1,,,Europe/Paris,,,,Lyon\n";

START_TEST(rows_of_a_name_are_a_site)
{
    struct fleet f = fleet_good(branches, nothing);
    ck_assert_uint_eq(f.count, 2);
    ck_assert_uint_eq(f.phone_count, 69);
    const struct fleet_site *lyon = &f.sites[0], *oslo = &f.sites[1];
    ck_assert_str_eq(lyon->name, "LYO1");
    ck_assert_uint_eq(lyon->line, 2);
    ck_assert_uint_eq(lyon->phone_count, 44);
    ck_assert_uint_eq(lyon->numbers[FLEET_WAN_RATE].mode, 1544000);
    ck_assert_uint_eq(lyon->numbers[FLEET_WAN_RTT].low, 20000000);
    ck_assert_int_eq(lyon->numbers[FLEET_WAN_RTT].shape, FLEET_UNIFORM);
    ck_assert_int_eq(lyon->method, -1);
    ck_assert_uint_eq(lyon->subnet_count, 2);
    ck_assert_str_eq(lyon->subnets[0].name, "floor 1");
    ck_assert_uint_eq(lyon->subnets[0].lan.mode, 1000000000);
    ck_assert_int_eq(lyon->subnets[1].lan.shape, FLEET_NOT_GIVEN);
    ck_assert_str_eq(oslo->name, "OSL2");
    ck_assert_uint_eq(oslo->line, 3);
    ck_assert_ptr_null(oslo->subnets[0].name);
    fleet_free(&f);
}
END_TEST

START_TEST(phones_stand_by_their_subnets)
{
    struct fleet f = fleet_good(branches, nothing);
    const struct fleet_phones *p = f.sites[0].phones;
    static const struct {
        size_t line, subnet;
        const char *model;
        uint32_t count;
        bool given;
        uint64_t share;
    } wanted[] = {
        {2, 0, "CP-7945G", 30, true, 0},
        {5, 0, "CP-7940G", 2, false, 1000000000},
        {4, 1, "CP-7965G", 12, true, 400000000},
    };
    ck_assert_uint_eq(f.sites[0].phones_count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(p[i].line, wanted[i].line);
        ck_assert_uint_eq(p[i].subnet, wanted[i].subnet);
        ck_assert_str_eq(p[i].model->name, wanted[i].model);
        ck_assert_uint_eq(p[i].count, wanted[i].count);
        ck_assert_int_eq(p[i].pfs_given, wanted[i].given);
        ck_assert_uint_eq(p[i].pfs_share, wanted[i].share);
        ck_assert_int_eq(p[i].load_from, FLEET_LOAD_OF_MODEL - (p[i].load == p[i].model->load));
    }
    fleet_free(&f);
}
END_TEST

/* Paris is an hour before UTC in December; a date as a deadline is its end. */
START_TEST(dates_and_windows_are_the_sites)
{
    struct fleet f = fleet_good(branches, nothing);
    const struct fleet_site *lyon = &f.sites[0], *oslo = &f.sites[1];
    ck_assert_str_eq(zone_name(lyon->zone), "Europe/Paris");
    ck_assert(lyon->has_not_before && lyon->has_deadline);
    ck_assert_int_eq(lyon->not_before, 1796079600); /* 2026-11-30 23:00 UTC */
    ck_assert_int_eq(lyon->deadline, 1796943600);   /* 2026-12-10 23:00 UTC */
    char *text = windows_text(lyon->windows);
    ck_assert_str_eq(text, "22:00-05:00");
    free(text);
    ck_assert_str_eq(zone_name(oslo->zone), "UTC");
    ck_assert(!oslo->has_not_before && !oslo->has_deadline);
    ck_assert_ptr_null(oslo->windows);
    fleet_free(&f);
}
END_TEST

START_TEST(other_columns_are_carried_through)
{
    struct fleet f = fleet_good(branches, nothing);
    ck_assert_uint_eq(f.carried_count, 1);
    ck_assert_str_eq(f.carried_names[0], "city");
    ck_assert_str_eq(f.sites[0].carried[0], "Lyon; Bron; Lyon");
    ck_assert_str_eq(f.sites[1].carried[0], "Oslo");
    fleet_free(&f);
}
END_TEST

/* Many rows make no cell that nobody reads. */
START_TEST(what_is_carried_has_an_end)
{
    char text[20000] = "site,model,count,wan_rate,subnet,note\n";
    for (int i = 0; i < 200; i++)
        sprintf(text + strlen(text), "A,7965,1,%s,s%d,note %03d\n", i ? "" : "1 Mbps", i, i);
    struct fleet f = fleet_good(text, nothing);
    const char *note = f.sites[0].carried[0];
    ck_assert_uint_eq(strlen(note), 101 * 10 - 2 + 5); /* 101 are over 1,000 bytes */
    ck_assert_str_eq(note + strlen(note) - 15, "; note 100; ...");
    fleet_free(&f);
}
END_TEST

static bool is_assumed(const struct fleet_site *site, enum fleet_column_number column)
{
    return site->assumed >> column & 1;
}

START_TEST(what_is_empty_is_assumed)
{
    struct fleet f = fleet_good(branches, nothing);
    const struct fleet_site *lyon = &f.sites[0], *oslo = &f.sites[1];
    ck_assert(!is_assumed(lyon, FLEET_COLUMN_WAN_RTT) && is_assumed(oslo, FLEET_COLUMN_WAN_RTT));
    ck_assert(is_assumed(lyon, FLEET_COLUMN_LAN));  /* of one of its subnets */
    ck_assert(!is_assumed(lyon, FLEET_COLUMN_PFS)); /* of phones that can */
    ck_assert(is_assumed(oslo, FLEET_COLUMN_PFS) && is_assumed(oslo, FLEET_COLUMN_TIMEZONE));
    ck_assert(is_assumed(oslo, FLEET_COLUMN_CALLS) && !is_assumed(oslo, FLEET_COLUMN_CODEC));
    ck_assert(!is_assumed(oslo, FLEET_COLUMN_MTU)); /* known */
    ck_assert(!is_assumed(oslo, FLEET_COLUMN_DEADLINE));
    fleet_free(&f);
    f = fleet_good("site,model,count,wan_rate,calls\nA,7965,1,1 Mbps,2\n", nothing);
    ck_assert(is_assumed(&f.sites[0], FLEET_COLUMN_CODEC) &&
              is_assumed(&f.sites[0], FLEET_COLUMN_QOS));
    fleet_free(&f);
}
END_TEST

/* What a spreadsheet makes of a list, in several ways. */
static const char *const same[] = {
    "site,model,count,wan_rate\nA,CP-7965,40,384 kbps\n",
    "\xef\xbb\xbfsite;model;count;wan_rate\r\nA;CP-7965;40;384 kbps\r\n;;;\r\n",
    "wan_rate\tsite\tcount\tmodel\n 384kbps \tA\t40\tCP-7965",
    "# a list\nsite,\"model\",count,\"wan_rate\n\"\n# none\n\"A\",\"CP-7965\n\",\"40\",384 kbps\n",
    "site,model,count,wan_rate,\nA,CP-7965,40,384 kbps,\n",
};

START_TEST(spreadsheets_are_read)
{
    struct fleet f = fleet_good(same[_i], nothing);
    ck_assert_uint_eq(f.count, 1);
    ck_assert_str_eq(f.sites[0].name, "A");
    ck_assert_uint_eq(f.sites[0].phones[0].count, 40);
    ck_assert_uint_eq(f.sites[0].numbers[FLEET_WAN_RATE].low, 384000);
    ck_assert_uint_eq(f.carried_count, 0);
    fleet_free(&f);
}
END_TEST

/* --- what is refused ------------------------------------------------------------------------- */

struct bad {
    const char *text, *faults; /* lines */
};

static const struct bad headers[] = {
    {"site,model,count,wan_rat\n",
     ":1: column 'wan_rate' is missing: bit rate of the line, to the site and, without wan_up, from "
     "it; give it, with cells such as '1.544 Mbps'\n"
     ":1:4: unknown column 'wan_rat'; did you mean 'wan_rate'? A column of your own may be named "
     "'x_wan_rat'\n"},
    {"site,model,count,wan_rate,Site,wan rate,rtt,not_befroe,dead-lin\n",
     ":1:5: unknown column 'Site'; did you mean 'site'? A column of your own may be named 'x_Site'\n"
     ":1:6: unknown column 'wan rate'; did you mean 'wan_rate'? A column of your own may be named "
     "'x_wan rate'\n"
     ":1:7: unknown column 'rtt'; did you mean 'wan_rtt'? A column of your own may be named "
     "'x_rtt'\n"
     ":1:8: unknown column 'not_befroe'; did you mean 'not_before'? A column of your own may be "
     "named 'x_not_befroe'\n"
     ":1:9: unknown column 'dead-lin'; did you mean 'deadline'? A column of your own may be named "
     "'x_dead-lin'\n"},
    {"site,model,count,wan_rate,wan_rt\n",
     ":1:5: unknown column 'wan_rt'; did you mean 'wan_rtt'? A column of your own may be named "
     "'x_wan_rt'\n"},
    {"site,model,count,wan_rate,count,city,city\n",
     ":1:5: column 'count' is there twice, first as column 3; keep one of them\n"
     ":1:7: column 'city' is there twice; name them differently\n"},
    {"site,model,count,wan_rate,city,state,note,vlan,country,id,a,x_rtt,site_id,date\n",
     ":1: has no sites; give a row for each site, subnet and model\n"},
    {"", ":1: the file is empty; its first row is the header\n"},
    {"site,model\n\"x\n",
     ":1: column 'count' is missing: phones of this model in this subnet; give "
     "it, with cells such as '40'\n"
     ":1: column 'wan_rate' is missing: bit rate of the line, to the site and, "
     "without wan_up, from it; give it, with cells such as '1.544 Mbps'\n"},
};

/* Behind "site,model,count,wan_rate,", a column, and "A,CP-7965,40,1 Mbps,", its cell. */
static const struct {
    const char *column, *cell, *fault;
} cells[] = {
    {"wan_up", "384",
     "'384' has no unit; give a rate with its unit, such as '384 kbps', or "
     "'unlimited'"},
    {"wan_rtt", "20", "'20' has no unit; give a time with its unit, such as '20 ms'"},
    {"wan_rtt", "60..20 ms",
     "'60..20 ms' is a range that falls; give a time, or a range as "
     "LOW..HIGH or LOW..LIKELIEST..HIGH"},
    {"wan_queue", "20 kB", "'20 kB' is a size; give a number of packets, such as '10 packets'"},
    {"busy", "\"0,5 %\"",
     "'0,5 %' has a comma; write a decimal point, and no separators of thousands"},
    {"busy", "120 %", "'120 %' is out of range; give a share from 0 % to 100 %"},
    {"framing", "pppp", "'pppp' is no framing and no size such as '10 bytes'; did you mean 'ppp'?"},
    {"mtu", "20", "'20' is out of range; give a whole number from 68 to 9216"},
    {"mtu", "1400..1500", "'1400..1500' is a range; give one value"},
    {"lan", "fast",
     "'fast' is not a number; give a rate with its unit, such as '384 kbps', or "
     "'unlimited'"},
    {"subnet", "\"a\nb\"", "'a\\x0ab' has characters that do not print; give plain text"},
    {"pfs", "maybe", "'maybe' is unknown; give on, off, or a share, such as '40 %'"},
    {"pfs", "40", "'40' has no unit; give a share with its unit, such as '40 %'"},
    {"load_server", "nginx",
     "'nginx' is unknown; give one of: cucm-tftp, tftpd-hpa, atftpd, "
     "dnsmasq, generic"},
    {"calls", "1.5", "'1.5' is not a whole number; give a whole number, such as '40'"},
    {"calls", "1001", "'1001' is out of range; give a whole number from 1 to 1000"},
    {"codec", "g792", "'g792' is unknown; did you mean 'g722' or 'g729'?"},
    {"qos", "prio", "'prio' is unknown; did you mean 'priority'?"},
    {"timezone", "Europe/Pariss",
     "there is no time zone 'Europe/Pariss'; did you mean 'Europe/Paris'?"},
    {"window", "Mon 22-5", "column 5: a time as in 22:00 is wanted, not '22'"},
    {"not_before", "2026-13-01",
     "'2026-13-01': a month is from 01 to 12; a date is written as in "
     "2026-12-01"},
    {"critical", "perhaps", "'perhaps' is unknown; give one of: no, yes"},
    {"method", "peer", "'peer' is unknown; give one of: tftp, load-server, pfs"},
    {"method", "load-server",
     "load-server cannot be had: no subnet has a load server; give "
     "another, or leave the cell empty"},
};

static const struct bad rows[] = {
    {"A,CP-7965,40,384 kbps\nA,CP-7965,4,\n",
     ":3:2: model: line 2 has phones of the same model in the same subnet; give all of them in one "
     "row\n"},
    {"A,CP-7965,40,384 kbps\nA,CP-7942,4,512 kbps\n",
     ":3:4: wan_rate: is '512 kbps', and '384 kbps' on line 2 of the same site; leave this cell "
     "empty, or correct one of them\n"},
    {"A,CP-7965,40,384 kbps\nA,CP-7942,4,0.384 Mbps\n", ""},
    {"A,CP-7965,40,384 kbps\nA,CP-7942,4,384\n",
     ":3:4: wan_rate: '384' has no unit; give a rate with its unit, such as '384 kbps', or "
     "'unlimited'\n"},
    {"A,CP-7965,0,384 kbps\n",
     ":2:3: count: '0' is out of range; give a whole number from 1 to 1000000\n"},
    {"A,7966,x,\n",
     ":2:2: model: '7966' is not a model of the catalogue; did you mean 'CP-7961', 'CP-7962', "
     "'CP-7965' or 'CP-7960'?\n"
     ":2:3: count: 'x' is not a number; give a whole number, such as '40'\n"
     ":2:4: wan_rate: is empty in all rows of site 'A'; give it in one of them, such as "
     "'384 kbps'\n"},
    {",,,\n,7965,,1\n", ":3:1: site: is empty; give a text\n"
                        ":3:3: count: is empty; every row has one\n"
                        ":3:4: wan_rate: '1' has no unit; give a rate with its unit, such as "
                        "'384 kbps', or 'unlimited'\n"},
    {"A,CP-7965,40,1,5 Mbps\n",
     ":2: the row has 5 cells, and the header 4; write decimals with a point, and quote a cell with "
     "such a character\n"},
    {"A,CP-7965\nB,CP-7965,1,1 Mbps\n",
     ":2: the row has 2 cells, and the header 4; leave cells empty, but keep what stands between "
     "them\n"},
    {"A,CP-7965,60001,1 Mbps\n",
     ":2: over 60000 phones in a subnet of site 'A'; name its subnets\n"},
    {"A,CP-7965,4 \"0\",1 Mbps\n",
     ":2: a quote where none may be; quote the whole field, and double the quotes in it\n"},
    {"A,CP-7965,x,1 Mbps\nB,CP-7965,\"4\n",
     ":2:3: count: 'x' is not a number; give a whole number, such as '40'\n"
     ":3: a quoted field has no end\n"},
};

static void expect_faults(const char *text, const char *wanted)
{
    struct fleet f;
    struct fleet_faults faults;
    char got[4000] = "";
    const int status = fleet_of(&f, text, nothing, &faults);
    for (size_t i = 0; i < faults.shown_count; i++)
        strcat(strcat(got, faults.shown[i].text), "\n");
    ck_assert_str_eq(got, wanted);
    ck_assert_uint_eq(faults.count, faults.shown_count);
    ck_assert_int_eq(status, *wanted ? -1 : 0);
    if (status == 0)
        fleet_free(&f);
    fleet_faults_fini(&faults);
}

START_TEST(a_bad_header_is_told_as_a_whole)
{
    expect_faults(headers[_i].text, headers[_i].faults);
}
END_TEST

START_TEST(a_bad_cell_is_told_with_its_place)
{
    char *text = mem_printf("site,model,count,wan_rate,%s\nA,CP-7965,40,1 Mbps,%s\n",
                            cells[_i].column, cells[_i].cell);
    char *fault = mem_printf(":2:5: %s: %s\n", cells[_i].column, cells[_i].fault);
    expect_faults(text, fault);
    free(fault);
    free(text);
}
END_TEST

START_TEST(a_bad_row_is_told_with_its_line)
{
    char *text = mem_printf("site,model,count,wan_rate\n%s", rows[_i].text);
    expect_faults(text, rows[_i].faults);
    free(text);
}
END_TEST

START_TEST(rules_of_several_columns)
{
    static const char head[] = "site,model,count,wan_rate,method,not_before,deadline,pfs,x\n";
    char *text = mem_printf("%sA,7940,1,1 Mbps,pfs,2026-12-03,,,y\nB,7965,1,1 Mbps,pfs,,,off,\n"
                            "C,7965,1,1 Mbps,,2026-12-03,2026-12-03 00:00,,\n",
                            head);
    expect_faults(text, ":2:5: method: pfs cannot be had: no phone has a model that knows Peer "
                        "Firmware Sharing; give another, or leave the cell empty\n"
                        ":3:5: method: pfs cannot be had: no phone has Peer Firmware Sharing "
                        "switched on; give another, or leave the cell empty\n"
                        ":4:7: deadline: is not after not_before; leave some time between them\n");
    free(text);
    /* The same text is read once, and told each time. */
    expect_faults(
        "site,model,count,wan_rate,window\nA,7965,1,1 Mbps,late\nB,7965,1,1 Mbps,late\n",
        ":2:5: window: column 1: a day as in Mon or Monday is wanted, not 'late'\n:3:5: window: column 1: a day as in Mon or Monday is wanted, not 'late'\n");
    expect_faults("site,model,count,wan_rate,\nA,7965,1,1 Mbps,z\n",
                  ":2:5: has a cell, and the column has no name; give it one in the header\n");
}
END_TEST

/* The first twenty by their places, however late they are found; all are counted. */
START_TEST(twenty_faults_are_shown)
{
    enum { BAD = 30 };
    char text[4000] = "site,model,count,wan_rate\nA,CP-7965,1,\n";
    for (int i = 0; i < BAD; i++)
        sprintf(text + strlen(text), "B,CP-7965,x,%s\n", i ? "" : "1 Mbps");
    struct fleet f;
    struct fleet_faults faults;
    ck_assert_int_lt(fleet_of(&f, text, nothing, &faults), 0);
    ck_assert_uint_eq(faults.count, BAD + 1);
    ck_assert_uint_eq(faults.shown_count, FLEET_FAULTS_SHOWN);
    ck_assert_str_eq(faults.shown[0].text, ":2:4: wan_rate: is empty in all rows of site 'A'; give "
                                           "it in one of them, such as '384 kbps'");
    ck_assert_uint_eq(faults.shown[FLEET_FAULTS_SHOWN - 1].line, FLEET_FAULTS_SHOWN + 1);
    fleet_faults_fini(&faults);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_one_fault)
{
    struct fleet f;
    struct fleet_faults faults;
    struct fleet_options o = {.catalogues = source_library()};
    ck_assert_int_lt(fleet_read(&f, "/nowhere/\x1b[2J", &o, &faults), 0);
    ck_assert_uint_eq(faults.count, 1);
    ck_assert_str_eq(faults.shown[0].text, "/nowhere/\\x1b[2J: cannot be read: No such file or "
                                           "directory; give a CSV file");
    fleet_faults_fini(&faults);
}
END_TEST

/* Names are data. */
START_TEST(hostile_names_are_kept_or_refused)
{
    struct fleet f = fleet_good("site,model,count,wan_rate,=evil()\n"
                                "\"=1+2;|`x`\",7965,1,1 Mbps,\"a\nb\x1b[2J\"\n",
                                nothing);
    ck_assert_str_eq(f.sites[0].name, "=1+2;|`x`");
    ck_assert_str_eq(f.sites[0].carried[0], "a\nb\x1b[2J");
    ck_assert_str_eq(f.carried_names[0], "=evil()");
    fleet_free(&f);
    expect_faults("site,model,count,wan_rate\n\"A\x1b[2J\",7965,1,1 Mbps\n",
                  ":2:1: site: 'A\\x1b[2J' has characters that do not print; give plain text\n");
    expect_faults("site,model,count,wan_rate\n"
                  "A,7965\u202e,1,1 Mbps\n",
                  ":2:2: model: '7965\\u202e' is not a model of the catalogue; did you mean "
                  "'CP-7965'?\n");
}
END_TEST

/* --- what is large --------------------------------------------------------------------------- */

START_TEST(the_list_that_is_shipped_has_120_sites)
{
    struct fleet f;
    struct fleet_faults faults;
    char *path = mem_printf("%s/scenarios/fleet-120.csv", getenv("srcdir"));
    const struct fleet_options o = {.catalogues = source_library()};
    ck_assert_msg(fleet_read(&f, path, &o, &faults) == 0, "%s", faults.shown[0].text);
    ck_assert_uint_eq(f.count, 120);
    ck_assert_uint_eq(f.carried_count, 3);
    fleet_free(&f);
    free(path);
}
END_TEST

START_TEST(a_list_may_have_100_000_rows)
{
    enum { ROWS = 100000 };
    char *path = fleet_file("large.csv", "");
    FILE *file = fopen(path, "w");
    fputs("site,model,count,wan_rate,timezone,window\n", file);
    for (int i = 0; i < ROWS; i++) /* of a site twice, 20 apart */
        fprintf(file, "site-%d,%s,%d,%s,%s\n", i / 40 * 20 + i % 20,
                i / 20 % 2 ? "CP-7965" : "CP-7945", i % 5 + 1, i / 20 % 2 ? "" : "1 Mbps",
                i / 20 % 2 ? "," : "Europe/Paris,22:00-05:00");
    fclose(file);
    struct fleet f;
    struct fleet_faults faults;
    const struct fleet_options o = {.catalogues = source_library()};
    ck_assert_int_eq(fleet_read(&f, path, &o, &faults), 0);
    ck_assert_uint_eq(f.count, ROWS / 2);
    ck_assert_uint_eq(f.phone_count, ROWS * 3);
    ck_assert_uint_eq(f.kind_count, 5);
    ck_assert_uint_eq(f.sites[ROWS / 2 - 1].phones_count, 2);
    ck_assert_ptr_eq(f.sites[0].windows, f.sites[ROWS / 2 - 1].windows);
    fleet_free(&f);
    unlink(path);
    free(path);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

static void add(TCase *t)
{
    tcase_add_test(t, rows_of_a_name_are_a_site);
    tcase_add_test(t, phones_stand_by_their_subnets);
    tcase_add_test(t, dates_and_windows_are_the_sites);
    tcase_add_test(t, other_columns_are_carried_through);
    tcase_add_test(t, what_is_carried_has_an_end);
    tcase_add_test(t, what_is_empty_is_assumed);
    tcase_add_loop_test(t, spreadsheets_are_read, 0, ROWS(same));
    tcase_add_loop_test(t, a_bad_header_is_told_as_a_whole, 0, ROWS(headers));
    tcase_add_loop_test(t, a_bad_cell_is_told_with_its_place, 0, ROWS(cells));
    tcase_add_loop_test(t, a_bad_row_is_told_with_its_line, 0, ROWS(rows));
    tcase_add_test(t, rules_of_several_columns);
    tcase_add_test(t, twenty_faults_are_shown);
    tcase_add_test(t, a_file_that_is_not_there_is_one_fault);
    tcase_add_test(t, hostile_names_are_kept_or_refused);
    tcase_add_test(t, the_list_that_is_shipped_has_120_sites);
    tcase_add_test(t, a_list_may_have_100_000_rows);
}

int main(void)
{
    return run_tests("fleet_read", add);
}
