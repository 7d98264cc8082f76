/* The simulation: one at a time, time, events, defaults. */
#include "tests/sim/ns3/network.h"

START_TEST(one_at_a_time)
{
    struct ns3c *first, *second = NULL;
    OK(ns3c_create(&first, NULL));
    REFUSED(ns3c_create(&second, NULL), NS3C_BUSY, "destroy it first");
    ck_assert_ptr_null(second);
    OK(ns3c_destroy(first));
    OK(ns3c_create(&second, NULL));
    OK(ns3c_destroy(second));
    OK(ns3c_destroy(NULL));
    ck_assert_str_eq(ns3c_code_name(NS3C_BUSY), "NS3C_BUSY");
    ck_assert_str_eq(ns3c_code_name(0), "NS3C_OK");
    ck_assert_ptr_null(ns3c_code_name(1));
    ck_assert_str_eq(ns3c_ns3_version(), "3.37");
}
END_TEST

START_TEST(options_are_checked)
{
    struct ns3c *sim;
    REFUSED(ns3c_create(NULL, NULL), NS3C_INVALID, "no place");
    REFUSED(ns3c_create(&sim, &(struct ns3c_options){.seed = 4294944443u}), NS3C_INVALID,
            "4294944443");
    REFUSED(ns3c_create(&sim, &(struct ns3c_options){.scheduler = 4}), NS3C_INVALID, "scheduler");
}
END_TEST

struct fired {
    struct story *story;
    struct ns3c_event event, *other;
    const char *name;
    int64_t again; /* ns after; 0: not */
};

static void fire(void *user)
{
    struct fired *f = user;
    tell(f->story, "%s", f->name);
    if (f->other)
        OK(ns3c_cancel(f->story->sim, f->other));
    if (f->again)
        OK(ns3c_schedule(f->story->sim, &f->event, ns3c_now(f->story->sim) + f->again));
}

static void set(struct fired *f, struct story *s, const char *name, int64_t at)
{
    f->story = s;
    f->name = name;
    f->event = (struct ns3c_event){.fire = fire, .user = f};
    OK(ns3c_schedule(s->sim, &f->event, at));
}

static void check_order(enum ns3c_scheduler scheduler)
{
    struct story s = {0};
    OK(ns3c_create(&s.sim, &(struct ns3c_options){.scheduler = scheduler}));
    struct fired f[6] = {0};
    set(&f[0], &s, "late", 5000);
    set(&f[1], &s, "a", 2000);
    set(&f[2], &s, "b", 2000);
    set(&f[3], &s, "cancelled", 3000);
    set(&f[4], &s, "cancels", 1000);
    f[4].other = &f[3].event;
    set(&f[5], &s, "often", 4000);
    f[5].again = 1000;
    ck_assert(ns3c_is_set(&f[3].event));
    OK(ns3c_run(s.sim, 6000));
    ck_assert(!ns3c_is_set(&f[3].event) && ns3c_is_set(&f[5].event));
    ck_assert_str_eq(s.text, "1.000 cancels\n2.000 a\n2.000 b\n4.000 often\n5.000 late\n"
                             "5.000 often\n6.000 often\n");
    ck_assert_int_eq(ns3c_now(s.sim), 6000);
    OK(ns3c_cancel(s.sim, &f[5].event));
    OK(ns3c_cancel(s.sim, &f[5].event));
    OK(ns3c_run(s.sim, 9000));
    ck_assert_int_eq(ns3c_now(s.sim), 9000);
    OK(ns3c_destroy(s.sim));
}

START_TEST(events_fire_in_order)
{
    check_order((enum ns3c_scheduler)_i);
}
END_TEST

/* One that is set when its simulation goes can be used in the next. */
START_TEST(an_event_outlives_a_simulation)
{
    struct story s = {0};
    struct fired f = {0};
    OK(ns3c_create(&s.sim, &(struct ns3c_options){.scheduler = (enum ns3c_scheduler)_i}));
    set(&f, &s, "never", 5000);
    OK(ns3c_destroy(s.sim));
    ck_assert(!ns3c_is_set(&f.event));
    OK(ns3c_create(&s.sim, NULL));
    OK(ns3c_cancel(s.sim, &f.event));
    OK(ns3c_schedule(s.sim, &f.event, 7000));
    OK(ns3c_run(s.sim, NS3C_FOREVER));
    ck_assert_str_eq(s.text, "7.000 never\n");
    OK(ns3c_destroy(s.sim));
}
END_TEST

