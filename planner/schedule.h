/* When each site is upgraded: jobs with time windows on resources that they share, as in
 * resource-constrained project scheduling, placed by the serial schedule generation scheme with the
 * minimum slack rule. Values in, values out: nothing is read, and nothing is simulated.
 *
 * A job runs once, without interruption, inside one of its windows, from its release to its
 * deadline, while every resource has what it demands. Waves are precedences: a wave starts when all
 * jobs of the waves before have ended and a soak time is over. Wave by wave, and in a wave least
 * slack first, then longest first, then by name, bytewise, each job gets the earliest start that is
 * left. The result does not depend on the order in which jobs are given.
 *
 * Sources: the scheme is Kelley's (1963), in the words of Kolisch and Hartmann (1999), who also
 * have the rule. It makes active schedules: no job can start earlier while the others stay. The
 * best schedule may not be among those that this rule makes; how far it can be away is said by
 * schedule_bound.h.
 *
 * All times are seconds of UTC since 1970; times, durations and amounts lie within
 * SCHEDULE_LIMIT, which is for the caller to see to, as are the other demands on the input. */
#ifndef PLANNER_SCHEDULE_H
#define PLANNER_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define SCHEDULE_LIMIT ((int64_t)1 << 53)
#define SCHEDULE_NEVER INT64_MAX /* the deadline of a job that has none */

/* Where an index is not known, and where a resource is the phones of a night. */
enum { SCHEDULE_NONE = -1, SCHEDULE_NIGHTS = -2 };

/* Open from `open` to before `close`, which is later. Windows of a job may overlap: it is in that
 * which opened last when it starts, and counts in the night of that. So what is open for several
 * nights without a break is given as a window each, all of which close with the last. */
struct schedule_window {
    int64_t open, close;
    int64_t night; /* any number; windows of all jobs with the same number share its phones */
};

struct schedule_demand {
    int32_t resource; /* an index in schedule_problem.capacities */
    int64_t amount;   /* 0 or more, all the time that the job runs; in the resource's own unit */
};

struct schedule_job {
    const char *name; /* of no other job */
    int64_t duration; /* 0 or more */
    int64_t release;  /* not before; 0 will do for any time */
    int64_t deadline; /* ended by then; SCHEDULE_NEVER */
    int32_t wave;     /* any number, the least one first: canaries have 0 */
    int64_t phones;   /* of a night's; 0 or more */
    const struct schedule_window
        *windows; /* ascending by `open`; none closes before the last one */
    int32_t window_count;
    const struct schedule_demand *demands; /* ascending by `resource`, none twice */
    int32_t demand_count;
};

/* What is asked; all of it is the caller's. Head end (bit/s), a server's transfers, a server's
 * processor (in millionths, say), sites at once: each is a resource with a capacity, 0 or more. */
struct schedule_problem {
    const struct schedule_job *jobs;
    int32_t job_count;
    const int64_t *capacities;
    int32_t resource_count;
    int64_t soak;           /* from the end of a wave to the start of the next one */
    int64_t phones_a_night; /* 0: as many as there are */
};

/* Why a job that has a place does not start earlier, or why it has none. */
enum schedule_reason {
    SCHEDULE_AT_ONCE,    /* its windows and its release allow nothing earlier */
    SCHEDULE_AFTER_WAVE, /* it waited for the wave before, of which `job` ended last */
    SCHEDULE_AFTER_ROOM, /* it waited last for `resource` */
    SCHEDULE_TOO_LONG,   /* than each of its windows: than the longest, `window`, by `missing` s */
    SCHEDULE_NO_WINDOW,  /* long enough between release and deadline; of the longest that is left,
                            `window` or SCHEDULE_NONE, `missing` s are missing */
    SCHEDULE_TOO_SMALL,  /* `resource`, even for it alone, by `missing` */
    SCHEDULE_WAVE_UNFINISHED, /* no place for `job` of a wave before: the first one that has none */
    SCHEDULE_WAVE_LATE, /* the wave before, of which `job` ended last, ends `missing` s after what
                           would be early enough for its last window */
    SCHEDULE_FULL,      /* `resource` is full: in `window`, where it has the longest gap, `missing`
                           s are missing, or so many phones of its night */
    SCHEDULE_REASONS,
};

/* "at once", "after wave", "after room", "too long", "no window", "too small", "wave unfinished",
 * "wave late", "full". */
extern const char *const schedule_words[SCHEDULE_REASONS];

/* Where a job has its place. What a reason does not name is SCHEDULE_NONE, and 0. */
struct schedule_place {
    bool placed;
    enum schedule_reason reason;
    int64_t start, end;       /* where it has a place; 0 otherwise, as the next four */
    int64_t slack;            /* s from its start to its latest one, in whichever window of it */
    int64_t left_in_window;   /* s from its end to the end of the window that it runs in */
    int64_t left_to_deadline; /* s from its end; SCHEDULE_NEVER without one */
    int32_t window;           /* that it runs in, or by the reason: an index in its windows */
    int32_t resource;         /* by the reason: an index in capacities, or SCHEDULE_NIGHTS */
    int32_t job;              /* by the reason: an index in jobs */
    int64_t missing;          /* by the reason */
};

/* The whole of it. */
struct schedule_total {
    int32_t placed;     /* jobs */
    int64_t start, end; /* of the first and the last one; 0 if none is placed */
    int32_t last;       /* that which ends last, of several the first by name; SCHEDULE_NONE */
};

/* Fills in a place for each job, in the order of the jobs. */
struct schedule_total schedule_make(const struct schedule_problem *p,
                                    struct schedule_place *places);

#endif
