/* The simulation: its beginning and end, time, events.
 *
 * ns-3 keeps much in static objects. What has to be the same in a second simulation is set at the
 * beginning: seed and run; streams and MAC addresses are given out by the simulation, from its own
 * counters; defaults go back to ns-3's at its end. */
#include <ns3/boolean.h>
#include <ns3/config.h>
#include <ns3/event-impl.h>
#include <ns3/global-value.h>
#include <ns3/object-factory.h>
#include <ns3/rng-seed-manager.h>
#include <ns3/string.h>
#include <ns3/uinteger.h>

#include "sim/ns3/animation.h"
#include "sim/ns3/cable.h"
#include "sim/ns3/flow.h"
#include "sim/ns3/internal.h"
#include "sim/ns3/random_internal.h"
#include "sim/ns3/tcp_internal.h"
#include "sim/ns3/udp_internal.h"

static ns3c *living; /* the process's only one */

static const char *const scheduler_types[] = {"ns3::MapScheduler", "ns3::CalendarScheduler",
                                              "ns3::HeapScheduler", "ns3::PriorityQueueScheduler"};

/* The greatest seed that ns-3's generator takes. */
constexpr uint32_t SEED_MAX = 4294944442;

ns3c::ns3c()
    : scheduler(NS3C_MAP), global_routing(false), running(false), has_run(false),
      neighbours_filled(false), routes_computed(false), has_changed(false),
      next_stream(FIRST_OWN_STREAM), next_mac(1), segments(0), tcp_numbers(0),
      arrivals(std::make_unique<Arrivals>()), animated(false)
{
}

ns3c::~ns3c() = default;

ns3::Mac48Address next_mac(ns3c *sim)
{
    const uint64_t n = sim->next_mac++;
    uint8_t bytes[6] = {2, 0};
    for (int i = 0; i < 4; i++)
        bytes[5 - i] = uint8_t(n >> 8 * i);
    ns3::Mac48Address mac;
    mac.CopyFrom(bytes);
    return mac;
}

static int check_options(const ns3c_options *o)
{
    if (o->seed > SEED_MAX)
        return fail(NS3C_INVALID, "seed %" PRIu32 " is not below 4294944443", o->seed);
    if (const int s = number_of(o->scheduler); s < NS3C_MAP || s > NS3C_PRIORITY_QUEUE)
        return fail(NS3C_INVALID, "there is no scheduler %d", s);
    return 0;
}

int ns3c_create(struct ns3c **sim, const struct ns3c_options *options)
{
    return guarded([&] {
        static const ns3c_options standard = {};
        const ns3c_options *o = options ? options : &standard;
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_create: there is no place for the simulation");
        if (living)
            return fail(NS3C_BUSY, "there is a simulation in this process; destroy it first");
        if (const int code = check_options(o))
            return code;
        auto made = std::make_unique<ns3c>();
        made->scheduler = o->scheduler;
        made->global_routing = o->global_routing;
        ns3::RngSeedManager::SetSeed(o->seed ? o->seed : 1);
        ns3::RngSeedManager::SetRun(o->run ? o->run : 1);
        ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(o->checksums));
        ns3::ObjectFactory factory;
        factory.SetTypeId(scheduler_types[o->scheduler]);
        ns3::Simulator::SetScheduler(factory);
        living = *sim = made.release();
        return 0;
    });
}

int ns3c_destroy(struct ns3c *sim)
{
    return guarded([&] {
        if (!sim)
            return 0;
        if (sim->running)
            return fail(NS3C_STATE, "a simulation cannot be destroyed while it runs; stop it");
        living = nullptr;
        for (auto &d : sim->devices)
            d->trace = nullptr; /* disposing drops packets, which nobody wants to hear of */
        sim->tcp.clear();
        sim->udp.clear();
        sim->flows.reset();
        sim->animation.reset();
        ns3::Simulator::Destroy();
        delete sim;
        ns3::Config::Reset();
        return 0;
    });
}

int64_t ns3c_now(const struct ns3c *)
{
    return ns3::Simulator::Now().GetNanoSeconds();
}

