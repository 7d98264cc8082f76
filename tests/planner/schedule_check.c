/* Each job by itself, against all others, as slowly as it takes. */
#include "tests/planner/schedule_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char wrong[256];

static const char *say(const struct schedule_job *job, const char *what, int64_t time)
{
    snprintf(wrong, sizeof wrong, "%s: %s (%lld)", job->name, what, (long long)time);
    return wrong;
}

/* What the others that have places use of a resource at a time. */
static int64_t used_by_others(const struct schedule_problem *p, const struct schedule_place *places,
                              int32_t job, int32_t resource, int64_t time)
{
    int64_t used = 0;
    for (int32_t i = 0; i < p->job_count; i++)
        for (int32_t d = 0; d < p->jobs[i].demand_count; d++)
            if (i != job && places[i].placed && places[i].start <= time && time < places[i].end &&
                p->jobs[i].demands[d].resource == resource)
                used += p->jobs[i].demands[d].amount;
    return used;
}

/* Alone, at its start, and whenever another one starts while it runs. */
static bool has_resources(const struct schedule_problem *p, const struct schedule_place *places,
                          int32_t job, int64_t start)
{
    const struct schedule_job *j = &p->jobs[job];
    for (int32_t d = 0; d < j->demand_count; d++)
        if (j->demands[d].amount > p->capacities[j->demands[d].resource])
            return false;
    for (int32_t i = 0; i < p->job_count; i++) {
        const int64_t time = i == job ? start : places[i].start;
        if (i != job && (!places[i].placed || time < start))
            continue;
        for (int32_t d = 0; d < j->demand_count && time < start + j->duration; d++)
            if (j->demands[d].amount > 0 &&
                used_by_others(p, places, job, j->demands[d].resource, time) +
                        j->demands[d].amount >
                    p->capacities[j->demands[d].resource])
                return false;
    }
    return true;
}

static bool has_phones(const struct schedule_problem *p, const struct schedule_place *places,
                       int32_t job, int64_t night)
{
    int64_t phones = p->jobs[job].phones;
    for (int32_t i = 0; i < p->job_count; i++)
        if (i != job && places[i].placed && p->jobs[i].windows[places[i].window].night == night)
            phones += p->jobs[i].phones;
    return p->phones_a_night == 0 || phones <= p->phones_a_night;
}

static bool has_waves(const struct schedule_problem *p, const struct schedule_place *places,
                      int32_t job, int64_t start)
{
    for (int32_t i = 0; i < p->job_count; i++)
        if (p->jobs[i].wave < p->jobs[job].wave &&
            (!places[i].placed || places[i].end + p->soak > start))
            return false;
    return true;
}

static bool can_run(const struct schedule_problem *p, const struct schedule_place *places,
                    int32_t job, int32_t window, int64_t start)
{
    const struct schedule_job *j = &p->jobs[job];
    const struct schedule_window *w = &j->windows[window];
    const int64_t end = start + j->duration;
    for (int32_t later = window + 1; later < j->window_count; later++)
        if (start >= j->windows[later].open)
            return false;
    return start >= w->open && start < w->close && end <= w->close && start >= j->release &&
           end <= j->deadline && has_waves(p, places, job, start) &&
           has_phones(p, places, job, w->night) && has_resources(p, places, job, start);
}

/* Whether it can run before a time: what ends then begins at an opening, or as something ends. */
static bool can_run_before(const struct schedule_problem *p, const struct schedule_place *places,
                           int32_t job, int64_t time)
{
    const struct schedule_job *j = &p->jobs[job];
    for (int32_t w = 0; w < j->window_count; w++) {
        if ((j->windows[w].open < time && can_run(p, places, job, w, j->windows[w].open)) ||
            (j->release < time && can_run(p, places, job, w, j->release)))
            return true;
        for (int32_t i = 0; i < p->job_count; i++)
            for (int64_t start = places[i].end; i != job && places[i].placed; start += p->soak) {
                if (start < time && can_run(p, places, job, w, start))
                    return true;
                if (start > places[i].end || p->soak == 0)
                    break;
            }
    }
    return false;
}

static const char *check_place(const struct schedule_problem *p,
                               const struct schedule_place *places, int32_t job)
{
    const struct schedule_job *j = &p->jobs[job];
    const struct schedule_place *place = &places[job];
    int64_t latest = place->start;
    for (int32_t w = 0; w < j->window_count; w++) {
        const int64_t close = j->windows[w].close;
        const int64_t start = (close < j->deadline ? close : j->deadline) - j->duration;
        if (start > latest && start >= j->windows[w].open)
            latest = j->duration == 0 && start == close ? start - 1 : start;
    }
    if (place->end - place->start != j->duration)
        return say(j, "runs too long or too short", place->start);
    if (!can_run(p, places, job, place->window, place->start))
        return say(j, "cannot run where it has its place", place->start);
    if (can_run_before(p, places, job, place->start))
        return say(j, "could start earlier", place->start);
    if (place->slack != latest - place->start)
        return say(j, "has another slack", place->slack);
    if (place->left_in_window != j->windows[place->window].close - place->end)
        return say(j, "has something else left of its window", place->left_in_window);
    if (j->deadline != SCHEDULE_NEVER && place->left_to_deadline != j->deadline - place->end)
        return say(j, "has something else left to its deadline", place->left_to_deadline);
    return NULL;
}

const char *schedule_check(const struct schedule_problem *p, const struct schedule_place *places,
                           const struct schedule_total *total)
{
    int32_t placed = 0;
    for (int32_t i = 0; i < p->job_count; i++) {
        if (places[i].placed != (places[i].reason < SCHEDULE_TOO_LONG))
            return say(&p->jobs[i], "has a reason that does not fit", places[i].reason);
        if (!places[i].placed && can_run_before(p, places, i, SCHEDULE_NEVER))
            return say(&p->jobs[i], "could have a place", 0);
        if (places[i].placed && check_place(p, places, i))
            return wrong;
        if (places[i].placed && (places[i].start < total->start || places[i].end > total->end))
            return say(&p->jobs[i], "is outside of the whole", places[i].start);
        placed += places[i].placed;
    }
    return placed == total->placed ? NULL : say(&p->jobs[0], "and others: not so many", placed);
}
