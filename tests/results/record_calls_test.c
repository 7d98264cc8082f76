/* Calls beside the upgrade of a site "branch" that lasts from 10 s to 20 s, told to the recorder.
 */
#include "results/record.h"

#include <math.h>

#include "results/call_groups.h"
#include "results/summary.h"
#include "results/summary_json.h"
#include "results/summary_print.h"
#include "results/tables.h"
#include "results/write.h"
#include "tests/support.h"

static struct record record;
static struct observer observer;
static const struct phone_group group = {
    .site = "branch", .subnet = "s", .model = "m", .method = "tftp", .load = "l"};
static const struct phone_info phone = {.name = "p", .group = &group};
static const struct call_info calls[4] = {
    {.id = 0,
     .number = 1,
     .site = "branch",
     .codec = "G.729",
     .interval = 20 * MILLISECONDS,
     .packet_bytes = 60,
     .ends = {"gateway", "p"}},
    {.id = 1,
     .number = 2,
     .site = "branch",
     .codec = "G.729",
     .interval = 20 * MILLISECONDS,
     .packet_bytes = 60,
     .ends = {"gateway", "q"},
     .pauses = true},
    {.id = 2,
     .number = 1,
     .site = "elsewhere",
     .service_class = "ef",
     .codec = "G.722",
     .interval = 20 * MILLISECONDS,
     .packet_bytes = 200,
     .ends = {"gateway", "r"}},
    {.id = 3,
     .number = 1,
     .site = "branch",
     .service_class = "ef",
     .codec = "G.711 mu-law, PLC",
     .interval = 20 * MILLISECONDS,
     .packet_bytes = 200,
     .ends = {"gateway", "s"}},
};

static void start(int call_count)
{
    record_init(&record, (struct record_options){.files = true});
    observer = record_observer(&record);
    for (int i = 0; i < call_count; i++)
        observer.call_added(&record, &calls[i]);
    observer.phone_added(&record, &phone);
}

static void change(const char *state, bool ended, int64_t seconds)
{
    const struct phone_change c = {
        .state = state, .in_service = ended, .ended = ended, .completed = ended, .load = "l"};
    observer.phone_changed(&record, &phone, &c, seconds * SECONDS);
}

/* From `started` to `ended`, in seconds; lost: in the network, late, for want of room. */
static struct speech_info speech(int call, int direction, int64_t started, int64_t ended,
                                 uint64_t packets, uint64_t lost, uint64_t late, uint64_t no_room,
                                 double mos)
{
    return (struct speech_info){
        .call = &calls[call],
        .direction = direction,
        .started = started * SECONDS,
        .ended = ended * SECONDS,
        .packets = packets,
        .lost = {lost, late, no_room},
        .heard = packets - lost,
        .delays = (sim_time)(packets - lost) * 30 * MILLISECONDS,
        .first_delay = 30 * MILLISECONDS,
        .mouth_to_ear = 115 * MILLISECONDS,
        .jitter = packets == 100 ? 4 * MILLISECONDS : 10 * MILLISECONDS,
        .burst_ratio = 1.5,
        .rating = isnan(mos) ? mos : 20 * mos,
        .mos = mos,
    };
}

static void spurt(struct speech_info s)
{
    observer.spurt_ended(&record, &s);
}

static void hear(int call, int direction, int64_t seconds, int64_t milliseconds)
{
    observer.call_heard(&record, &calls[call], direction, milliseconds * MILLISECONDS,
                        seconds * SECONDS);
}

/* Two calls of G.729; of the first, down:
 *   before  2 s to  9 s   100 packets          MOS 4.0
 *   during  9 s to 11 s   100 packets, 10 lost  MOS 3.0   it is in two
 *   during 12 s to 15 s   300 packets, 8 late, 4 without room  MOS 2.0
 *   after  20 s to 22 s   100 packets          MOS 4.2
 * and of the second, up, during: 100 packets, MOS 4.0. Down is worse, during: 400 packets, 10 + 8 +
 * 4 lost, MOS (3.0 x 100 + 2.0 x 300) / 400 = 2.25; jitter (4 + 3 x 10) / 4 = 8.5 ms; delays 20, 20
 * and 80 ms, 40 on average.
 */
