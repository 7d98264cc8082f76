/* Numbers have as many digits as mean something: of what is exact all of them, else two of the
 * interval. */
#include "cli/compare_text.h"

#include <math.h>
#include <string.h>

enum { COMPARE_DIGITS_MOST = 9 };

double compare_in_unit(const struct run_quantity *q, double value)
{
    return q->kind == RUN_TIME ? value / SECONDS : value;
}

/* Behind the point: of an exact number those that are not 0. */
static int compare_decimals(const struct compare_row *r)
{
    const double half = compare_in_unit(r->quantity, r->half_width);
    if (r->exact || isnan(half) || half <= 0)
        return COMPARE_DIGITS_MOST;
    const double decimals = 1 - floor(log10(half));
    return decimals < 0 ? 0 : decimals > COMPARE_DIGITS_MOST ? COMPARE_DIGITS_MOST : (int)decimals;
}

static struct text compare_number(const struct compare_row *r, double value, const char *format)
{
    struct text t;
    const int decimals = compare_decimals(r);
    snprintf(t.text, sizeof t.text, format, decimals, compare_in_unit(r->quantity, value));
    if (decimals == COMPARE_DIGITS_MOST && strchr(t.text, '.')) {
        char *end = t.text + strlen(t.text);
        while (end[-1] == '0')
            *--end = '\0';
        if (end[-1] == '.')
            end[-1] = '\0';
    }
    return t;
}

static const char *compare_unit(const struct run_quantity *q)
{
    if (q->kind == RUN_SHARE || !*run_quantity_unit(q))
        return "";
    return q->kind == RUN_TIME ? " s" : q->kind == RUN_BYTES ? " bytes" : " packets";
}

struct text compare_value_text(const struct compare_row *r, int side)
{
    return r->count[side] ? compare_number(r, r->mean[side], "%.*f") : (struct text){"none"};
}

struct text compare_difference_text(const struct compare_row *r)
{
    struct text t = {"none"};
    if (isnan(r->difference.mean))
        return t;
    const char *unit = compare_unit(r->quantity);
    const struct text number = compare_number(r, r->difference.mean, "%+.*f");
    const struct text half = compare_number(r, r->half_width, "%.*f");
    if (r->exact || isnan(r->half_width))
        snprintf(t.text, sizeof t.text, "%.20s%s%s", number.text, unit, r->exact ? " exactly" : "");
    else
        snprintf(t.text, sizeof t.text, "%.18s +- %.16s%s", number.text, half.text, unit);
    return t;
}

struct text compare_verdict_text(const struct compare_row *r)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%s", compare_verdict_names[r->verdict]);
    if (r->verdict == COMPARE_UNSURE && r->count[0] != r->count[1])
        snprintf(t.text, sizeof t.text, "cannot say (n = %zu and %zu)", r->count[0], r->count[1]);
    else if (r->verdict == COMPARE_UNSURE)
        snprintf(t.text, sizeof t.text, "cannot say (n = %zu)", r->count[0]);
    else if (r->verdict == COMPARE_MOVED && r->quantity->better != RUN_NEITHER)
        snprintf(t.text, sizeof t.text, "moved, %s",
                 (r->difference.mean < 0) == (r->quantity->better == RUN_LESS) ? "better"
                                                                               : "worse");
    return t;
}

struct text compare_tolerance_text(const struct compare_row *r)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%.6g%s", compare_in_unit(r->quantity, r->tolerance),
             compare_unit(r->quantity));
    return t;
}
