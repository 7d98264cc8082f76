/* How the rows of the table of fields are written, in schema.c and schema_link.c. */
#ifndef SCENARIOS_FORMAT_SCHEMA_ROWS_H
#define SCENARIOS_FORMAT_SCHEMA_ROWS_H

#include "scenarios/format/schema.h"

#define KBPS 1000u
#define GBPS ((uint64_t)1000000000)
#define YEAR ((uint64_t)366 * DAYS)

#define GROUP(rows) .fields = rows, .field_count = sizeof rows / sizeof *rows
#define AT(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define LIST_AT(type, member, count)                                                               \
    .offset = offsetof(type, member), .size = sizeof(void *),                                      \
    .count_offset = offsetof(type, count), .element_size = sizeof(*((type *)0)->member)
/* ... in the struct itself. */
#define ITEMS_AT(type, member, count)                                                              \
    .offset = offsetof(type, member), .count_offset = offsetof(type, count),                       \
    .element_size = sizeof(*((type *)0)->member),                                                  \
    .room = sizeof(((type *)0)->member) / sizeof(*((type *)0)->member)

/* A quantity: key, unit, struct, member, default, least, most, meaning, standing of the default. */
#define QUANTITY(name, unit, type, member, text, least, most, sense, why, ...)                     \
    {                                                                                              \
        .key = name, .kind = SCHEMA_QUANTITY, .quantity = QUANTITY_##unit, AT(type, member),       \
        .fallback = text, .min = (uint64_t)(least), .max = (uint64_t)(most), .meaning = sense,     \
        .standing = why, __VA_ARGS__                                                               \
    }

/* ... and what else there is of the row: the formulas know the field. */
#define MODELLED .modelled = true

/* Any other value: key, kind, where it is (AT), default, meaning, standing, what else there is. */
#define VALUE(name, of_kind, place, text, sense, why, ...)                                         \
    {                                                                                              \
        .key = name, .kind = SCHEMA_##of_kind, place, .fallback = text, .meaning = sense,          \
        .standing = why, __VA_ARGS__                                                               \
    }

/* A value that nothing stores, or that knows its place by its kind. */
#define NOWHERE .offset = 0

/* A map, a list, or what is like them: key, kind, where it is, group, meaning, what else. */
#define NESTED(name, of_kind, place, members, sense, ...)                                          \
    {                                                                                              \
        .key = name, .kind = SCHEMA_##of_kind, place, .group = &members, .meaning = sense,         \
        __VA_ARGS__                                                                                \
    }

#endif
