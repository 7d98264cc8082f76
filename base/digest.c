/* SHA-256 by libgcrypt. */
#include "base/digest.h"

#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

/* The one fatal error that libgcrypt has while it hashes; it would abort. */
static void digest_without_memory(void *user, int why, const char *text)
{
    (void)user;
    (void)why;
    (void)text;
    mem_exhausted();
}

void digest_texts(char digest[DIGEST_DIGITS + 1], const char *const *texts, size_t count)
{
    gcry_set_fatalerror_handler(digest_without_memory, NULL);
    CHECK(gcry_check_version(NULL) != NULL);
    gcry_buffer_t *parts = mem_calloc(count, sizeof *parts);
    for (size_t i = 0; i < count; i++)
        parts[i] = (gcry_buffer_t){.len = strlen(texts[i]) + 1, .data = (void *)texts[i]};
    unsigned char bytes[DIGEST_DIGITS / 2];
    CHECK(gcry_md_hash_buffers(GCRY_MD_SHA256, 0, bytes, parts, (int)count) == 0);
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(digest + 2 * i, "%02x", bytes[i]);
    free(parts);
}
