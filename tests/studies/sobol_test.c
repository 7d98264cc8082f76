/* Sobol indices of functions whose own are known. Ishigami's and Sobol's G are from Saltelli et
 * al., "Global Sensitivity Analysis: The Primer" (2008); the estimates at a number of rows are
 * those of the same estimators elsewhere (SALib's), on GSL's sequence. */
#include "studies/sobol.h"

#include <math.h>

#include "tests/support.h"

typedef double function(const double *x, size_t count);

static double ishigami(const double *x, size_t count)
{
    const double a = M_PI * (2 * x[0] - 1), b = M_PI * (2 * x[1] - 1), c = M_PI * (2 * x[2] - 1);
    (void)count;
    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * pow(c, 4) * sin(a);
}

static double g(const double *x, size_t count)
{
    static const double a[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    double product = 1;
    for (size_t i = 0; i < count; i++)
        product *= (fabs(4 * x[i] - 2) + a[i]) / (1 + a[i]);
    return product;
}

/* The second does nothing; no value depends on the order of magnitude of the first. */
static double shifted(const double *x, size_t count)
{
    (void)count;
    return 1e6 + x[0];
}

static double constant(const double *x, size_t count)
{
    (void)x;
    (void)count;
    return 0.1 + 0.2;
}

/* No value where the first is below a quarter. */
static double partly(const double *x, size_t count)
{
    (void)count;
    return x[0] < 0.25 ? NAN : x[0] + 3 * x[1];
}

static double nowhere(const double *x, size_t count)
{
    (void)count;
    return x[0] < 0.999 ? INFINITY : x[0];
}

static int analyse(function *f, size_t parameters, size_t rows, struct sobol_result *r,
                   struct error *e)
{
    struct sobol *s = sobol_new(parameters, rows, e);
    ck_assert_msg(s != NULL, "%s", e->text);
    double *outputs = mem_calloc(sobol_runs(s), sizeof *outputs), at[SOBOL_PARAMETERS];
    ck_assert_uint_eq(sobol_runs(s), rows * (parameters + 2));
    for (size_t run = 0; run < sobol_runs(s); run++) {
        sobol_point(s, run, at);
        outputs[run] = f(at, parameters);
    }
    const int status = sobol_analyse(s, outputs, r, e);
    free(outputs);
    sobol_free(s);
    return status;
}

static void expect(const struct sobol_index *got, const double *wanted, size_t count,
                   double tolerance)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_double_eq_tol(got[i].value, wanted[i], tolerance);
}

START_TEST(ishigami_as_others_estimate_it)
{
    static const double first[2][3] = {{.32401, .44307, -.02427}, {.31416, .44262, .00027}};
    static const double total[2][3] = {{.55872, .43951, .24363}, {.55783, .44262, .24362}};
    for (size_t i = 0; i < 2; i++) {
        struct sobol_result r;
        struct error e;
        ck_assert_int_eq(analyse(ishigami, 3, i ? 16384 : 1024, &r, &e), 0);
        expect(r.first, first[i], 3, 0.000006);
        expect(r.total, total[i], 3, 0.000006);
        ck_assert_uint_eq(r.rows, i ? 16384 : 1024);
        ck_assert_uint_eq(r.left_out, 0);
    }
}
END_TEST

/* The true values are in the intervals, which are as wide as those of as many random draws, and
 * half as wide of four times as many rows. */
START_TEST(ishigami_is_within_the_errors)
{
    static const double first[] = {.3139051912, .4424111448, 0};
    static const double total[] = {.5575888552, .4424111448, .2436836641};
    struct sobol_result small, large;
    struct error e;
    ck_assert_int_eq(analyse(ishigami, 3, 1024, &small, &e), 0);
    ck_assert_int_eq(analyse(ishigami, 3, 4096, &large, &e), 0);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_double_le(fabs(small.first[i].value - first[i]), small.first[i].half_width);
        ck_assert_double_le(fabs(small.total[i].value - total[i]), small.total[i].half_width);
        ck_assert_double_eq_tol(large.first[i].half_width / small.first[i].half_width, 0.5, 0.15);
        ck_assert_double_eq_tol(large.total[i].half_width / small.total[i].half_width, 0.5, 0.15);
        ck_assert_double_lt(small.first[i].half_width, 0.15);
    }
    ck_assert_double_eq_tol(large.mean, 3.5, 0.01);
    ck_assert_double_eq_tol(large.sd * large.sd, 13.844587941, 0.05);
}
END_TEST

