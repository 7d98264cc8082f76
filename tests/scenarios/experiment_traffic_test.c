/* Calls and other traffic beside the upgrade of a small site, on its WAN. */
#include <math.h>

#include "base/memory.h"
#include "models/devices/call.h"
#include "tests/scenarios/small_experiment.h"

enum { CALLS_SEEN = 8 };

static struct traffic_seen {
    uint64_t packets[TRAFFIC_KINDS][2], wire[TRAFFIC_KINDS][2]; /* on the WAN, by direction */
    uint8_t dscp[TRAFFIC_KINDS];
    sim_time first[TRAFFIC_KINDS], ended;
    struct call_info calls[CALLS_SEEN];
    char classes[CALLS_SEEN][20];
    struct speech_info speech[CALLS_SEEN][2];
    size_t call_count, ends;
    uint32_t phones, completed;
} seen;

static bool wants_wan(void *user, const struct link_info *link)
{
    (void)user;
    return link->wan;
}

static void sent(void *user, const struct link_info *link, int direction,
                 const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)link;
    if (!seen.packets[p->traffic][0] && !seen.packets[p->traffic][1])
        seen.first[p->traffic] = t->queued;
    seen.packets[p->traffic][direction]++;
    seen.wire[p->traffic][direction] += t->wire_bytes;
    seen.dscp[p->traffic] = p->dscp;
}

static void call_added(void *user, const struct call_info *call)
{
    (void)user;
    ck_assert_uint_eq(call->id, seen.call_count);
    ck_assert_uint_lt(call->id, CALLS_SEEN);
    snprintf(seen.classes[call->id], sizeof *seen.classes, "%s", call->service_class);
    seen.calls[seen.call_count++] = *call;
}

static void call_ended(void *user, const struct speech_info *speech)
{
    (void)user;
    seen.speech[speech->call->id][speech->direction] = *speech;
    seen.ends++;
}

static void phone_added(void *user, const struct phone_info *phone)
{
    (void)user, (void)phone;
    seen.phones++;
}

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    (void)user, (void)phone, (void)now;
    seen.completed += change->completed;
}

static void run_stopped(void *user, sim_time now)
{
    (void)user;
    seen.ended = now;
}

static const struct observer observer = {.link = wants_wan,
                                         .packet_sent = sent,
                                         .call_added = call_added,
                                         .call_ended = call_ended,
                                         .phone_added = phone_added,
                                         .phone_changed = phone_changed,
                                         .run_stopped = run_stopped};

static void run_text(const char *text)
{
    seen = (struct traffic_seen){.phones = 0};
    run_observed(text, &observer);
}

/* Two calls and one, with 40 and 160 bytes of speech a packet: a packet of 80 or 200 bytes, and 8
 * of PPP. They are no phones that upgrade, and the run ends with those that are, though they talk
 * on. */
START_TEST(calls_beside_an_upgrade)
{
    run_text(SMALL "qos: {voice: cs5, firmware: cs1}\n"
                   "traffic: [{kind: calls, codec: g729, packet: 40 ms, count: 2},\n"
                   "          {kind: calls, codec: g711a}]\n"
                   "subnets: [{phones: [{model: CP-7965, count: 3}]}]\n");
    ck_assert_uint_eq(seen.phones, 3);
    ck_assert_uint_eq(seen.completed, 3);
    ck_assert_int_lt(seen.ended, 1 * DAYS);
    ck_assert_uint_eq(seen.call_count, 3);
    ck_assert_uint_eq(seen.ends, 6);
    for (uint32_t i = 0; i < 3; i++) {
        const struct call_info *call = &seen.calls[i];
        ck_assert_uint_eq(call->addresses[0], DATA_CENTRE_PREFIX + 154);
        ck_assert_uint_eq(call->addresses[1], (10u << 24 | 1u << 16 | 10u) + 3 + i);
        ck_assert_str_eq(seen.classes[i], "cs5");
        ck_assert_uint_eq(call->packet_bytes, i < 2 ? 80 : 200);
        ck_assert_uint_eq(call->number, i < 2 ? i + 1 : 1);
    }
    ck_assert_uint_eq(seen.dscp[TRAFFIC_VOICE], 40);
    ck_assert_uint_eq(seen.dscp[TRAFFIC_TFTP], 8);
    for (int d = 0; d < 2; d++) { /* 25 of each of two a second, and 50 of the third */
        const double expected = (double)seen.ended / SECONDS * (2 * 25 + 50);
        ck_assert_double_eq_tol((double)seen.packets[TRAFFIC_VOICE][d], expected, 6);
    }
}
END_TEST

START_TEST(calls_from_and_to_a_time)
{
    run_text(SMALL "reset: {at: 10 s}\n"
                   "traffic: [{kind: calls, start: 2 s, stop: 4 s}]\n"
                   "subnets: [{phones: [{model: CP-7965}]}]\n");
    for (int d = 0; d < 2; d++) {
        const struct speech_info *s = &seen.speech[0][d];
        ck_assert_int_ge(s->started, 2 * SECONDS);
        ck_assert_int_le(s->started, 2 * SECONDS + 40 * MILLISECONDS);
        ck_assert_int_le(s->ended, 4 * SECONDS);
        ck_assert_uint_ge(s->packets, 98);
        ck_assert_uint_le(s->packets, 100);
        ck_assert_uint_eq(s->lost[SPEECH_LOST], 0);
    }
}
END_TEST

