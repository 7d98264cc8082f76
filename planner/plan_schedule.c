/* Places for the sites: what is known of them as waves, jobs and resources, and back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/choose.h"
#include "planner/plan_private.h"
#include "planner/schedule_bound.h"

static const int64_t plan_minute = 60;

/* Up to the minute, at least one; s. */
static int64_t plan_whole_minutes(double seconds)
{
    const double minutes = ceil((seconds - 1e-6) / (double)plan_minute);
    return plan_minute * (minutes < 1 ? 1 : (int64_t)minutes);
}

/* How long a place it needs. One that is tight gets all of its window: it is to begin at once. */
static int64_t plan_duration(const struct plan_site *s)
{
    const double takes = plan_takes(s);
    return takes <= (double)s->longest - (double)plan_minute ? plan_whole_minutes(takes)
                                                             : s->longest;
}

/* Whether there is a window that it may fit into. */
static bool plan_has_chance(const struct plan_site *s)
{
    return s->chosen >= 0 && s->window_count > 0 &&
           choose_worth(&s->answers[s->chosen], (double)s->longest) != VERDICT_DOES_NOT_FIT;
}

/* --- waves ------------------------------------------------------------------------------------ */

static int plan_compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Its models and its method in one form; free it. */
static char *plan_set_of(const struct plan_site *s)
{
    const size_t count = s->site->phones_count;
    const char **models = mem_calloc(count + 1, sizeof *models);
    for (size_t i = 0; i < count; i++)
        models[i] = s->site->phones[i].model->name;
    qsort(models, count, sizeof *models, plan_compare_texts);
    char *set = mem_strdup(method_names[s->chosen]);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(models[i], models[i - 1]) != 0) {
            char *before = set;
            set = mem_printf("%s %s", before, models[i]);
            free(before);
        }
    free(models);
    return set;
}

/* The day of the first window that it fits into. */
static date_day plan_first_day(const struct plan_site *s)
{
    const int64_t duration = plan_duration(s);
    for (size_t i = 0; i < s->window_count; i++)
        if (s->windows[i].close - s->windows[i].open >= duration)
            return s->windows[i].day;
    return s->windows[0].day;
}

/* Which sites have a chance, by their indices in the plan. */
struct plan_chances {
    size_t *sites;
    size_t count;
};

static int plan_assign_waves(struct plan *p, const struct plan_chances *c, struct error *e)
{
    struct waves_site *sites = mem_calloc(c->count + 1, sizeof *sites);
    char **sets = mem_calloc(c->count + 1, sizeof *sets);
    size_t *waves = mem_calloc(c->count + 1, sizeof *waves);
    for (size_t i = 0; i < c->count; i++) {
        const struct fleet_site *of = p->sites[c->sites[i]].site;
        sets[i] = plan_set_of(&p->sites[c->sites[i]]);
        sites[i] = (struct waves_site){.name = of->name,
                                       .set = sets[i],
                                       .group = of->group,
                                       .phones = of->phone_count,
                                       .critical = of->critical,
                                       .day = plan_first_day(&p->sites[c->sites[i]])};
    }
    const int count = waves_assign(&p->options.waves, sites, c->count, waves, e);
    for (size_t i = 0; i < c->count; i++) {
        p->sites[c->sites[i]].wave = waves[i];
        free(sets[i]);
    }
    p->wave_count = count < 0 ? 0 : (size_t)count;
    free(sites);
    free(sets);
    free(waves);
    return count < 0 ? -1 : 0;
}

/* --- resources -------------------------------------------------------------------------------- */

static void plan_add_resource(struct plan *p, enum plan_resource_kind kind, uint64_t capacity)
{
    if (capacity > 0)
        p->resources[p->resource_count++] = (struct plan_resource){kind, (int64_t)capacity};
}

static const double plan_processor = 1e6; /* millionths */

static void plan_find_resources(struct plan *p)
{
    const struct plan_options *o = &p->options;
    const uint64_t own = p->fleet->like.server.transfers;
    plan_add_resource(p, PLAN_HEAD_END, o->head_end);
    plan_add_resource(p, PLAN_TRANSFERS, o->server_transfers ? o->server_transfers : own);
    plan_add_resource(p, PLAN_PROCESSOR, (uint64_t)plan_processor);
    plan_add_resource(p, PLAN_SITES, o->sites_at_once);
}

/* What a site takes of it. Of a server not more than there is: the site's time says already that
 * it waits for it. */
static int64_t plan_demand(const struct plan_answer *a, const struct plan_resource *r)
{
    double demand = 1; /* PLAN_SITES */
    if (r->kind == PLAN_HEAD_END)
        return (int64_t)ceil(a->mean_rate);
    if (r->kind == PLAN_TRANSFERS)
        demand = a->transfers;
    else if (r->kind == PLAN_PROCESSOR)
        demand = a->server_use * plan_processor;
    return (int64_t)ceil(fmin(demand, (double)r->capacity));
}

/* --- jobs ------------------------------------------------------------------------------------- */

static struct schedule_window *plan_job_windows(const struct plan_site *s)
{
    struct schedule_window *windows = mem_calloc(s->window_count + 1, sizeof *windows);
    for (size_t i = 0; i < s->window_count; i++)
        windows[i] =
            (struct schedule_window){s->windows[i].open, s->windows[i].close, s->windows[i].day};
    return windows;
}

