/* Packets as they are on the wire, and malformed ones. */
#include "models/tftp/packet.h"

#include "tests/models/tftp/timeline.h"

static uint8_t bytes[66000];
static struct tftp_request request;

static struct tftp_datagram datagram(size_t length)
{
    return (struct tftp_datagram){.header = bytes, .header_length = length};
}

static int decode(const char *words)
{
    const struct tftp_datagram d = datagram(packet_of(bytes, words));
    return tftp_decode_request(&d, &request);
}

static const struct tftp_options *options_of(const char *words)
{
    char line[600];
    snprintf(line, sizeof line, "RRQ f octet %s", words);
    ck_assert_int_eq(decode(line), 0);
    return &request.options;
}

/* `text` has the zeros of the packet; its own at the end does not count. */
#define DECODE_RAW(text) decode_raw((text), sizeof(text) - 1)
static int decode_raw(const char *text, size_t length)
{
    memcpy(bytes, text, length);
    const struct tftp_datagram d = datagram(length);
    return tftp_decode_request(&d, &request);
}

START_TEST(opcodes)
{
    struct tftp_datagram d = datagram(2);
    for (int opcode = 0; opcode < 65536; opcode++) {
        tftp_put16(bytes, (uint16_t)opcode);
        ck_assert_int_eq(tftp_decode_opcode(&d),
                         opcode >= 1 && opcode <= 6 ? opcode : TFTP_E_OPCODE);
    }
    d = datagram(1);
    ck_assert_int_eq(tftp_decode_opcode(&d), TFTP_E_TOO_SHORT);
}
END_TEST

START_TEST(request_on_the_wire)
{
    static const char wire[] =
        "\0\1f\0octet\0blksize\0001428\0timeout\0005\0tsize\0000\0windowsize\00016";
    const struct tftp_request r = {
        .opcode = TFTP_RRQ,
        .filename = "f",
        .mode = TFTP_OCTET,
        .options = {.valid = 15, .blksize = 1428, .timeout = 5, .tsize = 0, .windowsize = 16},
    };
    ck_assert_int_eq(tftp_encode_request(bytes, sizeof bytes, &r), sizeof wire);
    ck_assert_mem_eq(bytes, wire, sizeof wire);
    ck_assert_int_eq(tftp_encode_request(bytes, sizeof wire, &r), sizeof wire);
    ck_assert_int_eq(tftp_encode_request(bytes, sizeof wire - 1, &r), TFTP_E_NO_ROOM);
    ck_assert_int_eq(tftp_encode_request(bytes, 1, &r), TFTP_E_NO_ROOM);
}
END_TEST

START_TEST(small_packets_on_the_wire)
{
    ck_assert_int_eq(tftp_encode_ack(bytes, 4, 0x1234), 4);
    ck_assert_mem_eq(bytes, "\0\4\x12\x34", 4);
    ck_assert_int_eq(tftp_encode_data_header(bytes, 4, 0xfedc), 4);
    ck_assert_mem_eq(bytes, "\0\3\xfe\xdc", 4);
    ck_assert_int_eq(tftp_encode_error(bytes, 6, TFTP_ERROR_NOT_FOUND, "x"), 6);
    ck_assert_mem_eq(bytes, "\0\5\0\1x\0", 6);
    const struct tftp_options o = {.valid = TFTP_OPTION_TSIZE, .tsize = UINT64_MAX};
    ck_assert_int_eq(tftp_encode_oack(bytes, 100, &o), 29);
    ck_assert_mem_eq(bytes, "\0\6tsize\00018446744073709551615", 29);
    ck_assert_int_eq(tftp_encode_ack(bytes, 3, 1), TFTP_E_NO_ROOM);
    ck_assert_int_eq(tftp_encode_data_header(bytes, 3, 1), TFTP_E_NO_ROOM);
    ck_assert_int_eq(tftp_encode_error(bytes, 5, TFTP_ERROR_NOT_FOUND, "x"), TFTP_E_NO_ROOM);
    ck_assert_int_eq(tftp_encode_oack(bytes, 28, &o), TFTP_E_NO_ROOM);
}
END_TEST

START_TEST(modes_in_any_case)
{
    static const struct {
        const char *words;
        enum tftp_mode mode;
    } cases[] = {{"RRQ f octet", TFTP_OCTET},       {"RRQ f OCTET", TFTP_OCTET},
                 {"RRQ f oCtEt", TFTP_OCTET},       {"RRQ f netascii", TFTP_NETASCII},
                 {"RRQ f NETASCII", TFTP_NETASCII}, {"WRQ f Mail", TFTP_MAIL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(decode(cases[i].words), 0);
        ck_assert_int_eq(request.mode, cases[i].mode);
    }
    ck_assert_int_eq(decode("RRQ f octe"), TFTP_E_MODE);
    ck_assert_int_eq(decode("RRQ f octets"), TFTP_E_MODE);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0\0"), TFTP_E_MODE);
}
END_TEST

START_TEST(malformed_requests)
{
    ck_assert_int_eq(DECODE_RAW("\0\1"), TFTP_E_TOO_SHORT);
    ck_assert_int_eq(DECODE_RAW("\0\1f"), TFTP_E_TOO_SHORT);
    ck_assert_int_eq(DECODE_RAW("\0\1ff"), TFTP_E_NO_NUL);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0"), TFTP_E_NO_NUL);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet"), TFTP_E_NO_NUL);
    ck_assert_int_eq(DECODE_RAW("\0\1\0octet\0"), TFTP_E_NAME_EMPTY);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0"), 0);
}
END_TEST

