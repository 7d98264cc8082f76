/* Which files a run's folder gets, and which older ones go; what is in them is in tables*.c and
 * summary_json.c. */
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
    {"traffic.csv", table_traffic},
    {"messages.csv", table_messages},
    {"wan.csv", table_wan},
    {"server-load.csv", table_server_load},
    {"hierarchies.csv", table_hierarchies},
    {"progress.csv", table_progress},
    {"timeline.csv", table_timeline},
};

enum { TABLES = sizeof tables / sizeof *tables };

/* Whether it is the summary of a run. */
static bool is_summary(const char *path)
{
    json_t *object = json_load_file(path, 0, NULL);
    const bool is = json_is_string(json_object_get(object, "fingerprint"));
    json_decref(object);
    return is;
}

static int check_file(const char *folder, const char *name, struct error *e)
{
    char *path = mem_printf("%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    free(path);
    if (!there)
        return 0;
    return error_set(
        e,
        "%.300s/%s would be replaced, and is not of a run of pfsim, whose summary.json "
        "is not beside it; give another folder, or remove it",
        folder, name);
}

int results_check_folder(const char *folder, struct error *e)
{
    char *summary = mem_printf("%s/summary.json", folder);
    const bool of_a_run = is_summary(summary);
    free(summary);
    if (of_a_run)
        return 0;
    for (int i = 0; i < TABLES; i++)
        if (check_file(folder, tables[i].name, e) < 0)
            return -1;
    if (check_file(folder, "scenario.yaml", e) < 0)
        return -1;
    return check_file(folder, "summary.json", e);
}

/* What is written, and where. */
struct writing {
    struct output_set *set;
    const char *folder;
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

static int write_tables(const struct writing *w, const struct record *r, struct error *e)
{
    for (int i = 0; i < TABLES; i++) {
        struct output o;
        if (output_open(&o, w->folder, tables[i].name, e) < 0)
            return -1;
        tables[i].write(o.file, r);
        if (output_set_add(w->set, &o, e) < 0)
            return -1;
    }
    return 0;
}

static int write_hierarchy(const struct writing *w, size_t number, const struct hierarchy *h,
                           struct error *e)
{
    char *name = hierarchy_dot_name(number, h);
    struct output o;
    const int result = output_open(&o, w->folder, name, e);
    free(name);
    if (result < 0)
        return -1;
    hierarchy_dot(o.file, h);
    return output_set_add(w->set, &o, e);
}

static int write_hierarchies(const struct writing *w, const struct record *r, struct error *e)
{
    struct hierarchies h;
    int result = 0;
    hierarchies_make(&h, r);
    for (size_t i = 0; result == 0 && i < h.count && i < HIERARCHY_FILES; i++)
        result = write_hierarchy(w, i + 1, &h.list[i], e);
    hierarchies_free(&h);
    return result;
}

static bool ends_with(const char *name, const char *const *endings)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && endings[i]; i++)
        if (strcmp(ending, endings[i]) == 0)
            return true;
    return false;
}

/* The text behind `beginning` and a number; NULL when the name does not begin so. */
static const char *behind_number(const char *name, const char *beginning)
{
    const size_t length = strlen(beginning);
    if (strncmp(name, beginning, length) != 0 || !isdigit((unsigned char)name[length]))
        return NULL;
    return name + length + strspn(name + length, "0123456789");
}

static bool is_chart(const char *name)
{
    static const char *const charts[] = {"wan.", "progress.", "phones.", "sites."};
    const char *of_site = behind_number(name, "site-");
    const char *chart = of_site && *of_site == '-' ? of_site + 1 : name;
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++)
        if (strncmp(chart, charts[i], strlen(charts[i])) == 0 &&
            strrchr(chart, '.') == chart + strlen(charts[i]) - 1)
            return true;
    return false;
}

/* "hierarchy-12-SCCP45.loads.dot", and what is drawn of a run: "wan.png", "site-3-phones.svg". */
static bool is_of_run(const char *name)
{
    static const char *const pictures[] = {".png", ".svg", NULL};
    static const char *const graphs[] = {".dot", ".png", ".svg", NULL};
    return behind_number(name, "hierarchy-") ? ends_with(name, graphs)
                                             : is_chart(name) && ends_with(name, pictures);
}

/* Those of an earlier run would be taken for this one's, and so would their pictures. */
static void remove_old(const struct writing *w)
{
    DIR *list = opendir(w->folder);
    if (!list)
        return;
    for (const struct dirent *d = readdir(list); d; d = readdir(list))
        if (is_of_run(d->d_name) && !output_set_has(w->set, w->folder, d->d_name))
            output_set_remove(w->set, w->folder, d->d_name);
    closedir(list);
}

int results_put(struct output_set *set, const char *folder, const struct record *r,
                const struct run_summary *s, const struct run_label *label, struct error *e)
{
    const struct writing w = {set, folder};
    struct output summary;
    if (output_folder(folder, e) < 0 || output_open(&summary, folder, "summary.json", e) < 0)
        return -1;
    write_summary(summary.file, r, s, label);
    if (output_set_add(set, &summary, e) < 0 || write_tables(&w, r, e) < 0)
        return -1;
    if (write_hierarchies(&w, r, e) < 0)
        return -1;
    remove_old(&w);
    return 0;
}

int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e)
{
    struct output_set set = {0};
    if (results_put(&set, folder, r, s, label, e) == 0)
        return output_set_commit(&set, e);
    output_set_abandon(&set);
    return -1;
}