static void two_calls(void)
{
    start(2);
    change("waiting", false, 0);
    hear(0, 0, 5, 500); /* before: not counted */
    spurt(speech(0, 0, 2, 9, 100, 0, 0, 0, 4.0));
    change("fetching", false, 10);
    hear(0, 0, 11, 20);
    hear(0, 0, 12, 80);
    hear(0, 0, 13, 20);
    spurt(speech(0, 0, 9, 11, 100, 10, 0, 0, 3.0));
    hear(1, 1, 15, 40);
    spurt(speech(0, 0, 12, 15, 300, 0, 8, 4, 2.0));
    spurt(speech(1, 1, 12, 15, 100, 0, 0, 0, 4.0));
    change("upgraded", true, 20);
    hear(0, 0, 21, 700); /* after */
    spurt(speech(0, 0, 20, 22, 100, 0, 0, 0, 4.2));
    for (int i = 0; i < 2; i++)
        for (int d = 0; d < 2; d++) {
            const struct speech_info all = i == d ? speech(i, d, 2, 22, 600, 10, 8, 4, 2.9)
                                                  : speech(i, d, 0, 0, 0, 0, 0, 0, NAN);
            observer.call_ended(&record, &all);
        }
    observer.run_ended(&record, 25 * SECONDS);
}

START_TEST(calls_are_measured_during_the_upgrade)
{
    struct calls_summary s;
    two_calls();
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_uint_eq(s.count, 2);
    ck_assert_int_eq(s.direction, 0);
    ck_assert_uint_eq(s.packets, 400);
    ck_assert_double_eq_tol(s.lost, 22 / 400.0, 1e-12);
    ck_assert_double_eq_tol(s.late, 8 / 400.0, 1e-12);
    ck_assert_double_eq_tol(s.no_room, 4 / 400.0, 1e-12);
    ck_assert_int_eq(s.delay_mean, 40 * MILLISECONDS);
    ck_assert_int_eq(s.delay_p95, 80 * MILLISECONDS);
    ck_assert_int_eq(s.delay_max, 80 * MILLISECONDS);
    ck_assert_int_eq(s.jitter, 8500 * MICROSECONDS);
    ck_assert_double_eq_tol(s.mos, 2.25, 1e-12);
    ck_assert_double_eq_tol(s.mos_other, 4.0, 1e-12);
    ck_assert_double_eq_tol(s.mos_before, 4.0, 1e-12);
    ck_assert_double_eq_tol(s.mos_worst_call, 2.25, 1e-12); /* the first's */
    ck_assert_double_eq_tol(s.mos_worst_spurt, 2.0, 1e-12);
    record_fini(&record);
}
END_TEST

/* Neither is rated, and up loses more; with a rating that decides. */
START_TEST(the_worse_direction_is_told_of)
{
    struct calls_summary s;
    start(3);
    spurt(speech(2, 0, 0, 3, 100, 0, 0, 0, NAN));
    spurt(speech(2, 1, 0, 3, 100, 1, 0, 0, NAN));
    calls_summarise(&s, &record.calls, &calls[2]);
    ck_assert_int_eq(s.direction, 1);
    ck_assert_double_eq_tol(s.lost, 0.01, 1e-12);
    change("fetching", false, 0);
    spurt(speech(0, 0, 1, 3, 100, 0, 0, 0, 3.9));
    spurt(speech(0, 1, 1, 3, 100, 0, 0, 0, 3.8));
    calls_summarise(&s, &record.calls, &calls[0]);
    ck_assert_int_eq(s.direction, 1);
    ck_assert_double_eq_tol(s.mos, 3.8, 1e-12);
    ck_assert_double_eq_tol(s.mos_other, 3.9, 1e-12);
    ck_assert_double_eq_tol(s.mos_worst_call, 3.8, 1e-12);
    ck_assert_double_eq_tol(s.mos_worst_spurt, 3.8, 1e-12);
    record_fini(&record);
}
END_TEST

/* Down, where neither way is worse. */
START_TEST(of_equal_directions_it_is_down)
{
    struct calls_summary s;
    start(1);
    change("fetching", false, 0);
    for (int d = 0; d < 2; d++)
        spurt(speech(0, d, 1, 3, 100, 5, 0, 0, 3.5));
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_int_eq(s.direction, 0);
    record_fini(&record);
}
END_TEST

