/* Texts, each once, by number: sites by their names, kinds by what they are. */
#ifndef PLANNER_FLEET_TEXTS_H
#define PLANNER_FLEET_TEXTS_H

#include <stddef.h>
#include <stdint.h>

struct fleet_texts {
    char **texts; /* by number, in the order in which they came */
    size_t count, room;
    uint32_t *slots; /* number + 1, by hash; 0: free */
    size_t slot_count;
};

/* Its number; a new text is copied, and gets the next one, `count` of before. */
size_t fleet_texts_add(struct fleet_texts *t, const char *text);
void fleet_texts_fini(struct fleet_texts *t);

#endif
