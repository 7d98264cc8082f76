/* Packets are read by the protocols' own decoders; none has a state here. */
#include "studies/packet_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/visible.h"
#include "models/http/text.h"
#include "models/pfs/frame.h"
#include "models/tftp/packet.h"

enum { WORDS_MAX = 1024 };

struct words {
    char text[WORDS_MAX];
    size_t length;
};

static __attribute__((format(printf, 2, 3))) void words_add(struct words *w, const char *format,
                                                            ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int count = vsnprintf(w->text + w->length, WORDS_MAX - w->length, format, arguments);
    va_end(arguments);
    w->length += count < 0 ? 0 : (size_t)count;
    if (w->length >= WORDS_MAX)
        w->length = WORDS_MAX - 1;
}

static void words_add_address(struct words *w, uint32_t address)
{
    words_add(w, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
              address & 255);
}

static void words_add_text(struct words *w, struct pfs_text text)
{
    words_add(w, " %.*s", text.length, (const char *)text.bytes);
}

/* --- TFTP ------------------------------------------------------------------------------------ */

static void words_add_options(struct words *w, const struct tftp_options *o)
{
    if (o->valid & TFTP_OPTION_BLKSIZE)
        words_add(w, ", blksize %u", o->blksize);
    if (o->valid & TFTP_OPTION_TIMEOUT)
        words_add(w, ", timeout %u", o->timeout);
    if (o->valid & TFTP_OPTION_TSIZE)
        words_add(w, ", tsize %" PRIu64, o->tsize);
    if (o->valid & TFTP_OPTION_WINDOWSIZE)
        words_add(w, ", windowsize %u", o->windowsize);
}

static bool words_add_request(struct words *w, const struct tftp_datagram *d)
{
    static const char *const modes[] = {"octet", "netascii", "mail"};
    struct tftp_request r;
    if (tftp_decode_request(d, &r) < 0)
        return false;
    words_add(w, " TFTP %s %s %s", r.opcode == TFTP_RRQ ? "RRQ" : "WRQ", r.filename, modes[r.mode]);
    words_add_options(w, &r.options);
    return true;
}

static bool words_add_data(struct words *w, const struct tftp_datagram *d)
{
    struct tftp_data data;
    if (tftp_decode_data(d, &data) < 0)
        return false;
    words_add(w, " TFTP DATA block %u, %zu bytes", data.block, data.length);
    return true;
}

static bool words_add_ack(struct words *w, const struct tftp_datagram *d)
{
    uint16_t block;
    if (tftp_decode_ack(d, &block) < 0)
        return false;
    words_add(w, " TFTP ACK block %u", block);
    return true;
}

static bool words_add_error(struct words *w, const struct tftp_datagram *d)
{
    struct tftp_error error;
    if (tftp_decode_error(d, &error) < 0)
        return false;
    words_add(w, " TFTP ERROR %u: %.*s", error.code, (int)error.length, (const char *)error.text);
    return true;
}

static bool words_add_oack(struct words *w, const struct tftp_datagram *d)
{
    struct tftp_options options;
    if (tftp_decode_oack(d, &options) < 0)
        return false;
    words_add(w, " TFTP OACK");
    words_add_options(w, &options);
    return true;
}

static bool words_add_tftp(struct words *w, const struct packet_info *p)
{
    const struct tftp_datagram d = {.header = p->header,
                                    .header_length = p->header_length,
                                    .payload = p->payload,
                                    .payload_length = p->payload_length};
    switch (tftp_decode_opcode(&d)) {
    case TFTP_RRQ:
    case TFTP_WRQ:
        return words_add_request(w, &d);
    case TFTP_DATA:
        return words_add_data(w, &d);
    case TFTP_ACK:
        return words_add_ack(w, &d);
    case TFTP_ERROR:
        return words_add_error(w, &d);
    case TFTP_OACK:
        return words_add_oack(w, &d);
    }
    return false;
}

/* --- PFS ------------------------------------------------------------------------------------- */

static bool words_add_discovery(struct words *w, const struct packet_info *p)
{
    static const char *const kinds[] = {"", "claim", "ad", "withdraw"};
    struct pfs_message m;
    if (p->payload_length || !pfs_message_decode(&m, p->header, p->header_length))
        return false;
    words_add(w, " PFS %s", kinds[m.kind]);
    if (m.kind == PFS_AD_MESSAGE)
        words_add(w, " %u", m.ad);
    words_add(w, ", xid %08" PRIx32 ", strength %08" PRIx32, m.xid, m.strength);
    words_add(w, "%s%s%s,", m.flags & PFS_CONFIRMED ? ", confirmed" : "",
              m.flags & PFS_TRANSFERRING ? ", transferring" : "",
              m.flags & PFS_FULL ? ", full" : "");
    words_add_text(w, m.model);
    words_add_text(w, m.file);
    return true;
}

