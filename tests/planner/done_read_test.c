/* A list of what came back: moments, counts, and what is wrong with it, with line and column. */
#include "planner/done.h"

#include "planned.h"

#define SITES                                                                                      \
    "site,model,count,wan_rate,timezone\nPAR1,CP-7965,40,2 Mbps,Europe/Paris\n"                    \
    "NYC1,CP-7965,30,2 Mbps,America/New_York\n\"=A <b>\",CP-7965,3,2 Mbps,UTC\n"
#define HEADER "site,start,end,phones,back\n"

static struct fleet fleet;
static struct fleet_faults faults;
static struct done_list list;

static int read_list(const char *text)
{
    char *path = fleet_file("done.csv", text);
    fleet = fleet_good(SITES, (struct fleet_options){.like = NULL});
    const int status = done_read(&list, path, &fleet, &faults);
    unlink(path);
    free(path);
    return status;
}

static void end(void)
{
    done_list_free(&list);
    fleet_faults_fini(&faults);
    fleet_free(&fleet);
}

static const struct done_row *row_of(const char *text)
{
    ck_assert_msg(read_list(text) == 0, "%s", faults.shown_count ? faults.shown[0].text : "");
    ck_assert_uint_gt(list.count, 0);
    return &list.rows[0];
}

/* The place behind the file's name, and a part of what is said. */
static void refused(const char *text, const char *place, const char *what)
{
    ck_assert_int_lt(read_list(text), 0);
    const char *line = strstr(faults.shown[0].text, "done.csv");
    line = line ? line + strlen("done.csv") : faults.shown[0].text;
    ck_assert_msg(!strncmp(line, place, strlen(place)), "'%s' is not in front of '%s'", place,
                  line);
    ck_assert_msg(strstr(line, what) != NULL, "'%s' is not in '%s'", what, line);
    end();
}

#define DAY INT64_C(1796083200) /* 2026-12-01, UTC */

START_TEST(moments)
{
    static const struct {
        const char *start, *stop;
        int64_t from, to;
        double unsure;
    } cases[] = {
        {"2026-12-01 22:00", "2026-12-01 22:11", 21 * 3600, 21 * 3600 + 660, 60},
        {"2026-12-01T22:00:05", "2026-12-01 22:11:06.9", 21 * 3600 + 5, 21 * 3600 + 666, 1},
        {"2026-12-01 22:00:05", "2026-12-01 22:11", 21 * 3600 + 5, 21 * 3600 + 660, 60},
        {"2026-12-01T22:00:00Z", "2026-12-01 22:11:00 UTC", 22 * 3600, 22 * 3600 + 660, 1},
        {"2026-12-01T22:00:00+01:00", "2026-12-01T16:11:00-0500", 21 * 3600, 21 * 3600 + 660, 1},
        {"2026-12-01T22:00:00+01", "2026-12-01 24:00", 21 * 3600, 23 * 3600, 60},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = mem_printf(HEADER "PAR1,%s,%s,40,40\n", cases[i].start, cases[i].stop);
        const struct done_row *row = row_of(text);
        ck_assert_int_eq(row->start - DAY, cases[i].from);
        ck_assert_int_eq(row->end - DAY, cases[i].to);
        ck_assert(row->unsure == cases[i].unsure);
        end();
        free(text);
    }
}
END_TEST

START_TEST(as_a_spreadsheet_has_it)
{
    const struct done_row *row =
        row_of("\xef\xbb\xbf# of the first night\nnote;back;method;site;end;start;phones\n"
               "late;28;tftp;NYC1;2026-12-01 22:20;2026-12-01 22:00;\n;;;;;;\n"
               ";;; =A <b> ;2026-12-02 01:00;2026-12-01 22:00;3\n");
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(row->site, 1);
    ck_assert_uint_eq(row->back, 28);
    ck_assert_uint_eq(row->line, 3);
    ck_assert_int_eq(row->start, DAY + 27 * 3600);
    ck_assert_int_eq(row->method, METHOD_TFTP);
    ck_assert_uint_eq(row[1].site, 2);
    ck_assert_uint_eq(row[1].back, 3);
    ck_assert_int_eq(row[1].method, -1);
    end();
}
END_TEST

