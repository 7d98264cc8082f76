/* Nodes and links of a scenario put into a topology, hosts with the addresses of their subnets;
 * no device is made here. */
#include "scenarios/site_network.h"

#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/site_traffic.h"

#define CENTRAL_HOST_RATE 1000000000u /* bit/s of the port of one that is no server of files */

/* A host has as much memory for what it sends as it takes. */
static struct host_cable cable_at(const struct link_direction *port)
{
    struct host_cable cable = {*port, *port};
    cable.card.queue = (struct link_queue){.limit = LINK_QUEUE_ENDLESS};
    return cable;
}

/* A cable of Ethernet in the data centre, at the port's rate, with the queue of a switch's port. */
struct link_direction site_network_central_port(uint64_t rate)
{
    return (struct link_direction){
        .rate = rate,
        .delay = 5 * MICROSECONDS,
        .framing = FRAMING_ETHERNET,
        .queue = {.limit = 1000},
    };
}

static struct host_cable central_cable(uint64_t rate)
{
    const struct link_direction port = site_network_central_port(rate);
    return cable_at(&port);
}

/* Returns its cable, until the next addition. */
static struct topology_link *add_host(struct topology *t, const struct scenario_subnet *subnet,
                                      uint32_t sw, uint32_t number, char *name,
                                      const struct host_cable *cable)
{
    const uint32_t host =
        topology_add_host(t, name, subnet->prefix + number, subnet->prefix, subnet->prefix_length);
    struct topology_link *link = topology_add_link(t, name, sw, host, &cable->port, &cable->card);
    free(name);
    return link;
}

/* Cisco's phones are called SEP and their MAC address; a simulated one's is made of its IP address,
 * with the bit set that says "locally administered". */
static char *phone_name(uint32_t address)
{
    return mem_printf("SEP0200%08X", address);
}

/* A load server's port is as the subnet's others, at a rate of its own. */
static void add_load_servers(struct topology *t, const struct scenario_subnet *subnet, uint32_t sw,
                             struct subnet_nodes *nodes)
{
    nodes->first_load_server = t->node_count;
    nodes->load_servers = mem_calloc(subnet->load_server_count, sizeof *nodes->load_servers);
    for (size_t i = 0; i < subnet->load_server_count; i++) {
        const struct scenario_server *server = &subnet->load_servers[i];
        struct link_direction port = subnet->lan;
        port.rate = server->lan;
        nodes->load_servers[i] = cable_at(&port);
        add_host(t, subnet, sw, FIRST_LOAD_SERVER + (uint32_t)i,
                 mem_printf("%s %s", server->name, subnet->text), &nodes->load_servers[i]);
    }
}

static void add_phones(struct topology *t, const struct scenario_subnet *subnet, uint32_t sw,
                       struct subnet_nodes *nodes)
{
    nodes->first_phone = t->node_count;
    nodes->phones = cable_at(&subnet->lan);
    uint32_t number = FIRST_PHONE;
    for (size_t g = 0; g < subnet->phones_count; g++)
        for (uint32_t i = 0; i < subnet->phones[g].count; i++, number++)
            add_host(t, subnet, sw, number, phone_name(subnet->prefix + number), &nodes->phones)
                ->phone = true;
}

/* In the site's first subnet, whose switch is `sw`. */
static void add_site_hosts(struct topology *t, const struct scenario_site *site, uint32_t sw,
                           const struct host_cable *cable, struct site_nodes *own)
{
    const struct scenario_subnet *subnet = &site->subnets[0];
    const uint32_t calls = site_traffic_calls(site);
    uint32_t number = FIRST_PHONE;
    for (size_t g = 0; g < subnet->phones_count; g++)
        number += subnet->phones[g].count;
    own->first_call = t->node_count;
    for (uint32_t i = 0; i < calls; i++, number++)
        add_host(t, subnet, sw, number, phone_name(subnet->prefix + number), cable);
    own->data = t->node_count;
    if (site_traffic_has_data(site))
        add_host(t, subnet, sw, number, mem_printf("computer %s", subnet->text), cable);
}

/* Returns its switch. */
static uint32_t add_subnet(struct topology *t, const struct scenario_subnet *subnet,
                           uint32_t router, struct subnet_nodes *nodes)
{
    char *name = mem_printf("switch %s", subnet->text);
    const uint32_t sw = topology_add_node(t, NODE_SWITCH, name);
    topology_add_link(t, name, router, sw, &subnet->lan, &subnet->lan);
    free(name);
    add_load_servers(t, subnet, sw, nodes);
    add_phones(t, subnet, sw, nodes);
    return sw;
}

/* Thresholds of early drops that go by the queue's limit: Floyd's rule, the upper one three times
 * the lower. */
static void set_thresholds(struct link_red *red, uint32_t limit)
{
    if (red->most)
        return;
    red->least = limit / 4;
    red->most = limit < 4 ? limit : 3 * red->least;
}

