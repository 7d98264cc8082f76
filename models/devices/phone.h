/* A phone that upgrades by TFTP: from the call manager's server, or from a load server.
 *
 * It waits for its reset, boots, fetches the load's files in order (the index first), each as a
 * TFTP transfer, waits until all is in flash, checks, and restarts with the new load. Each datagram
 * takes the phone's processor for the turn-around before the protocol sees it, one after the other;
 * flash is written on the side.
 *
 *   waiting -> booting -> fetching <-> pausing
 *                         fetching -> writing -> checking -> restarting -> upgraded
 *                         fetching -> failed
 *
 * What a file that is refused or harmed leads to depends on the method. From the call manager it
 * is asked for again after a pause, for ever. A load server has no fall-back: a file that it lacks,
 * or has with other content, leaves the phone without its upgrade.
 *
 * Not modelled: the provisioning before the upgrade (configuration files, DHCP), the unpacking of
 * files. Validated: tests/models/devices/, and the published times (README). */
#ifndef MODELS_DEVICES_PHONE_H
#define MODELS_DEVICES_PHONE_H

#include "models/catalogue/image.h"
#include "models/tftp/client.h"
#include "sim/net.h"

/* What many phones have in common; the caller's, and must outlive them. */
struct phone_config {
    const struct firmware_load *load;
    const struct image *const *images; /* of the load's files: what is right */
    struct tftp_client_config client;
    uint32_t server; /* address */
    enum traffic traffic;
    bool tries_for_ever; /* whether a refused or harmed file is asked for again */
    sim_time turnaround; /* per datagram */
    uint64_t flash;      /* bytes/s */
    sim_time boot, check, restart;
    sim_time retry; /* pause before a file that was refused is asked for again */
};

struct phone;

/* It resets at `reset`. `info` must outlive the phone. */
struct phone *phone_new(struct net_host *host, const struct phone_config *config,
                        const struct phone_info *info, sim_time reset);
/* Bytes of the load that it has received. */
uint64_t phone_bytes_done(const struct phone *p);
/* The run is over: a phone that has not ended is reported with the reason. */
void phone_end_of_run(struct phone *p);
void phone_free(struct phone *p);

#endif
