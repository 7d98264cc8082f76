/* Exit statuses, one line for an error, where the data are, and interrupts; a command's own
 * words are in its file. */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/program.h"
#include "base/visible.h"
#include "config.h"

int cli_fail(const struct error *e)
{
    fprintf(stderr, "pfsim: %s\n", e->text);
    return cli_interrupted() ? STATUS_INTERRUPTED : STATUS_BAD_VALUE;
}

int cli_flush_stdout(void)
{
    static bool told;
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    const char *why = errno ? strerror(errno) : "an earlier write failed";
    if (!told)
        fprintf(stderr, "pfsim: cannot write to standard output: %s\n", why);
    told = true;
    return STATUS_BAD_VALUE;
}

int cli_usage(const char *command, const char *format, ...)
{
    struct error e;
    va_list arguments;
    va_start(arguments, format);
    char text[sizeof e.text];
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    visible_write(e.text, sizeof e.text, text);
    const size_t length = strlen(e.text);
    if (length && e.text[length - 1] == '?')
        fprintf(stderr, "pfsim %s: %s\n", command, e.text);
    else
        fprintf(stderr, "pfsim %s: %s; see 'pfsim %s --help'\n", command, e.text, command);
    return STATUS_USAGE;
}

int cli_usage_word(const char *command, const char *word, const char *const *words)
{
    size_t count = 0;
    while (words[count])
        count++;
    char *question = nearest_question(word, words, count);
    char *all = mem_strdup(words[0]);
    for (size_t i = 1; i < count; i++) {
        char *longer = mem_printf("%s, %s", all, words[i]);
        free(all);
        all = longer;
    }
    const int status =
        question ? cli_usage(command, "unknown argument '%s'%s", word, question)
                 : cli_usage(command, "unknown argument '%s'; give one of: %s", word, all);
    free(all);
    free(question);
    return status;
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

/* Free it. NULL with the error filled in. */
static char *data_folder(struct error *e)
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

/* One a process: what it has read and made is worth keeping from command to workers. */
static struct library *library;

struct library *cli_library(struct error *e)
{
    if (library)
        return library;
    char *folder = data_folder(e);
    if (folder)
        library = library_new(folder);
    free(folder);
    return library;
}

void cli_library_free(void)
{
    library_free(library);
    library = NULL;
}
