/* Content of files that runs have in common: what is on the shelf never changes, and depends on
 * nothing but its key. Each run takes what it needs and puts it back; what nobody has is kept up to
 * a number of bytes, and of more than that what was put back first is forgotten. */
#ifndef MODELS_CATALOGUE_SHELF_H
#define MODELS_CATALOGUE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_DIGEST = 32 }; /* bytes of a SHA-256 */

struct content {
    uint8_t *bytes;
    uint64_t length;
    bool digested; /* `digest` has been worked out */
    uint8_t digest[IMAGE_DIGEST];
    struct content *netascii; /* the same as it travels in netascii; NULL: nobody has asked */
};

struct content_key {
    const char *name; /* of the file */
    uint64_t size;
    bool invalid;     /* bytes that are not the catalogue's */
    const void *list; /* what an index lists, as bytes; NULL: it is no index, or lists nothing */
    size_t list_length;
};

struct shelf;

struct shelf *shelf_new(uint64_t kept);
/* After all has been put back. NULL is ignored. */
void shelf_free(struct shelf *shelf);

/* Takes the content of that key; NULL when it is not there. */
struct content *shelf_take(struct shelf *shelf, const struct content_key *key);
/* Adds content of `length` bytes, from the heap, whose key is not there yet, and takes it. */
struct content *shelf_add(struct shelf *shelf, const struct content_key *key, uint8_t *bytes,
                          uint64_t length);
void shelf_put_back(struct shelf *shelf, struct content *content);
/* Bytes that it has and nobody has taken. */
uint64_t shelf_kept(const struct shelf *shelf);

/* Frees content that was never on a shelf, and what hangs on it. NULL is ignored. */
void content_free(struct content *content);

#endif
