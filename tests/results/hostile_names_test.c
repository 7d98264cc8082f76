/* Names are data: a run whose site, model, phones and files have the worst of names, through every
 * output. Tables and JSON give the names back as they were; what a person sees has no byte that a
 * terminal, a browser, Graphviz or a spreadsheet acts on. */
#include <jansson.h>
#include <unistd.h>

#include "base/visible.h"
#include "results/hierarchy_dot.h"
#include "results/screens.h"
#include "results/summary_json.h"
#include "results/summary_print.h"
#include "results/table_read.h"
#include "results/write.h"
#include "tests/results/small_run.h"
#include "tests/support.h"

/* Words of a spreadsheet, a shell, HTML, XML, Graphviz, gnuplot, printf and a terminal. */
#define WORST                                                                                      \
    "=1+1;'\"`$(touch pwned)`\\N\\\\<script>alert(1)</script>&lt;{^x}_y@z%n%s\r\n\t\x1b]0;t\x07"   \
    "\xc2\x9b"                                                                                     \
    "31m\u202e\u2066\ufffe\x7f"

static char *folder;
static struct record r;
static struct observer o;
static struct run_summary s;
static struct error e;
static const struct run_label label = {WORST, "tftp", "native", "1", 1, 0, -1};
static const struct phone_group group = {
    .site = WORST, .subnet = WORST, .model = WORST, .method = "tftp", .load = WORST};
static const struct phone_info phones[2] = {{.id = 0, .name = WORST, .group = &group},
                                            {.id = 1, .name = "'" WORST, .group = &group}};

static void change(uint32_t phone, const char *state, sim_time now)
{
    const struct phone_change c = {.state = state, .in_service = true, .load = WORST};
    o.phone_changed(&r, &phones[phone], &c, now * TENTHS);
}

static void upgrade(uint32_t phone)
{
    const struct phone_change c = {
        .state = "upgraded", .ended = true, .in_service = true, .completed = true, .load = WORST};
    const struct file_info f = {.phone = phone,
                                .file = WORST,
                                .method = "tftp",
                                .transport = "tftp",
                                .ended = 5 * TENTHS,
                                .completed = true,
                                .load = WORST};
    const struct file_progress p = {.phone = phone,
                                    .file = WORST,
                                    .bytes = 500,
                                    .total = 1000,
                                    .receiving = true,
                                    .peers = true,
                                    .load = WORST};
    const struct peer_info root = {.phone = phone, .file = WORST, .event = PEER_ROOT};
    change(phone, "booting", 1);
    change(phone, "fetching", 2);
    o.file_progressed(&r, &p, 3 * TENTHS);
    o.peer_changed(&r, &root, 3 * TENTHS);
    o.file_ended(&r, &f);
    o.phone_changed(&r, &phones[phone], &c, 9 * TENTHS);
}

static void setup(void)
{
    folder = fresh_folder();
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
    o.server_added(&r, &small_server);
    o.phone_added(&r, &phones[0]);
    o.phone_added(&r, &phones[1]);
    upgrade(0);
    upgrade(1);
    o.run_ended(&r, 10 * TENTHS);
    summary_make(&s, &r);
}

static void teardown(void)
{
    record_fini(&r);
    remove_folder(folder);
}

static char *caught;
static size_t caught_size;

/* What a printer has printed. Free it. */
static char *caught_text(FILE *file)
{
    fclose(file);
    return caught;
}

/* Nothing that a terminal acts on, and nothing but UTF-8. */
static void expect_harmless(const char *what, const char *text)
{
    ck_assert_msg(visible_lines_already(text), "%s has what does not print:\n%s", what, text);
}

static void write_all(void)
{
    ck_assert_msg(results_write(folder, &r, &s, &label, &e) == 0, "%s", e.text);
}

START_TEST(the_summary_is_harmless)
{
    FILE *file = open_memstream(&caught, &caught_size);
    summary_print(file, &r, &s, &label);
    char *text = caught_text(file);
    expect_harmless("the summary", text);
    ck_assert_ptr_nonnull(strstr(text, "%n%s\\x0d\n\\x09\\x1b]0;t\\x07\\u009b31m\\u202e"));
    free(text);
}
END_TEST

static int names_seen;

/* The names of a row are the names that the run has. */
static int take_names(void *user, const char *const *fields, struct error *error)
{
    const char *const *wanted = user;
    (void)error;
    for (int i = 0; wanted[i]; i++) {
        if (*fields[i]) /* a phone is not always at a file */
            ck_assert_str_eq(fields[i], wanted[i]);
        names_seen += *fields[i] != '\0';
    }
    return 0;
}

static void expect_names(const char *table, const char *const *columns)
{
    static const char *const wanted[] = {WORST, WORST, NULL};
    names_seen = 0;
    ck_assert_msg(table_read(folder, table, columns, take_names, (void *)wanted, &e) == 0, "%s",
                  e.text);
    ck_assert_int_gt(names_seen, 0);
}

