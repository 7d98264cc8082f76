/* What sites and groups of phones have from further out: the innermost place that gives a value
 * decides, member by member. */
#include "base/memory.h"
#include "tests/scenarios/small_experiment.h"

/* Three phones in two sites; the first site has two groups. */
#define TWO_SITES(root, site, group)                                                               \
    root "sites:\n"                                                                                \
         "  - {" site "subnets: [{phones: [{model: CP-7965" group "}, {model: CP-9971}]}]}\n"      \
         "  - {subnets: [{phones: [{model: CP-9971}]}]}\n"

static struct scenario_phones *group(const struct scenario *s, size_t site, size_t number)
{
    return &s->sites[site].subnets[0].phones[number];
}

static const char members[] =
    TWO_SITES("method: pfs\ntransport: http then tftp\ntftp: {blksize: 1000, rollover: 1}\n"
              "reset: {pattern: staggered, interval: 3 s}\n",
              "method: load-server, transport: tftp, tftp: {blksize: 900, windowsize: 4}, "
              "reset: {interval: 2 s}, ",
              ", method: tftp, tftp: {windowsize: 8, rollover: off}, reset: {pattern: bulk}");

static void must_be(const struct scenario_phones *p, enum method method, uint32_t blksize,
                    uint32_t windowsize, enum rollover rollover)
{
    ck_assert_int_eq(p->method, method);
    ck_assert_uint_eq(p->tftp.blksize, blksize);
    ck_assert_uint_eq(p->tftp.windowsize, windowsize);
    ck_assert_int_eq(p->tftp.rollover, rollover);
}

static void must_reset(const struct scenario_phones *p, enum reset_of of,
                       enum reset_pattern pattern, sim_time interval)
{
    ck_assert_int_eq(p->reset_of, of);
    ck_assert_int_eq(p->reset.pattern, pattern);
    ck_assert_int_eq(p->reset.interval, interval);
    ck_assert_int_eq(p->reset.spread, SECONDS);
}

static void must_have_members(const struct scenario *s)
{
    must_be(group(s, 0, 0), METHOD_TFTP, 900, 8, ROLLOVER_OFF);
    must_be(group(s, 0, 1), METHOD_LOAD_SERVER, 900, 4, ROLLOVER_1);
    must_be(group(s, 1, 0), METHOD_PFS, 1000, 0, ROLLOVER_1);
    ck_assert_int_eq(group(s, 0, 1)->transport, BY_TFTP);
    ck_assert_int_eq(group(s, 1, 0)->transport, BY_HTTP_THEN_TFTP);
    must_reset(group(s, 0, 0), RESET_OF_GROUP, RESET_BULK, 2 * SECONDS);
    must_reset(group(s, 0, 1), RESET_OF_SITE, RESET_STAGGERED, 2 * SECONDS);
    must_reset(group(s, 1, 0), RESET_OF_SCENARIO, RESET_STAGGERED, 3 * SECONDS);
}

START_TEST(the_innermost_value_decides_member_by_member)
{
    struct scenario s;
    must_load(&s, members, NULL);
    must_have_members(&s);
    scenario_free(&s);
}
END_TEST

static char *written(const struct scenario *s, bool explain)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    scenario_write(s, out, explain);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

START_TEST(what_is_written_loads_to_the_same)
{
    struct scenario s, again;
    must_load(&s, members, NULL);
    char *text = written(&s, true);
    must_load(&again, text, NULL);
    must_have_members(&again);
    scenario_free(&s);
    scenario_free(&again);
    free(text);
}
END_TEST

/* Of what may be inherited only what was given is written, with its place: an option for the whole
 * scenario has the same effect on what is written as on the file. */
START_TEST(what_is_inherited_is_not_written)
{
    struct scenario s;
    must_load(&s, members, "sites[0].subnets[0].phones[1].tftp.windowsize=5");
    ck_assert_uint_eq(group(&s, 0, 1)->tftp.windowsize, 5);
    char *text = written(&s, false), *explained = written(&s, true);
    const char *line = "# -s sites[0].subnets[0].phones[1].tftp.windowsize=5: blocks a window";
    ck_assert_ptr_nonnull(strstr(text, "          - model: CP-9971\n"
                                       "            count: 1\n"
                                       "            tftp:\n"
                                       "              windowsize: 5\n"
                                       "            firmware: "));
    ck_assert_ptr_nonnull(strstr(explained, line));
    free(explained);
    free(text);
    scenario_free(&s);
}
END_TEST

