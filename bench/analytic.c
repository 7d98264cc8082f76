/* analytic [EVALUATIONS]: answers a site of two groups with different loads so often, all three
 * methods each time, with another rate of the WAN each time, and prints how many that were. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/analytic/site.h"

/* The white paper's 7965, and a load of the same shape with other sizes. */
static const struct analytic_file files[2][6] = {
    {{666, 15}, {2731020, 15}, {502604, 14}, {1916178, 19}, {314049, 14}, {1635483, 19}},
    {{661, 15}, {2500000, 15}, {482604, 14}, {1816178, 19}, {334049, 14}, {1435483, 19}},
};
static const struct analytic_load loads[2] = {{files[0], 6}, {files[1], 6}};

static struct analytic_line ethernet(double rate)
{
    return (struct analytic_line){
        .rate = rate, .delay = 5e-6, .framing = 38, .payload_min = 46, .queue = 1000};
}

static void add_group(struct analytic_site *s, uint32_t number)
{
    s->groups[s->group_count++] = (struct analytic_group){
        .count = 20,
        .hierarchy = number,
        .ways = {ANALYTIC_FROM_CENTRE, ANALYTIC_FROM_LOAD_SERVER, ANALYTIC_FROM_PEERS},
        .loads = &loads[number],
        .load_count = 1,
        .blksize = 512,
        .windowsize = 1,
        .request_retransmit = 4,
        .ack_retransmit = 4,
        .turnaround = 0.004,
        .flash = 1e6,
        .restart = 35,
    };
}

static void fill(struct analytic_site *s)
{
    s->down = s->up =
        (struct analytic_line){.rate = 384e3, .delay = 0.008, .framing = 8, .queue = 1000};
    s->central = (struct analytic_server){
        .cpu = 50e-6, .port = ethernet(1e9), .retransmit = 4, .transfers = 500};
    s->sharing = (struct analytic_sharing){.port_open = 0.028,
                                           .listen = 0.5,
                                           .ad_interval = 0.25,
                                           .root_waiting = 10,
                                           .claim_silence = 0.75,
                                           .connect_timeout = 2,
                                           .progress_interval = 1,
                                           .ads = 4,
                                           .children = 2,
                                           .redirects = 16};
    s->tcp = (struct analytic_tcp){.mss = 1460, .header = 40, .window = 65535, .initial_window = 3};
    s->receive_buffer = 256;
    s->subnet_count = 1;
    s->subnets[0].lan = ethernet(100e6);
    s->subnets[0].load_server = s->central;
    add_group(s, 0);
    add_group(s, 1);
}

int main(int argc, char **argv)
{
    static struct analytic_site site;
    struct analytic_answer answers[ANALYTIC_METHODS];
    const uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
    double sum = 0;
    fill(&site);
    for (uint64_t i = 0; i < count; i++) {
        site.down.rate = site.up.rate = 384e3 + (double)(i % 1000);
        analytic_site_evaluate(&site, answers);
        sum += answers[ANALYTIC_TFTP].all_back;
    }
    printf("mean of all back: %.3f s\n%" PRIu64 " events\n", sum / (double)count, count);
    return EXIT_SUCCESS;
}
