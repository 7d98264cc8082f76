/* A packet as its bytes would be on a line, for captures.
 *
 * What the simulation does not model is filled in the same way every time: Ethernet addresses are
 * 02:00 and the IP address (of the packet's ends, also beyond a router), or all ones for a
 * broadcast; the IP header has time to live 64; UDP and TCP have no checksum (0) in fragments; what
 * ICMP says of fragments quotes no identification and no time to live; a Frame Relay frame is on DLCI 16. Flags, preambles and frame check
 * sequences are not part of a capture. */
#ifndef RESULTS_FRAME_H
#define RESULTS_FRAME_H

#include <stddef.h>

#include "sim/observer.h"

enum { FRAME_MAX = LINK_MTU_MAX + 64 }; /* bytes */

/* The link type (LINKTYPE_ of libpcap) of a capture on a line with this framing. */
int frame_link_type(enum link_framing framing);
/* Writes the frame to `out`, FRAME_MAX bytes, and returns its length; 0 for a packet that this
 * does not know how to write: of another protocol, of other lengths than its header says, or longer
 * than LINK_MTU_MAX. A SYN begins its options with the MSS. Checksums are right, also those of
 * packets that a fault has corrupted. */
size_t frame_write(uint8_t *out, enum link_framing framing, const struct packet_info *p);

#endif
