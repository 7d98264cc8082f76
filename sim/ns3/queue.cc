/* Queue disciplines of ns-3's traffic control. */
#include <algorithm>
#include <cstring>
#include <unordered_map>

#include <ns3/boolean.h>
#include <ns3/data-rate.h>
#include <ns3/double.h>
#include <ns3/fq-codel-queue-disc.h>
#include <ns3/ipv4-queue-disc-item.h>
#include <ns3/nstime.h>
#include <ns3/packet-filter.h>
#include <ns3/queue-disc.h>
#include <ns3/queue-size.h>
#include <ns3/red-queue-disc.h>
#include <ns3/string.h>
#include <ns3/traffic-control-helper.h>
#include <ns3/traffic-control-layer.h>
#include <ns3/uinteger.h>

#include "sim/ns3/cable.h"
#include "sim/ns3/internal.h"

/* --- which it is ------------------------------------------------------------------------------ */

static int check_queue(const ns3c_queue *q)
{
    if (const int d = number_of(q->discipline); d < NS3C_FIFO || d > NS3C_RED)
        return fail(NS3C_INVALID, "there is no queue discipline %d", d);
    if (!q->limit)
        return fail(NS3C_INVALID, "a queue discipline's limit is at least 1");
    if (q->discipline == NS3C_FQ_CODEL && q->in_bytes)
        return fail(NS3C_INVALID, "FqCoDel's limit counts packets");
    if (q->target < 0 || q->interval < 0 || q->target > NS3C_TIME_MAX ||
        q->interval > NS3C_TIME_MAX || q->flows > 1u << 20)
        return fail(NS3C_INVALID, "CoDel's target, interval or number of flows is out of range");
    if (q->bands == 1 || q->bands > NS3C_BANDS)
        return fail(NS3C_INVALID, "there are 2 to %d bands", NS3C_BANDS);
    for (const uint8_t band : q->band)
        if (q->bands && band >= q->bands)
            return fail(NS3C_INVALID, "there is no band %d", band);
    if (q->discipline == NS3C_RED &&
        !(q->red_least >= 0 && q->red_most > q->red_least && q->red_probability > 0 &&
          q->red_probability <= 1 && q->red_weight > 0 && q->red_weight <= 1 && q->red_rate))
        return fail(NS3C_INVALID, "RED's thresholds, probability, weight or rate is out of range");
    return 0;
}

namespace
{

/* A packet's band by its code point. */
class BandFilter : public ns3::PacketFilter
{
  public:
    static ns3::TypeId GetTypeId()
    {
        static const ns3::TypeId type = ns3::TypeId("ns3c::BandFilter")
                                            .SetParent<ns3::PacketFilter>()
                                            .AddConstructor<BandFilter>();
        return type;
    }
    uint8_t m_band[64] = {};

  private:
    bool CheckProtocol(ns3::Ptr<ns3::QueueDiscItem> item) const override
    {
        return ns3::DynamicCast<ns3::Ipv4QueueDiscItem>(item) != nullptr;
    }
    int32_t DoClassify(ns3::Ptr<ns3::QueueDiscItem> item) const override
    {
        const auto ip = ns3::DynamicCast<ns3::Ipv4QueueDiscItem>(item);
        return m_band[ip->GetHeader().GetTos() >> 2];
    }
};

/* What a queue discipline beside the line tells: packets by when they came, and its drops. */
class QueueWatch : public ns3::Object
{
  public:
    static ns3::TypeId GetTypeId()
    {
        static const ns3::TypeId type =
            ns3::TypeId("ns3c::QueueWatch").SetParent<ns3::Object>().AddConstructor<QueueWatch>();
        return type;
    }
    void Watch(ns3::Ptr<ns3::QueueDisc> queue, CableDevice *device)
    {
        m_queue = ns3::PeekPointer(queue);
        m_device = device;
        queue->TraceConnectWithoutContext("Enqueue", ns3::MakeCallback(&QueueWatch::Comes, this));
        queue->TraceConnectWithoutContext("Dequeue", ns3::MakeCallback(&QueueWatch::Leaves, this));
        queue->TraceConnectWithoutContext("DropBeforeEnqueue",
                                          ns3::MakeCallback(&QueueWatch::Drops, this));
        queue->TraceConnectWithoutContext("DropAfterDequeue",
                                          ns3::MakeCallback(&QueueWatch::Drops, this));
        queue->AggregateObject(ns3::Ptr<QueueWatch>(this));
    }

