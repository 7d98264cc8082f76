/* analytic [EVALUATIONS [GROUPS [LOADS]]]: answers a site so often, all three methods each time,
 * with another rate of the WAN each time, and prints how many that were. The site has one group, or
 * two (2) of different loads; each goes through one load, or both (2) one after the other. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/analytic/usual.h"

/* The white paper's 7965, and a load of the same shape with other sizes. */
static const struct analytic_file files[2][6] = {
    {{666, 15}, {2731020, 15}, {502604, 14}, {1916178, 19}, {314049, 14}, {1635483, 19}},
    {{661, 15}, {2500000, 15}, {482604, 14}, {1816178, 19}, {334049, 14}, {1435483, 19}},
};
static const struct analytic_load loads[2] = {{files[0], 6}, {files[1], 6}};

static void add_group(struct analytic_site *s, uint32_t load_count)
{
    const uint32_t number = s->group_count++;
    struct analytic_group *g = &s->groups[number];
    *g = analytic_usual_group(20, load_count > 1 ? loads : &loads[number]);
    g->load_count = load_count;
    g->hierarchy = number;
    g->ways[ANALYTIC_TFTP] = ANALYTIC_FROM_CENTRE;
    g->ways[ANALYTIC_LOAD_SERVER] = ANALYTIC_FROM_LOAD_SERVER;
    g->ways[ANALYTIC_PFS] = ANALYTIC_FROM_PEERS;
}

static void fill(struct analytic_site *s)
{
    s->down = s->up =
        (struct analytic_line){.rate = 384e3, .delay = 0.008, .framing = 8, .queue = 1000};
    s->central = analytic_usual_server(1e9);
    s->sharing = analytic_usual_timers;
    s->tcp = analytic_usual_tcp;
    s->receive_buffer = 256;
    s->subnet_count = 1;
    s->subnets[0].lan = analytic_usual_port(100e6);
    s->subnets[0].load_server = s->central;
}

/* An argument, or what it is without. */
static uint64_t argument(int argc, char **argv, int number, uint64_t usual)
{
    return argc > number ? strtoull(argv[number], NULL, 10) : usual;
}

int main(int argc, char **argv)
{
    static struct analytic_site site;
    struct analytic_answer answers[ANALYTIC_METHODS];
    const uint64_t count = argument(argc, argv, 1, 200000), groups = argument(argc, argv, 2, 2);
    const uint64_t load_count = argument(argc, argv, 3, 1);
    double sum = 0;
    if (groups < 1 || groups > 2 || load_count < 1 || load_count > 2) {
        fputs("analytic: GROUPS and LOADS are 1 or 2\n", stderr);
        return EXIT_FAILURE;
    }
    fill(&site);
    for (uint64_t g = 0; g < groups; g++)
        add_group(&site, (uint32_t)load_count);
    for (uint64_t i = 0; i < count; i++) {
        site.down.rate = site.up.rate = 384e3 + (double)(i % 1000);
        analytic_site_evaluate(&site, answers);
        sum += answers[ANALYTIC_TFTP].all_back;
    }
    printf("mean of all back: %.3f s\n%" PRIu64 " events\n", sum / (double)count, count);
    return EXIT_SUCCESS;
}
