/* What nobody knows exactly, and all sites of a fleet share: how long their phones take, and their
 * servers. Of each there is a range, from a table of defaults or as it is given. What a site has
 * for itself is not here: it is a range in its cell. */
#ifndef PLANNER_UNKNOWNS_H
#define PLANNER_UNKNOWNS_H

#include "planner/fleet_number.h"
#include "scenarios/scenario.h"

enum { UNKNOWNS_MOST = 16 };

struct unknown {
    char *path; /* of the scenario's field, in full */
    const struct schema_field *field;
    struct fleet_number range; /* uniform or triangular */
    const char *because;       /* of a default, what it was taken from; NULL: it was given */
};

struct unknowns {
    struct unknown items[UNKNOWNS_MOST];
    size_t count;
};

/* The defaults, for `shared`, what the sites have in common (fleet.like), without those of fields
 * that it has another value of than is assumed, or that `set` sets, the options of -s. Then what is
 * `given`, in its order: "PATH=LOW..HIGH" or "PATH=LOW..LIKELIEST..HIGH" replaces one or adds one,
 * "none" takes away all that there are. Errors (negative) name what was given: no range; no such
 * field, or none with numbers; one that a site has for itself; one that is set; too many. Nothing
 * is to be freed then. */
int unknowns_init(struct unknowns *u, const struct scenario *shared, const char *const *set,
                  size_t set_count, const char *const *given, size_t given_count, struct error *e);
void unknowns_fini(struct unknowns *u);

#endif
