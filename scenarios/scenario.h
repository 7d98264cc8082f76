/* A scenario: everything that decides how a run goes, with all values in force.
 *
 * It is loaded from YAML through a table of fields (schema.c), which knows for each its unit,
 * limits, default, meaning and where the default comes from. */
#ifndef SCENARIOS_SCENARIO_H
#define SCENARIOS_SCENARIO_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "models/catalogue/library.h"
#include "models/devices/packet_flow.h"
#include "models/pfs/peer.h"
#include "models/tftp/client_policy.h"
#include "sim/link.h"
#include "sim/net.h"
#include "sim/time.h"

/* Who has which address: in a subnet the router is number 1, then come the load servers and from
 * FIRST_PHONE on the phones. The data centre is 192.0.2.0/24, TEST-NET-1 (RFC 5737). */
#define DATA_CENTRE_PREFIX 0xC0000200u
enum { DATA_CENTRE_LENGTH = 24, FIRST_LOAD_SERVER = 2, FIRST_PHONE = 10 };

#define PHONES_MAX 1000000u        /* of a scenario */
#define SITES_MAX 65536u           /* as many /24 as 10.0.0.0/8 has */
#define CALLS_MAX 8000u            /* that the gateway has ports for */
#define CENTRAL_SERVERS_MAX 8u     /* in the data centre, `server` included */
#define PROFILE_NAME "profile.xml" /* the file that MPP phones fetch first */

enum method { METHOD_TFTP, METHOD_LOAD_SERVER, METHOD_PFS };
enum scenario_transport { BY_TFTP, BY_HTTP_THEN_TFTP }; /* the latter: of models that know it */
enum upgrade_rule { RULE_TFTP, RULE_HTTP };             /* of MPP phones */
enum profile_auth { PROFILE_AUTH_NONE, PROFILE_AUTH_KNOWN, PROFILE_AUTH_ASKED }; /* by HTTP */
enum setting { SETTING_ON, SETTING_OFF, SETTING_DEFAULT };
/* Which level of the setting decided: the first of these that is not "default". */
enum pfs_level { LEVEL_DEVICE, LEVEL_PROFILE, LEVEL_ENTERPRISE, LEVEL_MODEL, LEVEL_METHOD };
enum rollover { ROLLOVER_0, ROLLOVER_1, ROLLOVER_OFF, ROLLOVER_AS_TFTP /* of servers only */ };
enum reset_pattern { RESET_BULK, RESET_STAGGERED };

/* A server: one of the data centre, or a load server on a subnet. */
struct scenario_server {
    char *name;          /* "server" of the first in the data centre */
    uint32_t port;       /* for TFTP's requests */
    char *kind;          /* whose ways it has: cucm-tftp, tftpd-hpa, atftpd, dnsmasq, generic */
    sim_time cpu;        /* per packet, received or sent */
    uint32_t transfers;  /* at once; 0: without limit */
    sim_time retransmit; /* of cucm-tftp: from a transmission to the next one of the same block */
    uint32_t blksize;    /* bytes of the largest block that it grants; 0: by kind */
    uint32_t windowsize; /* blocks of the largest window that it grants; 0: by kind */
    enum rollover rollover;
    sim_time timer_lateness; /* the most by which its timers fire late */
    uint64_t timer_slack;    /* ... and by which share of their wait, parts per billion */
    uint64_t lan;            /* bit/s of its port */
    sim_time down_at;        /* then it is switched off, and forgets all transfers; TIME_NEVER */
    sim_time down_for;       /* ... until this much later */
    char **missing;          /* names of files that it does not have */
    size_t missing_count;
    char **invalid; /* names of files whose content is not the catalogue's */
    size_t invalid_count;
};

/* What the phones ask for. */
struct scenario_tftp {
    uint32_t blksize;    /* bytes a phone asks for; 0: it asks for no option (512) */
    uint32_t windowsize; /* blocks a phone asks for; 0: it does not ask (1) */
    uint32_t timeout;    /* s of its retransmission that a phone asks for; 0: it does not ask */
    bool tsize;          /* it asks for the file's size */
    enum rollover rollover;
    uint32_t policy; /* index (tftp_client_policy_at) */
};

