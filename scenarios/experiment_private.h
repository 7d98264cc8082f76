/* What the parts of an experiment share: its servers (experiment_servers.c), its phones
 * (experiment_phones.c), and what is switched off under way (experiment_faults.c).
 *
 * Each part adds itself to the experiment when the network is there, and is then known to it as a
 * `struct part` only: in the order in which they were added the parts are told of the end, and in
 * the opposite order they stop, once, and are freed. */
#ifndef SCENARIOS_EXPERIMENT_PRIVATE_H
#define SCENARIOS_EXPERIMENT_PRIVATE_H

#include "models/devices/phone.h"
#include "scenarios/delivery.h"
#include "scenarios/experiment.h"
#include "scenarios/site_network.h"

/* A member of the struct of what is a part. Of its functions NULL does nothing. */
struct part {
    void (*end_of_run)(struct part *); /* nothing has been taken away so far */
    void (*stop)(struct part *);       /* devices and timers go; hosts send no more */
    void (*free)(struct part *);       /* also what observers were told of */
};

/* A load with its content, in the order of its files. */
struct load_images {
    const struct firmware_load *load;
    const struct image **images;
};

/* All phones, with what they are made of. */
struct phones {
    struct part part;
    struct phone **phones; /* in the order of the scenario */
    struct phone_info *infos;
    bool *ended; /* of each phone */
    uint32_t count, ended_count;
    struct phone_config *configs;        /* one a group of phones, ... */
    struct phone_group *groups;          /* ... as are these, ... */
    struct tftp_client_policy *policies; /* ... and these */
    uint32_t group_count;
    struct delivery_turns turns;
    uint64_t bytes; /* that all phones are to get */
};

struct unpluggings; /* of phones, likewise */

struct experiment {
    const struct scenario *scenario;
    const struct engine *engine;
    struct site_network network;
    struct net *net;
    struct image_store images;
    struct load_images *loads; /* that a phone is to get */
    size_t load_count;
    struct firmware_file profile; /* of MPP phones */
    struct part **parts;
    size_t part_count;
    struct phones *phones;           /* the part, which ends the run and is looked at */
    struct unpluggings *unpluggings; /* the part, which some root is for */
    struct observer observer;
    bool over;
    struct experiment_progress at_end; /* when it is over */
};

/* The part is the experiment's from now on, which frees it. */
void experiment_add_part(struct experiment *x, struct part *part);

void experiment_images_init(struct experiment *x, const struct scenario *s);
void experiment_images_fini(struct experiment *x);
/* Tells the image store of all loads that phones are to get, and whether some share. */
void experiment_add_loads(struct experiment *x);
/* The load's images, made if no phone got it so far. */
const struct image *const *experiment_images(struct experiment *x,
                                             const struct firmware_load *load);
/* The profile that MPP phones fetch. */
const struct image *experiment_profile(struct experiment *x);

/* The servers of the data centre, then those of the subnets. */
void experiment_add_servers(struct experiment *x);
void experiment_add_log_server(struct experiment *x);
void experiment_add_phones(struct experiment *x);
/* A phone has changed. */
void experiment_phone_changed(struct experiment *x, const struct phone_info *phone,
                              const struct phone_change *change);
/* What is switched off under way, of phones. */
void experiment_add_unpluggings(struct experiment *x);
/* What else is on the sites' lines. */
void experiment_add_calls(struct experiment *x);
void experiment_add_traffic(struct experiment *x);
/* A phone has become root, and downloads: is that what some fault waits for? */
void experiment_root_downloads(struct experiment *x);

#endif
