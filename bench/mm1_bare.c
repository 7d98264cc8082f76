/* mm1_bare [EVENTS]: the queue of mm1_core without an event queue. Only two things can happen next,
 * so comparing two times is enough: what the event core is measured against. */
#include "bench/mm1.h"

int main(int argc, char **argv)
{
    const uint64_t events = mm1_events(argc, argv);
    struct mm1 m;
    mm1_init(&m);
    sim_time arrival = mm1_interarrival(&m), departure = TIME_NEVER;
    for (uint64_t i = 0; i < events; i++) {
        if (arrival <= departure) {
            const sim_time now = arrival;
            if (mm1_arrive(&m, now))
                departure = now + mm1_service(&m);
            arrival = now + mm1_interarrival(&m);
        } else {
            const sim_time now = departure;
            departure = mm1_depart(&m, now) ? now + mm1_service(&m) : TIME_NEVER;
        }
    }
    mm1_report(&m, events);
}
