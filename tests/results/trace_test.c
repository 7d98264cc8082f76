/* A run as trace events: small_sharing.h's run, whose times are known, lines, servers and calls. */
#include "results/trace.h"

#include <jansson.h>
#include <math.h>

#include "base/visible.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static struct record r;
static struct trace t;
static struct observer o, recorder, tracer; /* o: tells both others */

static void both_phone(void *user, const struct phone_info *phone)
{
    recorder.phone_added(user, phone);
    tracer.phone_added(&t, phone);
}

static void both_change(void *user, const struct phone_info *phone,
                        const struct phone_change *change, sim_time now)
{
    recorder.phone_changed(user, phone, change, now);
    tracer.phone_changed(&t, phone, change, now);
}

static void both_file(void *user, const struct file_info *file)
{
    recorder.file_ended(user, file);
    tracer.file_ended(&t, file);
}

static void both_progress(void *user, const struct file_progress *progress, sim_time now)
{
    recorder.file_progressed(user, progress, now);
    tracer.file_progressed(&t, progress, now);
}

static void both_peer(void *user, const struct peer_info *peer, sim_time now)
{
    recorder.peer_changed(user, peer, now);
    tracer.peer_changed(&t, peer, now);
}

static void both_server(void *user, const struct server_info *server)
{
    recorder.server_added(user, server);
    tracer.server_added(&t, server);
}

static void both_event(void *user, uint32_t server, enum server_event event, sim_time now)
{
    recorder.server_event(user, server, event, now);
    tracer.server_event(&t, server, event, now);
}

static void both_spurt(void *user, const struct speech_info *spurt)
{
    recorder.spurt_ended(user, spurt);
    tracer.spurt_ended(&t, spurt);
}

static void both_end(void *user, sim_time now)
{
    recorder.run_ended(user, now);
    tracer.run_ended(&t, now);
}

static void setup(void)
{
    record_init(&r, (struct record_options){0});
    trace_init(&t);
    recorder = o = record_observer(&r);
    tracer = trace_observer(&t);
    o.phone_added = both_phone;
    o.phone_changed = both_change;
    o.file_ended = both_file;
    o.file_progressed = both_progress;
    o.peer_changed = both_peer;
    o.server_added = both_server;
    o.server_event = both_event;
    o.spurt_ended = both_spurt;
    o.run_ended = both_end;
}

static void teardown(void)
{
    record_fini(&r);
    trace_fini(&t);
}

/* Free it. */
static char *trace_text(const char *name)
{
    const struct run_label label = {name, "pfs", "native", "1", 7, 0, 123};
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    trace_write(file, &t, &r, &label);
    fclose(file);
    return text;
}

/* json_decref gives it back. */
static json_t *trace_parsed(void)
{
    json_error_t wrong;
    char *text = trace_text("name");
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES, &wrong);
    ck_assert_msg(trace != NULL, "%s in line %d of\n%s", wrong.text, wrong.line, text);
    free(text);
    return trace;
}

static const char *word(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "-";
}

/* In tenths of a second. */
static int tenths(const json_t *event, const char *key)
{
    return (int)lround(json_number_value(json_object_get(event, key)) / 100000);
}

static int number(const json_t *event, const char *key)
{
    return (int)json_integer_value(json_object_get(event, key));
}

/* What a metadata event says of a process or thread. */
static const char *named(const json_t *events, const char *what, int process, int thread)
{
    size_t i;
    json_t *e;
    json_array_foreach(
        events, i,
        e) if (!strcmp(word(e, "name"), what) && number(e, "pid") == process &&
               (thread < 0 || number(e, "tid") == thread)) return word(json_object_get(e, "args"),
                                                                       "name");
    return "nobody";
}

/* A line for each event of these phases: "process/thread: name begin-end {args}", or of a counter
 * "process: name begin {args}". */
