/* Block numbers: the machines count blocks from 1 in 64 bits, the wire carries 16 bits.
 *
 * No RFC says what follows block 65535. Most servers roll over to 0, some to 1, and some serve no
 * file that needs it. Number 0 stands for what precedes block 1: the OACK, or nothing at all. */
#ifndef MODELS_TFTP_BLOCK_H
#define MODELS_TFTP_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define TFTP_BLOCK_WIRE_MAX 65535
#define TFTP_BLOCK_NONE UINT64_MAX

enum tftp_rollover {
    TFTP_ROLLOVER_OFF,  /* 65535 is the last block there is */
    TFTP_ROLLOVER_TO_0, /* 65534, 65535, 0, 1 */
    TFTP_ROLLOVER_TO_1, /* 65534, 65535, 1, 2 */
};

/* Block `n` as the wire carries it. */
static inline uint16_t tftp_block_wire(uint64_t n, enum tftp_rollover rollover)
{
    if (rollover == TFTP_ROLLOVER_TO_1 && n > TFTP_BLOCK_WIRE_MAX)
        return (uint16_t)((n - 1) % TFTP_BLOCK_WIRE_MAX + 1);
    return (uint16_t)n;
}

/* How many blocks carry `size` bytes: the last one is short, or empty. */
static inline uint64_t tftp_blocks_of(uint64_t size, uint16_t blksize)
{
    return size / blksize + 1;
}

/* Whether there are numbers for that many blocks. */
static inline bool tftp_blocks_fit(uint64_t blocks, enum tftp_rollover rollover)
{
    return rollover != TFTP_ROLLOVER_OFF || blocks <= TFTP_BLOCK_WIRE_MAX;
}

/* The first block from `first` to `last`, both included, which the wire carries as `wire`; or
 * TFTP_BLOCK_NONE. A range of more blocks than there are wire numbers has aliases: what is late by
 * a whole turn of the numbers cannot be told from what is expected. */
static inline uint64_t tftp_block_find(uint16_t wire, uint64_t first, uint64_t last,
                                       enum tftp_rollover rollover)
{
    const uint64_t turn = rollover == TFTP_ROLLOVER_TO_1 ? 65535 : 65536;
    const uint16_t start = tftp_block_wire(first, rollover);
    if (wire == 0 && rollover == TFTP_ROLLOVER_TO_1)
        return first == 0 ? 0 : TFTP_BLOCK_NONE;
    const uint64_t ahead = wire >= start ? (uint64_t)(wire - start) : wire + turn - start;
    const uint64_t n = first + ahead;
    return n <= last ? n : TFTP_BLOCK_NONE;
}

#endif
