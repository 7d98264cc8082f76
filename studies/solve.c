/* Where a demand begins to hold: a model's word or a coarse grid finds two values between which it
 * does, interpolation and bisection make them neighbours. */
#include "studies/solve.h"

#include <math.h>
#include <string.h>

enum { SOLVE_GRID = 5, SOLVE_SCAN = 9, SOLVE_SAMPLES = 65, SOLVE_AT_ONCE = 64 };
/* Each takes as long as a run may: after so many the search for a change has an end, and after so
 * many more that for neighbours. */
enum { SOLVE_GIVEN_UP = 3 };
/* Without limits and without a model: how far from the answer there may be another one that is
 * found, as a factor. */
enum { SOLVE_AROUND = 16 };

struct search {
    const struct solve *s;
    struct solve_result *r;
    struct error *e;
    uint64_t step;
    size_t patience; /* until so many have been given up */
};

uint64_t solve_round_step(double x)
{
    uint64_t step = 1;
    while ((double)step * 10 <= x)
        step *= 10;
    return (double)step * 5 <= x ? step * 5 : (double)step * 2 <= x ? step * 2 : step;
}

static uint64_t search_clamp(const struct solve *s, double x)
{
    return x <= (double)s->low ? s->low : x >= (double)s->high ? s->high : (uint64_t)llround(x);
}

/* What is of the value's own size: from there on it is looked for, and not below a thousandth. */
static double search_middle(const struct solve *s)
{
    return (double)(s->now ? s->now : s->unit);
}

/* --- what has been judged -------------------------------------------------------------------- */

static const struct solve_point *search_find(const struct search *q, uint64_t value)
{
    for (size_t i = 0; i < q->r->count; i++)
        if (q->r->points[i].value == value)
            return &q->r->points[i];
    return NULL;
}

static void search_insert(struct search *q, struct solve_point p)
{
    size_t i = q->r->count++;
    for (; i > 0 && q->r->points[i - 1].value > p.value; i--)
        q->r->points[i] = q->r->points[i - 1];
    q->r->points[i] = p;
}

/* Judges those that have not been. */
static int search_judge(struct search *q, const uint64_t *values, size_t count)
{
    struct solve_point points[SOLVE_AT_ONCE];
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool there = search_find(q, values[i]) != NULL;
        for (size_t k = 0; k < n; k++)
            there = there || points[k].value == values[i];
        if (!there && n < SOLVE_AT_ONCE && q->r->count + n < SOLVE_POINTS)
            points[n++] = (struct solve_point){.value = values[i], .is = NAN};
    }
    if (n == 0)
        return 0;
    if (q->s->judge(q->s->user, points, n, q->e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        points[i].holds = points[i].holds && !points[i].given_up;
        q->r->given_up += points[i].given_up;
        search_insert(q, points[i]);
    }
    q->r->judged += n;
    return 0;
}

static bool search_has_given_up(const struct search *q)
{
    return q->r->given_up >= q->patience;
}

static double search_miss(const struct search *q, const struct solve_point *p)
{
    return isnan(p->is) ? INFINITY : fabs(p->is - q->s->wanted);
}

/* The change between judged neighbours that is nearest to `now`: the index of the lower one, or
 * `count`. */
static size_t search_change(const struct search *q)
{
    const struct solve_result *r = q->r;
    size_t best = r->count;
    double distance = INFINITY;
    for (size_t i = 0; i + 1 < r->count; i++) {
        const double middle = sqrt(fmax((double)r->points[i].value, 1)) *
                              sqrt(fmax((double)r->points[i + 1].value, 1));
        const double away = fabs(log(middle / fmax((double)q->s->now, 1)));
        if (r->points[i].holds != r->points[i + 1].holds && away < distance) {
            distance = away;
            best = i;
        }
    }
    return best;
}

/* --- the model's word ------------------------------------------------------------------------ */

static uint64_t search_sample(const struct solve *s, int i)
{
    const double low = fmin(fmax((double)s->low, search_middle(s) / 1000), (double)s->high);
    if (i == 0)
        return s->low;
    return search_clamp(s, low * pow((double)s->high / low, (double)i / (SOLVE_SAMPLES - 1)));
}

/* Narrows two values, of which the model says one holds, to neighbours. */
static void search_narrow(const struct solve *s, struct solve_point *a, struct solve_point *b)
{
    while (b->value - a->value > 1) {
        struct solve_point middle = {.value = a->value + (b->value - a->value) / 2};
        if (!s->model(s->user, &middle))
            return;
        if (middle.holds == a->holds)
            *a = middle;
        else
            *b = middle;
    }
}