/* What is in the upgrade for an instant only is in it. */
START_TEST(a_spurt_that_ends_with_the_first_reset_is_during)
{
    start(1);
    change("fetching", false, 10);
    spurt(speech(0, 0, 7, 10, 100, 0, 0, 0, 3.5));
    change("upgraded", true, 20);
    spurt(speech(0, 0, 19, 21, 100, 0, 0, 0, 3.5));
    spurt(speech(0, 0, 20, 23, 100, 0, 0, 0, 4.0));
    const struct speech_sum *phases = record.calls.list[0].directions[0].phases;
    ck_assert_uint_eq(phases[CALL_BEFORE].packets, 0);
    ck_assert_uint_eq(phases[CALL_DURING].packets, 200);
    ck_assert_uint_eq(phases[CALL_AFTER].packets, 100);
    record_fini(&record);
}
END_TEST

/* A number that no call has is passed over, in sums, groups and tables. */
START_TEST(numbers_of_calls_may_have_gaps)
{
    struct calls_summary s;
    struct call_group *groups;
    record_init(&record, (struct record_options){.files = true});
    observer = record_observer(&record);
    observer.call_added(&record, &calls[3]);
    observer.call_added(&record, &calls[1]);
    observer.phone_added(&record, &phone);
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_uint_eq(s.count, 2);
    ck_assert_uint_eq(call_groups_summarise(&record.calls, &groups), 2);
    ck_assert_str_eq(groups[0].name.text, "G.729");
    free(groups);
    record_fini(&record);
}
END_TEST

static void nothing_is_known(const struct calls_summary *s)
{
    const double reals[] = {s->lost,       s->late,           s->no_room,         s->mos,
                            s->mos_before, s->mos_worst_call, s->mos_worst_spurt, s->mos_other};
    const sim_time times[] = {s->delay_mean, s->delay_p95, s->delay_max, s->jitter};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        ck_assert_msg(isnan(reals[i]), "the %zu. is %g", i + 1, reals[i]);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        ck_assert_int_eq(times[i], -1);
    ck_assert_uint_eq(s->packets, 0);
}

/* Nor where they have not begun. */
START_TEST(without_calls_nothing_is_known_of_them)
{
    struct calls_summary s;
    for (int count = 0; count <= 2; count += 2) {
        start(count);
        calls_summarise(&s, &record.calls, NULL);
        ck_assert_uint_eq(s.count, count);
        nothing_is_known(&s);
        record_fini(&record);
    }
}
END_TEST

/* Who says nothing is not heard worse; nor is there a delay of what never came. */
START_TEST(a_direction_of_silence_is_the_better_one)
{
    struct calls_summary s;
    start(1);
    spurt(speech(0, 1, 0, 3, 100, 0, 0, 0, 4.0));
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_int_eq(s.direction, 0); /* before: nothing during the upgrade, either way */
    change("fetching", false, 0);
    spurt(speech(0, 1, 1, 3, 100, 0, 0, 0, 4.0));
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_int_eq(s.direction, 1);
    ck_assert_uint_eq(s.packets, 100);
    ck_assert_double_eq(s.lost, 0);
    ck_assert_int_eq(s.delay_mean, -1);
    ck_assert_int_eq(s.jitter, 4 * MILLISECONDS);
    ck_assert_double_nan(s.mos_other);
    record_fini(&record);
}
END_TEST

/* Of a site without phones there is no before and no after; G.722 is not rated. */
START_TEST(a_codec_and_a_class_are_told_apart)
{
    struct calls_summary s;
    start(3);
    spurt(speech(2, 0, 0, 3, 100, 50, 0, 0, NAN));
    spurt(speech(0, 0, 0, 3, 100, 0, 0, 0, 4.0));
    change("fetching", false, 10);
    spurt(speech(0, 0, 11, 13, 100, 0, 0, 0, 3.5));
    ck_assert(calls_is_first(&record.calls, 0));
    ck_assert(!calls_is_first(&record.calls, 1));
    ck_assert(calls_is_first(&record.calls, 2));
    calls_summarise(&s, &record.calls, &calls[2]);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_uint_eq(s.packets, 100);
    ck_assert_double_nan(s.mos);
    ck_assert_double_nan(s.mos_worst_call);
    ck_assert_double_eq_tol(s.lost, 0.5, 1e-12);
    calls_summarise(&s, &record.calls, &calls[1]);
    ck_assert_uint_eq(s.count, 2);
    ck_assert_double_eq_tol(s.mos, 3.5, 1e-12);
    calls_summarise(&s, &record.calls, NULL);
    ck_assert_double_eq_tol(s.mos, 3.5, 1e-12); /* of what is rated */
    record_fini(&record);
}
END_TEST

