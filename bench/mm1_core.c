/* mm1_core [EVENTS]: an M/M/1 queue on the event core, to measure the core. Of the two timers both
 * are set most of the time. */
#include "bench/mm1.h"
#include "sim/event.h"

struct station {
    struct event_queue queue;
    struct timer arrival, departure;
    struct mm1 mm1;
};

static void begin_service(struct station *s)
{
    timer_set(&s->queue, &s->departure, s->queue.now + mm1_service(&s->mm1));
}

static void expect_arrival(struct station *s)
{
    timer_set(&s->queue, &s->arrival, s->queue.now + mm1_interarrival(&s->mm1));
}

static void arrive(struct timer *t)
{
    struct station *s = CONTAINER_OF(t, struct station, arrival);
    if (mm1_arrive(&s->mm1, s->queue.now))
        begin_service(s);
    expect_arrival(s);
}

static void depart(struct timer *t)
{
    struct station *s = CONTAINER_OF(t, struct station, departure);
    if (mm1_depart(&s->mm1, s->queue.now))
        begin_service(s);
}

int main(int argc, char **argv)
{
    const uint64_t events = mm1_events(argc, argv);
    struct station s;
    event_queue_init(&s.queue);
    timer_init(&s.arrival, arrive);
    timer_init(&s.departure, depart);
    mm1_init(&s.mm1);
    expect_arrival(&s);
    event_queue_run(&s.queue, TIME_NEVER, events);
    mm1_report(&s.mm1, s.queue.fired);
    event_queue_fini(&s.queue);
}
