/* Rounds of fits by the model and runs of the simulator, until the values stay. */
#include "studies/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/estimate.h"
#include "studies/values.h"

enum { CALIBRATE_ROUNDS = 8 };

/* Targets with the same settings come of one run, and of one estimate. */
struct condition {
    const struct calibrate_target *of; /* the first of them */
    struct scenario scenario;
    bool loaded;
    struct estimate *estimate; /* NULL: it is not modelled */
    int knobs[LEAST_PARAMETERS];
    bool untold; /* the model does not tell some of its targets */
};

struct calibration {
    const struct calibrate *c;
    struct calibrate_result *r;
    struct condition *conditions;
    size_t condition_count;
    size_t condition_of[LEAST_TARGETS];
    double scales[LEAST_PARAMETERS]; /* of the fields' units */
    double value_scales[LEAST_TARGETS];
    struct least_parameter parameters[LEAST_PARAMETERS];
    struct least_target targets[LEAST_TARGETS];
    /* What the simulator says at `at`: beside the model the difference, in its place the value, and
     * the slopes. */
    double at[LEAST_PARAMETERS];
    double beside[LEAST_TARGETS];
    int rounds; /* of which the difference beside the model is the mean: so chance settles */
    double slopes[LEAST_TARGETS][LEAST_PARAMETERS];
};

static uint64_t calibration_whole(const struct calibration *k, size_t field, double value)
{
    return (uint64_t)llround(fmax(value, 0) * k->scales[field]);
}

/* --- conditions ------------------------------------------------------------------------------ */

static bool condition_is(const struct calibrate_target *a, const struct calibrate_target *b)
{
    bool same = a->set_count == b->set_count;
    for (size_t i = 0; i < a->set_count && same; i++)
        same = strcmp(a->set[i], b->set[i]) == 0;
    return same;
}

static void conditions_find(struct calibration *k)
{
    for (size_t t = 0; t < k->c->target_count; t++) {
        size_t i = 0;
        while (i < k->condition_count && !condition_is(k->conditions[i].of, &k->c->targets[t]))
            i++;
        if (i == k->condition_count)
            k->conditions[k->condition_count++].of = &k->c->targets[t];
        k->condition_of[t] = i;
    }
}

/* Its estimate with a knob for each field; without, where the formulas do not know one of them. */
static int condition_estimate(struct calibration *k, struct condition *d, struct error *e)
{
    const struct calibrate *c = k->c;
    if (c->runs.load(c->runs.user, d->of->set, d->of->set_count, &d->scenario, e) < 0)
        return -1;
    d->loaded = true;
    d->estimate = estimate_new(&d->scenario, &k->r->not_modelled);
    for (size_t i = 0; i < c->field_count && d->estimate; i++) {
        const struct free_field *f = &c->fields[i];
        d->knobs[i] = estimate_knob(d->estimate, f->at.path, f->low, f->high, &k->r->not_modelled);
        if (d->knobs[i] < 0) {
            estimate_free(d->estimate);
            d->estimate = NULL;
        }
    }
    return 0;
}

static void conditions_free(struct calibration *k)
{
    for (size_t i = 0; i < k->condition_count; i++) {
        if (k->conditions[i].estimate)
            estimate_free(k->conditions[i].estimate);
        if (k->conditions[i].loaded)
            scenario_free(&k->conditions[i].scenario);
    }
    free(k->conditions);
}

/* --- predictions ----------------------------------------------------------------------------- */

/* What the model alone says. */
static const struct estimate_answer *condition_answer(const struct calibration *k, size_t number,
                                                      const double *values)
{
    const struct condition *d = &k->conditions[number];
    if (!d->estimate)
        return NULL;
    for (size_t i = 0; i < k->c->field_count; i++)
        estimate_set(d->estimate, d->knobs[i], calibration_whole(k, i, values[i]));
    return estimate_evaluate(d->estimate);
}

