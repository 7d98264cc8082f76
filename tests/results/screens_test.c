/* The phones' screens, from the tables of small_sharing.h's run. */
#include "results/screens.h"

#include "results/write.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static char *folder;
static struct record r;
static struct screens s;
static struct error e;

static void write_run(void)
{
    static const struct run_label label = {"sharing", "pfs", "native", "1.0", 1, 0, -1};
    struct run_summary summary;
    summary_make(&summary, &r);
    ck_assert_msg(results_write(folder, &r, &summary, &label, &e) == 0, "%s", e.text);
}

static void setup(void)
{
    folder = fresh_folder();
    record_init(&r, (struct record_options){.files = true});
    const struct observer o = record_observer(&r);
    small_sharing(&o);
    write_run();
}

static void teardown(void)
{
    screens_free(&s);
    record_fini(&r);
    remove_folder(folder);
}

/* One line: of each phone what it shows. */
static void expect_screens(sim_time at, bool kilobytes, const char *wanted)
{
    char text[400] = "";
    screens_free(&s);
    ck_assert_msg(screens_read(&s, folder, at * TENTHS, &e) == 0, "%s", e.text);
    for (size_t i = 0; i < s.count; i++) {
        const struct screen *p = &s.list[i];
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s%s%s%s %s", i ? "; " : "",
                 p->counting ? p->file : "", p->counting ? " " : "",
                 screen_progress(p, kilobytes).text, p->peers ? " PFS" : "", screen_status(p));
    }
    ck_assert_str_eq(text, wanted);
}

START_TEST(screens_at_a_moment)
{
    expect_screens(0, false, " ready (old load);  ready (old load);  ready (old load)");
    expect_screens(10, false, " starting;  starting;  starting");
    expect_screens(35, false,
                   "a.loads 50 % PFS receiving; a.loads 0 % PFS waiting; "
                   "a.loads 0 % PFS waiting");
    expect_screens(42, false,
                   "a.loads 100 % PFS complete; a.loads 100 % PFS complete; "
                   "a.loads 0 % PFS waiting");
    expect_screens(85, false,
                   "b.sbn 0 % PFS waiting; b.sbn 0 % PFS receiving; "
                   "b.sbn 0 % receiving");
    expect_screens(120, false, " restarting;  restarting;  restarting");
    expect_screens(150, false, " ready (new load);  ready (new load);  ready (new load)");
}
END_TEST

START_TEST(kilobytes_instead_of_per_cent)
{
    expect_screens(95, true,
                   "b.sbn 2 kB PFS complete; b.sbn 2 kB PFS complete; "
                   "b.sbn 0 kB receiving");
}
END_TEST

START_TEST(unknown_total_is_shown_in_kilobytes)
{
    const struct screen p = {
        .state = "fetching", .doing = "receiving", .file = "a", .bytes = 1358400, .counting = true};
    ck_assert_str_eq(screen_progress(&p, false).text, "1,358 kB");
}
END_TEST

START_TEST(unfinished_file_is_never_100_per_cent)
{
    const struct screen p = {.bytes = 999, .total = 1000, .counting = true};
    ck_assert_str_eq(screen_progress(&p, false).text, "99 %");
}
END_TEST

/* A file with as many bytes as a table may hold. */
START_TEST(large_file_has_its_share)
{
    const struct screen p = {
        .bytes = 4999999999999999, .total = 9999999999999999, .counting = true};
    ck_assert_str_eq(screen_progress(&p, false).text, "49 %");
}
END_TEST

START_TEST(more_than_all_of_a_file_is_refused)
{
    char *path = mem_printf("%s/progress.csv", folder);
    FILE *file = fopen(path, "w");
    fputs("phone,file,time_s,bytes,total,peers\nphone-0,a.loads,4,11,10,no\n", file);
    fclose(file);
    free(path);
    ck_assert_int_lt(screens_read(&s, folder, 42 * TENTHS, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "progress.csv:2: 'phone-0' has 11 of 10 bytes of a file"));
}
END_TEST

