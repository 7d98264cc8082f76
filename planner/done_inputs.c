/* At which input the difference points. Each input alone is moved, by the model, with all others in
 * the middle of their ranges, to where what was observed is met best, by least squares of the
 * logarithms: beyond its range, too, since there the reason for a late site is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/answers_private.h"
#include "planner/done_private.h"
#include "scenarios/format/path.h"

enum { INPUTS_CURVE = 40, INPUTS_CURVE_STEP = 5, INPUTS_STEPS = 200, INPUTS_HALVINGS = 60 };

/* How far values may be from their ranges, as a factor: as far as the scenario takes them. */
static const double inputs_reach[] = {5, 3, 2, 1.2, 1};
static const double inputs_clock_blur = 0.005;
/* What explains less is not told of. */
static const double inputs_worth = 0.01;

/* The time by the value of one input, in parts of that with all in their middles. */
struct inputs_curve {
    double low, high; /* above 0, unless the range begins there */
    double values[INPUTS_CURVE + 1], takes[INPUTS_CURVE + 1];
};

/* What is known of a site's inputs. */
struct inputs_site {
    size_t site; /* in done.sites */
    size_t count;
    const char *name[ANSWERS_INPUTS];
    const struct fleet_number *range[ANSWERS_INPUTS];
    const struct schema_field *field[ANSWERS_INPUTS];
    struct inputs_curve *curves;
    bool own; /* the curves are no other site's of its kind */
    double expected, observed;
    double blur, clock_blur; /* of the logarithm of `observed` */
};

/* --- by the model ---------------------------------------------------------------------------- */

/* Ascending; in equal parts of their ratio, if there is one. */
static void curve_space(struct inputs_curve *c)
{
    for (int i = 0; i <= INPUTS_CURVE; i++) {
        const double share = (double)i / INPUTS_CURVE;
        const double value = c->low > 0 ? c->low * pow(c->high / c->low, share) : c->high * share;
        c->values[i] = fmin(fmax(floor(value + 0.5), c->low), c->high);
    }
}

static double curve_at(const struct inputs_curve *c, double value)
{
    int i = 0, after = INPUTS_CURVE;
    while (i + 1 < after) {
        const int middle = (i + after) / 2;
        if (c->values[middle] <= value)
            i = middle;
        else
            after = middle;
    }
    const double left = c->values[i], right = c->values[i + 1];
    const double share = right > left ? fmin(1, fmax(0, (value - left) / (right - left))) : 0;
    /* Beside INFINITY there is none in between. */
    return share <= 0   ? c->takes[i]
           : share >= 1 ? c->takes[i + 1]
                        : c->takes[i] + share * (c->takes[i + 1] - c->takes[i]);
}

/* The widest that the scenario takes. Negative: it takes none. */
static int curve_knob(struct inputs_curve *c, struct estimate *x, const char *path,
                      const struct fleet_number *n)
{
    struct error ignored;
    int knob = -1;
    for (size_t i = 0; knob < 0 && i < sizeof inputs_reach / sizeof *inputs_reach; i++) {
        c->low = ceil((double)n->low / inputs_reach[i]);
        c->high = fmin(floor((double)n->high * inputs_reach[i]), 9e18);
        knob = estimate_knob(x, path, (uint64_t)c->low, (uint64_t)c->high, &ignored);
    }
    return knob;
}

/* A straight line between two that are known; beside INFINITY it is there as well. */
static void curve_fill(struct inputs_curve *c, int from, int to)
{
    const double width = c->values[to] - c->values[from];
    for (int k = from + 1; k < to; k++) {
        const double share = width > 0 ? (c->values[k] - c->values[from]) / width : 0;
        c->takes[k] = share > 0 && isfinite(c->takes[from])
                          ? c->takes[from] + share * (c->takes[to] - c->takes[from])
                          : c->takes[from];
    }
}

/* The model is asked for every `step`-th value. */
static void curve_trace(struct inputs_curve *c, struct estimate *x, int knob, uint64_t middle,
                        int step, double takes)
{
    for (int i = 0; i <= INPUTS_CURVE; i += step) {
        estimate_set(x, knob, (uint64_t)c->values[i]);
        c->takes[i] = answers_time(estimate_evaluate(x)) / takes;
        if (i > 0)
            curve_fill(c, i - step, i);
    }
    estimate_set(x, knob, middle);
}

