/* Values given with -s, put into the tree in place of the file's. */
#ifndef SCENARIOS_FORMAT_OVERRIDE_H
#define SCENARIOS_FORMAT_OVERRIDE_H

#include "scenarios/format/tree.h"

/* Puts the n-th option (from 1) of the tree into it. Its text is KEY.PATH=VALUE: keys joined by
 * points, list items as key[n], where the index may be left out when the list has just one; VALUE
 * is YAML of its own. Maps that are missing on the way are made. Errors (negative) name the option.
 */
int override_apply(struct scenario_tree *t, size_t option, struct error *e);

#endif
