/* A plan's files: what is in them, that names stay names there, and what becomes of older ones. */
#include "planner/plan_files.h"

#include <unistd.h>

#include "planned.h"
#include "planner/markdown.h"

#define HEADER                                                                                     \
    "site,model,count,wan_rate,wan_queue,lan,busy,window,timezone,calls,codec,qos,method,wan_rtt,contact\n"
#define LYO                                                                                        \
    "LYO1,CP-7965,40,384 kbps,10 packets,100 Mbps,0 %,22:00-05:00,Europe/Paris,1,g729,none,pfs,16 ms,Ada\n"
#define SAT                                                                                        \
    "SAT1,CP-7942,12,64 kbps,10 packets,100 Mbps,0 %,22:00-22:10,UTC,0,,,,16 ms,\"Bob, of 2\"\n"
/* A name that is a formula, a border, HTML, a link and the end of a script. */
#define EVIL                                                                                       \
    "\"=1+1|<b>[x](http://a.b)</script>;,`*_\",CP-7965,1,2 Mbps,10 packets,100 Mbps,0 "            \
    "%,22:00-05:00,UTC,0,,,,16 ms,BEGIN:VEVENT\n"

typedef void write_fn(FILE *, const struct plan *);

static char *text_of(write_fn *write, const struct plan *p)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    write(file, p);
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

static void expect_in(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%.2000s", part, text);
}

static void expect_not_in(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "'%s' is in:\n%.2000s", part, text);
}

/* The cell of the column in the row, both counted from 0 behind the header. */
static char *cell(const char *csv, const char *column, int row)
{
    const char *header = strstr(csv, column), *at = csv;
    int before = 0;
    for (const char *c = csv; c < header; c++)
        before += *c == ',';
    for (int i = 0; i <= row; i++)
        at = strchr(at, '\n') + 1;
    for (bool quoted = false; before > 0; at++) {
        quoted ^= *at == '"';
        before -= *at == ',' && !quoted;
    }
    const char *end = at;
    for (bool quoted = false; quoted || (*end != ',' && *end != '\n'); end++)
        quoted ^= *end == '"';
    return mem_printf("%.*s", (int)(end - at), at);
}

static void expect_cell(const char *csv, const char *column, int row, const char *wanted)
{
    char *is = cell(csv, column, row);
    ck_assert_msg(!strcmp(is, wanted), "%s of row %d is '%s', not '%s'", column, row, is, wanted);
    free(is);
}

START_TEST(a_row_a_site)
{
    struct planned *x = plan_of(HEADER LYO SAT, some_days());
    char *csv = text_of(plan_csv_write, &x->plan);
    ck_assert_int_eq(strncmp(csv, "site,line,phones,", 17), 0);
    expect_cell(csv, "phones,", 0, "40");
    expect_cell(csv, "method,", 0, "pfs");
    expect_cell(csv, "wave,", 0, "1");
    expect_cell(csv, "start_local,", 0, "2026-12-01T22:00:00+01:00");
    expect_cell(csv, "start,", 0, "2026-12-01T21:00Z");
    expect_cell(csv, "night,", 0, "2026-12-01");
    expect_cell(csv, "window_closes,", 0, "2026-12-02T04:00Z");
    expect_cell(csv, "fits_probability,", 0, "1");
    expect_cell(csv, "load_server_s,", 0, ""); /* it has none */
    expect_cell(csv, "ratio,", 0, "");         /* nothing was simulated */
    expect_cell(csv, "mos_before,", 0, "4.01557407");
    expect_cell(csv, "contact\n", 0, "Ada");
    /* What has no place has neither a time nor a wave, and not 0. */
    expect_cell(csv, "verdict,", 1, "does not fit");
    expect_cell(csv, "start,", 1, "");
    expect_cell(csv, "wave,", 1, "");
    expect_cell(csv, "slack_s,", 1, "");
    expect_cell(csv, "mos,", 1, "");
    expect_cell(csv, "contact\n", 1, "\"Bob, of 2\"");
    free(csv);
    planned_free(x);
}
END_TEST

START_TEST(a_site_without_a_method_has_no_times)
{ /* which are not 0 s */
    struct planned *x = plan_of(
        HEADER "NONE,CP-7942,1,2 Mbps,10 packets,100 Mbps,0 %,22:00-05:00,UTC,0,,,,16 ms,Eve\n"
               "NONE,CP-7821,1,,,,,,,,,,,,\n",
        some_days());
    char *csv = text_of(plan_csv_write, &x->plan);
    static const char *const empty[] = {"wave,",      "method,", "p10_s,",  "p50_s,", "p90_s,",
                                        "p99_s,",     "tftp_s,", "pfs_s,",  "mos,",   "outage_s,",
                                        "planned_s,", "start,",  "slack_s,"};
    expect_cell(csv, "phones,", 0, "2");
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        expect_cell(csv, empty[i], 0, "");
    free(csv);
    planned_free(x);
}
END_TEST

