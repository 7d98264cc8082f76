/* Reads folders, and the beginnings of files; it writes and removes nothing. */
#include "base/folder.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

static int folder_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool folder_matches(const char *name, const char *const *patterns)
{
    for (; *patterns; patterns++)
        if (fnmatch(*patterns, name, FNM_PERIOD) == 0)
            return true;
    return false;
}

size_t folder_names(const char *folder, const char *const *patterns, char ***names)
{
    size_t count = 0;
    DIR *list = opendir(folder);
    *names = NULL;
    for (const struct dirent *d = list ? readdir(list) : NULL; d; d = readdir(list))
        if (folder_matches(d->d_name, patterns)) {
            *names = mem_resize(*names, count + 1, sizeof **names);
            (*names)[count++] = mem_strdup(d->d_name);
        }
    if (list)
        closedir(list);
    if (count)
        qsort(*names, count, sizeof **names, folder_compare);
    return count;
}

int folder_refuse(const char *folder, const char *const *patterns, const char *what,
                  struct error *e)
{
    char **names;
    struct stat is;
    if (stat(folder, &is) == 0 && !S_ISDIR(is.st_mode))
        return error_set(e, "%.300s: cannot make the folder: there is a file of that name", folder);
    const size_t count = folder_names(folder, patterns, &names);
    if (count)
        error_set(e, "%.300s/%.100s would be replaced, and %s; give another folder, or remove it",
                  folder, names[0], what);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return count ? -1 : 0;
}

bool folder_file_begins(const char *folder, const char *name, const void *bytes, size_t length)
{
    char *path = mem_printf("%s/%s", folder, name);
    char *begins = mem_resize(NULL, length, 1);
    FILE *file = fopen(path, "r");
    const bool is =
        file && fread(begins, 1, length, file) == length && memcmp(begins, bytes, length) == 0;
    if (file)
        fclose(file);
    free(begins);
    free(path);
    return is;
}
