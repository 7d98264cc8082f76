/* What pfsim calibrate shows: fields, targets, and what they mean; the profiles as charts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "base/visible.h"
#include "cli/calibrate_private.h"
#include "models/catalogue/library.h"
#include "plots/study_chart.h"
#include "results/summary_json.h"
#include "studies/axis_kind.h"
#include "studies/values.h"

/* --- text ------------------------------------------------------------------------------------ */

/* "12.1 ms to 20.7 ms". Free it. */
static char *print_interval(const struct calibrated *c, size_t i)
{
    const struct least_profile *p = &c->result.profiles[i];
    const struct free_field *f = &c->fields[i];
    const double width = p->high - p->low;
    if (p->low_open && p->high_open)
        return mem_strdup("cannot be told");
    char *low = calibrate_value_text(f, p->low, width / 4);
    char *high = calibrate_value_text(f, p->high, width / 4);
    char *text = p->low_open    ? mem_printf("up to %s", high)
                 : p->high_open ? mem_printf("from %s", low)
                                : mem_printf("%s to %s", low, high);
    free(low);
    free(high);
    return text;
}

static void print_fields(FILE *out, const struct calibrated *c)
{
    fprintf(out, "  %-30s %-16s %-16s %s\n", "free", "fitted", "standard error",
            "95 % by its profile");
    for (size_t i = 0; i < c->count; i++) {
        const struct least_fit *fit = &c->result.fit;
        const double error = fit->error[i];
        char *value = calibrate_value_text(&c->fields[i], fit->values[i], error);
        char *sure =
            isfinite(error) ? calibrate_value_text(&c->fields[i], error, error) : mem_strdup("-");
        char *interval = c->result.profiles[i].count ? print_interval(c, i) : mem_strdup("");
        fprintf(out, "  %-30s %-16s %-16s %s\n", c->fields[i].at.path, value, sure, interval);
        free(value);
        free(sure);
        free(interval);
    }
}

static void print_targets(FILE *out, const struct calibrated *c)
{
    fprintf(out, "\n  %-16s %-26s %-18s %-13s %-18s %s\n", "target", "number", "wanted", "+-",
            "simulated", "off, in +-");
    for (size_t t = 0; t < c->targets->count; t++) {
        const struct calibrate_target *target = &c->targets->items[t];
        const double scale = target->quantity->kind == RUN_TIME ? 1e9 : 1;
        const double is = c->result.simulated[t] * scale;
        fprintf(out, "  %-16s %-26s %-18s %-13s %-18s ", target->id, target->quantity->name,
                calibrate_number_text(target, target->value).text,
                calibrate_number_text(target, target->uncertainty).text,
                calibrate_number_text(target, is).text);
        if (isfinite(is))
            fprintf(out, "%+.2f\n", (is - target->value) / target->uncertainty);
        else
            fputs("-\n", out);
    }
    fprintf(out, "\n  chi^2 %.4g, degrees of freedom %d\n", c->result.chi2,
            c->count ? c->result.fit.freedom : (int)c->targets->count);
}

/* A sentence, its lines broken. */
static void print_sentence(FILE *out, const char *text)
{
    enum { WIDTH = 96 };
    size_t column = 2;
    fputs("  - ", out);
    while (*text) {
        const size_t length = strcspn(text, " ");
        if (column + length > WIDTH) {
            fputs("\n    ", out);
            column = 4;
        }
        fprintf(out, "%.*s%s", (int)length, text, text[length] ? " " : "");
        column += length + 1;
        text += length + (text[length] != '\0');
    }
    fputc('\n', out);
}

static void print_meaning(FILE *out, const struct calibrated *c)
{
    char **sentences;
    const size_t count = calibrate_meaning(c, &sentences);
    if (count)
        fputc('\n', out);
    for (size_t i = 0; i < count; i++) {
        print_sentence(out, sentences[i]);
        free(sentences[i]);
    }
    free(sentences);
}

static void print_settings(FILE *out, const struct calibrated *c)
{
    fputs("\n  to run with these values:", out);
    for (size_t i = 0; i < c->count; i++) {
        char *value =
            calibrate_value_text(&c->fields[i], c->result.fit.values[i], c->result.fit.error[i]);
        fprintf(out, " -s '%s=%s'", c->fields[i].at.path, value);
        free(value);
    }
    fputc('\n', out);
}