static void words_add_frame(struct words *w, const struct pfs_frame *f)
{
    switch (f->kind) {
    case PFS_FRAME_JOIN:
        words_add(w, "JOIN, xid %08" PRIx32 ",", f->xid);
        words_add_text(w, f->model);
        words_add_text(w, f->file);
        return;
    case PFS_FRAME_ACCEPT:
        words_add(w, "ACCEPT, depth %u", f->depth);
        return;
    case PFS_FRAME_REDIRECT:
        words_add(w, "REDIRECT to ");
        words_add_address(w, f->address);
        return;
    case PFS_FRAME_SUBTREE:
        words_add(w, "SUBTREE of %" PRIu32, f->count);
        return;
    case PFS_FRAME_PROGRESS:
        words_add(w, "PROGRESS %" PRIu64 " of %" PRIu64 " bytes, hop %u", f->done, f->total,
                  f->hop);
        return;
    case PFS_FRAME_XFRCMD:
        words_add(w, "XFRCMD");
        return;
    case PFS_FRAME_FILE:
        words_add(w, "FILE of %" PRIu64 " bytes", f->size);
        return;
    case PFS_FRAME_DATA:
        words_add(w, "DATA of %" PRIu32 " bytes", f->data_length);
        return;
    case PFS_FRAME_DONE:
        words_add(w, "DONE, %s", f->status == PFS_DONE_KEPT ? "kept" : "rejected");
        return;
    case PFS_FRAME_ABORT:
        words_add(w, "ABORT, reason %u", f->reason);
        return;
    }
}

/* The frames that begin in a segment's header, if one begins with it; content is no header. */
static void words_add_frames(struct words *w, const struct packet_info *p)
{
    struct pfs_frame_decoder d;
    struct pfs_frame f;
    pfs_frame_decoder_init(&d);
    for (uint32_t at = 0, taken; at < p->header_length; at += taken) {
        const enum pfs_decode got =
            pfs_frame_decode(&d, p->header + at, p->header_length - at, &taken, &f);
        const bool data_begins = got == PFS_DECODE_MORE && d.data_left;
        if (got != PFS_DECODE_FRAME && !data_begins)
            return;
        if (data_begins)
            f = (struct pfs_frame){.kind = PFS_FRAME_DATA};
        if (f.kind == PFS_FRAME_DATA)
            f.data_length += d.data_left;
        words_add(w, at ? "; " : ": PFS ");
        words_add_frame(w, &f);
    }
}

/* --- others ---------------------------------------------------------------------------------- */

/* The first line of a head, if one begins here. */
static void words_add_http(struct words *w, const struct packet_info *p)
{
    struct http_text all = {(const char *)p->header, p->header_length};
    const struct http_text line = http_text_split(&all, '\r');
    if (line.length && memmem(line.at, line.length, "HTTP/1.", 7))
        words_add(w, ": %.*s", (int)line.length, line.at);
}

static void words_add_icmp(struct words *w, const struct packet_info *p)
{
    switch ((enum icmp_message)p->icmp) {
    case ICMP_PORT_UNREACHABLE:
        words_add(w, " ICMP port unreachable");
        return;
    case ICMP_FRAGMENTATION_NEEDED:
        words_add(w, " ICMP fragmentation needed, MTU %u", p->icmp_mtu);
        return;
    case ICMP_REASSEMBLY_TIME:
        words_add(w, " ICMP reassembly time exceeded");
        return;
    }
}

static void words_add_fragment(struct words *w, const struct packet_info *p)
{
    words_add(w, " fragment from byte %" PRIu32 " on, %" PRIu32 " bytes%s", packet_offset(p),
              p->bytes - IP_HEADER, p->fragment & IP_MORE_FRAGMENTS ? ", more follow" : "");
}

static void words_add_datagram(struct words *w, const struct packet_info *p)
{
    if (p->traffic == TRAFFIC_PFS && words_add_discovery(w, p))
        return;
    if (p->traffic != TRAFFIC_PFS && p->traffic != TRAFFIC_SYSLOG && words_add_tftp(w, p))
        return;
    words_add(w, " UDP, %s, %" PRIu32 " bytes", traffic_names[p->traffic],
              p->header_length + p->payload_length);
    if (p->traffic == TRAFFIC_SYSLOG)
        words_add(w, ": %.*s", (int)p->header_length, (const char *)p->header);
}

static void words_add_segment(struct words *w, const struct packet_info *p)
{
    const uint32_t bytes = p->header_length + p->payload_length;
    words_add(w, " TCP%s%s%s", p->tcp_flags & TCP_SYN ? " SYN" : "",
              p->tcp_flags & TCP_FIN ? " FIN" : "", p->tcp_flags & TCP_RST ? " RST" : "");
    words_add(w, " seq %" PRIu32, p->tcp_sequence);
    if (p->tcp_flags & TCP_ACK)
        words_add(w, " ack %" PRIu32, p->tcp_acknowledgement);
    if (!bytes)
        return;
    words_add(w, ", %" PRIu32 " bytes", bytes);
    if (p->header_length && p->traffic == TRAFFIC_PFS)
        words_add_frames(w, p);
    else if (p->header_length)
        words_add_http(w, p);
}

void packet_text(char *out, size_t size, const struct packet_info *p)
{
    struct words w = {.length = 0};
    const bool ports = p->protocol != IP_PROTOCOL_ICMP && !packet_offset(p);
    words_add_address(&w, p->source);
    if (ports)
        words_add(&w, ":%u", p->source_port);
    words_add(&w, " > ");
    words_add_address(&w, p->destination);
    if (ports)
        words_add(&w, ":%u", p->destination_port);
    if (packet_is_fragment(p))
        words_add_fragment(&w, p);
    else if (p->protocol == IP_PROTOCOL_UDP)
        words_add_datagram(&w, p);
    else if (p->protocol == IP_PROTOCOL_TCP)
        words_add_segment(&w, p);
    else
        words_add_icmp(&w, p);
    visible_write(out, size, w.text);
}
