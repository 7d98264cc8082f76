/* Which files a run's folder gets, and which older ones go; what is in them is in tables*.c and
 * summary_json.c. */
#include "results/write.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/output.h"
#include "results/hierarchy_dot.h"
#include "results/summary_json.h"
#include "results/tables.h"

static const struct {
    const struct table *table;
    void (*write)(FILE *, const struct record *);
} tables[] = {
    {&phones_csv, table_phones},
    {&files_csv, table_files},
    {&links_csv, table_links},
    {&servers_csv, table_servers},
    {&sites_csv, table_sites},
    {&traffic_csv, table_traffic},
    {&messages_csv, table_messages},
    {&wan_csv, table_wan},
    {&server_load_csv, table_server_load},
    {&hierarchies_csv, table_hierarchies},
    {&progress_csv, table_progress},
    {&timeline_csv, table_timeline},
    {&calls_csv, table_calls},
    {&spurts_csv, table_spurts},
};

enum { TABLES = sizeof tables / sizeof *tables };

/* A run without calls has none of these. */
static bool tables_are_of_calls(const struct table *table)
{
    return table == &calls_csv || table == &spurts_csv;
}

/* Whether it is the summary of a run. */
static bool is_summary(const char *path)
{
    json_t *object = json_load_file(path, 0, NULL);
    const bool is = json_is_string(json_object_get(object, "fingerprint"));
    json_decref(object);
    return is;
}

/* "hierarchy-12-SCCP45.loads.dot", what only runs with calls have, and what is drawn of a run:
 * "wan.png", "site-3-phones.svg". */
#define PICTURES_OF(chart) chart ".png", chart ".svg"
#define OF_SITE(chart) PICTURES_OF("site-[0-9]-" chart), PICTURES_OF("site-[0-9]*[0-9]-" chart)
static const char *const of_run[] = {"calls.csv",
                                     "spurts.csv",
                                     PICTURES_OF("calls"),
                                     OF_SITE("calls"),
                                     "hierarchy-[0-9]*.dot",
                                     PICTURES_OF("hierarchy-[0-9]*"),
                                     PICTURES_OF("wan"),
                                     PICTURES_OF("progress"),
                                     PICTURES_OF("phones"),
                                     PICTURES_OF("sites"),
                                     OF_SITE("wan"),
                                     OF_SITE("progress"),
                                     OF_SITE("phones"),
                                     OF_SITE("sites"),
                                     NULL};

int results_check_folder(const char *folder, struct error *e)
{
    static const char what[] = "is not of a run of pfsim, whose summary.json is not beside it";
    char *summary = mem_printf("%s/summary.json", folder);
    const bool of_a_run = is_summary(summary);
    free(summary);
    if (of_a_run)
        return 0;
    const char *names[TABLES + 3] = {"scenario.yaml", "summary.json"};
    for (int i = 0; i < TABLES; i++)
        names[2 + i] = tables[i].table->file;
    return folder_refuse(folder, names, what, e) < 0 || folder_refuse(folder, of_run, what, e) < 0
               ? -1
               : 0;
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
        if (tables_are_of_calls(tables[i].table) && r->calls.count == 0)
            continue;
        if (output_open(&o, w->folder, tables[i].table->file, e) < 0)
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

/* Those of an earlier run would be taken for this one's, and so would their pictures. */
static void remove_old(const struct writing *w)
{
    char **names;
    const size_t count = folder_names(w->folder, of_run, &names);
    for (size_t i = 0; i < count; i++) {
        if (!output_set_has(w->set, w->folder, names[i]))
            output_set_remove(w->set, w->folder, names[i]);
        free(names[i]);
    }
    free(names);
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
