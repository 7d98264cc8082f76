/* Queue disciplines of ns-3's traffic control. */
#include <ns3/nstime.h>
#include <ns3/queue-disc.h>
#include <ns3/queue-size.h>
#include <ns3/string.h>
#include <ns3/traffic-control-helper.h>
#include <ns3/traffic-control-layer.h>
#include <ns3/uinteger.h>

#include "sim/ns3/cable.h"
#include "sim/ns3/internal.h"

static int check_queue(const ns3c_queue *q)
{
    if (const int d = number_of(q->discipline); d < NS3C_FIFO || d > NS3C_FQ_CODEL)
        return fail(NS3C_INVALID, "there is no queue discipline %d", d);
    if (!q->limit)
        return fail(NS3C_INVALID, "a queue discipline's limit is at least 1");
    if (q->discipline == NS3C_FQ_CODEL && q->in_bytes)
        return fail(NS3C_INVALID, "FqCoDel's limit counts packets");
    if (q->target < 0 || q->interval < 0 || q->target > NS3C_TIME_MAX ||
        q->interval > NS3C_TIME_MAX || q->flows > 1u << 20)
        return fail(NS3C_INVALID, "FqCoDel's target, interval or number of flows is out of range");
    return 0;
}

static ns3::TrafficControlHelper helper_for(const ns3c_queue *q)
{
    const ns3::QueueSizeValue limit(ns3::QueueSize(
        q->in_bytes ? ns3::QueueSizeUnit::BYTES : ns3::QueueSizeUnit::PACKETS, q->limit));
    ns3::TrafficControlHelper helper;
    switch (q->discipline) {
    case NS3C_FIFO:
        helper.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", limit);
        break;
    case NS3C_PRIORITY: {
        const uint16_t root = helper.SetRootQueueDisc("ns3::PrioQueueDisc");
        const auto bands = helper.AddQueueDiscClasses(root, 3, "ns3::QueueDiscClass");
        helper.AddChildQueueDiscs(root, bands, "ns3::FifoQueueDisc", "MaxSize", limit);
        break;
    }
    case NS3C_FQ_CODEL: {
        const auto time = [](int64_t given, int64_t standard) {
            return ns3::StringValue(std::to_string(given ? given : standard) + "ns");
        };
        helper.SetRootQueueDisc("ns3::FqCoDelQueueDisc", "MaxSize", limit, "Target",
                                time(q->target, 5 * NS3C_MILLISECOND), "Interval",
                                time(q->interval, 100 * NS3C_MILLISECOND), "Flows",
                                ns3::UintegerValue(q->flows ? q->flows : 1024));
        break;
    }
    }
    return helper;
}

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
        static_cast<CableDevice *>(ns3::PeekPointer(device->device))->UseFlowControl();
        helper_for(queue).Install(device->device);
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
