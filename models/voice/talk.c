/* Spurts and pauses, counted in packets. */
#include "models/voice/talk.h"

#include <stddef.h>

#include "base/check.h"

void talk_init(struct talk *t, sim_time interval)
{
    *t = (struct talk){.interval = interval};
}

void talk_init_spurts(struct talk *t, sim_time interval, sim_time spurt, sim_time pause,
                      const struct talk_draw *draw)
{
    CHECK(spurt > 0 && pause > 0 && draw != NULL);
    *t = (struct talk){.interval = interval, .spurt = spurt, .pause = pause, .draw = draw};
}

static uint64_t talk_draw_packets(const struct talk *t, sim_time mean)
{
    const sim_time length = t->draw->exponential(t->draw->user, mean);
    const sim_time packets = (length + t->interval / 2) / t->interval;
    return packets < 1 ? 1 : (uint64_t)packets;
}

uint64_t talk_next(struct talk *t)
{
    if (t->pause == 0 || t->left-- > 0)
        return 0;
    const uint64_t silent = talk_draw_packets(t, t->pause);
    t->left = talk_draw_packets(t, t->spurt) - 1;
    return silent;
}
