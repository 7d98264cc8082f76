/* What the commands share. Each command is a file of its own with one function, which gets its own
 * arguments (argv[0] is the command's name) and returns the exit status. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/error.h"
#include "scenarios/scenario.h"

enum cli_status {
    STATUS_OK = 0,
    STATUS_DIFFERS = 1,      /* a comparison failed */
    STATUS_BAD_VALUE = 2,    /* a scenario, a value, a file: whatever the error line says */
    STATUS_USAGE = EX_USAGE, /* 64: an unknown command or option, or a missing argument */
    STATUS_INTERRUPTED = 130,
};

int command_crosscheck(int argc, char **argv);
int command_run(int argc, char **argv);
int command_scenario(int argc, char **argv);
int command_screens(int argc, char **argv);
int command_whitepaper(int argc, char **argv);

/* Whether all that was printed got out: STATUS_OK, or after an error line STATUS_BAD_VALUE. */
int cli_flush_stdout(void);
/* Prints the error and returns STATUS_BAD_VALUE. */
int cli_fail(const struct error *e);
/* getopt_long for a command: prints one line for what is wrong and returns '?'. */
int cli_next_option(int argc, char **argv, const char *letters, const struct option *options);
/* Prints one line that names the command's help, and returns STATUS_USAGE. */
int cli_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The folder with the project's data (models/catalogue, results, scenarios, plots): $PFSIM_DATA, or
 * that of the source tree or the installation which the program belongs to. NULL with the error
 * filled in when there is none. The text is the caller's to free. */
char *cli_data_folder(struct error *e);

/* -m and -s, in the order in which they were given. */
struct cli_overrides {
    const char **texts;
    size_t count;
    char *method; /* "method=...", when -m was given */
};

void cli_override_add(struct cli_overrides *o, const char *text);
void cli_override_method(struct cli_overrides *o, const char *method);
void cli_overrides_fini(struct cli_overrides *o);

/* Finds the data folder and loads the scenario. */
int cli_load(struct scenario *s, const char *path, const struct cli_overrides *o, struct error *e);

/* True when SIGINT or SIGTERM has come since cli_catch_interrupts. */
void cli_catch_interrupts(void);
bool cli_interrupted(void);

#endif
