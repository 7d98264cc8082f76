/* Texts kept once each: what callbacks name (files, reasons) outlives the call in here. */
#ifndef RESULTS_NAMES_H
#define RESULTS_NAMES_H

#include <stdint.h>

/* All zero is an empty one. */
struct names {
    char **slots; /* a hash table with open addressing */
    uint32_t count, room;
};

void names_fini(struct names *n);
/* The copy of `text`, the same pointer for equal texts, valid until names_fini; NULL of NULL. */
const char *names_keep(struct names *n, const char *text);

#endif
