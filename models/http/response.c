/* Writes a response's head, and reads a response in any split: its head, interim ones before it,
 * and the bytes of its content, which are pointed at and not kept. */
#include "models/http/response.h"

#include <string.h>

#include "base/check.h"

static void write_line(struct http_writer *w, enum http_status status)
{
    http_write_text(w, "HTTP/1.1 ");
    http_write_number(w, status);
    http_write_byte(w, ' ');
    http_write_text(w, http_status_phrase(status));
    if (status == HTTP_OK || status == HTTP_PARTIAL)
        http_write_text(w, "\r\nContent-Type: application/octet-stream");
}

static uint32_t write_end(struct http_writer *w, const uint8_t *out, uint64_t length)
{
    http_write_text(w, "\r\nContent-Length: ");
    http_write_number(w, length);
    http_write_text(w, "\r\nConnection: close\r\n\r\n");
    CHECK(!w->full);
    return (uint32_t)(w->at - out);
}

uint32_t http_encode_range(uint8_t out[HTTP_RESPONSE_HEAD_MAX], uint64_t from, uint64_t all)
{
    struct http_writer w = {.at = out, .left = HTTP_RESPONSE_HEAD_MAX};
    const bool has = from < all;
    write_line(&w, has ? HTTP_PARTIAL : HTTP_RANGE_NOT_SATISFIABLE);
    http_write_text(&w, "\r\nContent-Range: bytes ");
    if (has) {
        http_write_number(&w, from);
        http_write_byte(&w, '-');
        http_write_number(&w, all - 1);
    } else {
        http_write_byte(&w, '*');
    }
    http_write_byte(&w, '/');
    http_write_number(&w, all);
    return write_end(&w, out, has ? all - from : 0);
}

uint32_t http_encode_response(uint8_t out[HTTP_RESPONSE_HEAD_MAX], enum http_status status,
                              uint64_t length)
{
    struct http_writer w = {.at = out, .left = HTTP_RESPONSE_HEAD_MAX};
    write_line(&w, status);
    if (status == HTTP_UNAUTHORIZED) /* RFC 9110, 15.5.2 */
        http_write_text(&w, "\r\nWWW-Authenticate: Basic realm=\"profiles\"");
    if (status == HTTP_METHOD_NOT_ALLOWED) /* RFC 9110, 15.5.6 */
        http_write_text(&w, "\r\nAllow: GET, HEAD");
    return write_end(&w, out, length);
}

const char *http_end_text(enum http_end end)
{
    switch (end) {
#define HTTP_END_CASE(name, text)                                                                  \
    case name:                                                                                     \
        return text;
        HTTP_ENDS(HTTP_END_CASE)
#undef HTTP_END_CASE
    }
    return "unknown end";
}

static bool is_legal(enum http_response_state from, enum http_response_state to)
{
    switch (from) {
    case HTTP_RESPONSE_HEAD:
        return to == HTTP_RESPONSE_CONTENT || to == HTTP_RESPONSE_ENDED;
    case HTTP_RESPONSE_CONTENT:
        return to == HTTP_RESPONSE_ENDED;
    case HTTP_RESPONSE_ENDED:
        return false;
    }
    return false;
}

static void set_state(struct http_response *r, enum http_response_state state)
{
    CHECK(is_legal(r->state, state));
    r->state = state;
}

static void end(struct http_response *r, enum http_end why)
{
    set_state(r, HTTP_RESPONSE_ENDED);
    r->end = why;
}

