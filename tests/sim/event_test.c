/* The total order of timers: set, moved, cancelled, at the end of time. */
#include "sim/event.h"

#include <signal.h>

#include "tests/support.h"

/* A timer with a letter, which it writes down when it fires; it may do something besides. */
struct lettered {
    struct timer timer;
    char letter;
    void (*also)(void);
};

static struct event_queue queue;
static struct lettered a, b, c, d;
static char fired[64];

static void write_down(struct timer *timer)
{
    struct lettered *l = CONTAINER_OF(timer, struct lettered, timer);
    const size_t at = strlen(fired);
    ck_assert_uint_lt(at + 1, sizeof fired);
    fired[at] = l->letter;
    if (l->also)
        l->also();
}

static void init_letter(struct lettered *l, char letter)
{
    timer_init(&l->timer, write_down);
    l->letter = letter;
    l->also = NULL;
}

static void setup(void)
{
    event_queue_init(&queue);
    memset(fired, 0, sizeof fired);
    init_letter(&a, 'a');
    init_letter(&b, 'b');
    init_letter(&c, 'c');
    init_letter(&d, 'd');
}

static void teardown(void)
{
    event_queue_fini(&queue);
}

static void set(struct lettered *l, sim_time due)
{
    timer_set(&queue, &l->timer, due);
}

static void cancel(struct lettered *l)
{
    timer_cancel(&queue, &l->timer);
}

static void expect_after_all(const char *letters)
{
    ck_assert(!event_queue_run(&queue, TIME_NEVER, UINT64_MAX));
    ck_assert_str_eq(fired, letters);
    ck_assert_uint_eq(queue.fired, strlen(letters));
}

START_TEST(timers_fire_by_time)
{
    set(&a, 30);
    set(&b, 10);
    set(&c, 20);
    expect_after_all("bca");
    ck_assert_int_eq(queue.now, 30);
}
END_TEST

START_TEST(equal_times_fire_in_the_order_of_setting)
{
    set(&c, 5);
    set(&a, 5);
    set(&d, 5);
    set(&b, 5);
    expect_after_all("cadb");
}
END_TEST

START_TEST(setting_again_counts_as_setting_last)
{
    set(&a, 5);
    set(&b, 5);
    set(&a, 5);
    expect_after_all("ba");
}
END_TEST

START_TEST(a_timer_moves_to_earlier_and_to_later)
{
    set(&a, 10);
    set(&b, 20);
    set(&c, 30);
    set(&c, 5);
    set(&a, 25);
    ck_assert_int_eq(a.timer.due, 25);
    expect_after_all("cba");
}
END_TEST

/* Its entry stands at 10 all the while. */
START_TEST(a_timer_moves_to_later_and_back_again)
{
    set(&a, 10);
    set(&b, 12);
    set(&a, 20);
    set(&c, 14);
    set(&a, 14);
    set(&d, 14);
    expect_after_all("bcad");
}
END_TEST

START_TEST(a_cancelled_timer_does_not_fire)
{
    set(&a, 10);
    set(&b, 20);
    cancel(&a);
    cancel(&a);
    cancel(&c);
    ck_assert(!timer_is_set(&a.timer));
    ck_assert(timer_is_set(&b.timer));
    expect_after_all("b");
}
END_TEST

START_TEST(never_cancels)
{
    set(&a, 10);
    set(&a, TIME_NEVER);
    set(&b, TIME_NEVER);
    ck_assert(!timer_is_set(&a.timer));
    ck_assert(!timer_is_set(&b.timer));
    ck_assert_int_eq(event_queue_next(&queue), TIME_NEVER);
    expect_after_all("");
}
END_TEST

START_TEST(the_last_nanosecond_is_a_time)
{
    set(&a, TIME_NEVER - 1);
    expect_after_all("a");
    ck_assert_int_eq(queue.now, TIME_NEVER - 1);
}
END_TEST

static void again_twice(void)
{
    ck_assert(!timer_is_set(&a.timer));
    if (queue.fired < 3)
        set(&a, queue.now + 10);
}

