/* Captures are read: each link type with a frame made by hand, fragments, cut packets, and what is
 * no capture. */
#include "results/capture_read.h"

#include <unistd.h>

#include "results/capture_fragments.h"
#include "tests/results/capture_file.h"

enum { SEEN_MAX = 16 };

struct seen {
    struct capture_datagram list[SEEN_MAX];
    uint8_t payload[SEEN_MAX][8];
    size_t count;
};

static int seen_take(void *user, const struct capture_datagram *d, struct error *e)
{
    struct seen *s = user;
    ck_assert_uint_lt(s->count, SEEN_MAX);
    memcpy(s->payload[s->count], d->payload, d->captured < 8 ? d->captured : 8);
    s->list[s->count++] = *d;
    return d->length == 99 ? error_set(e, "the reader stops") : 0;
}

static int seen_read(struct seen *s, struct capture_file *f, struct capture_census *c,
                     struct error *e)
{
    *s = (struct seen){0};
    return capture_read_stream(capture_file_end(f), "test.pcap", seen_take, s, c, e);
}

static const uint8_t addresses[12];

#define LINK(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
#define TWELVE 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2

static const struct {
    const char *name;
    int type;
    const uint8_t *header;
    size_t length;
    enum capture_way way;
} links[] = {
    {"Ethernet", DLT_EN10MB, LINK(TWELVE, 8, 0), CAPTURE_WAY_UNKNOWN},
    {"VLAN", DLT_EN10MB, LINK(TWELVE, 0x81, 0, 0, 5, 8, 0), CAPTURE_WAY_UNKNOWN},
    {"QinQ", DLT_EN10MB, LINK(TWELVE, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 5, 8, 0), CAPTURE_WAY_UNKNOWN},
    {"PPPoE", DLT_EN10MB, LINK(TWELVE, 0x88, 0x64, 0x11, 0, 0, 1, 0, 99, 0, 0x21),
     CAPTURE_WAY_UNKNOWN},
    {"SLL out", DLT_LINUX_SLL, LINK(0, 4, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0),
     CAPTURE_WAY_OUT},
    {"SLL in", DLT_LINUX_SLL, LINK(0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0), CAPTURE_WAY_IN},
    {"SLL2 out", DLT_LINUX_SLL2, LINK(8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 1, 2, 3, 4, 5, 6, 0, 0),
     CAPTURE_WAY_OUT},
    {"SLL2 in, VLAN", DLT_LINUX_SLL2,
     LINK(0x81, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 0, 9, 8, 0),
     CAPTURE_WAY_IN},
    {"raw IP", DLT_RAW, NULL, 0, CAPTURE_WAY_UNKNOWN},
    {"IPv4", DLT_IPV4, NULL, 0, CAPTURE_WAY_UNKNOWN},
    {"PPP", DLT_PPP, LINK(0xff, 3, 0, 0x21), CAPTURE_WAY_UNKNOWN},
    {"PPP, compressed", DLT_PPP, LINK(0x21), CAPTURE_WAY_UNKNOWN},
    {"PPP in HDLC", DLT_PPP_SERIAL, LINK(0xff, 3, 0, 0x21), CAPTURE_WAY_UNKNOWN},
    {"Cisco's HDLC for PPP", DLT_PPP_SERIAL, LINK(0x0f, 0, 8, 0), CAPTURE_WAY_UNKNOWN},
    {"PPP with direction", DLT_PPP_WITH_DIRECTION, LINK(1, 0xff, 3, 0, 0x21), CAPTURE_WAY_OUT},
    {"PPPoE session", DLT_PPP_ETHER, LINK(0x11, 0, 0, 1, 0, 99, 0, 0x21), CAPTURE_WAY_UNKNOWN},
    {"HDLC", DLT_C_HDLC, LINK(0x0f, 0, 8, 0), CAPTURE_WAY_UNKNOWN},
    {"Frame Relay", DLT_FRELAY, LINK(4, 1, 3, 0xcc), CAPTURE_WAY_UNKNOWN},
    {"loopback", DLT_NULL, LINK(2, 0, 0, 0), CAPTURE_WAY_UNKNOWN},
    {"loopback, other order", DLT_NULL, LINK(0, 0, 0, 2), CAPTURE_WAY_UNKNOWN},
};