START_TEST(an_empty_map_gives_nothing)
{
    struct scenario s;
    must_load(&s, TWO_SITES("reset: {spread: 2 s}\n", "reset: {}, ", ", tftp: {}"), NULL);
    ck_assert_int_eq(group(&s, 0, 0)->reset_of, RESET_OF_SCENARIO);
    ck_assert_int_eq(group(&s, 0, 0)->reset.spread, 2 * SECONDS);
    char *text = written(&s, false);
    ck_assert_ptr_null(strstr(text, "  reset:"));
    free(text);
    scenario_free(&s);
}
END_TEST

/* In the short form the scenario is the site. */
START_TEST(a_single_site_says_it_at_the_top)
{
    struct scenario s;
    must_load(&s,
              "tftp: {blksize: 700}\n"
              "subnets: [{phones: [{model: CP-7965, tftp: {windowsize: 2}}, {model: CP-7965}]}]\n",
              NULL);
    must_be(group(&s, 0, 0), METHOD_TFTP, 700, 2, ROLLOVER_0);
    must_be(group(&s, 0, 1), METHOD_TFTP, 700, 0, ROLLOVER_0);
    scenario_free(&s);
    must_fail("subnets: [{tftp: {blksize: 700}, phones: [{model: CP-7965}]}]\n", NULL,
              "test.yaml:1:12: subnets[0].tftp: unknown key; give one of: prefix, lan, "
              "load_servers, phones");
}
END_TEST

START_TEST(each_place_is_checked)
{
    must_fail(
        TWO_SITES("", "tftp: {blksize: 7}, ", ""), NULL,
        "test.yaml:2:22: sites[0].tftp.blksize: '7' is out of range; give a whole number from 8 "
        "to 65464, or 'none'");
    must_fail(TWO_SITES("", "", ", reset: {spred: 1 s}"), NULL,
              "test.yaml:2:51: sites[0].subnets[0].phones[0].reset.spred: unknown key; did you "
              "mean 'spread'?");
    must_fail(TWO_SITES("", "", ", reset: {spread: 8 d}"), NULL,
              "test.yaml:2:59: sites[0].subnets[0].phones[0].reset.spread: phones would reset "
              "after the run's end; give a shorter reset.spread or a longer run.limit");
    /* 606 phones of the site, one every 1,001 s: the last after 605,605 s; a week has 604,800. */
    must_fail("sites:\n  - reset: {pattern: staggered, interval: 1001 s}\n"
              "    subnets: [{prefix: 10.0.0.0/16, phones: [{model: CP-7965, count: 606}]}]\n",
              NULL,
              "test.yaml:2:43: sites[0].reset.interval: the last phone would reset after "
              "run.limit; give a shorter interval or a longer limit");
    must_fail("tftp: {blksize: 8}\n"
              "subnets: [{phones: [{model: CP-7965, tftp: {rollover: off}}]}]\n",
              NULL,
              "test.yaml:2:29: subnets[0].phones[0].model: file apps45.8-5.sbn of load "
              "'whitepaper-7965' has over 65535 blocks of 8 bytes; let tftp.rollover be 0 or 1, or "
              "give a larger tftp.blksize");
}
END_TEST

/* --- what has no effect ---------------------------------------------------------------------- */

static void must_warn(const char *text, const char *line)
{
    struct scenario s;
    must_load(&s, text, NULL);
    ck_assert_uint_eq(s.warning_count, line ? 1 : 0);
    if (line)
        ck_assert_str_eq(s.warnings[0], line);
    scenario_free(&s);
}

