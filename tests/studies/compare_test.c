/* What moved between two sets of runs that are written down here. */
#include "studies/compare.h"

#include <math.h>

#include "base/memory.h"
#include "sim/random.h"
#include "tests/scenarios/small_experiment.h"

static struct compare_side a, b;
static struct comparison c;
static struct compare_options options;
static bool *wanted;
static struct run_tolerance *tolerances;
static struct error e;

static size_t row_of(const char *name)
{
    const struct run_quantity *q = run_quantity_find(name);
    ck_assert_msg(q != NULL, "%s", name);
    return (size_t)(q - run_quantities);
}

/* Compared are these, up to NULL, with a tolerance of 0. */
static void begin(const char *const *names)
{
    wanted = mem_calloc(run_quantity_count, sizeof *wanted);
    tolerances = mem_calloc(run_quantity_count, sizeof *tolerances);
    options = (struct compare_options){wanted, tolerances, false};
    for (; *names; names++)
        wanted[row_of(*names)] = true;
    compare_side_init(&a, "before");
    compare_side_init(&b, "after");
}

static void end(void)
{
    comparison_fini(&c);
    compare_side_fini(&a);
    compare_side_fini(&b);
    free(wanted);
    free(tolerances);
}

static const char *const all_back[] = {"all_back_s", NULL};

/* A run with its all_back, in seconds; negative: nobody is back. Its fingerprint is that time, and
 * the replication unless nothing is drawn. */
static struct compare_run *add_run(struct compare_side *side, uint32_t replication, double seconds)
{
    struct compare_run *r = compare_side_add(side, "build", "text");
    const uint64_t t = (uint64_t)(int64_t)(seconds * SECONDS + .5);
    r->name = mem_strdup("site");
    r->engine = mem_strdup("native");
    r->seed = 1;
    r->replication = replication;
    r->fingerprint = t * 1000 + replication;
    if (seconds >= 0)
        r->values[row_of("all_back")] = (struct run_value){true, t, (double)t};
    return r;
}

static void add_parameter(struct compare_run *r, const char *path, const char *value)
{
    r->parameters = mem_resize(r->parameters, r->parameter_count + 1, sizeof *r->parameters);
    r->parameters[r->parameter_count++] =
        (struct store_parameter){mem_strdup(path), mem_strdup(value), NAN};
}

static const struct compare_row *only_row(void)
{
    ck_assert_int_eq(comparison_make(&c, &a, &b, &options, &e), 0);
    ck_assert_uint_eq(c.point_count, 1);
    ck_assert_uint_eq(c.row_count, 1);
    return &c.rows[0];
}

/* --- verdicts -------------------------------------------------------------------------------- */

START_TEST(the_same_difference_is_exact)
{
    const double spread[] = {561.1, 560.8, 561.4};
    begin(all_back);
    for (uint32_t i = 0; i < 3; i++) {
        add_run(&a, i, spread[i]);
        add_run(&b, i, spread[i] - 1.5);
    }
    const struct compare_row *r = only_row();
    ck_assert(r->exact && c.points[0].paired);
    ck_assert_double_eq(r->difference.mean, -1.5e9);
    ck_assert_int_eq(r->verdict, COMPARE_MOVED);
    ck_assert(c.different[0] == &a.runs[0] && c.different[1] == &b.runs[0]);
    ck_assert_uint_eq(c.equal_pairs, 0);
    ck_assert(!comparison_is_identical(&c));
    comparison_fini(&c);
    tolerances[row_of("all_back")].absolute = 1.5e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_SAME);
    comparison_fini(&c);
    tolerances[row_of("all_back")].absolute = 1.4e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_MOVED);
    end();
}
END_TEST

/* Differences 1, 2, 3 s: mean 2, standard error 1/sqrt(3) = .577, t.95(2) = 2.920, t.975(2)
 * = 4.303: the 90 % interval goes from .314 to 3.686, that of 95 % from -.484 to 4.484. */
