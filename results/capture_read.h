/* Captures read: the UDP datagrams over IPv4 of a file, fragments put together, one by one.
 *
 * pcap and pcapng, in nanoseconds or microseconds, with the link types of capture_link.h. What is
 * there of a packet may be cut (a snap length): lengths are those on the line. */
#ifndef RESULTS_CAPTURE_READ_H
#define RESULTS_CAPTURE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "results/capture_link.h"
#include "sim/time.h"

struct capture_datagram {
    sim_time time;                /* of its last packet, since 1970 */
    sim_time first;               /* of its first one */
    uint32_t source, destination; /* IPv4, host byte order */
    uint16_t source_port, destination_port;
    uint16_t ip_id;
    uint8_t time_to_live;
    enum capture_way way;
    const uint8_t *payload; /* valid during the call only */
    size_t captured;        /* bytes of it that are there */
    uint32_t length;        /* bytes of it on the line */
    uint32_t ip_bytes;      /* of its packets, with their IP headers */
    uint32_t packets;       /* 1, or its fragments */
};

/* What was in a file. */
struct capture_census {
    int link_type;
    const char *link_name; /* libpcap's words for it */
    uint64_t packets, ipv4, ipv6, udp, fragments;
    uint64_t malformed;  /* no headers, or such as cannot be */
    uint64_t incomplete; /* datagrams of which fragments are missing */
    uint64_t copies;     /* packets that were there before, seen at another interface */
    uint64_t backwards;  /* earlier than the one before; read as if at its time */
    bool cut;            /* the file ends within a packet */
    sim_time first, last;
};

/* Negative stops the reading and is passed on. */
typedef int capture_datagram_fn(void *user, const struct capture_datagram *d, struct error *e);

/* Reads the file at `path`, or standard input ("-"). Errors (negative): it cannot be read, is no
 * capture, or has another link type. One that ends within a packet is read up to there. */
int capture_read(const char *path, capture_datagram_fn *datagram, void *user,
                 struct capture_census *census, struct error *e);

/* The same of a file that is open, which is closed. */
int capture_read_stream(FILE *file, const char *path, capture_datagram_fn *datagram, void *user,
                        struct capture_census *census, struct error *e);

#endif
