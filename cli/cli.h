/* What the commands share. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/error.h"
#include "cli/command.h"
#include "scenarios/scenario.h"
#include "sim/engine_load.h"

enum cli_status {
    STATUS_OK = 0,
    STATUS_DIFFERS = 1,      /* a comparison failed */
    STATUS_BAD_VALUE = 2,    /* a scenario, a value, a file: whatever the error line says */
    STATUS_USAGE = EX_USAGE, /* 64: an unknown command or option, or a missing argument */
    STATUS_INTERRUPTED = 130,
};

/* Whether all that was printed got out: STATUS_OK, or after an error line STATUS_BAD_VALUE. */
int cli_flush_stdout(void);
/* Prints the error and returns STATUS_BAD_VALUE, or after an interrupt STATUS_INTERRUPTED. */
int cli_fail(const struct error *e);
/* Prints one line, which names the command's help unless it ends in a question already, and returns
 * STATUS_USAGE. */
int cli_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of an argument that is none of the words: did you mean, or which there are. */
int cli_usage_word(const char *command, const char *word, const char *const *words);

/* The library of this process, with the folder of the project's data: $PFSIM_DATA, or that of the
 * source tree or the installation which the program belongs to. Made when it is first asked for.
 * NULL with the error filled in when there is no such folder. */
struct library *cli_library(struct error *e);
void cli_library_free(void);

/* -m and -s, which several commands have. */
struct overrides {
    const char *method; /* NULL: not given */
    struct texts set;   /* "wan.rate=768kbps" */
};

/* Their rows; `type` has a struct overrides named `overrides`. */
#define METHOD_ROW(type)                                                                           \
    OPTION_ROW(TEXT, 'm', "method", "METHOD", type, overrides.method,                              \
               "the method of all phones that name none: tftp, load-server, pfs",                  \
               .complete = COMPLETE_WORDS, .words = method_names)
#define SET_ROW(type, text)                                                                        \
    OPTION_ROW(TEXTS, 's', "set", "KEY=VALUE", type, overrides.set, text,                          \
               .complete = COMPLETE_FIELD)

#define ENGINE_ROW(type, member, text)                                                             \
    OPTION_ROW(TEXT, 0, "engine", "ENGINE", type, member, text, .complete = COMPLETE_WORDS,        \
               .words = engine_names)

#define JOBS_ROW(type, member)                                                                     \
    OPTION_ROW(NUMBER, 'j', "jobs", "N", type, member,                                             \
               "runs at the same time; default: one a processor. Results do not depend on it",     \
               .least = 1, .most = 1024)
#define REPLICATIONS_ROW(type, member, text, ...)                                                  \
    OPTION_ROW(NUMBER, 'r', "replications", "N", type, member, text, .least = 1, .most = 100000,   \
               __VA_ARGS__)

/* Loads the scenario with cli_library, with the method first; prints its warnings. "-" is
 * read from standard input; a file that is not there is looked up by its name among the scenarios
 * of the data folder, with ".yaml" or without, with "scenarios/" in front or without. */
int cli_load(struct scenario *s, const char *path, const struct overrides *o, struct error *e);
/* The same, without its warnings. */
int cli_load_quietly(struct scenario *s, const char *path, const struct overrides *o,
                     struct error *e);
/* The file that is meant by such a path, if it is not standard input; NULL: there is none. Free it.
 */
char *cli_scenario_path(const char *path, struct error *e);
/* Prints one of them. */
void cli_warn(const char *text);

/* The names of these scenarios, without ".yaml", in order. Negative when the folder cannot be read.
 * Free each, and the array. */
int cli_scenarios(const char *data, char ***names, size_t *count, struct error *e);

/* From now on a signal that ends the program removes what was written aside (base/output.h). */
void cli_clean_up_at_signals(void);
/* True when SIGHUP, SIGINT or SIGTERM has come since cli_catch_interrupts; a second one ends the
 * program. */
void cli_catch_interrupts(void);
bool cli_interrupted(void);

#endif
