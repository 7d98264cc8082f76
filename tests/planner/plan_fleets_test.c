/* Plans of random small fleets: what the plan makes of windows, zones, waves, nights, and of what
 * sites share is worked out anew from the list, and the schedule is checked against that. */
#include "planner/plan.h"

#include <inttypes.h>
#include <math.h>

#include "planned.h"
#include "sim/mix.h"
#include "tests/planner/schedule_check.h"

enum {
    SITES = 9,
    PLANNED = 3,
    DAY_S = 86400,
    HOUR_S = 3600,
    MINUTE_S = 60,
    SHARED = 4,
    FLEETS = 20
};

/* A site as it is drawn; hours are of its own clocks. */
struct drawn {
    char name[8];
    int phones, begin, hours, zone;
    bool critical, grouped;
    int64_t not_before, deadline; /* UTC; 0: none */
};

static const char *const zones[] = {"UTC", "Asia/Tokyo", "America/Phoenix"}; /* never changed */
static const int ahead[] = {0, 9, -7};                                       /* h */

static uint64_t seed, number;
static struct drawn drawn[SITES];
static struct plan_options options;

static int draw(int limit)
{
    return (int)(mix64(seed, ++number) % (uint64_t)limit);
}

/* --- a fleet ---------------------------------------------------------------------------------- */

/* "2026-12-03 04:15" of its clocks, on one of the days; "" of none. */
static char *draw_moment(bool none, int zone, int64_t *utc)
{
    *utc = 0;
    if (none)
        return mem_strdup("");
    const int day = draw(PLANNED), hour = draw(24), minute = 15 * draw(4);
    *utc = (int64_t)(options.first_day + day) * DAY_S + (hour - ahead[zone]) * HOUR_S +
           minute * MINUTE_S;
    return mem_printf("2026-12-%02d %02d:%02d", 1 + day, hour, minute);
}

static char *draw_site(int i)
{
    static const int phones[] = {1, 10, 25};
    static const char *const rates[] = {"768 kbps", "1 Mbps", "1500 kbps"};
    struct drawn *d = &drawn[i];
    *d = (struct drawn){.phones = phones[draw(3)],
                        .begin = draw(4) ? 22 + draw(2) : draw(24), /* many at the same time */
                        .hours = 1 + draw(3) * draw(5),
                        .zone = draw(2) ? 0 : draw(3),
                        .critical = draw(6) == 0,
                        .grouped = draw(4) == 0};
    snprintf(d->name, sizeof d->name, "S%d", i);
    d->critical &= !d->grouped; /* so that it is known whose wave is the last one */
    const int limited = draw(8);
    char *from = draw_moment(limited != 1, d->zone, &d->not_before);
    char *until = draw_moment(limited != 2, d->zone, &d->deadline);
    char *row = mem_printf(
        "%s,CP-7965,%d,%s,16 ms,0 %%,20 packets,100 Mbps,%s,%s,%02d:00-%02d:00,%s,%s,%s,"
        "%s\n",
        d->name, d->phones, rates[draw(3)], draw(4) ? "tftp" : "pfs", zones[d->zone], d->begin,
        (d->begin + d->hours) % 24, from, until, d->critical ? "yes" : "no", d->grouped ? "G" : "");
    free(from);
    free(until);
    return row;
}

static char *draw_fleet(void)
{
    static const char *const waves[] = {"1,rest", "1,2,rest", "rest"};
    struct error e;
    number = 0;
    options = some_days();
    options.last_day = options.first_day + PLANNED - 1;
    options.head_end = draw(3) ? (uint64_t)(1000000 + 50000 * draw(20)) : 0;
    options.sites_at_once = draw(3) ? 0 : (uint64_t)(1 + draw(3));
    options.phones_a_night = draw(2) ? (uint64_t)(20 + draw(40)) : 0;
    options.server_transfers = draw(3) ? 200 : (uint64_t)(8 + draw(40));
    options.soak = draw(3) * 7 * HOUR_S;
    ck_assert_int_eq(waves_read(&options.waves, waves[draw(3)], &e), 0);
    char *list = mem_strdup("site,model,count,wan_rate,wan_rtt,busy,wan_queue,lan,method,timezone,"
                            "window,not_before,deadline,critical,group\n");
    for (int i = 0; i < SITES; i++) {
        char *row = draw_site(i), *before = list;
        list = mem_printf("%s%s", before, row);
        free(before);
        free(row);
    }
    return list;
}

/* --- what the schedule is to hold ------------------------------------------------------------- */

static struct schedule_job jobs[SITES];
static struct schedule_window windows[SITES][PLANNED];
static struct schedule_demand demands[SITES][SHARED];
static struct schedule_place places[SITES];
static const int64_t million = 1000000;

/* Returns the longest of them, s. */
static int64_t windows_of(const struct drawn *d, struct schedule_job *job,
                          struct schedule_window *list)
{
    int64_t longest = 0;
    job->windows = list;
    for (int day = 0; day < PLANNED; day++) {
        const int64_t night = options.first_day + day;
        int64_t open = night * DAY_S + (d->begin - ahead[d->zone]) * HOUR_S;
        int64_t close = open + d->hours * HOUR_S;
        open = d->not_before > open ? d->not_before : open;
        close = d->deadline && d->deadline < close ? d->deadline : close;
        if (open >= close)
            continue;
        list[job->window_count++] = (struct schedule_window){open, close, night};
        longest = close - open > longest ? close - open : longest;
    }
    return longest;
}

static int64_t at_most(double demand, int64_t capacity)
{
    return demand < (double)capacity ? (int64_t)ceil(demand) : capacity;
}

