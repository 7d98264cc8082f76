/* Which of the dynamic ports a host with many of them has in use: the next free one is found
 * without looking at those before it. */
#ifndef SIM_NATIVE_PORTS_H
#define SIM_NATIVE_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/engine.h"

enum { PORT_WORDS = PORTS_DYNAMIC / 64, PORT_SUMS = PORT_WORDS / 64 };

/* Zeroed, all are free. Ports are counted from PORT_DYNAMIC. */
struct port_set {
    uint64_t used[PORT_WORDS]; /* a bit a port */
    uint64_t full[PORT_SUMS];  /* a bit for each word of `used` that has no free port */
};

void port_set_take(struct port_set *set, uint32_t port);
void port_set_give(struct port_set *set, uint32_t port);
/* The first free port from `port` on, or from 0 on behind the last; negative when none is. */
int32_t port_set_next(const struct port_set *set, uint32_t port);

#endif
