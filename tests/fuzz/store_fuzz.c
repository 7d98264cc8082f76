/* A store of any bytes is read, written to, and read again, or refused with one line. */
#include "results/store.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"study.db", NULL};

static int take_row(void *user, const char *const *fields, struct error *e)
{
    size_t *rows = user;
    (void)e;
    CHECK(strlen(fields[0]) < SIZE_MAX);
    ++*rows;
    return 0;
}

struct walk {
    struct store *store;
    size_t runs;
};

static int take_run(void *user, const struct store_run *run, struct error *e)
{
    struct walk *w = user;
    size_t rows = 0;
    CHECK((run->state == STORE_FAILED) == (run->failure != NULL));
    CHECK(strlen(run->name) + strlen(run->scenario) + strlen(run->engine) < SIZE_MAX);
    for (size_t i = 0; i < run->parameter_count; i++)
        CHECK(store_run_parameter(run, run->parameters[i].path));
    for (size_t i = 0; i < run->quantity_count; i++)
        CHECK(store_run_quantity(run, run->quantities[i].name));
    w->runs++;
    for (int table = 0; table < STORE_TABLES; table++)
        if (store_rows(w->store, run->id, (enum store_table)table,
                       store_table_columns((enum store_table)table), take_row, &rows, e) < 0)
            return -1;
    return 0;
}

static int take_build(void *user, const struct store_build *b, struct error *e)
{
    (void)user;
    (void)e;
    CHECK(strlen(b->identity) + strlen(b->version) < SIZE_MAX);
    return 0;
}

static int look(struct walk *w, struct error *e)
{
    struct store_names all;
    if (store_builds(w->store, take_build, w, e) < 0 || store_names(w->store, NULL, &all, e) < 0)
        return -1;
    store_names_free(&all);
    return store_runs(w->store, NULL, take_run, w, e);
}

static int write_run(struct store *s, struct error *e)
{
    const struct store_key key = {"a text", "", "a name", "native", 1, 0};
    const struct store_parameter parameter = {"wan.rate", "9 bps", 9};
    const struct run_summary summary = {.phones = 1};
    if (store_find(s, &key, e) < 0)
        return -1;
    return store_put(s, &key, &parameter, 1, &(struct store_outcome){.summary = &summary}, e);
}

/* One line, and only when there is an error. */
static void judge(int result, const struct error *e)
{
    CHECK(result >= 0 || (e->text[0] && !strchr(e->text, '\n')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    folder_fill(names, data, size);
    for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        struct walk w = {0};
        struct error e = {""};
        int result = store_open(&w.store, folder_files[0], (enum store_mode)mode, &e);
        judge(result, &e);
        if (result == 0) {
            e.text[0] = '\0';
            judge(look(&w, &e), &e);
        }
        if (result == 0 && mode == STORE_WRITE) {
            e.text[0] = '\0';
            judge(write_run(w.store, &e), &e);
        }
        store_close(w.store);
    }
    return 0;
}
