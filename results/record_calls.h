/* What is recorded of calls: of each direction what was lost of it and how late it was, before,
 * during and after the upgrade of the call's site.
 *
 * The upgrade lasts from the site's first reset until its last phone has ended; of a site without
 * phones from the beginning to the end. Memory: about 12 kB a direction of a call, and with `files`
 * 150 bytes a talk spurt. */
#ifndef RESULTS_RECORD_CALLS_H
#define RESULTS_RECORD_CALLS_H

#include "results/histogram.h"
#include "results/record_site.h"

enum call_phase { CALL_BEFORE, CALL_DURING, CALL_AFTER, CALL_PHASES };
/* "before", "during", "after" */
extern const char *const call_phase_names[CALL_PHASES];

/* Talk spurts, added up. */
struct speech_sum {
    uint64_t packets;
    uint64_t lost[SPEECH_LOSSES];
    double jitter;  /* ns, weighted by packets */
    double mos;     /* likewise, of ... */
    uint64_t rated; /* ... so many packets */
    double worst;   /* MOS of a spurt; of none that is rated NAN */
};

struct call_direction_record {
    struct speech_sum phases[CALL_PHASES];
    struct histogram delays; /* in the network, of the packets that came during the upgrade */
    struct speech_info all;  /* once it has ended; before, all 0 */
};

struct call_record {
    const struct call_info *info; /* NULL: there is no call of that number */
    uint32_t site;                /* index; UINT32_MAX: no phone is there */
    struct call_direction_record directions[2];
};

struct spurt_record {
    struct speech_info speech;
    enum call_phase phase;
};

struct calls_record {
    struct call_record *list; /* by id */
    size_t count, room;
    struct spurt_record *spurts; /* as they were told; none without `files` */
    size_t spurt_count, spurt_room;
};

void calls_record_fini(struct calls_record *c);
void calls_record_add(struct calls_record *c, const struct call_info *info);
void calls_record_heard(struct calls_record *c, const struct sites_record *sites,
                        const struct call_info *info, int direction, sim_time delay, sim_time now);
void calls_record_spurt(struct calls_record *c, const struct sites_record *sites,
                        const struct speech_info *spurt, bool keep);
void calls_record_ended(struct calls_record *c, const struct speech_info *all);

void speech_sum_add(struct speech_sum *sum, const struct speech_sum *other);
/* NAN of nothing that is rated. */
double speech_sum_mos(const struct speech_sum *sum);
uint64_t speech_sum_lost(const struct speech_sum *sum);
/* Mean over the packets of the jitter of their spurts; -1 of nothing that was said. */
sim_time speech_sum_jitter(const struct speech_sum *sum);

/* All calls, or those of a codec and class, in numbers: of the direction that is heard worse, by
 * its MOS or, where that is equal or none, by what is lost, and during the upgrade, but where it
 * says otherwise. What does not exist is no 0: shares of no packet and opinions of nothing that is
 * rated are NAN, times without a packet -1. */
struct calls_summary {
    uint32_t count;
    int32_t direction;                         /* which it is */
    uint64_t packets;                          /* sent */
    double lost;                               /* of these, for all reasons: a share, ... */
    double late, no_room;                      /* ... and of these alone */
    sim_time delay_mean, delay_p95, delay_max; /* in the network */
    sim_time jitter;                           /* mean over talk spurts, as is ... */
    double mos;                                /* ... this, weighted by packets */
    double mos_before;
    double mos_worst_call; /* of either direction, as is the next */
    double mos_worst_spurt;
    double mos_other; /* of the direction that is heard better */
};

/* Calls with the codec and class of `like`; NULL: all. */
void calls_summarise(struct calls_summary *s, const struct calls_record *c,
                     const struct call_info *like);
/* Whether no call before `index` has its codec and class: the first of a group. */
bool calls_is_first(const struct calls_record *c, size_t index);

#endif
