/* What packets say, written byte by byte. */
#include "studies/packet_text.h"

#include "tests/support.h"

/* From 192.0.2.10:69 to 10.1.0.10:5000, with these bytes and a payload of so many. */
static struct packet_info packet(enum ip_protocol protocol, enum traffic traffic,
                                 const void *header, size_t length, uint32_t payload)
{
    static const uint8_t content[4096];
    return (struct packet_info){.source = 0xc000020a,
                                .destination = 0x0a01000a,
                                .source_port = 69,
                                .destination_port = 5000,
                                .protocol = (uint8_t)protocol,
                                .traffic = (uint8_t)traffic,
                                .header = header,
                                .header_length = (uint32_t)length,
                                .payload = content,
                                .payload_length = payload,
                                .bytes = IP_HEADER + (uint32_t)length + payload};
}

static void expect(const struct packet_info *p, const char *wanted)
{
    char text[512];
    packet_text(text, sizeof text, p);
    ck_assert_str_eq(text, wanted);
}

#define ENDS "192.0.2.10:69 > 10.1.0.10:5000 "

static void expect_udp(enum traffic traffic, const char *bytes, size_t length, uint32_t payload,
                       const char *wanted)
{
    const struct packet_info p = packet(IP_PROTOCOL_UDP, traffic, bytes, length, payload);
    expect(&p, wanted);
}

#define EXPECT_TFTP(bytes, payload, wanted)                                                        \
    expect_udp(TRAFFIC_TFTP, bytes, sizeof(bytes) - 1, payload, ENDS wanted)

START_TEST(tftp)
{
    EXPECT_TFTP("\0\3\3\54", 512, "TFTP DATA block 812, 512 bytes");
    EXPECT_TFTP("\0\4\0\7", 0, "TFTP ACK block 7");
    EXPECT_TFTP("\0\1a.loads\0octet\0tsize\0\60\0blksize\0\61\64\62\70\0", 0,
                "TFTP RRQ a.loads octet, blksize 1428, tsize 0");
    EXPECT_TFTP("\0\2a\0netascii\0windowsize\0\64\0timeout\0\65\0", 0,
                "TFTP WRQ a netascii, timeout 5, windowsize 4");
    EXPECT_TFTP("\0\6tsize\0\71\0", 0, "TFTP OACK, tsize 9");
    EXPECT_TFTP("\0\5\0\1not \33 here\0", 0, "TFTP ERROR 1: not \\x1b here");
    EXPECT_TFTP("\0\11", 0, "UDP, tftp, 2 bytes");
    EXPECT_TFTP("\0\3\1", 0, "UDP, tftp, 3 bytes");
    expect_udp(TRAFFIC_LOAD_SERVER, "\0\4\0\7", 4, 0, ENDS "TFTP ACK block 7");
    expect_udp(TRAFFIC_SYSLOG, "INF x", 5, 0, ENDS "UDP, syslog, 5 bytes: INF x");
}
END_TEST

#define TEXTS "\7CP-7965\7a.loads"
#define MAP "\x94\x71\x28\x54" /* theirs, by FNV-1a */

START_TEST(pfs_discovery)
{
    expect_udp(TRAFFIC_PFS,
               "\x43\x50\1\2\x08\0\x27\xf8" MAP "\x31\xd4\xd4\x3d\5\3\0\0\xc0\0\2\12" TEXTS, 40, 0,
               ENDS "PFS ad 3, xid 080027f8, strength 31d4d43d, confirmed, full, CP-7965 a.loads");
    expect_udp(TRAFFIC_PFS,
               "\x43\x50\1\1\x08\0\x27\xf8" MAP "\x31\xd4\xd4\x3d\0\0\0\0\xc0\0\2\12" TEXTS, 40, 0,
               ENDS "PFS claim, xid 080027f8, strength 31d4d43d, CP-7965 a.loads");
    expect_udp(TRAFFIC_PFS,
               "\x43\x51\1\1\x08\0\x27\xf8" MAP "\x31\xd4\xd4\x3d\0\0\0\0\xc0\0\2\12" TEXTS, 40, 0,
               ENDS "UDP, pfs, 40 bytes");
}
END_TEST

static void expect_tcp(enum traffic traffic, const char *bytes, size_t length, uint32_t payload,
                       const char *wanted)
{
    struct packet_info p = packet(IP_PROTOCOL_TCP, traffic, bytes, length, payload);
    p.tcp_flags = TCP_ACK;
    p.tcp_sequence = 1;
    p.tcp_acknowledgement = 2;
    expect(&p, wanted);
}

#define EXPECT_FRAMES(bytes, payload, wanted)                                                      \
    expect_tcp(TRAFFIC_PFS, bytes, sizeof(bytes) - 1, payload, ENDS "TCP seq 1 ack 2, " wanted)

