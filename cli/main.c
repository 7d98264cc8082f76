/* pfsim: chooses the command, and looks whether all that it printed got out. */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/build_identity.h"
#include "cli/cli.h"
#include "config.h"

static int help(FILE *out)
{
    fputs("pfsim: how long will this firmware upgrade of IP phones take, and what does it do to "
          "the WAN?\n\n"
          "usage: pfsim COMMAND [OPTION]... [ARGUMENT]...\n\n"
          "commands:\n",
          out);
    for (size_t i = 0; commands[i]; i++)
        fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\n'pfsim COMMAND --help' explains a command. A first run, and what a change makes of it:\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml -m load-server\n"
        "  pfsim run scenarios/whitepaper-tftp.yaml -s wan.rate=768kbps -s wan.rtt=60ms\n\n"
        "Exit status: 0 done; 1 a comparison failed; 2 bad value, scenario or file; 64 bad usage;\n"
        "71 out of memory; 130 interrupted.\n"
        "Environment: PFSIM_DATA, the folder with pfsim's data, when it is not found by itself.\n",
        out);
    return STATUS_OK;
}

/* "pfsim help run" is "pfsim run --help". */
static int help_of(const char *name)
{
    const struct command *c = command_find(name);
    if (!c)
        return STATUS_USAGE;
    command_help(c, stdout);
    return STATUS_OK;
}

static bool is_either(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

static int run_command(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return STATUS_USAGE;
    }
    if (is_either(argv[1], "--help", "-h"))
        return help(stdout);
    if (strcmp(argv[1], "help") == 0)
        return argc > 2 ? help_of(argv[2]) : help(stdout);
    if (is_either(argv[1], "--version", "-V")) {
        printf("%s (build %.*s)\n", PACKAGE_STRING, BUILD_IDENTITY_SHORT, build_identity);
        return STATUS_OK;
    }
    const struct command *c = command_find(argv[1]);
    return c ? command_execute(c, argc - 1, argv + 1) : STATUS_USAGE;
}

/* The first file that is opened would take the number of a stream that is closed, and get what is
 * printed. */
static void open_streams(void)
{
    int file;
    while ((file = open("/dev/null", O_RDONLY)) >= 0 && file <= STDERR_FILENO)
        ;
    if (file >= 0)
        close(file);
}

/* Whatever a command prints, and however it ends, is found here when it did not get out. */
int main(int argc, char **argv)
{
    open_streams();
    cli_clean_up_at_signals();
    const int status = run_command(argc, argv);
    cli_library_free();
    const int printed = cli_flush_stdout();
    return status == STATUS_OK ? printed : status;
}
