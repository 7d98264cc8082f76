/* Paths and their fields, values in one form, and the walk: what it tells of can be set by what it
 * says. */
#include "scenarios/format/path.h"

#include <dirent.h>

#include "base/memory.h"
#include "scenarios/format/walk.h"
#include "tests/scenarios/support.h"

static void expect_path(const char *path, const char *whole, const char *key)
{
    struct error e = {""};
    struct path_field p;
    ck_assert_msg(path_find(&p, path, &e) == 0, "%s", e.text);
    ck_assert_str_eq(p.path, whole);
    ck_assert_str_eq(p.field->key, key);
    path_free(&p);
}

static void refuse_path(const char *path, const char *line)
{
    struct error e = {""};
    struct path_field p;
    ck_assert_int_lt(path_find(&p, path, &e), 0);
    ck_assert_str_eq(e.text, line);
}

START_TEST(path_leads_to_its_row)
{
    expect_path("wan.rate", "wan.rate", "rate");
    expect_path("wan.down.queue.limit", "wan.down.queue.limit", "limit");
    expect_path("subnets[3].phones[1].count", "subnets[3].phones[1].count", "count");
    expect_path("subnets[0].lan.rate", "subnets[0].lan.rate", "rate");
    expect_path("sites[2].wan.rtt", "sites[2].wan.rtt", "rtt");
    expect_path("server.missing", "server.missing", "missing");
}
END_TEST

START_TEST(path_has_one_form)
{
    expect_path("subnets.phones.count", "subnets[0].phones[0].count", "count");
    expect_path(" subnets[0] .phones[0].count ", "subnets[0].phones[0].count", "count");
    expect_path("subnets[0].lan", "subnets[0].lan.rate", "rate");
    expect_path("subnets.phones.pfs", "subnets[0].phones[0].pfs.setting", "setting");
}
END_TEST

START_TEST(path_that_leads_nowhere_is_refused)
{
    refuse_path("wan.rat", "wan.rat: unknown key 'rat'; did you mean 'rate'?");
    refuse_path("count", "count: unknown key 'count'; did you mean 'subnets[0].phones[0].count'?");
    refuse_path("subnets.phones.wheels",
                "subnets.phones.wheels: unknown key 'wheels'; give one of: "
                "model, count, method, transport, tftp, reset, "
                "server_order, firmware, has, load_server, profile, pfs, "
                "upgrade_rule");
    refuse_path("wan", "wan is a map; give a field in it, such as wan.rtt");
    refuse_path("subnets[1].phones",
                "subnets[1].phones[0] is a list of maps; give a field in it, such as "
                "subnets[1].phones[0].model");
    refuse_path("wan[0].rate", "wan[0].rate: 'wan' is not a list of maps; leave the index out");
    refuse_path("wan.rate.x", "wan.rate.x: 'rate' is a value and has no keys; end the path there");
    static const char *const none[] = {"",
                                       ".",
                                       "wan.",
                                       "wan..rate",
                                       "subnets[].phones[0].count",
                                       "wan rate",
                                       "a=b",
                                       "subnets[x].prefix"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char *line = mem_printf("'%s' is no path; give one as in 'wan.rate' or "
                                "'subnets[0].phones[0].count'",
                                none[i]);
        refuse_path(none[i], line);
        free(line);
    }
}
END_TEST

static void refuse_reach(const char *text, const char *path, const char *line)
{
    struct error e = {""};
    struct scenario s;
    must_load(&s, text, NULL);
    const int status = path_reach(&s, path, &e);
    if (line) {
        ck_assert_int_lt(status, 0);
        ck_assert_str_eq(e.text, line);
    } else {
        ck_assert_msg(status == 0, "%s", e.text);
    }
    scenario_free(&s);
}

START_TEST(path_leads_to_what_there_is)
{
    static const char two[] = "subnets: [{phones: [{model: 7965}, {model: 7945}]}]\n";
    static const char sites[] = "sites: [{subnets: [{phones: [{model: 7965}]}]}]\n";
    refuse_reach(two, "subnets.phones[1].count", NULL);
    refuse_reach(two, "wan.up.queue.limit", NULL);
    refuse_reach(sites, "sites.wan.rate", NULL);
    refuse_reach(sites, "server.cpu", NULL);
    refuse_reach(two, "subnets.phones.count",
                 "subnets.phones.count: phones has 2 items; say which, as in phones[0]");
    refuse_reach(two, "subnets[0].phones[2].count",
                 "subnets[0].phones[2].count: phones has no item 2: there are 2 of them, counted "
                 "from 0");
    refuse_reach(two, "sites[0].wan.rate",
                 "sites[0].wan.rate: sites has no item 0: there are 0 of them, counted from 0");
    refuse_reach(
        two, "subnets.load_servers.name",
        "subnets.load_servers.name: load_servers has no item 0: there are 0 of them, counted "
        "from 0");
    refuse_reach(sites, "wan.rate",
                 "wan.rate: is a site's where there are 'sites'; give it as in sites[0].wan.rate");
}
END_TEST

