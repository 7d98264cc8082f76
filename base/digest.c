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

/* Before its first use libgcrypt wants to be asked for its version; after that it does nothing. */
static void digest_begin(void)
{
    gcry_set_fatalerror_handler(digest_without_memory, NULL);
    CHECK(gcry_check_version(NULL) != NULL);
}

void digest_bytes(uint8_t digest[DIGEST_BYTES], const void *bytes, size_t length)
{
    digest_begin();
    gcry_md_hash_buffer(GCRY_MD_SHA256, digest, bytes, length);
}

void digest_texts(char digest[DIGEST_DIGITS + 1], const char *const *texts, size_t count)
{
    digest_begin();
    gcry_buffer_t *parts = mem_calloc(count, sizeof *parts);
    for (size_t i = 0; i < count; i++)
        parts[i] = (gcry_buffer_t){.len = strlen(texts[i]) + 1, .data = (void *)texts[i]};
    uint8_t bytes[DIGEST_BYTES];
    CHECK(gcry_md_hash_buffers(GCRY_MD_SHA256, 0, bytes, parts, (int)count) == 0);
    digest_write(digest, bytes);
    free(parts);
}

void digest_write(char text[DIGEST_DIGITS + 1], const uint8_t digest[DIGEST_BYTES])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        sprintf(text + 2 * i, "%02x", digest[i]);
}
