/* The serial schedule generation scheme: wave by wave, least slack first, each job at its earliest
 * start. What jobs may do alone is in schedule_windows.h, what is left of resources in
 * schedule_profile.h, of nights in schedule_nights.h. */
#include "planner/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/schedule_nights.h"
#include "planner/schedule_profile.h"
#include "planner/schedule_windows.h"

const char *const schedule_words[SCHEDULE_REASONS] = {
    [SCHEDULE_AT_ONCE] = "at once",
    [SCHEDULE_AFTER_WAVE] = "after wave",
    [SCHEDULE_AFTER_ROOM] = "after room",
    [SCHEDULE_TOO_LONG] = "too long",
    [SCHEDULE_NO_WINDOW] = "no window",
    [SCHEDULE_TOO_SMALL] = "too small",
    [SCHEDULE_WAVE_UNFINISHED] = "wave unfinished",
    [SCHEDULE_WAVE_LATE] = "wave late",
    [SCHEDULE_FULL] = "full",
};

/* What jobs are sorted by, until one differs. */
struct sched_key {
    int32_t wave;
    int64_t slack;
    int64_t duration;
    const char *name;
    int32_t job;
};

/* The work under way. */
struct sched {
    const struct schedule_problem *p;
    struct schedule_place *places;
    struct schedule_profile *profiles; /* of each resource */
    struct profile_cursor *cursors;    /* in those of a job's demands, as its start is looked for */
    struct schedule_nights nights;
    struct schedule_total total;
    int64_t gate;       /* no job of this wave may start before */
    int32_t gate_of;    /* the job that it is the end of, or SCHEDULE_NONE */
    int32_t unfinished; /* the first job of a wave before that has no place, or SCHEDULE_NONE */
};

static struct schedule_place sched_no_place(enum schedule_reason reason)
{
    return (struct schedule_place){
        .reason = reason, .window = SCHEDULE_NONE, .resource = SCHEDULE_NONE, .job = SCHEDULE_NONE};
}

/* --- what keeps a job from having a place, whatever the others do ---------------------------- */

static bool sched_is_too_long(const struct schedule_job *job, struct schedule_place *place)
{
    int64_t longest = 0;
    *place = sched_no_place(SCHEDULE_TOO_LONG);
    for (int32_t i = 0; i < job->window_count; i++) {
        const int64_t length = job->windows[i].close - job->windows[i].open;
        if (length <= longest)
            continue;
        longest = length;
        place->window = i;
    }
    place->missing = job->duration - longest;
    return job->window_count > 0 && place->missing > 0;
}

/* How much of which window is left between release and deadline. */
static bool sched_has_no_window(const struct schedule_job *job, struct schedule_place *place)
{
    int64_t longest = 0;
    *place = sched_no_place(SCHEDULE_NO_WINDOW);
    for (int32_t i = 0; i < job->window_count; i++) {
        const struct schedule_starts starts = schedule_starts_in(job, i, SCHEDULE_ANY_TIME);
        const int64_t left = starts.latest - starts.earliest + job->duration;
        if (left <= longest)
            continue;
        longest = left;
        place->window = i;
    }
    place->missing = job->duration - longest;
    return schedule_starts_of(job, SCHEDULE_ANY_TIME).earliest == SCHEDULE_NEVER;
}

static bool sched_is_too_much(const struct schedule_problem *p, const struct schedule_job *job,
                              struct schedule_place *place)
{
    *place = sched_no_place(SCHEDULE_TOO_SMALL);
    for (int32_t i = 0; i < job->demand_count && place->missing <= 0; i++) {
        place->resource = job->demands[i].resource;
        place->missing = job->demands[i].amount - p->capacities[place->resource];
    }
    if (place->missing <= 0 && p->phones_a_night > 0) {
        place->resource = SCHEDULE_NIGHTS;
        place->missing = job->phones - p->phones_a_night;
    }
    return place->missing > 0;
}

/* The waves before did not end, or not in time. */
static bool sched_has_no_gate(const struct sched *s, const struct schedule_job *job,
                              struct schedule_place *place)
{
    if (s->unfinished != SCHEDULE_NONE) {
        *place = sched_no_place(SCHEDULE_WAVE_UNFINISHED);
        place->job = s->unfinished;
        return true;
    }
    *place = sched_no_place(SCHEDULE_WAVE_LATE);
    place->job = s->gate_of;
    place->missing = s->gate - schedule_starts_of(job, SCHEDULE_ANY_TIME).latest;
    return place->missing > 0;
}