START_TEST(what_nobody_has_is_warned_of)
{
    must_warn("tftp: {blksize: 700}\n"
              "subnets: [{phones: [{model: CP-7965, tftp: {blksize: 600}}]}]\n",
              "test.yaml:1:8: tftp.blksize: has no effect: all phones have another one of their "
              "own");
    must_warn("tftp: {blksize: 700}\n"
              "subnets: [{phones: [{model: CP-7965, tftp: {blksize: 600}}, {model: CP-7965}]}]\n",
              NULL);
    must_warn("sites: [{reset: {spread: 3 s}, subnets: [{phones: [{model: CP-7965, reset: "
              "{spread: 2 s}}]}]}]\n",
              "test.yaml:1:18: sites[0].reset.spread: has no effect: all phones have another one "
              "of their own");
    must_warn("reset: {pattern: staggered}\n"
              "subnets: [{phones: [{model: CP-7965, reset: {spread: 2 s}}]}]\n",
              "test.yaml:2:46: subnets[0].phones[0].reset.spread: has no effect: the reset is a "
              "staggered one");
    must_warn("reset: {pattern: staggered, spread: 2 s}\n"
              "subnets: [{phones: [{model: CP-7965, reset: {pattern: bulk}}, {model: CP-7965}]}]\n",
              NULL);
    must_warn("subnets: [{phones: [{model: CP-7965, transport: http then tftp}, {model: "
              "CP-8961}]}]\n",
              "test.yaml:1:38: subnets[0].phones[0].transport: has no effect: none of the models "
              "here asks by HTTP first, as the 8900 and 9900 series do");
    must_warn("subnets: [{phones: [{model: CP-7965}, {model: CP-7811, tftp: {blksize: 700}}]}]\n",
              "test.yaml:1:63: subnets[0].phones[1].tftp.blksize: has no effect: all phones use "
              "HTTP");
}
END_TEST

/* --- when phones reset ----------------------------------------------------------------------- */

struct resets {
    sim_time at[MOST_PHONES];
};

static void note_reset(void *user, const struct phone_info *p, const struct phone_change *c,
                       sim_time now)
{
    struct resets *r = user;
    if (strcmp(c->state, "waiting") && r->at[p->id] < 0)
        r->at[p->id] = now;
}

static void must_reset_at(const char *text, const int *seconds, uint32_t count)
{
    struct resets r;
    const struct observer observer = {.user = &r, .phone_changed = note_reset};
    memset(&r, 0xff, sizeof r);
    run_observed(text, &observer);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(r.at[i] == seconds[i] * SECONDS, "phone %u: %lld", i + 1, (long long)r.at[i]);
}

/* The last one is reset when the run ends, and not a second later. */
START_TEST(a_reset_may_take_until_the_run_ends)
{
    struct scenario s;
    struct error e = {""};
    must_load(&s, "reset: {at: 1 h, spread: 1 h}\nrun: {limit: 2 h}\n" SMALLEST, NULL);
    scenario_free(&s);
    must_load(&s, "reset: {at: 2 h, spread: 0 s}\nrun: {limit: 2 h}\n" SMALLEST, NULL);
    scenario_free(&s);
    ck_assert_int_lt(
        load(&s, "reset: {at: 1 h, spread: 3601 s}\nrun: {limit: 2 h}\n" SMALLEST, NULL, &e), 0);
}
END_TEST

/* Whoever has the reset from the same place is counted together. */
START_TEST(a_staggered_reset_counts_those_that_have_it)
{
    static const int resets[] = {0, 3, 60, 61, 62, 7, 12, 6, 9};
    must_reset_at("catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"
                  "run: {limit: 1 d}\nreset: {pattern: staggered, interval: 3 s}\n"
                  "sites:\n"
                  "  - subnets: [{phones: [{model: CP-7965, count: 2}]}]\n"
                  "  - reset: {at: 1 min, interval: 1 s}\n"
                  "    subnets:\n"
                  "      - phones: [{model: CP-7965, count: 1}]\n"
                  "      - phones: [{model: CP-7965, count: 2}, "
                  "{model: CP-7965, count: 2, reset: {at: 7 s, interval: 5 s}}]\n"
                  "  - subnets: [{phones: [{model: CP-7965, count: 2}]}]\n",
                  resets, 9);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("inherit");
    tcase_add_test(t, the_innermost_value_decides_member_by_member);
    tcase_add_test(t, what_is_written_loads_to_the_same);
    tcase_add_test(t, what_is_inherited_is_not_written);
    tcase_add_test(t, a_reset_may_take_until_the_run_ends);
    tcase_add_test(t, an_empty_map_gives_nothing);
    tcase_add_test(t, a_single_site_says_it_at_the_top);
    tcase_add_test(t, each_place_is_checked);
    tcase_add_test(t, what_nobody_has_is_warned_of);
    tcase_add_test(t, a_staggered_reset_counts_those_that_have_it);
    return run_tests("inherit", t);
}
