/* The bytes that a framing adds. */
#include "sim/link.h"

#include "tests/support.h"

static uint32_t wire_bytes(enum link_framing framing, uint32_t bytes)
{
    const struct link_direction d = {.framing = framing, .framing_bytes = 17};
    return link_wire_bytes(link_overhead(&d), bytes);
}

START_TEST(framing_adds_its_bytes)
{
    static const struct {
        enum link_framing framing;
        uint32_t bytes, on_wire;
    } cases[] = {
        {FRAMING_NONE, 544, 544},       {FRAMING_NONE, 0, 0},
        {FRAMING_PPP, 544, 552},        {FRAMING_PPP, 32, 40},
        {FRAMING_HDLC, 544, 552},       {FRAMING_FRAME_RELAY, 544, 552},
        {FRAMING_ETHERNET, 1500, 1538}, {FRAMING_ETHERNET, 544, 582},
        {FRAMING_BYTES, 544, 561},      {FRAMING_BYTES, 1, 18},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_uint_eq(wire_bytes(cases[i].framing, cases[i].bytes), cases[i].on_wire);
}
END_TEST

/* The least Ethernet frame is 64 bytes: header 14, payload 46, FCS 4; preamble and gap are 20. */
START_TEST(ethernet_pads_to_its_least_frame)
{
    ck_assert_uint_eq(wire_bytes(FRAMING_ETHERNET, 32), 84);
    ck_assert_uint_eq(wire_bytes(FRAMING_ETHERNET, 45), 84);
    ck_assert_uint_eq(wire_bytes(FRAMING_ETHERNET, 46), 84);
    ck_assert_uint_eq(wire_bytes(FRAMING_ETHERNET, 47), 85);
}
END_TEST

START_TEST(framings_have_names)
{
    ck_assert_str_eq(link_framing_names[FRAMING_NONE], "none");
    ck_assert_str_eq(link_framing_names[FRAMING_PPP], "ppp");
    ck_assert_str_eq(link_framing_names[FRAMING_HDLC], "hdlc");
    ck_assert_str_eq(link_framing_names[FRAMING_FRAME_RELAY], "frame-relay");
    ck_assert_str_eq(link_framing_names[FRAMING_ETHERNET], "ethernet");
    ck_assert_ptr_null(link_framing_names[FRAMING_BYTES]);
}
END_TEST

START_TEST(disciplines_have_names)
{
    for (int i = 0; i < QUEUE_DISCIPLINES; i++)
        ck_assert_ptr_nonnull(link_discipline_names[i]);
    ck_assert_str_eq(link_discipline_names[QUEUE_FIFO], "fifo");
    ck_assert_str_eq(link_discipline_names[QUEUE_FQ_CODEL], "fq_codel");
}
END_TEST

/* What classes share is what the line lets through. */
START_TEST(bandwidth_is_the_slower_of_line_and_shaper)
{
    const struct link_direction plain = {.rate = 1000}, held = {.rate = 1000, .shaped = 300},
                                idle = {.rate = 1000, .shaped = 3000};
    ck_assert_uint_eq(link_bandwidth(&plain), 1000);
    ck_assert_uint_eq(link_bandwidth(&held), 300);
    ck_assert_uint_eq(link_bandwidth(&idle), 1000);
}
END_TEST

START_TEST(a_code_point_is_in_one_class_or_in_the_rest)
{
    const struct link_queue q = {
        .class_count = 2,
        .classes = {{.dscp = UINT64_C(1) << 46 | 1}, {.dscp = UINT64_C(1) << 63}}};
    const struct link_queue none = {0};
    ck_assert_uint_eq(link_class_of(&q, 46), 0);
    ck_assert_uint_eq(link_class_of(&q, 0), 0);
    ck_assert_uint_eq(link_class_of(&q, 63), 1);
    ck_assert_uint_eq(link_class_of(&q, 8), 2);
    ck_assert_uint_eq(link_class_of(&none, 46), 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, framing_adds_its_bytes);
    tcase_add_test(t, ethernet_pads_to_its_least_frame);
    tcase_add_test(t, framings_have_names);
    tcase_add_test(t, disciplines_have_names);
    tcase_add_test(t, bandwidth_is_the_slower_of_line_and_shaper);
    tcase_add_test(t, a_code_point_is_in_one_class_or_in_the_rest);
}

int main(void)
{
    return run_tests("link", add);
}
