/* What hosts have learned of the ways to others (RFC 1191): the size of packets that get there. */
#ifndef SIM_NATIVE_PATH_MTU_H
#define SIM_NATIVE_PATH_MTU_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

/* As Linux has it (net/ipv4/route.c): what was learned is forgotten after mtu_expires; less than
 * min_pmtu is not believed. */
#define PATH_MTU_TIME (600 * SECONDS)
enum { PATH_MTU_LEAST = 552 };

struct path_mtu {
    uint32_t from, to; /* addresses */
    uint32_t bytes;
    /* The way takes less than PATH_MTU_LEAST: packets of that size are sent, to be fragmented. */
    bool locked;
    sim_time until;
};

/* All zero knows nothing. */
struct path_mtus {
    struct path_mtu *places; /* a hash table of mask + 1 places */
    uint32_t mask, count;
};

void path_mtus_fini(struct path_mtus *p);
/* The present's, or NULL. */
const struct path_mtu *path_mtus_find(const struct path_mtus *p, uint32_t from, uint32_t to,
                                      sim_time now);
/* A router has said that its next link takes `bytes`. */
void path_mtus_learn(struct path_mtus *p, uint32_t from, uint32_t to, uint32_t bytes, sim_time now);

#endif
