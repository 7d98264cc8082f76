/* A comparison as a person reads it: what is compared, where the runs part, what moved. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "cli/compare_private.h"
#include "cli/compare_text.h"

enum { CHANGES_SHOWN = 20, UNSURE_SHOWN = 20 };

bool compare_is_open(const struct compare_view *v, const struct compare_row *r)
{
    return r->verdict == COMPARE_MOVED && !v->demands->accepted[r->quantity - run_quantities];
}

/* --- what is compared ------------------------------------------------------------------------ */

/* "1 run", "2 runs". */
static struct text print_some(size_t count, const char *what)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%.30s %.8s%s", text_count(count).text, what,
             count == 1 ? "" : "s");
    return t;
}

static void print_sides(FILE *out, const struct comparison *c)
{
    const bool builds = strcmp(c->first[0]->build, c->first[1]->build) != 0;
    for (int side = 0; side < 2; side++) {
        fprintf(out, "%c: %s, %s", 'A' + side, c->sides[side]->name,
                print_some(c->sides[side]->count, "run").text);
        if (builds)
            fprintf(out, ", build %.12s", c->first[side]->build);
        if (c->sides[side]->failed)
            fprintf(out, "; %s failed", text_count(c->sides[side]->failed).text);
        fputc('\n', out);
    }
}

static void print_left_out(FILE *out, const struct comparison *c, int side)
{
    size_t alone = 0;
    for (size_t i = 0; i < c->point_count; i++)
        alone += c->points[i].alone[side];
    const size_t points = c->points_alone[side];
    if (alone)
        fprintf(out, "left out of %c: %s without a partner\n", 'A' + side,
                print_some(alone, "run").text);
    if (points)
        fprintf(out, "left out of %c: %s that %c has not\n", 'A' + side,
                print_some(points, "point").text, 'B' - side);
}

static void print_matching(FILE *out, const struct comparison *c)
{
    size_t unpaired = 0;
    for (size_t i = 0; i < c->point_count; i++)
        unpaired += !c->points[i].paired;
    if (c->pairs)
        fprintf(out, "%s of runs with the same seed and replication, at %s%s\n",
                print_some(c->pairs, "pair").text,
                print_some(c->point_count - unpaired, "point").text,
                c->equal_pairs < c->pairs || comparison_is_identical(c)
                    ? ""
                    : "; all have equal fingerprints");
    if (unpaired)
        fprintf(out, "no pairs of runs at %s: means are compared\n",
                print_some(unpaired, "point").text);
    print_left_out(out, c, 0);
    print_left_out(out, c, 1);
}

static void print_changes(FILE *out, const struct comparison *c)
{
    for (size_t i = 0; i < c->change_count && i < CHANGES_SHOWN; i++) {
        const struct compare_change *change = &c->changes[i];
        fprintf(out, "differs: %s: %s -> %s\n", change->path,
                *change->value[0] ? change->value[0] : "none",
                *change->value[1] ? change->value[1] : "none");
    }
    if (c->change_count > CHANGES_SHOWN)
        fprintf(out, "... and %zu more\n", c->change_count - CHANGES_SHOWN);
}

/* --- where they part ------------------------------------------------------------------------- */

static void print_event(FILE *out, const char *what, const char *line)
{
    char *copy = line ? strdup(line) : NULL;
    struct event_line event;
    if (!line)
        fprintf(out, "  %-6s nothing more: the run has ended\n", what);
    else if (!copy || !event_line_read(&event, copy))
        fprintf(out, "  %-6s %s\n", what, line);
    else
        fprintf(out, "  %-6s %s s  %s %s%s%s%s%s%s\n         %s\n", what, event.time, event.event,
                event.place, *event.direction ? ", " : "", event.direction,
                *event.until ? ", until " : "", event.until, *event.until ? " s" : "",
                event.content);
    free(copy);
}

static void print_first(FILE *out, const struct compare_view *v)
{
    const struct compare_run *r = v->comparison->different[0];
    if (!r || (!v->first && !v->why_not))
        return;
    fprintf(out, "\nfirst event that differs, of seed %" PRIu64 ", replication %" PRIu32 ": ",
            r->seed, r->replication);
    if (!v->first) {
        fprintf(out, "not looked for: %s\n", v->why_not);
        return;
    }
    if (!v->first->found) {
        fprintf(out, "none among %s, run again: their programs have changed since\n",
                text_count(v->first->equal).text);
        return;
    }
    fprintf(out, "after %s equal ones\n", text_count(v->first->equal).text);
    if (v->first->last)
        print_event(out, "before", v->first->last);
    print_event(out, "A", v->first->line[0]);
    print_event(out, "B", v->first->line[1]);
    for (int side = 0; side < 2; side++)
        if (v->first->there[side])
            print_event(out, side ? "B then" : "A then", v->first->there[side]);
}

/* --- the table ------------------------------------------------------------------------------- */

static size_t count_verdicts(const struct comparison *c, enum compare_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < c->row_count; i++)
        count += c->rows[i].verdict == verdict;
    return count;
}

