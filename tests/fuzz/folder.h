/* A fuzz input as files of a folder: parts of it, apart by a line "--". */
#ifndef TESTS_FUZZ_FOLDER_H
#define TESTS_FUZZ_FOLDER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/memory.h"

enum { FOLDER_FILES = 4 };
static char folder_path[] = "/tmp/pfsim-fuzz-XXXXXX";
static char *folder_files[FOLDER_FILES]; /* paths, NULL after the last */

static void folder_remove(void)
{
    for (size_t i = 0; i < FOLDER_FILES && folder_files[i]; i++) {
        unlink(folder_files[i]);
        free(folder_files[i]);
    }
    rmdir(folder_path);
}

/* Made at the first call, removed when the program ends. */
static void folder_make(const char *const *names)
{
    if (folder_files[0])
        return;
    CHECK(mkdtemp(folder_path));
    for (size_t i = 0; names[i]; i++)
        folder_files[i] = mem_printf("%s/%s", folder_path, names[i]);
    atexit(folder_remove);
}

/* The i-th of `names` (NULL at the end) gets the i-th part, the last one the rest. */
static void folder_fill(const char *const *names, const uint8_t *data, size_t size)
{
    static const char apart[] = "\n--\n";
    folder_make(names);
    for (size_t i = 0; names[i]; i++) {
        const uint8_t *mark = names[i + 1] && size ? memmem(data, size, apart, 4) : NULL;
        const size_t length = mark ? (size_t)(mark - data) + 1 : size;
        FILE *file = fopen(folder_files[i], "wb");
        CHECK(file);
        if (length)
            fwrite(data, 1, length, file);
        CHECK(fclose(file) == 0);
        data += mark ? length + 3 : length;
        size -= mark ? length + 3 : length;
    }
}

#endif
