/* A baseline's file comes back as it was, and what differs between two is found. */
#include "studies/baseline.h"

#include <math.h>

#include "tests/support.h"

static size_t row(const char *name)
{
    return (size_t)(run_quantity_find(name) - run_quantities);
}

static struct baseline of(const struct run_summary *s)
{
    struct baseline b;
    baseline_init(&b, "site", "../site.yaml", "native");
    baseline_set(&b, "wan.rate=768kbps");
    baseline_because(&b, "first");
    baseline_because(&b, "then: \"quoted\", \xc3\xa9");
    baseline_take(&b, s);
    return b;
}

static const struct run_summary run = {
    .phones = 40,
    .completed = 40,
    .all_back = 560823557031,
    .upgrade_time = -1,
    .calls = {.count = 1, .mos = NAN, .lost = 0.25},
    .wan = {{.utilisation = 1.0 / 3, .wire_bytes = 1ULL << 40}},
    .simulated = 86400 * 10 * SECONDS + 1,
    .events = 99,
    .fingerprint = 0xfedcba9876543210,
};

/* Written into a folder and read again. */
static struct baseline through_file(const struct baseline *b)
{
    char *folder = fresh_folder();
    struct output_set set = {0};
    struct error e;
    struct baseline back;
    ck_assert_int_eq(baseline_write(b, &set, folder, &e), 0);
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    char **names;
    ck_assert_uint_eq(baseline_names(folder, &names), 1);
    ck_assert_str_eq(names[0], b->name);
    free(names[0]);
    free(names);
    ck_assert_msg(baseline_read(&back, folder, b->name, &e) == 0, "%s", e.text);
    remove_folder(folder);
    return back;
}

static size_t changes_of(const struct baseline *a, const struct baseline *b)
{
    struct baseline_change *changes;
    const size_t count = baseline_compare(a, b, &changes);
    free(changes);
    return count;
}

START_TEST(a_file_brings_everything_back)
{
    struct baseline b = of(&run), back = through_file(&b);
    ck_assert_str_eq(back.scenario, "../site.yaml");
    ck_assert_str_eq(back.engine, "native");
    ck_assert_uint_eq(back.set_count, 1);
    ck_assert_str_eq(back.set[0], "wan.rate=768kbps");
    ck_assert_uint_eq(back.because_count, 2);
    ck_assert_str_eq(back.because[1], "then: \"quoted\", \xc3\xa9");
    ck_assert_uint_eq(back.fingerprint, run.fingerprint);
    ck_assert_uint_eq(back.values[row("all_back_s")].whole, 560823557031);
    ck_assert(!back.values[row("upgrade_time_s")].known);
    ck_assert(!back.values[row("calls.mos")].known);
    ck_assert_double_eq(back.values[row("calls.lost")].real, 0.25);
    ck_assert_uint_eq(back.values[row("wan.bytes_down")].whole, 1ULL << 40);
    ck_assert_double_eq(back.values[row("wan.utilisation")].real, 0.333333);
    ck_assert_uint_eq(changes_of(&b, &back), 0);
    baseline_fini(&b);
    baseline_fini(&back);
}
END_TEST

/* Beyond eleven days the digits do not hold every nanosecond. */
START_TEST(a_long_time_holds_too)
{
    struct run_summary s = run;
    s.simulated = 1234567LL * SECONDS + 123456789;
    struct baseline b = of(&s), back = through_file(&b);
    ck_assert_uint_eq(changes_of(&b, &back), 0);
    ck_assert_uint_eq(back.values[row("simulated_s")].whole, 1234567123456000);
    baseline_fini(&b);
    baseline_fini(&back);
}
END_TEST

START_TEST(what_moved_is_found_with_its_tolerance)
{
    struct run_summary s = run;
    s.all_back += SECONDS;                    /* 0.18 %: beyond a thousandth */
    s.completed = 39;                         /* any phone is */
    s.wan[0].utilisation += 0.0004;           /* within 0.001 */
    s.upgrade_time = 5;                       /* there was none */
    s.wan[0].wire_bytes += 1024 * 1024 * 512; /* 0.05 % */
    s.events = 100;                           /* is not compared */
    struct baseline a = of(&run), b = of(&s);
    struct baseline_change *c;
    ck_assert_uint_eq(baseline_compare(&a, &b, &c), 6);
    static const struct {
        const char *name;
        bool beyond;
    } wanted[] = {{"completed", true},
                  {"all_back_s", true},
                  {"upgrade_time_s", true},
                  {"wan.utilisation", false},
                  {"wan.utilisation_down", false},
                  {"wan.bytes_down", false}};
    for (size_t i = 0; i < 6; i++) {
        ck_assert_str_eq(c[i].quantity->name, wanted[i].name);
        ck_assert_int_eq(c[i].beyond, wanted[i].beyond);
    }
    ck_assert_uint_eq(c[1].was.whole, 560823557031);
    ck_assert_uint_eq(c[1].is.whole, 561823557031);
    free(c);
    baseline_fini(&a);
    baseline_fini(&b);
}
END_TEST

START_TEST(a_nanosecond_and_a_last_decimal_are_found)
{
    struct run_summary s = run;
    s.all_back++;
    s.wan[0].utilisation += 1e-6;
    struct baseline a = of(&run), b = of(&s);
    ck_assert_uint_eq(changes_of(&a, &b), 3);
    s = run;
    s.wan[0].utilisation += 1e-8; /* no decimal of the file's */
    baseline_take(&b, &s);
    ck_assert_uint_eq(changes_of(&a, &b), 0);
    baseline_fini(&a);
    baseline_fini(&b);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_file_brings_everything_back);
    tcase_add_test(t, a_long_time_holds_too);
    tcase_add_test(t, what_moved_is_found_with_its_tolerance);
    tcase_add_test(t, a_nanosecond_and_a_last_decimal_are_found);
}

int main(void)
{
    return run_tests("baseline", add);
}
