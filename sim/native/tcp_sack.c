/* Ranges in an array: few, since each has a gap below it, which is a loss. */
#include "sim/native/tcp_sack.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SACK_LOST_RANGES = 3, SACK_LOST_SEGMENTS = 2 };

static int64_t sack_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t sack_most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void tcp_sack_fini(struct tcp_scoreboard *b)
{
    free(b->ranges);
    *b = (struct tcp_scoreboard){0};
}

/* Puts `range` in the place of `old` of them, from `at` on. */
static void sack_replace(struct tcp_scoreboard *b, uint32_t at, uint32_t old,
                         struct tcp_range range)
{
    if (!old && b->count == b->room) {
        b->room = b->room ? 2 * b->room : 8;
        b->ranges = mem_resize(b->ranges, b->room, sizeof *b->ranges);
    }
    memmove(b->ranges + at + 1, b->ranges + at + old, (b->count - at - old) * sizeof *b->ranges);
    b->ranges[at] = range;
    b->count += 1 - old;
}

bool tcp_sack_add(struct tcp_scoreboard *b, struct tcp_range range)
{
    uint32_t at = 0;
    while (at < b->count && b->ranges[at].until < range.from)
        at++;
    if (at < b->count && b->ranges[at].from <= range.from && range.until <= b->ranges[at].until)
        return false;
    uint32_t old = 0;
    for (; at + old < b->count && b->ranges[at + old].from <= range.until; old++) {
        range.from = sack_least(range.from, b->ranges[at + old].from);
        range.until = sack_most(range.until, b->ranges[at + old].until);
    }
    sack_replace(b, at, old, range);
    return true;
}

void tcp_sack_release(struct tcp_scoreboard *b, int64_t place)
{
    uint32_t gone = 0;
    while (gone < b->count && b->ranges[gone].until <= place)
        gone++;
    b->count -= gone;
    if (gone)
        memmove(b->ranges, b->ranges + gone, b->count * sizeof *b->ranges);
    if (b->count)
        b->ranges[0].from = sack_most(b->ranges[0].from, place);
}

int64_t tcp_sack_bytes(const struct tcp_scoreboard *b, struct tcp_range range)
{
    int64_t bytes = 0;
    for (uint32_t i = 0; i < b->count; i++)
        bytes += sack_most(0, sack_least(b->ranges[i].until, range.until) -
                                  sack_most(b->ranges[i].from, range.from));
    return bytes;
}

static bool sack_says_lost(uint32_t ranges, int64_t bytes, int64_t mss)
{
    return ranges >= SACK_LOST_RANGES || bytes > SACK_LOST_SEGMENTS * mss;
}

bool tcp_sack_is_lost(const struct tcp_scoreboard *b, int64_t place, int64_t mss)
{
    uint32_t ranges = 0;
    int64_t bytes = 0;
    for (uint32_t i = b->count; i-- > 0 && b->ranges[i].from > place; ranges++)
        bytes += b->ranges[i].until - b->ranges[i].from;
    return sack_says_lost(ranges, bytes, mss);
}

/* Where the gap below range `i` begins; of the one above all with `i` the count of ranges. */
static int64_t sack_gap_from(const struct tcp_scoreboard *b, uint32_t i, int64_t first)
{
    return i ? b->ranges[i - 1].until : first;
}

/* From the top, since what is above a gap decides whether it is lost. */
int64_t tcp_sack_pipe(const struct tcp_scoreboard *b, int64_t first, int64_t highest, int64_t mss)
{
    int64_t pipe = 0, bytes = 0, until = highest;
    for (uint32_t i = b->count;; i--) {
        const int64_t from = sack_gap_from(b, i, first);
        if (!sack_says_lost(b->count - i, bytes, mss))
            pipe += until - from;
        pipe += sack_most(0, sack_least(b->again, until) - from);
        if (!i)
            return pipe;
        bytes += b->ranges[i - 1].until - b->ranges[i - 1].from;
        until = b->ranges[i - 1].from;
    }
}

struct tcp_range tcp_sack_gap(const struct tcp_scoreboard *b, int64_t place, int64_t highest)
{
    uint32_t i = 0;
    for (; i < b->count && b->ranges[i].from <= place; i++)
        place = sack_most(place, b->ranges[i].until);
    const int64_t until = i < b->count ? b->ranges[i].from : highest;
    return (struct tcp_range){place, sack_most(place, until)};
}

bool tcp_sack_hole(const struct tcp_scoreboard *b, int64_t first, struct tcp_range *hole)
{
    for (uint32_t i = 0; i < b->count; i++) {
        const int64_t from = sack_most(sack_gap_from(b, i, first), b->again);
        if (from >= b->ranges[i].from)
            continue;
        *hole = (struct tcp_range){from, b->ranges[i].from};
        return true;
    }
    return false;
}

struct tcp_range tcp_sack_last_gap(const struct tcp_scoreboard *b, int64_t first, int64_t highest)
{
    int64_t until = highest;
    for (uint32_t i = b->count;; i--) {
        const int64_t from = sack_gap_from(b, i, first);
        if (from < until || !i)
            return (struct tcp_range){from, sack_most(from, until)};
        until = b->ranges[i - 1].from;
    }
}
