/* Observers change nothing: small scenarios drawn at random, run to the end and cut off somewhere,
 * have the same results whoever watches. And the sums hold: what a line was given is delivered,
 * lost or under way, no line is busy for longer than the run, and the kinds of traffic add up. */
#include <inttypes.h>
#include <unistd.h>

#include "base/memory.h"
#include "results/capture.h"
#include "results/console_log.h"
#include "results/fingerprint.h"
#include "results/summary.h"
#include "results/tables.h"
#include "scenarios/experiment.h"
#include "sim/random.h"
#include "studies/random_scenario.h"
#include "tests/library.h"
#include "tests/support.h"

enum { SCENARIOS = 60 / FEWER, MOST_LINKS = 200 };

static char folder[] = "/tmp/pfsim-observers-XXXXXX";

/* --- a second opinion ------------------------------------------------------------------------ */

/* Of one direction: each packet that was given to the line, and each that came out of it. */
struct tally {
    const struct link_direction *config;
    sim_time *given, *arrives, *delivered;
    size_t given_count, delivered_count;
    uint64_t lost, unplugged;
};

static struct tally tallies[MOST_LINKS][2];
static sim_time stopped;

static bool wants_all(void *user, const struct link_info *info)
{
    (void)user;
    ck_assert_uint_lt(info->id, MOST_LINKS);
    for (int d = 0; d < 2; d++)
        tallies[info->id][d].config = info->direction[d];
    return true;
}

static void note_sent(void *user, const struct link_info *info, int direction,
                      const struct packet_info *p, const struct transmission *t)
{
    struct tally *w = &tallies[info->id][direction];
    (void)user, (void)p;
    w->given = mem_resize(w->given, w->given_count + 1, sizeof *w->given);
    w->arrives = mem_resize(w->arrives, w->given_count + 1, sizeof *w->arrives);
    w->given[w->given_count] = t->queued;
    w->arrives[w->given_count++] = t->end + w->config->delay;
}

static void note_delivered(void *user, const struct link_info *info, int direction,
                           const struct packet_info *p, sim_time now)
{
    struct tally *w = &tallies[info->id][direction];
    (void)user, (void)p;
    w->delivered = mem_resize(w->delivered, w->delivered_count + 1, sizeof *w->delivered);
    w->delivered[w->delivered_count++] = now;
}

static void note_dropped(void *user, const struct link_info *info, int direction,
                         const struct packet_info *p, enum drop_reason reason, sim_time now)
{
    struct tally *w = &tallies[info->id][direction];
    (void)user, (void)p;
    if (stopped >= 0 && now > stopped)
        return;
    w->lost += reason == DROP_LOST;
    w->unplugged += reason == DROP_UNPLUGGED;
}

static void note_stopped(void *user, sim_time now)
{
    (void)user;
    stopped = now;
}

static void forget_tallies(void)
{
    for (size_t i = 0; i < MOST_LINKS; i++)
        for (int d = 0; d < 2; d++) {
            free(tallies[i][d].given);
            free(tallies[i][d].arrives);
            free(tallies[i][d].delivered);
        }
    memset(tallies, 0, sizeof tallies);
    stopped = -1;
}

static uint64_t count_until(const sim_time *times, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += times[i] <= stopped;
    return sum;
}

static void check_sums(const struct direction_record *d, const struct tally *w, const char *name)
{
    const struct traffic_count total = direction_total(d);
    uint64_t under_way = 0;
    for (size_t i = 0; i < w->given_count; i++)
        under_way += w->given[i] <= stopped && w->arrives[i] > stopped;
    ck_assert_msg(total.packets == count_until(w->given, w->given_count), "%s: given", name);
    ck_assert_msg(d->delivered == count_until(w->delivered, w->delivered_count), "%s: delivered",
                  name);
    ck_assert_msg(d->dropped[DROP_LOST] == w->lost, "%s: lost", name);
    ck_assert_msg(direction_use(d).busy <= (uint64_t)direction_use(d).time, "%s: utilisation %f",
                  name, direction_utilisation(d));
    ck_assert_msg(series_peak(&d->series) <= 1, "%s: peak %f", name, series_peak(&d->series));
    /* These make arrivals more than packets, or later than what is told when one is sent. */
    const struct link_faults *f = &w->config->faults;
    if (f->duplicate || f->reorder || f->jitter)
        return;
    /* At a host that is unplugged packets are dropped before they are given to its cable, too. */
    const uint64_t known = d->delivered + w->lost + under_way;
    ck_assert_msg(total.packets >= known && total.packets <= known + w->unplugged,
                  "%s: given %" PRIu64 ", delivered %" PRIu64 ", lost %" PRIu64
                  ", under way %" PRIu64,
                  name, total.packets, d->delivered, w->lost, under_way);
}

static void check_tallies(const struct record *r)
{
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; d < 2; d++)
            check_sums(&r->links[i]->direction[d], &tallies[i][d], r->links[i]->info->name);
}

/* --- a run, watched by whom ------------------------------------------------------------------- */

enum watchers { TALLY = 1, CAPTURE = 2, LOGS = 4, STEPS = 8, ANOTHER = 16 };

