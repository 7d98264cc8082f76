/* Packets that were lost: in a queue that was full, or wherever packets are lost at random. */
#ifndef STUDIES_CAPTURE_LOSS_H
#define STUDIES_CAPTURE_LOSS_H

#include "studies/capture_line.h"

struct capture_loss {
    uint64_t events;  /* each a block, an ACK or a request that did not arrive, as what was sent
                       * again by a timer tells; of several in a row that nobody saw one */
    uint64_t packets; /* that were seen, both ways */
    bool random; /* they took their time on the line, or the queue was not at its longest then */
    double share, low, high; /* of packets, with 95 %; only if random, else 0 */
};

void capture_loss_find(struct capture_loss *loss, const struct capture_line *l,
                       const struct capture_rounds *r, const struct capture_transfers *t);

#endif