START_TEST(verdicts_follow_the_intervals)
{
    begin(all_back);
    for (uint32_t i = 0; i < 3; i++) {
        add_run(&a, i, 10);
        add_run(&b, i, 11 + i);
    }
    const struct compare_row *r = only_row();
    ck_assert_double_eq_tol(r->half_width, 2.484e9, 1e6);
    ck_assert_int_eq(r->verdict, COMPARE_UNSURE);
    comparison_fini(&c);
    tolerances[row_of("all_back")].absolute = 3.68e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_UNSURE);
    comparison_fini(&c);
    tolerances[row_of("all_back")].absolute = 3.69e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_SAME);
    comparison_fini(&c);
    tolerances[row_of("all_back")] = (struct run_tolerance){.share = .369};
    ck_assert_int_eq(only_row()->verdict, COMPARE_SAME);
    end();
}
END_TEST

/* Differences 9, 10, 11 s: 95 % from 7.516 to 12.484. */
START_TEST(moved_is_wholly_outside)
{
    begin(all_back);
    for (uint32_t i = 0; i < 3; i++) {
        add_run(&a, i, 10);
        add_run(&b, i, 19 + i);
    }
    tolerances[row_of("all_back")].absolute = 7.51e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_MOVED);
    comparison_fini(&c);
    tolerances[row_of("all_back")].absolute = 7.52e9;
    ck_assert_int_eq(only_row()->verdict, COMPARE_UNSURE);
    end();
}
END_TEST

/* p of one alone is 1 - (t of 10 / .577) = .0033; of twenty together Holm makes .066 of it. */
START_TEST(many_quantities_are_judged_together)
{
    static const char *const names[] = {"all_back_s",
                                        "wan.drops",
                                        "completed",
                                        "restarts",
                                        "wan.downloads",
                                        "wan.bytes_down",
                                        "wan.bytes_up",
                                        "server.busy",
                                        "server.refused",
                                        "server.gave_up",
                                        "server.requests",
                                        "server.transfers",
                                        "pfs.rejoins",
                                        "pfs.trees",
                                        "pfs.roots",
                                        "pfs.children",
                                        "files",
                                        "duplicates",
                                        "phone_retransmissions",
                                        "pfs.fell_back",
                                        NULL};
    for (int alone = 0; alone < 2; alone++) {
        begin(alone ? all_back : names);
        for (uint32_t i = 0; i < 3; i++)
            for (int side = 0; side < 2; side++) {
                struct compare_run *r = add_run(side ? &b : &a, i, side ? 19 + i : 10);
                for (size_t k = 1; names[k]; k++)
                    r->values[row_of(names[k])] = (struct run_value){true, 7, 7};
            }
        ck_assert_int_eq(comparison_make(&c, &a, &b, &options, &e), 0);
        for (size_t i = 0; i < c.row_count; i++) {
            const bool differs = c.rows[i].quantity == run_quantity_find("all_back");
            ck_assert_double_eq_tol(c.rows[i].p, differs ? .0033 : 1, 1e-4);
            ck_assert_int_eq(c.rows[i].verdict, !differs ? COMPARE_EQUAL
                                                : alone  ? COMPARE_MOVED
                                                         : COMPARE_UNSURE);
        }
        ck_assert_uint_eq(c.row_count, alone ? 1 : 20);
        end();
    }
}
END_TEST

START_TEST(one_pair_cannot_say)
{
    begin(all_back);
    add_run(&a, 0, 10);
    add_run(&b, 0, 11);
    const struct compare_row *r = only_row();
    ck_assert_int_eq(r->verdict, COMPARE_UNSURE);
    ck_assert(isnan(r->half_width) && !r->exact);
    end();
    begin(all_back);
    add_run(&a, 0, 10);
    add_run(&b, 0, 10);
    ck_assert_int_eq(only_row()->verdict, COMPARE_EQUAL);
    ck_assert(comparison_is_identical(&c));
    comparison_fini(&c);
    add_run(&a, 1, 12);
    add_run(&b, 1, 12);
    ck_assert_int_eq(only_row()->verdict, COMPARE_EQUAL); /* in each pair, not in all runs */
    ck_assert_uint_eq(c.equal_pairs, 2);
    end();
}
END_TEST

