/* Pieces of a message's head: ASCII without a terminating zero, inside the bytes that came. No
 * locale. */
#ifndef MODELS_HTTP_TEXT_H
#define MODELS_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_text {
    const char *at;
    size_t length; /* bytes */
};

/* Whether it is that word, but for the case of ASCII letters. */
bool http_text_is(struct http_text t, const char *word);
/* Without the spaces and tabs around it (RFC 9110, 5.6.3: OWS). */
struct http_text http_text_trim(struct http_text t);
/* Takes what is before the first `separator` off `t`, and the separator; all of it when there is
 * none. */
struct http_text http_text_split(struct http_text *t, char separator);
/* A token (RFC 9110, 5.6.2): a method, a field's name. Not an empty one. */
bool http_text_is_token(struct http_text t);
/* A number of decimal digits only. False, with `*number` untouched, when it is empty, has any other
 * character (a sign, too), or does not fit 64 bits. */
bool http_text_number(struct http_text t, uint64_t *number);

/* Room to be filled; `full` once something did not fit, and it stays so. */
struct http_writer {
    uint8_t *at;
    size_t left; /* bytes */
    bool full;
};

void http_write_byte(struct http_writer *w, char byte);
void http_write_text(struct http_writer *w, const char *text);
void http_write_number(struct http_writer *w, uint64_t number);

#endif
