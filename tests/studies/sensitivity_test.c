/* Sensitivity studies: intervals, what is drawn of them, and what is said of results that are
 * known.
 */
#include "studies/sensitivity.h"

#include <math.h>

#include "base/memory.h"
#include "tests/scenarios/support.h"

enum { ROWS = 4096 };

static struct scenario scenario;

static void set_up(void)
{
    must_load(&scenario, SMALLEST, NULL);
}

static void tear_down(void)
{
    scenario_free(&scenario);
}

static void read_of(struct sensitivity_parameters *p, const char *const *over, size_t count)
{
    struct error e = {""};
    const int status = sensitivity_read(p, &scenario, over, count, NULL, 0, &e);
    ck_assert_msg(status == 0, "%s", e.text);
}

START_TEST(intervals)
{
    static const char *const over[] = {"wan.rate=128kbps..2Mbps",    "phone.restart = 30 s .. 40 s",
                                       "wan.rtt=log(10ms..160ms)",   "subnets.phones.count=3..4",
                                       "wan.queue.limit=1 kB..2 kB", "wan.loss=0%..1%"};
    struct sensitivity_parameters p;
    read_of(&p, over, 6);
    ck_assert_uint_eq(p.count, 6);
    ck_assert_str_eq(p.items[0].at.path, "wan.rate");
    ck_assert_uint_eq(p.items[0].low, 128000);
    ck_assert_uint_eq(p.items[0].high, 2000000);
    ck_assert_uint_eq(p.items[1].high, 40 * SECONDS);
    ck_assert(p.items[2].by_ratios && !p.items[0].by_ratios);
    ck_assert_str_eq(p.items[3].at.path, "subnets[0].phones[0].count");
    ck_assert_int_eq((int)p.items[4].quantity, QUANTITY_SIZE);
    /* A quarter of the way; by ratios 10, 20, 40, 80, 160. */
    ck_assert_uint_eq(sensitivity_value(&p.items[0], 0.25), 596000);
    ck_assert_uint_eq(sensitivity_value(&p.items[2], 0.25), 20 * MILLISECONDS);
    ck_assert_uint_eq(sensitivity_value(&p.items[0], 0), 128000);
    ck_assert_uint_eq(sensitivity_value(&p.items[0], 1), 2000000);
    /* Of two whole numbers each is half of it. */
    ck_assert_uint_eq(sensitivity_value(&p.items[3], 0.499), 3);
    ck_assert_uint_eq(sensitivity_value(&p.items[3], 0.501), 4);
    char *text = sensitivity_assignment(&p.items[0], 596000);
    ck_assert_str_eq(text, "wan.rate=596 kbps");
    free(text);
    sensitivity_fini(&p);
}
END_TEST

static void refused(const char *over, const char *set, const char *wanted)
{
    struct sensitivity_parameters p;
    struct error e = {""};
    ck_assert_int_lt(sensitivity_read(&p, &scenario, &over, 1, &set, set ? 1 : 0, &e), 0);
    ck_assert_str_eq(e.text, wanted);
}

START_TEST(what_is_no_interval)
{
    refused("wan.rate", NULL,
            "--over wan.rate: has no interval; give one as in 'wan.rate=128kbps..2Mbps'");
    refused(
        "method=tftp..pfs", NULL,
        "--over method=tftp..pfs: method has no numbers; compare its values with 'pfsim sweep'");
    refused("wan.rtt=log(0s..1s)", NULL,
            "--over wan.rtt=log(0s..1s): 'log(0s..1s)' begins with 0, which has no ratio; begin "
            "above 0");
    refused("wan.rate=1Mbps..2Mbps", "wan.rate=3Mbps",
            "--over wan.rate=1Mbps..2Mbps: -s sets it too; leave one of them out");
    refused("subnets[1].phones.count=1..2", NULL,
            "--over subnets[1].phones.count=1..2: subnets[1].phones.count: subnets has no item 1: "
            "there are 1 of them, counted from 0");
    static const char *const twice[] = {"wan.rate=1Mbps..2Mbps", "wan.rate=2Mbps..3Mbps"};
    struct sensitivity_parameters p;
    struct error e = {""};
    ck_assert_int_lt(sensitivity_read(&p, &scenario, twice, 2, NULL, 0, &e), 0);
    ck_assert_str_eq(e.text, "--over wan.rate=2Mbps..3Mbps: is there twice; leave one out");
}
END_TEST

/* --- what is said ---------------------------------------------------------------------------- */

/* Coefficients of a sum, and of the product of the first two; a value there is where the first is
 * below `end`. */
struct function {
    const struct sensitivity_parameters *parameters;
    double each[3], product, end;
};

static int answer(void *user, const uint64_t *values, struct sensitivity_answer *a, struct error *e)
{
    const struct function *f = user;
    double x[3] = {0}; /* from -1 to 1 */
    (void)e;
    a->value = 100;
    for (size_t i = 0; i < f->parameters->count; i++) {
        const struct sensitivity_parameter *p = &f->parameters->items[i];
        x[i] = 2 * ((double)values[i] - (double)p->low) / (double)(p->high - p->low) - 1;
        a->value += f->each[i] * x[i];
    }
    a->value += f->product * x[0] * x[1];
    a->standing = x[0] > 0.5 ? SENSITIVITY_DROPS : SENSITIVITY_SOUND;
    if (x[0] > f->end)
        *a = (struct sensitivity_answer){NAN, SENSITIVITY_NEVER};
    return 0;
}

