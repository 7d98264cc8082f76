/* What an index lists, and that a change of any byte is noticed. */
#include "models/catalogue/index.h"

#include "tests/support.h"

enum { INDEX_BYTES = 200 };

/* b.sbn begins as the index does not, b.sbo as b.sbn does. */
static struct firmware_file files[] = {{.name = "a.loads", .bytes = INDEX_BYTES},
                                       {.name = "b.sbn", .bytes = 300},
                                       {.name = "b.sbo", .bytes = 70000}};
static struct firmware_load load = {.name = "LOAD", .files = files, .file_count = 3};
static struct image_store store;

static void setup(void)
{
    image_store_init(&store, NULL);
    image_store_add(&store, &load);
    store.digests = true;
    files[0].bytes = INDEX_BYTES;
}

static void teardown(void)
{
    image_store_fini(&store);
}

static const struct image *index_image(void)
{
    return image_of(&store, &files[0], false);
}

static void expect_listing(struct image_store *s, const struct firmware_load *l)
{
    const struct image *image = image_of(s, l->files, false);
    struct index_entry entry = {.name = ""};
    uint64_t offset = 0;
    ck_assert_msg(image->listing, "%s: its index is too small", l->name);
    ck_assert_uint_eq(image->length, l->files[0].bytes);
    ck_assert(index_is_right(image->bytes, image->length));
    strcpy(entry.name, l->files[0].name);
    for (size_t i = 1; i < l->file_count; i++) {
        ck_assert(index_read(image->bytes, image->length, &offset, &entry));
        ck_assert_str_eq(entry.name, l->files[i].name);
        ck_assert_uint_eq(entry.size, l->files[i].bytes);
        const struct image *file = image_of(s, &l->files[i], false);
        ck_assert_mem_eq(entry.digest, image_digest(file), IMAGE_DIGEST);
    }
    ck_assert(!index_read(image->bytes, image->length, &offset, &entry));
}

START_TEST(the_index_lists_the_files_of_its_load)
{
    expect_listing(&store, &load);
}
END_TEST

/* "b.sbn": 0 in common with a.loads, 5 bytes; 300 is 0x012c; "b.sbo": 4 in common, 1 more. */
START_TEST(an_entry_is_as_the_header_says)
{
    static const uint8_t first[] = {0, 5, 'b', '.', 's', 'b', 'n', 0, 0, 0, 0, 0, 0, 1, 0x2c};
    static const uint8_t second[] = {4, 1, 'o', 0, 0, 0, 0, 0, 1, 0x11, 0x70};
    static const uint8_t end[] = {0, 0};
    const uint8_t *bytes = index_image()->bytes;
    ck_assert_mem_eq(bytes, first, sizeof first);
    ck_assert_mem_eq(bytes + sizeof first + 32, second, sizeof second);
    ck_assert_mem_eq(bytes + sizeof first + 32 + sizeof second + 32, end, sizeof end);
}
END_TEST

/* Two loads of one index: b.sbo is in both, and is listed once, where the first has it. */
START_TEST(an_index_lists_the_files_of_all_loads_that_name_it)
{
    struct firmware_file more[] = {files[0], files[2], {.name = "c.sbn", .bytes = 7}};
    const struct firmware_load second = {.name = "SECOND", .files = more, .file_count = 3};
    struct firmware_file all[] = {files[0], files[1], files[2], more[2]};
    const struct firmware_load both = {.name = "BOTH", .files = all, .file_count = 4};
    image_store_add(&store, &second);
    expect_listing(&store, &both);
}
END_TEST

START_TEST(only_an_index_with_something_to_list_is_one)
{
    struct firmware_file alone = {.name = "alone.bin", .bytes = INDEX_BYTES};
    const struct firmware_load single = {.name = "SINGLE", .files = &alone, .file_count = 1};
    image_store_add(&store, &single);
    ck_assert(!image_of(&store, &alone, false)->listing);
    ck_assert(!image_of(&store, &files[2], false)->listing);
    ck_assert(index_image()->listing);
}
END_TEST

START_TEST(every_index_of_the_projects_catalogue_has_room_for_its_list)
{
    const char *folder = getenv("srcdir") ? getenv("srcdir") : ".";
    char *firmware = mem_printf("%s/models/catalogue/firmware.csv", folder);
    char *models = mem_printf("%s/models/catalogue/models.csv", folder);
    struct catalogue c;
    struct error e = {{0}};
    ck_assert_msg(catalogue_read(&c, firmware, models, &e) == 0, "%s", e.text);
    for (size_t i = 0; i < c.load_count; i++) {
        struct image_store one;
        image_store_init(&one, NULL);
        image_store_add(&one, &c.loads[i]);
        one.digests = true;
        expect_listing(&one, &c.loads[i]);
        image_store_fini(&one);
    }
    catalogue_free(&c);
    free(firmware);
    free(models);
}
END_TEST

START_TEST(a_change_of_any_byte_is_noticed)
{
    uint8_t bytes[INDEX_BYTES];
    memcpy(bytes, index_image()->bytes, INDEX_BYTES);
    for (int i = 0; i < INDEX_BYTES; i++) {
        bytes[i] ^= 0x10;
        ck_assert(!index_is_right(bytes, INDEX_BYTES));
        bytes[i] ^= 0x10;
    }
    ck_assert(index_is_right(bytes, INDEX_BYTES));
    ck_assert(!index_is_right(bytes, INDEX_BYTES - 1));
    ck_assert(!index_is_right(bytes + 1, INDEX_BYTES - 1));
}
END_TEST

