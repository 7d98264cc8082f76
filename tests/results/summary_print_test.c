/* The text of a run: small_run.h's, small_sharing.h's, and what is left out of it. */
#include "results/summary_print.h"

#include "tests/results/small_run.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static const struct run_label label = {"a small run", "tftp", "native", "1.0", 7, 2, 0.5};

static struct record r;
static struct observer o;
static struct run_summary s;

static void setup(void)
{
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
}

static void teardown(void)
{
    record_fini(&r);
}

static char *printed_as_it_is(void)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    summary_print(file, &r, &s, &label);
    fclose(file);
    return text;
}

static char *printed(void)
{
    summary_make(&s, &r);
    return printed_as_it_is();
}

/* Of two connections, 8 of 12 s; more than half, on a line that is not full. */
START_TEST(text_says_when_the_window_was_the_limit)
{
    struct connection_info info = {.sending = 10 * SECONDS, .held = 6 * SECONDS};
    char *text = printed();
    ck_assert_ptr_null(strstr(text, "tcp.window"));
    ck_assert_int_eq(s.tcp_sending, -1);
    free(text);
    o.connection_ended(&r, &info);
    info = (struct connection_info){.sending = 2 * SECONDS, .held = 2 * SECONDS};
    o.connection_ended(&r, &info);
    text = printed();
    ck_assert_ptr_nonnull(strstr(text, "\n  tcp.window               66.7 % of the time it was the "
                                       "receive window that held TCP back\n"));
    free(text);
    s.wan[0].utilisation = 0.95;
    text = printed_as_it_is();
    ck_assert_ptr_null(strstr(text, "tcp.window"));
    free(text);
    s.wan[0].utilisation = 0.5;
    s.tcp_held = 6 * SECONDS;
    text = printed_as_it_is();
    ck_assert_ptr_null(strstr(text, "tcp.window"));
    free(text);
}
END_TEST

static void has_line(const char *text, const char *line)
{
    char with_ends[200];
    snprintf(with_ends, sizeof with_ends, "\n%s\n", line);
    ck_assert_msg(strstr(text, with_ends) != NULL, "%s\n not in\n%s", line, text);
}

/* Of one it is not "1 times", and a line on which packets take no time is not idle. */
START_TEST(counts_have_their_words)
{
    static const struct link_direction no_rate = {.rate = LINK_UNLIMITED};
    static const struct link_direction *const both[2] = {&no_rate, &small_line};
    const struct link_info wan = {.name = "wan branch", .wan = true, .direction = both};
    o.link(&r, &wan);
    o.server_added(&r, &small_server);
    for (int d = 0; d < 2; d++)
        small_send(&o, &wan, d, 0, 0, 5);
    o.server_event(&r, 0, SERVER_REQUEST, 0);
    o.server_event(&r, 0, SERVER_STARTED, 0);
    o.run_ended(&r, 10 * TENTHS);
    char *text = printed();
    has_line(text, "  WAN, to the phones       1.0 kB in 1 packet, the line has no rate");
    has_line(text,
             "  WAN, from the phones     1.0 kB in 1 packet, utilisation 50.0 % (peak 50.0 %)");
    has_line(text, "  server                   1 request (0 busy, 0 refused), 1 transfer at once");
    free(text);
}
END_TEST

/* Also one that nobody could ask; but not before the time. */
START_TEST(a_server_that_was_down_is_shown)
{
    static const struct server_info infos[] = {
        {.id = 0, .name = "idle", .kind = "cucm-tftp"},
        {.id = 1,
         .name = "down",
         .kind = "cucm-tftp",
         .down_at = 4 * TENTHS,
         .down_for = 9 * SECONDS},
        {.id = 2, .name = "later", .kind = "cucm-tftp", .down_at = 11 * TENTHS, .down_for = 1}};
    for (int i = 0; i < 3; i++)
        o.server_added(&r, &infos[i]);
    o.run_ended(&r, 10 * TENTHS);
    char *text = printed();
    has_line(text,
             "  down                     0 requests (0 busy, 0 refused), 0 transfers at once");
    has_line(text, "    down                   9.0 s, from 400.0 ms on");
    ck_assert_ptr_null(strstr(text, "idle"));
    ck_assert_ptr_null(strstr(text, "later"));
    free(text);
}
END_TEST

/* One line is too short for it. */
START_TEST(a_long_reason_has_its_own_line)
{
    small_run(&o);
    r.phones[2].reason = "kept the old load: no answer after the last try";
    r.phones[2].restarts = 3;
    char *text = printed();
    ck_assert_ptr_nonnull(strstr(text, "\n    kept the old load: no answer after the last try\n"
                                       "                           1 phone: phone-2\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n    began anew             3 times, after"));
    free(text);
    r.phones[2].restarts = 1;
    text = printed();
    ck_assert_ptr_nonnull(strstr(text, "\n    began anew             1 time, after"));
    free(text);
    r.phones[2].restarts = 0;
    text = printed();
    ck_assert_ptr_null(strstr(text, "began anew"));
    free(text);
}
END_TEST

