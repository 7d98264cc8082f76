/* Captures, read back by libpcap and decoded by tshark, the reference for what a frame looks like.
 */
#include "results/capture.h"

#include <pcap/pcap.h>
#include <sys/resource.h>
#include <unistd.h>

#include "results/frame.h"
#include "tests/support.h"

enum { SERVER = 0xc000020a, PHONE = 0x0a01000a };

static const uint8_t request[] = "\0\1term.loads\0octet";
static const uint8_t data_header[] = {0, 3, 0, 1};
static const uint8_t content[512] = "firmware";
static const uint8_t ack[] = {0, 4, 0, 1};

static char *folder;
static struct capture c;
static struct observer o;
static struct error e;
static struct link_direction both;
static const struct link_direction *const direction[2] = {&both, &both};
static struct link_info wan = {
    .name = "wan branch", .wan = true, .ends = {"head router", "branch"}, .direction = direction};

static void setup(void)
{
    folder = fresh_folder();
    ck_assert_int_eq(capture_init(&c, folder, false, &e), 0);
    o = capture_observer(&c);
}

static void teardown(void)
{
    capture_abandon(&c);
    remove_folder(folder);
}

static struct packet_info packet(bool down, const uint8_t *header, uint32_t header_length,
                                 uint32_t payload_length)
{
    return (struct packet_info){
        .source = down ? SERVER : PHONE,
        .destination = down ? PHONE : SERVER,
        .source_port = down ? 50000 : 49152,
        .destination_port = down ? 49152 : 50000,
        .protocol = IP_PROTOCOL_UDP,
        .fragment = IP_DONT_FRAGMENT,
        .bytes = 28 + header_length + payload_length,
        .header_length = header_length,
        .payload_length = payload_length,
        .header = header,
        .payload = content,
    };
}

static void deliver(const struct link_info *l, bool down, struct packet_info p, sim_time now)
{
    o.packet_delivered(&c, l, !down, &p, now);
}

/* A request, its first block, and the ACK. */
static void deliver_transfer(const struct link_info *l)
{
    struct packet_info first = packet(false, request, sizeof request, 0);
    first.destination_port = 69;
    deliver(l, false, first, 1);
    deliver(l, true, packet(true, data_header, 4, 512), SECONDS + 123456789);
    deliver(l, false, packet(false, ack, 4, 0), 90 * MINUTES + 5);
}

/* What a run does at its end. */
static int put_and_commit(void)
{
    struct output_set set = {0};
    if (capture_finish(&c, &set, &e) == 0)
        return output_set_commit(&set, &e);
    output_set_abandon(&set);
    return -1;
}

static void finish(void)
{
    ck_assert_msg(put_and_commit() == 0, "%s", e.text);
}

static void set_framing(enum link_framing framing)
{
    both.framing = framing;
}

static pcap_t *reopen(const char *name)
{
    char why[PCAP_ERRBUF_SIZE];
    char *path = mem_printf("%s/%s", folder, name);
    pcap_t *p = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, why);
    ck_assert_msg(p != NULL, "%s: %s", path, why);
    free(path);
    return p;
}

static int count_packets(const char *name)
{
    pcap_t *p = reopen(name);
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int count = 0;
    while (pcap_next_ex(p, &header, &bytes) == 1)
        count++;
    pcap_close(p);
    return count;
}

/* The second of three packets comes at 1.123456789 s. */
START_TEST(a_capture_ends_with_the_run)
{
    o.link(&c, &wan);
    o.run_stopped(&c, SECONDS + 123456789);
    deliver_transfer(&wan);
    finish();
    ck_assert_int_eq(count_packets("wan-branch.pcap"), 2);
}
END_TEST

