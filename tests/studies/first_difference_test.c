/* Where two runs part: of sources that write what a test says, and of real runs. */
#include "studies/first_difference.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>

#include "base/memory.h"
#include "results/events.h"
#include "tests/scenarios/small_experiment.h"

static const char *const names[2] = {"left", "right"};
static struct first_difference d;
static struct error e;

/* --- sources that say what a test wants ------------------------------------------------------ */

struct script {
    const char *lines;
    uint32_t before; /* so many lines that are all the same come first */
    bool headless, fails, dies;
};

static int play(void *user, FILE *out, struct error *error)
{
    const struct script *s = user;
    if (!s->headless)
        fputs(EVENTS_HEADER "\n", out);
    for (uint32_t i = 0; i < s->before; i++)
        fprintf(out, "%u,sent,a line that is as long as that of a packet is,up,,,x\n", i);
    fputs(s->lines, out);
    fflush(out);
    if (s->dies)
        raise(SIGKILL);
    return s->fails ? error_set(error, "there is no such site") : 0;
}

static int look(struct script a, struct script b)
{
    const struct event_source sources[2] = {{play, &a}, {play, &b}};
    return first_difference(sources, names, &d, &e);
}

static int look_at(const char *a, const char *b)
{
    return look((struct script){.lines = a}, (struct script){.lines = b});
}

static void expect(uint64_t equal, const char *last, const char *left, const char *right)
{
    ck_assert(d.found);
    ck_assert_uint_eq(d.equal, equal);
    const char *const got[] = {d.last, d.line[0], d.line[1]}, *const wanted[] = {last, left, right};
    for (int i = 0; i < 3; i++)
        ck_assert_pstr_eq(got[i], wanted[i]);
    first_difference_fini(&d);
}

START_TEST(lines)
{
    ck_assert_int_eq(look_at("a\nb\nc\n", "a\nb\nc\n"), 0);
    ck_assert(!d.found);
    ck_assert_uint_eq(d.equal, 3);
    first_difference_fini(&d);
    ck_assert_int_eq(look_at("a\nb\nc\n", "a\nB\nc\n"), 0);
    expect(1, "a", "b", "B");
    ck_assert_int_eq(look_at("a\nb\n", "a\n"), 0);
    expect(1, "a", "b", NULL);
    ck_assert_int_eq(look_at("", "x\n"), 0);
    expect(0, NULL, NULL, "x");
    ck_assert_int_eq(look_at("x\n", "y\n"), 0);
    expect(0, NULL, "x", "y");
}
END_TEST

/* The right run has an event more on p, which the left one has later: it is found among others, at
 * another place, of another kind, in the other direction. */
START_TEST(what_comes_later_there)
{
    static const char left[] = "1.0,phone,q,,,,x\n"
                               "1.1,sent,q,up,,,x\n1.2,delivered,p,up,,,x\n1.3,sent,p,down,,,x\n"
                               "2.0,sent,p,up,,,the left one\n3.0,sent,p,up,,,another\n";
    static const char right[] = "0.5,sent,p,up,,,the right one\n1.0,phone,q,,,,x\n";
    ck_assert_int_eq(look_at(left, right), 0);
    ck_assert_str_eq(d.line[0], "1.0,phone,q,,,,x");
    ck_assert_str_eq(d.line[1], "0.5,sent,p,up,,,the right one");
    ck_assert_str_eq(d.there[0], "2.0,sent,p,up,,,the left one");
    ck_assert_ptr_null(d.there[1]);
    first_difference_fini(&d);
    ck_assert_int_eq(look_at(right, left), 0);
    ck_assert_ptr_null(d.there[0]);
    ck_assert_str_eq(d.there[1], "2.0,sent,p,up,,,the left one");
    first_difference_fini(&d);
    ck_assert_int_eq(look_at("1.0,sent,p,up,,,x\n", "0.5,sent,p,up,,,x\n"), 0);
    ck_assert(!d.there[0] && !d.there[1]); /* they are there both */
    first_difference_fini(&d);
    ck_assert_int_eq(look_at("1.0,sent,q,up,,,x\n", "0.5,sent,p,up,,,x\n"), 0);
    ck_assert(!d.there[0] && !d.there[1]); /* nothing comes */
    first_difference_fini(&d);
}
END_TEST

