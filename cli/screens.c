/* pfsim screens: what the phones' screens show at a moment of a run whose tables were written. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/cli.h"
#include "results/screens.h"
#include "scenarios/units.h"

static const char help[] =
    "usage: pfsim screens DIR --at TIME [--kilobytes] [--svg FILE]\n\n"
    "Prints what each phone's screen shows at a moment of a run: the file that it is at, how far\n"
    "it is, whether it shares (PFS), and what it does otherwise. DIR is what 'pfsim run -o DIR'\n"
    "has written. By TFTP all phones count at the same file; with Peer Firmware Sharing some show\n"
    "a file at 100 % while others wait for it or still count.\n\n"
    "  -t, --at TIME    the moment, since the start of the run, with its unit: 300s, 5 min\n"
    "  -k, --kilobytes  how far a phone is in kilobytes instead of per cent\n"
    "      --svg FILE   draws the screens as well\n"
    "  -h, --help       this text\n\n"
    "example:\n"
    "  pfsim run scenarios/whitepaper-tftp.yaml -o /tmp/site\n"
    "  pfsim screens /tmp/site --at 300s\n";

struct screens_options {
    const char *folder, *at, *svg;
    bool kilobytes;
};

static int write_svg(const struct screens *s, const struct screens_options *o, struct error *e)
{
    struct output output;
    if (output_open_path(&output, o->svg, e) < 0)
        return -1;
    screens_svg(output.file, s, o->kilobytes);
    return output_commit(&output, e);
}

static int show(const struct screens_options *o)
{
    struct error e, said;
    struct screens s;
    uint64_t at;
    if (quantity_parse(QUANTITY_TIME, o->at, &at, &said) < 0) {
        error_set(&e, "--at: %.400s", said.text);
        return cli_fail(&e);
    }
    if (screens_read(&s, o->folder, (sim_time)at, &e) < 0)
        return cli_fail(&e);
    int status = STATUS_BAD_VALUE;
    if (o->svg && write_svg(&s, o, &e) < 0) {
        cli_fail(&e);
    } else {
        screens_print(stdout, &s, o->kilobytes);
        status = cli_flush_stdout();
    }
    screens_free(&s);
    return status;
}

int command_screens(int argc, char **argv)
{
    static const struct option options[] = {
        {"at", required_argument, NULL, 't'},
        {"kilobytes", no_argument, NULL, 'k'},
        {"svg", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct screens_options o = {0};
    int option;
    while ((option = cli_next_option(argc, argv, ":t:kh", options)) != -1) {
        switch (option) {
        case 't':
            o.at = optarg;
            break;
        case 'k':
            o.kilobytes = true;
            break;
        case 's':
            o.svg = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            return STATUS_OK;
        default:
            return STATUS_USAGE;
        }
    }
    if (argc - optind != 1)
        return cli_usage(argv[0], argc == optind ? "the folder of a run is missing"
                                                 : "one folder at a time");
    if (!o.at)
        return cli_usage(argv[0], "--at TIME is missing: which moment of the run");
    o.folder = argv[optind];
    return show(&o);
}