START_TEST(times_and_lengths_are_exact)
{
    set_framing(FRAMING_PPP);
    o.link(&c, &wan);
    deliver_transfer(&wan);
    ck_assert(!file_exists(folder, "wan-branch.pcap"));
    finish();
    pcap_t *p = reopen("wan-branch.pcap");
    ck_assert_int_eq(pcap_datalink(p), DLT_PPP);
    static const struct {
        long seconds, nanoseconds;
        unsigned length;
    } wanted[] = {{0, 1, 4 + 28 + 19}, {1, 123456789, 4 + 28 + 516}, {5400, 5, 4 + 28 + 4}};
    for (int i = 0; i < 3; i++) {
        struct pcap_pkthdr *header;
        const u_char *bytes;
        ck_assert_int_eq(pcap_next_ex(p, &header, &bytes), 1);
        ck_assert_int_eq(header->ts.tv_sec, wanted[i].seconds);
        ck_assert_int_eq(header->ts.tv_usec, wanted[i].nanoseconds);
        ck_assert_uint_eq(header->len, wanted[i].length);
        ck_assert_uint_eq(header->caplen, wanted[i].length);
    }
    pcap_close(p);
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

/* 28 + 4 bytes of an ACK, with PPP's four; the checksums are worked out by hand. */
START_TEST(frame_is_known_byte_by_byte)
{
    static const uint8_t wanted[] = {
        0xff, 0x03, 0x00, 0x21,                         /* PPP: IP */
        0x45, 0x00, 0x00, 0x20, 0x00, 0x00, 0x40, 0x00, /* 32 bytes, don't fragment */
        0x40, 0x11, 0x6e, 0xb8, 0x0a, 0x01, 0x00, 0x0a, /* TTL 64, UDP; from 10.1.0.10 */
        0xc0, 0x00, 0x02, 0x0a, 0xc0, 0x00, 0xc3, 0x50, /* to 192.0.2.10; ports */
        0x00, 0x0c, 0xb0, 0x6a, 0x00, 0x04, 0x00, 0x01, /* 12 bytes; ACK of block 1 */
    };
    uint8_t frame[FRAME_MAX];
    const struct packet_info p = packet(false, ack, 4, 0);
    ck_assert_uint_eq(frame_write(frame, FRAMING_PPP, &p), sizeof wanted);
    ck_assert_mem_eq(frame, wanted, sizeof wanted);
}
END_TEST

/* Port unreachable: it quotes the IP and the UDP header of the datagram that came to nobody. */
START_TEST(port_unreachable_is_known_byte_by_byte)
{
    static const uint8_t udp_header[] = {0xc3, 0x50, 0xc0, 0x00, 0x02, 0x0c, 0x00, 0x00};
    static const uint8_t wanted[] = {
        0x45, 0x00, 0x00, 0x38, 0x00, 0x00, 0x40, 0x00, /* 56 bytes */
        0x40, 0x01, 0x6e, 0xb0, 0x0a, 0x01, 0x00, 0x0a, /* ICMP, from 10.1.0.10 */
        0xc0, 0x00, 0x02, 0x0a, 0x03, 0x03, 0x77, 0x9f, /* to 192.0.2.10; unreachable, port */
        0x00, 0x00, 0x00, 0x00, 0x45, 0x00, 0x02, 0x20, /* it was of 544 bytes */
        0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x6c, 0xb8, /* UDP */
        0xc0, 0x00, 0x02, 0x0a, 0x0a, 0x01, 0x00, 0x0a, /* the other way round */
        0xc3, 0x50, 0xc0, 0x00, 0x02, 0x0c, 0x00, 0x00, /* 50000 to 49152, 524 bytes */
    };
    uint8_t frame[FRAME_MAX];
    struct packet_info p = packet(false, udp_header, sizeof udp_header, 0);
    p.protocol = IP_PROTOCOL_ICMP;
    p.bytes = 56;
    ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), sizeof wanted);
    ck_assert_mem_eq(frame, wanted, sizeof wanted);
}
END_TEST

/* What 10.1.0.10 says to 192.0.2.10 of 1500 bytes from there. The quoted header's words have the
 * sum 15702, so its checksum is a8fc; with that they are all ones. The message's are 0304, 058c,
 * and of UDP c350, c000 and 05c8: 191a8. Of time exceeded they begin with 0b01, and 0 follows:
 * 19419. */
