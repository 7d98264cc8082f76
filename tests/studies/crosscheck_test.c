/* The comparison of two engines sees what is different: here the second is the native one again,
 * with a fault. */
#include "base/memory.h"
#include "studies/crosscheck.h"
#include "tests/scenarios/small_experiment.h"

#define LOSSY                                                                                      \
    SMALL "subnets:\n  - lan: {loss: 2 %}\n    phones:\n      - {model: CP-7965, count: 3}\n"
#define PLAIN SMALL "subnets:\n  - phones:\n      - {model: CP-7965, count: 3}\n"
#define SHARED "method: pfs\n"

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
    ck_assert(c.means.upgrade_time.apart > CROSSCHECK_MEANS);
    forget(&c);
}
END_TEST

static void add(TCase *t)
{
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
