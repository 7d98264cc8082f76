/* NewReno as RFC 5681 recommends it. Without selective acknowledgements ns-3 3.37 takes each
 * duplicate ACK for a segment that has left the network, and halves what is left; and it counts
 * ACKs in congestion avoidance, so that its window grows half as fast when they are delayed. */
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
    void IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> state, uint32_t segments) override;
    void CongestionStateSet(ns3::Ptr<ns3::TcpSocketState> state,
                            ns3::TcpSocketState::TcpCongState_t next) override;
    ns3::Ptr<ns3::TcpCongestionOps> Fork() override;

  private:
    uint32_t counted_ = 0;   /* bytes acknowledged since the window grew */
    bool recovered_ = false; /* fast recovery ends with this ACK */
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

uint32_t flight_of(const ns3::TcpSocketState &state)
{
    return uint32_t(state.m_highTxMark.Get() - state.m_lastAckedSeq);
}

/* What limited transmit has sent beyond the window does not count (RFC 5681, 3.2). */
uint32_t NewReno::GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> state, uint32_t)
{
    const uint32_t sent = std::min(flight_of(*state), state->m_cWnd.Get());
    return std::max(2 * state->m_segmentSize, sent / 2);
}

/* By a segment an ACK in slow start, and then by one for each window that was acknowledged. The ACK
 * that ends fast recovery leaves no room for a burst (RFC 6582, 3.2, step 3, the first way). */
void NewReno::IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> state, uint32_t segments)
{
    const uint32_t segment = state->m_segmentSize;
    if (recovered_) {
        recovered_ = false;
        counted_ = 0;
        state->m_cWnd =
            std::min(state->m_ssThresh.Get(), std::max(flight_of(*state), segment) + segment);
    } else if (state->m_cWnd < state->m_ssThresh) {
        state->m_cWnd += std::min(segments, 1u) * segment;
    } else {
        counted_ += segments * segment;
        if (counted_ >= state->m_cWnd) {
            counted_ -= state->m_cWnd;
            state->m_cWnd += segment;
        }
    }
}

/* ns-3 has IncreaseWindow called next, when recovery is over. */
void NewReno::CongestionStateSet(ns3::Ptr<ns3::TcpSocketState> state,
                                 ns3::TcpSocketState::TcpCongState_t next)
{
    using State = ns3::TcpSocketState;
    recovered_ = state->m_congState == State::CA_RECOVERY && next == State::CA_OPEN;
    if (next == State::CA_LOSS)
        counted_ = 0;
    ns3::TcpNewReno::CongestionStateSet(state, next);
}

ns3::Ptr<ns3::TcpCongestionOps> NewReno::Fork()
{
    return ns3::CopyObject<NewReno>(this);
}

} // namespace