START_TEST(what_icmp_says_of_large_packets_is_known_byte_by_byte)
{
    static const uint8_t quote[] = {0x45, 0x00, 0x05, 0xdc, 0x00, 0x00, 0x40, 0x00, 0x00, 0x11,
                                    0x00, 0x00, 0xc0, 0x00, 0x02, 0x0a, 0x0a, 0x01, 0x00, 0x0a,
                                    0xc3, 0x50, 0xc0, 0x00, 0x05, 0xc8, 0x00, 0x00};
    static const struct {
        enum icmp_message message;
        uint16_t mtu;
        uint8_t wanted[8];
    } rows[] = {
        {ICMP_FRAGMENTATION_NEEDED, 1420, {0x03, 0x04, 0x6e, 0x56, 0x00, 0x00, 0x05, 0x8c}},
        {ICMP_REASSEMBLY_TIME, 0, {0x0b, 0x01, 0x6b, 0xe5, 0x00, 0x00, 0x00, 0x00}},
    };
    uint8_t frame[FRAME_MAX];
    for (int i = 0; i < 2; i++) {
        struct packet_info p = packet(false, quote, sizeof quote, 0);
        p.protocol = IP_PROTOCOL_ICMP;
        p.icmp = (uint8_t)rows[i].message;
        p.icmp_mtu = rows[i].mtu;
        p.bytes = 56;
        ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), 56);
        ck_assert_mem_eq(frame + 20, rows[i].wanted, 8);
        ck_assert_mem_eq(frame + 28, quote, 10);
        ck_assert_uint_eq(frame[38] << 8 | frame[39], 0xa8fc);
        ck_assert_mem_eq(frame + 40, quote + 12, 16);
        p.header_length--; /* a part of a header is no quote */
        p.bytes--;
        ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), 0);
    }
}
END_TEST

static struct packet_info segment(bool down, uint8_t flags, uint32_t sequence, uint32_t length)
{
    struct packet_info p = packet(down, NULL, 0, length);
    p.source_port = down ? 6970 : 49152;
    p.destination_port = down ? 49152 : 6970;
    p.protocol = IP_PROTOCOL_TCP;
    p.tcp_flags = flags;
    p.tcp_window = 65535;
    p.tcp_mss = flags & TCP_SYN ? 1460 : 0;
    p.tcp_sequence = sequence;
    p.tcp_acknowledgement = flags & TCP_ACK ? 0xfffffff0 : 0;
    p.bytes = 40 + (flags & TCP_SYN ? 4 : 0) + length;
    return p;
}

/* The checksum by hand: words of the pseudo header, the header and its option. */
START_TEST(a_syn_is_known_byte_by_byte)
{
    static const uint8_t wanted[] = {
        0x45, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x40, 0x00, /* 44 bytes */
        0x40, 0x06, 0x6e, 0xb7, 0x0a, 0x01, 0x00, 0x0a, /* TCP, from 10.1.0.10 */
        0xc0, 0x00, 0x02, 0x0a, 0xc0, 0x00, 0x1b, 0x3a, /* to 192.0.2.10; 49152 to 6970 */
        0x12, 0x34, 0x56, 0x78, 0x00, 0x00, 0x00, 0x00, /* sequence; no acknowledgement */
        0x60, 0x02, 0xff, 0xff, 0x88, 0x2a, 0x00, 0x00, /* six words, SYN, window, checksum */
        0x02, 0x04, 0x05, 0xb4,                         /* MSS 1460 */
    };
    uint8_t frame[FRAME_MAX];
    const struct packet_info p = segment(false, TCP_SYN, 0x12345678, 0);
    ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), sizeof wanted);
    ck_assert_mem_eq(frame, wanted, sizeof wanted);
}
END_TEST

/* As a capture has it: 10 words of header, and a checksum that is right: the sum of all words is
 * all ones. */
START_TEST(options_follow_the_mss)
{
    static const uint8_t options[] = {1, 3, 3, 3, 4, 2, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t frame[FRAME_MAX];
    struct packet_info p = segment(false, TCP_SYN, 0x12345678, 0);
    p.tcp_options = options;
    p.tcp_options_length = sizeof options;
    ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), 0); /* not what its parts make */
    p.bytes += sizeof options;
    ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), 60);
    ck_assert_uint_eq(frame[32], 0xa0);
    ck_assert_uint_eq(frame[40] << 8 | frame[41], 0x0204);
    ck_assert_mem_eq(frame + 44, options, sizeof options);
    uint32_t sum = IP_PROTOCOL_TCP + 40;
    for (int i = 12; i < 60; i += 2)
        sum += (uint32_t)frame[i] << 8 | frame[i + 1];
    ck_assert_uint_eq((sum & 0xffff) + (sum >> 16), 0xffff);
}
END_TEST

