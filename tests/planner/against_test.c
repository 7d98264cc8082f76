/* Two plans compared: what has changed, which sites that moves, and by what. */
#include "planner/against.h"

#include "planned.h"
#include "planner/plan_files.h"

#define HEADER "site,model,count,wan_rate,wan_queue,lan,busy,wan_rtt,timezone,window,pfs\n"
#define LINE ",10 packets,100 Mbps,0 %,16 ms,UTC,"
#define LYO(rate) "LYO1,CP-7965,40," rate LINE "22:00-22:10,on\n"
#define OSL(count) "OSL2,CP-7965," count ",2 Mbps" LINE "22:00-05:00,on\n"
/* A name that moves the cursor, and is a formula. */
#define EVIL "\"=1+1 <b>\",CP-7965,1,2 Mbps" LINE "22:00-05:00,on\n"

static json_t *json_of(const char *list, struct plan_options o)
{
    struct planned *x = plan_of(list, o);
    json_t *plan = plan_json(&x->plan);
    planned_free(x);
    return plan;
}

static struct against compare(json_t *old, json_t *now)
{
    struct against a;
    struct error e = {""};
    ck_assert_msg(against_make(&a, old, now, &e) == 0, "%s", e.text);
    json_decref(old);
    json_decref(now);
    return a;
}

static struct against compare_lists(const char *old, const char *now)
{
    return compare(json_of(old, some_days()), json_of(now, some_days()));
}

static void expect_change(const struct against_change *c, const char *what, const char *old,
                          const char *now)
{
    ck_assert_str_eq(c->what, what);
    ck_assert_msg(c->old && old ? !strcmp(c->old, old) : c->old == old, "%s: was %s", what, c->old);
    ck_assert_msg(c->now && now ? !strcmp(c->now, now) : c->now == now, "%s: is %s", what, c->now);
}

START_TEST(nothing)
{
    struct against a =
        compare_lists(HEADER LYO("384 kbps") OSL("5"), HEADER LYO("384 kbps") OSL("5"));
    for (int i = 0; i < AGAINST_ALL; i++)
        ck_assert_uint_eq(a.all[i].count, 0);
    ck_assert_uint_eq(a.site_count + a.added_count + a.gone_count, 0);
    against_fini(&a);
}
END_TEST

START_TEST(a_slower_line)
{
    struct against a =
        compare_lists(HEADER LYO("384 kbps") OSL("5"), HEADER OSL("5") LYO("256 kbps"));
    ck_assert_uint_eq(a.site_count, 1);
    const struct against_site *s = &a.sites[0];
    ck_assert_str_eq(s->name, "LYO1");
    ck_assert(s->moved[AGAINST_VERDICT]);
    expect_change(&s->moves[AGAINST_VERDICT], "verdict", "fits", "does not fit");
    ck_assert_uint_eq(s->inputs.count, 1);
    ck_assert_int_eq(s->why, AGAINST_BY_ONE);
    expect_change(s->cause, "wan_rate", "384 kbps", "256 kbps");
    ck_assert(s->old_takes > 500 && s->old_takes < 600 && s->takes > 600);
    ck_assert(s->window == 600);
    against_fini(&a);
}
END_TEST

START_TEST(several_changes_are_no_one)
{
    struct plan_options o = some_days();
    o.head_end = 20000000;
    struct against a =
        compare(json_of(HEADER LYO("384 kbps"), some_days()), json_of(HEADER LYO("256 kbps"), o));
    expect_change(&a.all[AGAINST_OPTIONS].list[0], "--head-end", NULL, "20 Mbit/s");
    ck_assert_int_eq(a.sites[0].why, AGAINST_BY_SEVERAL);
    ck_assert_ptr_null(a.sites[0].cause);
    against_fini(&a);
}
END_TEST

START_TEST(a_later_start)
{
    struct plan_options o = some_days();
    o.first_day = day_of("2026-12-02");
    struct against a = compare(json_of(HEADER OSL("5"), some_days()), json_of(HEADER OSL("5"), o));
    const struct against_site *s = &a.sites[0];
    ck_assert(!s->moved[AGAINST_VERDICT] && !s->moved[AGAINST_METHOD]);
    expect_change(&s->moves[AGAINST_NIGHT], "night", "2026-12-01", "2026-12-02");
    expect_change(&s->moves[AGAINST_START], "start", "2026-12-01 22:00", "2026-12-02 22:00");
    ck_assert_int_eq(s->why, AGAINST_BY_ONE);
    expect_change(s->cause, "--start", "2026-12-01", "2026-12-02");
    against_fini(&a);
}
END_TEST

