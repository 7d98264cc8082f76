/* SHA-256 of texts. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

enum { DIGEST_DIGITS = 64 };

/* Writes the digest of `count` texts, each with the zero at its end, in hexadecimal digits. */
void digest_texts(char digest[DIGEST_DIGITS + 1], const char *const *texts, size_t count);

#endif
