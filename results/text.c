/* Numbers to text by integer arithmetic, without printf's floating point and without a locale. */
#include "results/text.h"

#include <inttypes.h>
#include <string.h>

#include "base/csv.h"

static struct text tenths(sim_time value, const char *unit)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%" PRId64 ".%" PRId64 " %s", value / 10, value % 10, unit);
    return t;
}

static sim_time rounded(sim_time t, sim_time unit)
{
    return t / unit + (t % unit >= (unit + 1) / 2);
}

/* `t` in tenths of seconds, at least a minute. */
static struct text minutes_and_more(sim_time t)
{
    const sim_time seconds = t / 10 % 60, minutes = t / 600 % 60, hours = t / 36000 % 24;
    const sim_time days = t / 864000;
    struct text text = {""};
    int used = 0;
    if (days > 0)
        used += snprintf(text.text, sizeof text.text, "%" PRId64 " d ", days);
    if (t >= 36000)
        used +=
            snprintf(text.text + used, sizeof text.text - (size_t)used, "%" PRId64 " h ", hours);
    snprintf(text.text + used, sizeof text.text - (size_t)used,
             "%" PRId64 " min %" PRId64 ".%" PRId64 " s", minutes, seconds, t % 10);
    return text;
}

/* Rounding comes first: 59.96 s are a minute, not "60.0 s". */
struct text text_duration(sim_time t)
{
    if (t < 0)
        return (struct text){"none"};
    if (t == 0)
        return (struct text){"0 s"};
    if (rounded(t, 100) < 10000)
        return tenths(rounded(t, 100), "us");
    if (rounded(t, 100 * MICROSECONDS) < 10000)
        return tenths(rounded(t, 100 * MICROSECONDS), "ms");
    const sim_time deciseconds = rounded(t, 100 * MILLISECONDS);
    return deciseconds < 600 ? tenths(deciseconds, "s") : minutes_and_more(deciseconds);
}

struct text text_bytes(uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB"};
    struct text t;
    if (bytes < 1000) {
        snprintf(t.text, sizeof t.text, "%" PRIu64 " B", bytes);
        return t;
    }
    uint64_t unit = 1000;
    size_t name = 0;
    while (name + 1 < sizeof units / sizeof *units &&
           rounded((sim_time)bytes, (sim_time)unit / 10) >= 10000) {
        unit *= 1000;
        name++;
    }
    return tenths(rounded((sim_time)bytes, (sim_time)unit / 10), units[name]);
}

struct text text_rate(uint64_t rate)
{
    static const char *const units[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
    size_t name = 0;
    uint64_t unit = 1;
    while (name < 3 && rate >= unit * 1000) {
        unit *= 1000;
        name++;
    }
    const uint64_t thousandths = unit == 1 ? rate * 1000 : (rate + unit / 2000) / (unit / 1000);
    char decimals[5];
    int used = snprintf(decimals, sizeof decimals, ".%03u", (unsigned)(thousandths % 1000));
    while (decimals[used - 1] == '0')
        decimals[--used] = '\0';
    if (used == 1)
        decimals[0] = '\0';
    struct text t;
    snprintf(t.text, sizeof t.text, "%" PRIu64 "%s %s", thousandths / 1000, decimals, units[name]);
    return t;
}

struct text text_percent(double ratio)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%.1f %%", ratio * 100);
    return t;
}

struct text text_count(uint64_t count)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    struct text t;
    char *out = t.text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return t;
}

struct text text_seconds(sim_time t)
{
    struct text text = {""};
    if (t >= 0)
        snprintf(text.text, sizeof text.text, "%" PRId64 ".%09" PRId64, t / SECONDS, t % SECONDS);
    return text;
}

struct text text_ratio(uint64_t part, uint64_t whole)
{
    const uint64_t million = 1000000;
    uint64_t millionths = 0;
    if (whole > 0)
        millionths = (uint64_t)(((unsigned __int128)part * million + whole / 2) / whole);
    struct text t;
    snprintf(t.text, sizeof t.text, "%" PRIu64 ".%06" PRIu64, millionths / million,
             millionths % million);
    return t;
}

void text_csv(FILE *file, const char *field)
{
    csv_write_field(file, field);
}
