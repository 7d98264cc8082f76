/* The chart of calls: where its marks are. What it says is among charts_test.c's texts. */
#include "tests/plots/drawing.h"

/* What the panels of calls to "branch" show is of the spurts in their order, three down and three
 * up (behind the first ones, the key's mark): opinions, a score apart; mouth to ear; losses, of
 * which the three kinds are added. Each is in the middle of its time, at 1, 4 and 7 s, or 1, 4
 * and 11. */
START_TEST(marks_of_calls_are_where_they_belong)
{
    enum { MOS_DOWN = 0, MOS_UP = 4, DELAY_DOWN = 8, DELAY_UP = 11, LOST_DOWN = 14, LOST_UP = 17 };
    static const int first[] = {MOS_DOWN, MOS_UP, DELAY_DOWN, DELAY_UP, LOST_DOWN, LOST_UP};
    struct place p[20];
    put_calls();
    option = "site=branch";
    ck_assert_msg(draw("calls") == 0, "%s", e.text);
    char *svg = file_contents(charts, "calls.svg", NULL);
    for (int i = 0; i < 20; i++)
        p[i] = place_of_point(svg, i);
    ck_assert_double_eq(place_of_point(svg, 20).y, 0);
    const double second = (p[1].x - p[0].x) / 3, score = p[1].y - p[0].y;
    ck_assert_double_gt(second, 0);
    ck_assert_double_gt(score, 0);
    for (int i = 0; i < 6; i++) {
        const struct place *of = &p[first[i]];
        ck_assert_double_eq_tol(of[0].x, p[0].x, 0.1);
        ck_assert_double_eq_tol(of[1].x, p[0].x + 3 * second, 0.1);
        ck_assert_double_eq_tol(of[2].x, p[0].x + (i % 2 ? 10 : 6) * second, 0.1);
    }
    ck_assert_double_eq_tol(p[MOS_DOWN + 2].y, p[0].y + 2 * score, 0.1);
    ck_assert_double_eq_tol(p[MOS_UP + 1].y, p[0].y, 0.1);
    ck_assert_double_eq_tol(p[MOS_UP + 2].y, p[0].y + 3 * score, 0.1);
    ck_assert_double_lt(p[DELAY_DOWN + 1].y, p[DELAY_DOWN].y - 50);
    ck_assert_double_eq_tol(p[DELAY_DOWN + 2].y, p[DELAY_DOWN].y, 0.1);
    ck_assert_double_eq_tol(p[DELAY_UP + 1].y, p[DELAY_DOWN].y, 0.1);
    ck_assert_double_lt(p[LOST_DOWN + 1].y, p[LOST_DOWN].y - 50);
    ck_assert_double_eq_tol(p[LOST_UP + 1].y, p[LOST_DOWN].y, 0.1);
    /* shaded: from 3 to 9 s */
    struct place from, to;
    const char *shade = strstr(svg, "<polygon fill = 'rgb(240, 240, 240)' points = '");
    ck_assert_ptr_nonnull(shade);
    ck_assert_int_eq(sscanf(strstr(shade, "points = '"), "points = '%lf,%lf %lf,%lf", &from.x,
                            &from.y, &to.x, &to.y),
                     4);
    ck_assert_double_eq_tol(from.x, p[0].x + 2 * second, 0.5);
    ck_assert_double_eq_tol(to.x, p[0].x + 8 * second, 0.5);
    free(svg);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    if (!can_draw())
        return;
    tcase_add_test(t, marks_of_calls_are_where_they_belong);
}

int main(void)
{
    return run_drawing_tests("calls_chart", add);
}
