/* A network as it is described before an engine builds it: nodes, and links between them.
 *
 * The links form a tree. Switches join the ports of one subnet and forward by address at layer 2,
 * broadcasts to every other port; routers forward between subnets; hosts are where devices live. */
#ifndef SIM_TOPOLOGY_H
#define SIM_TOPOLOGY_H

#include "sim/link.h"

enum node_kind { NODE_HOST, NODE_ROUTER, NODE_SWITCH };

struct topology_node {
    const char *name;
    enum node_kind kind;
    uint32_t address; /* IPv4, host byte order; of hosts */
    uint32_t prefix;  /* of the subnet a host is in, host byte order */
    uint8_t prefix_length;
};

struct topology_link {
    const char *name;
    bool wan;         /* what users mean by "the WAN": watched closely */
    bool head_end;    /* what all sites share on their way to the data centre: likewise */
    bool phone;       /* node[1] is a phone: its cable */
    uint32_t node[2]; /* indices of its ends */
    /* direction[0] leads from node[0] to node[1] and is called "down", direction[1] "up". They are
     * the caller's and must stay as they are as long as the topology: many links share them. */
    const struct link_direction *direction[2];
};

struct topology {
    struct topology_node *nodes;
    struct topology_link *links;
    uint32_t node_count, link_count;
    /* Bytes of the largest packet that is sent with "don't fragment" and does not fit all of its
     * way, for engines that cannot let routers drop it; 0: it is not known that there is one.
     * Segments of TCP do not count, whose length follows the way, unless nobody tells them
     * (LINK_ICMP_OFF). */
    uint32_t unfragmentable;
    struct topology_names *names; /* the topology's own: where the names are */
};

void topology_init(struct topology *t);
void topology_fini(struct topology *t);
/* The ends of a link are there already. Each copies the name and returns the index of what it has
 * added. */
uint32_t topology_add_node(struct topology *t, enum node_kind kind, const char *name);
uint32_t topology_add_host(struct topology *t, const char *name, uint32_t address, uint32_t prefix,
                           uint8_t prefix_length);
/* The pointer is valid until the next addition. */
struct topology_link *topology_add_link(struct topology *t, const char *name, uint32_t a,
                                        uint32_t b, const struct link_direction *down,
                                        const struct link_direction *up);

#endif
