/* What the parts of the list's reading and writing share. */
#ifndef PLANNER_FLEET_PRIVATE_H
#define PLANNER_FLEET_PRIVATE_H

#include "planner/fleet.h"
#include "planner/fleet_texts.h"
#include "planner/window.h"
#include "planner/zone.h"
#include "scenarios/format/schema.h"
#include "scenarios/format/tree.h"

/* What sites share, and what is kept once for all of them. */
struct fleet_shared {
    /* Of the scenario `like`, with the options: keys of its root that are no site's, and those of
     * its site's line: wan, busy, traffic. As they were given: without defaults. */
    struct tree_node *root, *line;
    /* Of its subnet, if it has just one: `like`'s own; NULL: not given. */
    const struct tree_node *lan, *load_server;
    uint32_t says; /* columns whose values are in these, a bit each */
    const struct schema_field *fields[FLEET_COLUMNS]; /* NULL where the column has no path */
    struct zones *zones;
    struct fleet_texts window_texts;
    struct windows **windows;           /* by the number of their text */
    const struct firmware_load **asked; /* of options.firmware */
    bool *asked_used;                   /* whether it is for phones of the list */
    size_t asked_count;
};

/* Loads what is shared. Negative: without it no list can be read. Faults that leave something to be
 * shared are only told. fleet_free frees it in any case. */
int fleet_shared_read(struct fleet *f, const struct fleet_options *o, struct fleet_faults *faults);
/* Tells of each option that sets what the cells of a column say. */
void fleet_shared_check(const struct fleet *f, struct fleet_faults *faults);
void fleet_shared_free(struct fleet_shared *shared);
/* The calls of a list of traffic; NULL: there are none. */
const struct tree_node *fleet_shared_calls(const struct tree_node *traffic);

/* Adds one. `path` NULL: the text has its own place. */
void fleet_fault(struct fleet_faults *faults, const char *path, size_t line, size_t column,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Without blanks around it, which a spreadsheet does not show; within the text. */
char *fleet_trim(char *text);
/* Whether a person may have meant the column by a name that is no column's. */
bool fleet_looks_like(const char *name, const char *column);

/* Whose cell it is. */
struct fleet_owner {
    struct fleet_site *site;
    struct fleet_subnet *subnet;
    struct fleet_phones *phones;
};

/* Reads a cell, which is not empty, into its owner; of a column that is not `site`, `subnet` nor
 * carried. not_before and deadline are local times, in seconds, until the zone is known. Errors
 * (negative) say what would be right, without a place. */
int fleet_cell_read(struct fleet *f, struct fleet_owner owner, enum fleet_column_number column,
                    const char *text, struct error *e);
/* Whether two owners have the same value of a number's column. */
bool fleet_cell_same(struct fleet_owner a, struct fleet_owner b, enum fleet_column_number column);

/* What rows together make: numbers of phones, what a site that is read as a whole must have, and
 * what is assumed of it. `place` is what messages point to: the line of a column's cell, of the
 * site's first row where it has none, and the column's place in the header, 0 where it is missing.
 */
struct fleet_place {
    size_t line, column;
};
typedef struct fleet_place fleet_place_fn(const void *user, enum fleet_column_number column);
void fleet_site_finish(struct fleet *f, struct fleet_site *site, fleet_place_fn *place,
                       const void *user, struct fleet_faults *faults);

void fleet_site_fini(struct fleet_site *site, size_t carried_count);

/* Finds the kinds. */
void fleet_kinds_find(struct fleet *f);

/* The site's scenario as a tree; tree_node_free it. Values that are not of `like` have the option
 * of fleet_origin as their place's, and the line of the list, 0 where it is not known. */
struct tree_node *fleet_tree(const struct fleet *f, const struct fleet_site *site, enum method m);

/* Where values of such a tree are from, beside the file and the options of `like`: as places of
 * options behind those. */
enum fleet_origin { FLEET_FROM_COLUMN, FLEET_FROM_FIRMWARE = FLEET_COLUMNS, FLEET_FROM_PLAN };

#endif
