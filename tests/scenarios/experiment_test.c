/* Experiments against arithmetic: what one phone, or many, need at the least is worked out from the
 * scenario's links and devices by hand, and the run has to agree. */
#include "scenarios/experiment.h"

#include "results/summary.h"
#include "studies/trial.h"
#include "tests/library.h"
#include "tests/support.h"

static struct run_summary run(const char *name, const char *const *overrides, size_t count)
{
    struct scenario s;
    struct run_summary summary = {0};
    struct error e;
    char *path = mem_printf("%s/scenarios/%s.yaml", source_folder(), name);
    ck_assert_msg(scenario_load(&s, path, overrides, count, source_library(), &e) == 0, "%s",
                  e.text);
    ck_assert_msg(trial_run(&s, &native_engine, NULL, &summary, &e) == 0, "%s", e.text);
    scenario_free(&s);
    free(path);
    return summary;
}

/* Bytes on an Ethernet cable of an IP packet, and the time they take there with its 5 us delay. */
static sim_time cable(uint64_t ip_bytes, uint64_t rate)
{
    const uint64_t padded = ip_bytes < 46 ? 46 : ip_bytes;
    return time_of_bytes(padded + 38, rate) + 5 * MICROSECONDS;
}

/* A packet's way between phone and server, with the WAN's framing of 8 bytes and 8 ms of delay:
 * server - router at 1 Gbps, WAN at 384 kbps, router - switch - phone at 100 Mbps. */
static sim_time way(uint64_t ip_bytes)
{
    return cable(ip_bytes, 1000000000) + time_of_bytes(ip_bytes + 8, 384000) + 8 * MILLISECONDS +
           2 * cable(ip_bytes, 100000000);
}

enum { UDP_IP = 28, ACK = 4, DATA_HEADER = 4 };

/* One block in lock-step: the server's processor takes 50 us to send it and 50 us for its ACK, the
 * phone 4 ms to answer. */
static sim_time block(uint64_t bytes)
{
    return 50 * MICROSECONDS + way(UDP_IP + DATA_HEADER + bytes) + 4 * MILLISECONDS +
           way(UDP_IP + ACK) + 50 * MICROSECONDS;
}

static uint64_t request(const char *name)
{
    return UDP_IP + 2 + strlen(name) + 1 + strlen("octet") + 1;
}

/* A file: the request, which takes 50 us of the server, and its blocks; the phone is done with it
 * when it has taken the last one, before its ACK is on its way. */
static sim_time file(const char *name, uint64_t bytes)
{
    const uint64_t whole = bytes / 512;
    return way(request(name)) + 50 * MICROSECONDS + (sim_time)whole * block(512) +
           block(bytes % 512) - way(UDP_IP + ACK) - 50 * MICROSECONDS;
}

/* The request for the next file leaves together with that ACK, and waits behind it for the WAN. */
static sim_time behind_the_ack(const char *name)
{
    const uint64_t lan = 100000000;
    return 2 * cable(UDP_IP + ACK, lan) + time_of_bytes(UDP_IP + ACK + 8, 384000) -
           2 * cable(request(name), lan);
}

START_TEST(one_phone_takes_what_its_packets_take)
{
    static const struct {
        const char *name;
        uint64_t bytes;
    } files[] = {
        {"SCCP45.8-5.loads", 666},      {"apps45.8-5.sbn", 2731020}, {"cnu45.8-5.sbn", 502604},
        {"cvm45sccp.8-5.sbn", 1916178}, {"dsp45.8-5.sbn", 314049},   {"jar45sccp.8-5.sbn", 1635483},
    };
    static const char *const overrides[] = {"subnets.phones.count=1"};
    const struct run_summary s = run("whitepaper-tftp", overrides, 1);
    sim_time wanted = 35 * SECONDS; /* the restart */
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        wanted += file(files[i].name, files[i].bytes) + (i ? behind_the_ack(files[i].name) : 0);
    /* The last block's 155 bytes go to flash, at 1 MB/s, while nothing else happens. */
    wanted += 155 * MICROSECONDS;
    ck_assert_int_eq(s.upgrade_time, wanted);
    ck_assert_uint_eq(s.server.data_blocks, 2 + 5335 + 982 + 3743 + 614 + 3195);
    ck_assert_uint_eq(s.server.retransmissions, 0);
    ck_assert_int_eq(s.server.block_rtt.maximum,
                     block(512) - 100 * MICROSECONDS + 50 * MICROSECONDS);
}
END_TEST

START_TEST(the_wan_never_carries_more_than_its_rate)
{
    static const char *const overrides[] = {"subnets.phones.count=12"};
    const struct run_summary s = run("whitepaper-tftp", overrides, 1);
    /* 12 phones, 13,871 blocks each, 40 bytes of headers and framing a block */
    const uint64_t bytes = 12 * (7100000 + 13871 * 40);
    ck_assert_uint_ge(s.wan[0].wire_bytes, bytes);
    ck_assert_int_ge(s.last_back, time_of_bytes(bytes, 384000) + 35 * SECONDS);
    ck_assert_double_le(s.wan[0].utilisation, 1.0);
    ck_assert_double_gt(s.wan[0].utilisation, 0.95);
}
END_TEST

