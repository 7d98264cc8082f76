/* The white paper's numbers are not one lucky draw: 20 seeds, with reset spreads from 0 to 2 s. The
 * published values come from results/published.csv. */
#include "base/pool.h"
#include "results/published.h"
#include "studies/table1.h"
#include "studies/trial.h"
#include "studies/whitepaper_charts.h"
#include "tests/library.h"
#include "tests/support.h"

enum { SEEDS = 20 };

/* Seed `number` + 1; the spreads go from 0 to 2 s in equal steps. */
static int run_seed(void *user, size_t number, void *result, struct error *e)
{
    char *path = mem_printf("%s/scenarios/%s.yaml", source_folder(), (const char *)user);
    char *seed = mem_printf("seed=%zu", number + 1);
    char *spread = mem_printf("reset.spread=%zums", number * 2000 / (SEEDS - 1));
    const char *const overrides[] = {seed, spread};
    struct scenario s;
    int status = scenario_load(&s, path, overrides, 2, source_library(), e);
    if (status == 0) {
        status = trial_run(&s, &native_engine, NULL, result, e);
        scenario_free(&s);
    }
    free(spread);
    free(seed);
    free(path);
    return status;
}

static void run_seeds(const char *scenario, struct run_summary results[SEEDS])
{
    const struct pool_jobs jobs = {
        .count = SEEDS, .result_size = sizeof *results, .job = run_seed, .user = (void *)scenario};
    struct error e;
    ck_assert_msg(pool_run(&jobs, 0, results, &e) == 0, "%s", e.text);
}

static struct published published;

/* Whether the simulated number agrees with the published row. */
static void agrees(const char *id, double simulated, size_t seed)
{
    struct error e;
    ck_assert_int_eq(published_compare(&published, id, simulated, &e), 0);
    const struct published_row *row = published_find(&published, id);
    ck_assert_msg(published_agrees(row), "%s with seed %zu: %g, published %g", id, seed + 1,
                  simulated, row->value);
}

START_TEST(upgrade_time_and_loaded_rtt_agree_for_every_seed)
{
    struct run_summary results[SEEDS];
    run_seeds("whitepaper-tftp", results);
    for (size_t i = 0; i < SEEDS; i++) {
        ck_assert_uint_eq(results[i].completed, 40);
        agrees("tftp-40", time_seconds(results[i].all_back), i);
        agrees("loaded-rtt", time_seconds(results[i].server.block_rtt.mean), i);
    }
}
END_TEST

START_TEST(upgrade_time_by_pfs_agrees_for_every_seed)
{
    struct run_summary results[SEEDS];
    run_seeds("whitepaper-pfs", results);
    for (size_t i = 0; i < SEEDS; i++) {
        ck_assert_uint_eq(results[i].completed, 40);
        ck_assert_uint_eq(results[i].server_files, 6); /* each file once over the WAN */
        agrees("pfs-40", time_seconds(results[i].all_back), i);
    }
}
END_TEST

/* Number `number` is a method (the first by TFTP) and a number of phones. */
static const uint32_t counts[] = {1, 10, 40};

static int run_count(void *user, size_t number, void *result, struct error *e)
{
    (void)user;
    char *path = mem_printf("%s/scenarios/whitepaper-tftp.yaml", source_folder());
    char *count = mem_printf("subnets[0].phones[0].count=%u", counts[number / 2]);
    const char *const overrides[] = {number % 2 ? "method=pfs" : "method=tftp", count};
    struct scenario s;
    int status = scenario_load(&s, path, overrides, 2, source_library(), e);
    if (status == 0) {
        status = trial_run(&s, &native_engine, NULL, result, e);
        scenario_free(&s);
    }
    free(count);
    free(path);
    return status;
}

START_TEST(pfs_hardly_grows_and_tftp_is_faster_for_one_phone)
{
    enum { RUNS = 6 };
    struct run_summary r[RUNS];
    struct error e;
    const struct pool_jobs jobs = {.count = RUNS, .result_size = sizeof *r, .job = run_count};
    ck_assert_msg(pool_run(&jobs, 0, r, &e) == 0, "%s", e.text);
    ck_assert_int_lt(r[0].all_back, r[1].all_back);
    for (int i = 2; i < RUNS; i += 2)
        ck_assert_int_gt(r[i].all_back, r[i + 1].all_back);
    ck_assert_int_lt(r[5].all_back, r[3].all_back + r[3].all_back / 10);
}
END_TEST

static void read_published(void)
{
    struct error e;
    char *path = mem_printf("%s/results/published.csv", source_folder());
    ck_assert_msg(published_read(&published, path, &e) == 0, "%s", e.text);
    free(path);
}

static void forget_published(void)
{
    published_fini(&published);
}

/* Those of another folder's kind, and whatever else is there, stay. */
START_TEST(pictures_of_an_earlier_paper_are_removed)
{
    static const char *const names[] = {"figure1.png", "figure2b.png", "lan.svg", "figure5.png"};
    char *folder = fresh_folder();
    for (int i = 0; i < 4; i++) {
        char *path = mem_printf("%s/%s", folder, names[i]);
        fclose(fopen(path, "w"));
        free(path);
    }
    static const bool all[WHITEPAPER_PARTS] = {true, true, true, true, true, true};
    whitepaper_charts_remove(folder, all);
    ck_assert_int_eq(files_in(folder), 1);
    ck_assert(file_exists(folder, "figure5.png"));
    remove_folder(folder);
}
END_TEST

START_TEST(table1_is_markdown_too)
{
    struct table1 table;
    struct study_runs runs;
    struct error e;
    char *folder = fresh_folder();
    study_runs_init(&runs, source_library(), folder);
    table1_plan(&table, &runs);
    runs.results = mem_calloc(runs.count, sizeof *runs.results);
    for (size_t i = 0; i < runs.count; i++)
        runs.results[i] = (struct study_result){
            .run = {.phones = 40, .completed = i ? 0 : 40, .all_back = 90 * SECONDS}};
    ck_assert_msg(table1_write(&table, folder, &e) == 0, "%s", e.text);
    char *text = file_contents(folder, "table1.md", NULL);
    ck_assert_ptr_nonnull(strstr(
        text, "\n| Peer Firmware Sharing | one download per phone model on a subnet | 40 of 40 "
              "| 1 min 30.0 s | 0 B | 0 | 0 | 0.0 s | 0.0 % | `whitepaper-tftp` |\n"));
    ck_assert_ptr_nonnull(strstr(
        text,
        "\n|  |  | 0 of 40 | never | 0 B | 0 | 0 | 0.0 s | 0.0 % | `pfs-mixed method=tftp` |\n"));
    free(text);
    study_runs_fini(&runs);
    remove_folder(folder);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, read_published, forget_published);
    tcase_add_test(t, upgrade_time_and_loaded_rtt_agree_for_every_seed);
    tcase_add_test(t, upgrade_time_by_pfs_agrees_for_every_seed);
    tcase_add_test(t, pfs_hardly_grows_and_tftp_is_faster_for_one_phone);
    tcase_add_test(t, pictures_of_an_earlier_paper_are_removed);
    tcase_add_test(t, table1_is_markdown_too);
}

int main(void)
{
    return run_tests("white paper", add);
}
