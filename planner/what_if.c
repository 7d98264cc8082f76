/* Changed copies of a site, loaded and answered by the model. */
#include "planner/what_if.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/answers_private.h"
#include "planner/choose.h"
#include "studies/solve.h"

/* --- copies ----------------------------------------------------------------------------------- */

static void *what_if_copy(const void *of, size_t count, size_t size)
{
    void *copy = mem_calloc(count + 1, size);
    if (count > 0)
        memcpy(copy, of, count * size);
    return copy;
}

void what_if_init(struct what_if *w, const struct fleet_site *of)
{
    w->site = *of;
    w->site.subnets = what_if_copy(of->subnets, of->subnet_count, sizeof *of->subnets);
    w->site.phones = what_if_copy(of->phones, of->phones_count, sizeof *of->phones);
}

void what_if_fini(struct what_if *w)
{
    free(w->site.subnets);
    free(w->site.phones);
}

bool what_if_shares(struct what_if *w)
{
    bool some = false;
    for (size_t i = 0; i < w->site.phones_count; i++) {
        struct fleet_phones *phones = &w->site.phones[i];
        phones->pfs_given = phones->model->pfs != PFS_NO;
        phones->pfs_share = phones->pfs_given ? 1000000000 : 0;
        some |= phones->pfs_given;
    }
    return some;
}

bool what_if_load_servers(struct what_if *w)
{
    bool some = false;
    for (size_t i = 0; i < w->site.subnet_count; i++) {
        some |= w->site.subnets[i].load_server == NULL;
        if (!w->site.subnets[i].load_server)
            w->site.subnets[i].load_server = (char *)(uintptr_t) "cucm-tftp";
    }
    return some;
}

void what_if_part(struct what_if *w, uint32_t parts)
{
    w->site.phone_count = 0;
    for (size_t i = 0; i < w->site.phones_count; i++) {
        w->site.phones[i].count = (w->site.phones[i].count + parts - 1) / parts;
        w->site.phone_count += w->site.phones[i].count;
    }
}

/* --- answers ---------------------------------------------------------------------------------- */

int what_if_open(struct what_if_model *m, const struct fleet *f, const struct fleet_site *site,
                 enum method method)
{
    struct error e;
    if (fleet_cannot(site, method) || fleet_load(f, site, method, &m->scenario, &e) < 0)
        return -1;
    m->estimate = estimate_new(&m->scenario, &e);
    if (!m->estimate)
        scenario_free(&m->scenario);
    return m->estimate ? 0 : -1;
}

void what_if_close(struct what_if_model *m)
{
    estimate_free(m->estimate);
    scenario_free(&m->scenario);
}

struct plan_answer what_if_now(const struct what_if_model *m, double scale)
{
    const struct estimate_answer *a = estimate_evaluate(m->estimate);
    const double seconds = scale * a->all_back;
    struct plan_answer answer = {
        .possible = !a->never && !a->limited && isfinite(seconds),
        .bound = a->bound,
        .p10 = seconds,
        .p50 = seconds,
        .p90 = seconds,
        .p99 = seconds,
        .at_confidence = seconds,
    };
    answers_hear(&answer, a);
    return answer;
}

struct plan_answer what_if_answer(const struct fleet *f, const struct fleet_site *site,
                                  enum method method, double scale)
{
    struct what_if_model m;
    if (what_if_open(&m, f, site, method) < 0)
        return (struct plan_answer){.possible = false};
    const struct plan_answer answer = what_if_now(&m, scale);
    what_if_close(&m);
    return answer;
}

/* --- rates ------------------------------------------------------------------------------------ */

enum { WHAT_IF_FACTOR = 1000 };
static const uint64_t what_if_most = 100000000000; /* bit/s */

struct what_if_search {
    struct what_if_model *model;
    int knob;
    double scale, longest;
};

static int what_if_judge(void *user, struct solve_point *points, size_t count, struct error *e)
{
    const struct what_if_search *q = user;
    (void)e;
    for (size_t i = 0; i < count; i++) {
        estimate_set(q->model->estimate, q->knob, points[i].value);
        const struct plan_answer a = what_if_now(q->model, q->scale);
        points[i].holds = a.possible && choose_worth(&a, q->longest) == VERDICT_FITS;
        points[i].is = a.possible ? a.at_confidence : NAN;
    }
    return 0;
}

/* The least from `now` on that holds; 0: none does. */
static uint64_t what_if_search(struct what_if_search *q, uint64_t now, uint64_t most)
{
    struct error e;
    struct solve_result r;
    const struct solve s = {.low = now,
                            .high = most,
                            .now = now,
                            .limited = true,
                            .wanted = q->longest,
                            .judge = what_if_judge,
                            .user = q};
    if (now == most || solve_search(&s, &r, &e) < 0)
        return 0;
    if (r.outcome == SOLVE_ALWAYS)
        return now;
    return r.outcome == SOLVE_FOUND && r.least ? r.answer.value : 0;
}

static bool what_if_holds(struct what_if_search *q, uint64_t rate)
{
    struct solve_point point = {.value = rate};
    struct error e;
    what_if_judge(q, &point, 1, &e);
    return point.holds;
}

/* The same, where a value takes milliseconds: doubled until it holds, then halved to half a per
 * cent, rounded up to a round number. */
static uint64_t what_if_climb(struct what_if_search *q, uint64_t now, uint64_t most)
{
    uint64_t fails = now, holds = now;
    while (!what_if_holds(q, holds)) {
        if (holds > most / 2)
            return 0;
        fails = holds;
        holds *= 2;
    }
    while (holds - fails > 1 + holds / 200) {
        const uint64_t middle = fails + (holds - fails) / 2;
        if (what_if_holds(q, middle))
            holds = middle;
        else
            fails = middle;
    }
    const uint64_t step = holds > now ? solve_round_step((double)holds / 200) : 1;
    return (holds + step - 1) / step * step;
}

uint64_t what_if_rate(const struct fleet *f, const struct fleet_site *site, enum method method,
                      double scale, double longest)
{
    const uint64_t now = site->numbers[FLEET_WAN_RATE].mode;
    const uint64_t most = now > what_if_most / WHAT_IF_FACTOR ? what_if_most : now * WHAT_IF_FACTOR;
    struct what_if_model m;
    struct error e;
    if (now >= most || what_if_open(&m, f, site, method) < 0)
        return 0;
    struct what_if_search q = {.model = &m, .scale = scale, .longest = longest};
    uint64_t rate = 0;
    q.knob = estimate_knob(m.estimate, "wan.rate", now, most, &e);
    if (q.knob >= 0) {
        /* What takes microseconds a value first: less will not do beside others. */
        const bool others = site->calls > 0 || site->numbers[FLEET_BUSY].high > 0;
        estimate_take_others(m.estimate, ESTIMATE_NO_OTHERS);
        rate = what_if_search(&q, now, most);
        estimate_take_others(m.estimate, site->calls > 0 ? ESTIMATE_BESIDE : ESTIMATE_TIMES);
        if (rate > 0 && others)
            rate = what_if_climb(&q, rate, most);
    }
    what_if_close(&m);
    return rate;
}
