/* The status codes (RFC 9110, 15) that this side sends, or tells apart. */
#ifndef MODELS_HTTP_STATUS_H
#define MODELS_HTTP_STATUS_H

#define HTTP_STATUSES(X)                                                                           \
    X(HTTP_OK, 200, "OK")                                                                          \
    X(HTTP_PARTIAL, 206, "Partial Content")                                                        \
    X(HTTP_BAD_REQUEST, 400, "Bad Request")                                                        \
    X(HTTP_UNAUTHORIZED, 401, "Unauthorized")                                                      \
    X(HTTP_NOT_FOUND, 404, "Not Found")                                                            \
    X(HTTP_METHOD_NOT_ALLOWED, 405, "Method Not Allowed")                                          \
    X(HTTP_GONE, 410, "Gone")                                                                      \
    X(HTTP_URI_TOO_LONG, 414, "URI Too Long")                                                      \
    X(HTTP_RANGE_NOT_SATISFIABLE, 416, "Range Not Satisfiable")                                    \
    X(HTTP_FIELDS_TOO_LARGE, 431, "Request Header Fields Too Large")                               \
    X(HTTP_NOT_IMPLEMENTED, 501, "Not Implemented")                                                \
    X(HTTP_UNAVAILABLE, 503, "Service Unavailable")                                                \
    X(HTTP_VERSION_NOT_SUPPORTED, 505, "HTTP Version Not Supported")

enum http_status {
#define HTTP_STATUS_ENUM(name, code, phrase) name = (code),
    HTTP_STATUSES(HTTP_STATUS_ENUM)
#undef HTTP_STATUS_ENUM
};

/* The reason phrase. */
static inline const char *http_status_phrase(enum http_status status)
{
    switch (status) {
#define HTTP_STATUS_CASE(name, code, phrase)                                                       \
    case name:                                                                                     \
        return phrase;
        HTTP_STATUSES(HTTP_STATUS_CASE)
#undef HTTP_STATUS_CASE
    }
    return "Unknown";
}

#endif
