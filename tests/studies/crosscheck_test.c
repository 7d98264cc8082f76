/* The comparison of two engines sees what is different: here the second is the native one again,
 * with a fault. */
#include <math.h>

#include "base/memory.h"
#include "studies/crosscheck.h"
#include "tests/scenarios/small_experiment.h"

#define LOSSY                                                                                      \
    SMALL "subnets:\n  - lan: {loss: 2 %}\n    phones:\n      - {model: CP-7965, count: 3}\n"
#define PLAIN SMALL "subnets:\n  - phones:\n      - {model: CP-7965, count: 3}\n"
#define SHARED "method: pfs\n"
#define CUT_OFF                                                                                    \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\nrun: {limit: 3 s}\n"     \
    "subnets:\n  - phones:\n      - {model: CP-7965, count: 3}\n"

/* --- engines --------------------------------------------------------------------------------- */

static struct topology changed; /* of the run that is under way */
static struct link_direction slower[2];
static sim_time extra_delay;

static struct net *build_other_draws(const struct topology *t, const struct engine_options *options,
                                     struct error *e)
{
    struct engine_options other = *options;
    other.seed++;
    return native_engine.build(t, &other, e);
}

/* Its WAN takes `extra_delay` more, each way. */
static struct net *build_slower(const struct topology *t, const struct engine_options *options,
                                struct error *e)
{
    changed = *t;
    changed.links = mem_calloc(t->link_count, sizeof *changed.links);
    for (uint32_t i = 0; i < t->link_count; i++) {
        changed.links[i] = t->links[i];
        for (int d = 0; d < 2 && t->links[i].wan; d++) {
            slower[d] = *t->links[i].direction[d];
            slower[d].delay += extra_delay;
            changed.links[i].direction[d] = &slower[d];
        }
    }
    return native_engine.build(&changed, options, e);
}

static void free_slower(struct net *net)
{
    native_engine.free(net);
    free(changed.links);
}

/* --- comparing with them --------------------------------------------------------------------- */

static struct crosscheck compared(const char *text, uint32_t replications,
                                  const struct engine *other)
{
    const struct engine *const engines[2] = {&native_engine, other};
    struct crosscheck c = {.replications = replications};
    struct error e = {""};
    load_small(&c.scenario, text);
    ck_assert_msg(crosscheck_execute(&c, 1, engines, 1, NULL, NULL, &e) == 0, "%s", e.text);
    return c;
}

static void forget(struct crosscheck *c)
{
    crosscheck_fini(c);
    scenario_free(&c->scenario);
}

static struct engine slow_engine(sim_time delay)
{
    struct engine slow = native_engine;
    slow.build = build_slower;
    slow.free = free_slower;
    extra_delay = delay;
    return slow;
}

START_TEST(an_engine_agrees_with_itself)
{
    struct crosscheck c = compared(LOSSY, 2, &native_engine);
    ck_assert_int_eq(c.verdict, CROSSCHECK_AGREES);
    ck_assert_uint_gt(c.runs[0].side[0].dropped, 0);
    ck_assert_uint_ne(c.runs[0].side[0].fingerprint, c.runs[1].side[0].fingerprint);
    forget(&c);
}
END_TEST

START_TEST(other_losses_are_seen)
{
    struct engine other = native_engine;
    other.build = build_other_draws;
    struct crosscheck c = compared(LOSSY, 1, &other);
    ck_assert_int_eq(c.verdict, CROSSCHECK_DIFFERS);
    ck_assert_uint_gt(c.runs[0].differ, 0);
    ck_assert_int_ge(c.runs[0].first_at, 0);
    forget(&c);
}
END_TEST

/* A microsecond is too little in what is sent once, but block after block it adds up. */
START_TEST(later_packets_are_seen)
{
    struct engine slow = slow_engine(2 * MICROSECONDS);
    struct crosscheck c = compared(PLAIN, 1, &slow);
    ck_assert_int_eq(c.verdict, CROSSCHECK_DIFFERS);
    ck_assert_int_ge(c.runs[0].wire_apart, 2 * MICROSECONDS);
    ck_assert_str_ne(c.runs[0].first_link, "");
    forget(&c);
}
END_TEST

