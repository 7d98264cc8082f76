/* The tables of columns in results/README.md and doc/planning.md are those of the program's rows.
 * Started with --write and one of them, as 'make readme' does, it prints the file as it should be.
 */
#include "planner/fleet.h"
#include "planner/plan_files.h"
#include "results/call_groups.h"
#include "results/column.h"
#include "results/groups.h"
#include "results/quantity.h"
#include "results/tables.h"
#include "studies/figures.h"
#include "studies/table1.h"
#include "tests/support.h"

static const struct table *const documented[] = {
    &phones_csv,   &files_csv,    &links_csv,         &traffic_csv,     &messages_csv,
    &servers_csv,  &sites_csv,    &wan_csv,           &server_load_csv, &hierarchies_csv,
    &progress_csv, &timeline_csv, &groups_table,      &figures_table,   &table1_table,
    &calls_csv,    &spurts_csv,   &call_groups_table, &plan_csv,
};

/* Where these tables are, and how many. */
static const struct {
    const char *path;
    size_t tables;
} documents[] = {
    {"results/README.md",
     sizeof documented / sizeof *documented}, /* all but plan.csv; quantities */
    {"doc/planning.md", 2},                   /* plan.csv; fleet_columns */
};

static void quantity_lines(FILE *file)
{
    fputs("| key | unit | better | tolerance | meaning |\n|---|---|---|---|---|\n", file);
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        const struct text tolerance = run_tolerance_text(q->kind, run_quantity_tolerance(q));
        fprintf(file, "| `%s` | %s | %s | %s | %s |\n", q->name, run_quantity_unit(q),
                run_better_text(q->better), run_quantity_is_compared(q) ? tolerance.text : "-",
                q->meaning);
    }
}

static void column_lines(FILE *file, const struct table *t)
{
    fputs("| column | unit | meaning |\n|---|---|---|\n", file);
    for (size_t i = 0; i < t->count; i++)
        fprintf(file, "| `%s` | %s | %s |\n", t->columns[i].name, column_unit(&t->columns[i]),
                column_meaning(&t->columns[i]));
}

/* What stands where a cell of the column is empty. */
static void fleet_default(FILE *file, const struct fleet_column *c)
{
    if (c->required)
        fputs("required", file);
    else if (c->fallback)
        fprintf(file, "%s (%s)", c->fallback, c->standing);
    else
        fputs(c->standing ? c->standing : "-", file);
}

static void fleet_lines(FILE *file)
{
    fputs("| column | such as | if it is empty | meaning |\n|---|---|---|---|\n", file);
    for (size_t i = 0; i < FLEET_COLUMNS; i++) {
        fprintf(file, "| `%s` | `%s` | ", fleet_columns[i].name, fleet_columns[i].example);
        fleet_default(file, &fleet_columns[i]);
        fprintf(file, " | %s |\n", fleet_columns[i].meaning);
    }
}

/* What belongs behind the line "<!-- NAME -->"; false: nothing is made there. */
static bool made_lines(FILE *file, const char *line)
{
    static const char open[] = "<!-- ", close[] = " -->\n";
    if (strncmp(line, open, strlen(open)) != 0)
        return false;
    const char *name = line + strlen(open);
    const size_t length = strcspn(name, "\n") + 1 - strlen(close);
    if (strncmp(name, "quantities -->", length + 1) == 0)
        return quantity_lines(file), true;
    if (strncmp(name, "fleet_columns -->", length + 1) == 0)
        return fleet_lines(file), true;
    for (size_t i = 0; i < sizeof documented / sizeof *documented; i++)
        if (strlen(documented[i]->file) == length &&
            strncmp(documented[i]->file, name, length) == 0)
            return column_lines(file, documented[i]), true;
    return false;
}

/* Copies `text`, but for what stands between "<!-- NAME -->" and the next empty line; returns how
 * many of these there are. */
static size_t write_readme(FILE *file, const char *text)
{
    size_t made = 0;
    bool skipping = false;
    while (*text) {
        const size_t length = strcspn(text, "\n") + 1;
        skipping = skipping && *text != '\n';
        if (!skipping) {
            fwrite(text, 1, length, file);
            skipping = made_lines(file, text);
            made += skipping;
        }
        text += length;
    }
    return made;
}

/* Without check's macros, which --write must not come to. */
static char *readme_text(const char *document)
{
    char *path = mem_printf("%s/%s", getenv("srcdir"), document), *text;
    size_t length;
    FILE *from = fopen(path, "r"), *to = open_memstream(&text, &length);
    if (!from || !to)
        exit(EXIT_FAILURE);
    for (int c; (c = getc(from)) != EOF;)
        putc(c, to);
    fclose(from);
    fclose(to);
    free(path);
    return text;
}

START_TEST(the_tables_are_up_to_date)
{
    char *text = readme_text(documents[_i].path), *wanted;
    size_t length;
    FILE *file = open_memstream(&wanted, &length);
    const size_t made = write_readme(file, text);
    fclose(file);
    ck_assert_uint_eq(made, documents[_i].tables);
    size_t same = 0;
    while (text[same] && text[same] == wanted[same])
        same++;
    ck_assert_msg(text[same] == wanted[same],
                  "%s is not what the rows say ('make readme' writes it) from here on: %.120s\n"
                  "wanted: %.120s",
                  documents[_i].path, text + same, wanted + same);
    free(wanted);
    free(text);
}
END_TEST

START_TEST(no_two_columns_of_a_table_have_one_name)
{
    for (size_t t = 0; t < sizeof documented / sizeof *documented; t++)
        for (size_t i = 0; i < documented[t]->count; i++)
            for (size_t j = 0; j < i; j++)
                ck_assert_str_ne(documented[t]->columns[i].name, documented[t]->columns[j].name);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, the_tables_are_up_to_date, 0, sizeof documents / sizeof *documents);
    tcase_add_test(t, no_two_columns_of_a_table_have_one_name);
}

int main(int argc, char *argv[])
{
    if (argc < 3 || strcmp(argv[1], "--write") != 0)
        return run_tests("readme", add);
    char *text = readme_text(argv[2]);
    write_readme(stdout, text);
    free(text);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
