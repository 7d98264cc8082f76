/* Files that a phone fetches by TFTP: the client machine (models/tftp/client.h) on the network.
 *
 * Work and delay are two things. A datagram takes the phone's processor, one after the other,
 * whatever transfer they belong to; what waits for it fills a buffer (RECEIVE_QUEUE_MAX). The
 * protocol sees a datagram, and answers, `turnaround` after it came, or when the work on it is done
 * if that is later; in the order in which they came. Of a transfer with a window the work is `cpu`,
 * and turn-arounds run side by side: n blocks that come at once are acknowledged after the longer
 * of the turn-around and n times the work. In lock-step each datagram is acknowledged, and holds
 * the processor until it is (assumed of a repeated block too).
 *
 * A transfer that is done may still dally, on its own port, while the next one runs. When it is no
 * more, what has come for it is forgotten, and the work on it ends. */
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
    sim_time cpu;                  /* work on a block of a window */
    sim_time turnaround;           /* from a datagram to the answer */
    sim_time lock_step;            /* work on what is no window's: the longer of these */
    sim_time worked;               /* when all that has come will be worked on, or was */
    struct receive_queue received; /* what the protocol has not seen */
    struct timer timer;            /* when it sees the first of these */
    struct tftp_fetch *fetches;    /* those that fetch, and those that dally */
};

void tftp_processor_init(struct tftp_processor *p, struct net_host *host, sim_time cpu,
                         sim_time turnaround);
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
/* Ends one that has not ended: nobody is told, nothing is sent. Not from within a callback of it.
 */
void tftp_fetch_stop(struct tftp_fetch *f);
/* What is known of one that has not ended, as if it were lost now. */
struct fetch_result tftp_fetch_result(const struct tftp_fetch *f);

#endif
