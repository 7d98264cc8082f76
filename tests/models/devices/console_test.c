/* The console of one phone, h0, whose log server is h1: the lines as observers see them, and the
 * datagrams as they come. A datagram of n bytes of text is there n + 28 us later, and 10. */
#include "models/devices/console.h"

#include "tests/sim/native/network.h"

static struct network network;
static struct observer observer;
static struct phone_info info;
static struct console console;
static struct net_udp *log_server;
static uint64_t packets;

static void line_seen(void *user, uint32_t phone, const char *line, sim_time now)
{
    (void)user;
    ck_assert_int_eq(now, net_now(network.net));
    network_write(&network, "phone %u: %s", phone, line);
}

static void sent(void *user, const struct link_info *link, int direction,
                 const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link, (void)direction, (void)t;
    if (p->protocol == IP_PROTOCOL_ICMP) { /* nobody listens */
        ck_assert_ptr_null(log_server);
        return;
    }
    ck_assert_uint_eq(p->traffic, TRAFFIC_SYSLOG);
    ck_assert_uint_eq(p->source_port, SYSLOG_PORT);
    ck_assert_uint_eq(p->destination_port, SYSLOG_PORT);
    packets++;
}

static void log_server_got(void *user, const struct net_datagram *d)
{
    (void)user;
    ck_assert(!d->unreachable);
    network_write(&network, "got %.*s", (int)d->header_length, (const char *)d->header);
}

static void build(bool watched, bool with_log_server)
{
    network_two_hosts(&network, plain_line(10));
    network.watched = NULL;
    observer = (struct observer){.link = network_wants_all, .packet_sent = sent};
    if (watched)
        observer.console_line = line_seen;
    observer_list_add(&network.options.observers, &observer);
    network_build(&network);
    struct net_host *host = native_engine.host(network.net, 0);
    info = (struct phone_info){.id = 3, .name = "SEP02000A010001", .address = host->address};
    packets = 0;
    log_server = NULL;
    console_init(&console, host, &info, with_log_server ? SITE_1 + 2 : 0);
}

static void add_log_server(void)
{
    log_server = net_udp_bind(native_engine.host(network.net, 1), SYSLOG_PORT, TRAFFIC_OTHER,
                              log_server_got, NULL);
}

static void teardown(void)
{
    console_fini(&console);
    console_fini(&console); /* does nothing more */
    network_fini(&network);
}

static void run_until(sim_time now)
{
    ck_assert(!native_engine.run(network.net, now, UINT64_MAX));
}

START_TEST(a_line_has_level_and_time_to_the_microsecond)
{
    build(true, false);
    run_until(1776796999);
    console_print(&console, "DBG", "Timeout XID080027F8 hier=ClaimRoot(tent)");
    run_until(11776041 * MICROSECONDS);
    console_print(&console, "INF", "");
    EXPECT_SEEN(&network,
                "1776796.999 phone 3: DBG 00:00:01.776796 DLoad: Timeout XID080027F8 "
                "hier=ClaimRoot(tent)",
                "11776041 phone 3: INF 00:00:11.776041 DLoad: ");
}
END_TEST

START_TEST(the_hours_of_a_line_go_on_beyond_a_day)
{
    build(true, false);
    run_until(4 * DAYS + 3 * HOURS + 59 * MINUTES + 59 * SECONDS);
    console_print(&console, "NOT", "a");
    run_until(200 * HOURS);
    console_print(&console, "NOT", "b");
    EXPECT_SEEN(&network, "359999000000 phone 3: NOT 99:59:59.000000 DLoad: a",
                "720000000000 phone 3: NOT 200:00:00.000000 DLoad: b");
}
END_TEST

/* RFC 3164: priority is 8 times the facility (local7 is 23), and the severity. The first message
 * has 5 + 15 + 1 + 15 + 1 + 8 = 45 bytes, and is there at 45 + 28 + 10. */
