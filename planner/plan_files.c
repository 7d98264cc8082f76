/* Which files a plan's folder gets; what is in them is in files of their own. */
#include "planner/plan_files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "planner/calendar.h"
#include "planner/plan_text.h"
#include "planner/when.h"
#include "results/summary_json.h"

int plan_files_check(const char *folder, struct error *e)
{
    static const char *const names[] = {"plan.csv", "plan.json", "plan.ics", "change-request.md",
                                        NULL};
    static const char begin[] = "{\n  \"pfsim_plan\"";
    if (folder_file_begins(folder, "plan.json", begin, sizeof begin - 1))
        return 0;
    return folder_refuse(folder, names,
                         "is not of a plan of pfsim, whose plan.json is not beside it", e);
}

/* --- the calendar ---------------------------------------------------------------------------- */

static char *files_describe(const struct plan_site *s)
{
    char local[WHEN_ROOM], closes[WHEN_ROOM];
    const struct plan_answer *a = &s->answers[s->chosen];
    return mem_printf(
        "%s by %s, from %s; wave %zu\nexpected to take %s, late %s; window closes %s\n"
        "%s: %s",
        text_count(s->site->phone_count).text, method_names[s->chosen],
        when_local(local, s->site->zone, s->start), s->wave + 1, plan_text_takes(a->p50).text,
        plan_text_takes(a->at_confidence).text,
        when_local(closes, s->site->zone, s->windows[s->window].close), verdict_words[s->verdict],
        s->because ? s->because : "-");
}

/* By start, then by name, as the nights have them. */
void plan_calendar_write(FILE *file, const struct plan *p)
{
    struct calendar_event *events = mem_calloc(p->count + 1, sizeof *events);
    char **texts = mem_calloc(2 * p->count + 1, sizeof *texts);
    size_t count = 0;
    static const char *const categories[] = {"firmware upgrade", NULL};
    for (size_t n = 0; n < p->night_count; n++)
        for (size_t i = 0; i < p->nights[n].count; i++, count++) {
            const struct plan_site *s = &p->sites[p->nights[n].sites[i]];
            texts[2 * count] =
                mem_printf("%s: new firmware for %s phones by %s", s->site->name,
                           text_count(s->site->phone_count).text, method_names[s->chosen]);
            texts[2 * count + 1] = files_describe(s);
            events[count] = (struct calendar_event){.key = s->site->name,
                                                    .begin = s->start,
                                                    .end = s->end,
                                                    .summary = texts[2 * count],
                                                    .description = texts[2 * count + 1],
                                                    .categories = categories};
        }
    const char *slash = strrchr(p->fleet->path, '/');
    const struct calendar c = {.name = slash ? slash + 1 : p->fleet->path,
                               .stamp = (int64_t)p->options.first_day * DAY_SECONDS,
                               .events = events,
                               .count = count};
    calendar_write(file, &c);
    for (size_t i = 0; i < 2 * count; i++)
        free(texts[i]);
    free(texts);
    free(events);
}

/* --- all files ------------------------------------------------------------------------------- */

static void files_json(FILE *file, const struct plan *p)
{
    json_t *object = plan_json(p);
    summary_json_write(file, object);
    json_decref(object);
}

/* What is written where. */
struct files {
    struct output_set set;
    const char *folder;
    const struct plan *p;
};

static int files_add(struct files *f, const char *name, void (*write)(FILE *, const struct plan *),
                     struct error *e)
{
    struct output o;
    if (output_open(&o, f->folder, name, e) < 0)
        return -1;
    write(o.file, f->p);
    return output_set_add(&f->set, &o, e);
}

/* Two sites can have one file name, of which the later one then gets its line as well. */
static char *files_scenario_name(const struct files *f, const char *folder,
                                 const struct fleet_site *site)
{
    char *name = output_name(site->name, ".yaml");
    if (!output_set_has(&f->set, folder, name))
        return name;
    free(name);
    char *with_line = mem_printf("%s-%zu", site->name, site->line);
    name = output_name(with_line, ".yaml");
    free(with_line);
    return name;
}

static int files_add_scenario(struct files *f, const char *folder, const struct plan_site *s,
                              struct error *e)
{
    struct output o;
    char *name = files_scenario_name(f, folder, s->site);
    const int status = output_open(&o, folder, name, e);
    free(name);
    if (status < 0)
        return -1;
    char *text =
        fleet_text(f->p->fleet, s->site, s->chosen < 0 ? METHOD_TFTP : (enum method)s->chosen);
    fputs(text, o.file);
    free(text);
    return output_set_add(&f->set, &o, e);
}

/* Scenarios of an earlier plan's sites. */
static void files_drop_old(struct files *f, const char *folder)
{
    char **names;
    const size_t count = folder_names(folder, (const char *const[]){"*.yaml", NULL}, &names);
    for (size_t i = 0; i < count; i++) {
        if (!output_set_has(&f->set, folder, names[i]))
            output_set_remove(&f->set, folder, names[i]);
        free(names[i]);
    }
    free(names);
}

static int files_add_scenarios(struct files *f, struct error *e)
{
    char *folder = mem_printf("%s/sites", f->folder);
    int status = output_folder(folder, e);
    for (size_t i = 0; status == 0 && i < f->p->count; i++)
        status = files_add_scenario(f, folder, &f->p->sites[i], e);
    if (status == 0)
        files_drop_old(f, folder);
    free(folder);
    return status;
}

static int files_add_all(struct files *f, struct error *e)
{
    if (output_folder(f->folder, e) < 0 || files_add(f, plan_csv.file, plan_csv_write, e) < 0 ||
        files_add(f, "plan.json", files_json, e) < 0 ||
        files_add(f, "change-request.md", change_request_write, e) < 0)
        return -1;
    if (f->p->night_count > 0) {
        if (files_add(f, "plan.ics", plan_calendar_write, e) < 0)
            return -1;
    } else {
        output_set_remove(&f->set, f->folder, "plan.ics"); /* RFC 5545 wants an event */
    }
    return files_add_scenarios(f, e);
}

int plan_files_write(const struct plan *p, const char *folder, struct error *e)
{
    struct files f = {.folder = folder, .p = p};
    if (files_add_all(&f, e) < 0) {
        output_set_abandon(&f.set);
        return -1;
    }
    return output_set_commit(&f.set, e);
}
