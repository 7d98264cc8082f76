/* YAML that a scenario does not have, its limits, and the place of every value. */
#include "scenarios/format/yaml.h"

#include "tests/scenarios/support.h"

static struct scenario_tree *tree;

static void set_up(void)
{
    static const char *const options[] = {"wan.rate=1"};
    tree = tree_new("f.yaml", options, 1);
}

static void tear_down(void)
{
    tree_free(tree);
}

static void refuse(const char *bytes, size_t length, const char *message)
{
    struct error e = {""};
    struct tree_node *root = NULL;
    ck_assert_int_lt(yaml_read(tree, bytes, length, 0, &root, &e), 0);
    ck_assert_str_eq(e.text, message);
    ck_assert_ptr_null(root);
}

struct refused {
    const char *text, *message;
};

static const struct refused refused[] = {
    {"", "f.yaml:1:1: nothing in it; a scenario needs at least its subnets, with their phones"},
    {"# only\n# words\n",
     "f.yaml:1:1: nothing in it; a scenario needs at least its subnets, with their phones"},
    {"a: &x 1\n", "f.yaml:1:4: an anchor (&); scenarios have none, write the value out"},
    {"a: &x {}\n", "f.yaml:1:4: an anchor (&); scenarios have none, write the value out"},
    {"a: &x []\n", "f.yaml:1:4: an anchor (&); scenarios have none, write the value out"},
    {"&x a: 1\n", "f.yaml:1:1: an anchor (&); scenarios have none, write the value out"},
    {"a: 1\nb: *a\n", "f.yaml:2:4: an alias (*); scenarios have none, write the value out"},
    {"a: !!int 1\n", "f.yaml:1:4: a tag (!); scenarios have none, leave it out"},
    {"a: ! 1\n", "f.yaml:1:4: a tag (!); scenarios have none, leave it out"},
    {"a: !x {}\n", "f.yaml:1:4: a tag (!); scenarios have none, leave it out"},
    {"%TAG ! tag:x,2000:\n---\na: 1\n",
     "f.yaml:1:1: a tag directive (%TAG); scenarios have none, leave it out"},
    {"a: 1\nb: 2\na: 3\n", "f.yaml:3:1: key 'a' is there twice, first on line 1; keep one of them"},
    {"w: {r: 1,\n  r: 2}\n",
     "f.yaml:2:3: key 'r' is there twice, first on line 1; keep one of them"},
    {"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document; keep one scenario in a file"},
    {"a: [[[[[[[1]]]]]]]\n", NULL},
    {"a: [[[[[[[[1]]]]]]]]\n",
     "f.yaml:1:11: maps and lists nested over 8 deep; a scenario needs no more"},
    {"{a: 1}: 2\n", "f.yaml:1:1: a key that is a map or a list; a key is one plain word"},
    {"? [a]\n: 2\n", "f.yaml:1:3: a key that is a map or a list; a key is one plain word"},
    {"a: 1\n b: 2\n", "f.yaml:2:3: not well-formed YAML: mapping values are not allowed in this "
                      "context"},
    {"a: [1\n", "f.yaml:2:1: not well-formed YAML: did not find expected ',' or ']'"},
    {"a: \"1\n", "f.yaml:2:1: not well-formed YAML: found unexpected end of stream"},
    {"a: 1\nb: \xff\n",
     "f.yaml:2:4: not UTF-8 text, or a control character; write the file as plain UTF-8"},
    {"a: \x01\n",
     "f.yaml:1:4: not UTF-8 text, or a control character; write the file as plain UTF-8"},
    {"\xff\xfe\x61\n",
     "f.yaml:1:1: not UTF-8 text, or a control character; write the file as plain UTF-8"},
    {"a: \"x\\0y\"\n", "f.yaml:1:4: a zero byte; write plain text"},
    {"\"x\\0y\": 1\n", "f.yaml:1:1: a zero byte; write plain text"},
};

START_TEST(what_scenarios_do_not_have_is_refused)
{
    const struct refused *r = &refused[_i];
    struct error e = {""};
    struct tree_node *root = NULL;
    if (r->message) {
        refuse(r->text, strlen(r->text), r->message);
        return;
    }
    ck_assert_int_eq(yaml_read(tree, r->text, strlen(r->text), 0, &root, &e), 0);
    tree_node_free(root);
}
END_TEST

