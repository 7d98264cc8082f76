/* Closed networks against octave-queueing 1.2.7 (qncsmva, qncsaba, qncsbsb), against limits that
 * can be worked out by hand, and against another algorithm. */
#include "models/analytic/closed_network.h"

#include <math.h>

#include "tests/support.h"

enum { CLIENTS_MAX = 1000 };

static double work[CLIENTS_MAX + 1];
static struct closed_use uses[4];

#define NETWORK(stations_, think_, clients_)                                                       \
    (struct closed_network)                                                                        \
    {                                                                                              \
        .stations = stations_, .count = sizeof(stations_) / sizeof *(stations_), .think = think_,  \
        .clients = clients_                                                                        \
    }

#define EXPECT(value, wanted, tolerance) ck_assert_double_eq_tol(value, wanted, tolerance)

/* A line and a processor, as a phone's rounds have them. */
static const struct closed_station line[] = {{0.0115, 1, 1}, {0.0001, 1, 1}};

START_TEST(throughput_of_a_line)
{
    static const struct {
        uint32_t clients;
        double throughput;
    } octave[] = {{1, 30.769231}, {2, 54.690327},  {3, 70.934326}, {4, 80.209144},
                  {5, 84.559958}, {10, 86.954929}, {20, 86.956522}};
    for (size_t i = 0; i < sizeof octave / sizeof *octave; i++) {
        const struct closed_network n = NETWORK(line, 0.0209, octave[i].clients);
        EXPECT(closed_network_solve(&n, work, uses), octave[i].throughput, 5e-7);
    }
    for (size_t i = 0; i < sizeof octave / sizeof *octave; i++) /* from the last one's work */
        EXPECT(work[octave[i].clients], octave[i].throughput, 5e-7);
}
END_TEST

START_TEST(bounds_of_a_line)
{
    const struct closed_network n = NETWORK(line, 0.0209, 3);
    struct closed_bounds b = closed_network_asymptotic(&n);
    EXPECT(b.least, 53.85996, 5e-6);
    EXPECT(b.most, 86.95652, 5e-6);
    b = closed_network_balanced(&n);
    EXPECT(b.least, 64.00705, 5e-6);
    EXPECT(b.most, 81.87704, 5e-6);
}
END_TEST

START_TEST(three_stations_and_think_time)
{
    static const struct closed_station stations[] = {{.605, 1, 1}, {2.1, 1, 1}, {1.35, 1, 1}};
    static const double throughput[] = {0, .0524796641, .1030859375, .1515164923};
    static const double clients[] = {.09756602, .39465655, .23503004};
    const struct closed_network n = NETWORK(stations, 15, 3);
    closed_network_solve(&n, work, uses);
    for (int i = 0; i < 4; i++)
        EXPECT(work[i], throughput[i], 5e-11);
    for (int i = 0; i < 3; i++)
        EXPECT(uses[i].clients, clients[i], 5e-9);
}
END_TEST

/* The same with the think time as a station. */
START_TEST(a_delay_is_a_station_where_nobody_waits)
{
    static const struct closed_station stations[] = {
        {7.5, 2, 0}, {.605, 1, 1}, {2.1, 1, 1}, {1.35, 1, 1}};
    const struct closed_network n = NETWORK(stations, 0, 3);
    EXPECT(closed_network_solve(&n, work, uses), .1515164923, 5e-11);
    EXPECT(uses[0].response, 7.5, 1e-12);
    EXPECT(uses[0].clients, 15 * .1515164923, 1e-9);
    EXPECT(uses[0].utilisation, 15 * .1515164923, 1e-9);
    EXPECT(uses[2].clients, .39465655, 5e-9);
    EXPECT(uses[2].utilisation, 2.1 * .1515164923, 1e-9);
    EXPECT(closed_network_asymptotic(&n).least, 3 / (3 * 4.055 + 15), 1e-12);
}
END_TEST

