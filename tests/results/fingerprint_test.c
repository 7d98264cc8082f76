/* The fingerprint: a sum of records, sensitive to each field of each. */
#include "results/fingerprint.h"

#include "tests/support.h"

static const struct link_info link_a = {.id = 3}, link_b = {.id = 4};
static const struct phone_info phone_a = {.id = 7}, phone_b = {.id = 8};
static const struct packet_info packet = {.bytes = 544, .digest = 0x0123456789abcdef};
static const struct transmission sent = {10, 20, 30, 552, 1};
static const struct phone_change change = {.state = "fetching"};

static struct fingerprint f;
static struct observer o;

static void setup(void)
{
    fingerprint_init(&f);
    o = fingerprint_observer(&f);
}

static uint64_t taken(void)
{
    const uint64_t value = f.value;
    fingerprint_init(&f);
    return value;
}

static uint64_t of_sent(const struct link_info *l, int direction, struct packet_info p,
                        struct transmission t)
{
    o.packet_sent(&f, l, direction, &p, &t);
    return taken();
}

static uint64_t of_delivered(const struct link_info *l, int direction, struct packet_info p,
                             sim_time now)
{
    o.packet_delivered(&f, l, direction, &p, now);
    return taken();
}

static uint64_t of_dropped(enum drop_reason reason, sim_time now)
{
    o.packet_dropped(&f, &link_a, 0, &packet, reason, now);
    return taken();
}

static uint64_t of_change(const struct phone_info *p, struct phone_change c, sim_time now)
{
    o.phone_changed(&f, p, &c, now);
    return taken();
}

static void check_all_different(const uint64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(values[i] != values[j], "records %zu and %zu", j, i);
}

START_TEST(wants_every_link)
{
    ck_assert(o.link(&f, &link_a));
    ck_assert(o.link(&f, &link_b));
}
END_TEST

START_TEST(order_of_reports_does_not_matter)
{
    o.packet_sent(&f, &link_a, 0, &packet, &sent);
    o.packet_delivered(&f, &link_a, 0, &packet, 50);
    o.phone_changed(&f, &phone_a, &change, 50);
    const uint64_t forward = taken();
    o.phone_changed(&f, &phone_a, &change, 50);
    o.packet_delivered(&f, &link_a, 0, &packet, 50);
    o.packet_sent(&f, &link_a, 0, &packet, &sent);
    ck_assert_uint_eq(taken(), forward);
}
END_TEST

START_TEST(time_of_the_report_does_not_matter_but_that_of_the_event)
{
    struct transmission later_queued = sent;
    later_queued.queued = 15;
    ck_assert_uint_eq(of_sent(&link_a, 0, packet, sent), of_sent(&link_a, 0, packet, later_queued));
}
END_TEST

START_TEST(each_field_of_a_packet_matters)
{
    struct packet_info digest = packet, bytes = packet, corrupted = packet;
    digest.digest ^= 1;
    bytes.bytes++;
    corrupted.corrupted = true;
    struct transmission start = sent, end = sent, wire = sent;
    start.start++;
    end.end++;
    wire.wire_bytes++;
    const uint64_t values[] = {
        of_sent(&link_a, 0, packet, sent),
        of_sent(&link_b, 0, packet, sent),
        of_sent(&link_a, 1, packet, sent),
        of_sent(&link_a, 0, digest, sent),
        of_sent(&link_a, 0, packet, start),
        of_sent(&link_a, 0, packet, end),
        of_sent(&link_a, 0, packet, wire),
        of_delivered(&link_a, 0, packet, 20),
        of_delivered(&link_a, 0, packet, 21),
        of_delivered(&link_b, 0, packet, 20),
        of_delivered(&link_a, 1, packet, 20),
        of_delivered(&link_a, 0, digest, 20),
        of_delivered(&link_a, 0, bytes, 20),
        of_delivered(&link_a, 0, corrupted, 20),
        of_dropped(DROP_QUEUE_FULL, 20),
        of_dropped(DROP_LOST, 20),
        of_dropped(DROP_LOST, 21),
    };
    check_all_different(values, sizeof values / sizeof *values);
}
END_TEST

START_TEST(each_field_of_a_phones_change_matters)
{
    struct phone_change state = change, service = change, ended = change, completed = change,
                        reason = change, other = change;
    state.state = "upgraded";
    service.in_service = true;
    ended.ended = true;
    completed.completed = true;
    reason.reason = "missing file";
    other.reason = "invalid file";
    const uint64_t values[] = {
        of_change(&phone_a, change, 50),    of_change(&phone_b, change, 50),
        of_change(&phone_a, change, 51),    of_change(&phone_a, state, 50),
        of_change(&phone_a, service, 50),   of_change(&phone_a, ended, 50),
        of_change(&phone_a, completed, 50), of_change(&phone_a, reason, 50),
        of_change(&phone_a, other, 50),
    };
    check_all_different(values, sizeof values / sizeof *values);
}
END_TEST

/* Halves of two records that change places must change the sum. */
START_TEST(fields_of_two_records_do_not_mix)
{
    struct packet_info other = packet;
    other.digest = 99;
    o.packet_delivered(&f, &link_a, 0, &packet, 50);
    o.packet_delivered(&f, &link_b, 0, &other, 60);
    const uint64_t value = taken();
    o.packet_delivered(&f, &link_a, 0, &other, 50);
    o.packet_delivered(&f, &link_b, 0, &packet, 60);
    ck_assert_uint_ne(taken(), value);
}
END_TEST

/* The texts count, not where they are. */
START_TEST(equal_texts_are_equal)
{
    const char copy[] = "fetching";
    struct phone_change c = change;
    c.state = copy;
    ck_assert_uint_eq(of_change(&phone_a, c, 50), of_change(&phone_a, change, 50));
}
END_TEST

/* Worked out by a few lines of Python from the definition: whoever changes these changes the
 * fingerprint of every run that was ever published. */
START_TEST(known_answers)
{
    ck_assert_uint_eq(of_sent(&link_a, 0, packet, sent), 0x90ce81d138740a4f);
    ck_assert_uint_eq(of_delivered(&link_a, 1, packet, 1234567890), 0xad41427ed5449e55);
    ck_assert_uint_eq(of_change(&phone_a, change, 50), 0x869c56908549d4b0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, wants_every_link);
    tcase_add_test(t, order_of_reports_does_not_matter);
    tcase_add_test(t, time_of_the_report_does_not_matter_but_that_of_the_event);
    tcase_add_test(t, each_field_of_a_packet_matters);
    tcase_add_test(t, each_field_of_a_phones_change_matters);
    tcase_add_test(t, fields_of_two_records_do_not_mix);
    tcase_add_test(t, equal_texts_are_equal);
    tcase_add_test(t, known_answers);
}

int main(void)
{
    return run_tests("fingerprint", add);
}
