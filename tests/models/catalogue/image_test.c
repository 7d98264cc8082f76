/* Content out of name and size, images made once, netascii, digests. */
#include "models/catalogue/image.h"

#include "tests/support.h"

static struct firmware_file files[] = {{.name = "a.loads", .bytes = 20},
                                       {.name = "b.sbn", .bytes = 20},
                                       {.name = "empty", .bytes = 0}};
static struct image_store store;

static void setup(void)
{
    image_store_init(&store, NULL);
}

static void teardown(void)
{
    image_store_fini(&store);
}

/* FNV-1a, 64 bits: another hash than the one the content is made with. */
static uint64_t hash_on(uint64_t hash, const struct image *image)
{
    for (uint64_t i = 0; i < image->length; i++)
        hash = (hash ^ image->bytes[i]) * 0x100000001b3;
    return hash;
}

static uint64_t hash_of(const struct image *image)
{
    return hash_on(0xcbf29ce484222325, image);
}

/* Worked out by a few lines of Python after image.c: SplitMix64, seeded with XXH64 of the file's
 * name, whose seed is XXH64 of its size (8 bytes, the lowest first), whose seed is 1 for an invalid
 * file. */
START_TEST(the_content_is_the_same_on_every_machine)
{
    ck_assert_uint_eq(hash_of(image_of(&store, &files[0], false)), 0xe08ef4b599045eaa);
    ck_assert_uint_eq(hash_of(image_of(&store, &files[0], true)), 0x941181711bbb2d70);
}
END_TEST

START_TEST(an_image_is_made_once_and_the_same_again)
{
    const struct image *image = image_of(&store, &files[0], false);
    ck_assert_ptr_eq(image_of(&store, &files[0], false), image);
    struct image_store again;
    image_store_init(&again, NULL);
    const struct image *same = image_of(&again, &files[0], false);
    ck_assert_ptr_ne(same, image);
    ck_assert_uint_eq(same->length, 20);
    ck_assert_mem_eq(same->bytes, image->bytes, 20);
    image_store_fini(&again);
}
END_TEST

/* One name is one file, whichever load lists it. */
START_TEST(files_of_equal_name_and_size_are_one_image)
{
    char name[] = "a.loads";
    struct firmware_file same = {.name = name, .bytes = 20};
    ck_assert_ptr_eq(image_of(&store, &same, false), image_of(&store, &files[0], false));
    ck_assert_ptr_eq(image_of(&store, &files[0], true), image_of(&store, &same, true));
    const struct image *invalid = image_of(&store, &files[0], true);
    ck_assert_ptr_eq(image_at(image_of(&store, &same, false), invalid->bytes), invalid);
}
END_TEST

START_TEST(an_image_is_found_by_its_name)
{
    ck_assert_ptr_null(image_named(&store, "a.loads"));
    const struct image *image = image_of(&store, &files[0], false);
    image_as_netascii(&store, image);
    image_of(&store, &files[0], true);
    image_of(&store, &files[1], false);
    ck_assert_ptr_eq(image_named(&store, "a.loads"), image);
    ck_assert_ptr_null(image_named(&store, "a.load"));
}
END_TEST

START_TEST(another_name_or_size_or_an_invalid_one_has_other_bytes)
{
    struct firmware_file longer = {.name = "a.loads", .bytes = 21};
    const struct image *all[] = {
        image_of(&store, &files[0], false), image_of(&store, &files[0], true),
        image_of(&store, &files[1], false), image_of(&store, &longer, false)};
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(all[i]->length, i < 3 ? 20 : 21);
        for (int j = 0; j < i; j++)
            ck_assert_int_ne(memcmp(all[i]->bytes, all[j]->bytes, 20), 0);
    }
    ck_assert(all[1]->invalid);
}
END_TEST

