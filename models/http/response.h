/* The answer to a GET (RFC 9110, 9112): how a server writes its head, and how a phone reads it.
 *
 * The phone takes the stream in any split. The driver owns the struct and calls, in this order:
 *   1. http_response_init;
 *   2. http_response_receive with what has come, or http_response_close when the peer has closed
 * its side;
 *   3. http_response_next until it returns false, before those bytes go away, and back to 2.
 * The content is handed on where it lies, without a copy. The end comes once, and last; what is
 * received after it is counted and ignored. It comes as soon as it is known: with the last byte of
 * the content, and of an answer without the file with its head.
 *
 * Who has the first `from` bytes asks for the rest: 206 with a Content-Range that begins there and
 * goes to the end; or 200, whose first `from` bytes are passed over. Offsets are those of the file.
 *
 * Content-Length is required. Interim answers (1xx) are skipped; they count for the limit of the
 * head, HTTP_HEAD_MAX. 404 and 410 say that the file is missing, 401 that an account is wanted;
 * every other status is a refusal.
 *
 * Not modelled: chunked and other transfer codings, content codings, content that ends with the
 * connection, redirections. The first three are errors, and a redirection is a refusal. */
#ifndef MODELS_HTTP_RESPONSE_H
#define MODELS_HTTP_RESPONSE_H

#include "models/http/head.h"
#include "models/http/status.h"

#define HTTP_RESPONSE_HEAD_MAX 256 /* bytes of an encoded head */

/* Writes the head of an answer with `length` bytes of content; returns its length. That of
 * HTTP_PARTIAL and HTTP_RANGE_NOT_SATISFIABLE is http_encode_range's. */
uint32_t http_encode_response(uint8_t out[HTTP_RESPONSE_HEAD_MAX], enum http_status status,
                              uint64_t length);
/* The same of a file of `all` bytes from byte `from` on; 416 (RFC 9110, 15.5.17) when it is not so
 * long. */
uint32_t http_encode_range(uint8_t out[HTTP_RESPONSE_HEAD_MAX], uint64_t from, uint64_t all);

#define HTTP_ENDS(X)                                                                               \
    X(HTTP_END_DONE, "done")                                                                       \
    X(HTTP_END_MISSING, "missing file")                                                            \
    X(HTTP_END_UNAUTHORIZED, "no account for the server")                                          \
    X(HTTP_END_REFUSED, "refused by the server")                                                   \
    X(HTTP_END_NO_ANSWER, "connection closed without an answer")                                   \
    X(HTTP_END_CUT_OFF, "connection lost half-way")                                                \
    X(HTTP_END_MALFORMED, "malformed answer")                                                      \
    X(HTTP_END_TOO_LONG, "head of the answer too long")                                            \
    X(HTTP_END_VERSION, "unknown HTTP version")                                                    \
    X(HTTP_END_NO_LENGTH, "answer without Content-Length")                                         \
    X(HTTP_END_CODING, "transfer or content coding not known")

enum http_end {
#define HTTP_END_ENUM(name, text) name,
    HTTP_ENDS(HTTP_END_ENUM)
#undef HTTP_END_ENUM
};
const char *http_end_text(enum http_end end);

enum http_response_state {
    HTTP_RESPONSE_HEAD,    /* its head is being gathered */
    HTTP_RESPONSE_CONTENT, /* ... and said how many bytes come */
    HTTP_RESPONSE_ENDED,
};

struct http_response {
    enum http_response_state state;
    enum http_end end;
    bool end_told;
    uint16_t status;         /* of the answer; 0 before it has come */
    uint64_t from;           /* the first byte that is wanted */
    uint64_t length;         /* of the file, from CONTENT on; bytes */
    uint64_t received;       /* of the file: what comes next, or is to be handed on next */
    uint64_t extra;          /* bytes behind the end */
    const uint8_t *content;  /* to be handed on */
    uint32_t content_length; /* of that; bytes */
    struct http_head head;
};

enum http_response_action_kind {
    HTTP_RESPONSE_DELIVER, /* the next bytes of the content */
    HTTP_RESPONSE_END,     /* see `end` */
};

/* Only the fields of its kind are set. */
struct http_response_action {
    enum http_response_action_kind kind;
    uint64_t offset;      /* DELIVER: in the file, bytes */
    const uint8_t *bytes; /* DELIVER: inside what was received last */
    uint32_t length;      /* DELIVER: bytes, at least one */
    enum http_end end;    /* END */
};

void http_response_init(struct http_response *r, uint64_t from);
void http_response_receive(struct http_response *r, const uint8_t *bytes, uint32_t length);
void http_response_close(struct http_response *r);
bool http_response_next(struct http_response *r, struct http_response_action *a);

#endif
