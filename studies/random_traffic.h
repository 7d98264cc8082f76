/* Of scenarios drawn at random (random_scenario.h): calls, packets and TCP on a site's line, who
 * goes first there, and code points. Drawn from a stream of its own, so that the rest of a scenario
 * is the same with it and without. */
#ifndef STUDIES_RANDOM_TRAFFIC_H
#define STUDIES_RANDOM_TRAFFIC_H

#include <stdio.h>

#include "sim/random.h"
#include "studies/random_scenario.h"

struct random_traffic {
    FILE *out;
    struct random_stream stream;
    enum random_kind kind;
    bool there; /* some site has some */
    bool busy;  /* lines are for as long as the run lasts */
};

/* `stream` is its own from now on. */
void random_traffic_init(struct random_traffic *t, FILE *out, const struct random_stream *stream,
                         enum random_kind kind);
/* All write what they have drawn, or nothing. Within the map of a queue whose limit is in packets:
 * a discipline that both engines have. */
void random_traffic_discipline(struct random_traffic *t);
/* Of a site. `unlimited`: its line takes no time, of which there is no part. */
void random_traffic_site(struct random_traffic *t, bool unlimited);
/* Of the scenario. */
void random_traffic_code_points(struct random_traffic *t);

#endif
