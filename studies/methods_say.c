/* What the difference between methods means, in a sentence that is true whatever came out. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "results/text.h"
#include "studies/methods.h"

/* Ratios nearer to 1 than this are none. */
#define SAY_SAME 0.005
/* From this on a ratio is "times", below it is per cent more or less. */
#define SAY_TIMES 1.5
/* A part of one n-th is said so when it is within this share of it. */
#define SAY_PART 0.03

static const char *const say_names[METHOD_COUNT] = {
    [METHOD_TFTP] = "TFTP", [METHOD_LOAD_SERVER] = "a load server", [METHOD_PFS] = "sharing"};
static const char *const say_with[METHOD_COUNT] = {[METHOD_TFTP] = "by TFTP",
                                                   [METHOD_LOAD_SERVER] = "from a load server",
                                                   [METHOD_PFS] = "by sharing"};

static void say_time(FILE *file, double speed, const char *base)
{
    if (fabs(speed - 1) <= SAY_SAME)
        fprintf(file, "is as fast as %s", base);
    else if (speed >= SAY_TIMES)
        fprintf(file, "is %.1f times as fast as %s", speed, base);
    else if (speed > 1)
        fprintf(file, "takes %.2g %% less time than %s", 100 * (1 - 1 / speed), base);
    else if (1 / speed < SAY_TIMES)
        fprintf(file, "takes %.2g %% more time than %s", 100 * (1 / speed - 1), base);
    else
        fprintf(file, "takes %.1f times as long as %s", 1 / speed, base);
}

/* "a sixth", where it is one; otherwise "17 %". */
static void say_part(FILE *file, double part)
{
    static const char *const parts[] = {"half",      "a third",   "a quarter", "a fifth", "a sixth",
                                        "a seventh", "an eighth", "a ninth",   "a tenth"};
    const double n = round(1 / part);
    if (n >= 2 && n <= 10 && fabs(part * n - 1) <= SAY_PART)
        fprintf(file, "%s of the bytes", parts[(int)n - 2]);
    else
        fprintf(file, "%.2g %% of the bytes", 100 * part);
}

/* `where` follows it. */
static void say_bytes(FILE *file, const struct run_summary *s, const struct run_summary *base,
                      const char *where)
{
    const double ratio = methods_bytes(s, base);
    if (methods_wan_bytes(s) == methods_wan_bytes(base))
        fputs(isnan(ratio) ? "no bytes over the WAN either" : "as many bytes", file);
    else if (methods_wan_bytes(s) == 0)
        fputs("none of the bytes", file);
    else if (isnan(ratio))
        fprintf(file, "%s over the WAN, where that takes none",
                text_bytes(methods_wan_bytes(s)).text);
    else if (fabs(ratio - 1) <= SAY_SAME)
        fputs("about as many bytes", file);
    else if (ratio < 1)
        say_part(file, ratio);
    else if (ratio < SAY_TIMES)
        fprintf(file, "%.2g %% more bytes", 100 * (ratio - 1));
    else
        fprintf(file, "%.1f times the bytes", ratio);
    if (!isnan(ratio))
        fputs(where, file);
}

static void say_counts(FILE *file, const struct method_run *r, const struct method_run *base)
{
    const struct run_summary *s = &r->summary;
    fprintf(file, "%s %" PRIu32 " of %" PRIu32 " %s back, %s %" PRIu32, say_with[r->method],
            s->completed, s->phones, s->phones == 1 ? "phone is" : "phones are",
            say_with[base->method], base->summary.completed);
}

static void say_clause(FILE *file, const struct method_run *r, const struct method_run *base,
                       const char *where)
{
    const struct run_summary *s = &r->summary, *of = &base->summary;
    const double speed = methods_speed(s, of);
    if (s->fingerprint == of->fingerprint) {
        fprintf(file, "%s makes no difference to %s here", say_names[r->method],
                say_names[base->method]);
    } else if (s->completed == 0 && of->completed == 0) {
        fprintf(file, "no phone is back %s, nor %s", say_with[r->method], say_with[base->method]);
    } else if (s->completed != of->completed || isnan(speed)) {
        say_counts(file, r, base);
    } else {
        fprintf(file, "%s ", say_names[r->method]);
        say_time(file, speed, say_names[base->method]);
        fputs(" and takes ", file);
        say_bytes(file, s, of, where);
        if (s->completed < s->phones)
            fprintf(file, ", with %" PRIu32 " of %" PRIu32 " phones back", s->completed, s->phones);
    }
}

static void say_all(FILE *file, const struct method_run *runs, size_t count)
{
    const struct method_run *base = methods_base(runs, count);
    const char *separator = "";
    for (size_t i = 0; i < count; i++)
        if (runs[i].possible && &runs[i] != base) {
            fputs(separator, file);
            say_clause(file, &runs[i], base, *separator ? "" : " over the WAN");
            separator = "; ";
        }
    if (base && !*separator)
        fprintf(file, "only %s %s, and there is nothing to compare it with",
                say_names[base->method], count > 1 ? "is possible here" : "was asked for");
    if (!base)
        fputs("none of the methods is possible here", file);
}

char *methods_meaning(const struct method_run *runs, size_t count)
{
    char *text;
    size_t size;
    FILE *sentence = open_memstream(&text, &size);
    if (!sentence)
        mem_exhausted();
    say_all(sentence, runs, count);
    fputc('.', sentence);
    if (fclose(sentence) != 0)
        mem_exhausted();
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return text;
}