/* The hash goes over them all, and is from the same lines of Python. */
START_TEST(every_length_is_filled_to_its_end)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (uint64_t length = 0; length < 40; length++) {
        struct image_store one;
        image_store_init(&one, NULL);
        struct firmware_file file = {.name = "a.loads", .bytes = length};
        const struct image *image = image_of(&one, &file, false);
        ck_assert_uint_eq(image->length, length);
        hash = hash_on(hash, image);
        image_store_fini(&one);
    }
    ck_assert_uint_eq(hash, 0xc1529d3d56468b4f);
}
END_TEST

static const struct image *image_with(const char *text, uint64_t length)
{
    const struct image *image = image_of(&store, &files[0], false);
    ck_assert_uint_le(length, image->length);
    memcpy(image->content->bytes, text, length);
    image->content->length = ((struct image *)image)->length = length;
    return image;
}

START_TEST(stores_with_one_shelf_share_content)
{
    struct shelf *shelf = shelf_new(1 << 20);
    struct image_store one, two;
    image_store_init(&one, shelf);
    image_store_init(&two, shelf);
    const struct image *image = image_of(&one, &files[0], false);
    const struct image *same = image_of(&two, &files[0], false);
    ck_assert_ptr_ne(same, image);
    ck_assert_ptr_eq(same->bytes, image->bytes);
    ck_assert_ptr_eq(image_digest(same), image_digest(image));
    ck_assert_ptr_ne(image_of(&two, &files[0], true)->bytes, image->bytes);
    ck_assert_ptr_eq(image_as_netascii(&two, same)->bytes, image_as_netascii(&one, image)->bytes);
    /* What a phone received is its run's own. */
    uint8_t *bytes = mem_calloc(5, 1);
    image_keep(image, bytes, 5);
    ck_assert_ptr_nonnull(image_at(image, bytes));
    ck_assert_ptr_null(image_at(same, bytes));
    const uint8_t *before = image->bytes;
    image_store_fini(&one);
    image_store_fini(&two);
    ck_assert_uint_gt(shelf_kept(shelf), 0);
    image_store_init(&one, shelf);
    ck_assert_ptr_eq(image_of(&one, &files[0], false)->bytes, before);
    image_store_fini(&one);
    shelf_free(shelf);
}
END_TEST

START_TEST(netascii_is_translated_as_rfc_764_says)
{
    static const char text[] = "\na\r\nb\r\0\xff\n", wire[] = "\r\na\r\0\r\nb\r\0\0\xff\r\n";
    const struct image *image = image_with(text, sizeof text - 1);
    const struct image *translated = image_as_netascii(&store, image);
    ck_assert_uint_eq(translated->length, sizeof wire - 1);
    ck_assert_mem_eq(translated->bytes, wire, sizeof wire - 1);
    ck_assert(translated->netascii);
    ck_assert(!image->netascii);
    ck_assert_mem_eq(image->bytes, text, sizeof text - 1);
}
END_TEST

START_TEST(netascii_is_made_once_for_each_image)
{
    const struct image *image = image_of(&store, &files[0], false);
    const struct image *invalid = image_of(&store, &files[0], true);
    const struct image *text = image_as_netascii(&store, image);
    ck_assert_ptr_eq(image_as_netascii(&store, image), text);
    ck_assert_ptr_ne(image_as_netascii(&store, invalid), text);
    ck_assert(image_as_netascii(&store, invalid)->invalid);
    ck_assert_ptr_eq(image_of(&store, &files[0], false), image);
    const struct image *empty = image_of(&store, &files[2], false);
    ck_assert_uint_eq(image_as_netascii(&store, empty)->length, 0);
}
END_TEST

