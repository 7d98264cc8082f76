/* A hash table of texts, open addressing; texts are never taken out again. */
#include "results/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Where `text` is, or the free slot where it belongs. */
static char **find(const struct names *n, const char *text)
{
    uint32_t at = (uint32_t)XXH3_64bits(text, strlen(text)) & (n->room - 1);
    while (n->slots[at] && strcmp(n->slots[at], text) != 0)
        at = (at + 1) & (n->room - 1);
    return &n->slots[at];
}

static void grow(struct names *n)
{
    struct names larger = {.room = n->room ? 2 * n->room : 64, .count = n->count};
    larger.slots = mem_calloc(larger.room, sizeof *larger.slots);
    for (uint32_t i = 0; i < n->room; i++)
        if (n->slots[i])
            *find(&larger, n->slots[i]) = n->slots[i];
    free(n->slots);
    *n = larger;
}

void names_fini(struct names *n)
{
    for (uint32_t i = 0; i < n->room; i++)
        free(n->slots[i]);
    free(n->slots);
    *n = (struct names){0};
}

const char *names_keep(struct names *n, const char *text)
{
    if (!text)
        return NULL;
    if (n->count * 2 >= n->room)
        grow(n);
    char **slot = find(n, text);
    if (!*slot) {
        *slot = mem_strdup(text);
        n->count++;
    }
    return *slot;
}