/* Whether its effect is seen only where packets are followed, which takes milliseconds an answer;
 * of the others it is about the same without. */
static bool inputs_is_beside(const struct inputs_site *s, size_t input)
{
    return !strcmp(s->name[input], fleet_columns[FLEET_COLUMN_BUSY].name);
}

/* Inputs that the model does not know have flat curves. */
static void inputs_trace(struct inputs_site *s, struct estimate *x, const struct answers_inputs *in)
{
    int knobs[ANSWERS_INPUTS];
    for (size_t i = 0; i < s->count; i++) {
        knobs[i] = curve_knob(&s->curves[i], x, answers_input_path(in, i), s->range[i]);
        if (knobs[i] >= 0)
            estimate_set(x, knobs[i], fleet_number_at(s->range[i], 0.5));
        curve_space(&s->curves[i]);
        for (int k = 0; k <= INPUTS_CURVE; k++)
            s->curves[i].takes[k] = 1;
    }
    for (size_t i = 0; i < s->count; i++) {
        const bool beside = inputs_is_beside(s, i);
        estimate_take_others(x, beside ? ESTIMATE_TIMES : ESTIMATE_NO_OTHERS);
        const double takes = answers_time(estimate_evaluate(x));
        if (knobs[i] >= 0 && isfinite(takes) && takes > 0)
            curve_trace(&s->curves[i], x, knobs[i], fleet_number_at(s->range[i], 0.5),
                        beside ? INPUTS_CURVE_STEP : 1, takes);
    }
}

static void inputs_model(struct inputs_site *s, const struct answers_request *r,
                         const struct done_site *of, const struct answers_inputs *in)
{
    struct scenario scenario;
    struct error ignored;
    s->curves = mem_calloc(s->count + 1, sizeof *s->curves);
    s->own = true;
    CHECK(r->load(r->user, of->row.site, of->method, &scenario, &ignored) == 0); /* as before */
    struct estimate *x = estimate_new(&scenario, &ignored);
    CHECK(x);
    inputs_trace(s, x, in);
    estimate_free(x);
    scenario_free(&scenario);
}

/* A site before of the same kind that was upgraded by the same method has the same curves. */
static void inputs_model_once(struct inputs_site *sites, size_t i, const struct done *d,
                              const struct answers_request *r, const struct answers_inputs *in)
{
    const struct done_site *of = &d->sites[sites[i].site];
    for (size_t k = 0; k < i; k++) {
        const struct done_site *other = &d->sites[sites[k].site];
        if (sites[k].own && other->method == of->method &&
            other->site->site->kind == of->site->site->kind) {
            sites[i].curves = sites[k].curves;
            return;
        }
    }
    inputs_model(&sites[i], r, of, in);
}

static void inputs_site_of(struct inputs_site *s, const struct done_site *of,
                           const struct answers_inputs *in)
{
    s->count = in->count;
    s->expected = of->p50;
    s->observed = of->took;
    s->blur = done_blur(of);
    s->clock_blur = fmax(inputs_clock_blur, of->row.unsure / of->took);
    for (size_t i = 0; i < in->count; i++) {
        struct path_field at;
        struct error e;
        CHECK(path_find(&at, answers_input_path(in, i), &e) == 0);
        s->name[i] = answers_input_name(in, i);
        s->range[i] = answers_input_number(in, i);
        s->field[i] = at.field;
        path_free(&at);
    }
}

/* --- one value ------------------------------------------------------------------------------- */

/* What is left of the site's square, where the input has that value. */
static double inputs_left(const struct inputs_site *s, size_t input, double value)
{
    const double takes = s->expected * curve_at(&s->curves[input], value);
    return isfinite(takes) ? pow(log(s->observed / takes), 2) : (double)INFINITY;
}

static double inputs_stretch(const struct fleet_number *n, double value)
{
    const double width = fmax((double)(n->high - n->low), 1);
    return fmax(0, fmax((double)n->low - value, value - (double)n->high)) / width;
}

/* Sites that have an input of that name, and which of theirs it is. */
struct inputs_group {
    const struct inputs_site *sites;
    const size_t *which; /* SIZE_MAX: it has none */
    size_t count;
};

static double inputs_sum(const struct inputs_group *g, double value)
{
    double sum = 0;
    for (size_t i = 0; i < g->count; i++)
        if (g->which[i] != SIZE_MAX)
            sum += inputs_left(&g->sites[i], g->which[i], value);
    return sum;
}

