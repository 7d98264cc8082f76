/* A trace's counters, calls, times and names. */
#include "base/visible.h"
#include "tests/results/trace_lines.h"

/* small_run.h has the line's packets and the server's work; what is as before is left out. */
START_TEST(lines_and_servers_are_counters)
{
    small_run(&o);
    expect_events("C", NULL,
                  "branch: wan branch down utilisation 0 {\"%\":100}\n"
                  "branch: wan branch down queue 0 {\"packets\":1.2}\n"
                  "branch: wan branch down longest queue 0 {\"packets\":2}\n"
                  "branch: wan branch down drops 0 {\"packets\":1}\n"
                  "branch: wan branch up utilisation 0 {\"%\":0}\n"
                  "branch: wan branch up queue 0 {\"packets\":0}\n"
                  "branch: wan branch up longest queue 0 {\"packets\":0}\n"
                  "branch: wan branch up drops 0 {\"packets\":0}\n"
                  "servers: server processor 0 {\"%\":10}\n"
                  "servers: server busy 0 {\"requests\":0}\n"
                  "servers: server transfers 0 {\"under way\":0}\n"
                  "servers: server transfers 1 {\"under way\":1}\n"
                  "servers: server transfers 2 {\"under way\":2}\n"
                  "branch: wan branch down utilisation 10 {\"%\":50}\n"
                  "branch: wan branch down queue 10 {\"packets\":0}\n"
                  "branch: wan branch down longest queue 10 {\"packets\":0}\n"
                  "branch: wan branch down drops 10 {\"packets\":0}\n"
                  "servers: server processor 10 {\"%\":40}\n"
                  "servers: server busy 10 {\"requests\":1}\n"
                  "branch: wan branch down utilisation 20 {\"%\":0}\n"
                  "branch: wan branch up utilisation 20 {\"%\":50}\n"
                  "branch: wan branch up drops 20 {\"packets\":1}\n"
                  "servers: server processor 20 {\"%\":0}\n"
                  "servers: server busy 20 {\"requests\":0}\n"
                  "servers: server transfers 20 {\"under way\":1}\n"
                  "servers: server transfers 21 {\"under way\":0}\n"
                  "branch: wan branch down utilisation 30 {\"%\":10}\n"
                  "branch: wan branch up utilisation 30 {\"%\":0}\n"
                  "branch: wan branch up drops 30 {\"packets\":0}\n"
                  "branch: wan branch down utilisation 40 {\"%\":40}\n"
                  "branch: wan branch down utilisation 50 {\"%\":0}\n");
}
END_TEST

/* One that ends has begun; what comes behind the run's end is not in it. */
START_TEST(transfers_of_a_server)
{
    o.server_added(o.user, &small_server);
    o.server_event(o.user, 0, SERVER_ENDED, 5 * TENTHS);
    o.server_event(o.user, 0, SERVER_STARTED, 6 * TENTHS);
    o.server_event(o.user, 0, SERVER_STARTED, 11 * TENTHS);
    o.run_ended(o.user, 10 * TENTHS);
    expect_events("C", NULL,
                  "servers: server processor 0 {\"%\":0}\n"
                  "servers: server busy 0 {\"requests\":0}\n"
                  "servers: server transfers 0 {\"under way\":0}\n"
                  "servers: server transfers 6 {\"under way\":1}\n");
}
END_TEST

/* The line that all share is no site's, whatever it leads to. */
START_TEST(each_site_is_a_process)
{
    const struct phone_group elsewhere = {.site = "elsewhere", .subnet = "s", .load = "l"};
    const struct phone_info there = {.id = 1, .name = "there", .group = &elsewhere};
    const struct link_info all = {
        .name = "all", .head_end = true, .ends = {"x", "elsewhere"}, .direction = small_ppp};
    const struct link_info line = {
        .id = 1, .name = "line", .wan = true, .ends = {"x", "elsewhere"}, .direction = small_ppp};
    const struct call_info call = {.site = "elsewhere", .codec = "G.711"};
    o.link(o.user, &all);
    o.link(o.user, &line);
    o.phone_added(o.user, &small_phones[0]);
    o.phone_added(o.user, &there);
    o.call_added(o.user, &call);
    o.run_ended(o.user, 10 * TENTHS);
    expect_events("X", NULL,
                  "branch/phone-0: waiting 0-10 " IN "elsewhere/there: waiting 0-10 " IN);
    static const char *const wanted[] = {
        "\"pid\":1,\"tid\":1,\"ts\":0.000,\"name\":\"all up drops\"",
        "\"pid\":4,\"tid\":4,\"ts\":0.000,\"name\":\"line up drops\"",
        "\"pid\":5,\"tid\":5,\"ts\":0.000,\"name\":\"process_name\""};
    char *text = trace_text("name");
    for (size_t i = 0; i < 3; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "no %s in\n%s", wanted[i], text);
    free(text);
}
END_TEST

