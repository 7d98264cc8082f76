/* TCP's options byte by byte, both ways; what they mean for a connection is not known here. */
#include "sim/native/tcp_options.h"

#include "base/big_endian.h"

enum {
    KIND_END = 0,
    KIND_NOTHING = 1,
    KIND_SCALE = 3,
    KIND_SACK_PERMITTED = 4,
    KIND_SACK = 5,
    KIND_TIMESTAMPS = 8,
    LENGTH_SCALE = 3,
    LENGTH_SACK_PERMITTED = 2,
    LENGTH_SACK = 2,
    LENGTH_BLOCK = 8,
    LENGTH_TIMESTAMPS = 10,
};

/* --- writing --------------------------------------------------------------------------------- */

static uint8_t *options_head(uint8_t *at, uint8_t kind, uint32_t length)
{
    *at++ = kind;
    *at++ = (uint8_t)length;
    return at;
}

static uint32_t options_bytes(const struct tcp_options *o, uint32_t blocks)
{
    return (o->scales ? LENGTH_SCALE : 0u) + (o->sack_permitted ? LENGTH_SACK_PERMITTED : 0u) +
           (o->timestamps ? LENGTH_TIMESTAMPS : 0u) +
           (blocks ? LENGTH_SACK + blocks * LENGTH_BLOCK : 0u);
}

static uint8_t *options_put_blocks(uint8_t *at, const struct tcp_options *o, uint32_t blocks)
{
    at = options_head(at, KIND_SACK, LENGTH_SACK + blocks * LENGTH_BLOCK);
    for (uint32_t i = 0; i < blocks; i++)
        at = put32(put32(at, o->block[i].from), o->block[i].until);
    return at;
}

uint32_t tcp_options_write(uint8_t out[TCP_OPTIONS_MAX], const struct tcp_options *o)
{
    uint8_t *at = out;
    uint32_t blocks = o->blocks;
    while (options_bytes(o, blocks) > TCP_OPTIONS_MAX)
        blocks--;
    for (uint32_t bytes = options_bytes(o, blocks); bytes % 4; bytes++)
        *at++ = KIND_NOTHING;
    if (o->scales) {
        at = options_head(at, KIND_SCALE, LENGTH_SCALE);
        *at++ = o->shift;
    }
    if (o->sack_permitted)
        at = options_head(at, KIND_SACK_PERMITTED, LENGTH_SACK_PERMITTED);
    if (o->timestamps) {
        at = options_head(at, KIND_TIMESTAMPS, LENGTH_TIMESTAMPS);
        at = put32(put32(at, o->stamp), o->echo);
    }
    if (blocks)
        at = options_put_blocks(at, o, blocks);
    return (uint32_t)(at - out);
}

/* --- reading --------------------------------------------------------------------------------- */

static void options_read_blocks(struct tcp_options *o, const uint8_t *at, uint32_t length)
{
    for (; length >= LENGTH_BLOCK && o->blocks < TCP_SACK_BLOCKS_MAX; length -= LENGTH_BLOCK) {
        o->block[o->blocks++] = (struct tcp_block){get32(at), get32(at + 4)};
        at += LENGTH_BLOCK;
    }
}

/* One that is complete: `length` with its kind and length. */
static void options_read_one(struct tcp_options *o, const uint8_t *at, uint32_t length)
{
    const uint8_t *value = at + 2;
    if (at[0] == KIND_SCALE && length == LENGTH_SCALE) {
        o->scales = true;
        o->shift = value[0] < TCP_SHIFT_MAX ? value[0] : TCP_SHIFT_MAX;
    } else if (at[0] == KIND_SACK_PERMITTED && length == LENGTH_SACK_PERMITTED) {
        o->sack_permitted = true;
    } else if (at[0] == KIND_TIMESTAMPS && length == LENGTH_TIMESTAMPS) {
        o->timestamps = true;
        o->stamp = get32(value);
        o->echo = get32(value + 4);
    } else if (at[0] == KIND_SACK && (length - LENGTH_SACK) % LENGTH_BLOCK == 0) {
        options_read_blocks(o, value, length - LENGTH_SACK);
    }
}

void tcp_options_read(struct tcp_options *o, const uint8_t *bytes, uint32_t length)
{
    *o = (struct tcp_options){0};
    while (length > 0 && bytes[0] != KIND_END) {
        if (bytes[0] == KIND_NOTHING) {
            bytes++;
            length--;
            continue;
        }
        if (length < 2 || bytes[1] < 2 || bytes[1] > length)
            return;
        options_read_one(o, bytes, bytes[1]);
        length -= bytes[1];
        bytes += bytes[1];
    }
}
