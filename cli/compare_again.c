/* Two runs of a comparison once more, to see where they part. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "base/output_aside.h"
#include "cli/compare_private.h"
#include "sim/engine_load.h"

/* A side's run, here or by another program. */
struct again {
    struct scenario scenario;
    bool loaded;
    char *file; /* the scenario's, for the program */
    struct output_aside *aside;
    struct event_source_here here;
    struct event_source_program program;
};

int compare_sides_scenario(struct compare_sides *s, int side, const struct compare_run *run,
                           struct scenario *scenario, struct error *e)
{
    if (!s->stores) {
        *scenario = s->scenarios[side];
        scenario->replication = run->replication;
        return 0;
    }
    struct library *library = cli_library(e);
    if (!library)
        return -1;
    char *seed = mem_printf("seed=%" PRIu64, run->seed);
    char *replication = mem_printf("replication=%" PRIu32, run->replication);
    const char *const overrides[] = {seed, replication};
    const int status = scenario_load_text(scenario, s->names[side], run->scenario,
                                          strlen(run->scenario), overrides, 2, library, e);
    free(seed);
    free(replication);
    return status;
}

void compare_sides_scenario_free(const struct compare_sides *s, struct scenario *scenario)
{
    if (s->stores)
        scenario_free(scenario);
}

static int again_write_file(struct again *a, const struct compare_run *run, struct error *e)
{
    const char *base = getenv("TMPDIR");
    a->file = mem_printf("%s/pfsim-compare-XXXXXX.yaml", base && *base ? base : "/tmp");
    const int file = mkstemps(a->file, (int)strlen(".yaml"));
    if (file < 0) {
        error_set(e, "%s: cannot be written: %m", a->file);
        free(a->file);
        a->file = NULL;
        return -1;
    }
    a->aside = output_aside_note(a->file);
    FILE *out = fdopen(file, "w");
    if (!out) {
        close(file);
        return error_set(e, "%s: cannot be written: %m", a->file);
    }
    const bool written = fputs(run->scenario, out) >= 0;
    return fclose(out) == 0 && written ? 0 : error_set(e, "%s: cannot be written", a->file);
}

static int again_prepare(struct compare_sides *s, int side, const struct compare_run *run,
                         struct again *a, struct event_source *source, struct error *e)
{
    const char *program = s->options->programs[side];
    if (program) {
        if (again_write_file(a, run, e) < 0)
            return -1;
        a->program = (struct event_source_program){program, a->file, run->engine, run->seed,
                                                   run->replication};
        *source = (struct event_source){event_source_run_program, &a->program};
        return 0;
    }
    if (strcmp(run->build, build_identity) != 0)
        return error_set(e,
                         "%s is of another build, %.12s: --program-%c PATH gives the program "
                         "that made it",
                         s->names[side], run->build, 'a' + side);
    if (compare_sides_scenario(s, side, run, &a->scenario, e) < 0)
        return -1;
    a->loaded = true;
    a->here = (struct event_source_here){&a->scenario, engine_load(run->engine, e)};
    *source = (struct event_source){event_source_run_here, &a->here};
    return a->here.engine ? 0 : -1;
}

int compare_sides_first(struct compare_sides *s, const struct comparison *c,
                        struct first_difference *first, struct error *e)
{
    struct again again[2] = {{.loaded = false}, {.loaded = false}};
    struct event_source sources[2];
    int status = 0;
    for (int side = 0; side < 2 && status == 0; side++)
        status = again_prepare(s, side, c->different[side], &again[side], &sources[side], e);
    if (status == 0)
        status = first_difference(sources, (const char *const *)s->names, first, e);
    for (int side = 0; side < 2; side++) {
        if (again[side].loaded)
            compare_sides_scenario_free(s, &again[side].scenario);
        if (again[side].file) {
            unlink(again[side].file);
            output_aside_forget(again[side].aside);
        }
        free(again[side].file);
    }
    return status;
}
