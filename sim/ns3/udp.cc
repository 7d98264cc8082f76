/* UDP sockets of ns-3 for C: sending now or later, receiving, and news of ports that nobody
 * listens on. */
#include "sim/ns3/udp_internal.h"

#include <ns3/icmpv4.h>
#include <ns3/ipv4-l3-protocol.h>
#include <ns3/ipv4-l3-protocol.h>
#include <ns3/socket.h>

#include "sim/ns3/packet.h"

enum { UDP_PAYLOAD_MAX = 65507, UDP_HEADERS = 28 };

int ns3c_udp_bind(struct ns3c_node *node, uint16_t port, ns3c_receive_fn *receive, void *user,
                  struct ns3c_udp **udp)
{
    return guarded([&] {
        if (!node || !udp || !node->ipv4)
            return fail(NS3C_INVALID, "UDP ports are on hosts and routers");
        const auto protocol = node->node->GetObject<ns3::UdpL4Protocol>();
        ns3::Ipv4EndPoint *end = nullptr;
        if (!port)
            end = protocol->Allocate();
        else if (!node->ports.count(port))
            end = protocol->Allocate(nullptr, port);
        if (!end)
            return fail(NS3C_TAKEN, port ? "UDP port %u is taken" : "no UDP port is free", port);
        auto made = std::make_unique<ns3c_udp>();
        *made = {node, protocol, end, end->GetLocalPort(), 0, 0, receive, user};
        end->SetRxCallback(ns3::MakeCallback(&ns3c_udp::Receive, made.get()));
        ns3c_udp *u = *udp = made.get();
        node->ports[u->port] = u;
        node->sim->udp[u] = std::move(made);
        return 0;
    });
}

uint16_t ns3c_udp_port(const struct ns3c_udp *udp)
{
    return udp ? udp->port : 0;
}

int ns3c_udp_close(struct ns3c_udp *udp)
{
    return guarded([&] {
        if (!udp)
            return 0;
        udp->protocol->DeAllocate(udp->end_point);
        udp->node->ports.erase(udp->port);
        udp->node->sim->udp.erase(udp);
        return 0;
    });
}

int ns3c_udp_connect(struct ns3c_udp *udp, struct ns3c_endpoint peer)
{
    return guarded([&] {
        if (!udp)
            return fail(NS3C_INVALID, "ns3c_udp_connect: there is no socket");
        udp->end_point->SetPeer(ns3::Ipv4Address(peer.address), peer.port);
        return 0;
    });
}

int ns3c_udp_set_tos(struct ns3c_udp *udp, uint8_t tos)
{
    if (!udp)
        return fail(NS3C_INVALID, "ns3c_udp_set_tos: there is no socket");
    udp->tos = tos;
    return 0;
}

int ns3c_udp_set_mark(struct ns3c_udp *udp, uint32_t mark)
{
    if (!udp)
        return fail(NS3C_INVALID, "ns3c_udp_set_mark: there is no socket");
    udp->mark = mark;
    return 0;
}

/* --- sending ---------------------------------------------------------------------------------- */

static ns3::Ptr<ns3::Packet> make_packet(const ns3c_udp *udp, const void *header,
                                         uint32_t header_length, const void *payload,
                                         uint32_t payload_length, bool by_pointer)
{
    const auto packet =
        ns3::Create<ns3::Packet>(static_cast<const uint8_t *>(header), header_length);
    if (payload_length && by_pointer)
        packet->AddAtEnd(ns3::Create<ns3::Packet>(payload_length));
    else if (payload_length)
        packet->AddAtEnd(
            ns3::Create<ns3::Packet>(static_cast<const uint8_t *>(payload), payload_length));
    if (by_pointer || udp->mark) {
        DatagramTag tag;
        tag.payload =
            by_pointer && payload_length ? static_cast<const uint8_t *>(payload) : nullptr;
        tag.header_length = header_length;
        tag.payload_length = payload_length;
        tag.mark = udp->mark;
        packet->AddPacketTag(tag);
    }
    if (udp->tos) {
        ns3::SocketIpTosTag tos;
        tos.SetTos(udp->tos);
        packet->AddPacketTag(tos);
        ns3::SocketPriorityTag priority;
        priority.SetPriority(ns3::Socket::IpTos2Priority(udp->tos));
        packet->AddPacketTag(priority);
    }
    return packet;
}

