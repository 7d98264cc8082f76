/* Copies of tables, with what gnuplot would misread written as its escapes: \042 for a quote,
 * \\ for a backslash. */
#include "plots/plain_tables.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/visible.h"

static int plain_fail(const char *folder, const char *name, const char *what, struct error *e)
{
    return error_set(e, "%s/%s: cannot be %s: %s", folder, name, what, strerror(errno));
}

static FILE *plain_open(const char *folder, const char *name, struct error *e)
{
    char *path = mem_printf("%s/%s", folder, name);
    const int descriptor = input_open(path, "a table that pfsim has written", e);
    free(path);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "r");
    if (descriptor >= 0 && !file) {
        plain_fail(folder, name, "read", e);
        close(descriptor);
    }
    return file;
}

static bool plain_is_odd(int c)
{
    return c == '\\' || c == '\'' || (c < ' ' && c != '\n') || c >= 0x7f;
}

/* 1: something in the file would be misread, or is not visible. */
static int plain_differs(const char *folder, const char *name, struct error *e)
{
    FILE *file = plain_open(folder, name, e);
    if (!file)
        return -1;
    int before = 0, c;
    bool quoted = false, differs = false;
    while (!differs && (c = getc(file)) != EOF) {
        if (c == '"')
            quoted = !quoted;
        differs =
            plain_is_odd(c) || (quoted && (c == ',' || c == '\n' || (c == '"' && before == '"')));
        before = c;
    }
    fclose(file);
    return differs;
}

/* A doubled quote is one; one alone begins or ends a field. A line end in a field is a blank. What
 * marks a formula (csv_is_formula) is left out. */
static void plain_copy(const char *text, FILE *to)
{
    bool quoted = false, begins = true;
    for (const char *c = text; *c; c++) {
        if (begins && *c == '\'' && csv_is_formula(c))
            continue;
        begins = !quoted && (*c == ',' || *c == '\n' || (*c == '"' && begins));
        if (*c == '"' && quoted && c[1] == '"') {
            fputs("\\042", to);
            c++;
            continue;
        }
        if (*c == '"')
            quoted = !quoted;
        if (*c == '\\')
            fputc('\\', to);
        if (*c == ',' && quoted)
            fputs("\\054", to);
        else
            fputc(*c == '\n' && quoted ? ' ' : *c, to);
    }
}

/* All of it, made visible. Free it. */
static char *plain_read(FILE *from)
{
    struct visible_page page;
    char *text = NULL, bytes[4096];
    size_t size, got;
    visible_page_begin(&page);
    while ((got = fread(bytes, 1, sizeof bytes, from)) > 0)
        fwrite(bytes, 1, got, page.file);
    FILE *to = open_memstream(&text, &size);
    if (!to)
        mem_exhausted();
    visible_page_end(&page, to);
    if (fclose(to) != 0)
        mem_exhausted();
    return text;
}

static int plain_write(const char *folder, const char *name, const char *copies, struct error *e)
{
    FILE *from = plain_open(folder, name, e);
    if (!from)
        return -1;
    char *text = plain_read(from), *path = mem_printf("%s/%s", copies, name);
    int result = ferror(from) ? plain_fail(folder, name, "read", e) : 0;
    FILE *to = fopen(path, "we");
    if (to)
        plain_copy(text, to);
    const bool failed = !to || ferror(to);
    if ((to && fclose(to) != 0) || failed)
        result = plain_fail(copies, name, "written", e);
    fclose(from);
    free(path);
    free(text);
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
