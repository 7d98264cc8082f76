/* What is kept of the sharing: small_sharing.h's run, and what goes wrong, told by hand. */
#include "results/record_peers.h"

#include "results/record.h"
#include "results/summary.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static struct record r;
static struct observer o;

static void setup(void)
{
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
}

static void teardown(void)
{
    record_fini(&r);
}

static void add_phones(void)
{
    for (int i = 0; i < 3; i++)
        o.phone_added(&r, &small_phones[i]);
}

static const struct member *member(uint32_t phone, const char *file)
{
    for (uint32_t i = 0; i < r.peers.count; i++)
        if (r.peers.members[i].phone == phone && strcmp(r.peers.members[i].file, file) == 0)
            return &r.peers.members[i];
    ck_abort_msg("phone %u has no part in %s", phone, file);
    return NULL;
}

START_TEST(places_and_times_are_kept)
{
    small_sharing(&o);
    const struct member *root = member(0, "a.loads"), *leaf = member(2, "a.loads");
    ck_assert_uint_eq(r.peers.count, 6);
    ck_assert_uint_eq(root->role, MEMBER_ROOT);
    ck_assert_int_eq(root->joined, 20 * TENTHS);
    ck_assert_int_eq(root->receiving, 30 * TENTHS);
    ck_assert_int_eq(root->has_file, 40 * TENTHS);
    ck_assert_int_eq(root->done, 60 * TENTHS);
    ck_assert_uint_eq(leaf->role, MEMBER_CHILD);
    ck_assert_uint_eq(leaf->parent, small_phones[1].address);
    ck_assert_uint_eq(leaf->depth, 2);
    ck_assert_uint_eq(leaf->rejoins, 0);
}
END_TEST

START_TEST(one_that_begins_anew_is_counted)
{
    small_sharing(&o);
    const struct member *m = member(0, "b.sbn");
    ck_assert_uint_eq(m->role, MEMBER_CHILD);
    ck_assert_uint_eq(m->rejoins, 1);
    ck_assert_int_eq(m->joined, 78 * TENTHS);
    ck_assert_ptr_null(m->reason); /* it has a place again */
}
END_TEST

START_TEST(one_that_falls_back_has_a_reason)
{
    small_sharing(&o);
    const struct member *m = member(2, "b.sbn");
    ck_assert_uint_eq(m->role, MEMBER_FELL_BACK);
    ck_assert_str_eq(m->reason, "no rejoin left");
    ck_assert_int_eq(m->joined, -1);
}
END_TEST

START_TEST(a_parent_counts_its_children)
{
    add_phones();
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
    share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 1, 0, 2);
    share_peer(&o, 1, "a.loads", PEER_CHILD, 0, 1, 2); /* the same, as the child sees it */
    ck_assert_uint_eq(member(0, "a.loads")->children, 1);
    share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 2, 0, 3);
    share_peer(&o, 0, "a.loads", PEER_CHILD_GONE, 1, 0, 4);
    ck_assert_uint_eq(member(0, "a.loads")->children, 1);
    ck_assert_uint_eq(member(0, "a.loads")->most_children, 2);
    share_peer(&o, 0, "a.loads", PEER_DONE, -1, 0, 5);
    ck_assert_uint_eq(member(0, "a.loads")->children, 0);
    ck_assert_uint_eq(member(0, "a.loads")->most_children, 2);
}
END_TEST

/* Its child has lost the connection, and hears so after another has its place: one at once. */
START_TEST(child_that_has_left_takes_no_place)
{
    add_phones();
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
    share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 1, 0, 2);
    share_peer(&o, 1, "a.loads", PEER_CHILD, 0, 1, 2);
    share_peer(&o, 0, "a.loads", PEER_CHILD_GONE, 1, 0, 3);
    share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 2, 0, 4);
    share_peer(&o, 2, "a.loads", PEER_CHILD, 0, 1, 4);
    share_peer(&o, 1, "a.loads", PEER_LEFT, 0, 1, 9);
    ck_assert_uint_eq(member(0, "a.loads")->children, 1);
    ck_assert_uint_eq(member(0, "a.loads")->most_children, 1);
}
END_TEST

