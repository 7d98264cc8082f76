/* Mixing numbers into a hash, the same on every machine. */
#ifndef SIM_MIX_H
#define SIM_MIX_H

#include <stdint.h>

/* Two numbers into one: both halves of the product of what they become by exclusive or with two odd
 * constants (as in wyhash). Not symmetric, and not for secrets. */
static inline uint64_t mix64(uint64_t a, uint64_t b)
{
    const unsigned __int128 product =
        (unsigned __int128)(a ^ 0xA0761D6478BD642F) * (b ^ 0xE7037ED1A0B428DB);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#endif
