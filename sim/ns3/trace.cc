/* Traces and captures. Cables call their trace themselves; a bus's devices are ns-3's, whose trace
 * sources show frames with header and trailer. */
#include <cstdio>

#include <ns3/boolean.h>
#include <ns3/csma-net-device.h>
#include <ns3/ethernet-header.h>
#include <ns3/pcap-file-wrapper.h>
#include <ns3/queue.h>

#include "sim/ns3/cable.h"
#include "sim/ns3/internal.h"
#include "sim/ns3/packet.h"

enum { DLT_ETHERNET = 1, DLT_RAW_IP = 101, FRAME_CHECK_BYTES = 4 };

/* --- a bus ------------------------------------------------------------------------------------ */

namespace
{

struct BusEvent {
    ns3c_device *device;
    ns3c_passage_kind kind;
    ns3c_drop_reason reason;
    bool arriving;
    bool operator!=(const BusEvent &e) const /* ns-3's callbacks want it */
    {
        return device != e.device || kind != e.kind || reason != e.reason || arriving != e.arriving;
    }
};

void tell_of_frame(BusEvent e, ns3::Ptr<const ns3::Packet> frame)
{
    if (!e.device->trace)
        return;
    const auto inner = frame->Copy();
    ns3::EthernetHeader header(false);
    if (inner->GetSize() < header.GetSerializedSize() + FRAME_CHECK_BYTES)
        return;
    inner->RemoveHeader(header);
    inner->RemoveAtEnd(FRAME_CHECK_BYTES);
    const ns3c_packet packet = {inner, header.GetLengthType(), e.device->node->sim};
    const ns3c_passage passage = {e.kind, e.reason,         e.arriving, -1,      -1,
                                  -1,     frame->GetSize(), 0,          &packet, false};
    e.device->trace(e.device->trace_user, &passage);
}

} // namespace

static void watch_bus(ns3c_device *d)
{
    const auto device = ns3::DynamicCast<ns3::CsmaNetDevice>(d->device);
    const auto watch = [d](const ns3::Ptr<ns3::Object> &source, const char *name,
                           ns3c_passage_kind kind, ns3c_drop_reason reason, bool arriving) {
        const BusEvent e = {d, kind, reason, arriving};
        source->TraceConnectWithoutContext(name, ns3::MakeBoundCallback(&tell_of_frame, e));
    };
    watch(device->GetQueue(), "Enqueue", NS3C_QUEUED, NS3C_NOT_DROPPED, false);
    watch(device, "PhyTxBegin", NS3C_SENT, NS3C_NOT_DROPPED, false);
    watch(device, "MacTxDrop", NS3C_DROPPED, NS3C_QUEUE_FULL, false);
    watch(device, "PhyTxDrop", NS3C_DROPPED, NS3C_COLLIDED, false);
    watch(device, "PhyRxEnd", NS3C_RECEIVED, NS3C_NOT_DROPPED, true);
    watch(device, "PhyRxDrop", NS3C_DROPPED, NS3C_LOST, true);
    d->bus_traced = true;
}

int ns3c_trace(struct ns3c_device *device, ns3c_trace_fn *trace, void *user)
{
    return guarded([&] {
        if (!device)
            return fail(NS3C_INVALID, "ns3c_trace: there is no device");
        if (trace && !device->is_cable && !device->bus_traced)
            watch_bus(device);
        device->trace = trace;
        device->trace_user = user;
        return 0;
    });
}

/* --- captures --------------------------------------------------------------------------------- */

static void capture_frame(ns3::Ptr<ns3::PcapFileWrapper> file, ns3::Ptr<const ns3::Packet> frame)
{
    file->Write(ns3::Simulator::Now(), frame);
}

int ns3c_capture(struct ns3c_device *device, const char *path)
{
    return guarded([&] {
        if (!device || !path)
            return fail(NS3C_INVALID, "ns3c_capture: an argument is missing");
        if (device->captured)
            return fail(NS3C_STATE, "the device is being captured already");
        const auto file = ns3::CreateObject<ns3::PcapFileWrapper>();
        file->SetAttribute("NanosecMode", ns3::BooleanValue(true));
        file->Open(path, std::ios::out | std::ios::binary);
        if (file->Fail())
            return fail(NS3C_FILE, "%s cannot be written", path);
        file->Init(device->ethernet ? DLT_ETHERNET : DLT_RAW_IP);
        if (device->is_cable)
            static_cast<CableDevice *>(ns3::PeekPointer(device->device))->SetCapture(file);
        else
            device->device->TraceConnectWithoutContext(
                "PromiscSniffer", ns3::MakeBoundCallback(&capture_frame, file));
        device->captured = true;
        return 0;
    });
}
