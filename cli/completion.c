/* pfsim completion: what the shell needs to complete a command line of pfsim, from the tables of
 * commands and fields. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "scenarios/format/fields.h"

struct completion_options {
    bool unused;
};

/* The functions that are not made from tables. `line` holds the words before the cursor, in which
 * bash has split off each '='. */
static const char completion_frame[] =
    "_pfsim_scenarios()\n"
    "{\n"
    "    pfsim list scenarios --csv 2>/dev/null | sed -e 1d -e 's/,.*//'\n"
    "}\n\n"
    "_pfsim_names() # models|loads\n"
    "{\n"
    "    pfsim list \"$1\" --csv 2>/dev/null | sed -e 1d -e 's/,.*//'\n"
    "}\n\n"
    "_pfsim_offer() # KIND [WORD]...: what there is of the kind for $cur\n"
    "{\n"
    "    local kind=$1\n"
    "    shift\n"
    "    case $kind in\n"
    "    words) COMPREPLY=($(compgen -W \"$*\" -- \"$cur\")) ;;\n"
    "    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
    "    folder) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$cur\")) ;;\n"
    "    scenario)\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        COMPREPLY=($(compgen -f -- \"$cur\") $(compgen -W \"$(_pfsim_scenarios)\" -- \"$cur\"))\n"
    "        ;;\n"
    "    field)\n"
    "        compopt -o nospace 2>/dev/null\n"
    "        COMPREPLY=($(compgen -W \"$_pfsim_fields\" -S = -- \"$cur\"))\n"
    "        ;;\n"
    "    esac\n"
    "}\n\n"
    "_pfsim()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} key= command= i\n"
    "    COMPREPLY=()\n"
    "    if [ \"$cur\" = = ]; then # nothing stands behind it yet\n"
    "        key=$prev cur=\n"
    "    elif [ \"$prev\" = = ]; then\n"
    "        key=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]}\n"
    "    if [ -z \"$command\" ]; then\n"
    "        _pfsim_offer words \"$_pfsim_commands help --help --version\"\n"
    "    elif [ \"${key#--}\" != \"$key\" ]; then # --method=\n"
    "        _pfsim_offer $(_pfsim_option \"$command\" \"$key\")\n"
    "    elif [ -n \"$key\" ]; then # -s KEY=\n"
    "        _pfsim_offer $(_pfsim_value \"$(echo \"$key\" | sed 's/\\[[0-9]*\\]//g')\")\n"
    "    elif [ -n \"$(_pfsim_option \"$command\" \"$prev\")\" ]; then\n"
    "        _pfsim_offer $(_pfsim_option \"$command\" \"$prev\")\n"
    "    elif [ \"${cur#-}\" != \"$cur\" ]; then\n"
    "        _pfsim_offer words \"$(_pfsim_options \"$command\")\"\n"
    "    else\n"
    "        _pfsim_offer $(_pfsim_arguments \"$command\")\n"
    "    fi\n"
    "}\n"
    "complete -F _pfsim pfsim\n";

/* "words tftp load-server pfs"; words with a blank in them are left out. */
static void completion_kind(enum complete kind, const char *const *words)
{
    switch (kind) {
    case COMPLETE_NOTHING:
        fputs("nothing", stdout);
        return;
    case COMPLETE_FILE:
        fputs("file", stdout);
        return;
    case COMPLETE_FOLDER:
        fputs("folder", stdout);
        return;
    case COMPLETE_SCENARIO:
        fputs("scenario", stdout);
        return;
    case COMPLETE_FIELD:
        fputs("field", stdout);
        return;
    case COMPLETE_WORDS:
        fputs("words", stdout);
        for (; *words; words++)
            if (!strchr(*words, ' '))
                printf(" %s", *words);
        return;
    }
}

static void completion_commands(void)
{
    fputs("_pfsim_commands='", stdout);
    for (size_t i = 0; commands[i]; i++)
        printf("%s%s", i ? " " : "", commands[i]->name);
    puts("'\n");
}

