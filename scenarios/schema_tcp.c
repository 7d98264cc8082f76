/* The part of the table of fields that is about TCP and HTTP. */
#include "scenarios/schema_rows.h"

static const struct schema_field http_rows[] = {
    QUANTITY("idle", TIME, struct scenario, http.idle, "2 min", SECONDS, YEAR,
             "without a byte, until a phone takes a connection for lost",
             "assumed: longer than TCP takes for six retransmissions, 1 + 2 + 4 + 8 + 16 + 32 s"),
    VALUE("resume", SWITCH, AT(struct scenario, http.resume), "on",
          "whether a phone then asks for the rest of the file, instead of all of it again",
          "assumed: a range request (RFC 9110, 14.2)"),
};
const struct schema_group schema_http = {GROUP(http_rows)};
