/* Phones by method and by model, in the record, the text and JSON. */
#include "results/groups.h"

#include "results/summary_json.h"
#include "results/summary_print.h"
#include "tests/results/small_run.h"
#include "tests/support.h"

static const struct phone_group shared = {.site = "s", .model = "A", .method = "pfs"},
                                direct = {.site = "s", .model = "A", .method = "tftp"},
                                other = {.site = "s", .model = "B", .method = "tftp"};
static const struct phone_info phones[] = {
    {0, 10, "p0", &direct}, {1, 11, "p1", &shared}, {2, 12, "p2", &other}, {3, 13, "p3", &direct}};
static const struct run_label label = {"groups", "pfs", "native", "1.0", 1, 0, -1};

static struct record r;
static struct observer o;

static void change(int phone, const struct phone_change *c, sim_time tenths)
{
    o.phone_changed(&r, &phones[phone], c, tenths * TENTHS);
}

/* In tenths of a second: reset, and end; `back`: with the new load. */
static void upgrade(int phone, sim_time reset, sim_time end, bool back)
{
    change(phone, &(struct phone_change){.state = "booting"}, reset);
    change(phone,
           &(struct phone_change){
               .state = "over", .in_service = true, .ended = true, .completed = back},
           end);
}

static void setup(void)
{
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
    for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
        o.phone_added(&r, &phones[i]);
        change((int)i, &(struct phone_change){.state = "waiting", .in_service = true}, 0);
    }
    upgrade(0, 20, 100, true);
    upgrade(1, 10, 60, true);
    upgrade(2, 5, 90, false);
    upgrade(3, 30, 115, true);
    o.run_ended(&r, 120 * TENTHS);
}

static void teardown(void)
{
    record_fini(&r);
}

/* Of TFTP the first reset is that of the phone that failed. */
START_TEST(by_method)
{
    struct group_summary *g;
    ck_assert_uint_eq(groups_summarise(&r, GROUP_BY_METHOD, &g), 2);
    ck_assert_str_eq(g[0].name, "tftp");
    ck_assert_uint_eq(g[0].phones, 3);
    ck_assert_uint_eq(g[0].completed, 2);
    ck_assert_int_eq(g[0].all_back, (115 - 5) * TENTHS);
    ck_assert_int_eq(g[0].upgrade_time, 85 * TENTHS);
    ck_assert_int_eq(g[0].outage, 85 * TENTHS);
    ck_assert_str_eq(g[1].name, "pfs");
    ck_assert_uint_eq(g[1].phones, 1);
    ck_assert_int_eq(g[1].all_back, 50 * TENTHS);
    free(g);
}
END_TEST

START_TEST(by_model)
{
    struct group_summary *g;
    ck_assert_uint_eq(groups_summarise(&r, GROUP_BY_MODEL, &g), 2);
    ck_assert_str_eq(g[0].name, "A");
    ck_assert_uint_eq(g[0].completed, 3);
    ck_assert_int_eq(g[0].all_back, (115 - 10) * TENTHS);
    ck_assert_str_eq(g[1].name, "B");
    ck_assert_uint_eq(g[1].completed, 0);
    ck_assert_int_eq(g[1].all_back, -1);
    ck_assert_int_eq(g[1].upgrade_time, -1);
    free(g);
}
END_TEST

static char *printed(void)
{
    char *text;
    size_t size;
    struct run_summary s;
    summary_make(&s, &r);
    FILE *file = open_memstream(&text, &size);
    summary_print(file, &r, &s, &label);
    fclose(file);
    return text;
}

START_TEST(text_has_a_table_where_there_are_several)
{
    char *text = printed();
    static const char *const wanted[] = {
        "\n  method                     phones back  all back after       slowest phone        "
        "longest outage\n",
        "\n  tftp                          2/3       11.0 s               8.5 s                8.5 "
        "s\n",
        "\n  model                      phones back  ",
        "\n  B                             0/1       none                 none                 8.5 "
        "s\n",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s not in\n%s", wanted[i], text);
    free(text);
    teardown();
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
    small_run(&o); /* one method, one model */
    text = printed();
    ck_assert_ptr_null(strstr(text, "\n  method"));
    ck_assert_ptr_null(strstr(text, "\n  model"));
    free(text);
}
END_TEST

START_TEST(json_has_both)
{
    struct run_summary s;
    summary_make(&s, &r);
    json_t *object = summary_json(&r, &s, &label);
    const json_t *methods = json_object_get(object, "by_method");
    const json_t *models = json_object_get(object, "by_model");
    ck_assert_uint_eq(json_array_size(methods), 2);
    const json_t *tftp = json_array_get(methods, 0), *b = json_array_get(models, 1);
    ck_assert_str_eq(json_string_value(json_object_get(tftp, "name")), "tftp");
    ck_assert_int_eq(json_integer_value(json_object_get(tftp, "phones")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(tftp, "completed")), 2);
    ck_assert_double_eq(json_real_value(json_object_get(tftp, "all_back_s")), 11);
    ck_assert_double_eq(json_real_value(json_object_get(tftp, "upgrade_time_s")), 8.5);
    ck_assert_double_eq(json_real_value(json_object_get(tftp, "outage_s")), 8.5);
    ck_assert(json_is_null(json_object_get(b, "all_back_s")));
    json_decref(object);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, by_method);
    tcase_add_test(t, by_model);
    tcase_add_test(t, text_has_a_table_where_there_are_several);
    tcase_add_test(t, json_has_both);
}

int main(void)
{
    return run_tests("groups", add);
}
