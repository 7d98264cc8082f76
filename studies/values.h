/* The values of a parameter as they are given for many runs: texts of the field, as in scenarios,
 * ranges with a step, and numbers of equal ratios, separated by commas:
 *
 *   384kbps,1.5Mbps      these
 *   1:40:3               1, 4, ... 40: the last one too, when a step hits it; down with a step as
 * -3 1:40                 of a count every one log(1..1000)/4       four numbers of equal ratios:
 * 1, 10, 100, 1000; the first and the last as given, the others rounded to four digits, and of a
 * count to whole numbers
 *
 * A range is exact: it counts in bit/s, nanoseconds, bytes. It takes no room, however long. */
#ifndef STUDIES_VALUES_H
#define STUDIES_VALUES_H

#include "scenarios/format/path.h"

#define VALUES_MOST 9999999

struct values_part;

struct values {
    const struct scenario *scenario; /* of whose catalogue models and loads are */
    const struct schema_field *field;
    struct values_part *parts;
    size_t part_count, part_room;
    size_t count, ranges; /* of values; of parts that are no single value */
};

/* No value yet. */
void values_init(struct values *v, const struct scenario *s, const struct schema_field *f);
void values_fini(struct values *v);

/* Adds what the text gives. Errors (negative), without a place: a value that is not the field's, a
 * range that is empty or has no step, one of 0 or one that leads away, an interval, over
 * VALUES_MOST values. */
int values_add(struct values *v, const char *text, struct error *e);
/* The same of one value, in which nothing is a range or a list. */
int values_add_one(struct values *v, const char *text, struct error *e);

/* A value that is there twice, or NULL. Free it. */
char *values_repeated(const struct values *v);

/* The i-th value in its one form (path_value). Free it. */
char *values_text(const struct values *v, size_t i);
/* The same as a number, in bit/s, s, bytes, packets, from 0 to 1, by the field; NAN of what is
 * none. */
double values_number(const struct values *v, size_t i);
/* How many of the field's integers make one of that unit. */
double values_scale(enum quantity q);

/* "LOW..HIGH", both in the field's integers. Errors (negative): not two numbers of the field, in
 * one unit and in that order. */
int values_interval(const struct values *v, const char *text, uint64_t *low, uint64_t *high,
                    struct error *e);
/* In which quantity the text counts, which is one of the field's numbers; a queue's limit does so
 * in two. */
enum quantity values_quantity(const struct schema_field *f, const char *text);
/* Whether its values are numbers. */
bool values_are_numbers(const struct schema_field *f);

#endif
