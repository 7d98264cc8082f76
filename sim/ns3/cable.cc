/* A device of ns-3 from enqueuing to arrival: line, shaper, queue, plug, filter. Everything is
 * in integers of nanoseconds. */
#include "sim/ns3/cable.h"

#include <algorithm>

#include <ns3/ethernet-header.h>
#include <ns3/simulator.h>

#include "sim/ns3/animation.h"
#include "sim/ns3/packet.h"

NS_OBJECT_ENSURE_REGISTERED(CableChannel);
NS_OBJECT_ENSURE_REGISTERED(CableDevice);

static int64_t now_ns()
{
    return ns3::Simulator::Now().GetNanoSeconds();
}

/* Rounded to the nearest nanosecond, as ns-3's DataRate does. */
static int64_t time_of_bytes(uint64_t bytes, uint64_t rate)
{
    const unsigned __int128 bits = static_cast<unsigned __int128>(bytes) * 8 * 1000000000u;
    return int64_t((bits + rate / 2) / rate);
}

ns3::TypeId CableChannel::GetTypeId()
{
    static const ns3::TypeId type =
        ns3::TypeId("ns3c::CableChannel").SetParent<ns3::Channel>().AddConstructor<CableChannel>();
    return type;
}

std::size_t CableChannel::GetNDevices() const
{
    return 2;
}

ns3::Ptr<ns3::NetDevice> CableChannel::GetDevice(std::size_t i) const
{
    return m_ends[i];
}

void CableChannel::DoDispose()
{
    m_ends[0] = m_ends[1] = nullptr;
    Channel::DoDispose();
}

ns3::TypeId CableDevice::GetTypeId()
{
    static const ns3::TypeId type =
        ns3::TypeId("ns3c::CableDevice").SetParent<ns3::NetDevice>().AddConstructor<CableDevice>();
    return type;
}

CableDevice::CableDevice()
    : m_out(), m_ethernet(false), m_plugged(true), m_silent(false), m_busy(false),
      m_beside_line(false), m_mtu(1500), m_index(0), m_bytes_waiting(0), m_full_at(0),
      m_next_at(-1), m_came(-1), m_came_queue(0), m_handle(nullptr), m_filter(nullptr),
      m_filter_user(nullptr)
{
}

void CableDevice::Set(const ns3c_direction &out, bool ethernet, uint16_t mtu, ns3::Mac48Address mac)
{
    m_out = out;
    m_ethernet = ethernet;
    m_mtu = mtu;
    m_mac = mac;
}

void CableDevice::Connect(ns3::Ptr<CableChannel> channel, ns3::Ptr<CableDevice> peer,
                          ns3c_device *handle)
{
    m_channel = channel;
    m_peer = peer;
    m_handle = handle;
}

void CableDevice::DoDispose()
{
    m_next.Cancel();
    m_waiting.clear();
    m_node = nullptr;
    m_channel = nullptr;
    m_peer = nullptr;
    m_errors = nullptr;
    m_capture = nullptr;
    m_queue = nullptr;
    m_receive.Nullify();
    m_promiscuous.Nullify();
    NetDevice::DoDispose();
}

void CableDevice::SetPlugged(bool plugged)
{
    m_plugged = plugged;
}

void CableDevice::SetSilent(bool silent)
{
    m_silent = silent;
}

void CableDevice::SetFilter(ns3c_filter_fn *filter, void *user)
{
    m_filter = filter;
    m_filter_user = user;
}

void CableDevice::SetErrorModel(ns3::Ptr<ns3::ErrorModel> model)
{
    m_errors = model;
}

void CableDevice::SetCapture(ns3::Ptr<ns3::PcapFileWrapper> file)
{
    m_capture = file;
}

void CableDevice::UseFlowControl(bool beside_line)
{
    m_beside_line = beside_line;
    const auto queues = ns3::CreateObject<ns3::NetDeviceQueueInterface>();
    AggregateObject(queues);
    m_queue = queues->GetTxQueue(0);
}

