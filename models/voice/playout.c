/* The time from a packet's leaving to its being played, spurt by spurt. */
#include "models/voice/playout.h"

enum { PLAYOUT_WEIGHT = 8 };
/* 800 and 63 samples of 8 kHz in the paper. */
#define SPIKE_JUMP (100 * MILLISECONDS)
#define SPIKE_FLAT (7875 * MICROSECONDS)

static sim_time playout_magnitude(sim_time t)
{
    return t < 0 ? -t : t;
}

void playout_init(struct playout *p, const struct playout_config *config)
{
    *p = (struct playout){.config = *config, .offset = config->delay};
}

static void playout_first(struct playout *p, sim_time delay)
{
    p->heard = true;
    p->mean = p->last[0] = p->last[1] = delay;
    p->deviation = p->config.delay / 4;
}

static void playout_watch_for_spikes(struct playout *p, sim_time delay)
{
    if (!p->spike) {
        p->spike = playout_magnitude(delay - p->last[0]) > 2 * p->deviation + SPIKE_JUMP;
        p->flatness = 0;
        return;
    }
    p->flatness =
        p->flatness / 2 + playout_magnitude(2 * delay - p->last[0] - p->last[1]) / PLAYOUT_WEIGHT;
    p->spike = p->flatness > SPIKE_FLAT;
}

void playout_heard(struct playout *p, sim_time delay)
{
    if (!p->config.adaptive)
        return;
    if (!p->heard) {
        playout_first(p, delay);
        return;
    }
    const bool was_spike = p->spike;
    playout_watch_for_spikes(p, delay);
    /* With the packet that ends a spike the means are left as they are. */
    if (!was_spike || p->spike) {
        if (p->spike)
            p->mean += delay - p->last[0];
        else
            p->mean += (delay - p->mean) / PLAYOUT_WEIGHT;
        p->deviation += (playout_magnitude(delay - p->mean) - p->deviation) / PLAYOUT_WEIGHT;
    }
    p->last[1] = p->last[0];
    p->last[0] = delay;
}

void playout_begin(struct playout *p, sim_time delay)
{
    p->offset = p->config.adaptive ? p->mean + time_max(4 * p->deviation, p->config.least)
                                   : delay + p->config.delay;
}

enum playout_verdict playout_judge(const struct playout *p, sim_time offset, sim_time delay)
{
    if (delay > offset)
        return PLAYOUT_LATE;
    return offset - delay > p->config.buffer ? PLAYOUT_NO_ROOM : PLAYOUT_PLAYED;
}
