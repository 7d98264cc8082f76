/* Writes a request, and reads one in any split; the first thing that is not right decides the
 * status of the answer. */
#include "models/http/request.h"

#include <string.h>

#include "base/check.h"

enum { HTTP_PORT = 80 };

static void write_host(struct http_writer *w, uint32_t address, uint16_t port)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        http_write_number(w, address >> shift & 255);
        if (shift > 0)
            http_write_byte(w, '.');
    }
    if (port == HTTP_PORT)
        return;
    http_write_byte(w, ':');
    http_write_number(w, port);
}

static int encode(uint8_t out[HTTP_REQUEST_MAX], const char *name, uint32_t address, uint16_t port,
                  uint64_t from, bool authorized)
{
    const size_t length = strlen(name);
    if (length == 0)
        return HTTP_E_NAME_EMPTY;
    if (length > HTTP_NAME_MAX)
        return HTTP_E_NAME_LONG;
    struct http_writer w = {.at = out, .left = HTTP_REQUEST_MAX};
    http_write_text(&w, "GET ");
    http_write_target(&w, name);
    http_write_text(&w, " HTTP/1.1\r\nHost: ");
    write_host(&w, address, port);
    http_write_text(&w, "\r\nUser-Agent: pfsim\r\nAccept-Encoding: identity\r\n");
    if (from > 0) {
        http_write_text(&w, "Range: bytes=");
        http_write_number(&w, from);
        http_write_text(&w, "-\r\n");
    }
    if (authorized) /* "pfsim:pfsim" */
        http_write_text(&w, "Authorization: Basic cGZzaW06cGZzaW0=\r\n");
    http_write_text(&w, "Connection: close\r\n\r\n");
    CHECK(!w.full);
    return (int)(w.at - out);
}

int http_encode_request(uint8_t out[HTTP_REQUEST_MAX], const char *name, uint32_t address,
                        uint16_t port, uint64_t from)
{
    return encode(out, name, address, port, from, false);
}

int http_encode_authorized(uint8_t out[HTTP_REQUEST_MAX], const char *name, uint32_t address,
                           uint16_t port)
{
    return encode(out, name, address, port, 0, true);
}

static bool is_legal(enum http_request_state from, enum http_request_state to)
{
    switch (from) {
    case HTTP_REQUEST_HEAD:
        return to == HTTP_REQUEST_COMPLETE;
    case HTTP_REQUEST_COMPLETE:
        return false;
    }
    return false;
}

static void set_state(struct http_request *r, enum http_request_state state)
{
    CHECK(is_legal(r->state, state));
    r->state = state;
}

void http_request_init(struct http_request *r)
{
    r->state = HTTP_REQUEST_HEAD;
    r->status = HTTP_BAD_REQUEST;
    r->without_content = false;
    r->authorized = false;
    r->from = 0;
    r->name[0] = 0;
    r->extra = 0;
    http_head_init(&r->head);
}

/* Methods are told apart by case, too (RFC 9110, 9.1). */
static bool is_exactly(struct http_text t, const char *word)
{
    return t.length == strlen(word) && memcmp(t.at, word, t.length) == 0;
}

static enum http_status check_method(struct http_request *r, struct http_text method)
{
    static const char *const known[] = {"POST",    "PUT",   "DELETE", "CONNECT",
                                        "OPTIONS", "TRACE", "PATCH"};
    r->without_content = is_exactly(method, "HEAD");
    if (r->without_content || is_exactly(method, "GET"))
        return HTTP_OK;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (is_exactly(method, known[i]))
            return HTTP_METHOD_NOT_ALLOWED;
    return http_text_is_token(method) ? HTTP_NOT_IMPLEMENTED : HTTP_BAD_REQUEST;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static enum http_status check_version(struct http_text version)
{
    const char *at = version.at;
    if (version.length != 8 || memcmp(at, "HTTP/", 5) != 0 || !is_digit(at[5]) || at[6] != '.' ||
        !is_digit(at[7]))
        return HTTP_BAD_REQUEST;
    return at[5] == '1' ? HTTP_OK : HTTP_VERSION_NOT_SUPPORTED;
}

/* HTTP/1.0 needs no Host, and has none twice (RFC 9112, 3.2). */
static enum http_status check_fields(struct http_request *r, bool needs_host)
{
    struct http_fields fields;
    if (http_head_fields(&r->head, false, &fields) != NULL)
        return HTTP_BAD_REQUEST;
    if (fields.hosts > 1 || (needs_host && fields.hosts == 0))
        return HTTP_BAD_REQUEST;
    r->authorized = fields.authorized;
    if (fields.has_from && !r->without_content)
        r->from = fields.from;
    return fields.transfer_coding ? HTTP_NOT_IMPLEMENTED : HTTP_OK;
}

static enum http_status read_request(struct http_request *r)
{
    struct http_text line = http_head_start_line(&r->head);
    const struct http_text method = http_text_split(&line, ' ');
    const struct http_text target = http_text_split(&line, ' ');
    enum http_status status = check_version(line);
    if (status != HTTP_OK)
        return status;
    const bool needs_host = line.at[7] != '0';
    if ((status = check_method(r, method)) != HTTP_OK)
        return status;
    if ((status = http_read_target(target, r->name)) != HTTP_OK)
        return status;
    return check_fields(r, needs_host);
}

bool http_request_receive(struct http_request *r, const uint8_t *bytes, uint32_t length)
{
    uint32_t taken = 0;
    if (r->state == HTTP_REQUEST_HEAD) {
        switch (http_head_gather(&r->head, bytes, length, &taken)) {
        case HTTP_GATHER_MORE:
            break;
        case HTTP_GATHER_DONE:
            r->status = read_request(r);
            set_state(r, HTTP_REQUEST_COMPLETE);
            break;
        case HTTP_GATHER_TOO_LONG:
            r->status = r->head.lines > 0 ? HTTP_FIELDS_TOO_LARGE : HTTP_URI_TOO_LONG;
            set_state(r, HTTP_REQUEST_COMPLETE);
            break;
        }
    }
    r->extra += length - taken;
    return r->state == HTTP_REQUEST_COMPLETE;
}