/* Sets others at the time at which the run ends, twice. */
static void chain(void *user)
{
    struct fired *f = user;
    tell(f->story, "%s", f->name);
    if (f->again-- > 0)
        OK(ns3c_schedule(f->story->sim, &f->event, ns3c_now(f->story->sim)));
}

START_TEST(a_run_includes_its_end)
{
    struct story s = {0};
    OK(ns3c_create(&s.sim, NULL));
    struct fired f = {.story = &s, .name = "x", .again = 2};
    f.event = (struct ns3c_event){.fire = chain, .user = &f};
    OK(ns3c_schedule(s.sim, &f.event, 1000));
    OK(ns3c_run(s.sim, 1000));
    ck_assert_str_eq(s.text, "1.000 x\n1.000 x\n1.000 x\n");
    OK(ns3c_run(s.sim, 1000));
    OK(ns3c_run(s.sim, NS3C_FOREVER));
    OK(ns3c_destroy(s.sim));
}
END_TEST

static void stop(void *user)
{
    struct ns3c *sim = user;
    ns3c_stop(sim);
    REFUSED(ns3c_run(sim, NS3C_FOREVER), NS3C_STATE, "running");
    REFUSED(ns3c_destroy(sim), NS3C_STATE, "while it runs");
}

START_TEST(a_run_can_be_stopped)
{
    struct story s = {0};
    OK(ns3c_create(&s.sim, NULL));
    struct fired f = {0};
    struct ns3c_event e = {.fire = stop, .user = s.sim};
    OK(ns3c_schedule(s.sim, &e, 1000));
    set(&f, &s, "after", 1000);
    ns3c_stop(s.sim); /* nothing to stop */
    OK(ns3c_run(s.sim, 5000));
    ck_assert_int_eq(ns3c_now(s.sim), 1000);
    ck_assert_uint_eq(s.length, 0);
    OK(ns3c_run(s.sim, NS3C_FOREVER));
    ck_assert_str_eq(s.text, "1.000 after\n");
    OK(ns3c_destroy(s.sim));
}
END_TEST

START_TEST(times_are_checked)
{
    struct ns3c *sim;
    OK(ns3c_create(&sim, NULL));
    OK(ns3c_run(sim, 1000));
    struct ns3c_event e = {.fire = stop, .user = sim}, none = {0};
    REFUSED(ns3c_schedule(sim, &e, 999), NS3C_INVALID, "it is 1000 ns");
    REFUSED(ns3c_schedule(sim, &e, INT64_MAX), NS3C_INVALID, "cannot");
    REFUSED(ns3c_schedule(sim, &none, 2000), NS3C_INVALID, "function");
    REFUSED(ns3c_schedule(NULL, &e, 2000), NS3C_INVALID, "");
    OK(ns3c_schedule(sim, &e, 2000));
    REFUSED(ns3c_schedule(sim, &e, 2000), NS3C_STATE, "set already");
    REFUSED(ns3c_run(sim, 999), NS3C_INVALID, "cannot run");
    REFUSED(ns3c_run(NULL, 999), NS3C_INVALID, "no simulation");
    OK(ns3c_destroy(sim)); /* with an event that is set */
}
END_TEST