START_TEST(phone_that_is_pulled_out_is_off)
{
    const struct screen now = {.state = "unplugged", .doing = "", .reason = ""};
    const struct screen ever = {.state = "failed", .doing = "", .reason = "unplugged"};
    const struct screen failed = {.state = "failed", .doing = "", .reason = "missing file"};
    ck_assert_str_eq(screen_status(&now), "off");
    ck_assert_str_eq(screen_status(&ever), "off");
    ck_assert_str_eq(screen_status(&failed), "not upgraded");
}
END_TEST

START_TEST(moment_after_the_end_is_refused)
{
    ck_assert_int_lt(screens_read(&s, folder, 151 * TENTHS, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "the run ended at 15.0 s, before 15.1 s"));
}
END_TEST

START_TEST(table_that_is_missing_is_named)
{
    char *path = mem_printf("%s/progress.csv", folder);
    ck_assert_int_eq(remove(path), 0);
    free(path);
    ck_assert_int_lt(screens_read(&s, folder, 0, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "progress.csv: there is no such file"));
}
END_TEST

static char *shown(void (*show)(FILE *, const struct screens *, bool), sim_time at)
{
    char *text;
    size_t size;
    ck_assert_msg(screens_read(&s, folder, at * TENTHS, &e) == 0, "%s", e.text);
    FILE *file = open_memstream(&text, &size);
    show(file, &s, false);
    fclose(file);
    return text;
}

START_TEST(text_is_a_table)
{
    char *text = shown(screens_print, 42);
    ck_assert_str_eq(text, "The phones' screens at 4.2 s\n\n"
                           "  phone    model    file      progress  PFS  status\n"
                           "  phone-0  CP-7965  a.loads      100 %  PFS  complete\n"
                           "  phone-1  CP-7965  a.loads      100 %  PFS  complete\n"
                           "  phone-2  CP-7965  a.loads        0 %  PFS  waiting\n\n"
                           "  a.loads: 3 phones, 2 of them have all of it, 3 with the PFS mark\n");
    free(text);
}
END_TEST

START_TEST(svg_has_the_same_text)
{
    char *text = shown(screens_svg, 42);
    const char *const wanted[] = {"<svg xmlns=",
                                  " width=\"800\" height=\"216\" ", /* 4 by 1 cells */
                                  "The phones' screens at 4.2 s",
                                  ">phone-2<",
                                  ">a.loads<",
                                  ">100 %<",
                                  ">PFS<",
                                  ">waiting<",
                                  "</svg>\n"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "no %s in\n%s", wanted[i], text);
    free(text);
}
END_TEST

START_TEST(svg_of_odd_names_is_well_formed)
{
    ck_assert_int_eq(screens_read(&s, folder, 42 * TENTHS, &e), 0);
    s.list[0].phone = "<a & b>";
    s.list[0].file = "a-file-with-a-very-long-nämé.sbn";
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    screens_svg(file, &s, false);
    fclose(file);
    ck_assert_ptr_nonnull(strstr(text, ">&#60;a &#38; b&#62;<"));
    ck_assert_ptr_nonnull(strstr(text, ">a-file-with-a-very-long…<"));
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, screens_at_a_moment);
    tcase_add_test(t, kilobytes_instead_of_per_cent);
    tcase_add_test(t, unknown_total_is_shown_in_kilobytes);
    tcase_add_test(t, unfinished_file_is_never_100_per_cent);
    tcase_add_test(t, large_file_has_its_share);
    tcase_add_test(t, more_than_all_of_a_file_is_refused);
    tcase_add_test(t, phone_that_is_pulled_out_is_off);
    tcase_add_test(t, moment_after_the_end_is_refused);
    tcase_add_test(t, table_that_is_missing_is_named);
    tcase_add_test(t, text_is_a_table);
    tcase_add_test(t, svg_has_the_same_text);
    tcase_add_test(t, svg_of_odd_names_is_well_formed);
}

int main(void)
{
    return run_tests("screens", add);
}
