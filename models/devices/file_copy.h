/* What a phone has of a file: an image as far as that is what came, and bytes of its own once
 * something else did.
 *
 * As long as all bytes are those of the right image, or of another image of that file (an invalid
 * one, or what another phone had kept), nothing is copied; from the first byte that differs on they
 * are, with what came before. Only a phone that may pass the file on keeps such bytes; any other
 * just remembers that the file is harmed. */
#ifndef MODELS_DEVICES_FILE_COPY_H
#define MODELS_DEVICES_FILE_COPY_H

#include "models/catalogue/image.h"

struct file_copy {
    const struct image *right; /* what the file should be */
    const struct image *of;    /* what it is, unless there is `own` */
    uint64_t length;           /* bytes so far; may exceed the right image's */
    uint8_t *own;              /* all of them, as they came; NULL: they are those of `of` */
    uint64_t room;             /* of `own` */
    bool keeps;                /* what differs is kept */
    bool harmed;               /* something differs from what is right */
};

/* Begins anew: with no bytes of the file that `right` is. The struct is zeroed, or has been in use.
 */
void file_copy_begin(struct file_copy *c, const struct image *right, bool keeps);
/* The next bytes that came did not match. For file_copy_add. */
void file_copy_add_others(struct file_copy *c, const uint8_t *bytes, uint32_t length);

/* Takes the file's next bytes. */
static inline void file_copy_add(struct file_copy *c, const uint8_t *bytes, uint32_t length)
{
    if (c->own || !image_matches(c->of, c->length, bytes, length))
        file_copy_add_others(c, bytes, length);
    c->length += length;
}

/* It is all of the right file, and nothing else. */
static inline bool file_copy_is_right(const struct file_copy *c)
{
    return !c->harmed && c->length == c->right->length;
}

/* All that has come, `c->length` bytes; valid until the next call with `c`. Not of one that is
 * harmed and does not keep bytes, nor is the next. */
const uint8_t *file_copy_bytes(const struct file_copy *c);
/* Their SHA-256: that of the image, or of own bytes worked out anew each time. */
void file_copy_digest(const struct file_copy *c, uint8_t digest[IMAGE_DIGEST]);
/* `length` bytes from `offset` on, which it has. They stay as they are for as long as the image
 * store does, whatever becomes of the phone and of `c`. */
const uint8_t *file_copy_content(struct file_copy *c, uint64_t offset, uint32_t length);
/* Frees what it has not passed on. */
void file_copy_fini(struct file_copy *c);

#endif
