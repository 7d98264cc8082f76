/* Quantiles by the model at its points against those of runs whose inputs are drawn: of so many
 * runs as many have to be within the model's quantile as its share says, but for chance. The test
 * does so at a few sites; by hand, at all of them and with more runs:
 *
 *   quantiles_test RUNS     prints a row a site and method */
#include <math.h>

#include "planner/risk.h"
#include "results/statistics.h"
#include "sim/engine_load.h"
#include "sim/random.h"
#include "studies/variants.h"
#include "tests/planner/fleet_support.h"

enum { SITES = 20, TESTED = 2, RUNS = 24, QUANTILES = 3, OPTIONS = 40 };

/* Three times what the share of a sample varies by, and a run at each end. */
static const double deviations = 3;
/* The model's own claim beside others (studies/model_check.h): below that nobody can tell. */
static const double claim = 0.005;

static const char list[] = "site,model,count,wan_rate,wan_rtt,busy,load_server,calls,codec,method\n"
                           "T1,CP-7965G,2,1.2..2 Mbps,20..60 ms,,,,,pfs\n"
                           "T2,CP-7942G,3,1..1.6..2.5 Mbps,10..40 ms,,,,,tftp\n"
                           "T3,CP-7941G,4,2 Mbps,10..20..60 ms,,generic,,,load-server\n"
                           "A1,CP-7965G,12,256..384..512 kbps,16 ms,,,,,pfs\n"
                           "A2,CP-7965G,12,350..420 kbps,10..40 ms,,,,,tftp\n"
                           "A3,CP-7941G,25,700..900 kbps,30 ms,,,,,tftp\n"
                           "A4,CP-7941G,25,700..900 kbps,20..80 ms,,,,,pfs\n"
                           "A5,CP-7975G,8,1.5 Mbps,500..700 ms,,,,,tftp\n"
                           "A6,CP-7975G,8,1.5 Mbps,500..700 ms,,,,,pfs\n"
                           "A7,CP-7942G,30,4..6 Mbps,10..30 ms,,,,,tftp\n"
                           "A8,CP-7942G,30,4..6 Mbps,10..30 ms,,,,,pfs\n"
                           "A9,CP-7965G,40,10 Mbps,5..15 ms,,generic,,,load-server\n"
                           "B1,CP-7911G,6,128..160 kbps,40..90 ms,,,,,pfs\n"
                           "B2,CP-7911G,6,500..600 kbps,40..90 ms,,,,,tftp\n"
                           "B3,CP-7970G,15,1..2 Mbps,10..50 ms,,,,,tftp\n"
                           "B4,CP-7965G,2,600..800 kbps,10..50 ms,,,,,tftp\n"
                           "B5,CP-7965G,20,1 Mbps,20 ms,5..20 %,,,,pfs\n"
                           "B6,CP-7965G,20,1 Mbps,20 ms,5..20 %,,,,tftp\n"
                           "B7,CP-7965G,10,512..640 kbps,20..30 ms,,,2,g729,tftp\n"
                           "B8,CP-7965G,10,512..640 kbps,20..30 ms,,,2,g729,pfs\n";

static const double shares[QUANTILES] = {0.1, 0.5, 0.9};

static struct fleet fleet; /* each test has its own process */
static struct unknowns unknowns;
static struct answers answers;
static struct answers_fleet asked;

static void prepare(size_t sites)
{
    struct error e = {""};
    fleet = fleet_good(list, (struct fleet_options){0});
    ck_assert_uint_eq(fleet.count, SITES);
    ck_assert_int_eq(unknowns_init(&unknowns, &fleet.like, NULL, 0, NULL, 0, &e), 0);
    answers_fleet_init(&asked, &fleet, &unknowns);
    asked.request.count = sites;
    ck_assert_msg(answers_make(&answers, &asked.request, &e) == 0, "%s", e.text);
}

static void leave(void)
{
    answers_free(&answers);
    asked.request.count = SITES;
    answers_fleet_fini(&asked);
    unknowns_fini(&unknowns);
    fleet_free(&fleet);
}

/* --- runs ------------------------------------------------------------------------------------ */

static int load(void *user, const char *const *set, size_t count, struct scenario *s,
                struct error *e)
{
    const struct fleet_site *site = user;
    int status = fleet_load(&fleet, site, (enum method)site->method, s, e);
    for (size_t i = 0; i < count && status == 0; i++) {
        struct scenario before = *s;
        status = scenario_load_again(s, &before, set[i], e);
        scenario_free(&before);
    }
    return status;
}

