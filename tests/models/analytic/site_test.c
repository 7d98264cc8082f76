/* The words of a site's answers, and what is added up over all its groups. */
#include "models/analytic/site.h"

#include <math.h>
#include <string.h>

#include "models/analytic/usual.h"
#include "tests/support.h"

START_TEST(every_word_is_there)
{
    for (int i = 0; i < ANALYTIC_METHODS; i++)
        ck_assert_ptr_nonnull(analytic_method_names[i]);
    for (int i = 0; i < ANALYTIC_REGIONS; i++)
        ck_assert_ptr_nonnull(analytic_region_names[i]);
    for (int i = 0; i < ANALYTIC_RESOURCES; i++)
        ck_assert_ptr_nonnull(analytic_resource_names[i]);
    for (int i = 0; i < ANALYTIC_PARTS; i++)
        ck_assert_ptr_nonnull(analytic_part_names[i]);
}
END_TEST

/* --- phones that share beside others -------------------------------------------------------------
 */

static const struct analytic_file files[] = {{666, 16}, {2731020, 14}, {502604, 13}};
static const struct analytic_load load = {files, 3};

static struct analytic_site site;
static struct analytic_answer answers[ANALYTIC_METHODS];

static void add_group(double count, enum analytic_way way, double reset)
{
    struct analytic_group *g = &site.groups[site.group_count++];
    *g = analytic_usual_group(count, &load);
    g->first_reset = g->last_reset = reset;
    g->ways[ANALYTIC_PFS] = way;
}

/* 20 phones that share behind 1 Mbps, or so many that download from their load server, which is
 * `cpu` s busy with a packet; with later resets. Or both. */
static struct analytic_answer answer_of(bool sharing, double locals, double reset, double cpu)
{
    memset(&site, 0, sizeof site);
    site.down = site.up = (struct analytic_line){1e6, 0.008, 8, 0, 100, false};
    site.central = analytic_usual_server(100e6);
    site.tcp = analytic_usual_tcp;
    site.receive_buffer = 256;
    site.sharing = analytic_usual_timers;
    site.subnet_count = 1;
    site.subnets[0].lan = analytic_usual_port(100e6);
    site.subnets[0].load_server = site.central;
    site.subnets[0].load_server.cpu = cpu;
    if (locals > 0)
        add_group(locals, ANALYTIC_FROM_LOAD_SERVER, reset);
    if (sharing)
        add_group(20, ANALYTIC_FROM_PEERS, 0);
    analytic_site_evaluate(&site, answers);
    return answers[ANALYTIC_PFS];
}

static void check_budget(const struct analytic_answer *a)
{
    double sum = 0;
    for (int p = 0; p < ANALYTIC_PARTS; p++)
        sum += a->budget[p];
    ck_assert_double_eq_tol(sum, a->all_back, 1e-9);
}

START_TEST(who_shares_meets_nobody_at_a_load_server)
{
    const struct analytic_answer peers = answer_of(true, 0, 0, 1e-4);
    static const double resets[] = {0, 5, 4000};
    for (size_t i = 0; i < sizeof resets / sizeof *resets; i++) {
        const double reset = resets[i];
        const struct analytic_answer local = answer_of(false, 30, reset, 1e-4);
        const struct analytic_answer both = answer_of(true, 30, reset, 1e-4);
        const double local_back = reset + local.all_back;
        const bool is_local = local_back > peers.all_back;
        ck_assert(both.there && !both.bound && !both.never);
        ck_assert_double_eq_tol(both.group_back[0], local_back, 1e-9);
        ck_assert_double_eq_tol(both.group_back[1], peers.all_back, 1e-9);
        ck_assert_double_eq_tol(both.all_back, fmax(local_back, peers.all_back), 1e-9);
        ck_assert_int_eq(both.limits, is_local ? local.limits : peers.limits);
        ck_assert_double_eq_tol(both.knee, fmin(peers.knee, local.knee * 50 / 30), 1e-9);
        check_budget(&both);
        ck_assert_double_eq_tol(both.utilisation[ANALYTIC_WAN_DOWN] * both.all_back,
                                peers.utilisation[ANALYTIC_WAN_DOWN] * peers.all_back, 1e-9);
        ck_assert_double_eq_tol(both.utilisation[ANALYTIC_SERVER] * both.all_back,
                                fmax(peers.utilisation[ANALYTIC_SERVER] * peers.all_back,
                                     local.utilisation[ANALYTIC_SERVER] * local.all_back),
                                1e-9);
    }
}
END_TEST

/* 600 phones at a load server that takes 10 ms for a packet: a round is longer than a timer. */
START_TEST(the_worse_region_of_the_two_is_told)
{
    const struct analytic_answer local = answer_of(false, 600, 0, 0.01);
    const struct analytic_answer both = answer_of(true, 600, 0, 0.01);
    ck_assert_int_ne(local.region, ANALYTIC_EXACT);
    ck_assert_int_eq(both.region, local.region);
    ck_assert_int_eq(both.bound, local.bound);
    ck_assert_int_eq(answer_of(true, 30, 4000, 1e-4).region, ANALYTIC_EXACT);
    site.sharing.ad_interval = 1.3; /* who shares hangs on draws, and is back first */
    analytic_site_evaluate(&site, answers);
    ck_assert_int_eq(answers[ANALYTIC_PFS].region, ANALYTIC_WAVES);
    ck_assert(answers[ANALYTIC_PFS].bound);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, every_word_is_there);
    tcase_add_test(t, who_shares_meets_nobody_at_a_load_server);
    tcase_add_test(t, the_worse_region_of_the_two_is_told);
}

int main(void)
{
    return run_tests("analytic site", add);
}
