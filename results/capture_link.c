/* One small function a link type, each of which moves a cursor over its header; whoever reads past
 * the end gets zeros and is told so in the end. */
#include "results/capture_link.h"

#include <pcap/dlt.h>

#include "base/big_endian.h"

enum {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_PPPOE = 0x8864,
    PPP_IPV4 = 0x0021,
    PPP_IPV6 = 0x0057,
    VLAN_TAGS_MAX = 4,
    /* Of the system that made the capture: NetBSD, FreeBSD and macOS have their own. */
    FAMILY_INET = 2,
    FAMILY_INET6_LEAST = 10,
    FAMILY_INET6_MOST = 30,
    COOKED_OUTGOING = 4,
};

struct cursor {
    const uint8_t *bytes;
    size_t left;
    bool cut;
};

static uint32_t link_take(struct cursor *c, size_t count)
{
    uint32_t value = 0;
    if (c->left < count) {
        c->cut = true;
        c->left = 0;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        value = value << 8 | c->bytes[i];
    c->bytes += count;
    c->left -= count;
    return value;
}

static void link_skip(struct cursor *c, size_t count)
{
    if (c->left < count) {
        c->cut = true;
        c->left = 0;
        return;
    }
    c->bytes += count;
    c->left -= count;
}

/* A protocol of one byte, which is odd, is compressed (RFC 1661). */
static enum capture_carries link_ppp(struct cursor *c)
{
    if (c->left >= 2 && c->bytes[0] == 0xff && c->bytes[1] == 0x03)
        link_skip(c, 2);
    uint32_t protocol = link_take(c, 1);
    if (!(protocol & 1))
        protocol = protocol << 8 | link_take(c, 1);
    return protocol == PPP_IPV4   ? CAPTURE_IPV4
           : protocol == PPP_IPV6 ? CAPTURE_IPV6
                                  : CAPTURE_OTHER;
}

static bool link_is_vlan(uint32_t ethertype)
{
    return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100;
}

static enum capture_carries link_ethertype(struct cursor *c, uint32_t ethertype)
{
    for (int tags = 0; link_is_vlan(ethertype) && tags < VLAN_TAGS_MAX; tags++) {
        link_skip(c, 2);
        ethertype = link_take(c, 2);
    }
    if (ethertype == ETHERTYPE_PPPOE) {
        link_skip(c, 6);
        return link_ppp(c);
    }
    return ethertype == ETHERTYPE_IPV4   ? CAPTURE_IPV4
           : ethertype == ETHERTYPE_IPV6 ? CAPTURE_IPV6
                                         : CAPTURE_OTHER;
}

static enum capture_carries link_ethernet(struct cursor *c)
{
    link_skip(c, 12);
    return link_ethertype(c, link_take(c, 2));
}

/* Cisco's HDLC, which a serial line may speak in PPP's place: 0f is unicast, 8f broadcast. */
static bool link_is_hdlc(const struct cursor *c)
{
    return c->left >= 2 && (c->bytes[0] == 0x0f || c->bytes[0] == 0x8f);
}

static enum capture_carries link_hdlc(struct cursor *c)
{
    link_skip(c, 2);
    return link_ethertype(c, link_take(c, 2));
}

static enum capture_carries link_cooked(struct cursor *c, struct capture_frame *f)
{
    f->way = link_take(c, 2) == COOKED_OUTGOING ? CAPTURE_WAY_OUT : CAPTURE_WAY_IN;
    link_skip(c, 12);
    return link_ethertype(c, link_take(c, 2));
}

static enum capture_carries link_cooked2(struct cursor *c, struct capture_frame *f)
{
    const uint32_t ethertype = link_take(c, 2);
    link_skip(c, 8);
    f->way = link_take(c, 1) == COOKED_OUTGOING ? CAPTURE_WAY_OUT : CAPTURE_WAY_IN;
    link_skip(c, 9);
    return link_ethertype(c, ethertype);
}

/* The address family, of either byte order. */
static enum capture_carries link_loopback(struct cursor *c)
{
    const uint32_t value = link_take(c, 4);
    const uint32_t family = value > 0xffff ? value >> 24 : value;
    if (family == FAMILY_INET)
        return CAPTURE_IPV4;
    return family >= FAMILY_INET6_LEAST && family <= FAMILY_INET6_MOST ? CAPTURE_IPV6
                                                                       : CAPTURE_OTHER;
}

/* Two bytes of address, UI frame, and the protocol's NLPID (RFC 2427). */
static enum capture_carries link_frame_relay(struct cursor *c)
{
    link_skip(c, 2);
    const uint32_t protocol = link_take(c, 2);
    return protocol == 0x03cc ? CAPTURE_IPV4 : protocol == 0x038e ? CAPTURE_IPV6 : CAPTURE_OTHER;
}

static enum capture_carries link_raw(const struct cursor *c)
{
    const int version = c->left ? c->bytes[0] >> 4 : 0;
    return version == 4 ? CAPTURE_IPV4 : version == 6 ? CAPTURE_IPV6 : CAPTURE_OTHER;
}

bool capture_link_known(int link_type)
{
    switch (link_type) {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_PPP_WITH_DIRECTION:
    case DLT_PPP_ETHER:
    case DLT_C_HDLC:
    case DLT_FRELAY:
    case DLT_NULL:
    case DLT_LOOP:
        return true;
    }
    return false;
}

static enum capture_carries link_find(int link_type, struct cursor *c, struct capture_frame *f)
{
    switch (link_type) {
    case DLT_EN10MB:
        return link_ethernet(c);
    case DLT_LINUX_SLL:
        return link_cooked(c, f);
    case DLT_LINUX_SLL2:
        return link_cooked2(c, f);
    case DLT_RAW:
    case DLT_IPV4:
        return link_raw(c);
    case DLT_PPP_WITH_DIRECTION:
        f->way = link_take(c, 1) ? CAPTURE_WAY_OUT : CAPTURE_WAY_IN;
        return link_ppp(c);
    case DLT_PPP_ETHER:
        link_skip(c, 6);
        return link_ppp(c);
    case DLT_PPP:
    case DLT_PPP_SERIAL:
        return link_is_hdlc(c) ? link_hdlc(c) : link_ppp(c);
    case DLT_C_HDLC:
        return link_hdlc(c);
    case DLT_FRELAY:
        return link_frame_relay(c);
    case DLT_NULL:
    case DLT_LOOP:
        return link_loopback(c);
    }
    return CAPTURE_OTHER;
}

enum capture_carries capture_link_open(int link_type, const uint8_t *bytes, size_t captured,
                                       struct capture_frame *f)
{
    struct cursor c = {bytes, captured, false};
    *f = (struct capture_frame){.way = CAPTURE_WAY_UNKNOWN};
    const enum capture_carries carries = link_find(link_type, &c, f);
    f->packet = c.bytes;
    f->captured = c.left;
    return c.cut ? CAPTURE_CUT : carries;
}