/* Nanoseconds are exact, whatever there is before them. */
START_TEST(times_are_exact)
{
    const struct phone_change booting = {.state = "booting"}, fetching = {.state = "fetching"};
    o.phone_added(o.user, &small_phones[0]);
    o.phone_changed(o.user, &small_phones[0], &booting, 1);
    o.phone_changed(o.user, &small_phones[0], &fetching, 7 * 86400 * SECONDS + 1000);
    o.run_ended(o.user, 7 * 86400 * SECONDS + 1999);
    char *text = trace_text("name");
    ck_assert_ptr_nonnull(strstr(text, "\"ts\":0.000,\"dur\":0.001,\"name\":\"waiting\""));
    ck_assert_ptr_nonnull(strstr(text, "\"ts\":0.001,\"dur\":604800000000.999,"));
    ck_assert_ptr_nonnull(strstr(text, "\"ts\":604800000001.000,\"dur\":0.999,"));
    free(text);
}
END_TEST

static void speak(const struct call_info *call, int direction, double mos, sim_time from,
                  sim_time to)
{
    const struct speech_info spurt = {.call = call,
                                      .direction = direction,
                                      .started = from * TENTHS,
                                      .ended = to * TENTHS,
                                      .packets = 50,
                                      .lost = {3, 2, 1},
                                      .mouth_to_ear = isnan(mos) ? -1 : 150250 * MICROSECONDS,
                                      .mos = mos};
    o.spurt_ended(o.user, &spurt);
}

#define SPOKEN                                                                                     \
    "\"packets\":50,\"lost_network\":3,\"lost_late\":2,\"lost_buffer\":1,\"mouth_to_ear_ms\":"     \
    "150.25}\n"

START_TEST(talk_spurts_are_slices)
{
    const struct call_info here = {.id = 0, .site = "branch", .codec = "G.729"};
    const struct call_info there = {.id = 1, .site = "elsewhere", .codec = "G.711"};
    o.phone_added(o.user, &small_phones[0]);
    o.call_added(o.user, &here);
    o.call_added(o.user, &there);
    speak(&there, 0, NAN, 20, 30); /* told before one that began earlier */
    speak(&here, 1, 4.0749, 10, 20);
    o.run_ended(o.user, 40 * TENTHS);
    expect_events("X", NULL,
                  "branch/phone-0: waiting 0-40 " IN
                  "calls of branch/call 0 up, G.729: MOS 4.1 10-20 {\"mos\":4.075," SPOKEN
                  "calls of sites without phones/elsewhere: call 1 down, G.711: talk spurt 20-30 "
                  "{\"packets\":50,\"lost_network\":3,\"lost_late\":2,\"lost_buffer\":1}\n");
}
END_TEST

/* Words of HTML, JSON, a shell and a terminal, and what is no UTF-8. */
#define WORST "\"}],'`$(x)\\N</script>&lt;%n%s\r\n\t\x1b]0;t\x07\xc2\x9b\u202e\x7f"

START_TEST(names_are_data)
{
    const struct phone_group group = {.site = WORST, .subnet = "s", .load = WORST};
    const struct phone_info phone = {.name = WORST, .group = &group};
    const struct phone_info quoted = {.id = 1, .name = "\"a\\", .group = &group};
    const struct phone_info hidden = {.id = 2, .name = "a\x1b", .group = &group};
    const struct phone_change fetching = {.state = "fetching", .load = WORST};
    const struct file_progress progress = {.file = WORST, .load = WORST, .total = 10};
    o.phone_added(o.user, &phone);
    o.phone_added(o.user, &quoted);
    o.phone_added(o.user, &hidden);
    o.phone_changed(o.user, &phone, &fetching, 0);
    o.file_progressed(o.user, &progress, 0);
    o.run_ended(o.user, 10);
    char *text = trace_text(WORST "\xff");
    ck_assert_msg(visible_lines_already(text), "what does not print: %s", text);
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *e;
    ck_assert_ptr_nonnull(trace);
    size_t i, found = 0;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, e)
    {
        found += !strcmp(word(e, "name"), WORST) ||
                 !strcmp(word(json_object_get(e, "args"), "name"), WORST);
    }
    ck_assert_uint_eq(found, 3); /* the site, the phone, the file */
    ck_assert_ptr_nonnull(strstr(text, "\"name\":\"a\\u001B\""));
    json_decref(trace);
    free(text);
}
END_TEST

START_TEST(a_run_of_nothing)
{
    o.run_ended(o.user, 0);
    json_t *trace = trace_parsed();
    ck_assert_str_eq(word(json_object_get(trace, "otherData"), "scenario"), "name");
    ck_assert_int_eq(number(json_object_get(trace, "otherData"), "seed"), 7);
    json_decref(trace);
}
END_TEST

static void add(TCase *t_)
{
    tcase_add_checked_fixture(t_, setup, teardown);
    tcase_add_test(t_, lines_and_servers_are_counters);
    tcase_add_test(t_, transfers_of_a_server);
    tcase_add_test(t_, each_site_is_a_process);
    tcase_add_test(t_, times_are_exact);
    tcase_add_test(t_, talk_spurts_are_slices);
    tcase_add_test(t_, names_are_data);
    tcase_add_test(t_, a_run_of_nothing);
}

int main(void)
{
    return run_tests("trace", add);
}
