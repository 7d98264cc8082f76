/* What pfsim model --json prints: by method, with the names of a run's summary.json where a run has
 * the same number. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/model_private.h"
#include "results/quantity.h"
#include "results/summary_json.h"

/* Numbers that a run has too, in the order of summary.json. */
static const char *const json_quantities[] = {"all_back_s",           "first_reset_s",
                                              "last_back_s",          "wan.utilisation",
                                              "wan.utilisation_down", "wan.utilisation_up"};

/* ... and of calls, where there are any. */
static const char *const json_calls[] = {
    "calls.count",       "calls.lost", "calls.delay_s.mean", "calls.delay_s.p95",
    "calls.delay_s.max", "calls.mos",  "calls.mos_before"};

/* JSON has no number without end. */
static json_t *json_number(double value)
{
    return isfinite(value) ? json_real(run_real_rounded(value)) : json_null();
}

/* "wan.utilisation" in the object "wan", "calls.delay_s.mean" in one within one. */
static void json_put(json_t *object, const char *name, json_t *value)
{
    const char *dot = strchr(name, '.');
    if (!dot) {
        json_object_set_new(object, name, value);
        return;
    }
    json_t *inner = json_object_getn(object, name, (size_t)(dot - name));
    if (!inner) {
        inner = json_object();
        json_object_setn_new(object, name, (size_t)(dot - name), inner);
    }
    json_put(inner, dot + 1, value);
}

static json_t *json_named(const char *const *names, const double *values, int count)
{
    json_t *object = json_object();
    for (int i = 0; i < count; i++)
        json_object_set_new(object, names[i], json_number(values[i]));
    return object;
}

static json_t *json_by_model(const struct estimate *x)
{
    struct estimate_model *models;
    const size_t count = estimate_models(x, &models);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_pack("{s:s,s:I,s:o}", "name", models[i].name, "phones",
                                               (json_int_t)models[i].phones, "all_back_s",
                                               json_number(models[i].all_back)));
    free(models);
    return array;
}

static json_t *json_site(const char *name, const struct analytic_answer *a)
{
    return json_pack("{s:s,s:o,s:s,s:b,s:b,s:o,s:o,s:s,s:s,s:o}", "name", name, "all_back_s",
                     json_number(a->all_back), "region", analytic_region_names[a->region], "bound",
                     a->bound, "never", a->never, "budget_s",
                     json_named(analytic_part_names, a->budget, ANALYTIC_PARTS), "utilisation",
                     json_named(analytic_resource_names, a->utilisation, ANALYTIC_PHONE), "limits",
                     analytic_resource_names[a->limits], "next", analytic_resource_names[a->next],
                     "knee_phones", json_number(a->knee));
}

/* Beside a run. */
static json_t *json_check(const struct model_check *check)
{
    return json_pack("{s:o,s:I,s:I,s:o,s:s}", "all_back_s", json_number(check->simulated),
                     "completed", (json_int_t)check->completed, "phones", (json_int_t)check->phones,
                     "difference", json_number(check->difference), "verdict",
                     model_check_verdict_names[check->verdict]);
}

static json_t *json_bounds(const struct model_column *c)
{
    double seconds[MODEL_BOUNDS];
    return model_bounds(c, seconds) ? json_named(model_bound_names, seconds, MODEL_BOUNDS)
                                    : json_null();
}

static json_t *json_column(const struct model_column *c, const struct model_options *o)
{
    const struct estimate_answer *a = c->answer;
    if (!a)
        return json_pack("{s:s}", c->loaded ? "not_modelled" : "not_possible", c->why.text);
    json_t *object = json_object(), *sites = json_array();
    for (size_t i = 0; i < sizeof json_quantities / sizeof *json_quantities; i++) {
        double value = NAN;
        estimate_quantity(a, json_quantities[i], &value);
        json_put(object, json_quantities[i], json_number(value));
    }
    for (size_t i = 0; i < sizeof json_calls / sizeof *json_calls && a->calls.count; i++) {
        double value = NAN;
        estimate_quantity(a, json_calls[i], &value);
        json_put(object, json_calls[i],
                 i == 0 ? json_integer((json_int_t)value) : json_number(value));
    }
    json_object_set_new(object, "by_model", json_by_model(c->estimate));
    json_object_set_new(object, "never", json_boolean(a->never));
    json_object_set_new(object, "bound", json_boolean(a->bound));
    for (size_t i = 0; i < a->site_count; i++)
        json_array_append_new(sites, json_site(c->scenario.sites[i].name, &a->sites[i]));
    json_object_set_new(object, "sites", sites);
    if (o->check)
        json_object_set_new(object, "simulated", json_check(&c->check));
    if (o->bounds)
        json_object_set_new(object, "bounds_s", json_bounds(c));
    return object;
}

static const char *json_name(const struct model *m)
{
    for (int i = 0; i < MODEL_COLUMNS; i++)
        if (m->columns[i].loaded)
            return m->columns[i].scenario.name;
    return "";
}

json_t *model_json(const struct model *m)
{
    json_t *methods = json_object();
    for (int i = 0; i < MODEL_COLUMNS; i++)
        json_object_set_new(methods, method_names[i], json_column(&m->columns[i], m->options));
    return json_pack("{s:s,s:o}", "name", json_name(m), "methods", methods);
}

int model_print_json(const struct model *m)
{
    json_t *object = model_json(m);
    summary_json_write(stdout, object);
    json_decref(object);
    return cli_flush_stdout();
}