/* One that goes on without an end is stopped: some megabytes are in no pipe. */
START_TEST(long_ones_are_stopped)
{
    const struct script common = {.lines = "left\n", .before = 100000};
    struct script other = common;
    other.lines = "right\n";
    ck_assert_int_eq(look(common, other), 0);
    ck_assert(d.found);
    ck_assert_uint_eq(d.equal, 100000);
    ck_assert_str_eq(d.line[1], "right");
    first_difference_fini(&d);
    other.before = 1;
    ck_assert_int_eq(look(other, common), 0);
    ck_assert_uint_eq(d.equal, 1);
    ck_assert_str_eq(d.line[0], "right");
    first_difference_fini(&d);
}
END_TEST

START_TEST(sources_that_fail)
{
    const struct script good = {.lines = "a\nb\n"};
    struct script bad = {.lines = "a\n", .fails = true};
    ck_assert_int_lt(look(good, bad), 0);
    ck_assert_str_eq(e.text, "there is no such site");
    bad = (struct script){.lines = "a\n", .dies = true};
    ck_assert_int_lt(look(bad, good), 0);
    ck_assert_str_eq(e.text, "left: its run was ended by signal 9");
    bad = (struct script){.lines = "usage\n", .headless = true};
    ck_assert_int_lt(look(good, bad), 0);
    ck_assert_str_eq(e.text, "right: its program writes no events as this one reads them "
                             "(" EVENTS_HEADER ")");
    bad.lines = "";
    ck_assert_int_lt(look(bad, good), 0);
    ck_assert_str_eq(e.text, "left: its program writes no events as this one reads them "
                             "(" EVENTS_HEADER ")");
}
END_TEST

START_TEST(programs)
{
    struct event_source_program program = {"/nowhere/pfsim", "x.yaml", "native", 1, 0};
    struct script good = {.lines = "a\n"};
    const struct event_source sources[2] = {{event_source_run_program, &program}, {play, &good}};
    ck_assert_int_lt(first_difference(sources, names, &d, &e), 0);
    ck_assert_str_eq(e.text, "/nowhere/pfsim: cannot be run: No such file or directory; give the "
                             "program that made the runs");
    program.program = "false";
    ck_assert_int_lt(first_difference(sources, names, &d, &e), 0);
    ck_assert_str_eq(e.text, "left: its run failed, with status 1");
}
END_TEST

/* --- runs ------------------------------------------------------------------------------------ */

#define RUN_OF(rate)                                                                               \
    "catalogue: {firmware: small-firmware.csv, models: small-models.csv}\nwan: {rate: " rate "}\n" \
    "method: pfs\nsubnets:\n  - phones:\n      - {model: CP-7965, count: 3}\n"
#define SHARED RUN_OF("2 Mbps")

static int look_at_runs(const char *left, const char *right)
{
    const char *const texts[2] = {left, right};
    struct scenario s[2];
    struct event_source_here runs[2];
    struct event_source sources[2];
    for (int i = 0; i < 2; i++) {
        load_small(&s[i], texts[i]);
        runs[i] = (struct event_source_here){&s[i], &native_engine};
        sources[i] = (struct event_source){event_source_run_here, &runs[i]};
    }
    const int status = first_difference(sources, names, &d, &e);
    scenario_free(&s[0]);
    scenario_free(&s[1]);
    return status;
}

static struct event_line events[2];

static void must_differ(const char *left, const char *right)
{
    ck_assert_int_eq(look_at_runs(left, right), 0);
    ck_assert(d.found);
    for (int i = 0; i < 2; i++)
        ck_assert(event_line_read(&events[i], d.line[i]));
}

