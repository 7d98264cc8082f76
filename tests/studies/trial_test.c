/* One run put together: who is asked when, and what comes of it. */
#include "studies/trial.h"

#include "tests/library.h"
#include "tests/support.h"

static const char text[] = "wan: {rate: 2 Mbps, delay: 10 ms}\n"
                           "subnets: [{phones: [{model: CP-7965G, count: 6}]}]\n";

/* What has been called, in its order. */
struct calls {
    char text[64];
    int steps, until; /* which step stops it */
    const struct record *record;
    uint32_t completions;
};

static struct scenario scenario;

static void load_scenario(void)
{
    struct error e;
    ck_assert_msg(scenario_load_text(&scenario, "trial.yaml", text, strlen(text), NULL, 0,
                                     source_library(), &e) == 0,
                  "%s", e.text);
}

static int built(void *user, struct experiment *x, struct error *e)
{
    struct calls *c = user;
    (void)e;
    ck_assert_uint_eq(experiment_progress(x).events, 0);
    strcat(c->text, "built ");
    return 0;
}

static int refuse(void *user, struct experiment *x, struct error *e)
{
    (void)user, (void)x;
    return error_set(e, "not this one");
}

static bool step(void *user, const struct experiment *x)
{
    struct calls *c = user;
    (void)x;
    if (c->steps == 0)
        strcat(c->text, "step ");
    return ++c->steps != c->until;
}

static int ended(void *user, const struct record *record, const struct run_summary *summary,
                 const struct run_label *label, struct error *e)
{
    struct calls *c = user;
    (void)e;
    ck_assert_uint_eq(record->phone_count, summary->phones);
    ck_assert_str_eq(label->engine, "native");
    ck_assert_str_eq(label->method, "tftp");
    ck_assert_uint_eq(label->replication, 3);
    ck_assert(label->wall < 0);
    strcat(c->text, "ended ");
    return 0;
}

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    struct calls *c = user;
    (void)phone, (void)now;
    c->completions += change->completed;
}

START_TEST(all_are_called_in_their_order)
{
    struct calls c = {.text = ""};
    const struct observer watcher = {.user = &c, .phone_changed = phone_changed};
    const struct trial how = {
        .watchers = {&watcher}, .built = built, .step = step, .ended = ended, .user = &c};
    struct run_summary summary;
    struct error e;
    load_scenario();
    scenario.replication = 3;
    ck_assert_int_eq(trial_run(&scenario, &native_engine, &how, &summary, &e), 0);
    ck_assert_str_eq(c.text, "built step ended ");
    ck_assert_uint_eq(summary.completed, 6);
    ck_assert_uint_eq(c.completions, 6);
    ck_assert_uint_gt(summary.events, 200000);
    scenario_free(&scenario);
}
END_TEST

START_TEST(a_run_is_the_same_whoever_looks_on)
{
    struct calls c = {.text = ""};
    const struct trial how = {.record.files = true, .built = built, .step = step, .user = &c};
    struct run_summary plain, watched;
    struct error e;
    load_scenario();
    ck_assert_int_eq(trial_run(&scenario, &native_engine, NULL, &plain, &e), 0);
    ck_assert_int_eq(trial_run(&scenario, &native_engine, &how, &watched, &e), 0);
    ck_assert_uint_eq(plain.fingerprint, watched.fingerprint);
    ck_assert_uint_eq(plain.events, watched.events);
    scenario_free(&scenario);
}
END_TEST

START_TEST(a_step_can_stop_it)
{
    struct calls c = {.until = 1};
    const struct trial how = {.step = step, .ended = ended, .user = &c};
    struct run_summary summary;
    struct error e;
    load_scenario();
    ck_assert_int_eq(trial_run(&scenario, &native_engine, &how, &summary, &e), TRIAL_STOPPED);
    ck_assert_str_eq(c.text, "step ");
    ck_assert_int_eq(c.steps, 1);
    scenario_free(&scenario);
}
END_TEST

START_TEST(what_refuses_it_is_told)
{
    struct calls c = {.text = ""};
    const struct trial how = {.built = refuse, .step = step, .ended = ended, .user = &c};
    struct run_summary summary;
    struct error e;
    load_scenario();
    ck_assert_int_lt(trial_run(&scenario, &native_engine, &how, &summary, &e), 0);
    ck_assert_str_eq(e.text, "not this one");
    ck_assert_str_eq(c.text, "");
    scenario_free(&scenario);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, all_are_called_in_their_order);
    tcase_add_test(t, a_run_is_the_same_whoever_looks_on);
    tcase_add_test(t, a_step_can_stop_it);
    tcase_add_test(t, what_refuses_it_is_told);
}

int main(void)
{
    return run_tests("trial", add);
}
