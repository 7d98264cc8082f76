/* Cables and buses, and what can be done to their devices. */
#include <cmath>

#include <ns3/csma-channel.h>
#include <ns3/csma-net-device.h>
#include <ns3/data-rate.h>
#include <ns3/drop-tail-queue.h>
#include <ns3/pointer.h>
#include <ns3/uinteger.h>

#include "sim/ns3/cable.h"
#include "sim/ns3/internal.h"

static const uint64_t RATE_MAX = UINT64_C(1000000000000000);

static int check_direction(const ns3c_direction *d, uint16_t mtu)
{
    if (mtu < 68)
        return fail(NS3C_INVALID, "an MTU is at least 68 bytes");
    if (d->rate < 1 || (d->rate > RATE_MAX && d->rate != NS3C_UNLIMITED) || d->shaped > RATE_MAX)
        return fail(NS3C_INVALID, "a cable's rate is from 1 bit/s to 1 Pbit/s, or unlimited");
    if (d->delay < 0 || d->delay > NS3C_TIME_MAX)
        return fail(NS3C_INVALID, "a cable's delay is not negative");
    if (d->overhead > 65535 || d->payload_min > 65535)
        return fail(NS3C_INVALID, "a cable's overhead and least payload are at most 65535 bytes");
    if (d->shaped && !d->burst)
        return fail(NS3C_INVALID, "a bucket holds at least a byte");
    return 0;
}

static uint16_t mtu_of(const ns3c_cable *cable, const ns3c_direction &d)
{
    return d.mtu ? d.mtu : cable->mtu ? cable->mtu : 1500;
}

static int check_cable(const ns3c_node *a, const ns3c_node *b, const ns3c_cable *cable)
{
    if (a == b || a->sim != b->sim)
        return fail(NS3C_INVALID, "a cable joins two nodes of one simulation");
    if (!cable->ethernet && (a->bridge || b->bridge))
        return fail(NS3C_INVALID, "a switch's cable is Ethernet");
    for (const auto &d : cable->direction)
        if (const int code = check_direction(&d, mtu_of(cable, d)))
            return code;
    return 0;
}

int ns3c_add_cable(struct ns3c_node *a, struct ns3c_node *b, const struct ns3c_cable *cable,
                   struct ns3c_device *ends[2])
{
    return guarded([&] {
        if (!a || !b || !cable || !ends)
            return fail(NS3C_INVALID, "ns3c_add_cable: an argument is missing");
        if (const int code = check_cable(a, b, cable))
            return code;
        ns3c *sim = a->sim;
        const auto channel = ns3::CreateObject<CableChannel>();
        ns3c_node *const nodes[2] = {a, b};
        const uint32_t segment = sim->segments++;
        for (int i = 0; i < 2; i++) {
            const auto device = ns3::CreateObject<CableDevice>();
            const ns3c_direction &out = cable->direction[i];
            device->Set(out, cable->ethernet, mtu_of(cable, out), next_mac(sim));
            channel->m_ends[i] = device;
        }
        for (int i = 0; i < 2; i++)
            channel->m_ends[i]->Connect(channel, channel->m_ends[1 - i], nullptr);
        for (int i = 0; i < 2; i++) {
            ends[i] = add_device(nodes[i], channel->m_ends[i], segment, cable->ethernet, true);
            channel->m_ends[i]->Connect(channel, channel->m_ends[1 - i], ends[i]);
        }
        return 0;
    });
}

static int check_bus(const ns3c *sim, ns3c_node *const *nodes, size_t count, uint64_t rate,
                     int64_t delay, uint32_t queue_packets)
{
    for (size_t i = 0; i < count; i++)
        if (!nodes[i] || nodes[i]->sim != sim)
            return fail(NS3C_INVALID, "a bus joins nodes of its simulation");
    if (count < 2)
        return fail(NS3C_INVALID, "a bus joins at least two nodes");
    if (rate < 1 || rate > RATE_MAX || delay < 0 || delay > NS3C_TIME_MAX)
        return fail(NS3C_INVALID, "a bus's rate is at least 1 bit/s, its delay not negative");
    if (queue_packets < 1)
        return fail(NS3C_INVALID, "a bus's devices queue at least 1 packet");
    return 0;
}

