/* When a timer of a host that is late fires. */
#include "models/devices/late_timer.h"

#include "tests/sim/native/network.h"

enum { LONGEST = 1000 }; /* ns */

static struct network net;
static struct net_host *host;
static struct lateness lateness;
static struct late_timer timer;
static sim_time fired; /* last; -1 */
static int times;

static void fire(struct late_timer *t)
{
    ck_assert_ptr_eq(t, &timer);
    fired = net_now(net.net);
    times++;
}

static void start_with(sim_time longest, uint32_t slack)
{
    network_two_hosts(&net, plain_line(0));
    net.watched = NULL;
    network_build(&net);
    host = native_engine.host(net.net, 1);
    lateness_init(&lateness, host, longest, slack);
    late_timer_init(&timer, host, fire);
    fired = -1;
    times = 0;
}

static void start(sim_time longest)
{
    start_with(longest, 0);
}

static void teardown(void)
{
    network_fini(&net);
}

static void run_until(sim_time t)
{
    native_engine.run(net.net, t, UINT64_MAX);
}

/* The draws that the host is going to make. */
static struct random_stream same_draws(void)
{
    struct random_stream r;
    random_init(&r, net.net->seed, net.net->replication, host->address, RANDOM_LATENESS);
    return r;
}

START_TEST(without_lateness_it_is_exact_and_nothing_is_drawn)
{
    start(0);
    const struct random_stream before = lateness.draws;
    late_timer_set(&timer, 5000);
    network_run(&net);
    ck_assert_int_eq(fired, 5000);
    ck_assert_mem_eq(&lateness.draws, &before, sizeof before);
}
END_TEST

/* One that is set when the device goes: of a connection that is closing, say. */
START_TEST(one_that_outlives_the_device_is_exact_and_draws_nothing)
{
    start(LONGEST);
    late_timer_set(&timer, 5000);
    const struct random_stream before = lateness.draws;
    lateness_fini(host);
    network_run(&net);
    ck_assert_int_eq(fired, 5000);
    ck_assert_mem_eq(&lateness.draws, &before, sizeof before);
}
END_TEST

/* Uniform from 0 to 1000 ns, both included: mean 500, of 400 within 4 x 289 / 20 of that. */
START_TEST(each_firing_is_late_by_a_draw_of_its_own)
{
    enum { FIRINGS = 400 };
    start(LONGEST);
    struct random_stream draws = same_draws();
    sim_time sum = 0;
    for (int i = 0; i < FIRINGS; i++) {
        const sim_time due = net_now(net.net) + 10000, late = random_time(&draws, LONGEST);
        late_timer_set(&timer, due);
        run_until(due + LONGEST);
        ck_assert_int_eq(fired, due + late);
        sum += late;
    }
    ck_assert_int_eq(times, FIRINGS);
    ck_assert_int_gt(sum, FIRINGS * (500 - 58));
    ck_assert_int_lt(sum, FIRINGS * (500 + 58));
}
END_TEST

/* A hundredth of a wait of 100 ms is 1 ms: by that, or where an interrupt comes before, until then.
 * These are 14 ms apart on average, so that of 400 waits 1 - exp(-1/14), 27.6, are shorter; within
 * 4 x 5.1 of that. */
START_TEST(slack_puts_off_by_a_share_of_the_wait_at_most)
{
    enum { FIRINGS = 400 };
    const sim_time wait = 100 * MILLISECONDS, slack = MILLISECONDS;
    int early = 0;
    start_with(0, LINK_BILLION / 100);
    for (int i = 0; i < FIRINGS; i++) {
        const sim_time due = net_now(net.net) + wait;
        late_timer_set(&timer, due);
        run_until(due + slack);
        ck_assert_int_eq(times, i + 1);
        ck_assert_int_ge(fired, due);
        early += fired < due + slack;
    }
    ck_assert_int_gt(early, 27 - 20);
    ck_assert_int_lt(early, 28 + 20);
}
END_TEST

/* It was woken after 999 ms of 1 s, and waits for 1 ms more, of which all is 1 ms. */
START_TEST(slack_is_of_what_is_left_when_it_is_set_again)
{
    start_with(0, LINK_BILLION);
    late_timer_set(&timer, SECONDS);
    run_until(999 * MILLISECONDS);
    late_timer_set(&timer, SECONDS);
    run_until(1001 * MILLISECONDS);
    ck_assert_int_eq(times, 1);
}
END_TEST

