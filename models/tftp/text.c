/* Strings taken from and put into packets; a string without its end, or one that does not fit,
 * is refused and never cut. */
#include "models/tftp/text.h"

#include <string.h>

#include "models/tftp/packet.h"

const char *tftp_reader_string(struct tftp_reader *r)
{
    const size_t left = (size_t)(r->end - r->at);
    const uint8_t *zero = left == 0 ? NULL : memchr(r->at, 0, left);
    if (zero == NULL)
        return NULL;
    const char *text = (const char *)r->at;
    r->at = zero + 1;
    return text;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool tftp_text_equal(const char *a, const char *b)
{
    while (*a != 0 && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

bool tftp_text_number(const char *text, uint64_t *number)
{
    uint64_t value = 0;
    const char *c = text;
    for (; *c >= '0' && *c <= '9'; c++) {
        const uint64_t digit = (uint64_t)(*c - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (*c != 0 || c == text)
        return false;
    *number = value;
    return true;
}

struct tftp_writer tftp_writer_of(uint8_t *out, size_t capacity)
{
    return (struct tftp_writer){.start = out, .at = out, .end = out + capacity};
}

static bool has_room(struct tftp_writer *w, size_t length)
{
    if ((size_t)(w->end - w->at) < length)
        w->full = true;
    return !w->full;
}

void tftp_writer_u16(struct tftp_writer *w, uint16_t value)
{
    if (!has_room(w, 2))
        return;
    tftp_put16(w->at, value);
    w->at += 2;
}

void tftp_writer_string(struct tftp_writer *w, const char *text)
{
    const size_t length = strlen(text) + 1;
    if (!has_room(w, length))
        return;
    memcpy(w->at, text, length);
    w->at += length;
}

void tftp_writer_number(struct tftp_writer *w, uint64_t number)
{
    char digits[21];
    char *first = digits + sizeof digits - 1;
    *first = 0;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    tftp_writer_string(w, first);
}

int tftp_writer_length(const struct tftp_writer *w)
{
    return w->full ? TFTP_E_NO_ROOM : (int)(w->at - w->start);
}
