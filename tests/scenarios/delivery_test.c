/* How each group of a scenario gets its firmware, without a run. */
#include "scenarios/delivery.h"

#include "tests/scenarios/support.h"

static struct scenario s; /* each test has its own process */

static const struct scenario_phones *group_at(size_t number)
{
    return &s.sites[0].subnets[0].phones[number];
}

static struct delivery delivery_at(size_t number, uint32_t part)
{
    return delivery_of(&s, &s.sites[0].subnets[0], group_at(number), part);
}

START_TEST(each_group_has_its_method_and_servers)
{
    static const struct {
        enum method method;
        bool local, for_ever;
        size_t servers, first;
    } right[] = {
        {METHOD_PFS, false, true, 2, 0},         {METHOD_TFTP, false, true, 2, 1},
        {METHOD_TFTP, false, true, 2, 0},        {METHOD_LOAD_SERVER, true, false, 1, 1},
        {METHOD_LOAD_SERVER, true, false, 1, 0}, {METHOD_PFS, true, true, 1, 0},
    };
    must_load(&s,
              "method: pfs\n"
              "servers: [{name: second}]\n"
              "subnets:\n"
              "  - load_servers: [{name: pc}, {name: other}]\n"
              "    phones:\n"
              "      - {model: CP-7965}\n"
              "      - {model: CP-7965, pfs: off, server_order: [second, server]}\n"
              "      - {model: CP-7940}\n"
              "      - {model: CP-7965, method: load-server, load_server: other}\n"
              "      - {model: CP-7965, method: load-server}\n"
              "      - {model: CP-7841, load_server: pc}\n",
              NULL);
    ck_assert_uint_eq(delivery_alone(&s), 4);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const struct delivery d = delivery_at(i, 0);
        ck_assert_int_eq(d.method, right[i].method);
        ck_assert_int_eq(d.local, right[i].local);
        ck_assert_int_eq(d.tries_for_ever, right[i].for_ever);
        ck_assert_uint_eq(d.server_count, right[i].servers);
        ck_assert_uint_eq(d.servers[0], right[i].first);
        ck_assert_int_eq(d.shares, right[i].method == METHOD_PFS);
    }
    ck_assert_str_eq(delivery_at(0, 0).hierarchy, "CP-7965G");
    ck_assert_str_eq(delivery_at(5, 0).hierarchy, group_at(5)->model->series);
    scenario_free(&s);
}
END_TEST

START_TEST(transport_and_port_are_of_model_and_server)
{
    static const struct {
        enum phone_transport transport;
        uint16_t port;
    } right[] = {{PHONE_TFTP, 6970},
                 {PHONE_HTTP_THEN_TFTP, 6970},
                 {PHONE_HTTP, 6970},
                 {PHONE_HTTP, 80},
                 {PHONE_TFTP, 80}};
    must_load(&s,
              "transport: http then tftp\n"
              "subnets:\n"
              "  - load_servers: [{name: pc}, {name: other}]\n"
              "    phones:\n"
              "      - {model: CP-7965, transport: tftp}\n"
              "      - {model: CP-8961}\n"
              "      - {model: CP-7841}\n"
              "      - {model: CP-7841, load_server: pc}\n"
              "      - {model: CP-7841, load_server: other, upgrade_rule: tftp}\n",
              NULL);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        ck_assert_int_eq(delivery_at(i, 0).transport, right[i].transport);
        ck_assert_uint_eq(delivery_at(i, 0).http_port, right[i].port);
    }
    ck_assert(delivery_load_server_has_http(&s.sites[0].subnets[0], 0));
    ck_assert(!delivery_load_server_has_http(&s.sites[0].subnets[0], 1));
    scenario_free(&s);
}
END_TEST

START_TEST(what_is_asked_for_is_the_policys_where_nothing_is_said)
{
    must_load(
        &s,
        "tftp: {blksize: 1000, windowsize: 4, rollover: 1}\n"
        "phone: {retransmit: 3 s, restart: 20 s, background_restart: 70 s, retry: 5 s}\n"
        "mpp: {resync_retry: 0 s}\n"
        "subnets: [{phones: [{model: CP-7965}, {model: CP-8961, tftp: {policy: curl}},\n"
        "                    {model: CP-7841, firmware: [sip78xx.10-3-1-12-p1, sip78xx.10-3-1-12-p2],\n"
        "                     has: sip78xx.10-3-1-12-p1}]}]\n",
        NULL);
    const struct delivery d = delivery_at(0, 0);
    ck_assert_uint_eq(d.client.blksize, 1000);
    ck_assert_uint_eq(d.client.windowsize, 4);
    ck_assert_uint_eq(d.client.timeout, 0);
    ck_assert(!d.client.tsize);
    ck_assert_int_eq(d.client.rollover, TFTP_ROLLOVER_TO_1);
    ck_assert_ptr_null(d.client.policy);
    ck_assert_int_eq(d.policy.ack.intervals[0], 3 * SECONDS);
    ck_assert_int_eq(d.restart, 20 * SECONDS);
    ck_assert_int_eq(d.retry, 5 * SECONDS);
    ck_assert(!d.resyncs);
    ck_assert(delivery_at(1, 0).client.tsize); /* curl asks for it by itself, and ... */
    ck_assert_uint_eq(delivery_at(1, 0).client.timeout, delivery_at(1, 0).policy.timeout);
    ck_assert_int_eq(delivery_at(2, 0).restart, 70 * SECONDS);
    ck_assert_int_eq(delivery_at(2, 0).resync_retry, TIME_NEVER);
    ck_assert(delivery_at(2, 0).resyncs);
    ck_assert_uint_eq(delivery_at(2, 0).load_count, 2);
    ck_assert_str_eq(delivery_at(2, 0).has->name, "sip78xx.10-3-1-12-p1");
    scenario_free(&s);
}
END_TEST

