/* Which runs a curve needs, and its tables out of their results; drawing is for plots/. */
#include "studies/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_fit.h>

#include "base/check.h"
#include "base/csv.h"
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

const char *const figure_names[FIGURES] = {
    [FIGURE_1] = "figure1",
    [FIGURE_3] = "figure3",
    [FIGURE_4] = "figure4",
    [FIGURE_LAN] = "lan",
};

static const struct figure_info {
    bool published; /* some point of it is */
    enum curve curves[CURVES];
    size_t count;
} figures[FIGURES] = {
    [FIGURE_1] = {true, {CURVE_TFTP_7962, CURVE_TFTP_7965}, 2},
    [FIGURE_3] = {true, {CURVE_TFTP_7942, CURVE_TFTP_7965, CURVE_PFS_7942, CURVE_PFS_7965}, 4},
    [FIGURE_4] = {false, {CURVE_TFTP_8961, CURVE_TFTP_9971, CURVE_PFS_8961, CURVE_PFS_9971}, 4},
    [FIGURE_LAN] = {false, {CURVE_LAN_7965}, 1},
};

static bool is_wanted(const struct figures_choice *choice, enum curve curve)
{
    for (enum figure i = 0; i < FIGURES; i++)
        for (size_t j = 0; choice->figures[i] && j < figures[i].count; j++)
            if (figures[i].curves[j] == curve)
                return true;
    return false;
}

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

static bool has_point(const struct figures_choice *choice, enum curve curve, uint32_t phones)
{
    if (!choice->phones)
        return phones <= FIRST_POINTS || phones % curves[curve].step == 0;
    for (size_t i = 0; i < choice->phones_count; i++)
        if (choice->phones[i] == phones)
            return true;
    return false;
}

/* Points with many phones take longest and come last. */
void figures_plan(struct figures *f, struct study_runs *runs, const struct figures_choice *choice)
{
    *f = (struct figures){.runs = runs, .choice = *choice, .most = FIGURE_PHONES};
    if (choice->phones)
        f->most = choice->phones[choice->phones_count - 1];
    for (enum curve c = 0; c < CURVES; c++)
        if (is_wanted(choice, c))
            f->number[c] = mem_calloc((size_t)f->most + 1, sizeof **f->number);
    for (uint32_t phones = 1; phones <= f->most; phones++)
        for (enum curve c = 0; c < CURVES; c++)
            if (f->number[c] && has_point(choice, c, phones))
                plan_point(f, c, phones);
}

void figures_fini(struct figures *f)
{
    for (enum curve c = 0; c < CURVES; c++)
        free(f->number[c]);
    *f = (struct figures){0};
}

bool figures_has(const struct figures *f, enum curve curve, uint32_t phones)
{
    return f->number[curve] && phones <= f->most && f->number[curve][phones];
}

const struct study_result *figures_at(const struct figures *f, enum curve curve, uint32_t phones)
{
    CHECK(figures_has(f, curve, phones));
    return &f->runs->results[f->number[curve][phones] - 1];
}

double figures_time(const struct figures *f, enum curve curve, uint32_t phones)
{
    return figures_has(f, curve, phones) ? time_seconds(figures_at(f, curve, phones)->run.all_back)
                                         : NAN;
}

static bool has_formulas(const struct figures *f, enum curve curve)
{
    for (uint32_t phones = 1; phones <= f->most; phones++)
        if (figures_has(f, curve, phones) && isnan(figures_at(f, curve, phones)->formula))
            return false;
    return true;
}

bool figures_have_formulas(const struct figures *f, enum figure figure)
{
    for (size_t i = 0; i < figures[figure].count; i++)
        if (!has_formulas(f, figures[figure].curves[i]))
            return false;
    return true;
}

double figures_slope(const struct figures *f, enum curve curve, uint32_t first, uint32_t last)
{
    double intercept, result, c00, c01, c11, squares;
    size_t count = 0;
    if (!figures_has(f, curve, first) || !figures_has(f, curve, last))
        return NAN;
    double *x = mem_calloc(last, sizeof *x), *y = mem_calloc(last, sizeof *y);
    for (uint32_t phones = first; phones <= last; phones++) {
        if (!figures_has(f, curve, phones))
            continue;
        x[count] = log(phones);
        y[count++] = log(figures_time(f, curve, phones));
    }
    gsl_fit_linear(x, 1, y, 1, count, &intercept, &result, &c00, &c01, &c11, &squares);
    free(x);
    free(y);
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
    {"formula_all_back_s", CELL_REAL, OF_RESULT(formula), .unit = "s",
     .meaning =
         "by formulas instead of the run; a lower bound where a queue overflows; nothing where "
         "they do not know what -s sets"},
};

