/* The table of a list's columns, and the list to begin with that is made of it. */
#include "planner/fleet.h"

#include "tests/planner/fleet_support.h"

static const struct fleet_options nothing;

START_TEST(the_template_is_a_list)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fleet_template(out);
    fclose(out);
    struct fleet f = fleet_good(text, nothing);
    ck_assert_uint_eq(f.count, 2);
    ck_assert_uint_eq(f.carried_count, 0);
    for (size_t i = 0; i < FLEET_COLUMNS; i++) {
        char *line =
            mem_printf("\n# %s%s: %s", fleet_columns[i].name,
                       fleet_columns[i].required ? " (required)" : "", fleet_columns[i].meaning);
        ck_assert_msg(strstr(text, line) != NULL, "no line '%s'", line + 1);
        free(line);
    }
    ck_assert_ptr_null(strchr(text, '"'));
    fleet_free(&f);
    free(text);
}
END_TEST

/* What a row of the table says a cell may be, is one: its example, its default, its range. */
START_TEST(columns_keep_their_word)
{
    const struct fleet_column *c = &fleet_columns[_i];
    const char *const values[] = {c->example, c->fallback, c->perhaps};
    ck_assert(c->name && c->meaning && c->example && (c->required || c->standing));
    for (size_t i = 0; i < 3 && _i != FLEET_COLUMN_SITE; i++) {
        if (!values[i])
            continue;
        char *text = mem_printf("%s,%s\n%s,%s\n", "site,model,count,wan_rate", c->name,
                                "A,7965,1,1 Mbps", values[i]);
        if (c->required) {
            free(text);
            text = mem_printf("site,model,count,wan_rate\nA,%s,%s,%s\n",
                              _i == FLEET_COLUMN_MODEL ? c->example : "7965",
                              _i == FLEET_COLUMN_COUNT ? c->example : "1",
                              _i == FLEET_COLUMN_WAN_RATE ? c->example : "1 Mbps");
        }
        struct fleet f = fleet_good(text, nothing);
        fleet_free(&f);
        free(text);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_template_is_a_list);
    tcase_add_loop_test(t, columns_keep_their_word, 0, FLEET_COLUMNS);
}

int main(void)
{
    return run_tests("fleet_template", add);
}
