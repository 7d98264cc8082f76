#include "studies/whitepaper.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fit.h>

#include "base/memory.h"
#include "base/output.h"
#include "plots/draw.h"
#include "results/text.h"
#include "studies/simulate.h"

enum { MOST_PHONES = 40 };

/* One curve: a scenario, run with other numbers of phones. */
enum curve { TFTP_7962, TFTP_7965, LAN_7965, BACKGROUND_9971, CURVES };

struct curve_info {
    const char *scenario, *model;
    uint32_t step; /* points at 1 phone and at its multiples */
};

static const struct curve_info curves[CURVES] = {
    [TFTP_7962] = {"whitepaper-tftp", "CP-7962G", 1},
    [TFTP_7965] = {"whitepaper-tftp", "CP-7965G", 1},
    [LAN_7965] = {"whitepaper-load-server", "CP-7965G", 5},
    [BACKGROUND_9971] = {"whitepaper-background", "CP-9971", MOST_PHONES},
};

struct point {
    enum curve curve;
    uint32_t phones;
};

struct point_result {
    struct run_summary run;
    double ideal; /* s: the load's bytes, once a phone, at the WAN's rate, and nothing else */
};

struct whitepaper {
    const struct whitepaper_options *options;
    struct point points[CURVES * MOST_PHONES];
    struct point_result results[CURVES * MOST_PHONES];
    size_t count;
};

/* Points with many phones take longest and come last, where the pool begins. */
static void list_points(struct whitepaper *w)
{
    for (uint32_t phones = 1; phones <= MOST_PHONES; phones++)
        for (enum curve c = 0; c < CURVES; c++)
            if (phones == 1 || phones % curves[c].step == 0)
                w->points[w->count++] = (struct point){c, phones};
}

static int load_point(const struct whitepaper *w, const struct point *point, struct scenario *s,
                      struct error *e)
{
    const struct curve_info *c = &curves[point->curve];
    char *path = mem_printf("%s/scenarios/%s.yaml", w->options->data_folder, c->scenario);
    char *model = mem_printf("subnets[0].phones[0].model=%s", c->model);
    char *count = mem_printf("subnets[0].phones[0].count=%" PRIu32, point->phones);
    const char *overrides[] = {model, count, "firmware=by model"};
    const int result = scenario_load(s, path, overrides, sizeof overrides / sizeof *overrides,
                                     w->options->data_folder, e);
    free(count);
    free(model);
    free(path);
    return result;
}

static int run_point(void *user, size_t number, void *result, struct error *e)
{
    const struct whitepaper *w = user;
    const struct point *point = &w->points[number];
    struct point_result *r = result;
    struct scenario s;
    if (load_point(w, point, &s, e) < 0)
        return -1;
    const struct scenario_site *site = &s.sites[0];
    const double bits = 8.0 * (double)site->subnets[0].phones[0].load->bytes;
    r->ideal = point->phones * bits / (double)site->down.rate;
    const int status = simulate(&s, &native_engine, &r->run, e);
    scenario_free(&s);
    return status;
}

static void report(void *user, size_t done, size_t count)
{
    const struct whitepaper_options *o = ((struct whitepaper *)user)->options;
    o->progress(o->user, done, count);
}

static int run_points(struct whitepaper *w, struct error *e)
{
    const struct pool_jobs jobs = {.count = w->count,
                                   .result_size = sizeof *w->results,
                                   .job = run_point,
                                   .progress = w->options->progress ? report : NULL,
                                   .user = w};
    return pool_run(&jobs, w->options->workers, w->results, e);
}

static const struct point_result *at(const struct whitepaper *w, enum curve curve, uint32_t phones)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->points[i].curve == curve && w->points[i].phones == phones)
            return &w->results[i];
    return NULL;
}

static double upgrade_time(const struct whitepaper *w, enum curve curve, uint32_t phones)
{
    return time_seconds(at(w, curve, phones)->run.upgrade_time);
}

/* Slope of the least-squares line through log(upgrade time) against log(phones). */
static double slope(const struct whitepaper *w, enum curve curve, uint32_t first, uint32_t last)
{
    double x[MOST_PHONES], y[MOST_PHONES], intercept, result, c00, c01, c11, squares;
    size_t count = 0;
    for (uint32_t phones = first; phones <= last; phones++, count++) {
        x[count] = log(phones);
        y[count] = log(upgrade_time(w, curve, phones));
    }
    gsl_fit_linear(x, 1, y, 1, count, &intercept, &result, &c00, &c01, &c11, &squares);
    return result;
}

