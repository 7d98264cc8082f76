/* ns-3's FlowMonitor, and its numbers in a struct of C. */
#include "sim/ns3/flow.h"

#include <ns3/ipv4-flow-classifier.h>

#include "sim/ns3/internal.h"

int ns3c_count_flows(struct ns3c *sim)
{
    return guarded([&] {
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_count_flows: there is no simulation");
        if (sim->flows)
            return fail(NS3C_STATE, "flows are being counted already");
        ns3::NodeContainer counted;
        for (const auto &n : sim->nodes)
            if (n->ipv4)
                counted.Add(n->node);
        if (!counted.GetN())
            return fail(NS3C_STATE, "there is no host whose flows could be counted");
        sim->flows = std::make_unique<FlowCounters>();
        sim->flows->monitor = sim->flows->helper.Install(counted);
        sim->flows->monitor->StartRightNow();
        return 0;
    });
}

static ns3c_flow flow_of(const ns3::Ipv4FlowClassifier::FiveTuple &t,
                         const ns3::FlowMonitor::FlowStats &s)
{
    ns3c_flow f = {};
    f.source = {t.sourceAddress.Get(), t.sourcePort};
    f.destination = {t.destinationAddress.Get(), t.destinationPort};
    f.protocol = t.protocol;
    f.sent_packets = s.txPackets;
    f.sent_bytes = s.txBytes;
    f.received_packets = s.rxPackets;
    f.received_bytes = s.rxBytes;
    f.lost_packets = s.lostPackets;
    f.first_sent = s.txPackets ? s.timeFirstTxPacket.GetNanoSeconds() : -1;
    f.last_received = s.rxPackets ? s.timeLastRxPacket.GetNanoSeconds() : -1;
    f.delay_sum = s.delaySum.GetNanoSeconds();
    f.jitter_sum = s.jitterSum.GetNanoSeconds();
    return f;
}

int ns3c_flows(struct ns3c *sim, void (*each)(void *user, const struct ns3c_flow *flow), void *user)
{
    return guarded([&] {
        if (!sim || !each)
            return fail(NS3C_INVALID, "ns3c_flows: an argument is missing");
        if (!sim->flows)
            return fail(NS3C_STATE, "flows are not counted; call ns3c_count_flows first");
        sim->flows->monitor->CheckForLostPackets();
        const auto classifier =
            ns3::DynamicCast<ns3::Ipv4FlowClassifier>(sim->flows->helper.GetClassifier());
        for (const auto &flow : sim->flows->monitor->GetFlowStats()) {
            const ns3c_flow f = flow_of(classifier->FindFlow(flow.first), flow.second);
            each(user, &f);
        }
        return 0;
    });
}
