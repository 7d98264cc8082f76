/* What is counted next to the core is what somebody sees who looks at every packet. */
#include <inttypes.h>

#include "results/record.h"
#include "tests/scenarios/small_experiment.h"

#define THREE_PHONES "subnets:\n  - phones:\n      - {model: CP-7965, count: 3}\n"
#define LOSSY_LAN                                                                                  \
    "subnets:\n  - lan: {loss: 5 %}\n    phones:\n      - {model: CP-7965, count: 3}\n"

struct seen {
    bool stopped;                   /* the run is over */
    uint64_t lan[2][TRAFFIC_KINDS]; /* wire bytes, until then */
    uint64_t later;                 /* and from then on */
    uint64_t tftp[7], pfs[4];       /* packets that left a host, by opcode, and by kind */
};

static struct seen seen;
static struct record record;

static void see_bytes(const struct link_info *link, int direction, const struct packet_info *p,
                      const struct transmission *t)
{
    if (link->phone)
        *(seen.stopped ? &seen.later : &seen.lan[direction][p->traffic]) += t->wire_bytes;
}

/* Up from a phone or a load server, down from the call manager's server. */
static bool is_first_hop(const struct link_info *link, int direction)
{
    const bool server = strcmp(link->name, "server") == 0;
    const bool host = server || link->phone || strncmp(link->name, "load-server", 11) == 0;
    return host && direction == (server ? 0 : 1);
}

static void packet_sent(void *user, const struct link_info *link, int direction,
                        const struct packet_info *p, const struct transmission *t)
{
    (void)user;
    see_bytes(link, direction, p, t);
    if (!is_first_hop(link, direction) || p->protocol != IP_PROTOCOL_UDP)
        return;
    if (p->traffic == TRAFFIC_TFTP)
        seen.tftp[p->header[1]]++;
    if (p->traffic == TRAFFIC_PFS)
        seen.pfs[p->header[3]]++;
}

static void run_stopped(void *user, sim_time now)
{
    (void)user, (void)now;
    seen.stopped = true;
}

