/* One site of a plan, as text: all that is known of it. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "cli/plan_command.h"
#include "planner/plan_faults.h"
#include "planner/plan_text.h"
#include "planner/when.h"

/* --- what it is planned with ------------------------------------------------------------------ */

static void explain_columns(FILE *out, const struct explained *x)
{
    static const char *const words[] = {[FLEET_SAID_CELL] = "given",
                                        [FLEET_SAID_SHARED] = "shared: ",
                                        [FLEET_SAID_KNOWN] = "",
                                        [FLEET_SAID_ASSUMED] = ""};
    fputs("  column        value                     from\n", out);
    for (size_t c = 0; c < FLEET_COLUMNS; c++) {
        const struct fleet_said *said = &x->said[c];
        fprintf(out, "  %-12s  %-24s  %s%s\n", fleet_columns[c].name,
                said->value ? said->value : "-", words[said->by], said->where ? said->where : "");
    }
}

/* --- methods ---------------------------------------------------------------------------------- */

/* What is to be said of the method behind its numbers. */
static const char *explain_remark(const struct plan_site *s, int m)
{
    const struct plan_answer *a = &s->answers[m];
    const bool least = a->bound && !a->simulated;
    if (m == s->chosen)
        return least ? "  chosen; at least that" : "  chosen";
    return least ? "  at least that" : "";
}

static void explain_method(FILE *out, const struct plan_site *s, int m)
{
    const struct plan_answer *a = &s->answers[m];
    fprintf(out, "  %-12s", method_names[m]);
    if (!a->possible) {
        fprintf(out, "  %s\n", a->why_not ? a->why_not : "not possible");
        return;
    }
    const double quantiles[] = {a->p10, a->p50, a->p90, a->p99};
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++)
        fprintf(out, "  %-11s", plan_text_takes(quantiles[i]).text);
    fprintf(out, "  %-3s  %s%s\n", plan_text_mos(a->has_mos ? a->mos : 0).text,
            plan_text_takes(a->outage).text, explain_remark(s, m));
}

static void explain_methods(FILE *out, const struct plan_site *s)
{
    fputs("  method        p10          p50          p90          p99          MOS  outage\n", out);
    for (int m = 0; m < PLAN_METHODS; m++)
        explain_method(out, s, m);
    const struct plan_answer *a = s->chosen < 0 ? NULL : &s->answers[s->chosen];
    if (a && a->not_modelled)
        fprintf(out, "  The model does not know %s here: its times are of simulated upgrades.\n",
                method_names[s->chosen]);
    else if (a && a->simulated)
        fprintf(out, "  Simulated, %s takes %.3f times what the model says.\n",
                method_names[s->chosen], a->ratio);
}

/* --- when ------------------------------------------------------------------------------------- */

enum { EXPLAIN_WINDOWS = 10 };

static void explain_windows(FILE *out, const struct plan_site *s)
{
    for (size_t i = 0; i < s->window_count && i < EXPLAIN_WINDOWS; i++) {
        char open[WHEN_ROOM], close[WHEN_ROOM];
        fprintf(out, "  %s %s to %s\n", i == 0 ? "windows:" : "        ",
                when_local(open, s->site->zone, s->windows[i].open),
                when_local(close, s->site->zone, s->windows[i].close));
    }
    if (s->window_count > EXPLAIN_WINDOWS)
        fprintf(out, "           and %zu more\n", s->window_count - EXPLAIN_WINDOWS);
    if (s->window_count == 0)
        fputs("  windows: none is open on the days that are planned\n", out);
}

static void explain_start(FILE *out, const struct explained *x)
{
    const struct plan_site *s = x->site;
    char start[WHEN_ROOM], end[WHEN_ROOM];
    if (!s->scheduled) {
        fputs("  starts:  never\n", out);
        return;
    }
    fprintf(out, "  starts:  %s, in wave %zu of %zu, and ends by %s: %s\n",
            when_local(start, s->site->zone, s->start), s->wave + 1, x->plan->wave_count,
            when_local(end, s->site->zone, s->end), x->start);
}