static void expect_events(const char *phases, const char *thread, const char *wanted)
{
    json_t *trace = trace_parsed(), *events = json_object_get(trace, "traceEvents"), *e;
    char *text;
    size_t size, i;
    FILE *file = open_memstream(&text, &size);
    json_array_foreach(events, i, e)
    {
        const int process = number(e, "pid");
        const char *who = named(events, "thread_name", process, number(e, "tid"));
        if (!strchr(phases, word(e, "ph")[0]) || (thread && strcmp(thread, who) != 0))
            continue;
        fprintf(file, "%s", named(events, "process_name", process, -1));
        if (word(e, "ph")[0] != 'C')
            fprintf(file, "/%s", who);
        fprintf(file, ": %s %d", word(e, "name"), tenths(e, "ts"));
        if (word(e, "ph")[0] == 'X')
            fprintf(file, "-%d", tenths(e, "ts") + tenths(e, "dur"));
        char *arguments =
            json_dumps(json_object_get(e, "args"), JSON_COMPACT | JSON_REAL_PRECISION(6));
        fprintf(file, " %s\n", arguments ? arguments : "");
        free(arguments);
    }
    fclose(file);
    ck_assert_str_eq(text, wanted);
    free(text);
    json_decref(trace);
}

#define IN "{\"in_service\":true}\n"
#define LOAD(service) "{\"load\":\"l\",\"in_service\":" service "}\n"
#define OUT "{\"in_service\":false}\n"
#define A "{\"load\":\"l\",\"bytes\":1000,\"total\":1000,"
#define B "{\"load\":\"l\",\"bytes\":2000,\"total\":2000,"

START_TEST(states_files_and_what_is_done_with_them)
{
    small_sharing(&o);
    expect_events(
        "X", "phone-0",
        "branch/phone-0: waiting 0-5 " IN "branch/phone-0: booting 5-15 " OUT
        "branch/phone-0: fetching 15-100 " OUT "branch/phone-0: a.loads 15-65 " A
        "\"from\":\"server\",\"transport\":\"tftp\",\"depth\":0}\n"
        "branch/phone-0: waiting for peers 15-30 \n"
        "branch/phone-0: downloading 30-40 {\"bytes\":1000,\"total\":1000,\"from\":\"server\","
        "\"depth\":0}\n"
        "branch/phone-0: sharing 40-65 \n"
        "branch/phone-0: b.sbn 65-100 " B
        "\"from\":\"phone-1\",\"transport\":\"pfs\",\"depth\":1}\n"
        "branch/phone-0: waiting for peers 65-91 \n"
        "branch/phone-0: downloading 91-93 {\"bytes\":2000,\"total\":2000,\"from\":\"phone-1\","
        "\"depth\":1}\n"
        "branch/phone-0: sharing 93-100 \n"
        "branch/phone-0: restarting 100-130 " OUT "branch/phone-0: upgraded 130-150 {\"load\":"
        "\"load, test\",\"in_service\":true}\n");
}
END_TEST

START_TEST(a_phone_that_falls_back_asks_the_server)
{
    small_sharing(&o);
    expect_events("X", "phone-2",
                  "branch/phone-2: waiting 0-5 " IN "branch/phone-2: booting 5-15 " OUT
                  "branch/phone-2: fetching 15-110 " OUT "branch/phone-2: a.loads 15-65 " A
                  "\"from\":\"phone-1\",\"transport\":\"pfs\",\"depth\":2}\n"
                  "branch/phone-2: waiting for peers 15-43 \n"
                  "branch/phone-2: downloading 43-44 {\"bytes\":1000,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":2}\n"
                  "branch/phone-2: sharing 44-65 \n"
                  "branch/phone-2: b.sbn 65-110 " B "\"from\":\"server\",\"transport\":\"tftp\"}\n"
                  "branch/phone-2: waiting for peers 65-79 \n"
                  "branch/phone-2: downloading 79-110 {\"bytes\":2000,\"total\":2000,\"from\":"
                  "\"server\"}\n"
                  "branch/phone-2: restarting 110-140 " OUT "branch/phone-2: upgraded 140-150 "
                  "{\"load\":\"load, test\",\"in_service\":true}\n");
}
END_TEST

START_TEST(arrows_lead_from_parents_to_children)
{
    small_sharing(&o);
    expect_events("sf", NULL,
                  "branch/phone-0: transfer 41 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 41 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 43 {\"file\":\"a.loads\"}\n"
                  "branch/phone-2: transfer 43 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 91 {\"file\":\"b.sbn\"}\n"
                  "branch/phone-0: transfer 91 {\"file\":\"b.sbn\"}\n");
}
END_TEST

static void add_phone(int phone)
{
    o.server_added(o.user, &small_server);
    o.phone_added(o.user, &small_phones[phone]);
    small_change(&o, phone, "fetching", false, 0);
}