START_TEST(over_long_name)
{
    char words[400] = "RRQ ";
    memset(words + 4, 'n', 255);
    strcpy(words + 4 + 255, " octet");
    ck_assert_int_eq(decode(words), 0);
    ck_assert_uint_eq(strlen(request.filename), 255);
    memset(words + 4, 'n', 256);
    strcpy(words + 4 + 256, " octet");
    ck_assert_int_eq(decode(words), TFTP_E_NAME_LONG);
    request.filename = words;
    ck_assert_int_eq(tftp_encode_request(bytes, sizeof bytes, &request), TFTP_E_NAME_LONG);
    request.filename = "";
    ck_assert_int_eq(tftp_encode_request(bytes, sizeof bytes, &request), TFTP_E_NAME_EMPTY);
}
END_TEST

START_TEST(rfc2347_request_over_512_bytes_is_malformed)
{
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, "\0\1f\0octet", 10);
    struct tftp_datagram d = datagram(512);
    ck_assert_int_eq(tftp_decode_request(&d, &request), 0);
    d = datagram(513);
    ck_assert_int_eq(tftp_decode_request(&d, &request), TFTP_E_TOO_LONG);
}
END_TEST

START_TEST(trailing_bytes_after_the_mode_are_tolerated)
{
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0\0"), 0);
    ck_assert_int_eq(request.options.seen, 0);
    ck_assert(!request.options.unknown);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0\0\0\0"), 0);
    ck_assert(!request.options.unknown);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0rubbish"), 0);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0blksize\0008\0tsize\0"), 0);
    ck_assert_int_eq(request.options.seen, TFTP_OPTION_BLKSIZE);
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0blksize\0008\0tsize\0001"), 0);
    ck_assert_int_eq(request.options.seen, TFTP_OPTION_BLKSIZE);
}
END_TEST

START_TEST(rfc2347_options_in_any_order_and_case)
{
    const struct tftp_options *o = options_of("WindowSize=4 TSIZE=0 blksize=8 TimeOut=9");
    ck_assert_int_eq(o->valid, 15);
    ck_assert_uint_eq(o->windowsize, 4);
    ck_assert_uint_eq(o->tsize, 0);
    ck_assert_uint_eq(o->blksize, 8);
    ck_assert_uint_eq(o->timeout, 9);
}
END_TEST

START_TEST(rfc2347_of_repeated_options_the_first_counts)
{
    ck_assert_uint_eq(options_of("blksize=1000 BLKSIZE=2000")->blksize, 1000);
    ck_assert_int_eq(options_of("blksize=1 blksize=2000")->valid, 0);
}
END_TEST

START_TEST(rfc2347_unknown_options_are_ignored)
{
    const struct tftp_options *o = options_of("multicast=1 blksize=1000 blksiz=1 blksize2=2");
    ck_assert_int_eq(o->valid, TFTP_OPTION_BLKSIZE);
    ck_assert_uint_eq(o->blksize, 1000);
    ck_assert(o->unknown);
}
END_TEST

struct value_case {
    const char *words;
    int valid;
    uint64_t value;
};

START_TEST(rfc2348_blksize_bounds)
{
    static const struct value_case cases[] = {
        {"blksize=0", 0, 0},         {"blksize=7", 0, 0},
        {"blksize=8", 1, 8},         {"blksize=1428", 1, 1428},
        {"blksize=65464", 1, 65464}, {"blksize=65465", 0, 0},
        {"blksize=66048", 0, 0},     {"blksize=18446744073709552128", 0, 0},
        {"blksize=abc", 0, 0},       {"blksize=-8", 0, 0},
        {"blksize=+512", 0, 0},      {"blksize=512x", 0, 0},
        {"blksize=0x200", 0, 0},     {"blksize=00512", 1, 512},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct tftp_options *o = options_of(cases[i].words);
        ck_assert_msg(o->valid == cases[i].valid * TFTP_OPTION_BLKSIZE, "%s", cases[i].words);
        ck_assert_uint_eq(o->blksize, cases[i].value);
        ck_assert_int_eq(o->seen, TFTP_OPTION_BLKSIZE);
    }
    ck_assert_int_eq(DECODE_RAW("\0\1f\0octet\0blksize\0\0"), 0);
    ck_assert_int_eq(request.options.valid, 0);
}
END_TEST

START_TEST(rfc2349_timeout_bounds)
{
    ck_assert_int_eq(options_of("timeout=0")->valid, 0);
    ck_assert_uint_eq(options_of("timeout=1")->timeout, 1);
    ck_assert_uint_eq(options_of("timeout=255")->timeout, 255);
    ck_assert_int_eq(options_of("timeout=256")->valid, 0);
    ck_assert_int_eq(options_of("timeout=257")->valid, 0);
}
END_TEST