/* The least sum is looked for at steps, and then between those beside it. Where a stretch of values
 * is as good, that which is nearest to the range. */
static double inputs_best(const struct inputs_group *g, const struct inputs_curve *within,
                          const struct fleet_number *range)
{
    const double low = within->low, step = (within->high - low) / INPUTS_STEPS;
    double best = low, least = INFINITY;
    for (int i = 0; i <= INPUTS_STEPS; i++) {
        const double value = low + i * step, sum = inputs_sum(g, value);
        const bool nearer = inputs_stretch(range, value) < inputs_stretch(range, best);
        if (sum < least - 1e-9 || (sum < least + 1e-9 && nearer)) {
            least = fmin(sum, least);
            best = value;
        }
    }
    double from = fmax(low, best - step), to = fmin(within->high, best + step);
    if (inputs_sum(g, from) <= least + 1e-9 || inputs_sum(g, to) <= least + 1e-9)
        return best;
    for (int i = 0; i < INPUTS_HALVINGS; i++) {
        const double third = (to - from) / 3;
        if (inputs_sum(g, from + third) <= inputs_sum(g, to - third))
            to -= third;
        else
            from += third;
    }
    return (from + to) / 2;
}

/* To three digits, which is what it is known to at most. */
static uint64_t inputs_rounded(double value)
{
    double unit = 1;
    while (value / unit >= 1000)
        unit *= 10;
    return (uint64_t)(floor(value / unit + 0.5) * unit);
}

/* --- one input ------------------------------------------------------------------------------- */

static void inputs_add_value(struct done_input *to, size_t site, const struct inputs_site *s,
                             size_t input, double value)
{
    const uint64_t whole = inputs_rounded(value);
    const struct fleet_number one = {FLEET_VALUE, whole, whole, whole};
    to->values = mem_resize(to->values, to->count + 1, sizeof *to->values);
    to->values[to->count++] =
        (struct done_value){.site = site,
                            .value = whole,
                            .planned = *s->range[input],
                            .text = fleet_number_text(s->field[input], &one),
                            .planned_text = fleet_number_text(s->field[input], s->range[input])};
    to->stretch += inputs_stretch(s->range[input], value);
}

/* One value for all of them. Returns the sum of squares that is left. */
static double inputs_move_all(struct done_input *to, const struct inputs_group *g)
{
    double left = 0;
    size_t first = 0;
    while (g->which[first] == SIZE_MAX)
        first++;
    const struct inputs_site *s = &g->sites[first];
    const double value = inputs_best(g, &s->curves[g->which[first]], s->range[g->which[first]]);
    for (size_t i = 0; i < g->count; i++)
        left += inputs_left(&g->sites[i], g->which[i], value);
    inputs_add_value(to, SIZE_MAX, s, g->which[first], value);
    return left;
}

/* A value for each. What has no such range stays as it is. */
static double inputs_move_each(struct done_input *to, const struct inputs_group *g)
{
    double left = 0, stretch = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct inputs_site *s = &g->sites[i];
        const size_t input = g->which[i];
        if (input == SIZE_MAX) {
            left += pow(log(s->observed / s->expected), 2);
            continue;
        }
        const struct inputs_group alone = {s, &input, 1};
        const double value = inputs_best(&alone, &s->curves[input], s->range[input]);
        left += inputs_left(s, input, value);
        inputs_add_value(to, s->site, s, input, value);
        stretch = to->stretch;
    }
    to->stretch = to->count ? stretch / (double)to->count : 0;
    return left;
}

/* One value for all meets one pattern, which blur of each site by itself hides little of; a value
 * for each meets any, so that what is below the blur says nothing for it. */
static double inputs_cost(const struct inputs_group *g, double left, size_t values)
{
    double blur = 0;
    for (size_t i = 0; i < g->count; i++)
        blur += pow(values > 1 ? g->sites[i].blur : g->sites[i].clock_blur, 2);
    return (double)g->count * log((left + blur) / (double)g->count) + 2.0 * (double)values;
}

static double inputs_rise(const struct inputs_site *s, size_t input)
{
    const double *takes = s->curves[input].takes;
    return fabs(takes[INPUTS_CURVE] - takes[0]);
}

/* Which of each site's inputs has that name: of several (a LAN of each subnet) the one that times
 * depend on most. */
