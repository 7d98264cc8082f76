/* Reading a command line by a command's rows. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

struct options {
    const struct command *command;
    int argc, at;     /* argv[at] is being read */
    char **argv;      /* argv[0]: the command's name */
    void *values;     /* the struct that the rows' offsets are of */
    char **arguments; /* what is no option; room for argc */
    size_t argument_count;
};

/* Fills in the values and the arguments. Negative: go on; else the exit status, after a message or
 * the text of --help. */
int options_read(struct options *r);

#endif
