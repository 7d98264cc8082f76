/* Packets as C sees them, and what is tied to them: payloads that go by pointer, marks. */
#ifndef SIM_NS3_PACKET_H
#define SIM_NS3_PACKET_H

#include <ns3/packet.h>
#include <ns3/tag.h>

#include "sim/ns3/internal.h"

struct ns3c_packet {
    ns3::Ptr<const ns3::Packet> packet; /* from the IP header on */
    uint16_t protocol;
    ns3c *sim;
};

/* Is on a UDP datagram that has a payload by pointer, or a mark, and on all that was corrupted. */
class DatagramTag : public ns3::Tag
{
  public:
    static ns3::TypeId GetTypeId();
    ns3::TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(ns3::TagBuffer buffer) const override;
    void Deserialize(ns3::TagBuffer buffer) override;
    void Print(std::ostream &out) const override;

    const uint8_t *payload = nullptr;
    uint32_t header_length = 0, payload_length = 0, mark = 0;
    bool changed = false;
};

/* The packet with its payload's bytes in it; the packet itself when they are in it already. */
ns3::Ptr<ns3::Packet> with_bytes(ns3::Ptr<const ns3::Packet> packet);

/* A copy with one byte changed, and whether it is one. */
ns3::Ptr<ns3::Packet> corrupted(ns3::Ptr<const ns3::Packet> packet, uint32_t offset, uint8_t with);
bool is_changed(const ns3::Ptr<const ns3::Packet> &packet);

#endif
