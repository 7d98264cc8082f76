/* libpcap reads the file, capture_link.c the link's header, this the headers of IP and UDP. */
#include "results/capture_read.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/big_endian.h"
#include "base/input.h"
#include "base/memory.h"
#include "results/capture_fragments.h"

enum {
    IP_HEADER_LEAST = 20,
    UDP_HEADER = 8,
    PROTOCOL_UDP = 17,
    MORE_FRAGMENTS = 0x2000,
    FRAGMENT_OFFSET = 0x1fff,
    COPIES = 8192, /* packets looked back for copies of one */
};
#define COPY_WITHIN (2 * SECONDS)
#define SECONDS_MOST (INT64_C(1) << 33) /* the year 2242 */
static const char read_wanted[] = "a capture of tcpdump's, dumpcap's or Wireshark's (pcap, pcapng)";

struct seen {
    uint64_t hash;
    sim_time time;
};

struct reading {
    pcap_t *pcap;
    capture_datagram_fn *datagram;
    void *user;
    struct capture_census *census;
    struct capture_fragments *fragments;
    struct seen *seen;
    sim_time now;
    struct error *e;
};

/* An IPv4 packet's header. */
struct packet {
    uint32_t source, destination, header, length; /* bytes, on the line */
    uint32_t flags;
    uint16_t id;
    uint8_t time_to_live, protocol;
};

/* A total length of 0 is that of a packet which the network card was to cut up. */
static bool read_header(const struct capture_frame *f, uint32_t on_line, struct packet *p)
{
    const uint8_t *at = f->packet;
    if (f->captured < IP_HEADER_LEAST || at[0] >> 4 != 4)
        return false;
    *p = (struct packet){.source = get32(at + 12),
                         .destination = get32(at + 16),
                         .header = (at[0] & 0xfu) * 4,
                         .length = get16(at + 2) ? get16(at + 2) : on_line,
                         .flags = get16(at + 6),
                         .id = (uint16_t)get16(at + 4),
                         .time_to_live = at[8],
                         .protocol = at[9]};
    return p->header >= IP_HEADER_LEAST && p->length > p->header && p->length <= on_line &&
           f->captured >= p->header;
}

/* FNV-1a over what tells packets apart: the identification and what follows it, but not what
 * routers change. */
