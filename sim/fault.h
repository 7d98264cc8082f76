/* What goes wrong on one direction of a link: drawn here for every engine, so that the same packets
 * suffer on each of them. */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include "sim/link.h"
#include "sim/random.h"

/* One for each kind, so that switching one on leaves the others as they were. */
struct fault_streams {
    struct random_stream loss, duplicate, reorder, corrupt, jitter;
    sim_time latest; /* arrival of those that are in order */
};

/* What happens to one packet. */
struct fault_fate {
    bool lost;
    bool twice;
    bool corrupted;
    uint32_t which;       /* byte of its payload, when it is corrupted: ... */
    uint8_t with;         /* ... what that is xored with, not 0 */
    sim_time extra_delay; /* by which it is late */
};

static inline bool fault_possible(const struct link_faults *f)
{
    return f->loss || f->duplicate || f->reorder || f->corrupt || f->jitter;
}

/* Those of the link with that name, in that direction (0 or 1). */
void fault_streams_init(struct fault_streams *s, const char *link, int direction, uint64_t seed,
                        uint32_t replication);
/* Each kind draws for every packet, whatever the others decide. `bytes`: of the transport's
 * payload; where there are none, none is changed. `at`: when it would arrive, never before the one
 * before. */
struct fault_fate fault_draw(struct fault_streams *s, const struct link_faults *f, uint32_t bytes,
                             sim_time at);

#endif