START_TEST(rfc2349_tsize_has_64_bits)
{
    ck_assert_int_eq(options_of("tsize=0")->valid, TFTP_OPTION_TSIZE);
    ck_assert_uint_eq(options_of("tsize=5000000000")->tsize, 5000000000);
    ck_assert_uint_eq(options_of("tsize=18446744073709551615")->tsize, UINT64_MAX);
    ck_assert_int_eq(options_of("tsize=18446744073709551616")->valid, 0);
    ck_assert_int_eq(options_of("tsize=99999999999999999999")->valid, 0);
}
END_TEST

START_TEST(rfc7440_windowsize_bounds)
{
    ck_assert_int_eq(options_of("windowsize=0")->valid, 0);
    ck_assert_uint_eq(options_of("windowsize=1")->windowsize, 1);
    ck_assert_uint_eq(options_of("windowsize=2")->windowsize, 2);
    ck_assert_uint_eq(options_of("windowsize=16")->windowsize, 16);
    ck_assert_uint_eq(options_of("windowsize=65535")->windowsize, 65535);
    ck_assert_int_eq(options_of("windowsize=65536")->valid, 0);
}
END_TEST

START_TEST(data_in_one_piece_or_two)
{
    struct tftp_data data;
    struct tftp_datagram d = datagram(packet_of(bytes, "DATA 700 3"));
    ck_assert_int_eq(tftp_decode_data(&d, &data), 0);
    ck_assert_uint_eq(data.block, 700);
    ck_assert_ptr_eq(data.bytes, bytes + 4);
    ck_assert_uint_eq(data.length, 3);
    const uint8_t payload[5] = {0};
    d = datagram(4);
    d.payload = payload;
    d.payload_length = sizeof payload;
    ck_assert_int_eq(tftp_decode_data(&d, &data), 0);
    ck_assert_ptr_eq(data.bytes, payload);
    ck_assert_uint_eq(data.length, 5);
    d = datagram(3);
    ck_assert_int_eq(tftp_decode_data(&d, &data), TFTP_E_TOO_SHORT);
}
END_TEST

START_TEST(acks)
{
    uint16_t block;
    struct tftp_datagram d = datagram(packet_of(bytes, "ACK 65535"));
    ck_assert_int_eq(tftp_decode_ack(&d, &block), 0);
    ck_assert_uint_eq(block, 65535);
    d = datagram(3);
    ck_assert_int_eq(tftp_decode_ack(&d, &block), TFTP_E_TOO_SHORT);
    d = datagram(9);
    ck_assert_int_eq(tftp_decode_ack(&d, &block), 0);
}
END_TEST

START_TEST(errors)
{
    struct tftp_error error;
    struct tftp_datagram d = datagram(packet_of(bytes, "ERROR 1 File not found"));
    ck_assert_int_eq(tftp_decode_error(&d, &error), 0);
    ck_assert_uint_eq(error.code, 1);
    ck_assert_uint_eq(error.length, 14);
    d.header_length--; /* the zero is missing */
    ck_assert_int_eq(tftp_decode_error(&d, &error), 0);
    ck_assert_uint_eq(error.length, 14);
    d = datagram(4);
    ck_assert_int_eq(tftp_decode_error(&d, &error), 0);
    ck_assert_uint_eq(error.length, 0);
    d = datagram(3);
    ck_assert_int_eq(tftp_decode_error(&d, &error), TFTP_E_TOO_SHORT);
}
END_TEST

START_TEST(each_code_has_a_text)
{
    ck_assert_str_eq(tftp_parse_error_text(TFTP_E_MODE), "unknown transfer mode");
    ck_assert_str_eq(tftp_parse_error_text(0), "no error");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, opcodes);
    tcase_add_test(t, request_on_the_wire);
    tcase_add_test(t, small_packets_on_the_wire);
    tcase_add_test(t, modes_in_any_case);
    tcase_add_test(t, malformed_requests);
    tcase_add_test(t, over_long_name);
    tcase_add_test(t, rfc2347_request_over_512_bytes_is_malformed);
    tcase_add_test(t, trailing_bytes_after_the_mode_are_tolerated);
    tcase_add_test(t, rfc2347_options_in_any_order_and_case);
    tcase_add_test(t, rfc2347_of_repeated_options_the_first_counts);
    tcase_add_test(t, rfc2347_unknown_options_are_ignored);
    tcase_add_test(t, rfc2348_blksize_bounds);
    tcase_add_test(t, rfc2349_timeout_bounds);
    tcase_add_test(t, rfc2349_tsize_has_64_bits);
    tcase_add_test(t, rfc7440_windowsize_bounds);
    tcase_add_test(t, data_in_one_piece_or_two);
    tcase_add_test(t, acks);
    tcase_add_test(t, errors);
    tcase_add_test(t, each_code_has_a_text);
}

int main(void)
{
    return run_tests("tftp packet", add);
}
