/* What the parts of an experiment share: its servers (experiment_servers.c), its phones
 * (experiment_phones.c), and what is switched off under way (experiment_faults.c). */
#ifndef SCENARIOS_EXPERIMENT_PRIVATE_H
#define SCENARIOS_EXPERIMENT_PRIVATE_H

#include "models/devices/http_server.h"
#include "models/devices/late_timer.h"
#include "models/devices/log_server.h"
#include "models/devices/phone.h"
#include "models/devices/processor.h"
#include "models/devices/tftp_server.h"
#include "scenarios/delivery.h"
#include "scenarios/experiment.h"
#include "scenarios/site_network.h"

/* A machine that serves files, by TFTP and perhaps by HTTP. */
struct server {
    struct experiment *experiment;
    const struct scenario_server *config;
    struct net_host *host;
    struct server_info info;
    struct processor processor;
    struct lateness lateness;
    struct tftp_server *tftp;
    struct http_server *http; /* NULL: nobody asks by it */
    struct timer goes, comes; /* when it is switched off and on */
};

/* A load with its content, in the order of its files. */
struct load_images {
    const struct firmware_load *load;
    const struct image **images;
};

/* A phone that is to be pulled out. */
struct unplugging {
    struct experiment *experiment;
    const struct scenario_unplug *config;
    struct timer goes, comes;
    bool waits_for_root;
    struct phone *phone; /* that is out, NULL: none is */
};

struct experiment {
    const struct scenario *scenario;
    const struct engine *engine;
    struct site_network network;
    struct net *net;
    struct image_store images;
    struct load_images *loads; /* that a phone is to get */
    size_t load_count;
    struct firmware_file profile;              /* of MPP phones */
    struct phone_config *phone_configs;        /* one a group of phones, ... */
    struct phone_group *phone_groups;          /* ... as are these, ... */
    struct tftp_client_policy *phone_policies; /* ... and these */
    uint32_t group_count;
    struct server *servers; /* those of the data centre first, in their order */
    uint32_t server_count;
    struct log_server *log_server; /* NULL: there is none */
    struct phone **phones;
    struct phone_info *phone_infos;
    bool *ended; /* of each phone */
    uint32_t phone_count, phones_ended;
    struct delivery_turns turns;
    uint64_t bytes; /* that all phones are to get */
    struct unplugging *unpluggings;
    struct observer observer;
    bool over;
    struct experiment_progress at_end; /* when it is over */
};

void experiment_images_init(struct experiment *x, const struct scenario *s);
void experiment_images_fini(struct experiment *x);
/* Tells the image store of all loads that phones are to get, and whether some share. */
void experiment_add_loads(struct experiment *x);
/* The load's images, made if no phone got it so far. */
const struct image *const *experiment_images(struct experiment *x,
                                             const struct firmware_load *load);
/* The profile that MPP phones fetch. */
const struct image *experiment_profile(struct experiment *x);
void experiment_add_central_servers(struct experiment *x);
/* Adds the subnet's load server of that number, from 0, at the node. */
void experiment_add_load_server(struct experiment *x, const struct scenario_subnet *subnet,
                                uint32_t number, uint32_t node);
void experiment_add_log_server(struct experiment *x);
void experiment_free_servers(struct experiment *x);

/* Adds the subnet's phones; `node` is the first one's. */
void experiment_add_phones(struct experiment *x, const struct scenario_site *site,
                           const struct scenario_subnet *subnet, uint32_t node);

/* Sets the timers of all that is switched off under way, and takes them away. */
void experiment_plan_faults(struct experiment *x);
void experiment_cancel_faults(struct experiment *x);
/* A phone has become root, and downloads: is that what some fault waits for? */
void experiment_root_downloads(struct experiment *x);

#endif
