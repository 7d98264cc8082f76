/* Who sends again: a repetition has to come when a policy's timer would, and options have to be
 * dealt with as was seen. */
#include "tests/studies/capture_timeline.h"

struct passing {
    double ms;
    const char *words;
};

static struct capture_policies policies_of(const struct passing *list, size_t count)
{
    struct timeline t = timeline_begin();
    for (size_t i = 0; i < count && list[i].words; i++)
        timeline_add(&t, list[i].ms, 0, "%s", list[i].words);
    struct capture_analysis a = timeline_analyse(&t);
    const struct capture_policies p = a.policies;
    capture_analysis_free(&a);
    return p;
}

#define POLICIES_OF(list) policies_of(list, sizeof(list) / sizeof *(list))

static void expect_fits(const char *what, const struct capture_side *s, const char *wanted)
{
    char names[256] = "";
    for (size_t i = 0; i < s->count; i++)
        if (s->fits[i].fits)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", *names ? " " : "",
                     s->fits[i].name);
    ck_assert_msg(!strcmp(names, wanted), "%s: wanted '%s', got '%s'", what, wanted, names);
}

static const char *why_not(const struct capture_side *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (!strcmp(s->fits[i].name, name))
            return s->fits[i].why_not ? s->fits[i].why_not : "";
    ck_abort_msg("%s: no such name", name);
    return NULL;
}

#define ALL_KINDS "cucm-tftp tftpd-hpa atftpd dnsmasq generic"
/* Those that ask for no option. */
#define PLAIN_CLIENTS "cisco-7900 tftp-hpa atftp nortel avaya-1100"

START_TEST(who_repeats_nothing_may_be_anybody)
{
    static const struct passing list[] = {
        {0, "RRQ f octet"}, {10, "DATA 1 512"}, {30, "ACK 1"}, {31, "DATA 2 5"}, {51, "ACK 2"}};
    const struct capture_policies p = POLICIES_OF(list);
    ck_assert_uint_eq(p.server.repeats + p.client.repeats, 0);
    expect_fits("servers", &p.server, ALL_KINDS);
    expect_fits("clients", &p.client, PLAIN_CLIENTS);
    ck_assert_str_eq(why_not(&p.client, "curl"), "it asks for the file's size");
    ck_assert_str_eq(why_not(&p.client, "mitel"), "it asks for a block size");
}
END_TEST

/* Block 2 is sent at 31 ms, and again after these times: sums of a kind's waits, of which dnsmasq,
 * which counts in whole seconds, may be early by up to one. */
static const struct {
    const char *kinds;
    double again[4]; /* s after the first */
    double first;    /* s, the first wait */
} servers[] = {
    {"tftpd-hpa generic", {1, 3, 7}, 1}, /* 1, 2, 4 */
    {"cucm-tftp", {4, 8, 12}, 4},        {"atftpd", {5, 10, 15}, 5},
    {"dnsmasq", {1.4, 3.4, 6.4}, 1.4}, /* 2, 2, 3 */
    {"", {0.9, 1.8, 2.7}, 0.9},
};

START_TEST(servers_are_told_by_their_waits)
{
    char words[3][16];
    struct passing list[9] = {
        {0, "RRQ f octet"}, {10, "DATA 1 512"}, {30, "ACK 1"}, {31, "DATA 2 5"}};
    for (int i = 0; i < 3; i++) {
        snprintf(words[i], sizeof words[i], "DATA 2 5");
        list[4 + i] = (struct passing){31 + 1e3 * servers[_i].again[i], words[i]};
    }
    list[7] = (struct passing){51 + 1e3 * servers[_i].again[2], "ACK 2"};
    const struct capture_policies p = POLICIES_OF(list);
    ck_assert_uint_eq(p.server.repeats, 3);
    ck_assert_uint_eq(p.client.repeats, 0);
    expect_ms("the first wait", 1e3 * servers[_i].first, p.server.waits.median);
    expect_fits("servers", &p.server, servers[_i].kinds);
}
END_TEST

/* A granted time-out of 2 s takes the place of tftpd-hpa's first wait: 2, 4 and 8 s. That of a
 * server without the option would have been refused. */
START_TEST(a_granted_time_out_is_the_servers_wait)
{
    static const struct passing list[] = {
        {0, "RRQ f octet timeout=2"}, {1, "OACK timeout=2"}, {20, "ACK 0"},       {30, "DATA 1 5"},
        {2030, "DATA 1 5"},           {6030, "DATA 1 5"},    {14030, "DATA 1 5"}, {14050, "ACK 1"}};
    const struct capture_policies p = POLICIES_OF(list);
    ck_assert_uint_eq(p.server.repeats, 3);
    expect_fits("servers", &p.server, "tftpd-hpa generic");
    ck_assert_str_eq(why_not(&p.server, "dnsmasq"), "it does not grant an option that was granted");
}
END_TEST