/* What remains of a socket that may be closed when its packet leaves. */
struct Sender {
    ns3c_node *node;
    ns3::Ptr<ns3::UdpL4Protocol> protocol;
    uint16_t port;
};

static int find_way(const Sender &from, uint32_t address, uint32_t bytes, bool by_pointer,
                    ns3::Ptr<ns3::Ipv4Route> *route)
{
    ns3::Ptr<ns3::NetDevice> out;
    *route = route_to(from.node, address, &out);
    if (!*route)
        return fail(NS3C_NO_ROUTE, "no route leads to %s", dotted(address).c_str());
    if (by_pointer && bytes + UDP_HEADERS > out->GetMtu())
        return fail(NS3C_TOO_LONG, "%u bytes by pointer do not fit in packets of %u", bytes,
                    out->GetMtu());
    return 0;
}

static int send_one(const Sender &from, ns3c_endpoint to, const ns3::Ptr<ns3::Packet> &packet,
                    bool by_pointer)
{
    ns3::Ptr<ns3::Ipv4Route> route;
    if (const int code = find_way(from, to.address, packet->GetSize(), by_pointer, &route))
        return code;
    meet(from.node, to.address);
    from.protocol->Send(packet, route->GetSource(), ns3::Ipv4Address(to.address), from.port,
                        to.port, route);
    return 0;
}

/* To the broadcast address of each subnet the node is in. */
static int send_everywhere(const Sender &from, uint16_t port, const ns3::Ptr<ns3::Packet> &packet,
                           bool by_pointer)
{
    std::vector<uint32_t> subnets;
    for (const ns3c_device *d : from.node->devices) {
        if (!d->interface)
            continue;
        ns3::Ptr<ns3::Ipv4Route> route;
        subnets.push_back(d->interface->GetAddress(0).GetBroadcast().Get());
        if (const int code = find_way(from, subnets.back(), packet->GetSize(), by_pointer, &route))
            return code; /* before anything is sent */
    }
    for (const uint32_t broadcast : subnets)
        send_one(from, {broadcast, port}, packet->Copy(), by_pointer);
    return 0;
}

static int send_now(const Sender &from, ns3c_endpoint to, const ns3::Ptr<ns3::Packet> &packet,
                    bool by_pointer)
{
    if (to.address == UINT32_MAX)
        return send_everywhere(from, to.port, packet, by_pointer);
    return send_one(from, to, packet, by_pointer);
}

int ns3c_udp_send(struct ns3c_udp *udp, struct ns3c_endpoint to, const void *header,
                  uint32_t header_length, const void *payload, uint32_t payload_length,
                  unsigned flags)
{
    return ns3c_udp_send_at(udp, to, header, header_length, payload, payload_length, flags,
                            ns3c_now(nullptr));
}

int ns3c_udp_send_at(struct ns3c_udp *udp, struct ns3c_endpoint to, const void *header,
                     uint32_t header_length, const void *payload, uint32_t payload_length,
                     unsigned flags, int64_t at)
{
    return guarded([&] {
        if (!udp || (!header && header_length) || (!payload && payload_length))
            return fail(NS3C_INVALID, "ns3c_udp_send: an argument is missing");
        if (flags & ~unsigned(NS3C_BY_POINTER))
            return fail(NS3C_INVALID, "ns3c_udp_send: there is no flag %#x", flags);
        if (uint64_t(header_length) + payload_length > UDP_PAYLOAD_MAX)
            return fail(NS3C_TOO_LONG, "%" PRIu64 " bytes are more than a datagram's 65507",
                        uint64_t(header_length) + payload_length);
        const int64_t now = ns3c_now(nullptr);
        if (at < now || at > NS3C_TIME_MAX)
            return fail(NS3C_INVALID, "cannot send at %" PRId64 " ns: it is %" PRId64 " ns", at,
                        now);
        const bool by_pointer = flags & NS3C_BY_POINTER;
        const auto packet =
            make_packet(udp, header, header_length, payload, payload_length, by_pointer);
        const Sender from = {udp->node, udp->protocol, udp->port};
        if (at == now)
            return send_now(from, to, packet, by_pointer);
        ns3::Simulator::Schedule(ns3::NanoSeconds(at - now), [from, to, packet, by_pointer] {
            guarded([&] { return send_now(from, to, packet, by_pointer); });
        });
        return 0;
    });
}

