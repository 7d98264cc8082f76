/* How phones get their firmware, decided once, as values: no host, no image, no address. The
 * experiment makes devices of it, and the estimate formulas. */
#ifndef SCENARIOS_DELIVERY_H
#define SCENARIOS_DELIVERY_H

#include "models/devices/phone.h"
#include "models/tftp/server_kind.h"
#include "scenarios/scenario.h"

enum { HTTP_PORT_LOAD_SERVER = 80, HTTP_PORT_CALL_MANAGER = 6970 };

/* What the phones of a group have in common, or of a group of which a share takes part in PFS those
 * of one part. Nothing is to be freed; loads and names are the scenario's. */
struct delivery {
    enum method method; /* that they are said to use: pfs of those that take part in it, ... */
    bool local;         /* ... load-server of those that ask one on their subnet */
    size_t servers[CENTRAL_SERVERS_MAX]; /* whom they ask, in their order: numbers of servers of the
                                            data centre, or that of the subnet's load server */
    size_t server_count;                 /* at least one */
    sim_time server_timeout; /* without a byte, until the next is asked; 0: when a transfer fails */
    bool tries_for_ever;     /* a refused or harmed file is asked for again */
    enum phone_transport transport;
    uint16_t http_port;
    struct tftp_client_policy policy;
    struct tftp_client_config client; /* what they ask for; its policy is NULL */
    const struct firmware_load *const *loads;
    size_t load_count;
    const struct firmware_load *has; /* that they begin with; NULL: another */
    bool resyncs;                    /* they fetch a profile first */
    bool shares;
    const char *hierarchy; /* the model or series that they share with */
    sim_time restart;      /* with a load, to service */
    sim_time retry;        /* pause before a file that was refused is asked for again */
    sim_time resync_retry; /* the same of the profile; TIME_NEVER: there is no other try */
};

/* The parts of a group: 1, or 2 where a share of it takes part in PFS. Then part 0 are those that
 * do not. */
uint32_t delivery_parts(const struct scenario_phones *group);
struct delivery delivery_of(const struct scenario *s, const struct scenario_subnet *subnet,
                            const struct scenario_phones *group, uint32_t part);
/* The part that the phone of that address is in, by its draw: with a larger share those of the
 * smaller one and others take part. */
uint32_t delivery_part(const struct scenario *s, const struct scenario_phones *group,
                       uint32_t address);

/* How many phones of the scenario do not share. */
uint32_t delivery_alone(const struct scenario *s);

/* How many phones have had their reset, of each place that it may be given at. The phones are to be
 * asked for in the order of the scenario. */
struct delivery_turns {
    uint32_t turns[RESETS_OF];
};

void delivery_begin_site(struct delivery_turns *turns);
void delivery_begin_group(struct delivery_turns *turns);
/* When the next phone, of that address, resets. */
sim_time delivery_reset(const struct scenario *s, const struct scenario_phones *group,
                        uint32_t address, struct delivery_turns *turns);

/* What a server does. */
struct delivery_server {
    struct tftp_server_kind kind;
    enum tftp_rollover rollover;
    uint16_t largest_blksize, largest_windowsize; /* that it grants, if its kind does */
};

struct delivery_server delivery_server(const struct scenario *s,
                                       const struct scenario_server *server);
/* The name by which phones find whom they share with: their model's, of MPP phones their series'.
 */
const char *delivery_hierarchy(const struct scenario_phones *group);
/* Whether phones ask the subnet's load server of that number by HTTP: an MPP phone's upgrade rule
 * names it. */
bool delivery_load_server_has_http(const struct scenario_subnet *subnet, uint32_t number);

#endif