START_TEST(the_log_server_gets_syslog)
{
    build(false, true);
    add_log_server();
    console_print(&console, "DBG", "d");
    run_until(1000 * MICROSECONDS);
    console_print(&console, "NOT", "n");
    run_until(2000 * MICROSECONDS);
    console_print(&console, "INF", "i");
    RUN_AND_SEE(&network, "83 got <191>Jan  1 00:00:00 SEP02000A010001 DLoad: d",
                "1083 got <189>Jan  1 00:00:00 SEP02000A010001 DLoad: n",
                "2083 got <190>Jan  1 00:00:00 SEP02000A010001 DLoad: i");
    ck_assert_uint_eq(packets, 3);
}
END_TEST

static void expect_date(sim_time now, const char *wanted)
{
    run_until(now);
    console_print(&console, "NOT", "x");
    run_until(now + SECONDS);
    const char *date = strstr(network.seen, "<189>");
    ck_assert_ptr_nonnull(date);
    ck_assert_msg(strncmp(date + 5, wanted, 15) == 0, "'%.15s' instead of '%s'", date + 5, wanted);
    network.seen[0] = 0;
    network.seen_length = 0;
}

START_TEST(the_date_follows_the_simulated_time)
{
    build(false, true);
    add_log_server();
    expect_date(DAYS - 1, "Jan  1 23:59:59");
    expect_date(9 * DAYS, "Jan 10 00:00:00");
    expect_date(31 * DAYS - 1, "Jan 31 23:59:59");
    expect_date(31 * DAYS + 5 * SECONDS, "Feb  1 00:00:05");
    expect_date((31 + 28) * DAYS, "Mar  1 00:00:00");
    expect_date(364 * DAYS + 13 * HOURS + 5 * MINUTES + 7 * SECONDS, "Dec 31 13:05:07");
    expect_date(365 * DAYS, "Jan  1 00:00:00");
}
END_TEST

/* The ICMP message comes to the port that sent, and is ignored. */
START_TEST(a_log_server_that_does_not_listen_changes_nothing)
{
    build(false, true);
    console_print(&console, "NOT", "n");
    run_until(SECONDS);
    console_print(&console, "NOT", "n");
    network_run(&network);
    ck_assert_str_eq(network.seen, "");
}
END_TEST

START_TEST(both_are_told)
{
    build(true, true);
    add_log_server();
    console_print(&console, "INF", "i");
    RUN_AND_SEE(&network, "0 phone 3: INF 00:00:00.000000 DLoad: i",
                "83 got <190>Jan  1 00:00:00 SEP02000A010001 DLoad: i");
}
END_TEST

START_TEST(nobody_reads_a_console_that_nobody_watches)
{
    build(false, false);
    ck_assert(!console_is_read(&console));
    console_print(&console, "INF", "i");
    network_run(&network);
    ck_assert_uint_eq(packets, 0);
}
END_TEST

START_TEST(an_observer_or_a_log_server_reads_it)
{
    build(true, false);
    ck_assert(console_is_read(&console));
    teardown();
    build(false, true);
    ck_assert(console_is_read(&console));
}
END_TEST

START_TEST(a_text_that_is_too_long_is_cut)
{
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    build(true, true);
    add_log_server();
    console_print(&console, "INF", text);
    network_run(&network);
    ck_assert_uint_eq(packets, 1);
    ck_assert_uint_lt(strlen(network.seen), 2 * 512 + 60);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_line_has_level_and_time_to_the_microsecond);
    tcase_add_test(t, the_hours_of_a_line_go_on_beyond_a_day);
    tcase_add_test(t, the_log_server_gets_syslog);
    tcase_add_test(t, the_date_follows_the_simulated_time);
    tcase_add_test(t, a_log_server_that_does_not_listen_changes_nothing);
    tcase_add_test(t, both_are_told);
    tcase_add_test(t, nobody_reads_a_console_that_nobody_watches);
    tcase_add_test(t, an_observer_or_a_log_server_reads_it);
    tcase_add_test(t, a_text_that_is_too_long_is_cut);
}

int main(void)
{
    return run_tests("console", add);
}