/* --- receiving -------------------------------------------------------------------------------- */

static bool is_broadcast(const ns3c_node *node, ns3::Ipv4Address to)
{
    if (to.IsBroadcast())
        return true;
    for (const ns3c_device *d : node->devices)
        for (uint32_t i = 0; d->interface && i < d->interface->GetNAddresses(); i++)
            if (d->interface->GetAddress(i).GetBroadcast() == to)
                return true;
    return false;
}

/* The callback may close the socket: nothing of it is used after the call. */
void ns3c_udp::Receive(ns3::Ptr<ns3::Packet> packet, ns3::Ipv4Header header, uint16_t from,
                       ns3::Ptr<ns3::Ipv4Interface>)
{
    if (!receive)
        return;
    ns3c_datagram d = {};
    d.source = {header.GetSource().Get(), from};
    d.destination = header.GetDestination().Get();
    d.broadcast = is_broadcast(node, header.GetDestination());
    d.header_length = packet->GetSize();
    DatagramTag tag;
    if (packet->PeekPacketTag(tag) && tag.payload &&
        tag.header_length + tag.payload_length == packet->GetSize()) {
        d.header_length = tag.header_length;
        d.payload = tag.payload;
        d.payload_length = tag.payload_length;
    }
    std::vector<uint8_t> &bytes = node->sim->received;
    if (bytes.size() < d.header_length)
        bytes.resize(d.header_length);
    packet->CopyData(bytes.data(), d.header_length);
    d.header = bytes.data();
    receive(user, &d);
}

/* --- news of ports that nobody listens on ----------------------------------------------------- */

static void unreachable(ns3c_node *node, const ns3::Ipv4Header &header,
                        ns3::Ptr<const ns3::Packet> packet, uint32_t)
{
    if (header.GetProtocol() != 1)
        return;
    const auto copy = packet->Copy();
    ns3::Icmpv4Header icmp;
    ns3::Icmpv4DestinationUnreachable message;
    if (copy->GetSize() < 36)
        return;
    copy->RemoveHeader(icmp);
    if (icmp.GetType() != ns3::Icmpv4Header::ICMPV4_DEST_UNREACH ||
        icmp.GetCode() != ns3::Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE)
        return;
    copy->RemoveHeader(message);
    const ns3::Ipv4Header original = message.GetHeader();
    uint8_t udp_header[8];
    message.GetData(udp_header);
    const auto found = node->ports.find(uint16_t(udp_header[0] << 8 | udp_header[1]));
    if (original.GetProtocol() != 17 || found == node->ports.end() || !found->second->receive)
        return;
    ns3c_datagram d = {};
    d.source = {original.GetDestination().Get(), uint16_t(udp_header[2] << 8 | udp_header[3])};
    d.destination = original.GetSource().Get();
    d.unreachable = true;
    found->second->receive(found->second->user, &d);
}

void watch_unreachable(ns3c_node *node)
{
    node->ipv4->TraceConnectWithoutContext("LocalDeliver",
                                           ns3::MakeBoundCallback(&unreachable, node));
}

/* --- what does not come whole ----------------------------------------------------------------- */

static void dropped(ns3c_node *node, const ns3::Ipv4Header &header, ns3::Ptr<const ns3::Packet>,
                    ns3::Ipv4L3Protocol::DropReason reason, ns3::Ptr<ns3::Ipv4>, uint32_t)
{
    if (reason == ns3::Ipv4L3Protocol::DROP_FRAGMENT_TIMEOUT)
        node->incomplete(node->incomplete_user, header.GetSource().Get());
}

int ns3c_watch_incomplete(struct ns3c_node *node, ns3c_incomplete_fn *incomplete, void *user)
{
    return guarded([&] {
        if (!node || !incomplete)
            return fail(NS3C_INVALID, "ns3c_watch_incomplete: an argument is missing");
        if (!node->ipv4 || node->incomplete)
            return fail(NS3C_STATE, "ns3c_watch_incomplete: the node is a switch, or is watched");
        node->incomplete = incomplete;
        node->incomplete_user = user;
        node->ipv4->TraceConnectWithoutContext("Drop", ns3::MakeBoundCallback(&dropped, node));
        return 0;
    });
}
