/* Lists, ranges, products, pairs and files of points; and what is refused. */
#include "studies/points.h"

#include <math.h>
#include <unistd.h>

#include "base/memory.h"
#include "tests/scenarios/support.h"

static struct scenario scenario;

static void load_scenario(void)
{
    must_load(&scenario, SMALLEST, NULL);
}

static void free_scenario(void)
{
    scenario_free(&scenario);
}

#define REQUEST(...)                                                                               \
    (const struct points_request)                                                                  \
    {                                                                                              \
        .scenario = &scenario, __VA_ARGS__                                                         \
    }
#define GIVEN(...)                                                                                 \
    .given = (const char *const[]){__VA_ARGS__},                                                   \
    .given_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)
#define SET(...)                                                                                   \
    .set = (const char *const[]){__VA_ARGS__},                                                     \
    .set_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

/* "a b; a b": the points in order. */
static void expect_points(struct points_request r, const char *wanted)
{
    struct error e = {""};
    struct points *p = points_new(&r, &e);
    ck_assert_msg(p, "%s", e.text);
    char *text = mem_strdup("");
    for (size_t n = 0; n < points_count(p); n++)
        for (size_t k = 0; k < points_parameters(p); k++) {
            char *value = points_value(p, n, k);
            char *longer = mem_printf("%s%s%s", text, !n && !k ? "" : k ? " / " : "; ", value);
            free(text);
            free(value);
            text = longer;
        }
    ck_assert_str_eq(text, wanted);
    free(text);
    points_free(p);
}

static void refuse_points(struct points_request r, const char *line)
{
    struct error e = {""};
    struct points *p = points_new(&r, &e);
    ck_assert_msg(!p, "taken, where it should say: %s", line);
    ck_assert_str_eq(e.text, line);
}

START_TEST(list_has_its_values_in_order)
{
    expect_points(REQUEST(GIVEN("wan.rate=384kbps,1.5Mbps, 0.5 Mbps ,unlimited")),
                  "384 kbps; 1.5 Mbps; 500 kbps; unlimited");
    expect_points(REQUEST(GIVEN("method=tftp,pfs,load-server")), "tftp; pfs; load-server");
    expect_points(REQUEST(GIVEN("engine=ns3,native")), "ns3; native");
    expect_points(REQUEST(GIVEN("subnets.phones.model=7965,CP-7945G")), "CP-7965G; CP-7945G");
    expect_points(REQUEST(GIVEN("catalogue.firmware=\"a, b\",'c',d e")), "a, b; c; d e");
    expect_points(REQUEST(GIVEN("server.missing=[a, b],[c]")), "[a, b]; [c]");
}
END_TEST

START_TEST(range_has_its_last_value_when_it_is_hit)
{
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=1:10:3")), "1; 4; 7; 10");
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=1:9:3")), "1; 4; 7");
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=5:5:3")), "5");
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=5:9:4,1,13,7")), "5; 9; 1; 13; 7");
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=3:5")), "3; 4; 5");
    expect_points(REQUEST(GIVEN("subnets[0].phones[0].count=10:1:-4,40")), "10; 6; 2; 40");
    expect_points(REQUEST(GIVEN("seed=9223372036854775805:9223372036854775807")),
                  "9223372036854775805; 9223372036854775806; 9223372036854775807");
}
END_TEST

START_TEST(range_is_exact_in_its_units)
{
    expect_points(REQUEST(GIVEN("wan.rate=128kbps:0.64 Mbps:256000bps")),
                  "128 kbps; 384 kbps; 640 kbps");
    expect_points(REQUEST(GIVEN("wan.rtt=0ms:0.3 us:100ns")), "0 s; 100 ns; 200 ns; 300 ns");
    expect_points(REQUEST(GIVEN("wan.loss=0:0.3%:0.1 %")), "0 %; 0.1 %; 0.2 %; 0.3 %");
    expect_points(REQUEST(GIVEN("wan.queue.limit=10 packets:30 packets:10 packets,15kB:16kB:1kB")),
                  "10 packets; 20 packets; 30 packets; 15 kB; 16 kB");
}
END_TEST

