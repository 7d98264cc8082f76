/* What indices mean, in sentences that are true whatever came out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "results/text.h"
#include "studies/sensitivity.h"

/* Shares of the variance: those together that are enough to be named, one that is, what is done
 * together with others, and what does not matter. */
#define SAY_ENOUGH 0.8
#define SAY_SHARE 0.05
#define SAY_TOGETHER 0.05
#define SAY_NOTHING 0.01

/* Parameters' numbers, by their first-order indices, the greatest first. */
struct say_order {
    size_t items[SOBOL_PARAMETERS];
};

static struct say_order say_sort(const struct sensitivity *s)
{
    struct say_order o;
    for (size_t i = 0; i < s->parameters->count; i++) {
        size_t at = i;
        for (; at && s->indices.first[o.items[at - 1]].value < s->indices.first[i].value; at--)
            o.items[at] = o.items[at - 1];
        o.items[at] = i;
    }
    return o;
}

static const char *say_path(const struct sensitivity *s, size_t i)
{
    return s->parameters->items[i].at.path;
}

/* "a", "a and b", "a, b and c". */
static void say_list(FILE *file, const struct sensitivity *s, const size_t *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", say_path(s, items[i]));
}

static double say_first(const struct sensitivity *s, size_t i)
{
    return fmin(s->indices.first[i].value, 1);
}

/* How many of the first there are to be named. */
static size_t say_count(const struct sensitivity *s, const struct say_order *o)
{
    size_t count = 0;
    for (double sum = 0; count < s->parameters->count && sum < SAY_ENOUGH; count++) {
        const double first = say_first(s, o->items[count]);
        if (first < SAY_SHARE)
            break;
        sum += first;
    }
    return count;
}

static void say_spread(FILE *file, const struct sensitivity *s, const struct say_order *o,
                       const char *name)
{
    const size_t count = say_count(s, o);
    if (!count)
        fprintf(file, "No assumption by itself makes %.0f %% of the spread of %s", 100 * SAY_SHARE,
                name);
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "%s%.0f %% ",
                i == 0           ? ""
                : i + 1 == count ? " and "
                                 : ", ",
                100 * say_first(s, o->items[i]));
        if (i == 0)
            fprintf(file, "of the spread of %s is ", name);
        fputs(say_path(s, o->items[i]), file);
    }
    fputs(!count ? ".\n" : count == 1 ? ": measure it.\n" : ": measure these.\n", file);
}

/* What parameters do together with others, beyond what chance may make of it. */
static void say_together(FILE *file, const struct sensitivity *s)
{
    size_t items[SOBOL_PARAMETERS], count = 0;
    for (size_t i = 0; i < s->parameters->count; i++) {
        const struct sobol_index *first = &s->indices.first[i], *total = &s->indices.total[i];
        const double more = total->value - first->value;
        if (more > SAY_TOGETHER && more > hypot(first->half_width, total->half_width))
            items[count++] = i;
    }
    if (!count)
        return;
    say_list(file, s, items, count);
    fputs(count == 1 ? " acts together with others: " : " act together: ", file);
    for (size_t i = 0; i < count; i++) {
        const size_t k = items[i];
        fprintf(file, "%s%.0f %%",
                i == 0           ? ""
                : i + 1 == count ? " and "
                                 : ", ",
                100 * (s->indices.total[k].value - s->indices.first[k].value));
    }
    fputs(count == 1 ? " of the spread is it with them.\n"
                     : " of the spread is each with others.\n",
          file);
}

static void say_nothing(FILE *file, const struct sensitivity *s)
{
    size_t little[SOBOL_PARAMETERS], none[SOBOL_PARAMETERS], little_count = 0, none_count = 0;
    for (size_t i = 0; i < s->parameters->count; i++) {
        const struct sobol_index *total = &s->indices.total[i];
        if (!s->indices.moves[i])
            none[none_count++] = i;
        else if (total->value + total->half_width < SAY_NOTHING)
            little[little_count++] = i;
    }
    if (little_count) {
        say_list(file, s, little, little_count);
        fprintf(file, " hardly matter%s: below %.0f %%%s.\n", little_count == 1 ? "s" : "",
                100 * SAY_NOTHING, little_count == 1 ? "" : " each");
    }
    if (none_count) {
        say_list(file, s, none, none_count);
        fprintf(file, " change%s nothing.\n", none_count == 1 ? "s" : "");
    }
}

static FILE *say_open(char **text, size_t *size)
{
    FILE *file = open_memstream(text, size);
    if (!file)
        mem_exhausted();
    return file;
}

char *sensitivity_meaning(const struct sensitivity *s, const char *name)
{
    char *text;
    size_t size;
    FILE *file = say_open(&text, &size);
    const struct say_order o = say_sort(s);
    say_spread(file, s, &o, name);
    say_together(file, s);
    say_nothing(file, s);
    if (fclose(file) != 0)
        mem_exhausted();
    return text;
}

char *sensitivity_caution(const struct sensitivity *s)
{
    static const char *const what[SENSITIVITY_STANDINGS] = {
        [SENSITIVITY_BOUND] = "the value is a lower bound",
        [SENSITIVITY_DROPS] = "a queue overflows (region drops)",
        [SENSITIVITY_REPEATS] = "a round is longer than a retransmission time (region repeats)",
        [SENSITIVITY_WAVES] = "phones come in waves (region waves)",
        [SENSITIVITY_NEVER] = "there is no value, since not all phones are ever back",
    };
    char *text;
    size_t size;
    FILE *file = say_open(&text, &size);
    for (size_t i = 1; i < SENSITIVITY_STANDINGS; i++)
        if (s->standings[i])
            fprintf(file, "In %s of %s runs %s.\n", text_count(s->standings[i]).text,
                    text_count(s->runs).text, what[i]);
    if (s->indices.left_out)
        fprintf(file,
                "Of %s rows %s are left out for that: what is said is of the others, where the "
                "parameters do not vary independently.\n",
                text_count(s->indices.rows + s->indices.left_out).text,
                text_count(s->indices.left_out).text);
    if (fclose(file) != 0)
        mem_exhausted();
    return text;
}
