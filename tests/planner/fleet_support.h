/* Lists of sites from a text, for tests. */
#ifndef TESTS_PLANNER_FLEET_SUPPORT_H
#define TESTS_PLANNER_FLEET_SUPPORT_H

#include <unistd.h>

#include "planner/fleet.h"
#include "tests/library.h"
#include "tests/support.h"

/* Writes a file with that text; its path is the caller's to free. */
static inline char *fleet_file(const char *name, const char *text)
{
    char *path = mem_printf("/tmp/fleet-%d-%s", (int)getpid(), name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

/* Reads the text as a list. Faults are without the path of its file. */
static inline int fleet_of(struct fleet *f, const char *text, struct fleet_options o,
                           struct fleet_faults *faults)
{
    char *path = fleet_file("sites.csv", text);
    o.catalogues = source_library();
    const int status = fleet_read(f, path, &o, faults);
    unlink(path);
    for (size_t i = 0; i < faults->shown_count; i++) {
        char *line = faults->shown[i].text;
        const size_t length = strlen(path);
        if (!strncmp(line, path, length))
            memmove(line, line + length, strlen(line + length) + 1);
    }
    free(path);
    return status;
}

/* The same of a list without faults. */
static inline struct fleet fleet_good(const char *text, struct fleet_options o)
{
    struct fleet f;
    struct fleet_faults faults;
    const int status = fleet_of(&f, text, o, &faults);
    ck_assert_msg(status == 0, "%s", status ? faults.shown[0].text : "");
    return f;
}

#endif
