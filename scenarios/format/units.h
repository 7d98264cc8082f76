/* Quantities as people write them, "384 kbps", and as the simulator counts them: whole nanoseconds,
 * bits per second, bytes. No floating point: a number is exact or refused. */
#ifndef SCENARIOS_FORMAT_UNITS_H
#define SCENARIOS_FORMAT_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum quantity {
    QUANTITY_COUNT,       /* a whole number without a unit */
    QUANTITY_TIME,        /* ns, us (µs), ms, s, min, h, d; in nanoseconds */
    QUANTITY_RATE,        /* bps, kbps (Kbps), Mbps, Gbps, decimal, also kbit/s or kb/s; in bit/s */
    QUANTITY_SIZE,        /* B (byte, bytes), kB, MB, GB, decimal, KiB, MiB; in bytes */
    QUANTITY_BYTE_RATE,   /* B/s, kB/s, MB/s, GB/s; in bytes/s */
    QUANTITY_PACKETS,     /* packets (packet) */
    QUANTITY_COST,        /* ns/packet, us/packet, ms/packet, s/packet; in nanoseconds */
    QUANTITY_PROBABILITY, /* %, or a plain 0; in parts per billion */
    QUANTITY_SHARE,       /* likewise */
};

/* The blank between number and unit may be left out. Errors (negative) quote the text and say what
 * would be right: no number, no unit or a wrong one, negative, finer than what is counted, or over
 * 2^63 - 1. The message has no place in it: the caller puts that in front. */
int quantity_parse(enum quantity q, const char *text, uint64_t *value, struct error *e);

/* The value in the largest unit in which it is short and exact: "384 kbps", "1.5 s", "90 s". What
 * it writes, quantity_parse reads as the same value. Free it. */
char *quantity_write(enum quantity q, uint64_t value);

/* "a rate", "a time": for messages. */
const char *quantity_noun(enum quantity q);
/* "384 kbps". */
const char *quantity_example(enum quantity q);

/* on or off. */
int switch_parse(const char *text, bool *value, struct error *e);

/* "10.1.2.3", in host byte order. Four numbers without leading zeros. */
int address_parse(const char *text, uint32_t *address, struct error *e);

/* "10.1.0.0/16": the bits that are not of the prefix must be 0, the length from 8 to 28. */
int prefix_parse(const char *text, uint32_t *address, uint8_t *length, struct error *e);
char *prefix_write(uint32_t address, uint8_t length); /* free it */

#endif
