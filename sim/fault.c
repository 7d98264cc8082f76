/* Each fault draws from a stream of its own, so that switching one on does not change the
 * others' draws. */
#include "sim/fault.h"

#include <stdlib.h>

#include "base/memory.h"

void fault_streams_init(struct fault_streams *s, const char *link, int direction, uint64_t seed,
                        uint32_t replication)
{
    char *name = mem_printf("%s %d", link, direction);
    const uint32_t entity = random_entity(name);
    free(name);
    random_init(&s->loss, seed, replication, entity, RANDOM_LOSS);
    random_init(&s->duplicate, seed, replication, entity, RANDOM_DUPLICATE);
    random_init(&s->reorder, seed, replication, entity, RANDOM_REORDER);
    random_init(&s->corrupt, seed, replication, entity, RANDOM_CORRUPT);
    random_init(&s->jitter, seed, replication, entity, RANDOM_JITTER);
    s->latest = 0;
}

/* What is reordered keeps to no order, and holds nobody up. */
static sim_time fault_delay(struct fault_streams *s, const struct link_faults *f, sim_time at)
{
    const bool late = f->reorder && random_chance(&s->reorder, f->reorder);
    const sim_time jitter = f->jitter ? random_time(&s->jitter, f->jitter) : 0;
    if (late)
        return f->reorder_delay + jitter;
    s->latest = time_max(s->latest, at + jitter);
    return s->latest - at;
}

struct fault_fate fault_draw(struct fault_streams *s, const struct link_faults *f, uint32_t bytes,
                             sim_time at)
{
    struct fault_fate fate = {.lost = f->loss && random_chance(&s->loss, f->loss)};
    if (f->corrupt && random_chance(&s->corrupt, f->corrupt) && bytes) {
        fate.corrupted = true;
        fate.which = (uint32_t)random_below(&s->corrupt, bytes);
        fate.with = (uint8_t)(1 + random_below(&s->corrupt, 255));
    }
    fate.twice = f->duplicate && random_chance(&s->duplicate, f->duplicate);
    fate.extra_delay = fault_delay(s, f, at);
    return fate;
}