START_TEST(each_link_type_gives_the_datagram)
{
    struct seen s;
    struct capture_census c;
    struct error e;
    struct capture_file f = capture_file_begin(links[_i].type, links[_i].header, links[_i].length);
    capture_file_udp(&f, 3 * SECONDS + 1, true, 2000, 3000, "\0\3\0\1data", 8);
    ck_assert_msg(seen_read(&s, &f, &c, &e) == 0, "%s: %s", links[_i].name, e.text);
    ck_assert_msg(s.count == 1, "%s: %zu datagrams", links[_i].name, s.count);
    const struct capture_datagram *d = &s.list[0];
    ck_assert_int_eq(d->time, 3 * SECONDS + 1);
    ck_assert_uint_eq(d->source, CAPTURE_SERVER);
    ck_assert_uint_eq(d->destination, CAPTURE_CLIENT);
    ck_assert_uint_eq(d->source_port, 3000);
    ck_assert_uint_eq(d->destination_port, 2000);
    ck_assert_uint_eq(d->length, 8);
    ck_assert_uint_eq(d->captured, 8);
    ck_assert_uint_eq(d->ip_bytes, 36);
    ck_assert_uint_eq(d->packets, 1);
    ck_assert_uint_eq(d->time_to_live, 64);
    ck_assert_int_eq(d->way, links[_i].way);
    ck_assert_mem_eq(s.payload[0], "\0\3\0\1data", 8);
    ck_assert_uint_eq(c.udp, 1);
    ck_assert_uint_eq(c.malformed, 0);

    /* Nothing that is cut within its headers is read past its end. */
    for (uint32_t snap = 1; snap < links[_i].length + 28; snap++) {
        f = capture_file_begin(links[_i].type, links[_i].header, links[_i].length);
        f.snap = snap;
        capture_file_udp(&f, 0, true, 2000, 3000, "\0\3\0\1data", 8);
        ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
        ck_assert_uint_eq(s.count, 0);
    }
}
END_TEST

START_TEST(lengths_of_cut_packets_are_those_on_the_line)
{
    struct seen s;
    struct capture_census c;
    struct error e;
    struct capture_file f = capture_file_begin(DLT_RAW, NULL, 0);
    static const uint8_t data[516] = {0, 3, 0, 9};
    f.snap = 32;
    capture_file_udp(&f, 0, true, 2000, 3000, data, sizeof data);
    ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_uint_eq(s.list[0].length, 516);
    ck_assert_uint_eq(s.list[0].captured, 4);
    ck_assert_uint_eq(s.list[0].ip_bytes, 544);
}
END_TEST

/* 2,980 bytes of UDP in three packets, in each of their orders; then the same with one that says
 * the datagram ends before another one's end, which is dropped. */
START_TEST(fragments_are_put_together_in_any_order)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const uint16_t flags[3] = {0x2000, 0x2000 | 1480 / 8, 2960 / 8};
    static const size_t lengths[3] = {1480, 1480, 20};
    static const uint8_t data[2972] = {0, 3, 0, 7};
    static uint8_t udp[2980], ip[3][1500];
    size_t length[3];
    struct seen s;
    struct capture_census c;
    struct error e;
    capture_udp(udp, 3000, 2000, data, sizeof data);
    for (int i = 0; i < 3; i++)
        length[i] = capture_ip(ip[i], CAPTURE_SERVER, CAPTURE_CLIENT, 5, flags[i], udp + 1480 * i,
                               lengths[i]);
    struct capture_file f = capture_file_begin(DLT_RAW, NULL, 0);
    for (int i = 0; i < 3; i++)
        capture_file_add(&f, 10 + i, ip[orders[_i][i]], length[orders[_i][i]]);
    ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_int_eq(s.list[0].first, 10);
    ck_assert_int_eq(s.list[0].time, 12);
    ck_assert_uint_eq(s.list[0].length, 2972);
    ck_assert_uint_eq(s.list[0].packets, 3);
    ck_assert_uint_eq(s.list[0].ip_bytes, 2980 + 3 * 20);
    ck_assert_mem_eq(s.payload[0], "\0\3\0\7", 4);
    ck_assert_uint_eq(c.fragments, 3);
    ck_assert_uint_eq(c.incomplete, 0);

    put16(ip[2] + 6, 8 / 8); /* the last one: the end is after 28 bytes */
    f = capture_file_begin(DLT_RAW, NULL, 0);
    for (int i = 0; i < 3; i++)
        capture_file_add(&f, 10 + i, ip[orders[_i][i]], length[orders[_i][i]]);
    ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
    ck_assert_uint_le(s.count, 1);
    ck_assert_msg(s.count == 0 || s.list[0].length < 2972, "what goes past an end is taken");
}
END_TEST

