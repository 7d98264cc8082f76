/* Starts in windows that are open, before they close. */
#include "planner/schedule_windows.h"

static int64_t windows_min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t windows_max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t schedule_end_in(const struct schedule_job *job, int32_t window)
{
    return windows_min(job->windows[window].close, job->deadline);
}

struct schedule_starts schedule_starts_in(const struct schedule_job *job, int32_t window,
                                          int64_t gate)
{
    const struct schedule_window *w = &job->windows[window];
    const bool is_last = window == job->window_count - 1;
    /* from then on it is closed, or what starts is in the next one */
    const int64_t over = is_last ? w->close : windows_min(w->close, w[1].open);
    return (struct schedule_starts){
        .earliest = windows_max(w->open, windows_max(job->release, gate)),
        .latest = windows_min(schedule_end_in(job, window) - job->duration, over - 1),
    };
}

struct schedule_starts schedule_starts_of(const struct schedule_job *job, int64_t gate)
{
    struct schedule_starts all = {SCHEDULE_NEVER, INT64_MIN};
    for (int32_t i = 0; i < job->window_count; i++) {
        const struct schedule_starts one = schedule_starts_in(job, i, gate);
        if (one.latest < one.earliest)
            continue;
        all.earliest = windows_min(all.earliest, one.earliest);
        all.latest = windows_max(all.latest, one.latest);
    }
    return all;
}
