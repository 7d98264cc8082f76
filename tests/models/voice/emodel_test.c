/* The E-model against values of the Recommendation, of other programs, and worked out by hand. */
#include "models/voice/emodel.h"

#include <math.h>

#include "models/voice/codec.h"
#include "tests/support.h"

/* Equal in all the digits that are written. */
#define EXPECT_DIGITS(value, wanted, digits)                                                       \
    ck_assert_double_eq_tol((value), (wanted), 0.5000001 * pow(10, -(digits)))

START_TEST(the_defaults_of_the_recommendation_give_93_206)
{
    const struct emodel_rating made = emodel_rate(&emodel_defaults);
    EXPECT_DIGITS(made.r, 93.206, 3);
    EXPECT_DIGITS(emodel_mos(made.r), 4.4094, 4);
    ck_assert_double_eq(made.idte + made.idd + made.ie_eff, 0);
}
END_TEST

START_TEST(a_rating_has_an_opinion)
{
    static const struct {
        double r, mos;
        int digits;
    } rows[] = {{93.2, 4.409286, 6}, {90, 4.339, 3}, {80, 4.024, 3}, {70, 3.597, 3},
                {60, 3.1, 3},        {50, 2.575, 3}, {100, 4.5, 9},  {100.5, 4.5, 9},
                {120, 4.5, 9},       {0, 1, 9},      {-7, 1, 9},     {5, 1, 9}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        EXPECT_DIGITS(emodel_mos(rows[i].r), rows[i].mos, rows[i].digits);
}
END_TEST

START_TEST(reduced_form_by_delay)
{
    static const struct {
        double delay, r, mos;
    } rows[] = {{150, 89.600, 4.3291},
                {200, 85.903, 4.2262},
                {250, 79.203, 3.9935},
                {300, 72.503, 3.7121},
                {400, 59.103, 3.0534}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const double r = emodel_reduced(rows[i].delay, 0, 4.3, 0, 1);
        EXPECT_DIGITS(r, rows[i].r, 3);
        EXPECT_DIGITS(emodel_mos(r), rows[i].mos, 4);
    }
}
END_TEST

START_TEST(reduced_form_by_codec_delay_and_loss)
{
    static const struct {
        const char *codec;
        double delay, loss, ie_eff, r, mos;
    } rows[] = {{"g729b", 150, 1, 15.2000, 74.4000, 3.7960},
                {"g729b", 150, 5, 28.5000, 61.1000, 3.1568},
                {"g711u", 150, 1, 17.9245, 71.6755, 3.6746},
                {"g711u-plc", 150, 1, 3.6398, 85.9602, 4.2279},
                {"g711u-plc", 250, 1, 3.6398, 75.5632, 3.8459},
                {"g711u", 400, 10, 66.4336, -7.3306, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct voice_codec *c = voice_codec_find(rows[i].codec);
        const double r = emodel_reduced(rows[i].delay, c->ie, c->bpl, rows[i].loss, 1);
        EXPECT_DIGITS(emodel_ie_eff(c->ie, c->bpl, rows[i].loss, 1), rows[i].ie_eff, 4);
        EXPECT_DIGITS(r, rows[i].r, 4);
        EXPECT_DIGITS(emodel_mos(r), rows[i].mos, 4);
    }
}
END_TEST

static double full(double delay)
{
    struct emodel m = emodel_defaults;
    emodel_set_delay(&m, delay);
    return emodel_rate(&m).r;
}

START_TEST(the_forms_part_where_the_header_says)
{
    for (double delay = 0; delay <= 300; delay++)
        ck_assert_double_eq_tol(full(delay), emodel_reduced(delay, 0, 4.3, 0, 1), 0.9);
    EXPECT_DIGITS(full(400) - emodel_reduced(400, 0, 4.3, 0, 1), 3.1, 1);
}
END_TEST

/* At 200 ms X = 1: 25 (2^(1/6) - 3 (1 + 3^-6)^(1/6) + 2) = 25 (1.122462 - 3.000685 + 2) = 3.0444.
 */
START_TEST(delay_in_itself_impairs_from_100_ms_on)
{
    struct emodel m = emodel_defaults;
    emodel_set_delay(&m, 100);
    ck_assert_double_eq(emodel_rate(&m).idd, 0);
    emodel_set_delay(&m, 200);
    EXPECT_DIGITS(emodel_rate(&m).idd, 3.0444, 4);
}
END_TEST

/* Bursts of twice the length of random losses: (95 - 11) 5 / (5 / 2 + 19) = 19.5349, and 11. */
START_TEST(bursts_are_worse)
{
    EXPECT_DIGITS(emodel_ie_eff(11, 19, 5, 2), 30.5349, 4);
    ck_assert_double_eq(emodel_ie_eff(11, 19, 0, 2), 11);
}
END_TEST

/* Each parameter counts, in the direction that the Recommendation's text has. The defaults are best
 * in no respect but noise. */
START_TEST(every_parameter_counts)
{
    static const struct {
        size_t where;
        double value;
        bool better;
    } rows[] = {
        {offsetof(struct emodel, slr), 15, false},    {offsetof(struct emodel, rlr), 10, false},
        {offsetof(struct emodel, stmr), 5, false},    {offsetof(struct emodel, lstr), 5, false},
        {offsetof(struct emodel, ds), -3, false},     {offsetof(struct emodel, telr), 45, false},
        {offsetof(struct emodel, wepl), 20, false},   {offsetof(struct emodel, t), 200, false},
        {offsetof(struct emodel, tr), 2000, false},   {offsetof(struct emodel, ta), 300, false},
        {offsetof(struct emodel, qdu), 10, false},    {offsetof(struct emodel, ie), 20, false},
        {offsetof(struct emodel, bpl), 25, true},     {offsetof(struct emodel, ppl), 5, false},
        {offsetof(struct emodel, burst_r), 4, false}, {offsetof(struct emodel, nc), -50, false},
        {offsetof(struct emodel, nfor), -50, false},  {offsetof(struct emodel, ps), 60, false},
        {offsetof(struct emodel, pr), 60, false},     {offsetof(struct emodel, a), 10, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct emodel m = emodel_defaults;
        emodel_set_delay(&m, 100); /* so that echo is heard */
        m.ppl = 2;                 /* so that robustness counts */
        const double before = emodel_rate(&m).r;
        *(double *)((char *)&m + rows[i].where) = rows[i].value;
        const double after = emodel_rate(&m).r;
        ck_assert_msg(rows[i].better ? after > before + 0.05 : after < before - 0.05,
                      "row %zu: %f, then %f", i, before, after);
    }
}
END_TEST

/* At 1 ms: TERV = 65 - 40 lg(1.1 / 1.00667) + 6 e^-0.3 = 67.905, Re = 214.76, Roe = 94.77; half of
 * their difference is -59.997, and (-59.997 + sqrt(59.997^2 + 100) - 1) (1 - 1/e) = -0.109. */
START_TEST(a_short_echo_by_hand)
{
    struct emodel m = emodel_defaults;
    m.t = 1;
    EXPECT_DIGITS(emodel_rate(&m).idte, -0.109, 3);
}
END_TEST

/* An echo adds to the sidetone, as long as it comes at once. */
START_TEST(echo_at_once_is_sidetone)
{
    struct emodel m = emodel_defaults;
    const double without = emodel_rate(&m).is;
    m.telr = 10;
    ck_assert_double_gt(fabs(emodel_rate(&m).is - without), 0.05);
    m.t = 500;
    EXPECT_DIGITS(emodel_rate(&m).is, without, 2);
}
END_TEST

/* Where the sidetone is strong it masks less of the echo, where it is faint it is added: 7.5 in
 * clause 7.4. With T = 0 there is no echo at all. */
START_TEST(sidetone_has_three_regions)
{
    struct emodel m = emodel_defaults;
    m.telr = 45;
    m.t = 50;
    const double normal = emodel_rate(&m).idte;
    m.stmr = 9;
    ck_assert_double_eq(emodel_rate(&m).idte, normal);
    m.stmr = 8.999;
    ck_assert_double_lt(emodel_rate(&m).idte, normal - 0.01);
    m.stmr = 20.001;
    ck_assert_double_gt(emodel_rate(&m).idte, normal);
    m.t = 0.999;
    ck_assert_double_eq(emodel_rate(&m).idte, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_defaults_of_the_recommendation_give_93_206);
    tcase_add_test(t, a_rating_has_an_opinion);
    tcase_add_test(t, reduced_form_by_delay);
    tcase_add_test(t, reduced_form_by_codec_delay_and_loss);
    tcase_add_test(t, the_forms_part_where_the_header_says);
    tcase_add_test(t, delay_in_itself_impairs_from_100_ms_on);
    tcase_add_test(t, bursts_are_worse);
    tcase_add_test(t, every_parameter_counts);
    tcase_add_test(t, a_short_echo_by_hand);
    tcase_add_test(t, echo_at_once_is_sidetone);
    tcase_add_test(t, sidetone_has_three_regions);
}

int main(void)
{
    return run_tests("emodel", add);
}