static uint64_t read_hash(const struct capture_frame *f, const struct packet *p)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const size_t end = f->captured < p->header + 24u ? f->captured : p->header + 24u;
    for (size_t i = 2; i < end; i++)
        if (i != 8 && i != 10 && i != 11 && i != p->header + 6 && i != p->header + 7)
            hash = (hash ^ f->packet[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* A host counts its packets, so one that comes again with the same number was captured twice. Some
 * send all with number 0. */
static bool read_is_copy(struct reading *r, const struct capture_frame *f, const struct packet *p)
{
    if (!p->id)
        return false;
    const uint64_t hash = read_hash(f, p);
    struct seen *seen = &r->seen[hash % COPIES];
    const bool copy = seen->hash == hash && seen->time && r->now - seen->time < COPY_WITHIN;
    *seen = (struct seen){hash, copy ? seen->time : r->now};
    r->census->copies += copy;
    return copy;
}

static int read_udp(struct reading *r, const struct packet *p, enum capture_way way,
                    const struct capture_whole *w)
{
    if (w->captured < UDP_HEADER) {
        r->census->malformed++;
        return 0;
    }
    const uint32_t length = get16(w->head + 4);
    if (length < UDP_HEADER || length > w->length) {
        r->census->malformed++;
        return 0;
    }
    const size_t there = w->captured < length ? w->captured : length;
    const struct capture_datagram d = {.time = r->now,
                                       .first = w->first,
                                       .source = p->source,
                                       .destination = p->destination,
                                       .source_port = (uint16_t)get16(w->head),
                                       .destination_port = (uint16_t)get16(w->head + 2),
                                       .ip_id = p->id,
                                       .time_to_live = p->time_to_live,
                                       .way = way,
                                       .payload = w->head + UDP_HEADER,
                                       .captured = there - UDP_HEADER,
                                       .length = length - UDP_HEADER,
                                       .ip_bytes = w->ip_bytes,
                                       .packets = w->packets};
    r->census->udp++;
    return r->datagram(r->user, &d, r->e);
}

static int read_ipv4(struct reading *r, const struct capture_frame *f, uint32_t on_line)
{
    struct packet p;
    if (!read_header(f, on_line, &p)) {
        r->census->malformed++;
        return 0;
    }
    if (p.protocol != PROTOCOL_UDP || read_is_copy(r, f, &p))
        return 0;
    const uint32_t length = p.length - p.header;
    const size_t there = f->captured - p.header;
    struct capture_whole whole = {.head = f->packet + p.header,
                                  .captured = there < length ? there : length,
                                  .length = length,
                                  .ip_bytes = p.length,
                                  .packets = 1,
                                  .first = r->now};
    if (p.flags & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) {
        const struct capture_fragment piece = {.source = p.source,
                                               .destination = p.destination,
                                               .id = p.id,
                                               .protocol = p.protocol,
                                               .offset = (p.flags & FRAGMENT_OFFSET) * 8,
                                               .length = length,
                                               .more = p.flags & MORE_FRAGMENTS,
                                               .bytes = whole.head,
                                               .captured = whole.captured,
                                               .ip_bytes = p.length,
                                               .time = r->now};
        r->census->fragments++;
        if (!capture_fragments_add(r->fragments, &piece, &whole))
            return 0;
    }
    return read_udp(r, &p, f->way, &whole);
}

static void read_clock(struct reading *r, const struct pcap_pkthdr *h)
{
    struct capture_census *c = r->census;
    const int64_t seconds = h->ts.tv_sec < 0 || h->ts.tv_sec > SECONDS_MOST ? 0 : h->ts.tv_sec;
    const sim_time now = seconds * SECONDS + h->ts.tv_usec; /* which has nanoseconds in it */
    if (c->packets++ == 0)
        c->first = now;
    else if (now < r->now)
        c->backwards++;
    r->now = c->packets == 1 ? now : time_max(now, r->now);
    c->last = r->now;
}

static int read_packet(struct reading *r, const struct pcap_pkthdr *h, const uint8_t *bytes)
{
    struct capture_frame f;
    read_clock(r, h);
    switch (capture_link_open(r->census->link_type, bytes, h->caplen, &f)) {
    case CAPTURE_IPV4:
        r->census->ipv4++;
        return read_ipv4(r, &f,
                         (uint32_t)f.captured + (h->len > h->caplen ? h->len - h->caplen : 0));
    case CAPTURE_IPV6:
        r->census->ipv6++;
        break;
    case CAPTURE_CUT:
        r->census->malformed++;
        break;
    case CAPTURE_OTHER:
        break;
    }
    return 0;
}

/* libpcap tells by words only. */
static int read_failure(struct reading *r, const char *path)
{
    const char *words = pcap_geterr(r->pcap);
    if (!strncmp(words, "truncated", strlen("truncated")) && r->census->packets) {
        r->census->cut = true;
        return 0;
    }
    if (strstr(words, "has a type") || strstr(words, "snapshot length"))
        return error_set(
            r->e,
            "%.200s: it was captured at interfaces of different types, which libpcap "
            "does not read; write one of them to a file of its own, as with 'tshark -r "
            "FILE -Y frame.interface_id==0 -w ONE'",
            path);
    return error_set(r->e,
                     "%.200s: it is damaged behind packet %llu: %.200s; 'editcap' or 'tshark "
                     "-w' may save what is before that",
                     path, (unsigned long long)r->census->packets, words);
}

static int read_packets(struct reading *r, const char *path)
{
    struct pcap_pkthdr *h;
    const uint8_t *bytes;
    for (;;) {
        const int got = pcap_next_ex(r->pcap, &h, &bytes);
        if (got == PCAP_ERROR_BREAK)
            return 0;
        if (got < 0)
            return read_failure(r, path);
        if (got == 1 && read_packet(r, h, bytes) < 0)
            return -1;
    }
}

static int read_opened(struct reading *r, const char *path)
{
    struct capture_census *c = r->census;
    c->link_type = pcap_datalink(r->pcap);
    c->link_name = pcap_datalink_val_to_description(c->link_type);
    if (!c->link_name)
        c->link_name = "a link type without a name";
    if (!capture_link_known(c->link_type))
        return error_set(r->e,
                         "%.200s: it was captured on a link of another type (%.60s); Ethernet, "
                         "Linux cooked, raw IP, PPP, HDLC, Frame Relay and loopback can be read",
                         path, c->link_name);
    r->fragments = capture_fragments_new();
    r->seen = mem_calloc(COPIES, sizeof *r->seen);
    const int result = read_packets(r, path);
    c->incomplete = capture_fragments_lost(r->fragments);
    capture_fragments_free(r->fragments);
    free(r->seen);
    return result;
}

static int read_no_capture(FILE *file, const char *path, const char *words, struct error *e)
{
    const int first = (clearerr(file), rewind(file), fgetc(file));
    fclose(file);
    if (first == EOF)
        return error_set(e,
                         "%.200s: the file is empty; capture while a phone downloads, as with "
                         "'tcpdump -i any -s 200 -w FILE udp'",
                         path);
    if (!strncmp(words, "truncated", strlen("truncated")))
        return error_set(e, "%.200s: it ends within its header: no packet is in it; capture again",
                         path);
    return error_set(e, "%.200s: it is no capture (%.200s); give %s", path, words, read_wanted);
}

int capture_read_stream(FILE *file, const char *path, capture_datagram_fn *datagram, void *user,
                        struct capture_census *census, struct error *e)
{
    char words[PCAP_ERRBUF_SIZE] = "";
    *census = (struct capture_census){0};
    struct reading r = {.datagram = datagram, .user = user, .census = census, .e = e};
    r.pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, words);
    if (!r.pcap)
        return read_no_capture(file, path, words, e);
    const int result = read_opened(&r, path);
    pcap_close(r.pcap);
    return result;
}

int capture_read(const char *path, capture_datagram_fn *datagram, void *user,
                 struct capture_census *census, struct error *e)
{
    const bool standard = !strcmp(path, "-");
    const int descriptor = standard ? dup(STDIN_FILENO) : input_open(path, read_wanted, e);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    if (!file)
        return standard || descriptor >= 0
                   ? error_set(e, "%.200s: cannot be read: %s", path, strerror(errno))
                   : -1;
    return capture_read_stream(file, standard ? "standard input" : path, datagram, user, census, e);
}
