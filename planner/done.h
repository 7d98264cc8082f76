/* What came back of an upgrade, beside what was planned: where in its distribution each site's time
 * lies, whether all of them together are what a good plan would see, and the input at which the
 * difference points.
 *
 *     struct done_list list;
 *     struct done d;
 *     if (done_read(&list, "done.csv", &fleet, &faults) < 0)
 *         print faults, as of fleet_read;
 *     plan_make(&p, &fleet, ...);
 *     done_make(&d, &p, &list);
 */
#ifndef PLANNER_DONE_H
#define PLANNER_DONE_H

#include <jansson.h>

#include "planner/plan.h"

/* --- the list -------------------------------------------------------------------------------- */

/* A site that has been upgraded. */
struct done_row {
    size_t site;           /* its index in the fleet */
    size_t line;           /* of the list */
    int64_t start, end;    /* UTC: of the first reset, and when its last phone was back */
    uint32_t phones, back; /* that should come back, and did */
    int method;            /* enum method; -1: the one that was planned */
    double unsure; /* s by which end less start may be off: 1, or 60 of times to the minute */
};

struct done_list {
    struct done_row *rows; /* in the order of the list */
    size_t count;
};

/* Reads columns site, start, end, phones, back and perhaps method; others are left alone, unless
 * they look like one of these. Times are "2026-12-01 22:00", with seconds or not, by the site's
 * clocks, or with Z or an offset, "+01:00", behind them. Empty cells of phones and back stand for
 * all of the site's. Errors (negative): as of fleet_read, all in `faults`; an unknown site, one
 * that is there twice, an end that is not after the start. */
int done_read(struct done_list *list, const char *path, const struct fleet *f,
              struct fleet_faults *faults);
void done_list_free(struct done_list *list);

/* --- beside the plan ------------------------------------------------------------------------- */

enum done_how {
    DONE_AS_PLANNED,
    DONE_EARLY,    /* before p1 */
    DONE_LATE,     /* beyond p99 */
    DONE_PARTLY,   /* not all phones came back: when they would have is not known */
    DONE_NO_TIMES, /* the plan has no times of that method: it is not possible, or never ends */
    DONE_HOWS,
};
extern const char *const done_words[DONE_HOWS]; /* "as planned" ... */

struct done_site {
    struct done_row row;
    const struct plan_site *site;
    enum method method;
    double took;              /* s */
    enum done_how how;        /* the next ones are of the first three only: */
    double p1, p50, p90, p99; /* s, as planned by that method */
    double faster;            /* share of the points at which it takes less */
    bool resolved;            /* its distribution is wider than what `row.unsure` blurs */
};

/* A value at which the model meets what was observed best. */
struct done_value {
    size_t site; /* in done.sites; of what all share SIZE_MAX */
    uint64_t value;
    struct fleet_number planned;
    char *text, *planned_text; /* "52 s", "30 s..40 s" */
};

/* An input, alone: what all share with one value, a column with one for each site that has a range
 * there. */
struct done_input {
    const char *name; /* the plan's */
    struct done_value *values;
    size_t count;
    double explains; /* share of the sum of squares */
    /* How far the values are out of their ranges, in widths of these, in the mean. */
    double stretch;
    double cost; /* n ln(what is left) + 2 values (Akaike): the least one explains best */
};

/* Three questions are asked of the points: one in twenty plans that are right fails one. */
#define DONE_UNLIKELY (0.05 / 3)

struct done {
    struct done_site *sites; /* in the order of the list */
    size_t count;
    size_t compared, early, late;
    /* Of sites that are `resolved`: how many took more than p50, p90; the chance of a number that
     * is as unusual, both ways, if sites were independent (binomial); and the share of the points
     * at which there is one, with what sites share. */
    size_t resolved, above50, above90;
    double chance50, chance90, share50, share90;
    /* Share of the points at which the squares of ln(time / p50), each by its mean over the points,
     * sum up to as much. */
    double share_squares;
    double squares;            /* sum of these squares as they are */
    bool calibrated;           /* none of the three shares is below DONE_UNLIKELY */
    struct done_input *inputs; /* those that explain best first */
    size_t input_count;
    bool points; /* the first one explains over half, and better than by chance */
};

/* Never fails; done_fini it. The plan stays, and its fleet. */
void done_make(struct done *d, const struct plan *p, const struct done_list *list);
void done_fini(struct done *d);

/* All of it for programs; json_decref gives it back. */
json_t *done_json(const struct done *d);

#endif
