/* A table's header and cells, kind by kind. */
#include "results/column.h"

#include <math.h>

#include "results/summary.h"
#include "results/text.h"
#include "tests/support.h"

enum { PART, RUN };

struct part {
    const char *name;
    struct text text;
    bool yes;
    uint8_t word;
    uint16_t two;
    uint32_t address, number;
    uint64_t count;
    sim_time time;
    double share, real;
    struct cell_ratio ratio;
    int64_t billionths;
};

struct outcome {
    int other;
    struct run_summary run;
};

#define OF(member) CELL_AT(PART, struct part, member)
#define OF_RUN(name, quantity, ...)                                                                \
    CELL_QUANTITY(RUN, struct outcome, run, name, quantity, __VA_ARGS__)

static const char *const words[] = {"none", "one, or two"};

static const struct column columns[] = {
    {"name", CELL_TEXT, OF(name), .meaning = "a name"},
    {"text", CELL_SHORT, OF(text), .meaning = "a text"},
    {"yes", CELL_YES_NO, OF(yes), .meaning = "whether"},
    {"word", CELL_WORD, OF(word), .words = words, .meaning = "which"},
    {"two", CELL_COUNT, OF(two), .meaning = "of two bytes"},
    {"address", CELL_ADDRESS, OF(address), .meaning = "where"},
    {"number", CELL_NUMBER, OF(number), .meaning = "from 1"},
    {"count", CELL_COUNT, OF(count), .unit = "packets", .meaning = "how many"},
    {"time_s", CELL_TIME, OF(time), .meaning = "when"},
    {"share", CELL_SHARE, OF(share), .meaning = "of all"},
    {"real", CELL_REAL, OF(real), .meaning = "a number"},
    {"ratio", CELL_RATIO, OF(ratio), .meaning = "of something"},
    {"billionths", CELL_BILLIONTHS, OF(billionths), .unit = "packets", .meaning = "in small"},
    OF_RUN("how_many", "phones"),
    OF_RUN("busy", "wan.utilisation"),
    OF_RUN("late_s", "all_back_s", .meaning = "another"),
    OF_RUN("opinion", "calls.mos"),
};

static const struct table table = TABLE("table.csv", columns);

static void expect_row(const void *const *of, const char *wanted)
{
    char *text;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    table_row(file, &table, of);
    fclose(file);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(each_kind_is_written_in_its_way)
{
    const struct part p = {
        .name = "a, b",
        .text = {"unlimited"},
        .yes = true,
        .word = 1,
        .two = 65535,
        .address = 0x0a6a750a,
        .number = 1,
        .count = 1ULL << 40,
        .time = 1500 * MILLISECONDS,
        .share = 0.25,
        .real = 1.0 / 3,
        .ratio = {2, 3},
        .billionths = 5,
    };
    const struct outcome run = {.run = {.phones = 3,
                                        .wan = {{.utilisation = 0.5}, {.utilisation = 0.75}},
                                        .all_back = 2 * SECONDS,
                                        .calls.mos = 3.5}};
    expect_row(
        (const void *const[]){&p, &run},
        "\"a, b\",unlimited,yes,\"one, or two\",65535,10.106.117.10,1,1099511627776,"
        "1.500000000,0.250000,0.333333333,0.666667,0.000000005,3,0.750000,2.000000000,3.500000\n");
}
END_TEST

START_TEST(what_does_not_exist_is_an_empty_cell)
{
    const struct part p = {.time = -1, .real = NAN};
    const struct outcome run = {.run = {.all_back = -1, .calls.mos = NAN}};
    expect_row((const void *const[]){&p, &run},
               ",,no,none,0,0.0.0.0,,0,,0.000000,,0.000000,0.000000000,0,0.000000,,\n");
    expect_row((const void *const[]){NULL, &run}, ",,,,,,,,,,,,,0,0.000000,,\n");
    expect_row((const void *const[]){&p, NULL},
               ",,no,none,0,0.0.0.0,,0,,0.000000,,0.000000,0.000000000,,,,\n");
}
END_TEST

START_TEST(the_header_has_the_names)
{
    char *text;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    table_header(file, &table);
    fclose(file);
    ck_assert_str_eq(text, "name,text,yes,word,two,address,number,count,time_s,share,real,ratio,"
                           "billionths,how_many,busy,late_s,opinion\n");
    free(text);
}
END_TEST

static const struct column *called(const char *name)
{
    size_t i = 0;
    while (strcmp(columns[i].name, name) != 0)
        i++;
    return &columns[i];
}

START_TEST(units_and_meanings_come_from_the_kind_or_the_quantity)
{
    ck_assert_str_eq(column_unit(called("name")), "");
    ck_assert_str_eq(column_unit(called("count")), "packets");
    ck_assert_str_eq(column_unit(called("time_s")), "s");
    ck_assert_str_eq(column_unit(called("share")), "0 to 1");
    ck_assert_str_eq(column_unit(called("ratio")), "0 to 1");
    ck_assert_str_eq(column_unit(called("busy")), "0 to 1");
    ck_assert_str_eq(column_unit(called("late_s")), "s");
    ck_assert_str_eq(column_meaning(called("how_many")), "how many there are");
    ck_assert_str_eq(column_meaning(called("late_s")), "another");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, each_kind_is_written_in_its_way);
    tcase_add_test(t, what_does_not_exist_is_an_empty_cell);
    tcase_add_test(t, the_header_has_the_names);
    tcase_add_test(t, units_and_meanings_come_from_the_kind_or_the_quantity);
}

int main(void)
{
    return run_tests("column", add);
}