/* ns-3's SYN says no MSS. */
START_TEST(a_syn_without_options_has_none)
{
    uint8_t frame[FRAME_MAX];
    struct packet_info p = segment(false, TCP_SYN, 0x12345678, 0);
    p.bytes = 40;
    p.tcp_mss = 0;
    ck_assert_uint_eq(frame_write(frame, FRAMING_NONE, &p), 40);
    ck_assert_uint_eq(frame[32], 0x50); /* five words */
}
END_TEST

START_TEST(small_ethernet_frames_are_padded)
{
    uint8_t frame[FRAME_MAX];
    struct packet_info p = packet(false, ack, 4, 0);
    ck_assert_uint_eq(frame_write(frame, FRAMING_ETHERNET, &p), 60);
    static const uint8_t addresses[] = {2, 0, 0xc0, 0, 2, 0x0a, 2, 0, 0x0a, 1, 0, 0x0a, 8, 0};
    ck_assert_mem_eq(frame, addresses, sizeof addresses);
    p.destination = 0x0a0100ff;
    frame_write(frame, FRAMING_ETHERNET, &p);
    static const uint8_t everyone[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    ck_assert_mem_eq(frame, everyone, sizeof everyone);
}
END_TEST

START_TEST(packets_that_cannot_be_written_are_counted)
{
    o.link(&c, &wan);
    struct packet_info p = packet(false, ack, 4, 0);
    p.protocol = 132;
    deliver(&wan, true, p, 1);
    p.protocol = IP_PROTOCOL_TCP; /* with the length of a UDP header */
    deliver(&wan, true, p, 1);
    p = packet(false, ack, 4, 0);
    p.bytes++; /* not what its parts make */
    deliver(&wan, true, p, 1);
    ck_assert_uint_eq(c.skipped, 3);
    finish();
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(names_that_would_be_the_same_get_numbers)
{
    const struct link_info a = {.name = "port 1/2", .ends = {"a", "b"}, .direction = direction};
    const struct link_info b = {
        .id = 1, .name = "port 1-2", .ends = {"a", "b"}, .direction = direction};
    o.link(&c, &a);
    o.link(&c, &b);
    deliver_transfer(&a);
    deliver_transfer(&b);
    finish();
    ck_assert_int_eq(count_packets("port-1-2.pcap"), 3);
    ck_assert_int_eq(count_packets("port-1-2-1.pcap"), 3);
}
END_TEST

enum { MANY = 300 };
static struct link_info many[MANY];

static void add_many(int count)
{
    static char names[MANY][16];
    static const struct server_info server = {.name = "server"};
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "port-%d", i);
        many[i] = (struct link_info){.id = (uint32_t)i,
                                     .name = names[i],
                                     .wan = i == 0,
                                     .ends = {"switch", names[i]},
                                     .direction = direction,
                                     .phone = i > 0};
        if (i == 1)
            many[i].ends[0] = "server";
        o.link(&c, &many[i]);
    }
    o.server_added(&c, &server);
}

static void deliver_to_many(int count)
{
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < count; i++)
            deliver(&many[i], true, packet(true, data_header, 4, 512), round * 1000 + i);
}

START_TEST(of_many_links_wan_and_servers_only)
{
    add_many(CAPTURE_LINKS_MAX + 1);
    deliver_to_many(CAPTURE_LINKS_MAX + 1);
    finish();
    ck_assert_int_eq(files_in(folder), 2);
    ck_assert_int_eq(count_packets("port-0.pcap"), 3);
    ck_assert_int_eq(count_packets("port-1.pcap"), 3);
}
END_TEST

START_TEST(up_to_the_limit_all_links)
{
    add_many(CAPTURE_LINKS_MAX);
    deliver_to_many(CAPTURE_LINKS_MAX);
    finish();
    ck_assert_int_eq(files_in(folder), CAPTURE_LINKS_MAX);
}
END_TEST

