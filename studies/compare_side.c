/* The runs of one side, as a comparison wants them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "studies/compare.h"

void compare_side_init(struct compare_side *side, const char *name)
{
    *side = (struct compare_side){.name = name};
}

static void side_free_run(struct compare_run *r)
{
    for (size_t i = 0; i < r->parameter_count; i++) {
        free((char *)r->parameters[i].path);
        free((char *)r->parameters[i].value);
    }
    free(r->parameters);
    free(r->name);
    free(r->engine);
    free(r->values);
    free(r->phones);
}

void compare_side_fini(struct compare_side *side)
{
    for (size_t i = 0; i < side->count; i++)
        side_free_run(&side->runs[i]);
    for (size_t i = 0; i < side->text_count; i++)
        free(side->texts[i]);
    free(side->runs);
    free(side->texts);
    *side = (struct compare_side){.name = side->name};
}

static const char *side_keep(struct compare_side *side, const char *text, const char *before)
{
    if (before && strcmp(before, text) == 0)
        return before;
    if (side->text_count == side->text_room) {
        side->text_room = 2 * side->text_room + 8;
        side->texts = mem_resize(side->texts, side->text_room, sizeof *side->texts);
    }
    return side->texts[side->text_count++] = mem_strdup(text);
}

struct compare_run *compare_side_add(struct compare_side *side, const char *build,
                                     const char *scenario)
{
    if (side->count == side->room) {
        side->room = 2 * side->room + 16;
        side->runs = mem_resize(side->runs, side->room, sizeof *side->runs);
    }
    const struct compare_run *before = side->count ? &side->runs[side->count - 1] : NULL;
    const struct compare_run run = {.build = side_keep(side, build, before ? before->build : NULL),
                                    .scenario =
                                        side_keep(side, scenario, before ? before->scenario : NULL),
                                    .values = mem_calloc(run_quantity_count, sizeof *run.values)};
    side->runs[side->count] = run;
    return &side->runs[side->count++];
}

static void side_take_parameters(struct compare_run *r, const struct store_run *run)
{
    r->parameters = mem_calloc(run->parameter_count + 1, sizeof *r->parameters);
    r->parameter_count = run->parameter_count;
    for (size_t i = 0; i < run->parameter_count; i++)
        r->parameters[i] = (struct store_parameter){mem_strdup(run->parameters[i].path),
                                                    mem_strdup(run->parameters[i].value),
                                                    run->parameters[i].number};
}

static int side_take(void *user, const struct store_run *run, struct error *e)
{
    struct compare_side *side = user;
    (void)e;
    if (run->state == STORE_FAILED) {
        side->failed++;
        return 0;
    }
    struct compare_run *r = compare_side_add(side, run->build, run->scenario);
    r->name = mem_strdup(run->name);
    r->engine = mem_strdup(run->engine);
    r->id = run->id;
    r->seed = run->seed;
    r->replication = run->replication;
    r->fingerprint = run->fingerprint;
    side_take_parameters(r, run);
    for (size_t i = 0; i < run->quantity_count; i++)
        if (run->quantities[i].row)
            r->values[run->quantities[i].row - run_quantities] = run->quantities[i].value;
    return 0;
}

/* The field is empty of a phone that did not complete. */
static int side_take_phone(void *user, const char *const *fields, struct error *e)
{
    struct compare_run *r = user;
    sim_time t;
    if (table_time(fields[0], &t, e) < 0)
        return -1;
    if (t < 0)
        return 0;
    if ((r->phone_count & (r->phone_count - 1)) == 0) /* all powers of two, as it grows */
        r->phones = mem_resize(r->phones, 2 * r->phone_count + 1, sizeof *r->phones);
    r->phones[r->phone_count++] = time_seconds(t);
    return 0;
}

int compare_side_read(struct compare_side *side, struct store *store,
                      const struct store_filter *filter, struct error *e)
{
    static const char *const columns[] = {"upgrade_time_s", NULL};
    const size_t before = side->count;
    int status = store_runs(store, filter, side_take, side, e);
    for (size_t i = before; i < side->count && status == 0; i++)
        status = store_rows(store, side->runs[i].id, STORE_PHONES, columns, side_take_phone,
                            &side->runs[i], e);
    return status;
}
