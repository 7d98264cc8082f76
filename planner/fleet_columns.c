/* The table of a list's columns. Units, limits and defaults of those that stand for a field of a
 * scenario are that field's; what is here is what a list has of its own. */
#include "planner/fleet.h"

#include <string.h>

#define COLUMN(column, of_level, ...)                                                              \
    [FLEET_COLUMN_##column] = {.level = FLEET_OF_##of_level, .number = -1, __VA_ARGS__}
/* ... of a number that may be a range. */
#define NUMBER(column, of_level, ...)                                                              \
    [FLEET_COLUMN_##column] = {.level = FLEET_OF_##of_level, .number = FLEET_##column, __VA_ARGS__}

const struct fleet_column fleet_columns[FLEET_COLUMNS] = {
    COLUMN(SITE, ROW, .name = "site", .required = true, .example = "LYO1",
           .meaning = "its name; rows of the same name are one site, wherever they stand"),
    COLUMN(MODEL, ROW, .name = "model", .required = true, .path = "subnets[0].phones[0].model",
           .example = "CP-7945", .meaning = "of the phones, as the catalogue has it"),
    COLUMN(COUNT, ROW, .name = "count", .required = true, .path = "subnets[0].phones[0].count",
           .example = "40", .meaning = "phones of this model in this subnet"),
    NUMBER(WAN_RATE, SITE, .name = "wan_rate", .required = true, .path = "wan.rate",
           .example = "1.544 Mbps",
           .meaning = "bit rate of the line, to the site and, without wan_up, from it"),
    NUMBER(WAN_UP, SITE, .name = "wan_up", .path = "wan.up.rate", .example = "1 Mbps",
           .meaning = "bit rate from the site, as ADSL has another",
           .standing = "assumed: as wan_rate"),
    NUMBER(WAN_RTT, SITE, .name = "wan_rtt", .path = "wan.rtt", .fallback = "16 ms",
           .perhaps = "4 ms..100 ms", .example = "20..60 ms",
           .meaning = "propagation to the site and back, as a ping of an idle line tells",
           .standing = "assumed: a line of some 1,000 km"),
    NUMBER(WAN_QUEUE, SITE, .name = "wan_queue", .path = "wan.queue.limit",
           .fallback = "10 packets", .perhaps = "5 packets..100 packets", .example = "40 packets",
           .meaning = "packets that wait before the line, each way; what comes beyond is dropped",
           .standing = "assumed: as short as the white paper's"),
    COLUMN(FRAMING, SITE, .name = "framing", .path = "wan.framing", .fallback = "ppp",
           .example = "ethernet", .meaning = "bytes around each packet on the line",
           .standing = "assumed: a serial line"),
    COLUMN(MTU, SITE, .name = "mtu", .path = "wan.mtu", .fallback = "1500", .example = "1492",
           .meaning = "bytes of the line's largest packet",
           .standing = "known: Ethernet's (RFC 894), and serial lines' default"),
    NUMBER(BUSY, SITE, .name = "busy", .path = "busy", .fallback = "0 %", .perhaps = "0 %..30 %",
           .example = "10..30 %",
           .meaning = "share of the line's time that others take during the upgrade",
           .standing = "assumed: the line is the upgrade's alone"),
    COLUMN(SUBNET, SUBNET, .name = "subnet", .example = "floor 2",
           .meaning = "name of a broadcast domain: phones share within one; empty is one, too",
           .standing = "known: all phones of the site are in one"),
    NUMBER(LAN, SUBNET, .name = "lan", .path = "subnets[0].lan.rate", .fallback = "100 Mbps",
           .perhaps = "10 Mbps..1 Gbps", .example = "1 Gbps",
           .meaning = "bit rate of the ports of the subnet's switch",
           .standing = "assumed: phones have a port of 100 Mbps"),
    COLUMN(PFS, ROW, .name = "pfs", .path = "subnets[0].phones[0].pfs.share", .example = "90 %",
           .meaning =
               "whether these phones have Peer Firmware Sharing switched on: on, off, or the "
               "share of them that has",
           .standing = "assumed: on, of models that know it"),
    COLUMN(LOAD_SERVER, SUBNET, .name = "load_server", .path = "subnets[0].load_servers[0].kind",
           .example = "atftpd",
           .meaning = "TFTP server on the subnet: its kind; yes: atftpd; no: there is none",
           .standing = "known: there is none"),
    COLUMN(CALLS, SITE, .name = "calls", .path = "traffic[0].count", .fallback = "0",
           .example = "4", .meaning = "calls over the line during the upgrade",
           .standing = "assumed: nobody calls at night"),
    COLUMN(CODEC, SITE, .name = "codec", .path = "traffic[0].codec", .fallback = "g729",
           .example = "g711u", .meaning = "of these calls",
           .standing = "assumed: what regions have between them"),
    COLUMN(QOS, SITE, .name = "qos", .fallback = "none", .example = "priority",
           .meaning = "queue of the line: none, first in first out; priority, voice (EF) goes "
                      "first, with up to a third of the line",
           .standing = "assumed: none, so that harm to calls shows"),
    COLUMN(TIMEZONE, SITE, .name = "timezone", .fallback = "UTC", .example = "Europe/Paris",
           .meaning = "of windows and dates, by its IANA name", .standing = "assumed: UTC"),
    COLUMN(WINDOW, SITE, .name = "window", .example = "Mon-Fri 22:00-05:00; Sat 00:00-24:00",
           .meaning =
               "when phones may be upgraded, in the site's time; belongs to the day on which "
               "it opens",
           .standing = "assumed: at any time"),
    COLUMN(NOT_BEFORE, SITE, .name = "not_before", .example = "2026-12-03",
           .meaning = "date, or date and time, before which it is not upgraded",
           .standing = "known: it may be the first"),
    COLUMN(DEADLINE, SITE, .name = "deadline", .example = "2026-12-11 06:00",
           .meaning = "date, whose end counts, or date and time, by which it is upgraded",
           .standing = "known: it may be the last"),
    COLUMN(GROUP, SITE, .name = "group", .example = "north",
           .meaning = "sites that are to be told together", .standing = "known: it is in none"),
    COLUMN(CRITICAL, SITE, .name = "critical", .example = "yes",
           .meaning = "whether it must not be a canary: yes or no", .standing = "known: no"),
    COLUMN(METHOD, SITE, .name = "method", .path = "method", .example = "pfs",
           .meaning = "the only one that it may have: tftp, pfs or load-server",
           .standing = "known: any that it can have"),
};

bool fleet_column_is_assumed(const struct fleet_column *c)
{
    return c->standing && !strncmp(c->standing, "assumed", 7);
}
