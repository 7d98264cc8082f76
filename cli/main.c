#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "config.h"

struct command {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
    {"run", "simulate a scenario and say how the upgrade went", command_run},
    {"scenario", "check a scenario; show every value and where it comes from", command_scenario},
    {"crosscheck", "run scenarios on both engines and say how far apart they are",
     command_crosscheck},
    {"screens", "what the phones' screens show at a moment of a run", command_screens},
    {"whitepaper", "regenerate the white paper's tables and charts", command_whitepaper},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    fputs("pfsim: how long will this firmware upgrade of IP phones take, and what does it do to "
          "the WAN?\n\n"
          "usage: pfsim COMMAND [OPTION]... [ARGUMENT]...\n\n"
          "commands:\n",
          out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n'pfsim COMMAND --help' explains a command. A first run, and what a change makes of it:\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml -m load-server\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml -s wan.rate=768kbps -s wan.rtt=60ms\n\n"
        "Exit status: 0 done; 1 a comparison failed; 2 bad value, scenario or file; 64 bad usage.\n"
        "Environment: PFSIM_DATA, the folder with pfsim's data, when it is not found by itself.\n",
        out);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        help(stdout);
        return STATUS_OK;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts(PACKAGE_STRING);
        return STATUS_OK;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "pfsim: unknown command '%s'; see 'pfsim --help'\n", argv[1]);
    return STATUS_USAGE;
}
