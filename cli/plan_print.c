/* A plan as text: a table of the sites, those that do not fit, nights, and what is assumed. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/plan_command.h"
#include "planner/plan_faults.h"
#include "planner/plan_text.h"
#include "planner/when.h"

enum print_column {
    COLUMN_SITE,
    COLUMN_PHONES,
    COLUMN_METHOD,
    COLUMN_P50,
    COLUMN_LATE,
    COLUMN_STARTS,
    COLUMN_SLACK,
    COLUMN_MOS,
    COLUMN_VERDICT,
    COLUMNS,
};

/* Cells, visible and allocated; the header's first. */
struct print_table {
    char *(*rows)[COLUMNS];
    size_t count;
};

/* --- cells ------------------------------------------------------------------------------------ */

static char *print_takes(const struct plan_answer *a, double seconds)
{
    return mem_printf("%s%s", a->bound && !a->simulated ? "over " : "",
                      plan_text_takes(seconds).text);
}

static char *print_verdict(const struct plan_site *s)
{
    const char *word = verdict_words[s->verdict];
    if (s->verdict == VERDICT_FITS)
        return s->note ? mem_printf("%s; %s", word, s->note) : mem_strdup(word);
    return mem_printf("%s: %s", word, s->because);
}

static void print_add_site(struct print_table *t, const struct plan_site *s)
{
    char **row = t->rows[t->count++], when[WHEN_ROOM];
    const struct plan_answer *a = s->chosen < 0 ? NULL : &s->answers[s->chosen];
    row[COLUMN_SITE] = visible_text(s->site->name);
    row[COLUMN_PHONES] = mem_printf("%" PRIu32, s->site->phone_count);
    row[COLUMN_METHOD] = mem_strdup(a ? method_names[s->chosen] : "-");
    row[COLUMN_P50] = a ? print_takes(a, a->p50) : mem_strdup("-");
    row[COLUMN_LATE] = a ? print_takes(a, a->at_confidence) : mem_strdup("-");
    row[COLUMN_STARTS] = mem_strdup(s->scheduled ? when_local(when, s->site->zone, s->start) : "-");
    row[COLUMN_SLACK] = mem_strdup(s->scheduled ? plan_text_has(s->slack).text : "-");
    row[COLUMN_MOS] = mem_strdup(plan_text_mos(a && a->has_mos ? a->mos : 0).text);
    char *verdict = print_verdict(s);
    row[COLUMN_VERDICT] = visible_text(verdict);
    free(verdict);
}

static void print_add_header(struct print_table *t, const struct plan *p)
{
    static const char *const names[COLUMNS] = {"site",           "phones", "method", "p50",    NULL,
                                               "starts (local)", "slack",  "MOS",    "verdict"};
    char **row = t->rows[t->count++];
    for (int i = 0; i < COLUMNS; i++)
        row[i] = names[i] ? mem_strdup(names[i]) : mem_printf("p%g", 100 * p->options.confidence);
}

static void print_table(struct print_table *t)
{
    int widths[COLUMNS] = {0};
    for (size_t r = 0; r < t->count; r++)
        for (int i = 0; i + 1 < COLUMNS; i++) {
            const int width = (int)strlen(t->rows[r][i]);
            widths[i] = width > widths[i] ? width : widths[i];
        }
    for (size_t r = 0; r < t->count; r++)
        for (int i = 0; i < COLUMNS; i++) {
            printf("%*s%s", i == COLUMN_PHONES ? widths[i] : -widths[i], t->rows[r][i],
                   i + 1 < COLUMNS ? "  " : "\n");
            free(t->rows[r][i]);
        }
    free(t->rows);
}

/* --- below the table -------------------------------------------------------------------------- */

