/* Random fleets: their schedules hold, and are the same in whichever order sites are given. */
#include "planner/schedule.h"
#include "planner/schedule_bound.h"

#include "sim/mix.h"
#include "tests/planner/schedule_check.h"
#include "tests/support.h"

enum { JOBS_MAX = 200 };

static struct schedule_place places[JOBS_MAX];
static struct schedule_total total;

/* The n-th number of a fleet, below `limit`. */
static int64_t draw(uint64_t fleet, uint64_t *n, int64_t limit)
{
    return (int64_t)(mix64(fleet, ++*n) % (uint64_t)limit);
}

struct fleet {
    struct schedule_job jobs[JOBS_MAX];
    struct schedule_window windows[JOBS_MAX][4];
    struct schedule_demand demands[JOBS_MAX][3];
    char names[JOBS_MAX][8];
    int64_t capacities[3];
    struct schedule_problem p;
};

/* Small numbers, so that much happens at the same time. */
static void draw_job(struct fleet *f, int32_t i, uint64_t seed, uint64_t *n)
{
    struct schedule_job *j = &f->jobs[i];
    snprintf(f->names[i], sizeof f->names[i], "s%03d", i);
    *j = (struct schedule_job){.name = f->names[i],
                               .duration = draw(seed, n, 12),
                               .release = draw(seed, n, 4) ? 0 : draw(seed, n, 60),
                               .deadline = draw(seed, n, 4) ? SCHEDULE_NEVER : draw(seed, n, 150),
                               .wave = (int32_t)draw(seed, n, 2 + (int64_t)seed % 3) / 2,
                               .phones = draw(seed, n, 20),
                               .windows = f->windows[i],
                               .window_count = (int32_t)draw(seed, n, 10) ? 1 + i % 4 : 0,
                               .demands = f->demands[i]};
    for (int64_t w = 0, open = 0, close = 0; w < 4; w++) {
        open += draw(seed, n, 30);
        close = close > open ? close + draw(seed, n, 5) : open + 1 + draw(seed, n, 25);
        f->windows[i][w] = (struct schedule_window){open, close, open / 24};
    }
    for (int32_t r = 0; r < 3; r++)
        if (draw(seed, n, 3))
            f->demands[i][j->demand_count++] = (struct schedule_demand){r, draw(seed, n, 5)};
}

static void draw_fleet(struct fleet *f, uint64_t seed)
{
    uint64_t n = 0;
    const int32_t count = 1 + (int32_t)draw(seed, &n, 30);
    for (int32_t i = 0; i < count; i++)
        draw_job(f, i, seed, &n);
    for (int32_t r = 0; r < 3; r++)
        f->capacities[r] = 3 + draw(seed, &n, 7);
    f->p = (struct schedule_problem){f->jobs,
                                     count,
                                     f->capacities,
                                     3,
                                     draw(seed, &n, 10),
                                     seed % 2 ? 20 + draw(seed, &n, 60) : 0};
}

START_TEST(random_fleets)
{
    static struct fleet f;
    int32_t reasons[SCHEDULE_REASONS] = {0};
    for (uint64_t seed = 1; seed <= 200; seed++) {
        draw_fleet(&f, seed);
        total = schedule_make(&f.p, places);
        const char *wrong = schedule_check(&f.p, places, &total);
        ck_assert_msg(wrong == NULL, "fleet %d: %s", (int)seed, wrong);
        for (int32_t i = 0; i < f.p.job_count; i++)
            reasons[places[i].reason]++;
    }
    for (int r = 0; r < SCHEDULE_REASONS; r++)
        ck_assert_msg(reasons[r] >= 10, "%s: %d", schedule_words[r], reasons[r]);
}
END_TEST

/* The same jobs in another order: `from[i]` is where the i-th one was. */
static void shuffle(struct fleet *f, uint64_t seed, int32_t *from)
{
    static struct schedule_job jobs[JOBS_MAX];
    uint64_t n = 1000;
    memcpy(jobs, f->jobs, sizeof jobs);
    for (int32_t i = 0; i < f->p.job_count; i++) {
        const int32_t j = (int32_t)draw(seed, &n, i + 1);
        from[i] = from[j];
        from[j] = i;
    }
    for (int32_t i = 0; i < f->p.job_count; i++)
        f->jobs[i] = jobs[from[i]];
}