START_TEST(pfs_frames)
{
    EXPECT_FRAMES("\0\0\0\x1d\1\x08\0\x27\xf8" MAP "\x31\xd4\xd4\x3d" TEXTS, 0,
                  "33 bytes: PFS JOIN, xid 080027f8, CP-7965 a.loads");
    EXPECT_FRAMES("\0\0\0\2\2\1\0\0\0\5\3\12\1\0\2\0\0\0\5\4\0\0\0\3", 0,
                  "24 bytes: PFS ACCEPT, depth 1; REDIRECT to 10.1.0.2; SUBTREE of 3");
    EXPECT_FRAMES("\0\0\0\x12\5\2\0\0\0\0\0\0\1\0\0\0\0\0\0\0\x10\0\0\0\0\1\6", 0,
                  "27 bytes: PFS PROGRESS 256 of 4096 bytes, hop 2; XFRCMD");
    EXPECT_FRAMES("\0\0\0\x29\7\0\0\0\0\0\0\x10\0"
                  "0123456789abcdef0123456789abcdef",
                  0, "45 bytes: PFS FILE of 4096 bytes");
    EXPECT_FRAMES("\0\0\x10\1\x8", 1000, "1005 bytes: PFS DATA of 4096 bytes");
    EXPECT_FRAMES("\0\0\x10\1\x8 abc", 1000, "1009 bytes: PFS DATA of 4096 bytes");
    EXPECT_FRAMES("\0\0\0\4\x8 ab\0\0\0\2\x9\1\0\0\0\2\xa\2", 0,
                  "20 bytes: PFS DATA of 3 bytes; DONE, rejected; ABORT, reason 2");
    EXPECT_FRAMES("middle", 100, "106 bytes");
    EXPECT_FRAMES("", 100, "100 bytes");
    EXPECT_FRAMES("\0\0\0\2\2\1\0\0", 0, "8 bytes: PFS ACCEPT, depth 1");
}
END_TEST

START_TEST(http)
{
    static const char get[] = "GET /a%20b HTTP/1.1\r\nHost: x\r\n\r\n",
                      ok[] = "HTTP/1.1 200 OK\r\n";
    expect_tcp(TRAFFIC_HTTP, get, sizeof get - 1, 0,
               ENDS "TCP seq 1 ack 2, 32 bytes: GET /a%20b HTTP/1.1");
    expect_tcp(TRAFFIC_LOAD_SERVER, ok, sizeof ok - 1, 500,
               ENDS "TCP seq 1 ack 2, 517 bytes: HTTP/1.1 200 OK");
    expect_tcp(TRAFFIC_HTTP, "content", 7, 500, ENDS "TCP seq 1 ack 2, 507 bytes");
    struct packet_info syn = packet(IP_PROTOCOL_TCP, TRAFFIC_HTTP, NULL, 0, 0);
    syn.tcp_flags = TCP_SYN;
    expect(&syn, ENDS "TCP SYN seq 0");
    syn.tcp_flags = TCP_FIN | TCP_RST | TCP_ACK;
    expect(&syn, ENDS "TCP FIN RST seq 0 ack 0");
}
END_TEST

START_TEST(icmp_and_fragments)
{
    struct packet_info p = packet(IP_PROTOCOL_ICMP, TRAFFIC_TFTP, "12345678", 8, 0);
    expect(&p, "192.0.2.10 > 10.1.0.10 ICMP port unreachable");
    p.icmp = ICMP_FRAGMENTATION_NEEDED;
    p.icmp_mtu = 576;
    expect(&p, "192.0.2.10 > 10.1.0.10 ICMP fragmentation needed, MTU 576");
    p.icmp = ICMP_REASSEMBLY_TIME;
    expect(&p, "192.0.2.10 > 10.1.0.10 ICMP reassembly time exceeded");
    p = packet(IP_PROTOCOL_UDP, TRAFFIC_TFTP, "\0\3\0\1", 4, 500);
    p.fragment = IP_MORE_FRAGMENTS;
    expect(&p, ENDS "fragment from byte 0 on, 504 bytes, more follow");
    p.fragment = 63;
    expect(&p, "192.0.2.10 > 10.1.0.10 fragment from byte 504 on, 504 bytes");
}
END_TEST

START_TEST(what_is_too_long_is_cut)
{
    char request[256 + 9] = "\0\1", text[40];
    memset(request + 2, 'a', 255);
    memcpy(request + 257, "\0octet", 7);
    const struct packet_info p = packet(IP_PROTOCOL_UDP, TRAFFIC_TFTP, request, 264, 0);
    packet_text(text, sizeof text, &p);
    ck_assert_str_eq(text, "192.0.2.10:69 > 10.1.0.10:5000 TFTP RRQ");
    packet_text(text, 1, &p);
    ck_assert_str_eq(text, "");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, tftp);
    tcase_add_test(t, pfs_discovery);
    tcase_add_test(t, pfs_frames);
    tcase_add_test(t, http);
    tcase_add_test(t, icmp_and_fragments);
    tcase_add_test(t, what_is_too_long_is_cut);
}

int main(void)
{
    return run_tests("packet_text", add);
}