START_TEST(balanced_stations)
{
    static const struct closed_station alike[] = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    const struct closed_network n = NETWORK(alike, 0, 3);
    EXPECT(closed_network_solve(&n, work, uses), .6, 1e-12);
    EXPECT(uses[1].clients, 1, 1e-12);
    const struct closed_bounds b = closed_network_balanced(&n); /* they meet */
    EXPECT(b.least, .6, 1e-12);
    EXPECT(b.most, .6, 1e-12);
    static const struct closed_station twice[] = {{1, 1, 1}, {2, 1, 1}};
    const struct closed_network m = NETWORK(twice, 0, 10);
    EXPECT(closed_network_solve(&m, work, uses), .4997557401, 5e-11);
}
END_TEST

START_TEST(visits)
{
    static const struct closed_station stations[] = {{.2, 2, 1}, {.4, .5, 1}};
    const struct closed_network n = NETWORK(stations, 1, 3);
    EXPECT(closed_network_solve(&n, work, uses), 1.5923076923, 5e-11);
    EXPECT(uses[0].response, .3159420290, 5e-11);
    EXPECT(uses[1].response, .5043478261, 5e-11);
    EXPECT(uses[0].clients, 1.0061538462, 5e-11);
    EXPECT(uses[1].clients, .4015384615, 5e-11);
}
END_TEST

START_TEST(two_servers)
{
    static const struct closed_station stations[] = {{.1, 1, 1}, {.3, 1, 2}, {.2, 1, 1}};
    const struct closed_network n = NETWORK(stations, 0, 5);
    const double throughput = closed_network_solve(&n, work, uses);
    EXPECT(throughput, 4.3588223671, 5e-11);
    EXPECT(uses[0].clients + uses[1].clients + uses[2].clients, 5, 1e-12);
    EXPECT(uses[1].utilisation, throughput * .15, 1e-12);
    const struct closed_bounds b = closed_network_balanced(&n); /* the asymptotic ones */
    EXPECT(b.least, 5 / (5 * .6), 1e-12);
    EXPECT(b.most, 1 / .2, 1e-12);
}
END_TEST

/* Reiser and Lavenberg's recursion of the probabilities that i of m servers are busy; one station
 * of several servers, and one of one. */
static double by_probabilities(double service, uint32_t servers, double other, double think,
                               uint32_t clients)
{
    double p[16] = {1}, at_other = 0, at_this = 0, throughput = 0;
    for (uint32_t n = 1; n <= clients; n++) {
        double response = 1 + at_this, none = 0;
        for (uint32_t j = 0; j + 1 < servers; j++)
            response += (servers - 1 - j) * p[j];
        response *= service / servers;
        const double response_other = other * (1 + at_other);
        throughput = n / (think + response + response_other);
        for (uint32_t j = servers - 1; j > 0; j--)
            p[j] = throughput * service / j * p[j - 1];
        for (uint32_t j = 1; j < servers; j++)
            none += (servers - j) * p[j];
        p[0] = 1 - (throughput * service + none) / servers;
        at_this = throughput * response;
        at_other = throughput * response_other;
    }
    return throughput;
}

START_TEST(servers_against_the_recursion_of_probabilities)
{
    for (uint32_t servers = 2; servers <= 8; servers += 3) {
        const struct closed_station stations[] = {{.3, 1, servers}, {.05, 1, 1}};
        for (uint32_t clients = 1; clients <= 12; clients++) {
            const struct closed_network n = NETWORK(stations, .4, clients);
            EXPECT(closed_network_solve(&n, work, uses),
                   by_probabilities(.3, servers, .05, .4, clients), 1e-9);
        }
    }
}
END_TEST

