/* A bit for each 8 bytes, so that duplicates and overlaps are told apart whatever the order. */
#include "sim/native/reassembly.h"

static uint32_t units_of(uint32_t bytes)
{
    return (bytes + REASSEMBLY_UNIT - 1) / REASSEMBLY_UNIT;
}

/* The bits of word `w` that stand for the units from `from` up to `to`. */
static uint64_t mask_of(uint32_t w, uint32_t from, uint32_t to)
{
    const uint32_t first = from > 64 * w ? from - 64 * w : 0;
    const uint32_t behind = to < 64 * w + 64 ? to - 64 * w : 64;
    const uint64_t below = behind == 64 ? UINT64_MAX : (UINT64_C(1) << behind) - 1;
    return below & (UINT64_MAX << first);
}

static uint32_t count_of(const struct reassembly *r, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    for (uint32_t w = from / 64; 64 * w < to; w++)
        count += (uint32_t)__builtin_popcountll(r->has[w] & mask_of(w, from, to));
    return count;
}

static void mark(struct reassembly *r, uint32_t from, uint32_t to)
{
    for (uint32_t w = from / 64; 64 * w < to; w++)
        r->has[w] |= mask_of(w, from, to);
    r->units += to - from;
}

/* What is wrong with the fragment itself, or with its end beside what is known of the datagram's.
 */
static enum reassembly_news check(const struct reassembly *r, uint32_t offset, uint32_t length,
                                  bool more)
{
    const uint32_t end = offset + length;
    if (length > REASSEMBLY_MAX || end > REASSEMBLY_MAX)
        return REASSEMBLY_TOO_LONG;
    if (length == 0 || offset % REASSEMBLY_UNIT || (more && length % REASSEMBLY_UNIT))
        return REASSEMBLY_INVALID;
    if (more ? r->length && end >= r->length : r->length ? end != r->length : end < r->end)
        return REASSEMBLY_INVALID;
    return REASSEMBLY_MORE;
}

enum reassembly_news reassembly_add(struct reassembly *r, uint32_t offset, uint32_t length,
                                    bool more)
{
    const enum reassembly_news wrong = check(r, offset, length, more);
    if (wrong != REASSEMBLY_MORE)
        return wrong;
    const uint32_t from = offset / REASSEMBLY_UNIT, to = units_of(offset + length);
    const uint32_t there = count_of(r, from, to);
    if (there)
        return there == to - from ? REASSEMBLY_DUPLICATE : REASSEMBLY_OVERLAP;
    mark(r, from, to);
    if (offset + length > r->end)
        r->end = offset + length;
    if (!more)
        r->length = offset + length;
    return r->length && r->units == units_of(r->length) ? REASSEMBLY_COMPLETE : REASSEMBLY_MORE;
}
