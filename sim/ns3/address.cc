/* Addresses, routes, neighbours. */
#include <algorithm>

#include <ns3/arp-cache.h>
#include <ns3/boolean.h>
#include <ns3/ipv4-global-routing-helper.h>
#include <ns3/ipv4-l3-protocol.h>
#include <ns3/ipv4-routing-protocol.h>
#include <ns3/ipv4-static-routing-helper.h>

#include "sim/ns3/internal.h"

static uint32_t netmask(uint8_t prefix_length)
{
    return prefix_length ? UINT32_MAX << (32 - prefix_length) : 0;
}

static int check_address(const ns3c_device *d, uint32_t address, uint8_t prefix_length)
{
    if (d->node->bridge)
        return fail(NS3C_INVALID, "a switch has no address");
    if (prefix_length < 1 || prefix_length > 32)
        return fail(NS3C_INVALID, "a subnet's prefix length is from 1 to 32, not %u",
                    prefix_length);
    const uint32_t host = address & ~netmask(prefix_length);
    if (address >> 28 >= 14 || address >> 24 == 127 || address >> 24 == 0 ||
        (prefix_length < 31 && (host == 0 || host == ~netmask(prefix_length))))
        return fail(NS3C_INVALID, "%s/%u is no host's address", dotted(address).c_str(),
                    prefix_length);
    if (d->node->sim->by_address.count(address))
        return fail(NS3C_TAKEN, "another device has the address %s", dotted(address).c_str());
    return 0;
}

int ns3c_add_address(struct ns3c_device *device, uint32_t address, uint8_t prefix_length)
{
    return guarded([&] {
        if (!device)
            return fail(NS3C_INVALID, "ns3c_add_address: there is no device");
        if (const int code = check_address(device, address, prefix_length))
            return code;
        const ns3::Ptr<ns3::Ipv4> ipv4 = device->node->ipv4;
        int32_t index = ipv4->GetInterfaceForDevice(device->device);
        if (index < 0)
            index = int32_t(ipv4->AddInterface(device->device));
        ipv4->AddAddress(index, ns3::Ipv4InterfaceAddress(ns3::Ipv4Address(address),
                                                          ns3::Ipv4Mask(netmask(prefix_length))));
        ipv4->SetMetric(index, 1);
        ipv4->SetUp(index);
        device->interface = ns3::DynamicCast<ns3::Ipv4L3Protocol>(ipv4)->GetInterface(index);
        device->addresses.push_back(address);
        device->node->sim->by_address[address] = device;
        return 0;
    });
}

int ns3c_add_route(struct ns3c_node *node, uint32_t network, uint8_t prefix_length,
                   uint32_t gateway, struct ns3c_device *device)
{
    return guarded([&] {
        if (!node || !device || device->node != node || !node->ipv4)
            return fail(NS3C_INVALID, "a route leads out of a device of the host or router itself");
        if (prefix_length > 32 || (network & ~netmask(prefix_length)))
            return fail(NS3C_INVALID, "%s/%u is no network", dotted(network).c_str(),
                        prefix_length);
        const int32_t index = node->ipv4->GetInterfaceForDevice(device->device);
        if (index < 0)
            return fail(NS3C_STATE, "the route's device has no address yet");
        const auto routing = ns3::Ipv4StaticRoutingHelper().GetStaticRouting(node->ipv4);
        const ns3::Ipv4Address to(network);
        const ns3::Ipv4Mask mask(netmask(prefix_length));
        if (gateway)
            routing->AddNetworkRouteTo(to, mask, ns3::Ipv4Address(gateway), index);
        else
            routing->AddNetworkRouteTo(to, mask, index);
        return 0;
    });
}

/* ns-3 leaves out interfaces that do not forward, and crashes on a line that has only one end. */
static void let_hosts_forward(ns3c *sim, bool all)
{
    for (const auto &n : sim->nodes)
        if (n->ipv4)
            n->ipv4->SetAttribute("IpForward", ns3::BooleanValue(all || n->forwards));
}

int ns3c_compute_routes(struct ns3c *sim)
{
    return guarded([&] {
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_compute_routes: there is no simulation");
        if (!sim->global_routing)
            return fail(NS3C_STATE, "the simulation was created without global_routing");
        let_hosts_forward(sim, true);
        if (sim->routes_computed)
            ns3::Ipv4GlobalRoutingHelper::RecomputeRoutingTables();
        else
            ns3::Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        let_hosts_forward(sim, false);
        sim->routes_computed = true;
        return 0;
    });
}

