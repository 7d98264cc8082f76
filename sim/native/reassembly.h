/* Which bytes of a datagram have come, where it was sent in fragments (RFC 791, 3.2). Arithmetic
 * only: the bytes themselves are elsewhere, and so is the clock. */
#ifndef SIM_NATIVE_REASSEMBLY_H
#define SIM_NATIVE_REASSEMBLY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    REASSEMBLY_UNIT = 8,            /* bytes, in which offsets are counted */
    REASSEMBLY_MAX = 65535 - 20,    /* bytes behind the IP header of the largest datagram */
    REASSEMBLY_WORDS = 65536 / 512, /* of 64 units each */
};

enum reassembly_news {
    REASSEMBLY_MORE,      /* something is missing */
    REASSEMBLY_COMPLETE,  /* all has come */
    REASSEMBLY_DUPLICATE, /* all of the fragment has come before: nothing has changed */
    /* The rest say that the whole datagram is to be dropped, and begin anew with what comes next:
     */
    REASSEMBLY_OVERLAP,  /* part of the fragment has come before (as Linux, after RFC 5722) */
    REASSEMBLY_TOO_LONG, /* it ends beyond 65,535 bytes */
    REASSEMBLY_INVALID,  /* empty, cut at no unit, beyond the datagram's end, or a second end */
};

/* All zero is a datagram of which nothing has come. */
struct reassembly {
    uint32_t length; /* bytes behind the IP header; 0: its last fragment has not come */
    uint32_t units;  /* that have come */
    uint32_t end;    /* of all that has come */
    uint64_t has[REASSEMBLY_WORDS]; /* a bit a unit */
};

/* A fragment has come with `length` bytes from `offset` on; `more`: it is not the last one. */
enum reassembly_news reassembly_add(struct reassembly *r, uint32_t offset, uint32_t length,
                                    bool more);

#endif
