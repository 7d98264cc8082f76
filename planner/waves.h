/* Which sites go first: a wave starts when the one before has ended, and has been watched for a
 * while.
 *
 * "1,5%,20%,rest" are four waves, each by itself (not cumulative):
 * - The first one are canaries: so many sites (or such a share) of each set of models and methods,
 *   and at least one, so that whatever may go wrong can go wrong there.
 * - Each next one takes so many sites, or such a share of all sites.
 * - "rest" is what is left; it stands last.
 * Of those that may be in a wave sites that can be upgraded on an earlier day come first, or the
 * next wave would wait for a window that opens once a week; of these the smallest.
 * Critical sites are in the last wave only. Sites of one group are in one wave: they come together
 * when the first of them is taken, they are as large as all of them, as late as the last, and
 * critical if one is.
 * Of two of the same size that comes first whose name does, bytewise. */
#ifndef PLANNER_WAVES_H
#define PLANNER_WAVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { WAVES_MAX = 32 };

/* One of `sites` and `share` is not 0; both are of "rest". */
struct waves_part {
    uint32_t sites;
    uint32_t share; /* hundredths of a per cent */
};

/* All 0: one wave of all sites. */
struct waves_wanted {
    struct waves_part parts[WAVES_MAX];
    size_t count;
};

struct waves_site {
    const char *name;
    const char *set;   /* its models and its method, in one form: equal texts are one set */
    const char *group; /* NULL: none */
    uint64_t phones;
    bool critical;
    int64_t day; /* the first on which it can be upgraded, by whichever count */
};

/* Reads "1,5%,20%,rest". Errors (negative): no such list. */
int waves_read(struct waves_wanted *w, const char *text, struct error *e);

/* Fills in waves[count], numbers from 0 to one less than what is returned, each of which has a
 * site. Errors (negative): the waves have no room for all sites. */
int waves_assign(const struct waves_wanted *w, const struct waves_site *sites, size_t count,
                 size_t *waves, struct error *e);

#endif
