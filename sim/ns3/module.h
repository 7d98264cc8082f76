/* What the ns-3 engine's module and the program agree on. The module is loaded when it is asked for
 * (sim/engine_load.h), links nothing of the program, and calls it through this table alone, so that
 * there is one copy of the event core and of everything else. */
#ifndef SIM_NS3_MODULE_H
#define SIM_NS3_MODULE_H

#include "base/check.h"
#include "base/error.h"
#include "sim/engine.h"
#include "sim/fault.h"

/* Of the table, and of the structs that its functions take: a change of either is a new number. */
#define ENGINE_CORE_VERSION 11

struct engine_core {
    uint32_t version;
    const struct engine *native; /* what it refuses to build no engine builds */
    struct check_context *check_context;
    void (*check_failed)(const char *condition, const char *file, int line);
    int (*error_set)(struct error *, const char *format, ...) __attribute__((format(printf, 2, 3)));
    void *(*mem_calloc)(size_t count, size_t size);
    void (*event_queue_init)(struct event_queue *);
    void (*event_queue_fini)(struct event_queue *);
    sim_time (*event_queue_next)(struct event_queue *);
    bool (*event_queue_run)(struct event_queue *, sim_time until, uint64_t events);
    void (*event_queue_stop)(struct event_queue *);
    void (*timer_set)(struct event_queue *, struct timer *, sim_time due);
    void (*timer_cancel)(struct event_queue *, struct timer *);
    struct link_overhead (*link_overhead)(const struct link_direction *);
    void (*observer_list_add)(struct observer_list *, const struct observer *);
    uint64_t (*packet_digest)(const struct packet_info *);
    uint64_t (*packet_fragment_digest)(const struct packet_info *);
    void (*fault_streams_init)(struct fault_streams *, const char *link, int direction,
                               uint64_t seed, uint32_t replication);
    struct fault_fate (*fault_draw)(struct fault_streams *, const struct link_faults *,
                                    uint32_t bytes, sim_time at);
};

/* The one symbol that the module exports. NULL when the table's version is not its own. The table
 * must stay. */
typedef const struct engine *engine_module_fn(const struct engine_core *core);
#define ENGINE_MODULE_SYMBOL "ns3_engine_load"
engine_module_fn ns3_engine_load;

#endif