static void inputs_which(const struct inputs_site *sites, size_t count, const char *name,
                         size_t *which)
{
    for (size_t i = 0; i < count; i++) {
        which[i] = SIZE_MAX;
        for (size_t k = 0; k < sites[i].count; k++)
            if (!strcmp(sites[i].name[k], name) &&
                (which[i] == SIZE_MAX ||
                 inputs_rise(&sites[i], k) > inputs_rise(&sites[i], which[i])))
                which[i] = k;
    }
}

static void inputs_add(struct done *d, const struct inputs_site *sites, size_t count,
                       const char *name, bool shared)
{
    size_t *which = mem_calloc(count + 1, sizeof *which);
    const struct inputs_group g = {sites, which, count};
    struct done_input *to = &d->inputs[d->input_count++];
    inputs_which(sites, count, name, which);
    *to = (struct done_input){.name = name};
    const double left = shared ? inputs_move_all(to, &g) : inputs_move_each(to, &g);
    to->explains = d->squares > 0 ? fmax(0, 1 - left / d->squares) : 0;
    to->cost = inputs_cost(&g, left, to->count);
    free(which);
    if (to->explains < inputs_worth) {
        done_input_fini(to);
        d->input_count--;
    }
}

/* --- all of them ----------------------------------------------------------------------------- */

/* Of two that explain as well, within chance, that which is least out of its range comes first. */
static int inputs_compare(const void *left, const void *right)
{
    const struct done_input *a = left, *b = right;
    if (fabs(a->cost - b->cost) > 0)
        return a->cost < b->cost ? -1 : 1;
    return strcmp(a->name, b->name);
}

static void inputs_sort(struct done *d)
{
    size_t best = 0;
    qsort(d->inputs, d->input_count, sizeof *d->inputs, inputs_compare);
    for (size_t i = 1; i < d->input_count && d->inputs[i].cost <= d->inputs[0].cost + 2; i++)
        if (d->inputs[i].stretch < d->inputs[best].stretch)
            best = i;
    for (; best > 0; best--) {
        const struct done_input x = d->inputs[best];
        d->inputs[best] = d->inputs[best - 1];
        d->inputs[best - 1] = x;
    }
}

/* What all share is an input of each site; of columns those that one has a range in. */
static void inputs_add_all(struct done *d, const struct plan *p, const struct inputs_site *sites,
                           size_t count)
{
    const struct unknowns *u = p->options.unknowns;
    d->inputs = mem_calloc(u->count + FLEET_NUMBERS, sizeof *d->inputs);
    for (size_t i = 0; i < u->count; i++)
        inputs_add(d, sites, count, u->items[i].path, true);
    for (size_t c = 0; c < FLEET_COLUMNS; c++) {
        bool there = false;
        for (size_t i = 0; i < count && fleet_columns[c].number >= 0; i++)
            for (size_t k = u->count; k < sites[i].count; k++)
                there |= !strcmp(sites[i].name[k], fleet_columns[c].name);
        if (there)
            inputs_add(d, sites, count, fleet_columns[c].name, false);
    }
}

void done_find_inputs(struct done *d, const struct plan *p)
{
    struct inputs_site *sites = mem_calloc(d->compared + 1, sizeof *sites);
    struct plan_points *points = plan_points_new();
    struct answers_fleet asked;
    size_t count = 0;
    answers_fleet_init(&asked, p->fleet, p->options.unknowns);
    for (size_t i = 0; i < d->count; i++) {
        struct answers_inputs in;
        struct error e;
        if (!done_is_compared(&d->sites[i]))
            continue;
        const struct answers_site *site = &asked.sites[d->sites[i].row.site];
        CHECK(answers_inputs_init(&in, points, p->options.unknowns, site, &e) == 0);
        sites[count].site = i;
        inputs_site_of(&sites[count], &d->sites[i], &in);
        inputs_model_once(sites, count++, d, &asked.request, &in);
    }
    if (count > 0) {
        inputs_add_all(d, p, sites, count);
        inputs_sort(d);
        const struct inputs_group all = {sites, NULL, count};
        d->points = d->input_count > 0 && d->inputs[0].explains > 0.5 &&
                    d->inputs[0].cost < inputs_cost(&all, d->squares, 0) - 2;
    }
    for (size_t i = 0; i < count; i++)
        if (sites[i].own)
            free(sites[i].curves);
    answers_fleet_fini(&asked);
    plan_points_free(points);
    free(sites);
}