START_TEST(runs_without_a_value)
{
    begin(all_back);
    for (uint32_t i = 0; i < 4; i++) {
        add_run(&a, i, 10 + i);
        add_run(&b, i, i == 2 ? -1 : 12. + i);
    }
    const struct compare_row *r = only_row();
    ck_assert_uint_eq(r->count[0], 3);
    ck_assert_uint_eq(r->lacking[0], 0);
    ck_assert_uint_eq(r->lacking[1], 1);
    ck_assert(r->exact);
    comparison_fini(&c);
    compare_side_fini(&b);
    for (uint32_t i = 0; i < 4; i++)
        add_run(&b, i, -1);
    r = only_row();
    ck_assert_uint_eq(r->lacking[1], 4);
    ck_assert_int_eq(r->verdict, COMPARE_UNSURE);
    comparison_fini(&c);
    compare_side_fini(&a);
    for (uint32_t i = 0; i < 4; i++)
        add_run(&a, i, -1);
    ck_assert_int_eq(comparison_make(&c, &a, &b, &options, &e), 0);
    ck_assert_uint_eq(c.row_count, 0);
    end();
}
END_TEST

/* --- pairs and points ------------------------------------------------------------------------ */

/* 10, 12 s and 20, 22 s: Welch's error is sqrt(2), t = 10 / 1.414 with two degrees of freedom. */
START_TEST(other_draws_are_no_pairs)
{
    begin(all_back);
    for (uint32_t i = 0; i < 2; i++) {
        add_run(&a, i, 10 + 2 * i);
        add_run(&b, 5 + i, 20 + 2 * i);
    }
    const struct compare_row *r = only_row();
    ck_assert(!c.points[0].paired);
    ck_assert_double_eq_tol(r->difference.error, M_SQRT2 * 1e9, 1);
    ck_assert_double_eq_tol(r->difference.freedom, 2, 1e-9);
    ck_assert_ptr_null(c.different[0]);
    ck_assert(!comparison_is_identical(&c));
    comparison_fini(&c);
    /* Where some are pairs, the others are left out. */
    add_run(&b, 1, 13);
    r = only_row();
    ck_assert(c.points[0].paired);
    ck_assert_uint_eq(c.points[0].count[0], 1);
    ck_assert_uint_eq(c.points[0].alone[0], 1);
    ck_assert_uint_eq(c.points[0].alone[1], 2);
    ck_assert_double_eq(r->difference.mean, 1e9);
    comparison_fini(&c);
    options.unpaired = true;
    ck_assert(!(only_row(), c.points[0].paired));
    ck_assert_uint_eq(c.points[0].count[1], 3);
    end();
}
END_TEST

/* What was set for all runs of a sweep is no parameter, and a store may have two such sweeps. */
START_TEST(equal_draws_of_several_scenarios)
{
    begin(all_back);
    add_run(&a, 0, 20)->scenario = "rate: 2 Mbps";
    add_run(&a, 0, 10)->scenario = "rate: 1 Mbps";
    add_run(&b, 0, 21)->scenario = "rate: 2 Mbps";
    ck_assert_double_eq(only_row()->difference.mean, 1e9);
    ck_assert(c.points[0].paired);
    ck_assert_uint_eq(c.points[0].alone[0], 1);
    ck_assert_uint_eq(c.points[0].alone[1], 0);
    ck_assert(c.different[0] == &a.runs[0]);
    comparison_fini(&c);
    /* Of one run on each side there is no doubt. */
    a.runs[1].replication = 1;
    b.runs[0].scenario = "rate: 3 Mbps";
    ck_assert_double_eq(only_row()->difference.mean, 1e9);
    end();
}
END_TEST

/* Of samples with one value each: two of either side may be so by chance, unless nothing is drawn.
 */
