/* The performance model against the simulator on sites drawn at random, with fixed seeds: what it
 * claims must hold at every point, in every region. Prints how the kinds of points fare, and the
 * worst of them.
 *
 *   model_grid_test [POINTS [FROM [FILE [KIND]]]]   other numbers of points than the test's;
 *                                                   scenarios of which it does not hold go to FILE;
 *                                                   all points of one kind. "thin", many phones on
 *                                                   a slow line, is drawn only so */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/output.h"
#include "results/statistics.h"
#include "sim/random.h"
#include "studies/model_check.h"
#include "tests/library.h"
#include "tests/support.h"

enum {
    POINTS = 320,
    SEED = 1,
    WORST = 12,         /* points shown */
    BLOCKS_MOST = 60000 /* of all phones at a point, unless that is less than the least load has */
};

/* Loads that phones may be given, by bytes of their largest file. */
static const struct {
    const char *name;
    uint32_t bytes; /* of all files */
} loads[] = {{"tiny", 21700}, {"small", 216236}, {"medium", 1601701}, {"large", 7100700}};
enum { LOADS = sizeof loads / sizeof *loads };

static const char firmware[] = "load,model_family,file,bytes,provenance\n"
                               "tiny,7965 7945 7940 9971,tiny.loads,700,made up\n"
                               "tiny,7965 7945 7940 9971,tiny.sbn,21000,made up\n"
                               "small,7965 7945 7940 9971,small.loads,700,made up\n"
                               "small,7965 7945 7940 9971,small-1.sbn,150000,made up\n"
                               "small,7965 7945 7940 9971,small-2.sbn,65536,made up\n"
                               "medium,7965 7945 7940 9971,medium.loads,700,made up\n"
                               "medium,7965 7945 7940 9971,medium-1.sbn,1001001,made up\n"
                               "medium,7965 7945 7940 9971,medium-2.sbn,600000,made up\n"
                               "large,7965 7945 7940 9971,large.loads,700,made up\n"
                               "large,7965 7945 7940 9971,large-1.sbn,2000000,made up\n"
                               "large,7965 7945 7940 9971,large-2.sbn,5100000,made up\n";
static const char models[] = "model,series,pfs,background,transport,load,provenance\n"
                             "CP-7965G,7965,yes,no,tftp,small,made up\n"
                             "CP-7945G,7945,yes,no,tftp,small,made up\n"
                             "CP-7940G,7940,no,no,tftp,small,made up\n"
                             "CP-9971,9971,yes,yes,http then tftp,small,made up\n";

/* Points that the model refuses, since it does not know what is drawn there: a few phones that
 * fetch by HTTP and share, or are beside others by TFTP. There it claims nothing; everywhere else
 * what it claims has to hold. */
static const size_t not_modelled[] = {39, 55, 287, 311};

/* No answer where there should be none. */
static bool is_refused(size_t point, enum model_check_verdict verdict)
{
    for (size_t i = 0; i < sizeof not_modelled / sizeof *not_modelled; i++)
        if (not_modelled[i] == point)
            return verdict == MODEL_CHECK_NOT_MODELLED;
    return false;
}

/* --- drawing --------------------------------------------------------------------------------- */

/* KINDS take turns. */
enum kind { EXACT, DROPS, REPEATS, WAVES, HTTP, SHARING, LOAD_SERVER, ANY, KINDS, THIN = KINDS };
static const char *const kind_names[KINDS + 1] = {
    "exact", "drops", "repeats", "waves", "http", "sharing", "load server", "any", "thin"};

/* Of the arguments; 0 points: the test's own. `only`: not in turns. */
static size_t points, from_point;
static const char *wrong_path;
static int only = -1;

struct draft {
    FILE *out;
    struct random_stream stream;
    enum kind kind;
    enum method method;
    uint32_t phones, subnets, blksize, windowsize;
    double rate, rtt, bytes, transfers;
    const char *load;
};

static double draw(struct draft *d, double from, double to)
{
    return from + (to - from) * (double)random_below(&d->stream, 1000001) / 1e6;
}

static double draw_log(struct draft *d, double from, double to)
{
    return from * pow(to / from, draw(d, 0, 1));
}

static uint32_t draw_whole(struct draft *d, double from, double to)
{
    return (uint32_t)floor(draw(d, from, to + 0.999));
}

static bool chance(struct draft *d, double share)
{
    return draw(d, 0, 1) < share;
}