static void job_of(int i, const struct plan_site *s)
{
    const struct plan_answer *a = &s->answers[s->chosen];
    struct schedule_job *job = &jobs[i];
    *job = (struct schedule_job){.name = drawn[i].name,
                                 .deadline = SCHEDULE_NEVER,
                                 .wave = (int32_t)s->wave,
                                 .phones = drawn[i].phones,
                                 .demands = demands[i],
                                 .demand_count = SHARED};
    const int64_t longest = windows_of(&drawn[i], job, windows[i]);
    const int64_t takes = (int64_t)ceil(a->at_confidence / MINUTE_S) * MINUTE_S;
    job->duration = takes < longest ? takes : longest; /* of one that is tight */
    const int64_t amounts[SHARED] = {(int64_t)ceil(a->mean_rate),
                                     at_most(a->transfers, (int64_t)options.server_transfers),
                                     at_most(a->server_use * (double)million, million), 1};
    for (int r = 0; r < SHARED; r++)
        demands[i][r] = (struct schedule_demand){r, amounts[r]};
}

static struct schedule_place place_of(const struct plan_site *s)
{
    struct schedule_place place = s->place;
    place.placed = s->scheduled;
    place.start = s->start;
    place.end = s->end;
    place.window = s->scheduled ? (int32_t)s->window : SCHEDULE_NONE;
    return place;
}

/* Of the sites that have a place, and of one more that has none; with it only of the waves up to
 * its own, since those behind it did not wait for it. */
static void check_with(const struct plan *p, int more)
{
    static const int64_t always = INT64_C(1) << 50;
    int32_t count = 0;
    for (int i = 0; i < SITES; i++) {
        const struct plan_site *s = &p->sites[i];
        if (i != more && (!s->scheduled || (more >= 0 && s->wave > p->sites[more].wave)))
            continue;
        job_of(i, s);
        jobs[count] = jobs[i];
        places[count++] = place_of(s);
    }
    const int64_t capacities[SHARED] = {
        options.head_end ? (int64_t)options.head_end : always, (int64_t)options.server_transfers,
        million, options.sites_at_once ? (int64_t)options.sites_at_once : always};
    const struct schedule_problem problem = {jobs,   count,        capacities,
                                             SHARED, options.soak, (int64_t)options.phones_a_night};
    const struct schedule_total total = {.placed = count - (more >= 0), .start = 0, .end = always};
    const char *wrong = schedule_check(&problem, places, &total);
    ck_assert_msg(wrong == NULL, "fleet %d, with %d: %s", (int)seed, more, wrong);
}

/* --- what the plan says of it ----------------------------------------------------------------- */

static void check_site(const struct plan *p, int i)
{
    const struct plan_site *s = &p->sites[i];
    const struct schedule_window *w = &windows[i][s->window];
    job_of(i, s);
    ck_assert_int_eq(p->nights[s->night].day, w->night);
    ck_assert_double_eq_tol(s->slack, (double)(w->close - s->start) - plan_takes(s), 1e-6);
    ck_assert_int_le(s->end, p->nights[s->night].end);
    ck_assert_int_ge(s->start, p->nights[s->night].start);
    if (drawn[i].critical)
        ck_assert_uint_eq(s->wave + 1, p->wave_count);
    for (int k = 0; k < i && drawn[i].grouped; k++)
        if (drawn[k].grouped && p->sites[k].scheduled)
            ck_assert_uint_eq(p->sites[k].wave, s->wave);
}

static bool is_under_way(const struct plan_site *s, int64_t at)
{
    return s->scheduled && s->start <= at && at < s->end;
}

/* Over the head end, if one of the night's sites is under way then. */
static double rate_at(const struct plan *p, const struct plan_night *night, int64_t at)
{
    double rate = 0;
    bool its = false;
    for (int i = 0; i < SITES; i++) {
        if (!is_under_way(&p->sites[i], at))
            continue;
        rate += p->sites[i].answers[p->sites[i].chosen].mean_rate;
        its |= &p->nights[p->sites[i].night] == night;
    }
    return its ? rate : 0;
}

/* The most at once is when a site starts, of whichever night. */
static void check_night(const struct plan *p, const struct plan_night *night)
{
    double most = 0;
    uint64_t phones = 0;
    for (int i = 0; i < SITES; i++)
        most = fmax(most, p->sites[i].scheduled ? rate_at(p, night, p->sites[i].start) : 0);
    for (size_t i = 0; i < night->count; i++)
        phones += p->sites[night->sites[i]].site->phone_count;
    ck_assert_double_eq_tol(night->rate, most, 1e-6 * most);
    ck_assert_uint_eq(night->phones, phones);
    ck_assert(options.head_end == 0 || night->rate <= (double)options.head_end);
    ck_assert(options.phones_a_night == 0 || phones <= options.phones_a_night);
}

/* Returns how many sites have a place. */
static int check_plan(const struct plan *p)
{
    int placed = 0;
    check_with(p, -1);
    for (int i = 0; i < SITES; i++) {
        if (p->sites[i].scheduled)
            check_site(p, i);
        else if (p->sites[i].chosen >= 0 && p->sites[i].window_count > 0)
            check_with(p, i);
        placed += p->sites[i].scheduled;
    }
    for (size_t n = 0; n < p->night_count; n++)
        check_night(p, &p->nights[n]);
    return placed;
}

START_TEST(random_fleets)
{
    int placed = 0;
    for (seed = 1; seed <= FLEETS; seed++) {
        char *list = draw_fleet();
        struct planned *x = plan_of(list, options);
        placed += check_plan(&x->plan);
        planned_free(x);
        free(list);
    }
    /* Both happen. */
    ck_assert_int_gt(placed, FLEETS * SITES / 2);
    ck_assert_int_lt(placed, FLEETS * SITES - FLEETS / 2);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, random_fleets);
}

int main(void)
{
    return run_tests("plan_fleets", add);
}
