/* Trees that form among many machines: what must hold of them. */
#include "tests/models/pfs/swarm.h"
#include "tests/models/pfs/timeline.h"

#define PERCENT 10000000u /* parts per billion */

static int log2_of(int n)
{
    int log = 0;
    while (n >>= 1)
        log++;
    return log;
}

static int most_depth(const struct swarm *s)
{
    int most = 0;
    for (int i = 0; i < s->count; i++)
        if (s->phones[i].depth_most > most)
            most = s->phones[i].depth_most;
    return most;
}

static void expect_no_cycle(const struct swarm *s)
{
    for (int i = 0; i < s->count; i++)
        ck_assert(!has_cycle(s, i));
}

static int fallen_back(const struct swarm *s)
{
    int count = 0;
    for (int i = 0; i < s->count; i++)
        count += s->phones[i].fell_back;
    return count;
}

START_TEST(without_loss_there_is_one_root_and_a_shallow_tree)
{
    for (int n = 1; n <= PHONES_MAX; n++) {
        struct swarm *s = swarm_new(n, (uint64_t)n, &default_config);
        swarm_start(s, n % 3 == 0 ? 0 : n % 3 == 1 ? 20 * MILLISECONDS : SECONDS);
        while (s->downloads == 0)
            EXPECT(swarm_step(s));
        expect_no_cycle(s);
        swarm_run(s, 120 * SECONDS);
        ck_assert_msg(s->roots == 1, "%d roots among %d", s->roots, n);
        ck_assert_int_eq(s->downloads, 1);
        ck_assert_int_eq(fallen_back(s), 0);
        ck_assert_msg(most_depth(s) <= 2 + log2_of(n), "depth %d of %d", most_depth(s), n);
        swarm_free(s);
    }
}
END_TEST

START_TEST(late_comers_find_the_root)
{
    struct swarm *s = swarm_new(40, 4, &default_config);
    swarm_start(s, 25 * SECONDS);
    swarm_run(s, 200 * SECONDS);
    ck_assert_int_eq(s->downloads, 1);
    swarm_free(s);
}
END_TEST

START_TEST(with_losses_everybody_gets_the_file)
{
    for (uint64_t seed = 1; seed <= 60 / FEWER; seed++) {
        const int n = 1 + (int)(seed * 7 % PHONES_MAX);
        struct swarm *s = swarm_new(n, seed, &default_config);
        s->broadcast_loss = (uint32_t)(seed % 6) * PERCENT * 5;
        s->slow = 5 * PERCENT;
        s->latency = 20 * MILLISECONDS;
        swarm_start(s, SECONDS);
        swarm_run(s, 600 * SECONDS);
        swarm_free(s);
    }
}
END_TEST

START_TEST(damaged_bytes_are_never_kept)
{
    for (uint64_t seed = 1; seed <= 20 / FEWER; seed++) {
        struct swarm *s = swarm_new(20, seed, &default_config);
        s->damage = 10 * PERCENT;
        swarm_start(s, SECONDS);
        swarm_run(s, 600 * SECONDS);
        swarm_free(s);
    }
}
END_TEST

/* The phone that leads at that time, or -1. */
static int root_of(const struct swarm *s)
{
    for (int i = 0; i < s->count; i++)
        if (s->phones[i].plugged && s->phones[i].peer.confirmed)
            return i;
    return -1;
}

START_TEST(roots_are_unplugged)
{
    for (uint64_t seed = 1; seed <= 40 / FEWER; seed++) {
        struct swarm *s = swarm_new(2 + (int)(seed * 5 % 58), seed, &default_config);
        s->broadcast_loss = (uint32_t)(seed % 3) * 5 * PERCENT;
        swarm_start(s, SECONDS);
        const sim_time at = random_time(&s->random, 35 * SECONDS);
        while (s->now < at || root_of(s) < 0) {
            if (is_over(s))
                break;
            EXPECT(swarm_step(s));
        }
        if (root_of(s) >= 0)
            s->phones[root_of(s)].plugged = false;
        swarm_run(s, 1200 * SECONDS);
        swarm_free(s);
    }
}
END_TEST

