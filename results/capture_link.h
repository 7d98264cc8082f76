/* What a captured frame carries: the headers of link types, down to the IPv4 packet. */
#ifndef RESULTS_CAPTURE_LINK_H
#define RESULTS_CAPTURE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which way it went, where the link type tells (Linux cooked captures, PPP with direction). */
enum capture_way { CAPTURE_WAY_UNKNOWN, CAPTURE_WAY_IN, CAPTURE_WAY_OUT };

enum capture_carries {
    CAPTURE_IPV4,
    CAPTURE_IPV6,
    CAPTURE_OTHER, /* another protocol */
    CAPTURE_CUT,   /* too short for its headers */
};

struct capture_frame {
    const uint8_t *packet; /* the IPv4 packet, from its header on */
    size_t captured;       /* bytes of it that are there, a frame's padding included */
    enum capture_way way;
};

/* Whether frames of that link type (DLT_ of libpcap) can be read. */
bool capture_link_known(int link_type);
/* Finds what is in a frame of which `captured` bytes are there. `f` is filled in of CAPTURE_IPV4.
 * Ethernet and cooked frames may have up to four VLAN tags, and PPPoE in them. */
enum capture_carries capture_link_open(int link_type, const uint8_t *bytes, size_t captured,
                                       struct capture_frame *f);

#endif