/* A share of the line's time, framing included, each way: 40 % of 2 Mbps in 200 s are 10 MB, in
 * packets of 348.33 bytes whose sizes deviate by 422: 28,700, with a deviation of 1 %. */
START_TEST(busy_is_a_share_of_the_line)
{
    run_text(SMALL "busy: 40 %\nreset: {at: 200 s}\nqos: {data: af11}\n"
                   "subnets: [{phones: [{model: CP-7965}]}]\n");
    for (int d = 0; d < 2; d++) {
        const double seconds = (double)seen.ended / SECONDS;
        const double share = (double)seen.wire[TRAFFIC_DATA][d] * 8 / 2e6 / seconds;
        ck_assert_double_eq_tol(share, 0.4, 4 * 0.004);
    }
    ck_assert_uint_ne(seen.packets[TRAFFIC_DATA][0], seen.packets[TRAFFIC_DATA][1]);
    ck_assert_uint_eq(seen.dscp[TRAFFIC_DATA], 10);
    ck_assert_uint_eq(seen.completed, 1);
}
END_TEST

/* `rate` is of IP packets: 100 bytes each 8 ms are 100 kbps, from 3 s on, downwards only. */
START_TEST(packets_at_a_rate)
{
    run_text(SMALL "reset: {at: 20 s}\n"
                   "traffic: [{kind: packets, rate: 100 kbps, mix: 100 B, arrivals: constant, "
                   "start: 3 s, stop: 13 s}]\n"
                   "subnets: [{phones: [{model: CP-7965}]}]\n");
    ck_assert_uint_eq(seen.packets[TRAFFIC_DATA][0], 1250);
    ck_assert_uint_eq(seen.packets[TRAFFIC_DATA][1], 0);
    ck_assert_uint_eq(seen.wire[TRAFFIC_DATA][0], 1250 * 108);
    ck_assert_int_ge(seen.first[TRAFFIC_DATA], 3 * SECONDS);
}
END_TEST

/* Two connections up fill the line that way, and their ACKs are all that comes down. */
START_TEST(tcp_fills_a_direction)
{
    run_text(SMALL "reset: {at: 100 s}\n"
                   "traffic: [{kind: tcp, flows: 2, direction: up, stop: 100 s}]\n"
                   "subnets: [{phones: [{model: CP-7965}]}]\n");
    const double up = (double)seen.wire[TRAFFIC_DATA][1] * 8 / 2e6 / 100;
    ck_assert_double_gt(up, 0.9);
    ck_assert_double_lt(up, 1.01);
    ck_assert_uint_lt(seen.wire[TRAFFIC_DATA][0], seen.wire[TRAFFIC_DATA][1] / 10);
    ck_assert_uint_eq(seen.completed, 1);
}
END_TEST

/* Each of several sites has its own, with draws of its own. */
START_TEST(sites_have_their_own)
{
    run_text("catalogue: {firmware: small-firmware.csv, models: small-models.csv}\n"
             "sites: [{count: 2, busy: 10 %, traffic: [{kind: calls}],\n"
             "  subnets: [{phones: [{model: CP-7965}]}]}]\n");
    ck_assert_uint_eq(seen.call_count, 2);
    ck_assert_uint_eq(seen.calls[0].addresses[1], (10u << 24 | 1u << 16 | 10u) + 1);
    ck_assert_uint_eq(seen.calls[1].addresses[1], (10u << 24 | 2u << 16 | 10u) + 1);
    ck_assert_uint_eq(seen.completed, 2);
}
END_TEST

/* By limit: a quarter of it, and three times that, on the line that is built; what is given stays.
 */
START_TEST(thresholds_by_limit)
{
    static const struct {
        const char *limit, *red;
        uint32_t least, most;
    } lines[] = {{"40 packets", "", 10, 30},
                 {"30 kB", "", 7500, 22500},
                 {"40 packets", ", red: {least: 3 packets, most: 5 packets}", 3, 5},
                 {"2 packets", "", 0, 2}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct scenario s;
        struct site_network n;
        char *option =
            mem_printf("wan.queue={discipline: red, limit: %s%s}", lines[i].limit, lines[i].red);
        must_load(&s, SMALLEST, option);
        site_network_init(&n, &s);
        for (int d = 0; d < 2; d++) {
            ck_assert_uint_eq(n.sites[0].line[d].queue.red.least, lines[i].least);
            ck_assert_uint_eq(n.sites[0].line[d].queue.red.most, lines[i].most);
            ck_assert_uint_eq(n.sites[0].line[d].rate, 384000);
        }
        site_network_fini(&n);
        scenario_free(&s);
        free(option);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("experiment_traffic");
    tcase_add_test(t, calls_beside_an_upgrade);
    tcase_add_test(t, calls_from_and_to_a_time);
    tcase_add_test(t, busy_is_a_share_of_the_line);
    tcase_add_test(t, packets_at_a_rate);
    tcase_add_test(t, tcp_fills_a_direction);
    tcase_add_test(t, sites_have_their_own);
    tcase_add_test(t, thresholds_by_limit);
    return run_tests("experiment_traffic", t);
}