START_TEST(all_of_it_for_programs)
{
    struct planned *x = plan_of(HEADER LYO SAT, some_days());
    json_t *plan = plan_json(&x->plan);
    const char *name, *method, *start, *verdict;
    int phones, possible, first;
    ck_assert_ptr_nonnull(plan);
    ck_assert_int_eq(json_unpack(plan, "{s:i,s:{s:i,s:i},s:[{s:s,s:s,s:{s:s},s:{s:{s:b}}}]}",
                                 "phone_count", &phones, "verdicts", "fits", &first, "does not fit",
                                 &possible, "sites", "site", &name, "method", &method, "place",
                                 "start", &start, "methods", "load-server", "possible", &first),
                     0);
    ck_assert_int_eq(phones, 52);
    ck_assert_str_eq(name, "LYO1");
    ck_assert_str_eq(method, "pfs");
    ck_assert_str_eq(start, "2026-12-01T21:00Z");
    ck_assert_int_eq(first, 0);
    ck_assert_int_eq(possible, 1);
    const json_t *second = json_array_get(json_object_get(plan, "sites"), 1);
    ck_assert_int_eq(json_unpack((json_t *)second, "{s:s,s:n}", "verdict", &verdict, "place"), 0);
    ck_assert_str_eq(verdict, "does not fit");
    ck_assert_uint_eq(json_array_size(json_object_get(plan, "nights")), 1);
    json_decref(plan);
    planned_free(x);
}
END_TEST

static void expect_input(const json_t *plan, size_t site, const char *column, const char *wanted)
{
    const json_t *inputs =
        json_object_get(json_array_get(json_object_get(plan, "sites"), site), "inputs");
    const char *is = json_string_value(json_object_get(inputs, column));
    ck_assert_msg(is && wanted ? !strcmp(is, wanted) : is == wanted, "%s is %s", column, is);
}

/* Its own cells, and what stands for those that are empty. */
START_TEST(inputs_in_effect)
{
    struct planned *x =
        plan_of("site,model,count,wan_rate,wan_rtt,subnet,pfs,load_server,deadline,timezone\n"
                "A,CP-7965,4,1..2 Mbps,,b,,yes,2026-12-11,Europe/Paris\n"
                "A,CP-7942,3,,20 ms,a,,,,\n"
                "A,CP-7965,2,,,a,40 %,,,\n"
                "B,CP-7965,5,2 Mbps,,,off,,,\n",
                some_days());
    json_t *plan = plan_json(&x->plan);
    expect_input(plan, 0, "model", "CP-7942G; CP-7965G; CP-7965G");
    expect_input(plan, 0, "count", "3; 2; 4");
    expect_input(plan, 0, "wan_rate", "1 Mbps..2 Mbps");
    expect_input(plan, 0, "wan_rtt", "20 ms");
    expect_input(plan, 0, "wan_queue", "10 packets");
    expect_input(plan, 0, "subnet", "a; b");
    expect_input(plan, 0, "lan", "100 Mbps");
    expect_input(plan, 0, "pfs", "on; 40 %; on");
    expect_input(plan, 0, "load_server", "no; atftpd");
    expect_input(plan, 0, "deadline", "2026-12-12T00:00:00+01:00");
    expect_input(plan, 1, "load", "whitepaper-7965 of 7100000 bytes");
    expect_input(plan, 1, "wan_up", NULL);
    expect_input(plan, 1, "subnet", NULL);
    expect_input(plan, 1, "pfs", "off");
    expect_input(plan, 1, "timezone", "UTC");
    expect_input(plan, 1, "window", NULL);
    json_decref(plan);
    planned_free(x);
}
END_TEST

START_TEST(what_a_change_board_asks)
{
    struct plan_options o = some_days();
    struct error e;
    ck_assert_int_eq(waves_read(&o.waves, "1,rest", &e), 0);
    o.soak = 24 * 3600;
    struct planned *x = plan_of(HEADER LYO SAT, o);
    char *md = text_of(change_request_write, &x->plan);
    expect_in(md, "# Change request: new firmware for the phones of 1 site\n");
    expect_in(md, "| whitepaper-7965 | 7.1 MB | CP-7965G | 40 |\n");
    expect_in(md, "1 of 2 sites with 40 of 52 phones.\n");
    expect_in(md, "| SAT1 | 12 | no | does not fit |");
    expect_in(md, "### Night of Tue 1 Dec: 1 site, 40 phones\n");
    expect_in(md, "| 1 | LYO1 | 40 | pfs | Tue 1 Dec 22:00 | 2026-12-01T21:00Z |");
    expect_in(md, "| Wed 2 Dec 05:00 | over 99.9 % |\n");
    expect_in(md, "1 of the sites has calls");
    expect_in(md, "**pfs**: switch on *Peer Firmware Sharing*");
    expect_not_in(md, "**tftp**");
    expect_not_in(md, "**load-server**");
    expect_in(md, "a wave starts 1 d after the one before has ended");
    expect_in(md, "| Tue 1 Dec | LYO1 | Ada |\n");
    expect_not_in(md, "Bob"); /* nobody need tell him */
    expect_in(md, "Times are of a performance model; no upgrade was simulated.\n");
    expect_in(md, "| phone.restart | 30 s..40 s |");
    free(md);
    planned_free(x);
}
END_TEST

