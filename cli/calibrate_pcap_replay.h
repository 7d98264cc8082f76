/* The scenario of a capture, simulated: does it take as long as the real download? */
#ifndef CLI_CALIBRATE_PCAP_REPLAY_H
#define CLI_CALIBRATE_PCAP_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { PCAP_REPLAYS = 20 };

/* Where packets are lost, one that is a little later may decide which: so there are other runs, in
 * each of which every client begins later by a draw from 0 to the time of a round. */
struct pcap_replay {
    double took;      /* s, as all back after; NAN: some did not complete */
    double low, high; /* s, the least and the most of the others; NAN: there are none */
    size_t runs;      /* the others that completed */
    uint32_t phones, completed;
};

/* Runs the scenario at `path`. `round` in s. Of more than a few packets there are fewer runs: those
 * of a capture of `packets` are as many that they take seconds at most. Errors (negative): the
 * scenario cannot be loaded or run. */
int pcap_replay_run(struct pcap_replay *r, const char *path, double round, uint64_t packets,
                    struct error *e);

#endif