static void print_counts(const struct plan *p)
{
    printf("%zu of %zu sites %s.", p->verdicts[VERDICT_FITS], p->count,
           p->verdicts[VERDICT_FITS] == 1 ? "fits" : "fit");
    const char *between = " ";
    for (int v = VERDICT_FITS + 1; v < VERDICTS; v++)
        if (p->verdicts[v] > 0) {
            printf("%s%zu: %s", between, p->verdicts[v], verdict_words[v]);
            between = ", ";
        }
    puts(*between == ' ' ? "" : ".");
}

/* "REN1, OSL2" of the sites from that one on for which the same is said. */
static char *print_names_alike(const struct plan *p, size_t first)
{
    char *names = mem_strdup("");
    for (size_t i = first; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        if (!s->change || strcmp(s->change, p->sites[first].change) != 0)
            continue;
        char *before = names;
        names = mem_printf("%s%s%s", before, i > first ? ", " : "", s->site->name);
        free(before);
    }
    return names;
}

static bool print_is_said(const struct plan *p, size_t site)
{
    for (size_t i = 0; i < site; i++)
        if (p->sites[i].change && !strcmp(p->sites[i].change, p->sites[site].change))
            return true;
    return false;
}

/* What would change the verdicts that are no good. */
static void print_changes(const struct plan *p)
{
    bool first = true;
    for (size_t i = 0; i < p->count; i++) {
        if (!p->sites[i].change || print_is_said(p, i))
            continue;
        if (first)
            puts("What would change that:");
        first = false;
        char *alike = print_names_alike(p, i), *names = visible_text(alike);
        char *change = visible_text(p->sites[i].change);
        printf("  %s: %s\n", names, change);
        free(change);
        free(names);
        free(alike);
    }
}

static void print_nights(const struct plan *p)
{
    char day[WHEN_ROOM];
    for (size_t n = 0; n < p->night_count; n++) {
        const struct plan_night *night = &p->nights[n];
        printf("%s %s: %zu %s, %" PRIu64 " %s, at most %s at once; all in time with %s\n",
               n == 0 ? "nights:" : "       ", when_day(day, night->day), night->count,
               night->count == 1 ? "site" : "sites", night->phones,
               night->phones == 1 ? "phone" : "phones",
               text_rate((uint64_t)llround(night->rate)).text,
               plan_text_probability(night->all_fit).text);
    }
}

/* Of what was asked for as waves; canaries may be more than one expects. */
static void print_waves(const struct plan *p)
{
    char start[WHEN_ROOM], end[WHEN_ROOM];
    for (size_t w = 0; w < p->wave_count && p->options.waves.count > 0; w++) {
        const struct plan_wave *wave = &p->waves[w];
        printf("%s %zu: %zu %s, %" PRIu64 " %s, ", w == 0 ? "waves:" : "      ", w + 1, wave->sites,
               wave->sites == 1 ? "site" : "sites", wave->phones,
               wave->phones == 1 ? "phone" : "phones");
        if (wave->scheduled > 0)
            printf("%s to %s\n", when_utc(start, wave->start), when_utc(end, wave->end));
        else
            puts("without a place");
    }
    if (p->wave_count == 1 && p->options.waves.count > 1)
        puts("  There is no other: of each set of models and methods there are no more sites than "
             "canaries.");
}

/* What fails when most phones of a night are out. */
static void print_worst(const struct plan *p)
{
    for (size_t n = 0; n < p->night_count; n++) {
        const struct plan_night *night = &p->nights[n];
        const struct fleet_site *site = p->sites[night->worst_site].site;
        char day[WHEN_ROOM], worst[WHEN_ROOM];
        if (!night->faults[RISK_NONE].applies)
            continue;
        char *name = visible_text(site->name);
        printf("What faults do in the worst hour of %s, from %s, when %" PRIu64
               " phones are under way, at its largest site, %s:\n",
               when_day(day, night->day), when_utc(worst, night->worst), night->phones_out, name);
        free(name);
        for (enum risk_fault i = RISK_ROOT; i < RISK_FAULTS; i++) {
            if (!night->faults[i].applies)
                continue;
            char *text = plan_faults_text(night->faults, i);
            printf("  %s\n", text);
            free(text);
        }
    }
}

