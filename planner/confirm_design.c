/* Values of a design's runs, and what lies between them. */
#include "planner/confirm_design.h"

#include <math.h>
#include <stddef.h>

#include "planner/answers_private.h"

enum { DESIGN_NODES = 3 };

_Static_assert(ANSWERS_INPUTS <= 64, "a bit each");

static const double design_shares[] = {0.1, 0.9};
static const double design_shortest = 1e-9; /* s, the simulator's smallest step */
static const double design_best_mos = 4.5;  /* of G.107 */

/* --- runs ------------------------------------------------------------------------------------- */

size_t confirm_design_runs(uint64_t inputs)
{
    size_t runs = 1;
    for (; inputs; inputs &= inputs - 1)
        runs += 2;
    return runs;
}

/* The first run in which the input is another. */
static size_t design_run(uint64_t inputs, size_t input)
{
    return confirm_design_runs(inputs & (((uint64_t)1 << input) - 1));
}

static bool design_has(uint64_t inputs, size_t input)
{
    return inputs >> input & 1;
}

uint64_t confirm_design_value(const struct answers_inputs *in, uint64_t inputs, size_t run,
                              size_t input)
{
    const struct fleet_number *n = answers_input_number(in, input);
    const size_t first = design_run(inputs, input);
    if (!design_has(inputs, input) || run < first || run > first + 1)
        return n->mode;
    return fleet_number_at(n, design_shares[run - first]);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* A number of the runs in which one input differs, over that, ascending and each once. */
struct design_line {
    double x[DESIGN_NODES], y[DESIGN_NODES];
    size_t count;
};

static double design_scale(const struct fleet_number *n, uint64_t value)
{
    return n->low > 0 ? log((double)value) : (double)value;
}

static void design_add(struct design_line *l, double x, double y)
{
    size_t at = l->count;
    for (size_t i = 0; i < l->count; i++)
        if (l->x[i] == x)
            return;
    for (; at > 0 && l->x[at - 1] > x; at--) {
        l->x[at] = l->x[at - 1];
        l->y[at] = l->y[at - 1];
    }
    l->x[at] = x;
    l->y[at] = y;
    l->count++;
}

static double design_at(const struct design_line *l, double x)
{
    size_t i = 0;
    if (l->count < 2)
        return l->y[0];
    while (i + 2 < l->count && x > l->x[i + 1])
        i++;
    const double share = (x - l->x[i]) / (l->x[i + 1] - l->x[i]);
    if (isfinite(l->y[i]) && isfinite(l->y[i + 1]))
        return l->y[i] + share * (l->y[i + 1] - l->y[i]);
    return share < 0.5 ? l->y[i] : l->y[i + 1]; /* the nearer one, of which one is never */
}

/* --- numbers of a run ------------------------------------------------------------------------- */

static double design_time(const struct confirm_run *run)
{
    return run->back ? log(fmax(run->all_back, design_shortest)) : INFINITY;
}

/* What a run tells beside its time, and where it goes. */
static const struct design_told {
    size_t run, answer;
    bool calls;
} design_told[] = {
#define TOLD(name, calls)                                                                          \
    {                                                                                              \
        offsetof(struct confirm_run, name), offsetof(struct plan_answer, name), calls              \
    }
    TOLD(wan_bytes, false), TOLD(wan_use, false), TOLD(transfers, false), TOLD(server_use, false),
    TOLD(outage, false),    TOLD(mos, true),      TOLD(mos_before, true),
#undef TOLD
};

struct design {
    const struct answers_inputs *in;
    uint64_t inputs;
    const struct confirm_run *runs;
};

/* Of a run in which phones are not back, or nobody is heard, it is that of the first one. */
static double design_number(const struct design *d, size_t run, const struct design_told *told)
{
    const bool tells = d->runs[run].back && (!told->calls || d->runs[run].has_mos);
    return *(const double *)((const char *)&d->runs[tells ? run : 0] + told->run);
}

static double design_of_run(const struct design *d, size_t run, const struct design_told *told)
{
    return told ? design_number(d, run, told) : design_time(&d->runs[run]);
}

/* By one input; `told` NULL: the logarithm of the time. */
static struct design_line design_line(const struct design *d, size_t input,
                                      const struct design_told *told)
{
    const struct fleet_number *n = answers_input_number(d->in, input);
    const size_t first = design_run(d->inputs, input);
    struct design_line line = {.count = 0};
    design_add(&line, design_scale(n, n->mode), design_of_run(d, 0, told));
    for (size_t run = first; run < first + 2; run++)
        design_add(&line, design_scale(n, confirm_design_value(d->in, d->inputs, run, input)),
                   design_of_run(d, run, told));
    return line;
}

static void design_lines(struct design_line lines[ANSWERS_INPUTS], const struct design *d,
                         const struct design_told *told)
{
    for (size_t i = 0; i < d->in->count; i++)
        if (design_has(d->inputs, i))
            lines[i] = design_line(d, i, told);
}

/* Where all is likeliest, and by how much each input makes it another. */
static double design_sum(const struct design_line lines[ANSWERS_INPUTS], const struct design *d,
                         double likeliest, size_t point)
{
    double sum = likeliest;
    for (size_t i = 0; i < d->in->count; i++) {
        if (!design_has(d->inputs, i))
            continue;
        const uint64_t value = answers_input_at(d->in, i, point);
        sum +=
            design_at(&lines[i], design_scale(answers_input_number(d->in, i), value)) - likeliest;
    }
    return sum;
}

/* --- an answer -------------------------------------------------------------------------------- */

static void design_tell(struct plan_answer *a, const struct design *d)
{
    struct design_line lines[ANSWERS_INPUTS];
    for (size_t i = 0; i < sizeof design_told / sizeof *design_told; i++) {
        const struct design_told *told = &design_told[i];
        design_lines(lines, d, told);
        const double value = design_sum(lines, d, design_of_run(d, 0, told), a->point);
        *(double *)((char *)a + told->answer) =
            told->calls ? fmin(fmax(1, value), design_best_mos) : fmax(0, value);
    }
    a->has_mos = d->runs[0].has_mos;
    a->alone = d->runs[0].alone;
    a->mean_rate = a->wan_bytes * 8 / a->at_confidence;
}

void confirm_design_answer(struct plan_answer *a, float *samples, const struct answers_inputs *in,
                           uint64_t inputs, const struct confirm_run *runs, double confidence)
{
    const struct design d = {in, inputs, runs};
    struct design_line lines[ANSWERS_INPUTS];
    a->simulated = a->by_runs = true;
    a->bound = false;
    a->bound_share = 0;
    a->possible = runs[0].back;
    if (!a->possible)
        return;
    design_lines(lines, &d, NULL);
    for (size_t k = 0; k < PLAN_POINTS; k++)
        samples[k] = (float)exp(design_sum(lines, &d, design_time(&runs[0]), k));
    answers_quantiles(a, samples, confidence);
    design_tell(a, &d);
}
