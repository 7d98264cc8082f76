/* Many timers against a model that is plainly right: an array that is searched for the least. */
#include "sim/event.h"
#include "sim/random.h"
#include "tests/support.h"

enum { MANY = 200, ROUNDS = 3000 };

struct modelled {
    struct timer timer;
    sim_time due;  /* TIME_NEVER: not set */
    uint32_t rank; /* NO_RANK: none */
    uint64_t order;
};

enum { RANKS = 3, NO_RANK = RANKS };

static struct event_queue queue;
static struct modelled many[MANY];
static struct random_stream draws;
static uint64_t settings;
static sim_time unit; /* of all times; there are few, so that many are equal */

static bool is_before(const struct modelled *m, const struct modelled *other)
{
    if (m->due != other->due)
        return m->due < other->due;
    return m->rank != other->rank ? m->rank < other->rank : m->order < other->order;
}

static struct modelled *least(void)
{
    struct modelled *first = NULL;
    for (int i = 0; i < MANY; i++)
        if (many[i].due != TIME_NEVER && (!first || is_before(&many[i], first)))
            first = &many[i];
    return first;
}

static void do_something(void)
{
    struct modelled *m = &many[random_below(&draws, MANY)];
    if (random_chance(&draws, 250000000)) {
        timer_cancel(&queue, &m->timer);
        m->due = TIME_NEVER;
    } else {
        m->due = queue.now + unit * random_time(&draws, 50);
        m->order = settings++;
        m->rank = (uint32_t)random_below(&draws, RANKS + 1);
        if (m->rank == NO_RANK)
            timer_set(&queue, &m->timer, m->due);
        else
            timer_set_ranked(&queue, &m->timer, m->due, m->rank);
    }
    ck_assert(timer_is_set(&m->timer) == (m->due != TIME_NEVER));
}

static void is_the_least(struct timer *timer)
{
    struct modelled *m = CONTAINER_OF(timer, struct modelled, timer);
    ck_assert_ptr_eq(m, least());
    ck_assert_int_eq(queue.now, m->due);
    m->due = TIME_NEVER;
    for (uint64_t n = random_below(&draws, 4); n > 0; n--)
        do_something();
}

static void init_many(uint64_t seed)
{
    random_init(&draws, seed, 0, 0, RANDOM_TEST);
    settings = 0;
    for (int i = 0; i < MANY; i++) {
        timer_init(&many[i].timer, is_the_least);
        many[i].due = TIME_NEVER;
    }
}

/* With the longer unit, half of the timers are far ahead when they are set, half of them near. */
START_TEST(random_operations_agree_with_a_sorted_list)
{
    event_queue_init(&queue);
    init_many((uint64_t)_i);
    unit = _i % 2 ? 1 : 20 * MILLISECONDS;
    for (int i = 0; i < ROUNDS; i++) {
        for (uint64_t n = random_below(&draws, 6); n > 0; n--)
            do_something();
        const struct modelled *first = least();
        if (random_chance(&draws, 500000000))
            ck_assert_int_eq(event_queue_next(&queue), first ? first->due : TIME_NEVER);
        const sim_time until = queue.now + unit * random_time(&draws, 10);
        if (!event_queue_run(&queue, until, random_below(&draws, 10)))
            ck_assert(!least() || least()->due > until);
    }
    ck_assert_uint_gt(queue.fired, ROUNDS);
    event_queue_fini(&queue);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_loop_test(t, random_operations_agree_with_a_sorted_list, 0, 8);
}

int main(void)
{
    return run_tests("event model", add);
}