struct watched_run {
    struct record record;
    struct fingerprint fingerprint;
    struct capture capture;
    struct console_log logs;
    struct record another;
    struct observer observers[OBSERVERS_MAX];
    struct observer_list list;
};

static void add(struct watched_run *w, struct observer o)
{
    w->observers[w->list.count] = o;
    observer_list_add(&w->list, &w->observers[w->list.count]);
}

static void add_all(struct watched_run *w, unsigned watchers)
{
    struct error e;
    record_init(&w->record, (struct record_options){.all_links = true, .files = true});
    fingerprint_init(&w->fingerprint);
    add(w, record_observer(&w->record));
    add(w, fingerprint_observer(&w->fingerprint));
    if (watchers & TALLY)
        add(w, (struct observer){.in_order = true,
                                 .link = wants_all,
                                 .packet_sent = note_sent,
                                 .packet_delivered = note_delivered,
                                 .packet_dropped = note_dropped,
                                 .run_stopped = note_stopped});
    if (watchers & CAPTURE) {
        ck_assert_int_eq(capture_init(&w->capture, folder, true, &e), 0);
        add(w, capture_observer(&w->capture));
    }
    if (watchers & LOGS) {
        ck_assert_int_eq(console_log_init(&w->logs, folder, &e), 0);
        add(w, console_log_observer(&w->logs));
    }
    if (watchers & ANOTHER) {
        record_init(&w->another, (struct record_options){0});
        add(w, record_observer(&w->another));
    }
}

static void remove_all(struct watched_run *w, unsigned watchers)
{
    if (watchers & CAPTURE)
        capture_abandon(&w->capture);
    if (watchers & LOGS)
        console_log_abandon(&w->logs);
    if (watchers & ANOTHER)
        record_fini(&w->another);
    record_fini(&w->record);
}

/* All that a run's files would say, and its fingerprint: the caller's to free. */
static char *results_of(const struct watched_run *w)
{
    struct run_summary s;
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    summary_make(&s, &w->record);
    fprintf(f, "%" PRIx64 " %" PRId64 " %f %f\n", w->fingerprint.value, s.upgrade_time,
            s.wan[0].peak_utilisation, s.wan[1].peak_utilisation);
    table_links(f, &w->record);
    table_wan(f, &w->record);
    table_phones(f, &w->record);
    table_files(f, &w->record);
    table_servers(f, &w->record);
    fclose(f);
    return text;
}

static char *run(const struct scenario *s, unsigned watchers, sim_time *ended)
{
    static struct watched_run w;
    struct error e = {""};
    memset(&w, 0, sizeof w);
    add_all(&w, watchers);
    struct experiment *x = experiment_new(s, &native_engine, &w.list, &e);
    ck_assert_msg(x != NULL, "%s", e.text);
    while (experiment_run(x, watchers & STEPS ? 100 : UINT64_MAX))
        experiment_progress(x);
    char *results = results_of(&w);
    if (ended)
        *ended = w.record.ended;
    if (watchers & TALLY) {
        check_tallies(&w.record);
        forget_tallies();
    }
    remove_all(&w, watchers);
    experiment_free(x);
    return results;
}

/* --- scenarios -------------------------------------------------------------------------------- */

static void load(struct scenario *s, uint32_t number)
{
    struct error e = {""};
    char *text = random_scenario(77, number);
    char *path = mem_printf("%s/random.yaml", folder);
    const int status =
        scenario_load_text(s, path, text, strlen(text), NULL, 0, source_library(), &e);
    ck_assert_msg(status == 0, "%s", e.text);
    free(path);
    free(text);
}

static sim_time compare(const struct scenario *s, uint32_t number)
{
    static const unsigned who[] = {TALLY, CAPTURE | LOGS, STEPS, ANOTHER};
    sim_time ended;
    char *plain = run(s, 0, &ended);
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        char *watched = run(s, who[i], NULL);
        ck_assert_msg(strcmp(plain, watched) == 0,
                      "random_scenario(77, %" PRIu32 "), run.limit %" PRId64
                      " ns: other results when watched by %u\n%s\n%s",
                      number, s->limit, who[i], plain, watched);
        free(watched);
    }
    free(plain);
    return ended;
}

START_TEST(results_are_the_same_whoever_watches)
{
    struct random_stream draws;
    random_init(&draws, 77, 0, 0, 0);
    for (uint32_t number = (uint32_t)_i; number < SCENARIOS; number += 4) {
        struct scenario s;
        load(&s, number);
        const sim_time ended = compare(&s, number);
        for (int i = 0; i < 2; i++) {
            s.limit = 1 + (sim_time)random_below(&draws, (uint64_t)ended);
            compare(&s, number);
        }
        scenario_free(&s);
    }
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_set_timeout(t, 600);
    tcase_add_loop_test(t, results_are_the_same_whoever_watches, 0, 4);
}

int main(void)
{
    struct error e;
    stopped = -1;
    if (!mkdtemp(folder) || random_catalogue_write(folder, &e) < 0)
        return 1;
    const int status = run_tests("observers", add_tests);
    char *command = mem_printf("rm -r %s", folder);
    if (system(command) != 0)
        fprintf(stderr, "%s is left behind\n", folder);
    free(command);
    return status;
}
