/* What ns-3's TCP socket does otherwise here: the states it hides, defects of 3.37 worked
 * around, and how often a segment is sent again. */
#include "sim/ns3/tcp_internal.h"

#include <ns3/boolean.h>
#include <ns3/inet-socket-address.h>
#include <ns3/ipv4-header.h>
#include <ns3/ipv4-routing-protocol.h>
#include <ns3/ipv4.h>
#include <ns3/rtt-estimator.h>
#include <ns3/tcp-header.h>
#include <ns3/tcp-l4-protocol.h>
#include <ns3/tcp-tx-buffer.h>

NS_OBJECT_ENSURE_REGISTERED(TcpSocket);

ns3::TypeId TcpSocket::GetTypeId()
{
    static const ns3::TypeId type =
        ns3::TypeId("ns3c::TcpSocket")
            .SetParent<ns3::TcpSocketBase>()
            .AddConstructor<TcpSocket>()
            .AddAttribute("KeepBackOff",
                          "A time-out that was doubled stays so until there is a new sample of the "
                          "round trip (RFC 6298, 5), instead of until the next new ACK",
                          ns3::BooleanValue(false),
                          ns3::MakeBooleanAccessor(&TcpSocket::m_keepBackOff),
                          ns3::MakeBooleanChecker())
            .AddAttribute("ClearDuplicates",
                          "A new ACK outside fast recovery ends what duplicate ACKs were taken to "
                          "say of single segments, instead of making the first of them a lost one",
                          ns3::BooleanValue(false),
                          ns3::MakeBooleanAccessor(&TcpSocket::m_clearDuplicates),
                          ns3::MakeBooleanChecker());
    return type;
}

ns3::TypeId TcpSocket::GetInstanceTypeId() const
{
    return GetTypeId();
}

TcpSocket::TcpSocket()
    : m_home(nullptr), m_sim(nullptr), m_number(0), m_reset(false), m_fins(0), m_fits(0),
      m_clearDuplicates(false), m_keepBackOff(false), m_backedOff(false), m_samplesThen(0)
{
}

/* What a listener makes of itself for a connection: nobody is told of it before it is accepted. */
TcpSocket::TcpSocket(const TcpSocket &listener)
    : ns3::TcpSocketBase(listener), m_home(listener.m_home), m_sim(nullptr), m_number(0),
      m_reset(false), m_fins(0), m_fits(0), m_clearDuplicates(listener.m_clearDuplicates),
      m_keepBackOff(listener.m_keepBackOff), m_backedOff(false), m_samplesThen(0)
{
}

ns3::Ptr<ns3::TcpSocketBase> TcpSocket::Fork()
{
    const auto made = ns3::CopyObject<TcpSocket>(this);
    made->LimitSegments(m_fits);
    return made;
}

void TcpSocket::LiveOn(ns3c_node *node)
{
    m_home = node;
}

void TcpSocket::Tell(ns3c *sim, uint64_t number)
{
    m_sim = sim;
    m_number = number;
}

void TcpSocket::LimitSegments(uint32_t bytes)
{
    if (bytes == 0 || bytes >= m_tcb->m_segmentSize)
        return;
    m_tcb->m_segmentSize = bytes;
    m_txBuffer->SetSegmentSize(bytes);
    m_tcb->m_cWnd = m_tcb->m_cWndInfl = m_tcb->m_initialCWnd * bytes;
}

uint32_t TcpSocket::SegmentTowards(ns3::Ipv4Address to, bool time_stamps) const
{
    constexpr uint32_t headers = 20 + 20, time_stamp = 12; /* with what fills it up (RFC 7323) */
    const uint32_t packet = path_mtu(m_home, to.Get());
    const uint32_t taken = headers + (m_timestampEnabled && time_stamps ? time_stamp : 0);
    return packet > taken ? packet - taken : 0;
}

void TcpSocket::FitSegments(ns3::Ipv4Address to, bool time_stamps)
{
    LimitSegments(SegmentTowards(to, time_stamps));
}

