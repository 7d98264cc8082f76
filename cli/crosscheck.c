/* pfsim crosscheck: the same scenarios on both engines. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "results/text.h"
#include "sim/engine_load.h"
#include "studies/crosscheck.h"
#include "studies/pool.h"

static const char help[] =
    "usage: pfsim crosscheck FILE... [-m METHOD] [-s KEY=VALUE]... [-j N]\n\n"
    "Runs each scenario on the native engine and on ns-3, and prints how far apart they are. With\n"
    "UDP alone (TFTP) every packet has to be on the wire at the same time, within 1 us; with TCP\n"
    "(HTTP, pfs) each phone has to have its load within 1 % of the other engine's time.\n\n"
    "  -m, --method METHOD  the method of all phones that name none\n"
    "  -s, --set KEY=VALUE  sets a field of all the scenarios; may be repeated\n"
    "  -j, --jobs N         scenarios at the same time; default: one a processor\n"
    "  -h, --help           this text\n\n"
    "Exit status: 0 all agree; 1 some do not.\n\n"
    "example:\n"
    "  pfsim crosscheck scenarios/whitepaper-tftp.yaml scenarios/whitepaper-pfs.yaml\n";

struct crosscheck_options {
    char **paths;
    size_t count;
    unsigned workers;
    struct cli_overrides overrides;
};

struct jobs {
    const struct scenario *scenarios;
    const struct engine *engines[2];
};

static int job(void *user, size_t number, void *result, struct error *e)
{
    const struct jobs *jobs = user;
    return crosscheck_run(&jobs->scenarios[number], jobs->engines, result, e);
}

/* --- printing -------------------------------------------------------------------------------- */

static void print_pair(const char *name, struct text native, struct text ns3, const char *apart)
{
    printf("  %-22s %-22s %-22s %s\n", name, native.text, ns3.text, apart);
}

/* In the smallest unit that is short: differences are mostly nothing. */
static struct text apart_text(sim_time t)
{
    return t ? text_duration(t) : (struct text){"none"};
}

static struct text hexadecimal(uint64_t value)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%#018" PRIx64, value);
    return t;
}

static void print_packets(const struct crosscheck *c)
{
    if (c->tcp) /* sequence numbers differ from the first segment on */
        return;
    printf("  packets that differ    %s; time on the wire: %s apart at most\n",
           text_count(c->differ).text, apart_text(c->wire_apart).text);
    if (c->first_at >= 0)
        printf("  first difference       at %s s, %s\n", text_seconds(c->first_at).text,
               c->first_link);
}

static void print(const struct scenario *s, const struct crosscheck *c)
{
    const struct crosscheck_side *a = &c->side[0], *b = &c->side[1];
    printf("%s: %" PRIu32 " phones, %s\n", s->name, c->phones,
           crosscheck_agrees(c) ? "the engines agree" : "THE ENGINES DIFFER");
    printf("  %-22s %-22s %-22s %s\n", "", "native", "ns3", "difference");
    print_pair("phones completed", text_count(a->completed), text_count(b->completed), "");
    print_pair("upgrade time, s", text_seconds(a->upgrade_time), text_seconds(b->upgrade_time),
               apart_text(llabs(a->upgrade_time - b->upgrade_time)).text);
    print_pair("packets on the WAN", text_count(a->wan_packets), text_count(b->wan_packets), "");
    print_pair("packets on all links", text_count(a->packets), text_count(b->packets), "");
    print_pair("fingerprint", hexadecimal(a->fingerprint), hexadecimal(b->fingerprint),
               a->fingerprint == b->fingerprint ? "equal" : "not equal");
    printf("  a phone's completion   %s apart at most", apart_text(c->phone_apart).text);
    if (c->phone_apart)
        printf(" (%s), of its time at most %.4f %%", c->phone, 100 * c->phone_ratio);
    printf("\n");
    if (c->other_ends)
        printf("  phones completed on one engine only: %" PRIu32 "\n", c->other_ends);
    print_packets(c);
}

/* --- the command ----------------------------------------------------------------------------- */

static int compare_all(const struct crosscheck_options *o, const struct scenario *scenarios)
{
    struct error e;
    struct jobs jobs = {.scenarios = scenarios};
    struct crosscheck *results = mem_calloc(o->count, sizeof *results);
    const struct pool_jobs pool = {
        .count = o->count, .result_size = sizeof *results, .job = job, .user = &jobs};
    int status = STATUS_OK;
    jobs.engines[0] = engine_load("native", &e);
    jobs.engines[1] = engine_load("ns3", &e);
    if (!jobs.engines[1] || pool_run(&pool, o->workers, results, &e) < 0) {
        free(results);
        return cli_fail(&e);
    }
    for (size_t i = 0; i < o->count; i++) {
        print(&scenarios[i], &results[i]);
        if (!crosscheck_agrees(&results[i]))
            status = STATUS_DIFFERS;
    }
    free(results);
    const int printed = cli_flush_stdout();
    return printed ? printed : status;
}

static int load_and_compare(const struct crosscheck_options *o)
{
    struct error e;
    struct scenario *scenarios = mem_calloc(o->count, sizeof *scenarios);
    int status = STATUS_OK;
    size_t loaded = 0;
    while (loaded < o->count && status == STATUS_OK) {
        if (cli_load(&scenarios[loaded], o->paths[loaded], &o->overrides, &e) < 0)
            status = cli_fail(&e);
        else
            loaded++;
    }
    if (status == STATUS_OK)
        status = compare_all(o, scenarios);
    while (loaded-- > 0)
        scenario_free(&scenarios[loaded]);
    free(scenarios);
    return status;
}

static int read_options(struct crosscheck_options *o, int argc, char **argv)
{
    static const struct option options[] = {
        {"method", required_argument, NULL, 'm'}, {"set", required_argument, NULL, 's'},
        {"jobs", required_argument, NULL, 'j'},   {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    char *end;
    while ((option = cli_next_option(argc, argv, ":m:s:j:h", options)) != -1) {
        switch (option) {
        case 'm':
            cli_override_method(&o->overrides, optarg);
            break;
        case 's':
            cli_override_add(&o->overrides, optarg);
            break;
        case 'j':
            o->workers = (unsigned)strtoul(optarg, &end, 10);
            if (*end || end == optarg || o->workers < 1 || o->workers > 1024)
                return cli_usage(argv[0], "-j %s: the number of jobs is from 1 to 1024", optarg);
            break;
        case 'h':
            fputs(help, stdout);
            return STATUS_OK;
        default:
            return STATUS_USAGE;
        }
    }
    if (optind == argc)
        return cli_usage(argv[0], "a scenario file is missing");
    o->paths = argv + optind;
    o->count = (size_t)(argc - optind);
    return -1;
}

int command_crosscheck(int argc, char **argv)
{
    struct crosscheck_options o = {0};
    int status = read_options(&o, argc, argv);
    if (status < 0)
        status = load_and_compare(&o);
    cli_overrides_fini(&o.overrides);
    return status;
}