static void set_line(struct link_direction in_force[2], const struct link_direction line[2])
{
    for (int d = 0; d < 2; d++) {
        struct link_queue *q = &in_force[d].queue;
        in_force[d] = line[d];
        set_thresholds(&q->red, q->limit);
        for (uint32_t i = 0; i < q->class_count; i++)
            set_thresholds(&q->classes[i].red, q->limit);
    }
}

static void add_site(struct topology *t, const struct scenario_site *site, uint32_t head,
                     struct subnet_nodes *subnets, struct site_nodes *own)
{
    char *name = mem_printf("wan %s", site->name);
    const uint32_t router = topology_add_node(t, NODE_ROUTER, site->name);
    set_line(own->line, site->line);
    topology_add_link(t, name, head, router, &own->line[0], &own->line[1])->wan = true;
    free(name);
    for (size_t i = 0; i < site->subnet_count; i++) {
        const uint32_t sw = add_subnet(t, &site->subnets[i], router, &subnets[i]);
        if (i == 0)
            add_site_hosts(t, site, sw, &subnets[0].phones, own);
    }
}

/* A host of the data centre, in a subnet of its own, at its own port of the head router. */
static uint32_t add_central_host(struct topology *t, const char *name, uint32_t address)
{
    return topology_add_host(t, name, address, address & ~15u, 28);
}

uint32_t site_network_central_address(size_t number)
{
    return SERVER_ADDRESS + (number ? 16 * ((uint32_t)number + 1) : 0);
}

static void add_central_server(struct site_network *n, const struct scenario *s, size_t number)
{
    const struct scenario_server *server = scenario_central(s, number);
    struct central_node *c = &n->servers[number];
    c->cable = central_cable(server->lan);
    c->address = site_network_central_address(number);
    c->node = add_central_host(&n->topology, server->name, c->address);
}

static void connect_central_server(struct site_network *n, const struct scenario *s, size_t number,
                                   uint32_t head)
{
    const struct central_node *c = &n->servers[number];
    topology_add_link(&n->topology, scenario_central(s, number)->name, c->node, head,
                      &c->cable.card, &c->cable.port);
}

/* One that is no server of files. Returns its node. */
static uint32_t add_other_host(struct site_network *n, uint32_t head, const char *name,
                               uint32_t address)
{
    struct topology *t = &n->topology;
    const uint32_t node = add_central_host(t, name, address);
    n->other_cable = central_cable(CENTRAL_HOST_RATE);
    topology_add_link(t, name, node, head, &n->other_cable.card, &n->other_cable.port);
    return node;
}

/* The other ends of what is on the sites' lines beside the upgrade. */
static void add_traffic_hosts(struct site_network *n, const struct scenario *s, uint32_t head)
{
    bool calls = false, data = false;
    for (size_t i = 0; i < s->site_count; i++) {
        calls |= site_traffic_calls(&s->sites[i]) > 0;
        data |= site_traffic_has_data(&s->sites[i]);
    }
    if (calls)
        n->gateway = add_other_host(n, head, "voice gateway", GATEWAY_ADDRESS);
    if (data)
        n->data_host = add_other_host(n, head, "data host", DATA_HOST_ADDRESS);
}

/* The router at the far end of the line that the sites share. */
static uint32_t add_hub(struct site_network *n, const struct scenario *s, uint32_t head)
{
    struct topology *t = &n->topology;
    const uint32_t hub = topology_add_node(t, NODE_ROUTER, "hub router");
    set_line(n->head_end, s->head_end.line);
    topology_add_link(t, "head end", head, hub, &n->head_end[0], &n->head_end[1])->head_end = true;
    return hub;
}

void site_network_init(struct site_network *n, const struct scenario *s)
{
    struct topology *t = &n->topology;
    topology_init(t);
    t->unfragmentable = scenario_unfragmentable(s);
    n->subnet_count = scenario_subnets(s);
    n->subnets = mem_calloc(n->subnet_count, sizeof *n->subnets);
    n->sites = mem_calloc(s->site_count, sizeof *n->sites);
    add_central_server(n, s, 0);
    const uint32_t head = topology_add_node(t, NODE_ROUTER, "head router");
    connect_central_server(n, s, 0, head);
    if (s->log_server)
        n->log_server = add_other_host(n, head, "log server", LOG_SERVER_ADDRESS);
    for (size_t i = 1; i < scenario_central_count(s); i++) {
        add_central_server(n, s, i);
        connect_central_server(n, s, i, head);
    }
    add_traffic_hosts(n, s, head);
    const uint32_t hub = s->head_end.there ? add_hub(n, s, head) : head;
    struct subnet_nodes *next = n->subnets;
    for (size_t i = 0; i < s->site_count; i++) {
        add_site(t, &s->sites[i], hub, next, &n->sites[i]);
        next += s->sites[i].subnet_count;
    }
}

void site_network_fini(struct site_network *n)
{
    topology_fini(&n->topology);
    for (size_t i = 0; i < n->subnet_count; i++)
        free(n->subnets[i].load_servers);
    free(n->subnets);
    free(n->sites);
}
