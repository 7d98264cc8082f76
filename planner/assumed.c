/* Which verdicts hang on a default that stands for an empty cell: would they be another one at an
 * end of the range that the column may have? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/plan_private.h"
#include "planner/what_if.h"
#include "scenarios/format/path.h"

enum { ASSUMED_ENDS = 2 };

/* A column that has such a range. */
struct assumed_column {
    struct fleet_number perhaps, fallback;
    struct path_field at;
    bool known;
};

/* What a kind of site does by a method at an end of a range, beside what it does as it stands; the
 * ratio is NAN where that is the same, or not known. */
struct assumed_end {
    bool possible;
    double ratio; /* of its times */
    bool has_mos;
    double mos, mos_before;
};

struct assumed_ends {
    struct assumed_end at[FLEET_COLUMNS][ASSUMED_ENDS];
};

/* A kind by a method that some of its sites have. */
struct assumed_job {
    size_t kind;
    enum method method;
    uint32_t columns; /* empty at some of them, a bit each */
};

struct assumed_all {
    struct plan *plan;
    struct assumed_column columns[FLEET_COLUMNS];
    struct assumed_job *jobs;
    size_t job_count;
    size_t (*job_of)[PLAN_METHODS]; /* by kind: one more than its index; 0: none */
    struct assumed_ends *ends;      /* of each job */
};

/* --- columns ---------------------------------------------------------------------------------- */

static void assumed_open_columns(struct assumed_all *all)
{
    struct error e;
    for (size_t c = 0; c < FLEET_COLUMNS; c++) {
        const struct fleet_column *column = &fleet_columns[c];
        struct assumed_column *to = &all->columns[c];
        if (!column->perhaps || !column->fallback || !column->path || column->number < 0 ||
            path_find(&to->at, column->path, &e) < 0)
            continue;
        to->known =
            fleet_number_parse(to->at.field, column->perhaps, true, &to->perhaps, &e) == 0 &&
            fleet_number_parse(to->at.field, column->fallback, false, &to->fallback, &e) == 0;
        if (!to->known)
            path_free(&to->at);
    }
}

static void assumed_close_columns(struct assumed_all *all)
{
    for (size_t c = 0; c < FLEET_COLUMNS; c++)
        if (all->columns[c].known)
            path_free(&all->columns[c].at);
}

/* Whether the column is empty there, and may be anything in its range. */
static bool assumed_is(const struct assumed_all *all, uint32_t columns, size_t column)
{
    return all->columns[column].known && (columns & (uint32_t)1 << column);
}

/* --- the model, in a worker ------------------------------------------------------------------- */

static struct assumed_end assumed_end_of(const struct what_if_model *m,
                                         const struct plan_answer *now)
{
    const struct plan_answer a = what_if_now(m, 1);
    return (struct assumed_end){.possible = a.possible,
                                .ratio = a.p50 / now->p50,
                                .has_mos = a.has_mos,
                                .mos = a.mos,
                                .mos_before = a.mos_before};
}

/* Sets the column to both ends, and back to what is assumed. */
static void assumed_column_ends(const struct assumed_column *c, const char *path,
                                const struct what_if_model *m, const struct plan_answer *now,
                                struct assumed_end ends[ASSUMED_ENDS])
{
    struct error e;
    const struct fleet_number *n = &c->perhaps;
    const int knob = estimate_knob(m->estimate, path, n->low, n->high, &e);
    for (int end = 0; end < ASSUMED_ENDS && knob >= 0; end++) {
        const uint64_t value = end == 0 ? n->low : n->high;
        if (value == c->fallback.mode)
            continue;
        estimate_set(m->estimate, knob, value);
        ends[end] = assumed_end_of(m, now);
    }
    if (knob >= 0)
        estimate_set(m->estimate, knob, c->fallback.mode);
}

/* As little as will do: packets that are followed beside others take milliseconds. A LAN changes
 * nothing of calls, and but for what others take themselves they change times in proportion. */
