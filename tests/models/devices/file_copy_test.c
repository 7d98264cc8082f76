/* When a phone's copy is the image, and when it has bytes of its own. */
#include "models/devices/file_copy.h"

#include "tests/support.h"

static struct firmware_file file = {.name = "a.sbn", .bytes = 20};
static struct image_store store;
static const struct image *image;
static struct file_copy copy;

static void setup(void)
{
    image_store_init(&store, NULL);
    image = image_of(&store, &file, false);
    file_copy_begin(&copy, image, true);
}

static void teardown(void)
{
    file_copy_fini(&copy);
    image_store_fini(&store);
}

static void expect_digest(const uint8_t *bytes, uint64_t length)
{
    uint8_t wanted[IMAGE_DIGEST], digest[IMAGE_DIGEST];
    digest_bytes(wanted, bytes, length);
    file_copy_digest(&copy, digest);
    ck_assert_mem_eq(digest, wanted, IMAGE_DIGEST);
}

START_TEST(a_copy_of_the_image_is_the_image)
{
    uint8_t elsewhere[20];
    memcpy(elsewhere, image->bytes, 20);
    file_copy_add(&copy, image->bytes, 7);
    ck_assert(!file_copy_is_right(&copy));
    expect_digest(image->bytes, 7);
    file_copy_add(&copy, elsewhere + 7, 13); /* the same bytes, at another place */
    ck_assert(file_copy_is_right(&copy));
    ck_assert_ptr_null(copy.own);
    ck_assert_ptr_eq(file_copy_content(&copy, 3, 17), image->bytes + 3);
    expect_digest(image->bytes, 20);
}
END_TEST

START_TEST(from_the_first_byte_that_differs_on_the_bytes_are_its_own)
{
    uint8_t changed[20];
    memcpy(changed, image->bytes, 20);
    changed[9] ^= 1;
    file_copy_add(&copy, image->bytes, 8);
    ck_assert_ptr_null(copy.own);
    file_copy_add(&copy, changed + 8, 4);
    file_copy_add(&copy, image->bytes + 12, 8);
    ck_assert_uint_eq(copy.length, 20);
    ck_assert(!file_copy_is_right(&copy));
    ck_assert_mem_eq(file_copy_bytes(&copy), changed, 20);
    expect_digest(changed, 20);
}
END_TEST

START_TEST(a_short_file_is_not_right)
{
    file_copy_add(&copy, image->bytes, 19);
    ck_assert(!file_copy_is_right(&copy));
    expect_digest(image->bytes, 19);
}
END_TEST

START_TEST(a_file_with_something_behind_it_is_not_right)
{
    uint8_t longer[1000];
    memset(longer, 7, sizeof longer);
    memcpy(longer, image->bytes, 20);
    file_copy_add(&copy, image->bytes, 20);
    for (uint32_t at = 20; at < 1000; at += 98)
        file_copy_add(&copy, longer + at, 98);
    ck_assert_uint_eq(copy.length, 1000);
    ck_assert(!file_copy_is_right(&copy));
    ck_assert_mem_eq(file_copy_bytes(&copy), longer, 1000);
    expect_digest(longer, 1000);
}
END_TEST

START_TEST(a_file_longer_than_the_image_in_one_piece_is_not_right)
{
    uint8_t longer[21] = {0};
    memcpy(longer, image->bytes, 20);
    file_copy_add(&copy, longer, 21);
    ck_assert(!file_copy_is_right(&copy));
    ck_assert_mem_eq(file_copy_bytes(&copy), longer, 21);
}
END_TEST

/* So an invalid file on the server costs no phone a copy. */
START_TEST(a_copy_of_an_invalid_image_is_that_image)
{
    const struct image *invalid = image_of(&store, &file, true);
    file_copy_add(&copy, invalid->bytes, 12);
    file_copy_add(&copy, invalid->bytes + 12, 8);
    ck_assert_ptr_null(copy.own);
    ck_assert(!file_copy_is_right(&copy));
    ck_assert_ptr_eq(file_copy_content(&copy, 0, 20), invalid->bytes);
    expect_digest(invalid->bytes, 20);
}
END_TEST