static void draw_method(struct draft *d)
{
    static const enum method all[] = {METHOD_TFTP, METHOD_LOAD_SERVER, METHOD_PFS};
    d->method = d->kind == SHARING       ? METHOD_PFS
                : d->kind == LOAD_SERVER ? METHOD_LOAD_SERVER
                : d->kind >= ANY         ? all[draw_whole(d, 0, 2)]
                                         : METHOD_TFTP;
}

static void draw_tftp(struct draft *d)
{
    d->blksize = chance(d, 0.4) ? 0 : draw_whole(d, 512, 1428);
    d->windowsize = d->blksize && chance(d, 0.6) ? draw_whole(d, 1, 16) : 1;
}

/* Seconds that all phones' blocks of one round take on the line. */
static double round_of(const struct draft *d)
{
    const double block = (d->blksize ? d->blksize : 512) + 39;
    return d->phones * d->windowsize * block * 8 / d->rate;
}

static void draw_line(struct draft *d)
{
    d->rate = round(draw_log(d, 64e3, 100e6));
    if (!chance(d, 0.1)) {
        d->rtt = draw(d, 0, 1);
        d->rtt *= draw(d, 0, 0.6);
    }
    d->phones = (uint32_t)draw_log(d, 1, d->kind == ANY ? 1000 : 400);
    if (d->kind == THIN) {
        d->rate = round(draw_log(d, 64e3, 512e3));
        d->phones = (uint32_t)draw_log(d, 200, 1000);
    }
    if (d->kind == REPEATS) {
        d->rate = round(draw_log(d, 64e3, 512e3));
        d->phones = (uint32_t)(draw(d, 2, 9) / (round_of(d) / d->phones)) + 1;
        d->phones = d->phones > 600 ? 600 : d->phones;
    }
}

/* The largest that is cheap enough, by packets and by the line. */
static void draw_load(struct draft *d)
{
    const double block = d->blksize ? d->blksize : 512;
    size_t i = LOADS - 1;
    while (i && (d->phones * loads[i].bytes / block > BLOCKS_MOST ||
                 d->phones * loads[i].bytes * 8 / d->rate > 7200))
        i--;
    d->load = loads[i].name;
    d->bytes = loads[i].bytes;
}

/* Long enough for all that is ever to be back, and not much longer. */
static double draft_limit(const struct draft *d)
{
    const double blocks = d->bytes / ((d->blksize ? d->blksize : 512) * d->windowsize);
    const double line = d->phones * d->bytes * 8.8 / d->rate + blocks * (d->rtt + 0.02);
    return 300 + 6 * line + (d->kind == WAVES ? 2 * line * d->phones / d->transfers : 0);
}

/* --- writing --------------------------------------------------------------------------------- */

static void write_wan(struct draft *d)
{
    static const char *const framings[] = {"ppp", "ethernet", "hdlc", "none", "12 bytes"};
    fprintf(d->out, "wan: {rate: %.0f bps, rtt: %.0f us, framing: %s", d->rate, d->rtt * 1e6,
            framings[draw_whole(d, 0, 4)]);
    const bool deep = d->kind == EXACT || d->kind == REPEATS || d->kind == WAVES || chance(d, 0.3);
    if (deep && d->kind != DROPS)
        fprintf(d->out, ", queue: {limit: 20000 packets}");
    else if (chance(d, 0.8))
        fprintf(d->out, ", queue: {limit: %.0f packets}", draw_log(d, 4, 200));
    else
        fprintf(d->out, ", queue: {limit: %.0f B}", draw_log(d, 6000, 200000));
    if (chance(d, 0.2))
        fprintf(d->out, ", up: {rate: %.0f bps}", round(d->rate * draw(d, 0.3, 1)));
    fprintf(d->out, "}\n");
}

static void write_head(struct draft *d, uint32_t number)
{
    fprintf(d->out, "name: %s %" PRIu32 "\nmethod: %s\nseed: %" PRIu32 "\n", kind_names[d->kind],
            number, method_names[d->method], number + 1);
    fprintf(d->out, "catalogue: {firmware: firmware.csv, models: models.csv}\nfirmware: %s\n",
            d->load);
    if (d->kind == HTTP || (d->kind == ANY && chance(d, 0.2)))
        fprintf(d->out, "transport: http then tftp\n");
    if (d->blksize)
        fprintf(d->out, "tftp: {blksize: %" PRIu32 ", windowsize: %" PRIu32 "}\n", d->blksize,
                d->windowsize);
    fprintf(d->out, "run: {limit: %.0f s}\n", ceil(draft_limit(d)));
    fprintf(d->out, "server: {cpu: %.0f us/packet", draw(d, 0, 300));
    fprintf(d->out, d->kind == WAVES ? ", transfers: %.0f}\n" : "}\n", d->transfers);
    const double turnaround = draw(d, 0, 6000), restart = draw(d, 1, 40);
    fprintf(d->out, "phone: {turnaround: %.0f us, restart: %.0f s, background_restart: %.0f s}\n",
            turnaround, restart, restart);
    fprintf(d->out, "reset: {pattern: bulk, spread: %.0f ms}\n",
            chance(d, 0.5) ? 0 : draw(d, 0, 1000));
}

