/* Reads a command's options by its rows, wherever they stand among its arguments: -m pfs, -mpfs,
 * --method pfs, --method=pfs, and a long name shortened as far as it is the only one. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "cli/options.h"

const struct option_row option_help = {
    .kind = OPTION_SWITCH, .letter = 'h', .name = "help", .help = "this text"};

/* The rows and, after them, --help. */
static const struct option_row *options_row(const struct command *c, size_t i)
{
    return i < c->option_count ? &c->options[i] : &option_help;
}

static void options_add(struct texts *t, const char *text)
{
    t->items = mem_resize(t->items, t->count + 1, sizeof *t->items);
    t->items[t->count++] = text;
}

/* "-j" or "--jobs", as it is named in messages. */
static const char *options_name(const struct option_row *o)
{
    static char name[60];
    if (o->letter)
        snprintf(name, sizeof name, "-%c", o->letter);
    else
        snprintf(name, sizeof name, "--%s", o->name);
    return name;
}

static int options_number(const struct option_row *o, const char *text, uint64_t *number)
{
    struct error e;
    char *end;
    const bool digits = *text >= '0' && *text <= '9';
    *number = strtoull(text, &end, 10);
    if (digits && !*end && *number >= o->least && *number <= o->most)
        return -1;
    error_set(&e, "%s %.100s: give a number from %" PRIu64 " to %" PRIu64, options_name(o), text,
              o->least, o->most);
    return cli_fail(&e);
}

/* Takes one option; -1, or the exit status that ends the command. */
static int options_take(struct options *r, const struct option_row *o, const char *argument)
{
    void *member = (char *)r->values + o->offset;
    if (o == &option_help) {
        command_help(r->command, stdout);
        return cli_flush_stdout();
    }
    switch (o->kind) {
    case OPTION_SWITCH:
        *(bool *)member = true;
        return -1;
    case OPTION_TEXT:
        if (!*argument)
            return cli_usage(r->command->name, "%s is given an empty text in place of %s",
                             options_name(o), o->argument);
        *(const char **)member = argument;
        return -1;
    case OPTION_TEXTS:
        options_add(member, argument);
        return -1;
    case OPTION_NUMBER:
        return options_number(o, argument, member);
    }
    CHECK(!"an option's kind");
    return -1;
}

static int options_take_next(struct options *r, const struct option_row *o)
{
    if (r->at + 1 == r->argc)
        return cli_usage(r->command->name, "option '%s' needs an argument", r->argv[r->at]);
    return options_take(r, o, r->argv[++r->at]);
}

/* An option of today, by the letter that it had. */
static int options_refuse_letter(const struct command *c, char letter)
{
    for (size_t i = 0; i < c->option_count; i++)
        if (c->options[i].former == letter)
            return cli_usage(c->name, "option '-%c' is '%s' now; did you mean that?", letter,
                             options_name(&c->options[i]));
    return cli_usage(c->name, "unknown option '-%c'", letter);
}

/* "-m", "-mpfs", and several without an argument, as "-ek". */
static int options_letters(struct options *r, const char *letters)
{
    for (; *letters; letters++) {
        size_t i = 0;
        while (i <= r->command->option_count && options_row(r->command, i)->letter != *letters)
            i++;
        if (i > r->command->option_count)
            return options_refuse_letter(r->command, *letters);
        const struct option_row *o = options_row(r->command, i);
        if (o->argument)
            return letters[1] ? options_take(r, o, letters + 1) : options_take_next(r, o);
        const int status = options_take(r, o, NULL);
        if (status >= 0)
            return status;
    }
    return -1;
}

/* The row of that name, or the only one that begins so. NULL: none, or several, which are then in
 * `several`. */
static const struct option_row *options_find(const struct command *c, const char *name,
                                             size_t length, const struct option_row *several[2])
{
    size_t found = 0;
    for (size_t i = 0; i <= c->option_count; i++) {
        const struct option_row *o = options_row(c, i);
        if (strncmp(o->name, name, length) != 0)
            continue;
        if (!o->name[length])
            return o;
        if (found < 2)
            several[found] = o;
        found++;
    }
    return found == 1 ? several[0] : NULL;
}

static int options_refuse(const struct command *c, const char *name)
{
    const char **names = mem_calloc(c->option_count + 1, sizeof *names);
    for (size_t i = 0; i <= c->option_count; i++)
        names[i] = options_row(c, i)->name;
    const char *nearest[NEAREST_MOST];
    const size_t near = nearest_names(name, names, c->option_count + 1, nearest);
    free(names);
    if (near)
        return cli_usage(c->name, "unknown option '--%s'; did you mean '--%s'?", name, nearest[0]);
    return cli_usage(c->name, "unknown option '--%s'", name);
}

static int options_long(struct options *r, const char *name)
{
    const char *command = r->command->name;
    const size_t length = strcspn(name, "=");
    const struct option_row *several[2] = {NULL};
    const struct option_row *o = options_find(r->command, name, length, several);
    if (!o && several[0])
        return cli_usage(command, "option '--%s' may be '--%s' or '--%s'", name, several[0]->name,
                         several[1]->name);
    if (!o) {
        char *word = mem_printf("%.*s", (int)length, name);
        const int status = options_refuse(r->command, word);
        free(word);
        return status;
    }
    if (o->argument && !name[length])
        return options_take_next(r, o);
    if (!o->argument && name[length])
        return cli_usage(command, "option '--%s' takes no value", o->name);
    return options_take(r, o, o->argument ? name + length + 1 : NULL);
}

int options_read(struct options *r)
{
    int status = -1;
    bool only_arguments = false;
    for (r->at = 1; r->at < r->argc && status < 0; r->at++) {
        char *word = r->argv[r->at];
        if (only_arguments || word[0] != '-' || !word[1])
            r->arguments[r->argument_count++] = word;
        else if (!strcmp(word, "--"))
            only_arguments = true;
        else if (word[1] == '-')
            status = options_long(r, word + 2);
        else
            status = options_letters(r, word + 1);
    }
    return status;
}
