/* Connections and listeners. What a user does in a callback that would pull the ground from under
 * ns-3, which is in the middle of a segment, is done by an event at the same time. */
#include <ns3/inet-socket-address.h>
#include <ns3/rtt-estimator.h>
#include <ns3/tcp-congestion-ops.h>
#include <ns3/tcp-l4-protocol.h>
#include <ns3/tcp-recovery-ops.h>

#include "sim/ns3/tcp_internal.h"

ns3c_tcp *find_tcp(ns3c *sim, uint64_t number)
{
    const auto found = sim->tcp.find(number);
    return found == sim->tcp.end() ? nullptr : found->second.get();
}

static ns3::Ptr<ns3::Object> make(const ns3::Ptr<ns3::TcpL4Protocol> &tcp, const char *attribute)
{
    ns3::TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ns3::ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create();
}

/* As TcpL4Protocol::CreateSocket does. */
static ns3::Ptr<TcpSocket> new_socket(ns3c_node *node)
{
    const auto tcp = node->node->GetObject<ns3::TcpL4Protocol>();
    const auto socket = ns3::CreateObject<TcpSocket>();
    socket->LiveOn(node);
    socket->SetNode(node->node);
    socket->SetTcp(tcp);
    socket->SetRtt(ns3::DynamicCast<ns3::RttEstimator>(make(tcp, "RttEstimatorType")));
    socket->SetCongestionControlAlgorithm(
        ns3::DynamicCast<ns3::TcpCongestionOps>(make(tcp, "SocketType")));
    socket->SetRecoveryAlgorithm(ns3::DynamicCast<ns3::TcpRecoveryOps>(make(tcp, "RecoveryType")));
    tcp->AddSocket(socket);
    return socket;
}

static ns3c_tcp *new_tcp(ns3c_node *node, const ns3::Ptr<TcpSocket> &socket)
{
    auto made = std::make_unique<ns3c_tcp>();
    made->sim = node->sim;
    made->number = ++node->sim->tcp_numbers;
    made->node = node;
    made->socket = socket;
    ns3c_tcp *t = made.get();
    node->sim->tcp[t->number] = std::move(made);
    return t;
}

static ns3c_endpoint endpoint(const ns3::Address &address)
{
    const auto a = ns3::InetSocketAddress::ConvertFrom(address);
    return {a.GetIpv4().Get(), a.GetPort()};
}

/* --- what ns-3 tells -------------------------------------------------------------------------- */

static ns3c_tcp *listening_user(ns3c *sim, uint64_t number)
{
    ns3c_tcp *t = find_tcp(sim, number);
    return t && t->events ? t : nullptr;
}

static void on_connected(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket>)
{
    ns3c_tcp *t = find_tcp(sim, number);
    if (!t || t->over)
        return;
    t->connected = true;
    if (t->events && t->events->connected)
        t->events->connected(t->user);
    feed(t);
}

/* No answer to a SYN or to data, or a RST. */
static void on_failed(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket>)
{
    const ns3c_tcp *t = find_tcp(sim, number);
    if (t)
        tcp_is_over(sim, number, t->socket->IsBeingReset() ? NS3C_END_RESET : NS3C_END_TIMED_OUT);
}

static void on_received(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket> socket)
{
    ns3c_tcp *t = find_tcp(sim, number);
    ns3::Ptr<ns3::Packet> packet;
    while (t && (packet = socket->Recv()) && packet->GetSize())
        deliver(t, packet);
}

static void on_room(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket>, uint32_t)
{
    ns3c_tcp *t = find_tcp(sim, number);
    if (t && t->connected && t->connection->stream[t->side].unfed)
        feed(t);
}

static void on_finished(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket>)
{
    ns3c_tcp *t = listening_user(sim, number);
    if (!t || t->finished || t->over || t->socket->IsBeingReset())
        return;
    t->finished = true;
    if (t->events->finished)
        t->events->finished(t->user);
}

void tcp_moved(ns3c *sim, uint64_t number)
{
    ns3c_tcp *t = listening_user(sim, number);
    if (!t || !t->connected || t->over)
        return;
    const uint64_t acknowledged = t->fed - t->socket->Buffered();
    const uint64_t news = acknowledged - t->acknowledged;
    t->acknowledged = acknowledged;
    if (news && t->events->acknowledged)
        t->events->acknowledged(t->user, news);
}

