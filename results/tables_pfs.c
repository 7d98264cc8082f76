/* hierarchies.csv, progress.csv and timeline.csv. */
#include "results/tables.h"

#include <stdlib.h>

#include "results/hierarchy.h"
#include "results/timeline.h"

/* --- hierarchies.csv ------------------------------------------------------------------------- */

enum { PLACE_MADE, PLACE_GROUP, PLACE_PHONE, PLACE_MEMBER, PLACE_PARENT, PLACE_DEPTH, PLACE_FILE };

struct place_made {
    uint64_t hierarchy;
    sim_time has_file;
};

#define OF_PLACE(member) CELL_AT(PLACE_MADE, struct place_made, member)
#define OF_GROUP(member) CELL_AT(PLACE_GROUP, struct phone_group, member)
#define OF_MEMBER(member_) CELL_AT(PLACE_MEMBER, struct member, member_)
#define OF_FILE(member) CELL_AT(PLACE_FILE, struct file_record, member)

static const struct column hierarchies_columns[] = {
    {"hierarchy", CELL_COUNT, OF_PLACE(hierarchy),
     .meaning = "from 1, in the order in which they began"},
    {"site", CELL_TEXT, OF_GROUP(site), .meaning = "where they are"},
    {"subnet", CELL_TEXT, OF_GROUP(subnet), .meaning = "in which they are"},
    {"model", CELL_TEXT, OF_GROUP(model), .meaning = "of the phone"},
    {"file", CELL_TEXT, OF_MEMBER(file), .meaning = "that is shared"},
    {"phone", CELL_TEXT, CELL_AT(PLACE_PHONE, struct phone_info, name), .meaning = "its name"},
    {"role", CELL_WORD, OF_MEMBER(role), .words = member_role_names,
     .meaning = "root; child; fallback: it got the file from the server alone; none: it had no "
                "place at the end"},
    {"parent", CELL_TEXT, CELL_AT(PLACE_PARENT, struct phone_info, name),
     .meaning = "the phone's name"},
    {"depth", CELL_COUNT, CELL_AT(PLACE_DEPTH, struct member, depth), .meaning = "0 of a root"},
    {"joined_s", CELL_TIME, OF_MEMBER(joined), .meaning = "when it became root, or had a parent"},
    {"receiving_s", CELL_TIME, OF_MEMBER(receiving),
     .meaning = "when it began to get the file (a root: when its download began)"},
    {"has_file_s", CELL_TIME, OF_PLACE(has_file), .meaning = "when it had all of it, checked"},
    {"done_s", CELL_TIME, OF_MEMBER(done), .meaning = "when its children had been served too"},
    {"rejoins", CELL_COUNT, OF_MEMBER(rejoins),
     .meaning = "how often it lost its place and got another: the times are those of the last one"},
    {"bytes", CELL_COUNT, OF_FILE(bytes), .unit = "bytes",
     .meaning = "delivered, of the download that completed, or else the last one"},
    {"from", CELL_ADDRESS, OF_FILE(from), .meaning = "address, of that download"},
    {"reason", CELL_TEXT, OF_MEMBER(reason), .meaning = "why it fell back or has no place"},
};

const struct table hierarchies_csv = TABLE("hierarchies.csv", hierarchies_columns);

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
    const struct place_made made = {number, has_file(p)};
    const void *const of[] = {[PLACE_MADE] = &made,
                              [PLACE_GROUP] = info->group,
                              [PLACE_PHONE] = info,
                              [PLACE_MEMBER] = m,
                              [PLACE_PARENT] = p->parent ? p->parent->info : NULL,
                              [PLACE_DEPTH] = placed ? m : NULL,
                              [PLACE_FILE] = p->file};
    table_row(file, &hierarchies_csv, of);
}

void table_hierarchies(FILE *file, const struct record *r)
{
    table_header(file, &hierarchies_csv);
    struct hierarchies h;
    hierarchies_make(&h, r);
    for (size_t i = 0; i < h.count; i++)
        for (size_t n = 0; n < h.list[i].count; n++)
            place_row(file, i + 1, &h.list[i].places[n]);
    hierarchies_free(&h);
}

