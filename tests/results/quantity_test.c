/* The rows of a run's numbers: how each is read and found, and how it is compared. */
#include "results/quantity.h"

#include <math.h>

#include "tests/support.h"

static struct run_summary s;

static struct run_value value(const char *name)
{
    const struct run_quantity *q = run_quantity_find(name);
    ck_assert_msg(q != NULL, "%s", name);
    return run_quantity_value(q, &s);
}

START_TEST(a_number_is_read_from_its_member)
{
    s = (struct run_summary){.completed = 3,
                             .server_files = 1ULL << 40,
                             .last_back = 5 * SECONDS,
                             .server = {.peak_utilisation = 0.25}};
    ck_assert_uint_eq(value("completed").whole, 3);
    ck_assert_uint_eq(value("wan.downloads").whole, 1ULL << 40);
    ck_assert_uint_eq(value("last_back_s").whole, 5 * SECONDS);
    ck_assert_double_eq(value("server.peak_utilisation").real, 0.25);
}
END_TEST

START_TEST(directions_are_added_or_the_greater_is_taken)
{
    s = (struct run_summary){.wan = {{.drops = 3, .max_queue = 9, .utilisation = 0.1},
                                     {.drops = 4, .max_queue = 2, .utilisation = 0.2}}};
    ck_assert_uint_eq(value("wan.drops").whole, 7);
    ck_assert_uint_eq(value("wan.max_queue_packets").whole, 9);
    ck_assert_double_eq(value("wan.utilisation").real, 0.2);
    ck_assert_double_eq(value("wan.utilisation_down").real, 0.1);
}
END_TEST

START_TEST(drops_are_told_apart_by_their_reason)
{
    s = (struct run_summary){0};
    for (int reason = 0; reason < DROP_REASONS; reason++) {
        s.wan[0].dropped[reason] = (uint64_t)(10 * reason);
        s.wan[1].dropped[reason] = 1;
    }
    ck_assert_uint_eq(value("wan.too_big").whole, 10 * DROP_TOO_BIG + 1);
    ck_assert_uint_eq(value("wan.dropped_early").whole, 10 * DROP_EARLY + 1);
    ck_assert_uint_eq(value("wan.policed").whole, 10 * DROP_POLICED + 1);
}
END_TEST

START_TEST(what_does_not_exist_is_not_known)
{
    s = (struct run_summary){.upgrade_time = -1, .calls = {.lost = NAN, .mos = NAN, .jitter = -1}};
    ck_assert(!value("upgrade_time_s").known);
    ck_assert(value("last_back_s").known);
    ck_assert(!value("calls.lost").known);
    ck_assert(!value("calls.mos").known);
    ck_assert(!value("calls.jitter").known);
    ck_assert(value("calls.lost_late").known);
}
END_TEST

START_TEST(a_unit_at_the_end_of_a_key_may_be_left_out)
{
    static const char *const pairs[][2] = {
        {"upgrade_time", "upgrade_time_s"},
        {"outage.max", "outage_s.max"},
        {"wan.max_queue", "wan.max_queue_packets"},
        {"server.block_rtt.p95", "server.block_rtt_s.p95"},
        {"server.block_rtt_s.p95", "server.block_rtt_s.p95"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_str_eq(run_quantity_find(pairs[i][0])->name, pairs[i][1]);
    static const char *const none[] = {"",         "upgrade",  "upgrade_time_", "complete",
                                       "phones_s", "outage_s", "outage_s.max.", "outage_s_s.max"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(run_quantity_find(none[i]) == NULL, "%s", none[i]);
}
END_TEST

/* Whatever the row says of itself, or its kind does. */
START_TEST(a_tolerance_is_what_matters_of_such_a_number)
{
    static const struct {
        const char *name;
        double value, allowed;
    } rows[] = {
        {"completed", 40, 0},
        {"pfs.fell_back", 1000, 0},
        {"all_back_s", 560e9, 0.56e9},         /* half a second of 9 min 20 s */
        {"first_reset_s", 0, 1000},            /* a microsecond, where a share is nothing */
        {"wan.bytes_down", 8e6, 8000},         /* a thousandth */
        {"messages.pfs.ad", 5000, 5},          /* likewise, of packets */
        {"wan.drops", 0, 0},                   /* none is something else than one */
        {"wan.utilisation", 0.994, 0.001},     /* a tenth of a per cent */
        {"wan.max_queue_packets", 40, 1},      /* a packet */
        {"wan.mean_queue_packets", 30, 0.1},   /* a tenth of one */
        {"server.block_rtt_s.p95", 1e9, 16e6}, /* a class of the histogram; */
        {"server.block_rtt_s.mean", 1e9, 1e6}, /* of the mean, which is exact, less */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct run_tolerance t = run_quantity_tolerance(run_quantity_find(rows[i].name));
        ck_assert_msg(fabs(run_tolerance_at(t, rows[i].value) - rows[i].allowed) <=
                          1e-12 * rows[i].value,
                      "%s: %g", rows[i].name, run_tolerance_at(t, rows[i].value));
    }
    const struct run_tolerance thousandth = {.share = 1e-3};
    ck_assert_double_eq(run_tolerance_at(thousandth, -1000), 1);
}
END_TEST

START_TEST(what_is_better_is_said_where_it_is_plain)
{
    static const struct {
        const char *name;
        enum run_quantity_better better;
    } rows[] = {{"completed", RUN_MORE},
                {"all_back_s", RUN_LESS},
                {"wan.drops", RUN_LESS},
                {"phones", RUN_NEITHER},
                {"messages.tftp.ACK", RUN_NEITHER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_int_eq(run_quantity_find(rows[i].name)->better, rows[i].better);
}
END_TEST

START_TEST(what_is_of_the_program_is_not_compared)
{
    ck_assert(run_quantity_is_compared(run_quantity_find("all_back_s")));
    ck_assert(!run_quantity_is_compared(run_quantity_find("events")));
    ck_assert(!run_quantity_is_compared(run_quantity_find("fingerprint")));
    ck_assert(!run_quantity_is_compared(run_quantity_find("wall_s")));
}
END_TEST

START_TEST(tolerances_are_said_with_their_unit)
{
    static const struct {
        enum run_quantity_kind kind;
        struct run_tolerance tolerance;
        const char *text;
    } rows[] = {
        {RUN_COUNT, {0}, "0"},
        {RUN_BYTES, {.share = 1e-3}, "0.1 %"},
        {RUN_BYTES, {.absolute = 512}, "512 bytes"},
        {RUN_TIME, {.share = 0.016, .absolute = MICROSECONDS}, "1.6 %, at least 1.0 us"},
        {RUN_TIME, {.absolute = 2 * SECONDS}, "2.0 s"},
        {RUN_SHARE, {.absolute = 1e-3}, "0.001"},
        {RUN_MEAN, {.absolute = 0.1}, "0.1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(run_tolerance_text(rows[i].kind, rows[i].tolerance).text, rows[i].text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_number_is_read_from_its_member);
    tcase_add_test(t, directions_are_added_or_the_greater_is_taken);
    tcase_add_test(t, drops_are_told_apart_by_their_reason);
    tcase_add_test(t, what_does_not_exist_is_not_known);
    tcase_add_test(t, a_unit_at_the_end_of_a_key_may_be_left_out);
    tcase_add_test(t, a_tolerance_is_what_matters_of_such_a_number);
    tcase_add_test(t, what_is_better_is_said_where_it_is_plain);
    tcase_add_test(t, what_is_of_the_program_is_not_compared);
    tcase_add_test(t, tolerances_are_said_with_their_unit);
}

int main(void)
{
    return run_tests("quantity", add);
}