static void completion_option_names(void)
{
    puts("_pfsim_options() # COMMAND\n{\n    case $1 in");
    for (size_t i = 0; commands[i]; i++) {
        const struct command *c = commands[i];
        printf("    %s) echo '", c->name);
        for (size_t k = 0; k < c->option_count; k++)
            printf("--%s ", c->options[k].name);
        puts("--help' ;;");
    }
    printf("    help) echo ;;\n    esac\n}\n\n");
}

/* What stands behind an option; nothing where it has no argument. */
static void completion_option_arguments(void)
{
    puts("_pfsim_option() # COMMAND OPTION\n{\n    case \"$1 $2\" in");
    for (size_t i = 0; commands[i]; i++)
        for (size_t k = 0; k < commands[i]->option_count; k++) {
            const struct option_row *o = &commands[i]->options[k];
            if (!o->argument)
                continue;
            fputs("    ", stdout);
            if (o->letter)
                printf("'%s -%c' | ", commands[i]->name, o->letter);
            printf("'%s --%s') echo ", commands[i]->name, o->name);
            completion_kind(o->complete, o->words);
            puts(" ;;");
        }
    puts("    esac\n}\n");
}

static void completion_arguments(void)
{
    puts("_pfsim_arguments() # COMMAND\n{\n    case $1 in");
    for (size_t i = 0; commands[i]; i++) {
        printf("    %s) echo ", commands[i]->name);
        completion_kind(commands[i]->complete, commands[i]->words);
        puts(" ;;");
    }
    puts("    help) echo words \"$_pfsim_commands\" ;;\n    esac\n}\n");
}

/* "subnets[].phones[].count" is "subnets.phones.count": an index of an only item may be left out.
 * What is in `sites` is there in the short form too, but for the sites' names. Free it. */
static char *completion_path(const char *path)
{
    char *plain = mem_calloc(strlen(path) + 1, 1), *p = plain;
    for (; *path; path++)
        if (*path != '[' && *path != ']')
            *p++ = *path;
    return plain;
}

static bool completion_field(void *user, const char *path, const struct schema_field *f)
{
    (void)user;
    char *plain = completion_path(path);
    if (field_is_value(f))
        printf("%s ", plain);
    free(plain);
    return true;
}

static bool completion_value(void *user, const char *path, const struct schema_field *f)
{
    static const char *const switch_words[] = {"on", "off", NULL};
    (void)user;
    const char *const *words = f->kind == SCHEMA_SWITCH ? switch_words : f->words;
    const char *names = f->kind == SCHEMA_MODEL  ? "models"
                        : f->kind == SCHEMA_LOAD ? "loads"
                                                 : NULL;
    if (!words && !names)
        return true;
    char *plain = completion_path(path);
    printf("    %s) echo ", plain);
    if (names)
        printf("words $(_pfsim_names %s)", names);
    else
        completion_kind(COMPLETE_WORDS, words);
    puts(" ;;");
    free(plain);
    return true;
}

static int completion_run(const void *options, char *const *arguments, size_t argument_count)
{
    (void)options, (void)arguments, (void)argument_count;
    puts("# Completion of pfsim for bash, made by 'pfsim completion' from its tables.\n");
    completion_commands();
    fputs("_pfsim_fields='", stdout);
    fields_walk(completion_field, NULL);
    puts("'\n");
    completion_option_names();
    completion_option_arguments();
    completion_arguments();
    puts("_pfsim_value() # KEY\n{\n    case $1 in");
    fields_walk(completion_value, NULL);
    puts("    esac\n}\n");
    fputs(completion_frame, stdout);
    return cli_flush_stdout();
}

const struct command command_completion = {
    .name = "completion",
    .summary = "a script for bash that completes pfsim's command lines",
    .usage = (const char *const[]){"", NULL},
    .about = "Prints a script for bash that completes commands, options, scenarios, and the keys "
             "and words that -s takes. 'make install' puts it where bash-completion looks for it.",
    .examples =
        (const char *const[]){"completion > ~/.local/share/bash-completion/completions/pfsim",
                              NULL},
    .options_size = sizeof(struct completion_options),
    .run = completion_run,
};
