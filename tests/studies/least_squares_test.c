/* Fits against a table of NIST's, and intervals against truths that are known. */
#include "studies/least_squares.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "tests/support.h"

/* --- NIST StRD, Misra1a: y = b1 (1 - exp(-b2 x)) -----------------------------------------------
 */

static const double misra_y[] = {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02,
                                 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78};
static const double misra_x[] = {77.6,  114.9, 141.1, 190.8, 239.9, 289.0, 332.8,
                                 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0};
enum { MISRA = sizeof misra_y / sizeof *misra_y };

static int misra(void *user, const double *b, double *predicted, struct error *e)
{
    (void)user;
    (void)e;
    for (int i = 0; i < MISRA; i++)
        predicted[i] = b[0] * (1 - exp(-b[1] * misra_x[i]));
    return 0;
}

/* With an uncertainty of s = sqrt(residual sum / 12), as the table's standard errors have it. */
static struct least_problem misra_problem(struct least_target *targets)
{
    static const struct least_parameter parameters[] = {
        {.start = 500, .low = -INFINITY, .high = INFINITY, .difference = 1e-3},
        {.start = 1e-4, .low = -INFINITY, .high = INFINITY, .difference = 1e-9}};
    for (int i = 0; i < MISRA; i++)
        targets[i] = (struct least_target){misra_y[i], sqrt(0.12455138894 / 12)};
    return (struct least_problem){parameters, 2, targets, MISRA, misra, NULL};
}

START_TEST(nist_misra1a)
{
    struct least_target targets[MISRA];
    struct least_fit fit;
    struct error e;
    const struct least_problem p = misra_problem(targets);
    ck_assert_msg(least_squares(&p, &fit, &e) == 0, "%s", e.text);
    ck_assert_double_eq_tol(fit.values[0], 238.94212918, 1e-4);
    ck_assert_double_eq_tol(fit.values[1], 5.5015643181e-4, 1e-9);
    ck_assert_double_eq_tol(fit.error[0], 2.7070075, 1e-4);
    ck_assert_double_eq_tol(fit.error[1], 7.2668688e-6, 1e-9);
    ck_assert_double_eq_tol(fit.chi2, 12, 1e-6);
    ck_assert_int_eq(fit.freedom, 12);
    ck_assert_double_eq_tol(fit.correlation[0][1], -0.998776, 1e-5);
    ck_assert_double_eq_tol(fit.correlation[1][1], 1, 1e-12);
    /* a unit of b1 in units of b2 */
    ck_assert_double_eq_tol(fit.worth[0][1], -0.998776 * 7.2668688e-6 / 2.7070075, 1e-9);
}
END_TEST

/* An interval of 95 % of a nearly linear problem is nearly 1.96 standard errors. */
START_TEST(profile_of_misra1a)
{
    struct least_target targets[MISRA];
    struct least_fit fit;
    struct least_profile profile;
    struct error e;
    const struct least_problem p = misra_problem(targets);
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_int_eq(least_squares_profile(&p, &fit, 0, &profile, &e), 0);
    ck_assert(!profile.low_open && !profile.high_open);
    ck_assert_double_eq_tol((profile.high - profile.low) / 2, 1.96 * 2.7070075, 0.1);
    ck_assert_uint_eq(profile.count, LEAST_PROFILE);
    struct least_fit held;
    ck_assert_int_eq(least_squares_held(&p, &fit, 0, profile.high, &held, &e), 0);
    ck_assert_double_eq_tol(held.chi2 - fit.chi2, LEAST_RISE, 0.01);
    ck_assert_double_lt(held.values[1], fit.values[1]); /* along the ridge */
}
END_TEST

/* --- a download in small -----------------------------------------------------------------------
 */

/* a[0]: ms a round of 1000, a[1]: s afterwards, a[2]: places of a queue. The targets are one
 * download, one of half the size, and the wait in the queue. */
static int download(void *user, const double *a, double *predicted, struct error *e)
{
    (void)user;
    (void)e;
    predicted[0] = a[0] + a[1];
    predicted[1] = a[0] / 2 + a[1];
    predicted[2] = 12 * a[2] + a[0];
    return 0;
}