/* Two stations of several servers: whichever is named first, and the law of Little. */
START_TEST(several_stations_of_several_servers)
{
    static const struct closed_station one[] = {{.3, 1, 2}, {.2, 2, 3}, {.1, 1, 1}, {.5, 1, 0}};
    static const struct closed_station other[] = {{.5, 1, 0}, {.2, 2, 3}, {.1, 1, 1}, {.3, 1, 2}};
    const struct closed_network n = NETWORK(one, .2, 9), m = NETWORK(other, .2, 9);
    const double throughput = closed_network_solve(&n, work, uses);
    double round = .2, clients = .2 * throughput;
    for (int i = 0; i < 4; i++) {
        round += uses[i].response * one[i].visits;
        clients += uses[i].clients;
    }
    EXPECT(round, 9 / throughput, 1e-12);
    EXPECT(clients, 9, 1e-12);
    const double first = uses[0].clients, second = uses[1].clients;
    EXPECT(closed_network_solve(&m, work, uses), throughput, 1e-12);
    EXPECT(uses[3].clients, first, 1e-12);
    EXPECT(uses[1].clients, second, 1e-12);
}
END_TEST

/* The recursion of probabilities has no digit left here. */
START_TEST(many_clients)
{
    static const struct closed_station stations[] = {{.3, 1, 40}, {.001, 1, 1}};
    const struct closed_network n = NETWORK(stations, 2, CLIENTS_MAX);
    EXPECT(closed_network_solve(&n, work, uses), 40 / .3, 1e-9);
    EXPECT(uses[0].clients, 1000 - 2 * 40 / .3 - uses[1].clients, 1e-6);
    ck_assert(!(fabs(by_probabilities(.3, 3, .001, 2, CLIENTS_MAX) - 10) < 1));
    for (uint32_t i = 1; i < CLIENTS_MAX; i++)
        ck_assert(work[i + 1] >= work[i] * (1 - 1e-12));
}
END_TEST

START_TEST(nothing_but_servers)
{
    static const struct closed_station alone[] = {{.5, 1, 4}};
    struct closed_network n = NETWORK(alone, 0, 3);
    EXPECT(closed_network_solve(&n, work, uses), 6, 1e-12);
    EXPECT(uses[0].clients, 3, 1e-12);
    EXPECT(uses[0].response, .5, 1e-12);
    n.clients = 8;
    EXPECT(closed_network_solve(&n, work, uses), 8, 1e-12);
    EXPECT(uses[0].response, 1, 1e-12);
    EXPECT(uses[0].utilisation, 1, 1e-12);
    static const struct closed_station unused[] = {{.5, 0, 4}, {.5, 0, 1}, {1, 1, 1}};
    const struct closed_network m = NETWORK(unused, 1, 2);
    EXPECT(closed_network_solve(&m, work, uses), 2 / 2.5, 1e-12);
    ck_assert_double_eq(uses[0].clients, 0);
    ck_assert_double_eq(uses[0].response, .5);
    ck_assert_double_eq(uses[1].response, .5);
}
END_TEST

/* What the analysis finds lies between them. */
START_TEST(bounds_hold)
{
    for (uint32_t clients = 1; clients <= 100; clients++) {
        static const struct closed_station stations[] = {{.02, 3, 1}, {.01, 1, 1}, {.3, 1, 0}};
        const struct closed_network n = NETWORK(stations, .1, clients);
        const double throughput = closed_network_solve(&n, work, uses);
        const struct closed_bounds a = closed_network_asymptotic(&n);
        const struct closed_bounds b = closed_network_balanced(&n);
        const double hair = 1 + 1e-12;
        ck_assert(a.least <= b.least * hair && b.least <= throughput * hair);
        ck_assert(throughput <= b.most * hair && b.most <= a.most * hair);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, throughput_of_a_line);
    tcase_add_test(t, bounds_of_a_line);
    tcase_add_test(t, three_stations_and_think_time);
    tcase_add_test(t, a_delay_is_a_station_where_nobody_waits);
    tcase_add_test(t, balanced_stations);
    tcase_add_test(t, visits);
    tcase_add_test(t, two_servers);
    tcase_add_test(t, servers_against_the_recursion_of_probabilities);
    tcase_add_test(t, several_stations_of_several_servers);
    tcase_add_test(t, many_clients);
    tcase_add_test(t, nothing_but_servers);
    tcase_add_test(t, bounds_hold);
}

int main(void)
{
    return run_tests("closed_network", add);
}