START_TEST(an_invalid_image_that_is_changed_is_its_own)
{
    const struct image *invalid = image_of(&store, &file, true);
    uint8_t changed[20];
    memcpy(changed, invalid->bytes, 20);
    changed[19] ^= 1;
    file_copy_add(&copy, invalid->bytes, 12);
    file_copy_add(&copy, changed + 12, 8);
    ck_assert_mem_eq(file_copy_bytes(&copy), changed, 20);
    expect_digest(changed, 20);
}
END_TEST

/* `copy` takes all of what another copy has, whose byte 0 was changed. */
static const uint8_t *take_from(struct file_copy *parent)
{
    uint8_t changed[20];
    memcpy(changed, image->bytes, 20);
    changed[0] ^= 1;
    file_copy_begin(parent, image, true);
    file_copy_add(parent, changed, 20);
    const uint8_t *content = file_copy_content(parent, 0, 20);
    ck_assert_mem_eq(content, changed, 20);
    file_copy_add(&copy, content, 10);
    file_copy_add(&copy, content + 10, 10);
    return content;
}

START_TEST(what_a_parent_has_kept_is_not_copied_again)
{
    struct file_copy parent = {0};
    const uint8_t *content = take_from(&parent);
    ck_assert_ptr_null(copy.own);
    ck_assert_ptr_eq(file_copy_content(&copy, 5, 15), content + 5);
    ck_assert(!file_copy_is_right(&copy));
    file_copy_fini(&parent);
}
END_TEST

START_TEST(content_stays_when_the_copy_is_no_more)
{
    struct file_copy parent = {0};
    const uint8_t *content = take_from(&parent);
    uint8_t before[20];
    memcpy(before, content, 20);
    file_copy_begin(&parent, image, true);
    file_copy_fini(&parent);
    file_copy_fini(&copy);
    ck_assert_mem_eq(content, before, 20);
    ck_assert_ptr_nonnull(image_at(image, content));
}
END_TEST

START_TEST(who_does_not_pass_it_on_keeps_nothing)
{
    uint8_t changed[20] = {0};
    file_copy_begin(&copy, image, false);
    file_copy_add(&copy, changed, 12);
    file_copy_add(&copy, image->bytes + 12, 8);
    ck_assert_uint_eq(copy.length, 20);
    ck_assert_ptr_null(copy.own);
    ck_assert(!file_copy_is_right(&copy));
}
END_TEST

START_TEST(it_begins_anew)
{
    uint8_t changed[20] = {0};
    file_copy_add(&copy, changed, 20);
    file_copy_begin(&copy, image, true);
    ck_assert_uint_eq(copy.length, 0);
    file_copy_add(&copy, image->bytes, 20);
    ck_assert(file_copy_is_right(&copy));
}
END_TEST

START_TEST(an_empty_file_is_right_at_once)
{
    struct firmware_file none = {.name = "none", .bytes = 0};
    file_copy_begin(&copy, image_of(&store, &none, false), true);
    ck_assert(file_copy_is_right(&copy));
    expect_digest(NULL, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_copy_of_the_image_is_the_image);
    tcase_add_test(t, from_the_first_byte_that_differs_on_the_bytes_are_its_own);
    tcase_add_test(t, a_short_file_is_not_right);
    tcase_add_test(t, a_file_with_something_behind_it_is_not_right);
    tcase_add_test(t, a_file_longer_than_the_image_in_one_piece_is_not_right);
    tcase_add_test(t, a_copy_of_an_invalid_image_is_that_image);
    tcase_add_test(t, an_invalid_image_that_is_changed_is_its_own);
    tcase_add_test(t, what_a_parent_has_kept_is_not_copied_again);
    tcase_add_test(t, content_stays_when_the_copy_is_no_more);
    tcase_add_test(t, who_does_not_pass_it_on_keeps_nothing);
    tcase_add_test(t, it_begins_anew);
    tcase_add_test(t, an_empty_file_is_right_at_once);
}

int main(void)
{
    return run_tests("file_copy", add);
}
