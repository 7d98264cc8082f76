/* Arithmetic only: windows and time-outs out of numbers. It sends nothing and sets no timer. */
#include "sim/native/tcp_congestion.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void tcp_congestion_init(struct tcp_congestion *g, int64_t mss)
{
    *g = (struct tcp_congestion){
        .mss = mss, .window = TCP_INITIAL_WINDOW * mss, .threshold = INT64_MAX};
}

void tcp_congestion_set_mss(struct tcp_congestion *g, int64_t mss)
{
    g->window = g->window / g->mss * mss;
    g->mss = mss;
}

void tcp_congestion_syn_lost(struct tcp_congestion *g)
{
    g->window = g->mss;
}

void tcp_congestion_restart(struct tcp_congestion *g)
{
    g->window = least(g->window, TCP_INITIAL_WINDOW * g->mss);
}

/* Congestion avoidance grows by a segment for each window that was acknowledged. */
static void grow(struct tcp_congestion *g, int64_t acknowledged)
{
    if (g->window < g->threshold) {
        g->window += least(acknowledged, g->mss);
        return;
    }
    g->counted += acknowledged;
    if (g->counted >= g->window) {
        g->counted -= g->window;
        g->window += g->mss;
    }
}

bool tcp_congestion_acknowledged(struct tcp_congestion *g, int64_t acknowledged, int64_t place,
                                 int64_t flight)
{
    g->duplicates = 0;
    if (!g->recovering) {
        grow(g, acknowledged);
        return false;
    }
    if (place >= g->recover) {
        g->recovering = false;
        g->counted = 0;
        g->window = least(g->threshold, most(flight, g->mss) + g->mss);
        return false;
    }
    if (g->sack)
        return true;
    g->window = most(g->window - acknowledged, 0) + (acknowledged >= g->mss ? g->mss : 0);
    g->window = most(g->window, g->mss);
    return true;
}

static void enter_recovery(struct tcp_congestion *g, int64_t sent)
{
    g->recovering = true;
    g->partial = false;
    g->recover = sent;
    g->threshold = most(g->flight / 2, 2 * g->mss);
    g->window = g->threshold + TCP_DUPLICATES * g->mss;
}

bool tcp_congestion_duplicate(struct tcp_congestion *g, int64_t place, int64_t sent)
{
    if (g->recovering) {
        g->window += g->mss;
        return false;
    }
    if (g->duplicates == 0)
        g->flight = sent - place;
    if (g->duplicates < TCP_DUPLICATES)
        g->duplicates++;
    else
        return false;
    /* What is found missing before `recover` was already taken for lost. */
    if (g->duplicates < TCP_DUPLICATES || place <= g->recover)
        return false;
    enter_recovery(g, sent);
    return true;
}

bool tcp_congestion_sacked(struct tcp_congestion *g, int64_t place, int64_t sent, bool lost)
{
    if (g->recovering)
        return false;
    if (g->duplicates == 0)
        g->flight = sent - place;
    if (g->duplicates < TCP_DUPLICATES)
        g->duplicates++;
    if ((g->duplicates < TCP_DUPLICATES && !lost) || place < g->recover)
        return false;
    enter_recovery(g, sent);
    g->window = g->threshold;
    return true;
}

void tcp_congestion_timeout(struct tcp_congestion *g, int64_t place, int64_t sent, bool first)
{
    if (first)
        g->threshold = most((sent - place) / 2, 2 * g->mss);
    g->window = g->mss;
    g->counted = 0;
    g->duplicates = 0;
    g->recovering = false;
    g->recover = sent;
}

void tcp_round_trip_init(struct tcp_round_trip *r)
{
    *r = (struct tcp_round_trip){.timeout = TCP_RTO_INITIAL};
}

/* `share` of the samples of a round trip. */
static void sample(struct tcp_round_trip *r, sim_time measured, int64_t share)
{
    if (r->smoothed == 0 || measured < r->shortest)
        r->shortest = measured;
    if (r->smoothed == 0) {
        r->smoothed = measured;
        r->variation = measured / 2;
    } else {
        const sim_time error = measured - r->smoothed;
        r->variation += ((error < 0 ? -error : error) - r->variation) / (4 * share);
        r->smoothed += error / (8 * share);
    }
    const sim_time timeout = r->smoothed + 4 * r->variation;
    r->timeout = time_min(time_max(timeout, TCP_RTO_MIN), TCP_RTO_MAX);
}

void tcp_round_trip_acknowledged(struct tcp_round_trip *r, int64_t place, sim_time now)
{
    if (r->timed == 0 || place < r->timed)
        return;
    r->timed = 0;
    sample(r, now - r->timed_at, 1);
}

/* An ACK comes for two segments. The clock's granularity can make it 0, which stands for none. */
void tcp_round_trip_echoed(struct tcp_round_trip *r, sim_time measured, int64_t flight, int64_t mss)
{
    r->timed = 0;
    sample(r, time_max(measured, MICROSECONDS), most(1, (flight + 2 * mss - 1) / (2 * mss)));
}

void tcp_round_trip_back_off(struct tcp_round_trip *r)
{
    r->timed = 0;
    r->timeout = time_min(2 * r->timeout, TCP_RTO_MAX);
}