static bool sched_is_hopeless(const struct sched *s, int32_t job)
{
    const struct schedule_job *j = &s->p->jobs[job];
    struct schedule_place *place = &s->places[job];
    return sched_is_too_long(j, place) || sched_has_no_window(j, place) ||
           sched_is_too_much(s->p, j, place) || sched_has_no_gate(s, j, place);
}

/* --- the earliest start that is left --------------------------------------------------------- */

/* The first demand that is not met while the job runs, or SCHEDULE_NONE; and from when on. */
static int32_t sched_conflict(const struct sched *s, const struct schedule_job *job, int64_t start,
                              int64_t *when)
{
    int32_t found = SCHEDULE_NONE;
    *when = start + job->duration;
    for (int32_t i = 0; i < job->demand_count; i++) {
        const struct schedule_demand *d = &job->demands[i];
        const int64_t conflict = d->amount
                                     ? profile_conflict(&s->profiles[d->resource], &s->cursors[i],
                                                        start, *when, d->amount)
                                     : *when;
        if (conflict == *when)
            continue;
        *when = conflict;
        found = i;
    }
    return found;
}

/* Notes what is in the way, if the job comes nearer to having a place here than before. */
static void sched_note(struct schedule_place *place, int32_t window, int32_t resource,
                       int64_t missing)
{
    if (place->window != SCHEDULE_NONE && missing >= place->missing)
        return;
    place->window = window;
    place->resource = resource;
    place->missing = missing;
}

/* The earliest start in a window where all demands are met, or SCHEDULE_NEVER. `last` is what the
 * job waited for last, if it waited. */
static int64_t sched_start_in(const struct sched *s, const struct schedule_job *job, int32_t window,
                              int32_t *last, struct schedule_place *place)
{
    const struct schedule_starts starts = schedule_starts_in(job, window, s->gate);
    int64_t start = starts.earliest;
    for (int32_t i = 0; i < job->demand_count; i++)
        s->cursors[i] = profile_at(&s->profiles[job->demands[i].resource], start);
    while (start <= starts.latest) {
        int64_t when;
        const int32_t conflict = sched_conflict(s, job, start, &when);
        if (conflict == SCHEDULE_NONE)
            return start;
        const struct schedule_demand *d = &job->demands[conflict];
        *last = d->resource;
        sched_note(place, window, d->resource, job->duration - (when - start));
        start = profile_free(&s->profiles[d->resource], &s->cursors[conflict], when, d->amount);
    }
    const int64_t late = start + job->duration - schedule_end_in(job, window);
    if (late > 0) /* or the next window is open by then */
        sched_note(place, window, *last, late);
    return SCHEDULE_NEVER;
}

/* Where it has its place: the earliest start in any window, and why not earlier. */
static void sched_settle(const struct sched *s, int32_t job, int32_t window, int64_t start,
                         int32_t last)
{
    const struct schedule_job *j = &s->p->jobs[job];
    struct schedule_place *place = &s->places[job];
    *place = sched_no_place(SCHEDULE_AFTER_ROOM);
    place->placed = true;
    if (start == schedule_starts_of(j, SCHEDULE_ANY_TIME).earliest)
        place->reason = SCHEDULE_AT_ONCE;
    else if (start != schedule_starts_of(j, s->gate).earliest)
        place->resource = last;
    else {
        place->reason = SCHEDULE_AFTER_WAVE;
        place->job = s->gate_of;
    }
    place->start = start;
    place->end = start + j->duration;
    place->slack = schedule_starts_of(j, s->gate).latest - start;
    place->window = window;
    place->left_in_window = j->windows[window].close - place->end;
    place->left_to_deadline =
        j->deadline == SCHEDULE_NEVER ? SCHEDULE_NEVER : j->deadline - place->end;
}

static bool sched_place(struct sched *s, int32_t job)
{
    const struct schedule_job *j = &s->p->jobs[job];
    struct schedule_place spent = sched_no_place(SCHEDULE_FULL), *place = &s->places[job];
    int32_t last = SCHEDULE_NONE;
    *place = spent;
    for (int32_t i = 0; i < j->window_count; i++) {
        const struct schedule_starts starts = schedule_starts_in(j, i, s->gate);
        if (starts.latest < starts.earliest)
            continue;
        const int64_t left = nights_left(&s->nights, j->windows[i].night);
        if (left < j->phones) {
            last = SCHEDULE_NIGHTS;
            sched_note(&spent, i, last, j->phones - left);
            continue;
        }
        const int64_t start = sched_start_in(s, j, i, &last, place);
        if (start == SCHEDULE_NEVER)
            continue;
        sched_settle(s, job, i, start, last);
        return true;
    }
    if (place->window == SCHEDULE_NONE)
        *place = spent;
    return false;
}

