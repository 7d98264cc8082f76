/* Hierarchies made of small_sharing.h's run: their tables, and their pictures as dot files. */
#include "results/hierarchy.h"

#include "results/hierarchy_dot.h"
#include "results/tables.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static struct record r;
static struct observer o;
static struct hierarchies h;

static void setup(void)
{
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
}

static void teardown(void)
{
    hierarchies_free(&h);
    record_fini(&r);
}

static char *written(void (*write)(FILE *, const struct record *))
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    write(file, &r);
    fclose(file);
    return text;
}

static char *drawn(const struct hierarchy *hierarchy)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    hierarchy_dot(file, hierarchy);
    fclose(file);
    return text;
}

static void expect_in(const char *text, const char *wanted)
{
    ck_assert_msg(strstr(text, wanted) != NULL, "'%s' is not in\n%s", wanted, text);
}

START_TEST(roots_come_first_and_the_fallen_last)
{
    small_sharing(&o);
    hierarchies_make(&h, &r);
    ck_assert_uint_eq(h.count, 2);
    const struct hierarchy *second = &h.list[1];
    ck_assert_uint_eq(second->count, 3);
    ck_assert_str_eq(second->places[0].phone->info->name, "phone-1");
    ck_assert_str_eq(second->places[1].parent->info->name, "phone-1");
    ck_assert_str_eq(second->places[2].phone->info->name, "phone-2");
    ck_assert_uint_eq(second->roots, 1);
    ck_assert_uint_eq(second->children, 1);
    ck_assert_uint_eq(second->fell_back, 1);
    ck_assert_ptr_null(second->places[2].parent);
}
END_TEST

START_TEST(hierarchies_table)
{
    small_sharing(&o);
    char *text = written(table_hierarchies);
    ck_assert_str_eq(
        text,
        "hierarchy,site,subnet,model,file,phone,role,parent,depth,joined_s,receiving_s,"
        "has_file_s,done_s,rejoins,bytes,from,reason\n"
        "1,branch,10.1.0.0/24,CP-7965,a.loads,phone-0,root,,0,2.000000000,3.000000000,"
        "4.000000000,6.000000000,0,1000,192.0.2.10,\n"
        "1,branch,10.1.0.0/24,CP-7965,a.loads,phone-1,child,phone-0,1,2.500000000,4.100000000,"
        "4.200000000,5.500000000,0,1000,10.1.0.10,\n"
        "1,branch,10.1.0.0/24,CP-7965,a.loads,phone-2,child,phone-1,2,2.600000000,4.300000000,"
        "4.400000000,4.400000000,0,1000,10.1.0.11,\n"
        "2,branch,10.1.0.0/24,CP-7965,b.sbn,phone-1,root,,0,7.000000000,8.000000000,"
        "9.000000000,9.900000000,0,2000,192.0.2.10,\n"
        "2,branch,10.1.0.0/24,CP-7965,b.sbn,phone-0,child,phone-1,1,7.800000000,9.100000000,"
        "9.300000000,9.400000000,1,2000,10.1.0.11,\n"
        "2,branch,10.1.0.0/24,CP-7965,b.sbn,phone-2,fallback,,,,,11.000000000,,0,2000,"
        "192.0.2.10,no rejoin left\n");
    free(text);
}
END_TEST

START_TEST(subnets_do_not_share)
{
    struct phone_group elsewhere = small_group;
    struct phone_info other = small_phones[1];
    elsewhere.subnet = "10.2.0.0/24";
    other.group = &elsewhere;
    o.phone_added(&r, &small_phones[0]);
    o.phone_added(&r, &other);
    share_peer(&o, 1, "a.loads", PEER_ROOT, -1, 0, 1);
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 2);
    hierarchies_make(&h, &r);
    ck_assert_uint_eq(h.count, 2);
    ck_assert_str_eq(h.list[0].places[0].phone->info->name, "phone-1"); /* it began first */
}
END_TEST

START_TEST(download_that_completed_counts)
{
    small_sharing(&o);
    const struct file_info late = {.phone = 0,
                                   .file = "a.loads",
                                   .from = small_server.address,
                                   .method = "tftp",
                                   .transport = "tftp",
                                   .bytes = 3,
                                   .reason = "lost"};
    o.file_ended(&r, &late);
    hierarchies_make(&h, &r);
    ck_assert_uint_eq(h.list[0].places[0].file->bytes, SHARED_A);
}
END_TEST