/* Frees it. What it had not sent is of no use any more; the marks stay, for segments that are still
 * under way, and what goes by pointer is the receiver's. */
static void forget(ns3c *sim, ns3c_tcp *t)
{
    if (t->connection) {
        Stream &own = t->connection->stream[t->side];
        if (!own.by_pointer)
            own = Stream();
    }
    sim->tcp.erase(t->number);
}

/* When ns-3 is not in the middle of anything. */
static void finish(ns3c *sim, uint64_t number, ns3c_end why)
{
    ns3c_tcp *t = find_tcp(sim, number);
    if (!t)
        return;
    t->socket->Tell(nullptr, 0);
    if (why == NS3C_END_TIMED_OUT)
        t->socket->Discard(); /* ns-3 leaves it as it was */
    const ns3c_tcp_events *events = t->events;
    if (events && events->ended)
        events->ended(t->user, why);
    forget(sim, t);
}

void tcp_is_over(ns3c *sim, uint64_t number, ns3c_end why)
{
    ns3c_tcp *t = find_tcp(sim, number);
    if (!t || t->over)
        return;
    t->over = true;
    ns3::Simulator::ScheduleNow(&finish, sim, number, why);
}

static void tell_user(ns3c_tcp *t)
{
    ns3c *sim = t->sim;
    const uint64_t number = t->number;
    t->socket->Tell(sim, number);
    t->socket->SetConnectCallback(ns3::MakeBoundCallback(&on_connected, sim, number),
                                  ns3::MakeBoundCallback(&on_failed, sim, number));
    t->socket->SetCloseCallbacks(ns3::MakeBoundCallback(&on_finished, sim, number),
                                 ns3::MakeBoundCallback(&on_failed, sim, number));
    t->socket->SetRecvCallback(ns3::MakeBoundCallback(&on_received, sim, number));
    t->socket->SetSendCallback(ns3::MakeBoundCallback(&on_room, sim, number));
}

/* --- listening -------------------------------------------------------------------------------- */

static void on_accepted(ns3c *sim, uint64_t number, ns3::Ptr<ns3::Socket> child,
                        const ns3::Address &from)
{
    const auto socket = ns3::DynamicCast<TcpSocket>(child);
    const ns3c_tcp *listener = find_tcp(sim, number);
    if (!listener || listener->over) {
        ns3::Simulator::ScheduleNow(&TcpSocket::Abort, socket);
        return;
    }
    ns3c_tcp *t = new_tcp(listener->node, socket);
    ns3::Address local;
    socket->GetSockName(local);
    t->local = endpoint(local);
    t->peer = endpoint(from);
    t->side = 1;
    t->connected = true;
    t->tos = listener->tos;
    t->mark = listener->mark;
    std::shared_ptr<Connection> &shared = sim->connections[{t->peer, t->local}];
    if (!shared)
        shared = std::make_shared<Connection>();
    t->connection = shared;
    shared->mark[1] = listener->mark;
    shared->marked[1] = true;
    tell_user(t);
    t->user = listener->accept(listener->user, t, t->peer, &t->events);
    if (!t->events && !t->over)
        ns3c_tcp_abort(t);
}

int ns3c_tcp_listen(struct ns3c_node *node, uint16_t port, ns3c_accept_fn *accept, void *user,
                    struct ns3c_tcp **listener)
{
    return guarded([&] {
        if (!node || !node->ipv4 || !port || !accept || !listener)
            return fail(NS3C_INVALID, "a host or router listens on a port, with a function");
        const auto socket = new_socket(node);
        if (socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port)) != 0) {
            node->node->GetObject<ns3::TcpL4Protocol>()->RemoveSocket(socket);
            return fail(NS3C_TAKEN, "TCP port %u is taken", port);
        }
        ns3c_tcp *t = *listener = new_tcp(node, socket);
        t->local.port = port;
        t->accept = accept;
        t->user = user;
        socket->SetAcceptCallback(
            ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address &>(),
            ns3::MakeBoundCallback(&on_accepted, node->sim, t->number));
        socket->Listen();
        return 0;
    });
}

/* --- connecting ------------------------------------------------------------------------------- */

/* By an event, so that the caller can set what the SYN shall have. */
static void begin_connecting(ns3c *sim, uint64_t number)
{
    ns3c_tcp *t = find_tcp(sim, number);
    if (!t || t->over)
        return;
    meet(t->node, t->peer.address);
    const ns3::InetSocketAddress to(ns3::Ipv4Address(t->peer.address), t->peer.port);
    t->socket->FitSegments(to.GetIpv4(), true);
    if (t->socket->Connect(to) != 0)
        tcp_is_over(sim, number, NS3C_END_TIMED_OUT); /* the route is gone */
}

