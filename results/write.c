#include "results/write.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "results/hierarchy_dot.h"
#include "results/summary_json.h"
#include "results/tables.h"

static const struct {
    const char *name;
    void (*write)(FILE *, const struct record *);
} tables[] = {
    {"phones.csv", table_phones},
    {"files.csv", table_files},
    {"links.csv", table_links},
    {"servers.csv", table_servers},
    {"sites.csv", table_sites},
    {"wan.csv", table_wan},
    {"server-load.csv", table_server_load},
    {"hierarchies.csv", table_hierarchies},
    {"progress.csv", table_progress},
    {"timeline.csv", table_timeline},
};

enum { TABLES = sizeof tables / sizeof *tables, FILES_MAX = TABLES + 1 + HIERARCHY_FILES };

/* What is written aside until all of it is. */
struct files {
    const char *folder;
    struct output outputs[FILES_MAX];
    size_t count;
};

static void write_summary(FILE *file, const struct record *r, const struct run_summary *s,
                          const struct run_label *label)
{
    struct run_label without_wall = *label;
    without_wall.wall = -1;
    json_t *object = summary_json(r, s, &without_wall);
    summary_json_write(file, object);
    json_decref(object);
}

static FILE *open_next(struct files *f, const char *name, struct error *e)
{
    struct output *o = &f->outputs[f->count];
    if (output_open(o, f->folder, name, e) < 0)
        return NULL;
    f->count++;
    return o->file;
}

/* A full disk is met while it does no harm. */
static int check_last(struct files *f, struct error *e)
{
    struct output *o = &f->outputs[f->count - 1];
    if (fflush(o->file) == 0 && !ferror(o->file))
        return 0;
    return output_commit(o, e); /* which fails, and says why */
}

static int write_tables(struct files *f, const struct record *r, struct error *e)
{
    for (int i = 0; i < TABLES; i++) {
        FILE *file = open_next(f, tables[i].name, e);
        if (!file)
            return -1;
        tables[i].write(file, r);
        if (check_last(f, e) < 0)
            return -1;
    }
    return 0;
}

static int write_hierarchy(struct files *f, size_t number, const struct hierarchy *h,
                           struct error *e)
{
    char *name = hierarchy_dot_name(number, h);
    FILE *file = open_next(f, name, e);
    free(name);
    if (!file)
        return -1;
    hierarchy_dot(file, h);
    return check_last(f, e);
}

static int write_hierarchies(struct files *f, const struct record *r, struct error *e)
{
    struct hierarchies h;
    int result = 0;
    hierarchies_make(&h, r);
    for (size_t i = 0; result == 0 && i < h.count && i < HIERARCHY_FILES; i++)
        result = write_hierarchy(f, i + 1, &h.list[i], e);
    hierarchies_free(&h);
    return result;
}

static int write_all(struct files *f, const struct record *r, const struct run_summary *s,
                     const struct run_label *label, struct error *e)
{
    FILE *summary = open_next(f, "summary.json", e);
    if (!summary)
        return -1;
    write_summary(summary, r, s, label);
    if (check_last(f, e) < 0 || write_tables(f, r, e) < 0)
        return -1;
    return write_hierarchies(f, r, e);
}

/* "hierarchy-12-SCCP45.loads.dot", and what is drawn of it. */
static bool is_of_hierarchy(const char *name)
{
    static const char beginning[] = "hierarchy-";
    if (strncmp(name, beginning, strlen(beginning)) != 0 ||
        !isdigit((unsigned char)name[strlen(beginning)]))
        return false;
    const char *ending = strrchr(name, '.');
    return ending &&
           (!strcmp(ending, ".dot") || !strcmp(ending, ".svg") || !strcmp(ending, ".png"));
}

/* Pictures of an earlier run's hierarchies would be taken for this one's. */
static void remove_hierarchies(const char *folder)
{
    DIR *list = opendir(folder);
    if (!list)
        return;
    for (const struct dirent *d = readdir(list); d; d = readdir(list))
        if (is_of_hierarchy(d->d_name))
            unlinkat(dirfd(list), d->d_name, 0);
    closedir(list);
}

int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e)
{
    struct files *f = mem_calloc(1, sizeof *f);
    f->folder = folder;
    int result = output_folder(folder, e);
    if (result == 0)
        result = write_all(f, r, s, label, e);
    if (result == 0)
        remove_hierarchies(folder);
    for (size_t i = 0; i < f->count; i++)
        if (result == 0)
            result = output_commit(&f->outputs[i], e);
        else
            output_abandon(&f->outputs[i]);
    free(f);
    return result;
}
