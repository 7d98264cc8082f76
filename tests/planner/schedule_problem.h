/* Problems as tests write them. */
#ifndef TESTS_PLANNER_SCHEDULE_PROBLEM_H
#define TESTS_PLANNER_SCHEDULE_PROBLEM_H

#include "planner/schedule.h"

enum { HOUR = 3600, JOBS_MAX = 64 };

#define COUNT(type, ...) (int32_t)(sizeof((type[]){__VA_ARGS__}) / sizeof(type))
#define OPEN(...)                                                                                  \
    .windows = (const struct schedule_window[]){__VA_ARGS__},                                      \
    .window_count = COUNT(struct schedule_window, __VA_ARGS__)
#define NEEDS(...)                                                                                 \
    .demands = (const struct schedule_demand[]){__VA_ARGS__},                                      \
    .demand_count = COUNT(struct schedule_demand, __VA_ARGS__)
#define CAPACITIES(...)                                                                            \
    .capacities = (const int64_t[]){__VA_ARGS__}, .resource_count = COUNT(int64_t, __VA_ARGS__)

#define PROBLEM(jobs_, ...)                                                                        \
    ((struct schedule_problem){                                                                    \
        .jobs = jobs_, .job_count = sizeof(jobs_) / sizeof *(jobs_), __VA_ARGS__})

/* The same, where a deadline of 0 is none; until the next call. */
static inline struct schedule_problem with_deadlines(struct schedule_problem p)
{
    static struct schedule_job jobs[JOBS_MAX];
    for (int32_t i = 0; i < p.job_count; i++) {
        jobs[i] = p.jobs[i];
        jobs[i].deadline = jobs[i].deadline ? jobs[i].deadline : SCHEDULE_NEVER;
    }
    p.jobs = jobs;
    return p;
}

/* Five sites at a head end of 2,500 kbit/s. */
static const struct schedule_job five_sites[] = {
    {"LYO1", 6969, OPEN({21 * HOUR, 28 * HOUR + HOUR / 2, 0}), NEEDS({0, 384})},
    {"OSL2", 1033, OPEN({21 * HOUR, 28 * HOUR, 0}), NEEDS({0, 2000})},
    {"REN1", 3004, OPEN({30 * HOUR, 36 * HOUR, 0}), NEEDS({0, 1500})},
    {"REN2", 3004, OPEN({30 * HOUR, 36 * HOUR, 0}), NEEDS({0, 1500})},
    {"TYO1", 4200, OPEN({13 * HOUR, 19 * HOUR, 0}), NEEDS({0, 1000})},
};

#endif