static const struct {
    const char *name, *value;
    int code;
} defaults[] = {
    {"ns3::TcpSocket::SegmentSize", "1460", 0},
    {"ns3::TcpSocket::SegmentSize", "0", NS3C_INVALID},
    {"ns3::TcpSocket::SegmentSize", "many", NS3C_INVALID},
    {"ns3::TcpSocket::SegmentSize", "-1", NS3C_INVALID},
    {"ns3::TcpSocket::SegmentSize", "", NS3C_INVALID},
    {"ns3::TcpSocket::Segments", "1", NS3C_UNKNOWN},
    {"ns3::NoSuchSocket::SegmentSize", "1", NS3C_UNKNOWN},
    {"SegmentSize", "1", NS3C_UNKNOWN},
    {"", "", NS3C_UNKNOWN},
    {"ns3::TcpSocketBase::Sack", "false", 0},
    {"ns3::TcpSocketBase::Sack", "perhaps", NS3C_INVALID},
    {"ns3::TcpSocketBase::MinRto", "1s", 0},
    {"ns3::TcpSocketBase::MinRto", "1 second", NS3C_INVALID},
    {"ns3::TcpSocketBase::MinRto", "soon", NS3C_INVALID},
    {"ns3::TcpSocketBase::UseEcn", "On", 0},
    {"ns3::TcpSocketBase::UseEcn", "Sometimes", NS3C_INVALID},
    {"ns3::TcpL4Protocol::SocketType", "ns3::TcpNewReno", 0},
    {"ns3::TcpL4Protocol::SocketType", "ns3::Node", NS3C_INVALID},
    {"ns3::TcpL4Protocol::SocketType", "ns3::TcpCongestionOps", NS3C_INVALID},
    {"ns3::TcpL4Protocol::SocketType", "Reno", NS3C_INVALID},
    {"ns3::TcpL4Protocol::RecoveryType", "ns3::TcpClassicRecovery", 0},
    {"ns3::TcpL4Protocol::SocketList", "x", NS3C_INVALID},
    {"ns3::PrioQueueDisc::Priomap", "x", NS3C_INVALID},
    {"ns3::CsmaChannel::DataRate", "10Mbps", 0},
    {"ns3::CsmaChannel::DataRate", "10 M", NS3C_INVALID},
    {"ns3::CsmaChannel::DataRate", "fast", NS3C_INVALID},
    {"ns3::FifoQueueDisc::MaxSize", "20p", 0},
    {"ns3::FifoQueueDisc::MaxSize", "20", NS3C_INVALID},
    {"ns3::FifoQueueDisc::MaxSize", "x", NS3C_INVALID},
    {"ns3::RateErrorModel::ErrorRate", "0.5", 0},
    {"ns3::RateErrorModel::ErrorRate", "half", NS3C_INVALID},
    {"ns3::RateErrorModel::RanVar", "ns3::Garbage", NS3C_INVALID},
    {"ns3::Ipv4L3Protocol::DefaultTtl", "32", 0},
    {"ns3::Ipv4L3Protocol::DefaultTtl", "300", NS3C_INVALID},
};

START_TEST(defaults_are_checked)
{
    struct ns3c *sim;
    OK(ns3c_create(&sim, NULL));
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        const int code = ns3c_set_default(sim, defaults[i].name, defaults[i].value);
        ck_assert_msg(code == defaults[i].code, "%s = '%s' gives %d, %s", defaults[i].name,
                      defaults[i].value, code, code ? ns3c_error() : "fine");
    }
    REFUSED(ns3c_set_default(sim, NULL, "1"), NS3C_INVALID, "missing");
    OK(ns3c_destroy(sim));
}
END_TEST

START_TEST(random_streams_repeat)
{
    double drawn[3][4];
    for (int round = 0; round < 3; round++) {
        struct ns3c *sim;
        struct ns3c_random *r, *same;
        OK(ns3c_create(&sim, &(struct ns3c_options){.seed = 7, .run = round == 2 ? 2 : 1}));
        OK(ns3c_add_random(sim, 5, &r));
        OK(ns3c_add_random(sim, 5, &same));
        drawn[round][0] = ns3c_random_uniform(r);
        ck_assert(ns3c_random_uniform(same) == drawn[round][0]);
        drawn[round][1] = ns3c_random_exponential(r, 10);
        drawn[round][2] = ns3c_random_normal(r, 5, 1);
        drawn[round][3] = ns3c_random_below(r, 1000000);
        ck_assert(drawn[round][3] < 1000000 && drawn[round][1] > 0);
        OK(ns3c_destroy(sim));
    }
    ck_assert_mem_eq(drawn[0], drawn[1], sizeof drawn[0]);
    ck_assert_mem_ne(drawn[0], drawn[2], sizeof drawn[0]);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, one_at_a_time);
    tcase_add_test(t, options_are_checked);
    tcase_add_loop_test(t, events_fire_in_order, NS3C_MAP, NS3C_PRIORITY_QUEUE + 1);
    tcase_add_loop_test(t, an_event_outlives_a_simulation, NS3C_MAP, NS3C_PRIORITY_QUEUE + 1);
    tcase_add_test(t, a_run_includes_its_end);
    tcase_add_test(t, a_run_can_be_stopped);
    tcase_add_test(t, times_are_checked);
    tcase_add_test(t, defaults_are_checked);
    tcase_add_test(t, random_streams_repeat);
}

int main(void)
{
    return run_tests("ns3 simulation", add);
}
