/* Equal runs are made once; tables of one are kept only where a study wants them. */
#include "studies/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/write.h"
#include "scenarios/estimate.h"
#include "scenarios/experiment.h"
#include "studies/trial.h"

void study_runs_init(struct study_runs *s, struct library *library, const char *folder)
{
    *s = (struct study_runs){.library = library, .folder = folder};
}

static void free_run(struct study_run *run)
{
    for (size_t i = 0; i < run->override_count; i++)
        free(run->overrides[i]);
    free(run->overrides);
    free(run->scenario);
    free(run->keep);
}

void study_runs_fini(struct study_runs *s)
{
    for (size_t i = 0; i < s->count; i++)
        free_run(&s->runs[i]);
    free(s->runs);
    free(s->results);
    *s = (struct study_runs){0};
}

static bool is_same(const struct study_run *run, const char *scenario, const char *const *overrides)
{
    size_t i = 0;
    if (run->keep || strcmp(run->scenario, scenario) != 0)
        return false;
    while (i < run->override_count && overrides && overrides[i] &&
           strcmp(run->overrides[i], overrides[i]) == 0)
        i++;
    return i == run->override_count && !(overrides && overrides[i]);
}

static size_t find(const struct study_runs *s, const char *scenario, const char *const *overrides)
{
    size_t i = 0;
    while (i < s->count && !is_same(&s->runs[i], scenario, overrides))
        i++;
    return i;
}

size_t study_runs_add(struct study_runs *s, const char *scenario, const char *const *overrides,
                      const char *keep)
{
    const size_t found = keep ? s->count : find(s, scenario, overrides);
    if (found < s->count)
        return found;
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        s->runs = mem_resize(s->runs, s->room, sizeof *s->runs);
    }
    struct study_run *run = &s->runs[s->count];
    *run = (struct study_run){.scenario = mem_strdup(scenario),
                              .keep = keep ? mem_strdup(keep) : NULL};
    while (overrides && overrides[run->override_count])
        run->override_count++;
    run->overrides = mem_calloc(run->override_count + 1, sizeof *run->overrides);
    for (size_t i = 0; i < run->override_count; i++)
        run->overrides[i] = mem_strdup(overrides[i]);
    return s->count++;
}

/* Whether the subnet has phones of the group's model in an earlier group. */
static bool is_repeated(const struct scenario_subnet *subnet, size_t group)
{
    for (size_t i = 0; i < group; i++)
        if (subnet->phones[i].model == subnet->phones[group].model)
            return true;
    return false;
}

static void describe_subnet(const struct scenario_subnet *subnet, struct study_result *result,
                            double *bytes)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *phones = &subnet->phones[g];
        const bool repeated = is_repeated(subnet, g);
        result->groups += !repeated;
        for (size_t i = 0; i < phones->load_count; i++) {
            *bytes += (double)phones->count * (double)phones->loads[i]->bytes;
            result->files += repeated ? 0 : phones->loads[i]->file_count;
        }
    }
}

/* What the scenario alone says. */
static void describe(const struct scenario *s, struct study_result *result)
{
    double bytes = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            describe_subnet(&s->sites[i].subnets[j], result, &bytes);
    result->wan_rate = s->sites[0].down.rate;
    result->load_bytes = s->sites[0].subnets[0].phones[0].loads[0]->bytes;
    result->ideal = 8 * bytes / (double)s->sites[0].down.rate;
}

/* NAN where the formulas do not know what the scenario sets. */
static double answer(struct scenario *s)
{
    struct error e;
    struct estimate *x = estimate_new(s, &e);
    if (!x)
        return NAN;
    const struct estimate_answer *a = estimate_evaluate(x);
    const double seconds = a->never ? NAN : a->all_back;
    estimate_free(x);
    return seconds;
}

static int load(const struct study_runs *s, const struct study_run *run, struct scenario *scenario,
                struct error *e)
{
    const size_t count = s->set_count + run->override_count;
    char *path = mem_printf("%s/scenarios/%s.yaml", library_folder(s->library), run->scenario);
    const char **overrides = mem_calloc(count + 1, sizeof *overrides);
    for (size_t i = 0; i < count; i++)
        overrides[i] = i < s->set_count ? s->set[i] : run->overrides[i - s->set_count];
    const int status = scenario_load(scenario, path, overrides, count, s->library, e);
    free(overrides);
    free(path);
    return status;
}

int study_runs_check(const struct study_runs *s, struct error *e)
{
    for (size_t i = 0; i < s->count; i++) {
        struct scenario scenario;
        if (load(s, &s->runs[i], &scenario, e) < 0)
            return -1;
        scenario_free(&scenario);
    }
    return 0;
}

static int write_into(void *folder, const struct record *record, const struct run_summary *summary,
                      const struct run_label *label, struct error *e)
{
    return results_write(folder, record, summary, label, e);
}

static int execute(void *user, size_t number, void *result, struct error *e)
{
    const struct study_runs *s = user;
    const struct study_run *run = &s->runs[number];
    struct study_result *r = result;
    struct scenario scenario;
    if (load(s, run, &scenario, e) < 0)
        return -1;
    char *keep = run->keep ? mem_printf("%s/%s", s->folder, run->keep) : NULL;
    *r = (struct study_result){0};
    describe(&scenario, r);
    r->formula = answer(&scenario);
    const struct trial how = {
        .record.files = keep != NULL, .ended = keep ? write_into : NULL, .user = keep};
    const int status = trial_run(&scenario, &native_engine, &how, &r->run, e);
    free(keep);
    scenario_free(&scenario);
    return status;
}

/* What many of them need is made once, before there are workers: the images of each scenario that
 * some run has, as it is first run. */
static void prepare(const struct study_runs *s)
{
    for (size_t i = 0; i < s->count; i++) {
        size_t first = 0;
        struct scenario scenario;
        struct error e;
        while (strcmp(s->runs[first].scenario, s->runs[i].scenario) != 0)
            first++;
        if (first < i || load(s, &s->runs[i], &scenario, &e) < 0) /* its job says why */
            continue;
        experiment_prepare(&scenario);
        scenario_free(&scenario);
    }
}

int study_runs_execute(struct study_runs *s, unsigned workers, pool_progress_fn *progress,
                       void *user, struct error *e)
{
    free(s->results);
    s->results = mem_calloc(s->count, sizeof *s->results);
    prepare(s);
    const struct pool_jobs jobs = {.count = s->count,
                                   .result_size = sizeof *s->results,
                                   .job = execute,
                                   .progress = progress,
                                   .progress_user = user,
                                   .user = s};
    return pool_run(&jobs, workers, s->results, e);
}
