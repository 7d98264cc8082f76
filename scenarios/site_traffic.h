/* What else is on a site's line, in the numbers that its network, its run, checks of the scenario
 * and the formulas have of it. */
#ifndef SCENARIOS_SITE_TRAFFIC_H
#define SCENARIOS_SITE_TRAFFIC_H

#include "scenarios/scenario.h"

/* How many calls the site has, all items together. */
uint32_t site_traffic_calls(const struct scenario_site *site);
/* Whether anything but calls is there: packets, TCP, or `busy`. */
bool site_traffic_has_data(const struct scenario_site *site);

/* Whether the item sends in that direction, 0 towards the phones; calls do in both. */
bool site_traffic_goes(const struct scenario_traffic *t, int direction);
/* Bytes of each IP packet of a call. */
uint32_t site_traffic_call_bytes(const struct scenario_traffic *t);
/* bit/s that a call has of the line, framing included, in each direction. */
double site_traffic_call_rate(const struct scenario_traffic *t, const struct link_direction *line);
/* Bits of PACKET_MIX_PARTS packets of the mix imix, with that framing. */
double site_traffic_mix_bits(struct link_overhead framing);
/* bit/s of a direction of the line that `busy` is, framing included. */
double site_traffic_busy_rate(const struct scenario_site *site, int direction);
/* Packets that calls, packets and `busy` send in a second, both ways, as long as the run lasts: of
 * what has a stop none, and of TCP, which waits for its turn. */
double site_traffic_endless(const struct scenario_site *site);

#endif