START_TEST(constant_samples_may_be_chance)
{
    begin(all_back);
    options.unpaired = true;
    for (uint32_t i = 0; i < 2; i++) {
        add_run(&a, i, 10);
        add_run(&b, i, 11);
    }
    const struct compare_row *r = only_row();
    ck_assert(r->exact);
    ck_assert_int_eq(r->verdict, COMPARE_UNSURE);
    ck_assert_double_eq_tol(r->p, 1. / 3, 1e-9); /* two of the six ways to divide four */
    comparison_fini(&c);
    for (uint32_t i = 0; i < 2; i++)
        a.runs[i].fingerprint = b.runs[i].fingerprint = 7;
    r = only_row();
    ck_assert(c.points[0].certain);
    ck_assert_int_eq(r->verdict, COMPARE_MOVED);
    end();
}
END_TEST

/* The rate is varied on both sides; the interval is what differs between them. */
START_TEST(points_are_what_both_sides_vary)
{
    static const char *const rates[] = {"1 Mbps", "384 kbps", "2 Mbps"};
    begin(all_back);
    for (uint32_t i = 0; i < 2; i++)
        for (int rate = 0; rate < 3; rate++)
            for (int side = 0; side < 2; side++) {
                if (side && rate == 2)
                    continue;
                struct compare_run *r = add_run(side ? &b : &a, i, 10 * (rate + 1) + i + side);
                add_parameter(r, "wan.rate", rates[rate]);
                add_parameter(r, "pfs.ad_interval", side ? "200 ms" : "250 ms");
                add_parameter(r, "method", "pfs");
            }
    ck_assert_int_eq(comparison_make(&c, &a, &b, &options, &e), 0);
    ck_assert_uint_eq(c.change_count, 1);
    ck_assert_str_eq(c.changes[0].path, "pfs.ad_interval");
    ck_assert_str_eq(c.changes[0].value[0], "250 ms");
    ck_assert_str_eq(c.changes[0].value[1], "200 ms");
    ck_assert_uint_eq(c.point_count, 2);
    ck_assert_str_eq(c.points[0].name, "wan.rate = 1 Mbps");
    ck_assert_str_eq(c.points[1].name, "wan.rate = 384 kbps");
    ck_assert_uint_eq(c.points_alone[0], 1);
    ck_assert_uint_eq(c.points_alone[1], 0);
    ck_assert_uint_eq(c.equal_pairs, 0);
    ck_assert_uint_eq(c.pairs, 4);
    ck_assert_uint_eq(c.row_count, 2);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_eq(c.rows[i].point, i);
        ck_assert_double_eq(c.rows[i].difference.mean, 1e9);
        ck_assert_double_eq(c.rows[i].mean[0], (10 * (i + 1) + .5) * 1e9);
    }
    end();
}
END_TEST

START_TEST(nothing_in_common)
{
    begin(all_back);
    for (uint32_t i = 0; i < 2; i++) {
        add_parameter(add_run(&a, i, 1), "wan.rate", i ? "1 Mbps" : "2 Mbps");
        add_parameter(add_run(&b, i, 1), "wan.rate", i ? "3 Mbps" : "4 Mbps");
    }
    ck_assert_int_lt(comparison_make(&c, &a, &b, &options, &e), 0);
    ck_assert_str_eq(e.text, "before and after: no point is in both: their parameters have other "
                             "values, of which neither side has a single one");
    compare_side_fini(&b);
    ck_assert_int_lt(comparison_make(&c, &a, &b, &options, &e), 0);
    ck_assert_str_eq(e.text, "after: there is no run that is done to compare");
    end();
}
END_TEST

START_TEST(another_scenario_and_engine)
{
    begin(all_back);
    add_run(&a, 0, 1);
    struct compare_run *r = add_run(&b, 0, 1);
    free(r->engine);
    r->engine = mem_strdup("ns3");
    free(r->name);
    r->name = mem_strdup("other");
    only_row();
    ck_assert_uint_eq(c.change_count, 2);
    ck_assert_str_eq(c.changes[0].path, "scenario");
    ck_assert_str_eq(c.changes[0].value[1], "other");
    ck_assert_str_eq(c.changes[1].path, "engine");
    ck_assert_str_eq(c.changes[1].value[0], "native");
    end();
}
END_TEST