/* Sites that take another time beside others than alone. */
static void print_together(const struct plan *p)
{
    static const double differs = 0.02;
    for (size_t n = 0; n < p->night_count; n++) {
        const struct plan_night *night = &p->nights[n];
        char day[WHEN_ROOM];
        if (night->not_together)
            printf("%s as one run: not simulated: %s\n", when_day(day, night->day),
                   night->not_together);
        if (!night->together)
            continue;
        printf("%s as one run: %s from the first start until all are back; of sites alone %s\n",
               when_day(day, night->day), plan_text_takes(night->together_back).text,
               plan_text_takes(night->alone_back).text);
        for (size_t i = 0; i < night->count; i++) {
            const struct plan_site *s = &p->sites[night->sites[i]];
            if (fabs(s->together_back - s->alone_back) <= differs * s->alone_back)
                continue;
            char *name = visible_text(s->site->name);
            printf("  %s: %s, alone %s\n", name, plan_text_takes(s->together_back).text,
                   plan_text_takes(s->alone_back).text);
            free(name);
        }
    }
}

/* The site that ends last, of several the first by start and name; NULL: none has a place. */
static const struct plan_site *print_last(const struct plan *p)
{
    const struct plan_site *last = NULL;
    for (size_t n = 0; n < p->night_count; n++)
        for (size_t i = 0; i < p->nights[n].count; i++) {
            const struct plan_site *s = &p->sites[p->nights[n].sites[i]];
            last = !last || s->end > last->end ? s : last;
        }
    return last;
}

/* When it ends, when it could end at best, and why it does not end then. */
static void print_bound(const struct plan *p)
{
    char end[WHEN_ROOM], best[WHEN_ROOM];
    const struct plan_site *last = print_last(p);
    if (!last)
        return;
    printf("The last site ends %s; no schedule of these ends before %s, by %s.\n",
           when_utc(end, last->end), when_utc(best, p->bound.end),
           p->bound.by == SCHEDULE_BOUND_JOB     ? "a site alone"
           : p->bound.by == SCHEDULE_BOUND_WAVES ? "waves and soak"
           : p->bound.resource < 0               ? "phones a night"
                                   : plan_resource_words[p->resources[p->bound.resource].kind]);
    if (last->end <= p->bound.end)
        return;
    char *name = visible_text(last->site->name), *why = explained_start(p, last);
    char *shown = visible_text(why);
    printf("  It is %s: %s.\n", name, shown);
    free(name);
    free(why);
    free(shown);
}

/* What is assumed and decides. */
static void print_assumed(const struct plan *p)
{
    size_t columns = 0, sites = 0;
    for (size_t i = 0; i < p->assumed_count; i++)
        columns += p->assumed[i].decides > 0;
    for (size_t i = 0; i < p->count; i++)
        sites += p->sites[i].measure != 0;
    if (columns == 0)
        return;
    printf("%zu assumed %s %zu %s: measure", columns,
           columns == 1 ? "value decides" : "values decide", sites,
           sites == 1 ? "verdict" : "verdicts");
    for (size_t i = 0; i < columns; i++)
        printf("%s %s (%zu)", i ? "," : "", fleet_columns[p->assumed[i].column].name,
               p->assumed[i].decides);
    puts(".");
}

void plan_print(const struct plan *p)
{
    struct print_table t = {mem_calloc(p->count + 1, sizeof *t.rows), 0};
    print_add_header(&t, p);
    for (size_t i = 0; i < p->count; i++)
        print_add_site(&t, &p->sites[i]);
    print_table(&t);
    print_counts(p);
    print_changes(p);
    print_assumed(p);
    print_nights(p);
    print_waves(p);
    print_worst(p);
    print_together(p);
    print_bound(p);
}