static int compare(const struct whitepaper *w, struct published *p, struct error *e)
{
    const struct point_result *tftp = at(w, TFTP_7965, MOST_PHONES);
    const struct run_summary *background = &at(w, BACKGROUND_9971, MOST_PHONES)->run;
    const struct {
        const char *id;
        double simulated;
    } rows[] = {
        {"tftp-40", time_seconds(tftp->run.upgrade_time)},
        {"loaded-rtt", time_seconds(tftp->run.server.block_rtt.mean)},
        {"ideal-40", tftp->ideal},
        {"lan-ratio", upgrade_time(w, LAN_7965, MOST_PHONES) / upgrade_time(w, LAN_7965, 1)},
        {"tftp-slope", slope(w, TFTP_7965, 10, MOST_PHONES)},
        {"tftp-slope-1-40", slope(w, TFTP_7965, 1, MOST_PHONES)},
        {"outage-background", time_seconds(background->outage_max)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (published_compare(p, rows[i].id, rows[i].simulated, e) < 0)
            return -1;
    return 0;
}

static void write_point(FILE *file, const struct point *point, const struct run_summary *run)
{
    fprintf(file, "%s,%" PRIu32 ",%s,%s,%s,%.6f,%" PRIu64 ",%" PRIu64 ",%s\n",
            curves[point->curve].model, point->phones, text_seconds(run->upgrade_time).text,
            text_seconds(run->median).text, text_seconds(run->outage_max).text,
            summary_utilisation(run), summary_drops(run), run->server.retransmissions,
            text_seconds(run->server.block_rtt.mean).text);
}

/* The points of the curves from `first` to `last`, a curve after the other. */
static int write_curves(const struct whitepaper *w, const char *name, enum curve first,
                        enum curve last, struct error *e)
{
    struct output o;
    if (output_open(&o, w->options->folder, name, e) < 0)
        return -1;
    fputs("model,phones,upgrade_time_s,median_upgrade_time_s,outage_s,wan_utilisation,drops,"
          "retransmissions,block_rtt_s\n",
          o.file);
    for (enum curve c = first; c <= last; c++)
        for (size_t i = 0; i < w->count; i++)
            if (w->points[i].curve == c)
                write_point(o.file, &w->points[i], &w->results[i].run);
    return output_commit(&o, e);
}

static int write_published_points(const struct whitepaper *w, const struct published *p,
                                  struct error *e)
{
    const struct published_row *row = published_find(p, "tftp-40");
    struct output o;
    if (output_open(&o, w->options->folder, "figure1-published.csv", e) < 0)
        return -1;
    fprintf(o.file, "label,phones,upgrade_time_s\n%s,%d,%g\n", curves[TFTP_7965].model, MOST_PHONES,
            row->value);
    return output_commit(&o, e);
}

static int write_tables(const struct whitepaper *w, const struct published *p, struct error *e)
{
    int result = write_curves(w, "figure1.csv", TFTP_7962, TFTP_7965, e);
    if (result == 0)
        result = write_curves(w, "lan.csv", LAN_7965, LAN_7965, e);
    if (result == 0)
        result = write_published_points(w, p, e);
    if (result == 0)
        result = published_write(p, w->options->folder, e);
    return result;
}

static int draw(const struct whitepaper *w, const char *name, struct error *e)
{
    char *script = mem_printf("%s/plots/%s.gp", w->options->data_folder, name);
    const int result = plot_draw(script, w->options->folder, w->options->folder, name, e);
    free(script);
    return result;
}

int whitepaper_run(const struct whitepaper_options *options, struct published *published,
                   struct error *e)
{
    struct whitepaper *w = mem_calloc(1, sizeof *w);
    w->options = options;
    list_points(w);
    char *path = mem_printf("%s/results/published.csv", options->data_folder);
    int result = published_read(published, path, e);
    if (result == 0)
        result = output_folder(options->folder, e);
    if (result == 0)
        result = run_points(w, e);
    if (result == 0)
        result = compare(w, published, e);
    if (result == 0)
        result = write_tables(w, published, e);
    if (result == 0 && options->charts)
        result = draw(w, "figure1", e);
    if (result == 0 && options->charts)
        result = draw(w, "lan", e);
    free(path);
    free(w);
    return result;
}