START_TEST(bytes_match_where_they_belong)
{
    const struct image *image = image_of(&store, &files[0], false);
    uint8_t copy[20];
    memcpy(copy, image->bytes, 20);
    ck_assert(image_matches(image, 0, image->bytes, 20));
    ck_assert(image_matches(image, 3, image->bytes + 3, 17));
    ck_assert(image_matches(image, 0, copy, 20));
    ck_assert(image_matches(image, 3, copy + 3, 17));
    ck_assert(image_matches(image, 20, NULL, 0));
    ck_assert(!image_matches(image, 3, image->bytes, 17));
    ck_assert(!image_matches(image, 0, copy + 1, 19));
    copy[19] ^= 1;
    ck_assert(!image_matches(image, 0, copy, 20));
    ck_assert(image_matches(image, 0, copy, 19));
}
END_TEST

START_TEST(nothing_matches_beyond_the_end)
{
    const struct image *image = image_of(&store, &files[0], false);
    ck_assert(!image_matches(image, 0, image->bytes, 21));
    ck_assert(!image_matches(image, 20, image->bytes, 1));
    ck_assert(!image_matches(image, 21, image->bytes, 0));
    ck_assert(!image_matches(image, UINT64_MAX, image->bytes, 2));
    ck_assert(!image_matches(image, 2, image->bytes, UINT64_MAX));
}
END_TEST

/* SHA-256 of the empty text, and of "abc" (FIPS 180-2, B.1). */
START_TEST(the_digest_is_sha_256)
{
    static const uint8_t of_nothing[] = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
                                         0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
                                         0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c,
                                         0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};
    static const uint8_t of_abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                     0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                     0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                     0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    ck_assert_mem_eq(image_digest(image_of(&store, &files[2], false)), of_nothing, 32);
    ck_assert_mem_eq(image_digest(image_with("abc", 3)), of_abc, 32);
}
END_TEST

START_TEST(the_digest_is_worked_out_once)
{
    const struct image *image = image_with("abc", 3);
    uint8_t first[IMAGE_DIGEST];
    memcpy(first, image_digest(image), IMAGE_DIGEST);
    image->content->bytes[0] ^= 1; /* which nobody does to an image: but nobody looks again */
    ck_assert_mem_eq(image_digest(image), first, IMAGE_DIGEST);
}
END_TEST

START_TEST(what_is_kept_is_found_by_its_address_and_its_file)
{
    const struct image *image = image_of(&store, &files[0], false);
    const struct image *invalid = image_of(&store, &files[0], true);
    const struct image *other = image_of(&store, &files[1], false);
    uint8_t *bytes = mem_calloc(5, 1);
    const struct image *kept = image_keep(image, bytes, 5);
    ck_assert_ptr_eq(kept->bytes, bytes);
    ck_assert_uint_eq(kept->length, 5);
    ck_assert_ptr_eq(image_at(image, bytes), kept);
    ck_assert_ptr_eq(image_at(image, invalid->bytes), invalid);
    ck_assert_ptr_null(image_at(other, bytes));
    ck_assert_ptr_null(image_at(image, other->bytes));
    ck_assert_ptr_null(image_at(image, bytes + 1));
    ck_assert_ptr_eq(image_of(&store, &files[0], true), invalid);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_content_is_the_same_on_every_machine);
    tcase_add_test(t, an_image_is_made_once_and_the_same_again);
    tcase_add_test(t, files_of_equal_name_and_size_are_one_image);
    tcase_add_test(t, stores_with_one_shelf_share_content);
    tcase_add_test(t, an_image_is_found_by_its_name);
    tcase_add_test(t, another_name_or_size_or_an_invalid_one_has_other_bytes);
    tcase_add_test(t, every_length_is_filled_to_its_end);
    tcase_add_test(t, netascii_is_translated_as_rfc_764_says);
    tcase_add_test(t, netascii_is_made_once_for_each_image);
    tcase_add_test(t, bytes_match_where_they_belong);
    tcase_add_test(t, nothing_matches_beyond_the_end);
    tcase_add_test(t, the_digest_is_sha_256);
    tcase_add_test(t, the_digest_is_worked_out_once);
    tcase_add_test(t, what_is_kept_is_found_by_its_address_and_its_file);
}

int main(void)
{
    return run_tests("image", add);
}
