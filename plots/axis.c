/* Units go by the greatest value, on a logarithmic axis by the one in its middle. */
#include "plots/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { TICS_MOST = 12 };
#define TICS_NEAR (1.0 / 16) /* of the axis's length: texts would touch */

struct axis_unit {
    double from; /* values, that it suits */
    double size;
    const char *name;
};

/* By kind, the greatest first. */
static const struct axis_unit of_time[] = {{4 * 86400.0, 86400, "d"}, {9000, 3600, "h"},
                                           {180, 60, "min"},          {1, 1, "s"},
                                           {1e-3, 1e-3, "ms"},        {0, 1e-6, "µs"}};
static const struct axis_unit of_bytes[] = {
    {1e13, 1e12, "TB"}, {1e9, 1e9, "GB"}, {1e6, 1e6, "MB"}, {1e4, 1e3, "kB"}, {0, 1, "bytes"}};
static const struct axis_unit of_rate[] = {
    {1e10, 1e9, "Gbps"}, {1e7, 1e6, "Mbps"}, {1e3, 1e3, "kbps"}, {0, 1, "bps"}};
static const struct axis_unit of_byte_rate[] = {
    {1e9, 1e9, "GB/s"}, {1e6, 1e6, "MB/s"}, {1e3, 1e3, "kB/s"}, {0, 1, "B/s"}};
static const struct axis_unit of_number[] = {{1e13, 1e12, "trillions"},
                                             {1e10, 1e9, "billions"},
                                             {1e7, 1e6, "millions"},
                                             {1e5, 1e3, "thousands"},
                                             {0, 1, ""}};
static const struct axis_unit of_packets[] = {{1e10, 1e9, "billion packets"},
                                              {1e7, 1e6, "million packets"},
                                              {1e5, 1e3, "thousand packets"},
                                              {0, 1, "packets"}};
static const struct axis_unit of_share[] = {{0, 0.01, "%"}};
static const struct axis_unit of_words[] = {{0, 1, ""}};

static const struct axis_unit *const units[] = {
    [AXIS_NUMBER] = of_number, [AXIS_PACKETS] = of_packets, [AXIS_TIME] = of_time,
    [AXIS_BYTES] = of_bytes,   [AXIS_RATE] = of_rate,       [AXIS_BYTE_RATE] = of_byte_rate,
    [AXIS_SHARE] = of_share,   [AXIS_WORDS] = of_words,
};

static void axis_set_unit(struct axis *a, enum axis_kind kind, double value)
{
    static const struct axis_unit seconds = {1, 1, "s"};
    const struct axis_unit *u = units[kind];
    while (u->from > 0 && value < u->from)
        u++;
    if (kind == AXIS_TIME && !(value > 0))
        u = &seconds;
    a->unit = u->name;
    a->unit_size = u->size;
}

bool axis_grows_by_ratios(const double *sorted, size_t count)
{
    double ratio_least = INFINITY, ratio_most = 0, step_least = INFINITY, step_most = 0;
    size_t distinct = count > 0;
    for (size_t i = 1; i < count; i++) {
        if (sorted[i] == sorted[i - 1])
            continue;
        const double ratio = log(sorted[i] / sorted[i - 1]), step = sorted[i] - sorted[i - 1];
        distinct++;
        ratio_least = fmin(ratio_least, ratio);
        ratio_most = fmax(ratio_most, ratio);
        step_least = fmin(step_least, step);
        step_most = fmax(step_most, step);
    }
    return distinct >= 3 && sorted[0] > 0 && sorted[count - 1] >= 4 * sorted[0] &&
           ratio_most / ratio_least < step_most / step_least;
}

int axis_read_scales(const char *text, enum axis_scale *x, enum axis_scale *y, struct error *e)
{
    *x = *y = text ? AXIS_LINEAR : AXIS_FITTING;
    if (!text || strcmp(text, "none") == 0)
        return 0;
    for (const char *at = text;; at += 2) {
        if ((*at != 'x' && *at != 'y') || (at[1] && at[1] != ','))
            return error_set(e, "--log %s: it should be x, y, 'x,y' or none", text);
        *(*at == 'x' ? x : y) = AXIS_LOGARITHMIC;
        if (!at[1])
            return 0;
    }
}

/* --- tics --------------------------------------------------------------------------------------
 */

static double axis_place(const struct axis *a, double value)
{
    return a->logarithmic ? log(value / a->least) / log(a->most / a->least)
                          : (value - a->least) / (a->most - a->least);
}

static void axis_add_tic(struct axis *a, double tic)
{
    a->tics = mem_resize(a->tics, a->tic_count + 1, sizeof *a->tics);
    a->tics[a->tic_count++] = tic;
}

