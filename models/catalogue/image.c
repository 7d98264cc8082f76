/* Bytes are made when an image is first asked for, and never changed after; digests too are
 * computed once. */
#include "models/catalogue/image.h"

#define XXH_INLINE_ALL
#include <endian.h>
#include <gcrypt.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/catalogue/index.h"

void image_store_init(struct image_store *store)
{
    *store = (struct image_store){0};
}

static void free_all(struct image *image)
{
    while (image) {
        struct image *next = image->next;
        free(image->bytes);
        free(image);
        image = next;
    }
}

void image_store_fini(struct image_store *store)
{
    free_all(store->first);
    free_all(store->kept);
    free(store->loads);
    *store = (struct image_store){0};
}

void image_store_add(struct image_store *store, const struct firmware_load *load)
{
    store->loads = mem_resize(store->loads, store->load_count + 1, sizeof *store->loads);
    store->loads[store->load_count++] = load;
}

/* The next word of SplitMix64 (Steele, Lea and Flood, 2014), lowest byte first on every machine. */
static inline uint64_t next_word(uint64_t *state)
{
    uint64_t word = *state += 0x9E3779B97F4A7C15;
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9;
    word = (word ^ word >> 27) * 0x94D049BB133111EB;
    return htole64(word ^ word >> 31);
}

static void fill(uint8_t *bytes, uint64_t length, uint64_t state)
{
    uint64_t at = 0;
    for (; length - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        const uint64_t word = next_word(&state);
        memcpy(bytes + at, &word, sizeof word);
    }
    const uint64_t last = next_word(&state);
    memcpy(bytes + at, &last, length - at);
}

static uint64_t seed_of(const struct image *image)
{
    const char *name = image->file->name;
    const uint64_t size = htole64(image->file->bytes);
    return XXH64(name, strlen(name), XXH64(&size, sizeof size, image->invalid));
}

static struct image *add(struct image_store *store, const struct firmware_file *file, bool invalid,
                         bool netascii)
{
    struct image *image = mem_calloc(1, sizeof *image);
    *image = (struct image){.store = store,
                            .file = file,
                            .invalid = invalid,
                            .netascii = netascii,
                            .next = store->first};
    store->first = image;
    return image;
}

static struct image *find(const struct image_store *store, const struct firmware_file *file,
                          bool invalid, bool netascii)
{
    struct image *i = store->first;
    while (i && !(firmware_file_is_same(i->file, file) && i->invalid == invalid &&
                  i->netascii == netascii))
        i = i->next;
    return i;
}

const struct image *image_of(struct image_store *store, const struct firmware_file *file,
                             bool invalid)
{
    struct image *image = find(store, file, invalid, false);
    if (image)
        return image;
    image = add(store, file, invalid, false);
    image->length = file->bytes;
    image->bytes = mem_resize(NULL, image->length, 1);
    fill(image->bytes, image->length, seed_of(image));
    if (store->digests && !invalid)
        image->listing = index_write(store, file, image->bytes);
    return image;
}

const struct image *image_named(const struct image_store *store, const char *name)
{
    const struct image *i = store->first;
    while (i && (i->invalid || i->netascii || strcmp(i->file->name, name) != 0))
        i = i->next;
    return i;
}

/* Returns the length; writes only when there is somewhere to write to. */
static uint64_t netascii(const struct image *image, uint8_t *out)
{
    uint64_t length = 0;
    for (uint64_t i = 0; i < image->length; i++) {
        const uint8_t byte = image->bytes[i];
        const bool two = byte == '\n' || byte == '\r';
        if (out) {
            out[length] = two ? '\r' : byte;
            if (two)
                out[length + 1] = byte == '\n' ? '\n' : '\0';
        }
        length += two ? 2 : 1;
    }
    return length;
}

const struct image *image_as_netascii(struct image_store *store, const struct image *image)
{
    struct image *text = find(store, image->file, image->invalid, true);
    if (text)
        return text;
    text = add(store, image->file, image->invalid, true);
    text->length = netascii(image, NULL);
    text->bytes = mem_resize(NULL, text->length, 1);
    netascii(image, text->bytes);
    return text;
}

const struct image *image_keep(const struct image *right, uint8_t *bytes, uint64_t length)
{
    struct image_store *store = right->store;
    struct image *image = mem_calloc(1, sizeof *image);
    *image = (struct image){.store = store,
                            .file = right->file,
                            .invalid = true,
                            .bytes = bytes,
                            .length = length,
                            .next = store->kept};
    store->kept = image;
    return image;
}

const struct image *image_at(const struct image *right, const uint8_t *bytes)
{
    const struct image *const lists[] = {right->store->first, right->store->kept};
    for (int i = 0; i < 2; i++)
        for (const struct image *image = lists[i]; image; image = image->next)
            if (image->bytes == bytes && firmware_file_is_same(image->file, right->file))
                return image;
    return NULL;
}

bool image_matches(const struct image *image, uint64_t offset, const uint8_t *bytes,
                   uint64_t length)
{
    if (offset > image->length || length > image->length - offset)
        return false;
    const uint8_t *own = image->bytes + offset;
    return bytes == own || length == 0 || memcmp(bytes, own, length) == 0;
}

/* The one fatal error that libgcrypt has while it hashes; it would abort. */
static void image_without_memory(void *user, int code, const char *text)
{
    (void)user;
    (void)code;
    (void)text;
    mem_exhausted();
}

void image_hash(uint8_t digest[IMAGE_DIGEST], const uint8_t *bytes, uint64_t length)
{
    /* Before its first use libgcrypt wants to be asked for its version; after that it does nothing.
     */
    gcry_set_fatalerror_handler(image_without_memory, NULL);
    CHECK(gcry_check_version(NULL) != NULL);
    gcry_md_hash_buffer(GCRY_MD_SHA256, digest, bytes, length);
}

const uint8_t *image_digest(const struct image *image)
{
    struct image *own =
        (struct image *)image; /* its bytes do not change: this notes what they are */
    if (!own->digested)
        image_hash(own->digest, own->bytes, own->length);
    own->digested = true;
    return own->digest;
}
