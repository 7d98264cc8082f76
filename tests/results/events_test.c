/* A run's events as lines: the small run, whose times are known. */
#include "results/events.h"

#include "tests/results/small_run.h"
#include "tests/support.h"

static void describe(char *out, size_t size, const struct packet_info *p)
{
    snprintf(out, size, "%u bytes", p->bytes);
}

/* What is told between begin and finish, without the header. */
static char *text;
static size_t size;
static FILE *memory;
static struct events events;
static struct observer observer;

static void begin(void)
{
    memory = open_memstream(&text, &size);
    events_init(&events, memory, describe);
    observer = events_observer(&events);
}

static void expect_lines(const char *wanted)
{
    events_finish(&events);
    fclose(memory);
    char *all = mem_printf("%s\n%s", "time_s,event,place,direction,digest,until_s,content", wanted);
    ck_assert_str_eq(text, all);
    free(all);
    free(text);
}

START_TEST(packets_and_phones)
{
    begin();
    ck_assert(observer.in_order);
    ck_assert(observer.link(observer.user, &small_wan));
    small_send(&observer, &small_wan, 0, 1, 5, 10);
    small_change(&observer, 1, "fetching", false, 12);
    observer.packet_dropped(observer.user, &small_port, 1, &small_packet, DROP_QUEUE_FULL,
                            12 * TENTHS + 1);
    expect_lines("0.100000000,sent,wan branch,down,0000000000000000,1.000000000,992 bytes\n"
                 "1.000000000,delivered,wan branch,down,0000000000000000,,992 bytes\n"
                 "1.200000000,phone,phone-1,,,,fetching\n"
                 "1.200000001,dropped,phone-0,up,0000000000000000,,queue full: 992 bytes\n");
}
END_TEST

/* Of a queue in which others may overtake it a packet is told of when it starts: then, lest lines
 * go back in time. */
START_TEST(a_packet_is_told_of_when_it_starts)
{
    static sim_time now;
    struct link_info link = small_wan;
    const struct transmission waited = {0, 5 * TENTHS, 10 * TENTHS, 1000, 1};
    link.clock = &now;
    begin();
    small_change(&observer, 1, "fetching", false, 1);
    now = 5 * TENTHS;
    observer.packet_sent(observer.user, &link, 0, &small_packet, &waited);
    expect_lines("0.100000000,phone,phone-1,,,,fetching\n"
                 "0.500000000,sent,wan branch,down,0000000000000000,1.000000000,992 bytes\n");
}
END_TEST

START_TEST(all_that_a_change_says)
{
    const struct phone_change back = {
        .state = "upgraded", .in_service = true, .ended = true, .completed = true};
    const struct phone_change lost = {.state = "failed", .ended = true, .reason = "missing file"};
    begin();
    observer.phone_changed(observer.user, &small_phones[0], &back, 0);
    observer.phone_changed(observer.user, &small_phones[2], &lost, 0);
    expect_lines("0.000000000,phone,phone-0,,,,\"upgraded, in service, ended, completed\"\n"
                 "0.000000000,phone,phone-2,,,,\"failed, ended: missing file\"\n");
}
END_TEST

/* What happens at once has one order, whatever it was told in. */
START_TEST(one_order)
{
    const struct packet_info other = {.bytes = 100, .digest = 0xabc, .corrupted = true};
    static const char wanted[] =
        "0.000000001,delivered,wan branch,up,0000000000000000,,992 bytes\n"
        "0.000000001,delivered,wan branch,up,0000000000000abc,,corrupted: 100 bytes\n"
        "0.000000001,phone,phone-0,,,,booting\n"
        "0.000000002,phone,phone-0,,,,again\n";
    for (int way = 0; way < 2; way++) {
        const struct phone_change booting = {.state = "booting"}, again = {.state = "again"};
        begin();
        if (way)
            observer.phone_changed(observer.user, &small_phones[0], &booting, 1);
        observer.packet_delivered(observer.user, &small_wan, 1, way ? &small_packet : &other, 1);
        observer.packet_delivered(observer.user, &small_wan, 1, way ? &other : &small_packet, 1);
        if (!way)
            observer.phone_changed(observer.user, &small_phones[0], &booting, 1);
        observer.phone_changed(observer.user, &small_phones[0], &again, 2);
        expect_lines(wanted);
    }
}
END_TEST

START_TEST(names_are_data)
{
    const struct phone_info phone = {.name = "=a \"b\", c"};
    const struct phone_change change = {.state = "booting"};
    begin();
    observer.phone_changed(observer.user, &phone, &change, 0);
    expect_lines("0.000000000,phone,\"=a \"\"b\"\", c\",,,,booting\n");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, packets_and_phones);
    tcase_add_test(t, a_packet_is_told_of_when_it_starts);
    tcase_add_test(t, all_that_a_change_says);
    tcase_add_test(t, one_order);
    tcase_add_test(t, names_are_data);
}

int main(void)
{
    return run_tests("events", add);
}
