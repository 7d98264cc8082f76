/* The next free port, against one that is searched for from port to port. */
#include "sim/native/ports.h"

#include "sim/random.h"
#include "tests/support.h"

static struct port_set set;
static bool used[PORTS_DYNAMIC];

static void set_up(void)
{
    memset(&set, 0, sizeof set);
    memset(used, 0, sizeof used);
}

static void take(uint32_t port)
{
    used[port] = true;
    port_set_take(&set, port);
}

static void give(uint32_t port)
{
    used[port] = false;
    port_set_give(&set, port);
}

static int32_t search(uint32_t port)
{
    for (uint32_t tried = 0; tried < PORTS_DYNAMIC; tried++, port = (port + 1) % PORTS_DYNAMIC)
        if (!used[port])
            return (int32_t)port;
    return -1;
}

START_TEST(of_all_ports_the_one_that_is_free_is_found)
{
    for (uint32_t port = 0; port < PORTS_DYNAMIC; port++) {
        ck_assert_int_eq(port_set_next(&set, port), (int32_t)port);
        take(port);
    }
    ck_assert_int_eq(port_set_next(&set, 0), -1);
    ck_assert_int_eq(port_set_next(&set, PORTS_DYNAMIC - 1), -1);
    static const uint32_t some[] = {0, 1, 63, 64, 4095, 4096, 8191, 8192, PORTS_DYNAMIC - 1};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        give(some[i]);
        for (uint32_t port = 0; port < PORTS_DYNAMIC; port++)
            ck_assert_int_eq(port_set_next(&set, port), (int32_t)some[i]);
        take(some[i]);
    }
}
END_TEST

START_TEST(at_random_it_is_that_of_a_search)
{
    struct random_stream draws;
    random_init(&draws, 1, 0, 0, 0);
    for (uint32_t i = 0; i < 60000; i++) {
        const uint32_t port = (uint32_t)random_below(&draws, PORTS_DYNAMIC);
        if (random_below(&draws, 10) < (i < 40000 ? 9 : 3))
            take(port);
        else
            give(port);
        const uint32_t from = (uint32_t)random_below(&draws, PORTS_DYNAMIC);
        ck_assert_int_eq(port_set_next(&set, from), search(from));
    }
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_test(t, of_all_ports_the_one_that_is_free_is_found);
    tcase_add_test(t, at_random_it_is_that_of_a_search);
}

int main(void)
{
    return run_tests("ports", add_tests);
}
