/* Flow counters: ns-3's FlowMonitor. */
#ifndef SIM_NS3_FLOW_H
#define SIM_NS3_FLOW_H

#include <ns3/flow-monitor-helper.h>

struct FlowCounters {
    ns3::FlowMonitorHelper helper;
    ns3::Ptr<ns3::FlowMonitor> monitor;
};

#endif