/* Where the model has the change that is nearest to `now`, in a and b; false: it has none. */
static bool search_ask_model(struct search *q, struct solve_point *a, struct solve_point *b)
{
    const struct solve *s = q->s;
    struct solve_point last = {0};
    bool there = false, found = false;
    double distance = INFINITY;
    for (int i = 0; s->model && i < SOLVE_SAMPLES; i++) {
        struct solve_point p = {.value = search_sample(s, i)};
        if (!s->model(s->user, &p))
            continue;
        if (there && p.holds != last.holds) {
            const double away = fabs(log(fmax((double)p.value, 1) / search_middle(s)));
            const bool nearer = away < distance;
            if (found) {
                q->r->several = q->r->other_by_model = true;
                q->r->other_low = nearer ? a->value : last.value;
                q->r->other_high = nearer ? b->value : p.value;
            }
            if (nearer) {
                *a = last;
                *b = p;
                distance = away;
            }
            found = true;
        }
        last = p;
        there = true;
    }
    if (found)
        search_narrow(s, a, b);
    return found;
}

/* --- steps ----------------------------------------------------------------------------------- */

static uint64_t search_value(const struct search *q, int64_t k)
{
    return search_clamp(q->s, (double)k * (double)q->step);
}

static void search_choose_step(struct search *q, uint64_t near)
{
    q->step = q->s->step ? q->s->step : solve_round_step(0.005 * (double)near);
}

/* From the model's change outwards by strides that double, until one holds and one does not. */
static int search_around(struct search *q, const struct solve_point *a, const struct solve_point *b)
{
    search_choose_step(q, a->value ? a->value : b->value);
    const bool least = b->holds;
    const int64_t k = (int64_t)(a->value / q->step); /* k and k + 1 are around the change */
    const uint64_t first[] = {search_value(q, k), search_value(q, k + 1)};
    if (search_judge(q, first, 2) < 0)
        return -1;
    for (int64_t stride = 1; search_change(q) == q->r->count && !search_has_given_up(q);
         stride *= 4) {
        const bool up = q->r->points[0].holds != least;
        const int64_t from = up ? k + 1 : k, sign = up ? 1 : -1;
        const uint64_t more[] = {search_value(q, from + sign * stride),
                                 search_value(q, from + sign * 2 * stride)};
        const size_t before = q->r->count;
        if (search_judge(q, more, 2) < 0)
            return -1;
        if (q->r->count == before)
            break; /* at a limit */
    }
    return 0;
}

/* --- without a model ------------------------------------------------------------------------- */

static int search_grid(struct search *q)
{
    const struct solve *s = q->s;
    uint64_t values[SOLVE_GRID + 2];
    const double middle = search_middle(s);
    const double low = fmax((double)s->low, (double)s->high / 1000);
    for (int i = 0; i < SOLVE_GRID; i++)
        values[i] = s->limited
                        ? search_clamp(s, low * pow((double)s->high / low, i / (SOLVE_GRID - 1.0)))
                        : search_clamp(s, middle * (i < 2   ? 0.5
                                                    : i > 2 ? 2
                                                            : 1));
    values[SOLVE_GRID] = s->limited ? s->low : s->now;
    values[SOLVE_GRID + 1] = s->limited ? s->high : s->now;
    return search_judge(q, values, SOLVE_GRID + 2);
}

/* Whether the way up leads to where the quantity is nearer to what is wanted. */
static bool search_is_up(const struct search *q)
{
    const struct solve_point *first = &q->r->points[0], *last = &q->r->points[q->r->count - 1];
    return search_miss(q, last) < search_miss(q, first);
}

/* How far beyond the last of the judged values the change is, if the quantity goes on as a power of
 * them from the last two on; a tenth further, so that it is passed. */
static double search_reach(const struct search *q, bool up)
{
    const struct solve_result *r = q->r;
    const struct solve_point *end = &r->points[up ? r->count - 1 : 0];
    const struct solve_point *before = r->count > 1 ? &r->points[up ? r->count - 2 : 1] : end;
    const double most = up ? 8 : 1.0 / 8;
    if (!(end->is > 0) || !(before->is > 0) || !(q->s->wanted > 0) || !before->value || !end->value)
        return most;
    const double power =
        log(end->is / before->is) / log((double)end->value / (double)before->value);
    const double factor = pow(q->s->wanted / end->is, 1 / power) * (up ? 1.1 : 1 / 1.1);
    return up ? (factor > 1 && factor < most ? factor : most)
              : (factor < 1 && factor > most ? factor : most);
}

