/* A cable's device: full duplex, with any overhead on the line, and a queue beside the packet on
 * the line; of Ethernet it can be a switch's port. ns-3's own point-to-point device has a PPP
 * header that cannot be changed, and cannot be bridged; its CSMA device is half duplex.
 *
 * Nothing is put before a packet: what a frame would say is beside it. Ties do not depend on the
 * order in which ns-3's events were set: a packet that comes at the very time at which the line
 * becomes free finds it free, and of those that arrive at one time the lowest cable's is first. */
#ifndef SIM_NS3_CABLE_H
#define SIM_NS3_CABLE_H

#include <deque>
#include <map>
#include <tuple>

#include <ns3/channel.h>
#include <ns3/error-model.h>
#include <ns3/event-id.h>
#include <ns3/net-device-queue-interface.h>
#include <ns3/pcap-file-wrapper.h>

#include "sim/ns3/internal.h"

class CableDevice;

class CableChannel : public ns3::Channel
{
  public:
    static ns3::TypeId GetTypeId();
    std::size_t GetNDevices() const override;
    ns3::Ptr<ns3::NetDevice> GetDevice(std::size_t i) const override;

    ns3::Ptr<CableDevice> m_ends[2];

  private:
    void DoDispose() override;
};

struct Frame {
    ns3::Ptr<ns3::Packet> packet;
    ns3::Mac48Address source, destination;
    uint16_t protocol;
    uint32_t wire_bytes;
    int64_t queued, start, end;
    uint32_t queue; /* that waited when it came, with itself if it had to */
};

class CableDevice : public ns3::NetDevice
{
  public:
    static ns3::TypeId GetTypeId();
    CableDevice();

    void Set(const ns3c_direction &out, bool ethernet, uint16_t mtu, ns3::Mac48Address mac);
    void Connect(ns3::Ptr<CableChannel> channel, ns3::Ptr<CableDevice> peer, ns3c_device *handle);
    void SetPlugged(bool plugged);
    void SetSilent(bool silent);
    void SetFilter(ns3c_filter_fn *filter, void *user);
    void SetErrorModel(ns3::Ptr<ns3::ErrorModel> model);
    void SetCapture(ns3::Ptr<ns3::PcapFileWrapper> file);
    /* From now on a queue discipline before the device is told when there is no room: or, beside
     * the line, whenever that is not free. */
    void UseFlowControl(bool beside_line);
    bool IsFree() const;
    /* Of the packet that is given next: when it came to the queue discipline, and what waited. */
    void SetCame(int64_t queued, uint32_t queue);
    /* The queue discipline has dropped a packet. */
    void TellDropped(ns3::Ptr<ns3::Packet> packet, uint16_t protocol,
                     ns3c_drop_reason reason) const;
    uint32_t Waiting() const;
    uint64_t LargestFrame() const;

    bool Send(ns3::Ptr<ns3::Packet> packet, const ns3::Address &to, uint16_t protocol) override;
    bool SendFrom(ns3::Ptr<ns3::Packet> packet, const ns3::Address &from, const ns3::Address &to,
                  uint16_t protocol) override;

    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    ns3::Ptr<ns3::Channel> GetChannel() const override;
    void SetAddress(ns3::Address address) override;
    ns3::Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(ns3::Callback<void> callback) override;
    bool IsBroadcast() const override;
    ns3::Address GetBroadcast() const override;
    bool IsMulticast() const override;
    ns3::Address GetMulticast(ns3::Ipv4Address group) const override;
    ns3::Address GetMulticast(ns3::Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    ns3::Ptr<ns3::Node> GetNode() const override;
    void SetNode(ns3::Ptr<ns3::Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;

  private:
    friend class Arrivals;
    void DoDispose() override;
    uint32_t WireBytes(uint32_t bytes) const;
    bool HasRoom(uint64_t wire_bytes) const;
    int64_t BucketAllows(uint32_t wire_bytes, int64_t earliest) const;
    bool Begin(Frame frame);
    void SetNext(int64_t at);
    void Next();
    void Suffer(Frame frame, int64_t after);
    void Arrive(Frame frame, bool lost);
    void TellQueueDisc();
    void Tell(ns3c_passage_kind kind, ns3c_drop_reason reason, bool arriving,
              const Frame &frame) const;
    void Capture(const Frame &frame) const;

    ns3c_direction m_out;
    bool m_ethernet, m_plugged, m_silent, m_busy, m_beside_line;
    uint16_t m_mtu;
    uint32_t m_index;
    uint64_t m_bytes_waiting;
    int64_t m_full_at; /* when the token bucket will be full again */
    int64_t m_next_at; /* of m_next */
    int64_t m_came;    /* of SetCame; -1: of no packet */
    uint32_t m_came_queue;
    std::deque<Frame> m_waiting;
    ns3::EventId m_next; /* the line becomes free, or the bucket has enough */
    ns3::Mac48Address m_mac;
    ns3::Ptr<ns3::Node> m_node;
    ns3::Ptr<CableChannel> m_channel;
    ns3::Ptr<CableDevice> m_peer;
    ns3::Ptr<ns3::ErrorModel> m_errors;
    ns3::Ptr<ns3::PcapFileWrapper> m_capture;
    ns3::Ptr<ns3::NetDeviceQueue> m_queue; /* NULL: no queue discipline */
    ReceiveCallback m_receive;
    PromiscReceiveCallback m_promiscuous;
    ns3c_device *m_handle;
    ns3c_filter_fn *m_filter;
    void *m_filter_user;
};

struct Arrival {
    ns3::Ptr<CableDevice> at;
    Frame frame;
    bool lost;
};

/* When, on which cable in which direction, and how many were added before. */
using ArrivalKey = std::tuple<int64_t, uint32_t, uint64_t>;

/* Packets on all cables. ns-3 handles events of one time in the order in which they were set; of
 * packets that arrive at one time the lowest cable's comes first instead, whatever happened before.
 * Each has an event, and each event takes the first of those that wait. */
class Arrivals
{
  public:
    void Add(ArrivalKey key, Arrival arrival);
    void Next();

  private:
    std::map<ArrivalKey, Arrival> m_waiting;
    uint64_t m_count = 0;
};

#endif