static bool says(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* The root's claim is the same; its first ad comes 50 ms earlier on the right. */
START_TEST(an_earlier_ad)
{
    must_differ(SHARED, SHARED "pfs: {ad_interval: 200 ms}\n");
    ck_assert_uint_gt(d.equal, 1);
    ck_assert_str_eq(events[1].event, "sent");
    ck_assert_str_eq(events[1].direction, "up");
    ck_assert(says(events[1].content, "PFS ad 1, xid"));
    ck_assert_double_lt(strtod(events[1].time, NULL), strtod(events[0].time, NULL));
    struct event_line last;
    ck_assert(event_line_read(&last, d.last));
    ck_assert_double_le(strtod(last.time, NULL), strtod(events[1].time, NULL));
    first_difference_fini(&d);
}
END_TEST

/* The line is slower from the first packet on. */
START_TEST(another_rate)
{
    must_differ(SHARED, RUN_OF("1 Mbps"));
    ck_assert_str_eq(events[0].event, "sent");
    ck_assert_str_eq(events[0].time, events[1].time);
    ck_assert_str_eq(events[0].digest, events[1].digest);
    ck_assert_double_lt(strtod(events[0].until, NULL), strtod(events[1].until, NULL));
    ck_assert(says(events[0].place, "wan"));
    first_difference_fini(&d);
}
END_TEST

START_TEST(equal_runs)
{
    ck_assert_int_eq(look_at_runs(SHARED, SHARED), 0);
    ck_assert(!d.found);
    ck_assert_uint_gt(d.equal, 1000);
}
END_TEST

/* --- lines as a person reads them ------------------------------------------------------------ */

START_TEST(fields_of_a_line)
{
    char line[] = "1.500000000,sent,\"a \"\"b\"\", c\",down,0123,2.000000000,\"x, y\"";
    struct event_line event;
    ck_assert(event_line_read(&event, line));
    ck_assert_str_eq(event.time, "1.500000000");
    ck_assert_str_eq(event.event, "sent");
    ck_assert_str_eq(event.place, "a \"b\", c");
    ck_assert_str_eq(event.direction, "down");
    ck_assert_str_eq(event.digest, "0123");
    ck_assert_str_eq(event.until, "2.000000000");
    ck_assert_str_eq(event.content, "x, y");
    char phone[] = "0.000000000,phone,p,,,,booting";
    ck_assert(event_line_read(&event, phone));
    ck_assert_str_eq(event.direction, "");
    ck_assert_str_eq(event.content, "booting");
    char wrong[] = "0,phone,p";
    ck_assert(!event_line_read(&event, wrong));
}
END_TEST

/* --- processes that cannot be had ------------------------------------------------------------ */

static int forks_left = -1; /* below 0: any */

/* This one stands before the C library's. */
pid_t fork(void)
{
    if (forks_left == 0) {
        errno = EAGAIN;
        return -1;
    }
    forks_left -= forks_left > 0;
    return ((pid_t(*)(void))dlsym(RTLD_NEXT, "fork"))();
}

static int open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

START_TEST(no_process_leaves_no_file)
{
    const int before = open_files();
    for (int i = 0; i < 2; i++) {
        forks_left = i;
        ck_assert_int_lt(look_at("a\n", "a\n"), 0);
        ck_assert_str_eq(e.text, "cannot start a process for a run: Resource temporarily "
                                 "unavailable");
        ck_assert_int_eq(open_files(), before);
    }
    forks_left = -1;
    ck_assert_int_eq(look_at("a\n", "a\n"), 0);
    ck_assert_int_eq(open_files(), before);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("first_difference");
    tcase_add_test(t, lines);
    tcase_add_test(t, what_comes_later_there);
    tcase_add_test(t, long_ones_are_stopped);
    tcase_add_test(t, sources_that_fail);
    tcase_add_test(t, programs);
    tcase_add_test(t, an_earlier_ad);
    tcase_add_test(t, another_rate);
    tcase_add_test(t, equal_runs);
    tcase_add_test(t, fields_of_a_line);
    tcase_add_test(t, no_process_leaves_no_file);
    return run_tests("first_difference", t);
}