START_TEST(g_of_eight)
{
    static const double first[] = {.716192,     .179048,     .0236758,    .00716192,
                                   .0000716192, .0000716192, .0000716192, .0000716192};
    static const double total[] = {.787144,    .242198,    .0343169,   .0104604,
                                   .000104949, .000104949, .000104949, .000104949};
    struct sobol_result r;
    struct error e;
    ck_assert_int_eq(analyse(g, 8, 16384, &r, &e), 0);
    expect(r.first, first, 8, 0.003);
    expect(r.total, total, 8, 0.003);
    ck_assert_double_eq_tol(r.sd * r.sd, .4654244, 0.001);
    ck_assert_double_eq_tol(r.mean, 1, 0.001);
}
END_TEST

/* A mean that is large beside the spread spoils nothing: outputs are centred. */
START_TEST(what_does_nothing)
{
    static const double first[] = {1, 0};
    struct sobol_result r;
    struct error e;
    ck_assert_int_eq(analyse(shifted, 2, 1024, &r, &e), 0);
    expect(r.first, first, 2, 0.005);
    expect(r.total, first, 2, 0.005);
    ck_assert(r.moves[0] && !r.moves[1]);
    ck_assert(r.total[1].value == 0 && r.total[1].half_width == 0 && r.first[1].value == 0);
    ck_assert_double_eq_tol(r.mean, 1e6 + 0.5, 0.01);
    ck_assert_double_eq_tol(r.sd, sqrt(1 / 12.0), 0.001);
}
END_TEST

/* Of a row that lacks one value none counts: a quarter has none in A, and of the others a quarter
 * none in B. */
START_TEST(rows_without_a_value)
{
    static const double first[] = {1 / 17.0, 16 / 17.0}; /* 0.75^2 : 3^2 */
    struct sobol_result r;
    struct error e;
    ck_assert_int_eq(analyse(partly, 2, 4096, &r, &e), 0);
    ck_assert_uint_eq(r.rows + r.left_out, 4096);
    ck_assert_double_eq_tol((double)r.rows, 4096 * 0.5625, 4);
    expect(r.first, first, 2, 0.01);
    expect(r.total, first, 2, 0.01);
    ck_assert_double_eq_tol(r.mean, 0.625 + 1.5, 0.005);
    ck_assert_int_lt(analyse(nowhere, 2, 1024, &r, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "of 1024 rows have all their values"));
}
END_TEST

START_TEST(refused)
{
    static const struct {
        size_t parameters, rows;
        const char *wanted;
    } cases[] = {
        {0, 1024, "0 parameters are too few; give 1 to 20"},
        {21, 1024, "21 parameters are too many; give 1 to 20"},
        {3, 1000, "1000 is no power of two from 16 to 131072; give one, as in 4096"},
        {3, 8, "8 is no power of two from 16"},
        {3, 262144, "262144 is no power of two from 16"},
    };
    struct error e;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_ptr_null(sobol_new(cases[i].parameters, cases[i].rows, &e));
        ck_assert_ptr_nonnull(strstr(e.text, cases[i].wanted));
    }
    struct sobol *most = sobol_new(20, 16, &e);
    double at[SOBOL_PARAMETERS];
    ck_assert_ptr_nonnull(most);
    for (size_t run = 0; run < sobol_runs(most); run++) {
        sobol_point(most, run, at);
        ck_assert(sobol_is_sample(most, run) == (run % 22 < 2));
        for (size_t i = 0; i < 20; i++)
            ck_assert(at[i] > 0 && at[i] < 1);
    }
    sobol_free(most);
    struct sobol_result r;
    ck_assert_int_lt(analyse(constant, 2, 64, &r, &e), 0);
    ck_assert_str_eq(e.text, "it is 0.3 everywhere: nothing that varies changes it");
}
END_TEST

/* The same again to the last bit. */
START_TEST(nothing_is_by_chance)
{
    struct sobol_result one, two;
    struct error e;
    ck_assert_int_eq(analyse(ishigami, 3, 256, &one, &e), 0);
    ck_assert_int_eq(analyse(ishigami, 3, 256, &two, &e), 0);
    ck_assert(memcmp(one.first, two.first, sizeof one.first) == 0);
    ck_assert(memcmp(one.total, two.total, sizeof one.total) == 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, ishigami_as_others_estimate_it);
    tcase_add_test(t, ishigami_is_within_the_errors);
    tcase_add_test(t, g_of_eight);
    tcase_add_test(t, what_does_nothing);
    tcase_add_test(t, rows_without_a_value);
    tcase_add_test(t, refused);
    tcase_add_test(t, nothing_is_by_chance);
}

int main(void)
{
    return run_tests("sobol", add);
}
