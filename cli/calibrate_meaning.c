/* What a calibration's numbers mean, in sentences. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/calibrate_private.h"
#include "cli/require.h"
#include "studies/values.h"

/* From there on two are poorly told apart. */
#define MEANING_POORLY 0.95
/* Of chi^2: what is less likely is no chance. */
#define MEANING_CHANCE 0.01

struct sentences {
    char **items;
    size_t count;
};

static void sentences_add(struct sentences *s, char *text)
{
    s->items = mem_resize(s->items, s->count + 1, sizeof *s->items);
    s->items[s->count++] = text;
}

/* In whole units of the field, rounded to `digits` of x; free it. */
static char *meaning_rounded(const struct free_field *f, double x, double unit)
{
    const double scale = values_scale(f->quantity), sign = x < 0 ? -1 : 1;
    const double step = fmax(pow(10, floor(log10(fmax(unit * scale, 1)))), 1);
    char *text = quantity_write(f->quantity, (uint64_t)(step * round(fabs(x) * scale / step)));
    char *signed_text = mem_printf("%s%s", sign < 0 ? "-" : "", text);
    free(text);
    return signed_text;
}

char *calibrate_value_text(const struct free_field *f, double value, double uncertainty)
{
    const double unit = isfinite(uncertainty) && uncertainty > 0
                            ? fmin(uncertainty / 10, fmax(fabs(value) / 100, uncertainty / 100))
                            : fabs(value) / 1000;
    return meaning_rounded(f, value, unit);
}

struct text calibrate_number_text(const struct calibrate_target *t, double value)
{
    const struct requirement of = {.quantity = t->quantity};
    struct text text = {"none"};
    if (!isfinite(value))
        return text;
    text = require_text(&of, fabs(value));
    if (value < 0) {
        memmove(text.text + 1, text.text, sizeof text.text - 1);
        text.text[0] = '-';
        text.text[sizeof text.text - 1] = '\0';
    }
    return text;
}

/* --- of each field --------------------------------------------------------------------------- */

static void meaning_of_field(struct sentences *s, const struct calibrated *c, size_t i)
{
    const struct free_field *f = &c->fields[i];
    const struct least_fit *fit = &c->result.fit;
    const char *path = f->at.path;
    if (!fit->told[i]) {
        sentences_add(s, mem_printf("%s changes none of these numbers: leave it out, or add a "
                                    "target that it changes",
                                    path));
        return;
    }
    const struct least_profile *p = &c->result.profiles[i];
    if (p->count > 1 && p->low_open && p->high_open)
        sentences_add(s, mem_printf("%s cannot be told: each value within its limits agrees with "
                                    "the targets, when the others follow it",
                                    path));
    if (fit->at_bound[i]) {
        char *value = free_field_text(f, c->result.values[i]);
        sentences_add(
            s, mem_printf("%s is at its limit, %s: the targets want it to be beyond", path, value));
        free(value);
    }
}

/* --- of two ---------------------------------------------------------------------------------- */

static double meaning_abs_correlation(const struct calibrated *c, size_t a, size_t b)
{
    return fabs(c->result.fit.correlation[a][b]);
}

/* A unit that a person would take of the field: 1 ms, 1 s, 1 kbps, 1. */
static double meaning_unit(const struct free_field *f, double value)
{
    switch (f->quantity) {
    case QUANTITY_TIME:
    case QUANTITY_COST:
        return value >= 2 ? 1 : value >= 2e-3 ? 1e-3 : 1e-6;
    case QUANTITY_RATE:
        return 1e3;
    case QUANTITY_SIZE:
    case QUANTITY_BYTE_RATE:
        return value >= 2e6 ? 1e6 : value >= 2e3 ? 1e3 : 1;
    case QUANTITY_PROBABILITY:
    case QUANTITY_SHARE:
        return 0.01;
    case QUANTITY_COUNT:
    case QUANTITY_PACKETS:
        break;
    }
    return 1;
}

static void meaning_of_pair(struct sentences *s, const struct calibrated *c, size_t a, size_t b)
{
    const struct least_fit *fit = &c->result.fit;
    const double correlation = fit->correlation[a][b];
    if (!(meaning_abs_correlation(c, a, b) >= MEANING_POORLY))
        return;
    const double unit = meaning_unit(&c->fields[a], fit->values[a]);
    const double worth = fit->worth[a][b] * unit;
    char *one = meaning_rounded(&c->fields[a], unit, unit);
    char *other = meaning_rounded(&c->fields[b], fabs(worth), fabs(worth) / 1000);
    sentences_add(s,
                  mem_printf("the targets can hardly tell %s and %s apart (correlation %.4f): "
                             "%s more of the one is as good as %s %s of the other. A target that "
                             "only one of them changes would tell",
                             c->fields[a].at.path, c->fields[b].at.path, correlation, one, other,
                             worth < 0 ? "less" : "more"));
    free(one);
    free(other);
}

