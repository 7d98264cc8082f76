/* Two levels of bits: a word of ports, and which words are full. */
#include "sim/native/ports.h"

void port_set_take(struct port_set *set, uint32_t port)
{
    const uint32_t word = port / 64;
    set->used[word] |= UINT64_C(1) << port % 64;
    if (set->used[word] == UINT64_MAX)
        set->full[word / 64] |= UINT64_C(1) << word % 64;
}

void port_set_give(struct port_set *set, uint32_t port)
{
    const uint32_t word = port / 64;
    set->used[word] &= ~(UINT64_C(1) << port % 64);
    set->full[word / 64] &= ~(UINT64_C(1) << word % 64);
}

/* The first zero of `bits`, `count` words of 64, from `from` on; negative when there is none. */
static int32_t port_zero(const uint64_t *bits, uint32_t count, uint32_t from)
{
    for (uint32_t i = from / 64; i < count; i++) {
        const uint64_t zeros = ~bits[i] & (i == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);
        if (zeros)
            return (int32_t)(64 * i) + __builtin_ctzll(zeros);
    }
    return -1;
}

static int32_t port_from(const struct port_set *set, uint32_t port)
{
    const int32_t near = port_zero(set->used, port / 64 + 1, port);
    if (near >= 0)
        return near;
    const int32_t word = port_zero(set->full, PORT_SUMS, port / 64 + 1);
    return word < 0 ? -1 : port_zero(set->used, PORT_WORDS, 64 * (uint32_t)word);
}

int32_t port_set_next(const struct port_set *set, uint32_t port)
{
    const int32_t behind = port_from(set, port);
    return behind >= 0 ? behind : port_from(set, 0);
}
