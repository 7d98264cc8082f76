/* The part of the table of fields that is about TCP and HTTP. */
#include "scenarios/format/schema_rows.h"

static const struct schema_field tcp_rows[] = {
    QUANTITY(
        "window", SIZE, struct scenario, tcp.window, "65535 B", NET_TCP_WINDOW_MIN,
        NET_TCP_WINDOW_MAX,
        "that a receiver takes ahead of what it has acknowledged; more than 65535 bytes by window "
        "scaling",
        "known: the most without scaling (RFC 9293); assumed: hosts that have no more", MODELLED),
    VALUE("sack", SWITCH, AT(struct scenario, tcp.sack), "off",
          "whether hosts acknowledge selectively (RFC 2018, 6675)",
          "assumed: the simplest TCP that recovers from losses"),
    VALUE("timestamps", SWITCH, AT(struct scenario, tcp.timestamps), "off",
          "whether segments carry timestamps, which take 12 bytes of each (RFC 7323)",
          "assumed: as without", MODELLED),
};
const struct schema_group schema_tcp = {GROUP(tcp_rows)};

static const struct schema_field http_rows[] = {
    QUANTITY("idle", TIME, struct scenario, http.idle, "2 min", SECONDS, YEAR,
             "without a byte, until a phone takes a connection for lost",
             "assumed: longer than TCP takes for six retransmissions, 1 + 2 + 4 + 8 + 16 + 32 s"),
    VALUE("resume", SWITCH, AT(struct scenario, http.resume), "on",
          "whether a phone then asks for the rest of the file, instead of all of it again",
          "assumed: a range request (RFC 9110, 14.2)"),
};
const struct schema_group schema_http = {GROUP(http_rows)};
