/* The content of an index (.loads): what the other files of its load are. Several loads can have
 * one index, as the two hardware platforms of the 78xx phones do: it lists the files of all of
 * them, each once, and a phone takes those of its own load.
 *
 * For each of them, in order: how many bytes its name has in common with the beginning of the name
 * before it (that of the index for the first), u8; how many follow, u8, and those bytes; its size,
 * u64, highest byte first; its SHA-256. Two zero bytes end the list. What is left of the index's
 * size, which the catalogue fixes, is filled, and its last 32 bytes are the SHA-256 of all before
 * them, which stands for the vendor's signature. (Assumed: the real format is not published. The
 * names share their beginnings, or the largest listed loads would not fit.) */
#ifndef MODELS_CATALOGUE_INDEX_H
#define MODELS_CATALOGUE_INDEX_H

#include "models/catalogue/image.h"

/* What an index lists: itself, and the files of its loads. */
struct index_list {
    const struct firmware_file **files; /* free them */
    size_t count;
};

/* The list of `file`. False, and there is nothing to free, when the file is not the index of a load
 * in the store that has other files, or when the list does not fit into it. */
bool index_list(const struct image_store *store, const struct firmware_file *file,
                struct index_list *list);
/* All that decides how the list is written, but for the index's own name and size, as bytes: equal
 * for equal lists. Free it. */
void *index_list_key(const struct index_list *list, size_t *length);
/* Writes the list over `bytes`, those of the index, which are filled already. */
void index_write(struct image_store *store, const struct index_list *list, uint8_t *bytes);
/* Whether it ends with the digest of what precedes it. */
bool index_is_right(const uint8_t *bytes, uint64_t length);

/* One file of a list. */
struct index_entry {
    char name[256];
    uint64_t size;
    uint8_t digest[IMAGE_DIGEST];
};

/* Reads the entry at `*offset` and moves on; `entry` holds the one before, or for the first (offset
 * 0) nothing but the index's own name. False at the end of the list, or where it is broken. */
bool index_read(const uint8_t *bytes, uint64_t length, uint64_t *offset, struct index_entry *entry);

#endif
