/* Headers of Ethernet, PPP, IP, UDP, TCP and ICMP written byte by byte around a packet; the only
 * place that knows their layout. */
#include "results/frame.h"

#include <pcap/dlt.h>
#include <string.h>

#include "base/big_endian.h"

enum {
    UDP_HEADER = 8,
    TCP_HEADER = 20,
    TCP_MSS_BYTES = 4,
    TCP_MSS_OPTION = 0x0204,
    ICMP_HEADER = 8,
    ETHERNET_HEADER = 14,
    ETHERNET_PAYLOAD_MIN = 46,
    TIME_TO_LIVE = 64,
    QUOTE = IP_HEADER + 8, /* of ICMP: what is behind the IP header, too */
    QUOTE_CHECKSUM = 10,   /* its place in there */
};

static uint8_t *put_bytes(uint8_t *out, const void *bytes, size_t length)
{
    if (length > 0)
        memcpy(out, bytes, length);
    return out + length;
}

/* The Internet checksum (RFC 1071), before its complement is taken. */
static uint32_t sum16(uint32_t sum, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i + 1 < length; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    if (length % 2)
        sum += (uint32_t)bytes[length - 1] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static uint8_t *put_ip_header(uint8_t *out, const struct packet_info *p)
{
    uint8_t *at = put16(out, 0x4500u | (uint32_t)p->dscp << 2); /* version 4, five words, no ECN */
    at = put16(at, p->bytes);
    at = put16(at, p->ip_id);
    at = put16(at, p->fragment);
    at = put16(at, TIME_TO_LIVE << 8 | p->protocol);
    uint8_t *checksum = at;
    at = put32(put16(at, 0), p->source);
    at = put32(at, p->destination);
    put16(checksum, ~sum16(0, out, IP_HEADER) & 0xffff);
    return at;
}

/* Before its complement is taken, with the pseudo header of RFC 768 and 9293. */
static uint32_t transport_sum(const struct packet_info *p, const uint8_t *bytes, size_t length)
{
    uint8_t pseudo[12];
    put16(put16(put32(put32(pseudo, p->source), p->destination), p->protocol), (uint32_t)length);
    return sum16(sum16(0, pseudo, sizeof pseudo), bytes, length);
}

/* A sum of zero is sent as all ones. */
static uint32_t udp_checksum(const struct packet_info *p, const uint8_t *datagram, size_t length)
{
    const uint32_t sum = transport_sum(p, datagram, length);
    return sum == 0xffff ? 0xffff : ~sum & 0xffff;
}

static uint8_t *put_data(uint8_t *out, const struct packet_info *p)
{
    return put_bytes(put_bytes(out, p->header, p->header_length), p->payload, p->payload_length);
}

/* A fragment's header is of the whole datagram, without a checksum. */
static uint8_t *put_udp(uint8_t *out, const struct packet_info *p)
{
    const bool whole = !packet_is_fragment(p);
    const size_t length = UDP_HEADER + (size_t)p->header_length + p->payload_length;
    uint8_t *at = put16(put16(out, p->source_port), p->destination_port);
    uint8_t *checksum = put16(at, whole ? (uint32_t)length : p->udp_length);
    at = put_data(put16(checksum, 0), p);
    if (whole)
        put16(checksum, udp_checksum(p, out, length));
    return at;
}

/* ns-3's SYN has no MSS. */
static bool has_mss(const struct packet_info *p)
{
    return p->tcp_flags & TCP_SYN && p->tcp_mss;
}

static uint32_t tcp_header_length(const struct packet_info *p)
{
    return TCP_HEADER + (has_mss(p) ? TCP_MSS_BYTES : 0) + p->tcp_options_length;
}

static uint8_t *put_tcp(uint8_t *out, const struct packet_info *p)
{
    const uint32_t header = tcp_header_length(p);
    uint8_t *at = put16(put16(out, p->source_port), p->destination_port);
    at = put32(put32(at, p->tcp_sequence), p->tcp_acknowledgement);
    at = put16(at, header / 4 << 12 | p->tcp_flags);
    uint8_t *checksum = put16(at, p->tcp_window);
    at = put32(checksum, 0); /* nor is anything urgent */
    if (has_mss(p))
        at = put16(put16(at, TCP_MSS_OPTION), p->tcp_mss);
    at = put_bytes(at, p->tcp_options, p->tcp_options_length);
    at = put_data(at, p);
    if (!packet_is_fragment(p))
        put16(checksum, ~transport_sum(p, out, (size_t)(at - out)) & 0xffff);
    return at;
}

/* Destination unreachable, port unreachable (RFC 792): it quotes the IP header of the datagram and
 * eight bytes behind that, which are the header of `p`. */
static uint8_t *put_icmp(uint8_t *out, const struct packet_info *p)
{
    const struct packet_info quoted = {.source = p->destination,
                                       .destination = p->source,
                                       .protocol = IP_PROTOCOL_UDP,
                                       .fragment = IP_DONT_FRAGMENT,
                                       .bytes = IP_HEADER + get16(p->header + 4)};
    uint8_t *at = put16(out, 0x0303);
    uint8_t *checksum = at;
    at = put32(put16(at, 0), 0);
    at = put_bytes(put_ip_header(at, &quoted), p->header, UDP_HEADER);
    put16(checksum, ~sum16(0, out, (size_t)(at - out)) & 0xffff);
    return at;
}

/* Fragmentation needed, with the next link's MTU; or time exceeded, of fragments (RFC 1191, 792).
 * They quote an IP header whose checksum is put in here. */
static uint8_t *put_icmp_quote(uint8_t *out, const struct packet_info *p)
{
    const bool needed = p->icmp == ICMP_FRAGMENTATION_NEEDED;
    uint8_t *checksum = put16(out, needed ? 0x0304 : 0x0b01);
    uint8_t *quote = put16(put16(put16(checksum, 0), 0), needed ? p->icmp_mtu : 0);
    uint8_t *at = put_bytes(quote, p->header, QUOTE);
    put16(quote + QUOTE_CHECKSUM, ~sum16(0, quote, IP_HEADER) & 0xffff);
    put16(checksum, ~sum16(0, out, (size_t)(at - out)) & 0xffff);
    return at;
}

static bool fits(const struct packet_info *p, uint32_t transport_header)
{
    const uint64_t bytes =
        (uint64_t)IP_HEADER + transport_header + p->header_length + p->payload_length;
    return bytes == p->bytes && bytes <= LINK_MTU_MAX;
}

/* The IP packet; `out` itself when it cannot be written. */
static uint8_t *put_packet(uint8_t *out, const struct packet_info *p)
{
    if (packet_offset(p)) /* no transport's header is in it */
        return fits(p, 0) ? put_data(put_ip_header(out, p), p) : out;
    switch (p->protocol) {
    case IP_PROTOCOL_UDP:
        return fits(p, UDP_HEADER) ? put_udp(put_ip_header(out, p), p) : out;
    case IP_PROTOCOL_TCP:
        return fits(p, tcp_header_length(p)) ? put_tcp(put_ip_header(out, p), p) : out;
    case IP_PROTOCOL_ICMP:
        if (p->icmp != ICMP_PORT_UNREACHABLE)
            return p->header_length == QUOTE && fits(p, ICMP_HEADER)
                       ? put_icmp_quote(put_ip_header(out, p), p)
                       : out;
        if (p->header_length != UDP_HEADER || !fits(p, ICMP_HEADER + IP_HEADER))
            return out;
        return put_icmp(put_ip_header(out, p), p);
    }
    return out;
}

/* No subnet's mask is known here; a broadcast address that ends otherwise than in .255 gets a made
 * up address like any other. */
static bool is_broadcast(uint32_t address)
{
    return (address & 0xff) == 0xff;
}

static uint8_t *put_ethernet_address(uint8_t *out, uint32_t address)
{
    if (is_broadcast(address))
        return put32(put16(out, 0xffff), 0xffffffff);
    return put32(put16(out, 0x0200), address);
}

static uint8_t *put_link_header(uint8_t *out, enum link_framing framing,
                                const struct packet_info *p)
{
    switch (framing) {
    case FRAMING_PPP:
        return put32(out, 0xff030021);
    case FRAMING_HDLC:
        return put32(out, 0x0f000800);
    case FRAMING_FRAME_RELAY:
        return put32(out, 0x040103cc); /* DLCI 16, UI frame, NLPID of IP */
    case FRAMING_ETHERNET:
        out = put_ethernet_address(put_ethernet_address(out, p->destination), p->source);
        return put16(out, 0x0800);
    case FRAMING_NONE:
    case FRAMING_BYTES:
        break;
    }
    return out;
}

int frame_link_type(enum link_framing framing)
{
    switch (framing) {
    case FRAMING_PPP:
        return DLT_PPP;
    case FRAMING_HDLC:
        return DLT_C_HDLC;
    case FRAMING_FRAME_RELAY:
        return DLT_FRELAY;
    case FRAMING_ETHERNET:
        return DLT_EN10MB;
    case FRAMING_NONE:
    case FRAMING_BYTES:
        break;
    }
    return DLT_RAW;
}

size_t frame_write(uint8_t *out, enum link_framing framing, const struct packet_info *p)
{
    uint8_t *packet = put_link_header(out, framing, p);
    uint8_t *end = put_packet(packet, p);
    if (end == packet)
        return 0;
    if (framing == FRAMING_ETHERNET)
        while (end < packet + ETHERNET_PAYLOAD_MIN)
            *end++ = 0;
    return (size_t)(end - out);
}