START_TEST(with_tcp_a_percent_of_a_phones_time_is_seen)
{
    struct engine slow = slow_engine(MICROSECONDS);
    struct crosscheck c = compared(SHARED PLAIN, 1, &slow);
    ck_assert(c.runs[0].tcp);
    ck_assert_int_eq(c.verdict, CROSSCHECK_AGREES);
    ck_assert_int_gt(c.runs[0].phone_apart, 0);
    forget(&c);
    slow = slow_engine(50 * MILLISECONDS);
    c = compared(SHARED PLAIN, 1, &slow);
    ck_assert_int_eq(c.verdict, CROSSCHECK_DIFFERS);
    ck_assert(c.runs[0].phone_ratio > CROSSCHECK_TCP);
    forget(&c);
}
END_TEST

/* One run with TCP and losses does not decide; the means of several do, for and against. */
START_TEST(with_tcp_and_losses_the_means_decide)
{
    struct engine other = native_engine;
    other.build = build_other_draws;
    struct crosscheck c = compared(SHARED LOSSY, 1, &other);
    ck_assert_int_eq(c.verdict, CROSSCHECK_CHANCE);
    forget(&c);
    struct engine slow = slow_engine(50 * MILLISECONDS);
    c = compared(SHARED LOSSY, 5, &slow);
    ck_assert_int_eq(c.verdict, CROSSCHECK_DIFFERS);
    ck_assert(c.means.all_back.apart > CROSSCHECK_MEANS);
    forget(&c);
}
END_TEST

/* Two runs with other losses are far apart by chance, which is seen: there are more of them. */
START_TEST(where_it_may_be_chance_there_are_more_runs)
{
    struct engine other = native_engine;
    other.build = build_other_draws;
    struct crosscheck c = compared(SHARED LOSSY, 2, &other);
    ck_assert_uint_gt(c.replications, 2);
    ck_assert_uint_le(c.replications, 2 * CROSSCHECK_MORE);
    ck_assert_uint_eq(c.done, c.replications);
    forget(&c);
}
END_TEST

/* --- verdicts on made-up runs ---------------------------------------------------------------- */

enum { MADE_RUNS = 4 };

/* Upgrade times of runs with TCP and losses on both engines, in ms; those of all phones alike. */
struct made {
    const char *what;
    sim_time native[MADE_RUNS], ns3[MADE_RUNS]; /* -1: nobody completes */
    uint32_t completed[2];                      /* of those runs in which somebody does */
    bool same;                                  /* fingerprints: all runs are one */
    enum crosscheck_verdict verdict;
};

static const struct made made[] = {
    {"means that are near, and spread",
     {1000, 1010, 990, 1000},
     {1010, 1020, 1000, 1010},
     {3, 3},
     false,
     CROSSCHECK_AGREES},
    {"means that are 2.5 % apart, though the intervals overlap",
     {1000, 1100, 900, 1000},
     {1025, 1125, 925, 1025},
     {3, 3},
     false,
     CROSSCHECK_DIFFERS},
    {"means that are near, but whose intervals do not overlap",
     {1000, 1001, 999, 1000},
     {1015, 1016, 1014, 1015},
     {3, 3},
     false,
     CROSSCHECK_DIFFERS},
    {"as many phones in no run",
     {1000, 1010, 990, 1000},
     {1000, 1010, 990, 1000},
     {3, 2},
     false,
     CROSSCHECK_DIFFERS},
    {"nobody completes, on neither",
     {-1, -1, -1, -1},
     {-1, -1, -1, -1},
     {0, 0},
     false,
     CROSSCHECK_NOBODY},
    {"nobody completes on one",
     {1000, 1010, 990, 1000},
     {-1, -1, -1, -1},
     {3, 0},
     false,
     CROSSCHECK_DIFFERS},
    {"one run completes on each, the others do not",
     {1000, -1, -1, -1},
     {1015, -1, -1, -1},
     {3, 3},
     false,
     CROSSCHECK_AGREES},
    {"nothing is drawn, 1.5 % apart",
     {1000, 1000, 1000, 1000},
     {1015, 1015, 1015, 1015},
     {3, 3},
     true,
     CROSSCHECK_CHANCE},
    {"nothing is drawn, 0.5 % apart",
     {1000, 1000, 1000, 1000},
     {1005, 1005, 1005, 1005},
     {3, 3},
     true,
     CROSSCHECK_AGREES},
};

