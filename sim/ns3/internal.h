/* What the files of libns3c share: the structs behind ns3c.h's pointers, and its errors. C++, and
 * private. Every function of ns3c.h is `return guarded([&] { ... })`, or cannot throw. */
#ifndef SIM_NS3_INTERNAL_H
#define SIM_NS3_INTERNAL_H

#include <cinttypes>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <unordered_map>
#include <vector>

#include <ns3/bridge-net-device.h>
#include <ns3/ipv4-interface.h>
#include <ns3/ipv4-route.h>
#include <ns3/ipv4.h>
#include <ns3/mac48-address.h>
#include <ns3/net-device.h>
#include <ns3/node.h>
#include <ns3/nstime.h>
#include <ns3/ptr.h>
#include <ns3/simulator.h>

#include "sim/ns3/ns3c.h"

/* Keeps the message for ns3c_error; returns `code`. */
int fail(enum ns3c_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Calls `body`, which returns a code; no exception gets further. */
template <class Body> int guarded(Body &&body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return fail(NS3C_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        return fail(NS3C_INTERNAL, "unexpected: %s", e.what());
    } catch (...) {
        return fail(NS3C_INTERNAL, "unexpected exception");
    }
}

/* A C caller's enum as a number: C++ may not even look at one that has a value of no constant. */
template <class Enum> int number_of(const Enum &value)
{
    static_assert(sizeof(Enum) == sizeof(int));
    int number;
    memcpy(&number, &value, sizeof number);
    return number;
}

/* "10.1.0.2", for messages. */
std::string dotted(uint32_t address);

struct ConnectionKey {
    ns3c_endpoint from, to; /* `from` is the side that connected */
    bool operator==(const ConnectionKey &k) const
    {
        return from.address == k.from.address && to.address == k.to.address &&
               from.port == k.from.port && to.port == k.to.port;
    }
};

struct ConnectionHash {
    size_t operator()(const ConnectionKey &k) const
    {
        const uint64_t a = uint64_t(k.from.address) << 32 | k.to.address;
        const uint64_t b = uint64_t(k.from.port) << 16 | k.to.port;
        return std::hash<uint64_t>()(a * 0x9e3779b97f4a7c15 + b);
    }
};

class Animation;     /* animation.h */
class Arrivals;      /* cable.h */
struct Connection;   /* tcp_stream.h: what both ends of a connection share */
struct FlowCounters; /* flow.cc */

struct ns3c_device {
    ns3c_node *node;
    ns3::Ptr<ns3::NetDevice> device;
    uint32_t segment; /* which cable or bus it is on */
    bool ethernet;    /* or a serial line */
    bool is_cable;    /* or on a bus */
    uint32_t domain;  /* of broadcasts; known when neighbours are filled in */
    std::vector<uint32_t> addresses;
    ns3::Ptr<ns3::Ipv4Interface> interface; /* NULL before its first address */
    ns3c_trace_fn *trace;
    void *trace_user;
    bool bus_traced, captured;
};

/* ns-3's switch, which can be told what is at its ports. */
class Switch : public ns3::BridgeNetDevice
{
  public:
    void Teach(const ns3::Address &address, const ns3::Ptr<ns3::NetDevice> &port)
    {
        Learn(ns3::Mac48Address::ConvertFrom(address), port);
    }
};

struct ns3c_node {
    ns3c *sim;
    ns3::Ptr<ns3::Node> node;
    ns3::Ptr<ns3::Ipv4> ipv4; /* not of a switch */
    ns3::Ptr<Switch> bridge;  /* of a switch */
    bool forwards;
    std::string name; /* on the picture */
    int32_t x, y;
    std::vector<ns3c_device *> devices;
    std::unordered_map<uint16_t, ns3c_udp *> ports; /* of UDP */
    ns3c_incomplete_fn *incomplete;
    void *incomplete_user;
};

struct ns3c {
    ns3c_scheduler scheduler;
    bool global_routing;
    bool running;
    bool has_run;
    bool neighbours_filled, routes_computed;
    bool has_changed;    /* a filter, some packet */
    int64_t next_stream; /* of those that ns-3's own objects draw from */
    uint64_t next_mac;
    uint32_t segments; /* cables and buses so far */
    std::vector<std::unique_ptr<ns3c_node>> nodes;
    std::vector<std::unique_ptr<ns3c_device>> devices;
    std::unordered_map<uint32_t, ns3c_device *> by_address;
    std::unordered_map<ns3c_udp *, std::unique_ptr<ns3c_udp>> udp;
    std::unordered_map<uint64_t, std::unique_ptr<ns3c_tcp>> tcp; /* by their number */
    uint64_t tcp_numbers;
    std::unordered_map<ConnectionKey, std::shared_ptr<Connection>, ConnectionHash> connections;
    std::vector<std::unique_ptr<ns3c_random>> randoms;
    std::unique_ptr<FlowCounters> flows;
    std::unique_ptr<Arrivals> arrivals;
    std::unique_ptr<Animation> animation; /* NULL: none, or it has ended */
    bool animated;
    ns3::EventId end;              /* of the run, when it has a time */
    std::vector<uint8_t> received; /* bytes for the callback that is under way */
    std::vector<uint8_t> copied;   /* of ns3c_packet_copy */

    ns3c();
    ~ns3c();
};

/* Streams of ns-3's own objects begin where the caller's end. */
constexpr int64_t FIRST_OWN_STREAM = int64_t(1) << 32;

/* A new locally administered MAC address. */
ns3::Mac48Address next_mac(ns3c *sim);

/* Gives a new device its place on a node: of a switch, as a port. */
ns3c_device *add_device(ns3c_node *node, const ns3::Ptr<ns3::NetDevice> &device, uint32_t segment,
                        bool ethernet, bool is_cable);

/* Fills in the neighbour caches of a pair of hosts on one subnet, if that is wanted. */
void meet(ns3c_node *from, uint32_t to);

/* How the address is reached from the node: its device there, or NULL without a route. */
ns3::Ptr<ns3::Ipv4Route> route_to(ns3c_node *node, uint32_t to, ns3::Ptr<ns3::NetDevice> *out);

/* Bytes of the largest packet that gets there from the node in one piece; 0: no route leads there. */
uint32_t path_mtu(ns3c_node *from, uint32_t to);

/* Watches ICMP that arrives at the node, for news of ports that nobody listens on. */
void watch_unreachable(ns3c_node *node);

#endif