START_TEST(a_timer_can_be_set_by_its_own_firing)
{
    a.also = again_twice;
    set(&a, 10);
    set(&b, 20);
    /* At 10 a sets itself to 20, where b was set before it. */
    expect_after_all("aba");
}
END_TEST

static void at_this_instant(void)
{
    set(&c, queue.now);
}

START_TEST(what_a_handler_sets_for_the_present_comes_behind_its_equals)
{
    a.also = at_this_instant;
    set(&a, 10);
    set(&b, 10);
    expect_after_all("abc");
}
END_TEST

static void cancel_b_and_move_d(void)
{
    cancel(&b);
    set(&d, 12);
    set(&c, 50);
    cancel(&a); /* it fires just now */
}

START_TEST(a_handler_cancels_and_moves_others)
{
    a.also = cancel_b_and_move_d;
    set(&a, 10);
    set(&b, 11);
    set(&c, 15);
    set(&d, 40);
    expect_after_all("adc");
}
END_TEST

static void set_and_cancel(void)
{
    set(&a, 20);
    set(&b, 15);
    cancel(&a);
}

START_TEST(a_handler_takes_back_its_own_setting)
{
    a.also = set_and_cancel;
    set(&a, 10);
    expect_after_all("ab");
}
END_TEST

static void look_at_next(void)
{
    ck_assert_int_eq(event_queue_next(&queue), 20);
    set(&c, 15);
    ck_assert_int_eq(event_queue_next(&queue), 15);
}

START_TEST(next_is_right_inside_a_handler)
{
    a.also = look_at_next;
    set(&a, 10);
    set(&b, 20);
    expect_after_all("acb");
}
END_TEST

START_TEST(next_is_the_time_of_the_next_event)
{
    ck_assert_int_eq(event_queue_next(&queue), TIME_NEVER);
    set(&a, 30);
    set(&b, 20);
    ck_assert_int_eq(event_queue_next(&queue), 20);
    set(&b, 40); /* moved: its entry is still at 20 */
    ck_assert_int_eq(event_queue_next(&queue), 30);
    cancel(&a);
    ck_assert_int_eq(event_queue_next(&queue), 40);
}
END_TEST

START_TEST(a_run_ends_at_its_time_that_included)
{
    set(&a, 10);
    set(&b, 11);
    ck_assert(!event_queue_run(&queue, 10, UINT64_MAX));
    ck_assert_str_eq(fired, "a");
    ck_assert_int_eq(queue.now, 10);
    ck_assert(!event_queue_run(&queue, 10, UINT64_MAX));
    ck_assert_str_eq(fired, "a");
    ck_assert(!event_queue_run(&queue, 100, UINT64_MAX));
    ck_assert_str_eq(fired, "ab");
    ck_assert_int_eq(queue.now, 100);
}
END_TEST

START_TEST(time_never_goes_back)
{
    ck_assert(!event_queue_run(&queue, 100, UINT64_MAX));
    ck_assert(!event_queue_run(&queue, 50, UINT64_MAX));
    ck_assert_int_eq(queue.now, 100);
}
END_TEST

START_TEST(a_run_ends_after_its_number_of_events)
{
    set(&a, 10);
    set(&b, 10);
    set(&c, 20);
    ck_assert(event_queue_run(&queue, TIME_NEVER, 0));
    ck_assert_str_eq(fired, "");
    ck_assert(event_queue_run(&queue, TIME_NEVER, 1));
    ck_assert_str_eq(fired, "a");
    ck_assert(event_queue_run(&queue, TIME_NEVER, 1));
    ck_assert_int_eq(queue.now, 10);
    /* The last one and no more: none is left. */
    ck_assert(!event_queue_run(&queue, TIME_NEVER, 1));
    ck_assert_str_eq(fired, "abc");
    ck_assert(!event_queue_run(&queue, TIME_NEVER, 0));
}
END_TEST

START_TEST(events_beyond_the_time_do_not_count_as_more)
{
    set(&a, 10);
    set(&b, 30);
    ck_assert(!event_queue_run(&queue, 20, 1));
    ck_assert_int_eq(queue.now, 20);
}
END_TEST

static void stop(void)
{
    event_queue_stop(&queue);
}

