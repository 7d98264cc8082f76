/* The walk through a loaded scenario, in the order of the table of fields, with all values in
 * force: for whoever writes it, or wants to know what it sets. */
#ifndef SCENARIOS_FORMAT_WALK_H
#define SCENARIOS_FORMAT_WALK_H

#include "scenarios/format/schema.h"

/* A field. The texts are valid during the call only. */
struct walk_line {
    const char *path;                 /* as -s takes it: "subnets[0].phones[0].count" */
    const struct schema_field *field; /* its key is the one that it is written under */
    const char *text;   /* its value; NULL of a map or a list of maps, whose fields come next */
    bool list;          /* the text is a list as YAML has it */
    const char *within; /* the walk's own */
    const struct tree_node *node; /* where the value was given; NULL: it has its default */
    const void *base;             /* the struct that the value is in */
    int indent;                   /* blanks in front of its line */
    bool dash;                    /* it is the first of an item of a list */
};
typedef void walk_fn(void *user, const struct walk_line *line);

/* Tells of each field: of the two directions of a line what they have in common, and then what each
 * has of its own; of what may be inherited where it is given; a value that has no sense, or is
 * none, not at all. */
void walk_scenario(const struct scenario *s, walk_fn *fn, void *user);

#endif