static enum estimate_others assumed_how(const struct fleet_site *site, size_t column)
{
    if (site->calls > 0 && column != FLEET_COLUMN_LAN)
        return ESTIMATE_BESIDE;
    return column == FLEET_COLUMN_BUSY ? ESTIMATE_TIMES : ESTIMATE_NO_OTHERS;
}

static void assumed_fill(const struct assumed_all *all, const struct assumed_job *job,
                         const struct fleet_site *site, const struct what_if_model *m,
                         struct assumed_ends *ends)
{
    struct plan_answer now = {.possible = false};
    int before = -1; /* for which `now` was asked */
    for (size_t c = 0; c < FLEET_COLUMNS; c++) {
        if (!assumed_is(all, job->columns, c))
            continue;
        const enum estimate_others how = assumed_how(site, c);
        estimate_take_others(m->estimate, how);
        if (before != (int)how)
            now = what_if_now(m, 1);
        before = (int)how;
        if (now.possible)
            assumed_column_ends(&all->columns[c], fleet_columns[c].path, m, &now, ends->at[c]);
    }
}

static int assumed_job(void *user, size_t number, void *result, struct error *e)
{
    const struct assumed_all *all = user;
    const struct assumed_job *job = &all->jobs[number];
    const struct fleet *f = all->plan->fleet;
    const struct fleet_site *site = &f->sites[f->kind_sites[job->kind]];
    struct assumed_ends *ends = result;
    struct what_if_model m;
    (void)e;
    for (size_t c = 0; c < FLEET_COLUMNS; c++)
        for (int end = 0; end < ASSUMED_ENDS; end++)
            ends->at[c][end] = (struct assumed_end){.possible = true, .ratio = NAN};
    if (what_if_open(&m, f, site, job->method) < 0)
        return 0;
    assumed_fill(all, job, site, &m, ends);
    what_if_close(&m);
    return 0;
}

/* --- jobs ------------------------------------------------------------------------------------- */

static void assumed_list(struct assumed_all *all)
{
    for (size_t i = 0; i < all->plan->count; i++) {
        const struct plan_site *s = &all->plan->sites[i];
        if (s->chosen < 0 || s->longest == 0)
            continue;
        size_t *job = &all->job_of[s->site->kind][s->chosen];
        if (*job == 0) {
            all->jobs[all->job_count++] =
                (struct assumed_job){.kind = s->site->kind, .method = (enum method)s->chosen};
            *job = all->job_count;
        }
        all->jobs[*job - 1].columns |= s->site->assumed;
    }
}

static int assumed_run(struct assumed_all *all, struct error *e)
{
    const struct plan_options *o = &all->plan->options;
    const struct pool_jobs pool = {.count = all->job_count,
                                   .result_size = sizeof *all->ends,
                                   .job = assumed_job,
                                   .user = all,
                                   .progress = o->progress,
                                   .progress_user = o->progress_user};
    all->ends = mem_calloc(all->job_count + 1, sizeof *all->ends);
    return pool_run(&pool, o->workers, all->ends, e);
}

/* --- verdicts --------------------------------------------------------------------------------- */

/* What the site's answer is worth at that end. */
static enum verdict assumed_worth(const struct plan_site *s, const struct assumed_end *end)
{
    struct plan_answer a = s->answers[s->chosen];
    if (!end->possible)
        return VERDICT_DOES_NOT_FIT;
    if (isnan(end->ratio))
        return choose_worth(&a, (double)s->longest);
    a.p50 *= end->ratio;
    a.at_confidence *= end->ratio;
    if (end->has_mos) {
        a.mos = end->mos;
        a.mos_before = end->mos_before;
    }
    return choose_worth(&a, (double)s->longest);
}

/* The end at which the verdict is another one; -1: at none. */
static int assumed_decides(const struct assumed_all *all, const struct plan_site *s, size_t column)
{
    const size_t job = all->job_of[s->site->kind][s->chosen];
    const enum verdict now = choose_worth(&s->answers[s->chosen], (double)s->longest);
    for (int end = ASSUMED_ENDS - 1; end >= 0; end--)
        if (assumed_worth(s, &all->ends[job - 1].at[column][end]) != now)
            return end;
    return -1;
}