static const struct {
    const char *asked, *granted, *kinds, *why_not, *who;
} options[] = {
    {"RRQ f octet windowsize=4", "OACK windowsize=4", "cucm-tftp atftpd generic",
     "it does not grant an option that was granted", "tftpd-hpa"},
    {"RRQ f octet windowsize=4 blksize=900", "OACK blksize=900", "tftpd-hpa dnsmasq",
     "it would have granted an option that was not granted", "atftpd"},
    {"RRQ f octet blksize=4000", "OACK blksize=4000", "cucm-tftp tftpd-hpa atftpd generic",
     "it grants no blocks of that size", "dnsmasq"},
};

START_TEST(servers_are_told_by_what_they_grant)
{
    const struct passing list[] = {{0, options[_i].asked},
                                   {1, options[_i].granted},
                                   {20, "ACK 0"},
                                   {30, "DATA 1 5"},
                                   {50, "ACK 1"}};
    const struct capture_policies p = POLICIES_OF(list);
    expect_fits("servers", &p.server, options[_i].kinds);
    ck_assert_str_eq(why_not(&p.server, options[_i].who), options[_i].why_not);
}
END_TEST

/* Three ACKs that the client's timer repeats after 4 s, each of which the server answers within a
 * millisecond: only atftpd does. Otherwise all wait for their own timers, and that one is refused.
 */
START_TEST(who_answers_a_repeated_ack_is_told)
{
    for (int answers = 0; answers < 2; answers++) {
        struct timeline t = timeline_begin();
        timeline_add(&t, 0, 0, "RRQ f octet");
        double now = 1;
        for (int n = 1; n <= 15; n++, now += 20) {
            timeline_add(&t, now, 0, "DATA %d %d", n, n < 15 ? 512 : 5);
            if (n > 11 && n < 15) {
                timeline_add(&t, now + 4000, 0, "ACK %d", n - 1);
                now += 4000 + (answers ? 1 : 500);
                timeline_add(&t, now, 0, "DATA %d 512", n);
            }
            timeline_add(&t, now + 19, 0, "ACK %d", n);
        }
        struct capture_analysis a = timeline_analyse(&t);
        const struct capture_side *server = &a.policies.server;
        ck_assert_uint_eq(a.policies.client.repeats, 3);
        if (answers)
            expect_fits("servers", server, "atftpd");
        ck_assert_str_eq(why_not(server, answers ? "tftpd-hpa" : "atftpd"),
                         answers ? "it does not answer an ACK that is repeated"
                                 : "it answers an ACK that is repeated");
        capture_analysis_free(&a);
    }
}
END_TEST

static const struct {
    const char *clients;
    const char *request;
    double asks, acks; /* s until it sends the request, and the ACK, again; 0: not */
} clients[] = {
    {"cisco-7900 avaya-1100", "RRQ f octet", 4, 4},
    {"tftp-hpa atftp", "RRQ f octet", 5, 5},
    {"nortel", "RRQ f octet", 2, 0},
    {"busybox", "RRQ f octet tsize=0", 0.1, 0.1},
    {"curl", "RRQ f octet tsize=0 blksize=512 timeout=6", 6.4, 72.8},
    {"mitel", "RRQ f octet blksize=512", 22, 4},
};

START_TEST(clients_are_told_by_their_waits)
{
    const double asked = 1e3 * clients[_i].asks, then = asked + 1e3 * clients[_i].acks;
    const struct passing list[] = {
        {0, clients[_i].request}, {asked, clients[_i].request}, {asked + 10, "DATA 1 512"},
        {asked + 20, "ACK 1"},    {then + 20, "ACK 1"},         {then + 30, "DATA 2 5"},
        {then + 40, "ACK 2"},
    };
    struct passing kept[8] = {{0, NULL}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (i != 4 || clients[_i].acks > 0)
            kept[count++] = list[i];
    const struct capture_policies p = policies_of(kept, count);
    ck_assert_uint_eq(p.client.repeats, clients[_i].acks > 0 ? 2 : 1);
    ck_assert_uint_eq(p.server.repeats, 0);
    expect_fits("clients", &p.client, clients[_i].clients);
}
END_TEST

/* Who asks for all that curl asks for is curl rather than others that could. */
START_TEST(options_tell_which_client_is_likely)
{
    static const struct passing list[] = {{0, "RRQ f octet tsize=0 blksize=512 timeout=6"},
                                          {10, "OACK tsize=5"},
                                          {20, "ACK 0"},
                                          {30, "DATA 1 5"},
                                          {40, "ACK 1"}};
    const struct capture_policies p = POLICIES_OF(list);
    ck_assert_str_eq(p.client.fits[p.client.best].name, "curl");
    ck_assert_int_eq(p.client.fits[p.client.best].explained, 3);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, who_repeats_nothing_may_be_anybody);
    tcase_add_loop_test(t, servers_are_told_by_their_waits, 0, sizeof servers / sizeof *servers);
    tcase_add_test(t, a_granted_time_out_is_the_servers_wait);
    tcase_add_loop_test(t, servers_are_told_by_what_they_grant, 0,
                        sizeof options / sizeof *options);
    tcase_add_test(t, who_answers_a_repeated_ack_is_told);
    tcase_add_loop_test(t, clients_are_told_by_their_waits, 0, sizeof clients / sizeof *clients);
    tcase_add_test(t, options_tell_which_client_is_likely);
}

int main(void)
{
    return run_tests("studies/capture_policies", add);
}