/* The inputs of a run, each by a draw of its own. */
static size_t draw(const char *options[OPTIONS], const struct answers_inputs *in, uint32_t run)
{
    struct random_stream draws;
    random_init(&draws, 1, run, random_entity(in->site->name), RANDOM_TEST);
    options[0] = mem_printf("replication=%u", run + 1);
    for (size_t i = 0; i < in->count; i++) {
        const double u = ((double)random_u32(&draws) + 0.5) / 0x1p32;
        options[i + 1] = answers_input_set(in, i, fleet_number_at(answers_input_number(in, i), u));
    }
    return in->count + 1;
}

/* Times of all runs, ascending. */
static void simulate(double *times, size_t runs, size_t number)
{
    const char *(*options)[OPTIONS] = mem_calloc(runs, sizeof *options);
    struct variant *variants = mem_calloc(runs, sizeof *variants);
    struct run_summary *summaries = mem_calloc(runs, sizeof *summaries);
    struct plan_points *points = plan_points_new();
    struct answers_inputs in;
    struct error e = {""};
    const struct variants v = {
        .load = load, .user = &fleet.sites[number], .engine = engine_load("native", &e)};
    ck_assert_int_eq(answers_inputs_init(&in, points, &unknowns, &asked.sites[number], &e), 0);
    for (size_t i = 0; i < runs; i++)
        variants[i] = (struct variant){options[i], draw(options[i], &in, (uint32_t)i)};
    ck_assert_msg(variants_run(&v, variants, runs, summaries, &e) == 0, "%s", e.text);
    for (size_t i = 0; i < runs; i++)
        times[i] = summaries[i].completed == summaries[i].phones
                       ? time_seconds(summaries[i].all_back)
                       : INFINITY;
    statistics_sort(times, runs);
    for (size_t i = 0; i < runs; i++)
        for (size_t k = 0; k < variants[i].count; k++)
            free((char *)options[i][k]);
    plan_points_free(points);
    free(summaries);
    free(variants);
    free(options);
}

/* --- against the model ----------------------------------------------------------------------- */

/* Runs that are no later. */
static double within(const double *times, size_t runs, double most)
{
    size_t count = 0;
    while (count < runs && times[count] <= most)
        count++;
    return (double)count;
}

static bool compare(size_t number, size_t runs, bool print)
{
    const struct fleet_site *site = &fleet.sites[number];
    const struct plan_answer *a = &answers.of[number][site->method];
    ck_assert_msg(a->possible, "%s: %s", site->name, a->why_not);
    const double modelled[QUANTILES] = {a->p10, a->p50, a->p90};
    double *times = mem_calloc(runs, sizeof *times);
    bool fits = true, near = true, below = a->bound;
    simulate(times, runs, number);
    if (print)
        printf("%s %-11s%s", site->name, method_names[site->method], a->bound ? " bound" : "");
    for (int i = 0; i < QUANTILES; i++) {
        const double share = shares[i], n = (double)runs;
        const double count = within(times, runs, modelled[i]);
        const double simulated = statistics_quantile(times, runs, share);
        fits &= fabs(count - n * share) <= deviations * sqrt(n * share * (1 - share)) + 1;
        near &= fabs(modelled[i] / simulated - 1) <= claim;
        below &= modelled[i] <= simulated * (1 + claim);
        if (print)
            printf("  p%.0f %.1f (%.1f, %.1f %%)", 100 * share, modelled[i], simulated,
                   100 * count / n);
    }
    if (print)
        printf("  %s\n", fits ? "fits" : near ? "near" : below ? "below" : "off");
    fflush(stdout);
    free(times);
    return fits || near || below;
}

START_TEST(of_runs_as_many_are_in_time_as_the_quantile_says)
{
    prepare(TESTED);
    for (size_t i = 0; i < TESTED; i++)
        ck_assert_msg(compare(i, RUNS, false), "%s", fleet.sites[i].name);
    leave();
}
END_TEST

static size_t wanted; /* runs of a site, by hand */

START_TEST(of_all_sites)
{
    size_t off = 0;
    prepare(SITES);
    for (size_t i = 0; i < SITES; i++)
        off += compare(i, wanted, true) ? 0 : 1;
    leave();
    ck_assert_uint_eq(off, 0);
}
END_TEST

static void add(TCase *t)
{
    if (!wanted) {
        tcase_add_test(t, of_runs_as_many_are_in_time_as_the_quantile_says);
        return;
    }
    tcase_set_timeout(t, 0);
    tcase_add_test(t, of_all_sites);
}

int main(int argc, char **argv)
{
    wanted = argc > 1 ? (size_t)atoi(argv[1]) : 0;
    return run_tests("quantiles", add);
}