  private:
    using Item = ns3::Ptr<const ns3::QueueDiscItem>;
    void Comes(Item item)
    {
        m_waiting[ns3::PeekPointer(item)] = m_device->IsFree() ? 0 : m_queue->GetNPackets();
    }
    void Leaves(Item item)
    {
        const auto found = m_waiting.find(ns3::PeekPointer(item));
        if (found == m_waiting.end())
            return;
        m_device->SetCame(item->GetTimeStamp().GetNanoSeconds(), found->second);
        m_waiting.erase(found);
    }
    void Drops(Item item, const char *reason)
    {
        m_waiting.erase(ns3::PeekPointer(item));
        const auto packet = item->GetPacket()->Copy();
        if (const auto ip = ns3::DynamicCast<const ns3::Ipv4QueueDiscItem>(item))
            packet->AddHeader(ip->GetHeader());
        const bool full = strstr(reason, "Overlimit") ||
                          strstr(reason, "Dropped by internal queue") ||
                          strstr(reason, "Queue disc limit exceeded");
        m_device->TellDropped(packet, item->GetProtocol(), full ? NS3C_QUEUE_FULL : NS3C_EARLY);
    }
    ns3::QueueDisc *m_queue = nullptr;
    CableDevice *m_device = nullptr;
    std::unordered_map<const ns3::QueueDiscItem *, uint32_t> m_waiting;
};

} // namespace

static ns3::QueueSizeValue size_of(const ns3c_queue *q, uint32_t limit)
{
    return ns3::QueueSizeValue(ns3::QueueSize(
        q->in_bytes ? ns3::QueueSizeUnit::BYTES : ns3::QueueSizeUnit::PACKETS, limit));
}

static ns3::StringValue time_value(int64_t given, int64_t standard)
{
    return ns3::StringValue(std::to_string(given ? given : standard) + "ns");
}

static ns3::StringValue target_of(const ns3c_queue *q)
{
    return time_value(q->target, 5 * NS3C_MILLISECOND);
}

static ns3::StringValue interval_of(const ns3c_queue *q)
{
    return time_value(q->interval, 100 * NS3C_MILLISECOND);
}

static ns3::TrafficControlHelper helper_for(const ns3c_queue *q, uint16_t mtu)
{
    ns3::TrafficControlHelper helper;
    switch (q->discipline) {
    case NS3C_FIFO:
        helper.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", size_of(q, q->limit));
        break;
    case NS3C_PRIORITY: {
        const uint16_t root = helper.SetRootQueueDisc("ns3::PrioQueueDisc");
        const auto bands =
            helper.AddQueueDiscClasses(root, q->bands ? q->bands : 3, "ns3::QueueDiscClass");
        for (std::size_t i = 0; i < bands.size(); i++)
            helper.AddChildQueueDisc(
                root, bands[i], "ns3::FifoQueueDisc", "MaxSize",
                size_of(q, q->bands && q->band_limit[i] ? q->band_limit[i] : q->limit));
        break;
    }
    case NS3C_FQ_CODEL:
        helper.SetRootQueueDisc("ns3::FqCoDelQueueDisc", "MaxSize", size_of(q, q->limit), "Target",
                                target_of(q), "Interval", interval_of(q), "Flows",
                                ns3::UintegerValue(q->flows ? q->flows : 1024), "DropBatchSize",
                                ns3::UintegerValue(1), "UseEcn", ns3::BooleanValue(false));
        break;
    case NS3C_CODEL:
        helper.SetRootQueueDisc("ns3::CoDelQueueDisc", "MaxSize", size_of(q, q->limit), "Target",
                                target_of(q), "Interval", interval_of(q), "MinBytes",
                                ns3::UintegerValue(mtu));
        break;
    case NS3C_RED:
        helper.SetRootQueueDisc(
            "ns3::RedQueueDisc", "MaxSize", size_of(q, q->limit), "MinTh",
            ns3::DoubleValue(q->red_least), "MaxTh", ns3::DoubleValue(q->red_most), "LInterm",
            ns3::DoubleValue(1 / q->red_probability), "QW", ns3::DoubleValue(q->red_weight));
        break;
    }
    return helper;
}