/* With a larger share those of the smaller one and others share. */
START_TEST(a_share_makes_two_parts)
{
    bool shared[100] = {false};
    for (int percent = 20; percent <= 80; percent += 60) {
        char option[60];
        int count = 0;
        snprintf(option, sizeof option, "subnets[0].phones[0].pfs.share=%d %%", percent);
        must_load(&s, "method: pfs\nsubnets: [{phones: [{model: CP-7965, count: 100}]}]\n", option);
        ck_assert_uint_eq(delivery_parts(group_at(0)), 2);
        ck_assert_int_eq(delivery_at(0, 0).method, METHOD_TFTP);
        ck_assert_int_eq(delivery_at(0, 1).method, METHOD_PFS);
        for (uint32_t i = 0; i < 100; i++) {
            const bool shares =
                delivery_part(&s, group_at(0), s.sites[0].subnets[0].prefix + FIRST_PHONE + i);
            ck_assert(shares || !shared[i]);
            shared[i] = shares;
            count += shares;
        }
        ck_assert_uint_eq(delivery_alone(&s), 100 - (uint32_t)count);
        ck_assert_int_ge(count, percent - 15);
        ck_assert_int_le(count, percent + 15);
        scenario_free(&s);
    }
    must_load(&s, "method: pfs\nsubnets: [{phones: [{model: CP-7965}]}]\n", NULL);
    ck_assert_uint_eq(delivery_alone(&s), 0);
    ck_assert_uint_eq(delivery_parts(group_at(0)), 1);
    ck_assert_uint_eq(delivery_part(&s, group_at(0), 1), 0);
    scenario_free(&s);
}
END_TEST

/* Two groups have the scenario's turns, two each their own. */
START_TEST(staggered_resets_take_turns_where_they_are_given)
{
    struct delivery_turns turns = {{0}};
    must_load(&s,
              "reset: {pattern: staggered, at: 5 s, interval: 10 s}\n"
              "subnets: [{phones: [{model: CP-7965, count: 2},\n"
              "                    {model: CP-7941, count: 2, reset: {at: 1 s}},\n"
              "                    {model: CP-7945, count: 2},\n"
              "                    {model: CP-7942, count: 2, reset: {at: 2 s}}]}]\n",
              NULL);
    static const sim_time right[4][2] = {{5, 15}, {1, 11}, {25, 35}, {2, 12}};
    delivery_begin_site(&turns);
    for (size_t g = 0; g < 4; g++) {
        delivery_begin_group(&turns);
        for (size_t i = 0; i < 2; i++)
            ck_assert_int_eq(delivery_reset(&s, group_at(g), 0, &turns), right[g][i] * SECONDS);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(bulk_resets_are_drawn_by_address_seed_and_replication)
{
    struct delivery_turns turns = {{0}};
    must_load(&s, "reset: {at: 5 s, spread: 10 s}\n" SMALLEST, NULL);
    const sim_time first = delivery_reset(&s, group_at(0), 1, &turns);
    ck_assert_int_ge(first, 5 * SECONDS);
    ck_assert_int_le(first, 15 * SECONDS);
    ck_assert_int_eq(delivery_reset(&s, group_at(0), 1, &turns), first);
    ck_assert_int_ne(delivery_reset(&s, group_at(0), 2, &turns), first);
    s.replication = 1;
    ck_assert_int_ne(delivery_reset(&s, group_at(0), 1, &turns), first);
    scenario_free(&s);
}
END_TEST

START_TEST(a_server_is_its_kind_with_what_the_scenario_says)
{
    must_load(&s,
              "server: {retransmit: 3 s, blksize: 1000, transfers: 7}\n"
              "servers: [{name: second, kind: tftpd-hpa, rollover: 1}]\n"
              "tftp: {rollover: off}\n" SMALLEST,
              NULL);
    const struct delivery_server d = delivery_server(&s, scenario_central(&s, 0));
    ck_assert_str_eq(d.kind.name, "cucm-tftp");
    ck_assert_int_eq(d.kind.policy.intervals[0], 3 * SECONDS);
    ck_assert_uint_eq(d.kind.transfers, 7);
    ck_assert_uint_eq(d.largest_blksize, 1000);
    ck_assert_uint_eq(d.largest_windowsize, TFTP_WINDOWSIZE_MAX);
    ck_assert_int_eq(d.rollover, TFTP_ROLLOVER_OFF);
    const struct delivery_server second = delivery_server(&s, scenario_central(&s, 1));
    ck_assert_int_eq(second.kind.policy.intervals[0],
                     tftp_server_kind_find("tftpd-hpa")->policy.intervals[0]);
    ck_assert_int_eq(second.rollover, TFTP_ROLLOVER_TO_1);
    scenario_free(&s);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("delivery");
    tcase_add_test(tests, each_group_has_its_method_and_servers);
    tcase_add_test(tests, transport_and_port_are_of_model_and_server);
    tcase_add_test(tests, what_is_asked_for_is_the_policys_where_nothing_is_said);
    tcase_add_test(tests, a_share_makes_two_parts);
    tcase_add_test(tests, staggered_resets_take_turns_where_they_are_given);
    tcase_add_test(tests, bulk_resets_are_drawn_by_address_seed_and_replication);
    tcase_add_test(tests, a_server_is_its_kind_with_what_the_scenario_says);
    return run_tests("delivery", tests);
}