/* When they reset. */
struct scenario_reset {
    sim_time at; /* the earliest of them */
    enum reset_pattern pattern;
    sim_time spread;   /* bulk: each phone resets at `at` and a uniform draw from 0 to this */
    sim_time interval; /* staggered: the first at `at`, each this much after the one before */
};

/* Whose reset a phone has: it is counted, where the reset is staggered, among those that have it
 * from there too. */
enum reset_of { RESET_OF_SCENARIO, RESET_OF_SITE, RESET_OF_GROUP, RESETS_OF };

/* `method`, `transport`, `tftp`, `reset` and `server_order` stand in the scenario, in its sites and
 * in groups of phones: the innermost place that gives a value decides, of `tftp` and `reset` member
 * by member. What is in force stands in the group. */
struct scenario_phones {
    const struct phone_model *model;
    uint32_t count;
    enum method method;
    enum scenario_transport transport;
    struct scenario_tftp tftp;
    struct scenario_reset reset;
    enum reset_of reset_of; /* derived */
    char **server_order;    /* names, of central servers; none: all, in the scenario's order */
    size_t server_order_count;
    const struct firmware_load **loads; /* one after the other; at least one */
    size_t load_count;
    const struct firmware_load *has; /* that they begin with; NULL: another */
    char *
        load_server; /* name of one in its subnet; NULL only with another method than load-server */
    enum setting pfs;       /* of the device */
    uint32_t pfs_share;     /* parts per billion of them that have it; the others have it off */
    char *profile;          /* name of its common phone profile; NULL: none */
    enum upgrade_rule rule; /* of MPP phones */
    /* Derived: whether they take part in PFS (with method pfs only), and what decided that:
     * LEVEL_METHOD of another method, LEVEL_MODEL of a model that cannot, or a level of the
     * setting.
     */
    bool shares;
    enum pfs_level decided_by;
};

/* A common phone profile. */
struct scenario_profile {
    char *name;
    enum setting pfs;
};

/* A phone that is pulled out. 0, "root", is the one that then is root of a hierarchy and downloads:
 * of several the first in the order of the scenario, of none the next one to do so. */
struct scenario_unplug {
    uint32_t phone; /* number, from 1, in the order of the scenario; 0: a root */
    sim_time at;
    sim_time back_after; /* from then; TIME_NEVER: it stays out */
};

struct scenario_subnet {
    uint32_t prefix; /* IPv4, host byte order */
    uint8_t prefix_length;
    char *text;   /* "10.106.117.0/24" */
    bool counted; /* its site is one of a count, which have their prefixes by position */
    struct link_direction lan; /* of every port of its switch, both directions */
    struct scenario_server *load_servers;
    size_t load_server_count;
    struct scenario_phones *phones;
    size_t phones_count;
};

/* The two directions of a line: [0] towards the phones, and back. */
#define SCENARIO_LINE                                                                              \
    union {                                                                                        \
        struct {                                                                                   \
            struct link_direction down, up;                                                        \
        };                                                                                         \
        struct link_direction line[2];                                                             \
    }

/* What else is on a site's line, beside the upgrade: an item of a list. */
enum scenario_traffic_kind { TRAFFIC_CALLS, TRAFFIC_PACKETS, TRAFFIC_TCP };
enum scenario_talk { TALK_CONSTANT, TALK_SPURTS };
enum scenario_direction { DIRECTION_DOWN, DIRECTION_UP, DIRECTION_BOTH }; /* down: to the site */

struct scenario_traffic {
    enum scenario_traffic_kind kind;
    sim_time start, stop; /* TIME_NEVER: it goes on until the run ends */
    /* Calls, each in both directions. */
    uint32_t count;
    char *codec;          /* voice_codec_find */
    sim_time packet;      /* of speech in a packet */
    sim_time playout;     /* that the receiver waits for beyond the first packet of a talk spurt */
    sim_time buffer;      /* how much speech it has room for */
    bool adaptive;        /* its wait follows what it hears, ... */
    sim_time playout_min; /* ... but is no less than this beyond the mean delay */
    enum scenario_talk talk;
    /* Packets, and TCP. */
    enum scenario_direction direction;
    uint64_t rate;  /* bit/s of IP packets, on average */
    uint32_t bytes; /* of each IP packet; 0: the mix imix */
    enum packet_arrivals arrivals;
    sim_time on, off; /* means of these */
    uint32_t flows;
};

