/* A baseline that moved is a table: number, what it was, what it is, and the difference. */
#include "cli/baseline_print.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "results/text.h"

enum { BASELINE_NAME = 28, BASELINE_NUMBER = 18 };

static struct text print_value(const struct run_quantity *q, const struct run_value *v)
{
    struct text t = {"none"};
    if (!v->known)
        return t;
    if (q->kind == RUN_TIME)
        return text_seconds((sim_time)v->whole);
    if (!run_kind_is_real(q->kind))
        return text_count(v->whole);
    snprintf(t.text, sizeof t.text, "%.6f", v->real);
    return t;
}

/* Without its sign. */
static struct text print_distance(const struct run_quantity *q, double distance)
{
    struct text t;
    if (q->kind == RUN_TIME)
        return text_duration((sim_time)distance);
    if (!run_kind_is_real(q->kind))
        return text_count((uint64_t)distance);
    snprintf(t.text, sizeof t.text, "%.6f", distance);
    return t;
}

/* In the direction that is better or worse, where there is one. */
static const char *print_direction(const struct baseline_change *c, double difference)
{
    if (!c->beyond)
        return ", within tolerance";
    if (c->quantity->better == RUN_NEITHER || difference == 0)
        return "";
    return (difference < 0) == (c->quantity->better == RUN_LESS) ? ", better" : ", worse";
}

static void print_change(FILE *file, const struct baseline_change *c)
{
    const struct run_quantity *q = c->quantity;
    fprintf(file, "  %-*s  %*s  %*s", BASELINE_NAME, q->name, BASELINE_NUMBER,
            print_value(q, &c->was).text, BASELINE_NUMBER, print_value(q, &c->is).text);
    if (c->was.known && c->is.known) {
        const double difference = c->is.real - c->was.real;
        fprintf(file, "  %c%s", difference < 0 ? '-' : '+',
                print_distance(q, fabs(difference)).text);
        if (c->was.real > 0)
            fprintf(file, " (%+.3g %%)", 100 * difference / c->was.real);
        fputs(print_direction(c, difference), file);
    }
    fputc('\n', file);
}

static void print_moved(FILE *file, const struct baseline *was, const struct baseline_outcome *o)
{
    fprintf(file, "%s", was->name);
    if (strcmp(was->name, was->scenario) != 0 || was->set_count)
        fprintf(file, ": %s", was->scenario);
    for (size_t i = 0; i < was->set_count; i++)
        fprintf(file, " -s %s", was->set[i]);
    if (was->because_count == 0) {
        fputs("\n  is new\n\n", file);
        return;
    }
    fprintf(file, "\n  %-*s  %*s  %*s  %s\n", BASELINE_NAME, "", BASELINE_NUMBER, "was",
            BASELINE_NUMBER, "is", "difference");
    if (was->fingerprint != o->is.fingerprint)
        fprintf(file, "  %-*s  0x%016" PRIx64 "  0x%016" PRIx64 "%s\n", BASELINE_NAME,
                "fingerprint", was->fingerprint, o->is.fingerprint,
                o->change_count ? "" : "  packets or states differ, and no number does");
    for (size_t i = 0; i < o->change_count; i++)
        print_change(file, &o->changes[i]);
    fputc('\n', file);
}

void baseline_print_outcomes(const struct baselines *b, FILE *file)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct baseline_outcome *o = &b->outcomes[i];
        switch (o->state) {
        case BASELINE_MOVED:
            print_moved(file, &b->list[i], o);
            break;
        case BASELINE_FAILED:
            fprintf(file, "%s\n  cannot be run: %s\n\n", b->list[i].name, o->error.text);
            break;
        case BASELINE_SKIPPED:
            fprintf(file, "%s\n  SKIPPED: %s\n\n", b->list[i].name, o->error.text);
            break;
        case BASELINE_SAME:
            break;
        }
    }
}

size_t baseline_count(const struct baselines *b, enum baseline_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++)
        count += b->outcomes[i].state == state;
    return count;
}

struct print_state {
    enum baseline_state state;
    const char *text;
};

/* "1 of 3 baselines hold, 2 moved": the first row, and those of the others that there are. */
static void print_states(const struct baselines *b, FILE *file, const struct print_state *rows,
                         size_t row_count)
{
    fprintf(file, "%zu of %zu baselines %s", baseline_count(b, rows[0].state), b->count,
            rows[0].text);
    for (size_t i = 1; i < row_count; i++) {
        const size_t count = baseline_count(b, rows[i].state);
        if (count)
            fprintf(file, ", %zu %s", count, rows[i].text);
    }
    fputc('\n', file);
}

void baseline_print_counts(const struct baselines *b, FILE *file)
{
    static const struct print_state rows[] = {{BASELINE_SAME, "hold"},
                                              {BASELINE_MOVED, "moved"},
                                              {BASELINE_FAILED, "could not be run"},
                                              {BASELINE_SKIPPED, "skipped"}};
    print_states(b, file, rows, sizeof rows / sizeof *rows);
}

void baseline_print_renewed(const struct baselines *b, const char *because, FILE *file)
{
    static const struct print_state rows[] = {{BASELINE_MOVED, "moved and are written anew"},
                                              {BASELINE_SAME, "hold as they were"},
                                              {BASELINE_FAILED, "could not be run"},
                                              {BASELINE_SKIPPED, "skipped"}};
    if (!baseline_count(b, BASELINE_MOVED)) {
        baseline_print_counts(b, file);
        fputs("Nothing moved, and nothing is written\n", file);
        return;
    }
    print_states(b, file, rows, sizeof rows / sizeof *rows);
    fprintf(file, "The reason in their files: %s\n", because);
}