int ns3c_tcp_connect(struct ns3c_node *node, struct ns3c_endpoint to,
                     const struct ns3c_tcp_events *events, void *user, struct ns3c_tcp **connection)
{
    return guarded([&] {
        if (!node || !node->ipv4 || !events || !connection || !to.port || !to.address ||
            to.address >> 28 >= 14)
            return fail(NS3C_INVALID, "a host or router connects to an address and port");
        const auto route = route_to(node, to.address, nullptr);
        if (!route)
            return fail(NS3C_NO_ROUTE, "no route leads to %s", dotted(to.address).c_str());
        const auto socket = new_socket(node);
        if (socket->Bind() != 0) {
            node->node->GetObject<ns3::TcpL4Protocol>()->RemoveSocket(socket);
            return fail(NS3C_TAKEN, "no TCP port is free");
        }
        ns3::Address bound;
        socket->GetSockName(bound);
        ns3c_tcp *t = new_tcp(node, socket);
        t->events = events;
        t->user = user;
        t->peer = to;
        t->connection = std::make_shared<Connection>();
        tell_user(t);
        t->local = {route->GetSource().Get(), endpoint(bound).port};
        node->sim->connections[{t->local, to}] = t->connection;
        ns3::Simulator::ScheduleNow(&begin_connecting, node->sim, t->number);
        *connection = t;
        return 0;
    });
}

/* --- ending ----------------------------------------------------------------------------------- */

int ns3c_tcp_close(struct ns3c_tcp *tcp)
{
    return guarded([&] {
        if (!tcp || !tcp->connection)
            return fail(NS3C_INVALID, "only a connection is closed; listening is aborted");
        if (tcp->closing || tcp->over)
            return 0;
        tcp->closing = true;
        if (tcp->connected)
            feed(tcp);
        return 0;
    });
}

static void abort_now(ns3c *sim, uint64_t number)
{
    if (ns3c_tcp *t = find_tcp(sim, number)) {
        t->socket->Tell(nullptr, 0);
        t->socket->Abort();
        forget(sim, t);
    }
}

int ns3c_tcp_abort(struct ns3c_tcp *tcp)
{
    return guarded([&] {
        if (!tcp)
            return fail(NS3C_INVALID, "ns3c_tcp_abort: there is no connection");
        tcp->events = nullptr;
        if (tcp->over) /* it will be freed by what comes anyway */
            return 0;
        tcp->over = true;
        if (tcp->sim->running)
            ns3::Simulator::ScheduleNow(&abort_now, tcp->sim, tcp->number);
        else
            abort_now(tcp->sim, tcp->number);
        return 0;
    });
}

/* --- what it is ------------------------------------------------------------------------------- */

uint32_t ns3c_tcp_window(const struct ns3c_tcp *tcp)
{
    return tcp ? tcp->socket->CongestionWindow() : 0;
}

int64_t ns3c_tcp_round_trip(const struct ns3c_tcp *tcp)
{
    return tcp ? tcp->socket->RoundTrip() : 0;
}

struct ns3c_endpoint ns3c_tcp_local(const struct ns3c_tcp *tcp)
{
    return tcp ? tcp->local : ns3c_endpoint();
}

struct ns3c_endpoint ns3c_tcp_peer(const struct ns3c_tcp *tcp)
{
    return tcp ? tcp->peer : ns3c_endpoint();
}

int ns3c_tcp_set_tos(struct ns3c_tcp *tcp, uint8_t tos)
{
    return guarded([&] {
        if (!tcp)
            return fail(NS3C_INVALID, "ns3c_tcp_set_tos: there is no connection");
        tcp->tos = tos;
        tcp->socket->SetIpTos(tos);
        return 0;
    });
}

int ns3c_tcp_set_mark(struct ns3c_tcp *tcp, uint32_t mark)
{
    if (!tcp)
        return fail(NS3C_INVALID, "ns3c_tcp_set_mark: there is no connection");
    tcp->mark = mark;
    if (tcp->connection) {
        tcp->connection->mark[tcp->side] = mark;
        tcp->connection->marked[tcp->side] = true;
    }
    return 0;
}
