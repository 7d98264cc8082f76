/* Scenarios drawn at random: a seed and a number are one text, whatever the compiler. */
#include "studies/random_scenario.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scenarios/scenario.h"
#include "tests/library.h"
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
        "phone: {turnaround: 3281 us, restart: 1 s, background_restart: 2 s, retry: 5 s, idle: 60 s, timer_lateness: 755 us, timer_slack: 0.2 %}\n"
        "reset: {pattern: bulk, spread: 3290 ms}\n"
        "server: {kind: atftpd, cpu: 231 us/packet}\n"
        "sites:\n"
        "  -\n"
        "    reset: {at: 4734 ms}\n"
        "    wan: {rate: 34 Mbps, rtt: 173786 us, framing: 12 bytes, queue: {limit: 22 packets, discipline: priority, classes: [{dscp: ef}]}, shaper: {rate: 3860 kbps, burst: 9879 B}}\n"
        "    traffic:\n"
        "      - {kind: packets, arrivals: on-off, direction: down, rate: 6 kbps, start: 2758 ms, stop: 72130 ms}\n"
        "      - {kind: tcp, direction: down, start: 13982 ms, stop: 68242 ms}\n"
        "      - {kind: calls, codec: g711u, packet: 10 ms, count: 2, start: 13930 ms, stop: 58578 ms}\n"
        "    subnets:\n"
        "      -\n"
        "        lan: {rate: 1 Gbps, delay: 21 us}\n"
        "        phones:\n"
        "          - {model: CP-7965, count: 4, pfs: {share: 79 %}, tftp: {windowsize: 2}}\n"
        "          - {model: CP-7965, count: 4, pfs: {share: 42 %}, tftp: {windowsize: 2}}\n"
        "      -\n"
        "        lan: {rate: 1 Gbps, delay: 26 us, loss: 0.10 %, duplicate: 0.6 %}\n"
        "        phones:\n"
        "          - {model: CP-7965, count: 3}\n"
        "          - {model: CP-7965, count: 3}\n"
        "      -\n"
        "        lan: {rate: 1 Gbps, delay: 71 us, loss: 0.14 %, duplicate: 0.5 %, corrupt: 0.02 %}\n"
        "        phones:\n"
        "          - {model: CP-7965, count: 4, tftp: {windowsize: 4}}\n"
        "unplug:\n"
        "  - {phone: root, at: 24832 ms, back_after: 15069 ms}\n"
        "  - {phone: root, at: 14056 ms, back_after: 22929 ms}\n"
        "  - {phone: root, at: 39089 ms, back_after: 4637 ms}\n"
        "qos: {firmware: af21, data: af21}\n";
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
    ck_assert_uint_eq(hash, UINT64_C(11019119505566270650));
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

/* Some line takes less than a packet that must not be fragmented. */
static bool is_refused(const struct scenario *s)
{
    uint32_t least = LINK_MTU;
    for (size_t i = 0; i < s->site_count; i++)
        least = link_mtu(&s->sites[i].down) < least ? link_mtu(&s->sites[i].down) : least;
    return least < scenario_unfragmentable(s);
}

START_TEST(both_engines_run_each)
{
    char *folder = fresh_folder();
    struct error e = {""};
    uint32_t narrow = 0, traffic = 0, disciplines = 0;
    ck_assert_int_eq(random_catalogue_write(folder, &e), 0);
    char *path = mem_printf("%s/random.yaml", folder);
    for (uint32_t number = 0; number < 100; number++) {
        struct scenario s;
        char *text = random_scenario((uint64_t)_i, number);
        ck_assert_msg(
            scenario_load_text(&s, path, text, strlen(text), NULL, 0, source_library(), &e) == 0,
            "%s", e.text);
        ck_assert_msg(!is_refused(&s), "random %u of seed %d", number, _i);
        narrow += strstr(text, "mtu:") != NULL;
        traffic += strstr(text, " traffic:") != NULL;
        disciplines += strstr(text, "discipline:") != NULL;
        scenario_free(&s);
        free(text);
    }
    ck_assert_uint_gt(narrow, 5);
    ck_assert_uint_gt(traffic, 25);
    ck_assert_uint_gt(disciplines, 10);
    free(path);
    remove_folder(folder);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, both_engines_run_each, 1, 30);
    tcase_add_test(t, a_scenario_is_known);
    tcase_add_test(t, the_first_sixty_are_known);
    tcase_add_test(t, seeds_and_numbers_differ);
}

int main(void)
{
    return run_tests("random scenarios", add);
}