/* Each group has its own worse direction, and what it has not is no 0. */
START_TEST(groups_are_in_the_order_of_their_first_calls)
{
    struct call_group *groups;
    start(4);
    change("fetching", false, 0);
    spurt(speech(3, 1, 1, 3, 100, 5, 0, 0, 3.0));
    spurt(speech(3, 0, 1, 3, 100, 0, 0, 0, 4.0));
    spurt(speech(0, 0, 1, 3, 100, 7, 0, 0, 3.5));
    ck_assert_uint_eq(call_groups_summarise(&record.calls, &groups), 3);
    static const char *const names[] = {"G.729", "G.722, ef", "G.711 mu-law, PLC, ef"};
    static const uint32_t counts[] = {2, 1, 1};
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(groups[i].name.text, names[i]);
        ck_assert_uint_eq(groups[i].calls.count, counts[i]);
    }
    ck_assert_ptr_null(groups[0].service_class);
    ck_assert_str_eq(groups[2].codec, "G.711 mu-law, PLC");
    ck_assert_str_eq(groups[2].service_class, "ef");
    ck_assert_double_eq_tol(groups[0].calls.mos, 3.5, 1e-12);
    ck_assert_double_nan(groups[1].calls.mos);
    ck_assert_int_eq(groups[2].calls.direction, 1);
    ck_assert_double_eq_tol(groups[2].calls.mos, 3.0, 1e-12);
    ck_assert_double_eq_tol(groups[2].calls.mos_worst_call, 3.0, 1e-12);
    free(groups);
    record_fini(&record);
}
END_TEST

START_TEST(summary_json_has_a_row_a_group)
{
    struct run_summary s;
    const struct run_label label = {"n", "m", "native", "1", 1, 0, -1};
    two_calls();
    summary_make(&s, &record);
    json_t *run = summary_json(&record, &s, &label);
    json_t *rows = json_object_get(json_object_get(run, "calls"), "by_class");
    char *made = json_dumps(rows, JSON_COMPACT | JSON_REAL_PRECISION(15));
    ck_assert_str_eq(
        made,
        "[{\"name\":\"G.729\",\"codec\":\"G.729\",\"class\":null,\"count\":2,\"direction\":\"down\","
        "\"packets\":400,\"lost\":0.055,\"lost_late\":0.02,\"lost_buffer\":0.01,\"delay_mean_s\":0.04,"
        "\"delay_p95_s\":0.08,\"delay_max_s\":0.08,\"jitter_s\":0.0085,\"mos\":2.25,\"mos_before\":4.0,"
        "\"mos_other\":4.0,\"mos_worst_call\":2.25,\"mos_worst_spurt\":2.0}]");
    free(made);
    json_decref(run);
    record_fini(&record);
    start(3);
    summary_make(&s, &record);
    run = summary_json(&record, &s, &label);
    rows = json_object_get(json_object_get(run, "calls"), "by_class");
    ck_assert_uint_eq(json_array_size(rows), 2);
    ck_assert(json_is_null(json_object_get(json_array_get(rows, 1), "mos")));
    ck_assert(json_is_null(json_object_get(json_array_get(rows, 1), "lost")));
    ck_assert(json_is_null(json_object_get(json_array_get(rows, 1), "delay_mean_s")));
    json_decref(run);
    record_fini(&record);
}
END_TEST

static char text[16384];

static void write_down(void (*table)(FILE *, const struct record *))
{
    FILE *file = fmemopen(text, sizeof text, "w");
    table(file, &record);
    fclose(file);
}

START_TEST(tables_have_a_row_a_direction_and_a_row_a_spurt)
{
    two_calls();
    write_down(table_calls);
    ck_assert_str_eq(
        strchr(text, '\n') + 1,
        "0,down,branch,1,,G.729,gateway,p,0.020000000,60,no,2.000000000,22.000000000,600,10,8,4,1.5,"
        "0.040000000,0.080000000,0.080000000,0.008500000,0.115000000,58,2.9,4,2.25,2\n"
        "0,up,branch,1,,G.729,p,gateway,0.020000000,60,no,,,0,0,0,0,,,,,,,,,,,\n"
        "1,down,branch,2,,G.729,gateway,q,0.020000000,60,yes,,,0,0,0,0,,,,,,,,,,,\n"
        "1,up,branch,2,,G.729,q,gateway,0.020000000,60,yes,2.000000000,22.000000000,600,10,8,4,1.5,"
        "0.040000000,0.040000000,0.040000000,0.004000000,0.115000000,58,2.9,,4,4\n");
    write_down(table_spurts);
    const char *second = strchr(strchr(text, '\n') + 1, '\n') + 1;
    static const char wanted[] =
        "0,down,branch,G.729,during,9.000000000,11.000000000,100,10,0,0,1.5,0.030000000,"
        "0.030000000,0.115000000,0.004000000,60,3\n";
    ck_assert_int_eq(strncmp(second, wanted, strlen(wanted)), 0);
    ck_assert_ptr_nonnull(strstr(text, ",before,2.0"));
    ck_assert_ptr_nonnull(strstr(text, ",after,20.0"));
    record_fini(&record);
}
END_TEST

