/* plan.csv: a row a site. */
#include <math.h>

#include "planner/plan_files.h"
#include "planner/plan_text.h"
#include "planner/when.h"

/* What a row has besides what the plan has of the site; times that are never are NAN, since a cell
 * of them is empty. */
struct csv_row_of_plan {
    const char *method; /* NULL: none */
    uint64_t wave;      /* from 1; 0: none */
    double p10, p50, p90, p99, late, scale;
    double takes[PLAN_METHODS];
    double ratio, mos, mos_before, fits, slack, matters_share;
    char start_local[WHEN_ROOM], start[WHEN_ROOM], end[WHEN_ROOM], closes[WHEN_ROOM];
    const char *start_local_at, *start_at, *end_at, *closes_at, *night_at; /* NULL: not scheduled */
    char night[WHEN_ROOM];
};

enum { CSV_SITE, CSV_PLANNED, CSV_ROW, CSV_ANSWER };

#define OF_SITE(member) CELL_AT(CSV_SITE, struct fleet_site, member)
#define OF_PLAN(member) CELL_AT(CSV_PLANNED, struct plan_site, member)
#define OF_ROW(member) CELL_AT(CSV_ROW, struct csv_row_of_plan, member)
#define OF_ANSWER(member) CELL_AT(CSV_ANSWER, struct plan_answer, member)

static const struct column csv_columns[] = {
    {"site", CELL_TEXT, OF_SITE(name), .meaning = "its name"},
    {"line", CELL_COUNT, OF_SITE(line), .meaning = "of its first row in the list"},
    {"phones", CELL_COUNT, OF_SITE(phone_count), .meaning = "all of them"},
    {"group", CELL_TEXT, OF_SITE(group), .meaning = "that it is in one wave with"},
    {"wave", CELL_NUMBER, OF_ROW(wave), .meaning = "from 1"},
    {"method", CELL_TEXT, OF_ROW(method), .meaning = "that was chosen"},
    {"p10_s", CELL_REAL, OF_ROW(p10), .unit = "s",
     .meaning = "until all phones are back, in 10 % of the points no longer"},
    {"p50_s", CELL_REAL, OF_ROW(p50), .unit = "s", .meaning = "the same of half of them"},
    {"p90_s", CELL_REAL, OF_ROW(p90), .unit = "s", .meaning = "of 90 %"},
    {"p99_s", CELL_REAL, OF_ROW(p99), .unit = "s", .meaning = "of 99 %"},
    {"planned_s", CELL_REAL, OF_ROW(late), .unit = "s",
     .meaning = "at the planning quantile, with which the schedule is made"},
    {"bound", CELL_YES_NO, OF_ANSWER(bound),
     .meaning = "yes: the model knows no more than that it takes at least so long"},
    {"simulated", CELL_YES_NO, OF_ANSWER(simulated),
     .meaning = "the simulator has confirmed a site of its kind"},
    {"ratio", CELL_REAL, OF_ROW(ratio),
     .meaning = "simulator over model; times are scaled by it where it is off by more than 2 %"},
    {"tftp_s", CELL_REAL, OF_ROW(takes[METHOD_TFTP]), .unit = "s",
     .meaning = "at the planning quantile by TFTP; empty: not possible, or never"},
    {"load_server_s", CELL_REAL, OF_ROW(takes[METHOD_LOAD_SERVER]), .unit = "s",
     .meaning = "by a load server"},
    {"pfs_s", CELL_REAL, OF_ROW(takes[METHOD_PFS]), .unit = "s",
     .meaning = "by Peer Firmware Sharing"},
    {"mos", CELL_REAL, OF_ROW(mos), .meaning = "of calls during the upgrade"},
    {"mos_before", CELL_REAL, OF_ROW(mos_before), .meaning = "of calls without it"},
    {"outage_s", CELL_REAL, OF_ANSWER(outage), .unit = "s",
     .meaning = "for which a phone cannot be used, at most"},
    {"wan_bytes", CELL_REAL, OF_ANSWER(wan_bytes), .unit = "bytes",
     .meaning = "of the upgrade over the WAN, to the site"},
    {"wan_use", CELL_REAL, OF_ANSWER(wan_use), .unit = "share",
     .meaning = "of the line, until all are back"},
    {"head_end_bps", CELL_REAL, OF_ANSWER(mean_rate), .unit = "bit/s",
     .meaning = "its mean demand on the head end"},
    {"night", CELL_TEXT, OF_ROW(night_at), .meaning = "date on which its window opens, there"},
    {"start_local", CELL_TEXT, OF_ROW(start_local_at), .meaning = "by the site's clocks"},
    {"start", CELL_TEXT, OF_ROW(start_at), .meaning = "UTC"},
    {"end", CELL_TEXT, OF_ROW(end_at), .meaning = "at the planning quantile, UTC"},
    {"window_closes", CELL_TEXT, OF_ROW(closes_at), .meaning = "UTC"},
    {"slack_s", CELL_REAL, OF_ROW(slack), .unit = "s", .meaning = "from its end until then"},
    {"fits_probability", CELL_REAL, OF_ROW(fits),
     .meaning = "that all its phones are back before its window closes"},
    {"matters_most", CELL_TEXT, OF_PLAN(matters_most),
     .meaning = "the input that its time depends on most"},
    {"matters_share", CELL_REAL, OF_ROW(matters_share), .unit = "share",
     .meaning = "of the time's variance that comes from it alone"},
    {"verdict", CELL_WORD, OF_PLAN(verdict), .words = verdict_words, .meaning = "in two words"},
    {"because", CELL_TEXT, OF_PLAN(because), .meaning = "in a sentence"},
    {"change", CELL_TEXT, OF_PLAN(change), .meaning = "what would change it"},
};

