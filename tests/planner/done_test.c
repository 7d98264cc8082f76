/* What came back beside what was planned: upgrades are drawn from the model, as it was planned with
 * or with another value of one input, which then is to be named. */
#include "planner/done.h"

#include <math.h>

#include "planned.h"

#define HEADER "site,model,count,wan_rate,wan_rtt,wan_queue,lan,busy,window\n"
#define LINE ",10 packets,100 Mbps,0 %,22:00-05:00\n"
/* Ranges of round trips, and of one rate. */
#define SITES(a, b, c)                                                                             \
    HEADER "A,CP-7965,20,2 Mbps," a LINE "B,CP-7965,5,1 Mbps," b LINE                              \
           "C,CP-7965,2,4..8 Mbps,16 ms" LINE "D,CP-7965,60,20 Mbps," c LINE                       \
           "E,CP-7965,3,10 Mbps,10 ms" LINE "F,CP-7965,1,50 Mbps,12 ms" LINE
static const char planned_sites[] = SITES("20..30 ms", "16..24 ms", "10..15 ms");

/* The plan of the list; with a range of one input that is not as in the defaults. */
static struct planned *plan_knowing(const char *list, const char *unknown)
{
    struct planned *x = mem_calloc(1, sizeof *x);
    struct plan_options o = some_days();
    struct error e = {""};
    x->fleet = fleet_good(list, (struct fleet_options){.like = NULL});
    ck_assert_int_eq(
        unknowns_init(&x->unknowns, &x->fleet.like, NULL, 0, &unknown, unknown != NULL, &e), 0);
    o.unknowns = &x->unknowns;
    ck_assert_msg(plan_make(&x->plan, &x->fleet, &o, &e) == 0, "%s", e.text);
    return x;
}

/* As a point: what is in the middle at each site. */
#define MIDDLE SIZE_MAX

/* What would come back if a point of that plan were true. */
static struct done_list drawn(const struct planned *truth, size_t point)
{
    const struct plan *p = &truth->plan;
    struct done_list list = {mem_calloc(p->count, sizeof *list.rows), p->count};
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        const struct plan_answer *a = &s->answers[s->chosen];
        const double takes = point == MIDDLE ? a->p50 : plan_answer_at(a, point);
        list.rows[i] = (struct done_row){.site = i,
                                         .line = i + 2,
                                         .start = s->start,
                                         .end = s->start + llround(takes),
                                         .phones = s->site->phone_count,
                                         .back = s->site->phone_count,
                                         .method = s->chosen,
                                         .unsure = 1};
    }
    return list;
}

/* The plan with defaults, beside one point of another plan. */
struct beside {
    struct planned *plan, *truth;
    struct done_list list;
    struct done done;
};

static struct beside compare(const char *list, const char *unknown, size_t point)
{
    struct beside b = {
        plan_knowing(planned_sites, NULL), plan_knowing(list, unknown), {NULL, 0}, {0}};
    b.list = drawn(b.truth, point);
    done_make(&b.done, &b.plan->plan, &b.list);
    return b;
}

static void end(struct beside *b)
{
    done_fini(&b->done);
    done_list_free(&b->list);
    planned_free(b->plan);
    planned_free(b->truth);
}

static void expect_named(const struct beside *b, const char *name, double least)
{
    ck_assert(!b->done.calibrated);
    ck_assert(b->done.points);
    ck_assert_str_eq(b->done.inputs[0].name, name);
    ck_assert_msg(b->done.inputs[0].explains >= least, "%g", b->done.inputs[0].explains);
}

static void expect_near(double value, double right, double share)
{
    ck_assert_msg(fabs(value / right - 1) <= share, "%g is not %g", value, right);
}

START_TEST(another_restart)
{
    struct beside b = compare(planned_sites, "phone.restart=79s..81s", MIDDLE);
    expect_named(&b, "phone.restart", 0.95);
    const struct done_input *in = &b.done.inputs[0];
    ck_assert_uint_eq(in->count, 1);
    ck_assert_uint_eq(in->values[0].site, SIZE_MAX);
    expect_near((double)in->values[0].value, 80e9, 0.03);
    ck_assert_str_eq(in->values[0].planned_text, "30 s..40 s");
    ck_assert_uint_ge(b.done.late, 3);
    end(&b);
}
END_TEST

