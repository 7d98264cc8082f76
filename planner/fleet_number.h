/* A number that is known exactly or as a range, as a cell or an option has it: "384 kbps";
 * "256 kbps..512 kbps", anything between the two with the same probability (uniform); or
 * "10 ms..16 ms..40 ms", with the likeliest in the middle (triangular). A unit that the last number
 * has stands for all: "256..512 kbps". */
#ifndef PLANNER_FLEET_NUMBER_H
#define PLANNER_FLEET_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "scenarios/format/schema.h"

enum fleet_shape { FLEET_NOT_GIVEN, FLEET_VALUE, FLEET_UNIFORM, FLEET_TRIANGULAR };

/* In the unit of the field, as estimate_knob has it. */
struct fleet_number {
    enum fleet_shape shape;
    /* Of a value all three are it, of a uniform range the mode is the middle, rounded down. */
    uint64_t low, mode, high;
};

bool fleet_number_is_range(const struct fleet_number *n);

/* Reads it as a value of the field, a quantity or a queue's limit in packets, with that field's
 * units and limits. `ranges`: whether it may be one. Errors (negative) quote the text and say what
 * would be right, without a place: what the scenario's loader would refuse; a range that falls, of
 * more than three numbers, or of a word; a decimal comma. */
int fleet_number_parse(const struct schema_field *f, const char *text, bool ranges,
                       struct fleet_number *n, struct error *e);

/* The number as fleet_number_parse reads it again; NULL when it is not given. Free it. */
char *fleet_number_text(const struct schema_field *f, const struct fleet_number *n);

/* The number below which the share `u` of its distribution is (its quantile function), 0 < u < 1;
 * a whole number between low and high. */
uint64_t fleet_number_at(const struct fleet_number *n, double u);

#endif
