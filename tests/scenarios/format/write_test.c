/* Writing: what is written loads to the same scenario; the explanation says where values come from.
 */
#include "tests/scenarios/support.h"

#include <glob.h>

#include "base/memory.h"

/* Not inlined: gcc 12 then takes what is found in the text for a pointer to the local variable. */
__attribute__((noinline)) static char *write_text(const struct scenario *s, bool explain)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    scenario_write(s, out, explain);
    fclose(out);
    return text;
}

/* Loads and writes what was written of `s`, and frees that scenario. */
static void must_be_stable(struct scenario *s, bool explain)
{
    struct scenario again;
    char *first = write_text(s, false), *explained = write_text(s, explain);
    must_load(&again, explained, NULL);
    char *second = write_text(&again, false);
    ck_assert_str_eq(second, first);
    /* All values are written, also those that have no effect: nobody gave them. */
    ck_assert_uint_le(again.warning_count, s->warning_count);
    scenario_free(s);
    scenario_free(&again);
    free(first);
    free(second);
    free(explained);
}

START_TEST(shipped_scenarios_are_written_and_read_back)
{
    glob_t found;
    char *pattern = NULL;
    ck_assert_int_gt(asprintf(&pattern, "%s/scenarios/*.yaml", source_folder()), 0);
    ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
    ck_assert_uint_ge(found.gl_pathc, 32);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct scenario s;
        struct error e = {""};
        ck_assert_msg(scenario_load(&s, found.gl_pathv[i], NULL, 0, source_library(), &e) == 0,
                      "%s", e.text);
        must_be_stable(&s, i % 2);
    }
    globfree(&found);
    free(pattern);
}
END_TEST

static const char *const awkward[] = {
    "wan={rate: 2 Mbps, delay: 3 ms, up: {rate: 1 Mbps, delay: 4 ms}}",
    "wan={rtt: 25 ns, down: {queue: {limit: 9 kB}}, up: {shaper: {rate: 1 Mbps}}}",
    "wan={framing: 9 bytes, loss: 0.0000001 %, down: {framing: hdlc}}",
    "name=\"a: #b \\\"c\\\" \\\\ \u00e9\"",
    "name='- x'",
    "name=\"10 %\"",
    "server={kind: dnsmasq, missing: [apps45.8-5.sbn, dsp45.8-5.sbn], transfers: unlimited}",
    "subnets[0].load_servers=[{name: \"x, y\"}, {}]",
    "subnets[0].phones=[{model: CP-7965, method: load-server}, {model: CP-7942}]",
    "tftp={blksize: 1024, windowsize: 4, rollover: off}",
    "phone={turnaround: 1.000000001 s, flash: 1234567 B/s}",
    "profiles=[{name: \"x: #y\"}, {name: z, pfs: off}]",
    "enterprise.pfs=off",
    "subnets[0].phones[0].pfs={share: 12.5 %}",
    "mpp={profile_auth: asked, answered: 90 s, resync_retry: 0 s}",
    "head_end={rate: 2 Mbps, rtt: 4 ms, up: {rate: 1 Mbps, loss: 1 %}}",
    "head_end={down: {rate: 2 Mbps, delay: 3 ms}, up: {rate: unlimited}}",
    "wan={rate: unlimited, up: {rate: 2 Mbps}}",
    "subnets[0].lan=unlimited",
    "wan={jitter: 2 ms, reorder: 100 %, up: {jitter: 3 ms}}",
    "pfs={root_waiting: 1.5 s, ads: 7, check: off}",
    "unplug=[{phone: 1, at: 2 s, back_after: 1 min}, {phone: 1, at: 5 min}]",
    "server={down_at: 0 s, down_for: 3 s}",
    "servers=[{port: 1069}, {name: \"b: #\", kind: atftpd, missing: [apps45.8-5.sbn]}]",
    "subnets[0].phones=[{model: CP-7841, upgrade_rule: tftp}, {model: CP-7965, pfs: on}]",
    "firmware=[SCCP45.9-3-1SR1-1S, by model, SCCP45.9-4-2SR4-3S]",
    ("subnets[0].phones[0]={model: 7941, firmware: [SCCP41.9-4-2SR2-2S, by model], has: "
     "SCCP41.9-4-2SR2-2S}"),
};