static const struct least_parameter download_parameters[] = {
    {.start = 10, .low = 0, .high = 1000, .difference = 1e-3},
    {.start = 10, .low = 0, .high = 1000, .difference = 1e-3},
    {.start = 1, .low = 1, .high = 1000, .difference = 1, .step = 1}};

START_TEST(counts_are_scanned)
{
    const struct least_target targets[] = {{51, 1}, {41, 1}, {12 * 337 + 20, 1}};
    const struct least_problem p = {download_parameters, 3, targets, 3, download, NULL};
    struct least_fit fit;
    struct least_profile profile;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_double_eq_tol(fit.values[0], 20, 1e-3);
    ck_assert_double_eq_tol(fit.values[1], 31, 1e-3);
    ck_assert_double_eq(fit.values[2], 337);
    ck_assert_int_eq(fit.freedom, 0);
    ck_assert(isnan(fit.error[2])); /* its profile says it */
    ck_assert_int_eq(least_squares_profile(&p, &fit, 2, &profile, &e), 0);
    /* one place is 12 of an uncertainty of 1 */
    ck_assert_double_le(profile.low, 337);
    ck_assert_double_ge(profile.high, 337);
    ck_assert_double_ge(profile.low, 336);
    ck_assert_double_le(profile.high, 338);
}
END_TEST

/* With the first target alone only the sum is told: each alone is free down to 0. */
START_TEST(a_ridge_is_seen)
{
    const struct least_target targets[] = {{51, 1}};
    const struct least_problem p = {download_parameters, 2, targets, 1, download, NULL};
    struct least_fit fit;
    struct least_profile profile;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_double_lt(fit.chi2, 1e-9);
    ck_assert_int_eq(fit.freedom, -1);
    ck_assert(isnan(fit.error[0]) && isnan(fit.error[1]));
    ck_assert_int_eq(least_squares_profile(&p, &fit, 0, &profile, &e), 0);
    ck_assert(profile.low_open);
    ck_assert_double_eq(profile.low, 0);
    ck_assert(!profile.high_open);
    ck_assert_double_eq_tol(profile.high, 51 + 1.96, 0.01); /* the other at its bound, 0 */
}
END_TEST

START_TEST(what_tells_nothing)
{
    const struct least_target targets[] = {{51, 1}, {41, 1}};
    const struct least_problem p = {download_parameters, 3, targets, 2, download, NULL};
    struct least_fit fit;
    struct least_profile profile;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert(fit.told[0] && fit.told[1] && !fit.told[2]);
    ck_assert_int_eq(fit.freedom, 0);
    ck_assert_int_eq(least_squares_profile(&p, &fit, 2, &profile, &e), 0);
    ck_assert(profile.low_open && profile.high_open);
}
END_TEST

/* The second target is the first one's, and says otherwise: the fit lies between them. */
static int twice(void *user, const double *a, double *predicted, struct error *e)
{
    (void)user;
    (void)e;
    predicted[0] = predicted[1] = 2 * a[0];
    predicted[2] = 7;
    return 0;
}

START_TEST(contradictions)
{
    static const struct least_parameter parameter = {
        .start = 1, .low = 0, .high = INFINITY, .difference = 1e-3};
    const struct least_target targets[] = {{10, 1}, {20, 1}, {8, 1}};
    const struct least_problem p = {&parameter, 1, targets, 3, twice, NULL};
    struct least_fit fit;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_double_eq_tol(fit.values[0], 7.5, 1e-6);
    ck_assert_double_eq_tol(fit.chi2, 51, 1e-6);
    ck_assert_int_eq(fit.freedom, 1);
    ck_assert(fit.moved[0] && fit.moved[1] && !fit.moved[2]);
    ck_assert_double_eq_tol(fit.error[0], 1 / sqrt(8), 1e-6);
}
END_TEST

