/* A fuzz input as a script: bytes that are read one after the other; zero after the end. */
#ifndef TESTS_FUZZ_SCRIPT_H
#define TESTS_FUZZ_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct script {
    const uint8_t *at, *end;
};

static inline bool script_is_over(const struct script *s)
{
    return s->at == s->end;
}

static inline uint8_t script_byte(struct script *s)
{
    return script_is_over(s) ? 0 : *s->at++;
}

static inline uint16_t script_u16(struct script *s)
{
    const uint8_t high = script_byte(s);
    return (uint16_t)(high << 8 | script_byte(s));
}

/* Up to `length` bytes in place; as many as there are. */
static inline const uint8_t *script_bytes(struct script *s, size_t *length)
{
    const size_t left = (size_t)(s->end - s->at);
    const uint8_t *bytes = s->at;
    if (*length > left)
        *length = left;
    s->at += *length;
    return bytes;
}

#endif