START_TEST(sites_that_come_and_go)
{
    struct plan_options o = some_days();
    o.sites_at_once = 1;
    struct against a =
        compare(json_of(HEADER OSL("5") LYO("384 kbps"), o), json_of(HEADER EVIL OSL("5"), o));
    ck_assert_uint_eq(a.added_count, 1);
    ck_assert_str_eq(a.added[0], "=1+1 <b>");
    ck_assert_uint_eq(a.gone_count, 1);
    ck_assert_str_eq(a.gone[0], "LYO1");
    ck_assert_uint_eq(a.site_count, 1); /* it takes the place of who has gone */
    ck_assert(a.sites[0].moved[AGAINST_START]);
    ck_assert_int_eq(a.sites[0].why, AGAINST_BY_OTHERS);
    json_t *object = against_json(&a);
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(object, "added"), 0)),
                     "=1+1 <b>");
    json_decref(object);
    against_fini(&a);
}
END_TEST

START_TEST(other_inputs_and_the_same_place)
{
    struct against a = compare_lists(HEADER OSL("5"), HEADER OSL("6"));
    ck_assert_int_eq(a.sites[0].why, AGAINST_UNMOVED);
    expect_change(&a.sites[0].inputs.list[0], "count", "5", "6");
    against_fini(&a);
}
END_TEST

/* What a cell says, and what had been assumed: the same if it is the same. */
START_TEST(what_was_assumed)
{
    struct against a = compare_lists("site,model,count,wan_rate\nA,CP-7965,4,2 Mbps\n",
                                     "site,model,count,wan_rate,wan_rtt,mtu,pfs,lan\n"
                                     "A,CP-7965,4,2 Mbps,40 ms,1500,on,100 Mbps\n");
    ck_assert_uint_eq(a.sites[0].inputs.count, 1);
    expect_change(&a.sites[0].inputs.list[0], "wan_rtt", "16 ms", "40 ms");
    against_fini(&a);
}
END_TEST

START_TEST(rows_in_another_order)
{
    static const char header[] = "site,model,count,wan_rate,subnet\n";
    static const char first[] = "A,CP-7965,4,2 Mbps,x\n", second[] = "A,CP-7942,3,,y\n";
    char *old = mem_printf("%s%s%s", header, first, second),
         *now = mem_printf("%s%s%s", header, second, first);
    struct against a = compare_lists(old, now);
    ck_assert_uint_eq(a.site_count, 0);
    against_fini(&a);
    free(old);
    free(now);
}
END_TEST

/* --- plans that only look like one ----------------------------------------------------------- */

/* A plan with those values, to change. */
static json_t *written(const char *load, int bytes, const char *restart, const char *verdict)
{
    return json_pack("{s:i,s:{s:[{s:s,s:s}]},s:[{s:s,s:i}],s:{s:s},s:[{s:s,s:{s:s},s:{},s:s}]}",
                     "pfsim_plan", (int)PLAN_FORMAT, "options", "unknown", "field", "phone.restart",
                     "range", restart, "loads", "load", load, "bytes", bytes, "shared", "reset.at",
                     "1 s", "sites", "site", "A", "inputs", "load", load, "methods", "verdict",
                     verdict);
}

START_TEST(firmware_of_another_size)
{
    struct against a = compare(written("L", 7100000, "1 s..2 s", "fits"),
                               written("L", 8100000, "1 s..2 s", "fits"));
    expect_change(&a.all[AGAINST_LOADS].list[0], "L", "7,100,000 bytes", "8,100,000 bytes");
    against_fini(&a);
    a = compare(written("L", 1, "1 s..2 s", "fits"), written("M", 1, "1 s..2 s", "tight"));
    ck_assert_int_eq(a.sites[0].why, AGAINST_BY_ONE); /* of the site's own inputs */
    expect_change(a.sites[0].cause, "load", "L", "M");
    expect_change(&a.all[AGAINST_LOADS].list[1], "L", "1 bytes", NULL);
    against_fini(&a);
}
END_TEST

