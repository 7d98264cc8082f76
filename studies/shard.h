/* A part of a campaign's points, for one of several machines: whole points with all their
 * replications, so that a precision decides as it would for all together. The parts differ by one
 * point at most, and none has but the costly ones, whichever parameter makes them so. */
#ifndef STUDIES_SHARD_H
#define STUDIES_SHARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define SHARDS_MOST 10000

struct shard {
    size_t number, of; /* from 1 to `of` */
};

/* "2/7". Errors (negative) say what would be right, without a place. */
int shard_parse(struct shard *s, const char *text, struct error *e);

/* How many of the points it has. */
size_t shard_count(struct shard s, size_t points);
/* The i-th of these, as the number of a point: they rise. */
size_t shard_point(struct shard s, size_t i);

#endif
