/* Captures made by hand: frames of any link type around UDP datagrams. */
#ifndef TESTS_RESULTS_CAPTURE_FILE_H
#define TESTS_RESULTS_CAPTURE_FILE_H

#include <pcap/pcap.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/big_endian.h"
#include "sim/time.h"
#include "tests/support.h"

enum { CAPTURE_FRAME_MAX = 70000, CAPTURE_CLIENT = 0x0a000101, CAPTURE_SERVER = 0x0a000202 };

struct capture_file {
    FILE *file;
    pcap_t *pcap;
    pcap_dumper_t *dumper;
    const uint8_t *link; /* the header before each packet */
    size_t link_length;
    uint32_t snap; /* bytes that are kept of a frame */
    uint16_t id;   /* of the next packet; 0: all have that */
};

static inline struct capture_file capture_file_begin(int link_type, const void *link, size_t length)
{
    struct capture_file f = {
        .file = tmpfile(), .link = link, .link_length = length, .snap = CAPTURE_FRAME_MAX};
    f.pcap = pcap_open_dead_with_tstamp_precision(link_type, CAPTURE_FRAME_MAX,
                                                  PCAP_TSTAMP_PRECISION_NANO);
    f.dumper = pcap_dump_fopen(f.pcap, f.file);
    ck_assert_ptr_nonnull(f.dumper);
    return f;
}

static inline void capture_file_add(struct capture_file *f, sim_time at, const uint8_t *packet,
                                    size_t length)
{
    static uint8_t frame[2 * CAPTURE_FRAME_MAX];
    if (f->link_length)
        memcpy(frame, f->link, f->link_length);
    memcpy(frame + f->link_length, packet, length);
    const uint32_t all = (uint32_t)(f->link_length + length);
    const struct pcap_pkthdr h = {.ts = {.tv_sec = at / SECONDS, .tv_usec = at % SECONDS},
                                  .caplen = all < f->snap ? all : f->snap,
                                  .len = all};
    pcap_dump((u_char *)f->dumper, &h, frame);
}

/* An IPv4 packet with `length` bytes from `bytes` behind its header; returns its length. */
static inline size_t capture_ip(uint8_t *out, uint32_t source, uint32_t destination, uint16_t id,
                                uint16_t fragment, const uint8_t *bytes, size_t length)
{
    uint8_t *at = put16(put16(out, 0x4500), (uint32_t)(20 + length));
    at = put16(put16(put16(at, id), fragment), 64 << 8 | 17);
    at = put32(put32(put16(at, 0), source), destination);
    memcpy(at, bytes, length);
    return 20 + length;
}

static inline size_t capture_udp(uint8_t *out, uint16_t from, uint16_t to, const void *payload,
                                 size_t length)
{
    uint8_t *at = put16(put16(put16(put16(out, from), to), (uint32_t)(8 + length)), 0);
    memcpy(at, payload, length);
    return 8 + length;
}

/* A datagram between client and server, in one packet. */
static inline void capture_file_udp(struct capture_file *f, sim_time at, bool down, uint16_t client,
                                    uint16_t server, const void *payload, size_t length)
{
    static uint8_t udp[CAPTURE_FRAME_MAX], ip[CAPTURE_FRAME_MAX];
    const size_t count = down ? capture_udp(udp, server, client, payload, length)
                              : capture_udp(udp, client, server, payload, length);
    const size_t all = capture_ip(ip, down ? CAPTURE_SERVER : CAPTURE_CLIENT,
                                  down ? CAPTURE_CLIENT : CAPTURE_SERVER, f->id, 0, udp, count);
    f->id = (uint16_t)(f->id ? f->id + 1 : 0);
    capture_file_add(f, at, ip, all);
}

/* The file, rewound, for its reader to close. */
static inline FILE *capture_file_end(struct capture_file *f)
{
    FILE *copy = fdopen(dup(fileno(f->file)), "rb");
    pcap_dump_close(f->dumper);
    pcap_close(f->pcap);
    rewind(copy);
    return copy;
}

#endif