static void run(const char *text)
{
    struct scenario s;
    struct error e = {""};
    seen = (struct seen){0};
    record_init(&record, (struct record_options){0});
    const struct observer recorder = record_observer(&record);
    const struct observer watcher = {
        .link = watch_link, .packet_sent = packet_sent, .run_stopped = run_stopped};
    struct observer_list observers = {0};
    observer_list_add(&observers, &recorder);
    observer_list_add(&observers, &watcher);
    load_small(&s, text);
    struct experiment *x = experiment_new(&s, &native_engine, &observers, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    experiment_run(x, UINT64_MAX);
    experiment_free(x);
    scenario_free(&s);
}

static void expect_bytes(void)
{
    for (int d = 0; d < 2; d++)
        for (int t = 0; t < TRAFFIC_KINDS; t++)
            ck_assert_msg(record.lan[d][t] == seen.lan[d][t],
                          "%s, direction %d: %" PRIu64 " for %" PRIu64, traffic_names[t], d,
                          record.lan[d][t], seen.lan[d][t]);
}

static void expect_tftp(void)
{
    static const int opcodes[][2] = {{MESSAGE_TFTP_RRQ, 1},
                                     {MESSAGE_TFTP_DATA, 3},
                                     {MESSAGE_TFTP_ACK, 4},
                                     {MESSAGE_TFTP_ERROR, 5},
                                     {MESSAGE_TFTP_OACK, 6}};
    for (size_t i = 0; i < sizeof opcodes / sizeof *opcodes; i++)
        ck_assert_msg(record.messages[opcodes[i][0]] == seen.tftp[opcodes[i][1]],
                      "%s: %" PRIu64 " for %" PRIu64, message_kinds[opcodes[i][0]].name,
                      record.messages[opcodes[i][0]], seen.tftp[opcodes[i][1]]);
}

/* Files of 700, 150,000 and 65,536 bytes: 2, 293 and 129 blocks. */
START_TEST(tftp_by_hand)
{
    run(SMALL THREE_PHONES);
    ck_assert_uint_eq(record.messages[MESSAGE_TFTP_RRQ], 3 * 3);
    ck_assert_uint_eq(record.messages[MESSAGE_TFTP_DATA], 3 * (2 + 293 + 129));
    ck_assert_uint_eq(record.messages[MESSAGE_TFTP_ACK], 3 * (2 + 293 + 129));
    ck_assert_uint_eq(record.messages[MESSAGE_TFTP_OACK], 0);
    ck_assert_uint_eq(record.messages[MESSAGE_TFTP_ERROR], 0);
    ck_assert_uint_eq(record.lan[0][TRAFFIC_PFS] + record.lan[1][TRAFFIC_PFS], 0);
    expect_tftp();
    expect_bytes();
    record_fini(&record);
}
END_TEST

START_TEST(tftp_with_options_and_losses)
{
    run(SMALL LOSSY_LAN "tftp: {blksize: 1024, windowsize: 4}\n");
    ck_assert_uint_gt(record.messages[MESSAGE_TFTP_OACK], 3 * 3 - 1);
    ck_assert_uint_gt(record.messages[MESSAGE_TFTP_DATA], 3 * (1 + 147 + 65));
    expect_tftp();
    expect_bytes();
    record_fini(&record);
}
END_TEST

/* What is under way when the run is cut off gets to the phones, but does not count. */
START_TEST(bytes_are_those_of_the_runs_end)
{
    run("catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"
        "run: {limit: 10 s}\nphone: {restart: 1 s}\nwan: {rate: 128 kbps}\n"
        "tftp: {windowsize: 16}\n" THREE_PHONES);
    ck_assert_uint_gt(seen.later, 0);
    expect_bytes();
    record_fini(&record);
}
END_TEST

START_TEST(errors_are_messages)
{
    run("catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"
        "run: {limit: 10 min}\nserver: {missing: [two.sbn]}\n" THREE_PHONES);
    ck_assert_uint_ge(record.messages[MESSAGE_TFTP_ERROR], 3);
    expect_tftp();
    record_fini(&record);
}
END_TEST

/* In each of three files one phone is root, and two are its children, or one the other's. A file of
 * up to 64 KiB is one DATA, that of 150,000 bytes is three. */
START_TEST(sharing_by_hand)
{
    run(SMALL THREE_PHONES "method: pfs\n");
    const uint64_t *m = record.messages;
    ck_assert_uint_eq(m[MESSAGE_TFTP_RRQ], 3);
    ck_assert_uint_eq(m[MESSAGE_PFS_ACCEPT], 3 * 2);
    ck_assert_uint_eq(m[MESSAGE_PFS_JOIN], 3 * 2 + m[MESSAGE_PFS_REDIRECT]);
    ck_assert_uint_eq(m[MESSAGE_PFS_XFRCMD], 3 * 2);
    ck_assert_uint_eq(m[MESSAGE_PFS_FILE], 3 * 2);
    ck_assert_uint_eq(m[MESSAGE_PFS_DATA], 2 * (1 + 3 + 1));
    ck_assert_uint_eq(m[MESSAGE_PFS_DONE], 3 * 2);
    ck_assert_uint_eq(m[MESSAGE_PFS_ABORT], 0);
    ck_assert_uint_gt(m[MESSAGE_PFS_PROGRESS], 0);
    ck_assert_uint_gt(m[MESSAGE_PFS_SUBTREE], 0);
    for (int kind = 1; kind <= 3; kind++) {
        ck_assert_uint_gt(seen.pfs[kind], 0);
        ck_assert_uint_eq(m[MESSAGE_PFS_CLAIM + kind - 1], seen.pfs[kind]);
    }
    ck_assert_uint_gt(record.lan[1][TRAFFIC_PFS], 2 * (700 + 150000 + 65536));
    expect_bytes();
    record_fini(&record);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, tftp_by_hand);
    tcase_add_test(t, tftp_with_options_and_losses);
    tcase_add_test(t, bytes_are_those_of_the_runs_end);
    tcase_add_test(t, errors_are_messages);
    tcase_add_test(t, sharing_by_hand);
}

int main(void)
{
    TCase *t = tcase_create("counts");
    add(t);
    return run_tests("counts", t);
}
