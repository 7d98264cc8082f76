/* The head of a message (RFC 9112): its start line, its field lines, and the empty line that ends
 * it. Gathered from a stream in any split, and read by lines.
 *
 * A line ends with CRLF, or with LF alone (RFC 9112, 2.2). Empty lines before the start line are
 * skipped. The whole of it has a limit. */
#ifndef MODELS_HTTP_HEAD_H
#define MODELS_HTTP_HEAD_H

#include "models/http/text.h"

#define HTTP_HEAD_MAX 8192 /* bytes of a head, its line ends included */

enum http_gather {
    HTTP_GATHER_MORE, /* all bytes were taken, and it is not complete */
    HTTP_GATHER_DONE,
    HTTP_GATHER_TOO_LONG,
};

struct http_head {
    uint32_t length;  /* bytes gathered */
    uint32_t line;    /* where the line that is being gathered or read begins */
    uint32_t skipped; /* bytes before it, which count for the limit */
    uint32_t lines;   /* complete ones, the empty one that ends it not counted */
    char bytes[HTTP_HEAD_MAX];
};

/* Nothing gathered. */
void http_head_init(struct http_head *h);
/* Takes bytes up to the end of the head; `*taken` says how many. Only before it is done. */
enum http_gather http_head_gather(struct http_head *h, const uint8_t *bytes, uint32_t length,
                                  uint32_t *taken);

/* Forgets a head that is done, for another one to come; the limit is that of both together. */
void http_head_skip(struct http_head *h);

/* What is read of a head that is done; first its start line. */
struct http_text http_head_start_line(struct http_head *h);

/* What its fields say that matters here; any other field is ignored. */
struct http_fields {
    bool has_length; /* Content-Length */
    uint64_t length;
    bool transfer_coding; /* Transfer-Encoding: whatever the coding */
    bool content_coding;  /* Content-Encoding, other than identity */
    uint32_t hosts;       /* Host lines */
    bool authorized;      /* Authorization, with anything in it */
    bool has_from;        /* Range, of the form "bytes=FROM-" */
    uint64_t from;
    bool has_range; /* Content-Range, of the form "bytes FIRST-LAST/ALL", as numbers of bytes */
    uint64_t first, last, all;
};

/* Reads the lines behind the start line. Returns NULL, or what is malformed: a constant. Malformed
 * are: a line that is no field; a blank before the colon; NUL or CR in a value; a Content-Length
 * that is no number, does not fit 64 bits, or differs from another one (the same one repeated is
 * fine, RFC 9112, 6.3); a Content-Range that is none of its form, or beyond its own ALL. A Range of
 * another form is ignored (RFC 9110, 14.2). A line that begins with a blank (obs-fold, RFC
 * 9112, 5.2) continues the one before with `unfold`, and without is malformed. */
const char *http_head_fields(struct http_head *h, bool unfold, struct http_fields *f);

#endif
