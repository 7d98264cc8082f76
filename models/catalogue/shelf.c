/* A table by key, and a list of what nobody has taken, in the order in which it was put back. */
#include "models/catalogue/shelf.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/check.h"
#include "base/memory.h"

enum { SHELF_ROWS = 1024 }; /* a power of two */

struct shelf_item {
    struct content content; /* first: it is what is taken */
    uint64_t hash;
    char *name;
    void *list;
    size_t list_length;
    uint64_t size, weight; /* of the file; of what is on the shelf, since it was put back */
    bool invalid;
    size_t users;
    struct shelf_item *next;           /* in its row */
    struct shelf_item *before, *after; /* of those nobody has taken */
};

struct shelf {
    struct shelf_item *rows[SHELF_ROWS];
    struct shelf_item *first, *last; /* that nobody has taken; the last was put back first */
    uint64_t kept, most_kept;
};

struct shelf *shelf_new(uint64_t kept)
{
    struct shelf *shelf = mem_calloc(1, sizeof *shelf);
    shelf->most_kept = kept;
    return shelf;
}

void content_free(struct content *content)
{
    if (!content)
        return;
    content_free(content->netascii);
    free(content->bytes);
    free(content);
}

static void shelf_destroy(struct shelf_item *item)
{
    free(item->name);
    free(item->list);
    content_free(&item->content);
}

void shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return;
    for (size_t i = 0; i < SHELF_ROWS; i++)
        for (struct shelf_item *next, *item = shelf->rows[i]; item; item = next) {
            next = item->next;
            shelf_destroy(item);
        }
    free(shelf);
}

static uint64_t shelf_hash(const struct content_key *key)
{
    const uint64_t name = XXH64(key->name, strlen(key->name), key->size + key->invalid);
    return key->list ? XXH64(key->list, key->list_length, name) : name;
}

static struct shelf_item **shelf_row(struct shelf *shelf, uint64_t hash)
{
    return &shelf->rows[hash % SHELF_ROWS];
}

static bool shelf_is(const struct shelf_item *item, const struct content_key *key, uint64_t hash)
{
    return item->hash == hash && item->size == key->size && item->invalid == key->invalid &&
           !item->list == !key->list && strcmp(item->name, key->name) == 0 &&
           (!key->list || (item->list_length == key->list_length &&
                           memcmp(item->list, key->list, key->list_length) == 0));
}

/* Somebody takes it, or it is forgotten. */
static void shelf_leave_kept(struct shelf *shelf, struct shelf_item *item)
{
    *(item->before ? &item->before->after : &shelf->first) = item->after;
    *(item->after ? &item->after->before : &shelf->last) = item->before;
    shelf->kept -= item->weight;
}

struct content *shelf_take(struct shelf *shelf, const struct content_key *key)
{
    const uint64_t hash = shelf_hash(key);
    struct shelf_item *item = *shelf_row(shelf, hash);
    while (item && !shelf_is(item, key, hash))
        item = item->next;
    if (!item)
        return NULL;
    if (item->users++ == 0)
        shelf_leave_kept(shelf, item);
    return &item->content;
}

struct content *shelf_add(struct shelf *shelf, const struct content_key *key, uint8_t *bytes,
                          uint64_t length)
{
    struct shelf_item *item = mem_calloc(1, sizeof *item);
    item->content = (struct content){.bytes = bytes, .length = length};
    item->hash = shelf_hash(key);
    item->name = mem_strdup(key->name);
    item->size = key->size;
    item->invalid = key->invalid;
    item->users = 1;
    if (key->list) {
        item->list = mem_resize(NULL, key->list_length, 1);
        item->list_length = key->list_length;
        memcpy(item->list, key->list, key->list_length);
    }
    struct shelf_item **row = shelf_row(shelf, item->hash);
    item->next = *row;
    *row = item;
    return &item->content;
}

static void shelf_forget(struct shelf *shelf, struct shelf_item *item)
{
    struct shelf_item **at = shelf_row(shelf, item->hash);
    while (*at != item)
        at = &(*at)->next;
    *at = item->next;
    shelf_leave_kept(shelf, item);
    shelf_destroy(item);
}

static uint64_t shelf_weight(const struct shelf_item *item)
{
    const struct content *netascii = item->content.netascii;
    return sizeof *item + item->list_length + item->content.length +
           (netascii ? netascii->length : 0);
}

void shelf_put_back(struct shelf *shelf, struct content *content)
{
    struct shelf_item *item = (struct shelf_item *)content;
    CHECK(item->users > 0);
    if (--item->users > 0)
        return;
    item->weight = shelf_weight(item);
    item->before = NULL;
    item->after = shelf->first;
    *(item->after ? &item->after->before : &shelf->last) = item;
    shelf->first = item;
    shelf->kept += item->weight;
    while (shelf->kept > shelf->most_kept)
        shelf_forget(shelf, shelf->last);
}

uint64_t shelf_kept(const struct shelf *shelf)
{
    return shelf->kept;
}
