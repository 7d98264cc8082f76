/* What a packet's digest sees and does not, and who is told. */
#include "sim/observer.h"

#include <signal.h>

#include "tests/support.h"

/* An RRQ from 10.0.0.1 port 49152 to 10.0.0.2 port 69. */
static const uint8_t bytes[] = "\0\1a.loads\0octet";
enum { LENGTH = sizeof bytes };

static struct packet_info request(void)
{
    return (struct packet_info){
        .source = 0x0a000001,
        .destination = 0x0a000002,
        .source_port = 49152,
        .destination_port = 69,
        .protocol = IP_PROTOCOL_UDP,
        .bytes = 28 + LENGTH,
        .header = bytes,
        .header_length = LENGTH,
    };
}

static uint64_t digest_of(struct packet_info p)
{
    return packet_digest(&p);
}

/* Worked out by a few lines of Python after the definitions in observer.h and mix.h. */
START_TEST(the_digest_of_a_request_is_known)
{
    ck_assert_int_eq(LENGTH, 16);
    ck_assert_uint_eq(digest_of(request()), 0x67c846c34993757f);
}
END_TEST

#define CHANGED(field, value)                                                                      \
    do {                                                                                           \
        struct packet_info p_ = request();                                                         \
        p_.field = (value);                                                                        \
        ck_assert_uint_ne(digest_of(p_), digest_of(request()));                                    \
    } while (0)

START_TEST(the_digest_sees_every_field)
{
    CHANGED(source, 0x0a000003);
    CHANGED(destination, 0x0a000003);
    CHANGED(source_port, 49153);
    CHANGED(destination_port, 70);
    CHANGED(protocol, IP_PROTOCOL_TCP);
    CHANGED(bytes, 28 + LENGTH + 1);
    CHANGED(header_length, LENGTH - 1);
    CHANGED(payload_length, 1);
}
END_TEST

START_TEST(the_digest_sees_tcps_options)
{
    static const uint8_t options[] = {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2};
    struct packet_info with = request(), other = request(), without = request();
    uint8_t changed[sizeof options];
    memcpy(changed, options, sizeof options);
    changed[7]++;
    with.protocol = other.protocol = without.protocol = IP_PROTOCOL_TCP;
    with.tcp_options = options;
    other.tcp_options = changed;
    with.tcp_options_length = other.tcp_options_length = sizeof options;
    ck_assert_uint_ne(digest_of(with), digest_of(without));
    ck_assert_uint_ne(digest_of(with), digest_of(other));
    with.protocol = without.protocol = IP_PROTOCOL_UDP; /* left over */
    ck_assert_uint_eq(digest_of(with), digest_of(without));
}
END_TEST

/* Those of a datagram are left over from whatever was in its place before. */
START_TEST(the_digest_sees_the_numbers_of_tcp)
{
    static const struct packet_info fields[] = {
        {.tcp_sequence = 1}, {.tcp_acknowledgement = 1}, {.tcp_flags = TCP_ACK}, {.tcp_window = 1}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct packet_info p = request(), tcp = request(), other = request();
        p.tcp_sequence = other.tcp_sequence = fields[i].tcp_sequence;
        p.tcp_acknowledgement = other.tcp_acknowledgement = fields[i].tcp_acknowledgement;
        p.tcp_flags = other.tcp_flags = fields[i].tcp_flags;
        p.tcp_window = other.tcp_window = fields[i].tcp_window;
        tcp.protocol = other.protocol = IP_PROTOCOL_TCP;
        ck_assert_uint_eq(digest_of(p), digest_of(request()));
        ck_assert_uint_ne(digest_of(other), digest_of(tcp));
    }
}
END_TEST

START_TEST(the_digest_tells_the_ends_apart)
{
    struct packet_info p = request();
    p.source = 0x0a000002;
    p.destination = 0x0a000001;
    ck_assert_uint_ne(digest_of(p), digest_of(request()));
    p = request();
    p.source_port = 69;
    p.destination_port = 49152;
    ck_assert_uint_ne(digest_of(p), digest_of(request()));
}
END_TEST

START_TEST(the_digest_sees_the_first_eight_bytes)
{
    for (uint32_t i = 0; i < LENGTH; i++) {
        uint8_t other[LENGTH];
        memcpy(other, bytes, LENGTH);
        other[i] ^= 1;
        struct packet_info p = request();
        p.header = other;
        ck_assert((digest_of(p) != digest_of(request())) == (i < 8));
    }
}
END_TEST

START_TEST(the_digest_does_not_look_at_the_payload)
{
    struct packet_info p = request();
    p.header_length = 4;
    p.payload = NULL;
    p.payload_length = LENGTH - 4;
    const uint64_t digest = digest_of(p);
    p.payload = bytes;
    ck_assert_uint_eq(digest_of(p), digest);
    for (uint32_t split = 8; split <= LENGTH; split++) {
        p = request();
        p.header_length = split;
        p.payload_length = LENGTH - split;
        ck_assert_uint_eq(digest_of(p), digest_of(request()));
    }
}
END_TEST

/* Bytes that are not there count as nothing, but their number counts. */
START_TEST(a_short_packet_is_not_one_with_zeros)
{
    static const uint8_t zeros[8];
    uint64_t digests[9];
    for (uint32_t length = 0; length <= 8; length++) {
        const struct packet_info p = {.header = length ? zeros : NULL, .header_length = length};
        digests[length] = packet_digest(&p);
        for (uint32_t shorter = 0; shorter < length; shorter++)
            ck_assert_uint_ne(digests[shorter], digests[length]);
    }
}
END_TEST

static int calls;

static void run_ended(void *user, sim_time now)
{
    ck_assert_ptr_eq(user, &calls);
    ck_assert_int_eq(now, 7);
    calls++;
}

START_TEST(observers_that_want_it_are_told)
{
    const struct observer wants = {.user = &calls, .run_ended = run_ended};
    const struct observer does_not = {0};
    struct observer_list list = {0};
    OBSERVE(&list, run_ended, 7);
    ck_assert_int_eq(calls, 0);
    observer_list_add(&list, &wants);
    observer_list_add(&list, &does_not);
    observer_list_add(&list, &wants);
    OBSERVE(&list, run_ended, 7);
    ck_assert_int_eq(calls, 2);
}
END_TEST

START_TEST(a_ninth_observer_is_a_defect)
{
    const struct observer o = {0};
    struct observer_list list = {0};
    for (int i = 0; i < OBSERVERS_MAX + 1; i++)
        observer_list_add(&list, &o);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_digest_of_a_request_is_known);
    tcase_add_test(t, the_digest_sees_every_field);
    tcase_add_test(t, the_digest_sees_the_numbers_of_tcp);
    tcase_add_test(t, the_digest_sees_tcps_options);
    tcase_add_test(t, the_digest_tells_the_ends_apart);
    tcase_add_test(t, the_digest_sees_the_first_eight_bytes);
    tcase_add_test(t, the_digest_does_not_look_at_the_payload);
    tcase_add_test(t, a_short_packet_is_not_one_with_zeros);
    tcase_add_test(t, observers_that_want_it_are_told);
    tcase_add_test_raise_signal(t, a_ninth_observer_is_a_defect, SIGABRT);
}

int main(void)
{
    return run_tests("observer", add);
}
