/* A baseline's file, and what differs between two; running is for baseline_run.c. */
#include "studies/baseline.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/input.h"
#include "base/memory.h"
#include "results/summary_json.h"

static const char ending[] = ".json";

/* Nanoseconds up to which the digits of a time in the file are all of it: eleven days. What is
 * longer is kept in microseconds. */
#define BASELINE_EXACT ((uint64_t)1000000 * SECONDS)

void baseline_init(struct baseline *b, const char *name, const char *scenario, const char *engine)
{
    *b = (struct baseline){.name = mem_strdup(name),
                           .scenario = mem_strdup(scenario),
                           .engine = mem_strdup(engine),
                           .values = mem_calloc(run_quantity_count, sizeof *b->values)};
    for (size_t i = 0; i < run_quantity_count; i++)
        b->values[i].known = true;
}

static void baseline_free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
}

void baseline_fini(struct baseline *b)
{
    baseline_free_texts(b->set, b->set_count);
    baseline_free_texts(b->because, b->because_count);
    free(b->name);
    free(b->scenario);
    free(b->engine);
    free(b->values);
    *b = (struct baseline){0};
}

static void baseline_add_text(char ***texts, size_t *count, const char *text)
{
    *texts = mem_resize(*texts, *count + 1, sizeof **texts);
    (*texts)[(*count)++] = mem_strdup(text);
}

void baseline_set(struct baseline *b, const char *set)
{
    baseline_add_text(&b->set, &b->set_count, set);
}

void baseline_because(struct baseline *b, const char *reason)
{
    baseline_add_text(&b->because, &b->because_count, reason);
}

void baseline_take(struct baseline *b, const struct run_summary *s)
{
    b->fingerprint = s->fingerprint;
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        if (!run_quantity_is_compared(q))
            continue;
        struct run_value *v = &b->values[i];
        *v = run_quantity_value(q, s);
        if (v->known && run_kind_is_real(q->kind))
            v->real = run_real_rounded(v->real);
        else if (q->kind == RUN_TIME && v->whole > BASELINE_EXACT)
            v->whole = v->whole / 1000 * 1000, v->real = (double)v->whole;
    }
}

/* --- the file -------------------------------------------------------------------------------- */

size_t baseline_names(const char *folder, char ***names)
{
    static const char *const patterns[] = {"*.json", NULL};
    const size_t count = folder_names(folder, patterns, names);
    for (size_t i = 0; i < count; i++)
        (*names)[i][strlen((*names)[i]) - strlen(ending)] = '\0';
    return count;
}

static json_t *baseline_texts_json(char *const *texts, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(texts[i]));
    return array;
}

static json_t *baseline_value_json(const struct run_quantity *q, const struct run_value *v)
{
    if (!v->known)
        return json_null();
    if (q->kind == RUN_TIME)
        return json_real(time_seconds((sim_time)v->whole));
    return run_kind_is_real(q->kind) ? json_real(v->real) : json_integer((json_int_t)v->whole);
}

/* What is 0 is left out: the files are small, and a number that the program learns to tell changes
 * those only in which there is some of it. */
static json_t *baseline_values_json(const struct baseline *b)
{
    json_t *values = json_object();
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_value *v = &b->values[i];
        if (run_quantity_is_compared(&run_quantities[i]) &&
            (!v->known || v->whole > 0 || v->real > 0))
            json_object_set_new(values, run_quantities[i].name,
                                baseline_value_json(&run_quantities[i], v));
    }
    return values;
}

int baseline_write(const struct baseline *b, struct output_set *set, const char *folder,
                   struct error *e)
{
    struct output o;
    char *name = mem_printf("%s%s", b->name, ending);
    int status = output_open(&o, folder, name, e);
    if (status == 0) {
        json_t *object = json_object();
        json_object_set_new(object, "scenario", json_string(b->scenario));
        json_object_set_new(object, "engine", json_string(b->engine));
        json_object_set_new(object, "set", baseline_texts_json(b->set, b->set_count));
        json_object_set_new(object, "because", baseline_texts_json(b->because, b->because_count));
        json_object_set_new(object, "fingerprint", json_sprintf("0x%016" PRIx64, b->fingerprint));
        json_object_set_new(object, "quantities", baseline_values_json(b));
        summary_json_write(o.file, object);
        json_decref(object);
        status = output_set_add(set, &o, e);
    }
    free(name);
    return status;
}

/* What is being read, for messages. */
struct baseline_file {
    const char *path;
    json_t *object;
};

static const char *baseline_text(const struct baseline_file *f, const char *key, struct error *e)
{
    const char *text = json_string_value(json_object_get(f->object, key));
    if (!text)
        error_set(e, "%.200s: is no baseline: it has no text '%s'; 'pfsim baseline add' makes one",
                  f->path, key);
    return text;
}