/* What only the made one can be told. */
static void finish_queue(const ns3c_queue *q, const ns3::Ptr<ns3::QueueDisc> &made)
{
    if (q->discipline == NS3C_PRIORITY && q->bands) {
        const auto filter = ns3::CreateObject<BandFilter>();
        std::copy(std::begin(q->band), std::end(q->band), filter->m_band);
        made->AddPacketFilter(filter);
    }
    if (q->discipline == NS3C_FQ_CODEL && q->quantum)
        ns3::DynamicCast<ns3::FqCoDelQueueDisc>(made)->SetQuantum(q->quantum);
    if (q->discipline == NS3C_RED) {
        made->SetAttribute("Gentle", ns3::BooleanValue(false));
        made->SetAttribute("Wait", ns3::BooleanValue(false));
        made->SetAttribute("MeanPktSize", ns3::UintegerValue(500));
        made->SetAttribute("LinkBandwidth", ns3::DataRateValue(ns3::DataRate(q->red_rate)));
        ns3::DynamicCast<ns3::RedQueueDisc>(made)->AssignStreams(q->stream);
    }
}

/* --- the device's ----------------------------------------------------------------------------- */

static ns3::Ptr<ns3::QueueDisc> queue_of(const ns3c_device *d)
{
    const auto layer = d->node->node->GetObject<ns3::TrafficControlLayer>();
    return layer ? layer->GetRootQueueDiscOnDevice(d->device) : nullptr;
}

int ns3c_set_queue(struct ns3c_device *device, const struct ns3c_queue *queue)
{
    return guarded([&] {
        if (!device || !queue || !device->is_cable || device->node->bridge)
            return fail(NS3C_INVALID, "a queue discipline is for a host's or router's cable");
        if (const int code = check_queue(queue))
            return code;
        if (device->node->sim->has_run || queue_of(device))
            return fail(NS3C_STATE, device->node->sim->has_run
                                        ? "a queue discipline is set before the run begins"
                                        : "the device has a queue discipline");
        auto *cable = static_cast<CableDevice *>(ns3::PeekPointer(device->device));
        cable->UseFlowControl(queue->beside_line);
        helper_for(queue, cable->GetMtu()).Install(device->device);
        finish_queue(queue, queue_of(device));
        if (queue->beside_line)
            ns3::CreateObject<QueueWatch>()->Watch(queue_of(device), cable);
        /* What the node would do when the run begins, lest a datagram that is sent before crash. */
        device->node->node->GetObject<ns3::TrafficControlLayer>()->ScanDevices();
        queue_of(device)->Initialize();
        return 0;
    });
}

int ns3c_queue_count(const struct ns3c_device *device, struct ns3c_queue_counters *counters)
{
    return guarded([&] {
        if (!device || !counters)
            return fail(NS3C_INVALID, "ns3c_queue_count: an argument is missing");
        const auto queue = queue_of(device);
        if (!queue)
            return fail(NS3C_STATE, "the device has no queue discipline");
        const ns3::QueueDisc::Stats &s = queue->GetStats();
        *counters = {};
        counters->received_packets = s.nTotalReceivedPackets;
        counters->received_bytes = s.nTotalReceivedBytes;
        counters->sent_packets = s.nTotalSentPackets;
        counters->sent_bytes = s.nTotalSentBytes;
        counters->dropped_packets = s.nTotalDroppedPackets;
        counters->dropped_bytes = s.nTotalDroppedBytes;
        counters->marked_packets = s.nTotalMarkedPackets;
        counters->waiting_packets = queue->GetNPackets();
        counters->waiting_bytes = queue->GetNBytes();
        return 0;
    });
}