struct scenario_site {
    char *name; /* with `count`, that and a number from 1 on */
    char *given_name;
    uint32_t count; /* sites that the item of the list stands for, each of which is one of these */
    /* Of a listed one: what its phones have unless their group says otherwise. */
    enum method method;
    enum scenario_transport transport;
    struct scenario_tftp tftp;
    struct scenario_reset reset;
    char **server_order;
    size_t server_order_count;
    SCENARIO_LINE; /* the WAN */
    uint32_t busy; /* share of its time that others take, parts per billion */
    struct scenario_traffic *traffic;
    size_t traffic_count;
    struct scenario_subnet *subnets;
    size_t subnet_count;
};

struct scenario {
    char *name;
    enum method method; /* the default of the phones */
    /* The default of the phones; NULL in it: by model. */
    const struct firmware_load **loads;
    size_t load_count;
    uint64_t seed;
    uint32_t replication;
    sim_time limit; /* the run ends then, whoever has not completed */
    enum scenario_transport transport;
    struct {
        enum setting pfs; /* on or off */
    } enterprise;
    struct scenario_profile *profiles;
    size_t profile_count;
    struct pfs_config pfs; /* timers and limits */
    bool log_server;       /* there is one, in the data centre, and phones send it their lines */
    struct scenario_unplug *unplug;
    size_t unplug_count;
    struct {
        uint64_t profile; /* bytes of the profile that a resync makes MPP phones fetch */
        enum profile_auth profile_auth;
        sim_time answered; /* from a 401 until a phone's user has given the account; TIME_NEVER */
        sim_time resync_retry; /* pause after a resync that failed; 0: there is no other;
                                * TIME_NEVER: as phone.retry */
    } mpp;
    struct scenario_server server;
    struct scenario_server *servers; /* further ones in the data centre */
    size_t server_count;
    struct {
        bool there; /* or the sites' lines begin where the servers are */
        SCENARIO_LINE;
    } head_end; /* the line that all sites share, between the servers and their own lines */
    struct scenario_reset reset; /* as are these, the default of sites and phones */
    char **server_order;
    size_t server_order_count;
    struct scenario_tftp tftp;
    struct net_tcp_settings tcp;
    struct {
        uint32_t voice, firmware, syslog, data; /* code points */
    } qos;
    struct {
        sim_time idle; /* without a byte, until a connection is lost */
        bool resume;   /* the rest of the file is then asked for, instead of all of it again */
    } http;
    struct {
        sim_time turnaround;     /* from a block to its ACK */
        sim_time cpu;            /* of these, work on a block of a window */
        sim_time timer_lateness; /* the most by which timers fire late; TIME_NEVER: by policy */
        uint64_t timer_slack;    /* share of their wait, parts per billion; UINT64_MAX: likewise */
        uint64_t flash;          /* bytes/s */
        sim_time boot;           /* from reset to the first request */
        sim_time check;          /* of the complete load, before the restart */
        sim_time restart;        /* to being in service with the new load */
        sim_time background_restart; /* the same of a phone that downloads in the background */
        sim_time retransmit;         /* of a request or an ACK; 0: by policy */
        sim_time idle;  /* without a new block, until a file is asked for again; 0: by policy */
        sim_time retry; /* pause before a file that was refused is asked for again */
                        /* ... 0: by model (scenario_retry) */
        sim_time dally; /* for which the last ACK is repeated on demand; TIME_NEVER: by policy */
        sim_time server_timeout; /* until another server is asked; 0: by policy */
    } phone;
    struct scenario_site *sites;
    size_t site_count;
    /* The catalogue's files, as given: a path, from the scenario's folder on if it is relative, or
     * "default", the project's own. */
    char *firmware_csv, *models_csv;
    struct library *library; /* whose catalogue that is */
    const struct catalogue *catalogue;
    char **warnings; /* lines, each with its place: what was given and has no effect */
    size_t warning_count;
    struct scenario_tree *tree; /* where each value was given; the loader's own */
};

