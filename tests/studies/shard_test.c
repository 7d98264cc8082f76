/* Shards: each point is in one of them, they are equally large, and no parameter makes one
 * costlier. */
#include "studies/shard.h"

#include <string.h>

#include "base/memory.h"
#include "tests/scenarios/support.h"

START_TEST(each_point_is_in_one_shard)
{
    for (size_t of = 1; of <= 12; of++)
        for (size_t points = of; points < 40; points++) {
            unsigned char *seen = mem_calloc(points, 1);
            for (size_t number = 1; number <= of; number++) {
                const struct shard s = {number, of};
                const size_t count = shard_count(s, points);
                ck_assert_uint_ge(count, points / of);
                ck_assert_uint_le(count, points / of + 1);
                for (size_t i = 0; i < count; i++) {
                    ck_assert_uint_lt(shard_point(s, i), points);
                    ck_assert(!i || shard_point(s, i) > shard_point(s, i - 1));
                    seen[shard_point(s, i)]++;
                }
            }
            for (size_t i = 0; i < points; i++)
                ck_assert_uint_eq(seen[i], 1);
            free(seen);
        }
}
END_TEST

/* A parameter with as many values as there are shards is in each of them with each value. */
START_TEST(no_shard_has_one_value_only)
{
    enum { OF = 4, POINTS = 400 };
    for (size_t number = 1; number <= OF; number++) {
        size_t with[OF] = {0};
        for (size_t i = 0; i < shard_count((struct shard){number, OF}, POINTS); i++)
            with[shard_point((struct shard){number, OF}, i) % OF]++;
        for (size_t value = 0; value < OF; value++) {
            ck_assert_uint_gt(with[value], 10);
            ck_assert_uint_lt(with[value], 40);
        }
    }
}
END_TEST

START_TEST(text_of_a_shard)
{
    static const char *const wrong[] = {"",   "1",    "0/3", "4/3",  "1/0",    "-1/3",
                                        "1/", "1/3x", "/3",  "1 /3", "1/10001"};
    struct shard s;
    struct error e = {""};
    ck_assert_int_eq(shard_parse(&s, "2/7", &e), 0);
    ck_assert(s.number == 2 && s.of == 7);
    ck_assert_int_eq(shard_parse(&s, "10000/10000", &e), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_lt(shard_parse(&s, wrong[i], &e), 0);
        ck_assert_ptr_nonnull(strstr(e.text, "is no part of several; give I/N, as in 2/7"));
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("shard");
    tcase_add_test(tests, each_point_is_in_one_shard);
    tcase_add_test(tests, no_shard_has_one_value_only);
    tcase_add_test(tests, text_of_a_shard);
    return run_tests("shard", tests);
}