START_TEST(empty_counts_are_all)
{
    const struct done_row *row = row_of(HEADER "NYC1,2026-12-01 22:00,2026-12-01 22:20,,\n");
    ck_assert_uint_eq(row->phones, 30);
    ck_assert_uint_eq(row->back, 30);
    end();
}
END_TEST

START_TEST(what_is_wrong)
{
#define ROW(site, start, end, phones, back) HEADER site "," start "," end "," phones "," back "\n"
#define FROM "2026-12-01 22:00"
#define TO "2026-12-01 22:10"
    refused("", "", "");
    refused(HEADER, ":1: ", "has no rows");
    refused("site,start,end,phones\n", ":1: ", "column 'back' is missing");
    refused("site,strat,end,phones,back\n", ":1: ", "column 'start' is missing");
    refused("site,start,end,phones,back,methd\n", ":1:6: ", "did you mean 'method'?");
    refused("site,start,end,phones,back,site\n", ":1:6: ", "is there twice, first as column 1");
    refused(HEADER "PAR1," FROM "," TO "\n", ":2: ", "has 3 cells, and the header 5");
    refused(ROW("PAR2", FROM, TO, "", ""), ":2:1: ", "did you mean 'PAR1'?");
    refused(ROW("", FROM, TO, "", ""), ":2:1: ", "site: is empty");
    refused(ROW("\x1b[2J", FROM, TO, "", ""), ":2:1: ", "'\\x1b[2J' is no site");
    refused(ROW("PAR1", FROM, TO, "", "") "PAR1," FROM "," TO ",,\n",
            ":3:1: ", "line 2 has 'PAR1', too");
    refused(ROW("PAR1", "", TO, "", ""), ":2:2: ", "start: is empty");
    refused(ROW("PAR1", "2026-13-01 22:00", TO, "", ""), ":2:2: ", "a month is from 01 to 12");
    refused(ROW("PAR1", "2026-12-01", TO, "", ""), ":2:2: ", "is no moment");
    refused(ROW("PAR1", FROM, "2026-12-01 22:60", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO ":60", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO ":5", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO ":05.", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO "+25:00", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO "+01:00x", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, TO " CET", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", FROM, "2026-12-01 24:00:01", "", ""), ":2:3: ", "is no moment");
    refused(ROW("PAR1", TO, FROM, "", ""), ":2:3: ", "is not after start");
    refused(ROW("PAR1", FROM, FROM, "", ""), ":2:3: ", "is not after start");
    refused(ROW("PAR1", FROM, TO, "0", ""), ":2:4: ", "is no number of phones");
    refused(ROW("PAR1", FROM, TO, "40", "-1"), ":2:5: ", "is no number of phones");
    refused(ROW("PAR1", FROM, TO, "40", "41"), ":2:5: ", "is more than there are phones");
    refused("site,start,end,phones,back,method\nPAR1," FROM "," TO ",,,pfx\n",
            ":2:6: ", "did you mean 'pfs'?");
}
END_TEST

START_TEST(all_that_is_wrong)
{
    ck_assert_int_lt(read_list(HEADER "PAR1,x,y,z,1\nPAR1,1,2,3,4\nX,,,,\n"), 0);
    ck_assert_uint_eq(faults.count, 5); /* a row without a site says no more */
    end();
}
END_TEST

START_TEST(no_such_file)
{
    fleet = fleet_good(SITES, (struct fleet_options){.like = NULL});
    ck_assert_int_lt(done_read(&list, "/nowhere/done.csv", &fleet, &faults), 0);
    ck_assert_ptr_nonnull(strstr(faults.shown[0].text, "/nowhere/done.csv"));
    end();
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, moments);
    tcase_add_test(t, as_a_spreadsheet_has_it);
    tcase_add_test(t, empty_counts_are_all);
    tcase_add_test(t, what_is_wrong);
    tcase_add_test(t, all_that_is_wrong);
    tcase_add_test(t, no_such_file);
}

int main(void)
{
    return run_tests("done_read", add);
}