static double calibration_line(const struct calibration *k, size_t target, const double *values)
{
    double y = k->beside[target];
    for (size_t i = 0; i < k->c->field_count; i++)
        y += k->slopes[target][i] * (values[i] - k->at[i]);
    return y;
}

static int calibration_predict(void *user, const double *values, double *predicted, struct error *e)
{
    const struct calibration *k = user;
    (void)e;
    for (size_t n = 0; n < k->condition_count; n++) {
        const struct estimate_answer *a = condition_answer(k, n, values);
        for (size_t t = 0; t < k->c->target_count; t++) {
            if (k->condition_of[t] != n)
                continue;
            double y;
            if (k->r->told[t] && estimate_quantity(a, k->c->targets[t].quantity->name, &y))
                predicted[t] = y + k->beside[t];
            else
                predicted[t] = calibration_line(k, t, values);
        }
    }
    return 0;
}

/* --- runs ------------------------------------------------------------------------------------ */

/* The variants of a round: each condition at `values`, and, where the model does not tell its
 * targets, with each of the fields moved. */
struct round {
    struct calibration *k;
    struct variant *variants;
    char ***texts; /* of each variant its fields' */
    const char ***sets;
    struct run_summary *summaries;
    size_t count;
};

static void round_add(struct round *r, size_t condition, const double *values)
{
    const struct calibrate *c = r->k->c;
    const struct calibrate_target *of = r->k->conditions[condition].of;
    char **texts = mem_calloc(c->field_count, sizeof *texts);
    const char **set = mem_calloc(of->set_count + c->field_count, sizeof *set);
    for (size_t i = 0; i < of->set_count; i++)
        set[i] = of->set[i];
    for (size_t i = 0; i < c->field_count; i++) {
        texts[i] = free_field_assignment(&c->fields[i], calibration_whole(r->k, i, values[i]));
        set[of->set_count + i] = texts[i];
    }
    r->texts[r->count] = texts;
    r->sets[r->count] = set;
    r->variants[r->count++] = (struct variant){set, of->set_count + c->field_count};
}

/* The value to which a field is moved, to see what it does: a third away, so that chance counts
 * little, or a step. */
static double round_moved(const struct calibration *k, size_t field, double value)
{
    const struct least_parameter *p = &k->parameters[field];
    const double step = p->step > 0 ? p->step : 10 * p->difference;
    double by = fmax(fabs(value) / 3, step);
    if (p->step > 0)
        by = p->step * fmax(round(by / p->step), 1);
    return value + by <= p->high ? value + by : fmax(value - by, p->low);
}

static void round_plan(struct round *r, const double *values)
{
    for (size_t n = 0; n < r->k->condition_count; n++) {
        round_add(r, n, values);
        for (size_t i = 0; i < r->k->c->field_count && r->k->conditions[n].untold; i++) {
            double moved[LEAST_PARAMETERS];
            memcpy(moved, values, sizeof moved);
            moved[i] = round_moved(r->k, i, values[i]);
            round_add(r, n, moved);
        }
    }
}

/* As targets have it: of times seconds. NAN: not known. */
static double round_value(const struct calibration *k, size_t target, const struct run_summary *s)
{
    const struct run_quantity *q = k->c->targets[target].quantity;
    const struct run_value v = run_quantity_value(q, s);
    return !v.known || (q->of_all && s->completed < s->phones) ? NAN
                                                               : v.real / k->value_scales[target];
}

