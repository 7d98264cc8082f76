/* A GET request (RFC 9110, 9112): how a phone writes it, and how a server reads it.
 *
 * The server takes the stream in any split:
 *   1. http_request_init;
 *   2. http_request_receive with what has come, until it says that the request is complete;
 *   3. does what `status` says: HTTP_OK, answer with the file `name` (for HEAD without its
 * content); otherwise answer with that status (response.h). Then the connection is closed.
 *
 * Refused are: what is no request (400), a method that is not GET or HEAD (405, or 501 when it is
 * unknown), another major version than 1 (505), a target beyond a name's length (414) or that is
 * none (400, target.h), a head beyond HTTP_HEAD_MAX (431), an HTTP/1.1 request without exactly one
 * Host (400), malformed fields (400, head.h), a transfer coding (501).
 *
 * One range is known, from a byte to the end ("Range: bytes=FROM-", RFC 9110, 14.2), of GET only;
 * with another one the whole file is asked for.
 *
 * Not modelled: content of requests (what follows the head is counted and ignored), conditions
 * (If-...), so that a request with these gets the file all the same. */
#ifndef MODELS_HTTP_REQUEST_H
#define MODELS_HTTP_REQUEST_H

#include "models/http/head.h"
#include "models/http/target.h"

#define HTTP_REQUEST_MAX 1024 /* bytes of an encoded request, whatever its name */

enum http_encode_error {
    HTTP_E_NAME_EMPTY = -1,
    HTTP_E_NAME_LONG = -2, /* over HTTP_NAME_MAX */
};

/* Writes the request for a file of the server with that IPv4 address (host byte order) and port,
 * from byte `from` on; returns its length, or one of the above. */
int http_encode_request(uint8_t out[HTTP_REQUEST_MAX], const char *name, uint32_t address,
                        uint16_t port, uint64_t from);
/* The same of a whole file, with an account (RFC 7617), which is the same for all phones. */
int http_encode_authorized(uint8_t out[HTTP_REQUEST_MAX], const char *name, uint32_t address,
                           uint16_t port);

enum http_request_state {
    HTTP_REQUEST_HEAD, /* its head is being gathered */
    HTTP_REQUEST_COMPLETE,
};

struct http_request {
    enum http_request_state state;
    enum http_status status; /* when complete */
    bool without_content;    /* HEAD */
    bool authorized;         /* it has an account; any will do */
    uint64_t from;           /* the first byte that is wanted */
    char name[HTTP_NAME_MAX + 1];
    uint64_t extra; /* bytes behind the head, ignored */
    struct http_head head;
};

void http_request_init(struct http_request *r);
/* Returns whether the request is complete. */
bool http_request_receive(struct http_request *r, const uint8_t *bytes, uint32_t length);

#endif
