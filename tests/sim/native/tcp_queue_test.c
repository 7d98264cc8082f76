/* The bytes that wait to be sent: what is copied, what is pointed to, and when it is forgotten. */
#include "sim/native/tcp_queue.h"

#include <sys/mman.h>

#include "sim/random.h"
#include "tests/support.h"

enum { MSS = NET_TCP_MSS, BYTES = 100000 };

static struct tcp_queue q;
static struct tcp_piece_pool pieces;
static struct packet_pool packets;
static uint8_t content[BYTES];

static void setup(void)
{
    tcp_queue_init(&q);
    packet_pool_init(&packets);
    for (int i = 0; i < BYTES; i++)
        content[i] = (uint8_t)(i * 7 + i / 251);
}

static void teardown(void)
{
    tcp_queue_fini(&q, &pieces);
    tcp_piece_pool_fini(&pieces);
    packet_pool_fini(&packets);
}

/* The next bytes of `content`: a header, and a payload that follows it there. */
static void add_bytes(uint32_t header, uint32_t payload)
{
    const uint8_t *from = content + q.end - 1;
    tcp_queue_add(&q, &pieces, from, header, from + header, payload);
}

/* Checks the bytes of a segment, and how many of them are copies. */
static void expect_segment(int64_t from, uint32_t length, uint32_t copied)
{
    struct packet *p = tcp_queue_packet(&q, &packets, from, length, 0);
    const struct packet_info *info = &p->info;
    ck_assert_uint_eq(info->header_length, copied);
    ck_assert_uint_eq(info->header_length + info->payload_length, length);
    ck_assert_mem_eq(info->header, content + from - 1, copied);
    if (info->payload_length) {
        ck_assert_ptr_eq(info->payload, content + from - 1 + copied);
    }
    packet_release(&packets, p);
}

START_TEST(a_segment_points_into_the_image)
{
    add_bytes(0, 50000);
    expect_segment(1, MSS, 0);
    expect_segment(1 + MSS, MSS, 0);
    expect_segment(49000, 1001, 0);
}
END_TEST

START_TEST(a_header_is_copied_and_its_payload_is_not)
{
    add_bytes(20, 50000);
    expect_segment(1, MSS, 20);
    expect_segment(1, 10, 10);
    expect_segment(11, 100, 10);
    expect_segment(1 + MSS, MSS, 0);
}
END_TEST

/* 30 bytes are left of the first payload; then a header of 16. */
START_TEST(only_what_precedes_the_last_payload_is_copied)
{
    add_bytes(0, 1030);
    add_bytes(16, 2000);
    expect_segment(1001, MSS, 46);
    add_bytes(500, 100);
    expect_segment(2500, 547 + 500 + 60, 547 + 500);
    expect_segment(2500, 547 + 500, 547 + 500);
}
END_TEST

START_TEST(many_small_pieces_make_one_segment)
{
    for (int i = 0; i < 200; i++)
        add_bytes(3, 7);
    expect_segment(1, MSS, 1453);
    expect_segment(2, MSS, MSS);
}
END_TEST

START_TEST(a_segment_without_bytes_is_possible)
{
    expect_segment(0, 0, 0);
    expect_segment(1, 0, 0);
    add_bytes(0, 0);
    ck_assert_int_eq(q.end, 1);
    ck_assert_ptr_null(q.first);
}
END_TEST

START_TEST(what_is_acknowledged_is_forgotten)
{
    add_bytes(20, 980);
    add_bytes(20, 980);
    struct tcp_piece *second = q.last;
    tcp_queue_release(&q, &pieces, 1000);
    ck_assert_ptr_ne(q.first, second);
    tcp_queue_release(&q, &pieces, 1001);
    ck_assert_ptr_eq(q.first, second);
    ck_assert_ptr_nonnull(pieces.free);
    expect_segment(1001, 1000, 20);
    tcp_queue_release(&q, &pieces, 2001);
    ck_assert_ptr_null(q.first);
    add_bytes(1, 99);
    ck_assert_ptr_eq(q.first, second); /* from the pool */
    expect_segment(2001, 100, 1);
}
END_TEST

/* An image of 5 GiB: nothing is read but what is pointed to. */
START_TEST(a_payload_may_be_longer_than_32_bits)
{
    const uint64_t length = UINT64_C(5) << 30;
    const uint8_t *image =
        mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ck_assert_ptr_ne(image, MAP_FAILED);
    tcp_queue_add(&q, &pieces, NULL, 0, image, length);
    ck_assert_int_eq(q.end, 1 + (int64_t)length);
    struct packet *p = tcp_queue_packet(&q, &packets, 1 + (INT64_C(4) << 30), MSS, 0);
    ck_assert_ptr_eq(p->info.payload, image + (UINT64_C(4) << 30));
    packet_release(&packets, p);
}
END_TEST

/* Forwards, and now and then from the first byte again. */
START_TEST(random_pieces_give_the_same_bytes)
{
    struct random_stream r;
    random_init(&r, 1, 0, (uint32_t)_i, RANDOM_TEST);
    while (q.end < BYTES - 3000) {
        const uint32_t header = (uint32_t)random_below(&r, 60);
        add_bytes(header, (uint32_t)random_below(&r, 2000));
    }
    int64_t acknowledged = 1;
    for (int64_t at = 1; at < q.end;) {
        const int64_t left = q.end - at;
        const uint32_t length = left < MSS ? (uint32_t)left : MSS;
        struct packet *p = tcp_queue_packet(&q, &packets, at, length, 0);
        ck_assert_mem_eq(p->info.header, content + at - 1, p->info.header_length);
        if (p->info.payload_length)
            ck_assert_mem_eq(p->info.payload, content + at - 1 + p->info.header_length,
                             p->info.payload_length);
        ck_assert_uint_eq(p->info.header_length + p->info.payload_length, length);
        packet_release(&packets, p);
        at = random_below(&r, 10) ? at + length : acknowledged;
        if (random_below(&r, 5) == 0) {
            acknowledged = at;
            tcp_queue_release(&q, &pieces, acknowledged);
        }
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_segment_points_into_the_image);
    tcase_add_test(t, a_header_is_copied_and_its_payload_is_not);
    tcase_add_test(t, only_what_precedes_the_last_payload_is_copied);
    tcase_add_test(t, many_small_pieces_make_one_segment);
    tcase_add_test(t, a_segment_without_bytes_is_possible);
    tcase_add_test(t, what_is_acknowledged_is_forgotten);
    tcase_add_test(t, a_payload_may_be_longer_than_32_bits);
    tcase_add_loop_test(t, random_pieces_give_the_same_bytes, 0, 20);
}

int main(void)
{
    return run_tests("tcp queue", add);
}