/* A target that is out of reach leaves the parameter at its bound. */
START_TEST(bounds_hold)
{
    static const struct least_parameter parameter = {
        .start = 1, .low = 0, .high = 3, .difference = 1e-3};
    const struct least_target targets[] = {{10, 1}, {10, 1}, {7, 1}};
    const struct least_problem p = {&parameter, 1, targets, 3, twice, NULL};
    struct least_fit fit;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_double_eq(fit.values[0], 3);
    ck_assert_double_eq_tol(fit.chi2, 32, 1e-9);
    ck_assert(fit.at_bound[0]);
    ck_assert(isnan(fit.error[0]));
}
END_TEST

static int nowhere(void *user, const double *a, double *predicted, struct error *e)
{
    (void)e;
    predicted[0] = a[0] < *(double *)user ? INFINITY : a[0];
    return 0;
}

/* Where there is no number it does not stay. */
START_TEST(no_prediction)
{
    static const struct least_parameter parameter = {
        .start = 1, .low = 0, .high = INFINITY, .difference = 1e-3};
    const struct least_target target = {8, 1};
    double from = 5;
    const struct least_problem p = {&parameter, 1, &target, 1, nowhere, &from};
    struct least_fit fit;
    struct error e;
    ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
    ck_assert_double_eq_tol(fit.values[0], 8, 1e-6);
    from = INFINITY;
    ck_assert_int_lt(least_squares(&p, &fit, &e), 0);
    ck_assert_str_eq(e.text, "with no values of what is free there is a prediction of all targets");
}
END_TEST

/* --- truth is in the intervals -----------------------------------------------------------------
 */

/* Phones' times over a line with rounds: a[0] ms of round trip, a[1] s of restart, a[2] kbps; from
 * one phone, which waits, to 40, which fill the line. */
static int site(void *user, const double *a, double *predicted, struct error *e)
{
    static const double phones[] = {1, 2, 4, 10, 20, 40};
    (void)user;
    (void)e;
    for (int i = 0; i < 6; i++)
        predicted[i] = 13.87 * fmax(a[0] + 552 * 8 / a[2], phones[i] * 552 * 8 / a[2]) + a[1];
    return 0;
}

START_TEST(truth_is_within)
{
    static const struct least_parameter parameters[] = {
        {.start = 50, .low = 0, .high = 1000, .difference = 1e-3},
        {.start = 20, .low = 0, .high = 1000, .difference = 1e-3},
        {.start = 1000, .low = 1, .high = 1e6, .difference = 1e-2}};
    const double truth[] = {20, 35, 384};
    enum { CASES = 100 };
    int within[3] = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, 1);
    for (int n = 0; n < CASES; n++) {
        double exact[6];
        struct least_target targets[6];
        struct least_fit fit;
        struct error e;
        site(NULL, truth, exact, &e);
        for (int i = 0; i < 6; i++)
            targets[i] = (struct least_target){
                exact[i] + gsl_ran_gaussian(random, 0.005 * exact[i]), 0.005 * exact[i]};
        const struct least_problem p = {parameters, 3, targets, 6, site, NULL};
        ck_assert_int_eq(least_squares(&p, &fit, &e), 0);
        for (size_t i = 0; i < 3; i++) {
            struct least_profile profile;
            ck_assert_int_eq(least_squares_profile(&p, &fit, i, &profile, &e), 0);
            within[i] += profile.low <= truth[i] && truth[i] <= profile.high;
        }
    }
    gsl_rng_free(random);
    for (int i = 0; i < 3; i++) {
        printf("parameter %d: the truth is within %d of %d intervals\n", i, within[i], CASES);
        ck_assert_int_ge(within[i], 90);
    }
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, nist_misra1a);
    tcase_add_test(t, profile_of_misra1a);
    tcase_add_test(t, counts_are_scanned);
    tcase_add_test(t, a_ridge_is_seen);
    tcase_add_test(t, what_tells_nothing);
    tcase_add_test(t, contradictions);
    tcase_add_test(t, bounds_hold);
    tcase_add_test(t, no_prediction);
    tcase_add_test(t, truth_is_within);
}

int main(void)
{
    return run_tests("least squares", add_tests);
}
