/* The form of pfsim calibrate that reads a capture. */
#ifndef CLI_CALIBRATE_PCAP_H
#define CLI_CALIBRATE_PCAP_H

#include <stdbool.h>

/* From a capture. Returns the exit status. */
struct calibrate_pcap {
    const char *file;     /* "-": standard input */
    const char *scenario; /* where to write one; NULL: nowhere */
    bool json;
};

int calibrate_pcap(const struct calibrate_pcap *o);

#endif
