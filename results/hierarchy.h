/* The hierarchies of a run, made of its record: the phones of one subnet and model that shared one
 * file. Two roots of the same file are in one, as are phones that fell back. */
#ifndef RESULTS_HIERARCHY_H
#define RESULTS_HIERARCHY_H

#include "results/record.h"

/* A phone's place. */
struct place {
    const struct member *member;
    const struct phone_record *phone;
    const struct phone_record *parent; /* NULL of all but a child */
    const struct file_record *file; /* how it got the file, or the last try; NULL: not recorded */
};

struct hierarchy {
    const struct place *places; /* roots first, then children by depth, then the others; of each the
                                 * smaller id first */
    size_t count;
    size_t roots, children, fell_back, without; /* what has no place is `without` */
};

struct hierarchies {
    struct hierarchy *list; /* in the order in which they began */
    size_t count;
    struct place *places;
};

/* `r` must outlive it. */
void hierarchies_make(struct hierarchies *h, const struct record *r);
void hierarchies_free(struct hierarchies *h);

#endif