const struct table figures_table = TABLE("figureN.csv", figures_columns);

static void write_curve(FILE *file, const struct figures *f, enum curve curve)
{
    for (uint32_t phones = 1; phones <= f->most; phones++)
        if (figures_has(f, curve, phones))
            table_row(file, &figures_table,
                      (const void *const[]){&curves[curve], figures_at(f, curve, phones)});
}

static int open_table(struct output *o, enum figure figure, const char *ending, const char *folder,
                      struct error *e)
{
    char *file = mem_printf("%s%s", figure_names[figure], ending);
    const int result = output_open(o, folder, file, e);
    free(file);
    return result;
}

/* One that this paper does not have. */
static void remove_table(enum figure figure, const char *ending, const char *folder)
{
    char *path = mem_printf("%s/%s%s", folder, figure_names[figure], ending);
    unlink(path);
    free(path);
}

static int write_figure(const struct figures *f, enum figure figure, const char *folder,
                        struct error *e)
{
    struct output o;
    if (open_table(&o, figure, ".csv", folder, e) < 0)
        return -1;
    table_header(o.file, &figures_table);
    for (size_t i = 0; i < figures[figure].count; i++)
        write_curve(o.file, f, figures[figure].curves[i]);
    return output_commit(&o, e);
}

/* The published upgrade times that belong to the figure's curves. Returns how many. */
static size_t write_published_points(FILE *file, const struct figures *f, enum figure figure,
                                     const struct published *p)
{
    static const struct {
        const char *id;
        enum curve curve;
    } points[] = {{"tftp-40", CURVE_TFTP_7965}, {"pfs-40", CURVE_PFS_7965}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        const struct curve_info *c = &curves[points[i].curve];
        const struct published_row *row = published_find(p, points[i].id);
        if (!row || !figures_has(f, points[i].curve, FIGURE_PHONES))
            continue;
        for (size_t j = 0; j < figures[figure].count; j++)
            if (figures[figure].curves[j] == points[i].curve) {
                fprintf(file, "%s,%s,%d,%g\n", c->model, c->method, FIGURE_PHONES, row->value);
                count++;
            }
    }
    return count;
}

static int write_published(const struct figures *f, enum figure figure, const struct published *p,
                           const char *folder, struct error *e)
{
    struct output o;
    if (!p || !figures[figure].published) {
        remove_table(figure, "-published.csv", folder);
        return 0;
    }
    if (open_table(&o, figure, "-published.csv", folder, e) < 0)
        return -1;
    fputs("label,method,phones,upgrade_time_s\n", o.file);
    if (write_published_points(o.file, f, figure, p))
        return output_commit(&o, e);
    output_abandon(&o);
    remove_table(figure, "-published.csv", folder);
    return 0;
}

static bool is_of_figure(const struct own_point *p, enum figure figure)
{
    for (size_t i = 0; i < figures[figure].count; i++)
        if (!*p->method || strcmp(p->method, curves[figures[figure].curves[i]].method) == 0)
            return true;
    return false;
}

static int write_own(enum figure figure, const struct own_points *own, const char *folder,
                     struct error *e)
{
    struct output o;
    size_t count = 0;
    if (open_table(&o, figure, "-own.csv", folder, e) < 0)
        return -1;
    fputs("phones,upgrade_time_s,method,label\n", o.file);
    for (size_t i = 0; own && i < own->count; i++) {
        const struct own_point *p = &own->items[i];
        if (!is_of_figure(p, figure))
            continue;
        fprintf(o.file, "%" PRIu32 ",%.9g,%s,", p->phones, p->seconds, p->method);
        csv_write_field(o.file, *p->label ? p->label : "measured");
        fputc('\n', o.file);
        count++;
    }
    if (count)
        return output_commit(&o, e);
    output_abandon(&o);
    remove_table(figure, "-own.csv", folder);
    return 0;
}

int figures_write(const struct figures *f, const struct published *p, const struct own_points *own,
                  const char *folder, struct error *e)
{
    int result = 0;
    for (enum figure i = 0; result == 0 && i < FIGURES; i++) {
        if (!f->choice.figures[i])
            continue;
        result = write_figure(f, i, folder, e);
        if (result == 0)
            result = write_published(f, i, p, folder, e);
        if (result == 0)
            result = write_own(i, own, folder, e);
    }
    return result;
}