const struct table plan_csv = TABLE("plan.csv", csv_columns);

static double csv_time(double seconds)
{
    return isfinite(seconds) ? seconds : NAN;
}

static void csv_fill_place(struct csv_row_of_plan *row, const struct plan *p,
                           const struct plan_site *s)
{
    row->slack = NAN;
    if (!s->scheduled)
        return;
    row->wave = s->wave + 1;
    row->slack = s->slack;
    row->start_local_at = when_iso(row->start_local, s->site->zone, s->start);
    row->start_at = when_utc(row->start, s->start);
    row->end_at = when_utc(row->end, s->end);
    row->closes_at = when_utc(row->closes, s->windows[s->window].close);
    row->night_at = when_date(row->night, p->nights[s->night].day);
}

static void csv_fill(struct csv_row_of_plan *row, const struct plan *p, const struct plan_site *s,
                     const struct plan_answer *a)
{
    *row =
        (struct csv_row_of_plan){.p10 = NAN,
                                 .p50 = NAN,
                                 .p90 = NAN,
                                 .p99 = NAN,
                                 .late = NAN,
                                 .ratio = a && a->simulated ? a->ratio : (double)NAN,
                                 .mos = NAN,
                                 .mos_before = NAN,
                                 .fits = s->fits,
                                 .matters_share = s->matters_most ? s->matters_share : (double)NAN};
    for (int m = 0; m < PLAN_METHODS; m++)
        row->takes[m] =
            s->answers[m].possible ? csv_time(s->answers[m].at_confidence) : (double)NAN;
    csv_fill_place(row, p, s);
    if (!a)
        return;
    row->method = method_names[s->chosen];
    row->p10 = csv_time(a->p10);
    row->p50 = csv_time(a->p50);
    row->p90 = csv_time(a->p90);
    row->p99 = csv_time(a->p99);
    row->late = csv_time(a->at_confidence);
    if (a->has_mos) {
        row->mos = a->mos > 0 ? a->mos : NAN;
        row->mos_before = a->mos_before > 0 ? a->mos_before : NAN;
    }
}

/* As table_header and table_row, with the carried columns behind. */
static void csv_carried(FILE *file, char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fputc(',', file);
        text_csv(file, cells[i]);
    }
}

void plan_csv_write(FILE *file, const struct plan *p)
{
    const size_t carried = p->fleet->carried_count;
    table_names(file, &plan_csv);
    csv_carried(file, p->fleet->carried_names, carried);
    fputc('\n', file);
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        const struct plan_answer *a = s->chosen < 0 ? NULL : &s->answers[s->chosen];
        const bool finite = a && isfinite(a->at_confidence);
        struct csv_row_of_plan row;
        csv_fill(&row, p, s, a);
        table_cells(file, &plan_csv, (const void *const[]){s->site, s, &row, finite ? a : NULL});
        csv_carried(file, s->site->carried, carried);
        fputc('\n', file);
    }
}
