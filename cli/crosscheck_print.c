/* The terminal's lines of a comparison, and its table. */
#include "cli/crosscheck_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/output.h"
#include "base/visible.h"
#include "results/column.h"
#include "results/text.h"

static const char *const verdicts[] = {[CROSSCHECK_AGREES] = "the engines agree",
                                       [CROSSCHECK_DIFFERS] = "THE ENGINES DIFFER",
                                       [CROSSCHECK_CHANCE] = "one run does not decide",
                                       [CROSSCHECK_NOBODY] = "not decided"};
static const char *const verdict_words[] = {[CROSSCHECK_AGREES] = "agree",
                                            [CROSSCHECK_DIFFERS] = "DIFFER",
                                            [CROSSCHECK_CHANCE] = "chance",
                                            [CROSSCHECK_NOBODY] = "nobody"};

/* Of all runs: the largest, and the sums. */
struct worst {
    bool tcp, chance;
    sim_time phone_apart, wire_apart;
    double phone_ratio;
    uint64_t differ, other_ends;
    uint32_t equal; /* runs with equal fingerprints */
};

static struct worst worst_of(const struct crosscheck *c)
{
    struct worst w = {0};
    for (uint32_t i = 0; i < c->replications; i++) {
        const struct crosscheck_run *r = &c->runs[i];
        w.tcp |= r->tcp;
        w.chance |= r->chance;
        w.phone_apart = time_max(w.phone_apart, r->phone_apart);
        w.wire_apart = time_max(w.wire_apart, r->wire_apart);
        w.phone_ratio = fmax(w.phone_ratio, r->phone_ratio);
        w.differ += r->differ;
        w.other_ends += r->other_ends;
        w.equal += r->side[0].fingerprint == r->side[1].fingerprint;
    }
    return w;
}

/* --- one run --------------------------------------------------------------------------------- */

static void print_pair(const char *name, struct text native, struct text ns3, const char *apart)
{
    printf("  %-22s %-22s %-22s %s\n", name, native.text, ns3.text, apart);
}

/* In the smallest unit that is short: differences are mostly nothing. */
static struct text difference_text(sim_time t)
{
    return t ? text_duration(t) : (struct text){"none"};
}

/* A time that there may not be. */
static struct text print_time_text(sim_time t)
{
    return t < 0 ? (struct text){"none"} : text_seconds(t);
}

static void print_most(const char *what, sim_time apart)
{
    if (apart)
        printf("%s %s apart at most", what, text_duration(apart).text);
    else
        printf("%s the same", what);
}

static struct text hexadecimal(uint64_t value)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%#018" PRIx64, value);
    return t;
}

static void print_packets(uint64_t differ, sim_time wire_apart)
{
    printf("  packets that differ    %s; ", text_count(differ).text);
    print_most("time on the wire:", wire_apart);
    printf("\n");
}

static void print_first_difference(const struct crosscheck_run *r)
{
    char link[sizeof r->first_link];
    visible_write(link, sizeof link, r->first_link);
    if (r->first_at >= 0)
        printf("  first difference       at %s s, %s\n", text_seconds(r->first_at).text, link);
}

static void print_phones(const struct crosscheck_run *r)
{
    print_most("  a phone's completion  ", r->phone_apart);
    if (r->phone_apart)
        printf(" (%s), of its time at most %.4f %%", r->phone, 100 * r->phone_ratio);
    printf("\n");
    if (r->other_ends)
        printf("  phones completed on one engine only: %" PRIu32 "\n", r->other_ends);
}

static void print_run(const struct crosscheck_run *r)
{
    const struct crosscheck_side *a = &r->side[0], *b = &r->side[1];
    print_pair("phones completed", text_count(a->completed), text_count(b->completed), "");
    print_pair("all back after, s", print_time_text(a->all_back), print_time_text(b->all_back),
               a->completed && b->completed ? difference_text(llabs(a->all_back - b->all_back)).text
                                            : "");
    print_pair("packets on the WAN", text_count(a->wan_packets), text_count(b->wan_packets), "");
    print_pair("packets on all links", text_count(a->packets), text_count(b->packets), "");
    print_pair("packets dropped", text_count(a->dropped), text_count(b->dropped), "");
    print_pair("fingerprint", hexadecimal(a->fingerprint), hexadecimal(b->fingerprint),
               a->fingerprint == b->fingerprint ? "equal" : "not equal");
    print_phones(r);
    if (r->tcp) /* sequence numbers differ from the first segment on */
        return;
    print_packets(r->differ, r->wire_apart);
    print_first_difference(r);
}

/* --- several --------------------------------------------------------------------------------- */

/* A value that is the same in all runs has no interval, nor has one that only one run has. */
static bool print_has_interval(const struct statistics_interval *i)
{
    return i->half_width > 0;
}

