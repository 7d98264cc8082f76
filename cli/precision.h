/* --precision: "all_back=2%", until the mean of which quantity is known how well. */
#ifndef CLI_PRECISION_H
#define CLI_PRECISION_H

#include "base/error.h"
#include "results/quantity.h"

struct precision {
    const struct run_quantity *quantity;
    double part; /* of the mean: half the interval's width at most */
};

/* Errors (negative) say what would be right. */
int precision_parse(struct precision *p, const char *text, struct error *e);

#define PRECISION_ROW(type, member)                                                                \
    OPTION_ROW(TEXT, 0, "precision", "NAME=PART", type, member,                                    \
               "replications until the 95 % interval of that number of summary.json is no wider "  \
               "than this part of the mean to either side, such as all_back=2%: at least 10, and " \
               "at most as many as -r says")

#endif
