/* The header as bytes: RFC 3550, figure in 5.1. */
#include "models/voice/rtp.h"

#include "tests/support.h"

static const uint8_t example[RTP_HEADER] = {0x80, 0x92, 0x12, 0x34, 0xde, 0xad,
                                            0xbe, 0xef, 0x01, 0x02, 0x03, 0x04};

START_TEST(bytes_are_where_the_rfc_has_them)
{
    const struct rtp_packet p = {true, 18, 0x1234, 0xdeadbeef, 0x01020304, 20};
    uint8_t bytes[RTP_HEADER];
    rtp_encode(bytes, &p);
    ck_assert_mem_eq(bytes, example, RTP_HEADER);
}
END_TEST

START_TEST(what_was_encoded_is_decoded)
{
    struct rtp_packet p;
    ck_assert(rtp_decode(&p, example, RTP_HEADER, 32));
    ck_assert(p.marker);
    ck_assert_uint_eq(p.payload_type, 18);
    ck_assert_uint_eq(p.sequence, 0x1234);
    ck_assert_uint_eq(p.timestamp, 0xdeadbeef);
    ck_assert_uint_eq(p.ssrc, 0x01020304);
    ck_assert_uint_eq(p.payload_length, 20);
}
END_TEST

START_TEST(what_is_no_packet_of_a_phone_is_refused)
{
    struct rtp_packet p;
    uint8_t bytes[RTP_HEADER];
    static const uint8_t first[] = {0x00, 0x40, 0xc0, 0x81, 0x90, 0xa0};
    for (size_t i = 0; i < sizeof first; i++) { /* versions; a source, an extension, padding */
        memcpy(bytes, example, sizeof bytes);
        bytes[0] = first[i];
        ck_assert(!rtp_decode(&p, bytes, RTP_HEADER, 32));
    }
    ck_assert(!rtp_decode(&p, example, RTP_HEADER - 1, 32));
    ck_assert(!rtp_decode(&p, example, RTP_HEADER, RTP_HEADER - 1));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, bytes_are_where_the_rfc_has_them);
    tcase_add_test(t, what_was_encoded_is_decoded);
    tcase_add_test(t, what_is_no_packet_of_a_phone_is_refused);
}

int main(void)
{
    return run_tests("rtp", add);
}
