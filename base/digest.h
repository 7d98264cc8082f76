/* SHA-256. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_DIGITS = 2 * DIGEST_BYTES };

void digest_bytes(uint8_t digest[DIGEST_BYTES], const void *bytes, size_t length);
/* Of `count` texts, each with the zero at its end, in hexadecimal digits. */
void digest_texts(char digest[DIGEST_DIGITS + 1], const char *const *texts, size_t count);
/* In hexadecimal digits. */
void digest_write(char text[DIGEST_DIGITS + 1], const uint8_t digest[DIGEST_BYTES]);

#endif
