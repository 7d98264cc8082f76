/* NewReno with the FlightSize of RFC 5681. Without selective acknowledgements ns-3 3.37 takes each
 * duplicate ACK for a segment that has left the network, and halves what is left. */
#include <algorithm>

#include <ns3/tcp-congestion-ops.h>
#include <ns3/tcp-socket-state.h>

namespace
{

class NewReno : public ns3::TcpNewReno
{
  public:
    static ns3::TypeId GetTypeId();
    ns3::TypeId GetInstanceTypeId() const override;
    uint32_t GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> state, uint32_t in_flight) override;
    ns3::Ptr<ns3::TcpCongestionOps> Fork() override;
};

NS_OBJECT_ENSURE_REGISTERED(NewReno);

ns3::TypeId NewReno::GetTypeId()
{
    static const ns3::TypeId type =
        ns3::TypeId("ns3c::TcpNewReno").SetParent<ns3::TcpNewReno>().AddConstructor<NewReno>();
    return type;
}

ns3::TypeId NewReno::GetInstanceTypeId() const
{
    return GetTypeId();
}

/* What limited transmit has sent beyond the window does not count (RFC 5681, 3.2). */
uint32_t NewReno::GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> state, uint32_t)
{
    const auto flight = uint32_t(state->m_highTxMark.Get() - state->m_lastAckedSeq);
    return std::max(2 * state->m_segmentSize, std::min(flight, state->m_cWnd.Get()) / 2);
}

ns3::Ptr<ns3::TcpCongestionOps> NewReno::Fork()
{
    return ns3::CopyObject<NewReno>(this);
}

} // namespace