/* --- progress.csv ---------------------------------------------------------------------------- */

enum { STEP, STEP_PHONE };

#define OF_STEP(member) CELL_AT(STEP, struct progress_row, member)

static const struct column progress_columns[] = {
    {"phone", CELL_TEXT, CELL_AT(STEP_PHONE, struct phone_info, name), .meaning = "its name"},
    {"file", CELL_TEXT, OF_STEP(file), .meaning = "that it is at"},
    {"time_s", CELL_TIME, OF_STEP(time), .meaning = "from the run's start"},
    {"bytes", CELL_COUNT, OF_STEP(bytes), .unit = "bytes", .meaning = "that it has"},
    {"total", CELL_COUNT, OF_STEP(total), .unit = "bytes", .meaning = "of the file; 0: not known"},
    {"receiving", CELL_YES_NO, OF_STEP(receiving),
     .meaning = "no: it waits, for a parent or a server"},
    {"peers", CELL_YES_NO, OF_STEP(peers),
     .meaning = "yes: it takes part in a hierarchy, and its screen has the PFS mark"},
    {"load", CELL_TEXT, OF_STEP(load), .meaning = "that the file is fetched for"},
};

const struct table progress_csv = TABLE("progress.csv", progress_columns);

void table_progress(FILE *file, const struct record *r)
{
    table_header(file, &progress_csv);
    const struct progress_row **rows = progress_record_by_phone(&r->progress);
    for (size_t i = 0; i < r->progress.count; i++)
        table_row(file, &progress_csv,
                  (const void *const[]){rows[i], r->phones[rows[i]->phone].info});
    free(rows);
}

/* --- timeline.csv ---------------------------------------------------------------------------- */

enum { STRETCH, STRETCH_PHONE, STRETCH_GROUP };

#define OF_STRETCH(member) CELL_AT(STRETCH, struct stretch, member)

static const struct column timeline_columns[] = {
    {"id", CELL_COUNT, CELL_AT(STRETCH_PHONE, struct phone_info, id),
     .meaning = "as in phones.csv"},
    {"phone", CELL_TEXT, CELL_AT(STRETCH_PHONE, struct phone_info, name), .meaning = "its name"},
    {"state", CELL_TEXT, OF_STRETCH(state),
     .meaning =
         "as in phones.csv: waiting for its reset, booting, fetching, pausing before it asks "
         "again, profile account setup: it waits for its user, writing, checking, restarting, "
         "starting over: it had given up; upgraded, unchanged, not upgraded, failed, "
         "unplugged"},
    {"number", CELL_NUMBER, OF_STRETCH(number),
     .meaning =
         "of the file that it is at: from 1, in the order in which the phone began with them"},
    {"file", CELL_TEXT, OF_STRETCH(file), .meaning = "its name"},
    {"doing", CELL_WORD, OF_STRETCH(doing), .words = stretch_doing_names,
     .meaning = "with the file: waiting, receiving, serving: it has all of it, and others may not"},
    {"begin_s", CELL_TIME, OF_STRETCH(begin), .meaning = "from the run's start"},
    {"end_s", CELL_TIME, OF_STRETCH(end), .meaning = "from the run's start"},
    {"site", CELL_TEXT, CELL_AT(STRETCH_GROUP, struct phone_group, site), .meaning = "the phone's"},
    {"load", CELL_TEXT, OF_STRETCH(load), .meaning = "that it is at; nothing before its reset"},
};

const struct table timeline_csv = TABLE("timeline.csv", timeline_columns);

static void stretch_row(void *user, const struct stretch *s)
{
    table_row(user, &timeline_csv, (const void *const[]){s, s->phone, s->phone->group});
}

void table_timeline(FILE *file, const struct record *r)
{
    table_header(file, &timeline_csv);
    timeline_make(r, stretch_row, file);
}