/* --- how sure --------------------------------------------------------------------------------- */

static void explain_verdict(FILE *out, const struct explained *x)
{
    const struct plan_site *s = x->site;
    fprintf(out, "  verdict: %s: %s\n", verdict_words[s->verdict], s->because);
    if (s->scheduled)
        fprintf(out, "           in time with %s; %s left to the end of its window\n",
                plan_text_probability(s->fits).text, plan_text_has(s->slack).text);
    if (s->change)
        fprintf(out, "  changed by: %s\n", s->change);
    for (size_t c = 0; c < FLEET_COLUMNS; c++)
        if (s->measure >> c & 1)
            fprintf(out, "  decided by: %s, which is assumed\n", fleet_columns[c].name);
    if (!s->change && s->verdict != VERDICT_FITS)
        fputs("  changed by: nothing that is known\n", out);
}

/* Chance puts an index of nothing below 0. */
static void explain_index(FILE *out, const struct sobol_index *i)
{
    char text[48];
    snprintf(text, sizeof text, "%.1f +- %.1f %%", 100 * fmax(0, i->value), 100 * i->half_width);
    fprintf(out, "  %-14s", text);
}

/* In words. */
static void explain_most(FILE *out, const struct plan_indices *all, size_t most)
{
    fprintf(out,
            "  It takes %s on the average, with a standard deviation of %s. %s is the cause of %s\n"
            "  of the variance by itself, and of %s together with the others.\n",
            plan_text_takes(all->of.mean).text, plan_text_takes(all->of.sd).text, all->names[most],
            text_percent(fmin(1, fmax(0, all->of.first[most].value))).text,
            text_percent(fmin(1, fmax(0, all->of.total[most].value))).text);
}

/* Of those that move something. */
static void explain_indices(FILE *out, const struct explained *x)
{
    const struct plan_indices *all = &x->indices;
    const struct plan_site *s = x->site;
    if (!x->has_indices && s->matters_most) { /* which the points tell without a model */
        fprintf(out, "  %s is the cause of %s of the variance of its time by itself.\n",
                s->matters_most, text_percent(s->matters_share).text);
        return;
    }
    if (!x->has_indices) {
        fprintf(out, "  What its time depends on: %s.\n", x->no_indices.text);
        return;
    }
    explain_most(out, all, x->order[0]);
    fprintf(out, "  %-24s  by itself       together        range\n", "input");
    for (size_t i = 0; i < all->count; i++) {
        const size_t k = x->order[i];
        if (!all->of.moves[k])
            continue;
        char *range = explained_range(x, k);
        fprintf(out, "  %-24s", all->names[k]);
        explain_index(out, &all->of.first[k]);
        explain_index(out, &all->of.total[k]);
        fprintf(out, "  %s\n", range);
        free(range);
    }
}

static void explain_faults(FILE *out, const struct explained *x)
{
    if (!x->has_faults) {
        fprintf(out, "  Faults: %s.\n", x->no_faults.text);
        return;
    }
    fputs("  Faults, simulated where ranges are likeliest:\n", out);
    for (enum risk_fault i = RISK_ROOT; i < RISK_FAULTS; i++) {
        if (!x->faults[i].applies)
            continue;
        char *text = plan_faults_text(x->faults, i);
        fprintf(out, "    %s\n", text);
        free(text);
    }
}

void plan_print_explained(const struct explained *x)
{
    struct visible_page page;
    visible_page_begin(&page);
    fprintf(page.file, "\n%s: line %zu of the list\n", x->site->site->name, x->site->site->line);
    explain_columns(page.file, x);
    explain_methods(page.file, x->site);
    explain_windows(page.file, x->site);
    explain_start(page.file, x);
    explain_verdict(page.file, x);
    if (x->site->chosen >= 0) {
        explain_indices(page.file, x);
        explain_faults(page.file, x);
    }
    visible_page_end(&page, stdout);
}
