/* Work on a processor comes one after the other. */
#include "models/devices/processor.h"

#include "tests/support.h"

static struct net net;
static struct event_queue events;
static struct observer observer;
static struct processor processor;
static char busy[1000];

static void note(void *user, uint32_t server, sim_time start, sim_time end)
{
    (void)user;
    ck_assert_uint_eq(server, 3);
    const size_t at = strlen(busy);
    snprintf(busy + at, sizeof busy - at, "%d-%d ", (int)(start / MICROSECONDS),
             (int)(end / MICROSECONDS));
}

static void setup(void)
{
    event_queue_init(&events);
    net = (struct net){.events = &events};
    observer = (struct observer){.server_busy = note};
    observer_list_add(&net.observers, &observer);
    processor_init(&processor, &net, 3, 50 * MICROSECONDS);
    busy[0] = 0;
}

static void teardown(void)
{
    event_queue_fini(&events);
}

static int work_at(int microseconds, uint32_t packets)
{
    events.now = microseconds * MICROSECONDS;
    return (int)(processor_work(&processor, packets) / MICROSECONDS);
}

START_TEST(work_takes_its_time_from_now_on)
{
    ck_assert_int_eq(work_at(100, 1), 150);
    ck_assert_int_eq(work_at(1000, 7), 1350);
    ck_assert_str_eq(busy, "100-150 1000-1350 ");
}
END_TEST

START_TEST(more_work_comes_behind_what_was_there_first)
{
    ck_assert_int_eq(work_at(0, 44), 2200);
    ck_assert_int_eq(work_at(10, 1), 2250);
    ck_assert_int_eq(work_at(2250, 1), 2300);
    ck_assert_str_eq(busy, "0-2200 2200-2250 2250-2300 ");
}
END_TEST

START_TEST(it_says_when_it_would_begin)
{
    work_at(100, 2);
    ck_assert_int_eq(processor_start(&processor), 200 * MICROSECONDS);
    events.now = 300 * MICROSECONDS;
    ck_assert_int_eq(processor_start(&processor), 300 * MICROSECONDS);
}
END_TEST

START_TEST(work_may_take_no_time)
{
    processor.cpu = 0;
    ck_assert_int_eq(work_at(5, 1000), 5);
}
END_TEST

/* The greatest cost that a scenario may have, a second, for the packets of a piece. */
START_TEST(long_work_fits)
{
    processor.cpu = SECONDS;
    ck_assert_int_eq(processor_work(&processor, UINT32_MAX), UINT32_MAX * SECONDS);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, work_takes_its_time_from_now_on);
    tcase_add_test(t, more_work_comes_behind_what_was_there_first);
    tcase_add_test(t, it_says_when_it_would_begin);
    tcase_add_test(t, work_may_take_no_time);
    tcase_add_test(t, long_work_fits);
}

int main(void)
{
    return run_tests("processor", add);
}
