/* Whether two samples differ: tests, intervals, and what is to be made of many of them.
 *
 * Probabilities `p` are two-sided, unless said otherwise: how often a difference as great as this
 * one comes about where there is none. NAN: too few values. Distributions are GSL's; what GSL does
 * not have (the tests by ranks, and Kolmogorov and Smirnov's) is counted out here for small
 * samples, as all ways of giving the same values to both sides, so that ties need no correction. */
#ifndef RESULTS_SIGNIFICANCE_H
#define RESULTS_SIGNIFICANCE_H

#include <stdbool.h>
#include <stddef.h>

/* A difference of two means with its standard error: what tests and intervals by Student's t are
 * made of. */
struct mean_difference {
    double mean;  /* of y less that of x; of pairs, of their differences */
    double error; /* its standard error; 0: all are equal, NAN: a side has fewer than two values */
    double freedom; /* degrees of freedom of t */
};

/* Of pairs, by their differences. */
struct mean_difference mean_difference_paired(const double *differences, size_t count);
/* Of two samples whose variances need not be equal: Welch's, with Satterthwaite's degrees of
 * freedom. */
struct mean_difference mean_difference_welch(const double *x, size_t x_count, const double *y,
                                             size_t y_count);

/* Student's t, and its p; of an error of 0: infinite, or 0 of no difference, with p 0 or 1. */
double significance_t(const struct mean_difference *d);
double significance_t_p(const struct mean_difference *d);
/* p of a difference beyond -+margin: that the one within it which is nearest would show itself as
 * far out, on either side; 1 of one that lies within. With a margin of 0 it is significance_t_p. It
 * is below 5 % where the 95 % interval lies wholly outside -+margin. */
double significance_beyond_p(const struct mean_difference *d, double margin);
/* p of two one-sided tests (TOST; Schuirmann 1987), that the difference lies within -+margin: the
 * greater of both. It is below 5 % where the 90 % interval lies inside. */
double significance_within_p(const struct mean_difference *d, double margin);
/* The half width of the difference's confidence interval; `confidence` between 0 and 1. */
double significance_half_width(const struct mean_difference *d, double confidence);

struct rank_test {
    double statistic;
    double p;
    bool exact; /* counted out, and not approximated */
};

enum {
    RANKS_EXACT = 60,        /* values of both sides, or pairs, that are counted out */
    SMIRNOV_EXACT = 1000000, /* product of both sides' counts, likewise */
};

/* Mann and Whitney's U of x: how often a value of x is greater than one of y, ties half. By all
 * ways to divide the values, p being twice the smaller tail's; of more than RANKS_EXACT values by
 * the normal distribution with correction for continuity and ties. */
struct rank_test significance_mann_whitney(const double *x, size_t x_count, const double *y,
                                           size_t y_count);
/* Wilcoxon's W of pairs' differences: the smaller of both signs' sum of ranks, ties sharing theirs
 * (mid-ranks). Differences of 0 are left out (Wilcoxon 1945). By all ways to give signs; of more
 * than RANKS_EXACT differences by the normal distribution as above. */
struct rank_test significance_wilcoxon(const double *differences, size_t count);
/* Kolmogorov and Smirnov's D of two samples: the greatest distance of their distributions. By all
 * ways to divide the values, where equal ones make one step (Schroeer and Trenkler 1995); beyond
 * SMIRNOV_EXACT by Kolmogorov's limit. */
struct rank_test significance_smirnov(const double *x, size_t x_count, const double *y,
                                      size_t y_count);

/* What several p are worth together; `adjusted` may be `p`. Holm (1979): that any of those up to a
 * limit is there by chance. Benjamini and Hochberg (1995): what share of those up to it is. */
void significance_holm(const double *p, size_t count, double *adjusted);
void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
