/* Comparing, cutting and writing pieces of text by length; nothing here relies on a zero byte. */
#include "models/http/text.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool http_text_is(struct http_text t, const char *word)
{
    for (size_t i = 0; i < t.length; i++)
        if (word[i] == 0 || lower(t.at[i]) != lower(word[i]))
            return false;
    return word[t.length] == 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

struct http_text http_text_trim(struct http_text t)
{
    while (t.length > 0 && is_space(t.at[0])) {
        t.at++;
        t.length--;
    }
    while (t.length > 0 && is_space(t.at[t.length - 1]))
        t.length--;
    return t;
}

struct http_text http_text_split(struct http_text *t, char separator)
{
    struct http_text first = *t;
    const char *found = t->length ? memchr(t->at, separator, t->length) : NULL;
    if (found)
        first.length = (size_t)(found - t->at);
    const size_t taken = first.length + (found ? 1 : 0);
    t->at += taken;
    t->length -= taken;
    return first;
}

static bool is_token_character(char c)
{
    const char l = lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool http_text_is_token(struct http_text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (!is_token_character(t.at[i]))
            return false;
    return t.length > 0;
}

bool http_text_number(struct http_text t, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
        const uint64_t digit = (uint64_t)(t.at[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (t.length == 0)
        return false;
    *number = value;
    return true;
}

void http_write_byte(struct http_writer *w, char byte)
{
    if (w->left == 0) {
        w->full = true;
        return;
    }
    *w->at++ = (uint8_t)byte;
    w->left--;
}

void http_write_text(struct http_writer *w, const char *text)
{
    for (; *text; text++)
        http_write_byte(w, *text);
}

void http_write_number(struct http_writer *w, uint64_t number)
{
    char digits[21];
    char *first = digits + sizeof digits - 1;
    *first = 0;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    http_write_text(w, first);
}
