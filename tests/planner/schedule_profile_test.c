/* A resource's profile beside an array that has an amount for each second. */
#include "planner/schedule_profile.h"

#include "sim/mix.h"
#include "tests/support.h"

enum { TIMES = 4000, CAPACITY = 40 };

static struct schedule_profile p;
static int64_t used[TIMES]; /* from -TIMES / 2 on */

static int64_t *used_at(int64_t time)
{
    return &used[time + TIMES / 2];
}

static void use(int64_t from, int64_t until, int64_t amount)
{
    profile_use(&p, from, until, amount);
    for (int64_t t = from; t < until; t++)
        *used_at(t) += amount;
}

static bool is_left(int64_t time, int64_t amount)
{
    return *used_at(time) + amount <= CAPACITY;
}

/* The n-th number below `limit`. */
static int64_t draw(uint64_t *n, int64_t limit)
{
    return (int64_t)(mix64(1, ++*n) % (uint64_t)limit);
}

/* Each step is another one than that before, where the array has another number; returns how many.
 */
static size_t expect_steps(void)
{
    size_t steps = 0;
    int64_t before = -1, time = -TIMES / 2;
    for (size_t b = 0; b < p.count; b++) {
        const struct profile_block *block = p.blocks[b].block;
        ck_assert_int_ge(block->count, 1);
        ck_assert_int_eq(p.blocks[b].from, block->steps[0].from);
        for (size_t i = 0; i < block->count; i++, steps++) {
            for (; steps > 0 && time < block->steps[i].from; time++)
                ck_assert_int_eq(*used_at(time), before);
            ck_assert_int_ne(block->steps[i].used, before);
            before = block->steps[i].used;
        }
    }
    ck_assert_int_eq(before, 0);
    for (; time < TIMES / 2; time++)
        ck_assert_int_eq(*used_at(time), 0);
    return steps;
}

static void expect_answers(int64_t from, int64_t length, int64_t amount)
{
    int64_t conflict = from, left = from;
    while (conflict < from + length && is_left(conflict, amount))
        conflict++;
    while (!is_left(left, amount))
        left++;
    for (int64_t early = 0; early < 200; early += 37) { /* a cursor may be at an earlier time */
        struct profile_cursor c = profile_at(&p, from - early);
        ck_assert_int_eq(profile_conflict(&p, &c, from, from + length, amount), conflict);
        c = profile_at(&p, from - early);
        ck_assert_int_eq(profile_free(&p, &c, from, amount), left);
        const struct profile_cursor there = profile_at(&p, left);
        ck_assert_int_eq(c.block, there.block);
        ck_assert_int_eq(c.step, there.step);
    }
}

START_TEST(as_an_array)
{
    uint64_t n = 0;
    profile_init(&p, CAPACITY);
    ck_assert_int_eq(expect_steps(), 1);
    for (int i = 0; i < 3000; i++) {
        const int64_t from = draw(&n, TIMES / 2) - TIMES / 4, length = draw(&n, 40);
        const int64_t amount = draw(&n, CAPACITY / 4);
        expect_answers(from, length, amount);
        struct profile_cursor c = profile_at(&p, from);
        if (profile_conflict(&p, &c, from, from + length, amount) == from + length)
            use(from, from + length, amount);
        if (i % 100 == 0)
            expect_steps();
    }
    ck_assert_int_gt(expect_steps(), 1000);
    ck_assert_int_gt(p.count, 4);
    for (int64_t t = -TIMES / 4; t < TIMES / 4 + 40; t++) /* what is left, until all is used */
        use(t, t + 1, CAPACITY - *used_at(t));
    ck_assert_int_eq(expect_steps(), 3);
    ck_assert_int_le(p.count, 3);
    profile_fini(&p);
}
END_TEST

START_TEST(at_its_edges)
{
    profile_init(&p, CAPACITY);
    memset(used, 0, sizeof used);
    use(10, 20, 30);
    use(20, 25, 30); /* no step between them */
    use(5, 5, 30);
    use(5, 8, 0);
    ck_assert_int_eq(expect_steps(), 3);
    static const struct {
        int64_t from, until, amount, conflict, left;
    } asked[] = {{0, 10, 11, 10, 0},   {0, 11, 11, 10, 0},   {0, 11, 10, 11, 0},
                 {10, 10, 11, 10, 25}, {24, 25, 11, 24, 25}, {25, 99, 40, 99, 25},
                 {12, 30, 11, 12, 25}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct profile_cursor c = profile_at(&p, asked[i].from);
        ck_assert_int_eq(profile_conflict(&p, &c, asked[i].from, asked[i].until, asked[i].amount),
                         asked[i].conflict);
        ck_assert_int_eq(profile_free(&p, &c, asked[i].from, asked[i].amount), asked[i].left);
    }
    profile_fini(&p);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, as_an_array);
    tcase_add_test(t, at_its_edges);
}

int main(void)
{
    return run_tests("schedule_profile", add_tests);
}