START_TEST(fields_of_scenarios)
{
    struct scenario x, y;
    must_load(&x, SMALLEST "wan: {rate: 384 kbps}\nname: x\nseed: 3\n", NULL);
    must_load(&y, SMALLEST "wan: {rate: 1 Mbps, loss: 1 %}\nname: y\n", NULL);
    begin(all_back);
    add_run(&a, 0, 1);
    add_run(&b, 0, 1);
    only_row();
    comparison_add_fields(&c, &x, &y);
    ck_assert_uint_eq(c.change_count, 2);
    ck_assert_str_eq(c.changes[0].path, "wan.rate");
    ck_assert_str_eq(c.changes[0].value[0], "384 kbps");
    ck_assert_str_eq(c.changes[0].value[1], "1 Mbps");
    ck_assert_str_eq(c.changes[1].path, "wan.loss");
    comparison_add_fields(&c, &x, &y); /* they are there already */
    ck_assert_uint_eq(c.change_count, 2);
    end();
    scenario_free(&y);
    must_load(&y, SMALLEST "wan: {rate: 384 kbps}\nunplug: [{phone: 1, at: 5 s}]\n", NULL);
    for (int swapped = 0; swapped < 2; swapped++) { /* what one side alone has */
        begin(all_back);
        add_run(&a, 0, 1);
        add_run(&b, 0, 1);
        only_row();
        comparison_add_fields(&c, swapped ? &y : &x, swapped ? &x : &y);
        ck_assert_uint_gt(c.change_count, 0);
        ck_assert_str_eq(c.changes[0].path, "unplug[0].phone");
        ck_assert_str_eq(c.changes[0].value[swapped], "");
        ck_assert_str_eq(c.changes[0].value[!swapped], "1");
        end();
    }
    scenario_free(&x);
    scenario_free(&y);
}
END_TEST

/* --- phones ---------------------------------------------------------------------------------- */

START_TEST(distributions_of_phones)
{
    begin(all_back);
    for (uint32_t i = 0; i < 2; i++)
        for (int side = 0; side < 2; side++) {
            struct compare_run *r = add_run(side ? &b : &a, i, 10);
            r->phones = mem_calloc(3, sizeof *r->phones);
            for (int k = 0; k < 3; k++)
                r->phones[r->phone_count++] = 2 * k + i + 10 * side;
        }
    only_row();
    const struct compare_phones *p = &c.points[0].phones;
    ck_assert_uint_eq(p->count[0], 6);
    ck_assert_double_eq(p->quantile[0][2], 2.5); /* of 0 to 5 */
    ck_assert_double_eq(p->quantile[1][2], 12.5);
    ck_assert_double_eq(p->distance, 1);
    ck_assert_double_eq_tol(p->independent_p, 2. / 924, 1e-9); /* of all ways to divide 12 */
    /* Two pairs, as they are or swapped: of four ways two are as far apart. */
    ck_assert_double_eq_tol(p->p, .5, .05);
    ck_assert_double_eq(p->adjusted, p->p);
    comparison_fini(&c);
    /* Of six ways to take two of the four runs, two are. */
    options.unpaired = true;
    only_row();
    ck_assert_double_eq_tol(c.points[0].phones.p, 1. / 3, .05);
    end();
}
END_TEST

/* --- stores ---------------------------------------------------------------------------------- */

