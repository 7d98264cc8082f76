/* pfsim screens: what the phones' screens show at a moment of a run whose tables were written. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/cli.h"
#include "results/screens.h"
#include "scenarios/format/units.h"

struct screens_options {
    const char *at, *svg;
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

static int screens_check(const void *options, size_t argument_count)
{
    const struct screens_options *o = options;
    (void)argument_count;
    return o->at ? -1 : cli_usage("screens", "--at TIME is missing: which moment of the run");
}

static int screens_show(const void *options, char *const *arguments, size_t argument_count)
{
    const struct screens_options *o = options;
    struct error e, said;
    struct screens s;
    uint64_t at;
    (void)argument_count;
    if (quantity_parse(QUANTITY_TIME, o->at, &at, &said) < 0) {
        error_set(&e, "--at: %.400s", said.text);
        return cli_fail(&e);
    }
    if (screens_read(&s, arguments[0], (sim_time)at, &e) < 0)
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

static const struct option_row rows[] = {
    OPTION_ROW(TEXT, 't', "at", "TIME", struct screens_options, at,
               "the moment, since the start of the run, with its unit: 300s, 5 min"),
    OPTION_ROW(SWITCH, 'k', "kilobytes", NULL, struct screens_options, kilobytes,
               "how far a phone is in kilobytes instead of per cent"),
    OPTION_ROW(TEXT, 0, "svg", "FILE", struct screens_options, svg, "draws the screens as well",
               .complete = COMPLETE_FILE),
};

const struct command command_screens = {
    .name = "screens",
    .summary = "what the phones' screens show at a moment of a run",
    .usage = (const char *const[]){"DIR --at TIME [--kilobytes] [--svg FILE]", NULL},
    .about = "Prints what each phone's screen shows at a moment of a run: the file that it is at, "
             "how far it is, whether it shares (PFS), and what it does otherwise. DIR is what "
             "'pfsim run -o DIR' has written. By TFTP all phones count at the same file; with Peer "
             "Firmware Sharing some show a file at 100 % while others wait for it or still count.",
    .examples = (const char *const[]){"run scenarios/whitepaper-tftp.yaml -o /tmp/site",
                                      "screens /tmp/site --at 300s", NULL},
    .argument = "the folder of a run",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_FOLDER,
    COMMAND_OPTIONS(rows, struct screens_options),
    .check = screens_check,
    .run = screens_show,
};
