#include "results/write.h"

#include "base/output.h"
#include "results/summary_json.h"
#include "results/tables.h"

static const struct {
    const char *name;
    void (*write)(FILE *, const struct record *);
} tables[] = {
    {"phones.csv", table_phones},           {"files.csv", table_files}, {"links.csv", table_links},
    {"servers.csv", table_servers},         {"sites.csv", table_sites}, {"wan.csv", table_wan},
    {"server-load.csv", table_server_load},
};

enum { TABLES = sizeof tables / sizeof *tables, FILES = TABLES + 1 };

static void write_summary(FILE *file, const struct record *r, const struct run_summary *s,
                          const struct run_label *label)
{
    struct run_label without_wall = *label;
    without_wall.wall = -1;
    json_t *object = summary_json(r, s, &without_wall);
    summary_json_write(file, object);
    json_decref(object);
}

/* All of it before anything is renamed, so that a full disk is met while it does no harm. */
static int write_aside(struct output outputs[FILES], const char *folder, const struct record *r,
                       const struct run_summary *s, const struct run_label *label, struct error *e)
{
    for (int i = 0; i < FILES; i++) {
        const char *name = i < TABLES ? tables[i].name : "summary.json";
        if (output_open(&outputs[i], folder, name, e) < 0)
            return -1;
        if (i < TABLES)
            tables[i].write(outputs[i].file, r);
        else
            write_summary(outputs[i].file, r, s, label);
        if (fflush(outputs[i].file) != 0 || ferror(outputs[i].file))
            return output_commit(&outputs[i], e); /* which fails, and says why */
    }
    return 0;
}

int results_write(const char *folder, const struct record *r, const struct run_summary *s,
                  const struct run_label *label, struct error *e)
{
    struct output outputs[FILES] = {0};
    int result = output_folder(folder, e);
    if (result == 0)
        result = write_aside(outputs, folder, r, s, label, e);
    for (int i = 0; i < FILES; i++)
        if (result == 0)
            result = output_commit(&outputs[i], e);
        else
            output_abandon(&outputs[i]);
    return result;
}
