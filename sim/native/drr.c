/* Deficit round robin (Shreedhar and Varghese, "Efficient fair queuing using deficit round robin",
 * SIGCOMM 1995): classes with packets take turns; at its turn a class gets its quantum on top of
 * what it could not use, and sends while the next packet fits into that. So over any time in which
 * classes always have packets their bytes are as their quanta, but for one quantum and one packet.
 * Classes with priority come before that, policed, as with strict priority. */
#include "base/check.h"
#include "sim/native/queue_class.h"

struct drr {
    struct queue queue;
    struct queue_classes classes;
    uint64_t quantum[LINK_CLASSES + 1], deficit[LINK_CLASSES + 1]; /* bytes */
    uint32_t turns[LINK_CLASSES + 1]; /* classes with packets, in the order of their turns ... */
    uint32_t waiting;                 /* ... and how many */
    bool granted;                     /* the first of them has got its quantum for this turn */
};

static bool drr_is_class_urgent(const struct link_queue *q, uint32_t i)
{
    return i < q->class_count && q->classes[i].priority;
}

/* In a billionth of the rate: the rest has what the classes leave. */
static uint32_t drr_share(const struct link_queue *q, uint32_t i)
{
    if (i < q->class_count)
        return q->classes[i].share;
    uint64_t classes = 0;
    for (uint32_t k = 0; k < q->class_count; k++)
        classes += q->classes[k].share;
    CHECK(classes < LINK_BILLION);
    return (uint32_t)(LINK_BILLION - classes);
}

static void drr_set_quanta(struct drr *s)
{
    const struct link_queue *q = &s->queue.config->queue;
    const uint64_t least_quantum = q->quantum ? q->quantum : s->queue.largest;
    uint32_t least = LINK_BILLION;
    for (uint32_t i = 0; i <= q->class_count; i++)
        if (!drr_is_class_urgent(q, i) && drr_share(q, i) < least)
            least = drr_share(q, i);
    CHECK(least > 0);
    for (uint32_t i = 0; i <= q->class_count; i++)
        s->quantum[i] = least_quantum * drr_share(q, i) / least;
}

static void drr_init(struct queue *q)
{
    struct drr *s = (struct drr *)q;
    const struct link_queue *config = &q->config->queue;
    for (uint32_t i = 0; i < config->class_count; i++)
        if (config->classes[i].priority)
            policer_init(&s->classes.policer[i], q->config, &config->classes[i]);
    drr_set_quanta(s);
}

static void drr_put(struct queue *q, struct packet *p, sim_time now)
{
    struct drr *s = (struct drr *)q;
    const int i = queue_class_put(q, &s->classes, p, now);
    if (i < 0 || drr_is_class_urgent(&q->config->queue, (uint32_t)i))
        return;
    if (s->classes.list[i].packets == 1)
        s->turns[s->waiting++] = (uint32_t)i;
}

static struct packet *drr_take_urgent(struct queue *q, sim_time now)
{
    (void)now;
    struct drr *s = (struct drr *)q;
    for (uint32_t i = 0; i < q->config->queue.class_count; i++)
        if (q->config->queue.classes[i].priority && s->classes.list[i].first)
            return queue_first(q, &s->classes.list[i]);
    return NULL;
}

/* Its turn is over: it comes last from now on, or, when nothing of it waits, not at all. */
static void drr_end_turn(struct drr *s)
{
    const uint32_t i = s->turns[0];
    s->granted = false;
    for (uint32_t k = 1; k < s->waiting; k++)
        s->turns[k - 1] = s->turns[k];
    if (s->classes.list[i].packets) {
        s->turns[s->waiting - 1] = i;
        return;
    }
    s->deficit[i] = 0;
    s->waiting--;
}

static struct packet *drr_take(struct queue *q, sim_time now)
{
    struct drr *s = (struct drr *)q;
    struct packet *p = drr_take_urgent(q, now);
    while (!p && s->waiting) {
        const uint32_t i = s->turns[0];
        if (!s->granted)
            s->deficit[i] += s->quantum[i];
        s->granted = true;
        if (s->classes.list[i].first->waits.bytes <= s->deficit[i]) {
            p = queue_first(q, &s->classes.list[i]);
            s->deficit[i] -= p->waits.bytes;
        }
        if (!p || !s->classes.list[i].packets)
            drr_end_turn(s);
    }
    return queue_class_taken(q, &s->classes, p);
}

static bool drr_is_urgent(const struct queue *q, const struct packet *p)
{
    const struct link_queue *config = &q->config->queue;
    return drr_is_class_urgent(config, link_class_of(config, p->info.dscp));
}

const struct queue_discipline queue_drr = {
    .size = sizeof(struct drr),
    .init = drr_init,
    .put = drr_put,
    .take = drr_take,
    .take_urgent = drr_take_urgent,
    .is_urgent = drr_is_urgent,
};
