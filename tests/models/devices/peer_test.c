/* A phone's part in PFS, driven on the native engine's LAN; peers.h has the phones' doubles. */
#include "models/devices/late_timer.h"
#include "tests/models/devices/peers.h"

static struct peers peers;

static void teardown(void)
{
    peers_fini(&peers);
}

static void start(uint32_t count)
{
    peers_init(&peers, count);
}

static void go(void)
{
    peers_build(&peers);
    peers_plug_all(&peers);
}

/* --- sharing ---------------------------------------------------------------------------------- */

START_TEST(a_lone_phone_gets_all_files_by_itself)
{
    start(1);
    go();
    peers_run_until(&peers, 60 * SECONDS);
    peers_expect_complete(&peers, FILES);
}
END_TEST

START_TEST(two_phones_need_one_download)
{
    start(2);
    go();
    peers_run_until(&peers, 2 * MINUTES);
    peers_expect_complete(&peers, FILES);
    ck_assert_uint_eq(peers.fakes[0].from_parent + peers.fakes[1].from_parent, FILES);
}
END_TEST

START_TEST(phones_whose_timers_are_late_share_as_well)
{
    static struct lateness lateness[FAKES_MAX];
    start(FAKES_MAX);
    peers_build(&peers);
    for (uint32_t i = 0; i < peers.count; i++)
        lateness_init(&lateness[i], peers.fakes[i].host, 20 * MILLISECONDS, 0);
    const struct random_stream before = lateness[0].draws;
    peers_plug_all(&peers);
    peers_run_until(&peers, 2 * MINUTES);
    peers_expect_complete(&peers, FILES);
    ck_assert_mem_ne(&lateness[0].draws, &before, sizeof before);
}
END_TEST

START_TEST(eight_phones_need_one_download_and_no_parent_has_three_children)
{
    start(8);
    go();
    peers_run_until(&peers, 16 * SECONDS); /* the first file's hierarchy stands */
    uint32_t roots = 0, children[FAKES_MAX] = {0};
    for (uint32_t i = 0; i < peers.count; i++) {
        const struct fake *f = &peers.fakes[i];
        ck_assert_uint_eq(f->xid, peers.fakes[0].xid);
        ck_assert_uint_le(f->depth, 3);
        if (f->parent)
            children[(f->parent & 0xff) - 1]++;
        else
            roots++;
    }
    ck_assert_uint_eq(roots, 1);
    for (uint32_t i = 0; i < peers.count; i++)
        ck_assert_uint_le(children[i], 2);
    peers_run_until(&peers, 2 * MINUTES);
    peers_expect_complete(&peers, FILES);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_run_and_another_one_another)
{
    char *seen[3];
    for (int i = 0; i < 3; i++) {
        start(5);
        peers.write_events = true;
        peers.network.options.seed = i < 2 ? 1 : 2;
        go();
        peers_run_until(&peers, 2 * MINUTES);
        seen[i] = mem_strdup(peers.network.seen);
        if (i < 2)
            peers_fini(&peers);
    }
    ck_assert_str_eq(seen[0], seen[1]);
    ck_assert_str_ne(seen[0], seen[2]);
    for (int i = 0; i < 3; i++)
        free(seen[i]);
}
END_TEST

/* --- losing a parent -------------------------------------------------------------------------- */

static struct fake *root(void)
{
    for (uint32_t i = 0; i < peers.count; i++)
        if (peers.fakes[i].peer && peer_is_downloading(peers.fakes[i].peer))
            return &peers.fakes[i];
    return NULL;
}

static void run_until_root_downloads(sim_time step)
{
    while (!root())
        peers_run_until(&peers, net_now(peers.network.net) + step);
}

START_TEST(when_the_root_is_unplugged_the_others_form_a_new_hierarchy)
{
    start(5);
    go();
    run_until_root_downloads(100 * MILLISECONDS);
    peers_run_until(&peers, net_now(peers.network.net) + peers.download / 2);
    struct fake *lost = root();
    fake_unplug(lost);
    peers_run_until(&peers, 5 * MINUTES);
    peers_expect_complete(&peers, FILES + 1);
    for (uint32_t i = 0; i < peers.count; i++)
        if (&peers.fakes[i] != lost)
            ck_assert_ptr_nonnull(peers.fakes[i].left);
}
END_TEST

