/* Campaigns: each run once, wherever and whenever it is run, and what is stored is not run again.
 */
#include "studies/campaign.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "results/statistics.h"
#include "studies/run_key.h"
#include "tests/library.h"
#include "tests/support.h"

enum { POINTS = 3, REPLICATIONS = 30 };

static const char text[] = "firmware: by model\n"
                           "wan: {rate: 10 Mbps, delay: 5 ms}\n"
                           "reset: {spread: 20 s}\n"
                           "subnets: [{phones: [{model: CP-7965G, count: 1}]}]\n";

/* What a store would have. */
struct stored {
    int state[POINTS][REPLICATIONS];
    struct run_summary summaries[POINTS][REPLICATIONS];
    struct error failures[POINTS];
    unsigned puts, puts_until; /* then `put` fails; 0: never */
    unsigned ticks_until;      /* then it is interrupted; 0: never */
    pid_t parent;
    int wrong; /* the point that goes wrong, or -1, and how: */
    enum { LOADS_NOT, DIES, HANGS, CHANGES } how;
    bool kept;      /* all that was put had both tables */
    uint32_t first; /* the scenario's own replication */
    struct campaign_progress progress;
};

static int point(void *user, uint64_t number, struct point *p, struct error *e)
{
    (void)e;
    char *value = mem_printf("%u ms", 5 + 10 * (unsigned)number);
    char *override = mem_printf("wan.delay=%s", value);
    p->scenario = mem_strdup("campaign.yaml");
    p->engine = mem_strdup("native");
    point_override(p, override);
    char *first = mem_printf("replication=%u", ((const struct stored *)user)->first);
    point_override(p, first);
    free(first);
    point_parameter(p, "wan.delay", value, (double)number);
    free(override);
    free(value);
    return 0;
}

static int load(void *user, const struct point *p, struct scenario *s, struct error *e)
{
    const struct stored *all = user;
    const bool wrong = (int)p->parameters[0].number == all->wrong;
    if (wrong && all->how == LOADS_NOT)
        return error_set(e, "no such phone");
    if (wrong && all->how == DIES && getpid() != all->parent)
        kill(getpid(), SIGKILL);
    while (wrong && all->how == HANGS && getpid() != all->parent)
        pause();
    const char *from = text;
    if (wrong && all->how == CHANGES && getpid() != all->parent)
        from = "subnets: [{phones: [{model: CP-7965G, count: 2}]}]\n";
    return scenario_load_text(s, p->scenario, from, strlen(from), (const char *const *)p->overrides,
                              p->override_count, source_library(), e);
}

static int find(void *user, const struct campaign_run *run, const struct run_quantity *precise,
                struct run_value *value, struct error *e)
{
    struct stored *all = user;
    const uint32_t replication = run->key->replication;
    (void)e;
    ck_assert_uint_lt(run->number, POINTS);
    ck_assert_uint_lt(replication, REPLICATIONS);
    if (precise)
        *value = run_quantity_value(precise, &all->summaries[run->number][replication]);
    return all->state[run->number][replication];
}

static int put(void *user, const struct campaign_run *run, struct error *e)
{
    struct stored *all = user;
    const uint32_t replication = run->key->replication;
    int *state = &all->state[run->number][replication];
    ck_assert_int_ne(*state, STORE_DONE);
    ck_assert_str_eq(run->point->parameters[0].path, "wan.delay");
    ck_assert_int_eq(run->outcome.failure == NULL, run->outcome.summary != NULL);
    if (++all->puts == all->puts_until)
        return error_set(e, "the disk is full");
    *state = run->outcome.failure ? STORE_FAILED : STORE_DONE;
    all->kept &= run->outcome.phones && strncmp(run->outcome.phones, "id,phone,", 9) == 0 &&
                 run->outcome.links && strncmp(run->outcome.links, "link,", 5) == 0;
    if (run->outcome.summary)
        all->summaries[run->number][replication] = *run->outcome.summary;
    else
        error_set(&all->failures[run->number], "%s", run->outcome.failure);
    return 0;
}

static bool progress(void *user, const struct campaign_progress *p)
{
    struct stored *all = user;
    all->progress = *p;
    return all->ticks_until == 0 || --all->ticks_until > 0;
}

static struct campaign campaign_of(struct stored *all, uint32_t replications, unsigned workers)
{
    all->parent = getpid();
    return (struct campaign){.points = POINTS,
                             .point = point,
                             .load = load,
                             .find = find,
                             .put = put,
                             .progress = progress,
                             .user = all,
                             .replications = replications,
                             .workers = workers};
}