START_TEST(text_names_who_did_not_complete)
{
    small_run(&o);
    char *text = printed();
    const char *const wanted[] = {
        "a small run (tftp; native engine, seed 7, replication 2)",
        "2 of 3; 1 did not",
        "missing file",
        "1 phone: phone-2\n",
        "  last one back after      4.1 s                        4.1 s   from the first reset\n",
        "    slowest of them        4.1 s                        4.1 s\n",
        "    median phone           4.1 s ",
        "    delay in the queue     mean 300.0 ms, 95 % within 800.0 ms, at most 800.0 ms\n",
        "\n  phones' cables           4.1 kB to the phones, 100 B from them\n",
        "\n  TFTP packets             RRQ 3, DATA 15\n",
        "fingerprint              0x0000000000000000",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s not in\n%s", wanted[i], text);
    free(text);
}
END_TEST

/* A lone phone has an upgrade time; the only one of several that completed is the slowest of them.
 */
START_TEST(one_of_several_is_not_alone)
{
    small_run(&o);
    summary_make(&s, &r);
    s.completed = 1;
    char *text = printed_as_it_is();
    ck_assert_ptr_nonnull(strstr(text, "slowest of them"));
    ck_assert_ptr_null(strstr(text, "\n  upgrade time"));
    free(text);
    s.phones = 1;
    text = printed_as_it_is();
    ck_assert_ptr_null(strstr(text, "slowest of them"));
    ck_assert_ptr_nonnull(strstr(text, "\n  upgrade time"));
    free(text);
}
END_TEST

START_TEST(text_of_sharing)
{
    small_sharing(&o);
    char *text = printed();
    const char *const wanted[] = {
        "2 trees with 3 children, at most 1 of one parent, depth at most 2\n",
        "fell back 1, without a place 0, rejoined 1",
        "3 over the WAN, of 6 files got",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s not in\n%s", wanted[i], text);
    free(text);
}
END_TEST

/* Two roots for a file that nobody joins; and a file that came by TFTP after HTTP had failed. */
START_TEST(text_says_that_nobody_met_and_what_fell_back)
{
    o.link(&r, &small_wan);
    o.server_added(&r, &small_server);
    for (uint32_t i = 0; i < 2; i++) {
        o.phone_added(&r, &small_phones[i]);
        const struct peer_info root = {.phone = i, .file = "a", .event = PEER_ROOT, .map = 1};
        o.peer_changed(&r, &root, 0);
    }
    const char *const transports[] = {"http", "tftp"};
    for (int i = 0; i < 2; i++) {
        const struct file_info f = {.file = "a",
                                    .method = "tftp",
                                    .transport = transports[i],
                                    .completed = i == 1,
                                    .reason = i ? NULL : "refused"};
        o.file_ended(&r, &f);
    }
    o.run_ended(&r, 10 * TENTHS);
    char *text = printed();
    const char *const wanted[] = {
        "(tftp, by TFTP after HTTP failed; native",
        "downloads by HTTP        0 of 1 file; 1 fell back to TFTP\n",
        "firmware sharing         nobody met: 2 roots were alone\n",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s not in\n%s", wanted[i], text);
    ck_assert_uint_eq(s.pfs.trees, 0);
    free(text);
}
END_TEST

/* No phone shares, and all is TFTP: not a word of the rest. */
START_TEST(text_of_tftp_is_without_sharing)
{
    small_run(&o);
    char *text = printed();
    ck_assert_ptr_null(strstr(text, "firmware sharing"));
    ck_assert_ptr_null(strstr(text, "by kind"));
    ck_assert_ptr_nonnull(strstr(text, "WAN, to the phones"));
    free(text);
}
END_TEST

START_TEST(text_has_wan_bytes_by_kind)
{
    o.link(&r, &small_wan);
    small_send(&o, &small_wan, 0, 0, 0, 5);
    struct packet_info syslog = small_packet;
    syslog.traffic = TRAFFIC_SYSLOG;
    const struct transmission t = {5 * TENTHS, 5 * TENTHS, 6 * TENTHS, 500, 0};
    o.packet_sent(&r, &small_wan, 1, &syslog, &t);
    o.run_ended(&r, 10 * TENTHS);
    char *text = printed();
    ck_assert_msg(strstr(text, "tftp 1.0 kB, syslog 500 B\n") != NULL, "%s", text);
    free(text);
}
END_TEST

/* A run on the LAN alone, with a server that nobody asked. */
START_TEST(text_leaves_out_what_is_not_used)
{
    o.link(&r, &small_wan);
    o.server_added(&r, &small_server);
    o.run_ended(&r, 10 * TENTHS);
    char *text = printed();
    ck_assert_msg(strstr(text, "not used\n") != NULL, "%s", text);
    ck_assert_ptr_null(strstr(text, "WAN, to the phones"));
    ck_assert_ptr_null(strstr(text, "requests"));
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, text_names_who_did_not_complete);
    tcase_add_test(t, text_says_when_the_window_was_the_limit);
    tcase_add_test(t, counts_have_their_words);
    tcase_add_test(t, a_server_that_was_down_is_shown);
    tcase_add_test(t, a_long_reason_has_its_own_line);
    tcase_add_test(t, one_of_several_is_not_alone);
    tcase_add_test(t, text_of_sharing);
    tcase_add_test(t, text_of_tftp_is_without_sharing);
    tcase_add_test(t, text_says_that_nobody_met_and_what_fell_back);
    tcase_add_test(t, text_has_wan_bytes_by_kind);
    tcase_add_test(t, text_leaves_out_what_is_not_used);
}

int main(void)
{
    return run_tests("summary_print", add);
}
