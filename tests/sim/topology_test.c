/* Nodes, links and names as they are added. */
#include "sim/topology.h"

#include "tests/support.h"

static const struct link_direction ways[2];

START_TEST(additions_are_numbered_from_0)
{
    struct topology t;
    topology_init(&t);
    ck_assert_uint_eq(topology_add_node(&t, NODE_ROUTER, "r"), 0);
    ck_assert_uint_eq(topology_add_host(&t, "h", 0x0a000001, 0x0a000000, 24), 1);
    struct topology_link *link = topology_add_link(&t, "cable", 0, 1, &ways[0], &ways[1]);
    ck_assert_ptr_eq(link, &t.links[0]);
    ck_assert_uint_eq(link->node[0], 0);
    ck_assert_uint_eq(link->node[1], 1);
    ck_assert(!link->wan);
    ck_assert_int_eq(t.nodes[1].kind, NODE_HOST);
    ck_assert_uint_eq(t.nodes[1].address, 0x0a000001);
    ck_assert_uint_eq(t.nodes[1].prefix, 0x0a000000);
    ck_assert_uint_eq(t.nodes[1].prefix_length, 24);
    topology_fini(&t);
    ck_assert_uint_eq(t.node_count, 0);
}
END_TEST

START_TEST(names_are_copied)
{
    struct topology t;
    topology_init(&t);
    char name[] = "router";
    topology_add_node(&t, NODE_ROUTER, name);
    topology_add_link(&t, name, 0, 0, &ways[0], &ways[1]);
    name[0] = 'd';
    ck_assert_str_eq(t.nodes[0].name, "router");
    ck_assert_str_eq(t.links[0].name, "router");
    topology_fini(&t);
}
END_TEST

START_TEST(a_thousand_additions_stay_as_they_are)
{
    struct topology t;
    topology_init(&t);
    char name[16];
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%u", i);
        ck_assert_uint_eq(topology_add_host(&t, name, i, i & ~0xffu, 24), i);
        topology_add_link(&t, name, i, i / 2, &ways[i % 2], &ways[1 - i % 2]);
    }
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%u", i);
        ck_assert_str_eq(t.nodes[i].name, name);
        ck_assert_uint_eq(t.nodes[i].address, i);
        ck_assert_ptr_eq(t.links[i].direction[0], &ways[i % 2]);
        ck_assert_ptr_eq(t.links[i].direction[1], &ways[1 - i % 2]);
    }
    topology_fini(&t);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, additions_are_numbered_from_0);
    tcase_add_test(t, names_are_copied);
    tcase_add_test(t, a_thousand_additions_stay_as_they_are);
}

int main(void)
{
    return run_tests("topology", add);
}
