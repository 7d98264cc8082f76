/* Writes and reads the entries of an index; reading trusts nothing, since the bytes may be those
 * of a damaged file. */
#include "models/catalogue/index.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ENTRY_FIXED = 1 + 1 + 8 + IMAGE_DIGEST, LIST_END = 2 };

static size_t in_common(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

static bool is_listed(const struct index_list *l, const char *name)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->files[i]->name, name) == 0)
            return true;
    return false;
}

static void list_load(struct index_list *l, const struct firmware_load *load)
{
    l->files = mem_resize(l->files, l->count + load->file_count, sizeof *l->files);
    for (size_t i = 0; i < load->file_count; i++)
        if (!is_listed(l, load->files[i].name))
            l->files[l->count++] = &load->files[i];
}

static struct index_list list_of(const struct image_store *store, const struct firmware_file *file)
{
    struct index_list l = {0};
    for (size_t i = 0; i < store->load_count; i++)
        if (strcmp(store->loads[i]->files[0].name, file->name) == 0)
            list_load(&l, store->loads[i]);
    return l;
}

static uint64_t length_of(const struct index_list *l)
{
    uint64_t length = LIST_END + IMAGE_DIGEST;
    for (size_t i = 1; i < l->count; i++) {
        const char *name = l->files[i]->name;
        length += ENTRY_FIXED + strlen(name) - in_common(name, l->files[i - 1]->name);
    }
    return length;
}

static uint8_t *write_entry(uint8_t *at, struct image_store *store,
                            const struct firmware_file *const *file)
{
    const char *name = file[0]->name;
    const size_t shared = in_common(name, file[-1]->name);
    const size_t rest = strlen(name) - shared;
    const uint64_t size = htobe64(file[0]->bytes);
    *at++ = (uint8_t)shared;
    *at++ = (uint8_t)rest;
    memcpy(at, name + shared, rest);
    memcpy(at + rest, &size, sizeof size);
    memcpy(at + rest + sizeof size, image_digest(image_of(store, file[0], false)), IMAGE_DIGEST);
    return at + rest + sizeof size + IMAGE_DIGEST;
}

void index_write(struct image_store *store, const struct index_list *l, uint8_t *bytes)
{
    const uint64_t length = l->files[0]->bytes;
    uint8_t *at = bytes;
    for (size_t i = 1; i < l->count; i++)
        at = write_entry(at, store, &l->files[i]);
    at[0] = at[1] = 0;
    digest_bytes(bytes + length - IMAGE_DIGEST, bytes, length - IMAGE_DIGEST);
}

bool index_list(const struct image_store *store, const struct firmware_file *file,
                struct index_list *list)
{
    *list = list_of(store, file);
    const bool fits = list->count > 1 && length_of(list) <= file->bytes;
    if (!fits) {
        free(list->files);
        *list = (struct index_list){0};
    }
    return fits;
}

void *index_list_key(const struct index_list *list, size_t *length)
{
    size_t room = 0;
    for (size_t i = 1; i < list->count; i++)
        room += strlen(list->files[i]->name) + 1 + sizeof list->files[i]->bytes;
    uint8_t *key = mem_resize(NULL, room, 1), *at = key;
    for (size_t i = 1; i < list->count; i++) {
        const struct firmware_file *file = list->files[i];
        const size_t name = strlen(file->name) + 1;
        memcpy(at, file->name, name);
        memcpy(at + name, &file->bytes, sizeof file->bytes);
        at += name + sizeof file->bytes;
    }
    *length = room;
    return key;
}

bool index_is_right(const uint8_t *bytes, uint64_t length)
{
    uint8_t digest[IMAGE_DIGEST];
    if (length < IMAGE_DIGEST)
        return false;
    digest_bytes(digest, bytes, length - IMAGE_DIGEST);
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
