/* Sizes, fonts and formats as they are given. */
#include "plots/look.h"

#include "tests/support.h"

static struct look l;
static struct error e;

START_TEST(what_is_not_given_is_as_ever)
{
    ck_assert_int_eq(look_read(&l, NULL, NULL, NULL, &e), 0);
    ck_assert_ptr_null(l.options[0]);
    ck_assert_str_eq(l.formats[0], "png");
    ck_assert_str_eq(l.formats[1], "svg");
    ck_assert_ptr_null(l.formats[2]);
    ck_assert_uint_eq(l.width, 1280);
    ck_assert_double_eq(l.font_size, 18);
    look_fini(&l);
}
END_TEST

START_TEST(what_is_given_goes_to_the_script)
{
    ck_assert_int_eq(look_read(&l, "0800x500", "DejaVu Sans,9.5", "pdf,eps,svg,png,pdf", &e), 0);
    ck_assert_str_eq(l.options[0], "size=800x500");
    ck_assert_str_eq(l.options[1], "font=DejaVu Sans,9.5");
    ck_assert_ptr_null(l.options[2]);
    ck_assert_str_eq(l.formats[0], "pdf");
    ck_assert_str_eq(l.formats[3], "png");
    ck_assert_ptr_null(l.formats[4]);
    ck_assert_double_eq(l.font_size, 9.5);
    look_fini(&l);
    ck_assert_int_eq(look_read(&l, NULL, "Arial,10", NULL, &e), 0);
    ck_assert_str_eq(l.options[0], "font=Arial,10");
    look_fini(&l);
}
END_TEST

START_TEST(text_is_as_large_as_suits_the_size)
{
    ck_assert_int_eq(look_read(&l, "640x860", NULL, NULL, &e), 0);
    ck_assert_double_eq(l.font_size, 9);
    look_fini(&l);
    ck_assert_int_eq(look_read(&l, "2000x430", NULL, NULL, &e), 0);
    ck_assert_double_eq(l.font_size, 9);
    look_fini(&l);
    ck_assert_int_eq(look_read(&l, "200x150", NULL, NULL, &e), 0);
    ck_assert_double_eq(l.font_size, 7);
    look_fini(&l);
}
END_TEST

static const struct {
    const char *size, *font, *formats, *said;
} wrong[] = {
    {"800", NULL, NULL, "--size 800: not a size from 200x150 to 20000x20000, such as 800x500"},
    {"800x", NULL, NULL, "--size 800x: "},
    {"x500", NULL, NULL, "--size x500: "},
    {"800x500x", NULL, NULL, "--size 800x500x: "},
    {"-800x500", NULL, NULL, "--size -800x500: "},
    {"199x500", NULL, NULL, "--size 199x500: "},
    {"800x149", NULL, NULL, "--size 800x149: "},
    {"20001x500", NULL, NULL, "--size 20001x500: "},
    {"999999999999x500", NULL, NULL, "--size 999999999999x500: "},
    {NULL, "Arial", NULL, "--font Arial: not a font and its size"},
    {NULL, "Arial,", NULL, "--font Arial,: "},
    {NULL, ",12", NULL, "--font ,12: "},
    {NULL, "Arial,3", NULL, "--font Arial,3: "},
    {NULL, "Arial,201", NULL, "--font Arial,201: "},
    {NULL, "Arial,1e1", NULL, "--font Arial,1e1: "},
    {NULL, "Arial,nan", NULL, "--font Arial,nan: "},
    {NULL, "a\"/><script>,12", NULL, "--font a\"/><script>,12: "},
    {NULL, "it's,12", NULL, "--font it's,12: "},
    {NULL, NULL, "", "'' is none of png, svg, pdf, eps"},
    {NULL, NULL, "png,gif", "--format png,gif: 'gif' is none of"},
    {NULL, NULL, "png,", "--format png,: '' is none of"},
    {NULL, NULL, "pn", "'pn' is none of"},
};

START_TEST(what_is_wrong_is_said)
{
    ck_assert_int_lt(look_read(&l, wrong[_i].size, wrong[_i].font, wrong[_i].formats, &e), 0);
    ck_assert_msg(strstr(e.text, wrong[_i].said) != NULL, "%s", e.text);
    ck_assert_ptr_null(l.texts[0]);
    ck_assert_ptr_null(l.texts[1]);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_is_not_given_is_as_ever);
    tcase_add_test(t, what_is_given_goes_to_the_script);
    tcase_add_test(t, text_is_as_large_as_suits_the_size);
    tcase_add_loop_test(t, what_is_wrong_is_said, 0, sizeof wrong / sizeof *wrong);
}

int main(void)
{
    return run_tests("look", add);
}
