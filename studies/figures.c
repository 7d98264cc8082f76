/* Which runs a curve needs, and its tables out of their results; drawing is for plots/. */
#include "studies/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fit.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/output.h"

enum { FIRST_POINTS = 4 }; /* every curve has points at 1 to 4 phones, where curves cross */

static const struct curve_info {
    const char *scenario, *method, *model;
    uint32_t step; /* and at its multiples */
} curves[CURVES] = {
    [CURVE_TFTP_7962] = {"whitepaper-tftp", "tftp", "CP-7962G", 2},
    [CURVE_TFTP_7965] = {"whitepaper-tftp", "tftp", "CP-7965G", 2},
    [CURVE_TFTP_7942] = {"whitepaper-tftp", "tftp", "CP-7942G", 2},
    [CURVE_PFS_7942] = {"whitepaper-pfs", "pfs", "CP-7942G", 5},
    [CURVE_PFS_7965] = {"whitepaper-pfs", "pfs", "CP-7965G", 5},
    [CURVE_TFTP_8961] = {"whitepaper-background", "tftp", "CP-8961", 10},
    [CURVE_TFTP_9971] = {"whitepaper-background", "tftp", "CP-9971", 10},
    [CURVE_PFS_8961] = {"whitepaper-background", "pfs", "CP-8961", 10},
    [CURVE_PFS_9971] = {"whitepaper-background", "pfs", "CP-9971", 10},
    [CURVE_LAN_7965] = {"whitepaper-load-server", "load-server", "CP-7965G", 5},
};

static const struct figure {
    const char *file, *published; /* names of the tables; NULL: no point of it is published */
    enum curve curves[CURVES];
    size_t count;
} figures[] = {
    {"figure1.csv", "figure1-published.csv", {CURVE_TFTP_7962, CURVE_TFTP_7965}, 2},
    {"figure3.csv",
     "figure3-published.csv",
     {CURVE_TFTP_7942, CURVE_TFTP_7965, CURVE_PFS_7942, CURVE_PFS_7965},
     4},
    {"figure4.csv", NULL, {CURVE_TFTP_8961, CURVE_TFTP_9971, CURVE_PFS_8961, CURVE_PFS_9971}, 4},
    {"lan.csv", NULL, {CURVE_LAN_7965}, 1},
};

static void plan_point(struct figures *f, enum curve curve, uint32_t phones)
{
    const struct curve_info *c = &curves[curve];
    char *method = mem_printf("method=%s", c->method);
    char *model = mem_printf("subnets[0].phones[0].model=%s", c->model);
    char *count = mem_printf("subnets[0].phones[0].count=%" PRIu32, phones);
    const char *overrides[] = {method, model, count, "firmware=by model", NULL};
    f->number[curve][phones] = 1 + study_runs_add(f->runs, c->scenario, overrides, NULL);
    free(count);
    free(model);
    free(method);
}

/* Points with many phones take longest and come last. */
void figures_plan(struct figures *f, struct study_runs *runs)
{
    *f = (struct figures){.runs = runs};
    for (uint32_t phones = 1; phones <= FIGURE_PHONES; phones++)
        for (enum curve c = 0; c < CURVES; c++)
            if (phones <= FIRST_POINTS || phones % curves[c].step == 0)
                plan_point(f, c, phones);
}

const struct study_result *figures_at(const struct figures *f, enum curve curve, uint32_t phones)
{
    CHECK(f->number[curve][phones]);
    return &f->runs->results[f->number[curve][phones] - 1];
}

double figures_time(const struct figures *f, enum curve curve, uint32_t phones)
{
    return time_seconds(figures_at(f, curve, phones)->run.all_back);
}

double figures_slope(const struct figures *f, enum curve curve, uint32_t first, uint32_t last)
{
    double x[FIGURE_PHONES], y[FIGURE_PHONES], intercept, result, c00, c01, c11, squares;
    size_t count = 0;
    for (uint32_t phones = first; phones <= last; phones++) {
        if (!f->number[curve][phones])
            continue;
        x[count] = log(phones);
        y[count++] = log(figures_time(f, curve, phones));
    }
    gsl_fit_linear(x, 1, y, 1, count, &intercept, &result, &c00, &c01, &c11, &squares);
    return result;
}