START_TEST(what_all_share)
{
    json_t *now = written("L", 1, "1 s..3 s", "tight");
    json_object_set_new(json_object_get(now, "shared"), "reset.at", json_string("2 s"));
    struct against a = compare(written("L", 1, "1 s..2 s", "fits"), now);
    expect_change(&a.all[AGAINST_UNKNOWNS].list[0], "phone.restart", "1 s..2 s", "1 s..3 s");
    expect_change(&a.all[AGAINST_SHARED].list[0], "reset.at", "1 s", "2 s");
    ck_assert_int_eq(a.sites[0].why, AGAINST_BY_SEVERAL);
    against_fini(&a);
    a = compare(written("L", 1, "1 s", "fits"), written("L", 1, "1 s", "tight"));
    ck_assert_int_eq(a.sites[0].why, AGAINST_BY_PROGRAM);
    against_fini(&a);
}
END_TEST

/* --- files ----------------------------------------------------------------------------------- */

static void refused(const char *text, const char *why)
{
    json_t *plan;
    struct error e = {""};
    char *path = fleet_file("plan.json", text);
    ck_assert_int_lt(against_read(&plan, path, &e), 0);
    ck_assert_ptr_null(plan);
    ck_assert_msg(strstr(e.text, why) != NULL, "'%s' is not in '%s'", why, e.text);
    unlink(path);
    free(path);
}

START_TEST(files_that_are_no_plan)
{
    refused("", "is no JSON");
    refused("site,model\n", ":1:4: is no JSON");
    refused("[]", "is not the plan.json of a plan");
    refused("{\"pfsim_plan\": \"2\"}", "is not the plan.json of a plan");
    refused("{\"pfsim_plan\": 1, \"sites\": []}",
            "is of form 1, and this program's plans are of form 2");
    refused("{\"pfsim_plan\": 3}", "is of form 3");
}
END_TEST

START_TEST(a_folder_or_its_file)
{
    json_t *plan;
    struct error e = {""};
    char *folder = fresh_folder(), *path = mem_printf("%s/plan.json", folder);
    json_t *text = written("L", 1, "1 s", "fits");
    ck_assert_int_eq(json_dump_file(text, path, 0), 0);
    ck_assert_int_eq(against_read(&plan, folder, &e), 0);
    json_decref(plan);
    ck_assert_int_eq(against_read(&plan, path, &e), 0);
    json_decref(plan);
    json_decref(text);
    free(path);
    remove_folder(folder);
}
END_TEST

START_TEST(plans_that_lack_something)
{
    static const char *const keys[] = {"sites", "options"};
    static const char *const of_site[] = {"site", "inputs", "methods", "verdict"};
    struct against a;
    struct error e;
    json_t *now = written("L", 1, "1 s", "fits");
    for (size_t i = 0; i < 2; i++) {
        json_t *old = written("L", 1, "1 s", "fits");
        json_object_del(old, keys[i]);
        ck_assert_int_lt(against_make(&a, old, now, &e), 0);
        json_decref(old);
    }
    for (size_t i = 0; i < 4; i++) {
        json_t *old = written("L", 1, "1 s", "fits");
        json_object_set_new(json_array_get(json_object_get(old, "sites"), 0), of_site[i],
                            json_integer(1));
        ck_assert_int_lt(against_make(&a, old, now, &e), 0);
        json_decref(old);
    }
    json_decref(now);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, nothing);
    tcase_add_test(t, a_slower_line);
    tcase_add_test(t, several_changes_are_no_one);
    tcase_add_test(t, a_later_start);
    tcase_add_test(t, sites_that_come_and_go);
    tcase_add_test(t, other_inputs_and_the_same_place);
    tcase_add_test(t, what_was_assumed);
    tcase_add_test(t, rows_in_another_order);
    tcase_add_test(t, firmware_of_another_size);
    tcase_add_test(t, what_all_share);
    tcase_add_test(t, files_that_are_no_plan);
    tcase_add_test(t, a_folder_or_its_file);
    tcase_add_test(t, plans_that_lack_something);
}

int main(void)
{
    return run_tests("against", add);
}