bool CableDevice::IsFree() const
{
    return !m_busy && m_waiting.empty();
}

void CableDevice::SetCame(int64_t queued, uint32_t queue)
{
    m_came = queued;
    m_came_queue = queue;
}

void CableDevice::TellDropped(ns3::Ptr<ns3::Packet> packet, uint16_t protocol,
                              ns3c_drop_reason reason) const
{
    const int64_t now = now_ns();
    Tell(NS3C_DROPPED, reason, false,
         {packet, m_mac, m_mac, protocol, WireBytes(packet->GetSize()), now, -1, -1, 0});
}

uint32_t CableDevice::Waiting() const
{
    return uint32_t(m_waiting.size());
}

uint64_t CableDevice::LargestFrame() const
{
    return WireBytes(m_mtu);
}

void CableDevice::Tell(ns3c_passage_kind kind, ns3c_drop_reason reason, bool arriving,
                       const Frame &frame) const
{
    if (!m_handle->trace)
        return;
    const ns3c_packet packet = {frame.packet, frame.protocol, m_handle->node->sim};
    const ns3c_passage passage = {kind,
                                  reason,
                                  arriving,
                                  frame.queued,
                                  frame.start,
                                  frame.end,
                                  frame.wire_bytes,
                                  frame.queue,
                                  &packet,
                                  packet.sim->has_changed && is_changed(frame.packet)};
    m_handle->trace(m_handle->trace_user, &passage);
}

void CableDevice::Capture(const Frame &frame) const
{
    const auto packet = with_bytes(frame.packet);
    const ns3::Time now = ns3::Simulator::Now();
    if (!m_ethernet) {
        m_capture->Write(now, packet);
        return;
    }
    ns3::EthernetHeader header(false);
    header.SetSource(frame.source);
    header.SetDestination(frame.destination);
    header.SetLengthType(frame.protocol);
    m_capture->Write(now, header, packet);
}

/* --- sending ---------------------------------------------------------------------------------- */

uint32_t CableDevice::WireBytes(uint32_t bytes) const
{
    return std::max(bytes, m_out.payload_min) + m_out.overhead;
}

bool CableDevice::HasRoom(uint64_t wire_bytes) const
{
    return m_out.queue_in_bytes ? m_bytes_waiting + wire_bytes <= m_out.queue_limit
                                : m_waiting.size() < m_out.queue_limit;
}

/* The first time from `earliest` on at which the bucket holds so many bytes, or is full. Its level
 * is kept as the time at which it will be full. */
int64_t CableDevice::BucketAllows(uint32_t wire_bytes, int64_t earliest) const
{
    if (!m_out.shaped)
        return earliest;
    const uint32_t may_lack = m_out.burst > wire_bytes ? m_out.burst - wire_bytes : 0;
    return std::max(earliest, m_full_at - time_of_bytes(may_lack, m_out.shaped));
}

/* Stops the queue discipline when a full packet would not find room, lets it go on when it would.
 */
void CableDevice::TellQueueDisc()
{
    if (!m_queue)
        return;
    const bool room = IsFree() || (!m_beside_line && HasRoom(LargestFrame()));
    if (!room)
        m_queue->Stop();
    else if (m_queue->IsStopped())
        m_queue->Wake();
}

bool CableDevice::Send(ns3::Ptr<ns3::Packet> packet, const ns3::Address &to, uint16_t protocol)
{
    return SendFrom(packet, m_mac, to, protocol);
}