static char *assumed_value(const struct assumed_column *c, uint64_t value)
{
    const struct fleet_number n = {FLEET_VALUE, value, value, value};
    return fleet_number_text(c->at.field, &n);
}

/* "fits with wan_rtt 16 ms, which is assumed; does not fit with 100 ms". */
static void assumed_say(const struct assumed_all *all, struct plan_site *s, size_t column, int end)
{
    const size_t job = all->job_of[s->site->kind][s->chosen];
    const struct fleet_number *n = &all->columns[column].perhaps;
    char *value = assumed_value(&all->columns[column], end == 0 ? n->low : n->high);
    const enum verdict other = assumed_worth(s, &all->ends[job - 1].at[column][end]);
    char *before = s->because;
    s->because = mem_printf("%s (%s) with %s %s, which is assumed; %s with %s",
                            verdict_words[s->verdict], before, fleet_columns[column].name,
                            fleet_columns[column].fallback, verdict_words[other], value);
    s->verdict = VERDICT_CANNOT_SAY;
    free(before);
    free(value);
}

/* Whether its verdict is one of the site's own times and calls: of a site that others leave no
 * place it is not. */
static bool assumed_may_decide(const struct plan_site *s)
{
    return s->chosen >= 0 && s->longest > 0 && s->verdict != VERDICT_CANNOT_SAY &&
           choose_worth(&s->answers[s->chosen], (double)s->longest) == s->verdict;
}

static void assumed_judge(struct assumed_all *all, struct plan_site *s, size_t *decides)
{
    const bool may = assumed_may_decide(s);
    for (size_t c = 0; c < FLEET_COLUMNS && may; c++) {
        const int end = assumed_is(all, s->site->assumed, c) ? assumed_decides(all, s, c) : -1;
        if (end < 0)
            continue;
        decides[c]++;
        s->measure |= (uint32_t)1 << c;
        if (s->verdict != VERDICT_CANNOT_SAY)
            assumed_say(all, s, c, end);
    }
}

/* --- what is assumed -------------------------------------------------------------------------- */

static int assumed_compare(const void *a, const void *b)
{
    const struct plan_assumed *x = a, *y = b;
    if (x->decides != y->decides)
        return x->decides > y->decides ? -1 : 1;
    return (int)x->column - (int)y->column;
}

static void assumed_count(struct plan *p, const size_t *decides)
{
    p->assumed = mem_calloc(FLEET_COLUMNS, sizeof *p->assumed);
    for (unsigned c = 0; c < FLEET_COLUMNS; c++) {
        size_t sites = 0;
        for (size_t i = 0; i < p->count; i++)
            sites += (p->sites[i].site->assumed >> c) & 1;
        if (sites > 0)
            p->assumed[p->assumed_count++] = (struct plan_assumed){c, sites, decides[c]};
    }
    qsort(p->assumed, p->assumed_count, sizeof *p->assumed, assumed_compare);
}

int plan_find_assumed(struct plan *p, struct error *e)
{
    struct assumed_all all = {.plan = p};
    size_t decides[FLEET_COLUMNS] = {0};
    all.job_of = mem_calloc(p->fleet->kind_count + 1, sizeof *all.job_of);
    all.jobs = mem_calloc(p->fleet->kind_count * PLAN_METHODS + 1, sizeof *all.jobs);
    assumed_open_columns(&all);
    assumed_list(&all);
    const int status = assumed_run(&all, e);
    for (size_t i = 0; i < p->count && status == 0; i++)
        assumed_judge(&all, &p->sites[i], decides);
    if (status == 0)
        assumed_count(p, decides);
    assumed_close_columns(&all);
    free(all.job_of);
    free(all.jobs);
    free(all.ends);
    return status;
}