static void print_row(FILE *out, const struct compare_view *v, const struct compare_row *r)
{
    const char *accepted = v->demands->accepted[r->quantity - run_quantities];
    fprintf(out, "  %-24s %-15s %-15s %-28s %s", r->quantity->name, compare_value_text(r, 0).text,
            compare_value_text(r, 1).text, compare_difference_text(r).text,
            compare_verdict_text(r).text);
    if (r->verdict == COMPARE_MOVED && r->tolerance > 0)
        fprintf(out, " by more than %s", compare_tolerance_text(r).text);
    if (r->verdict == COMPARE_MOVED && accepted)
        fprintf(out, "; accepted: %s", accepted);
    const struct compare_point *p = &v->comparison->points[r->point];
    for (int side = 0; side < 2; side++)
        if (r->lacking[side])
            fprintf(out, "; %zu of %zu in %c have none", r->lacking[side], p->count[side],
                    'A' + side);
    fputc('\n', out);
}

static void print_table(FILE *out, const struct compare_view *v)
{
    const struct comparison *c = v->comparison;
    /* What cannot be said is listed unless there is much of it. */
    const bool unsure = count_verdicts(c, COMPARE_UNSURE) <= UNSURE_SHOWN;
    size_t point = SIZE_MAX;
    for (size_t i = 0; i < c->row_count; i++) {
        const struct compare_row *r = &c->rows[i];
        if (!v->full && r->verdict != COMPARE_MOVED && !(r->verdict == COMPARE_UNSURE && unsure))
            continue;
        if (point == SIZE_MAX)
            fprintf(out, "\n  %-24s %-15s %-15s %-28s %s\n", "quantity", "A", "B", "difference",
                    "verdict");
        if (r->point != point && *c->points[r->point].name)
            fprintf(out, " %s\n", c->points[r->point].name);
        point = r->point;
        print_row(out, v, r);
    }
}

static void print_counts(FILE *out, const struct compare_view *v)
{
    const struct comparison *c = v->comparison;
    const size_t equal = count_verdicts(c, COMPARE_EQUAL), same = count_verdicts(c, COMPARE_SAME);
    const size_t moved = count_verdicts(c, COMPARE_MOVED);
    const size_t unsure = count_verdicts(c, COMPARE_UNSURE);
    size_t accepted = 0;
    for (size_t i = 0; i < c->row_count; i++)
        accepted += c->rows[i].verdict == COMPARE_MOVED && !compare_is_open(v, &c->rows[i]);
    fprintf(out, "\nof %s quantities %s moved", text_count(c->row_count).text,
            text_count(moved).text);
    if (accepted)
        fprintf(out, " (%s of them accepted)", text_count(accepted).text);
    fprintf(out, ", %s did not (%s equal, %s the same within the tolerance), ",
            text_count(equal + same).text, text_count(equal).text, text_count(same).text);
    fprintf(out, "of %s it cannot be said\n", text_count(unsure).text);
    for (size_t i = 0; i < run_quantity_count; i++) {
        bool used = !v->demands->accepted[i];
        for (size_t k = 0; k < c->row_count; k++)
            used |=
                c->rows[k].quantity == &run_quantities[i] && c->rows[k].verdict == COMPARE_MOVED;
        if (!used)
            fprintf(out, "%s was accepted, and has not moved\n", run_quantities[i].name);
    }
}

static void print_phones(FILE *out, const struct compare_view *v)
{
    const struct comparison *c = v->comparison;
    bool headed = false;
    for (size_t i = 0; i < c->point_count; i++) {
        const struct compare_phones *p = &c->points[i].phones;
        if (!p->count[0] || !p->count[1])
            continue;
        if (!headed)
            fputs("\nphones' upgrade times, s\n  quantile", out);
        for (int q = 0; q < COMPARE_QUANTILES && !headed; q++)
            fprintf(out, " %11.0f %%", 100 * compare_quantiles[q]);
        fputs(headed ? "" : "\n", out);
        headed = true;
        if (*c->points[i].name)
            fprintf(out, " %s\n", c->points[i].name);
        for (int side = 0; side < 2; side++) {
            fprintf(out, "  %-8c", 'A' + side);
            for (int q = 0; q < COMPARE_QUANTILES; q++)
                fprintf(out, " %13.6f", p->quantile[side][q]);
            fprintf(out, "  of %s\n", text_count(p->count[side]).text);
        }
        fprintf(out, "  %-8s", "B less A");
        for (int q = 0; q < COMPARE_QUANTILES; q++)
            fprintf(out, " %+13.6f", p->quantile[1][q] - p->quantile[0][q]);
        fprintf(out, "  Kolmogorov-Smirnov %.3f, p %.3g\n", p->distance, p->adjusted);
    }
}

void compare_print(const struct compare_view *v)
{
    struct visible_page page;
    visible_page_begin(&page);
    print_sides(page.file, v->comparison);
    print_matching(page.file, v->comparison);
    print_changes(page.file, v->comparison);
    if (comparison_is_identical(v->comparison)) {
        fprintf(page.file, "identical: %s with equal fingerprints\n",
                print_some(v->comparison->pairs, "pair").text);
    } else {
        print_first(page.file, v);
        print_table(page.file, v);
        print_counts(page.file, v);
        print_phones(page.file, v);
    }
    visible_page_end(&page, stdout);
}
