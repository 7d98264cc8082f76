/* Files that a phone fetches by TFTP: the client machine (models/tftp/client.h) on the network.
 *
 * Each datagram takes the phone's processor for the turn-around before the protocol sees it, one
 * after the other, whatever transfer it belongs to; what comes meanwhile waits (receive_queue.h). A
 * transfer that is done may still dally, on its own port, while the next one runs. */
#ifndef MODELS_DEVICES_TFTP_FETCH_H
#define MODELS_DEVICES_TFTP_FETCH_H

#include "models/devices/fetch.h"
#include "models/devices/receive_queue.h"
#include "models/tftp/client.h"
#include "sim/net.h"

struct tftp_fetch;

/* A phone's processor, with all transfers that it works for. */
struct tftp_processor {
    struct net_host *host;
    sim_time turnaround; /* per datagram */
    struct receive_queue received;
    struct timer timer;         /* when the first one in the queue is done */
    struct tftp_fetch *fetches; /* those that fetch, and those that dally */
};

void tftp_processor_init(struct tftp_processor *p, struct net_host *host, sim_time turnaround);
/* Ends all transfers, and the work for them: nobody is told, nothing is sent. Not from within a
 * callback of theirs. */
void tftp_processor_stop(struct tftp_processor *p);

/* Asks the server for the file. `name` and what `config` points to must stay as they are, and
 * `user` and `events` valid, until the fetch is no more, which may be after it has ended. The name
 * must fit a request, as the catalogue's do. */
struct tftp_fetch *tftp_fetch_start(struct tftp_processor *p,
                                    const struct tftp_client_config *config, uint32_t server,
                                    enum traffic traffic, const char *name,
                                    const struct fetch_events *events, void *user);
/* What is known of one that has not ended, as if it were lost now. */
struct fetch_result tftp_fetch_result(const struct tftp_fetch *f);

#endif
