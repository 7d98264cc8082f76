/* Virtual time: signed 64-bit nanoseconds since the start of the simulation. It lasts 292 years,
 * adds and compares exactly, and is the only type of time there is; `double` seconds exist at the
 * edges only (statistics, text). */
#ifndef SIM_TIME_H
#define SIM_TIME_H

#include <stdint.h>

typedef int64_t sim_time;

#define NANOSECONDS ((sim_time)1)
#define MICROSECONDS (1000 * NANOSECONDS)
#define MILLISECONDS (1000 * MICROSECONDS)
#define SECONDS (1000 * MILLISECONDS)
#define MINUTES (60 * SECONDS)
#define HOURS (60 * MINUTES)
#define DAYS (24 * HOURS)
#define TIME_NEVER INT64_MAX

static inline sim_time time_min(sim_time a, sim_time b)
{
    return a < b ? a : b;
}

static inline sim_time time_max(sim_time a, sim_time b)
{
    return a > b ? a : b;
}

static inline double time_seconds(sim_time t)
{
    return (double)t / (double)SECONDS;
}

/* The time that `bytes` take at `rate` bit/s, rounded once to the nearest nanosecond, a half
 * upwards: the one place where a rate becomes a time. Exact for up to 2^30 bytes. */
static inline sim_time time_of_bytes(uint64_t bytes, uint64_t rate)
{
    const uint64_t bit_nanoseconds = bytes * 8 * (uint64_t)SECONDS;
    return (sim_time)((bit_nanoseconds + rate / 2) / rate);
}

#endif