START_TEST(any_phones_are_unplugged)
{
    for (uint64_t seed = 1; seed <= 60 / FEWER; seed++) {
        const int n = 1 + (int)(seed * 11 % PHONES_MAX);
        struct swarm *s = swarm_new(n, seed, &default_config);
        s->broadcast_loss = (uint32_t)(seed % 6) * PERCENT;
        s->slow = (uint32_t)(seed % 4) * PERCENT;
        s->latency = 5 * MILLISECONDS;
        swarm_start(s, seed % 5 == 0 ? 30 * SECONDS : SECONDS);
        for (uint64_t i = 0; i < 1 + seed % 6; i++)
            swarm_unplug(s, (int)random_below(&s->random, (uint64_t)n),
                         random_time(&s->random, 60 * SECONDS));
        swarm_run(s, 1200 * SECONDS);
        swarm_free(s);
    }
}
END_TEST

START_TEST(a_root_that_is_unplugged_costs_one_more_download)
{
    struct swarm *s = swarm_new(30, 9, &default_config);
    swarm_start(s, SECONDS);
    while (s->downloads == 0)
        EXPECT(swarm_step(s));
    s->phones[root_of(s)].plugged = false;
    swarm_run(s, 600 * SECONDS);
    ck_assert_int_eq(s->downloads, 2);
    ck_assert_int_eq(fallen_back(s), 0);
    swarm_free(s);
}
END_TEST

START_TEST(a_phone_in_the_middle_that_is_unplugged_costs_no_download)
{
    struct swarm *s = swarm_new(30, 10, &default_config);
    swarm_start(s, SECONDS);
    s->download = 60 * SECONDS;
    while (s->downloads == 0)
        EXPECT(swarm_step(s));
    const int root = root_of(s);
    for (int i = 0; i < s->count; i++)
        if (s->phones[i].parent == root) {
            s->phones[i].plugged = false;
            break;
        }
    swarm_run(s, 600 * SECONDS);
    ck_assert_int_eq(s->downloads, 1);
    ck_assert_int_eq(fallen_back(s), 0);
    swarm_free(s);
}
END_TEST

START_TEST(two_roots_that_meet_become_one)
{
    /* No broadcast gets through until both halves have their root. */
    struct swarm *s = swarm_new(2, 3, &default_config);
    s->broadcast_loss = 1000000000;
    swarm_start(s, 100 * MILLISECONDS);
    while (s->roots < 2)
        EXPECT(swarm_step(s));
    ck_assert_int_lt(s->now, 3 * SECONDS);
    /* A third phone comes, whose claim both answer. */
    s->broadcast_loss = 0;
    struct swarm_phone *late = &s->phones[s->count++];
    late->swarm = s;
    late->plugged = true;
    late->parent = -1;
    late->identity = (struct pfs_identity){.address = SWARM_NET + 2, .model = "CP-7965G"};
    pfs_peer_init(&late->peer, &s->config, &late->identity, swarm_draw, late);
    at_in(s, s->now, START)->phone = 2;
    swarm_run(s, 120 * SECONDS);
    ck_assert_int_eq(s->downloads, 1);
    ck_assert_uint_eq(s->phones[0].peer.counters.yields + s->phones[1].peer.counters.yields, 1);
    swarm_free(s);
}
END_TEST

START_TEST(without_broadcasts_each_is_its_own_root)
{
    struct swarm *s = swarm_new(10, 3, &default_config);
    s->broadcast_loss = 1000000000;
    swarm_start(s, SECONDS);
    swarm_run(s, 60 * SECONDS);
    ck_assert_int_eq(s->downloads, 10);
    swarm_free(s);
}
END_TEST

START_TEST(a_missing_file_ends_in_a_fall_back_of_all)
{
    struct swarm *s = swarm_new(40, 3, &default_config);
    s->missing = true;
    s->download = 20 * MILLISECONDS;
    swarm_start(s, SECONDS);
    swarm_run(s, 60 * SECONDS);
    ck_assert_int_eq(s->downloads, 1);
    ck_assert_int_eq(fallen_back(s), 40);
    swarm_free(s);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, without_loss_there_is_one_root_and_a_shallow_tree);
    tcase_add_test(t, late_comers_find_the_root);
    tcase_add_test(t, with_losses_everybody_gets_the_file);
    tcase_add_test(t, damaged_bytes_are_never_kept);
    tcase_add_test(t, roots_are_unplugged);
    tcase_add_test(t, any_phones_are_unplugged);
    tcase_add_test(t, a_root_that_is_unplugged_costs_one_more_download);
    tcase_add_test(t, a_phone_in_the_middle_that_is_unplugged_costs_no_download);
    tcase_add_test(t, two_roots_that_meet_become_one);
    tcase_add_test(t, without_broadcasts_each_is_its_own_root);
    tcase_add_test(t, a_missing_file_ends_in_a_fall_back_of_all);
}

int main(void)
{
    return run_tests("swarm", add);
}