/* A child that loses its parent waits; what came of the file before counts for the slice alone. */
START_TEST(a_lost_parent_ends_a_download)
{
    add_phone(0);
    o.phone_added(o.user, &small_phones[1]);
    share_progress(&o, 0, "a.loads", 0, false, true, 0);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 1, 1, 5);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 10);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 11); /* no second arrow */
    share_progress(&o, 0, "a.loads", 600, true, true, 15);
    share_peer(&o, 0, "a.loads", PEER_LEFT, 1, 1, 20);
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 30);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, -1, 0, 40);
    share_progress(&o, 0, "a.loads", 0, false, true, 40);
    share_progress(&o, 0, "a.loads", 100, true, true, 50);
    o.run_ended(o.user, 60 * TENTHS);
    expect_events("Xsf", "phone-0",
                  "branch/phone-0: fetching 0-60 " OUT
                  "branch/phone-0: a.loads 0-60 {\"load\":\"l\",\"bytes\":100,\"total\":1000,"
                  "\"depth\":0}\n"
                  "branch/phone-0: waiting for peers 0-10 \n"
                  "branch/phone-0: downloading 10-20 {\"bytes\":600,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":1}\n"
                  "branch/phone-0: transfer 10 {\"file\":\"a.loads\"}\n"
                  "branch/phone-0: waiting for peers 20-40 \n"
                  "branch/phone-0: requesting 40-50 \n"
                  "branch/phone-0: downloading 50-60 {\"bytes\":100,\"total\":1000,\"depth\":0}\n");
}
END_TEST

/* Without peers; the pause is within the file, and the server that failed is told of. */
START_TEST(a_phone_that_asks_again)
{
    const struct phone_change ended = {.state = "failed", .ended = true, .reason = "gave up"};
    add_phone(0);
    share_progress(&o, 0, "a.loads", 0, false, false, 0);
    share_progress(&o, 0, "a.loads", 100, true, false, 10);
    small_file(&o, 0, "a.loads", 0, 20, "no answer");
    small_change(&o, 0, "pausing", false, 20);
    small_change(&o, 0, "fetching", false, 30);
    share_progress(&o, 0, "a.loads", 0, false, false, 30);
    o.phone_changed(o.user, &small_phones[0], &ended, 40 * TENTHS);
    small_change(&o, 0, "booting", true, 45); /* it has ended */
    o.run_ended(o.user, 50 * TENTHS);
    expect_events(
        "X", NULL,
        "branch/phone-0: fetching 0-40 " OUT
        "branch/phone-0: a.loads 0-40 {\"load\":\"l\",\"bytes\":0,\"total\":1000,\"from\":"
        "\"server\",\"transport\":\"tftp\",\"retransmissions\":2,\"reason\":"
        "\"no answer\"}\n"
        "branch/phone-0: requesting 0-10 \n"
        "branch/phone-0: downloading 10-20 {\"bytes\":100,\"total\":1000,\"from\":"
        "\"server\",\"reason\":\"no answer\"}\n"
        "branch/phone-0: pausing 20-30 \n"
        "branch/phone-0: requesting 30-40 \n"
        "branch/phone-0: failed 40-50 {\"in_service\":false,\"reason\":\"gave up\"}\n");
}
END_TEST

START_TEST(a_sender_without_a_name)
{
    struct file_info file = {.file = "a.loads", .from = 0x0a0b0c0d, .transport = "tftp"};
    add_phone(0);
    share_progress(&o, 0, "a.loads", 0, false, false, 0);
    o.file_ended(o.user, &file);
    o.run_ended(o.user, 10 * TENTHS);
    char *text = trace_text("name");
    ck_assert_ptr_nonnull(strstr(text, "\"from\":\"10.11.12.13\""));
    free(text);
}
END_TEST

/* The last slice may be empty, so that one sees how it ended; no other is. */
START_TEST(what_is_empty)
{
    add_phone(0);
    small_end(&o, 0, true, NULL, 20);
    o.run_ended(o.user, 20 * TENTHS);
    expect_events("X", NULL,
                  "branch/phone-0: fetching 0-20 " OUT
                  "branch/phone-0: upgraded 20-20 {\"load\":\"load, test\",\"in_service\":true}\n");
}
END_TEST

