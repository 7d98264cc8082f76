/* What is recorded of a link: counters of both directions, their queue, and a WAN link's series. */
#ifndef RESULTS_RECORD_LINK_H
#define RESULTS_RECORD_LINK_H

#include "results/series.h"
#include "sim/observer.h"

struct traffic_count {
    uint64_t packets, wire_bytes, ip_bytes; /* given to the line */
};

/* A packet on its way out of the queue. */
struct passage {
    sim_time queued, start, end;
};

/* The packets that are waiting or on the wire, in the order in which they leave: a ring. */
struct passages {
    struct passage *ring;
    uint32_t first, count, room; /* room: a power of two */
};

/* Totals from the run's start up to a moment; what is still to come of known packets is not in
 * them. */
struct direction_use {
    sim_time time;    /* the moment */
    uint64_t busy;    /* nanoseconds with a packet on the wire */
    uint64_t waiting; /* sum over all packets of the nanoseconds they waited */
};

struct direction_record {
    struct traffic_count traffic[TRAFFIC_KINDS];
    uint64_t delivered;             /* packets */
    uint64_t dropped[DROP_REASONS]; /* packets */
    uint32_t max_queue;             /* packets waiting beside the one on the wire */
    bool with_series;
    uint64_t shaped; /* bit/s of the token bucket, against which its use is measured; 0: none */
    sim_time shaped_until;              /* when a line of that rate would have sent everything */
    uint64_t busy, waiting;             /* as in direction_use, of all packets known */
    struct direction_use before, after; /* at the upgrade's begin and end */
    struct passages passages;
    sim_time next_interval; /* the first boundary whose queue is not yet in the series */
    struct series series;
};

struct link_record {
    const struct link_info *info;
    bool of_site; /* a site's WAN link, measured over that site's upgrade; others over the run's */
    struct direction_record direction[2];
};

/* Heap memory, link_record_free gives it back; `info` must stay valid. */
struct link_record *link_record_new(const struct link_info *info);
void link_record_free(struct link_record *l);

void direction_sent(struct direction_record *d, const struct packet_info *p,
                    const struct transmission *t);
void direction_dropped(struct direction_record *d, enum drop_reason reason, sim_time now);
/* The upgrade over which the link is measured begins, or is over, at `now`, the present. */
void link_record_begin(struct link_record *l, sim_time now);
void link_record_measure(struct link_record *l, sim_time now);

/* Sums over the kinds of traffic, and over the reasons. */
struct traffic_count direction_total(const struct direction_record *d);
uint64_t direction_drops(const struct direction_record *d);
/* What was measured: totals from the upgrade's begin to its end, and in `time` how long it was. */
struct direction_use direction_use(const struct direction_record *d);
/* Of that time: the share with a packet on the wire, and the mean number of packets waiting; 0 when
 * no time was measured. */
double direction_utilisation(const struct direction_record *d);
double direction_mean_queue(const struct direction_record *d);

#endif
