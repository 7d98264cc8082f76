/* The ring of a first-in-first-out queue: it grows, and stays. */
#include "sim/native/fifo.h"

#include <stdlib.h>

#include "base/memory.h"

void fifo_fini(struct fifo *f)
{
    free(f->ring);
}

/* Rare, and so not a part of fifo_put, which would keep registers for it. */
__attribute__((noinline)) void fifo_grow(struct fifo *f)
{
    const uint8_t bits = f->ring ? (uint8_t)(f->bits + 1) : 0; /* a phone's hold few */
    struct fifo_place *larger = mem_calloc((size_t)1 << bits, sizeof *larger);
    for (uint32_t i = 0; i < f->packets; i++)
        larger[i] = f->ring[(f->first + i) & (fifo_room(f) - 1)];
    free(f->ring);
    f->ring = larger;
    f->first = 0;
    f->bits = bits;
}
