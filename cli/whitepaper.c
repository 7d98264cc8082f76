/* pfsim whitepaper: the white paper's numbers and charts, regenerated. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "cli/look.h"
#include "cli/progress.h"
#include "studies/whitepaper.h"

struct whitepaper_command {
    const char *folder;
    const char *only, *phones, *points;
    struct overrides overrides; /* no method */
    struct look_options look;
    uint64_t workers; /* 0: one a processor */
    bool no_charts;
};

static int whitepaper_check(const void *options, size_t argument_count)
{
    const struct whitepaper_command *o = options;
    (void)argument_count;
    return o->folder
               ? -1
               : cli_usage("whitepaper", "-o DIR is missing: where to put the tables and charts");
}

static void whitepaper_show_drawing(void *user, size_t done, size_t count)
{
    struct progress *p = user;
    if (cli_interrupted())
        pool_interrupt();
    else if (done < count && progress_is_due(p))
        progress_show_drawing(p, done + 1, count);
}

/* Names, separated by commas. Negative, or the exit status after a message. */
static int whitepaper_read_only(bool parts[WHITEPAPER_PARTS], const char *only)
{
    char *copy = mem_strdup(only ? only : ""), *rest = only ? copy : NULL;
    int status = -1;
    for (size_t i = 0; i < WHITEPAPER_PARTS; i++)
        parts[i] = !only;
    for (char *name; status < 0 && (name = strsep(&rest, ","));) {
        size_t i = 0;
        while (i < WHITEPAPER_PARTS && strcmp(name, whitepaper_part_names[i]) != 0)
            i++;
        if (i == WHITEPAPER_PARTS)
            status = cli_usage_word("whitepaper", name, whitepaper_part_names);
        else
            parts[i] = true;
    }
    free(copy);
    return status;
}

static void whitepaper_print(const struct whitepaper *w, const struct whitepaper_options *o,
                             FILE *file)
{
    if (o->set_count)
        fputs(
            "Not compared with the published numbers, whose inputs are others than what -s sets.\n",
            file);
    else if (w->compared == 0)
        fputs("None of the runs is one with a published number to be compared with.\n", file);
    else
        published_print(&w->published, file);
    if (o->parts[PART_TABLE1]) {
        fputc('\n', file);
        table1_print(&w->table1, file);
    }
    fprintf(file, "\nTables%s are in %s\n", o->charts ? " and charts" : "", o->folder);
}

static int whitepaper_make(struct whitepaper_options *o, struct progress *p)
{
    struct error e;
    struct whitepaper w;
    size_t compared;
    int status;
    cli_catch_interrupts();
    const int result = whitepaper_run(&w, o, &e);
    progress_clear(p);
    if (result < 0) {
        if (cli_interrupted())
            progress_interrupted(p, "the tables and charts are not complete", &e);
        status = cli_fail(&e);
    } else {
        struct visible_page page;
        visible_page_begin(&page);
        whitepaper_print(&w, o, page.file);
        visible_page_end(&page, stdout);
        status = cli_flush_stdout();
        if (status == STATUS_OK && w.compared && !published_all_agree(&w.published, &compared))
            status = STATUS_DIFFERS;
    }
    whitepaper_fini(&w);
    return status;
}

/* Negative after a message in `e`. */
static int whitepaper_read_look(const struct whitepaper_command *c, struct whitepaper_options *o,
                                struct look *look, struct error *e)
{
    enum axis_scale x, y;
    if (axis_read_scales(c->look.log, &x, &y, e) < 0 ||
        look_read(look, c->look.size, c->look.font, c->look.format, e) < 0)
        return -1;
    o->look = look;
    o->log_x = x == AXIS_LOGARITHMIC;
    o->log_y = y == AXIS_LOGARITHMIC;
    return 0;
}

static int whitepaper_regenerate(const void *command, char *const *arguments, size_t argument_count)
{
    const struct whitepaper_command *c = command;
    (void)arguments, (void)argument_count;
    struct error e;
    struct progress progress;
    struct look look;
    struct whitepaper_options o = {.folder = c->folder,
                                   .phones = c->phones,
                                   .set = c->overrides.set.items,
                                   .set_count = c->overrides.set.count,
                                   .own_points = c->points,
                                   .workers = (unsigned)c->workers,
                                   .charts = !c->no_charts,
                                   .progress = progress_of_runs,
                                   .drawing = whitepaper_show_drawing,
                                   .user = &progress};
    int status = whitepaper_read_only(o.parts, c->only);
    if (status >= 0)
        return status;
    if (whitepaper_read_look(c, &o, &look, &e) < 0)
        return cli_fail(&e);
    o.library = cli_library(&e);
    if (o.library) {
        progress_init_jobs(&progress);
        status = whitepaper_make(&o, &progress);
    } else {
        status = cli_fail(&e);
    }
    look_fini(&look);
    return status;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct whitepaper_command, folder,
               "where to write; made when it is not there", .complete = COMPLETE_FOLDER),
    OPTION_ROW(TEXT, 0, "only", "PARTS", struct whitepaper_command, only,
               "only these, and the runs that they need: figure1, figure2, figure3, figure4, lan, "
               "table1, separated by commas",
               .complete = COMPLETE_WORDS, .words = whitepaper_part_names),
    OPTION_ROW(TEXT, 0, "phones", "NUMBERS", struct whitepaper_command, phones,
               "the points of the curves: 1:100, 1:100:5, 1,2,5,10"),
    SET_ROW(struct whitepaper_command,
            "set a field in all runs, as in wan.rate=768kbps; then nothing is compared with the "
            "published numbers"),
    OPTION_ROW(TEXT, 0, "points", "FILE", struct whitepaper_command, points,
               "draw these points beside the curves: CSV with a header and the columns phones, "
               "all_back_s (or upgrade_time_s, or without _s and with a unit), label, method",
               .complete = COMPLETE_FILE),
    LOOK_ROWS(struct whitepaper_command, "logarithmic axes of the curves: x, y, or 'x,y'"),
    JOBS_ROW(struct whitepaper_command, workers),
    OPTION_ROW(SWITCH, 0, "no-charts", NULL, struct whitepaper_command, no_charts,
               "tables only (gnuplot and dot are not needed then)"),
};

const struct command command_whitepaper = {
    .name = "whitepaper",
    .summary = "regenerate the white paper's tables and charts",
    .usage = (const char *const[]){"-o DIR [OPTION]...", NULL},
    .about = "Simulates the white paper's scenarios, prints its published numbers beside the "
             "simulated ones and its Table 1 beside the runs that show each line, and leaves "
             "tables (CSV) and charts (PNG, SVG) in DIR. Exit status 1 when a number is out of its "
             "tolerance. A part of it, other numbers of phones, other settings and points of one's "
             "own make charts of one's own.",
    .examples = (const char *const[]){"whitepaper -o results/whitepaper",
                                      "whitepaper -o /tmp/own --only figure3 --phones 1:100 -s "
                                      "wan.rate=768kbps --points measured.csv",
                                      NULL},
    COMMAND_OPTIONS(rows, struct whitepaper_command),
    .check = whitepaper_check,
    .run = whitepaper_regenerate,
};
