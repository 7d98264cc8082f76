/* The network that a scenario describes: the data centre with the call manager's servers,
 * perhaps with a log server, and each site behind its WAN link.
 *
 *   servers, log server -- head router -- (wan) -- site router -- switch -- load servers, phones
 *
 * Where the scenario has a head end, the sites' lines begin behind it:
 *
 *   server, log server -- head router -- (head end) -- hub router -- (wan) -- site router -- ...
 *
 * Both ends of a cable have the cable's rate and delay. A switch's or router's port drops what
 * finds its queue full; a host waits for its own card.
 *
 * Addresses in a subnet: .1 is the router's (it has no device), .2 to .9 load servers, from .10 on
 * phones, in the order in which the scenario lists them. */
#ifndef SCENARIOS_SITE_NETWORK_H
#define SCENARIOS_SITE_NETWORK_H

#include "scenarios/scenario.h"
#include "sim/topology.h"

/* In the data centre, where each has a subnet of its own: .0/28, .16/28, from .32/28 on the servers
 * 1 to 7, and .144/28, .160/28. */
#define SERVER_ADDRESS (DATA_CENTRE_PREFIX + 10) /* of server 0, the call manager's */
#define LOG_SERVER_ADDRESS (DATA_CENTRE_PREFIX + 20)
#define GATEWAY_ADDRESS (DATA_CENTRE_PREFIX + 154)   /* of the other end of all calls */
#define DATA_HOST_ADDRESS (DATA_CENTRE_PREFIX + 170) /* ... of all other traffic */

/* A host's cable: what sends to the host, and what the host itself sends with. */
struct host_cable {
    struct link_direction port, card;
};

/* Where the devices of a subnet are: indices of nodes in the topology. */
struct subnet_nodes {
    uint32_t first_load_server, first_phone; /* the others follow one by one */
    struct host_cable phones;                /* each has one like this */
    struct host_cable *load_servers;
};

/* A server of the data centre. */
struct central_node {
    uint32_t node, address;
    struct host_cable cable;
};

/* What a site has beside its subnets and their devices. */
struct site_nodes {
    struct link_direction
        line[2]; /* its WAN, with values in force where the scenario's are derived */
    /* Hosts in its first subnet, behind the phones. */
    uint32_t first_call; /* a host for each call (site_traffic_calls) */
    uint32_t data;       /* one for all other traffic (site_traffic_has_data) */
};

struct site_network {
    struct topology topology;
    struct central_node servers[CENTRAL_SERVERS_MAX]; /* by number (scenario_central) */
    uint32_t log_server;                              /* a node, where the scenario has one */
    struct host_cable other_cable; /* of hosts in the data centre that are no servers of files */
    struct subnet_nodes *subnets;  /* of all sites, in order */
    struct site_nodes *sites;
    struct link_direction head_end[2]; /* as the sites' lines */
    uint32_t gateway, data_host;       /* nodes, where a site has calls or other traffic */
    size_t subnet_count;
};

/* The scenario must stay as it is until site_network_fini. */
void site_network_init(struct site_network *n, const struct scenario *s);
void site_network_fini(struct site_network *n);
/* What sends to a server of the data centre, whose port has that rate. */
struct link_direction site_network_central_port(uint64_t rate);
/* The address of a server of the data centre. */
uint32_t site_network_central_address(size_t number);

#endif
