/* Plans of figures and Table 1 put into one pool, and simulated numbers set against published
 * ones. */
#include "studies/whitepaper.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/output.h"
#include "results/write.h"
#include "studies/whitepaper_charts.h"

/* Runs that keep all their files, for the pictures of one upgrade; they take long, and come last.
 */
static const struct {
    const char *scenario, *folder;
} kept[] = {{"whitepaper-pfs", "pfs-40"}, {"whitepaper-tftp", "tftp-40"}};

static void plan_kept(struct study_runs *runs)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        study_runs_add(runs, kept[i].scenario, NULL, kept[i].folder);
}

/* 1 + how many of the other methods are faster. */
static double rank_of_load_server(const struct figures *f)
{
    const double own = figures_time(f, CURVE_LAN_7965, FIGURE_PHONES);
    return 1 + (figures_time(f, CURVE_PFS_7965, FIGURE_PHONES) <= own) +
           (figures_time(f, CURVE_TFTP_7965, FIGURE_PHONES) <= own);
}

static int compare(struct whitepaper *w, struct error *e)
{
    const struct figures *f = &w->figures;
    const struct study_result *tftp = figures_at(f, CURVE_TFTP_7965, FIGURE_PHONES);
    const struct run_summary *background = &figures_at(f, CURVE_TFTP_9971, FIGURE_PHONES)->run;
    const double by_tftp = time_seconds(tftp->run.all_back);
    const double by_pfs = figures_time(f, CURVE_PFS_7965, FIGURE_PHONES);
    const struct {
        const char *id;
        double simulated;
    } rows[] = {
        {"tftp-40", by_tftp},
        {"pfs-40", by_pfs},
        {"reduction-40", 1 - by_pfs / by_tftp},
        {"loaded-rtt", time_seconds(tftp->run.server.block_rtt.mean)},
        {"ideal-40", tftp->ideal},
        {"lan-ratio",
         figures_time(f, CURVE_LAN_7965, FIGURE_PHONES) / figures_time(f, CURVE_LAN_7965, 1)},
        {"tftp-slope", figures_slope(f, CURVE_TFTP_7965, 10, FIGURE_PHONES)},
        {"tftp-slope-1-40", figures_slope(f, CURVE_TFTP_7965, 1, FIGURE_PHONES)},
        {"load-server-rank", rank_of_load_server(f)},
        {"outage-background", time_seconds(background->outage_max)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (published_compare(&w->published, rows[i].id, rows[i].simulated, e) < 0)
            return -1;
    return 0;
}

static int write_tables(const struct whitepaper *w, const char *folder, struct error *e)
{
    int result = figures_write(&w->figures, &w->published, folder, e);
    if (result == 0)
        result = table1_write(&w->table1, folder, e);
    if (result == 0)
        result = published_write(&w->published, folder, e);
    return result;
}

/* Of a study that failed no folder is left that has nothing in it. */
static void remove_empty(const char *folder, bool was_there)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char *path = mem_printf("%s/%s", folder, kept[i].folder);
        rmdir(path);
        free(path);
    }
    if (!was_there)
        rmdir(folder);
}

/* What the study would replace, or remove, is its own. */
static int check_folder(const char *folder, struct error *e)
{
    static const char *const patterns[] = {
        "figure[1-4]*.csv", "figure[1-4]*.png", "figure[1-4]*.svg", "lan.csv",       "lan.png",
        "lan.svg",          "table1.csv",       "table1.md",        "published.csv", NULL};
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof kept / sizeof *kept; i++) {
        char *path = mem_printf("%s/%s", folder, kept[i].folder);
        result = results_check_folder(path, e);
        free(path);
    }
    if (result < 0 || published_is_in(folder))
        return result;
    return folder_refuse(folder, patterns,
                         "is not of 'pfsim whitepaper', whose published.csv is not beside it", e);
}

static int draw_charts(const struct whitepaper_options *o, struct error *e)
{
    char *scripts = mem_printf("%s/plots", library_folder(o->library));
    const int result =
        whitepaper_charts_draw(scripts, o->folder, o->workers, o->drawing, o->user, e);
    free(scripts);
    return result;
}

static int run(struct whitepaper *w, const struct whitepaper_options *o, struct error *e)
{
    const bool was_there = access(o->folder, F_OK) == 0;
    char *path = mem_printf("%s/results/published.csv", library_folder(o->library));
    int result = published_read(&w->published, path, e);
    free(path);
    if (result == 0)
        result = check_folder(o->folder, e);
    if (result == 0)
        result = output_folder(o->folder, e);
    if (result == 0)
        result = study_runs_execute(&w->runs, o->workers, o->progress, o->user, e);
    if (result == 0)
        result = compare(w, e);
    if (result == 0)
        result = write_tables(w, o->folder, e);
    if (result == 0)
        whitepaper_charts_remove(o->folder);
    if (result == 0 && o->charts)
        result = draw_charts(o, e);
    if (result < 0)
        remove_empty(o->folder, was_there);
    return result;
}

int whitepaper_run(struct whitepaper *w, const struct whitepaper_options *options, struct error *e)
{
    *w = (struct whitepaper){0};
    study_runs_init(&w->runs, options->library, options->folder);
    table1_plan(&w->table1, &w->runs);
    figures_plan(&w->figures, &w->runs);
    plan_kept(&w->runs);
    return run(w, options, e);
}

void whitepaper_fini(struct whitepaper *w)
{
    study_runs_fini(&w->runs);
    published_fini(&w->published);
}
