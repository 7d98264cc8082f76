/* Binary heaps in one total order. A timer that is moved to later stays where it is until it
 * comes up, which is what time-outs mostly do. */
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

static inline void move_entry(struct event_heap *h, uint32_t to, uint32_t from)
{
    h->entries[to] = h->entries[from];
    h->entries[to].timer->slot = to + 1;
}

static inline void place(struct event_heap *h, uint32_t i, struct timer *t)
{
    h->entries[i] = (struct event_entry){t->due, t->order, t};
    t->slot = i + 1;
}

/* Both put a timer where it belongs, beginning at the free place `i`. */
static void sift_up(struct event_heap *h, uint32_t i, struct timer *t)
{
    while (i > 0) {
        const uint32_t parent = (i - 1) / 2;
        if (timer_key(t) >= entry_key(&h->entries[parent]))
            break;
        move_entry(h, i, parent);
        i = parent;
    }
    place(h, i, t);
}

static void sift_down(struct event_heap *h, uint32_t i, struct timer *t)
{
    uint32_t child;
    while ((child = 2 * i + 1) < h->used) {
        if (child + 1 < h->used)
            child += entry_key(&h->entries[child + 1]) < entry_key(&h->entries[child]);
        if (entry_key(&h->entries[child]) >= timer_key(t))
            break;
        move_entry(h, i, child);
        i = child;
    }
    place(h, i, t);
}

static void remove_at(struct event_heap *h, uint32_t i)
{
    struct timer *last = h->entries[--h->used].timer;
    if (i == h->used)
        return;
    if (i > 0 && timer_key(last) < entry_key(&h->entries[(i - 1) / 2]))
        sift_up(h, i, last);
    else
        sift_down(h, i, last);
}

/* Not a part of `set`, which most often fills a vacancy and then needs no registers kept. */
static __attribute__((noinline)) void add(struct event_heap *h, struct timer *t)
{
    if (h->used == h->room) {
        h->room = h->room ? 2 * h->room : 64;
        h->entries = mem_resize(h->entries, h->room, sizeof *h->entries);
    }
    sift_up(h, h->used++, t);
}

void event_queue_init(struct event_queue *q)
{
    *q = (struct event_queue){0};
}

void event_queue_fini(struct event_queue *q)
{
    free(q->near.entries);
    free(q->far.entries);
    *q = (struct event_queue){0};
}

#define FAR_AHEAD (SECONDS / 2)

static inline struct event_heap *heap_of(struct event_queue *q, const struct timer *t)
{
    return t->far ? &q->far : &q->near;
}

static inline void fill_vacancy(struct event_queue *q)
{
    struct event_heap *h = q->vacant;
    q->vacant = NULL;
    if (h)
        remove_at(h, 0);
}

static void insert(struct event_queue *q, struct timer *t)
{
    t->far = t->due - q->now >= FAR_AHEAD;
    struct event_heap *h = heap_of(q, t);
    if (q->vacant == h) { /* the place of the event that is being handled: most handlers set one */
        q->vacant = NULL;
        sift_down(h, 0, t);
    } else {
        add(h, t);
    }
}

/* Below the ranks, and for timers without one: the number of the setting. */
enum { SETTING_BITS = 40 };
#define WITHOUT_RANK (UINT64_C(1) << 63)

/* It is set, and has been moved to earlier. That is rare, and so has a function of its own. */
static __attribute__((noinline)) void move_up(struct event_queue *q, struct timer *t)
{
    fill_vacancy(q); /* a rank can bring it before the event that is being handled */
    sift_up(heap_of(q, t), t->slot - 1, t);
}

static void set(struct event_queue *q, struct timer *t, sim_time due, uint64_t order)
{
    CHECK(due >= q->now);
    t->due = due;
    t->order = order;
    if (!timer_is_set(t))
        insert(q, t);
    else if (timer_key(t) < entry_key(&heap_of(q, t)->entries[t->slot - 1]))
        move_up(q, t);
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
    const uint32_t i = t->slot - 1;
    t->slot = 0;
    remove_at(heap_of(q, t), i);
}

/* Whether the top of a heap stands where it belongs; if not, it goes there, and there is another.
 */
static inline bool settle(struct event_heap *h)
{
    struct timer *t = h->entries[0].timer;
    if (__builtin_expect(h->entries[0].order == t->order, 1))
        return true;
    sift_down(h, 0, t);
    return false;
}

static inline bool is_first(const struct event_heap *h, const struct event_heap *other)
{
    return other->used == 0 || entry_key(h->entries) < entry_key(other->entries);
}

/* The heap whose top is the next event, or NULL. No key of an entry is too late: the other heap's
 * top, which may have moved to later, need not be settled. */
static inline struct event_heap *next_heap(struct event_queue *q)
{
    fill_vacancy(q);
    for (;;) {
        struct event_heap *h = q->near.used && is_first(&q->near, &q->far) ? &q->near : &q->far;
        if (h->used == 0)
            return NULL;
        if (settle(h))
            return h;
    }
}

sim_time event_queue_next(struct event_queue *q)
{
    const struct event_heap *h = next_heap(q);
    return h ? h->entries[0].due : TIME_NEVER;
}

bool event_queue_run(struct event_queue *q, sim_time until, uint64_t events)
{
    const uint64_t last = q->fired + events;
    q->stopped = false;
    while (!q->stopped) {
        struct event_heap *h = next_heap(q);
        if (!h || h->entries[0].due > until) {
            if (until != TIME_NEVER)
                q->now = time_max(q->now, until);
            return false;
        }
        if (q->fired == last)
            return true;
        struct timer *t = h->entries[0].timer;
        q->now = t->due;
        q->fired++;
        q->vacant = h;
        t->slot = 0;
        t->fire(t);
    }
    return false;
}

void event_queue_stop(struct event_queue *q)
{
    q->stopped = true;
}