/* At each value; at none where that is too many, or too near. */
static void axis_tics_at_values(struct axis *a, const double *sorted, size_t count)
{
    bool fits = true;
    for (size_t i = 0; fits && i < count; i++) {
        const double tic = sorted[i] / a->unit_size;
        if ((a->logarithmic && !(tic > 0)) || (a->tic_count && tic == a->tics[a->tic_count - 1]))
            continue;
        fits = a->tic_count < TICS_MOST &&
               (!a->tic_count ||
                axis_place(a, tic) - axis_place(a, a->tics[a->tic_count - 1]) > TICS_NEAR);
        axis_add_tic(a, tic);
    }
    if (!fits)
        axis_fini(a);
}

/* By how many decades there are: up to 1, up to 4, more. */
static const struct axis_digits {
    double decades;
    size_t count;
    double digits[7];
} axis_digits[] = {{1, 7, {1, 1.5, 2, 3, 4, 5, 7}}, {4, 3, {1, 2, 5}}, {INFINITY, 1, {1}}};

/* Of many decades at every second, third and so on. */
static void axis_tics_by_decades(struct axis *a)
{
    const double decades = log10(a->most / a->least), step = ceil(decades / TICS_MOST);
    const struct axis_digits *d = axis_digits;
    while (decades > d->decades)
        d++;
    for (double decade = floor(log10(a->least)); decade <= log10(a->most); decade += step)
        for (size_t i = 0; i < d->count; i++) {
            const double tic = d->digits[i] * pow(10, decade);
            if (tic >= a->least && tic <= a->most)
                axis_add_tic(a, tic);
        }
    if (a->tic_count < 2)
        axis_fini(a);
}

void axis_fini(struct axis *a)
{
    free(a->tics);
    a->tics = NULL;
    a->tic_count = 0;
}

/* --- axes --------------------------------------------------------------------------------------
 */

/* Beside what is shown there is some room, `room` of the whole. */
static void axis_set_logarithmic(struct axis *a, enum axis_kind kind, double least, double most,
                                 double room)
{
    const double more = fmax(pow(most / least, room), least == most ? 2 : 1.02);
    axis_set_unit(a, kind, sqrt(least) * sqrt(most));
    a->least = least / more / a->unit_size;
    a->most = most * more / a->unit_size;
}

static void axis_set_linear_places(struct axis *a, enum axis_kind kind, double least, double most)
{
    axis_set_unit(a, kind, fmax(fabs(least), fabs(most)));
    double from = least >= 0 && least < 0.35 * most ? 0 : least;
    double room = 0.04 * (most - from);
    if (least == most) {
        from = least;
        room = least != 0 ? 0.5 * fabs(least) : a->unit_size;
    }
    a->least = (from == 0 && least > 0 ? 0 : from - room) / a->unit_size;
    a->most = (most + room) / a->unit_size;
}

static double least_positive(const double *values, size_t count)
{
    double result = INFINITY;
    for (size_t i = 0; i < count; i++)
        if (values[i] > 0)
            result = fmin(result, values[i]);
    return result;
}

static double greatest(const double *values, size_t count)
{
    double result = -INFINITY;
    for (size_t i = 0; i < count; i++)
        result = fmax(result, values[i]);
    return result;
}

void axis_of_places(struct axis *a, enum axis_kind kind, enum axis_scale scale,
                    const double *sorted, size_t count)
{
    const double positive = least_positive(sorted, count);
    *a = (struct axis){0};
    if (kind == AXIS_WORDS) {
        axis_set_unit(a, kind, 1);
        a->least = 0.4;
        a->most = sorted[count - 1] + 0.6;
        return;
    }
    a->logarithmic =
        isfinite(positive) && (scale == AXIS_LOGARITHMIC ||
                               (scale == AXIS_FITTING && axis_grows_by_ratios(sorted, count)));
    if (a->logarithmic)
        axis_set_logarithmic(a, kind, positive, sorted[count - 1], 0.04);
    else
        axis_set_linear_places(a, kind, sorted[0], sorted[count - 1]);
    axis_tics_at_values(a, sorted, count);
    if (a->logarithmic && !a->tics)
        axis_tics_by_decades(a);
}

void axis_of_heights(struct axis *a, enum axis_kind kind, enum axis_scale scale,
                     const double *values, size_t count)
{
    const double positive = least_positive(values, count);
    double least = 0;
    *a = (struct axis){.logarithmic = scale == AXIS_LOGARITHMIC && isfinite(positive)};
    const double most = count ? greatest(values, count) : 0;
    if (a->logarithmic) {
        axis_set_logarithmic(a, kind, positive, most, 0.06);
        axis_tics_by_decades(a);
        return;
    }
    for (size_t i = 0; i < count; i++)
        least = fmin(least, values[i]);
    axis_set_unit(a, kind, fmax(-least, most));
    a->least = 1.06 * least / a->unit_size;
    a->most = fmax(1.06 * most, 0) / a->unit_size;
    if (a->least == a->most)
        a->most = 1;
}
