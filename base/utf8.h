/* UTF-8 (RFC 3629), character by character. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* How many bytes the character at `bytes` has, of which `left` are there; 0 when it is not UTF-8.
 */
size_t utf8_length(const char *bytes, size_t left);

/* The code point of a character that utf8_length has measured. */
uint32_t utf8_code_point(const char *bytes, size_t length);

/* How many characters `text` has, which is UTF-8. */
size_t utf8_count(const char *text);

#endif
