/* The content of firmware files: one immutable buffer each, made from the load's and the file's
 * name, so that it is the same in every run and on every machine. Packets point into it. */
#ifndef MODELS_CATALOGUE_IMAGE_H
#define MODELS_CATALOGUE_IMAGE_H

#include "models/catalogue/catalogue.h"

enum { IMAGE_DIGEST = 32 }; /* bytes of a SHA-256 */

struct image_store;

struct image {
    struct image_store *store; /* that it is in */
    const struct firmware_load *load;
    const struct firmware_file *file;
    bool invalid;  /* bytes that are not the catalogue's: what a careless copy leaves on a server */
    bool netascii; /* as RFC 764 has a file travel: LF as CR LF, CR as CR NUL */
    bool listing;  /* an index with real content (models/catalogue/index.h) */
    bool digested; /* `digest` has been worked out */
    uint8_t digest[IMAGE_DIGEST];
    uint8_t *bytes;
    uint64_t length;
    struct image *next;
};

/* All images of a run; each is made when it is first asked for. */
struct image_store {
    struct image *first;
    struct image *kept; /* what phones received that no image is */
    bool digests;       /* indexes list their load's files, with digests; set before any is made */
};

void image_store_init(struct image_store *store);
void image_store_fini(struct image_store *store);

/* The file's content, or for `invalid` other bytes of the same length. */
const struct image *image_of(struct image_store *store, const struct firmware_load *load,
                             const struct firmware_file *file, bool invalid);
/* The same content as it travels in netascii. */
const struct image *image_as_netascii(struct image_store *store, const struct image *image);
/* Takes `bytes`, from the heap, which were received as the file of `right` and are others: they are
 * then an image too, so that packets can point into them until the run ends. */
const struct image *image_keep(const struct image *right, uint8_t *bytes, uint64_t length);
/* The image of the same file, in the store or kept, that begins at this very address; or NULL. */
const struct image *image_at(const struct image *right, const uint8_t *bytes);

/* Whether `length` bytes that came in are the image's from `offset` on. The very bytes of the image
 * are known by their address; others are compared. */
bool image_matches(const struct image *image, uint64_t offset, const uint8_t *bytes,
                   uint64_t length);

/* The SHA-256 of all its bytes, IMAGE_DIGEST of them; worked out when it is first asked for. */
const uint8_t *image_digest(const struct image *image);
void image_hash(uint8_t digest[IMAGE_DIGEST], const uint8_t *bytes, uint64_t length);

#endif