void TcpSocket::Abort()
{
    if (m_state == LISTEN) {
        Close();
        return;
    }
    const bool exists = m_state != CLOSED && m_state != TIME_WAIT && m_state != SYN_SENT;
    if (exists && m_endPoint)
        SendEmptyPacket(ns3::TcpHeader::RST | ns3::TcpHeader::ACK);
    if (m_state != TIME_WAIT)
        Discard();
}

void TcpSocket::Discard()
{
    if (!m_endPoint)
        return;
    m_closeNotified = true;
    CancelAllTimers();
    CloseAndNotify();
}

bool TcpSocket::IsOver() const
{
    return m_state == CLOSED || m_state == TIME_WAIT;
}

bool TcpSocket::IsBeingReset() const
{
    return m_reset;
}

uint32_t TcpSocket::Buffered() const
{
    return m_txBuffer->Size();
}

uint32_t TcpSocket::BufferedUnsent() const
{
    const int32_t unsent = m_txBuffer->TailSequence() - m_tcb->m_highTxMark.Get();
    return unsent > 0 ? uint32_t(unsent) : 0;
}

uint32_t TcpSocket::CongestionWindow() const
{
    return m_tcb->m_cWnd;
}

int64_t TcpSocket::RoundTrip() const
{
    return m_rtt->GetNSamples() ? m_rtt->GetEstimate().GetNanoSeconds() : 0;
}

/* A segment for a port that listens, of no connection: what it knew of is gone (RFC
 * 9293, 3.10.7.2). ns-3 would take no notice, but of the window, which it then probes, without any
 * bytes: it crashes.
 */
void TcpSocket::AnswerStray(const ns3::TcpHeader &stray, uint32_t length, const ns3::Address &from,
                            const ns3::Address &to)
{
    ns3::TcpHeader reset;
    if (stray.GetFlags() & ns3::TcpHeader::RST)
        return;
    reset.SetSourcePort(stray.GetDestinationPort());
    reset.SetDestinationPort(stray.GetSourcePort());
    if (stray.GetFlags() & ns3::TcpHeader::ACK) {
        reset.SetFlags(ns3::TcpHeader::RST);
        reset.SetSequenceNumber(stray.GetAckNumber());
    } else {
        const uint32_t fin = stray.GetFlags() & ns3::TcpHeader::FIN ? 1 : 0;
        reset.SetFlags(ns3::TcpHeader::RST | ns3::TcpHeader::ACK);
        reset.SetAckNumber(stray.GetSequenceNumber() + length + fin);
    }
    m_tcp->SendPacket(ns3::Create<ns3::Packet>(), reset,
                      ns3::InetSocketAddress::ConvertFrom(to).GetIpv4(),
                      ns3::InetSocketAddress::ConvertFrom(from).GetIpv4());
}

void TcpSocket::DoForwardUp(ns3::Ptr<ns3::Packet> packet, const ns3::Address &from,
                            const ns3::Address &to)
{
    const ns3::Ptr<TcpSocket> stays(this);
    ns3::TcpHeader header;
    const uint32_t header_length = packet->PeekHeader(header);
    constexpr uint8_t kind = ns3::TcpHeader::SYN | ns3::TcpHeader::ACK | ns3::TcpHeader::RST;
    if (m_state == LISTEN && (header.GetFlags() & kind) != ns3::TcpHeader::SYN) {
        AnswerStray(header, packet->GetSize() - header_length, from, to);
        return;
    }
    if (m_state == LISTEN)
        m_fits = SegmentTowards(ns3::InetSocketAddress::ConvertFrom(from).GetIpv4(),
                                header.HasOption(ns3::TcpOption::TS));
    m_reset = header.GetFlags() & ns3::TcpHeader::RST;
    m_fins = 0;
    if (m_state == SYN_SENT && m_reset) { /* ns-3 ignores a RST with an ACK */
        m_reset = false;
        if (m_number)
            tcp_is_over(m_sim, m_number, NS3C_END_REFUSED);
        Discard();
        return;
    }
    TcpSocketBase::DoForwardUp(packet, from, to);
    const bool reset = m_reset;
    m_reset = false;
    if (!m_number)
        return;
    tcp_moved(m_sim, m_number);
    if (m_state == CLOSED && reset)
        tcp_is_over(m_sim, m_number, NS3C_END_RESET);
    else if (IsOver())
        tcp_is_over(m_sim, m_number, NS3C_END_CLOSED);
}

