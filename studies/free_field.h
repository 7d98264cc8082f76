/* A field of a scenario that is free: a whole number in the field's own unit (bit/s, nanoseconds,
 * bytes, packets, parts per billion) within limits, to be searched or fitted. */
#ifndef STUDIES_FREE_FIELD_H
#define STUDIES_FREE_FIELD_H

#include "scenarios/format/path.h"

struct free_field {
    struct path_field at;
    enum quantity quantity;
    uint64_t low, high; /* as given, or the field's own limits */
    bool limited;       /* as given */
    uint64_t now;       /* in the scenario; in the middle, where it has none */
};

/* "wan.rate", or with limits "wan.rate=64kbps..10Mbps". Errors (negative), without a place: no path
 * of a number, an item that the scenario does not have, limits that are none. Nothing is to be
 * freed on error. */
int free_field_read(struct free_field *f, const struct scenario *s, const char *text,
                    struct error *e);
void free_field_fini(struct free_field *f);

/* "768 kbps"; free it. */
char *free_field_text(const struct free_field *f, uint64_t value);
/* "wan.rate=768 kbps", as -s takes it; free it. */
char *free_field_assignment(const struct free_field *f, uint64_t value);

#endif
