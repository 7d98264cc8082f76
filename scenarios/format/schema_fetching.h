/* Rows that stand in the scenario, in a listed site and in a group of phones, each with a member of
 * the same name in the struct `type`. */
#ifndef SCENARIOS_FORMAT_SCHEMA_FETCHING_H
#define SCENARIOS_FORMAT_SCHEMA_FETCHING_H

#include "scenarios/format/schema_rows.h"

extern const char *const transport_words[]; /* of enum scenario_transport */

#define METHOD_ROW(type, is_inherited)                                                             \
    VALUE("method", CHOICE, AT(type, method), "tftp", "how phones get their firmware",             \
          "known: what phones do unless told otherwise", .words = method_names,                    \
          .inherited = is_inherited, MODELLED)
#define TRANSPORT_ROW(type, is_inherited)                                                          \
    VALUE("transport", CHOICE, AT(type, transport), "tftp",                                        \
          "how files travel from a server, to models that know both",                              \
          "assumed: the white paper's figures are for TFTP", .words = transport_words,             \
          .inherited = is_inherited, MODELLED)
#define TFTP_ROW(type, is_inherited)                                                               \
    NESTED("tftp", MAP, AT(type, tftp), schema_tftp, "what phones ask for",                        \
           .inherited = is_inherited)
#define RESET_ROW(type, is_inherited)                                                              \
    NESTED("reset", MAP, AT(type, reset), schema_reset, "what starts the upgrade",                 \
           .inherited = is_inherited)
#define ORDER_ROW(type, is_inherited)                                                              \
    VALUE("server_order", TEXTS, LIST_AT(type, server_order, server_order_count), NULL,            \
          "servers of the data centre that phones ask, each when the one before does not answer",  \
          "all: server, then servers in their order", .inherited = is_inherited, MODELLED)

#endif
