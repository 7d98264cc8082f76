/* A file's name as a request target (RFC 9112, 3.2), and back: "term65.default.loads" is
 * "/term65.default.loads". Bytes that a target cannot hold are percent-encoded (RFC 3986, 2.1). */
#ifndef MODELS_HTTP_TARGET_H
#define MODELS_HTTP_TARGET_H

#include "models/http/status.h"
#include "models/http/text.h"

#define HTTP_NAME_MAX 255 /* bytes of a file's name, without its zero */

/* Writes the target of a name. */
void http_write_target(struct http_writer *w, const char *name);

/* Reads the name out of a target in origin form ("/name") or absolute form ("http://host/name"); a
 * query ("?...") is ignored. HTTP_OK; or, with the name empty, HTTP_URI_TOO_LONG when it is longer
 * than HTTP_NAME_MAX, and HTTP_BAD_REQUEST when the target has another form, a percent sign without
 * two hexadecimal digits, a zero byte in the name, or anything that no target has: blanks, control
 * characters, '#', bytes beyond ASCII. Dots and separators mean nothing: a name is a name. */
enum http_status http_read_target(struct http_text target, char name[HTTP_NAME_MAX + 1]);

#endif