START_TEST(all_links_need_few_descriptors)
{
    c.all_links = true;
    const struct rlimit few = {CAPTURE_OPEN_MAX + 16, CAPTURE_OPEN_MAX + 16};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    add_many(MANY);
    deliver_to_many(MANY);
    finish();
    ck_assert_int_eq(files_in(folder), MANY);
    ck_assert_int_eq(count_packets("port-299.pcap"), 3);
    ck_assert_int_eq(count_packets("port-7.pcap"), 3);
}
END_TEST

START_TEST(abandoned_capture_leaves_nothing)
{
    o.link(&c, &wan);
    deliver_transfer(&wan);
    capture_abandon(&c);
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(folder_that_has_gone_is_an_error)
{
    o.link(&c, &wan);
    ck_assert_int_eq(rmdir(folder), 0);
    deliver_transfer(&wan);
    ck_assert_int_lt(put_and_commit(), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "wan-branch.pcap: cannot be written: "));
}
END_TEST

static const struct {
    enum link_framing framing;
    int link_type;
    const char *protocols; /* as tshark names them */
} framings[] = {
    {FRAMING_NONE, DLT_RAW, "raw:ip:udp:tftp"},
    {FRAMING_PPP, DLT_PPP, "ppp:ip:udp:tftp"},
    {FRAMING_HDLC, DLT_C_HDLC, "chdlc:ip:udp:tftp"},
    {FRAMING_FRAME_RELAY, DLT_FRELAY, "fr:ip:udp:tftp"},
    {FRAMING_ETHERNET, DLT_EN10MB, "eth:ethertype:ip:udp:tftp"},
    {FRAMING_BYTES, DLT_RAW, "raw:ip:udp:tftp"},
};

/* What tshark makes of the file: the fields, a line a packet. Checksum status 1 is "good". */
static char *decode(void)
{
    char *command = mem_printf(
        "tshark -r '%s/wan-branch.pcap' -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE "
        "-T fields -E separator=' ' -e frame.protocols -e tftp.opcode -e ip.checksum.status "
        "-e udp.checksum.status -e _ws.malformed -e _ws.expert.message 2>'%s/tshark-errors'",
        folder, folder);
    FILE *pipe = popen(command, "r");
    char *text = mem_calloc(10000, 1);
    const size_t got = fread(text, 1, 9999, pipe);
    text[got] = '\0';
    ck_assert_int_eq(pclose(pipe), 0);
    free(command);
    return text;
}

START_TEST(tshark_decodes_each_framing)
{
    set_framing(framings[_i].framing);
    ck_assert_int_eq(frame_link_type(framings[_i].framing), framings[_i].link_type);
    o.link(&c, &wan);
    deliver_transfer(&wan);
    finish();
    char *text = decode();
    const char *p = framings[_i].protocols;
    char *wanted = mem_printf("%s 1 1 1  \n%s:data 3 1 1  \n%s 4 1 1  \n", p, p, p);
    char *without_data = mem_printf("%s 1 1 1  \n%s 3 1 1  \n%s 4 1 1  \n", p, p, p);
    if (strcmp(text, without_data) != 0)
        ck_assert_str_eq(text, wanted);
    free(wanted);
    free(without_data);
    free(text);
}
END_TEST

/* An odd number of bytes, and one whose checksum comes out as zero, which is sent as all ones. */
START_TEST(tshark_finds_odd_checksums_right)
{
    set_framing(FRAMING_PPP);
    o.link(&c, &wan);
    uint8_t bytes[7] = {0, 3, 0, 1, 'x'};
    deliver(&wan, false, packet(false, bytes, 5, 0), 1);
    for (unsigned i = 0; i < 65536; i++) {
        struct packet_info p = packet(false, bytes, 6, 0);
        bytes[4] = (uint8_t)(i >> 8);
        bytes[5] = (uint8_t)i;
        uint8_t frame[FRAME_MAX];
        frame_write(frame, FRAMING_PPP, &p);
        if (frame[30] == 0xff && frame[31] == 0xff)
            deliver(&wan, false, p, 2);
    }
    finish();
    ck_assert_int_ge(count_packets("wan-branch.pcap"), 2);
    char *text = decode();
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(strstr(line, " 1 1 ") != NULL, "%s", line);
    free(text);
}
END_TEST

