/* A hash table with open addressing, less than half full. Nothing depends on the order of slots. */
#include "planner/fleet_texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The text's slot, or the free one where it belongs. */
static uint32_t *texts_slot(const struct fleet_texts *t, const char *text)
{
    size_t at = XXH3_64bits(text, strlen(text)) & (t->slot_count - 1);
    while (t->slots[at] && strcmp(t->texts[t->slots[at] - 1], text) != 0)
        at = (at + 1) & (t->slot_count - 1);
    return &t->slots[at];
}

static void texts_grow(struct fleet_texts *t)
{
    t->room = t->room ? 2 * t->room : 64;
    t->texts = mem_resize(t->texts, t->room, sizeof *t->texts);
    t->slot_count = 2 * t->room;
    free(t->slots);
    t->slots = mem_calloc(t->slot_count, sizeof *t->slots);
    for (size_t i = 0; i < t->count; i++)
        *texts_slot(t, t->texts[i]) = (uint32_t)i + 1;
}

size_t fleet_texts_add(struct fleet_texts *t, const char *text)
{
    if (t->count == t->room)
        texts_grow(t);
    uint32_t *slot = texts_slot(t, text);
    if (!*slot) {
        t->texts[t->count++] = mem_strdup(text);
        *slot = (uint32_t)t->count;
    }
    return *slot - 1;
}

void fleet_texts_fini(struct fleet_texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->texts[i]);
    free(t->texts);
    free(t->slots);
    *t = (struct fleet_texts){0};
}
