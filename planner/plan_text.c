/* Durations by integer arithmetic, once they are whole seconds. */
#include "planner/plan_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>

/* Adds "3 h" behind a blank; nothing of 0. */
static void plan_text_add(struct text *t, size_t *used, int64_t number, const char *unit)
{
    if (number > 0)
        *used += (size_t)snprintf(t->text + *used, sizeof t->text - *used, "%s%" PRId64 " %s",
                                  *used > 0 && t->text[*used - 1] != '-' ? " " : "", number, unit);
}

static struct text plan_text_of(int64_t seconds, bool negative)
{
    struct text t = {""};
    size_t used = 0;
    if (negative)
        t.text[used++] = '-';
    plan_text_add(&t, &used, seconds / 86400, "d");
    plan_text_add(&t, &used, seconds / 3600 % 24, "h");
    plan_text_add(&t, &used, seconds / 60 % 60, "min");
    plan_text_add(&t, &used, seconds % 60, "s");
    return seconds > 0 ? t : (struct text){"0 s"};
}

/* Beyond that nobody reads minutes. */
static const double plan_text_most = 1e12;

/* To the second below an hour, to the minute above, away from 0 if `up`. */
static struct text plan_text_rounded(double seconds, bool up, bool negative)
{
    const int64_t whole = (int64_t)(up ? ceil(seconds - 1e-6) : floor(seconds + 1e-6));
    return plan_text_of(whole > 3600 ? (whole + (up ? 59 : 0)) / 60 * 60 : whole, negative);
}

struct text plan_text_takes(double seconds)
{
    if (!(seconds < plan_text_most))
        return (struct text){"never"};
    return plan_text_rounded(fmax(seconds, 0), true, false);
}

struct text plan_text_has(double seconds)
{
    if (!(fabs(seconds) < plan_text_most))
        return (struct text){"always"};
    return plan_text_rounded(fabs(seconds), seconds < 0, seconds < 0);
}

struct text plan_text_mos(double mos)
{
    struct text t = {"-"};
    if (mos > 0)
        snprintf(t.text, sizeof t.text, "%.1f", mos);
    return t;
}

struct text plan_text_probability(double p)
{
    if (p > 0.999)
        return (struct text){"over 99.9 %"};
    if (p < 0.001)
        return (struct text){"under 0.1 %"};
    return text_percent(p);
}
