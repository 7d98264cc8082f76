/* The content of firmware files: one immutable buffer each, made from the load's and the file's
 * name, so that it is the same in every run and on every machine. Packets point into it. */
#ifndef MODELS_CATALOGUE_IMAGE_H
#define MODELS_CATALOGUE_IMAGE_H

#include "models/catalogue/catalogue.h"

struct image {
    const struct firmware_load *load;
    const struct firmware_file *file;
    bool invalid;  /* bytes that are not the catalogue's: what a careless copy leaves on a server */
    bool netascii; /* as RFC 764 has a file travel: LF as CR LF, CR as CR NUL */
    uint8_t *bytes;
    uint64_t length;
    struct image *next;
};

/* All images of a run; each is made when it is first asked for. */
struct image_store {
    struct image *first;
};

void image_store_init(struct image_store *store);
void image_store_fini(struct image_store *store);

/* The file's content, or for `invalid` other bytes of the same length. */
const struct image *image_of(struct image_store *store, const struct firmware_load *load,
                             const struct firmware_file *file, bool invalid);
/* The same content as it travels in netascii. */
const struct image *image_as_netascii(struct image_store *store, const struct image *image);

/* Whether `length` bytes that came in are the image's from `offset` on. The very bytes of the image
 * are known by their address; others are compared. */
bool image_matches(const struct image *image, uint64_t offset, const uint8_t *bytes,
                   uint64_t length);

#endif