static void print_down(void)
{
    struct run_summary s;
    const struct run_label label = {"n", "m", "native", "1", 1, 0, -1};
    FILE *file = fmemopen(text, sizeof text, "w");
    summary_make(&s, &record);
    summary_print(file, &record, &s, &label);
    fclose(file);
}

START_TEST(the_summary_says_what_calls_were_like)
{
    two_calls();
    print_down();
    static const char wanted[] =
        "  calls (2, G.729)         one-way delay 40.0 ms mean, 80.0 ms 95 %; jitter 8.5 ms; lost "
        "5.5 %, of which late 2.0 %\n"
        "                           MOS 2.2 during the upgrade, 4.0 before; the worst call 2.2; from the "
        "site 4.0\n";
    ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
    record_fini(&record);
    start(3);
    spurt(speech(2, 0, 0, 3, 100, 50, 0, 0, NAN));
    observer.run_ended(&record, 25 * SECONDS);
    print_down();
    ck_assert_ptr_nonnull(strstr(text, "  calls (1, G.722, ef) "));
    ck_assert_ptr_nonnull(strstr(text, "MOS -: this codec is not rated\n"));
    ck_assert_ptr_nonnull(
        strstr(text, "  calls (2, G.729)         nothing was said during the upgrade\n"));
    record_fini(&record);
    start(4);
    change("fetching", false, 0);
    spurt(speech(3, 0, 1, 3, 100, 0, 0, 0, 4.0));
    observer.run_ended(&record, 25 * SECONDS);
    print_down();
    ck_assert_ptr_nonnull(strstr(text, "  calls (1, G.711 mu-law, PLC, ef)\n"
                                       "                           one-way delay none mean"));
    ck_assert_ptr_nonnull(
        strstr(text, "\n                           MOS 4.0 during the upgrade\n"));
    record_fini(&record);
}
END_TEST

/* Where there were calls and are none any more, their tables go. */
START_TEST(tables_of_calls_are_written_of_runs_with_calls_only)
{
    char *folder = fresh_folder();
    for (int calls_now = 1; calls_now >= 0; calls_now--) {
        struct run_summary s;
        struct error e;
        const struct run_label label = {"n", "m", "native", "1", 1, 0, -1};
        if (calls_now)
            two_calls();
        else
            start(0);
        if (!calls_now)
            observer.run_ended(&record, 25 * SECONDS);
        summary_make(&s, &record);
        ck_assert_int_eq(results_write(folder, &record, &s, &label, &e), 0);
        ck_assert_int_eq(file_exists(folder, "calls.csv"), calls_now);
        ck_assert_int_eq(file_exists(folder, "spurts.csv"), calls_now);
        record_fini(&record);
    }
    remove_folder(folder);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, calls_are_measured_during_the_upgrade);
    tcase_add_test(t, the_worse_direction_is_told_of);
    tcase_add_test(t, of_equal_directions_it_is_down);
    tcase_add_test(t, a_spurt_that_ends_with_the_first_reset_is_during);
    tcase_add_test(t, numbers_of_calls_may_have_gaps);
    tcase_add_test(t, without_calls_nothing_is_known_of_them);
    tcase_add_test(t, a_direction_of_silence_is_the_better_one);
    tcase_add_test(t, a_codec_and_a_class_are_told_apart);
    tcase_add_test(t, groups_are_in_the_order_of_their_first_calls);
    tcase_add_test(t, summary_json_has_a_row_a_group);
    tcase_add_test(t, tables_have_a_row_a_direction_and_a_row_a_spurt);
    tcase_add_test(t, the_summary_says_what_calls_were_like);
    tcase_add_test(t, tables_of_calls_are_written_of_runs_with_calls_only);
}

int main(void)
{
    return run_tests("record_calls", add);
}
