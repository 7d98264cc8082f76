/* What the parts of the search for values without an effect share: unused.c, of what sites and
 * phones inherit unused_inherited.c, of other traffic unused_traffic.c. */
#ifndef SCENARIOS_UNUSED_PRIVATE_H
#define SCENARIOS_UNUSED_PRIVATE_H

#include "scenarios/checks.h"

/* What the phones of a scenario use, all groups together. */
struct usage {
    struct loader *l;
    bool method_by_option; /* -m: then the file is excused for what is of other methods */
    bool sharing, mpp, background, foreground, several_servers;
    bool by_http;        /* some phone asks so */
    bool windows;        /* some phone asks for one */
    bool blocks;         /* ... for a size of blocks */
    bool long_files;     /* some phone gets one of more blocks than there are numbers */
    bool idles;          /* some phone's TFTP policy would go on for longer than its idle limit */
    bool asks_again;     /* some phone's TFTP policy does, whatever the answer was */
    bool other_firmware; /* every group has its own, and another one */
};

/* Warns of the value `n` of the struct at `base`, unless it is what it would be without. NULL:
 * nothing was given. `by_method`: it may be of use with another method. */
void unused_value(const struct usage *u, const struct schema_group *g, void *base, const char *key,
                  const struct tree_node *n, bool by_method, const char *why);

/* The same of a value, or of all values, in a map of the scenario itself; NULL: of the scenario. */
void unused_of_scenario(const struct usage *u, const char *map, const char *key, bool by_method,
                        const char *why);

/* Of traffic, code points, and classes of queues. */
void unused_traffic(const struct usage *u);
/* Of method, transport, tftp and reset, in the scenario, its sites and groups of phones. */
void unused_inherited(const struct usage *u);

#endif
