/* The WAN's lines, by what is seen on them. */
#include "tests/scenarios/small_experiment.h"

/* --- the largest packet -------------------------------------------------------------------- */

static uint32_t largest[2]; /* on the WAN's line, by direction */

static void note_size(void *user, const struct link_info *link, int direction,
                      const struct packet_info *p, const struct transmission *t)
{
    (void)user, (void)p;
    if (link->wan && t->wire_bytes > largest[direction])
        largest[direction] = t->wire_bytes;
}

static void run_noting_sizes(const struct scenario *s)
{
    const struct observer observer = {.link = watch_link, .packet_sent = note_size};
    struct observer_list observers = {0};
    struct error e = {""};
    memset(largest, 0, sizeof largest);
    observer_list_add(&observers, &observer);
    struct experiment *x = experiment_new(s, &native_engine, &observers, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    experiment_run(x, UINT64_MAX);
    experiment_free(x);
}

/* Each bucket is as small as a scenario may have it; a byte less is refused (consistency_test). */
START_TEST(a_bucket_of_the_least_size_holds_each_packet)
{
    static const struct {
        const char *text;
        uint32_t down, up; /* bytes of the bucket; framing has 8 of them */
        uint32_t most;     /* that are seen of it, down */
    } cases[] = {
        {"subnets: [{phones: [{model: CP-7965}]}]\n", 552, 136, 552},
        {"tftp: {blksize: 1024, windowsize: 4}\nsubnets: [{phones: [{model: CP-7965}]}]\n", 1064,
         136, 1064},
        {"server: {missing: [one.sbn]}\nrun: {limit: 1 min}\n"
         "subnets: [{phones: [{model: CP-7965}]}]\n",
         552, 136, 552},
        {"transport: http then tftp\nsubnets: [{phones: [{model: CP-9971}]}]\n", 1508, 1508, 1508},
        {"subnets: [{phones: [{model: CP-7841}]}]\n", 1508, 1508, 1508},
        {"method: pfs\nlog_server: on\nsubnets: [{phones: [{model: CP-7965, count: 3}]}]\n", 552,
         547, 552},
        {"method: load-server\nsubnets: [{phones: [{model: CP-7965}]}]\n", 136, 136, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario s;
        char *text = NULL;
        ck_assert_int_gt(asprintf(&text,
                                  "catalogue: {firmware: small-firmware.csv, models: "
                                  "small-models.csv}\n"
                                  "wan: {rate: 2 Mbps, down: {shaper: {rate: 1 Mbps, burst: %u B}},"
                                  " up: {shaper: {rate: 1 Mbps, burst: %u B}}}\n%s",
                                  cases[i].down, cases[i].up, cases[i].text),
                         0);
        load_small(&s, text);
        run_noting_sizes(&s);
        ck_assert_uint_eq(largest[0], cases[i].most);
        ck_assert_uint_le(largest[1], cases[i].up);
        scenario_free(&s);
        free(text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lines");
    tcase_add_test(tests, a_bucket_of_the_least_size_holds_each_packet);
    return run_tests("scenarios/lines", tests);
}
