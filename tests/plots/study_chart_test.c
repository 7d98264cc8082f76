/* Charts of many runs: what they say, their data, and that the script alone draws them again. */
#include "plots/study_chart.h"

#include <math.h>
#include <unistd.h>

#include "tests/plots/drawing.h"

static struct study_chart chart;
static struct look look;
static char *svg;

static void begin(void)
{
    setup();
    svg = NULL;
    look_read(&look, NULL, NULL, "svg", &e);
    chart = (struct study_chart){.x = {"wan.rate", AXIS_RATE, AXIS_FITTING},
                                 .y = {"all_back", AXIS_TIME, AXIS_FITTING}};
}

static void end(void)
{
    free(svg);
    look_fini(&look);
    teardown();
}

static int draw_chart(void)
{
    const char *srcdir = getenv("srcdir");
    char *scripts = mem_printf("%s/plots", srcdir ? srcdir : ".");
    const int result = study_chart_draw(&chart, &look, scripts, charts, "c", &e);
    free(scripts);
    return result;
}

static void draw_points(const struct study_point *points, size_t count)
{
    chart.points = points;
    chart.count = count;
    ck_assert_msg(draw_chart() == 0, "%s", e.text);
    free(svg);
    svg = file_contents(charts, "c.svg", NULL);
}

#define POINTS(p) p, sizeof p / sizeof *p

static void shows(const char *text)
{
    ck_assert_msg(strstr(svg, text) != NULL, "the chart does not show '%s'", text);
}

static void does_not_show(const char *text)
{
    ck_assert_msg(strstr(svg, text) == NULL, "the chart shows '%s'", text);
}

static void refused(const char *text)
{
    ck_assert_int_lt(draw_chart(), 0);
    ck_assert_msg(strstr(e.text, text) != NULL, "wanted %s, got %s", text, e.text);
    ck_assert(!file_exists(folder, "charts"));
}

static const struct study_point rates[] = {
    {"1.5 Mbps", 1500e3, "tftp", "", 10, 0, 1600, 20},
    {"128 kbps", 128e3, "tftp", "", 8, 2, 18000, 90},
    {"384 kbps", 384e3, "tftp", "", 10, 0, 6400, 30},
    {"128 kbps", 128e3, "pfs", "", 10, 0, 900, 0},
    {"384 kbps", 384e3, "pfs", "", 10, 0, 560, 0},
    {"1.5 Mbps", 1500e3, "pfs", "", 0, 1, NAN, NAN},
};

