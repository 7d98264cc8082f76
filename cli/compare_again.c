/* Two runs of a comparison once more, to see where they part. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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

/* What 'PROGRAM --version' writes, up to the end of `text`; empty when it cannot be run, or writes
 * nothing. */
static void again_ask_version(const char *program, char *text, size_t size)
{
    extern char **environ;
    char *const arguments[] = {(char *)program, (char *)"--version", NULL};
    posix_spawn_file_actions_t actions;
    pid_t process;
    int ends[2];
    size_t length = 0;
    text[0] = '\0';
    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int reason = posix_spawnp(&process, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    for (ssize_t got = 1; reason == 0 && got > 0 && length + 1 < size; length += (size_t)got)
        got = read(ends[0], text + length, size - 1 - length);
    text[length] = '\0';
    close(ends[0]);
    while (reason == 0 && waitpid(process, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Whether the program is of the build that made the side's runs: another one's events would say
 * nothing of them. */
static int again_check_program(const struct compare_sides *s, int side,
                               const struct compare_run *run, struct error *e)
{
    char text[200];
    const char *program = s->options->programs[side];
    again_ask_version(program, text, sizeof text);
    const char *build = strstr(text, "(build ");
    if (!build || strcspn(build, ")") != strlen("(build ") + BUILD_IDENTITY_SHORT)
        return error_set(e,
                         "%.200s does not say its build, as 'pfsim --version' does; give the "
                         "program that made %s",
                         program, s->names[side]);
    build += strlen("(build ");
    if (strncmp(build, run->build, BUILD_IDENTITY_SHORT) != 0)
        return error_set(e, "%.200s is the build %.*s, but %s was made by %.*s: give that program",
                         program, BUILD_IDENTITY_SHORT, build, s->names[side], BUILD_IDENTITY_SHORT,
                         run->build);
    return 0;
}

static int again_prepare(struct compare_sides *s, int side, const struct compare_run *run,
                         struct again *a, struct event_source *source, struct error *e)
{
    const char *program = s->options->programs[side];
    if (program) {
        if (again_check_program(s, side, run, e) < 0 || again_write_file(a, run, e) < 0)
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
