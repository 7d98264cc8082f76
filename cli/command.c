/* Finds commands and executes them by their rows. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "cli/options.h"

const struct command *const commands[] = {
    &command_run,
    &command_model,
    &command_plan,
    &command_results,
    &command_scenario,
    &command_list,
    &command_solve,
    &command_calibrate,
    &command_sweep,
    &command_sensitivity,
    &command_compare,
    &command_baseline,
    &command_crosscheck,
    &command_draw,
    &command_screens,
    &command_whitepaper,
    &command_completion,
    NULL,
};

static char *command_question(const char *name)
{
    size_t count = 0;
    while (commands[count])
        count++;
    const char **names = mem_calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = commands[i]->name;
    char *question = nearest_question(name, names, count);
    free(names);
    return question;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    char *question = command_question(name);
    struct error e;
    error_set(&e, "unknown command '%s'%s", name, question ? question : "; see 'pfsim --help'");
    cli_fail(&e);
    free(question);
    return NULL;
}

/* "a scenario file is missing", "one scenario file at a time". */
static int command_count(const struct command *c, char *const *arguments, size_t count)
{
    if (count < c->least_arguments)
        return cli_usage(c->name, "%s is missing", c->argument);
    if (count <= c->most_arguments)
        return -1;
    if (c->most_arguments == 1)
        return cli_usage(c->name, "one %s at a time", strchr(c->argument, ' ') + 1);
    return cli_usage(c->name, "unexpected argument '%s'", arguments[c->most_arguments]);
}

static void command_forget(const struct command *c, void *values)
{
    for (size_t i = 0; i < c->option_count; i++)
        if (c->options[i].kind == OPTION_TEXTS)
            free(((struct texts *)((char *)values + c->options[i].offset))->items);
    free(values);
}

int command_execute(const struct command *c, int argc, char **argv)
{
    struct options r = {.command = c, .argc = argc, .argv = argv};
    r.values = mem_calloc(1, c->options_size);
    r.arguments = mem_calloc((size_t)argc, sizeof *r.arguments);
    if (c->defaults)
        memcpy(r.values, c->defaults, c->options_size);
    int status = options_read(&r);
    if (status < 0)
        status = command_count(c, r.arguments, r.argument_count);
    if (status < 0 && c->check)
        status = c->check(r.values, r.argument_count);
    if (status < 0)
        status = c->run(r.values, r.arguments, r.argument_count);
    command_forget(c, r.values);
    free(r.arguments);
    return status;
}
