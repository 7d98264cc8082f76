/* Catalogues by the paths and the digest of their files, those nobody uses within a bound. */
#include "models/catalogue/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/catalogue/image.h"

/* Bytes of CSV files whose catalogues nobody uses, and which are kept all the same: some hundred
 * times the project's own. */
#define LIBRARY_KEPT ((size_t)4 << 20)

/* Bytes of files' content that are kept: the largest load of the catalogue and some others. */
#define LIBRARY_CONTENT ((uint64_t)128 << 20)

struct library_entry {
    struct catalogue catalogue; /* first: it is what is lent */
    char *models_path;
    char digest[DIGEST_DIGITS + 1];
    size_t size, users; /* bytes of its files; who has borrowed it */
    struct library_entry *next;
};

struct library {
    char *folder;
    struct shelf *shelf;
    struct library_entry *first; /* the one that was asked for last */
};

struct library *library_new(const char *folder)
{
    struct library *library = mem_calloc(1, sizeof *library);
    library->folder = mem_strdup(folder);
    library->shelf = shelf_new(LIBRARY_CONTENT);
    return library;
}

static void library_drop(struct library_entry *entry)
{
    catalogue_free(&entry->catalogue);
    free(entry->models_path);
    free(entry);
}

void library_free(struct library *library)
{
    if (!library)
        return;
    for (struct library_entry *next, *i = library->first; i; i = next) {
        next = i->next;
        library_drop(i);
    }
    shelf_free(library->shelf);
    free(library->folder);
    free(library);
}

const char *library_folder(const struct library *library)
{
    return library->folder;
}

/* Of both files' digests: no two pairs of files run together. */
static void library_digest_of(char digest[DIGEST_DIGITS + 1], const struct csv_text *firmware,
                              const struct csv_text *models)
{
    uint8_t both[2 * IMAGE_DIGEST], one[IMAGE_DIGEST];
    digest_bytes(both, firmware->bytes, firmware->length);
    digest_bytes(both + IMAGE_DIGEST, models->bytes, models->length);
    digest_bytes(one, both, sizeof both);
    digest_write(digest, one);
}

static struct library_entry **library_find(struct library *library, const char *digest,
                                           const char *firmware_path, const char *models_path)
{
    struct library_entry **at = &library->first;
    while (*at && (strcmp((*at)->digest, digest) != 0 ||
                   strcmp((*at)->catalogue.firmware_path, firmware_path) != 0 ||
                   strcmp((*at)->models_path, models_path) != 0))
        at = &(*at)->next;
    return at;
}

static struct library_entry *library_add(const char *digest, const struct csv_text *firmware,
                                         const struct csv_text *models, struct error *e)
{
    struct library_entry *entry = mem_calloc(1, sizeof *entry);
    if (catalogue_parse(&entry->catalogue, firmware, models, e) < 0) {
        free(entry);
        return NULL;
    }
    entry->models_path = mem_strdup(models->path);
    entry->size = firmware->length + models->length;
    memcpy(entry->digest, digest, sizeof entry->digest);
    return entry;
}

static const struct catalogue *library_lend(struct library *library,
                                            const struct csv_text *firmware,
                                            const struct csv_text *models, struct error *e)
{
    char digest[DIGEST_DIGITS + 1];
    library_digest_of(digest, firmware, models);
    struct library_entry **at = library_find(library, digest, firmware->path, models->path);
    struct library_entry *entry = *at;
    if (entry)
        *at = entry->next;
    else
        entry = library_add(digest, firmware, models, e);
    if (!entry)
        return NULL;
    entry->next = library->first;
    library->first = entry;
    entry->users++;
    return &entry->catalogue;
}

static const struct catalogue *library_fetch(struct library *library, const char *firmware_path,
                                             const char *models_path, struct error *e)
{
    struct csv_text firmware, models;
    const struct catalogue *lent = NULL;
    if (csv_fetch(&firmware, firmware_path, e) < 0)
        return NULL;
    if (csv_fetch(&models, models_path, e) == 0) {
        lent = library_lend(library, &firmware, &models, e);
        free(models.bytes);
    }
    free(firmware.bytes);
    return lent;
}

const struct catalogue *library_borrow(struct library *library, const char *firmware_path,
                                       const char *models_path, struct error *e)
{
    char *firmware = firmware_path
                         ? mem_strdup(firmware_path)
                         : mem_printf("%s/models/catalogue/firmware.csv", library->folder);
    char *models = models_path ? mem_strdup(models_path)
                               : mem_printf("%s/models/catalogue/models.csv", library->folder);
    const struct catalogue *lent = library_fetch(library, firmware, models, e);
    free(firmware);
    free(models);
    return lent;
}

/* Of those nobody uses, the ones asked for last stay. */
static void library_tidy(struct library *library)
{
    size_t kept = 0;
    for (struct library_entry **at = &library->first; *at;) {
        struct library_entry *entry = *at;
        kept += entry->users ? 0 : entry->size;
        if (entry->users || kept <= LIBRARY_KEPT) {
            at = &entry->next;
            continue;
        }
        kept -= entry->size;
        *at = entry->next;
        library_drop(entry);
    }
}

void library_return(struct library *library, const struct catalogue *catalogue)
{
    if (!catalogue)
        return;
    ((struct library_entry *)catalogue)->users--; /* what is lent is the entry's first member */
    library_tidy(library);
}

struct shelf *library_shelf(const struct library *library)
{
    return library->shelf;
}

size_t library_kept(const struct library *library)
{
    size_t count = 0;
    for (const struct library_entry *i = library->first; i; i = i->next)
        count += i->users == 0;
    return count;
}

const char *library_digest(const struct catalogue *catalogue)
{
    return ((const struct library_entry *)catalogue)->digest;
}
