/* Fragments in any order, twice, on top of each other, and beyond the end. */
#include "sim/native/reassembly.h"

#include "tests/support.h"

static struct reassembly r;

static void setup(void)
{
    r = (struct reassembly){0};
}

/* What comes, and what is to be said to it. */
struct step {
    uint32_t offset, length;
    bool more;
    enum reassembly_news news;
};

static void run_steps(const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(reassembly_add(&r, steps[i].offset, steps[i].length, steps[i].more) ==
                          steps[i].news,
                      "step %zu", i);
}

#define RUN(...)                                                                                   \
    do {                                                                                           \
        static const struct step steps_[] = {__VA_ARGS__};                                         \
        run_steps(steps_, sizeof steps_ / sizeof *steps_);                                         \
    } while (0)

/* A block of 8,192 bytes is 8,204 of UDP: five times 1,480, and 804. */
START_TEST(a_block_in_order)
{
    RUN({0, 1480, true, REASSEMBLY_MORE}, {1480, 1480, true, REASSEMBLY_MORE},
        {2960, 1480, true, REASSEMBLY_MORE}, {4440, 1480, true, REASSEMBLY_MORE},
        {5920, 1480, true, REASSEMBLY_MORE}, {7400, 804, false, REASSEMBLY_COMPLETE});
    ck_assert_uint_eq(r.length, 8204);
}
END_TEST

START_TEST(the_last_may_come_first)
{
    RUN({2960, 10, false, REASSEMBLY_MORE}, {0, 1480, true, REASSEMBLY_MORE},
        {1480, 1480, true, REASSEMBLY_COMPLETE});
    ck_assert_uint_eq(r.length, 2970);
}
END_TEST

/* A line with an MTU of 68 takes 48 bytes: of the first 1,480, 30 fragments and 40 bytes. */
START_TEST(fragments_of_fragments_fit_together)
{
    for (uint32_t at = 0; at + 48 < 1480; at += 48)
        ck_assert_int_eq(reassembly_add(&r, at, 48, true), REASSEMBLY_MORE);
    RUN({1440, 40, true, REASSEMBLY_MORE}, {1480, 1, false, REASSEMBLY_COMPLETE});
}
END_TEST

START_TEST(what_comes_twice_changes_nothing)
{
    RUN({8, 16, true, REASSEMBLY_MORE}, {8, 16, true, REASSEMBLY_DUPLICATE},
        {16, 8, true, REASSEMBLY_DUPLICATE}, {24, 3, false, REASSEMBLY_MORE},
        {24, 3, false, REASSEMBLY_DUPLICATE}, {0, 8, true, REASSEMBLY_COMPLETE});
}
END_TEST

START_TEST(what_lies_over_another_drops_all)
{
    RUN({0, 24, true, REASSEMBLY_MORE}, {16, 16, true, REASSEMBLY_OVERLAP});
    setup();
    RUN({16, 16, true, REASSEMBLY_MORE}, {0, 24, true, REASSEMBLY_OVERLAP});
    setup();
    RUN({16, 16, true, REASSEMBLY_MORE}, {0, 64, true, REASSEMBLY_OVERLAP});
    setup(); /* over a word of 64 units */
    RUN({504, 16, true, REASSEMBLY_MORE}, {512, 16, true, REASSEMBLY_OVERLAP});
}
END_TEST

/* The last fragment of the largest datagram, 65,535 bytes with its header, ends at 65,515. */
START_TEST(what_ends_beyond_64_kib_is_too_long)
{
    RUN({65512, 3, false, REASSEMBLY_MORE}, {65512, 4, false, REASSEMBLY_TOO_LONG},
        {65528, 1480, true, REASSEMBLY_TOO_LONG}, {0, 65516, false, REASSEMBLY_TOO_LONG},
        {8, UINT32_MAX, true, REASSEMBLY_TOO_LONG}, {0, 65512, true, REASSEMBLY_COMPLETE});
    ck_assert_uint_eq(r.length, 65515);
}
END_TEST

START_TEST(what_makes_no_sense_is_invalid)
{
    RUN({0, 0, true, REASSEMBLY_INVALID}, {0, 0, false, REASSEMBLY_INVALID},
        {0, 7, true, REASSEMBLY_INVALID}, {4, 8, true, REASSEMBLY_INVALID},
        {16, 8, true, REASSEMBLY_MORE}, {8, 8, false, REASSEMBLY_INVALID},  /* before what came */
        {24, 8, false, REASSEMBLY_MORE}, {32, 8, true, REASSEMBLY_INVALID}, /* behind the end */
        {24, 16, false, REASSEMBLY_INVALID},                                /* another end */
        {24, 8, true, REASSEMBLY_INVALID},                                  /* the end, and more */
        {0, 16, true, REASSEMBLY_COMPLETE});
}
END_TEST

/* 1,000 datagrams, cut at random, in a random order, each fragment up to three times: all are
 * complete exactly when the last missing one has come. */
START_TEST(any_order_is_put_together)
{
    enum { PIECES = 40 };
    uint32_t x = 1;
    for (int round = 0; round < 1000; round++) {
        uint32_t order[3 * PIECES], missing = PIECES;
        bool has[PIECES] = {false};
        setup();
        for (uint32_t i = 0; i < 3 * PIECES; i++) {
            x = x * 1664525 + 1013904223;
            const uint32_t j = (x >> 8) % (i + 1);
            order[i] = order[j];
            order[j] = i % PIECES;
        }
        for (uint32_t i = 0; i < 3 * PIECES; i++) {
            const uint32_t piece = order[i];
            const bool last = piece == PIECES - 1;
            enum reassembly_news wanted = REASSEMBLY_DUPLICATE;
            if (!has[piece])
                wanted = --missing ? REASSEMBLY_MORE : REASSEMBLY_COMPLETE;
            has[piece] = true;
            ck_assert_int_eq(reassembly_add(&r, piece * 1480, last ? 777 : 1480, !last), wanted);
        }
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, a_block_in_order);
    tcase_add_test(t, the_last_may_come_first);
    tcase_add_test(t, fragments_of_fragments_fit_together);
    tcase_add_test(t, what_comes_twice_changes_nothing);
    tcase_add_test(t, what_lies_over_another_drops_all);
    tcase_add_test(t, what_ends_beyond_64_kib_is_too_long);
    tcase_add_test(t, what_makes_no_sense_is_invalid);
    tcase_add_test(t, any_order_is_put_together);
}

int main(void)
{
    return run_tests("reassembly", add);
}