START_TEST(chart_says_what_it_shows)
{
    chart.by = "method";
    chart.note = "40 phones";
    chart.left_out = "in 3 some phones did not come back";
    draw_points(POINTS(rates));
    static const char *const texts[] = {
        "all_back against wan.rate, by method",
        "40 phones",
        "wan.rate (kbps)",
        "all_back (h)",
        ">128<",
        ">384<",
        ">1500<",
        ">tftp<",
        ">pfs<",
        ">runs left out<",
        "each point is the mean of 8 to 10 runs, with its 95 % interval",
        "3 of 51 runs are left out: in 3 some phones did not come back"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        shows(texts[i]);
}
END_TEST

START_TEST(data_are_sorted_and_whole)
{
    chart.by = "method";
    draw_points(POINTS(rates));
    expect_file(charts, "c.csv",
                "line,x,runs,left_out,mean,low,high,by,member,at\n"
                "1,128000,8,2,18000,17910,18090,tftp,,128 kbps\n"
                "1,384000,10,0,6400,6370,6430,tftp,,384 kbps\n"
                "1,1500000,10,0,1600,1580,1620,tftp,,1.5 Mbps\n"
                "2,128000,10,0,900,900,900,pfs,,128 kbps\n"
                "2,384000,10,0,560,560,560,pfs,,384 kbps\n"
                "2,1500000,0,1,,,,pfs,,1.5 Mbps\n");
    ck_assert_int_eq(files_in(charts), 3);
}
END_TEST

/* By hand, in another folder than the scripts', with the arguments of them all. */
START_TEST(script_needs_nothing_else)
{
    draw_points(POINTS(rates));
    char *command = mem_printf("cd '%s' && gnuplot -d -c c.gp . again.png size=400x300 "
                               "title=\"it's mine\" && gnuplot -d -c c.gp . again.svg",
                               charts);
    ck_assert_int_eq(system(command), 0);
    free(command);
    char *png = file_contents(charts, "again.png", NULL);
    ck_assert_uint_eq(big_endian((unsigned char *)png + 16), 400);
    free(png);
    char *again = file_contents(charts, "again.svg", NULL);
    ck_assert_str_eq(again, svg);
    free(again);
}
END_TEST

START_TEST(looks_are_as_given)
{
    look_fini(&look);
    ck_assert_int_eq(look_read(&look, "300x200", "DejaVu Sans,8", "png,pdf,svg", &e), 0);
    draw_points(POINTS(rates));
    char *png = file_contents(charts, "c.png", NULL), *pdf = file_contents(charts, "c.pdf", NULL);
    ck_assert_uint_eq(big_endian((unsigned char *)png + 16), 300);
    ck_assert_uint_eq(big_endian((unsigned char *)png + 20), 200);
    ck_assert_int_eq(strncmp(pdf, "%PDF", 4), 0);
    shows("DejaVu Sans");
    ck_assert_int_eq(files_in(charts), 5);
    free(pdf);
    free(png);
}
END_TEST

/* Each way to write a name that could be a command, an escape, markup or another field. */
START_TEST(names_are_data)
{
    static const char hostile[] = "it's `touch pwned` {/:Bold x}_y \\n \"q\"";
    const struct study_point points[] = {{"1", 1, hostile, "<&>", 1, 0, 2, NAN},
                                         {"1", 1, "a,b\n\x1b[2J", "m", 1, 0, 3, NAN}};
    chart.by = "b'y\n`touch pwned`";
    chart.members = "m\"ember'";
    chart.note = "n'ote `touch pwned`";
    chart.x = (struct study_axis){"x'x {a}", AXIS_NUMBER, AXIS_FITTING};
    draw_points(POINTS(points));
    shows("it's `touch pwned` {/:Bold x}_y \\n");
    shows("a,b\\x0a\\x1b[2J");
    shows(", by b'y\\x0a`touch pwned`");
    shows("from &lt;&amp;> (pale) to m");
    ck_assert(!file_exists(".", "pwned"));
    ck_assert(!file_exists(charts, "pwned"));
    chart.x = (struct study_axis){"what", AXIS_WORDS, AXIS_FITTING};
    const struct study_point words[] = {{hostile, 0, "", "", 1, 0, 2, NAN}};
    draw_points(POINTS(words));
    shows("it's `touch pwn");
    ck_assert(!file_exists(".", "pwned"));
}
END_TEST

START_TEST(names_are_side_by_side)
{
    static const struct study_point points[] = {{"tftp", NAN, "", "", 1, 0, 0.4, NAN},
                                                {"load-server", NAN, "", "", 1, 0, 0.2, NAN},
                                                {"pfs", NAN, "", "", 1, 0, 0, NAN}};
    chart.x = (struct study_axis){"method", AXIS_WORDS, AXIS_FITTING};
    chart.y = (struct study_axis){"wan.utilisation", AXIS_SHARE, AXIS_FITTING};
    draw_points(POINTS(points));
    shows("each bar is one run");
    shows("wan.utilisation (%)");
    shows(">load-server<");
    does_not_show("by method");
    static const struct study_point more[] = {{"tftp", NAN, "", "1", 1, 0, 0.4, NAN},
                                              {"tftp", NAN, "", "2", 1, 0, 0.2, NAN}};
    chart.members = "count";
    draw_points(POINTS(more));
    shows("there is a bar for each count, from 1 (pale) to 2");
    chart.y.scale = AXIS_LOGARITHMIC;
    draw_points(POINTS(points));
    shows("each point is one run");
    shows("1 point of 0 is not on the logarithmic axis");
}
END_TEST

START_TEST(lines_of_a_colour_are_told_of)
{
    static const struct study_point points[] = {{"1", 1, "tftp", "10", 2, 0, 1, 0.5},
                                                {"2", 2, "tftp", "10", 2, 0, 2, 0.5},
                                                {"1", 1, "tftp", "40", 2, 0, 4, 0.5},
                                                {"1", 1, "pfs", "40", 2, 0, 4, 0.5}};
    chart.by = "method";
    chart.members = "count";
    draw_points(POINTS(points));
    shows("of each colour a line for each count, from 10 (pale) to 40");
    char *csv = file_contents(charts, "c.csv", NULL);
    ck_assert_ptr_nonnull(strstr(csv, "\n2,1,2,0,4,3.5,4.5,tftp,40,1\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\n3,1,2,0,4,3.5,4.5,pfs,40,1\n"));
    free(csv);
    char *script = file_contents(charts, "c.gp", NULL);
    ck_assert_ptr_nonnull(strstr(script, "line_colour[1] = 1; line_strength[1] = 0.300\n"));
    ck_assert_ptr_nonnull(strstr(script, "line_colour[2] = 1; line_strength[2] = 1.000\n"));
    ck_assert_ptr_nonnull(strstr(script, "line_colour[3] = 2; line_strength[3] = 1.000\n"));
    free(script);
}
END_TEST

START_TEST(one_point_is_a_chart)
{
    static const struct study_point one[] = {{"0", 0, "", "", 5, 0, 0, 0}};
    chart.x = (struct study_axis){"count", AXIS_NUMBER, AXIS_FITTING};
    draw_points(POINTS(one));
    shows("all_back against count");
    shows("each point is the mean of 5 runs, which are all the same");
    does_not_show(">runs left out</text>");
}
END_TEST

/* Neither the point nor what of its interval is above 0. */
START_TEST(points_of_0_are_not_on_a_logarithmic_axis)
{
    static const struct study_point points[2][2] = {
        {{"1", 1, "", "", 5, 0, 0, 3}, {"2", 2, "", "", 5, 0, 5, 1}},
        {{"1", 1, "", "", 5, 0, 0, NAN}, {"2", 2, "", "", 5, 0, 5, 1}}};
    chart.y.scale = AXIS_LOGARITHMIC;
    draw_points(POINTS(points[0]));
    shows("1 point of 0 is not on the logarithmic axis");
    char *first = mem_strdup(svg);
    draw_points(POINTS(points[1]));
    ck_assert_msg(strcmp(svg, first) == 0, "an interval is drawn");
    free(first);
}
END_TEST

/* Long texts are broken into lines, long names of lines keep both ends. */
START_TEST(long_texts_fit)
{
    const struct study_point points[] = {
        {"1", 1, "äbcdefghijklmnopqrstuvwxyz-äbcdefghijklmnopqrstuvwxyz", "", 1, 0, 1, NAN},
        {"1", 1, "b", "", 1, 0, 2, NAN}};
    char *note = mem_printf("%0200d and %0100d", 1, 2);
    chart.note = note;
    look_fini(&look);
    ck_assert_int_eq(look_read(&look, "400x300", NULL, "svg", &e), 0);
    draw_points(POINTS(points));
    shows("äbcdefghijklmnopqrstuvwxyz-äbcde…lmnopqrstuvwxyz");
    for (const char *line = strstr(svg, ">00000"); line; line = strstr(line + 1, ">00000"))
        ck_assert_uint_lt(strcspn(line + 1, "<"), 150);
    shows("1 and<");
    free(note);
}
END_TEST

START_TEST(what_cannot_be_drawn_is_said)
{
    struct study_point points[STUDY_LINES + 1];
    for (int i = 0; i <= STUDY_LINES; i++)
        points[i] = (struct study_point){"0", 0, mem_printf("%d", i), "", 1, 0, NAN, NAN};
    chart.points = points;
    chart.by = "seed";
    chart.count = STUDY_COLOURS + 1;
    refused("seed has 13 values, and a chart can tell 12 lines apart");
    chart.count = STUDY_COLOURS;
    refused("nothing to be drawn: no run has an answer for all_back");
    for (int i = 0; i <= STUDY_LINES; i++) {
        points[i].member = points[i].by;
        points[i].by = "";
        points[i].mean = 0;
    }
    chart.members = "count";
    chart.count = STUDY_LINES + 1;
    refused("241 lines are too many for a chart, which has up to 240: count varies, too");
    chart.count = 1;
    chart.y.scale = AXIS_LOGARITHMIC;
    refused("all_back has no value above 0");
    chart.y.scale = AXIS_FITTING;
    chart.x.scale = AXIS_LOGARITHMIC;
    refused("wan.rate has no value above 0");
    chart.x.kind = AXIS_WORDS;
    refused("wan.rate has names, not numbers");
    for (int i = 0; i <= STUDY_LINES; i++)
        free((char *)points[i].member);
}
END_TEST

START_TEST(part_that_is_missing_is_named)
{
    chart.points = rates;
    chart.count = 1;
    ck_assert_int_lt(study_chart_draw(&chart, &look, folder, charts, "c", &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "arguments.gp"));
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, begin, end);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, what_cannot_be_drawn_is_said);
    tcase_add_test(t, part_that_is_missing_is_named);
    if (!can_draw())
        return;
    tcase_add_test(t, chart_says_what_it_shows);
    tcase_add_test(t, data_are_sorted_and_whole);
    tcase_add_test(t, script_needs_nothing_else);
    tcase_add_test(t, looks_are_as_given);
    tcase_add_test(t, names_are_data);
    tcase_add_test(t, names_are_side_by_side);
    tcase_add_test(t, lines_of_a_colour_are_told_of);
    tcase_add_test(t, one_point_is_a_chart);
    tcase_add_test(t, points_of_0_are_not_on_a_logarithmic_axis);
    tcase_add_test(t, long_texts_fit);
}

int main(void)
{
    return run_drawing_tests("study_chart", add);
}
