/* What C is told of a packet, and payloads by pointer as tags; a packet that is on its way is
 * copied before it is changed. */
#include "sim/ns3/packet.h"

#include <algorithm>
#include <cstring>

#include "sim/ns3/tcp_internal.h"

NS_OBJECT_ENSURE_REGISTERED(DatagramTag);

ns3::TypeId DatagramTag::GetTypeId()
{
    static const ns3::TypeId type =
        ns3::TypeId("ns3c::DatagramTag").SetParent<ns3::Tag>().AddConstructor<DatagramTag>();
    return type;
}

ns3::TypeId DatagramTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t DatagramTag::GetSerializedSize() const
{
    return 21;
}

void DatagramTag::Serialize(ns3::TagBuffer buffer) const
{
    buffer.WriteU64(reinterpret_cast<uintptr_t>(payload));
    buffer.WriteU32(header_length);
    buffer.WriteU32(payload_length);
    buffer.WriteU32(mark);
    buffer.WriteU8(changed);
}

void DatagramTag::Deserialize(ns3::TagBuffer buffer)
{
    payload = reinterpret_cast<const uint8_t *>(uintptr_t(buffer.ReadU64()));
    header_length = buffer.ReadU32();
    payload_length = buffer.ReadU32();
    mark = buffer.ReadU32();
    changed = buffer.ReadU8();
}

void DatagramTag::Print(std::ostream &) const
{
}

/* Where in the packet the payload that its tag points to belongs: at its end, but for what pads it.
 */
static bool find_payload(const ns3::Ptr<const ns3::Packet> &packet, DatagramTag *tag,
                         uint32_t *offset)
{
    constexpr uint32_t headers = 28; /* of IPv4 without options, and UDP */
    if (!packet->PeekPacketTag(*tag) || !tag->payload)
        return false;
    *offset = headers + tag->header_length;
    return packet->GetSize() == *offset + tag->payload_length;
}

uint32_t ns3c_packet_length(const struct ns3c_packet *packet)
{
    return packet ? packet->packet->GetSize() : 0;
}

uint16_t ns3c_packet_protocol(const struct ns3c_packet *packet)
{
    return packet ? packet->protocol : 0;
}

uint32_t ns3c_packet_copy(const struct ns3c_packet *packet, uint32_t offset, void *to,
                          uint32_t length)
{
    uint32_t copied = 0;
    guarded([&] {
        if (!packet || !to || offset >= packet->packet->GetSize())
            return 0;
        const uint32_t size = packet->packet->GetSize();
        const uint32_t end = uint32_t(std::min<uint64_t>(size, uint64_t(offset) + length));
        std::vector<uint8_t> &all = packet->sim->copied;
        if (all.size() < end)
            all.resize(end);
        packet->packet->CopyData(all.data(), end);
        DatagramTag tag;
        uint32_t begins;
        if (end > 28 && find_payload(packet->packet, &tag, &begins) && end > begins)
            memcpy(all.data() + begins, tag.payload, end - begins);
        memcpy(to, all.data() + offset, end - offset);
        copied = end - offset;
        return 0;
    });
    return copied;
}

const uint8_t *ns3c_packet_payload(const struct ns3c_packet *packet, uint32_t *length)
{
    DatagramTag tag;
    uint32_t begins;
    if (!packet || !find_payload(packet->packet, &tag, &begins))
        return nullptr;
    if (length)
        *length = tag.payload_length;
    return tag.payload;
}

uint32_t ns3c_packet_header(const struct ns3c_packet *packet)
{
    DatagramTag tag;
    return packet && packet->packet->PeekPacketTag(tag) ? tag.header_length : 0;
}

uint32_t ns3c_packet_mark(const struct ns3c_packet *packet)
{
    DatagramTag tag;
    if (!packet)
        return 0;
    if (packet->packet->PeekPacketTag(tag) && tag.mark)
        return tag.mark;
    return packet->sim->connections.empty() ? 0 : mark_of_segment(packet);
}

ns3::Ptr<ns3::Packet> with_bytes(ns3::Ptr<const ns3::Packet> packet)
{
    DatagramTag tag;
    uint32_t begins;
    if (!find_payload(packet, &tag, &begins))
        return ns3::ConstCast<ns3::Packet>(packet);
    std::vector<uint8_t> all(packet->GetSize());
    packet->CopyData(all.data(), begins);
    memcpy(all.data() + begins, tag.payload, tag.payload_length);
    const auto copy = ns3::Create<ns3::Packet>(all.data(), uint32_t(all.size()));
    if (tag.mark) {
        tag.payload = nullptr;
        copy->AddPacketTag(tag);
    }
    return copy;
}

ns3::Ptr<ns3::Packet> corrupted(ns3::Ptr<const ns3::Packet> packet, uint32_t offset, uint8_t with)
{
    const auto whole = with_bytes(packet);
    std::vector<uint8_t> all(whole->GetSize());
    whole->CopyData(all.data(), uint32_t(all.size()));
    if (offset < all.size())
        all[offset] ^= with;
    const auto copy = ns3::Create<ns3::Packet>(all.data(), uint32_t(all.size()));
    DatagramTag tag;
    whole->PeekPacketTag(tag);
    tag.changed = true;
    copy->AddPacketTag(tag);
    return copy;
}

bool is_changed(const ns3::Ptr<const ns3::Packet> &packet)
{
    DatagramTag tag;
    return packet->PeekPacketTag(tag) && tag.changed;
}
