/* What nobody knows exactly: defaults, what is known otherwise, what is given. */
#include "planner/unknowns.h"

#include "tests/library.h"
#include "tests/support.h"

static struct scenario shared; /* each test has its own process */
static struct unknowns u;

static void load(const char *text, const char *option)
{
    struct error e = {""};
    char *whole = mem_printf("%ssubnets: [{phones: [{model: CP-7965}]}]\n", text);
    ck_assert_msg(scenario_load_text(&shared, "like.yaml", whole, strlen(whole), &option,
                                     option ? 1 : 0, source_library(), &e) == 0,
                  "%s", e.text);
    free(whole);
}

/* All of them: "PATH=RANGE" and a line's end each. */
static void expect(const char *wanted)
{
    char *all = mem_strdup("");
    for (size_t i = 0; i < u.count; i++) {
        char *range = fleet_number_text(u.items[i].field, &u.items[i].range);
        char *more = mem_printf("%s%s=%s\n", all, u.items[i].path, range);
        free(range);
        free(all);
        all = more;
    }
    ck_assert_str_eq(all, wanted);
    free(all);
}

static void init(const char *set, const char *const *given, size_t count)
{
    struct error e = {""};
    ck_assert_msg(unknowns_init(&u, &shared, &set, set ? 1 : 0, given, count, &e) == 0, "%s",
                  e.text);
}

#define DEFAULTS                                                                                   \
    "phone.turnaround=2 ms..4 ms..6.5 ms\nphone.restart=30 s..40 s\n"                              \
    "phone.background_restart=1 min..75 s..2 min\n"                                                \
    "phone.flash=500 kB/s..1 MB/s..2 MB/s\nserver.cpu=20 us/packet..50 us/packet\n"

START_TEST(defaults_say_what_they_were_taken_from)
{
    load("", NULL);
    init(NULL, NULL, 0);
    expect(DEFAULTS);
    for (size_t i = 0; i < u.count; i++)
        ck_assert_ptr_nonnull(u.items[i].because);
    unknowns_fini(&u);
}
END_TEST

/* A file that writes down what is assumed does not know more; one with another value does. */
START_TEST(what_is_known_is_no_unknown)
{
    load("phone: {turnaround: 4000 us, restart: 32 s}\nserver: {cpu: 50 us/packet}\n", NULL);
    init("phone.flash=1MB/s", NULL, 0);
    expect("phone.turnaround=2 ms..4 ms..6.5 ms\nphone.background_restart=1 min..75 s..2 min\n"
           "server.cpu=20 us/packet..50 us/packet\n");
    unknowns_fini(&u);
}
END_TEST

START_TEST(what_is_given_replaces_adds_and_takes_away)
{
    static const char *const given[] = {"phone.restart=20..25..90 s", "none",
                                        "phone.restart = 40 s..60 s", "phone.check=0..5 s",
                                        "phone.restart=41 s..60 s"};
    load("", NULL);
    init(NULL, given, 1);
    ck_assert_uint_eq(u.count, 5);
    ck_assert_uint_eq(u.items[1].range.mode, 25 * SECONDS);
    ck_assert_ptr_null(u.items[1].because);
    unknowns_fini(&u);
    init(NULL, given, 2);
    expect("");
    init(NULL, given, 5);
    expect("phone.restart=41 s..1 min\nphone.check=0 s..5 s\n");
    unknowns_fini(&u);
}
END_TEST

static const struct {
    const char *given, *set, *message;
} refused[] = {
    {"phone.restart", NULL,
     "--unknown phone.restart: has no range; give one as in 'phone.restart=30s..60s', or 'none'"},
    {"phone.restart=30s", NULL,
     "--unknown phone.restart=30s: is one value, and so is known; give it with -s"},
    {"phone.restart=30s..40s", "phone.restart=35s",
     "--unknown phone.restart=30s..40s: -s sets it too; leave one of them out"},
    {"wan.rtt=10ms..40ms", NULL,
     "--unknown wan.rtt=10ms..40ms: is a site's own; give the range in its cell of the list"},
    {"method=tftp..pfs", NULL,
     "--unknown method=tftp..pfs: method has no numbers; unknown can be what has"},
    {"seed=1..9", NULL, "--unknown seed=1..9: numbers of draws have no order, and so no range"},
};

START_TEST(what_is_refused_says_why)
{
    struct error e = {""};
    load("", NULL);
    ck_assert_int_lt(unknowns_init(&u, &shared, &refused[_i].set, refused[_i].set ? 1 : 0,
                                   &refused[_i].given, 1, &e),
                     0);
    ck_assert_str_eq(e.text, refused[_i].message);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, defaults_say_what_they_were_taken_from);
    tcase_add_test(t, what_is_known_is_no_unknown);
    tcase_add_test(t, what_is_given_replaces_adds_and_takes_away);
    tcase_add_loop_test(t, what_is_refused_says_why, 0, (int)(sizeof refused / sizeof *refused));
}

int main(void)
{
    return run_tests("unknowns", add);
}
