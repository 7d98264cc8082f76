#include "sim/event.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"

/* A binary heap. The keys stand in the array, so that comparing touches no timer. An entry's key is
 * that of its timer, or an earlier one when the timer has been moved to later since. */
struct event_entry {
    sim_time due;
    uint64_t order;
    struct timer *timer;
};

/* The total order of events: by time, then by the order in which they were set. As one number of
 * 128 bits, because that compares without a branch. */
static inline unsigned __int128 key(sim_time due, uint64_t order)
{
    return (unsigned __int128)(uint64_t)due << 64 | order;
}

static inline unsigned __int128 entry_key(const struct event_entry *e)
{
    return key(e->due, e->order);
}

static inline unsigned __int128 timer_key(const struct timer *t)
{
    return key(t->due, t->order);
}

static inline void move_entry(struct event_queue *q, uint32_t to, uint32_t from)
{
    q->heap[to] = q->heap[from];
    q->heap[to].timer->slot = to + 1;
}

static inline void place(struct event_queue *q, uint32_t i, struct timer *t)
{
    struct event_entry *e = &q->heap[i];
    e->due = t->due;
    e->order = t->order;
    e->timer = t;
    t->slot = i + 1;
}

/* Both put a timer where it belongs, beginning at the free place `i`. */
static void sift_up(struct event_queue *q, uint32_t i, struct timer *t)
{
    while (i > 0) {
        const uint32_t parent = (i - 1) / 2;
        if (timer_key(t) >= entry_key(&q->heap[parent]))
            break;
        move_entry(q, i, parent);
        i = parent;
    }
    place(q, i, t);
}

static void sift_down(struct event_queue *q, uint32_t i, struct timer *t)
{
    uint32_t child;
    while ((child = 2 * i + 1) < q->used) {
        if (child + 1 < q->used)
            child += entry_key(&q->heap[child + 1]) < entry_key(&q->heap[child]);
        if (entry_key(&q->heap[child]) >= timer_key(t))
            break;
        move_entry(q, i, child);
        i = child;
    }
    place(q, i, t);
}

static void remove_at(struct event_queue *q, uint32_t i)
{
    struct timer *last = q->heap[--q->used].timer;
    if (i == q->used)
        return;
    if (i > 0 && timer_key(last) < entry_key(&q->heap[(i - 1) / 2]))
        sift_up(q, i, last);
    else
        sift_down(q, i, last);
}

static inline void fill_vacancy(struct event_queue *q)
{
    if (q->vacant) {
        q->vacant = false;
        remove_at(q, 0);
    }
}

static void insert(struct event_queue *q, struct timer *t)
{
    if (q->vacant) { /* the place of the event that is being handled: most handlers set one */
        q->vacant = false;
        sift_down(q, 0, t);
        return;
    }
    if (q->used == q->room) {
        q->room = q->room ? 2 * q->room : 64;
        q->heap = mem_resize(q->heap, q->room, sizeof *q->heap);
    }
    sift_up(q, q->used++, t);
}

void event_queue_init(struct event_queue *q)
{
    *q = (struct event_queue){0};
}

void event_queue_fini(struct event_queue *q)
{
    free(q->heap);
    *q = (struct event_queue){0};
}

/* Below the ranks, and for timers without one: the number of the setting. */
enum { SETTING_BITS = 40 };
#define WITHOUT_RANK (UINT64_C(1) << 63)

static void set(struct event_queue *q, struct timer *t, sim_time due, uint64_t order)
{
    CHECK(due >= q->now);
    t->due = due;
    t->order = order;
    if (!timer_is_set(t)) {
        insert(q, t);
    } else if (timer_key(t) < entry_key(&q->heap[t->slot - 1])) {
        fill_vacancy(q); /* a rank can bring it before the event that is being handled */
        sift_up(q, t->slot - 1, t);
    }
    /* Otherwise it has moved to later, and its entry moves when it comes to the top: a
     * retransmission timer is set again for every packet, and seldom gets there. */
}

void timer_set(struct event_queue *q, struct timer *t, sim_time due)
{
    if (due == TIME_NEVER)
        timer_cancel(q, t);
    else
        set(q, t, due, WITHOUT_RANK | q->settings++);
}

void timer_set_ranked(struct event_queue *q, struct timer *t, sim_time due, uint32_t rank)
{
    CHECK(rank < TIMER_RANKS);
    const uint64_t setting = q->settings++ & ((UINT64_C(1) << SETTING_BITS) - 1);
    set(q, t, due, (uint64_t)rank << SETTING_BITS | setting);
}

void timer_cancel(struct event_queue *q, struct timer *t)
{
    if (!timer_is_set(t))
        return;
    remove_at(q, t->slot - 1);
    t->slot = 0;
}

/* Brings the next event to the top: entries of timers that have moved go to where they belong. */
static void settle(struct event_queue *q)
{
    fill_vacancy(q);
    while (q->used && q->heap[0].order != q->heap[0].timer->order)
        sift_down(q, 0, q->heap[0].timer);
}

sim_time event_queue_next(struct event_queue *q)
{
    settle(q);
    return q->used ? q->heap[0].due : TIME_NEVER;
}

bool event_queue_run(struct event_queue *q, sim_time until, uint64_t events)
{
    const uint64_t last = q->fired + events;
    q->stopped = false;
    while (!q->stopped) {
        settle(q);
        if (q->used == 0 || q->heap[0].due > until) {
            if (until != TIME_NEVER)
                q->now = time_max(q->now, until);
            return false;
        }
        if (q->fired == last)
            return true;
        struct timer *t = q->heap[0].timer;
        q->now = t->due;
        q->fired++;
        q->vacant = true;
        t->slot = 0;
        t->fire(t);
    }
    return false;
}

void event_queue_stop(struct event_queue *q)
{
    q->stopped = true;
}