static void expect_value(const char *path, const char *text, const char *value)
{
    struct error e = {""};
    struct scenario s;
    struct path_field p;
    char *written;
    must_load(&s, SMALLEST, NULL);
    ck_assert_int_eq(path_find(&p, path, &e), 0);
    ck_assert_msg(path_value(&s, p.field, text, &written, &e) == 0, "%s: %s", text, e.text);
    ck_assert_str_eq(written, value);
    free(written);
    path_free(&p);
    scenario_free(&s);
}

static void refuse_value(const char *path, const char *text, const char *line)
{
    struct error e = {""};
    struct scenario s;
    struct path_field p;
    char *written;
    must_load(&s, SMALLEST, NULL);
    ck_assert_int_eq(path_find(&p, path, &e), 0);
    ck_assert_int_lt(path_value(&s, p.field, text, &written, &e), 0);
    ck_assert_str_eq(e.text, line);
    path_free(&p);
    scenario_free(&s);
}

START_TEST(equal_values_are_equal_texts)
{
    expect_value("wan.rate", "0.384 Mbps", "384 kbps");
    expect_value("wan.rate", "384000bit/s", "384 kbps");
    expect_value("wan.rate", "unlimited", "unlimited");
    expect_value("wan.queue.limit", "15000 B", "15 kB");
    expect_value("wan.framing", "10bytes", "10 bytes");
    expect_value("subnets.phones.model", "7965", "CP-7965G");
    expect_value("subnets.prefix", "10.1.0.0/16", "10.1.0.0/16");
    expect_value("method", "\"pfs\"", "pfs");
    expect_value("log_server", "on", "on");
    expect_value("name", "'a: b'", "a: b");
    expect_value("server.missing", "[a,  'b c', \"d\\\"\"]", "[a, b c, \"d\\\"\"]");
    expect_value("firmware", "[SCCP45.9-4-2SR4-3S,by model]", "[SCCP45.9-4-2SR4-3S, by model]");
    expect_value("firmware", "[SCCP45.9-4-2SR4-3S]", "SCCP45.9-4-2SR4-3S");
}
END_TEST

START_TEST(value_that_is_none_is_refused)
{
    refuse_value("wan.rate", "384",
                 "'384' has no unit; give a rate with its unit, such as '384 kbps', or "
                 "'unlimited'");
    refuse_value("wan.rate", "", "is empty");
    refuse_value("wan.rate", "[1 Mbps]",
                 "must be a single value: bit rate of the line; unlimited: it has a delay only");
    refuse_value("wan.rate", "{a: b}", "is not a value, nor a list of up to 1000");
    refuse_value("server.missing", "a", "must be a list, as in [a, b]");
    refuse_value("server.missing", "[[a]]",
                 "has a list or map in its list; give single values in it");
    refuse_value("server.missing", "[a, '']", "is empty; give a text");
    refuse_value("firmware", "[]",
                 "must be a single value: the load that phones get; of a list one "
                 "after the other, with a restart after each");
}
END_TEST

START_TEST(assignment_is_read_as_the_value)
{
    struct error e = {""};
    struct path_field p;
    ck_assert_int_eq(path_find(&p, "name", &e), 0);
    char *assignment = path_assignment(&p, "[a: b]");
    ck_assert_str_eq(assignment, "name=\"[a: b]\"");
    free(assignment);
    path_free(&p);
    ck_assert_int_eq(path_find(&p, "server.missing", &e), 0);
    assignment = path_assignment(&p, "[a, b]");
    ck_assert_str_eq(assignment, "server.missing=[a, b]");
    free(assignment);
    path_free(&p);
    char *path = path_of_option("wan.rate = 1 Mbps");
    ck_assert_str_eq(path, "wan.rate ");
    free(path);
}
END_TEST

/* --- the walk -------------------------------------------------------------------------------- */

/* Each value's "PATH=VALUE" as an option, and the last line as it should be. */
struct visit {
    char *lines, *options[2000];
    size_t count;
    const struct scenario *s;
};

