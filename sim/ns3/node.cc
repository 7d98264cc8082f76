/* Nodes: hosts, routers, switches. */
#include <ns3/boolean.h>
#include <ns3/internet-stack-helper.h>
#include <ns3/ipv4-global-routing-helper.h>
#include <ns3/ipv4-list-routing-helper.h>
#include <ns3/ipv4-static-routing-helper.h>

#include "sim/ns3/internal.h"

static ns3c_node *new_node(ns3c *sim)
{
    auto made = std::make_unique<ns3c_node>();
    made->sim = sim;
    made->node = ns3::CreateObject<ns3::Node>();
    made->forwards = false;
    made->x = made->y = 0;
    made->incomplete = nullptr;
    sim->nodes.push_back(std::move(made));
    return sim->nodes.back().get();
}

static void install_stack(ns3c_node *n, bool forwards)
{
    ns3::InternetStackHelper stack;
    ns3::Ipv4StaticRoutingHelper by_hand;
    ns3::Ipv4GlobalRoutingHelper computed;
    ns3::Ipv4ListRoutingHelper both;
    stack.SetIpv6StackInstall(false);
    stack.SetRoutingHelper(by_hand);
    if (n->sim->global_routing) {
        both.Add(by_hand, 0);
        both.Add(computed, -10);
        stack.SetRoutingHelper(both);
    }
    stack.Install(n->node);
    n->sim->next_stream += stack.AssignStreams(ns3::NodeContainer(n->node), n->sim->next_stream);
    n->ipv4 = n->node->GetObject<ns3::Ipv4>();
    n->ipv4->SetAttribute("IpForward", ns3::BooleanValue(forwards));
    n->forwards = forwards;
    watch_unreachable(n);
}

static int add_with_stack(ns3c *sim, ns3c_node **node, bool forwards)
{
    return guarded([&] {
        if (!sim || !node)
            return fail(NS3C_INVALID, "a node without a simulation, or without a place for it");
        ns3c_node *n = new_node(sim);
        install_stack(n, forwards);
        *node = n;
        return 0;
    });
}

int ns3c_add_host(struct ns3c *sim, struct ns3c_node **host)
{
    return add_with_stack(sim, host, false);
}

int ns3c_add_router(struct ns3c *sim, struct ns3c_node **router)
{
    return add_with_stack(sim, router, true);
}

int ns3c_add_switch(struct ns3c *sim, struct ns3c_node **node)
{
    return guarded([&] {
        if (!sim || !node)
            return fail(NS3C_INVALID, "a switch without a simulation, or without a place for it");
        ns3c_node *n = new_node(sim);
        n->bridge = ns3::CreateObject<Switch>();
        n->bridge->SetAddress(next_mac(sim));
        n->node->AddDevice(n->bridge);
        *node = n;
        return 0;
    });
}

ns3c_device *add_device(ns3c_node *node, const ns3::Ptr<ns3::NetDevice> &device, uint32_t segment,
                        bool ethernet, bool is_cable)
{
    auto made = std::make_unique<ns3c_device>();
    made->node = node;
    made->device = device;
    made->segment = segment;
    made->ethernet = ethernet;
    made->is_cable = is_cable;
    node->node->AddDevice(device);
    if (node->bridge)
        node->bridge->AddBridgePort(device);
    node->devices.push_back(made.get());
    node->sim->devices.push_back(std::move(made));
    return node->devices.back();
}

struct ns3c_node *ns3c_device_node(const struct ns3c_device *device)
{
    return device ? device->node : nullptr;
}

uint64_t ns3c_device_mac(const struct ns3c_device *device)
{
    if (!device)
        return 0;
    uint8_t bytes[6];
    ns3::Mac48Address::ConvertFrom(device->device->GetAddress()).CopyTo(bytes);
    uint64_t mac = 0;
    for (uint8_t byte : bytes)
        mac = mac << 8 | byte;
    return mac;
}