static struct stored *nothing_stored(void)
{
    struct stored *all = mem_calloc(1, sizeof *all);
    all->wrong = -1;
    return all;
}

static uint32_t count(const struct stored *all, size_t number, enum store_state state)
{
    uint32_t runs = 0;
    for (size_t i = 0; i < REPLICATIONS; i++)
        runs += all->state[number][i] == (int)state;
    return runs;
}

static void execute(struct stored *all, uint32_t replications, unsigned workers)
{
    const struct campaign c = campaign_of(all, replications, workers);
    struct error e;
    ck_assert_msg(campaign_execute(&c, &all->progress, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(all->progress.points_ended, POINTS);
}

static void same(const struct stored *a, const struct stored *b)
{
    ck_assert_mem_eq(a->state, b->state, sizeof a->state);
    for (size_t i = 0; i < POINTS; i++)
        for (size_t j = 0; j < REPLICATIONS; j++)
            ck_assert_uint_eq(a->summaries[i][j].fingerprint, b->summaries[i][j].fingerprint);
}

START_TEST(each_run_is_stored_once_whatever_the_workers)
{
    struct stored *one = nothing_stored(), *three = nothing_stored();
    execute(one, 5, 1);
    execute(three, 5, 3);
    for (size_t i = 0; i < POINTS; i++)
        ck_assert_uint_eq(count(one, i, STORE_DONE), 5);
    ck_assert_uint_eq(one->puts, 15);
    ck_assert_uint_eq(one->progress.done, 15);
    ck_assert_uint_eq(one->progress.runs, 15);
    ck_assert_uint_ne(one->summaries[0][0].fingerprint, one->summaries[0][1].fingerprint);
    ck_assert_uint_ne(one->summaries[0][0].fingerprint, one->summaries[1][0].fingerprint);
    same(one, three);
    free(one);
    free(three);
}
END_TEST

START_TEST(only_what_is_missing_is_run)
{
    struct stored *all = nothing_stored(), *again = nothing_stored();
    execute(all, 5, 2);
    execute(again, 3, 2);
    again->state[1][1] = STORE_NONE;
    again->puts = 0;
    execute(again, 5, 2);
    ck_assert_uint_eq(again->puts, 7);
    ck_assert_uint_eq(again->progress.found, 8);
    ck_assert_uint_eq(again->progress.done, 7);
    same(all, again);
    again->puts = 0;
    execute(again, 5, 2);
    ck_assert_uint_eq(again->puts, 0);
    free(all);
    free(again);
}
END_TEST

START_TEST(a_point_that_does_not_load_has_failed_once)
{
    struct stored *all = nothing_stored();
    all->wrong = 1;
    execute(all, 5, 2);
    ck_assert_uint_eq(count(all, 0, STORE_DONE), 5);
    ck_assert_uint_eq(count(all, 1, STORE_FAILED), 1);
    ck_assert_uint_eq(count(all, 2, STORE_DONE), 5);
    ck_assert_str_eq(all->failures[1].text, "no such phone");
    ck_assert_uint_eq(all->progress.failed, 1);
    ck_assert_uint_eq(all->progress.runs, 11);
    free(all);
}
END_TEST

START_TEST(a_run_whose_worker_dies_has_failed)
{
    struct stored *all = nothing_stored();
    all->wrong = 2;
    all->how = DIES;
    execute(all, 2, 2);
    ck_assert_uint_eq(count(all, 0, STORE_DONE), 2);
    ck_assert_uint_eq(count(all, 2, STORE_FAILED), 2);
    ck_assert_str_eq(all->failures[2].text, "its worker process died, twice (Killed)");
    free(all);
}
END_TEST

/* It is not run again, unless that is asked for. */
START_TEST(a_run_that_takes_too_long_has_failed)
{
    struct stored *all = nothing_stored();
    struct campaign c = campaign_of(all, 1, 2);
    struct error e;
    all->wrong = 0;
    all->how = HANGS;
    c.time_limit = 1;
    ck_assert_int_eq(campaign_execute(&c, NULL, &e), 0);
    ck_assert_str_eq(all->failures[0].text, "it took longer than the time limit of 1 s");
    ck_assert_uint_eq(count(all, 1, STORE_DONE), 1);
    all->wrong = -1;
    ck_assert_int_eq(campaign_execute(&c, NULL, &e), 0);
    ck_assert_uint_eq(count(all, 0, STORE_FAILED), 1);
    c.retry = true;
    ck_assert_int_eq(campaign_execute(&c, NULL, &e), 0);
    ck_assert_uint_eq(count(all, 0, STORE_DONE), 1);
    ck_assert_uint_eq(all->puts, 4);
    free(all);
}
END_TEST

/* Else the result would be stored as another scenario's. */
START_TEST(a_scenario_that_changes_meanwhile_has_failed)
{
    struct stored *all = nothing_stored();
    all->wrong = 1;
    all->how = CHANGES;
    execute(all, 1, 2);
    ck_assert_uint_eq(count(all, 1, STORE_FAILED), 1);
    ck_assert_str_eq(all->failures[1].text,
                     "a file of the scenario has changed since the campaign came to it");
    free(all);
}
END_TEST

/* Also with those that were held back. */
START_TEST(tables_are_kept_where_they_are_wanted)
{
    struct stored *all = nothing_stored();
    struct campaign c = campaign_of(all, 12, 3);
    struct error e;
    all->kept = c.keep_phones = c.keep_links = true;
    c.precise = run_quantity_find("first_reset_s");
    ck_assert_int_eq(campaign_execute(&c, NULL, &e), 0);
    ck_assert_uint_eq(all->puts, 12 * POINTS);
    ck_assert(all->kept);
    free(all);
}
END_TEST

START_TEST(replications_are_counted_from_the_scenarios_own_on)
{
    struct stored *all = nothing_stored(), *later = nothing_stored();
    execute(all, 5, 2);
    later->first = 3;
    execute(later, 2, 2);
    for (size_t i = 0; i < POINTS; i++) {
        ck_assert_uint_eq(count(later, i, STORE_DONE), 2);
        for (size_t j = 3; j < 5; j++)
            ck_assert_uint_eq(later->summaries[i][j].fingerprint, all->summaries[i][j].fingerprint);
    }
    free(all);
    free(later);
}
END_TEST

/* --- precision -------------------------------------------------------------------------------- */

static const double PRECISION = 0.25;

static void execute_precisely(struct stored *all, unsigned workers, double precision)
{
    struct campaign c = campaign_of(all, REPLICATIONS, workers);
    struct error e;
    c.precision = precision;
    c.precise = run_quantity_find("first_reset_s");
    ck_assert_msg(campaign_execute(&c, &all->progress, &e) == 0, "%s", e.text);
}

static double half_width(const struct stored *all, size_t number, uint32_t replications)
{
    double values[REPLICATIONS];
    for (size_t i = 0; i < replications; i++)
        values[i] = (double)all->summaries[number][i].first_reset;
    const struct statistics_interval interval = statistics_interval(values, replications, 0.95);
    return interval.half_width / interval.mean;
}

START_TEST(replications_end_when_the_interval_is_narrow)
{
    struct stored *all = nothing_stored();
    execute_precisely(all, 2, PRECISION);
    for (size_t i = 0; i < POINTS; i++) {
        const uint32_t runs = count(all, i, STORE_DONE);
        ck_assert_uint_gt(runs, CAMPAIGN_LEAST);
        ck_assert_uint_lt(runs, REPLICATIONS);
        ck_assert_int_eq(all->state[i][runs - 1], STORE_DONE); /* the first ones, that is */
        ck_assert_double_le(half_width(all, i, runs), PRECISION);
        for (uint32_t n = CAMPAIGN_LEAST; n < runs; n++)
            ck_assert_double_gt(half_width(all, i, n), PRECISION);
    }
    ck_assert_uint_eq(all->progress.runs, all->puts);
    free(all);
}
END_TEST

START_TEST(how_many_depends_on_nothing_else)
{
    struct stored *all = nothing_stored();
    execute_precisely(all, 1, PRECISION);
    for (unsigned workers = 2; workers <= 5; workers += 3) {
        struct stored *other = nothing_stored();
        execute_precisely(other, workers, PRECISION);
        same(all, other);
        for (size_t i = 0; i < 13; i += 3) /* some are missing, and found again */
            other->state[1][i] = STORE_NONE;
        execute_precisely(other, workers, PRECISION);
        same(all, other);
        free(other);
    }
    free(all);
}
END_TEST

START_TEST(there_are_at_most_as_many_as_asked_for)
{
    struct stored *all = nothing_stored();
    execute_precisely(all, 3, 0.001);
    for (size_t i = 0; i < POINTS; i++)
        ck_assert_uint_eq(count(all, i, STORE_DONE), REPLICATIONS);
    free(all);
}
END_TEST

START_TEST(there_are_at_least_ten)
{
    struct stored *all = nothing_stored();
    execute_precisely(all, 3, 10);
    for (size_t i = 0; i < POINTS; i++)
        ck_assert_uint_eq(count(all, i, STORE_DONE), CAMPAIGN_LEAST);
    free(all);
}
END_TEST

/* --- what ends it ----------------------------------------------------------------------------- */

START_TEST(what_cannot_be_stored_ends_it)
{
    struct stored *all = nothing_stored();
    const struct campaign c = campaign_of(all, 5, 2);
    struct error e;
    all->puts_until = 4;
    ck_assert_int_lt(campaign_execute(&c, NULL, &e), 0);
    ck_assert_str_eq(e.text, "the disk is full");
    ck_assert_uint_eq(all->puts, 4);
    free(all);
}
END_TEST

/* Also where nothing is run, but looked at. */
START_TEST(an_interrupt_ends_it)
{
    struct stored *all = nothing_stored();
    const struct campaign c = campaign_of(all, REPLICATIONS, 2);
    struct error e;
    struct campaign_progress result;
    execute(all, REPLICATIONS, 2);
    all->ticks_until = 10;
    ck_assert_int_lt(campaign_execute(&c, &result, &e), 0);
    ck_assert_str_eq(e.text, "interrupted");
    ck_assert_uint_lt(result.found, POINTS * REPLICATIONS);
    free(all);
}
END_TEST

/* --- keys ------------------------------------------------------------------------------------- */

static struct store_key key_of(const char *override)
{
    struct scenario s;
    struct error e;
    struct store_key key;
    ck_assert_msg(scenario_load_text(&s, "key.yaml", text, strlen(text), &override, 1,
                                     source_library(), &e) == 0,
                  "%s", e.text);
    run_key_make(&key, &s, "native");
    scenario_free(&s);
    return key;
}

START_TEST(a_key_is_the_scenario_but_for_what_is_drawn)
{
    static const char *const same_scenario[] = {"seed=7", "replication=3", "name=other",
                                                "reset.spread=20000 ms"};
    struct store_key plain = key_of("seed=1"), other = key_of("reset.spread=21 s");
    ck_assert_str_ne(plain.scenario, other.scenario);
    run_key_free(&other);
    for (size_t i = 0; i < sizeof same_scenario / sizeof *same_scenario; i++) {
        other = key_of(same_scenario[i]);
        ck_assert_str_eq(plain.scenario, other.scenario);
        ck_assert_str_eq(plain.catalogue, other.catalogue);
        ck_assert_uint_eq(other.seed, i == 0 ? 7 : 1);
        ck_assert_uint_eq(other.replication, i == 1 ? 3 : 0);
        run_key_free(&other);
    }
    ck_assert_uint_eq(strlen(plain.catalogue), 64);
    ck_assert_str_eq(plain.name, "key");
    ck_assert_str_eq(plain.engine, "native");
    run_key_free(&plain);
}
END_TEST

static void add(TCase *t)
{
    tcase_set_timeout(t, 60); /* hundreds of runs */
    tcase_add_test(t, each_run_is_stored_once_whatever_the_workers);
    tcase_add_test(t, only_what_is_missing_is_run);
    tcase_add_test(t, a_point_that_does_not_load_has_failed_once);
    tcase_add_test(t, a_run_whose_worker_dies_has_failed);
    tcase_add_test(t, a_run_that_takes_too_long_has_failed);
    tcase_add_test(t, a_scenario_that_changes_meanwhile_has_failed);
    tcase_add_test(t, tables_are_kept_where_they_are_wanted);
    tcase_add_test(t, replications_are_counted_from_the_scenarios_own_on);
    tcase_add_test(t, replications_end_when_the_interval_is_narrow);
    tcase_add_test(t, how_many_depends_on_nothing_else);
    tcase_add_test(t, there_are_at_most_as_many_as_asked_for);
    tcase_add_test(t, there_are_at_least_ten);
    tcase_add_test(t, what_cannot_be_stored_ends_it);
    tcase_add_test(t, an_interrupt_ends_it);
    tcase_add_test(t, a_key_is_the_scenario_but_for_what_is_drawn);
}

int main(void)
{
    return run_tests("campaign", add);
}