START_TEST(what_is_shorter_than_a_digest_is_no_index)
{
    static const uint8_t bytes[IMAGE_DIGEST] = {0};
    for (uint64_t length = 0; length <= IMAGE_DIGEST; length++)
        ck_assert(!index_is_right(bytes, length));
}
END_TEST

START_TEST(an_invalid_index_is_not_right)
{
    const struct image *invalid = image_of(&store, &files[0], true);
    ck_assert(!invalid->listing);
    ck_assert(!index_is_right(invalid->bytes, invalid->length));
}
END_TEST

/* 1 + 1 + 5 + 8 + 32 = 47 and 43 bytes, 2 and 32 more: 124. */
START_TEST(an_index_without_room_is_filled_as_any_other_file)
{
    struct image_store plain;
    image_store_init(&plain, NULL);
    image_store_add(&plain, &load);
    files[0].bytes = 123;
    const struct image *filled = image_of(&plain, &files[0], false);
    ck_assert(!index_image()->listing);
    ck_assert_mem_eq(index_image()->bytes, filled->bytes, 123);
    image_store_fini(&plain);
    teardown();
    setup();
    files[0].bytes = 124;
    expect_listing(&store, &load);
}
END_TEST

START_TEST(without_digests_it_is_filled_as_any_other_file)
{
    store.digests = false;
    ck_assert(!index_image()->listing);
    ck_assert(!index_is_right(index_image()->bytes, INDEX_BYTES));
}
END_TEST

/* Reads through a list of random bytes, in a buffer of just its length. */
START_TEST(a_broken_list_is_read_to_where_it_breaks)
{
    for (unsigned seed = 1; seed <= 2000; seed++) {
        const uint64_t length = seed % 300;
        uint8_t *bytes = mem_calloc(length + 1, 1);
        for (uint64_t i = 0; i < length; i++)
            bytes[i] = (uint8_t)((seed * 2654435761u * (i + 1)) >> 13) & 63;
        bytes = mem_resize(bytes, length ? length : 1, 1);
        struct index_entry entry = {.name = "a.loads"};
        uint64_t offset = 0;
        while (index_read(bytes, length, &offset, &entry))
            ck_assert_uint_le(offset, length);
        free(bytes);
    }
}
END_TEST

/* Two runs with other loads and one shelf: what an index lists depends on the loads of its run, and
 * all files that it lists are there, whoever made the index. */
START_TEST(an_index_is_that_of_its_runs_loads)
{
    struct firmware_file others[] = {files[0], {.name = "c", .bytes = 5}};
    others[0].bytes = files[0].bytes = 300;
    const struct firmware_load second = {.files = others, .file_count = 2};
    struct shelf *shelf = shelf_new(1 << 20);
    struct image_store one, two;
    image_store_init(&one, shelf);
    image_store_init(&two, shelf);
    one.digests = two.digests = true;
    image_store_add(&one, &load);
    image_store_add(&two, &load);
    image_store_add(&two, &second);
    const struct image *of_one = image_of(&one, &files[0], false);
    const struct image *of_two = image_of(&two, &files[0], false);
    ck_assert(of_one->listing && of_two->listing);
    ck_assert_mem_ne(of_one->bytes, of_two->bytes, 300);
    ck_assert_ptr_nonnull(image_named(&two, "c"));
    image_store_fini(&two);
    image_store_init(&two, shelf);
    two.digests = true;
    image_store_add(&two, &load);
    ck_assert_ptr_eq(image_of(&two, &files[0], false)->bytes, of_one->bytes);
    ck_assert_ptr_nonnull(image_named(&two, "b.sbo"));
    ck_assert_ptr_null(image_named(&two, "c"));
    image_store_fini(&two);
    image_store_init(&two, shelf); /* of a run without sharing it has plain bytes */
    image_store_add(&two, &load);
    ck_assert(!image_of(&two, &files[0], false)->listing);
    ck_assert_mem_ne(image_of(&two, &files[0], false)->bytes, of_one->bytes, 300);
    image_store_fini(&two);
    image_store_fini(&one);
    shelf_free(shelf);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_index_lists_the_files_of_its_load);
    tcase_add_test(t, an_entry_is_as_the_header_says);
    tcase_add_test(t, an_index_lists_the_files_of_all_loads_that_name_it);
    tcase_add_test(t, only_an_index_with_something_to_list_is_one);
    tcase_add_test(t, every_index_of_the_projects_catalogue_has_room_for_its_list);
    tcase_add_test(t, a_change_of_any_byte_is_noticed);
    tcase_add_test(t, what_is_shorter_than_a_digest_is_no_index);
    tcase_add_test(t, an_invalid_index_is_not_right);
    tcase_add_test(t, an_index_without_room_is_filled_as_any_other_file);
    tcase_add_test(t, without_digests_it_is_filled_as_any_other_file);
    tcase_add_test(t, an_index_is_that_of_its_runs_loads);
    tcase_add_test(t, a_broken_list_is_read_to_where_it_breaks);
}

int main(void)
{
    return run_tests("index", add);
}
