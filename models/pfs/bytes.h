/* Numbers in network byte order, one after the other. */
#ifndef MODELS_PFS_BYTES_H
#define MODELS_PFS_BYTES_H

#include <stdint.h>
#include <string.h>

#include "models/pfs/message.h"

static inline uint8_t *put_u8(uint8_t *at, uint8_t value)
{
    *at = value;
    return at + 1;
}

static inline uint8_t *put_u32(uint8_t *at, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = (uint8_t)(value >> shift);
    return at;
}

static inline uint8_t *put_u64(uint8_t *at, uint64_t value)
{
    return put_u32(put_u32(at, (uint32_t)(value >> 32)), (uint32_t)value);
}

/* Its length u8, then its bytes. */
static inline uint8_t *put_text(uint8_t *at, struct pfs_text text)
{
    at = put_u8(at, text.length);
    memcpy(at, text.bytes, text.length);
    return at + text.length;
}

static inline uint32_t get_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t get_u64(const uint8_t *at)
{
    return (uint64_t)get_u32(at) << 32 | get_u32(at + 4);
}

/* The text at `*at`, which moves behind it; false when it does not end before `end`. */
static inline bool get_text(struct pfs_text *text, const uint8_t **at, const uint8_t *end)
{
    if (*at == end || end - *at - 1 < **at)
        return false;
    *text = (struct pfs_text){*at + 1, **at};
    *at += 1 + text->length;
    return true;
}

#endif
