/* Catalogues that are lent, and what is kept of them. */
#include "models/catalogue/library.h"

#include "tests/library.h"
#include "tests/support.h"

#define FIRMWARE                                                                                   \
    "load,model_family,file,bytes,provenance\n"                                                    \
    "one,7965,one.loads,642,x\n"                                                                   \
    "one,7965,one.sbn,%d,x\n"
#define MODELS                                                                                     \
    "model,series,pfs,background,transport,load,provenance\n"                                      \
    "CP-7965G,7965,yes,no,tftp,one,x\n"

static char *folder, *firmware, *models;
static struct library *library;

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void write_firmware(int bytes)
{
    char *text = mem_printf(FIRMWARE, bytes);
    write_text(firmware, text);
    free(text);
}

static void open_library(void)
{
    folder = fresh_folder();
    firmware = mem_printf("%s/firmware.csv", folder);
    models = mem_printf("%s/models.csv", folder);
    write_firmware(1000);
    write_text(models, MODELS);
    library = library_new(source_folder());
}

static void close_library(void)
{
    library_free(library);
    free(firmware);
    free(models);
    remove_folder(folder);
}

static const struct catalogue *borrow(void)
{
    struct error e = {""};
    const struct catalogue *c = library_borrow(library, firmware, models, &e);
    ck_assert_msg(c != NULL, "%s", e.text);
    return c;
}

START_TEST(a_catalogue_is_read_once)
{
    const struct catalogue *first = borrow();
    ck_assert_ptr_eq(borrow(), first);
    library_return(library, first);
    library_return(library, first);
    ck_assert_ptr_eq(borrow(), first);
    library_return(library, first);
}
END_TEST

START_TEST(the_projects_own_is_that_of_the_folder)
{
    struct error e = {""};
    char *path = mem_printf("%s/models/catalogue/firmware.csv", source_folder());
    const struct catalogue *own = library_borrow(library, NULL, NULL, &e);
    ck_assert_msg(own != NULL, "%s", e.text);
    ck_assert_str_eq(own->firmware_path, path);
    ck_assert_ptr_nonnull(catalogue_model(own, "CP-7965G"));
    ck_assert_str_eq(library_folder(library), source_folder());
    library_return(library, own);
    free(path);
}
END_TEST

/* One file of a catalogue may be the project's, and the other not. */
START_TEST(each_path_counts)
{
    struct error e = {""};
    const struct catalogue *mixed = library_borrow(library, NULL, models, &e);
    ck_assert_ptr_null(mixed);
    ck_assert_ptr_nonnull(strstr(e.text, "models.csv:2: load 'one' is not in the firmware file"));
    const struct catalogue *first = borrow();
    char *elsewhere = mem_printf("%s/others.csv", folder);
    write_text(elsewhere, MODELS);
    const struct catalogue *other = library_borrow(library, firmware, elsewhere, &e);
    ck_assert_ptr_ne(other, first);
    ck_assert_str_eq(library_digest(other), library_digest(first));
    library_return(library, first);
    library_return(library, other);
    free(elsewhere);
}
END_TEST

START_TEST(other_content_is_another_catalogue_and_leaves_the_one_before)
{
    const struct catalogue *before = borrow();
    write_firmware(2000);
    const struct catalogue *after = borrow();
    ck_assert_ptr_ne(after, before);
    ck_assert_uint_eq(before->loads[0].files[1].bytes, 1000);
    ck_assert_uint_eq(after->loads[0].files[1].bytes, 2000);
    ck_assert_str_ne(library_digest(after), library_digest(before));
    write_firmware(1000);
    ck_assert_ptr_eq(borrow(), before);
    library_return(library, before);
    library_return(library, before);
    library_return(library, after);
}
END_TEST

/* Worked out with Python: sha256(sha256(firmware).digest() + sha256(models).digest()). */
START_TEST(the_digest_is_that_of_both_files_content)
{
    const struct catalogue *c = borrow();
    ck_assert_str_eq(library_digest(c),
                     "b97faf78eb81d0044b5da26d63e1315ef4a4e2e71f04d523b572b33d15de20df");
    library_return(library, c);
}
END_TEST

/* A megabyte of provenance. */
static void write_large(int number)
{
    char *filler = mem_calloc(1 << 20, 1);
    memset(filler, 'x', (1 << 20) - 1);
    char *text = mem_printf("load,model_family,file,bytes,provenance\none,7965,one.loads,%d,%s\n",
                            number, filler);
    write_text(firmware, text);
    free(text);
    free(filler);
}

/* Of 10 catalogues of a megabyte, 4 MiB are kept when nobody uses them: those that were asked for
 * last. What is kept is not read again, and so has the same place. */
START_TEST(those_nobody_uses_are_kept_within_a_bound)
{
    enum { MANY = 10 };
    const struct catalogue *all[MANY];
    for (int i = 0; i < MANY; i++) {
        write_large(i);
        all[i] = borrow();
    }
    for (int i = 0; i < MANY; i++) /* in use, all are there */
        ck_assert_uint_eq(all[i]->loads[0].files[0].bytes, (uint64_t)i);
    for (int i = 0; i < MANY; i++)
        library_return(library, all[i]);
    ck_assert_uint_eq(library_kept(library), 3);
    write_large(MANY - 1);
    ck_assert_ptr_eq(borrow(), all[MANY - 1]);
    library_return(library, all[MANY - 1]);
    ck_assert_uint_eq(library_kept(library), 3);
}
END_TEST

START_TEST(what_cannot_be_read_says_why)
{
    struct error e = {""};
    write_text(firmware, "nothing\n");
    ck_assert_ptr_null(library_borrow(library, firmware, models, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "firmware.csv:1: the header is not what it should be"));
    ck_assert_ptr_null(library_borrow(library, "/nowhere.csv", models, &e));
    ck_assert_str_eq(e.text, "/nowhere.csv: cannot be read: No such file or directory; give a CSV "
                             "file");
    write_firmware(1000);
    ck_assert_ptr_null(library_borrow(library, firmware, "/nowhere.csv", &e));
    ck_assert_uint_eq(library_kept(library), 0);
    library_return(library, NULL);
    library_free(NULL);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_checked_fixture(t, open_library, close_library);
    tcase_add_test(t, a_catalogue_is_read_once);
    tcase_add_test(t, the_projects_own_is_that_of_the_folder);
    tcase_add_test(t, each_path_counts);
    tcase_add_test(t, other_content_is_another_catalogue_and_leaves_the_one_before);
    tcase_add_test(t, the_digest_is_that_of_both_files_content);
    tcase_add_test(t, those_nobody_uses_are_kept_within_a_bound);
    tcase_add_test(t, what_cannot_be_read_says_why);
}

int main(void)
{
    return run_tests("library", add_tests);
}