bool CableDevice::SendFrom(ns3::Ptr<ns3::Packet> packet, const ns3::Address &from,
                           const ns3::Address &to, uint16_t protocol)
{
    if (m_silent)
        return true;
    const int64_t now = now_ns();
    Frame frame = {packet,
                   ns3::Mac48Address::ConvertFrom(from),
                   ns3::Mac48Address::ConvertFrom(to),
                   protocol,
                   WireBytes(packet->GetSize()),
                   now,
                   -1,
                   -1,
                   0};
    if (m_came >= 0) {
        frame.queued = m_came;
        frame.queue = m_came_queue;
        m_came = -1;
    }
    if (m_next_at == now && m_next.IsRunning()) { /* whichever of the two ns-3 has first */
        m_next.Cancel();
        Next();
    }
    const int64_t start = BucketAllows(frame.wire_bytes, now);
    if (IsFree() && start == now) {
        Tell(NS3C_QUEUED, NS3C_NOT_DROPPED, false, frame);
        Begin(std::move(frame));
        TellQueueDisc();
        return true;
    }
    if (!HasRoom(frame.wire_bytes)) {
        Tell(NS3C_DROPPED, NS3C_QUEUE_FULL, false, frame);
        return false;
    }
    if (!m_beside_line)
        frame.queue = uint32_t(m_waiting.size()) + 1;
    Tell(NS3C_QUEUED, NS3C_NOT_DROPPED, false, frame);
    m_bytes_waiting += frame.wire_bytes;
    m_waiting.push_back(std::move(frame));
    if (!m_busy && m_waiting.size() == 1)
        SetNext(start);
    TellQueueDisc();
    return true;
}

/* Puts a packet on the line. False when the cable is pulled: then it is gone. */
bool CableDevice::Begin(Frame frame)
{
    if (!m_plugged) {
        Tell(NS3C_DROPPED, NS3C_UNPLUGGED, false, frame);
        return false;
    }
    const int64_t now = now_ns();
    const int64_t takes =
        m_out.rate == NS3C_UNLIMITED ? 0 : time_of_bytes(frame.wire_bytes, m_out.rate);
    if (m_out.shaped)
        m_full_at = std::max(m_full_at, now) + time_of_bytes(frame.wire_bytes, m_out.shaped);
    frame.start = now;
    frame.end = now + takes;
    m_busy = true;
    SetNext(frame.end);
    Tell(NS3C_SENT, NS3C_NOT_DROPPED, false, frame);
    if (m_capture)
        Capture(frame);
    Suffer(std::move(frame), takes + m_out.delay);
    return true;
}

void CableDevice::SetNext(int64_t at)
{
    m_next_at = at;
    m_next = ns3::Simulator::Schedule(ns3::NanoSeconds(at - now_ns()), &CableDevice::Next, this);
}

/* The line is free, or the bucket holds enough for the first that waits. */
void CableDevice::Next()
{
    m_busy = false;
    while (!m_busy && !m_waiting.empty()) {
        const int64_t now = now_ns();
        const int64_t start = BucketAllows(m_waiting.front().wire_bytes, now);
        if (start > now) {
            SetNext(start);
            break;
        }
        Frame frame = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_bytes_waiting -= frame.wire_bytes;
        Begin(std::move(frame));
    }
    TellQueueDisc();
}

/* Sets its arrival, after what the filter decides. */
void CableDevice::Suffer(Frame frame, int64_t after)
{
    ns3c_fate fate = {};
    if (m_filter) {
        const ns3c_packet packet = {frame.packet, frame.protocol, m_handle->node->sim};
        m_filter(m_filter_user, &packet, &fate);
        after += std::max<int64_t>(fate.extra_delay, 0);
        if (fate.corrupt) {
            frame.packet = corrupted(frame.packet, fate.corrupt - 1, fate.corrupt_with);
            m_handle->node->sim->has_changed = true;
        }
    }
    ns3c *sim = m_handle->node->sim;
    const uint32_t rank = 2 * m_handle->segment + (m_channel->GetDevice(1) == this);
    for (int copies = fate.duplicate && !fate.lost ? 2 : 1; copies > 0; copies--) {
        Frame one = frame;
        if (copies > 1)
            one.packet = frame.packet->Copy();
        sim->arrivals->Add({now_ns() + after, rank, 0}, {m_peer, std::move(one), fate.lost});
        ns3::Simulator::ScheduleWithContext(m_peer->GetNode()->GetId(), ns3::NanoSeconds(after),
                                            &Arrivals::Next, sim->arrivals.get());
    }
}

