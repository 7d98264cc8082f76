/* pfsim whitepaper: the white paper's numbers and charts, regenerated. */
#include <stdlib.h>

#include "base/visible.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "base/pool.h"
#include "studies/whitepaper.h"

struct whitepaper_command {
    const char *folder;
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

static int whitepaper_regenerate(const void *command, char *const *arguments, size_t argument_count)
{
    const struct whitepaper_command *o = command;
    (void)arguments, (void)argument_count;
    struct error e;
    struct whitepaper whitepaper;
    struct progress progress;
    struct library *library = cli_library(&e);
    if (!library)
        return cli_fail(&e);
    progress_init_jobs(&progress);
    cli_catch_interrupts();
    const struct whitepaper_options options = {.library = library,
                                               .folder = o->folder,
                                               .workers = (unsigned)o->workers,
                                               .charts = !o->no_charts,
                                               .progress = progress_of_runs,
                                               .drawing = whitepaper_show_drawing,
                                               .user = &progress};
    int status = STATUS_OK;
    const int result = whitepaper_run(&whitepaper, &options, &e);
    progress_clear(&progress);
    if (result < 0) {
        if (cli_interrupted())
            progress_interrupted(&progress, "the tables and charts are not complete", &e);
        status = cli_fail(&e);
    } else {
        size_t compared;
        struct visible_page page;
        visible_page_begin(&page);
        published_print(&whitepaper.published, page.file);
        fputc('\n', page.file);
        table1_print(&whitepaper.table1, page.file);
        fprintf(page.file, "\nTables%s are in %s\n", o->no_charts ? "" : " and charts", o->folder);
        visible_page_end(&page, stdout);
        status = cli_flush_stdout();
        if (status == STATUS_OK && !published_all_agree(&whitepaper.published, &compared))
            status = STATUS_DIFFERS;
    }
    whitepaper_fini(&whitepaper);
    return status;
}

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 'o', "output", "DIR", struct whitepaper_command, folder,
               "where to write; made when it is not there", .complete = COMPLETE_FOLDER),
    JOBS_ROW(struct whitepaper_command, workers),
    OPTION_ROW(SWITCH, 0, "no-charts", NULL, struct whitepaper_command, no_charts,
               "tables only (gnuplot and dot are not needed then)"),
};

const struct command command_whitepaper = {
    .name = "whitepaper",
    .summary = "regenerate the white paper's tables and charts",
    .usage = (const char *const[]){"-o DIR [-j N] [--no-charts]", NULL},
    .about = "Simulates the white paper's scenarios, prints its published numbers beside the "
             "simulated ones and its Table 1 beside the runs that show each line, and leaves "
             "tables (CSV) and charts (PNG, SVG) in DIR. Exit status 1 when a number is out of its "
             "tolerance.",
    COMMAND_OPTIONS(rows, struct whitepaper_command),
    .check = whitepaper_check,
    .run = whitepaper_regenerate,
};
