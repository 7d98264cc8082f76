/* What pfsim solve says. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/solve_private.h"
#include "results/summary_json.h"
#include "results/text.h"
#include "studies/values.h"

static const char *const outcome_words[] = {[SOLVE_FOUND] = "found",
                                            [SOLVE_ALWAYS] = "always",
                                            [SOLVE_NEVER] = "never",
                                            [SOLVE_NOTHING] = "changes nothing",
                                            [SOLVE_OPEN] = "given up"};

/* --- text ------------------------------------------------------------------------------------ */

/* What the quantity is at a point. */
static struct text said_is(const struct solving *v, const struct solve_point *p)
{
    struct text t;
    if (p->given_up) {
        snprintf(t.text, sizeof t.text, "not over yet");
        return t;
    }
    if (isnan(p->is)) {
        snprintf(t.text, sizeof t.text,
                 v->demand.quantity->of_all ? "not all phones are back" : "there is none");
        return t;
    }
    if (v->demand.all) {
        if (p->is < 0)
            snprintf(t.text, sizeof t.text, "%.0f are not", -p->is);
        else
            snprintf(t.text, sizeof t.text, "all are");
        return t;
    }
    return require_text(&v->demand, p->is);
}

/* ", by 9.0 s": how far it is from what is demanded. */
static char *said_by(const struct solving *v, const struct solve_point *p)
{
    if (isnan(p->is) || v->demand.all)
        return mem_strdup("");
    return mem_printf(" by %s", require_text(&v->demand, fabs(p->is - v->search.wanted)).text);
}

static void say_point(FILE *out, const struct solving *v, const struct solve_point *p)
{
    char *value = free_field_text(&v->field, p->value);
    fprintf(out, "  %-18s %-24s %s\n", value, said_is(v, p).text,
            p->given_up ? "given up"
            : p->holds  ? "holds"
                        : "fails");
    free(value);
}

static void say_found(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    char *answer = free_field_text(&v->field, r->answer.value);
    char *fails = free_field_text(&v->field, r->fails.value);
    char *by = said_by(v, &r->fails);
    fprintf(out, "%s is the %s %s with %s; %s fails%s\n", answer, r->least ? "least" : "greatest",
            v->field.at.path, v->demand.text, fails, by);
    free(answer);
    free(fails);
    free(by);
}

/* Between two values that are no neighbours, since runs there go on for too long. */
static void say_open(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    char *answer = free_field_text(&v->field, r->answer.value);
    char *fails = free_field_text(&v->field, r->fails.value);
    fprintf(out, "no answer between %s, which %s, and %s, the nearest %s with %s\n", fails,
            r->fails.given_up ? "was given up" : "fails", answer, v->field.at.path, v->demand.text);
    free(answer);
    free(fails);
}

/* The ends of what was looked at, and why there is nothing beyond them. */
static void say_range(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    char *low = free_field_text(&v->field, r->points[0].value);
    char *high = free_field_text(&v->field, r->points[r->count - 1].value);
    fprintf(out, "from %s to %s", low, high);
    free(low);
    free(high);
}

static void say_none(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    char *value = free_field_text(&v->field, r->answer.value);
    if (r->outcome == SOLVE_NOTHING) {
        fprintf(out, "%s changes nothing about '%s', which %s with each value ", v->field.at.path,
                v->demand.text, r->answer.holds ? "holds" : "fails");
        say_range(out, v);
        fprintf(out, ": it is %s\n", said_is(v, &r->answer).text);
    } else if (r->outcome == SOLVE_ALWAYS) {
        fprintf(out, "'%s' holds with each %s ", v->demand.text, v->field.at.path);
        say_range(out, v);
        fprintf(out, "; the least to spare is at %s\n", value);
    } else if (isnan(r->answer.is)) {
        fprintf(out, "no %s ", v->field.at.path);
        say_range(out, v);
        fprintf(out, " gives %s: with each that was looked at %s\n", v->demand.text,
                r->given_up ? "the run was given up, or has no such number"
                            : said_is(v, &r->answer).text);
    } else {
        char *by = said_by(v, &r->answer);
        fprintf(out, "no %s ", v->field.at.path);
        say_range(out, v);
        fprintf(out, " gives %s; the nearest is %s, which fails%s\n", v->demand.text, value, by);
        free(by);
    }
    free(value);
}

/* Limits that are not the field's own, where the search came to them. */
static void say_limits(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    if (*v->below.text && r->points[0].value == v->search.low)
        fprintf(out, "  less cannot be: %s\n", v->below.text);
    if (*v->above.text && r->points[r->count - 1].value == v->search.high)
        fprintf(out, "  more cannot be: %s\n", v->above.text);
}