static void sched_use(struct sched *s, int32_t job)
{
    const struct schedule_job *j = &s->p->jobs[job];
    const struct schedule_place *place = &s->places[job];
    nights_use(&s->nights, j->windows[place->window].night, j->phones);
    for (int32_t i = 0; i < j->demand_count; i++)
        profile_use(&s->profiles[j->demands[i].resource], place->start, place->end,
                    j->demands[i].amount);
}

/* --- one after the other --------------------------------------------------------------------- */

static int sched_compare(const void *a, const void *b)
{
    const struct sched_key *x = a, *y = b;
    if (x->wave != y->wave)
        return x->wave < y->wave ? -1 : 1;
    if (x->slack != y->slack)
        return x->slack < y->slack ? -1 : 1;
    if (x->duration != y->duration)
        return x->duration > y->duration ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void sched_count(struct sched *s, int32_t job)
{
    const struct schedule_place *place = &s->places[job];
    struct schedule_total *t = &s->total;
    t->start = t->placed == 0 || place->start < t->start ? place->start : t->start;
    if (t->placed == 0 || place->end > t->end ||
        (place->end == t->end && strcmp(s->p->jobs[job].name, s->p->jobs[t->last].name) < 0)) {
        t->end = place->end;
        t->last = job;
    }
    t->placed++;
}

/* A wave's jobs, whose keys get their slack. */
static void sched_wave(struct sched *s, struct sched_key *keys, int32_t count)
{
    int32_t unfinished = SCHEDULE_NONE;
    for (int32_t i = 0; i < count; i++) {
        const struct schedule_starts starts = schedule_starts_of(&s->p->jobs[keys[i].job], s->gate);
        keys[i].slack = starts.earliest == SCHEDULE_NEVER ? -1 : starts.latest - starts.earliest;
    }
    qsort(keys, (size_t)count, sizeof *keys, sched_compare);
    for (int32_t i = 0; i < count; i++) {
        const int32_t job = keys[i].job;
        if (!sched_is_hopeless(s, job) && sched_place(s, job)) {
            sched_use(s, job);
            sched_count(s, job);
        } else if (unfinished == SCHEDULE_NONE) {
            unfinished = job;
        }
    }
    if (s->unfinished == SCHEDULE_NONE)
        s->unfinished = unfinished;
    if (s->unfinished == SCHEDULE_NONE) {
        s->gate = s->total.end + s->p->soak;
        s->gate_of = s->total.last;
    }
}

static void sched_waves(struct sched *s)
{
    const struct schedule_problem *p = s->p;
    struct sched_key *keys = mem_calloc((size_t)p->job_count, sizeof *keys);
    for (int32_t i = 0; i < p->job_count; i++)
        keys[i] = (struct sched_key){p->jobs[i].wave, 0, p->jobs[i].duration, p->jobs[i].name, i};
    qsort(keys, (size_t)p->job_count, sizeof *keys, sched_compare);
    for (int32_t i = 0, behind; i < p->job_count; i = behind) {
        for (behind = i; behind < p->job_count && keys[behind].wave == keys[i].wave;)
            behind++;
        sched_wave(s, &keys[i], behind - i);
    }
    free(keys);
}

struct schedule_total schedule_make(const struct schedule_problem *p, struct schedule_place *places)
{
    struct sched s = {
        .p = p,
        .places = places,
        .profiles = mem_calloc((size_t)p->resource_count, sizeof *s.profiles),
        .total.last = SCHEDULE_NONE,
        .gate = SCHEDULE_ANY_TIME,
        .gate_of = SCHEDULE_NONE,
        .unfinished = SCHEDULE_NONE,
    };
    s.cursors = mem_calloc((size_t)p->resource_count, sizeof *s.cursors); /* the most there are */
    for (int32_t i = 0; i < p->resource_count; i++)
        profile_init(&s.profiles[i], p->capacities[i]);
    nights_init(&s.nights, p);
    sched_waves(&s);
    nights_fini(&s.nights);
    for (int32_t i = 0; i < p->resource_count; i++)
        profile_fini(&s.profiles[i]);
    free(s.cursors);
    free(s.profiles);
    return s.total;
}