/* Beyond the grid, towards where a change may be, and at last the other way. */
static int search_beyond(struct search *q)
{
    const bool first_up = search_is_up(q);
    for (int way = 0; way < 2; way++) {
        const bool up = (way == 0) == first_up;
        for (;;) {
            const struct solve_point *last = &q->r->points[up ? q->r->count - 1 : 0];
            const uint64_t end = last->value;
            if (search_change(q) < q->r->count || end == (up ? q->s->high : q->s->low) ||
                last->given_up || search_has_given_up(q))
                break;
            double next = (double)end * search_reach(q, up);
            if (!up && next < search_middle(q->s) / 1000)
                next = (double)q->s->low;
            const double step = (double)solve_round_step(0.005 * next);
            const uint64_t value = search_clamp(q->s, step * round(next / step));
            if (search_judge(q, &value, 1) < 0)
                return -1;
        }
    }
    return 0;
}

/* A few values over a range: where no model tells of changes, these may. */
static int search_scan(struct search *q, double low, double high)
{
    uint64_t values[SOLVE_SCAN];
    low = fmax(low, fmin(search_middle(q->s) / 1000, high));
    for (int i = 0; i < SOLVE_SCAN; i++) {
        const double x = low * pow(high / low, i / (SOLVE_SCAN - 1.0));
        const double step = (double)solve_round_step(0.005 * x);
        values[i] = search_clamp(q->s, step * round(x / step));
    }
    return search_judge(q, values, SOLVE_SCAN);
}

/* Over all that may be, or all that has been looked at. */
static int search_scan_all(struct search *q)
{
    const struct solve_result *r = q->r;
    const bool limited = q->s->limited;
    return search_scan(q, (double)(limited ? q->s->low : r->points[0].value),
                       (double)(limited ? q->s->high : r->points[r->count - 1].value));
}

/* --- to neighbours --------------------------------------------------------------------------- */

/* Where between two judged points the quantity has what is wanted, if it is a power of the value;
 * else in the middle. */
static double search_guess(const struct search *q, const struct solve_point *a,
                           const struct solve_point *b, bool bisect)
{
    const double x = fmax((double)a->value, 1), y = fmax((double)b->value, 1);
    double t = 0.5;
    if (!bisect && a->is > 0 && b->is > 0 && q->s->wanted > 0 && a->is != b->is)
        t = log(q->s->wanted / a->is) / log(b->is / a->is);
    return x * pow(y / x, fmin(fmax(t, 0.01), 0.99));
}

/* The judged points next to the change; further apart, where too much was given up. */
static int search_refine(struct search *q)
{
    q->patience = q->r->given_up + SOLVE_GIVEN_UP;
    for (int round = 0; round < 100; round++) {
        const size_t at = search_change(q);
        const struct solve_point a = q->r->points[at], b = q->r->points[at + 1];
        const double guess = search_guess(q, &a, &b, round % 3 == 2);
        if (!q->s->step && (!q->step || q->step > solve_round_step(0.005 * guess)))
            q->step = solve_round_step(0.005 * guess);
        const int64_t low = (int64_t)(a.value / q->step); /* at or below the lower one */
        const int64_t high = (int64_t)((b.value + q->step - 1) / q->step);
        if (high - low <= 1 && search_value(q, low) == a.value && search_value(q, high) == b.value)
            return 0;
        if (search_has_given_up(q)) {
            q->r->outcome = SOLVE_OPEN;
            return 0;
        }
        int64_t k = (int64_t)(guess / (double)q->step);
        k = k < low ? low : k > high - 1 ? high - 1 : k;
        const uint64_t pair[] = {search_value(q, k), search_value(q, k + 1)};
        const size_t before = q->r->count;
        const bool slow = (a.given_up || b.given_up) && !search_find(q, pair[0]);
        if (search_judge(q, pair, slow ? 1 : 2) < 0)
            return -1;
        if (q->r->count == before)
            return 0; /* at a limit that is no multiple of the step */
    }
    return 0;
}

/* A few steps beyond the answer it has to hold, too; while it does not, further on. */
static int search_verify(struct search *q)
{
    enum { FIRST = 5, FACTOR = 5, LAST = 5 * 5 * 5 * 5 };
    struct solve_result *r = q->r;
    const int64_t k = (int64_t)(r->answer.value / q->step), sign = r->least ? 1 : -1;
    for (int64_t far = FIRST; far <= LAST; far *= FACTOR) {
        const int64_t steps[] = {far == FIRST ? 2 : far, far};
        uint64_t beyond[2];
        for (int i = 0; i < 2; i++)
            beyond[i] = search_value(q, k + sign * steps[i] < 0 ? 0 : k + sign * steps[i]);
        if (search_judge(q, beyond, 2) < 0)
            return -1;
        const struct solve_point *last = search_find(q, beyond[1]);
        if (!last || last->holds)
            break;
    }
    return 0;
}