static const char *draw_model(struct draft *d)
{
    static const char *const all[] = {"CP-7965", "CP-7945", "CP-7940", "CP-9971"};
    if (d->kind == HTTP)
        return "CP-9971";
    return all[draw_whole(d, 0, d->kind == ANY ? 3 : d->method == METHOD_PFS ? 2 : 1)];
}

static void write_subnet(struct draft *d, uint32_t phones)
{
    static const char *const lans[] = {"10 Mbps", "100 Mbps", "1 Gbps"};
    fprintf(d->out, "  - lan: {rate: %s}\n    phones:\n", lans[draw_whole(d, 0, 2)]);
    const uint32_t first = phones > 1 && chance(d, 0.4) ? draw_whole(d, 1, phones - 1) : phones;
    fprintf(d->out, "      - {model: %s, count: %" PRIu32 "}\n", draw_model(d), first);
    if (first < phones)
        fprintf(d->out, "      - {model: %s, count: %" PRIu32 "}\n", draw_model(d), phones - first);
}

static void write_subnets(struct draft *d)
{
    const uint32_t least = (d->phones + 239) / 240;
    uint32_t left = d->phones;
    d->subnets = chance(d, 0.5) ? 1 : draw_whole(d, 1, 8);
    d->subnets = d->subnets < least ? least : d->subnets > left ? left : d->subnets;
    fprintf(d->out, "subnets:\n");
    for (uint32_t i = 0; i < d->subnets; i++) {
        const uint32_t here = left / (d->subnets - i);
        write_subnet(d, here);
        left -= here;
    }
}

static enum kind kind_of(size_t number)
{
    return only >= 0 ? (enum kind)only : number % KINDS;
}

/* The point's scenario. Free it. */
static char *point_text(size_t number)
{
    char *text;
    size_t length;
    struct draft d = {.kind = kind_of(number), .out = open_memstream(&text, &length)};
    random_init(&d.stream, SEED, 0, (uint32_t)number, RANDOM_TEST);
    draw_method(&d);
    draw_tftp(&d);
    draw_line(&d);
    draw_load(&d);
    d.transfers = d.kind == WAVES ? ceil(d.phones * draw(&d, 0.15, 1.2)) : INFINITY;
    write_head(&d, (uint32_t)number);
    write_wan(&d);
    write_subnets(&d);
    fclose(d.out);
    return text;
}

/* --- the test -------------------------------------------------------------------------------- */

struct grid {
    const char *path; /* in the catalogue's folder */
    size_t count, from;
    struct model_check *checks;
};

