/* A published.csv of any bytes is read or refused with one line; what was read is found by its id,
 * compares with what is simulated, and prints as a table. The first row's own value agrees, or is
 * not below itself. */
#include "results/published.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_first(struct published *p)
{
    struct error e;
    size_t compared;
    const struct published_row *row = &p->rows[0];
    CHECK(published_find(p, row->id) == row);
    CHECK(published_compare(p, row->id, row->value, &e) == 0);
    CHECK(published_agrees(row) == (row->relation != PUBLISHED_BELOW));
    CHECK(published_all_agree(p, &compared) == published_agrees(row) && compared == 1);
}

static void print(const struct published *p)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    published_print(p, out);
    fclose(out);
    CHECK(length > 0);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"published.csv", NULL};
    struct published p;
    struct error e = {""};
    folder_fill(names, data, size);
    if (published_read(&p, folder_files[0], &e) < 0) {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
    } else {
        if (p.count)
            check_first(&p);
        print(&p);
    }
    published_fini(&p);
    return 0;
}
