/* Copies of tables, with what gnuplot would misread written as its escapes: \042 for a quote,
 * \\ for a backslash. */
#include "plots/plain_tables.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static FILE *plain_open(const char *folder, const char *name, const char *mode, struct error *e)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    if (!file)
        error_set(e, "%s: cannot be %s: %s", path, *mode == 'r' ? "read" : "written",
                  strerror(errno));
    free(path);
    return file;
}

/* 1: something in the file would be misread. */
static int plain_differs(const char *folder, const char *name, struct error *e)
{
    FILE *file = plain_open(folder, name, "re", e);
    if (!file)
        return -1;
    int before = 0, c;
    bool quoted = false, differs = false;
    while (!differs && (c = getc(file)) != EOF) {
        if (c == '"')
            quoted = !quoted;
        differs = c == '\\' || (quoted && (c == ',' || c == '\n' || (c == '"' && before == '"')));
        before = c;
    }
    fclose(file);
    return differs;
}

/* A doubled quote is one; one alone begins or ends a field. A line end in a field is a blank. */
static void plain_copy(FILE *from, FILE *to)
{
    bool quoted = false;
    int c;
    while ((c = getc(from)) != EOF) {
        const int next = c == '"' && quoted ? getc(from) : EOF;
        if (c == '"' && quoted && next == '"') {
            fputs("\\042", to);
            continue;
        }
        if (next != EOF)
            ungetc(next, from);
        if (c == '"')
            quoted = !quoted;
        if (c == '\\')
            fputc('\\', to);
        if (c == ',' && quoted)
            fputs("\\054", to);
        else
            fputc((c == '\n' || c == '\r') && quoted ? ' ' : c, to);
    }
}

static int plain_write(const char *folder, const char *name, const char *copies, struct error *e)
{
    FILE *from = plain_open(folder, name, "re", e);
    FILE *to = from ? plain_open(copies, name, "we", e) : NULL;
    int result = to ? 0 : -1;
    if (to) {
        plain_copy(from, to);
        const bool failed = ferror(to);
        if (fclose(to) != 0 || failed)
            result = error_set(e, "%s/%s: cannot be written: %s", copies, name, strerror(errno));
    }
    if (from)
        fclose(from);
    return result;
}

static int plain_copies(struct plain_tables *t, const char *folder, const char *const *names,
                        struct error *e)
{
    const char *base = getenv("TMPDIR");
    t->folder = mem_printf("%s/pfsim-tables-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(t->folder))
        return error_set(e, "%s: cannot make the folder: %s", t->folder, strerror(errno));
    t->names = names;
    for (size_t i = 0; names[i]; i++)
        if (plain_write(folder, names[i], t->folder, e) < 0)
            return -1;
    return 0;
}

int plain_tables_make(struct plain_tables *t, const char *folder, const char *const *names,
                      struct error *e)
{
    int differs = 0;
    *t = (struct plain_tables){0};
    for (size_t i = 0; differs == 0 && names && names[i]; i++)
        differs = plain_differs(folder, names[i], e);
    if (differs < 0)
        return -1;
    if (!differs) {
        t->folder = mem_strdup(folder);
        return 0;
    }
    const int result = plain_copies(t, folder, names, e);
    if (result < 0)
        plain_tables_free(t);
    return result;
}

void plain_tables_free(struct plain_tables *t)
{
    for (size_t i = 0; t->names && t->names[i]; i++) {
        char *path = mem_printf("%s/%s", t->folder, t->names[i]);
        unlink(path);
        free(path);
    }
    if (t->names)
        rmdir(t->folder);
    free(t->folder);
    *t = (struct plain_tables){0};
}