/* Which the plan's other ranges hide; but it is known what it would have to be. */
START_TEST(a_shorter_restart)
{
    struct beside b = compare(planned_sites, "phone.restart=9s..11s", MIDDLE);
    ck_assert_str_eq(b.done.inputs[0].name, "phone.restart");
    ck_assert(b.done.inputs[0].explains > 0.95);
    expect_near((double)b.done.inputs[0].values[0].value, 10e9, 0.05);
    end(&b);
}
END_TEST

START_TEST(other_round_trips)
{
    struct beside b = compare(SITES("59..61 ms", "39..41 ms", "44..46 ms"), NULL, MIDDLE);
    expect_named(&b, "wan_rtt", 0.95);
    const struct done_input *in = &b.done.inputs[0];
    ck_assert_uint_eq(in->count, 3); /* of sites that have a range there */
    static const double right[] = {60e6, 40e6, 45e6};
    for (size_t i = 0; i < 3; i++)
        expect_near((double)in->values[i].value, right[i], 0.03);
    ck_assert_uint_eq(in->values[2].site, 3);
    ck_assert_str_eq(in->values[2].planned_text, "10 ms..15 ms");
    end(&b);
}
END_TEST

#define BUSY(share) HEADER "A,CP-7965,3,1 Mbps,20 ms,40 packets,100 Mbps," share ",22:00-05:00\n"

/* What others take of the line is known only where packets are followed. */
START_TEST(a_busier_line)
{
    struct planned *x = plan_of(BUSY("0..10 %"), some_days()),
                   *truth = plan_of(BUSY("30 %"), some_days());
    struct done_list list = drawn(truth, MIDDLE);
    struct done d;
    size_t i = 0;
    done_make(&d, &x->plan, &list);
    while (i < d.input_count && strcmp(d.inputs[i].name, "busy") != 0)
        i++;
    ck_assert_uint_lt(i, d.input_count);
    ck_assert(d.inputs[i].explains > 0.95);
    expect_near((double)d.inputs[i].values[0].value, 0.3e9, 0.15);
    done_fini(&d);
    done_list_free(&list);
    planned_free(x);
    planned_free(truth);
}
END_TEST

/* One in twenty is off, and no more. */
START_TEST(points_of_the_plan_do_not_contradict_it)
{
    struct planned *x = plan_knowing(planned_sites, NULL);
    size_t off = 0;
    for (size_t point = 0; point < 20; point++) {
        struct done_list list = drawn(x, 50 * point + 7);
        struct done d;
        done_make(&d, &x->plan, &list);
        ck_assert_uint_eq(d.compared, 6);
        off += !d.calibrated;
        done_fini(&d);
        done_list_free(&list);
    }
    ck_assert_uint_le(off, 2);
    planned_free(x);
}
END_TEST

/* --- one site -------------------------------------------------------------------------------- */

static struct done_site first_with(const struct planned *x, double took, double unsure,
                                   uint32_t back, int method)
{
    struct done_row row = {.start = 0,
                           .end = (int64_t)took,
                           .phones = 20,
                           .back = back,
                           .method = method,
                           .unsure = unsure};
    const struct done_list list = {&row, 1};
    struct done d;
    done_make(&d, &x->plan, &list);
    const struct done_site s = d.sites[0];
    done_fini(&d);
    return s;
}

static enum done_how how(const struct planned *x, double took, double unsure)
{
    return first_with(x, took, unsure, 20, -1).how;
}

START_TEST(late_and_early)
{
    struct planned *x = plan_knowing(planned_sites, NULL);
    const struct done_site s = first_with(x, 640, 1, 20, -1);
    const double p99 = floor(s.p99), p1 = ceil(s.p1);
    ck_assert(s.p1 < s.p50 && s.p50 < s.p90 && s.p90 < s.p99);
    ck_assert(s.resolved);
    ck_assert_int_eq(how(x, p99, 1), DONE_AS_PLANNED);
    ck_assert_int_eq(how(x, p99 + 2, 1), DONE_LATE);
    ck_assert_int_eq(how(x, p99 + 2, 60), DONE_AS_PLANNED);
    ck_assert_int_eq(how(x, p1, 1), DONE_AS_PLANNED);
    ck_assert_int_eq(how(x, p1 - 2, 1), DONE_EARLY);
    ck_assert(first_with(x, 1e6, 1, 20, -1).faster == 1);
    ck_assert(first_with(x, 1, 1, 20, -1).faster == 0);
    ck_assert(!first_with(x, 640, 600, 20, -1).resolved);
    planned_free(x);
}
END_TEST