START_TEST(when_two_roots_are_lost_the_others_fall_back)
{
    start(5);
    go();
    for (int i = 0; i < 2; i++) {
        run_until_root_downloads(100 * MILLISECONDS);
        fake_unplug(root());
    }
    peers_run_until(&peers, 5 * MINUTES);
    uint32_t fall_backs = 0;
    for (uint32_t i = 0; i < peers.count; i++) {
        ck_assert(!peers.fakes[i].peer || peers.fakes[i].has_all);
        fall_backs += peers.fakes[i].fall_backs;
    }
    ck_assert_uint_ge(fall_backs, 3);
}
END_TEST

static struct fake *victim;

/* Unplugs the parent of the first one that has got half of the second file. */
static bool unplug_parent_at_half(struct fake *f, const char *event)
{
    if (!victim && f->file == 1 && strcmp(event, "delivered") == 0 &&
        f->got > peers.files[1].size / 2) {
        victim = &peers.fakes[(f->parent & 0xff) - 1];
        fake_unplug(victim);
    }
    return false;
}

START_TEST(a_parent_that_is_unplugged_while_it_serves_is_replaced)
{
    start(5);
    peers.before = unplug_parent_at_half;
    victim = NULL;
    go();
    peers_run_until(&peers, 5 * MINUTES);
    ck_assert_ptr_nonnull(victim);
    for (uint32_t i = 0; i < peers.count; i++)
        ck_assert(&peers.fakes[i] == victim || peers.fakes[i].has_all);
}
END_TEST

START_TEST(a_phone_that_is_plugged_in_again_joins_with_other_xids)
{
    start(1);
    go();
    peers_run_until(&peers, 11 * SECONDS);
    const uint32_t first = peers.fakes[0].xid;
    fake_unplug(&peers.fakes[0]);
    peers_run_until(&peers, 20 * SECONDS);
    fake_plug(&peers.fakes[0]);
    peers_run_until(&peers, 100 * SECONDS);
    peers_expect_complete(&peers, FILES);
    ck_assert_uint_ne(first, 0);
    ck_assert_uint_ne(peers.fakes[0].xid, first);
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

static const char *free_at;
static uint32_t free_after; /* so many of them */
static bool freed;

static bool free_in_event(struct fake *f, const char *event)
{
    if (freed || strcmp(event, free_at) != 0 || free_after-- > 0)
        return false;
    freed = true;
    peer_free(f->peer);
    f->peer = NULL;
    return true;
}

/* The others get along without it. */
START_TEST(a_peer_may_be_freed_in_any_of_its_events)
{
    static const char *const events[] = {"download", "delivered", "check", "done", "fall back"};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        for (uint32_t after = 0; after < 2; after++) {
            start(4);
            free_at = events[i];
            free_after = after;
            freed = false;
            peers.before = free_in_event;
            peers.config.rejoins = 0;
            go();
            if (i == 4) {
                run_until_root_downloads(100 * MILLISECONDS);
                fake_unplug(root());
            }
            peers_run_until(&peers, 5 * MINUTES);
            ck_assert_msg(freed, "%s", free_at);
            for (uint32_t f = 0; f < peers.count; f++)
                ck_assert(!peers.fakes[f].peer || peers.fakes[f].has_all);
            if (i < 4 || after < 1)
                peers_fini(&peers);
        }
}
END_TEST

/* With the run going on: no timer, socket or connection of theirs is left. */
START_TEST(peers_can_be_freed_at_any_time)
{
    for (int i = 0; i < 60; i++) {
        start(4);
        go();
        peers_run_until(&peers, (11700 + 7 * i * i) * MILLISECONDS);
        for (uint32_t f = 0; f < peers.count; f++) {
            timer_cancel(peers.network.net->events, &peers.fakes[f].timer);
            peer_free(peers.fakes[f].peer);
            peers.fakes[f].peer = NULL;
        }
        network_run(&peers.network);
        if (i < 59)
            peers_fini(&peers);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_lone_phone_gets_all_files_by_itself);
    tcase_add_test(t, two_phones_need_one_download);
    tcase_add_test(t, phones_whose_timers_are_late_share_as_well);
    tcase_add_test(t, eight_phones_need_one_download_and_no_parent_has_three_children);
    tcase_add_test(t, the_same_seed_gives_the_same_run_and_another_one_another);
    tcase_add_test(t, when_the_root_is_unplugged_the_others_form_a_new_hierarchy);
    tcase_add_test(t, when_two_roots_are_lost_the_others_fall_back);
    tcase_add_test(t, a_parent_that_is_unplugged_while_it_serves_is_replaced);
    tcase_add_test(t, a_phone_that_is_plugged_in_again_joins_with_other_xids);
    tcase_add_test(t, a_peer_may_be_freed_in_any_of_its_events);
    tcase_add_test(t, peers_can_be_freed_at_any_time);
}

int main(void)
{
    return run_tests("peer", add);
}