static int grid_load(void *user, size_t i, struct scenario *s, struct error *e)
{
    const struct grid *g = user;
    char *text = point_text(g->from + i);
    const int status =
        scenario_load_text(s, g->path, text, strlen(text), NULL, 0, source_library(), e);
    if (status < 0)
        fprintf(stderr, "point %zu: %s\n%s", g->from + i, e->text, text);
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

/* How far it is from what it claims: of a bound only what is above. */
static double badness(const struct model_check *c)
{
    if (c->verdict == MODEL_CHECK_NEVER)
        return INFINITY;
    if (isnan(c->difference))
        return 0;
    return c->bound ? fmax(c->difference, 0) : fabs(c->difference);
}

static void print_point(const struct grid *g, size_t i)
{
    const struct model_check *c = &g->checks[i];
    printf("%5zu %-11s %-8s %-13s %5" PRIu32 " phones %5" PRIu32 " back %8" PRIu64
           " dropped %7" PRIu64 " repeated  model %10.3f%s simulated %10.3f %+8.3f %%\n",
           g->from + i, kind_names[kind_of(g->from + i)], analytic_region_names[c->region],
           model_check_verdict_names[c->verdict], c->phones, c->completed, c->drops, c->repeats,
           c->model, c->bound ? "+" : " ", c->simulated, 100 * c->difference);
}

static void print_table(const struct grid *g)
{
    printf("%-9s", "region");
    for (int v = 0; v < MODEL_CHECK_VERDICTS; v++)
        printf(" %13s", model_check_verdict_names[v]);
    printf("  worst that holds\n");
    for (int r = 0; r < ANALYTIC_REGIONS; r++) {
        size_t counts[MODEL_CHECK_VERDICTS] = {0};
        double worst = 0;
        for (size_t i = 0; i < g->count; i++)
            if (g->checks[i].region == (enum analytic_region)r) {
                counts[g->checks[i].verdict]++;
                if (g->checks[i].verdict == MODEL_CHECK_HOLDS)
                    worst = fmax(worst, badness(&g->checks[i]));
            }
        printf("%-9s", analytic_region_names[r]);
        for (int v = 0; v < MODEL_CHECK_VERDICTS; v++)
            printf(" %13zu", counts[v]);
        printf("  %.3f %%\n", 100 * worst);
    }
}

static void print_worst(const struct grid *g)
{
    bool *shown = mem_calloc(g->count, sizeof *shown);
    for (int n = 0; n < WORST; n++) {
        size_t worst = g->count;
        for (size_t i = 0; i < g->count; i++)
            if (!shown[i] &&
                (worst == g->count || badness(&g->checks[i]) > badness(&g->checks[worst])))
                worst = i;
        if (worst == g->count)
            break;
        shown[worst] = true;
        print_point(g, worst);
    }
    free(shown);
}

/* All that does not hold, or claims nothing; returns how many of it are wrong. */
static size_t print_wrong(const struct grid *g, const char *path)
{
    size_t wrong = 0;
    FILE *file = path ? fopen(path, "w") : NULL;
    for (size_t i = 0; i < g->count; i++) {
        const struct model_check *c = &g->checks[i];
        if (c->verdict == MODEL_CHECK_HOLDS)
            continue;
        const bool refused = is_refused(g->from + i, c->verdict);
        wrong += !refused;
        printf(refused ? "     " : "WRONG");
        print_point(g, i);
        if (c->verdict == MODEL_CHECK_NOT_MODELLED)
            printf("      %s\n", c->why.text);
        if (file) {
            char *text = point_text(g->from + i);
            fprintf(file,
                    "# point %zu: %s; %s, model %.6f%s, simulated %.6f (%" PRIu32 " of %" PRIu32
                    " back), %+.3f %%\n%s\n",
                    g->from + i, model_check_verdict_names[c->verdict],
                    analytic_region_names[c->region], c->model, c->bound ? " (a bound)" : "",
                    c->simulated, c->completed, c->phones, 100 * c->difference, text);
            free(text);
        }
    }
    if (file)
        fclose(file);
    return wrong;
}

/* Points in each region, and some that never end. */
static bool is_covered(const struct grid *g)
{
    size_t regions[ANALYTIC_REGIONS] = {0}, never = 0;
    bool all = true;
    for (size_t i = 0; i < g->count; i++) {
        regions[g->checks[i].region]++;
        never += g->checks[i].never;
    }
    for (int r = 0; r < ANALYTIC_REGIONS; r++)
        all &= r == ANALYTIC_BESIDE || regions[r] >= g->count / 40;
    printf("%zu points never end\n", never);
    return all && never >= g->count / 100;
}

START_TEST(claims_hold_everywhere)
{
    struct error e = {""};
    char *folder = fresh_folder(), *path = mem_printf("%s/point.yaml", folder);
    struct grid g = {.path = path, .count = points ? points : POINTS, .from = from_point};
    g.checks = mem_calloc(g.count, sizeof *g.checks);
    write_file(folder, "firmware.csv", firmware);
    write_file(folder, "models.csv", models);
    const int status = model_check_all(g.checks, g.count, grid_load, &g, 0, NULL, NULL, &e);
    ck_assert_msg(status == 0, "%s", e.text);
    const size_t wrong = print_wrong(&g, wrong_path);
    print_table(&g);
    print_worst(&g);
    printf("of %zu points %zu are wrong\n", g.count, wrong);
    const bool covered = points || is_covered(&g);
    fflush(stdout);
    free(g.checks);
    free(path);
    remove_folder(folder);
    ck_assert_uint_eq(wrong, 0);
    ck_assert(covered);
}
END_TEST

static void add(TCase *t)
{
    tcase_set_timeout(t, 0); /* a busy machine takes its time */
    tcase_add_test(t, claims_hold_everywhere);
}

int main(int argc, char **argv)
{
    points = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    from_point = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    wrong_path = argc > 3 ? argv[3] : NULL;
    for (int i = 0; argc > 4 && i <= KINDS; i++)
        only = strcmp(argv[4], kind_names[i]) == 0 ? i : only;
    return run_tests("model grid", add);
}
