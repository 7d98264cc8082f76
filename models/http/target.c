/* Percent-encoding both ways; what is no path, or holds a byte that cannot be in a name, is
 * refused. */
#include "models/http/target.h"

#include <string.h>

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("-._~/", c) != NULL);
}

void http_write_target(struct http_writer *w, const char *name)
{
    static const char digits[] = "0123456789ABCDEF";
    http_write_byte(w, '/');
    for (; *name; name++) {
        if (is_plain(*name)) {
            http_write_byte(w, *name);
            continue;
        }
        http_write_byte(w, '%');
        http_write_byte(w, digits[(uint8_t)*name >> 4]);
        http_write_byte(w, digits[(uint8_t)*name & 15]);
    }
}

/* Takes away what is before the path, and its first '/'. Returns whether the form is one of the
 * two. "http://host" has an empty path. */
static bool find_path(struct http_text *target)
{
    static const char scheme[] = "http://";
    const struct http_text start = {target->at, sizeof scheme - 1};
    if (target->length > start.length && http_text_is(start, scheme)) {
        target->at += start.length;
        target->length -= start.length;
        return http_text_split(target, '/').length > 0;
    }
    return target->length > 0 && http_text_split(target, '/').length == 0;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes a character of the path, encoded or not. 0 when it is none. */
static char take(struct http_text *path)
{
    const char c = path->at[0];
    size_t taken = 1;
    int value = c > ' ' && c < 127 && c != '#' ? c : 0;
    if (c == '%') {
        const int high = path->length >= 3 ? digit_of(path->at[1]) : -1;
        const int low = path->length >= 3 ? digit_of(path->at[2]) : -1;
        value = high < 0 || low < 0 ? 0 : high << 4 | low;
        taken = value ? 3 : 1;
    }
    path->at += taken;
    path->length -= taken;
    return (char)value;
}

static enum http_status read_name(struct http_text path, char name[HTTP_NAME_MAX + 1])
{
    size_t length = 0;
    while (path.length > 0) {
        const char c = take(&path);
        if (c == 0)
            return HTTP_BAD_REQUEST;
        if (length == HTTP_NAME_MAX)
            return HTTP_URI_TOO_LONG;
        name[length++] = c;
    }
    name[length] = 0;
    return HTTP_OK;
}

enum http_status http_read_target(struct http_text target, char name[HTTP_NAME_MAX + 1])
{
    enum http_status status = HTTP_BAD_REQUEST;
    struct http_text path = http_text_split(&target, '?');
    if (find_path(&path))
        status = read_name(path, name);
    if (status != HTTP_OK)
        name[0] = 0;
    return status;
}