/* Phones with sharing on share, whatever a plan says: it is to be switched off where TFTP is
 * chosen. */
START_TEST(where_sharing_is_to_be_switched_off)
{
    struct planned *x = plan_of("site,model,count,wan_rate,pfs,method\n"
                                "ON1,CP-7965,2,2 Mbps,on,tftp\nOFF1,CP-7965,2,2 Mbps,off,tftp\n"
                                "OPEN1,CP-7965,2,2 Mbps,,tftp\nPFS1,CP-7965,2,2 Mbps,on,pfs\n",
                                some_days());
    char *md = text_of(change_request_write, &x->plan);
    expect_in(md, "nothing else is to be set. Sites: ON1, OFF1, OPEN1\n\n"
                  "By the list it is on at these, where it is to be switched off: ON1\n");
    expect_in(md, "at the same time. Sites: PFS1\n");
    expect_in(md, "| tftp | 3 | 5 min 51 s | ");
    free(md);
    planned_free(x);
}
END_TEST

START_TEST(names_are_names)
{
    struct planned *x = plan_of(HEADER EVIL, some_days());
    char *csv = text_of(plan_csv_write, &x->plan), *md = text_of(change_request_write, &x->plan),
         *ics = text_of(plan_calendar_write, &x->plan);
    expect_in(csv, "\n\"'=1+1|<b>[x](http://a.b)</script>;,`*_\",2,1,");
    expect_in(md, "| =1+1\\|\\<b\\>\\[x\\](http\\://a.b)\\</script\\>;,\\`\\*\\_ |");
    expect_not_in(md, "<b>");
    expect_in(ics, "SUMMARY:=1+1|<b>[x](http://a.b)</script>\\;\\,`*_: new firmware");
    char *first = strstr(ics, "BEGIN:VEVENT");
    ck_assert_ptr_null(strstr(first + 1, "BEGIN:VEVENT"));
    free(ics);
    free(md);
    free(csv);
    planned_free(x);
}
END_TEST

START_TEST(markdown_has_no_links_of_itself)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    markdown_text(file, "a: b.c www.d WWW.e \x1b 5 % #1 22:00");
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_str_eq(text, "a: b.c www\\.d WWW\\.e \\\\x1b 5 % \\#1 22:00");
    free(text);
}
END_TEST

/* --- the folder ------------------------------------------------------------------------------ */

START_TEST(a_folder_has_one_plan)
{
    struct error e;
    char *folder = fresh_folder();
    struct planned *both = plan_of(HEADER LYO SAT, some_days()),
                   *one = plan_of(HEADER LYO, some_days());
    ck_assert_int_eq(plan_files_check(folder, &e), 0);
    ck_assert_int_eq(plan_files_write(&both->plan, folder, &e), 0);
    static const char *const names[] = {"plan.csv",          "plan.json",       "plan.ics",
                                        "change-request.md", "sites/LYO1.yaml", "sites/SAT1.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(file_exists(folder, names[i]), "%s", names[i]);
    ck_assert_int_eq(plan_files_check(folder, &e), 0); /* of a plan: it may be replaced */
    ck_assert_int_eq(plan_files_write(&one->plan, folder, &e), 0);
    ck_assert(file_exists(folder, "sites/LYO1.yaml"));
    ck_assert(!file_exists(folder, "sites/SAT1.yaml"));
    char *json = mem_printf("%s/plan.json", folder);
    ck_assert_int_eq(unlink(json), 0);
    ck_assert_int_lt(plan_files_check(folder, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "is not of a plan of pfsim"));
    free(json);
    planned_free(one);
    planned_free(both);
    remove_folder(folder);
}
END_TEST

START_TEST(sites_of_one_file_name_have_two)
{
    struct error e;
    char *folder = fresh_folder();
    struct planned *x =
        plan_of(HEADER "a/b,CP-7965,1,2 Mbps,10 packets,100 Mbps,0 %,,UTC,0,,,,16 ms,\n"
                       "a b,CP-7965,1,2 Mbps,10 packets,100 Mbps,0 %,,UTC,0,,,,16 ms,\n",
                some_days());
    ck_assert_int_eq(plan_files_write(&x->plan, folder, &e), 0);
    ck_assert(file_exists(folder, "sites/a-b.yaml"));
    ck_assert(file_exists(folder, "sites/a-b-3.yaml"));
    planned_free(x);
    remove_folder(folder);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_row_a_site);
    tcase_add_test(t, a_site_without_a_method_has_no_times);
    tcase_add_test(t, all_of_it_for_programs);
    tcase_add_test(t, inputs_in_effect);
    tcase_add_test(t, what_a_change_board_asks);
    tcase_add_test(t, where_sharing_is_to_be_switched_off);
    tcase_add_test(t, names_are_names);
    tcase_add_test(t, markdown_has_no_links_of_itself);
    tcase_add_test(t, a_folder_has_one_plan);
    tcase_add_test(t, sites_of_one_file_name_have_two);
}

int main(void)
{
    return run_tests("plan_files", add);
}
