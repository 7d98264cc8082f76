/* pfsim whitepaper: the white paper's numbers and charts, regenerated. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "studies/whitepaper.h"

static const char help[] =
    "usage: pfsim whitepaper -o DIR [-j N] [--no-charts]\n\n"
    "Simulates the white paper's scenarios, prints its published numbers beside the simulated\n"
    "ones and its Table 1 beside the runs that show each line, and leaves tables (CSV) and\n"
    "charts (PNG, SVG) in DIR. Exit status 1 when a number is out of its tolerance.\n\n"
    "  -o, --output DIR  where to write; made when it is not there\n"
    "  -j, --jobs N      runs at the same time; default: one a processor. Results do not depend\n"
    "                    on it\n"
    "      --no-charts   tables only (gnuplot and dot are not needed then)\n"
    "  -h, --help        this text\n";

static void show_progress(void *user, size_t done, size_t count)
{
    if (progress_is_due(user))
        progress_show_jobs(user, done, count);
}

static int regenerate(const char *folder, unsigned workers, bool charts)
{
    struct error e;
    struct whitepaper whitepaper;
    struct progress progress;
    char *data = cli_data_folder(&e);
    if (!data)
        return cli_fail(&e);
    progress_init(&progress);
    const struct whitepaper_options options = {.data_folder = data,
                                               .folder = folder,
                                               .workers = workers,
                                               .charts = charts,
                                               .progress = show_progress,
                                               .user = &progress};
    int status = STATUS_OK;
    const int result = whitepaper_run(&whitepaper, &options, &e);
    progress_clear(&progress);
    if (result < 0) {
        status = cli_fail(&e);
    } else {
        size_t compared;
        published_print(&whitepaper.published, stdout);
        putchar('\n');
        table1_print(&whitepaper.table1, stdout);
        printf("\nTables%s are in %s\n", charts ? " and charts" : "", folder);
        status = cli_flush_stdout();
        if (status == STATUS_OK && !published_all_agree(&whitepaper.published, &compared))
            status = STATUS_DIFFERS;
    }
    whitepaper_fini(&whitepaper);
    free(data);
    return status;
}

/* A number of workers from 1 to 256; 0 when the text is not one. */
static unsigned parse_workers(const char *text)
{
    char *end;
    const long count = strtol(text, &end, 10);
    return *end == '\0' && count >= 1 && count <= 256 ? (unsigned)count : 0;
}

int command_whitepaper(int argc, char **argv)
{
    static const struct option options[] = {
        {"output", required_argument, NULL, 'o'},
        {"jobs", required_argument, NULL, 'j'},
        {"no-charts", no_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *folder = NULL;
    unsigned workers = 0;
    bool charts = true;
    int option;
    while ((option = cli_next_option(argc, argv, ":o:j:h", options)) != -1) {
        switch (option) {
        case 'o':
            folder = optarg;
            break;
        case 'j':
            workers = parse_workers(optarg);
            if (workers == 0) {
                struct error e;
                error_set(&e, "-j %s: give a number of runs from 1 to 256", optarg);
                return cli_fail(&e);
            }
            break;
        case 'n':
            charts = false;
            break;
        case 'h':
            fputs(help, stdout);
            return STATUS_OK;
        default:
            return STATUS_USAGE;
        }
    }
    if (optind < argc)
        return cli_usage(argv[0], "unexpected argument '%s'", argv[optind]);
    if (!folder)
        return cli_usage(argv[0], "-o DIR is missing: where to put the tables and charts");
    return regenerate(folder, workers, charts);
}
