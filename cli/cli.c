#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/program.h"
#include "config.h"

int cli_fail(const struct error *e)
{
    fprintf(stderr, "pfsim: %s\n", e->text);
    return STATUS_BAD_VALUE;
}

int cli_flush_stdout(void)
{
    struct error e;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    error_set(&e, "cannot write to standard output");
    return cli_fail(&e);
}

int cli_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "pfsim %s: ", command);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "; see 'pfsim %s --help'\n", command);
    va_end(arguments);
    return STATUS_USAGE;
}

int cli_next_option(int argc, char **argv, const char *letters, const struct option *options)
{
    opterr = 0;
    const int option = getopt_long(argc, argv, letters, options, NULL);
    if (option == ':')
        cli_usage(argv[0], "option '%s' needs an argument", argv[optind - 1]);
    else if (option == '?' && optopt && strncmp(argv[optind - 1], "--", 2) != 0)
        cli_usage(argv[0], "unknown option '-%c'", optopt);
    else if (option == '?')
        cli_usage(argv[0], "unknown option '%s'", argv[optind - 1]);
    return option == ':' ? '?' : option;
}

static bool is_data_folder(const char *folder)
{
    char *path = mem_printf("%s/models/catalogue/firmware.csv", folder);
    const bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

/* `relative` to the folder that the program itself is in. */
static char *near_program(const char *program, const char *relative)
{
    char *folder = mem_printf("%s/%s", program, relative);
    char *path = realpath(folder, NULL);
    free(folder);
    if (path && is_data_folder(path))
        return path;
    free(path);
    return NULL;
}

char *cli_data_folder(struct error *e)
{
    static const char *const places[] = {".", "..", "../share/pfsim"};
    const char *chosen = getenv("PFSIM_DATA");
    if (chosen && is_data_folder(chosen))
        return mem_strdup(chosen);
    if (chosen) {
        error_set(e, "%s: no models/catalogue/firmware.csv there; set PFSIM_DATA to pfsim's data",
                  chosen);
        return NULL;
    }
    char *program = program_folder();
    char *folder = NULL;
    for (size_t i = 0; program && !folder && i < sizeof places / sizeof *places; i++)
        folder = near_program(program, places[i]);
    free(program);
    if (folder)
        return folder;
    if (is_data_folder(PKGDATADIR))
        return mem_strdup(PKGDATADIR);
    error_set(e, "pfsim's data is not where it was installed (%s); set PFSIM_DATA to its folder",
              PKGDATADIR);
    return NULL;
}

void cli_override_add(struct cli_overrides *o, const char *text)
{
    o->texts = mem_resize(o->texts, o->count + 1, sizeof *o->texts);
    o->texts[o->count++] = text;
}

void cli_override_method(struct cli_overrides *o, const char *method)
{
    free(o->method);
    o->method = mem_printf("method=%s", method);
}

void cli_overrides_fini(struct cli_overrides *o)
{
    free(o->texts);
    free(o->method);
    *o = (struct cli_overrides){0};
}

int cli_load(struct scenario *s, const char *path, const struct cli_overrides *o, struct error *e)
{
    char *data = cli_data_folder(e);
    if (!data)
        return -1;
    struct cli_overrides all = {0};
    if (o->method)
        cli_override_add(&all, o->method);
    for (size_t i = 0; i < o->count; i++)
        cli_override_add(&all, o->texts[i]);
    const int result = scenario_load(s, path, all.texts, all.count, data, e);
    cli_overrides_fini(&all);
    free(data);
    return result;
}

static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void cli_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool cli_interrupted(void)
{
    return interrupted;
}