static void print_held(FILE *out, const struct calibrating *v)
{
    const struct calibrated *c = &v->held;
    fputs("\nWith", out);
    for (size_t i = 0; i < c->fixed.count; i++)
        fprintf(out, " %s", c->fixed.items[i]);
    fprintf(out, " held, chi^2 is %.4g more:\n", c->result.chi2 - v->free.result.chi2);
    if (c->count)
        print_fields(out, c);
    print_targets(out, c);
    print_meaning(out, c);
}

static void print_all(FILE *out, const struct calibrating *v)
{
    fprintf(out, "%s, by %zu target%s of %s", v->scenario.name, v->targets.count,
            v->targets.count == 1 ? "" : "s", v->options->targets);
    if (v->targets.left_out)
        fprintf(out, " (%zu more row%s no number of a run)", v->targets.left_out,
                v->targets.left_out == 1 ? " names" : "s name");
    fprintf(out, "; %zu runs\n\n", v->free.result.runs + v->held.result.runs);
    print_fields(out, &v->free);
    print_targets(out, &v->free);
    print_meaning(out, &v->free);
    print_settings(out, &v->free);
    if (v->options->fixed.count)
        print_held(out, v);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static json_t *json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *json_profile(const struct least_profile *p)
{
    json_t *points = json_array();
    for (size_t i = 0; i < p->count; i++)
        json_array_append_new(points, json_pack("[f, f]", p->values[i], p->chi2[i]));
    return json_pack("{s:o, s:o, s:o}", "low", p->low_open ? json_null() : json_real(p->low),
                     "high", p->high_open ? json_null() : json_real(p->high), "points", points);
}

static json_t *json_fields(const struct calibrated *c)
{
    json_t *fields = json_array();
    for (size_t i = 0; i < c->count; i++) {
        const struct least_fit *fit = &c->result.fit;
        json_t *correlation = json_object();
        for (size_t k = 0; k < c->count; k++)
            if (k != i)
                json_object_set_new(correlation, c->fields[k].at.path,
                                    json_number(fit->correlation[i][k]));
        char *text = calibrate_value_text(&c->fields[i], fit->values[i], fit->error[i]);
        json_array_append_new(
            fields,
            json_pack("{s:s, s:s, s:f, s:o, s:b, s:b, s:o, s:o}", "field", c->fields[i].at.path,
                      "value", text, "number", fit->values[i], "standard_error",
                      json_number(fit->error[i]), "told", (int)fit->told[i], "at_limit",
                      (int)fit->at_bound[i], "correlation", correlation, "profile",
                      c->result.profiles[i].count ? json_profile(&c->result.profiles[i])
                                                  : json_null()));
        free(text);
    }
    return fields;
}

static json_t *json_targets(const struct calibrated *c)
{
    json_t *targets = json_array();
    for (size_t t = 0; t < c->targets->count; t++) {
        const struct calibrate_target *target = &c->targets->items[t];
        const double scale = target->quantity->kind == RUN_TIME ? 1e9 : 1;
        const double wanted = target->value / scale, sigma = target->uncertainty / scale;
        json_array_append_new(
            targets, json_pack("{s:s, s:s, s:f, s:f, s:o, s:o, s:b}", "id", target->id, "number",
                               target->quantity->name, "value", wanted, "uncertainty", sigma,
                               "simulated", json_number(c->result.simulated[t]), "off",
                               json_number((c->result.simulated[t] - wanted) / sigma), "by_model",
                               (int)c->result.told[t]));
    }
    return targets;
}

static json_t *json_calibrated(const struct calibrated *c)
{
    json_t *says = json_array(), *fixed = json_array();
    char **sentences;
    const size_t count = calibrate_meaning(c, &sentences);
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(says, json_string(sentences[i]));
        free(sentences[i]);
    }
    free(sentences);
    for (size_t i = 0; i < c->fixed.count; i++)
        json_array_append_new(fixed, json_string(c->fixed.items[i]));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:i, s:f, s:b, s:I, s:o}", "fixed", fixed, "fields", json_fields(c),
        "targets", json_targets(c), "chi2", json_number(c->result.chi2), "degrees_of_freedom",
        c->count ? c->result.fit.freedom : (int)c->targets->count, "chance", calibrate_chance(c),
        "settled", (int)c->result.settled, "runs", (json_int_t)c->result.runs, "meaning", says);
}

