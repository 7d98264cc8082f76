/* A table that grows; what is too old stays in its place, and is not found. */
#include "sim/native/path_mtu.h"

#include <stdlib.h>

#include "base/memory.h"
#include "sim/mix.h"

void path_mtus_fini(struct path_mtus *p)
{
    free(p->places);
    *p = (struct path_mtus){0};
}

/* The place of the way, or the free one where it belongs. */
static struct path_mtu *path_place(const struct path_mtus *p, uint32_t from, uint32_t to)
{
    uint32_t i = (uint32_t)mix64(from, to) & p->mask;
    while (p->places[i].bytes && (p->places[i].from != from || p->places[i].to != to))
        i = (i + 1) & p->mask;
    return &p->places[i];
}

const struct path_mtu *path_mtus_find(const struct path_mtus *p, uint32_t from, uint32_t to,
                                      sim_time now)
{
    if (!p->count)
        return NULL;
    const struct path_mtu *found = path_place(p, from, to);
    return found->bytes && now < found->until ? found : NULL;
}

static void path_grow(struct path_mtus *p)
{
    struct path_mtus larger = {.mask = p->places ? 2 * p->mask + 1 : 15, .count = p->count};
    larger.places = mem_calloc((size_t)larger.mask + 1, sizeof *larger.places);
    for (uint32_t i = 0; p->places && i <= p->mask; i++)
        if (p->places[i].bytes)
            *path_place(&larger, p->places[i].from, p->places[i].to) = p->places[i];
    free(p->places);
    *p = larger;
}

void path_mtus_learn(struct path_mtus *p, uint32_t from, uint32_t to, uint32_t bytes, sim_time now)
{
    if (!p->places || 2 * p->count > p->mask)
        path_grow(p);
    struct path_mtu *m = path_place(p, from, to);
    p->count += m->bytes == 0;
    const bool locked = bytes < PATH_MTU_LEAST;
    *m = (struct path_mtu){.from = from,
                           .to = to,
                           .bytes = locked ? PATH_MTU_LEAST : bytes,
                           .locked = locked,
                           .until = now + PATH_MTU_TIME};
}