START_TEST(ratios_are_equal)
{
    expect_points(REQUEST(GIVEN("subnets.phones.count=log(1..1000)/4")), "1; 10; 100; 1000");
    expect_points(REQUEST(GIVEN("subnets.phones.count=log(1..100)/5")), "1; 3; 10; 32; 100");
    expect_points(REQUEST(GIVEN("wan.rate=log(128kbps .. 1.024 Mbps)/4")),
                  "128 kbps; 256 kbps; 512 kbps; 1.024 Mbps");
    expect_points(REQUEST(GIVEN("wan.rate=log(123456bps..10Mbps)/3")),
                  "123.456 kbps; 1.111 Mbps; 10 Mbps");
    expect_points(REQUEST(GIVEN("wan.rate=log(128 kbps..512 kbps)/3")),
                  "128 kbps; 256 kbps; 512 kbps");
    expect_points(REQUEST(GIVEN("wan.queue.limit=log(10kB..1 MB)/3")), "10 kB; 100 kB; 1 MB");
    expect_points(REQUEST(GIVEN("wan.queue.limit=log(1 packet..100 packets)/3")),
                  "1 packet; 10 packets; 100 packets");
}
END_TEST

START_TEST(parameters_are_multiplied_and_the_last_varies_fastest)
{
    expect_points(REQUEST(GIVEN("method=tftp,pfs", "subnets.phones.count=1:3:1")),
                  "tftp / 1; tftp / 2; tftp / 3; pfs / 1; pfs / 2; pfs / 3");
    expect_points(REQUEST(), "");
}
END_TEST

START_TEST(zip_makes_pairs)
{
    expect_points(REQUEST(GIVEN("method=tftp,tftp,pfs", "subnets.phones.count=1:3:1"), .zip = true),
                  "tftp / 1; tftp / 2; pfs / 3");
    refuse_points(REQUEST(GIVEN("method=tftp,pfs", "subnets.phones.count=1:3:1"), .zip = true),
                  "--zip wants as many values of each parameter: method has 2, "
                  "subnets[0].phones[0].count has 3");
    refuse_points(REQUEST(GIVEN("method=tftp,tftp,pfs", "seed=2,2,3"), .zip = true),
                  "--zip: the points 1 and 2 are equal; leave one out");
}
END_TEST

START_TEST(assignments_and_numbers)
{
    struct error e = {""};
    const struct points_request r =
        REQUEST(GIVEN("wan.rtt=20ms,1.5s", "engine=native", "catalogue.firmware=a b,'c: d'"));
    struct points *p = points_new(&r, &e);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(points_count(p), 4);
    ck_assert_str_eq(points_path(p, 2), "catalogue.firmware");
    char *rtt = points_assignment(p, 3, 0), *file = points_assignment(p, 3, 2);
    ck_assert_str_eq(rtt, "wan.rtt=1.5 s");
    ck_assert_str_eq(file, "catalogue.firmware=\"c: d\"");
    ck_assert_ptr_null(points_assignment(p, 3, 1));
    ck_assert(points_number(p, 1, 0) == 0.02 && points_number(p, 2, 0) == 1.5);
    ck_assert(isnan(points_number(p, 0, 1)) && isnan(points_number(p, 0, 2)));
    free(rtt);
    free(file);
    points_free(p);
}
END_TEST

START_TEST(wrong_parameters_are_refused)
{
    refuse_points(REQUEST(GIVEN("wan.rat=1")),
                  "-p wan.rat=1: wan.rat: unknown key 'rat'; did you mean 'rate'?");
    refuse_points(
        REQUEST(GIVEN("subnets[1].phones[0].count=1")),
        "-p subnets[1].phones[0].count=1: subnets[1].phones[0].count: subnets has no item "
        "1: there are 1 of them, counted from 0");
    refuse_points(REQUEST(GIVEN("wan.rate")),
                  "-p wan.rate: has no values; give them as in 'wan.rate=384kbps,1Mbps'");
    refuse_points(REQUEST(GIVEN("replication=1,2")),
                  "-p replication=1,2: replications are counted from 0; give how many with -r");
    refuse_points(REQUEST(GIVEN("name=a,b")),
                  "-p name=a,b: tells no run from another: all its values would be one run; set "
                  "it with -s");
    refuse_points(REQUEST(GIVEN("subnets.phones.count=1", "subnets[0].phones[0].count=2")),
                  "-p subnets[0].phones[0].count=2: is a parameter twice; give all its values in "
                  "one list");
    refuse_points(
        REQUEST(GIVEN("subnets.phones.count=1"), SET("seed=1", "subnets[0].phones.count = 3")),
        "-p subnets.phones.count=1: -s sets it too; leave one of them out");
    refuse_points(REQUEST(GIVEN("method=pfs"), .method = "tftp"),
                  "-p method=pfs: -m sets it too; leave one of them out");
    refuse_points(REQUEST(GIVEN("engine=ns3"), .engine = "native"),
                  "-p engine=ns3: --engine sets it too; leave one of them out");
    refuse_points(REQUEST(GIVEN("engine=ns2")),
                  "-p engine=ns2: 'ns2' is unknown; did you mean 'ns3'?");
}
END_TEST

