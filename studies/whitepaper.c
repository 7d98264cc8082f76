/* Plans of figures and Table 1 put into one pool, and simulated numbers set against published
 * ones. */
#include "studies/whitepaper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/output.h"
#include "results/write.h"
#include "scenarios/format/path.h"
#include "studies/values.h"

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
    const double by_pfs = figures_time(f, CURVE_PFS_7965, FIGURE_PHONES);
    const double by_tftp = figures_time(f, CURVE_TFTP_7965, FIGURE_PHONES);
    return 1 + (by_pfs <= own) + (by_tftp <= own);
}

/* Those whose points there are. */
static int compare(struct whitepaper *w, struct error *e)
{
    const struct figures *f = &w->figures;
    const bool tftp = figures_has(f, CURVE_TFTP_7965, FIGURE_PHONES);
    const bool pfs = figures_has(f, CURVE_PFS_7965, FIGURE_PHONES);
    const bool lan = figures_has(f, CURVE_LAN_7965, FIGURE_PHONES);
    const bool background = figures_has(f, CURVE_TFTP_9971, FIGURE_PHONES);
    static const struct study_result none;
    const struct study_result *by_tftp =
        tftp ? figures_at(f, CURVE_TFTP_7965, FIGURE_PHONES) : &none;
    const double tftp_time = figures_time(f, CURVE_TFTP_7965, FIGURE_PHONES);
    const double pfs_time = figures_time(f, CURVE_PFS_7965, FIGURE_PHONES);
    const sim_time outage =
        background ? figures_at(f, CURVE_TFTP_9971, FIGURE_PHONES)->run.outage_max : 0;
    const struct {
        const char *id;
        bool there;
        double simulated;
    } rows[] = {
        {"tftp-40", tftp, tftp_time},
        {"pfs-40", pfs, pfs_time},
        {"reduction-40", tftp && pfs, 1 - pfs_time / tftp_time},
        {"loaded-rtt", tftp, time_seconds(by_tftp->run.server.block_rtt.mean)},
        {"ideal-40", tftp, by_tftp->ideal},
        {"lan-ratio", lan && figures_has(f, CURVE_LAN_7965, 1),
         figures_time(f, CURVE_LAN_7965, FIGURE_PHONES) / figures_time(f, CURVE_LAN_7965, 1)},
        {"tftp-slope", tftp && figures_has(f, CURVE_TFTP_7965, 10),
         figures_slope(f, CURVE_TFTP_7965, 10, FIGURE_PHONES)},
        {"tftp-slope-1-40", tftp && figures_has(f, CURVE_TFTP_7965, 1),
         figures_slope(f, CURVE_TFTP_7965, 1, FIGURE_PHONES)},
        {"load-server-rank", tftp && pfs && lan, rank_of_load_server(f)},
        {"outage-background", background, time_seconds(outage)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].there)
            continue;
        if (published_compare(&w->published, rows[i].id, rows[i].simulated, e) < 0)
            return -1;
        w->compared++;
    }
    return 0;
}

static int write_tables(const struct whitepaper *w, const struct whitepaper_options *o,
                        struct error *e)
{
    int result =
        figures_write(&w->figures, o->set_count ? NULL : &w->published, &w->own, o->folder, e);
    if (result == 0 && o->parts[PART_TABLE1])
        result = table1_write(&w->table1, o->folder, e);
    if (result == 0)
        result = published_write(&w->published, o->folder, e);
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
        "figure[1-4]*.csv", "figure[1-4]*.png", "figure[1-4]*.svg",
        "figure[1-4]*.pdf", "figure[1-4]*.eps", "lan.pdf",
        "lan.eps",          "lan-own.csv",      "lan.csv",
        "lan.png",          "lan.svg",          "table1.csv",
        "table1.md",        "published.csv",    NULL};
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

static int draw_charts(const struct whitepaper_options *o, bool formulas, struct error *e)
{
    char *scripts = mem_printf("%s/plots", library_folder(o->library));
    struct whitepaper_pictures pictures = {.scripts = scripts,
                                           .folder = o->folder,
                                           .look = o->look,
                                           .log_x = o->log_x,
                                           .log_y = o->log_y,
                                           .formulas = formulas,
                                           .workers = o->workers,
                                           .progress = o->drawing,
                                           .user = o->user};
    memcpy(pictures.parts, o->parts, sizeof pictures.parts);
    const int result = whitepaper_charts_draw(&pictures, e);
    free(scripts);
    return result;
}

/* --- what is given -----------------------------------------------------------------------------
 */

#define PHONES_PATH "subnets[0].phones[0].count"

enum { POINTS_MOST = 2000 }; /* of a curve */

