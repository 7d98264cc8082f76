/* What the table of fields cannot say in a row: defaults that depend on other fields or on the
 * position in a list, and checks of several fields of a group. The schema points at these. */
#ifndef SCENARIOS_FORMAT_DERIVE_H
#define SCENARIOS_FORMAT_DERIVE_H

#include "scenarios/format/loader.h"

/* Defaults by position, or by what stands further up. */
int derive_site_name(struct loader *l, void *base, struct tree_places places);
void derive_site(struct loader *l, void *site, size_t index);
bool derive_prefix_applies(const void *base);
void derive_prefix(struct loader *l, void *subnet, size_t index);
void derive_load_server(struct loader *l, void *server, size_t index);
void derive_central_server(struct loader *l, void *server, size_t index);
void derive_phones(struct loader *l, void *phones, size_t index);
const char *derive_kind(const void *server); /* NULL: derive_load_server has set it */
const char *derive_transfers(const void *server);
const char *derive_timer_lateness(const void *server);
const char *derive_timer_slack(const void *server);
const char *derive_cpu(const void *scenario); /* a phone's: a quarter of its turn-around */

/* Only cucm-tftp's time to retransmit can be set; the others have their programs'. */
bool derive_retransmit_applies(const void *server);
/* Only MPP phones have an upgrade rule. */
bool derive_rule_applies(const void *phones);

/* Reads the catalogue. */
int derive_catalogue(struct loader *l, void *scenario, struct tree_places places);
/* A shaper that is mentioned has a rate. */
int derive_shaper(struct loader *l, void *link, struct tree_places places);
/* What is reordered is late, or others are, by jitter. */
int derive_link(struct loader *l, void *link, struct tree_places places);
/* A queue's limit, by its discipline. */
const char *derive_queue_limit(const void *link);
/* Whether the queue's discipline is about these. */
bool derive_has_classes(const void *link);
bool derive_has_red(const void *link);
bool derive_has_codel(const void *link);
bool derive_has_flows(const void *link);
bool derive_has_quantum(const void *link);
bool derive_interleaves(const void *link);
bool derive_is_given(const void *class); /* of a class, which does not know it: where it is given */
/* Classes are there where the discipline is about them, and only once, and their shares are no more
 * than the line; what is counted in packets, is. */
int derive_queue(struct loader *l, void *link, struct tree_places places);
/* What sense fields of an item of `traffic` have, by its kind. */
bool derive_is_calls(const void *traffic);
bool derive_is_adaptive(const void *traffic);
bool derive_is_not_calls(const void *traffic);
bool derive_is_packets(const void *traffic);
bool derive_is_on_off(const void *traffic);
bool derive_is_tcp(const void *traffic);
/* A line that is busy has a rate. */
int derive_site_parts(struct loader *l, void *site, struct tree_places places);
/* It stops after it has started; a codec has whole frames in a packet. */
int derive_traffic(struct loader *l, void *traffic, struct tree_places places);
/* A rate is given, in either place: that of a site's line is none for a line of many sites. */
int derive_head_end(struct loader *l, void *scenario, struct tree_places places);
/* The last phone resets before the run's limit as far as this can be said of a spread. */
int derive_reset(struct loader *l, void *reset, struct tree_places places);
/* The load, by model if no other is given, and that it fits; whose reset they have; whether they
 * take part in PFS. */
int derive_group(struct loader *l, void *phones, struct tree_places places);
/* The prefix is there, and each phone group's load server. */
int derive_subnet(struct loader *l, void *subnet, struct tree_places places);
/* Silences are longer than the intervals at which there is a sound. */
int derive_pfs(struct loader *l, void *scenario, struct tree_places places);
/* Whether a group of phones takes part in PFS: the device's setting goes before the profile's, and
 * that before the enterprise's. The profile is one that there is. */
int derive_sharing(struct loader *l, void *phones, struct tree_places places);
/* Of a share of the phones it is on. */
const char *derive_setting(const void *phones);
/* "shares: on, decided by the enterprise". Free it. */
char *derive_sharing_outcome(const struct scenario *s, const void *phones);

#endif
