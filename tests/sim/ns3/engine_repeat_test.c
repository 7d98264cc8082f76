/* Experiments on the ns-3 engine one after another in one process: equal results, and no memory
 * that stays. */
#include "sim/engine_load.h"
#include "studies/trial.h"
#include "tests/fewer.h"
#include "tests/scenarios/small_experiment.h"
#include "tests/sim/ns3/memory.h"

static const struct engine *ns3_engine(void)
{
    struct error e = {""};
    const struct engine *engine = engine_load("ns3", &e);
    ck_assert_msg(engine != NULL, "%s", e.text);
    return engine;
}

static uint64_t fingerprint(const struct scenario *s, const struct engine *engine)
{
    struct error e = {""};
    struct run_summary summary;
    ck_assert_msg(trial_run(s, engine, NULL, &summary, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(summary.completed, summary.phones);
    return summary.fingerprint;
}

static const char tftp[] =
    SMALL "method: tftp\nsubnets: [{phones: [{model: CP-7965, count: 1}]}]\n";

static const char pfs[] = SMALL "method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 3}]}]\n";

/* Losses, so that there is something to draw. */
static const char lossy[] = "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"
                            "run: {limit: 1 d}\nwan: {rate: 2 Mbps, loss: 2 %}\nmethod: pfs\n"
                            "subnets: [{phones: [{model: CP-7965, count: 2}]}]\n";

static void load_three(struct scenario s[3])
{
    load_small(&s[0], tftp);
    load_small(&s[1], pfs);
    load_small(&s[2], lossy);
}

START_TEST(fingerprints_are_equal_again_and_again)
{
    struct scenario s[3];
    uint64_t first[3];
    load_three(s);
    for (int i = 0; i < 3; i++)
        first[i] = fingerprint(&s[i], ns3_engine());
    for (int again = 0; again < 4; again++)
        for (int i = 2; i >= 0; i--)
            ck_assert_uint_eq(fingerprint(&s[i], ns3_engine()), first[i]);
    ck_assert_uint_ne(first[1], first[2]);
    ck_assert_uint_eq(first[0], fingerprint(&s[0], &native_engine));
    for (int i = 0; i < 3; i++)
        scenario_free(&s[i]);
}
END_TEST

/* A hundred, after ten that fill what ns-3 keeps for the next; fewer with sanitizers. */
START_TEST(no_memory_stays)
{
    struct scenario s[3];
    size_t before = 0;
    load_three(s);
    for (int i = 0; i < 10 + 100 / FEWER; i++) {
        if (i == 10)
            before = memory_in_use();
        fingerprint(&s[i % 3], ns3_engine());
    }
    const size_t after = memory_in_use();
    ck_assert_msg(after <= before, "%zu bytes before, %zu after %d more", before, after,
                  100 / FEWER);
    for (int i = 0; i < 3; i++)
        scenario_free(&s[i]);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    count_memory_exactly(argv);
    TCase *t = tcase_create("ns3 engine repeated");
    tcase_add_test(t, fingerprints_are_equal_again_and_again);
    tcase_add_test(t, no_memory_stays);
    tcase_set_timeout(t, 60);
    return run_tests("ns3 engine repeated", t);
}
