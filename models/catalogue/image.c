/* Bytes are made when an image is first asked for, and never changed after; digests too are
 * computed once. */
#include "models/catalogue/image.h"

#define XXH_INLINE_ALL
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/memory.h"
#include "models/catalogue/index.h"

void image_store_init(struct image_store *store, struct shelf *shelf)
{
    struct shelf *own = shelf ? NULL : shelf_new(0);
    *store = (struct image_store){.shelf = shelf ? shelf : own, .own = own};
}

void image_store_fini(struct image_store *store)
{
    for (struct image *next, *i = store->first; i; i = next) {
        next = i->next;
        if (!i->netascii) /* which hangs on the other */
            shelf_put_back(store->shelf, i->content);
        free(i);
    }
    for (struct image *next, *i = store->kept; i; i = next) {
        next = i->next;
        content_free(i->content);
        free(i);
    }
    free(store->loads);
    shelf_free(store->own);
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

static uint64_t seed_of(const struct content_key *key)
{
    const uint64_t size = htole64(key->size);
    return XXH64(key->name, strlen(key->name), XXH64(&size, sizeof size, key->invalid));
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

static void set_content(struct image *image, struct content *content)
{
    image->content = content;
    image->bytes = content->bytes;
    image->length = content->length;
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

/* Made, and the list written into it if it has one. */
static struct content *make(struct image_store *store, const struct content_key *key,
                            const struct index_list *list)
{
    uint8_t *bytes = mem_resize(NULL, key->size, 1);
    fill(bytes, key->size, seed_of(key));
    if (key->list)
        index_write(store, list, bytes);
    return shelf_add(store->shelf, key, bytes, key->size);
}

/* What the index lists is part of its key: it depends on the loads of the run. */
static void find_content(struct image_store *store, struct image *image)
{
    struct index_list list = {0};
    const struct firmware_file *file = image->file;
    struct content_key key = {.name = file->name, .size = file->bytes, .invalid = image->invalid};
    void *listed = NULL;
    if (store->digests && !image->invalid && index_list(store, file, &list)) {
        /* The listed files' images are there from here on, whoever has made their content. */
        for (size_t i = 1; i < list.count; i++)
            image_of(store, list.files[i], false);
        key.list = listed = index_list_key(&list, &key.list_length);
        image->listing = true;
    }
    struct content *content = shelf_take(store->shelf, &key);
    set_content(image, content ? content : make(store, &key, &list));
    free(listed);
    free(list.files);
}

const struct image *image_of(struct image_store *store, const struct firmware_file *file,
                             bool invalid)
{
    struct image *image = find(store, file, invalid, false);
    if (!image) {
        image = add(store, file, invalid, false);
        find_content(store, image);
    }
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
static uint64_t netascii(const struct content *content, uint8_t *out)
{
    uint64_t length = 0;
    for (uint64_t i = 0; i < content->length; i++) {
        const uint8_t byte = content->bytes[i];
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

static struct content *translate(const struct content *content)
{
    struct content *text = mem_calloc(1, sizeof *text);
    text->length = netascii(content, NULL);
    text->bytes = mem_resize(NULL, text->length, 1);
    netascii(content, text->bytes);
    return text;
}

const struct image *image_as_netascii(struct image_store *store, const struct image *image)
{
    struct image *text = find(store, image->file, image->invalid, true);
    if (text)
        return text;
    text = add(store, image->file, image->invalid, true);
    if (!image->content->netascii)
        image->content->netascii = translate(image->content);
    set_content(text, image->content->netascii);
    return text;
}

const struct image *image_keep(const struct image *right, uint8_t *bytes, uint64_t length)
{
    struct image_store *store = right->store;
    struct image *image = mem_calloc(1, sizeof *image);
    struct content *content = mem_calloc(1, sizeof *content);
    *content = (struct content){.bytes = bytes, .length = length};
    *image =
        (struct image){.store = store, .file = right->file, .invalid = true, .next = store->kept};
    set_content(image, content);
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

const uint8_t *image_digest(const struct image *image)
{
    struct content *content = image->content;
    if (!content->digested)
        digest_bytes(content->digest, content->bytes, content->length);
    content->digested = true;
    return content->digest;
}