int ns3c_add_bus(struct ns3c *sim, struct ns3c_node *const *nodes, size_t count, uint64_t rate,
                 int64_t delay, uint32_t queue_packets, struct ns3c_device **devices)
{
    return guarded([&] {
        if (!sim || !nodes || !devices)
            return fail(NS3C_INVALID, "ns3c_add_bus: an argument is missing");
        if (const int code = check_bus(sim, nodes, count, rate, delay, queue_packets))
            return code;
        const auto channel = ns3::CreateObject<ns3::CsmaChannel>();
        channel->SetAttribute("DataRate", ns3::DataRateValue(ns3::DataRate(rate)));
        channel->SetAttribute("Delay", ns3::TimeValue(ns3::NanoSeconds(delay)));
        const uint32_t segment = sim->segments++;
        for (size_t i = 0; i < count; i++) {
            const auto device = ns3::CreateObject<ns3::CsmaNetDevice>();
            const auto queue = ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>();
            queue->SetMaxSize(ns3::QueueSize(ns3::QueueSizeUnit::PACKETS, queue_packets));
            device->SetAddress(next_mac(sim));
            device->SetQueue(queue);
            devices[i] = add_device(nodes[i], device, segment, true, false);
            device->Attach(channel);
            sim->next_stream += device->AssignStreams(sim->next_stream);
        }
        return 0;
    });
}

/* NULL when the device is none of a cable's. */
static CableDevice *cable_of(const ns3c_device *d)
{
    return d && d->is_cable ? static_cast<CableDevice *>(ns3::PeekPointer(d->device)) : nullptr;
}

uint32_t ns3c_device_waiting(const struct ns3c_device *device)
{
    const CableDevice *cable = cable_of(device);
    return cable ? cable->Waiting() : 0;
}

int ns3c_device_set_plugged(struct ns3c_device *device, bool plugged)
{
    CableDevice *cable = cable_of(device);
    if (!cable)
        return fail(NS3C_INVALID, "only a cable can be pulled");
    cable->SetPlugged(plugged);
    return 0;
}

int ns3c_device_set_silent(struct ns3c_device *device, bool silent)
{
    CableDevice *cable = cable_of(device);
    if (!cable)
        return fail(NS3C_INVALID, "only a cable's end can be silent");
    cable->SetSilent(silent);
    return 0;
}

int ns3c_filter(struct ns3c_device *device, ns3c_filter_fn *filter, void *user)
{
    CableDevice *cable = cable_of(device);
    if (!cable)
        return fail(NS3C_INVALID, "only a cable takes a filter");
    cable->SetFilter(filter, user);
    return 0;
}

/* --- error models ----------------------------------------------------------------------------- */

static void set_errors(ns3c_device *d, const ns3::Ptr<ns3::ErrorModel> &model)
{
    if (CableDevice *cable = cable_of(d))
        cable->SetErrorModel(model);
    else
        d->device->SetAttribute("ReceiveErrorModel", ns3::PointerValue(model));
}

int ns3c_lose_rate(struct ns3c_device *device, double rate, uint32_t stream)
{
    return guarded([&] {
        if (!device || !(rate >= 0 && rate <= 1))
            return fail(NS3C_INVALID, "a loss rate is from 0 to 1");
        const auto model = ns3::CreateObject<ns3::RateErrorModel>();
        model->SetUnit(ns3::RateErrorModel::ERROR_UNIT_PACKET);
        model->SetRate(rate);
        model->AssignStreams(stream);
        set_errors(device, rate > 0 ? model : nullptr);
        return 0;
    });
}

int ns3c_lose_list(struct ns3c_device *device, const uint32_t *numbers, size_t count)
{
    return guarded([&] {
        if (!device || (!numbers && count))
            return fail(NS3C_INVALID, "ns3c_lose_list: an argument is missing");
        const auto model = ns3::CreateObject<ns3::ReceiveListErrorModel>();
        model->SetList(std::list<uint32_t>(numbers, numbers + count));
        set_errors(device, model);
        return 0;
    });
}