START_TEST(wrong_values_are_refused)
{
    refuse_points(
        REQUEST(GIVEN("wan.rtt=384kbps")),
        "-p wan.rtt=384kbps: '384kbps' has the unit 'kbps', which is not one of d, h, min, "
        "s, ms, us, ns; give a time, such as '20 ms'");
    refuse_points(REQUEST(GIVEN("seed=1,,2")),
                  "-p seed=1,,2: has an empty value; give one, as in 40");
    refuse_points(REQUEST(GIVEN("method=")),
                  "-p method=: has an empty value; give one, as in how phones get their firmware");
    refuse_points(REQUEST(GIVEN("wan.rate=384kbps,0.384Mbps")),
                  "-p wan.rate=384kbps,0.384Mbps: has the value 384 kbps twice; leave one out");
    refuse_points(REQUEST(GIVEN("seed=5,1:9:2")),
                  "-p seed=5,1:9:2: has the value 5 twice; leave one out");
    refuse_points(REQUEST(GIVEN("seed=1:9:4,2:5:3")),
                  "-p seed=1:9:4,2:5:3: has the value 5 twice; leave one out");
}
END_TEST

START_TEST(wrong_ranges_are_refused)
{
#define COUNTS(values, what)                                                                       \
    refuse_points(REQUEST(GIVEN("seed=" values)), "-p seed=" values ": '" values "' " what)
    COUNTS("1:9:0", "has a step of 0; give one above 0");
    COUNTS("9:1:2", "is empty: its step leads away from 1; give 9:1:-2");
    COUNTS("1:9:-2", "is empty: its step leads away from 9; give 1:9:2");
    COUNTS("1:2:3:4", "is no range; give FROM:TO:STEP, as in 1:40:3");
    COUNTS("1..9", "is an interval; give its values, as in 1:9:STEP or log(1..9)/7");
    COUNTS("1:10000000", "has 10000000 values; give at most 9999999");
    COUNTS("log(1..9)", "is not log(LOW..HIGH)/COUNT with a count from 2 to 1000");
    COUNTS("log(1..9)/1", "is not log(LOW..HIGH)/COUNT with a count from 2 to 1000");
    COUNTS("log(0..9)/3", "begins with 0, which has no ratio; begin above 0");
    COUNTS("log(1..4)/7", "has no 7 different whole numbers; take fewer");
    refuse_points(REQUEST(GIVEN("seed=log(9..1)/3")),
                  "-p seed=log(9..1)/3: '9..1' is empty; give the lower end first, as in 1..9");
    refuse_points(REQUEST(GIVEN("seed=log(9..9)/3")),
                  "-p seed=log(9..9)/3: '9..9' is empty; give the lower end first, as in 9..9");
    refuse_points(REQUEST(GIVEN("seed=log(9)/3")),
                  "-p seed=log(9)/3: '9' is no interval; give one as in LOW..HIGH");
    refuse_points(REQUEST(GIVEN("wan.rate=1Mbps:2Mbps")),
                  "-p wan.rate=1Mbps:2Mbps: '1Mbps:2Mbps' is no range; give FROM:TO:STEP, as in "
                  "1:40:3");
    refuse_points(REQUEST(GIVEN("wan.rate=1Mbps:2Mbps:1")),
                  "-p wan.rate=1Mbps:2Mbps:1: '1' has no unit; give a rate with its unit, such as "
                  "'384 kbps'");
    refuse_points(REQUEST(GIVEN("seed=1:2.5")),
                  "-p seed=1:2.5: '2.5' is not a whole number; give a whole number, such as '40'");
    refuse_points(
        REQUEST(GIVEN("wan.queue.limit=1 packet:3 kB:1 packet")),
        "-p wan.queue.limit=1 packet:3 kB:1 packet: '1 packet:3 kB:1 packet' goes from one "
        "unit to another; give both ends in the same");
    refuse_points(REQUEST(GIVEN("wan.queue.limit=log(1 packet..3 kB)/3")),
                  "-p wan.queue.limit=log(1 packet..3 kB)/3: '1 packet..3 kB' goes from one unit "
                  "to another; give both ends in the same");
}
END_TEST

/* Each range is compared with the others. */
START_TEST(many_ranges_are_refused)
{
    char text[800] = "seed=1:1";
    for (int i = 2; i <= 101; i++)
        sprintf(text + strlen(text), ",%d:%d", i, i);
    struct error e = {""};
    const struct points_request r = REQUEST(GIVEN(text));
    ck_assert_ptr_null(points_new(&r, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "has over 100 ranges; give longer ones"));
    strrchr(text, ',')[0] = '\0';
    struct points *p = points_new(&r, &e);
    ck_assert_msg(p, "%s", e.text);
    points_free(p);
}
END_TEST

