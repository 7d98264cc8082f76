/* A file's way down a tree of phones, against arithmetic that can be done by hand. */
#include "models/analytic/sharing_tree.h"

#include "tests/support.h"

/* Ports of 1 Mbps without framing, and segments of 1,000 bytes with their headers: 8 ms each. */
static const struct analytic_line slow = {1e6, 0, 0, 0, 1000, false};
static const struct analytic_tcp plain = {960, 40, 65535, 3};

static struct sharing_hop hop_of(const struct analytic_line *lan, double bytes)
{
    const struct sharing_ports ports = sharing_ports_of(lan, &plain);
    return sharing_hop_of(&ports, bytes);
}

START_TEST(a_hop_takes_each_child_s_bytes)
{
    const double bytes = 100 * 960 - 10; /* 100 segments, with two headers of DATA */
    const struct sharing_hop h = hop_of(&slow, bytes);
    const double one = 100 * 0.008 + 85 * 8e-6; /* and FILE, of 45 bytes, before them */
    ck_assert_double_eq_tol(sharing_hop_time(&h, 1), one + 0.008, 1e-9);
    ck_assert_double_eq_tol(sharing_hop_time(&h, 2), 2 * one + 0.008, 1e-9);
}
END_TEST

START_TEST(a_hop_is_held_by_the_window)
{
    struct analytic_line far = slow;
    far.delay = 1;
    const struct sharing_hop h = hop_of(&far, 655350 - 5 * 10);
    /* 10 windows, each of a round trip: 2 segments and 2 ACKs, and 4 s of cables. */
    ck_assert_double_gt(sharing_hop_time(&h, 1), 10 * (2 * 0.008 + 2 * 0.00032 + 4));
}
END_TEST

/* 40 phones: subtrees of 20 and 19; 10 and 9; 5 and 4; 2; 1: four hops to two, one to one. */
START_TEST(a_tree_is_as_deep_as_it_must_be)
{
    static const struct {
        double phones, limit, full_hops, last_children;
    } trees[] = {{1, 2, 0, 0},  {2, 2, 0, 1},  {3, 2, 1, 0},    {4, 2, 1, 1}, {7, 2, 2, 0},
                 {40, 2, 4, 1}, {13, 3, 2, 0}, {1000, 2, 9, 0}, {4, 1, 3, 0}, {9, 3, 1, 2}};
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        const struct sharing_shape s = sharing_shape_of(trees[i].phones, trees[i].limit);
        ck_assert_double_eq(s.full_hops, trees[i].full_hops);
        ck_assert_double_eq(s.last_children, trees[i].last_children);
    }
}
END_TEST

START_TEST(who_has_passed_a_file_on_begins_with_the_next)
{
    const struct sharing_ports ports = sharing_ports_of(&slow, &plain);
    const struct sharing_hop h = sharing_hop_of(&ports, 9600);
    const struct sharing_shape one = sharing_shape_of(1, 2), few = sharing_shape_of(4, 2),
                               many = sharing_shape_of(5, 2);
    ck_assert_double_eq(sharing_spread_of(&ports, &one, 9600).first, 0);
    ck_assert_double_eq(sharing_spread_of(&ports, &few, 9600).first,
                        sharing_hop_time(&h, 2)); /* a leaf */
    ck_assert_double_gt(sharing_spread_of(&ports, &many, 9600).first, sharing_hop_time(&h, 2));
    ck_assert_double_eq(sharing_spread_of(&ports, &one, 9600).all, 0);
    ck_assert_double_eq(sharing_spread_of(&ports, &few, 9600).all,
                        sharing_hop_time(&h, 2) + sharing_hop_time(&h, 1));
    ck_assert_double_eq(sharing_spread_of(&ports, &few, 9600).hop, sharing_hop_time(&h, 1));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_hop_takes_each_child_s_bytes);
    tcase_add_test(t, a_hop_is_held_by_the_window);
    tcase_add_test(t, a_tree_is_as_deep_as_it_must_be);
    tcase_add_test(t, who_has_passed_a_file_on_begins_with_the_next);
}

int main(void)
{
    return run_tests("analytic sharing tree", add);
}
