/* One number for all that could be observed of a run: equal runs have equal fingerprints.
 *
 * It is the sum, modulo 2^64, of a hash of each record: a packet sent (start and end of its
 * serialisation), delivered or dropped (why), with its link, direction, length and digest; a
 * phone's change of state. A sum does not depend on the order in which an engine reports what
 * happens at one time, nor on whether a packet is reported when it is queued or when it leaves.
 * Internal events are not part of it. The same on every machine and with every compiler. */
#ifndef RESULTS_FINGERPRINT_H
#define RESULTS_FINGERPRINT_H

#include <stdint.h>

#include "sim/observer.h"

struct fingerprint {
    uint64_t value;
};

void fingerprint_init(struct fingerprint *f);
/* The observer that feeds `f`, which must outlive the run. It wants the packets of every link. */
struct observer fingerprint_observer(struct fingerprint *f);

#endif