/* Takes what was simulated as what is beside the model, or in its place. */
static void round_take(const struct round *r, const double *values)
{
    struct calibration *k = r->k;
    double alone[LEAST_TARGETS];
    struct error ignored;
    double before[LEAST_TARGETS];
    memcpy(before, k->beside, sizeof before);
    memset(k->beside, 0, sizeof k->beside);
    calibration_predict(k, values, alone, &ignored);
    k->rounds++;
    memcpy(k->at, values, sizeof k->at);
    size_t at = 0;
    for (size_t n = 0; n < k->condition_count; n++) {
        const struct run_summary *own = &r->summaries[at];
        const bool untold = k->conditions[n].untold;
        for (size_t t = 0; t < k->c->target_count; t++) {
            if (k->condition_of[t] != n)
                continue;
            const double y = k->r->simulated[t] = round_value(k, t, own);
            const double off = isfinite(y) && isfinite(alone[t]) ? y - alone[t] : 0;
            k->beside[t] = k->r->told[t] ? before[t] + (off - before[t]) / k->rounds : y;
            for (size_t i = 0; i < k->c->field_count && !k->r->told[t]; i++) {
                const double by = round_moved(k, i, values[i]) - values[i];
                k->slopes[t][i] = by != 0 ? (round_value(k, t, own + 1 + i) - y) / by : 0;
            }
        }
        at += 1 + (untold ? k->c->field_count : 0);
    }
}

static int calibration_simulate(struct calibration *k, const double *values, struct error *e)
{
    const size_t room = k->condition_count * (1 + k->c->field_count);
    struct round r = {.k = k,
                      .variants = mem_calloc(room, sizeof *r.variants),
                      .texts = mem_calloc(room, sizeof *r.texts),
                      .sets = mem_calloc(room, sizeof *r.sets),
                      .summaries = mem_calloc(room, sizeof *r.summaries)};
    round_plan(&r, values);
    const int status = variants_run(&k->c->runs, r.variants, r.count, r.summaries, e);
    k->r->runs += r.count;
    if (status == 0)
        round_take(&r, values);
    for (size_t i = 0; i < r.count; i++) {
        for (size_t f = 0; f < k->c->field_count; f++)
            free(r.texts[i][f]);
        free(r.texts[i]);
        free(r.sets[i]);
    }
    free(r.variants);
    free(r.texts);
    free(r.sets);
    free(r.summaries);
    return status;
}

/* --- the fit --------------------------------------------------------------------------------- */

static void calibration_parameters(struct calibration *k)
{
    for (size_t i = 0; i < k->c->field_count; i++) {
        const struct free_field *f = &k->c->fields[i];
        const double scale = k->scales[i] = values_scale(f->quantity);
        const bool counted = f->quantity == QUANTITY_COUNT || f->quantity == QUANTITY_PACKETS;
        const double now = (double)f->now / scale;
        k->parameters[i] = (struct least_parameter){
            .start = now,
            .low = (double)f->low / scale,
            .high = (double)f->high / scale,
            .difference = counted ? 1 : fmax(now * 1e-3, 1e-6 * (scale > 1 ? 1 : 1e6)),
            .step = counted ? 1 : 0};
    }
    for (size_t t = 0; t < k->c->target_count; t++) {
        const struct calibrate_target *target = &k->c->targets[t];
        const double scale = k->value_scales[t] = target->quantity->kind == RUN_TIME ? 1e9 : 1;
        k->targets[t] = (struct least_target){target->value / scale, target->uncertainty / scale};
    }
}

/* Which targets the model tells, by asking it once. */
static void calibration_told(struct calibration *k)
{
    double start[LEAST_PARAMETERS];
    for (size_t i = 0; i < k->c->field_count; i++)
        start[i] = k->parameters[i].start;
    for (size_t t = 0; t < k->c->target_count; t++) {
        const size_t n = k->condition_of[t];
        const struct estimate_answer *a = condition_answer(k, n, start);
        double y;
        k->r->told[t] = a && estimate_quantity(a, k->c->targets[t].quantity->name, &y);
        if (!k->r->told[t] && !*k->r->not_modelled.text)
            error_set(&k->r->not_modelled, "the model does not tell %s",
                      k->c->targets[t].quantity->name);
        k->conditions[n].untold = k->conditions[n].untold || !k->r->told[t];
    }
}

static bool calibration_has_lines(const struct calibration *k)
{
    for (size_t n = 0; n < k->condition_count; n++)
        if (k->conditions[n].untold)
            return true;
    return false;
}