START_TEST(runs_of_a_store)
{
    char path[] = "/tmp/pfsim-compare-test-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(path));
    char *file = mem_printf("%s/x.db", path);
    const struct store_parameter parameter = {"wan.rate", "384 kbps", 384000};
    struct store_key key = {"text", "", "site", "native", 5, 2};
    struct run_summary summary = {
        .phones = 1, .completed = 1, .all_back = 7 * SECONDS, .fingerprint = 99};
    struct store *s;
    begin(all_back);
    ck_assert_int_eq(store_open(&s, file, STORE_WRITE, &e), 0);
    ck_assert_int_eq(store_put(s, &key, &parameter, 1,
                               &(struct store_outcome){.summary = &summary, .phones = NULL}, &e),
                     0);
    key.replication = 3;
    ck_assert_int_eq(
        store_put(s, &key, &parameter, 1, &(struct store_outcome){.failure = "no time"}, &e), 0);
    ck_assert_int_eq(compare_side_read(&a, s, &(struct store_filter){0}, &e), 0);
    ck_assert_int_eq(compare_side_read(&b, s, &(struct store_filter){0}, &e), 0);
    ck_assert_uint_eq(a.count, 1);
    ck_assert_uint_eq(a.failed, 1);
    ck_assert_uint_eq(a.runs[0].seed, 5);
    ck_assert_uint_eq(a.runs[0].replication, 2);
    ck_assert_uint_eq(a.runs[0].fingerprint, 99);
    ck_assert_str_eq(a.runs[0].scenario, "text");
    ck_assert_str_eq(a.runs[0].parameters[0].value, "384 kbps");
    ck_assert_double_eq(only_row()->mean[0], 7e9);
    ck_assert(comparison_is_identical(&c));
    store_close(s);
    end();
    remove(file);
    remove(path);
    free(file);
}
END_TEST

/* --- chance ---------------------------------------------------------------------------------- */

/* Quantities that are drawn alike on both sides, as runs' are: some of them skewed, counts, or
 * nearly always the same; half of them follow another one. */
static void draw_values(struct compare_run *r, struct random_stream *draws, size_t count)
{
    double before = 0;
    for (size_t i = 0, drawn = 0; drawn < count; i++) {
        if (!compare_is_wanted(&run_quantities[i]))
            continue;
        const double uniform = (double)random_u32(draws) / UINT32_MAX;
        const double skewed = -1e9 * log(1 - .999 * uniform);
        const double of_kind[] = {skewed, floor(3 * uniform), uniform > .95 ? 1 : 0, before,
                                  1e6 * uniform};
        before = of_kind[drawn++ % 5];
        r->values[i] = (struct run_value){true, 0, before};
        wanted[i] = true;
    }
}

/* At most 10 of 100 tries of ten and ten runs show any that moved. */
START_TEST(what_did_not_change_has_not_moved)
{
    struct random_stream draws;
    int tries_with_any = 0;
    random_init(&draws, 1, 0, 0, RANDOM_TEST);
    for (int try = 0; try < 100; try++) {
        begin(all_back);
        for (uint32_t i = 0; i < 10; i++)
            for (int side = 0; side < 2; side++)
                draw_values(add_run(side ? &b : &a, i + 10 * (uint32_t)side, -1), &draws, 40);
        ck_assert_int_eq(comparison_make(&c, &a, &b, &options, &e), 0);
        ck_assert_uint_gt(c.row_count, 30);
        bool any = false;
        for (size_t i = 0; i < c.row_count; i++)
            any |= c.rows[i].verdict == COMPARE_MOVED;
        tries_with_any += any;
        end();
    }
    ck_assert_int_le(tries_with_any, 10);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("compare");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, the_same_difference_is_exact);
    tcase_add_test(t, verdicts_follow_the_intervals);
    tcase_add_test(t, moved_is_wholly_outside);
    tcase_add_test(t, many_quantities_are_judged_together);
    tcase_add_test(t, one_pair_cannot_say);
    tcase_add_test(t, runs_without_a_value);
    tcase_add_test(t, other_draws_are_no_pairs);
    tcase_add_test(t, equal_draws_of_several_scenarios);
    tcase_add_test(t, constant_samples_may_be_chance);
    tcase_add_test(t, points_are_what_both_sides_vary);
    tcase_add_test(t, nothing_in_common);
    tcase_add_test(t, another_scenario_and_engine);
    tcase_add_test(t, fields_of_scenarios);
    tcase_add_test(t, distributions_of_phones);
    tcase_add_test(t, runs_of_a_store);
    tcase_add_test(t, what_did_not_change_has_not_moved);
    return run_tests("compare", t);
}