START_TEST(adding_a_phone_does_not_change_the_other_draws)
{
    static const char *const one[] = {"subnets.phones.count=1", "reset.spread=1h"};
    static const char *const two[] = {"subnets.phones.count=2", "reset.spread=1h", "run.limit=7d"};
    const struct run_summary a = run("whitepaper-load-server", one, 2);
    const struct run_summary b = run("whitepaper-load-server", two, 3);
    /* The one phone is one of the two, and takes as long as alone. */
    ck_assert_int_le(b.first_reset, a.first_reset);
    ck_assert(b.fastest == a.upgrade_time || b.upgrade_time == a.upgrade_time);
}
END_TEST

START_TEST(staggered_phones_reset_one_after_the_other)
{
    static const char *const overrides[] = {"subnets.phones.count=3", "reset.pattern=staggered",
                                            "reset.interval=10 min"};
    const struct run_summary s = run("whitepaper-load-server", overrides, 3);
    ck_assert_int_eq(s.first_reset, 0);
    ck_assert_int_eq(s.all_back, 20 * MINUTES + s.upgrade_time);
    ck_assert_int_eq(s.fastest, s.upgrade_time);
}
END_TEST

START_TEST(background_phones_are_out_for_the_restart_only)
{
    static const char *const overrides[] = {"subnets.phones.count=2"};
    const struct run_summary s = run("whitepaper-background", overrides, 1);
    ck_assert_uint_eq(s.completed, 2);
    ck_assert_int_eq(s.outage_max, 75 * SECONDS);
    ck_assert_int_gt(s.upgrade_time, 10 * s.outage_max);
}
END_TEST

START_TEST(replications_differ_and_repeat)
{
    static const char *const first[] = {"subnets.phones.count=5", "replication=1"};
    static const char *const second[] = {"subnets.phones.count=5", "replication=2"};
    const struct run_summary a = run("whitepaper-tftp", first, 2);
    const struct run_summary b = run("whitepaper-tftp", second, 2);
    const struct run_summary c = run("whitepaper-tftp", first, 2);
    ck_assert_uint_ne(a.fingerprint, b.fingerprint);
    ck_assert_uint_eq(a.fingerprint, c.fingerprint);
}
END_TEST

/* A block takes the line 10 ms, and 4 s are 400 times that: an exact repetition meets the queue in
 * the state that dropped the block before, so that those who have a place keep it, and one is done
 * when the last has not got half. Late ones take turns. The line has as much to do either way. */
START_TEST(exact_timers_lock_to_the_line)
{
    static const char *const overrides[] = {
        "subnets.phones.count=20",   "wan.rate=441600bps",         "wan.rtt=12ms",
        "wan.queue.limit=5 packets", "server.timer_lateness=1 ms", "phone.timer_lateness=1 ms"};
    const struct run_summary exact = run("whitepaper-tftp", overrides, 4);
    const struct run_summary late = run("whitepaper-tftp", overrides, 6);
    ck_assert_uint_eq(exact.completed, 20);
    ck_assert_uint_eq(late.completed, 20);
    ck_assert_int_lt(exact.fastest, exact.all_back / 2);
    ck_assert_int_gt(late.fastest, late.all_back * 4 / 5);
    ck_assert_int_lt(late.all_back, exact.all_back);
    ck_assert_int_gt(late.all_back, exact.all_back / 100 * 99);
}
END_TEST

/* Whatever other runs have left on the shelf. */
START_TEST(what_is_prepared_is_what_a_run_needs)
{
    static const char *const methods[] = {"method=tftp", "method=pfs"};
    struct library *library = library_new(source_folder());
    const struct shelf *shelf = library_shelf(library);
    char *path = mem_printf("%s/scenarios/one-phone.yaml", source_folder());
    for (int i = 0; i < 2; i++) {
        struct scenario s;
        struct run_summary prepared = {0}, summary = run("one-phone", &methods[i], 1);
        struct error e;
        ck_assert_int_eq(scenario_load(&s, path, &methods[i], 1, library, &e), 0);
        const uint64_t before = shelf_kept(shelf);
        experiment_prepare(&s);
        const uint64_t kept = shelf_kept(shelf);
        ck_assert_uint_gt(kept, before); /* for pfs another index */
        ck_assert_int_eq(trial_run(&s, &native_engine, NULL, &prepared, &e), 0);
        ck_assert_uint_eq(shelf_kept(shelf), kept);
        ck_assert_uint_eq(prepared.fingerprint, summary.fingerprint);
        scenario_free(&s);
    }
    free(path);
    library_free(library);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, what_is_prepared_is_what_a_run_needs);
    tcase_add_test(t, one_phone_takes_what_its_packets_take);
    tcase_add_test(t, the_wan_never_carries_more_than_its_rate);
    tcase_add_test(t, adding_a_phone_does_not_change_the_other_draws);
    tcase_add_test(t, staggered_phones_reset_one_after_the_other);
    tcase_add_test(t, background_phones_are_out_for_the_restart_only);
    tcase_add_test(t, exact_timers_lock_to_the_line);
    tcase_add_test(t, replications_differ_and_repeat);
}

int main(void)
{
    return run_tests("experiment", add);
}
