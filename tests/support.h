/* What test programs have in common. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "tests/fewer.h"

enum { EXIT_SKIPPED = 77 }; /* what automake counts as skipped */

/* Runs the test case that `add` fills; what main returns. */
static inline int run_tests(const char *name, void (*add)(TCase *))
{
    Suite *suite = suite_create(name);
    TCase *t = tcase_create(name);
    add(t);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A fresh folder; the caller's to free. */
static inline char *fresh_folder(void)
{
    const char *base = getenv("TMPDIR");
    char *folder = mem_printf("%s/pfsim-test-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    return folder;
}

/* Removes the folder with all that is in it, and frees its name. */
static inline void remove_folder(char *folder)
{
    char *command = mem_printf("rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
    free(folder);
}

static inline bool file_exists(const char *folder, const char *name)
{
    char *path = mem_printf("%s/%s", folder, name);
    struct stat found;
    const bool exists = stat(path, &found) == 0;
    free(path);
    return exists;
}

/* All of a file, with a zero behind it; the caller's to free. `length` may be NULL. */
static inline char *file_contents(const char *folder, const char *name, size_t *length)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    char *text = mem_calloc(1 << 22, 1);
    const size_t got = fread(text, 1, (1 << 22) - 1, file);
    fclose(file);
    free(path);
    if (length)
        *length = got;
    return text;
}

static inline void expect_file(const char *folder, const char *name, const char *wanted)
{
    char *text = file_contents(folder, name, NULL);
    ck_assert_str_eq(text, wanted);
    free(text);
}

/* Files in the folder, hidden ones (what was written aside) included. */
static inline int files_in(const char *folder)
{
    char *command = mem_printf("ls -A '%s' | wc -l", folder);
    FILE *pipe = popen(command, "r");
    int count = -1;
    ck_assert_int_eq(fscanf(pipe, "%d", &count), 1);
    pclose(pipe);
    free(command);
    return count;
}

#endif
