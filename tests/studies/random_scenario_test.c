/* Scenarios drawn at random: a seed and a number are one text, whatever the compiler. */
#include "studies/random_scenario.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tests/support.h"

/* tests/all.sh runs it with two compilers. */
START_TEST(a_scenario_is_known)
{
    static const char wanted[] =
        "name: random 2 (TCP with losses)\n"
        "method: pfs\n"
        "seed: 3\n"
        "catalogue: {firmware: firmware.csv, models: models.csv}\n"
        "run: {limit: 1 d}\n"
        "phone: {turnaround: 3281 us, restart: 1 s, background_restart: 2 s, retry: 5 s, idle: 60 s, timer_lateness: 755 us}\n"
        "reset: {pattern: bulk, spread: 3290 ms}\n"
        "server: {kind: atftpd, cpu: 231 us/packet, windowsize: 3}\n"
        "sites:\n"
        "  -\n"
        "    wan: {rate: 1.544 Mbps, rtt: 68557 us, framing: ppp, queue: {limit: 38198 B}, up: {rate: 34 Mbps}}\n"
        "    subnets:\n"
        "      -\n"
        "        lan: {rate: 100 Mbps, delay: 99 us, loss: 0.10 %, duplicate: 0.2 %, reorder: 0.4 %, reorder_delay: 97 ms}\n"
        "        phones:\n"
        "          - {model: CP-9971, count: 4, tftp: {windowsize: 1}}\n"
        "      -\n"
        "        lan: {rate: 100 Mbps, delay: 57 us}\n"
        "        phones:\n"
        "          - {model: CP-7965, count: 5, tftp: {windowsize: 2}}\n"
        "          - {model: CP-9971, count: 2, pfs: {share: 42 %}, tftp: {windowsize: 2}}\n"
        "      -\n"
        "        lan: {rate: 100 Mbps, delay: 14 us, loss: 0.8 %, reorder: 0.6 %, reorder_delay: 37 ms}\n"
        "        phones:\n"
        "          - {model: CP-7841, count: 4}\n"
        "  -\n"
        "    wan: {rate: 1.544 Mbps, rtt: 124158 us, framing: hdlc, queue: {limit: 30705 B}, shaper: {rate: 1082 kbps, burst: 19581 B}, loss: 0.3 %}\n"
        "    subnets:\n"
        "      -\n"
        "        lan: {rate: 10 Mbps, delay: 88 us}\n"
        "        phones:\n"
        "          - {model: CP-9971, count: 6}\n"
        "          - {model: CP-7965, count: 3, pfs: {share: 88 %}}\n"
        "pfs: {children: 5}\n"
        "transport: http then tftp\n";
    char *text = random_scenario(1, 2);
    ck_assert(strcmp(text, wanted) == 0);
    free(text);
}
END_TEST

/* And so are the first of them, by a hash of their texts. */
START_TEST(the_first_sixty_are_known)
{
    XXH64_hash_t hash = 0;
    for (uint32_t number = 0; number < 60; number++) {
        char *text = random_scenario(1, number);
        hash = XXH64(text, strlen(text), hash);
        free(text);
    }
    ck_assert_uint_eq(hash, UINT64_C(13056764039064686746));
}
END_TEST

START_TEST(seeds_and_numbers_differ)
{
    char *text = random_scenario(1, 5);
    char *other_seed = random_scenario(2, 5), *other_number = random_scenario(1, 6);
    ck_assert_str_ne(text, other_seed);
    ck_assert_str_ne(text, other_number);
    free(text);
    free(other_seed);
    free(other_number);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_scenario_is_known);
    tcase_add_test(t, the_first_sixty_are_known);
    tcase_add_test(t, seeds_and_numbers_differ);
}

int main(void)
{
    return run_tests("random scenarios", add);
}
