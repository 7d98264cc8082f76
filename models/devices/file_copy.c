/* The change from a pointer into the image to bytes of its own, in both directions of use:
 * adding and reading. */
#include "models/devices/file_copy.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

void file_copy_begin(struct file_copy *c, const struct image *right, bool keeps)
{
    free(c->own);
    *c = (struct file_copy){.right = right, .of = right, .keeps = keeps};
}

static void make_room(struct file_copy *c, uint64_t wanted)
{
    if (wanted <= c->room)
        return;
    const uint64_t doubled = c->room ? 2 * c->room : c->right->length;
    c->room = wanted > doubled ? wanted : doubled;
    c->own = mem_resize(c->own, c->room, 1);
}

/* From here on the bytes are its own: first those that came before. */
static void leave_image(struct file_copy *c, uint64_t wanted)
{
    make_room(c, wanted);
    if (c->length)
        memcpy(c->own, c->of->bytes, c->length);
}

void file_copy_add_others(struct file_copy *c, const uint8_t *bytes, uint32_t length)
{
    c->harmed = true;
    if (!c->keeps)
        return;
    const struct image *other = c->length == 0 ? image_at(c->right, bytes) : NULL;
    if (other && length <= other->length) {
        c->of = other;
        return;
    }
    if (c->own)
        make_room(c, c->length + length);
    else
        leave_image(c, c->length + length);
    memcpy(c->own + c->length, bytes, length);
}

const uint8_t *file_copy_bytes(const struct file_copy *c)
{
    CHECK(c->keeps || !c->harmed);
    return c->own ? c->own : c->of->bytes;
}

void file_copy_digest(const struct file_copy *c, uint8_t digest[IMAGE_DIGEST])
{
    if (!c->own && c->length == c->of->length)
        memcpy(digest, image_digest(c->of), IMAGE_DIGEST);
    else
        digest_bytes(digest, file_copy_bytes(c), c->length);
}

const uint8_t *file_copy_content(struct file_copy *c, uint64_t offset, uint32_t length)
{
    CHECK(offset <= c->length && length <= c->length - offset);
    if (c->own) {
        c->of = image_keep(c->right, c->own, c->length);
        c->own = NULL;
        c->room = 0;
    }
    return file_copy_bytes(c) + offset;
}

void file_copy_fini(struct file_copy *c)
{
    free(c->own);
    *c = (struct file_copy){0};
}
