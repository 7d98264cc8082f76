/* hierarchies.csv, progress.csv and timeline.csv. */
#include "results/tables.h"

#include <inttypes.h>
#include <stdlib.h>

#include "results/hierarchy.h"
#include "results/text.h"
#include "results/timeline.h"

static void field(FILE *file, const char *text)
{
    text_csv(file, text);
    fputc(',', file);
}

static void field_time(FILE *file, sim_time t)
{
    field(file, text_seconds(t).text);
}

/* Of a phone that fell back: when the server had given it the file. */
static sim_time has_file(const struct place *p)
{
    const bool from_server = p->member->role == MEMBER_FELL_BACK && p->file && p->file->completed;
    return from_server ? p->file->ended : p->member->has_file;
}

static void place_row(FILE *file, size_t number, const struct place *p)
{
    const struct member *m = p->member;
    const struct phone_info *info = p->phone->info;
    const bool placed = m->role == MEMBER_ROOT || m->role == MEMBER_CHILD;
    fprintf(file, "%zu,", number);
    field(file, info->group->site);
    field(file, info->group->subnet);
    field(file, info->group->model);
    field(file, m->file);
    field(file, info->name);
    field(file, member_role_names[m->role]);
    field(file, p->parent ? p->parent->info->name : NULL);
    if (placed)
        fprintf(file, "%u", (unsigned)m->depth);
    fputc(',', file);
    field_time(file, m->joined);
    field_time(file, m->receiving);
    field_time(file, has_file(p));
    field_time(file, m->done);
    fprintf(file, "%u,", (unsigned)m->rejoins);
    if (p->file) {
        fprintf(file, "%" PRIu64 ",", p->file->bytes);
        table_address(file, p->file->from);
    } else {
        fputc(',', file);
    }
    fputc(',', file);
    text_csv(file, m->reason);
    fputc('\n', file);
}

void table_hierarchies(FILE *file, const struct record *r)
{
    fputs("hierarchy,site,subnet,model,file,phone,role,parent,depth,joined_s,receiving_s,"
          "has_file_s,done_s,rejoins,bytes,from,reason\n",
          file);
    struct hierarchies h;
    hierarchies_make(&h, r);
    for (size_t i = 0; i < h.count; i++)
        for (size_t n = 0; n < h.list[i].count; n++)
            place_row(file, i + 1, &h.list[i].places[n]);
    hierarchies_free(&h);
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

void table_progress(FILE *file, const struct record *r)
{
    fputs("phone,file,time_s,bytes,total,receiving,peers,load\n", file);
    const struct progress_row **rows = progress_record_by_phone(&r->progress);
    for (size_t i = 0; i < r->progress.count; i++) {
        const struct progress_row *p = rows[i];
        field(file, r->phones[p->phone].info->name);
        field(file, p->file);
        field_time(file, p->time);
        fprintf(file, "%" PRIu64 ",%" PRIu64 ",%s,%s,", p->bytes, p->total, yes_no(p->receiving),
                yes_no(p->peers));
        text_csv(file, p->load);
        fputc('\n', file);
    }
    free(rows);
}

static void stretch_row(void *user, const struct stretch *s)
{
    FILE *file = user;
    fprintf(file, "%" PRIu32 ",", s->phone->id);
    field(file, s->phone->name);
    field(file, s->state);
    if (s->number)
        fprintf(file, "%" PRIu32, s->number);
    fputc(',', file);
    field(file, s->file);
    field(file, stretch_doing_names[s->doing]);
    field_time(file, s->begin);
    field_time(file, s->end);
    field(file, s->phone->group->site);
    text_csv(file, s->load);
    fputc('\n', file);
}

void table_timeline(FILE *file, const struct record *r)
{
    fputs("id,phone,state,number,file,doing,begin_s,end_s,site,load\n", file);
    timeline_make(r, stretch_row, file);
}
