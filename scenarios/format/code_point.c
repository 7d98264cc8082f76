/* The table of names, and sets of them as words. */
#include "scenarios/format/code_point.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/units.h"
#include "scenarios/format/words.h"

enum { CODE_POINT_WORD = 20 }; /* bytes, of the longest that is read */

static const struct {
    const char *name;
    uint32_t value;
} code_points[] = {
    {"be", 0},    {"le", 1},    {"cs1", 8},   {"af11", 10}, {"af12", 12},        {"af13", 14},
    {"cs2", 16},  {"af21", 18}, {"af22", 20}, {"af23", 22}, {"cs3", 24},         {"af31", 26},
    {"af32", 28}, {"af33", 30}, {"cs4", 32},  {"af41", 34}, {"af42", 36},        {"af43", 38},
    {"cs5", 40},  {"cs6", 48},  {"cs7", 56},  {"ef", 46},   {"voice-admit", 44}, {"cs0", 0},
};
enum { CODE_POINT_NAMES = sizeof code_points / sizeof *code_points };

static int code_point_refuse(const char *text, struct error *e)
{
    const char *names[CODE_POINT_NAMES];
    for (size_t i = 0; i < CODE_POINT_NAMES; i++)
        names[i] = code_points[i].name;
    char *advice = words_advice(text, names, CODE_POINT_NAMES);
    error_set(e, "'%s' is no code point, and no number from 0 to 63%s", words_shown(text).text,
              advice);
    free(advice);
    return -1;
}

int code_point_parse(const char *text, uint32_t *value, struct error *e)
{
    struct error ignored;
    uint64_t number;
    for (size_t i = 0; i < CODE_POINT_NAMES; i++)
        if (!strcmp(code_points[i].name, text)) {
            *value = code_points[i].value;
            return 0;
        }
    if (quantity_parse(QUANTITY_COUNT, text, &number, &ignored) < 0 || number >= CODE_POINTS)
        return code_point_refuse(text, e);
    *value = (uint32_t)number;
    return 0;
}

char *code_point_write(uint32_t value)
{
    for (size_t i = 0; i < CODE_POINT_NAMES; i++)
        if (code_points[i].value == value)
            return mem_strdup(code_points[i].name);
    return mem_printf("%u", value);
}

int code_points_parse(const char *text, uint64_t *set, struct error *e)
{
    char word[CODE_POINT_WORD + 1];
    uint64_t all = 0;
    const char *p = text + strspn(text, " ");
    if (!*p)
        return error_set(e, "is empty; give code points, such as 'ef' or 'af41 af42'");
    while (*p) {
        const size_t length = strcspn(p, " ");
        uint32_t value = 0;
        if (length > CODE_POINT_WORD)
            return code_point_refuse(text, e);
        memcpy(word, p, length);
        word[length] = '\0';
        if (code_point_parse(word, &value, e) < 0)
            return -1;
        all |= (uint64_t)1 << value;
        p += length;
        p += strspn(p, " ");
    }
    *set = all;
    return 0;
}

char *code_points_write(uint64_t set)
{
    char *text = mem_strdup("");
    for (uint32_t value = 0; value < CODE_POINTS; value++) {
        if (!(set >> value & 1))
            continue;
        char *name = code_point_write(value);
        char *longer = mem_printf("%s%s%s", text, *text ? " " : "", name);
        free(name);
        free(text);
        text = longer;
    }
    return text;
}
