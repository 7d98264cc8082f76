/* A shaped line's bucket, and the faults of a line: what only few lines have. */
#include "sim/native/line.h"

#include "base/memory.h"
#include "sim/native/packet.h"

sim_time bucket_allows(const struct bucket *b, const struct link_direction *d, uint32_t bytes,
                       sim_time earliest)
{
    const sim_time may_lack = d->burst > bytes ? time_of_bytes(d->burst - bytes, d->shaped) : 0;
    return time_max(earliest, b->full_at - may_lack);
}

void bucket_take(struct bucket *b, const struct link_direction *d, uint32_t bytes, sim_time start)
{
    b->full_at = time_max(b->full_at, start) + time_of_bytes(bytes, d->shaped);
}

struct fault_streams *line_faults_new(const struct link_direction *d, const char *link,
                                      int direction, uint64_t seed, uint32_t replication)
{
    if (!fault_possible(&d->faults))
        return NULL;
    struct fault_streams *streams = mem_calloc(1, sizeof *streams);
    fault_streams_init(streams, link, direction, seed, replication);
    return streams;
}

struct fault_fate line_suffer(struct fault_streams *streams, const struct link_direction *d,
                              struct packet *p, sim_time at)
{
    const struct fault_fate fate = fault_draw(streams, &d->faults, packet_changeable(p), at);
    p->lost = fate.lost;
    if (fate.corrupted)
        packet_corrupt(p, fate.which, fate.with);
    return fate;
}