uint64_t ns3c_event_count(const struct ns3c *)
{
    return ns3::Simulator::GetEventCount();
}

/* --- running ---------------------------------------------------------------------------------- */

/* Stands at `until`, goes behind all others there, and stops once none was handled in between. */
static void end_of_run(ns3c *sim, uint64_t handled)
{
    const uint64_t count = ns3::Simulator::GetEventCount();
    if (count == handled + 1)
        ns3::Simulator::Stop();
    else
        sim->end = ns3::Simulator::ScheduleNow(&end_of_run, sim, count);
}

int ns3c_run(struct ns3c *sim, int64_t until)
{
    return guarded([&] {
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_run: there is no simulation");
        if (sim->running)
            return fail(NS3C_STATE, "the simulation is running");
        const int64_t now = ns3c_now(sim);
        if (until != NS3C_FOREVER && (until < now || until > NS3C_TIME_MAX))
            return fail(NS3C_INVALID, "cannot run until %" PRId64 " ns: it is %" PRId64 " ns",
                        until, now);
        sim->running = sim->has_run = true;
        if (until != NS3C_FOREVER)
            sim->end = ns3::Simulator::Schedule(ns3::NanoSeconds(until - now), &end_of_run, sim,
                                                UINT64_MAX - 1);
        ns3::Simulator::Run();
        ns3::Simulator::Remove(sim->end);
        sim->end = ns3::EventId();
        sim->running = false;
        return 0;
    });
}

void ns3c_stop(struct ns3c *sim)
{
    guarded([&] {
        if (sim && sim->running)
            ns3::Simulator::Stop();
        return 0;
    });
}

/* --- events ----------------------------------------------------------------------------------- */

namespace
{

/* Owned by ns-3's scheduler. It knows its handle only while it is set; one that is set when the
 * simulation is destroyed is set no more then. */
class CallerEvent : public ns3::EventImpl
{
  public:
    explicit CallerEvent(ns3c_event *handle) : m_handle(handle)
    {
    }

    ~CallerEvent() override
    {
        Forget();
    }

    void Forget()
    {
        if (m_handle)
            m_handle->pending_ = nullptr;
        m_handle = nullptr;
    }

  private:
    void Notify() override
    {
        ns3c_event *handle = m_handle;
        Forget();
        handle->fire(handle->user);
    }

    ns3c_event *m_handle;
};

} // namespace

int ns3c_schedule(struct ns3c *sim, struct ns3c_event *e, int64_t at)
{
    return guarded([&] {
        if (!sim || !e || !e->fire)
            return fail(NS3C_INVALID, "ns3c_schedule: an event without a function");
        if (e->pending_)
            return fail(NS3C_STATE, "the event is set already, for %" PRId64 " ns", e->at_);
        const int64_t now = ns3c_now(sim);
        if (at < now || at > NS3C_TIME_MAX)
            return fail(NS3C_INVALID,
                        "cannot set an event for %" PRId64 " ns: it is %" PRId64 " ns", at, now);
        const ns3::Ptr<ns3::EventImpl> made = ns3::Create<CallerEvent>(e);
        const ns3::EventId id = ns3::Simulator::Schedule(ns3::NanoSeconds(at - now), made);
        e->pending_ = ns3::PeekPointer(made);
        e->at_ = at;
        e->serial_ = id.GetUid();
        return 0;
    });
}

int ns3c_cancel(struct ns3c *sim, struct ns3c_event *e)
{
    return guarded([&] {
        if (!sim || !e)
            return fail(NS3C_INVALID, "ns3c_cancel: there is no event");
        if (!e->pending_)
            return 0;
        auto *made = static_cast<CallerEvent *>(e->pending_);
        const ns3::EventId id(ns3::Ptr<ns3::EventImpl>(made), uint64_t(e->at_),
                              ns3::Simulator::NO_CONTEXT, e->serial_);
        made->Forget();
        /* Two of the schedulers would have to search for it; there it fires into nothing. */
        if (sim->scheduler == NS3C_MAP || sim->scheduler == NS3C_CALENDAR)
            ns3::Simulator::Remove(id);
        else
            ns3::Simulator::Cancel(id);
        return 0;
    });
}
