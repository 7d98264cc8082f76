/* A phone's inside: shared by phone.c (its states, from reset to restart), phone_files.c (the files
 * of its load), phone_tftp.c (how it asks for them by TFTP, and when it gives up) and phone_peers.c
 * (its part in PFS). */
#ifndef MODELS_DEVICES_PHONE_PRIVATE_H
#define MODELS_DEVICES_PHONE_PRIVATE_H

#include "models/devices/file_copy.h"
#include "models/devices/http_fetch.h"
#include "models/devices/late_timer.h"
#include "models/devices/peer.h"
#include "models/devices/phone.h"
#include "models/devices/tftp_fetch.h"
#include "sim/random.h"

enum { WHY_MAX = 100 }; /* bytes of a reason that is put together */

enum phone_state {
    PHONE_WAITING,
    PHONE_BOOTING,
    PHONE_FETCHING,
    PHONE_PAUSING,
    PHONE_ASKING, /* its user, for an account */
    PHONE_WRITING,
    PHONE_CHECKING,
    PHONE_RESTARTING,
    PHONE_STARTING_OVER,
    PHONE_UPGRADED,
    PHONE_UNCHANGED,
    PHONE_NOT_UPGRADED,
    PHONE_FAILED,
    PHONE_UNPLUGGED,
    PHONE_STATES,
};

struct phone {
    struct net_host *host;
    const struct phone_config *config;
    const struct phone_info *info;
    struct timer timer;  /* of the present state */
    const char *reason;  /* why it got no further, or NULL */
    sim_time flash_done; /* when all that has come will be written */
    enum phone_state state;
    bool unplugged;
    bool load_harmed; /* it has kept a file that is not right */

    uint32_t step;                   /* in its loads */
    const struct firmware_load *has; /* the load that it runs; NULL: another */

    /* The file that it is at. */
    bool at_profile;       /* it is the profile */
    bool has_account;      /* for the profile: it was given one */
    bool alone;            /* it is had from the server, without peers */
    uint32_t server;       /* in its list: the one that it asks */
    uint32_t in_vain;      /* servers that have failed in turn */
    const char *transport; /* of the download under way, as in file_info */
    bool http_tried;
    uint8_t harmed_times; /* that it came from the server, for the hierarchy, and was harmed */
    uint32_t file;        /* in the load */
    struct file_copy copy;
    uint64_t mark; /* bytes at which its progress is to be told next */
    sim_time file_started;

    /* As its TFTP policy has it. */
    sim_time download_started;  /* of all files */
    struct random_stream draws; /* of waits */
    uint32_t downloads;         /* of loads, that have begun */
    uint8_t size_tried;         /* which of the policy's block sizes */
    char why[WHY_MAX];          /* of this load it gave up, or ""; `reason` may point to it */

    struct lateness lateness;
    struct tftp_processor processor;
    struct tftp_fetch *tftp; /* the one transfer of these that is under way, or NULL */
    struct http_fetch *http;
    struct peer *peer;       /* with PFS, from the boot to the restart */
    struct console *console; /* as long as there is a peer */
};

static inline sim_time phone_now(const struct phone *p)
{
    return net_now(p->host->net);
}

static inline const struct phone_step *phone_step(const struct phone *p)
{
    return &p->config->steps[p->step];
}

static inline const struct phone_server *phone_server(const struct phone *p)
{
    return &p->config->servers[p->server];
}

static inline const struct firmware_load *phone_load(const struct phone *p)
{
    return phone_step(p)->load;
}

/* --- phone.c: while it fetches --------------------------------------------------------------- */

/* Calls phone_server_was_due after so long, unless something else comes to be waited for. */
void phone_wait_for_server(struct phone *p, sim_time timeout);
/* It does nothing for so long, and then calls phone_ask_server. */
void phone_pause(struct phone *p, sim_time pause);
/* It shows "Profile account setup" until its user has answered, and then calls phone_ask_server. */
void phone_ask_user(struct phone *p);
void phone_fail(struct phone *p, const char *reason);
/* It has given up: it restarts and begins anew with the first file; the reason is told when the run
 * ends before it has got further. */
void phone_start_over(struct phone *p, const char *reason);
/* It has given up, and stays with the load that it has. */
void phone_keep_load(struct phone *p, const char *reason);
/* All files are there. */
void phone_has_all(struct phone *p);

/* --- phone_files.c --------------------------------------------------------------------------- */

/* Begins with the first file, or the profile. */
void phone_get_first(struct phone *p);
/* Asks the server for the file, from its beginning. Not while a transfer is under way. */
void phone_ask_server(struct phone *p);
/* No byte of the file has come yet, and it waits for the first. */
void phone_begin_copy(struct phone *p);
/* The file's next bytes have come, from wherever. */
void phone_take(struct phone *p, const uint8_t *bytes, uint32_t length);
/* The file is there, and kept: goes on to the next. */
void phone_next_file(struct phone *p);
/* Whether the file is what its index says; the index, what its own digest says. */
bool phone_file_is_right(const struct phone *p);
/* Whether a phone with the load `has` (or NULL) need not fetch that file of another; the index, the
 * first, it always does. */
bool phone_leaves_out(const struct firmware_load *has, const struct firmware_load *load,
                      uint32_t file);
const struct image *phone_file(const struct phone *p);
bool phone_is_fetching(const struct phone *p);
/* Reports a download that is over; `from` is an address, 0 for a parent. */
void phone_report_file(struct phone *p, uint32_t from, const struct fetch_result *result,
                       const char *reason);
/* Reports the one that is under way, if there is one, as having ended for that reason. */
void phone_report_interrupted(struct phone *p, const char *reason);
/* The server has had time to answer a request. */
void phone_server_was_due(struct phone *p);
/* Ends a transfer that is under way; nobody is told. */
void phone_stop_fetching(struct phone *p);

/* --- phone_tftp.c ---------------------------------------------------------------------------- */

/* The download of a load begins. */
void phone_tftp_begin(struct phone *p);
void phone_tftp_ask(struct phone *p, const char *name, const struct fetch_events *events);
/* Whether its policy's limit for a whole download has passed. */
bool phone_tftp_is_over(const struct phone *p);
/* A transfer has failed, for that reason: whether the policy has settled what happens now. */
bool phone_tftp_gives_up(struct phone *p, const struct fetch_result *result, const char *why);

/* --- phone_peers.c: with PFS only --------------------------------------------------------------
 */

/* Opens its part in PFS, once it has booted. */
void phone_peers_init(struct phone *p);
void phone_peers_fini(struct phone *p);
/* The file is to be had together with its peers. */
void phone_start_sharing(struct phone *p);
/* Of a root's download: bytes have come; all has come and is to be passed on. */
void phone_tell_progress(struct phone *p);
void phone_tell_done(struct phone *p);
/* Prints a line of the phone's own, printf-like. */
__attribute__((format(printf, 2, 3))) void phone_print(struct phone *p, const char *format, ...);

#endif
