/* A TFTP server as a device: the call manager's, or a load server on a subnet.
 *
 * Its machine's processor (processor.h) works on each packet received or sent, one at a time: first
 * come, first served, but what is to be sent goes before what has come in. One port, as a rule
 * 69, takes requests; each transfer has a port (TID) of its own. A request beyond the limit on
 * transfers is not answered, and the phone's retry comes later; or it waits in its socket until a
 * transfer ends, by kind (models/tftp/server_kind.h). A transfer also ends when ICMP says that its
 * phone listens no more, if its kind hears of that: else the one that a repeated request leaves
 * behind fills the WAN's queue with its block 1 for as long as it lives.
 *
 * A kind that polls looks at all its deadlines whenever it wakes, the newest transfer first: with
 * each packet, and else a multiple of its poll after the last time.
 *
 * Not modelled: disk reads, several cores.
 * Validated: tests/models/devices/, against arithmetic worked out by hand. */
#ifndef MODELS_DEVICES_TFTP_SERVER_H
#define MODELS_DEVICES_TFTP_SERVER_H

#include "models/devices/lookup.h"
#include "models/devices/processor.h"
#include "models/tftp/block.h"
#include "models/tftp/server.h"
#include "models/tftp/server_kind.h"
#include "sim/net.h"

struct tftp_server_config {
    struct tftp_server_kind kind;
    uint16_t port;                                /* for requests; 0: TFTP_PORT */
    enum tftp_rollover rollover;                  /* in place of the kind's */
    uint16_t largest_blksize, largest_windowsize; /* granted, if the kind does */
    struct processor *processor; /* the caller's, shared with the machine's other servers */
    enum traffic traffic;
    server_lookup_fn *lookup;
    void *user;
    struct image_store *images; /* for files asked for in netascii */
};

struct tftp_server;

/* Listens on `host`; the configuration is copied, `info` must outlive the server. */
struct tftp_server *tftp_server_new(struct net_host *host, const struct tftp_server_config *config,
                                    const struct server_info *info);
/* Switches it off: all transfers are forgotten, and nobody listens. And on: it listens again, and
 * knows of nothing. Does nothing when it is so already. Whoever switches a machine off has pulled
 * its cable before (net_set_plugged), so that nobody hears of it, not even by ICMP; and plugs it in
 * after he has switched it on. Not from within a callback of the server's own. */
void tftp_server_set_up(struct tftp_server *s, bool up);
void tftp_server_free(struct tftp_server *s);

#endif
