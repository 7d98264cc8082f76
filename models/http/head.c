/* Gathers bytes up to the empty line, then cuts them into fields in place; what a field means is
 * for request.c and response.c. */
#include "models/http/head.h"

#include <string.h>

#include "base/check.h"

void http_head_init(struct http_head *h)
{
    h->length = h->line = h->skipped = h->lines = 0;
}

void http_head_skip(struct http_head *h)
{
    h->skipped += h->length;
    h->length = h->line = h->lines = 0;
}

static bool line_is_empty(const struct http_head *h)
{
    const uint32_t length = h->length - h->line;
    return length == 1 || (length == 2 && h->bytes[h->line] == '\r');
}

/* A line feed has come. Returns whether it was that of the empty line at the end. */
static bool end_line(struct http_head *h)
{
    if (!line_is_empty(h)) {
        h->lines++;
        h->line = h->length;
        return false;
    }
    if (h->lines > 0)
        return true;
    http_head_skip(h);
    return false;
}

enum http_gather http_head_gather(struct http_head *h, const uint8_t *bytes, uint32_t length,
                                  uint32_t *taken)
{
    for (uint32_t i = 0; i < length; i++) {
        if (h->skipped + h->length == HTTP_HEAD_MAX) {
            *taken = i;
            return HTTP_GATHER_TOO_LONG;
        }
        h->bytes[h->length++] = (char)bytes[i];
        if (bytes[i] == '\n' && end_line(h)) {
            *taken = i + 1;
            return HTTP_GATHER_DONE;
        }
    }
    *taken = length;
    return HTTP_GATHER_MORE;
}

/* The next line, without its end. */
static struct http_text next_line(struct http_head *h)
{
    const char *at = h->bytes + h->line;
    const char *end = memchr(at, '\n', h->length - h->line);
    CHECK(end != NULL);
    h->line += (uint32_t)(end - at) + 1;
    struct http_text line = {at, (size_t)(end - at)};
    if (line.length > 0 && at[line.length - 1] == '\r')
        line.length--;
    return line;
}

struct http_text http_head_start_line(struct http_head *h)
{
    h->line = 0;
    return next_line(h);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Line ends that a blank follows become blanks; but never that of the empty line at the end. */
static void unfold_lines(struct http_head *h)
{
    for (uint32_t i = h->line; i + 1 < h->length; i++) {
        if (h->bytes[i] != '\n' || !is_blank(h->bytes[i + 1]))
            continue;
        h->bytes[i] = ' ';
        if (h->bytes[i - 1] == '\r')
            h->bytes[i - 1] = ' ';
    }
}

/* All lengths of a list (RFC 9110, 8.6) must be the same. */
static bool read_length(struct http_fields *f, struct http_text value)
{
    do {
        uint64_t length;
        if (!http_text_number(http_text_trim(http_text_split(&value, ',')), &length))
            return false;
        if (f->has_length && f->length != length)
            return false;
        f->has_length = true;
        f->length = length;
    } while (value.length > 0);
    return true;
}

/* What follows the word, once: false where there is something else. */
static bool take_word(struct http_text *t, const char *word)
{
    const size_t length = strlen(word);
    if (t->length < length || !http_text_is((struct http_text){t->at, length}, word))
        return false;
    t->at += length;
    t->length -= length;
    return true;
}

/* RFC 9110, 14.1.2: of all ranges only one that leads to the end. */
static void read_range(struct http_fields *f, struct http_text value)
{
    const bool ends = value.length > 0 && value.at[value.length - 1] == '-';
    if (!ends || !take_word(&value, "bytes="))
        return;
    value.length--;
    f->has_from = http_text_number(value, &f->from);
}

/* RFC 9110, 14.4. */
static bool read_content_range(struct http_fields *f, struct http_text value)
{
    if (!take_word(&value, "bytes "))
        return false;
    const struct http_text first = http_text_split(&value, '-');
    const struct http_text last = http_text_split(&value, '/');
    f->has_range = http_text_number(first, &f->first) && http_text_number(last, &f->last) &&
                   http_text_number(value, &f->all) && f->first <= f->last && f->last < f->all;
    return f->has_range;
}

static const char *read_field(struct http_fields *f, struct http_text name, struct http_text value)
{
    if (http_text_is(name, "Content-Length") && !read_length(f, value))
        return "malformed Content-Length";
    if (http_text_is(name, "Content-Range") && !read_content_range(f, value))
        return "malformed Content-Range";
    if (http_text_is(name, "Range"))
        read_range(f, value);
    if (http_text_is(name, "Authorization"))
        f->authorized = value.length > 0;
    if (http_text_is(name, "Transfer-Encoding"))
        f->transfer_coding = true;
    if (http_text_is(name, "Content-Encoding") && !http_text_is(value, "identity"))
        f->content_coding = true;
    f->hosts += http_text_is(name, "Host");
    return NULL;
}

static bool is_value(struct http_text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (t.at[i] == 0 || t.at[i] == '\r')
            return false;
    return true;
}

const char *http_head_fields(struct http_head *h, bool unfold, struct http_fields *f)
{
    *f = (struct http_fields){0};
    http_head_start_line(h);
    if (unfold)
        unfold_lines(h);
    struct http_text line;
    while ((line = next_line(h)).length > 0) {
        const size_t length = line.length;
        const struct http_text name = http_text_split(&line, ':');
        if (name.length == length || !http_text_is_token(name))
            return "malformed field line";
        const struct http_text value = http_text_trim(line);
        const char *malformed =
            is_value(value) ? read_field(f, name, value) : "malformed field value";
        if (malformed)
            return malformed;
    }
    return NULL;
}
