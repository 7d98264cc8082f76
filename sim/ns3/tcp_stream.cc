/* The bytes of connections. */
#include <algorithm>
#include <cstring>

#include "sim/ns3/packet.h"
#include "sim/ns3/tcp_internal.h"

enum { PIECE = 65536 }; /* bytes, the most that ns-3 is given in one packet */

static Stream *own_stream(ns3c_tcp *tcp)
{
    return &tcp->connection->stream[tcp->side];
}

/* --- sending ---------------------------------------------------------------------------------- */

int ns3c_tcp_send(struct ns3c_tcp *tcp, const void *bytes, uint64_t length, unsigned flags)
{
    return guarded([&] {
        if (!tcp || (!bytes && length) || !tcp->connection)
            return fail(NS3C_INVALID, "ns3c_tcp_send: an argument is missing, or it only listens");
        if (flags & ~unsigned(NS3C_BY_POINTER | NS3C_COPY))
            return fail(NS3C_INVALID, "ns3c_tcp_send: there is no flag %#x", flags);
        if (tcp->closing || tcp->over)
            return fail(NS3C_STATE, "the connection was closed");
        if (!length)
            return 0;
        Stream *s = own_stream(tcp);
        const bool by_pointer = flags & NS3C_BY_POINTER;
        if (s->used && s->by_pointer != by_pointer)
            return fail(NS3C_STATE, "a connection sends all its bytes by pointer, or none");
        Chunk chunk = {nullptr, static_cast<const uint8_t *>(bytes), length};
        if (flags & NS3C_COPY) {
            chunk.own = std::make_unique<uint8_t[]>(length);
            memcpy(chunk.own.get(), bytes, length);
            chunk.bytes = chunk.own.get();
        }
        s->used = true;
        s->by_pointer = by_pointer;
        s->unfed += length;
        s->chunks.push_back(std::move(chunk));
        if (tcp->connected)
            feed(tcp);
        return 0;
    });
}

/* Takes `length` bytes, which the first chunk has, off the stream. */
static void take(Stream *s, uint64_t length)
{
    s->given += length;
    if (s->given == s->chunks.front().length) {
        s->chunks.pop_front();
        s->given = 0;
    }
}

/* Makes the next packet for ns-3, of at most `room` bytes. */
static ns3::Ptr<ns3::Packet> next_piece(Stream *s, uint32_t room)
{
    if (s->by_pointer)
        return ns3::Create<ns3::Packet>(uint32_t(std::min<uint64_t>(s->unfed, room)));
    const Chunk &first = s->chunks.front();
    const auto length = uint32_t(std::min<uint64_t>(first.length - s->given, room));
    const auto packet = ns3::Create<ns3::Packet>(first.bytes + s->given, length);
    take(s, length);
    return packet;
}

void feed(ns3c_tcp *tcp)
{
    Stream *s = own_stream(tcp);
    while (s->unfed > 0 && !tcp->over) {
        const uint32_t room = std::min<uint32_t>(tcp->socket->GetTxAvailable(), PIECE);
        if (!room)
            return;
        const auto packet = next_piece(s, room);
        const uint32_t length = packet->GetSize();
        s->unfed -= length;
        tcp->fed += length;
        if (tcp->socket->Send(packet, 0) < 0)
            return; /* it is closed, and will say so */
    }
    if (tcp->closing && !tcp->over)
        tcp->socket->ShutdownSend();
}

uint64_t ns3c_tcp_unsent(const struct ns3c_tcp *tcp)
{
    if (!tcp || !tcp->connection)
        return 0;
    const uint64_t unfed = tcp->connection->stream[tcp->side].unfed;
    return tcp->connected ? unfed + tcp->socket->BufferedUnsent() : unfed;
}

/* --- receiving -------------------------------------------------------------------------------- */

static void deliver_pointers(ns3c_tcp *tcp, uint32_t length)
{
    const std::shared_ptr<Connection> stays = tcp->connection;
    Stream *s = &stays->stream[1 - tcp->side];
    while (length > 0 && !s->chunks.empty()) {
        const Chunk &first = s->chunks.front();
        const auto part = uint32_t(std::min<uint64_t>(first.length - s->given, length));
        if (tcp->events && tcp->events->received)
            tcp->events->received(tcp->user, first.bytes + s->given, part);
        take(s, part);
        length -= part;
    }
}

void deliver(ns3c_tcp *tcp, const ns3::Ptr<ns3::Packet> &packet)
{
    const uint32_t length = packet->GetSize();
    if (tcp->connection->stream[1 - tcp->side].by_pointer) {
        deliver_pointers(tcp, length);
        return;
    }
    if (!tcp->events || !tcp->events->received)
        return;
    std::vector<uint8_t> &bytes = tcp->sim->received;
    if (bytes.size() < length)
        bytes.resize(length);
    packet->CopyData(bytes.data(), length);
    tcp->events->received(tcp->user, bytes.data(), length);
}

/* --- marks ------------------------------------------------------------------------------------ */

static bool mark_from(const ns3c *sim, const ConnectionKey &key, int side, uint32_t *mark)
{
    const auto found = sim->connections.find(key);
    if (found == sim->connections.end())
        return false;
    const Connection &c = *found->second;
    *mark = c.mark[c.marked[side] ? side : 1 - side];
    return true;
}

static uint32_t at(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint32_t mark_of_segment(const ns3c_packet *packet)
{
    uint8_t bytes[24] = {0};
    if (packet->protocol != 0x0800 || packet->packet->CopyData(bytes, 24) < 24 ||
        bytes[0] != 0x45 || bytes[9] != 6)
        return 0;
    const ns3c_endpoint source = {at(bytes + 12, 4), uint16_t(at(bytes + 20, 2))};
    const ns3c_endpoint destination = {at(bytes + 16, 4), uint16_t(at(bytes + 22, 2))};
    uint32_t mark = 0;
    if (!mark_from(packet->sim, {source, destination}, 0, &mark))
        mark_from(packet->sim, {destination, source}, 1, &mark);
    return mark;
}