START_TEST(what_is_not_compared)
{
    struct planned *x = plan_knowing(planned_sites, NULL);
    ck_assert_int_eq(first_with(x, 640, 1, 19, -1).how, DONE_PARTLY);
    ck_assert_int_eq(first_with(x, 640, 1, 20, METHOD_LOAD_SERVER).how, DONE_NO_TIMES);
    ck_assert_int_le(first_with(x, 640, 1, 20, METHOD_PFS).how, DONE_LATE);
    ck_assert_int_eq(first_with(x, 640, 1, 20, METHOD_PFS).method, METHOD_PFS);
    planned_free(x);
}
END_TEST

/* --- numbers --------------------------------------------------------------------------------- */

/* 6 of 6 above p50, as a coin would do twice in 64; none above p90 is nothing unusual. */
START_TEST(coins)
{
    struct planned *x = plan_knowing(planned_sites, NULL);
    struct done_list list = drawn(x, 0);
    struct done d;
    for (size_t i = 0; i < list.count; i++) {
        const struct plan_site *s = &x->plan.sites[i];
        const struct plan_answer *a = &s->answers[s->chosen];
        list.rows[i].end = s->start + (int64_t)ceil(a->p50);
        list.rows[i].unsure = 1e-3;
        ck_assert(ceil(a->p50) < a->p90);
    }
    done_make(&d, &x->plan, &list);
    ck_assert_uint_eq(d.resolved, 6);
    ck_assert_uint_eq(d.above50, 6);
    ck_assert_uint_eq(d.above90, 0);
    ck_assert(fabs(d.chance50 - 2.0 / 64) < 1e-9);
    ck_assert(d.chance90 == 1);        /* 2 * 0.9^6 */
    ck_assert(d.share50 > d.chance50); /* sites share what is late at all of them */
    ck_assert(d.share_squares > 0.9);
    done_fini(&d);
    done_list_free(&list);
    planned_free(x);
}
END_TEST

/* A's time is known to 1 %, those of others to 10 %: 9 % are much of it, and little of theirs. */
START_TEST(a_site_that_is_known_well)
{
    struct planned *x = plan_knowing(planned_sites, NULL);
    struct done_list list = drawn(x, MIDDLE);
    struct done d;
    for (size_t site = 0; site < 2; site++) {
        const int64_t end = list.rows[site].end;
        list.rows[site].end += (end - list.rows[site].start) * 9 / 100;
        done_make(&d, &x->plan, &list);
        ck_assert_int_eq(d.calibrated, site > 0);
        done_fini(&d);
        list.rows[site].end = end;
    }
    done_list_free(&list);
    planned_free(x);
}
END_TEST

START_TEST(nothing_to_compare)
{
    struct planned *x = plan_knowing(planned_sites, "none");
    struct done_list list = drawn(x, 0);
    struct done d;
    for (size_t i = 0; i < list.count; i++)
        list.rows[i].back = 0;
    done_make(&d, &x->plan, &list);
    ck_assert_uint_eq(d.compared, 0);
    ck_assert(!d.points);
    json_t *object = done_json(&d);
    ck_assert_ptr_nonnull(object);
    ck_assert(json_is_null(json_object_get(object, "points_at")));
    json_decref(object);
    done_fini(&d);
    done_list_free(&list);
    planned_free(x);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, another_restart);
    tcase_add_test(t, a_shorter_restart);
    tcase_add_test(t, other_round_trips);
    tcase_add_test(t, a_busier_line);
    tcase_add_test(t, points_of_the_plan_do_not_contradict_it);
    tcase_add_test(t, late_and_early);
    tcase_add_test(t, what_is_not_compared);
    tcase_add_test(t, coins);
    tcase_add_test(t, a_site_that_is_known_well);
    tcase_add_test(t, nothing_to_compare);
}

int main(void)
{
    return run_tests("done", add);
}
