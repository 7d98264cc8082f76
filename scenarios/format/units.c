/* Decimal digits times a unit, in integers; what does not come out whole is refused. */
#include "scenarios/format/units.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/words.h"

__extension__ typedef unsigned __int128 wide;

#define DIGITS_LIMIT ((wide)1000000000000 * 1000000000000) /* 24 digits: times any scale, 2^128 */
#define PLACES_LIMIT 24
#define VALUE_LIMIT ((wide)INT64_MAX)

struct unit {
    const char *name;
    uint64_t scale; /* of what is counted */
    uint64_t step;  /* written in this unit if a multiple of it; 0: never */
};

struct quantity_text {
    const char *noun, *example, *finest, *zero;
    const struct unit *units; /* the largest first, NULL at the end */
};

static const struct unit count_units[] = {{"", 1, 1}, {NULL, 0, 0}};
static const struct unit time_units[] = {
    {"d", 86400000000000, 86400000000000},
    {"h", 3600000000000, 3600000000000},
    {"min", 60000000000, 60000000000},
    {"s", 1000000000, 1000000},
    {"ms", 1000000, 1000},
    {"us", 1000, 1},
    {"ns", 1, 1},
    {"\u00b5s", 1000, 0}, /* the micro sign, and the Greek letter that looks the same */
    {"\u03bcs", 1000, 0},
    {NULL, 0, 0},
};
static const struct unit rate_units[] = {
    {"Gbps", 1000000000, 1000000},
    {"Mbps", 1000000, 1000},
    {"kbps", 1000, 1},
    {"bps", 1, 1},
    {"Gbit/s", 1000000000, 0}, /* as text_rate writes them, and as providers do */
    {"Mbit/s", 1000000, 0},
    {"kbit/s", 1000, 0},
    {"Kbit/s", 1000, 0},
    {"bit/s", 1, 0},
    {"Gb/s", 1000000000, 0},
    {"Mb/s", 1000000, 0},
    {"kb/s", 1000, 0},
    {"Kb/s", 1000, 0},
    {"b/s", 1, 0},
    {"Kbps", 1000, 0},
    {NULL, 0, 0},
};
static const struct unit size_units[] = {
    {"GB", 1000000000, 1000000},
    {"MB", 1000000, 1000},
    {"kB", 1000, 1},
    {"B", 1, 1},
    {"bytes", 1, 0},
    {"byte", 1, 0},
    {"KiB", 1024, 0},
    {"MiB", 1048576, 0},
    {NULL, 0, 0},
};
static const struct unit byte_rate_units[] = {
    {"GB/s", 1000000000, 1000000},
    {"MB/s", 1000000, 1000},
    {"kB/s", 1000, 1},
    {"B/s", 1, 1},
    {NULL, 0, 0},
};
static const struct unit packet_units[] = {{"packets", 1, 1}, {"packet", 1, 0}, {NULL, 0, 0}};
static const struct unit cost_units[] = {
    {"s/packet", 1000000000, 1000000},
    {"ms/packet", 1000000, 1000},
    {"us/packet", 1000, 1},
    {"ns/packet", 1, 1},
    {"\u00b5s/packet", 1000, 0},
    {"\u03bcs/packet", 1000, 0},
    {NULL, 0, 0},
};
static const struct unit share_units[] = {{"%", 10000000, 1}, {NULL, 0, 0}};

static const struct quantity_text quantities[] = {
    [QUANTITY_COUNT] = {"a whole number", "40", "1", "0", count_units},
    [QUANTITY_TIME] = {"a time", "20 ms", "1 ns", "0 s", time_units},
    [QUANTITY_RATE] = {"a rate", "384 kbps", "1 bps", "0 bps", rate_units},
    [QUANTITY_SIZE] = {"a size", "8 kB", "1 byte", "0 B", size_units},
    [QUANTITY_BYTE_RATE] = {"a rate in bytes", "1 MB/s", "1 B/s", "0 B/s", byte_rate_units},
    [QUANTITY_PACKETS] = {"a number of packets", "10 packets", "1 packet", "0 packets",
                          packet_units},
    [QUANTITY_COST] = {"a time per packet", "50 us/packet", "1 ns/packet", "0 us/packet",
                       cost_units},
    [QUANTITY_PROBABILITY] = {"a probability", "0.5 %", "0.0000001 %", "0 %", share_units},
    [QUANTITY_SHARE] = {"a share", "40 %", "0.0000001 %", "0 %", share_units},
};

