/* Of each `of` points that follow each other a shard has one, another one each time. */
#include "studies/shard.h"

#include <stdlib.h>

#include "sim/mix.h"

int shard_parse(struct shard *s, const char *text, struct error *e)
{
    char *end = NULL;
    const bool digit = *text >= '0' && *text <= '9';
    s->number = digit ? strtoul(text, &end, 10) : 0;
    s->of = digit && *end == '/' && end[1] >= '0' && end[1] <= '9' ? strtoul(end + 1, &end, 10) : 0;
    if (s->number >= 1 && s->number <= s->of && s->of <= SHARDS_MOST && !*end)
        return 0;
    return error_set(e,
                     "'%s' is no part of several; give I/N, as in 2/7, with I from 1 to N and N up "
                     "to %d",
                     text, SHARDS_MOST);
}

size_t shard_point(struct shard s, size_t i)
{
    return i * s.of + (size_t)((s.number - 1 + mix64(s.of, i)) % s.of);
}

size_t shard_count(struct shard s, size_t points)
{
    const size_t whole = points / s.of;
    return whole + (shard_point(s, whole) < points);
}