/* 300 that are never complete: the oldest make room, and one that comes then is put together. */
START_TEST(memory_for_fragments_is_bounded)
{
    static const uint8_t bytes[16] = {0};
    struct capture_fragments *f = capture_fragments_new();
    struct capture_whole w;
    struct capture_fragment p = {
        .source = 1, .length = 8, .captured = 8, .bytes = bytes, .more = true, .ip_bytes = 28};
    for (int i = 0; i < 300; i++) {
        p.id = (uint16_t)i;
        p.time = i;
        ck_assert(!capture_fragments_add(f, &p, &w));
    }
    ck_assert_uint_eq(capture_fragments_lost(f), 300);
    p.more = false;
    p.offset = 8;
    p.id = 299;
    ck_assert(capture_fragments_add(f, &p, &w));
    ck_assert_uint_eq(w.length, 16);
    ck_assert_uint_eq(w.captured, 16);
    ck_assert_uint_eq(capture_fragments_lost(f), 299);
    p.id = 0; /* whose beginning has made room: this one is a new one */
    ck_assert(!capture_fragments_add(f, &p, &w));
    p.time = CAPTURE_FORGET + 1000;
    p.id = 200; /* and so are all, which are too old */
    ck_assert(!capture_fragments_add(f, &p, &w));
    p.offset = 65536 - 8;
    p.length = 16;
    p.id = 1000;
    ck_assert(!capture_fragments_add(f, &p, &w));
    capture_fragments_free(f);
}
END_TEST

START_TEST(what_is_there_twice_is_a_copy_unless_packets_have_no_number)
{
    for (int numbered = 0; numbered < 2; numbered++) {
        struct seen s;
        struct capture_census c;
        struct error e;
        struct capture_file f = capture_file_begin(DLT_RAW, NULL, 0);
        for (int i = 0; i < 2; i++) {
            f.id = numbered ? 7 : 0;
            capture_file_udp(&f, 1 + i * MILLISECONDS, true, 2000, 3000, "\0\3\0\1", 4);
        }
        f.id = numbered ? 7 : 0; /* another one */
        capture_file_udp(&f, 1 + 3 * MILLISECONDS, true, 2000, 3000, "\0\3\0\2", 4);
        ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
        ck_assert_uint_eq(s.count, numbered ? 2 : 3);
        ck_assert_uint_eq(c.copies, numbered ? 1 : 0);
    }
}
END_TEST

/* A block of pcapng: its type and bytes, with its length around them. */
static void ng_block(FILE *file, uint32_t type, const void *bytes, uint32_t length)
{
    const uint32_t all = length + 12;
    fwrite(&type, 4, 1, file);
    fwrite(&all, 4, 1, file);
    fwrite(bytes, 1, length, file);
    fwrite(&all, 4, 1, file);
}