static void visit_line(void *user, const struct walk_line *line)
{
    struct visit *v = user;
    struct path_field p;
    struct error e = {""};
    char *value;
    if (!line->text)
        return;
    char *longer = mem_printf("%s%s=%s\n", v->lines, line->path, line->text);
    free(v->lines);
    v->lines = longer;
    ck_assert_msg(path_find(&p, line->path, &e) == 0, "%s", e.text);
    ck_assert_str_eq(p.path, line->path);
    v->options[v->count] = path_assignment(&p, line->text);
    const char *given = strchr(v->options[v->count++], '=') + 1;
    ck_assert_msg(path_value(v->s, p.field, given, &value, &e) == 0, "%s: %s", line->path, e.text);
    ck_assert_str_eq(value, line->text);
    free(value);
    path_free(&p);
}

static struct visit visit(const struct scenario *s)
{
    struct visit v = {.lines = mem_strdup(""), .s = s};
    walk_scenario(s, visit_line, &v);
    return v;
}

static void visit_free(struct visit *v)
{
    for (size_t i = 0; i < v->count; i++)
        free(v->options[i]);
    free(v->lines);
}

static void expect_line(const struct visit *v, const char *line, bool there)
{
    char *whole = mem_printf("\n%s\n", line);
    ck_assert_msg((strstr(v->lines, whole) != NULL) == there, "%s in %s", line, v->lines);
    free(whole);
}

START_TEST(walk_tells_of_values_in_force)
{
    struct scenario s;
    must_load(
        &s,
        "wan: {rate: 1 Mbps, up: {rate: 256 kbps}}\n"
        "subnets: [{lan: 1 Gbps, phones: [{model: 7965}, {model: CP-7945, method: pfs, pfs: off}]}]\n",
        NULL);
    struct visit v = visit(&s);
    expect_line(&v, "method=tftp", true);
    expect_line(&v, "wan.rtt=16 ms", true);
    expect_line(&v, "wan.down.rate=1 Mbps", true);
    expect_line(&v, "wan.up.rate=256 kbps", true);
    expect_line(&v, "wan.rate=1 Mbps", false);
    expect_line(&v, "wan.queue.limit=10 packets", true);
    expect_line(&v, "subnets[0].lan.rate=1 Gbps", true);
    expect_line(&v, "subnets[0].phones[0].model=CP-7965G", true);
    expect_line(&v, "subnets[0].phones[0].method=tftp", false);
    expect_line(&v, "subnets[0].phones[1].method=pfs", true);
    expect_line(&v, "subnets[0].phones[1].pfs.setting=off", true);
    visit_free(&v);
    scenario_free(&s);
}
END_TEST

/* Written and then set by what the walk says of it, a scenario stays the same. It is written first,
 * since a load server that is there by default has no place in the file. */
static void set_all(const char *path)
{
    struct scenario s, again;
    struct error e = {""};
    char *bytes;
    size_t length;
    ck_assert_msg(scenario_load(&s, path, NULL, 0, source_library(), &e) == 0, "%s", e.text);
    struct visit v = visit(&s);
    FILE *out = open_memstream(&bytes, &length);
    scenario_write(&s, out, false);
    fclose(out);
    const char *const *options = (const char *const *)v.options;
    const int status =
        scenario_load_text(&again, path, bytes, length, options, v.count, source_library(), &e);
    ck_assert_msg(status == 0, "%s", e.text);
    struct visit second = visit(&again);
    ck_assert_str_eq(second.lines, v.lines);
    visit_free(&second);
    visit_free(&v);
    scenario_free(&again);
    scenario_free(&s);
    free(bytes);
}

START_TEST(what_the_walk_says_can_be_set)
{
    char *folder = mem_printf("%s/scenarios", source_folder());
    DIR *d = opendir(folder);
    size_t count = 0;
    for (const struct dirent *entry = readdir(d); entry; entry = readdir(d)) {
        if (!strstr(entry->d_name, ".yaml"))
            continue;
        char *path = mem_printf("%s/%s", folder, entry->d_name);
        set_all(path);
        free(path);
        count++;
    }
    closedir(d);
    free(folder);
    ck_assert_uint_gt(count, 20);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("path");
    tcase_add_test(tests, path_leads_to_its_row);
    tcase_add_test(tests, path_has_one_form);
    tcase_add_test(tests, path_that_leads_nowhere_is_refused);
    tcase_add_test(tests, path_leads_to_what_there_is);
    tcase_add_test(tests, equal_values_are_equal_texts);
    tcase_add_test(tests, value_that_is_none_is_refused);
    tcase_add_test(tests, assignment_is_read_as_the_value);
    tcase_add_test(tests, walk_tells_of_values_in_force);
    tcase_add_test(tests, what_the_walk_says_can_be_set);
    return run_tests("path", tests);
}
