/* The performance model beside calls and busy lines, against the simulator: sites drawn at random,
 * with fixed seeds. What it claims of the upgrade's time must hold at every point; of calls their
 * delay must, and with a queue that lets them go first nothing is lost.
 *
 *   model_beside_test [POINTS [FROM]]   other numbers of points than the test's; of one, its
 *                                       scenario as well */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/output.h"
#include "sim/random.h"
#include "studies/model_check.h"
#include "tests/library.h"
#include "tests/support.h"

enum { POINTS = 40, SEED = 2 };

static const char firmware[] = "load,model_family,file,bytes,provenance\n"
                               "medium,7965,medium.loads,700,made up\n"
                               "medium,7965,medium-1.sbn,1001001,made up\n"
                               "medium,7965,medium-2.sbn,600000,made up\n";
static const char models[] = "model,series,pfs,background,transport,load,provenance\n"
                             "CP-7965G,7965,yes,no,tftp,medium,made up\n";

/* --- drawing --------------------------------------------------------------------------------- */

struct draft {
    FILE *out;
    struct random_stream stream;
    double rate; /* of the line, bit/s */
    bool first;  /* calls go before the upgrade */
};

static double draw(struct draft *d, double from, double to)
{
    return from + (to - from) * (double)random_below(&d->stream, 1000001) / 1e6;
}

static double draw_log(struct draft *d, double from, double to)
{
    return from * pow(to / from, draw(d, 0, 1));
}

static void write_wan(struct draft *d)
{
    d->rate = round(draw_log(d, 200e3, 3e6));
    d->first = draw(d, 0, 1) < 0.4;
    fprintf(d->out, "wan: {rate: %.0f bps, rtt: %.0f us, queue: {limit: %.0f packets", d->rate,
            draw(d, 2e3, 80e3), draw_log(d, 8, 400));
    fprintf(d->out, d->first ? ", discipline: priority, classes: [{dscp: ef}]}}\n" : "}}\n");
}

/* Calls for no more than a third of the line. */
static void write_others(struct draft *d)
{
    static const struct {
        const char *name;
        double rate;
    } codecs[] = {{"g729", 27200}, {"g711u", 83200}, {"g711u-plc", 83200}};
    const size_t codec = (size_t)random_below(&d->stream, 3);
    const double most = fmin(4, floor(0.35 * d->rate / codecs[codec].rate));
    if (draw(d, 0, 1) < 0.35)
        fprintf(d->out, "busy: %.0f %%\n", draw(d, 2, 35));
    if (most >= 1)
        fprintf(d->out, "traffic: [{kind: calls, codec: %s, count: %.0f}]\n", codecs[codec].name,
                ceil(draw(d, 0, most)));
}

/* The point's scenario. Free it. */
static char *point_text(size_t number)
{
    char *text;
    size_t length;
    struct draft d = {.out = open_memstream(&text, &length)};
    random_init(&d.stream, SEED, 0, (uint32_t)number, RANDOM_TEST);
    fprintf(d.out, "method: %s\nseed: %zu\n", draw(&d, 0, 1) < 0.6 ? "tftp" : "pfs", number + 1);
    fprintf(d.out, "catalogue: {firmware: firmware.csv, models: models.csv}\nfirmware: medium\n");
    fprintf(d.out, "run: {limit: 100000 s}\nreset: {at: 30 s, pattern: bulk, spread: 1 s}\n");
    write_wan(&d);
    write_others(&d);
    if (draw(&d, 0, 1) < 0.4)
        fprintf(d.out, "tftp: {blksize: %.0f}\n", draw(&d, 512, 1428));
    fprintf(d.out, "phone: {turnaround: %.0f us, restart: 20 s}\n", draw(&d, 500, 6000));
    fprintf(d.out, "subnets: [{phones: [{model: CP-7965, count: %.0f}]}]\n", draw_log(&d, 1, 24));
    fclose(d.out);
    return text;
}

/* --- the test -------------------------------------------------------------------------------- */

struct grid {
    const char *path; /* in the catalogue's folder */
    size_t count, from;
};

static int grid_load(void *user, size_t i, struct scenario *s, struct error *e)
{
    const struct grid *g = user;
    char *text = point_text(g->from + i);
    const int status =
        scenario_load_text(s, g->path, text, strlen(text), NULL, 0, source_library(), e);
    if (status < 0)
        fprintf(stderr, "point %zu: %s\n%s", g->from + i, e->text, text);
    else if (g->count == 1)
        fputs(text, stderr);
    free(text);
    return status;
}

static void write_file(const char *folder, const char *name, const char *text)
{
    struct output o;
    struct error e;
    ck_assert_msg(output_open(&o, folder, name, &e) == 0, "%s", e.text);
    fputs(text, o.file);
    ck_assert_msg(output_commit(&o, &e) == 0, "%s", e.text);
}

/* Calls' mean delay by both, within a tenth, or 2.5 ms: of one call it is a matter of its phase. */
static bool delay_is_near(const struct model_check *c)
{
    const double simulated = time_seconds(c->calls.delay_mean);
    return !c->calls_modelled.known || !c->calls_modelled.count ||
           fabs(c->calls_modelled.delay_mean - simulated) <= fmax(0.1 * simulated, 0.0025);
}

static void print_point(size_t number, const struct model_check *c)
{
    printf("%3zu %-14s %-13s model %9.3f%s simulated %9.3f %+7.3f %%", number,
           analytic_region_names[c->region], model_check_verdict_names[c->verdict], c->model,
           c->bound ? "+" : " ", c->simulated, 100 * c->difference);
    if (c->calls_modelled.count)
        printf("  delay %6.1f / %6.1f ms, lost %5.2f / %5.2f %%, MOS %.2f / %.2f",
               1e3 * c->calls_modelled.delay_mean, 1e3 * time_seconds(c->calls.delay_mean),
               100 * c->calls_modelled.lost, 100 * c->calls.lost, c->calls_modelled.mos,
               c->calls.mos);
    printf("\n%s", c->why.text);
}

/* Of the points the tests draws; 0: its own. */
static size_t points, first;

START_TEST(claims_hold_beside_others)
{
    struct error e = {""};
    char *folder = fresh_folder(), *path = mem_printf("%s/point.yaml", folder);
    struct grid g = {.path = path, .count = points ? points : POINTS, .from = first};
    struct model_check *checks = mem_calloc(g.count, sizeof *checks);
    size_t wrong = 0, values = 0;
    write_file(folder, "firmware.csv", firmware);
    write_file(folder, "models.csv", models);
    const int status = model_check_all(checks, g.count, grid_load, &g, 0, NULL, NULL, &e);
    ck_assert_msg(status == 0, "%s", e.text);
    for (size_t i = 0; i < g.count; i++) {
        print_point(g.from + i, &checks[i]);
        wrong += checks[i].verdict != MODEL_CHECK_HOLDS;
        values += !checks[i].bound;
    }
    for (size_t i = 0; i < g.count; i++)
        wrong += !delay_is_near(&checks[i]);
    printf("%zu of %zu points are values, %zu do not hold\n", values, g.count, wrong);
    fflush(stdout);
    free(checks);
    free(path);
    remove_folder(folder);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_set_timeout(t, 0); /* a busy machine takes its time */
    tcase_add_test(t, claims_hold_beside_others);
}

int main(int argc, char **argv)
{
    points = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    first = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    return run_tests("model beside others", add);
}