START_TEST(dot_has_root_depth_and_times)
{
    small_sharing(&o);
    hierarchies_make(&h, &r);
    char *text = drawn(&h.list[0]);
    expect_in(text, "a.loads\\nCP-7965, branch, 10.1.0.0/24: 1 root, 2 children");
    expect_in(text, "without their beginning pho\\nat the edges: from when to when the file came "
                    "(s)\";\n");
    expect_in(text, "p0 [label=\"ne-0\", fillcolor=\"#d55e00\"");
    expect_in(text, "p2 [label=\"ne-2\", fillcolor=\"#3182bd\"");
    expect_in(text, "server -> p0 [label=\" 3.0–4.0 \"]");
    expect_in(text, "p1 -> p2 [label=\" 4.3–4.4 \"]");
    expect_in(text, "rankdir=TB");
    ck_assert_ptr_null(strstr(text, "cluster_apart"));
    free(text);
}
END_TEST

START_TEST(dot_sets_the_fallen_apart)
{
    small_sharing(&o);
    hierarchies_make(&h, &r);
    char *text = drawn(&h.list[1]);
    expect_in(text, "1 root, 1 child, 1 fell back");
    expect_in(text, "subgraph cluster_apart");
    expect_in(text, "p2 [label=\"ne-2\\nno rejoin left\", style=\"filled,dashed,rounded\"");
    ck_assert_ptr_null(strstr(text, "-> p2"));
    free(text);
}
END_TEST

START_TEST(dot_of_odd_names_is_well_formed)
{
    struct phone_group odd_group = small_group;
    struct phone_info odd = small_phones[0];
    odd_group.site = "site\nwith two lines";
    odd.name = "a \"b\\\" é";
    odd.group = &odd_group;
    o.phone_added(&r, &odd);
    share_peer(&o, 0, "a/../b é.loads", PEER_ROOT, -1, 0, 1);
    hierarchies_make(&h, &r);
    char *text = drawn(&h.list[0]), *name = hierarchy_dot_name(7, &h.list[0]);
    expect_in(text, "\\\"b\\\\\\\"");
    expect_in(text, "site\\\\x0awith two lines");
    ck_assert_str_eq(name, "hierarchy-007-a_.._b___.loads.dot");
    free(name);
    free(text);
}
END_TEST

/* All of a small file's times would be the same in tenths of a second. */
START_TEST(dot_of_a_small_file_has_milliseconds)
{
    const struct observer *observer = &o;
    for (int i = 0; i < 2; i++)
        o.phone_added(&r, &small_phones[i]);
    share_peer(observer, 0, "a.loads", PEER_ROOT, -1, 0, 10);
    share_peer(observer, 1, "a.loads", PEER_CHILD, 0, 1, 11);
    share_progress(observer, 0, "a.loads", 0, true, true, 20);
    share_peer(observer, 0, "a.loads", PEER_RECEIVING, -1, 0, 20);
    share_peer(observer, 0, "a.loads", PEER_HAS_FILE, -1, 0, 21);
    share_peer(observer, 1, "a.loads", PEER_RECEIVING, 0, 1, 22);
    share_peer(observer, 1, "a.loads", PEER_HAS_FILE, 0, 1, 29);
    hierarchies_make(&h, &r);
    char *text = drawn(&h.list[0]);
    expect_in(text, "file came (ms, from 2.0 s on)");
    expect_in(text, "server -> p0 [label=\" 0.0–100.0 \"]");
    expect_in(text, "p0 -> p1 [label=\" 200.0–900.0 \"]");
    free(text);
}
END_TEST

START_TEST(large_hierarchies_grow_to_the_right)
{
    static struct phone_info phones[HIERARCHY_UPRIGHT + 1];
    for (uint32_t i = 0; i <= HIERARCHY_UPRIGHT; i++) {
        phones[i] = small_phones[0];
        phones[i].id = i;
        phones[i].address += i;
        o.phone_added(&r, &phones[i]);
        share_peer(&o, i, "a.loads", i ? PEER_CHILD : PEER_ROOT, i ? 0 : -1, i > 0, 1);
    }
    hierarchies_make(&h, &r);
    char *text = drawn(&h.list[0]);
    expect_in(text, "rankdir=LR");
    expect_in(text, "p0 -> p64 [style=dashed]"); /* no byte has come */
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, roots_come_first_and_the_fallen_last);
    tcase_add_test(t, hierarchies_table);
    tcase_add_test(t, subnets_do_not_share);
    tcase_add_test(t, download_that_completed_counts);
    tcase_add_test(t, dot_has_root_depth_and_times);
    tcase_add_test(t, dot_sets_the_fallen_apart);
    tcase_add_test(t, dot_of_odd_names_is_well_formed);
    tcase_add_test(t, dot_of_a_small_file_has_milliseconds);
    tcase_add_test(t, large_hierarchies_grow_to_the_right);
}

int main(void)
{
    return run_tests("hierarchy", add);
}