START_TEST(millions_take_no_room_and_too_many_are_refused)
{
    struct error e = {""};
    const struct points_request r =
        REQUEST(GIVEN("seed=1:3333333:1", "wan.rate=1Mbps:3Mbps:1Mbps"));
    struct points *p = points_new(&r, &e);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(points_count(p), 9999999);
    char *seed = points_value(p, 9999997, 0), *rate = points_value(p, 9999997, 1);
    ck_assert_str_eq(seed, "3333333");
    ck_assert_str_eq(rate, "2 Mbps");
    free(seed);
    free(rate);
    points_free(p);
    refuse_points(
        REQUEST(GIVEN("seed=1:1000", "subnets.phones.count=1:100", "wan.rtt=1ms:100ms:1ms")),
        "-p wan.rtt=1ms:100ms:1ms: 10000000 points or more; give fewer values, at most "
        "9999999 points together");
}
END_TEST

/* --- files ----------------------------------------------------------------------------------- */

static char file[] = "/tmp/points_testXXXXXX";

static void write_file(const char *text)
{
    strcpy(file, "/tmp/points_testXXXXXX");
    const int number = mkstemp(file);
    ck_assert_int_ge(number, 0);
    ck_assert_int_eq(write(number, text, strlen(text)), (ssize_t)strlen(text));
    close(number);
}

START_TEST(file_has_a_point_a_row)
{
    write_file("wan.rate,method\n0.384 Mbps,tftp\n\n384kbps,pfs\n");
    expect_points(REQUEST(.file = file), "384 kbps / tftp; 384 kbps / pfs");
    expect_points(
        REQUEST(.file = file, GIVEN("seed=1,2")),
        "384 kbps / tftp / 1; 384 kbps / tftp / 2; 384 kbps / pfs / 1; 384 kbps / pfs / 2");
    unlink(file);
}
END_TEST

static void refuse_file(const char *text, const char *line, struct points_request r)
{
    write_file(text);
    r.file = file;
    struct error e = {""};
    ck_assert_ptr_null(points_new(&r, &e));
    ck_assert_msg(!strncmp(e.text, file, strlen(file)), "%s", e.text);
    ck_assert_str_eq(e.text + strlen(file), line);
    unlink(file);
}

START_TEST(wrong_files_are_refused)
{
    refuse_file("wan.rat\n",
                ":1: column 1: wan.rat: unknown key 'rat'; did you mean 'rate'?; the "
                "header has paths, as in wan.rate,method",
                REQUEST());
    refuse_file("seed,seed\n1,2\n",
                ":1: column 2: is a parameter twice; give all its values in one "
                "list; the header has paths, as in wan.rate,method",
                REQUEST());
    refuse_file("seed\n", ": has a header and no point; give a row of values for each", REQUEST());
    refuse_file("", ":1: the file is empty; its first row is the header", REQUEST());
    refuse_file("seed,method\n1\n", ":2: the row has 1 fields; it needs 2, as the header has",
                REQUEST());
    refuse_file("seed\n1:3\n",
                ":2: seed: '1:3' is not a whole number; give a whole number, such as '40'",
                REQUEST());
    refuse_file("wan.rate,seed\n1Mbps,1\n1 Mbps,2\n1000kbps,1\n",
                ":4: is the point of line 2 again; leave one out", REQUEST());
    refuse_file("seed\n1\n",
                ":1: column 1: -s sets it too; leave one of them out; the header has "
                "paths, as in wan.rate,method",
                REQUEST(SET("seed=7")));
    write_file("seed\n1\n");
    refuse_points(REQUEST(.file = file, GIVEN("seed=2")),
                  "-p seed=2: is a parameter twice; give all its values in one list");
    unlink(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("points");
    tcase_add_checked_fixture(tests, load_scenario, free_scenario);
    tcase_add_test(tests, list_has_its_values_in_order);
    tcase_add_test(tests, range_has_its_last_value_when_it_is_hit);
    tcase_add_test(tests, range_is_exact_in_its_units);
    tcase_add_test(tests, ratios_are_equal);
    tcase_add_test(tests, parameters_are_multiplied_and_the_last_varies_fastest);
    tcase_add_test(tests, zip_makes_pairs);
    tcase_add_test(tests, assignments_and_numbers);
    tcase_add_test(tests, wrong_parameters_are_refused);
    tcase_add_test(tests, wrong_values_are_refused);
    tcase_add_test(tests, wrong_ranges_are_refused);
    tcase_add_test(tests, many_ranges_are_refused);
    tcase_add_test(tests, millions_take_no_room_and_too_many_are_refused);
    tcase_add_test(tests, file_has_a_point_a_row);
    tcase_add_test(tests, wrong_files_are_refused);
    return run_tests("points", tests);
}