/* Where there are no standard errors, though each field changes something. */
static void meaning_of_none(struct sentences *s, const struct calibrated *c)
{
    char *names = mem_strdup("");
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct least_fit *fit = &c->result.fit;
        const bool counted =
            c->fields[i].quantity == QUANTITY_COUNT || c->fields[i].quantity == QUANTITY_PACKETS;
        if (!fit->told[i] || fit->at_bound[i] || counted || isfinite(fit->error[i]))
            continue;
        char *more = mem_printf("%s%s%s", names, count++ ? " and " : "", c->fields[i].at.path);
        free(names);
        names = more;
    }
    if (count > 1)
        sentences_add(s, mem_printf("the targets do not tell %s apart: what one of them takes "
                                    "another one gives",
                                    names));
    free(names);
}

/* --- of the targets -------------------------------------------------------------------------- */

static double meaning_miss(const struct calibrated *c, size_t t)
{
    const struct calibrate_target *target = &c->targets->items[t];
    const double scale = target->quantity->kind == RUN_TIME ? 1e9 : 1;
    return (c->result.simulated[t] * scale - target->value) / target->uncertainty;
}

static size_t meaning_worst(const struct calibrated *c)
{
    size_t worst = 0;
    for (size_t t = 1; t < c->targets->count; t++)
        if (!(fabs(meaning_miss(c, t)) <= fabs(meaning_miss(c, worst))))
            worst = t;
    return worst;
}

static size_t meaning_moved(const struct calibrated *c)
{
    size_t moved = 0;
    for (size_t t = 0; t < c->targets->count; t++)
        moved += c->result.fit.moved[t];
    return moved;
}

static void meaning_of_targets(struct sentences *s, const struct calibrated *c)
{
    for (size_t t = 0; t < c->targets->count && c->count; t++)
        if (!c->result.fit.moved[t])
            sentences_add(s, mem_printf("%s is changed by nothing that is free: it tells nothing",
                                        c->targets->items[t].id));
}

/* Two targets of the same number, for the same settings, that are over three uncertainties apart.
 */
static void meaning_of_contradiction(struct sentences *s, const struct calibrated *c)
{
    for (size_t a = 0; a < c->targets->count; a++)
        for (size_t b = a + 1; b < c->targets->count; b++) {
            const struct calibrate_target *x = &c->targets->items[a], *y = &c->targets->items[b];
            bool same = x->quantity == y->quantity && x->set_count == y->set_count;
            for (size_t i = 0; same && i < x->set_count; i++)
                same = !strcmp(x->set[i], y->set[i]);
            if (same && fabs(x->value - y->value) > 3 * hypot(x->uncertainty, y->uncertainty))
                sentences_add(s, mem_printf("%s and %s contradict each other: both are %s with the "
                                            "same settings. Leave one of them out",
                                            x->id, y->id, x->quantity->name));
        }
}

static void meaning_of_fit(struct sentences *s, const struct calibrated *c)
{
    const struct calibrate_result *r = &c->result;
    const int freedom = r->fit.freedom;
    const size_t worst = meaning_worst(c);
    const struct calibrate_target *t = &c->targets->items[worst];
    const bool met = calibrate_chance(c) >= MEANING_CHANCE;
    if (c->count && freedom <= 0 && met)
        sentences_add(s, mem_printf("nothing is left to test with: %zu number%s for %zu value%s. "
                                    "That they agree is no evidence; one target more would be",
                                    meaning_moved(c), meaning_moved(c) == 1 ? "" : "s", c->count,
                                    c->count == 1 ? "" : "s"));
    if (met)
        return;
    if (!isfinite(r->simulated[worst])) {
        sentences_add(s, mem_printf("%s: a run with these values and settings has no %s, so that "
                                    "it cannot be met: are all phones back then?",
                                    t->id, t->quantity->name));
        return;
    }
    const double scale = t->quantity->kind == RUN_TIME ? 1e9 : 1;
    const double off = r->simulated[worst] * scale - t->value;
    sentences_add(s, mem_printf("the targets are not met: %s is missed by %s, %.4g times its "
                                "uncertainty%s",
                                t->id, calibrate_number_text(t, off).text,
                                fabs(meaning_miss(c, worst)),
                                freedom > 0 ? ". They contradict each other, or the scenario is "
                                              "another one"
                                            : ", and with what is free it cannot be met"));
}

double calibrate_chance(const struct calibrated *c)
{
    const int freedom = c->count ? c->result.fit.freedom : (int)c->targets->count;
    return isfinite(c->result.chi2) ? gsl_cdf_chisq_Q(c->result.chi2, freedom > 0 ? freedom : 1)
                                    : 0;
}

size_t calibrate_meaning(const struct calibrated *c, char ***sentences)
{
    struct sentences s = {0};
    meaning_of_fit(&s, c);
    meaning_of_contradiction(&s, c);
    for (size_t i = 0; i < c->count; i++)
        meaning_of_field(&s, c, i);
    for (size_t a = 0; a < c->count; a++)
        for (size_t b = a + 1; b < c->count; b++)
            meaning_of_pair(&s, c, a, b);
    meaning_of_none(&s, c);
    meaning_of_targets(&s, c);
    if (!c->result.settled && c->count)
        sentences_add(&s, mem_strdup("the values did not settle: the simulator goes otherwise than "
                                     "what led to them. Give narrower limits"));
    if (*c->result.not_modelled.text)
        sentences_add(&s, mem_printf("runs nearby stand for the model, in straight lines: %s",
                                     c->result.not_modelled.text));
    *sentences = s.items;
    return s.count;
}
