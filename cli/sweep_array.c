/* A sweep as a batch script for Slurm. Whatever was given goes through the shell as it is. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/program.h"
#include "cli/quote.h"
#include "cli/sweep_private.h"
#include "scenarios/format/words.h"

/* " -p 'a=1:3'". */
static void array_option(const char *option, const char *argument)
{
    if (!argument)
        return;
    char *quoted = cli_quote(argument);
    printf(" \\\n    %s %s", option, quoted);
    free(quoted);
}

static void array_options(const struct sweep *s)
{
    const struct sweep_options *o = s->options;
    char replications[24];
    snprintf(replications, sizeof replications, "%" PRIu64, o->replications);
    for (size_t i = 0; i < o->given.count; i++)
        array_option("-p", o->given.items[i]);
    array_option("--points", o->file);
    array_option("-m", o->overrides.method);
    for (size_t i = 0; i < o->overrides.set.count; i++)
        array_option("-s", o->overrides.set.items[i]);
    array_option("-r", o->replications ? replications : NULL);
    array_option("--precision", o->precision);
    array_option("--engine", o->engine);
    array_option("--keep", o->keep);
    array_option("--time-limit", o->time_limit);
    if (o->zip)
        fputs(" \\\n    --zip", stdout);
    if (o->retry)
        fputs(" \\\n    --retry", stdout);
}

/* The store's name, with room for the number of the task in front of its extension. */
struct array_store {
    char *front, *rest; /* quoted; "study-" and ".db" */
};

static struct array_store array_store(const char *store)
{
    const char *slash = strrchr(store, '/'), *name = slash ? slash + 1 : store;
    const char *dot = strrchr(name, '.');
    const size_t length = dot && dot > name ? (size_t)(dot - store) : strlen(store);
    char *front = mem_printf("%.*s-", (int)length, store);
    const struct array_store parts = {cli_quote(front),
                                      store[length] ? cli_quote(store + length) : mem_strdup("")};
    free(front);
    return parts;
}

/* The program as it runs now: another one would be another build. */
static char *array_program(void)
{
    char *folder = program_folder();
    char *program = folder ? mem_printf("%s/pfsim", folder) : mem_strdup("pfsim");
    char *quoted = cli_quote(program);
    free(program);
    free(folder);
    return quoted;
}

/* What stands in comments, too, may not end its line. */
static int array_check(const struct sweep *s, const char *here, struct error *e)
{
    if (!strcmp(s->path, "-"))
        return error_set(e, "--array needs a scenario file: a batch job has no standard input");
    if (!here || !words_printable(here) || !words_printable(s->options->store))
        return error_set(e, "--array: the folder's or the store's name has characters that do not "
                            "print; give plain names");
    return 0;
}

int sweep_print_array(const struct sweep *s)
{
    struct error e;
    const uint64_t tasks = s->options->array;
    const uint64_t workers = s->options->workers ? s->options->workers : 1;
    char *here = getcwd(NULL, 0);
    if (array_check(s, here, &e) < 0) {
        free(here);
        return cli_fail(&e);
    }
    char *folder = cli_quote(here), *program = array_program(), *path = cli_quote(s->path);
    char *store = cli_quote(s->options->store);
    const struct array_store parts = array_store(s->options->store);
    printf(
        "#!/bin/sh\n"
        "# %zu points in %" PRIu64
        " tasks, each with a store of its own. Submit it with sbatch; a\n"
        "# task that was killed goes on where it was when it is submitted again: sbatch --array=I.\n"
        "#SBATCH --job-name=pfsim-sweep\n"
        "#SBATCH --array=1-%" PRIu64 "\n"
        "#SBATCH --ntasks=1\n"
        "#SBATCH --cpus-per-task=%" PRIu64 "\n",
        points_count(s->points), tasks, tasks, workers);
    printf("set -eu\ncd %s\nexec %s sweep %s", folder, program, path);
    array_options(s);
    printf(" \\\n    -j \"${SLURM_CPUS_PER_TASK:-%" PRIu64 "}\"", workers);
    printf(" \\\n    -o %s\"$SLURM_ARRAY_TASK_ID\"%s", parts.front, parts.rest);
    printf(" \\\n    --shard \"$SLURM_ARRAY_TASK_ID\"/%" PRIu64 "\n", tasks);
    printf("\n# When all tasks have ended:\n#   cd %s\n#   %s results merge %s", folder, program,
           store);
    for (uint64_t i = 1; i <= tasks; i++)
        printf(" %s%" PRIu64 "%s", parts.front, i, parts.rest);
    putchar('\n');
    free(parts.front);
    free(parts.rest);
    free(store);
    free(path);
    free(program);
    free(folder);
    free(here);
    return cli_flush_stdout();
}