/* A hundredth of 100 ns is 1 ns, before which no interrupt comes. */
START_TEST(slack_comes_on_top_of_what_the_program_takes)
{
    start_with(LONGEST, LINK_BILLION / 100);
    struct random_stream draws = same_draws();
    const sim_time late = random_time(&draws, LONGEST);
    late_timer_set(&timer, 100);
    run_until(100 + late + 1);
    ck_assert_int_eq(fired, 100 + late + 1);
}
END_TEST

START_TEST(one_that_never_fires_draws_nothing)
{
    start(LONGEST);
    const struct random_stream before = lateness.draws;
    for (sim_time due = 1000; due < 10000; due += 1000) {
        late_timer_set(&timer, due);
        run_until(due - 1);
    }
    late_timer_cancel(&timer);
    network_run(&net);
    ck_assert_int_eq(times, 0);
    ck_assert_mem_eq(&lateness.draws, &before, sizeof before);
}
END_TEST

/* Between its time and its firing. */
START_TEST(one_that_is_about_to_fire_may_be_set_anew)
{
    start(LONGEST);
    struct random_stream draws = same_draws();
    const sim_time late = random_time(&draws, LONGEST), next = random_time(&draws, LONGEST);
    ck_assert_int_gt(late, 1);
    late_timer_set(&timer, 5000);
    run_until(5001);
    late_timer_set(&timer, 5000); /* what it was set to anyway */
    run_until(5000 + late - 1);
    ck_assert_int_eq(times, 0);
    late_timer_set(&timer, 5001); /* also past */
    run_until(5000 + late);
    ck_assert_int_eq(fired, 5000 + late);
    late_timer_set(&timer, 20000);
    run_until(20000);
    late_timer_set(&timer, 30000); /* there was progress */
    run_until(40000);
    ck_assert_int_eq(times, 2);
    ck_assert_int_ge(fired, 30000);
    ck_assert_int_ne(fired, 30000 + next);
    late_timer_set(&timer, 50000);
    run_until(50000);
    late_timer_set(&timer, TIME_NEVER);
    network_run(&net);
    ck_assert_int_eq(times, 2);
}
END_TEST

/* Nothing is about to fire any more. */
START_TEST(one_that_has_fired_may_be_set_to_what_has_passed)
{
    start(LONGEST);
    struct random_stream draws = same_draws();
    const sim_time late = random_time(&draws, LONGEST), next = random_time(&draws, LONGEST);
    late_timer_set(&timer, 5000);
    run_until(5000 + late);
    ck_assert_int_eq(times, 1);
    late_timer_set(&timer, 5000 + late);
    network_run(&net);
    ck_assert_int_eq(times, 2);
    ck_assert_int_eq(fired, 5000 + late + next);
}
END_TEST

START_TEST(what_is_no_timer_is_never_late)
{
    start(LONGEST);
    const struct random_stream before = lateness.draws;
    late_timer_set_exact(&timer, 5000);
    run_until(6000);
    ck_assert_int_eq(fired, 5000);
    ck_assert_mem_eq(&lateness.draws, &before, sizeof before);
    late_timer_set_exact(&timer, 7000);
    late_timer_set(&timer, 8000); /* instead */
    run_until(8000 + LONGEST);
    ck_assert_int_eq(times, 2);
    ck_assert_int_gt(fired, 8000);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, without_lateness_it_is_exact_and_nothing_is_drawn);
    tcase_add_test(t, one_that_outlives_the_device_is_exact_and_draws_nothing);
    tcase_add_test(t, each_firing_is_late_by_a_draw_of_its_own);
    tcase_add_test(t, slack_puts_off_by_a_share_of_the_wait_at_most);
    tcase_add_test(t, slack_is_of_what_is_left_when_it_is_set_again);
    tcase_add_test(t, slack_comes_on_top_of_what_the_program_takes);
    tcase_add_test(t, one_that_never_fires_draws_nothing);
    tcase_add_test(t, one_that_is_about_to_fire_may_be_set_anew);
    tcase_add_test(t, one_that_has_fired_may_be_set_to_what_has_passed);
    tcase_add_test(t, what_is_no_timer_is_never_late);
}

int main(void)
{
    return run_tests("late timer", add);
}
