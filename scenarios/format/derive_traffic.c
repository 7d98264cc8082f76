/* What an item of `traffic` says by its kind, and what does not fit together in it. */
#include <stdlib.h>
#include <string.h>

#include "models/voice/codec.h"
#include "scenarios/format/derive.h"

static const struct scenario_traffic *traffic_of(const void *base)
{
    return base;
}

bool derive_is_calls(const void *traffic)
{
    return traffic_of(traffic)->kind == TRAFFIC_CALLS;
}

bool derive_is_adaptive(const void *traffic)
{
    return derive_is_calls(traffic) && traffic_of(traffic)->adaptive;
}

bool derive_is_not_calls(const void *traffic)
{
    return !derive_is_calls(traffic);
}

bool derive_is_packets(const void *traffic)
{
    return traffic_of(traffic)->kind == TRAFFIC_PACKETS;
}

bool derive_is_on_off(const void *traffic)
{
    return derive_is_packets(traffic) && traffic_of(traffic)->arrivals == PACKETS_ON_OFF;
}

bool derive_is_tcp(const void *traffic)
{
    return traffic_of(traffic)->kind == TRAFFIC_TCP;
}

int derive_site_parts(struct loader *l, void *base, struct tree_places places)
{
    const struct scenario_site *site = base;
    if (site->busy && (site->down.rate == LINK_UNLIMITED || site->up.rate == LINK_UNLIMITED))
        return tree_error(l->tree, tree_culprit(l->tree, places, "busy"), l->e,
                          "is a share of a line's time, and wan.rate is unlimited; give a rate");
    return 0;
}

/* What waits longer than the buffer has room is not heard, and a spurt's first packet, if no
 * other, waits for all of the playout delay. */
static int refuse_small_buffer(struct loader *l, const struct scenario_traffic *t,
                               struct tree_places places)
{
    const char *wait = t->adaptive ? "playout_min" : "playout";
    const struct tree_node *given = tree_find(places, wait);
    char *least =
        quantity_write(QUANTITY_TIME, (uint64_t)(t->adaptive ? t->playout_min : t->playout));
    char *buffer = quantity_write(QUANTITY_TIME, (uint64_t)t->buffer);
    tree_error(l->tree, given ? given : tree_culprit(l->tree, places, "buffer"), l->e,
               "no speech would be heard: it waits for %s %s, and buffer has room for %s; give "
               "more room, or a shorter wait",
               wait, least, buffer);
    free(least);
    free(buffer);
    return -1;
}

int derive_traffic(struct loader *l, void *base, struct tree_places places)
{
    const struct scenario_traffic *t = base;
    if (t->stop <= t->start)
        return tree_error(l->tree, tree_culprit(l->tree, places, "stop"), l->e,
                          "is not after start; give a later one, or 'never'");
    if (t->kind == TRAFFIC_CALLS && !voice_interval_is_valid(voice_codec_find(t->codec), t->packet))
        return tree_error(l->tree, tree_culprit(l->tree, places, "packet"), l->e,
                          "is no multiple of 10 ms; give 10, 20, 30, 40, 50 or 60 ms");
    if (t->kind == TRAFFIC_CALLS && t->buffer < (t->adaptive ? t->playout_min : t->playout))
        return refuse_small_buffer(l, t, places);
    return 0;
}
