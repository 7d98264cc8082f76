/* Loads the scenario that a command is given: a file, standard input, or one that is installed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "scenarios/format/yaml.h"

int cli_scenarios(const char *data, char ***names, size_t *count, struct error *e)
{
    static const char *const patterns[] = {"*.yaml", NULL};
    char *folder = mem_printf("%s/scenarios", data);
    *count = folder_names(folder, patterns, names);
    for (size_t i = 0; i < *count; i++)
        (*names)[i][strlen((*names)[i]) - strlen(".yaml")] = '\0';
    if (!*count)
        error_set(e, "%s: there are no scenarios", folder);
    free(folder);
    return *count ? 0 : -1;
}

/* "scenarios/lan.yaml" and "lan" are "lan"; NULL of a path elsewhere. Free it. */
static char *load_name(const char *path)
{
    static const char folder[] = "scenarios/", ending[] = ".yaml";
    if (!strncmp(path, folder, strlen(folder)))
        path += strlen(folder);
    size_t length = strlen(path);
    if (!length || strchr(path, '/'))
        return NULL;
    if (length > strlen(ending) && !strcmp(path + length - strlen(ending), ending))
        length -= strlen(ending);
    return mem_printf("%.*s", (int)length, path);
}

static int load_refuse(const char *path, const char *name, const char *data, struct error *e)
{
    char **names;
    size_t count;
    if (cli_scenarios(data, &names, &count, e) < 0)
        return -1;
    char *question = nearest_question(name, (const char *const *)names, count);
    error_set(e, "%.200s: there is no such file, and no scenario of that name%s", path,
              question ? question : "; 'pfsim list scenarios' shows those there are");
    free(question);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return -1;
}

/* The file that is meant by a path where there is none. Free it. NULL with the error filled in. */
static char *load_look_up(const char *path, const char *data, struct error *e)
{
    char *name = load_name(path);
    if (!name) {
        error_set(e, "%.200s: cannot be read: %s; give a scenario file", path, strerror(ENOENT));
        return NULL;
    }
    char *found = mem_printf("%s/scenarios/%s.yaml", data, name);
    if (access(found, F_OK) != 0) {
        load_refuse(path, name, data, e);
        free(found);
        found = NULL;
    }
    free(name);
    return found;
}

/* It can be read once only, and is the same scenario each time that it is asked for. */
static int load_standard_input(struct scenario *s, const char *const *all, size_t count,
                               struct library *library, struct error *e)
{
    static char *bytes;
    static size_t length;
    if (!bytes) {
        bytes = mem_resize(NULL, YAML_SIZE_LIMIT + 1, 1);
        length = fread(bytes, 1, YAML_SIZE_LIMIT + 1, stdin);
    }
    if (ferror(stdin))
        return error_set(e, "cannot read standard input");
    return scenario_load_text(s, "standard input", bytes, length, all, count, library, e);
}

/* A folder may have a scenario's name: that of its results, say. */
static char *load_path(const char *path, const char *data, struct error *e)
{
    struct stat is = {.st_mode = 0};
    const bool there = stat(path, &is) == 0 || errno != ENOENT;
    struct error none;
    char *found =
        !there || S_ISDIR(is.st_mode) ? load_look_up(path, data, there ? &none : e) : NULL;
    return found || !there ? found : mem_strdup(path);
}

char *cli_scenario_path(const char *path, struct error *e)
{
    struct library *library = cli_library(e);
    return library ? load_path(path, library_folder(library), e) : NULL;
}

static int load_from(struct scenario *s, const char *path, const char *const *all, size_t count,
                     struct library *library, struct error *e)
{
    if (!strcmp(path, "-"))
        return load_standard_input(s, all, count, library, e);
    if (!*path)
        return error_set(e, "the name of the scenario file is empty");
    char *found = load_path(path, library_folder(library), e);
    if (!found)
        return -1;
    const int status = scenario_load(s, found, all, count, library, e);
    free(found);
    return status;
}

int cli_load_quietly(struct scenario *s, const char *path, const struct overrides *o,
                     struct error *e)
{
    struct library *library = cli_library(e);
    if (!library)
        return -1;
    char *method = o->method ? mem_printf("method=%s", o->method) : NULL;
    const char **all = mem_calloc(o->set.count + 1, sizeof *all);
    size_t count = 0;
    if (method)
        all[count++] = method;
    for (size_t i = 0; i < o->set.count; i++)
        all[count++] = o->set.items[i];
    const int result = load_from(s, path, all, count, library, e);
    free(all);
    free(method);
    return result;
}

void cli_warn(const char *text)
{
    char *warning = visible_text(text);
    fprintf(stderr, "pfsim: warning: %s\n", warning);
    free(warning);
}

int cli_load(struct scenario *s, const char *path, const struct overrides *o, struct error *e)
{
    const int result = cli_load_quietly(s, path, o, e);
    for (size_t i = 0; result == 0 && i < s->warning_count; i++)
        cli_warn(s->warnings[i]);
    return result;
}