static struct text interval_text(const struct statistics_interval *i)
{
    struct text t = {"none"};
    if (print_has_interval(i))
        snprintf(t.text, sizeof t.text, "%.6g +- %.3g", i->mean, i->half_width);
    else if (!isnan(i->mean))
        snprintf(t.text, sizeof t.text, "%.9g", i->mean);
    return t;
}

static const char *overlap_text(const struct crosscheck_mean *m)
{
    if (m->overlap || (!print_has_interval(&m->side[0]) && !print_has_interval(&m->side[1])))
        return "";
    return print_has_interval(&m->side[0]) && print_has_interval(&m->side[1])
               ? ", the intervals do not overlap"
               : ", outside the interval";
}

static void print_mean(const char *name, const struct crosscheck_mean *m)
{
    struct text apart = {""};
    if (m->apart == 0)
        apart = (struct text){"none"};
    else if (isfinite(m->apart))
        snprintf(apart.text, sizeof apart.text, "%.3f %%%s", 100 * m->apart, overlap_text(m));
    print_pair(name, interval_text(&m->side[0]), interval_text(&m->side[1]), apart.text);
}

static void print_means(const struct crosscheck *c)
{
    const struct worst w = worst_of(c);
    print_mean("phones completed", &c->means.completed);
    print_mean("all back after, s", &c->means.all_back);
    print_mean("a phone's completion", &c->means.completion);
    printf("  fingerprints           equal in %" PRIu32 " of %" PRIu32 " replications\n", w.equal,
           c->replications);
    if (!w.tcp)
        print_packets(w.differ, w.wire_apart);
}

static const char *verdict_text(const struct crosscheck *c)
{
    return c->verdict == CROSSCHECK_AGREES && !crosscheck_somebody(c)
               ? "the engines agree, packet by packet; no phone completed on either"
               : verdicts[c->verdict];
}

/* What its reader can do about a verdict that is none. */
static void print_advice(const struct crosscheck *c)
{
    if (c->verdict == CROSSCHECK_NOBODY)
        printf("  no phone completed on either engine: there is nothing to compare\n");
    if (c->verdict == CROSSCHECK_CHANCE && c->replications == 1)
        printf("  packets were lost, and each loss moves all that TCP sends later: compare the "
               "means, with -r 20\n");
    if (c->verdict == CROSSCHECK_CHANCE && c->replications > 1)
        printf(
            "  packets were lost, and each loss moves all that TCP sends later; the runs are all "
            "the same, since nothing is drawn\n"
            "  at random: let something be, as with -s reset.spread=1s\n");
}

void crosscheck_print(const struct crosscheck *c)
{
    const uint32_t phones = c->runs[0].phones;
    char *name = visible_text(c->scenario.name);
    printf("%s: %" PRIu32 " phone%s, %s\n", name, phones, phones == 1 ? "" : "s", verdict_text(c));
    free(name);
    printf("  %-22s %-22s %-22s %s\n", "", "native", "ns3", "difference");
    if (c->replications > 1 && c->drawn)
        print_means(c);
    else
        print_run(&c->runs[0]);
    if (c->replications > 1 && !c->drawn)
        printf("  replications           %" PRIu32 ", all the same: nothing is drawn at random\n",
               c->replications);
    print_advice(c);
}

/* --- many scenarios -------------------------------------------------------------------------- */

static void print_means_apart(const struct crosscheck *c)
{
    const double times[] = {c->means.all_back.apart, c->means.completion.apart};
    printf("means of %" PRIu32 " runs:", c->replications);
    for (int i = 0; i < 2; i++)
        if (isfinite(times[i]))
            printf("%s %.3f %%", i ? "," : "", 100 * times[i]);
        else
            printf("%s none", i ? "," : "");
    printf("\n");
}

/* What the verdict goes by. */
static void print_apart(const struct crosscheck *c, const struct worst *w)
{
    if (!w->tcp) {
        printf("%s packets differ, ", w->differ ? text_count(w->differ).text : "no");
        print_most("times", w->wire_apart);
        printf("%s\n", crosscheck_somebody(c) ? "" : "; no phone completed");
    } else if (c->verdict == CROSSCHECK_NOBODY) {
        printf("no phone completed\n");
    } else if (!c->drawn) {
        printf("a phone's time: %.4f %%\n", 100 * w->phone_ratio);
    } else {
        print_means_apart(c);
    }
}

static void print_line(const struct crosscheck *c)
{
    const struct worst w = worst_of(c);
    const struct crosscheck_side *side = c->runs[0].side;
    char *name = visible_text(c->scenario.name);
    printf("  %-26s %6" PRIu32 " %8s %8s  %-7s  ", name, c->runs[0].phones,
           text_count(side[0].dropped).text, text_count(side[1].dropped).text,
           verdict_words[c->verdict]);
    free(name);
    print_apart(c, &w);
}