/* Of the changes between judged values, the one beside the answer's that is nearest to it. Next to
 * it, where verify looks, chance makes some; these are no other answers. */
static void search_others(struct search *q)
{
    struct solve_result *r = q->r;
    const double answer = fmax((double)r->answer.value, 1);
    double distance = INFINITY;
    for (size_t i = 0; i + 1 < r->count; i++) {
        const struct solve_point *a = &r->points[i], *b = &r->points[i + 1];
        const double away = fmin(fabs(log(fmax((double)a->value, 1) / answer)),
                                 fabs(log(fmax((double)b->value, 1) / answer)));
        const bool near =
            a->value + 6 * q->step > r->answer.value && b->value < r->answer.value + 6 * q->step;
        if (a->holds == b->holds || a->given_up || b->given_up || near || away >= distance)
            continue;
        distance = away;
        r->several = true;
        r->other_low = a->value;
        r->other_high = b->value;
    }
}

/* What of all that was judged does not fit to a single change. */
static void search_odd(struct search *q)
{
    struct solve_result *r = q->r;
    for (size_t i = 0; i < r->count; i++) {
        const struct solve_point *p = &r->points[i];
        const bool beyond = r->least ? p->value > r->answer.value : p->value < r->answer.value;
        const bool before = r->least ? p->value < r->fails.value : p->value > r->fails.value;
        if ((beyond && !p->holds && !p->given_up) || (before && p->holds)) {
            r->with_odd = true;
            r->odd = *p;
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        const struct solve_point *p = &r->points[r->least ? r->count - 1 - i : i];
        if (!p->holds)
            break;
        r->all_beyond_known = true;
        r->all_beyond = p->value;
    }
}

/* Whether it is the only answer, and holds beyond. */
static int search_doubts(struct search *q)
{
    const double answer = fmax((double)q->r->answer.value, (double)q->s->unit);
    if (search_verify(q) < 0)
        return -1;
    if (!q->r->by_model) {
        if ((q->s->limited ? search_scan_all(q)
                           : search_scan(q, answer / SOLVE_AROUND, answer * SOLVE_AROUND)) < 0)
            return -1;
        search_others(q);
    }
    search_odd(q);
    return 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

/* There is no change: it holds everywhere, or nowhere; what is nearest to the demand says it. */
static void search_conclude(struct search *q)
{
    struct solve_result *r = q->r;
    double miss = INFINITY;
    bool same = r->count > 1;
    r->answer = r->points[0];
    for (size_t i = 0; i < r->count; i++) {
        const struct solve_point *p = &r->points[i];
        same = same && p->is == r->points[0].is;
        if (search_miss(q, p) < miss) {
            miss = search_miss(q, p);
            r->answer = *p;
        }
    }
    r->least = r->answer.value == r->points[0].value;
    r->outcome = same ? SOLVE_NOTHING : r->answer.holds ? SOLVE_ALWAYS : SOLVE_NEVER;
}

static int search_look(struct search *q)
{
    struct solve_point a = {0}, b = {0}; /* filled in when the model knows it */
    q->r->by_model = search_ask_model(q, &a, &b);
    if (q->r->by_model && search_around(q, &a, &b) < 0)
        return -1;
    if (search_change(q) < q->r->count)
        return 0;
    q->step = q->s->step;
    if (search_grid(q) < 0 || search_beyond(q) < 0)
        return -1;
    return search_change(q) < q->r->count || q->r->given_up > 0 ? 0 : search_scan_all(q);
}

int solve_search(const struct solve *s, struct solve_result *r, struct error *e)
{
    struct search q = {.s = s, .r = r, .e = e, .step = s->step, .patience = SOLVE_GIVEN_UP};
    *r = (struct solve_result){0};
    if (search_look(&q) < 0)
        return -1;
    if (search_change(&q) == r->count) {
        search_conclude(&q);
        return 0;
    }
    if (search_refine(&q) < 0)
        return -1;
    const size_t at = search_change(&q);
    r->least = r->points[at + 1].holds;
    r->answer = r->points[r->least ? at + 1 : at];
    r->fails = r->points[r->least ? at : at + 1];
    if (r->fails.given_up)
        r->outcome = SOLVE_OPEN; /* and else FOUND, if it is next to the answer */
    r->step = q.step;
    return r->outcome == SOLVE_FOUND ? search_doubts(&q) : 0;
}