START_TEST(zero_bytes_are_refused)
{
    refuse("a: 1\nb: \0\n", 10, "f.yaml:2:4: a zero byte; write the file as plain UTF-8");
}
END_TEST

START_TEST(large_texts_are_refused)
{
    char *text = malloc(YAML_SIZE_LIMIT + 1);
    struct tree_node *root = NULL;
    struct error e;
    memset(text, '#', YAML_SIZE_LIMIT + 1);
    text[0] = 'a';
    ck_assert_int_eq(yaml_read(tree, text, YAML_SIZE_LIMIT, 0, &root, &e), 0);
    tree_node_free(root);
    refuse(text, YAML_SIZE_LIMIT + 1, "f.yaml:1:1: over 1 MiB; a scenario is smaller");
    memset(text, '[', 400000);
    refuse(text, 400000, "f.yaml:1:9: maps and lists nested over 8 deep; a scenario needs no more");
    free(text);
}
END_TEST

START_TEST(maps_and_trees_have_limits)
{
    char *text = malloc(YAML_SIZE_LIMIT), *p = text + sprintf(text, "{");
    for (int i = 0; i < 65; i++)
        p += sprintf(p, "a%d: 1,\n", i);
    refuse(text, (size_t)(p - text),
           "f.yaml:65:1: a map with over 64 keys; no map of a scenario has as many");
    p = text + sprintf(text, "[");
    for (int i = 0; i < YAML_NODES_LIMIT; i++)
        p += sprintf(p, "a,\n");
    refuse(text, (size_t)(p - text),
           "f.yaml:50000:1: over 50,000 values; a scenario needs far fewer");
    free(text);
}
END_TEST

START_TEST(every_value_keeps_its_place)
{
    static const char text[] = "name: x\nwan:\n  rate: 384 kbps\nlist:\n  - {a: 1}\n  - b\n";
    struct error e;
    struct tree_node *root;
    ck_assert_int_eq(yaml_read(tree, text, sizeof text - 1, 0, &root, &e), 0);
    tree->root = root;
    const struct tree_node *rate = tree_child(tree_child(root, "wan"), "rate");
    ck_assert_str_eq(rate->text, "384 kbps");
    ck_assert_uint_eq(rate->key_place.line, 3);
    ck_assert_uint_eq(rate->key_place.column, 3);
    ck_assert_uint_eq(rate->place.line, 3);
    ck_assert_uint_eq(rate->place.column, 9);
    ck_assert_uint_eq(rate->place.option, 0);
    tree_error(tree, rate, &e, "wrong");
    ck_assert_str_eq(e.text, "f.yaml:3:9: wan.rate: wrong");
    const struct tree_node *list = tree_child(root, "list");
    tree_error(tree, tree_child(tree_item(list, 0), "a"), &e, "wrong");
    ck_assert_str_eq(e.text, "f.yaml:5:9: list[0].a: wrong");
    tree_error(tree, tree_item(list, 1), &e, "wrong");
    ck_assert_str_eq(e.text, "f.yaml:6:5: list[1]: wrong");
    tree_error_missing(tree, tree_child(root, "wan"), "rtt", &e, "is missing");
    ck_assert_str_eq(e.text, "f.yaml:3:3: wan.rtt: is missing");
}
END_TEST

START_TEST(values_of_an_option_name_it)
{
    struct error e;
    ck_assert_int_eq(yaml_read(tree, "{rate: 3}", 9, 1, &tree->root, &e), 0);
    tree_error(tree, tree_child(tree->root, "rate"), &e, "wrong");
    ck_assert_str_eq(e.text, "-s wan.rate=1: rate: wrong");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("yaml");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_loop_test(t, what_scenarios_do_not_have_is_refused, 0,
                        (int)(sizeof refused / sizeof *refused));
    tcase_add_test(t, zero_bytes_are_refused);
    tcase_add_test(t, large_texts_are_refused);
    tcase_add_test(t, maps_and_trees_have_limits);
    tcase_add_test(t, every_value_keeps_its_place);
    tcase_add_test(t, values_of_an_option_name_it);
    return run_tests("yaml", t);
}
