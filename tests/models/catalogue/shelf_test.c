/* What is on a shelf is the same for all who take it, and forgotten in the order of putting back.
 */
#include "models/catalogue/shelf.h"

#include "tests/support.h"

static struct shelf *shelf;

static void set_up(void)
{
    shelf = shelf_new(10000);
}

static void tear_down(void)
{
    shelf_free(shelf);
    shelf_free(NULL);
}

static struct content *add(const struct content_key *key, uint64_t length)
{
    return shelf_add(shelf, key, mem_calloc(length, 1), length);
}

START_TEST(content_is_there_for_all_who_take_it)
{
    const struct content_key key = {.name = "a", .size = 5};
    ck_assert_ptr_null(shelf_take(shelf, &key));
    struct content *content = add(&key, 5);
    content->bytes[0] = 'x';
    ck_assert_ptr_eq(shelf_take(shelf, &key), content);
    shelf_put_back(shelf, content);
    ck_assert_uint_eq(shelf_kept(shelf), 0); /* somebody has it */
    shelf_put_back(shelf, content);
    ck_assert_uint_gt(shelf_kept(shelf), 5);
    ck_assert_ptr_eq(shelf_take(shelf, &key), content);
    ck_assert_uint_eq(content->bytes[0], 'x');
    ck_assert_uint_eq(shelf_kept(shelf), 0);
    shelf_put_back(shelf, content);
}
END_TEST

START_TEST(each_part_of_the_key_counts)
{
    const struct content_key keys[] = {
        {.name = "a", .size = 5},
        {.name = "b", .size = 5},
        {.name = "a", .size = 6},
        {.name = "a", .size = 5, .invalid = true},
        {.name = "a", .size = 4, .invalid = true}, /* hashed like the first */
        {.name = "a", .size = 5, .list = "one", .list_length = 3},
        {.name = "a", .size = 5, .list = "two", .list_length = 3},
        {.name = "a", .size = 5, .list = "one", .list_length = 2},
        {.name = "a", .size = 5, .list = "", .list_length = 0},
    };
    enum { KEYS = sizeof keys / sizeof *keys };
    struct content *all[KEYS];
    for (int i = 0; i < KEYS; i++) {
        ck_assert_ptr_null(shelf_take(shelf, &keys[i]));
        all[i] = add(&keys[i], 1);
    }
    for (int i = 0; i < KEYS; i++)
        ck_assert_ptr_eq(shelf_take(shelf, &keys[i]), all[i]);
    for (int i = 0; i < KEYS; i++) {
        shelf_put_back(shelf, all[i]);
        shelf_put_back(shelf, all[i]);
    }
}
END_TEST

/* Each weighs 3000 bytes and something; three are kept. */
START_TEST(what_was_put_back_first_is_forgotten)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    struct content_key keys[4];
    struct content *all[4];
    for (int i = 0; i < 4; i++) {
        keys[i] = (struct content_key){.name = names[i], .size = 3000};
        all[i] = add(&keys[i], 3000);
    }
    shelf_put_back(shelf, all[1]);
    shelf_put_back(shelf, all[0]);
    shelf_put_back(shelf, all[2]);
    ck_assert_ptr_eq(shelf_take(shelf, &keys[1]), all[1]); /* the first is now the last */
    shelf_put_back(shelf, all[1]);
    shelf_put_back(shelf, all[3]);
    ck_assert_ptr_null(shelf_take(shelf, &keys[0]));
    for (int i = 1; i < 4; i++) {
        ck_assert_ptr_eq(shelf_take(shelf, &keys[i]), all[i]);
        shelf_put_back(shelf, all[i]);
    }
    ck_assert_uint_le(shelf_kept(shelf), 10000);
}
END_TEST

START_TEST(what_is_larger_than_all_that_is_kept_goes_at_once)
{
    const struct content_key small = {.name = "small", .size = 10},
                             large = {.name = "large", .size = 10001};
    struct content *first = add(&small, 10);
    shelf_put_back(shelf, first);
    struct content *content = add(&large, 10001);
    shelf_put_back(shelf, content);
    ck_assert_ptr_null(shelf_take(shelf, &large));
    ck_assert_uint_eq(shelf_kept(shelf), 0); /* and all that lay there longer */
}
END_TEST

START_TEST(netascii_hangs_on_the_content_and_weighs)
{
    const struct content_key key = {.name = "a", .size = 6000};
    struct content *content = add(&key, 6000);
    content->netascii = mem_calloc(1, sizeof *content->netascii);
    content->netascii->bytes = mem_calloc(7000, 1);
    content->netascii->length = 7000;
    shelf_put_back(shelf, content);
    ck_assert_ptr_null(shelf_take(shelf, &key));
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, content_is_there_for_all_who_take_it);
    tcase_add_test(t, each_part_of_the_key_counts);
    tcase_add_test(t, what_was_put_back_first_is_forgotten);
    tcase_add_test(t, what_is_larger_than_all_that_is_kept_goes_at_once);
    tcase_add_test(t, netascii_hangs_on_the_content_and_weighs);
}

int main(void)
{
    return run_tests("shelf", add_tests);
}