ns3::Ptr<ns3::Ipv4Route> route_to(ns3c_node *node, uint32_t to, ns3::Ptr<ns3::NetDevice> *out)
{
    ns3::Ipv4Header header;
    header.SetDestination(ns3::Ipv4Address(to));
    ns3::Socket::SocketErrno error = ns3::Socket::ERROR_NOTERROR;
    const auto routing = node->ipv4->GetRoutingProtocol();
    const ns3::Ptr<ns3::Ipv4Route> route =
        routing->RouteOutput(ns3::Create<ns3::Packet>(), header, nullptr, error);
    if (route && out)
        *out = route->GetOutputDevice();
    return route;
}

uint32_t path_mtu(ns3c_node *from, uint32_t to)
{
    enum { HOPS_MAX = 64 };
    uint32_t least = UINT32_MAX;
    for (int hops = 0; hops < HOPS_MAX; hops++) {
        ns3::Ptr<ns3::NetDevice> out;
        const ns3::Ptr<ns3::Ipv4Route> route = route_to(from, to, &out);
        if (!route)
            return hops ? least : 0;
        least = std::min<uint32_t>(least, out->GetMtu());
        const uint32_t gateway = route->GetGateway().Get();
        const auto next = from->sim->by_address.find(gateway ? gateway : to);
        if (!gateway || gateway == to || next == from->sim->by_address.end())
            return least;
        from = next->second->node;
    }
    return least;
}

/* --- neighbours
 * ----------------------------------------------------------------------------------- Two devices
 * are neighbours when segments (cables, buses) that switches join lead from one to the other. All
 * pairs of a subnet of 1,000 would be a million entries; nearly all talk to routers only.
 */

static uint32_t root_of(std::vector<uint32_t> &parents, uint32_t i)
{
    while (parents[i] != i)
        i = parents[i] = parents[parents[i]];
    return i;
}

static void find_domains(ns3c *sim)
{
    std::vector<uint32_t> parents(sim->segments);
    for (uint32_t i = 0; i < sim->segments; i++)
        parents[i] = i;
    for (const auto &n : sim->nodes)
        for (const ns3c_device *d : n->devices)
            if (n->bridge)
                parents[root_of(parents, d->segment)] =
                    root_of(parents, n->devices.front()->segment);
    for (const auto &d : sim->devices)
        d->domain = root_of(parents, d->segment);
}

static void introduce(const ns3c_device *d, const ns3c_device *to)
{
    const ns3::Ptr<ns3::ArpCache> cache = d->interface->GetArpCache();
    for (const uint32_t address : to->addresses) {
        const ns3::Ipv4Address ip(address);
        if (!cache || cache->Lookup(ip))
            continue;
        ns3::ArpCache::Entry *entry = cache->Add(ip);
        entry->SetMacAddress(to->device->GetAddress());
        entry->MarkPermanent();
    }
}

/* What is at the other end of a port's cable, or bus. */
static void teach_switches(const ns3c *sim)
{
    std::vector<std::vector<const ns3c_device *>> on(sim->segments);
    for (const auto &d : sim->devices)
        on[d->segment].push_back(d.get());
    for (const auto &port : sim->devices)
        for (const ns3c_device *other : on[port->segment])
            if (port->node->bridge && !other->node->bridge)
                port->node->bridge->Teach(other->device->GetAddress(), port->device);
}

int ns3c_fill_neighbours(struct ns3c *sim)
{
    return guarded([&] {
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_fill_neighbours: there is no simulation");
        find_domains(sim);
        std::unordered_map<uint32_t, std::vector<ns3c_device *>> by_domain;
        for (const auto &d : sim->devices)
            if (d->interface && d->ethernet)
                by_domain[d->domain].push_back(d.get());
        for (const auto &domain : by_domain)
            for (ns3c_device *router : domain.second)
                for (ns3c_device *other : domain.second)
                    if (router->node->forwards && other != router) {
                        introduce(router, other);
                        introduce(other, router);
                    }
        teach_switches(sim);
        sim->neighbours_filled = true;
        return 0;
    });
}

void meet(ns3c_node *from, uint32_t to)
{
    if (!from->sim->neighbours_filled)
        return;
    const auto found = from->sim->by_address.find(to);
    if (found == from->sim->by_address.end())
        return;
    ns3c_device *other = found->second;
    for (ns3c_device *d : from->devices)
        if (d->interface && d->ethernet && d != other && d->domain == other->domain) {
            introduce(d, other);
            introduce(other, d);
        }
}