START_TEST(stop_ends_the_run_after_the_event)
{
    a.also = stop;
    set(&a, 10);
    set(&b, 10);
    ck_assert(!event_queue_run(&queue, 100, UINT64_MAX));
    ck_assert_str_eq(fired, "a");
    ck_assert_int_eq(queue.now, 10);
    set(&c, 10);
    ck_assert(!event_queue_run(&queue, 100, UINT64_MAX));
    ck_assert_str_eq(fired, "abc");
}
END_TEST

static void set_ranked(struct lettered *l, sim_time due, uint32_t rank)
{
    timer_set_ranked(&queue, &l->timer, due, rank);
}

START_TEST(of_equal_times_ranks_come_first_and_in_their_order)
{
    set(&a, 10);
    set_ranked(&b, 10, 7);
    set_ranked(&c, 10, TIMER_RANKS - 1);
    set_ranked(&d, 10, 0);
    expect_after_all("dbca");
}
END_TEST

START_TEST(of_equal_ranks_the_order_of_setting_holds)
{
    set_ranked(&b, 10, 3);
    set_ranked(&a, 10, 3);
    set_ranked(&c, 9, 4);
    set_ranked(&b, 10, 3);
    expect_after_all("cab");
}
END_TEST

START_TEST(there_are_only_so_many_ranks)
{
    set_ranked(&a, 10, TIMER_RANKS);
}
END_TEST

static void move_b_before_all(void)
{
    set_ranked(&b, queue.now, 0);
    set(&d, queue.now);
}

/* Its key is then even less than that of the event being handled. */
START_TEST(a_handler_moves_a_ranked_timer_to_the_present)
{
    a.also = move_b_before_all;
    set(&a, 10);
    set_ranked(&b, 20, 0);
    set(&c, 10);
    expect_after_all("abcd");
}
END_TEST

START_TEST(a_timer_in_the_past_is_a_defect)
{
    event_queue_run(&queue, 10, UINT64_MAX);
    set(&a, 9);
}
END_TEST

START_TEST(the_present_is_not_the_past)
{
    event_queue_run(&queue, 10, UINT64_MAX);
    set(&a, 10);
    expect_after_all("a");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, timers_fire_by_time);
    tcase_add_test(t, equal_times_fire_in_the_order_of_setting);
    tcase_add_test(t, setting_again_counts_as_setting_last);
    tcase_add_test(t, a_timer_moves_to_earlier_and_to_later);
    tcase_add_test(t, a_timer_moves_to_later_and_back_again);
    tcase_add_test(t, a_cancelled_timer_does_not_fire);
    tcase_add_test(t, never_cancels);
    tcase_add_test(t, the_last_nanosecond_is_a_time);
    tcase_add_test(t, a_timer_can_be_set_by_its_own_firing);
    tcase_add_test(t, what_a_handler_sets_for_the_present_comes_behind_its_equals);
    tcase_add_test(t, a_handler_cancels_and_moves_others);
    tcase_add_test(t, a_handler_takes_back_its_own_setting);
    tcase_add_test(t, next_is_right_inside_a_handler);
    tcase_add_test(t, next_is_the_time_of_the_next_event);
    tcase_add_test(t, a_run_ends_at_its_time_that_included);
    tcase_add_test(t, time_never_goes_back);
    tcase_add_test(t, a_run_ends_after_its_number_of_events);
    tcase_add_test(t, events_beyond_the_time_do_not_count_as_more);
    tcase_add_test(t, stop_ends_the_run_after_the_event);
    tcase_add_test(t, of_equal_times_ranks_come_first_and_in_their_order);
    tcase_add_test(t, of_equal_ranks_the_order_of_setting_holds);
    tcase_add_test_raise_signal(t, there_are_only_so_many_ranks, SIGABRT);
    tcase_add_test(t, a_handler_moves_a_ranked_timer_to_the_present);
    tcase_add_test_raise_signal(t, a_timer_in_the_past_is_a_defect, SIGABRT);
    tcase_add_test(t, the_present_is_not_the_past);
}

int main(void)
{
    return run_tests("event", add);
}
