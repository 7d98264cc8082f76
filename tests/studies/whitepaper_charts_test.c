/* The screens of the white paper: of which moment they are, and what is said when tables are
 * missing. */
#include "studies/whitepaper_charts.h"

#include <unistd.h>

#include "results/write.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static char *folder;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
}

static void teardown(void)
{
    remove_folder(folder);
}

static void put(const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    free(path);
}

/* A run's tables, but with hierarchies of the test's own. */
static void put_run(const char *name, const char *hierarchies)
{
    static const struct run_label label = {"sharing", "pfs", "native", "1.0", 1, 0, -1};
    struct record r;
    struct run_summary summary;
    record_init(&r, (struct record_options){.files = true});
    const struct observer o = record_observer(&r);
    small_sharing(&o);
    summary_make(&summary, &r);
    char *run = mem_printf("%s/%s", folder, name), *table = mem_printf("%s/hierarchies.csv", name);
    ck_assert_msg(results_write(run, &r, &summary, &label, &e) == 0, "%s", e.text);
    record_fini(&r);
    put(table, hierarchies);
    free(table);
    free(run);
}

/* The curves have no tables here, so that all of it fails; each picture is drawn on its own. */
static void draw(void)
{
    struct look look;
    look_read(&look, NULL, NULL, NULL, &e);
    struct whitepaper_pictures pictures = {
        .scripts = folder, .folder = folder, .look = &look, .workers = 1};
    memset(pictures.parts, true, sizeof pictures.parts);
    ck_assert_int_lt(whitepaper_charts_draw(&pictures, &e), 0);
    look_fini(&look);
}

static void expect_said(const char *text)
{
    ck_assert_msg(strstr(e.text, text) != NULL, "wanted %s, got %s", text, e.text);
}

static void expect_moment(const char *picture, const char *moment)
{
    char *text = file_contents(folder, picture, NULL), *said = mem_printf("screens at %s<", moment);
    ck_assert_msg(strstr(text, said) != NULL, "%s: wanted %s", picture, moment);
    free(said);
    free(text);
}

/* Half-way from the first to the last phone that has it; the second hierarchy is that file's. */
START_TEST(screens_are_of_when_the_large_file_is_under_way)
{
    put_run("pfs-40", "hierarchy,has_file_s\n1,1\n2,8\n2,4\n2,\n3,10\n");
    put_run("tftp-40", "hierarchy,has_file_s\n1,1\n");
    draw();
    expect_moment("figure2b.svg", "6.0 s");
    expect_said("before 5 min 0.0 s"); /* without such a file; this run has ended then */
}
END_TEST

START_TEST(table_that_is_missing_is_named)
{
    put_run("pfs-40", "hierarchy,has_file_s\n2,8\n");
    draw();
    expect_said("tftp-40/hierarchies.csv: ");
    put_run("tftp-40", "hierarchy,has_file_s\n2,8\n");
    char *path = mem_printf("%s/tftp-40/phones.csv", folder);
    unlink(path);
    free(path);
    draw();
    expect_said("tftp-40/phones.csv: ");
    ck_assert(!file_exists(folder, "figure2a.svg"));
    ck_assert(file_exists(folder, "figure2b.svg"));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, screens_are_of_when_the_large_file_is_under_way);
    tcase_add_test(t, table_that_is_missing_is_named);
}

int main(void)
{
    return run_tests("whitepaper_charts", add);
}