/* ns-3 sends an unanswered FIN again for ever: this is what its timer calls. */
void TcpSocket::SendEmptyPacket(uint8_t flags)
{
    const ns3::Ptr<TcpSocket> stays(this);
    if ((flags & ns3::TcpHeader::FIN) && m_fins++ > m_dataRetries) {
        if (m_number)
            tcp_is_over(m_sim, m_number, NS3C_END_TIMED_OUT);
        Discard();
        return;
    }
    TcpSocketBase::SendEmptyPacket(flags);
}

/* In fast recovery the inflated window can be greater than the peer's. When all up to the edge of
 * the peer's window has been sent, ns-3 3.37 then picks a segment of no bytes, and crashes on it.
 */
uint32_t TcpSocket::AvailableWindow() const
{
    const uint32_t window = TcpSocketBase::AvailableWindow();
    ns3::SequenceNumber32 next, end;
    const bool at_edge = window && m_tcb->m_highTxMark.Get() >= m_txBuffer->HeadSequence() + m_rWnd;
    if (at_edge && m_txBuffer->NextSeg(&next, &end, false) && end <= next)
        return 0;
    return window;
}

/* ... and so it does when an ACK in fast recovery makes it send something again there. */
uint32_t TcpSocket::SendDataPacket(ns3::SequenceNumber32 seq, uint32_t size, bool ack)
{
    return size ? TcpSocketBase::SendDataPacket(seq, size, ack) : 0;
}

/* Without selective acknowledgements ns-3 takes a duplicate ACK for the arrival of the segment
 * behind the first one that is missing. If that segment is the first one missing after the next
 * ACK, it was another that had arrived; ns-3 concludes that this one is lost. */
void TcpSocket::ReceivedAck(ns3::Ptr<ns3::Packet> packet, const ns3::TcpHeader &header)
{
    const ns3::SequenceNumber32 ack = header.GetAckNumber();
    const bool recovering =
        m_tcb->m_congState == ns3::TcpSocketState::CA_RECOVERY && ack < m_recover;
    if (m_clearDuplicates && !m_sackEnabled && !recovering && ack > m_txBuffer->HeadSequence())
        m_txBuffer->ResetRenoSack();
    TcpSocketBase::ReceivedAck(packet, header);
}

void TcpSocket::LastAckTimeout()
{
    const ns3::Ptr<TcpSocket> stays(this);
    TcpSocketBase::LastAckTimeout();
    if (m_number && m_state == CLOSED)
        tcp_is_over(m_sim, m_number, NS3C_END_TIMED_OUT);
}

void TcpSocket::ReTxTimeout()
{
    m_backedOff = true;
    m_samplesThen = m_rtt->GetNSamples();
    TcpSocketBase::ReTxTimeout();
}

/* ns-3 computes the time-out anew, of samples that were taken before it had to be doubled. */
void TcpSocket::NewAck(const ns3::SequenceNumber32 &seq, bool resetRTO)
{
    const ns3::Time doubled = m_rto;
    m_backedOff = m_backedOff && m_rtt->GetNSamples() == m_samplesThen;
    TcpSocketBase::NewAck(seq, resetRTO);
    if (!m_keepBackOff || !m_backedOff)
        return;
    m_rto = doubled;
    if (m_retxEvent.IsRunning()) {
        m_retxEvent.Cancel();
        m_retxEvent = ns3::Simulator::Schedule(m_rto, &TcpSocket::ReTxTimeout, this);
    }
}