void http_response_init(struct http_response *r, uint64_t from)
{
    r->state = HTTP_RESPONSE_HEAD;
    r->end = HTTP_END_DONE;
    r->end_told = false;
    r->status = 0;
    r->from = from;
    r->length = r->received = r->extra = 0;
    r->content = NULL;
    r->content_length = 0;
    http_head_init(&r->head);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK"; some servers leave the last blank out with the phrase. */
static enum http_end read_status_line(struct http_response *r, struct http_text line)
{
    const char *c = line.at;
    const size_t shortest = sizeof "HTTP/1.1 200" - 1;
    if (line.length < shortest || memcmp(c, "HTTP/", 5) != 0 || !is_digit(c[5]) || c[6] != '.' ||
        !is_digit(c[7]) || c[8] != ' ' || (line.length > shortest && c[shortest] != ' '))
        return HTTP_END_MALFORMED;
    if (c[5] != '1')
        return HTTP_END_VERSION;
    uint64_t status;
    if (!http_text_number((struct http_text){c + 9, 3}, &status) || status < 100)
        return HTTP_END_MALFORMED;
    r->status = (uint16_t)status;
    return HTTP_END_DONE;
}

/* The rest of the file, and nothing else. */
static enum http_end read_rest(struct http_response *r, const struct http_fields *f)
{
    if (!f->has_range || f->first != r->from || f->last + 1 != f->all ||
        (f->has_length && f->length != f->all - f->first))
        return HTTP_END_MALFORMED;
    r->received = f->first;
    r->length = f->all;
    return HTTP_END_DONE;
}

static enum http_end read_fields(struct http_response *r)
{
    struct http_fields fields;
    if (http_head_fields(&r->head, true, &fields) != NULL)
        return HTTP_END_MALFORMED;
    if (r->status == HTTP_NOT_FOUND || r->status == HTTP_GONE)
        return HTTP_END_MISSING;
    if (r->status == HTTP_UNAUTHORIZED)
        return HTTP_END_UNAUTHORIZED;
    const bool rest = r->status == HTTP_PARTIAL && r->from > 0;
    if (r->status != HTTP_OK && !rest)
        return HTTP_END_REFUSED;
    if (fields.transfer_coding || fields.content_coding)
        return HTTP_END_CODING;
    if (rest)
        return read_rest(r, &fields);
    r->length = fields.length;
    return fields.has_length ? HTTP_END_DONE : HTTP_END_NO_LENGTH;
}

/* An answer that another one follows; but nobody has asked to switch protocols (101). */
static bool is_interim(const struct http_response *r)
{
    return r->status >= 100 && r->status < 200 && r->status != 101;
}

/* The head is complete. */
static void read_head(struct http_response *r)
{
    enum http_end fault = read_status_line(r, http_head_start_line(&r->head));
    if (fault == HTTP_END_DONE)
        fault = is_interim(r) ? HTTP_END_DONE : read_fields(r);
    if (fault != HTTP_END_DONE)
        end(r, fault);
    else if (is_interim(r))
        http_head_skip(&r->head);
    else if (r->length > 0)
        set_state(r, HTTP_RESPONSE_CONTENT);
    else
        end(r, HTTP_END_DONE);
}

/* Returns how many bytes the head has taken. */
static uint32_t gather_head(struct http_response *r, const uint8_t *bytes, uint32_t length)
{
    uint32_t all = 0;
    while (r->state == HTTP_RESPONSE_HEAD && all < length) {
        uint32_t taken;
        switch (http_head_gather(&r->head, bytes + all, length - all, &taken)) {
        case HTTP_GATHER_MORE:
            break;
        case HTTP_GATHER_DONE:
            read_head(r);
            break;
        case HTTP_GATHER_TOO_LONG:
            end(r, HTTP_END_TOO_LONG);
            break;
        }
        all += taken;
    }
    return all;
}

void http_response_receive(struct http_response *r, const uint8_t *bytes, uint32_t length)
{
    CHECK(r->content_length == 0);
    const uint32_t taken = gather_head(r, bytes, length);
    uint64_t content = 0;
    if (r->state == HTTP_RESPONSE_CONTENT) {
        const uint64_t wanted = r->length - r->received;
        content = length - taken < wanted ? length - taken : wanted;
        r->content = bytes + taken;
        r->content_length = (uint32_t)content;
    }
    r->extra += length - taken - content;
}

void http_response_close(struct http_response *r)
{
    CHECK(r->content_length == 0);
    switch (r->state) {
    case HTTP_RESPONSE_HEAD:
        end(r, HTTP_END_NO_ANSWER);
        break;
    case HTTP_RESPONSE_CONTENT:
        end(r, HTTP_END_CUT_OFF);
        break;
    case HTTP_RESPONSE_ENDED:
        break;
    }
}

static void advance(struct http_response *r, uint32_t length)
{
    r->received += length;
    r->content += length;
    r->content_length -= length;
    if (r->content_length == 0 && r->received == r->length)
        end(r, HTTP_END_DONE);
}

static void deliver(struct http_response *r, struct http_response_action *a)
{
    *a = (struct http_response_action){.kind = HTTP_RESPONSE_DELIVER,
                                       .offset = r->received,
                                       .bytes = r->content,
                                       .length = r->content_length};
    advance(r, r->content_length);
}

/* What was asked for without need, of a server that knows no ranges. */
static void pass_over(struct http_response *r)
{
    const uint64_t old = r->from - r->received;
    advance(r, old < r->content_length ? (uint32_t)old : r->content_length);
}

bool http_response_next(struct http_response *r, struct http_response_action *a)
{
    if (r->content_length > 0 && r->received < r->from)
        pass_over(r);
    if (r->content_length > 0) {
        deliver(r, a);
        return true;
    }
    if (r->state != HTTP_RESPONSE_ENDED || r->end_told)
        return false;
    r->end_told = true;
    *a = (struct http_response_action){.kind = HTTP_RESPONSE_END, .end = r->end};
    return true;
}
