/* A command is one constant in a file of its own: its name, what it does, its options as rows, its
 * function. Reading options, help texts, completion in the shell and "did you mean" follow from it.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What the shell offers where an argument is due. */
enum complete {
    COMPLETE_NOTHING, /* a number, a time */
    COMPLETE_FILE,
    COMPLETE_FOLDER,
    COMPLETE_SCENARIO, /* a file, or the name of one that is installed */
    COMPLETE_FIELD,    /* KEY=VALUE of a scenario */
    COMPLETE_WORDS,    /* of the row */
};

enum option_kind {
    OPTION_SWITCH, /* bool */
    OPTION_TEXT,   /* const char *: the last one given; NULL when none was */
    OPTION_TEXTS,  /* struct texts: all that were given, in their order */
    OPTION_NUMBER, /* uint64_t from `least` to `most`; 0 when none was given */
};

/* The arguments of an option that may be repeated. */
struct texts {
    const char **items;
    size_t count;
};

struct option_row {
    enum option_kind kind;
    char letter; /* 0: none */
    char former; /* the letter that it had; 0: none. Whoever gives it is told the one of today */
    const char *name;
    const char *argument; /* what the help calls it; NULL of a switch */
    size_t offset;        /* of the member, in the command's struct of options */
    const char *help;
    uint64_t least, most;     /* of a number */
    enum complete complete;   /* of the argument */
    const char *const *words; /* NULL at the end */
};

struct command {
    const char *name, *summary;
    const char *const *usage; /* its forms, without "pfsim NAME"; NULL at the end */
    const char *about;        /* paragraphs, with a line end between them; the help breaks lines */
    const struct option_row *options;
    size_t option_count;
    const char *notes;           /* the same, behind the options; NULL: none */
    const char *const *examples; /* NULL at the end */
    /* What is missing or too much, for messages: "a scenario file". NULL: it takes no argument. */
    const char *argument;
    size_t least_arguments, most_arguments;
    enum complete complete; /* of its arguments */
    const char *const *words;
    size_t options_size;  /* of the struct that the rows' offsets are of */
    const void *defaults; /* such a struct; NULL: all zero */
    /* Whether the options go together; negative: they do, else the exit status, after a message.
     * May be NULL. */
    int (*check)(const void *options, size_t argument_count);
    /* Returns the exit status. */
    int (*run)(const void *options, char *const *arguments, size_t argument_count);
};

#define OPTION_ROW(of_kind, of_letter, of_name, of_argument, type, member, text, ...)              \
    {                                                                                              \
        .kind = OPTION_##of_kind, .letter = of_letter, .name = of_name, .argument = of_argument,   \
        .offset = offsetof(type, member), .help = text, __VA_ARGS__                                \
    }

#define COMMAND_OPTIONS(rows, type)                                                                \
    .options = rows, .option_count = sizeof rows / sizeof *rows, .options_size = sizeof(type)

extern const struct command *const commands[]; /* in the order of the help; NULL at the end */
extern const struct command command_baseline, command_compare, command_completion,
    command_crosscheck, command_draw, command_list, command_model, command_plan, command_results,
    command_run, command_scenario, command_screens, command_sensitivity, command_solve,
    command_calibrate, command_sweep, command_whitepaper;

extern const struct option_row option_help; /* which each command has beside its rows */

/* NULL after a message when there is none of that name. */
const struct command *command_find(const char *name);
/* Reads options and arguments, argv[0] being the command's name, and runs it. Returns the exit
 * status: STATUS_USAGE or STATUS_BAD_VALUE after a message of one line, STATUS_OK after --help. */
int command_execute(const struct command *c, int argc, char **argv);
/* The text of --help, 80 columns wide. */
void command_help(const struct command *c, FILE *out);

#endif