void crosscheck_print_table(const struct crosscheck *checks, size_t count)
{
    size_t agree = 0;
    printf("  %-26s %6s %8s %8s\n", "", "", "dropped", "dropped");
    printf("  %-26s %6s %8s %8s  %-7s  %s\n", "scenario", "phones", "native", "ns3", "engines",
           "apart");
    for (size_t i = 0; i < count; i++) {
        print_line(&checks[i]);
        agree += checks[i].verdict == CROSSCHECK_AGREES;
    }
    printf("\n%zu of %zu scenarios agree\n", agree, count);
}

/* --- the table ------------------------------------------------------------------------------- */

/* What a row is read from. */
enum { CHECK_PATH, CHECK_ITSELF, CHECK_RUN, CHECK_WORST, CHECK_PACKETS };

static const char *const transports[] = {"udp", "tcp"};

#define OF_CHECK(member) CELL_AT(CHECK_ITSELF, struct crosscheck, member)
#define OF_WORST(of, member) CELL_AT(of, struct worst, member)
#define MEAN_COLUMNS(engine, number, name_, member, what)                                          \
    {.name = engine "_" name_,                                                                     \
     .kind = CELL_REAL,                                                                            \
     OF_CHECK(means.member.side[number].mean),                                                     \
     .meaning = what ", by that engine: the mean over the replications"},                          \
    {                                                                                              \
        .name = engine "_" name_ "_half_width", .kind = CELL_REAL,                                 \
        OF_CHECK(means.member.side[number].half_width),                                            \
        .meaning = "of its 95 % confidence interval"                                               \
    }
#define MEANS_COLUMNS(name, member, what)                                                          \
    MEAN_COLUMNS("native", 0, name, member, what), MEAN_COLUMNS("ns3", 1, name, member, what)

static const struct column crosscheck_columns[] = {
    {"file", CELL_TEXT, .of = CHECK_PATH, .meaning = "of the scenario"},
    {"scenario", CELL_TEXT, OF_CHECK(scenario.name), .meaning = "its name"},
    {"seed", CELL_COUNT, OF_CHECK(scenario.seed), .meaning = "of the random draws"},
    {"replications", CELL_COUNT, OF_CHECK(replications), .meaning = "on each engine"},
    {"phones", CELL_COUNT, CELL_AT(CHECK_RUN, struct crosscheck_run, phones),
     .meaning = "how many there are"},
    {"transport", CELL_WORD, OF_WORST(CHECK_WORST, tcp), .words = transports,
     .meaning = "tcp, udp: there was no TCP"},
    {"losses", CELL_YES_NO, OF_WORST(CHECK_WORST, chance), .meaning = "yes: packets were lost"},
    {"engines", CELL_WORD, OF_CHECK(verdict), .words = verdict_words, .meaning = "the verdict"},
    MEANS_COLUMNS("completed", completed, "phones that are back"),
    MEANS_COLUMNS("all_back_s", all_back, "time from the first reset until all are"),
    MEANS_COLUMNS("completion_s", completion, "when a phone is"),
    {"phone_apart_s", CELL_TIME, OF_WORST(CHECK_WORST, phone_apart),
     .meaning = "the largest difference of a phone's end"},
    {"phone_apart_ratio", CELL_REAL, OF_WORST(CHECK_WORST, phone_ratio),
     .meaning = "the largest as a part of the time since the start"},
    {"other_ends", CELL_COUNT, OF_WORST(CHECK_WORST, other_ends),
     .meaning = "phones that completed on one engine only"},
    {"packets_differ", CELL_COUNT, OF_WORST(CHECK_PACKETS, differ),
     .meaning = "in what they are; nothing with TCP"},
    {"wire_apart_s", CELL_TIME, OF_WORST(CHECK_PACKETS, wire_apart),
     .meaning = "the largest difference of a packet's time on the wire; nothing with TCP"},
};

static const struct table crosscheck_table = TABLE("crosscheck.csv", crosscheck_columns);

static void write_row(FILE *file, const struct crosscheck *c, const char *path)
{
    const struct worst w = worst_of(c);
    const void *const of[] = {[CHECK_PATH] = &path,
                              [CHECK_ITSELF] = c,
                              [CHECK_RUN] = &c->runs[0],
                              [CHECK_WORST] = &w,
                              [CHECK_PACKETS] = w.tcp ? NULL : &w};
    table_row(file, &crosscheck_table, of);
}

static const char first_columns[] = "file,scenario,seed,";

int crosscheck_check_folder(const char *folder, struct error *e)
{
    static const char *const names[] = {"crosscheck.csv", NULL};
    if (folder_file_begins(folder, names[0], first_columns, strlen(first_columns)))
        return 0;
    return folder_refuse(folder, names, "is no table of 'pfsim crosscheck'", e);
}

int crosscheck_write(const struct crosscheck *checks, size_t count, char *const *paths,
                     const char *folder, struct error *e)
{
    struct output o;
    if (output_open(&o, folder, crosscheck_table.file, e) < 0)
        return -1;
    table_header(o.file, &crosscheck_table);
    for (size_t i = 0; i < count; i++)
        write_row(o.file, &checks[i], paths[i]);
    return output_commit(&o, e);
}
