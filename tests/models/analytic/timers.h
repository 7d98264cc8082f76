/* Timers of Peer Firmware Sharing as scenarios have them by default, for sites of tests. */
#ifndef TESTS_MODELS_ANALYTIC_TIMERS_H
#define TESTS_MODELS_ANALYTIC_TIMERS_H

#include "models/analytic/site.h"

static const struct analytic_sharing usual_timers = {.port_open = 0.028,
                                                     .listen = 0.5,
                                                     .ad_interval = 0.25,
                                                     .root_waiting = 10,
                                                     .claim_silence = 0.75,
                                                     .connect_timeout = 2,
                                                     .progress_interval = 1,
                                                     .ads = 4,
                                                     .children = 2,
                                                     .redirects = 16};

#endif