/* What it had before says nothing about it any more. */
START_TEST(parent_that_begins_anew_forgets_its_children)
{
    static const enum peer_event ends[] = {PEER_LEFT, PEER_FELL_BACK};
    for (int i = 0; i < 2; i++) {
        teardown();
        setup();
        add_phones();
        share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
        share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 1, 0, 2);
        share_peer(&o, 0, "a.loads", ends[i], -1, 0, 3);
        share_peer(&o, 0, "a.loads", PEER_CHILD_GONE, 1, 0, 3); /* and none goes below none */
        ck_assert_uint_eq(member(0, "a.loads")->children, 0);
        share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 4);
        share_peer(&o, 0, "a.loads", PEER_ACCEPTED, 2, 0, 5);
        ck_assert_uint_eq(member(0, "a.loads")->most_children, 1);
    }
}
END_TEST

START_TEST(unplugged_phone_has_no_place)
{
    add_phones();
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
    share_peer(&o, 1, "a.loads", PEER_CHILD, 0, 1, 2);
    share_peer(&o, 1, "a.loads", PEER_ACCEPTED, 2, 1, 2);
    small_change(&o, 1, "unplugged", false, 3);
    ck_assert_uint_eq(member(1, "a.loads")->role, MEMBER_NONE);
    ck_assert_str_eq(member(1, "a.loads")->reason, "unplugged");
    ck_assert_uint_eq(member(1, "a.loads")->children, 0);
    share_peer(&o, 1, "a.loads", PEER_CHILD, 0, 1, 9); /* it is back */
    ck_assert_uint_eq(member(1, "a.loads")->rejoins, 1);
    ck_assert_uint_eq(r.peers.count, 2);
}
END_TEST

START_TEST(phone_that_stays_out_has_no_place)
{
    add_phones();
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
    small_end(&o, 0, false, "unplugged", 3);
    ck_assert_uint_eq(member(0, "a.loads")->role, MEMBER_NONE);
    ck_assert_str_eq(member(0, "a.loads")->reason, "unplugged");
}
END_TEST

START_TEST(unplugged_phone_that_was_done_keeps_its_place)
{
    add_phones();
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 1);
    share_peer(&o, 0, "a.loads", PEER_HAS_FILE, -1, 0, 2);
    share_peer(&o, 0, "a.loads", PEER_DONE, -1, 0, 3);
    small_change(&o, 0, "unplugged", false, 4);
    ck_assert_uint_eq(member(0, "a.loads")->role, MEMBER_ROOT);
}
END_TEST

START_TEST(summary_counts_the_sharing)
{
    small_sharing(&o);
    struct run_summary s;
    summary_make(&s, &r);
    ck_assert_uint_eq(s.pfs.hierarchies, 2);
    ck_assert_uint_eq(s.pfs.roots, 2);
    ck_assert_uint_eq(s.pfs.children, 3);
    ck_assert_uint_eq(s.pfs.fell_back, 1);
    ck_assert_uint_eq(s.pfs.without, 0);
    ck_assert_uint_eq(s.pfs.rejoins, 1);
    ck_assert_uint_eq(s.pfs.max_depth, 2);
    ck_assert_uint_eq(s.pfs.max_children, 1);
    ck_assert_uint_eq(s.files, 6);
    ck_assert_uint_eq(s.server_files, 3);
}
END_TEST

START_TEST(nothing_is_kept_without_sharing)
{
    small_run(&o);
    struct run_summary s;
    summary_make(&s, &r);
    ck_assert_uint_eq(s.pfs.hierarchies, 0);
    ck_assert_ptr_null(r.peers.members);
    ck_assert_ptr_null(r.peers.by_address);
    ck_assert_uint_eq(s.server_files, 3);
}
END_TEST

START_TEST(progress_is_not_kept_unless_told)
{
    small_sharing(&o);
    ck_assert_uint_eq(r.progress.count, 0);
    ck_assert_uint_eq(r.progress.state_count, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, places_and_times_are_kept);
    tcase_add_test(t, one_that_begins_anew_is_counted);
    tcase_add_test(t, one_that_falls_back_has_a_reason);
    tcase_add_test(t, a_parent_counts_its_children);
    tcase_add_test(t, child_that_has_left_takes_no_place);
    tcase_add_test(t, parent_that_begins_anew_forgets_its_children);
    tcase_add_test(t, unplugged_phone_has_no_place);
    tcase_add_test(t, phone_that_stays_out_has_no_place);
    tcase_add_test(t, unplugged_phone_that_was_done_keeps_its_place);
    tcase_add_test(t, summary_counts_the_sharing);
    tcase_add_test(t, nothing_is_kept_without_sharing);
    tcase_add_test(t, progress_is_not_kept_unless_told);
}

int main(void)
{
    return run_tests("record_peers", add);
}