/* Loads `path`, with the overrides ("wan.rate=768kbps", as given with -s) in their order. The
 * catalogue is the library's, which must outlive the scenario. Errors (negative) name file, line
 * and column, the key, what is wrong and what would be right. Nothing is to be freed on error. */
int scenario_load(struct scenario *s, const char *path, const char *const *overrides,
                  size_t override_count, struct library *library, struct error *e);
/* The same of a text in memory; `path` is what messages, the default name and relative paths go
 * by. */
int scenario_load_text(struct scenario *s, const char *path, const char *bytes, size_t length,
                       const char *const *overrides, size_t override_count, struct library *library,
                       struct error *e);
/* The same text as `s` was loaded from, with the options of then and another one behind them. */
int scenario_load_again(struct scenario *again, const struct scenario *s, const char *option,
                        struct error *e);
void scenario_free(struct scenario *s);

/* How many subnets all sites have together. */
size_t scenario_subnets(const struct scenario *s);

/* MPP phones (of the 7800 Series) get their firmware by the upgrade rule, from the load server that
 * is named for them or else from the call manager's; a resync starts it. */
bool scenario_phones_are_mpp(const struct scenario_phones *phones);
bool scenario_has_mpp(const struct scenario *s); /* some phones are */
/* Whether they ask their server by HTTP, be it first. */
bool scenario_phones_use_http(const struct scenario_phones *phones);
/* How long they wait before they ask again for a file that was refused. */
sim_time scenario_retry(const struct scenario *s, const struct scenario_phones *phones);
/* Their client policy, with the scenario's phone.retransmit, idle, dally and timer_lateness where
 * they are given. */
struct tftp_client_policy scenario_policy(const struct scenario *s,
                                          const struct scenario_phones *phones);
/* Bytes of the largest block that such phones ask for; 512 when they do not. */
uint32_t scenario_blksize(const struct scenario_tftp *tftp);
/* The longest wait of a policy, its spread included. */
sim_time scenario_longest_wait(const struct tftp_policy *p);
extern const char *const policy_words[]; /* the client policies' names, in their order */
/* The servers of the data centre, by number: 0 is `server`, the others are those of `servers`. */
size_t scenario_central_count(const struct scenario *s);
const struct scenario_server *scenario_central(const struct scenario *s, size_t number);
/* The numbers of those that the phones ask, in their order; returns how many. MPP phones ask the
 * first only: their upgrade rule names one. */
size_t scenario_asked(const struct scenario *s, const struct scenario_phones *phones,
                      size_t numbers[CENTRAL_SERVERS_MAX]);
/* Whether some phones ask it; those that use a load server do not. */
bool scenario_central_is_asked(const struct scenario *s, size_t number);
/* How long they wait for a byte before they ask the next one; 0: until the transfer fails. */
sim_time scenario_server_timeout(const struct scenario *s, const struct scenario_phones *phones);
/* Bytes of the largest IP packet that routers must not fragment and that some line on its way does
 * not take, as far as it is known beforehand; 0: there is none. */
uint32_t scenario_unfragmentable(const struct scenario *s);
/* Whether some of them take part in PFS, and others have it off: a share has the setting. */
bool scenario_phones_differ(const struct scenario_phones *phones);
/* Whether they download from their subnet's load server, `load_server`. */
bool scenario_phones_use_load_server(const struct scenario_phones *phones);
/* Which of the subnet's load servers they name; 0 when they name none. */
uint32_t scenario_load_server(const struct scenario_subnet *subnet,
                              const struct scenario_phones *phones);
/* Whether some of the subnet's phones do so from the one of that name. */
bool scenario_load_server_is_used(const struct scenario_subnet *subnet, const char *name);

/* Writes the scenario with every value in force, as YAML that loads to the same scenario. With
 * `explain`, each line says in a comment where its value comes from (line of the file, option,
 * default), what it means, and whether a default is known (and from where) or assumed. */
void scenario_write(const struct scenario *s, FILE *out, bool explain);

extern const char *const method_names[]; /* "tftp", "load-server", "pfs" */

#endif
