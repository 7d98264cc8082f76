/* pfsim scenario: checks a scenario, and shows the whole of it. */
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: pfsim scenario FILE [-m METHOD] [-s KEY=VALUE]... [--explain]\n\n"
    "Checks a scenario and prints it with every value in force, as a scenario file.\n\n"
    "  -m, --method METHOD  the method of all phones that name none: tftp, load-server,\n"
    "                       pfs\n"
    "  -s, --set KEY=VALUE  sets any field; may be repeated. KEY is the path of keys, such as\n"
    "                       wan.rate or subnets[0].phones[0].count; an index may be left out\n"
    "                       when the list has one item\n"
    "  -e, --explain        says of each value where it comes from, what it means, and whether\n"
    "                       a default is known (and from where) or assumed\n"
    "  -h, --help           this text\n\n"
    "examples:\n"
    "  pfsim scenario scenarios/whitepaper-tftp.yaml --explain\n"
    "  pfsim scenario scenarios/one-phone.yaml -s wan.rate=2Mbps > mine.yaml\n";

static int print(const char *path, const struct cli_overrides *o, bool explain)
{
    struct scenario s;
    struct error e;
    if (cli_load(&s, path, o, &e) < 0)
        return cli_fail(&e);
    scenario_write(&s, stdout, explain);
    scenario_free(&s);
    return cli_flush_stdout();
}

int command_scenario(int argc, char **argv)
{
    static const struct option options[] = {
        {"method", required_argument, NULL, 'm'},
        {"set", required_argument, NULL, 's'},
        {"explain", no_argument, NULL, 'e'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct cli_overrides overrides = {0};
    bool explain = false;
    int option, status = -1;
    while (status < 0 && (option = cli_next_option(argc, argv, ":m:s:eh", options)) != -1) {
        switch (option) {
        case 'm':
            cli_override_method(&overrides, optarg);
            break;
        case 's':
            cli_override_add(&overrides, optarg);
            break;
        case 'e':
            explain = true;
            break;
        case 'h':
            fputs(help, stdout);
            status = STATUS_OK;
            break;
        default:
            status = STATUS_USAGE;
        }
    }
    if (status < 0 && argc - optind != 1)
        status = cli_usage(argv[0], argc == optind ? "a scenario file is missing"
                                                   : "one scenario file at a time");
    if (status < 0)
        status = print(argv[optind], &overrides, explain);
    cli_overrides_fini(&overrides);
    return status;
}
