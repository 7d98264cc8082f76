/* Several servers in the data centre: who asks which, and what happens when one is down. */
#include "base/memory.h"
#include "scenarios/site_network.h"
#include "tests/scenarios/small_experiment.h"

#define THREE "server: {down_at: 1 h}\nservers: [{name: b}, {port: 1069}]\n"

static void must_ask(const struct scenario *s, size_t group, const char *names)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    char text[200] = "";
    const size_t count = scenario_asked(s, &s->sites[0].subnets[0].phones[group], numbers);
    for (size_t i = 0; i < count; i++)
        sprintf(text + strlen(text), "%s ", scenario_central(s, numbers[i])->name);
    ck_assert_str_eq(text, names);
}

START_TEST(phones_ask_them_in_the_order_that_is_given)
{
    struct scenario s;
    must_load(&s,
              THREE "server_order: [b]\n"
                    "sites:\n"
                    "  - server_order: [server-3, server]\n"
                    "    subnets:\n"
                    "      - phones:\n"
                    "          - {model: CP-7965}\n"
                    "          - {model: CP-7965, server_order: []}\n"
                    "          - {model: CP-7965, server_order: [b, server]}\n"
                    "          - {model: CP-7841}\n"
                    "  - subnets: [{phones: [{model: CP-7965}]}]\n",
              NULL);
    must_ask(&s, 0, "server-3 server ");
    must_ask(&s, 1, "server b server-3 ");
    must_ask(&s, 2, "b server ");
    must_ask(&s, 3, "server-3 ");
    ck_assert_uint_eq(s.warning_count, 0);
    for (size_t i = 0; i < 3; i++)
        ck_assert(scenario_central_is_asked(&s, i));
    scenario_free(&s);
}
END_TEST

START_TEST(each_has_an_address_of_its_own)
{
    ck_assert_uint_eq(site_network_central_address(0), 0xC000020A); /* 192.0.2.10 */
    ck_assert_uint_eq(site_network_central_address(1), 0xC000022A); /* 192.0.2.42 */
    ck_assert_uint_eq(site_network_central_address(7), 0xC000028A); /* 192.0.2.138 */
}
END_TEST

/* By policy: four requests of one that asks for ever; others as long as they try. */
START_TEST(how_long_a_server_has_is_the_policys_matter)
{
    static const struct {
        const char *option;
        sim_time timeout;
    } rows[] = {{"tftp.policy=cisco-7900", 16 * SECONDS},
                {"tftp.policy=atftp", 0},
                {"phone.server_timeout=3 s", 3 * SECONDS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario s;
        must_load(&s, "servers: [{}]\n" SMALLEST, rows[i].option);
        ck_assert_int_eq(scenario_server_timeout(&s, s.sites[0].subnets[0].phones),
                         rows[i].timeout);
        scenario_free(&s);
    }
}
END_TEST

START_TEST(there_is_room_for_eight)
{
    struct scenario s;
    must_load(&s, "servers: [{}, {}, {}, {}, {}, {}, {}]\n" SMALLEST, NULL);
    ck_assert_uint_eq(scenario_central_count(&s), CENTRAL_SERVERS_MAX);
    must_ask(&s, 0, "server server-2 server-3 server-4 server-5 server-6 server-7 server-8 ");
    scenario_free(&s);
}
END_TEST

static void must_warn(const char *text, const char *line)
{
    struct scenario s;
    must_load(&s, text, NULL);
    ck_assert_uint_eq(s.warning_count, 1);
    ck_assert_str_eq(s.warnings[0], line);
    scenario_free(&s);
}

START_TEST(what_nobody_asks_is_warned_of)
{
    must_warn("servers: [{name: b}]\nserver_order: [server]\n" SMALLEST,
              "test.yaml:1:11: servers[0]: has no effect: no phone asks it");
    must_warn("servers: [{down_for: 3 s}]\n" SMALLEST,
              "test.yaml:1:12: servers[0].down_for: has no effect: the server is never switched "
              "off; give down_at");
    must_warn("server: {port: 70}\nservers: [{name: b}]\nserver_order: [b]\n" SMALLEST,
              "test.yaml:1:10: server.port: has no effect: no phone uses the call manager's "
              "server");
    must_warn("phone: {server_timeout: 3 s}\n" SMALLEST,
              "test.yaml:1:9: phone.server_timeout: has no effect: no phone has several servers");
    must_warn("subnets: [{phones: [{model: CP-7965}, {model: CP-7965, method: load-server, "
              "server_order: [server]}]}]\n",
              "test.yaml:1:77: subnets[0].phones[1].server_order: has no effect: these phones use "
              "a load server");
}
END_TEST

static struct watched w; /* each test has its own process */

/* The index comes within the first second of all; then the first server is down for good. With the
 * transfer of the second file ends the phone's patience, and the rest comes from the second. */
START_TEST(the_second_takes_over_when_the_first_is_down)
{
    run_small(&w, SMALL "server: {down_at: 300 ms, down_for: 1 d}\nservers: [{port: 1069}]\n"
                        "phone: {idle: 5 s, restart: 1 s}\nreset: {spread: 0 s}\n"
                        "subnets: [{phones: [{model: CP-7965, count: 3}]}]\n");
    ck_assert_uint_eq(w.completed, 3);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_uint_eq(w.phones[i].from, site_network_central_address(1));
    ck_assert_uint_gt(w.to_port[1069], 0);
}
END_TEST

/* It answers no request: 16 s, and then each file comes at once. With PFS each of three files has a
 * root of its own here, which learns it for itself. */
START_TEST(one_that_is_down_from_the_start_costs_its_time_once)
{
    static const char *const methods[] = {"tftp", "pfs"};
    static const int seconds[] = {16, 48};
    sim_time all_up, first_down;
    const char *text = "method: %s\nserver: {%s}\nservers: [{}]\n"
                       "phone: {restart: 1 s}\nreset: {spread: 0 s}\n"
                       "subnets: [{phones: [{model: CP-7965, count: 3}]}]\n";
    for (size_t i = 0; i < 2; i++) {
        char *whole = mem_printf(text, methods[i], "");
        char *up = mem_printf("%s%s", SMALL, whole);
        run_small(&w, up);
        all_up = w.ended;
        free(up);
        free(whole);
        whole = mem_printf(text, methods[i], "down_at: 0 s, down_for: 1 d");
        char *down = mem_printf("%s%s", SMALL, whole);
        w = (struct watched){0};
        run_small(&w, down);
        first_down = w.ended;
        ck_assert_uint_eq(w.completed, 3);
        ck_assert_int_eq((first_down - all_up) / SECONDS, seconds[i]);
        free(down);
        free(whole);
        w = (struct watched){0};
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("servers");
    tcase_add_test(t, phones_ask_them_in_the_order_that_is_given);
    tcase_add_test(t, each_has_an_address_of_its_own);
    tcase_add_test(t, how_long_a_server_has_is_the_policys_matter);
    tcase_add_test(t, there_is_room_for_eight);
    tcase_add_test(t, what_nobody_asks_is_warned_of);
    tcase_add_test(t, the_second_takes_over_when_the_first_is_down);
    tcase_add_test(t, one_that_is_down_from_the_start_costs_its_time_once);
    return run_tests("servers", t);
}