void Arrivals::Add(ArrivalKey key, Arrival arrival)
{
    std::get<2>(key) = m_count++;
    m_waiting.emplace(key, std::move(arrival));
}

void Arrivals::Next()
{
    auto first = m_waiting.extract(m_waiting.begin());
    first.mapped().at->Arrive(std::move(first.mapped().frame), first.mapped().lost);
}

/* --- receiving -------------------------------------------------------------------------------- */

void CableDevice::Arrive(Frame frame, bool lost)
{
    if (!m_node) /* disposed of */
        return;
    if (lost || (m_plugged && m_errors && m_errors->IsCorrupt(frame.packet))) {
        Tell(NS3C_DROPPED, NS3C_LOST, true, frame);
        return;
    }
    if (!m_plugged) {
        Tell(NS3C_DROPPED, NS3C_UNPLUGGED, true, frame);
        return;
    }
    Tell(NS3C_RECEIVED, NS3C_NOT_DROPPED, true, frame);
    if (Animation *animation = m_handle->node->sim->animation.get())
        animation->Arrived(m_peer->m_node, m_node, frame.start, frame.end);
    if (m_capture)
        Capture(frame);
    PacketType type = PACKET_OTHERHOST;
    if (!m_ethernet || frame.destination == m_mac)
        type = PACKET_HOST;
    else if (frame.destination.IsBroadcast())
        type = PACKET_BROADCAST;
    else if (frame.destination.IsGroup())
        type = PACKET_MULTICAST;
    if (!m_promiscuous.IsNull())
        m_promiscuous(this, frame.packet, frame.protocol, frame.source, frame.destination, type);
    if (type != PACKET_OTHERHOST)
        m_receive(this, frame.packet, frame.protocol, frame.source);
}

/* --- what a NetDevice is asked ---------------------------------------------------------------- */

void CableDevice::SetIfIndex(const uint32_t index)
{
    m_index = index;
}

uint32_t CableDevice::GetIfIndex() const
{
    return m_index;
}

ns3::Ptr<ns3::Channel> CableDevice::GetChannel() const
{
    return m_channel;
}

void CableDevice::SetAddress(ns3::Address address)
{
    m_mac = ns3::Mac48Address::ConvertFrom(address);
}

ns3::Address CableDevice::GetAddress() const
{
    return m_mac;
}

bool CableDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t CableDevice::GetMtu() const
{
    return m_mtu;
}

/* Also while the cable is pulled: routes stay, and what is sent is dropped. */
bool CableDevice::IsLinkUp() const
{
    return true;
}

void CableDevice::AddLinkChangeCallback(ns3::Callback<void>)
{
}

bool CableDevice::IsBroadcast() const
{
    return true;
}

ns3::Address CableDevice::GetBroadcast() const
{
    return ns3::Mac48Address::GetBroadcast();
}

bool CableDevice::IsMulticast() const
{
    return m_ethernet;
}

ns3::Address CableDevice::GetMulticast(ns3::Ipv4Address group) const
{
    return ns3::Mac48Address::GetMulticast(group);
}

ns3::Address CableDevice::GetMulticast(ns3::Ipv6Address group) const
{
    return ns3::Mac48Address::GetMulticast(group);
}

bool CableDevice::IsBridge() const
{
    return false;
}

bool CableDevice::IsPointToPoint() const
{
    return !m_ethernet;
}

ns3::Ptr<ns3::Node> CableDevice::GetNode() const
{
    return m_node;
}

void CableDevice::SetNode(ns3::Ptr<ns3::Node> node)
{
    m_node = node;
}

bool CableDevice::NeedsArp() const
{
    return m_ethernet;
}

void CableDevice::SetReceiveCallback(ReceiveCallback callback)
{
    m_receive = callback;
}

void CableDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_promiscuous = callback;
}

bool CableDevice::SupportsSendFrom() const
{
    return m_ethernet;
}