static struct crosscheck_side made_side(sim_time ms, uint32_t completed, uint64_t fingerprint)
{
    const sim_time t = ms < 0 ? -1 : ms * MILLISECONDS;
    return (struct crosscheck_side){.completed = ms < 0 ? 0 : completed,
                                    .all_back = t,
                                    .completion = t,
                                    .fingerprint = fingerprint};
}

static struct crosscheck_run made_run(const struct made *m, uint32_t number)
{
    const uint64_t print = m->same ? 0 : 2 * number;
    struct crosscheck_run run = {
        .side = {made_side(m->native[number], m->completed[0], print),
                 made_side(m->ns3[number], m->completed[1], print + 1)},
        .phones = 3,
        .tcp = true,
        .chance = true,
    };
    run.other_ends = run.side[0].completed != run.side[1].completed;
    if (m->native[number] > 0 && m->ns3[number] > 0)
        run.phone_ratio =
            fabs((double)(m->ns3[number] - m->native[number])) / (double)m->native[number];
    return run;
}

static struct crosscheck judged(const struct made *m, struct crosscheck_run runs[MADE_RUNS],
                                uint32_t count)
{
    struct crosscheck c = {.replications = count, .done = count, .runs = runs};
    for (uint32_t i = 0; i < count; i++)
        runs[i] = made_run(m, i);
    crosscheck_judge(&c);
    return c;
}

START_TEST(verdicts_on_runs_with_tcp_and_losses)
{
    struct crosscheck_run runs[MADE_RUNS];
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        const struct crosscheck c = judged(&made[i], runs, MADE_RUNS);
        ck_assert_msg(c.verdict == made[i].verdict, "%s: %d", made[i].what, (int)c.verdict);
        ck_assert_int_eq(c.drawn, !made[i].same);
    }
}
END_TEST

/* Without losses TCP has no chance, and each run has to agree, whatever the means. */
START_TEST(without_losses_each_run_decides)
{
    struct crosscheck_run runs[MADE_RUNS];
    const struct made apart = {.native = {1000, 1010}, .ns3 = {1012, 998}, .completed = {3, 3}};
    struct crosscheck c = judged(&apart, runs, 2);
    ck_assert_int_eq(c.verdict, CROSSCHECK_AGREES);
    for (int i = 0; i < 2; i++)
        runs[i].chance = false;
    crosscheck_judge(&c);
    ck_assert_int_eq(c.verdict, CROSSCHECK_DIFFERS);
    for (int i = 0; i < 2; i++)
        runs[i].phone_ratio = CROSSCHECK_TCP;
    crosscheck_judge(&c);
    ck_assert_int_eq(c.verdict, CROSSCHECK_AGREES);
}
END_TEST

/* Packets say enough: these engines agree, although no phone completes. */
START_TEST(packets_that_are_the_same_agree_whoever_completes)
{
    struct crosscheck c = compared(CUT_OFF, 1, &native_engine);
    ck_assert_int_eq(c.verdict, CROSSCHECK_AGREES);
    ck_assert(!crosscheck_somebody(&c));
    forget(&c);
    c = compared(SHARED CUT_OFF, 1, &native_engine);
    ck_assert_int_eq(c.verdict, CROSSCHECK_NOBODY);
    forget(&c);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, where_it_may_be_chance_there_are_more_runs);
    tcase_add_test(t, verdicts_on_runs_with_tcp_and_losses);
    tcase_add_test(t, without_losses_each_run_decides);
    tcase_add_test(t, packets_that_are_the_same_agree_whoever_completes);
    tcase_add_test(t, an_engine_agrees_with_itself);
    tcase_add_test(t, other_losses_are_seen);
    tcase_add_test(t, later_packets_are_seen);
    tcase_add_test(t, with_tcp_a_percent_of_a_phones_time_is_seen);
    tcase_add_test(t, with_tcp_and_losses_the_means_decide);
}

int main(void)
{
    TCase *t = tcase_create("crosscheck");
    add(t);
    return run_tests("crosscheck", t);
}
