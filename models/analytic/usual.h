/* Numbers as scenarios have them by default, for whoever fills in a site by hand: tests, and the
 * measurement of speed. Not for scenarios, which have defaults of their own. */
#ifndef MODELS_ANALYTIC_USUAL_H
#define MODELS_ANALYTIC_USUAL_H

#include "models/analytic/site.h"

static const struct analytic_sharing analytic_usual_timers = {.port_open = 0.028,
                                                              .listen = 0.5,
                                                              .ad_interval = 0.25,
                                                              .root_waiting = 10,
                                                              .claim_silence = 0.75,
                                                              .connect_timeout = 2,
                                                              .progress_interval = 1,
                                                              .ads = 4,
                                                              .children = 2,
                                                              .redirects = 16};

static const struct analytic_tcp analytic_usual_tcp = {
    .mss = 1460, .header = 40, .window = 65535, .initial_window = 3};

/* A port of so many bit/s, its cable of 5 us. */
static inline struct analytic_line analytic_usual_port(double rate)
{
    return (struct analytic_line){
        .rate = rate, .delay = 5e-6, .framing = 38, .payload_min = 46, .queue = 1000};
}

static inline struct analytic_server analytic_usual_server(double port_rate)
{
    return (struct analytic_server){
        .cpu = 50e-6, .port = analytic_usual_port(port_rate), .retransmit = 4, .transfers = 500};
}

/* Phones of the white paper in subnet 0, which ask for no options; without ways. */
static inline struct analytic_group analytic_usual_group(double count,
                                                         const struct analytic_load *loads)
{
    return (struct analytic_group){.count = count,
                                   .loads = loads,
                                   .load_count = 1,
                                   .blksize = 512,
                                   .windowsize = 1,
                                   .request_retransmit = 4,
                                   .ack_retransmit = 4,
                                   .turnaround = 0.004,
                                   .flash = 1e6,
                                   .restart = 35};
}

#endif
