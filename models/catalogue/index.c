#include "models/catalogue/index.h"

#include <endian.h>
#include <string.h>

enum { ENTRY_FIXED = 1 + 1 + 8 + IMAGE_DIGEST, LIST_END = 2 };

static size_t in_common(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

static uint64_t length_of(const struct firmware_load *load)
{
    uint64_t length = LIST_END + IMAGE_DIGEST;
    for (size_t i = 1; i < load->file_count; i++) {
        const char *name = load->files[i].name;
        length += ENTRY_FIXED + strlen(name) - in_common(name, load->files[i - 1].name);
    }
    return length;
}

static uint8_t *write_entry(uint8_t *at, struct image_store *store,
                            const struct firmware_load *load, const struct firmware_file *file)
{
    const size_t shared = in_common(file->name, file[-1].name);
    const size_t rest = strlen(file->name) - shared;
    const uint64_t size = htobe64(file->bytes);
    *at++ = (uint8_t)shared;
    *at++ = (uint8_t)rest;
    memcpy(at, file->name + shared, rest);
    memcpy(at + rest, &size, sizeof size);
    memcpy(at + rest + sizeof size, image_digest(image_of(store, load, file, false)), IMAGE_DIGEST);
    return at + rest + sizeof size + IMAGE_DIGEST;
}

bool index_write(struct image_store *store, const struct firmware_load *load, uint8_t *bytes,
                 uint64_t length)
{
    if (length_of(load) > length)
        return false;
    uint8_t *at = bytes;
    for (size_t i = 1; i < load->file_count; i++)
        at = write_entry(at, store, load, &load->files[i]);
    at[0] = at[1] = 0;
    image_hash(bytes + length - IMAGE_DIGEST, bytes, length - IMAGE_DIGEST);
    return true;
}

bool index_is_right(const uint8_t *bytes, uint64_t length)
{
    uint8_t digest[IMAGE_DIGEST];
    if (length < IMAGE_DIGEST)
        return false;
    image_hash(digest, bytes, length - IMAGE_DIGEST);
    return memcmp(digest, bytes + length - IMAGE_DIGEST, IMAGE_DIGEST) == 0;
}

bool index_read(const uint8_t *bytes, uint64_t length, uint64_t *offset, struct index_entry *entry)
{
    const uint64_t left = length - *offset;
    const uint8_t *at = bytes + *offset;
    if (left < ENTRY_FIXED || (at[0] == 0 && at[1] == 0))
        return false;
    const size_t shared = at[0], rest = at[1];
    if (left < ENTRY_FIXED + rest || shared > strlen(entry->name) ||
        shared + rest >= sizeof entry->name)
        return false;
    memcpy(entry->name + shared, at + 2, rest);
    entry->name[shared + rest] = 0;
    memcpy(&entry->size, at + 2 + rest, sizeof entry->size);
    entry->size = be64toh(entry->size);
    memcpy(entry->digest, at + 2 + rest + sizeof entry->size, IMAGE_DIGEST);
    *offset += ENTRY_FIXED + rest;
    return true;
}