/* Where there are lines it goes no further at once than to a third or three times the values. */
static void calibration_fence(const struct calibration *k, struct least_parameter *fenced)
{
    memcpy(fenced, k->parameters, sizeof k->parameters);
    for (size_t i = 0; i < k->c->field_count && calibration_has_lines(k); i++) {
        struct least_parameter *p = &fenced[i];
        const double reach = fmax(k->at[i], 20 * p->difference);
        p->low = fmax(p->low, p->step > 0 ? floor(reach / 3) : reach / 3);
        p->high = fmin(p->high, p->step > 0 ? ceil(reach * 3) : reach * 3);
        if (k->at[i] <= 20 * p->difference)
            p->low = k->parameters[i].low;
    }
}

/* Of what was simulated. */
static double calibration_chi2(const struct calibration *k)
{
    double sum = 0;
    for (size_t t = 0; t < k->c->target_count; t++)
        sum += pow((k->r->simulated[t] - k->targets[t].value) / k->targets[t].uncertainty, 2);
    return sum;
}

/* Whether other values would be no better than chance is: the simulator's chi^2 is hardly above
 * that of the fit; or they are the same. */
static bool calibration_stays(const struct calibration *k, const struct least_fit *fit)
{
    static const double hardly = 0.1;
    bool same = true;
    for (size_t i = 0; i < k->c->field_count; i++)
        same = same && fabs(fit->values[i] - k->at[i]) <= 1e-6 * fabs(k->at[i]) + 1e-9;
    return same || calibration_chi2(k) < fit->chi2 * (1 + 1e-4) + hardly;
}

static int calibration_fit(struct calibration *k, struct error *e)
{
    struct least_parameter fenced[LEAST_PARAMETERS];
    struct least_problem p = {
        fenced, k->c->field_count, k->targets, k->c->target_count, calibration_predict, k};
    double values[LEAST_PARAMETERS] = {0};
    for (size_t i = 0; i < k->c->field_count; i++)
        values[i] = k->parameters[i].start;
    for (int round = 0; round < CALIBRATE_ROUNDS && !k->r->settled; round++) {
        if (calibration_simulate(k, values, e) < 0)
            return -1;
        calibration_fence(k, fenced);
        for (size_t i = 0; i < k->c->field_count; i++)
            fenced[i].start = values[i];
        if (k->c->field_count > 0 && least_squares(&p, &k->r->fit, e) < 0)
            return -1;
        k->r->settled = calibration_stays(k, &k->r->fit);
        if (!k->r->settled)
            memcpy(values, k->r->fit.values, sizeof values);
    }
    /* What is told is what was simulated. */
    memcpy(k->r->fit.values, k->at, sizeof k->at);
    for (size_t i = 0; i < k->c->field_count; i++)
        k->r->values[i] = calibration_whole(k, i, k->at[i]);
    k->r->chi2 = calibration_chi2(k);
    return 0;
}

static int calibration_profiles(struct calibration *k, struct error *e)
{
    const struct least_problem p = {k->parameters,      k->c->field_count,   k->targets,
                                    k->c->target_count, calibration_predict, k};
    for (size_t i = 0; i < k->c->field_count && k->c->profiles; i++)
        if (least_squares_profile(&p, &k->r->fit, i, &k->r->profiles[i], e) < 0)
            return -1;
    return 0;
}

int calibrate_run(const struct calibrate *c, struct calibrate_result *r, struct error *e)
{
    struct calibration *k = mem_calloc(1, sizeof *k);
    int status = 0;
    *r = (struct calibrate_result){0};
    k->c = c;
    k->r = r;
    k->conditions = mem_calloc(c->target_count, sizeof *k->conditions);
    conditions_find(k);
    calibration_parameters(k);
    for (size_t n = 0; n < k->condition_count && status == 0; n++)
        status = condition_estimate(k, &k->conditions[n], e);
    if (status == 0) {
        calibration_told(k);
        status = calibration_fit(k, e);
    }
    if (status == 0)
        status = calibration_profiles(k, e);
    conditions_free(k);
    free(k);
    return status;
}