#define LINE(name, time, unit, value)                                                              \
    "branch: wan branch " name " " #time " {\"" unit "\":" value "}\n"
#define SERVER(name, time, unit, value)                                                            \
    "servers: server " name " " #time " {\"" unit "\":" value "}\n"

/* small_run.h has the line's packets and the server's work; what is as before is left out. */
START_TEST(lines_and_servers_are_counters)
{
    small_run(&o);
    expect_events(
        "C", NULL,
        LINE("down utilisation", 0, "%", "100") LINE("down queue", 0, "packets", "1.2") LINE(
            "down longest queue", 0, "packets", "2") LINE("down drops", 0, "packets", "1")
            LINE("up utilisation", 0, "%", "0") LINE("up queue", 0, "packets", "0") LINE(
                "up longest queue", 0, "packets", "0") LINE("up drops", 0, "packets", "0")
                SERVER("processor", 0, "%", "10") SERVER("busy", 0, "requests", "0") SERVER(
                    "transfers", 0, "under way", "0") SERVER("transfers", 1, "under way", "1")
                    SERVER("transfers", 2, "under way", "2") LINE("down utilisation", 10, "%", "50")
                        LINE("down queue", 10, "packets",
                             "0") LINE("down longest queue", 10, "packets",
                                       "0") LINE("down drops", 10, "packets", "0")
                            SERVER("processor", 10, "%", "40") SERVER("busy", 10, "requests", "1")
                                LINE("down utilisation", 20, "%",
                                     "0") LINE("up utilisation", 20, "%",
                                               "50") LINE("up drops", 20, "packets",
                                                          "1") SERVER("processor", 20, "%", "0")
                                    SERVER("busy", 20, "requests",
                                           "0") SERVER("transfers", 20, "under way", "1")
                                        SERVER("transfers", 21, "under way", "0")
                                            LINE("down utilisation", 30, "%", "10")
                                                LINE("up utilisation", 30, "%", "0")
                                                    LINE("up drops", 30, "packets", "0")
                                                        LINE("down utilisation", 40, "%", "40")
                                                            LINE("down utilisation", 50, "%", "0"));
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
                                      .mouth_to_ear = 150250 * MICROSECONDS,
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
                  "{" SPOKEN);
}
END_TEST

/* Words of HTML, JSON, a shell and a terminal, and what is no UTF-8. */
#define WORST "\"}],'`$(x)\\N</script>&lt;%n%s\r\n\t\x1b]0;t\x07\xc2\x9b\u202e\x7f"

START_TEST(names_are_data)
{
    const struct phone_group group = {.site = WORST, .subnet = "s", .load = WORST};
    const struct phone_info phone = {.name = WORST, .group = &group};
    const struct phone_change fetching = {.state = "fetching", .load = WORST};
    const struct file_progress progress = {.file = WORST, .load = WORST, .total = 10};
    o.phone_added(o.user, &phone);
    o.phone_changed(o.user, &phone, &fetching, 0);
    o.file_progressed(o.user, &progress, 0);
    o.run_ended(o.user, 10);
    char *text = trace_text(WORST "\xff");
    ck_assert_msg(visible_lines_already(text), "what does not print: %s", text);
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *e;
    ck_assert_ptr_nonnull(trace);
    size_t i, found = 0;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, e) found +=
        !strcmp(word(e, "name"), WORST) || !strcmp(word(json_object_get(e, "args"), "name"), WORST);
    ck_assert_uint_eq(found, 3); /* the site, the phone, the file */
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
    tcase_add_test(t_, states_files_and_what_is_done_with_them);
    tcase_add_test(t_, a_phone_that_falls_back_asks_the_server);
    tcase_add_test(t_, arrows_lead_from_parents_to_children);
    tcase_add_test(t_, a_lost_parent_ends_a_download);
    tcase_add_test(t_, a_phone_that_asks_again);
    tcase_add_test(t_, a_sender_without_a_name);
    tcase_add_test(t_, what_is_empty);
    tcase_add_test(t_, lines_and_servers_are_counters);
    tcase_add_test(t_, times_are_exact);
    tcase_add_test(t_, talk_spurts_are_slices);
    tcase_add_test(t_, names_are_data);
    tcase_add_test(t_, a_run_of_nothing);
}

int main(void)
{
    return run_tests("trace", add);
}
