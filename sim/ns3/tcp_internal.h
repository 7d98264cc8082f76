/* TCP: ns-3's socket with what it keeps to itself, and what libns3c keeps beside it. */
#ifndef SIM_NS3_TCP_INTERNAL_H
#define SIM_NS3_TCP_INTERNAL_H

#include <deque>

#include <ns3/tcp-socket-base.h>

#include "sim/ns3/internal.h"

/* ns-3's socket, which also can abort, and says what a close was. */
class TcpSocket : public ns3::TcpSocketBase
{
  public:
    static ns3::TypeId GetTypeId();
    ns3::TypeId GetInstanceTypeId() const override;
    TcpSocket();
    TcpSocket(const TcpSocket &listener);

    void LiveOn(ns3c_node *node); /* so do those that it makes as a listener */
    void Tell(ns3c *sim, uint64_t number);
    /* Makes segments, with time stamps if there may be any, no longer than packets on the way to
     * `to` can be: ns-3 adds its options to full segments, which are then sent as fragments. Before
     * anything is sent. */
    void FitSegments(ns3::Ipv4Address to, bool time_stamps);
    void Abort();              /* RST, where there is a connection, and no more */
    void Discard();            /* no more, without a word */
    bool IsOver() const;       /* closed, or in TIME-WAIT */
    bool IsBeingReset() const; /* a RST is being processed */
    uint32_t Buffered() const; /* bytes not acknowledged, or not sent */
    uint32_t BufferedUnsent() const;
    uint32_t CongestionWindow() const;
    int64_t RoundTrip() const;

  private:
    void LimitSegments(uint32_t bytes);
    uint32_t SegmentTowards(ns3::Ipv4Address to, bool time_stamps) const;
    ns3::Ptr<ns3::TcpSocketBase> Fork() override;
    void DoForwardUp(ns3::Ptr<ns3::Packet> packet, const ns3::Address &from,
                     const ns3::Address &to) override;
    void AnswerStray(const ns3::TcpHeader &stray, uint32_t length, const ns3::Address &from,
                     const ns3::Address &to);
    void SendEmptyPacket(uint8_t flags) override;
    uint32_t AvailableWindow() const override;
    uint32_t SendDataPacket(ns3::SequenceNumber32 seq, uint32_t size, bool ack) override;
    void ReceivedAck(ns3::Ptr<ns3::Packet> packet, const ns3::TcpHeader &header) override;
    void LastAckTimeout() override;
    void ReTxTimeout() override;
    void NewAck(const ns3::SequenceNumber32 &seq, bool resetRTO) override;

    ns3c_node *m_home;
    ns3c *m_sim;
    uint64_t m_number; /* of the ns3c_tcp; 0: none */
    bool m_reset;
    uint32_t m_fins; /* sent since something came */
    uint32_t m_fits; /* of a listener: bytes of a segment of the connection that it makes next */
    bool m_clearDuplicates;
    bool m_keepBackOff;
    bool m_backedOff;       /* since the latest sample of the round trip ... */
    uint32_t m_samplesThen; /* ... which was this one */
};

/* A stretch of what was given to ns3c_tcp_send. */
struct Chunk {
    std::unique_ptr<uint8_t[]> own; /* a copy, or NULL */
    const uint8_t *bytes;
    uint64_t length;
};

/* One direction of a connection: what has not been given to ns-3 yet, and, of bytes by pointer,
 * what the receiver has not been given. */
struct Stream {
    bool used, by_pointer;
    uint64_t given; /* bytes of the first of `chunks` that ns-3 has, or the receiver */
    uint64_t unfed; /* bytes that ns-3 has not been given */
    std::deque<Chunk> chunks;
};

struct Connection {
    Stream stream[2]; /* [0] from the side that connected */
    uint32_t mark[2];
    bool marked[2];
};

struct ns3c_tcp {
    ns3c *sim;
    uint64_t number;
    ns3c_node *node;
    ns3::Ptr<TcpSocket> socket;
    const ns3c_tcp_events *events; /* NULL of a listener, and when nothing is told any more */
    void *user;
    ns3c_accept_fn *accept; /* of a listener */
    ns3c_endpoint local, peer;
    uint8_t tos;
    uint32_t mark;
    std::shared_ptr<Connection> connection; /* NULL of a listener */
    int side;                               /* which of its streams is one's own */
    uint64_t fed, acknowledged;
    bool connected, closing, finished, over;
};

/* The living one with that number, or NULL. */
ns3c_tcp *find_tcp(ns3c *sim, uint64_t number);

/* Called by the socket. */
void tcp_moved(ns3c *sim, uint64_t number);
void tcp_is_over(ns3c *sim, uint64_t number, ns3c_end why);

/* Of packets that no tag marks. */
uint32_t mark_of_segment(const ns3c_packet *packet);

/* Delivers bytes of `tcp`'s peer. */
void deliver(ns3c_tcp *tcp, const ns3::Ptr<ns3::Packet> &packet);
/* Gives ns-3 what its buffer has room for. */
void feed(ns3c_tcp *tcp);

#endif