/* An array of texts. */
static int baseline_read_texts(const struct baseline_file *f, const char *key, char ***texts,
                               size_t *count, struct error *e)
{
    const json_t *array = json_object_get(f->object, key), *item;
    size_t i;
    bool fits = json_is_array(array);
    json_array_foreach(array, i, item)
    {
        fits = fits && json_is_string(item);
        if (fits)
            baseline_add_text(texts, count, json_string_value(item));
    }
    return fits ? 0
                : error_set(e, "%.200s: '%s' is no array of texts; give some, such as [\"...\"]",
                            f->path, key);
}

static int baseline_read_value(const struct baseline_file *f, const struct run_quantity *q,
                               const json_t *json, struct run_value *v, struct error *e)
{
    const double number = json_number_value(json);
    const bool real = run_kind_is_real(q->kind);
    *v = (struct run_value){.known = !json_is_null(json)};
    if (!v->known)
        return 0;
    if (!json_is_number(json) || number < 0 || number > 9e9 * (q->kind == RUN_TIME ? 1 : 1e9) ||
        (q->kind != RUN_TIME && !real && !json_is_integer(json)))
        return error_set(e, "%.200s: '%s' has no value that a run can have", f->path, q->name);
    if (real)
        v->real = run_real_rounded(number);
    else
        v->whole = q->kind == RUN_TIME ? (uint64_t)llround(number * (double)SECONDS)
                                       : (uint64_t)json_integer_value(json);
    if (!real)
        v->real = (double)v->whole;
    return 0;
}

static int baseline_read_values(const struct baseline_file *f, struct baseline *b, struct error *e)
{
    const json_t *values = json_object_get(f->object, "quantities");
    if (!json_is_object(values))
        return error_set(e, "%.200s: is no baseline: it has no object 'quantities'", f->path);
    for (size_t i = 0; i < run_quantity_count; i++) {
        const json_t *value = json_object_get(values, run_quantities[i].name);
        if (value && run_quantity_is_compared(&run_quantities[i]) &&
            baseline_read_value(f, &run_quantities[i], value, &b->values[i], e) < 0)
            return -1;
    }
    return 0;
}

static int baseline_read_fingerprint(const struct baseline_file *f, struct baseline *b,
                                     struct error *e)
{
    const char *text = baseline_text(f, "fingerprint", e);
    if (!text)
        return -1;
    char *end;
    errno = 0;
    b->fingerprint = strtoull(text, &end, 16);
    return strncmp(text, "0x", 2) == 0 && *end == '\0' && errno == 0
               ? 0
               : error_set(e, "%.200s: '%.40s' is no fingerprint, such as 0x0123456789abcdef",
                           f->path, text);
}

static int baseline_read_object(const struct baseline_file *f, struct baseline *b, const char *name,
                                struct error *e)
{
    const char *scenario = baseline_text(f, "scenario", e);
    const char *engine = scenario ? baseline_text(f, "engine", e) : NULL;
    if (!engine)
        return -1;
    if (strcmp(engine, "native") != 0 && strcmp(engine, "ns3") != 0)
        return error_set(e, "%.200s: there is no engine '%.40s'; give native or ns3", f->path,
                         engine);
    baseline_init(b, name, scenario, engine);
    if (baseline_read_texts(f, "set", &b->set, &b->set_count, e) == 0 &&
        baseline_read_texts(f, "because", &b->because, &b->because_count, e) == 0 &&
        baseline_read_fingerprint(f, b, e) == 0 && baseline_read_values(f, b, e) == 0)
        return 0;
    baseline_fini(b);
    return -1;
}

int baseline_read(struct baseline *b, const char *folder, const char *name, struct error *e)
{
    char *path = mem_printf("%s/%s%s", folder, name, ending);
    const int file = input_open(path, "a baseline, which 'pfsim baseline add' makes", e);
    json_error_t why;
    int status = -1;
    if (file >= 0) {
        const struct baseline_file f = {path, json_loadfd(file, JSON_REJECT_DUPLICATES, &why)};
        if (f.object)
            status = baseline_read_object(&f, b, name, e);
        else
            error_set(e, "%.200s:%d:%d: is no JSON: %.100s", path, why.line, why.column, why.text);
        json_decref(f.object);
        close(file);
    }
    free(path);
    return status;
}

/* --- what differs ---------------------------------------------------------------------------- */

static struct baseline_change baseline_change(const struct run_quantity *q, struct run_value was,
                                              struct run_value is)
{
    const double allowed = run_tolerance_at(run_quantity_tolerance(q), was.real);
    return (struct baseline_change){
        .quantity = q,
        .was = was,
        .is = is,
        .beyond = !was.known || !is.known || fabs(is.real - was.real) > allowed,
    };
}

size_t baseline_compare(const struct baseline *was, const struct baseline *is,
                        struct baseline_change **changes)
{
    size_t count = 0;
    *changes = mem_calloc(run_quantity_count, sizeof **changes);
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_value *a = &was->values[i], *b = &is->values[i];
        const bool same =
            a->known == b->known && a->whole == b->whole && fabs(a->real - b->real) < 1e-7;
        if (run_quantity_is_compared(&run_quantities[i]) && !same)
            (*changes)[count++] = baseline_change(&run_quantities[i], *a, *b);
    }
    return count;
}
