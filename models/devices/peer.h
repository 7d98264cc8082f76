/* A phone's part in Peer Firmware Sharing: drives the protocol machine (models/pfs/peer.h) on the
 * network, with UDP and TCP port 4051. The phone does what belongs to files: it downloads, keeps
 * and checks them.
 *
 * A connection whose own side is closed, and which sends nothing for 10 s more because the other
 * side never closes, is aborted.
 *
 * Not modelled: the phone's processor in discovery and in transfers between peers (they go at the
 * LAN's speed; flash is written on the side, as in a download).
 * Validated: tests/models/devices/peer_test.c, on the native engine's LAN; peer_log_test.c, against
 * the known log of a lone phone; peer_strangers_test.c. */
#ifndef MODELS_DEVICES_PEER_H
#define MODELS_DEVICES_PEER_H

#include "models/devices/console.h"
#include "models/pfs/peer.h"
#include "sim/net.h"

/* What the phone is asked for. */
struct peer_events {
    /* The phone is root: it is to get the file from the server, and to say how it goes. */
    void (*download)(void *user);
    /* The file's bytes from its parent, from `offset` on; at offset 0 it begins anew. */
    void (*delivered)(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length);
    /* All bytes have come: whether they are right; fills in their digest. */
    bool (*check)(void *user, uint8_t digest[PFS_DIGEST]);
    /* The bytes of the file that it has, for a child; they stay as they are until the run ends. */
    const uint8_t *(*content)(void *user, uint64_t offset, uint32_t length);
    /* The file is to be had from the server alone; peer_start is called for the next one. */
    void (*fall_back)(void *user, const char *reason);
    /* The phone has the file and has served its children; peer_start is called for the next one. */
    void (*done)(void *user);
};

struct peer;

/* `config`, `model`, `info`, `console` and `events` must outlive it. `model` names its hierarchies:
 * the phone model, or the series. */
struct peer *peer_new(struct net_host *host, const struct pfs_config *config, const char *model,
                      const struct phone_info *info, struct console *console,
                      const struct peer_events *events, void *user);
void peer_start(struct peer *p, const struct pfs_file *file);
void peer_download_progress(struct peer *p, uint64_t bytes, uint64_t total);
void peer_download_done(struct peer *p, uint64_t size, const uint8_t digest[PFS_DIGEST]);
void peer_download_failed(struct peer *p, bool missing);
enum pfs_state peer_state(const struct peer *p);
/* Address of the parent that its file comes, or came, from; 0: none so far. */
uint32_t peer_parent(const struct peer *p);
/* It is root and downloads. */
bool peer_is_downloading(const struct peer *p);
/* Ends all at once: connections are aborted. */
void peer_free(struct peer *p);

#endif
