/* IPv4 addresses and prefixes of units.h. */
#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/format/units.h"
#include "scenarios/format/words.h"

#define PREFIX_LENGTH_MIN 8
#define PREFIX_LENGTH_MAX 28 /* a router, eight load servers and some phones have room in it */

/* A number up to `limit` without leading zeros. Returns what follows it, or NULL. */
static const char *read_number(const char *p, uint32_t limit, uint32_t *number)
{
    const char *begin = p;
    for (*number = 0; *p >= '0' && *p <= '9'; p++) {
        *number = *number * 10 + (uint32_t)(*p - '0');
        if (*number > limit)
            return NULL;
    }
    return p == begin || (*begin == '0' && p > begin + 1) ? NULL : p;
}

static const char *read_address(const char *p, uint32_t *address)
{
    *address = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t byte;
        if (i && *p++ != '.')
            return NULL;
        p = read_number(p, 255, &byte);
        if (!p)
            return NULL;
        *address = *address << 8 | byte;
    }
    return p;
}

int address_parse(const char *text, uint32_t *address, struct error *e)
{
    const char *rest = read_address(text, address);
    if (rest && !*rest)
        return 0;
    return error_set(e, "'%s' is not an IPv4 address; give one such as '10.1.2.3'",
                     words_shown(text).text);
}

static int check_prefix(const char *text, uint32_t address, uint8_t length, struct error *e)
{
    const uint32_t mask = UINT32_MAX << (32 - length);
    if (address & ~mask) {
        char *right = prefix_write(address & mask, length);
        error_set(e, "'%s' has bits set beyond its length; did you mean '%s'?", text, right);
        free(right);
        return -1;
    }
    const uint32_t first = address >> 24;
    if (first == 0 || first == 127 || first >= 224)
        return error_set(e,
                         "'%s' is not a network of hosts; give a private one, such as "
                         "'10.1.0.0/24'",
                         text);
    return 0;
}

int prefix_parse(const char *text, uint32_t *address, uint8_t *length, struct error *e)
{
    uint32_t number = 0;
    const char *rest = read_address(text, address);
    if (rest && *rest == '/')
        rest = read_number(rest + 1, 32, &number);
    else
        rest = NULL;
    if (!rest || *rest)
        return error_set(e, "'%s' is not an IPv4 prefix; give one such as '10.1.0.0/24'",
                         words_shown(text).text);
    if (number < PREFIX_LENGTH_MIN || number > PREFIX_LENGTH_MAX)
        return error_set(e, "'%s' has a length outside %d to %d; give one such as '10.1.0.0/24'",
                         text, PREFIX_LENGTH_MIN, PREFIX_LENGTH_MAX);
    *length = (uint8_t)number;
    return check_prefix(text, *address, *length, e);
}

char *prefix_write(uint32_t address, uint8_t length)
{
    return mem_printf("%u.%u.%u.%u/%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                      address & 255, length);
}
