/* Numbers and ranges of numbers, read by the table of a scenario's fields. */
#include "planner/fleet_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

enum { NUMBER_PARTS = 3 };

bool fleet_number_is_range(const struct fleet_number *n)
{
    return n->shape == FLEET_UNIFORM || n->shape == FLEET_TRIANGULAR;
}

/* --- one number ------------------------------------------------------------------------------ */

static bool number_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A comma between digits, as some languages write fractions and others thousands. */
static bool number_has_comma(const char *text)
{
    for (const char *p = text; *p; p++)
        if (p > text && *p == ',' && number_is_digit(p[-1]) && number_is_digit(p[1]))
            return true;
    return false;
}

/* The limit of a queue is a struct of which packets are wanted. */
static int number_parse_limit(const struct schema_field *f, const char *text, uint64_t *value,
                              struct error *e)
{
    struct link_queue queue = {0};
    if (value_set(NULL, f, &queue, text, e) < 0)
        return -1;
    if (queue.in_bytes)
        return error_set(e, "'%s' is a size; give a number of packets, such as '10 packets'",
                         words_shown(text).text);
    *value = queue.limit;
    return 0;
}

static int number_parse_one(const struct schema_field *f, const char *text, uint64_t *value,
                            struct error *e)
{
    struct schema_field own = *f;
    own.offset = 0;
    if (number_has_comma(text))
        return error_set(e,
                         "'%s' has a comma; write a decimal point, and no separators of thousands",
                         words_shown(text).text);
    if (f->kind == SCHEMA_QUEUE_LIMIT)
        return number_parse_limit(&own, text, value, e);
    CHECK(f->kind == SCHEMA_QUANTITY);
    uint32_t narrow = 0;
    *value = 0;
    const int status = f->size == sizeof narrow ? value_set(NULL, &own, &narrow, text, e)
                                                : value_set(NULL, &own, value, text, e);
    if (f->size == sizeof narrow)
        *value = narrow;
    return status;
}

static char *number_write_one(const struct schema_field *f, uint64_t value)
{
    if (f->kind == SCHEMA_QUEUE_LIMIT)
        return quantity_write(QUANTITY_PACKETS, value);
    return f->word && value == f->word_value ? mem_strdup(f->word)
                                             : quantity_write(f->quantity, value);
}

/* --- a cell ---------------------------------------------------------------------------------- */

static char *number_trim(const char *text, size_t length)
{
    while (length && *text == ' ') {
        text++;
        length--;
    }
    while (length && text[length - 1] == ' ')
        length--;
    return mem_printf("%.*s", (int)length, text);
}

/* What stands between the dots; returns how many there are, which may be more than are kept. */
static size_t number_split(const char *text, char *parts[NUMBER_PARTS])
{
    size_t count = 0;
    for (const char *p = text; p; count++) {
        const char *dots = strstr(p, "..");
        if (count < NUMBER_PARTS)
            parts[count] = number_trim(p, dots ? (size_t)(dots - p) : strlen(p));
        p = dots ? dots + 2 : NULL;
    }
    return count;
}

static size_t number_digits(const char *text)
{
    return strspn(text, "0123456789.");
}

/* Puts the unit of the last part behind those that have none. */
static void number_share_unit(char *parts[NUMBER_PARTS], size_t count)
{
    const char *unit = parts[count - 1] + number_digits(parts[count - 1]);
    for (size_t i = 0; i + 1 < count; i++) {
        const size_t digits = number_digits(parts[i]);
        if (!digits || parts[i][digits])
            continue;
        char *whole = mem_printf("%s%s", parts[i], unit);
        free(parts[i]);
        parts[i] = whole;
    }
}

static int number_refuse_range(const struct schema_field *f, const char *text, const char *what,
                               struct error *e)
{
    const enum quantity q = f->kind == SCHEMA_QUEUE_LIMIT ? QUANTITY_PACKETS : f->quantity;
    return error_set(e, "'%s' %s; give %s, or a range as LOW..HIGH or LOW..LIKELIEST..HIGH",
                     words_shown(text).text, what, quantity_noun(q));
}

static int number_parse_parts(const struct schema_field *f, const char *text, char **parts,
                              size_t count, struct fleet_number *n, struct error *e)
{
    uint64_t values[NUMBER_PARTS];
    for (size_t i = 0; i < count; i++) {
        if (count > 1 && !*parts[i])
            return number_refuse_range(f, text, "is a range that lacks a number", e);
        if (count > 1 && f->word && !strcmp(parts[i], f->word))
            return number_refuse_range(f, text, "is a range with a word in it", e);
        if (number_parse_one(f, parts[i], &values[i], e) < 0)
            return -1;
        if (i && values[i] < values[i - 1])
            return number_refuse_range(f, text, "is a range that falls", e);
    }
    *n = (struct fleet_number){FLEET_VALUE, values[0], values[0], values[count - 1]};
    if (n->low == n->high)
        return 0;
    n->shape = count == 2 ? FLEET_UNIFORM : FLEET_TRIANGULAR;
    n->mode = count == 2 ? n->low + (n->high - n->low) / 2 : values[1];
    return 0;
}

int fleet_number_parse(const struct schema_field *f, const char *text, bool ranges,
                       struct fleet_number *n, struct error *e)
{
    char *parts[NUMBER_PARTS] = {NULL};
    const size_t count = number_split(text, parts);
    int status;
    if (count > NUMBER_PARTS)
        status = number_refuse_range(f, text, "is a range of over three numbers", e);
    else if (count > 1 && !ranges)
        status = error_set(e, "'%s' is a range; give one value", words_shown(text).text);
    else {
        number_share_unit(parts, count);
        status = number_parse_parts(f, text, parts, count, n, e);
    }
    for (size_t i = 0; i < NUMBER_PARTS; i++)
        free(parts[i]);
    return status;
}

char *fleet_number_text(const struct schema_field *f, const struct fleet_number *n)
{
    if (n->shape == FLEET_NOT_GIVEN)
        return NULL;
    char *low = number_write_one(f, n->low), *text = low;
    if (fleet_number_is_range(n)) {
        char *mode = number_write_one(f, n->mode), *high = number_write_one(f, n->high);
        text = n->shape == FLEET_UNIFORM ? mem_printf("%s..%s", low, high)
                                         : mem_printf("%s..%s..%s", low, mode, high);
        free(high);
        free(mode);
        free(low);
    }
    return text;
}

/* --- as a distribution ----------------------------------------------------------------------- */

/* Each whole number of the range has the same share. */
static double number_uniform(double width, double u)
{
    return floor(u * (width + 1));
}

/* How far from `low`: `mode` and `width` are, too. The density rises to the mode, and falls. */
static double number_triangular(double mode, double width, double u)
{
    const double rising = mode / width;
    return u < rising ? sqrt(u * width * mode) : width - sqrt((1 - u) * width * (width - mode));
}

uint64_t fleet_number_at(const struct fleet_number *n, double u)
{
    const uint64_t most = n->high - n->low;
    if (!most)
        return n->low;
    const double width = (double)most;
    const double at = n->shape == FLEET_UNIFORM
                          ? number_uniform(width, u)
                          : floor(number_triangular((double)(n->mode - n->low), width, u) + 0.5);
    const uint64_t whole = at > 0 ? (uint64_t)at : 0;
    return n->low + (whole < most ? whole : most);
}
