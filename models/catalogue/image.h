/* The content of firmware files: one immutable buffer each, made from the file's name and size, so
 * that it is the same in every run and on every machine, and in every load that has a file of that
 * name and size. Packets point into it. Runs that have a shelf in common share it. */
#ifndef MODELS_CATALOGUE_IMAGE_H
#define MODELS_CATALOGUE_IMAGE_H

#include "base/digest.h"
#include "models/catalogue/catalogue.h"
#include "models/catalogue/shelf.h"

struct image_store;

struct image {
    struct image_store *store;        /* that it is in */
    const struct firmware_file *file; /* its name and size: of the first load that asked for it */
    bool invalid;  /* bytes that are not the catalogue's: what a careless copy leaves on a server */
    bool netascii; /* as RFC 764 has a file travel: LF as CR LF, CR as CR NUL */
    bool listing;  /* an index with real content (models/catalogue/index.h) */
    struct content *content;
    const uint8_t *bytes; /* the content's, ... */
    uint64_t length;      /* ... and how many */
    struct image *next;
};

/* All images of a run; each is made when it is first asked for. */
struct image_store {
    struct shelf *shelf; /* where its content is from */
    struct shelf *own;   /* NULL: that is not its own */
    struct image *first;
    struct image *kept;                 /* what phones received that no image is */
    const struct firmware_load **loads; /* whose indexes can list their files */
    size_t load_count;
    bool digests; /* indexes list their loads' files, with digests; set before any is made */
};

/* `shelf` must outlive the store; NULL: it has one of its own. */
void image_store_init(struct image_store *store, struct shelf *shelf);
void image_store_fini(struct image_store *store);

/* The store is to have a load's files, which are added before any of their images is made: what an
 * index lists depends on all loads that name it. The load must outlive the store. No name is an
 * index of one load and another file of another. */
void image_store_add(struct image_store *store, const struct firmware_load *load);

/* The file's content, or for `invalid` other bytes of the same length. Of files with equal names
 * and sizes it is the same image. */
const struct image *image_of(struct image_store *store, const struct firmware_file *file,
                             bool invalid);
/* The image, neither invalid nor in netascii, that has been made of a file of that name; or NULL.
 */
const struct image *image_named(const struct image_store *store, const char *name);
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

#endif
