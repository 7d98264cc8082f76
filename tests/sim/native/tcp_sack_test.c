/* The scoreboard against RFC 6675, with segments of 100 bytes: the first that is not acknowledged
 * is at 1, and all up to 1001 was sent. */
#include "sim/native/tcp_sack.h"

#include "tests/support.h"

enum { MSS = 100, FIRST = 1, HIGHEST = 1001 };

static struct tcp_scoreboard b;

static void teardown(void)
{
    tcp_sack_fini(&b);
}

static bool arrives(int64_t from, int64_t until)
{
    return tcp_sack_add(&b, (struct tcp_range){from, until});
}

/* "101-201 301-401 " */
static void expect_ranges(const char *wanted)
{
    char text[200] = "";
    for (uint32_t i = 0; i < b.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d-%d ", (int)b.ranges[i].from,
                 (int)b.ranges[i].until);
    ck_assert_str_eq(text, wanted);
}

static int64_t pipe_of(void)
{
    return tcp_sack_pipe(&b, FIRST, HIGHEST, MSS);
}

START_TEST(ranges_are_joined)
{
    ck_assert(arrives(301, 401));
    ck_assert(arrives(101, 201));
    ck_assert(arrives(501, 601));
    expect_ranges("101-201 301-401 501-601 ");
    ck_assert(!arrives(301, 401));
    ck_assert(!arrives(310, 390));
    ck_assert(arrives(201, 301));
    expect_ranges("101-401 501-601 ");
    ck_assert(arrives(350, 550));
    expect_ranges("101-601 ");
    ck_assert(arrives(51, 701));
    expect_ranges("51-701 ");
}
END_TEST

START_TEST(there_may_be_any_number)
{
    for (int64_t i = 99; i >= 0; i--)
        ck_assert(arrives(20 * i + 10, 20 * i + 20));
    ck_assert_uint_eq(b.count, 100);
    ck_assert_int_eq(tcp_sack_bytes(&b, (struct tcp_range){0, 2000}), 1000);
    ck_assert_int_eq(tcp_sack_bytes(&b, (struct tcp_range){15, 35}), 10);
}
END_TEST

START_TEST(what_is_acknowledged_is_forgotten)
{
    arrives(101, 201);
    arrives(301, 401);
    tcp_sack_release(&b, 101);
    expect_ranges("101-201 301-401 ");
    tcp_sack_release(&b, 201);
    expect_ranges("301-401 ");
    tcp_sack_release(&b, 350);
    expect_ranges("350-401 ");
    tcp_sack_release(&b, 401);
    expect_ranges("");
}
END_TEST

/* Two full segments above are not more than two; two and a byte are. */
START_TEST(lost_is_what_more_than_two_segments_have_overtaken)
{
    arrives(101, 301);
    ck_assert(!tcp_sack_is_lost(&b, FIRST, MSS));
    arrives(301, 302);
    ck_assert(tcp_sack_is_lost(&b, FIRST, MSS));
    ck_assert(!tcp_sack_is_lost(&b, 302, MSS));
}
END_TEST

START_TEST(lost_is_what_three_ranges_have_overtaken)
{
    arrives(101, 102);
    arrives(201, 202);
    ck_assert(!tcp_sack_is_lost(&b, FIRST, MSS));
    arrives(301, 302);
    ck_assert(tcp_sack_is_lost(&b, FIRST, MSS));
    ck_assert(!tcp_sack_is_lost(&b, 102, MSS));
}
END_TEST

/* Of ten segments 2 to 4 have come: the first is lost, and six are under way. Sent again, it is
 * under way once; one that is not taken for lost would be twice. */
START_TEST(the_pipe_is_what_is_under_way)
{
    ck_assert_int_eq(pipe_of(), 1000);
    arrives(101, 301);
    ck_assert_int_eq(pipe_of(), 800);
    arrives(301, 401);
    ck_assert_int_eq(pipe_of(), 600);
    b.again = 101;
    ck_assert_int_eq(pipe_of(), 700);
    arrives(601, 701); /* 5 and 6 are not lost yet */
    ck_assert_int_eq(pipe_of(), 600);
    b.again = 501;
    ck_assert_int_eq(pipe_of(), 700);
    arrives(801, 1001); /* 5 and 6 are */
    ck_assert_int_eq(pipe_of(), 100 + 100 + 100);
}
END_TEST

static void expect_hole(int64_t from, int64_t until)
{
    struct tcp_range hole = {0, 0};
    ck_assert(tcp_sack_hole(&b, FIRST, &hole));
    ck_assert_int_eq(hole.from, from);
    ck_assert_int_eq(hole.until, until);
}

START_TEST(holes_are_found_from_the_lowest_on)
{
    struct tcp_range hole;
    ck_assert(!tcp_sack_hole(&b, FIRST, &hole));
    arrives(201, 301);
    arrives(501, 601);
    expect_hole(1, 201);
    b.again = 101;
    expect_hole(101, 201);
    b.again = 201;
    expect_hole(301, 501);
    b.again = 501;
    ck_assert(!tcp_sack_hole(&b, FIRST, &hole));
}
END_TEST

static void expect_range(struct tcp_range range, int64_t from, int64_t until)
{
    ck_assert_int_eq(range.from, from);
    ck_assert_int_eq(range.until, until);
}

START_TEST(gaps_lie_between_what_has_arrived)
{
    expect_range(tcp_sack_gap(&b, 51, HIGHEST), 51, 1001);
    expect_range(tcp_sack_last_gap(&b, FIRST, HIGHEST), 1, 1001);
    arrives(201, 301);
    arrives(901, 1001);
    expect_range(tcp_sack_gap(&b, 51, HIGHEST), 51, 201);
    expect_range(tcp_sack_gap(&b, 201, HIGHEST), 301, 901);
    expect_range(tcp_sack_gap(&b, 250, HIGHEST), 301, 901);
    expect_range(tcp_sack_gap(&b, 950, HIGHEST), 1001, 1001);
    expect_range(tcp_sack_last_gap(&b, FIRST, HIGHEST), 301, 901);
    arrives(301, 901);
    expect_range(tcp_sack_last_gap(&b, FIRST, HIGHEST), 1, 201);
    arrives(1, 201);
    const struct tcp_range none = tcp_sack_last_gap(&b, FIRST, HIGHEST);
    ck_assert_int_ge(none.from, none.until);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, ranges_are_joined);
    tcase_add_test(t, there_may_be_any_number);
    tcase_add_test(t, what_is_acknowledged_is_forgotten);
    tcase_add_test(t, lost_is_what_more_than_two_segments_have_overtaken);
    tcase_add_test(t, lost_is_what_three_ranges_have_overtaken);
    tcase_add_test(t, the_pipe_is_what_is_under_way);
    tcase_add_test(t, holes_are_found_from_the_lowest_on);
    tcase_add_test(t, gaps_lie_between_what_has_arrived);
}

int main(void)
{
    return run_tests("tcp sack", add);
}
