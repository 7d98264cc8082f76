/* The strings of requests, OACK and ERROR: ASCII, each ended by a zero byte. No locale. */
#ifndef MODELS_TFTP_TEXT_H
#define MODELS_TFTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is still to be read. */
struct tftp_reader {
    const uint8_t *at, *end;
};

/* The next string, inside the bytes read; NULL when its terminating zero is missing. */
const char *tftp_reader_string(struct tftp_reader *r);

/* Whether two strings are the same but for the case of ASCII letters. */
bool tftp_text_equal(const char *a, const char *b);

/* Reads a number made of decimal digits only. False, with `*number` untouched, when the text is
 * empty, has any other character, or does not fit 64 bits. */
bool tftp_text_number(const char *text, uint64_t *number);

/* Room still to be filled; `full` once something did not fit, and it stays so. */
struct tftp_writer {
    uint8_t *start, *at;
    const uint8_t *end;
    bool full;
};

struct tftp_writer tftp_writer_of(uint8_t *out, size_t capacity);
void tftp_writer_u16(struct tftp_writer *w, uint16_t value);
void tftp_writer_string(struct tftp_writer *w, const char *text);
/* The number in decimal digits, and the terminating zero. */
void tftp_writer_number(struct tftp_writer *w, uint64_t number);
/* The bytes written, or TFTP_E_NO_ROOM (packet.h). */
int tftp_writer_length(const struct tftp_writer *w);

#endif