static int by_size(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int take_phones(struct whitepaper *w, const struct values *v, struct error *e)
{
    if (v->count > POINTS_MOST)
        return error_set(e, "%zu points are too many for a curve: up to %d", v->count, POINTS_MOST);
    w->phones = mem_calloc(v->count, sizeof *w->phones);
    w->phones_count = v->count;
    for (size_t i = 0; i < v->count; i++)
        w->phones[i] = (uint32_t)values_number(v, i);
    qsort(w->phones, w->phones_count, sizeof *w->phones, by_size);
    return 0;
}

static int read_phones(struct whitepaper *w, const char *text, struct error *e)
{
    struct path_field field;
    struct values values;
    struct error why;
    if (path_find(&field, PHONES_PATH, e) < 0)
        return -1;
    values_init(&values, NULL, field.field);
    int result = values_add(&values, text, &why);
    if (result == 0)
        result = take_phones(w, &values, &why);
    values_fini(&values);
    path_free(&field);
    return result < 0 ? error_set(e, "--phones %s: %s", text, why.text) : 0;
}

/* What the curves vary is not to be set. */
static int check_set(const struct whitepaper_options *o, struct error *e)
{
    static const char *const varied[] = {"method", "firmware", "subnets[0].phones[0].model",
                                         PHONES_PATH};
    for (size_t i = 0; i < o->set_count; i++) {
        struct path_field field;
        struct error ignored;
        char *path = path_of_option(o->set[i]);
        bool is_varied = false;
        if (path && path_find(&field, path, &ignored) == 0) {
            for (size_t j = 0; j < sizeof varied / sizeof *varied; j++)
                is_varied = is_varied || strcmp(field.path, varied[j]) == 0;
            path_free(&field);
        }
        free(path);
        if (is_varied)
            return error_set(e, "-s %s: the paper's curves set that themselves%s", o->set[i],
                             strstr(o->set[i], "count") ? "; --phones has their points" : "");
    }
    return 0;
}

static int plan(struct whitepaper *w, const struct whitepaper_options *o, struct error *e)
{
    static const enum whitepaper_part parts[FIGURES] = {
        [FIGURE_1] = PART_FIGURE1,
        [FIGURE_3] = PART_FIGURE3,
        [FIGURE_4] = PART_FIGURE4,
        [FIGURE_LAN] = PART_LAN,
    };
    struct figures_choice choice = {0};
    if (o->phones && read_phones(w, o->phones, e) < 0)
        return -1;
    if (check_set(o, e) < 0 || (o->own_points && own_points_read(&w->own, o->own_points, e) < 0))
        return -1;
    w->runs.set = o->set;
    w->runs.set_count = o->set_count;
    choice.phones = w->phones;
    choice.phones_count = w->phones_count;
    for (enum figure i = 0; i < FIGURES; i++)
        choice.figures[i] = o->parts[parts[i]];
    if (o->parts[PART_TABLE1])
        table1_plan(&w->table1, &w->runs);
    figures_plan(&w->figures, &w->runs, &choice);
    if (o->parts[PART_FIGURE2])
        plan_kept(&w->runs);
    return study_runs_check(&w->runs, e);
}

/* -----------------------------------------------------------------------------------------------
 */

static int make(struct whitepaper *w, const struct whitepaper_options *o, struct error *e)
{
    int result = output_folder(o->folder, e);
    if (result == 0)
        result = study_runs_execute(&w->runs, o->workers, o->progress, o->user, e);
    if (result == 0 && o->set_count == 0)
        result = compare(w, e);
    if (result == 0)
        result = write_tables(w, o, e);
    if (result == 0)
        whitepaper_charts_remove(o->folder, o->parts);
    if (result == 0 && o->charts)
        result = draw_charts(o, figures_have_formulas(&w->figures, FIGURE_3), e);
    return result;
}

int whitepaper_run(struct whitepaper *w, const struct whitepaper_options *o, struct error *e)
{
    const bool was_there = access(o->folder, F_OK) == 0;
    char *path = mem_printf("%s/results/published.csv", library_folder(o->library));
    *w = (struct whitepaper){0};
    study_runs_init(&w->runs, o->library, o->folder);
    int result = published_read(&w->published, path, e);
    free(path);
    if (result == 0)
        result = plan(w, o, e);
    if (result == 0)
        result = check_folder(o->folder, e);
    if (result < 0)
        return result;
    result = make(w, o, e);
    if (result < 0)
        remove_empty(o->folder, was_there);
    return result;
}

void whitepaper_fini(struct whitepaper *w)
{
    figures_fini(&w->figures);
    study_runs_fini(&w->runs);
    own_points_free(&w->own);
    published_fini(&w->published);
    free(w->phones);
    w->phones = NULL;
}
