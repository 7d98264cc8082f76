/* Connections that tell a story. */
#ifndef TESTS_SIM_NS3_TCP_H
#define TESTS_SIM_NS3_TCP_H

#include "tests/sim/ns3/network.h"

/* As plain as TCP gets; an example of ns3c_set_default. */
static const char *const classic[][2] = {
    {"ns3::TcpL4Protocol::SocketType", "ns3::TcpNewReno"},
    {"ns3::TcpL4Protocol::RecoveryType", "ns3::TcpClassicRecovery"},
    {"ns3::TcpSocketBase::Sack", "false"},
    {"ns3::TcpSocketBase::Timestamp", "false"},
    {"ns3::TcpSocketBase::WindowScaling", "false"},
    {"ns3::TcpSocketBase::MinRto", "1s"},
    {"ns3::TcpSocket::SegmentSize", "1460"},
    {"ns3::TcpSocket::InitialCwnd", "3"},
    {"ns3::TcpSocket::DelAckCount", "2"},
    {"ns3::TcpSocket::DelAckTimeout", "200ms"},
    {"ns3::TcpSocket::RcvBufSize", "65535"},
};

static inline void use_classic_tcp(struct ns3c *sim)
{
    for (size_t i = 0; i < sizeof classic / sizeof *classic; i++)
        OK(ns3c_set_default(sim, classic[i][0], classic[i][1]));
}

struct side {
    struct story *story;
    const char *name;
    struct ns3c_tcp *tcp;
    uint64_t received, acknowledged;
    uint32_t sum; /* of the bytes received */
    bool quiet;   /* does not tell of bytes */
    bool answers_close;
    int ended; /* -1: not */
};

static inline void side_connected(void *user)
{
    struct side *d = user;
    tell(d->story, "%s connected", d->name);
}

static inline void side_received(void *user, const uint8_t *bytes, uint32_t length)
{
    struct side *d = user;
    for (uint32_t i = 0; i < length; i++)
        d->sum = d->sum * 31 + bytes[i];
    d->received += length;
    if (!d->quiet)
        tell(d->story, "%s received %u", d->name, length);
}

static inline void side_acknowledged(void *user, uint64_t bytes)
{
    struct side *d = user;
    d->acknowledged += bytes;
}

static inline void side_finished(void *user)
{
    struct side *d = user;
    tell(d->story, "%s finished", d->name);
    if (d->answers_close)
        OK(ns3c_tcp_close(d->tcp));
}

static inline void side_ended(void *user, enum ns3c_end why)
{
    static const char *const ends[] = {"closed", "reset", "refused", "timed out"};
    struct side *d = user;
    tell(d->story, "%s %s", d->name, ends[why]);
    d->ended = (int)why;
    d->tcp = NULL;
}

static const struct ns3c_tcp_events side_events = {side_connected, side_received, side_acknowledged,
                                                   side_finished, side_ended};

static inline void *side_accept(void *user, struct ns3c_tcp *tcp, struct ns3c_endpoint peer,
                                const struct ns3c_tcp_events **events)
{
    struct side *d = user;
    tell(d->story, "%s accepted %x", d->name, peer.address);
    d->tcp = tcp;
    *events = &side_events;
    return d;
}

static inline struct side new_side(struct story *s, const char *name)
{
    return (struct side){.story = s, .name = name, .answers_close = true, .ended = -1};
}

/* What side_received would have summed. */
static inline uint32_t sum_of(const uint8_t *bytes, size_t length)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < length; i++)
        sum = sum * 31 + bytes[i];
    return sum;
}

static inline uint8_t *some_bytes(size_t length)
{
    uint8_t *bytes = mem_calloc(length, 1);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    return bytes;
}

#endif