START_TEST(awkward_values_are_written_and_read_back)
{
    struct scenario s;
    must_load(&s, SMALLEST, awkward[_i]);
    must_be_stable(&s, _i % 2);
}
END_TEST

START_TEST(sites_are_written_and_read_back)
{
    struct scenario s;
    must_load(&s,
              "transport: http then tftp\nsites:\n  - subnets: [{phones: [{model: CP-9971}]}]\n",
              NULL);
    must_be_stable(&s, true);
}
END_TEST

static void must_have(const char *text, const char *line)
{
    ck_assert_msg(strstr(text, line) != NULL, "no such line: %s in\n%s", line, text);
}

START_TEST(explanation_says_where_values_come_from)
{
    struct scenario s;
    must_load(&s, "wan:\n  rate: 384 kbps\n" SMALLEST, "seed=7");
    char *text = write_text(&s, true);
    must_have(text, "\n  rate: 384 kbps                        # line 2: bit rate of the line; "
                    "unlimited: it has a delay only\n");
    must_have(text, "\nseed: 7                                 # -s seed=7: of the random draws\n");
    must_have(text, "\n  rtt: 16 ms                            # default: propagation both ways "
                    "together; assumed: with the phone's turnaround, 20 ms give the published "
                    "times\n");
    must_have(text,
              "\n  blksize: none                         # default: bytes a block that phones "
              "ask for; none: as their policy has it; known: 7900 phones ask for no option, so "
              "512\n");
    must_have(text, "\n      - model: CP-7965G                 # line 5: of the catalogue\n");
    must_have(text,
              "\nserver:                                 # the call manager's TFTP server, in "
              "the data centre\n");
    scenario_free(&s);
    free(text);
}
END_TEST

static const struct {
    const char *option, *line;
} outcomes[] = {
    {"method=tftp", "shares: off, since the method is tftp"},
    {"method=load-server", "shares: off, since the method is load-server"},
    {"method=pfs", "shares: on, decided by the enterprise"},
    {"enterprise.pfs=off", "shares: off, decided by the enterprise"},
    {"subnets[0].phones[0].profile=lobby", "shares: off, decided by the profile 'lobby'"},
    {"subnets[0].phones[0]={model: CP-7965, profile: lobby, pfs: on}",
     "shares: on, decided by the device"},
    {"subnets[0].phones[0]={model: CP-7965, pfs: {setting: on}}",
     "shares: on, decided by the device"},
    {"subnets[0].phones[0].model=CP-7940", "shares: off, since CP-7940G cannot"},
};

START_TEST(explanation_says_which_level_decided)
{
    struct scenario s;
    must_load(&s, "method: pfs\nprofiles: [{name: lobby, pfs: off}]\n" SMALLEST,
              outcomes[_i].option);
    char *text = write_text(&s, true);
    ck_assert_ptr_nonnull(strstr(text, "\n        pfs: "));
    char *line = mem_strdup(strstr(text, "\n        pfs: ") + 1);
    *strchr(line, '\n') = '\0';
    ck_assert_msg(strstr(line, outcomes[_i].line) != NULL, "%s", line);
    free(line);
    scenario_free(&s);
    free(text);
}
END_TEST

START_TEST(every_line_is_explained)
{
    struct scenario s;
    must_load(&s, SMALLEST, "method=load-server");
    char *text = write_text(&s, true);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(strstr(line, " # ") != NULL, "%s", line);
    scenario_free(&s);
    free(text);
}
END_TEST

START_TEST(without_explanation_there_are_no_comments)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    char *text = write_text(&s, false);
    ck_assert_ptr_null(strchr(text, '#'));
    scenario_free(&s);
    free(text);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("write");
    tcase_add_test(t, shipped_scenarios_are_written_and_read_back);
    tcase_add_loop_test(t, awkward_values_are_written_and_read_back, 0,
                        (int)(sizeof awkward / sizeof *awkward));
    tcase_add_test(t, sites_are_written_and_read_back);
    tcase_add_test(t, explanation_says_where_values_come_from);
    tcase_add_loop_test(t, explanation_says_which_level_decided, 0,
                        (int)(sizeof outcomes / sizeof *outcomes));
    tcase_add_test(t, every_line_is_explained);
    tcase_add_test(t, without_explanation_there_are_no_comments);
    return run_tests("write", t);
}