/* A number as it was written: digits / 10^places. */
struct decimal {
    wide digits;
    unsigned places;
    bool too_long;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void append_digit(struct decimal *d, char digit)
{
    d->too_long |= d->digits >= DIGITS_LIMIT / 10;
    if (!d->too_long)
        d->digits = d->digits * 10 + (wide)(digit - '0');
}

/* Zeros at the end of the fraction are taken with the digit that follows them, or not at all. */
static const char *read_fraction(const char *p, struct decimal *d)
{
    for (unsigned zeros = 0; is_digit(*p); p++) {
        if (*p == '0') {
            zeros++;
            continue;
        }
        for (; zeros && !d->too_long; zeros--, d->places++) {
            d->too_long |= d->places > PLACES_LIMIT;
            append_digit(d, '0');
        }
        append_digit(d, *p);
        d->places++;
        zeros = 0;
        d->too_long |= d->places > PLACES_LIMIT;
    }
    return p;
}

/* Returns what follows the number, or NULL when there is none. */
static const char *read_decimal(const char *p, struct decimal *d)
{
    *d = (struct decimal){0};
    if (!is_digit(*p))
        return NULL;
    for (; is_digit(*p); p++)
        append_digit(d, *p);
    if (p[0] == '.' && is_digit(p[1]))
        p = read_fraction(p + 1, d);
    return p;
}

static int refuse(const struct quantity_text *q, const char *text, const char *what,
                  struct error *e)
{
    const bool plain = q->units == count_units;
    return error_set(e, "'%s' %s; give %s%s, such as '%s'", words_shown(text).text, what, q->noun,
                     plain || q->units == packet_units ? "" : " with its unit", q->example);
}

static int refuse_unit(const struct quantity_text *q, const char *text, const char *unit,
                       struct error *e)
{
    if (q->units == count_units)
        return refuse(q, text, "is not a whole number", e);
    if (!*unit)
        return refuse(q, text, "has no unit", e);
    char units[100] = "";
    for (const struct unit *u = q->units; u->name; u++)
        if (u->step)
            strcat(strcat(units, *units ? ", " : ""), u->name);
    return error_set(e, "'%s' has the unit '%s', which is not one of %s; give %s, such as '%s'",
                     words_shown(text).text, words_shown(unit).text, units, q->noun, q->example);
}

static const struct unit *find_unit(const struct quantity_text *q, const char *name)
{
    for (const struct unit *u = q->units; u->name; u++)
        if (!strcmp(u->name, name))
            return u;
    return NULL;
}

static int scale(const struct quantity_text *q, const char *text, const struct decimal *d,
                 uint64_t unit, uint64_t *value, struct error *e)
{
    char what[60];
    wide divisor = 1;
    for (unsigned i = 0; i < d->places && !d->too_long; i++)
        divisor *= 10;
    const wide product = d->digits * unit;
    if (d->too_long)
        return refuse(q, text, "has too many digits", e);
    if (product % divisor) {
        snprintf(what, sizeof what, "is finer than %s", q->finest);
        return refuse(q, text, q->units == count_units ? "is not a whole number" : what, e);
    }
    if (product / divisor > VALUE_LIMIT)
        return refuse(q, text, "is too large", e);
    *value = (uint64_t)(product / divisor);
    return 0;
}

int quantity_parse(enum quantity quantity, const char *text, uint64_t *value, struct error *e)
{
    const struct quantity_text *q = &quantities[quantity];
    struct decimal d;
    const char *unit = read_decimal(text, &d);
    if (!unit) {
        const bool negative = text[0] == '-' && is_digit(text[1]);
        return refuse(q, text,
                      negative ? "is negative"
                      : !*text ? "is empty"
                               : "is not a number",
                      e);
    }
    unit += strspn(unit, " ");
    if (q->units == share_units && !*unit && !d.digits && !d.too_long) {
        *value = 0;
        return 0;
    }
    const struct unit *u = find_unit(q, unit);
    if (!u)
        return refuse_unit(q, text, unit, e);
    return scale(q, text, &d, u->scale, value, e);
}

/* The digits of remainder / scale after the point, without zeros at the end. */
static void write_fraction(char *out, uint64_t remainder, uint64_t scale)
{
    if (remainder)
        *out++ = '.';
    for (; remainder; remainder %= scale) {
        remainder *= 10;
        *out++ = (char)('0' + remainder / scale);
    }
    *out = '\0';
}

char *quantity_write(enum quantity quantity, uint64_t value)
{
    const struct quantity_text *q = &quantities[quantity];
    if (!value)
        return mem_strdup(q->zero);
    const struct unit *u = q->units;
    while (!u->step || value % u->step || (value < u->scale && u[1].name && u[1].step))
        u++;
    char fraction[32];
    write_fraction(fraction, value % u->scale, u->scale);
    const char *name = quantity == QUANTITY_PACKETS && value == 1 ? "packet" : u->name;
    return mem_printf("%llu%s%s%s", (unsigned long long)(value / u->scale), fraction,
                      *name ? " " : "", name);
}

const char *quantity_noun(enum quantity q)
{
    return quantities[q].noun;
}

const char *quantity_example(enum quantity q)
{
    return quantities[q].example;
}

int switch_parse(const char *text, bool *value, struct error *e)
{
    *value = !strcmp(text, "on");
    if (*value || !strcmp(text, "off"))
        return 0;
    return error_set(e, "'%s' is neither 'on' nor 'off'; give one of them", words_shown(text).text);
}