/* Of runs that were not waited for, and what would help. */
static void say_given_up(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    if (!r->given_up)
        return;
    fprintf(out,
            "  %zu run%s given up after %s events: a shorter run.limit (-s run.limit=1d) ends them "
            "earlier, narrower limits (--for %s=LOW..HIGH) leave them out, more --events wait\n",
            r->given_up, r->given_up == 1 ? " was" : "s were", text_count(v->options->events).text,
            v->field.at.path);
}

static void say_doubts(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    if (r->with_odd) {
        char *odd = free_field_text(&v->field, r->odd.value);
        char *all = free_field_text(&v->field, r->all_beyond);
        fprintf(out, "  it is not monotonic: %s %s, too", odd, r->odd.holds ? "holds" : "fails");
        if (r->all_beyond_known)
            fprintf(out, "; %s %s it held wherever it was looked", r->least ? "from" : "up to",
                    all);
        fputc('\n', out);
        free(all);
        free(odd);
    }
    if (r->several) {
        char *low = free_field_text(&v->field, r->other_low);
        char *high = free_field_text(&v->field, r->other_high);
        fprintf(out,
                "  there are several answers: %sit also changes between %s and %s; "
                "this is the one nearest to the scenario's value\n",
                r->other_by_model ? "by the model " : "", low, high);
        free(low);
        free(high);
    }
    if (!r->by_model && r->count > 1) {
        fprintf(out, "  looked at %zu values ", r->count);
        say_range(out, v);
        fputs("; what lies between them was not\n", out);
    }
}

static void solve_say(FILE *out, const struct solving *v)
{
    const struct solve_result *r = &v->result;
    if (r->outcome == SOLVE_FOUND)
        say_found(out, v);
    else if (r->outcome == SOLVE_OPEN)
        say_open(out, v);
    else
        say_none(out, v);
    say_limits(out, v);
    say_given_up(out, v);
    say_doubts(out, v);
    fputc('\n', out);
    for (size_t i = 0; i < r->count; i++)
        say_point(out, v, &r->points[i]);
    fprintf(out, "\n%zu runs on the %s engine; %s\n", r->judged, v->engine->name,
            v->model_says.text);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static json_t *json_of_point(const struct solving *v, const struct solve_point *p)
{
    char *text = free_field_text(&v->field, p->value);
    const double scale = v->demand.quantity->kind == RUN_TIME ? 1e9 : 1;
    json_t *o = json_pack("{s:s, s:o, s:b, s:b, s:o}", "value", text, "number",
                          json_real((double)p->value / values_scale(v->field.quantity)), "holds",
                          (int)p->holds, "given_up", (int)p->given_up, "is",
                          isnan(p->is) ? json_null() : json_real(p->is / scale));
    free(text);
    return o;
}

static void solve_json(const struct solving *v)
{
    const struct solve_result *r = &v->result;
    json_t *points = json_array();
    for (size_t i = 0; i < r->count; i++)
        json_array_append_new(points, json_of_point(v, &r->points[i]));
    json_t *o = json_pack(
        "{s:s, s:s, s:s, s:s?, s:o, s:o, s:b, s:b, s:b, s:s, s:I, s:o}", "field", v->field.at.path,
        "demand", v->demand.text, "outcome", outcome_words[r->outcome], "side",
        r->outcome != SOLVE_FOUND ? NULL
        : r->least                ? "least"
                                  : "greatest",
        "answer", json_of_point(v, &r->answer), "fails",
        r->outcome == SOLVE_FOUND || r->outcome == SOLVE_OPEN ? json_of_point(v, &r->fails)
                                                              : json_null(),
        "monotonic", (int)!r->with_odd, "several", (int)r->several, "by_model", (int)r->by_model,
        "model", v->model_says.text, "runs", (json_int_t)r->judged, "points", points);
    summary_json_write(stdout, o);
    json_decref(o);
}

int solve_print(const struct solving *v)
{
    if (v->options->json) {
        solve_json(v);
    } else {
        struct visible_page page;
        visible_page_begin(&page);
        solve_say(page.file, v);
        visible_page_end(&page, stdout);
    }
    const int status = cli_flush_stdout();
    const bool answered = v->result.outcome == SOLVE_FOUND || v->result.outcome == SOLVE_ALWAYS;
    return status != STATUS_OK || answered ? status : STATUS_DIFFERS;
}