START_TEST(tables_give_names_back)
{
    write_all();
    expect_names("sites.csv", (const char *const[]){"site", "site", NULL});
    expect_names("phones.csv", (const char *const[]){"site", "model", NULL});
    expect_names("phones.csv", (const char *const[]){"subnet", "load", NULL});
    expect_names("files.csv", (const char *const[]){"file", "file", NULL});
    expect_names("timeline.csv", (const char *const[]){"file", "file", NULL});
    expect_names("progress.csv", (const char *const[]){"file", "file", NULL});
    expect_names("hierarchies.csv", (const char *const[]){"file", "site", NULL});
}
END_TEST

/* Not "=1+1" in a cell, however the cell is quoted. */
START_TEST(tables_have_no_formula)
{
    static const char *const tables[] = {
        "phones.csv",   "files.csv", "sites.csv",   "progress.csv",    "wan.csv",
        "timeline.csv", "links.csv", "servers.csv", "hierarchies.csv", "server-load.csv"};
    write_all();
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char *text = file_contents(folder, tables[i], NULL);
        for (const char *c = text; *c; c++)
            ck_assert_msg(!strchr("=+@", *c) || (c > text && !strchr(",\"\n", c[-1])),
                          "%s has a formula: %s", tables[i], c);
        free(text);
    }
}
END_TEST

START_TEST(json_gives_names_back_and_is_harmless)
{
    write_all();
    char *text = file_contents(folder, "summary.json", NULL);
    expect_harmless("summary.json", text);
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(object);
    ck_assert_str_eq(json_string_value(json_object_get(object, "name")), WORST);
    json_decref(object);
    free(text);
}
END_TEST

/* A name that prints stays readable: no escapes for an umlaut. One that is not UTF-8 is shown. */
START_TEST(json_is_plain_where_it_can_be)
{
    static const struct {
        const char *name, *written;
    } names[] = {{"Z\u00fcrich", "\"name\": \"Z\u00fcrich\""},
                 {"a\xff", "\"name\": \"a\\\\xff\""},
                 {"\u00fc\u202e", "\"name\": \"\\u00FC\\u202E\""}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct run_label other = label;
        other.name = names[i].name;
        json_t *object = summary_json(&r, &s, &other);
        json_object_del(object, "sites");
        json_object_del(object, "slowest_phone");
        json_object_del(object, "by_model");
        FILE *file = open_memstream(&caught, &caught_size);
        summary_json_write(file, object);
        char *text = caught_text(file);
        ck_assert_msg(strstr(text, names[i].written) != NULL, "no %s in %s", names[i].written,
                      text);
        free(text);
        json_decref(object);
    }
}
END_TEST

START_TEST(screens_are_harmless)
{
    struct screens screens;
    write_all();
    ck_assert_msg(screens_read(&screens, folder, 4 * TENTHS, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(screens.count, 2);
    ck_assert(screens.list[1].counting);
    FILE *file = open_memstream(&caught, &caught_size);
    screens_print(file, &screens, false);
    char *text = caught_text(file);
    expect_harmless("the screens", text);
    /* A title, two heads, two phones, and the file with the line before it: no name has a line. */
    int lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    ck_assert_int_eq(lines, 7);
    free(text);
    screens.list[0].file = "\"'</text><script>\x1b\xff\ufffe";
    file = open_memstream(&caught, &caught_size);
    screens_svg(file, &screens, false);
    text = caught_text(file);
    expect_harmless("the SVG", text);
    ck_assert_ptr_null(strstr(text, "<script"));
    ck_assert_ptr_nonnull(strstr(text, "&#34;&#39;&#60;/text&#62;&#60;script&#62;"));
    free(text);
    screens_free(&screens);
}
END_TEST

START_TEST(graphs_are_harmless)
{
    struct hierarchies h;
    write_all();
    hierarchies_make(&h, &r);
    char *name = hierarchy_dot_name(1, &h.list[0]);
    hierarchies_free(&h);
    ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyzN0123456789_-."), strlen(name));
    char *text = file_contents(folder, name, NULL);
    free(name);
    expect_harmless("the graph", text);
    /* No quote ends the label, no escape of Graphviz's, no entity. */
    ck_assert_ptr_nonnull(strstr(text, "\"=1+1;'\\\"`$(touch pwned)`\\\\N\\\\\\\\<script>"));
    ck_assert_ptr_nonnull(strstr(text, "&amp;lt;{^x}"));
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_summary_is_harmless);
    tcase_add_test(t, tables_give_names_back);
    tcase_add_test(t, tables_have_no_formula);
    tcase_add_test(t, json_gives_names_back_and_is_harmless);
    tcase_add_test(t, json_is_plain_where_it_can_be);
    tcase_add_test(t, screens_are_harmless);
    tcase_add_test(t, graphs_are_harmless);
}

int main(void)
{
    return run_tests("hostile_names", add);
}
