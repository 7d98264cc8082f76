/* A result table of any bytes is read row by row or refused with one line; of what is a time or a
 * number, the text is one. */
#include "results/table_read.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int take(void *user, const char *const *fields, struct error *e)
{
    size_t *rows = user;
    sim_time t;
    uint64_t count;
    ++*rows;
    if (table_time(fields[0], &t, e) < 0 || table_count(fields[1], &count, e) < 0)
        return -1;
    CHECK(t >= -1 && (t == -1) == !*fields[0]);
    CHECK(strspn(fields[1], "0123456789") == strlen(fields[1]) && *fields[1]);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"table.csv", NULL};
    static const char *const columns[] = {"time_s", "bytes", NULL};
    struct error e = {""};
    size_t rows = 0;
    folder_fill(names, data, size);
    if (table_read(folder_path, names[0], columns, take, &rows, &e) < 0)
        CHECK(e.text[0] && !strchr(e.text, '\n'));
    CHECK(rows <= size);
    return 0;
}
