/* What is recorded of a link: counters of both directions, their queue, and a WAN link's series. */
#ifndef RESULTS_RECORD_LINK_H
#define RESULTS_RECORD_LINK_H

#include "results/histogram.h"
#include "results/series.h"
#include "sim/observer.h"

struct traffic_count {
    uint64_t packets, wire_bytes, ip_bytes; /* given to the line */
};

/* A packet's way through the queue and over the line. */
struct passage {
    sim_time queued, start, end;
    uint32_t wire_bytes;
    uint32_t queue; /* packets waiting when it came, with itself if it had to */
    uint16_t ip_bytes;
    uint8_t traffic;
};

/* Packets in the order in which they start: a ring, whose places are numbered on and on. */
struct passages {
    struct passage *ring;
    uint32_t first; /* the oldest that is not counted */
    uint32_t end;   /* behind the newest */
    uint32_t room;  /* a power of two */
};

/* Times of drops that are still to come, in their order. */
struct drops_ahead {
    sim_time *times;
    uint32_t count, room;
};

/* Totals from the run's start up to a moment; what is still to come of known packets is not in
 * them. */
struct direction_use {
    sim_time time;    /* the moment */
    uint64_t busy;    /* nanoseconds with a packet on the wire */
    uint64_t waiting; /* sum over all packets of the nanoseconds they waited */
};

/* An engine may tell of what is still to come (sim/observer.h). It is counted when it has happened:
 * a packet when it has arrived, and what has not by the end of the run as far as it got. */
struct direction_record {
    const sim_time *clock; /* the present; NULL: nothing is told before its time */
    sim_time delay;        /* of the line */
    struct traffic_count traffic[TRAFFIC_KINDS];
    uint64_t delivered;             /* packets */
    uint64_t dropped[DROP_REASONS]; /* packets */
    uint32_t max_queue;             /* packets waiting beside the one on the wire */
    bool with_series;
    uint64_t shaped;         /* bit/s of a token bucket slower than the line, against which its use
                              * is measured; 0: none */
    sim_time shaped_until;   /* when a line of that rate would have sent all that is counted */
    sim_time delivered_last; /* latest time of which a delivery was told */
    uint64_t busy, waiting;  /* as in direction_use, of the packets counted, to their ends */
    struct direction_use before, after; /* at the upgrade's begin and end */
    sim_time measured;                  /* the later of these that there has been */
    struct passages passages;
    struct histogram *delays; /* in the queue, of the packets that waited; NULL: none has */
    struct drops_ahead drops_ahead;
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
static inline void direction_delivered(struct direction_record *d, sim_time now)
{
    d->delivered++;
    d->delivered_last = now;
}
/* The upgrade over which the link is measured begins, or is over, at `now`, the present. */
void link_record_begin(struct link_record *l, sim_time now);
void link_record_measure(struct link_record *l, sim_time now);
/* The run is over at `now`, the present: deliveries and drops that are still to come are forgotten.
 * Packets may still be told of that came to the queue by then. */
void direction_stop(struct direction_record *d, sim_time now);
/* Nothing more will be told: counts what has not arrived, up to `now`, as in direction_stop. The
 * last call but for what follows. */
void direction_finish(struct direction_record *d, sim_time now);

/* Sums over the kinds of traffic, and over the reasons. */
struct traffic_count direction_total(const struct direction_record *d);
uint64_t direction_drops(const struct direction_record *d);
/* What was measured: totals from the upgrade's begin to its end, and in `time` how long it was. */
struct direction_use direction_use(const struct direction_record *d);
/* Of that time: the share with a packet on the wire, and the mean number of packets waiting; 0 when
 * no time was measured. */
double direction_utilisation(const struct direction_record *d);
double direction_mean_queue(const struct direction_record *d);
/* How long packets that were given to the line waited in its queue: of each, those included that
 * did not wait. */
void direction_delays(const struct direction_record *d, struct histogram *out);

#endif
