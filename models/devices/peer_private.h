/* The inside of a phone's part in PFS: peer.c has the machine, peer_connection.c its connections.
 */
#ifndef MODELS_DEVICES_PEER_PRIVATE_H
#define MODELS_DEVICES_PEER_PRIVATE_H

#include "models/devices/late_timer.h"
#include "models/devices/peer.h"
#include "sim/random.h"

struct peer_connection {
    struct pfs_connection machine;
    struct net_tcp *tcp; /* NULL: it is no more; this is freed when no call is under way */
    struct peer *peer;
    struct peer_connection *next;
    struct late_timer linger; /* set when one's own side has been closed */
    uint64_t unsent;          /* bytes, when `linger` was set */
    bool accepting;           /* the network is asking whether it is wanted */
};

struct peer {
    struct net_host *host;
    const struct phone_info *info;
    struct console *console;
    const struct peer_events *events;
    void *user;
    struct pfs_peer machine;
    struct random_stream random;
    struct late_timer timer; /* the machine's deadline */
    struct net_udp *udp;
    struct net_tcp *listening;
    struct peer_connection *connections;
    uint32_t parent;  /* address; of the file's bytes */
    uint32_t entered; /* calls that are under way: until they have ended nothing is freed */
    bool draining, gone;
};

static inline sim_time peer_now(const struct peer *p)
{
    return net_now(p->host->net);
}

/* Every call from outside that feeds the machine is between these two; the second one drains. */
void peer_enter(struct peer *p);
void peer_leave(struct peer *p);
/* Does what the machine wants done until it waits again. The phone may call back from there, which
 * only feeds the machine; it may even free the peer. */
void peer_drain(struct peer *p);

/* Connects to a peer's port, as the machine said. */
void peer_connect(struct peer *p, uint32_t address);
/* Listens for peers; NULL when somebody does already. */
struct net_tcp *peer_listen(struct peer *p);
void peer_connection_send(struct pfs_connection *machine, const uint8_t *bytes, uint32_t byte_count,
                          const uint8_t *content, uint32_t length);
/* Closes one's own side when all has been sent. What the peer does not close in time is aborted. */
void peer_connection_close(struct pfs_connection *machine);
void peer_connection_abort(struct pfs_connection *machine);
void peer_connections_abort(struct peer *p);
/* Frees the connections that are no more. */
void peer_connections_free(struct peer *p);

#endif