static char *decode_tcp(void)
{
    char *command = mem_printf(
        "tshark -r '%s/wan-branch.pcap' -o tcp.check_checksum:TRUE "
        "-o tcp.relative_sequence_numbers:FALSE -T fields -E separator=' ' -e tcp.flags "
        "-e tcp.seq -e tcp.ack -e tcp.window_size_value -e tcp.len -e tcp.options.mss_val "
        "-e tcp.checksum.status 2>'%s/tshark-errors'",
        folder, folder);
    FILE *pipe = popen(command, "r");
    char *text = mem_calloc(10000, 1);
    text[fread(text, 1, 9999, pipe)] = '\0';
    ck_assert_int_eq(pclose(pipe), 0);
    free(command);
    return text;
}

START_TEST(tshark_decodes_tcp)
{
    set_framing(FRAMING_ETHERNET);
    o.link(&c, &wan);
    deliver(&wan, false, segment(false, TCP_SYN, 0xffffffef, 0), 1);
    deliver(&wan, true, segment(true, TCP_SYN | TCP_ACK, 100, 0), 2);
    struct packet_info p = segment(true, TCP_ACK | TCP_PSH, 101, 511);
    p.header = data_header;
    p.header_length = 3;
    p.bytes += 3;
    deliver(&wan, true, p, 3);
    deliver(&wan, true, segment(true, TCP_ACK | TCP_FIN, 615, 0), 4);
    deliver(&wan, true, segment(true, TCP_RST, 616, 0), 5);
    finish();
    char *text = decode_tcp();
    char *flags;
    while ((flags = strstr(text, "0x00000"))) /* older versions: 0x00000012 */
        memmove(flags + 2, flags + 6, strlen(flags + 6) + 1);
    ck_assert_str_eq(text, "0x0002 4294967279 0 65535 0 1460 1\n"
                           "0x0012 100 4294967280 65535 0 1460 1\n"
                           "0x0018 101 4294967280 65535 514  1\n"
                           "0x0011 615 4294967280 65535 0  1\n"
                           "0x0004 616 0 65535 0  1\n");
    free(text);
}
END_TEST

static bool tshark_is_there(void)
{
    return system("tshark --version >/dev/null 2>&1") == 0;
}

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, times_and_lengths_are_exact);
    tcase_add_test(t, a_capture_ends_with_the_run);
    tcase_add_test(t, frame_is_known_byte_by_byte);
    tcase_add_test(t, port_unreachable_is_known_byte_by_byte);
    tcase_add_test(t, what_icmp_says_of_large_packets_is_known_byte_by_byte);
    tcase_add_test(t, a_syn_is_known_byte_by_byte);
    tcase_add_test(t, options_follow_the_mss);
    tcase_add_test(t, a_syn_without_options_has_none);
    tcase_add_test(t, small_ethernet_frames_are_padded);
    tcase_add_test(t, packets_that_cannot_be_written_are_counted);
    tcase_add_test(t, names_that_would_be_the_same_get_numbers);
    tcase_add_test(t, of_many_links_wan_and_servers_only);
    tcase_add_test(t, up_to_the_limit_all_links);
    tcase_add_test(t, all_links_need_few_descriptors);
    tcase_add_test(t, abandoned_capture_leaves_nothing);
    tcase_add_test(t, folder_that_has_gone_is_an_error);
    if (!tshark_is_there())
        return;
    tcase_add_loop_test(t, tshark_decodes_each_framing, 0, sizeof framings / sizeof *framings);
    tcase_add_test(t, tshark_finds_odd_checksums_right);
    tcase_add_test(t, tshark_decodes_tcp);
}

int main(void)
{
    const int result = run_tests("capture", add);
    if (result == EXIT_SUCCESS && !tshark_is_there()) {
        fputs("SKIPPED: tshark is not installed, so no capture was decoded: apt-get install "
              "tshark\n",
              stderr);
        return EXIT_SKIPPED;
    }
    return result;
}
