/* A bound UDP port: an end point of ns-3's UDP, without a socket. (ns-3's sockets stay until the
 * end of the simulation, closed or not, and do not say which datagram an ICMP message is about.) */
#ifndef SIM_NS3_UDP_INTERNAL_H
#define SIM_NS3_UDP_INTERNAL_H

#include <ns3/ipv4-end-point.h>
#include <ns3/ipv4-header.h>
#include <ns3/udp-l4-protocol.h>

#include "sim/ns3/internal.h"

struct ns3c_udp {
    ns3c_node *node;
    ns3::Ptr<ns3::UdpL4Protocol> protocol;
    ns3::Ipv4EndPoint *end_point;
    uint16_t port;
    uint8_t tos;
    uint32_t mark;
    ns3c_receive_fn *receive;
    void *user;

    void Receive(ns3::Ptr<ns3::Packet> packet, ns3::Ipv4Header header, uint16_t port,
                 ns3::Ptr<ns3::Ipv4Interface> interface);
};

#endif
