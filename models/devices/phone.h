/* A phone that upgrades: from the call manager's server, from a load server, or together with its
 * peers (Peer Firmware Sharing).
 *
 * It waits for its reset, boots, gets the load's files in order (the index first), waits until all
 * is in flash, checks, and restarts with the new load. A file comes from a server, by TFTP or HTTP,
 * or, where the phone takes part in PFS, from its parent. A TFTP datagram is answered after
 * the turn-around; of a window, blocks take the phone's processor for a part of that time only
 * (tftp_fetch.h). Flash is written on the side.
 *
 *   waiting -> booting -> fetching <-> pausing
 *                         fetching -> writing -> checking -> restarting -> upgraded
 *                                     writing -> unchanged
 *                         fetching, restarting -> failed
 *                         fetching -> not upgraded
 *                         fetching -> starting over -> booting
 *                         fetching -> profile account setup -> fetching
 *   before the last load: writing, restarting -> booting
 *   any but the four at the end -> unplugged -> booting, failed
 *
 * It may be sent through several loads, in steps: it restarts with each before the last, boots as
 * after a reset, and gets the next. Of a load that it has already it fetches the index (an MPP
 * phone its profile before that), compares, and is done with it: it is unchanged, and does not
 * restart. Of another load it leaves out the files that it has (equal name and size, assumed to be
 * known by the index's digests).
 *
 * Of several servers it asks the first, and when a transfer from it fails without an answer to the
 * contrary (FETCH_LOST) the next, by all the transports that it knows; it stays with the one that
 * answers, until it boots again. Only when none is left does its policy say what happens.
 *
 * What a phone does when a transfer fails is its TFTP policy's to say
 * (models/tftp/client_policy.h): ask again at once; or, when there is no smaller block size to be
 * tried, restart and begin anew (it takes `restart` and `boot`, and goes on like this until the run
 * ends), keep its old load and be in service at once, or fail. The reason says which, and why.
 * An HTTP transfer knows no policy. A root that gives up has its hierarchy do without it first, and
 * falls back.
 *
 * Of a policy that asks again, what a file that is refused or harmed leads to depends on the
 * method. From the call manager it is asked for again after a pause, for ever. A load server has no
 * fall-back: a file that it lacks, or has with other content, leaves the phone without its upgrade.
 * With PFS what is said in doc/pfs.md: a root asks once more for a harmed file, then gives up for
 * its hierarchy, and at once when the file is missing; a phone that has fallen back asks for ever,
 * whatever the server. A phone whose load is harmed, and was not checked, does not boot.
 *
 * Each end of a transfer is a file_ended of the observers: of a download from a server with that
 * server's address, and of a file from a parent with address 0 (peer_changed says which parent).
 *
 * Not modelled: the provisioning before the upgrade (configuration files, DHCP), the unpacking of
 * files. Validated: tests/models/devices/, and the published times (README). */
#ifndef MODELS_DEVICES_PHONE_H
#define MODELS_DEVICES_PHONE_H

#include "models/catalogue/image.h"
#include "models/devices/http_fetch.h"
#include "models/pfs/peer.h"
#include "models/tftp/client.h"
#include "sim/net.h"

/* How a phone asks a server for files. */
enum phone_transport {
    PHONE_TFTP,
    PHONE_HTTP_THEN_TFTP, /* each file once by HTTP, and if that fails by TFTP */
    PHONE_HTTP,
};

/* A load that phones get. */
struct phone_step {
    const struct firmware_load *load;
    const struct image *const *images; /* of the load's files: what is right */
};

/* A server that phones ask. */
struct phone_server {
    uint32_t address;
    uint16_t port; /* of TFTP; 0: TFTP_PORT */
};

/* What many phones have in common; the caller's, and must outlive them. */
struct phone_config {
    const struct phone_step *steps; /* one after the other; at least one */
    uint32_t step_count;
    const struct firmware_load *has; /* that it begins with; NULL: another, of no use */
    struct tftp_client_config client;
    const struct phone_server *servers; /* each when the one before does not answer; at least one */
    uint32_t server_count;
    sim_time server_timeout; /* without a byte of a file asked for by TFTP, until the next is asked;
                              * 0: when the transfer fails */
    enum traffic traffic;
    enum phone_transport transport;
    uint16_t http_port;
    struct http_fetch_config http;
    bool tries_for_ever;          /* whether a refused or harmed file is asked for again */
    const struct pfs_config *pfs; /* NULL: it takes no part in PFS */
    const char *hierarchy;        /* with PFS: the model or series that it shares with */
    const struct image *profile;  /* fetched first, from the server: what a resync is for; NULL */
    uint32_t log_server;          /* with PFS: address; 0: none */
    sim_time cpu;                 /* work on a block of a window, and ... */
    sim_time turnaround;          /* ... from a block to its ACK */
    uint64_t flash;               /* bytes/s */
    uint32_t usual_piece;         /* bytes of most of what comes, or 0, and ... */
    sim_time usual_piece_time;    /* ... what flash takes for them: a division less for each */
    sim_time boot, check, restart;
    sim_time timer_lateness; /* the most by which timers of protocols fire late (late_timer.h) */
    uint32_t timer_slack;    /* ... and by which share of their wait, parts per billion */
    sim_time retry;          /* pause before a file that was refused is asked for again */
    sim_time resync_retry; /* the same of the profile, whatever it failed of; TIME_NEVER: it is not,
                            * and the phone keeps its load */
    bool has_account; /* that the profile's server wants, where it wants one; or it is asked ... */
    sim_time answer;  /* ... when the server has (401): until its user has given one;
                       * TIME_NEVER */
};

struct phone;

/* It resets at `reset`. `info` must outlive the phone. */
struct phone *phone_new(struct net_host *host, const struct phone_config *config,
                        const struct phone_info *info, sim_time reset);
/* Its cable and its power are pulled, now: all that it was doing is gone, and nobody is told. With
 * `for_good` it has failed; without, it may come back, and the end of the run fails it if it does
 * not. A phone that has ended stays what it is, but its cable is pulled. Not from within an
 * observer's callback. */
void phone_unplug(struct phone *p, bool for_good);
/* ... and are back: it boots, and begins with the first file, since what was in flash is taken as
 * lost (assumed). Of one that has ended, it is only the cable. */
void phone_plug(struct phone *p);
/* It is the root of a hierarchy, and downloads. */
bool phone_is_downloading_root(const struct phone *p);
/* Bytes of files that such a phone is to get, all its loads together. */
uint64_t phone_bytes(const struct phone_config *config);
/* Of them those that it has received; what it has lost does not count. */
uint64_t phone_bytes_done(const struct phone *p);
/* The run is over: a phone that has not ended is reported with the reason. */
void phone_end_of_run(struct phone *p);
void phone_free(struct phone *p);

#endif