static void expect_same(const struct schedule_place *a, const struct schedule_place *b)
{
    ck_assert_int_eq(a->placed, b->placed);
    ck_assert_int_eq(a->reason, b->reason);
    ck_assert_int_eq(a->start, b->start);
    ck_assert_int_eq(a->end, b->end);
    ck_assert_int_eq(a->slack, b->slack);
    ck_assert_int_eq(a->left_in_window, b->left_in_window);
    ck_assert_int_eq(a->left_to_deadline, b->left_to_deadline);
    ck_assert_int_eq(a->window, b->window);
    ck_assert_int_eq(a->resource, b->resource);
    ck_assert_int_eq(a->job, b->job);
    ck_assert_int_eq(a->missing, b->missing);
}

START_TEST(whatever_the_order_of_jobs)
{
    static struct fleet f;
    static struct schedule_place before[JOBS_MAX];
    for (uint64_t seed = 1; seed <= 50; seed++) {
        int32_t from[JOBS_MAX] = {0};
        draw_fleet(&f, seed);
        const struct schedule_total first = schedule_make(&f.p, before);
        shuffle(&f, seed, from);
        total = schedule_make(&f.p, places);
        for (int32_t i = 0; i < f.p.job_count; i++) {
            if (places[i].job != SCHEDULE_NONE)
                places[i].job = from[places[i].job];
            expect_same(&places[i], &before[from[i]]);
        }
        ck_assert(first.last == SCHEDULE_NONE ? total.last == SCHEDULE_NONE
                                              : first.last == from[total.last]);
        ck_assert_int_eq(total.end, first.end);
    }
}
END_TEST

/* How much longer than it must be, from the first start on, in hundredths. */
static int64_t gap(const struct fleet *f, int64_t *bound)
{
    const struct schedule_bounds bounds = schedule_bound(&f->p, places);
    *bound = bounds.of[bounds.largest].end;
    const int64_t least = *bound - total.start;
    return least > 0 ? (total.end - *bound) * 100 / least : 0;
}

START_TEST(never_before_the_bound)
{
    static struct fleet f;
    int reached = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        int64_t bound;
        draw_fleet(&f, seed);
        total = schedule_make(&f.p, places);
        const int64_t more = gap(&f, &bound);
        ck_assert_msg(total.end >= bound, "fleet %d", (int)seed);
        reached += total.end == bound;
        if (more > 10) /* then what ends last has waited */
            ck_assert_int_ne(places[total.last].reason, SCHEDULE_AT_ONCE);
    }
    ck_assert_int_ge(reached, 100);
}
END_TEST

/* Two waves of sites that are small beside the head end, and have a long night. */
static void draw_easy_fleet(struct fleet *f, uint64_t seed)
{
    uint64_t n = 0;
    for (int32_t i = 0; i < JOBS_MAX; i++) {
        draw_job(f, i, seed, &n);
        f->windows[i][0] = (struct schedule_window){draw(seed, &n, 600), 28800, 0};
        f->demands[i][0] = (struct schedule_demand){0, 200 + draw(seed, &n, 1800)};
        f->demands[i][1] = (struct schedule_demand){1, 1};
        f->jobs[i].duration = 300 + draw(seed, &n, 900);
        f->jobs[i].release = 0;
        f->jobs[i].deadline = SCHEDULE_NEVER;
        f->jobs[i].wave = i >= 100;
        f->jobs[i].window_count = 1;
        f->jobs[i].demand_count = 2;
    }
    f->capacities[0] = 20000;
    f->capacities[1] = 25;
    f->p = (struct schedule_problem){f->jobs, JOBS_MAX, f->capacities, 2, 3600, 0};
}

START_TEST(easy_fleets_are_near_the_bound)
{
    static struct fleet f;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        int64_t bound;
        draw_easy_fleet(&f, seed);
        total = schedule_make(&f.p, places);
        ck_assert_int_eq(total.placed, JOBS_MAX);
        ck_assert_int_le(gap(&f, &bound), 10);
    }
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_add_test(t, random_fleets);
    tcase_add_test(t, never_before_the_bound);
    tcase_add_test(t, easy_fleets_are_near_the_bound);
    tcase_add_test(t, whatever_the_order_of_jobs);
}

int main(void)
{
    return run_tests("schedule_fleets", add_tests);
}