/* Nanoseconds, as Wireshark writes them: option 9 (if_tsresol) is 9. */
START_TEST(pcapng_is_read_with_its_nanoseconds)
{
    const uint32_t section[] = {0x1a2b3c4d, 1, 0xffffffff, 0xffffffff};
    const uint32_t interface[] = {DLT_EN10MB, 65535, 1u << 16 | 9, 9, 0};
    uint8_t packet[20 + 52] = {0};
    const uint64_t at = UINT64_C(1700000000123456789);
    const uint32_t head[] = {0, (uint32_t)(at >> 32), (uint32_t)at, 50, 50};
    FILE *file = tmpfile();
    memcpy(packet, head, sizeof head);
    memcpy(packet + 20, addresses, 12);
    put16(packet + 32, 0x0800);
    uint8_t udp[16];
    const size_t length = capture_udp(udp, 3000, 2000, "\0\3\0\1data", 8);
    capture_ip(packet + 34, CAPTURE_SERVER, CAPTURE_CLIENT, 1, 0, udp, length);
    ng_block(file, 0x0a0d0d0a, section, sizeof section);
    ng_block(file, 1, interface, sizeof interface);
    ng_block(file, 6, packet, sizeof packet);
    rewind(file);
    struct seen s = {0};
    struct capture_census c;
    struct error e;
    ck_assert_msg(capture_read_stream(file, "x", seen_take, &s, &c, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_int_eq(s.list[0].time, (sim_time)at);
}
END_TEST

static void expect_refusal(const void *bytes, size_t length, const char *wanted)
{
    struct seen s = {0};
    struct capture_census c;
    struct error e = {""};
    FILE *file = tmpfile();
    fwrite(bytes, 1, length, file);
    rewind(file);
    ck_assert_int_lt(capture_read_stream(file, "x.pcap", seen_take, &s, &c, &e), 0);
    ck_assert_msg(strstr(e.text, wanted) && !strchr(e.text, '\n'), "'%s'", e.text);
}

START_TEST(what_is_no_capture_is_told)
{
    struct error e;
    struct capture_census c;
    struct seen s;
    expect_refusal("", 0, "x.pcap: the file is empty");
    expect_refusal("\xd4\xc3\xb2\xa1", 4, "ends within its header");
    expect_refusal("time_s,bytes of a table, which is longer", 30, "it is no capture");
    struct capture_file f = capture_file_begin(DLT_IEEE802_11_RADIO, NULL, 0);
    ck_assert_int_lt(seen_read(&s, &f, &c, &e), 0);
    ck_assert_msg(strstr(e.text, "another type (802.11 plus radiotap header)"), "%s", e.text);
    ck_assert_int_lt(capture_read("/no/such/file", seen_take, &s, &c, &e), 0);
    ck_assert_msg(strstr(e.text, "cannot be read: No such file"), "%s", e.text);
    ck_assert_int_lt(capture_read("/", seen_take, &s, &c, &e), 0);
    ck_assert_msg(strstr(e.text, "it is a directory"), "%s", e.text);
    f = capture_file_begin(DLT_RAW, NULL, 0);
    static const uint8_t stop[99] = {0};
    capture_file_udp(&f, 0, true, 2000, 3000, stop, sizeof stop);
    ck_assert_int_lt(seen_read(&s, &f, &c, &e), 0);
    ck_assert_str_eq(e.text, "the reader stops");
}
END_TEST

START_TEST(a_file_that_ends_within_a_packet_is_read_up_to_there)
{
    struct seen s;
    struct capture_census c;
    struct error e;
    struct capture_file f = capture_file_begin(DLT_RAW, NULL, 0);
    for (int i = 0; i < 3; i++)
        capture_file_udp(&f, i, true, 2000, 3000, "\0\3\0\1", 4);
    fflush(f.file);
    pcap_dump_flush(f.dumper);
    ck_assert_int_eq(ftruncate(fileno(f.file), ftell(f.file) - 5), 0);
    ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
    ck_assert_uint_eq(s.count, 2);
    ck_assert(c.cut);
}
END_TEST

START_TEST(headers_that_cannot_be_are_counted)
{
    uint8_t udp[16], ip[64] = {0};
    struct seen s;
    struct capture_census c;
    struct error e;
    const size_t length = capture_udp(udp, 3000, 2000, "\0\3\0\1data", 8);
    const size_t all = capture_ip(ip, 1, 2, 1, 0, udp, length);
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {
        {0, 0x44},  /* a header of 16 bytes */
        {0, 0x4f},  /* of 60, which are not there */
        {3, 20},    /* nothing behind it */
        {2, 0xff},  /* longer than its frame */
        {25, 7},    /* a UDP length below its header */
        {24, 0x10}, /* or above the packet */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t bad[64];
        memcpy(bad, ip, sizeof bad);
        bad[wrong[i].at] = wrong[i].value;
        struct capture_file f = capture_file_begin(DLT_RAW, NULL, 0);
        capture_file_add(&f, 0, bad, all);
        ck_assert_int_eq(seen_read(&s, &f, &c, &e), 0);
        ck_assert_msg(s.count == 0 && c.malformed == 1, "%zu", i);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, each_link_type_gives_the_datagram, 0, sizeof links / sizeof *links);
    tcase_add_test(t, lengths_of_cut_packets_are_those_on_the_line);
    tcase_add_loop_test(t, fragments_are_put_together_in_any_order, 0, 6);
    tcase_add_test(t, memory_for_fragments_is_bounded);
    tcase_add_test(t, what_is_there_twice_is_a_copy_unless_packets_have_no_number);
    tcase_add_test(t, pcapng_is_read_with_its_nanoseconds);
    tcase_add_test(t, what_is_no_capture_is_told);
    tcase_add_test(t, a_file_that_ends_within_a_packet_is_read_up_to_there);
    tcase_add_test(t, headers_that_cannot_be_are_counted);
}

int main(void)
{
    return run_tests("results/capture_read", add);
}