static struct schedule_job plan_job(const struct plan *p, const struct plan_site *s)
{
    struct schedule_demand *demands = mem_calloc(PLAN_RESOURCES, sizeof *demands);
    for (size_t i = 0; i < p->resource_count; i++)
        demands[i] = (struct schedule_demand){
            (int32_t)i, plan_demand(&s->answers[s->chosen], &p->resources[i])};
    return (struct schedule_job){.name = s->site->name,
                                 .duration = plan_duration(s),
                                 .deadline = SCHEDULE_NEVER,
                                 .wave = (int32_t)s->wave,
                                 .phones = s->site->phone_count,
                                 .windows = plan_job_windows(s),
                                 .window_count = (int32_t)s->window_count,
                                 .demands = demands,
                                 .demand_count = (int32_t)p->resource_count};
}

static void plan_free_jobs(struct schedule_job *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free((void *)(uintptr_t)jobs[i].windows);
        free((void *)(uintptr_t)jobs[i].demands);
    }
    free(jobs);
}

/* Where it is, in the plan's own words. */
static void plan_keep_place(struct plan *p, const struct plan_chances *c, size_t number,
                            const struct schedule_place *place)
{
    struct plan_site *s = &p->sites[c->sites[number]];
    s->place = *place;
    if (place->job >= 0)
        s->place.job = (int32_t)c->sites[place->job];
    s->scheduled = place->placed;
    if (!place->placed)
        return;
    s->start = place->start;
    s->end = place->end;
    s->window = (size_t)place->window;
    s->slack = (double)(s->windows[s->window].close - s->start) - plan_takes(s);
}

/* Takes those out that have no place by a fault of their own, as long as others wait for them.
 * Returns how many. */
static size_t plan_leave_out(struct plan_chances *c, const struct schedule_place *places)
{
    size_t left = 0;
    for (size_t i = 0; i < c->count; i++)
        if (places[i].placed || places[i].reason == SCHEDULE_WAVE_UNFINISHED)
            c->sites[left++] = c->sites[i];
    const size_t out = c->count - left;
    c->count = left;
    return out;
}

/* The best that there could be, of the sites that have a place. */
static void plan_keep_bound(struct plan *p, const struct plan_chances *c,
                            const struct schedule_problem *problem,
                            const struct schedule_place *places)
{
    const struct schedule_bounds bounds = schedule_bound(problem, places);
    const struct schedule_bound *b = &bounds.of[bounds.largest];
    p->bound = (struct plan_bound){.end = b->end,
                                   .by = bounds.largest,
                                   .site = b->job < 0 ? 0 : c->sites[b->job],
                                   .resource = b->resource};
}

/* Places those that have a chance, once. Returns how many are left out. */
static size_t plan_place_once(struct plan *p, struct plan_chances *c)
{
    struct schedule_job *jobs = mem_calloc(c->count + 1, sizeof *jobs);
    struct schedule_place *places = mem_calloc(c->count + 1, sizeof *places);
    int64_t capacities[PLAN_RESOURCES];
    const size_t count = c->count;
    for (size_t i = 0; i < p->resource_count; i++)
        capacities[i] = p->resources[i].capacity;
    for (size_t i = 0; i < count; i++)
        jobs[i] = plan_job(p, &p->sites[c->sites[i]]);
    const struct schedule_problem problem = {
        .jobs = jobs,
        .job_count = (int32_t)count,
        .capacities = capacities,
        .resource_count = (int32_t)p->resource_count,
        .soak = p->options.soak,
        .phones_a_night = (int64_t)p->options.phones_a_night,
    };
    schedule_make(&problem, places);
    for (size_t i = 0; i < count; i++)
        plan_keep_place(p, c, i, &places[i]);
    plan_keep_bound(p, c, &problem, places);
    const size_t out = plan_leave_out(c, places);
    plan_free_jobs(jobs, count);
    free(places);
    return out;
}

static void plan_count_waves(struct plan *p, const struct plan_chances *c)
{
    p->waves = mem_calloc(p->wave_count + 1, sizeof *p->waves);
    for (size_t i = 0; i < c->count; i++) {
        const struct plan_site *s = &p->sites[c->sites[i]];
        struct plan_wave *w = &p->waves[s->wave];
        w->sites++;
        w->phones += s->site->phone_count;
        if (!s->scheduled)
            continue;
        w->start = w->scheduled == 0 || s->start < w->start ? s->start : w->start;
        w->end = w->scheduled == 0 || s->end > w->end ? s->end : w->end;
        w->scheduled++;
    }
}

static struct plan_chances plan_find_chances(const struct plan *p)
{
    struct plan_chances c = {mem_calloc(p->count + 1, sizeof *c.sites), 0};
    for (size_t i = 0; i < p->count; i++)
        if (plan_has_chance(&p->sites[i]))
            c.sites[c.count++] = i;
    return c;
}

int plan_schedule(struct plan *p, struct error *e)
{
    struct plan_chances c = plan_find_chances(p);
    plan_find_resources(p);
    const int status = plan_assign_waves(p, &c, e);
    if (status == 0) {
        /* A site that has no place does not stop the rest: it is left out, and they are placed
         * again. */
        while (plan_place_once(p, &c) > 0)
            continue;
        free(c.sites);
        c = plan_find_chances(p);
        plan_count_waves(p, &c);
    }
    free(c.sites);
    return status;
}
