/* What a scenario did when somebody last looked: its fingerprint and its numbers in a small file
 * that shows well in a diff, with the reasons why they are as they are. A folder holds one a
 * scenario, or a scenario with values set. */
#ifndef STUDIES_BASELINE_H
#define STUDIES_BASELINE_H

#include "base/output.h"
#include "results/quantity.h"
#include "sim/engine.h"

struct baseline {
    char *name;     /* of its file, without .json */
    char *scenario; /* a path from the baseline's folder; or a name in the data folder's scenarios/,
                     * when it has neither '/' nor the ending .yaml */
    char *engine;   /* "native", "ns3" */
    char **set;     /* as given with -s */
    size_t set_count;
    char **because; /* the newest last */
    size_t because_count;
    uint64_t fingerprint;
    struct run_value *values; /* by the rows of run_quantities; of what is not compared nothing.
                               * Shares and means have six decimals */
};

/* Texts are copied. */
void baseline_init(struct baseline *b, const char *name, const char *scenario, const char *engine);
void baseline_fini(struct baseline *b);
void baseline_set(struct baseline *b, const char *set);
void baseline_because(struct baseline *b, const char *reason);
/* A run's fingerprint and numbers become the baseline's. */
void baseline_take(struct baseline *b, const struct run_summary *s);

/* The names in the folder, in their order. Free each, and the array. */
size_t baseline_names(const char *folder, char ***names);
/* Errors (negative): the file cannot be read, is no baseline, or is not complete. Numbers that this
 * program does not know are left out; one that the file lacks is 0. */
int baseline_read(struct baseline *b, const char *folder, const char *name, struct error *e);
/* Puts its file into the set. */
int baseline_write(const struct baseline *b, struct output_set *set, const char *folder,
                   struct error *e);

/* A number that is another one. */
struct baseline_change {
    const struct run_quantity *quantity;
    struct run_value was, is;
    bool beyond; /* its tolerance; also when either is not known */
};

/* In the order of the rows; `*changes` is the caller's to free. */
size_t baseline_compare(const struct baseline *was, const struct baseline *is,
                        struct baseline_change **changes);

#endif
