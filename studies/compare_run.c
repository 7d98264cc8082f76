/* A job is a run; it leaves its summary and the phones' times. */
#include "studies/compare_run.h"

#include <math.h>
#include <stdlib.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "studies/trial.h"

/* What a job leaves. */
struct compare_outcome {
    struct run_summary summary;
    size_t phone_count, phone_room;
    double phones[]; /* s */
};

struct compare_jobs {
    const struct compare_setting *settings;
    uint32_t replications;
    size_t phones; /* that an outcome has room for */
};

static size_t compare_job_size(const struct compare_jobs *j)
{
    return sizeof(struct compare_outcome) + j->phones * sizeof(double);
}

static int compare_keep_phones(void *user, const struct record *record,
                               const struct run_summary *summary, const struct run_label *label,
                               struct error *e)
{
    struct compare_outcome *o = user;
    (void)summary, (void)label, (void)e;
    for (size_t i = 0; i < record->phone_count; i++) {
        const sim_time t = phone_upgrade_time(&record->phones[i]);
        if (t >= 0 && o->phone_count < o->phone_room)
            o->phones[o->phone_count++] = time_seconds(t);
    }
    return 0;
}

/* Side A's jobs come first. */
static int compare_job(void *user, size_t number, void *result, struct error *e)
{
    const struct compare_jobs *j = user;
    const struct compare_setting *setting = &j->settings[number / j->replications];
    struct compare_outcome *o = result;
    struct scenario s = *setting->scenario;
    const struct trial how = {.ended = compare_keep_phones, .user = o};
    s.replication += (uint32_t)(number % j->replications);
    o->phone_count = 0;
    o->phone_room = j->phones;
    return trial_run(&s, setting->engine, &how, &o->summary, e);
}

static void compare_take(struct compare_side *side, const struct compare_setting *setting,
                         uint32_t number, const struct compare_outcome *o)
{
    struct compare_run *r = compare_side_add(side, build_identity, "");
    r->name = mem_strdup(setting->scenario->name);
    r->engine = mem_strdup(setting->engine->name);
    r->seed = setting->scenario->seed;
    r->replication = setting->scenario->replication + number;
    r->fingerprint = o->summary.fingerprint;
    r->phone_count = o->phone_count;
    r->phones = mem_calloc(o->phone_count + 1, sizeof *r->phones);
    for (size_t i = 0; i < o->phone_count; i++)
        r->phones[i] = o->phones[i];
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantities[i].kind != RUN_OTHER)
            r->values[i] = run_quantity_value(&run_quantities[i], &o->summary);
}

static size_t compare_phone_count(const struct scenario *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            for (size_t g = 0; g < s->sites[i].subnets[k].phones_count; g++)
                count += s->sites[i].subnets[k].phones[g].count;
    return count;
}

int compare_run(struct compare_side sides[2], const struct compare_setting settings[2],
                uint32_t replications, unsigned workers, pool_progress_fn *progress, void *user,
                struct error *e)
{
    struct compare_jobs j = {.settings = settings, .replications = replications};
    for (int side = 0; side < 2; side++) {
        const size_t phones = compare_phone_count(settings[side].scenario);
        j.phones = phones > j.phones ? phones : j.phones;
    }
    const struct pool_jobs jobs = {.count = 2 * (size_t)replications,
                                   .result_size = compare_job_size(&j),
                                   .job = compare_job,
                                   .user = &j,
                                   .progress = progress,
                                   .progress_user = user};
    char *outcomes = mem_calloc(jobs.count, jobs.result_size);
    const int status = pool_run(&jobs, workers, outcomes, e);
    for (size_t i = 0; i < jobs.count && status == 0; i++)
        compare_take(&sides[i / replications], &settings[i / replications],
                     (uint32_t)(i % replications), (const void *)(outcomes + i * jobs.result_size));
    free(outcomes);
    return status;
}