/* What a row is read from. */
enum { POINT_CURVE, POINT_RESULT };

#define OF_CURVE(member) CELL_AT(POINT_CURVE, struct curve_info, member)
#define OF_RESULT(member) CELL_AT(POINT_RESULT, struct study_result, member)
#define OF_RUN(name, quantity, ...)                                                                \
    CELL_QUANTITY(POINT_RESULT, struct study_result, run, name, quantity, __VA_ARGS__)

static const struct column figures_columns[] = {
    {"model", CELL_TEXT, OF_CURVE(model), .meaning = "of all the phones"},
    {"method", CELL_TEXT, OF_CURVE(method), .meaning = "by which they upgrade"},
    OF_RUN("phones", "phones"),
    OF_RUN("all_back_s", "all_back_s"),
    OF_RUN("upgrade_time_s", "upgrade_time_s"),
    OF_RUN("median_upgrade_time_s", "median_upgrade_time_s"),
    OF_RUN("outage_s", "outage_s.max"),
    OF_RUN("wan_utilisation", "wan.utilisation"),
    OF_RUN("drops", "wan.drops"),
    OF_RUN("retransmissions", "server.retransmissions",
           .meaning = "blocks that the call manager's server sent again; 0 from a load server"),
    OF_RUN("block_rtt_s", "server.block_rtt_s.mean",
           .meaning = "mean, of the call manager's server; none from a load server"),
    {"wan_rate_bps", CELL_COUNT, OF_RESULT(wan_rate), .unit = "bit/s",
     .meaning = "of the line, towards the phones"},
    {"load_bytes", CELL_COUNT, OF_RESULT(load_bytes), .unit = "bytes",
     .meaning = "of a phone's load"},
};

const struct table figures_table = TABLE("figureN.csv", figures_columns);

static void write_curve(FILE *file, const struct figures *f, enum curve curve)
{
    for (uint32_t phones = 1; phones <= FIGURE_PHONES; phones++)
        if (f->number[curve][phones])
            table_row(file, &figures_table,
                      (const void *const[]){&curves[curve], figures_at(f, curve, phones)});
}

static int write_figure(const struct figures *f, const struct figure *figure, const char *folder,
                        struct error *e)
{
    struct output o;
    if (output_open(&o, folder, figure->file, e) < 0)
        return -1;
    table_header(o.file, &figures_table);
    for (size_t i = 0; i < figure->count; i++)
        write_curve(o.file, f, figure->curves[i]);
    return output_commit(&o, e);
}

/* The published upgrade times that belong to the figure's curves. */
static int write_published(const struct figure *figure, const struct published *p,
                           const char *folder, struct error *e)
{
    static const struct {
        const char *id;
        enum curve curve;
    } points[] = {{"tftp-40", CURVE_TFTP_7965}, {"pfs-40", CURVE_PFS_7965}};
    struct output o;
    if (output_open(&o, folder, figure->published, e) < 0)
        return -1;
    fputs("label,method,phones,upgrade_time_s\n", o.file);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        const struct curve_info *c = &curves[points[i].curve];
        const struct published_row *row = published_find(p, points[i].id);
        for (size_t j = 0; row && j < figure->count; j++)
            if (figure->curves[j] == points[i].curve)
                fprintf(o.file, "%s,%s,%d,%g\n", c->model, c->method, FIGURE_PHONES, row->value);
    }
    return output_commit(&o, e);
}

int figures_write(const struct figures *f, const struct published *p, const char *folder,
                  struct error *e)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (write_figure(f, &figures[i], folder, e) < 0)
            return -1;
        if (figures[i].published && write_published(&figures[i], p, folder, e) < 0)
            return -1;
    }
    return 0;
}