static void say(const struct function *f, bool in_pool, const char *meaning, const char *caution)
{
    static const char *const over[] = {"wan.rate=128kbps..2Mbps", "wan.rtt=0s..1s",
                                       "phone.restart=30s..40s"};
    struct sensitivity_parameters p;
    struct sensitivity s;
    struct error e = {""};
    struct function with = *f;
    const struct sensitivity_request r = {.parameters = &p,
                                          .name = "all_back",
                                          .rows = ROWS,
                                          .answer = answer,
                                          .user = &with,
                                          .in_pool = in_pool,
                                          .workers = 2};
    with.parameters = &p;
    read_of(&p, over, 3);
    ck_assert_msg(sensitivity_execute(&s, &r, &e) == 0, "%s", e.text);
    char *text = sensitivity_meaning(&s, "all_back"), *more = sensitivity_caution(&s);
    ck_assert_str_eq(text, meaning);
    if (caution)
        ck_assert_str_eq(more, caution);
    if (f->end > 1 && f->product == 0) { /* of a uniform one: 2 / sqrt(12), and of all that sum */
        ck_assert_double_eq_tol(s.indices.mean, 100, 0.1);
        ck_assert_double_eq_tol(s.p10 + s.p90, 200, 0.2);
        ck_assert_double_eq_tol(s.p50, 100, 0.1);
        ck_assert(s.p90 < s.p99);
    }
    free(text);
    free(more);
    sensitivity_free(&s);
    sensitivity_fini(&p);
}

/* Variances as 100 : 16 : 0.04, and 36 : 64. */
START_TEST(what_matters)
{
    say(&(struct function){.each = {10, 4, 0.2}, .end = 2}, false,
        "86 % of the spread of all_back is wan.rate: measure it.\n"
        "phone.restart hardly matters: below 1 %.\n",
        "In 5,115 of 20,480 runs a queue overflows (region drops).\n");
    say(&(struct function){.each = {6, 8, 0}, .end = 2}, true,
        "64 % of the spread of all_back is wan.rtt and 36 % wan.rate: measure these.\n"
        "phone.restart changes nothing.\n",
        NULL);
}
END_TEST

/* A product's variance is a third of that of its coefficient as a term: 1 : 1 : 3, and 0.09 : 0.09
 * : 0.01 : 3, estimated to within two per cent. */
START_TEST(what_acts_together)
{
    say(&(struct function){.each = {1, 1, 0}, .product = 3, .end = 2}, false,
        "20 % of the spread of all_back is wan.rate and 20 % wan.rtt: measure these.\n"
        "wan.rate and wan.rtt act together: 60 % and 60 % of the spread is each with others.\n"
        "phone.restart changes nothing.\n",
        NULL);
    say(&(struct function){.each = {0.3, 0.3, 0.1}, .product = 3, .end = 2}, false,
        "No assumption by itself makes 5 % of the spread of all_back.\n"
        "wan.rate and wan.rtt act together: 94 % and 94 % of the spread is each with others.\n"
        "phone.restart hardly matters: below 1 %.\n",
        NULL);
}
END_TEST

/* An eighth of the first has no value: 0.875^2 of the rows have one, as nearly as the sequence
 * without its first point has it. */
START_TEST(what_has_no_value)
{
    say(&(struct function){.each = {8, 1, 0}, .end = 0.75}, false,
        "98 % of the spread of all_back is wan.rate: measure it.\n"
        "phone.restart changes nothing.\n",
        "In 2,560 of 20,480 runs a queue overflows (region drops).\n"
        "In 2,555 of 20,480 runs there is no value, since not all phones are ever back.\n"
        "Of 4,096 rows 958 are left out for that: what is said is of the others, where the "
        "parameters do not vary independently.\n");
}
END_TEST

START_TEST(what_never_changes)
{
    static const char *const over[] = {"wan.rate=128kbps..2Mbps"};
    struct sensitivity_parameters p;
    struct sensitivity s;
    struct error e = {""};
    struct function f = {.parameters = &p, .end = 2};
    struct sensitivity_request r = {
        .parameters = &p, .name = "all_back", .rows = 16, .answer = answer, .user = &f};
    read_of(&p, over, 1);
    ck_assert_int_lt(sensitivity_execute(&s, &r, &e), 0);
    ck_assert_str_eq(e.text, "all_back: it is 100 everywhere: nothing that varies changes it");
    r.rows = 100;
    ck_assert_int_lt(sensitivity_execute(&s, &r, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "100 is no power of two"));
    sensitivity_fini(&p);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("sensitivity");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, intervals);
    tcase_add_test(t, what_is_no_interval);
    tcase_add_test(t, what_matters);
    tcase_add_test(t, what_acts_together);
    tcase_add_test(t, what_has_no_value);
    tcase_add_test(t, what_never_changes);
    return run_tests("sensitivity", t);
}