/* --- charts ---------------------------------------------------------------------------------- */

/* Above that nothing is to be seen of the interval. */
#define DRAWN_RISE (5 * LEAST_RISE)

static int draw_profile(const struct calibrating *v, size_t field, const struct look *look,
                        const char *scripts, FILE *out, struct error *e)
{
    const struct calibrated *c = &v->free;
    const struct free_field *f = &c->fields[field];
    const struct least_profile *p = &c->result.profiles[field];
    struct study_point *points = mem_calloc(2 * p->count, sizeof *points);
    char **texts = mem_calloc(p->count, sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const double rise = p->chi2[i] - c->result.fit.chi2;
        texts[i] = calibrate_value_text(f, p->values[i], NAN);
        if (rise > DRAWN_RISE)
            continue;
        struct study_point point = {.x = texts[i],
                                    .at = p->values[i],
                                    .by = "the others fitted",
                                    .member = "",
                                    .runs = 1,
                                    .mean = fmax(rise, 0),
                                    .half_width = NAN};
        points[count++] = point;
        point.by = "end of the 95 % interval";
        point.mean = LEAST_RISE;
        points[count++] = point;
    }
    const struct study_chart chart = {
        .x = {f->at.path, axis_kind_of_field(f->quantity), AXIS_LINEAR},
        .y = {"rise of chi^2", AXIS_NUMBER, AXIS_LINEAR},
        .by = "line",
        .heading = "how far the targets tell the field",
        .each = "each point is a fit: the field is held there, the others follow",
        .points = points,
        .count = count};
    char *text = mem_printf("profile-%s", f->at.path), *name = output_name(text, "");
    const int status = study_chart_draw(&chart, look, scripts, v->options->folder, name, e);
    if (status == 0 && !v->options->json)
        fprintf(out, "  %s/%s.gp, .csv, .png, .svg\n", v->options->folder, name);
    for (size_t i = 0; i < p->count; i++)
        free(texts[i]);
    free(texts);
    free(points);
    free(name);
    free(text);
    return status;
}

int calibrate_draw(const struct calibrating *v, FILE *out, struct error *e)
{
    struct look look;
    struct library *library = cli_library(e);
    if (!library || output_folder(v->options->folder, e) < 0 ||
        look_read(&look, NULL, NULL, NULL, e) < 0)
        return -1;
    char *scripts = mem_printf("%s/plots", library_folder(library));
    int status = 0;
    if (!v->options->json)
        fputc('\n', out);
    for (size_t i = 0; i < v->free.count && status == 0; i++)
        if (v->free.result.profiles[i].count > 1)
            status = draw_profile(v, i, &look, scripts, out, e);
    free(scripts);
    look_fini(&look);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void print_json(const struct calibrating *v)
{
    json_t *o = json_pack("{s:s, s:s, s:o, s:o}", "name", v->scenario.name, "targets",
                          v->options->targets, "fit", json_calibrated(&v->free), "held",
                          v->options->fixed.count ? json_calibrated(&v->held) : json_null());
    summary_json_write(stdout, o);
    json_decref(o);
}

int calibrate_print(const struct calibrating *v)
{
    struct visible_page page;
    struct error e;
    int drawn = 0;
    visible_page_begin(&page);
    if (!v->options->json)
        print_all(page.file, v);
    if (v->options->folder)
        drawn = calibrate_draw(v, page.file, &e);
    if (v->options->json) {
        visible_page_end(&page, stdout); /* which is empty */
        print_json(v);
    } else {
        visible_page_end(&page, stdout);
    }
    if (drawn < 0)
        return cli_fail(&e);
    const int status = cli_flush_stdout();
    return status != STATUS_OK || calibrate_chance(&v->free) >= 0.01 ? status : STATUS_DIFFERS;
}
