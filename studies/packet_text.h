/* What a packet says, in the words of its protocol: for who reads a difference of two runs. */
#ifndef STUDIES_PACKET_TEXT_H
#define STUDIES_PACKET_TEXT_H

#include "sim/observer.h"

/* "192.0.2.10:69 > 10.106.117.10:49152 TFTP DATA block 812, 512 bytes", with what does not print as
 * escapes (base/visible.h); cut where `size` bytes, at least one, are too few. A segment of TCP is
 * read as if a message began with it: of one that begins amid a message, or is a file's content, it
 * says how many bytes there are. */
void packet_text(char *out, size_t size, const struct packet_info *p);

#endif
