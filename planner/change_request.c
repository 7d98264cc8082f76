/* change-request.md: what a change board asks, answered from a plan. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/markdown.h"
#include "planner/plan_faults.h"
#include "planner/plan_files.h"
#include "planner/plan_text.h"
#include "planner/when.h"

/* The abort rule: stop when more than so many hundredths of at least so many phones are not back so
 * many seconds after they should be. */
enum { ABORT_PERCENT = 2, ABORT_PHONES = 20, ABORT_AFTER = 15 * 60 };

static bool request_uses(const struct plan *p, enum method m)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].scheduled && p->sites[i].chosen == (int)m)
            return true;
    return false;
}

/* --- purpose and scope ----------------------------------------------------------------------- */

/* A load, and who gets it. */
struct request_load {
    const struct firmware_load *load;
    uint64_t phones;
    char *models; /* "CP-7945, CP-7965" */
};

static struct request_load *request_find_load(struct request_load *loads, size_t *count,
                                              const struct firmware_load *load)
{
    for (size_t i = 0; i < *count; i++)
        if (loads[i].load == load)
            return &loads[i];
    loads[*count] = (struct request_load){.load = load};
    return &loads[(*count)++];
}

static void request_add_model(struct request_load *l, const char *model)
{
    if (l->models) {
        const char *at = strstr(l->models, model);
        const char after = at ? at[strlen(model)] : 'x';
        if (at && (after == ',' || after == '\0'))
            return;
    }
    char *models = l->models ? mem_printf("%s, %s", l->models, model) : mem_strdup(model);
    free(l->models);
    l->models = models;
}

static void request_loads(FILE *file, const struct plan *p)
{
    size_t rows = 0, count = 0;
    for (size_t i = 0; i < p->count; i++)
        rows += p->sites[i].site->phones_count;
    struct request_load *loads = mem_calloc(rows + 1, sizeof *loads);
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; p->sites[i].scheduled && k < p->sites[i].site->phones_count; k++) {
            const struct fleet_phones *phones = &p->sites[i].site->phones[k];
            struct request_load *l = request_find_load(loads, &count, phones->load);
            l->phones += phones->count;
            request_add_model(l, phones->model->name);
        }
    fputs("| firmware | size | models | phones |\n|---|---|---|---|\n", file);
    for (size_t i = 0; i < count; i++) {
        fputc('|', file);
        markdown_cell(file, loads[i].load->name);
        fprintf(file, " %s |", text_bytes(loads[i].load->bytes).text);
        markdown_cell(file, loads[i].models);
        fprintf(file, " %s |\n", text_count(loads[i].phones).text);
        free(loads[i].models);
    }
    free(loads);
}

static void request_left_out(FILE *file, const struct plan *p)
{
    bool first = true;
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        if (s->scheduled && s->verdict == VERDICT_FITS)
            continue;
        if (first)
            fputs("\nNot as it should be, or no part of this change:\n\n| site | phones | in the "
                  "schedule | verdict | why | what would change it |\n|---|---|---|---|---|---|\n",
                  file);
        first = false;
        fputc('|', file);
        markdown_cell(file, s->site->name);
        fprintf(file, " %" PRIu32 " | %s | %s |", s->site->phone_count, s->scheduled ? "yes" : "no",
                verdict_words[s->verdict]);
        markdown_cell(file, s->because ? s->because : "-");
        markdown_cell(file, s->change ? s->change : "-");
        fputc('\n', file);
    }
}

static void request_scope(FILE *file, const struct plan *p)
{
    size_t sites = 0;
    uint64_t phones = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].scheduled) {
            sites++;
            phones += p->sites[i].site->phone_count;
        }
    fprintf(file, "# Change request: new firmware for the phones of %zu %s\n\n## Purpose\n\n",
            sites, sites == 1 ? "site" : "sites");
    fputs("The phones get this firmware:\n\n", file);
    request_loads(file, p);
    fprintf(file, "\n## Scope\n\n%zu of %zu sites with %s of %s phones.\n", sites, p->count,
            text_count(phones).text, text_count(p->fleet->phone_count).text);
    request_left_out(file, p);
}

/* --- schedule -------------------------------------------------------------------------------- */

static void request_row(FILE *file, const struct plan_site *s)
{
    char local[WHEN_ROOM], utc[WHEN_ROOM], late[WHEN_ROOM], closes[WHEN_ROOM];
    const struct plan_answer *a = &s->answers[s->chosen];
    fprintf(file, "| %zu |", s->wave + 1);
    markdown_cell(file, s->site->name);
    fprintf(file, " %" PRIu32 " | %s | %s | %s | %s | %s | %s | %s |\n", s->site->phone_count,
            method_names[s->chosen], when_local(local, s->site->zone, s->start),
            when_utc(utc, s->start), plan_text_takes(a->p50).text,
            when_local(late, s->site->zone, s->end),
            when_local(closes, s->site->zone, s->windows[s->window].close),
            plan_text_probability(s->fits).text);
}

static void request_schedule(FILE *file, const struct plan *p)
{
    char day[WHEN_ROOM];
    fprintf(
        file,
        "\n## Schedule\n\nStarts, late ends and windows are by the clocks of each site. Late is "
        "what %g %% of all cases do not exceed.\n",
        100 * p->options.confidence);
    for (size_t n = 0; n < p->night_count; n++) {
        const struct plan_night *night = &p->nights[n];
        fprintf(
            file,
            "\n### Night of %s: %zu %s, %s phones\n\nAll are back in time with a probability of "
            "%s; together they take up to %s of the head end.\n\n",
            when_day(day, night->day), night->count, night->count == 1 ? "site" : "sites",
            text_count(night->phones).text, plan_text_probability(night->all_fit).text,
            text_rate((uint64_t)llround(night->rate)).text);
        fputs(
            "| wave | site | phones | method | starts | UTC | expected to take | late end | window "
            "closes | in time |\n|---|---|---|---|---|---|---|---|---|---|\n",
            file);
        for (size_t i = 0; i < night->count; i++)
            request_row(file, &p->sites[night->sites[i]]);
    }
}

/* --- what it does ---------------------------------------------------------------------------- */

/* The extremes of what was chosen, by method. */
struct request_effect {
    size_t sites;
    double takes_least, takes_most, late_most, outage_most, wan_most;
};

static void request_count_effect(struct request_effect *x, const struct plan_answer *a)
{
    x->takes_least = x->sites == 0 ? a->p50 : fmin(x->takes_least, a->p50);
    x->takes_most = fmax(x->takes_most, a->p50);
    x->late_most = fmax(x->late_most, a->at_confidence);
    x->outage_most = fmax(x->outage_most, a->outage);
    x->wan_most = fmax(x->wan_most, a->wan_use);
    x->sites++;
}

static void request_effects(FILE *file, const struct plan *p)
{
    struct request_effect by[PLAN_METHODS] = {{0}};
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].scheduled)
            request_count_effect(&by[p->sites[i].chosen], &p->sites[i].answers[p->sites[i].chosen]);
    fputs("\n## Duration, outage and load\n\n| method | sites | expected to take | late, at most | "
          "outage of a phone, at most | WAN in use, at most |\n|---|---|---|---|---|---|\n",
          file);
    for (int m = 0; m < PLAN_METHODS; m++) {
        if (!by[m].sites)
            continue;
        const struct text least = plan_text_takes(by[m].takes_least),
                          most = plan_text_takes(by[m].takes_most);
        const bool differ = strcmp(least.text, most.text) != 0;
        fprintf(file, "| %s | %zu | %s%s%s | %s | %s | %s |\n", method_names[m], by[m].sites,
                least.text, differ ? " to " : "", differ ? most.text : "",
                plan_text_takes(by[m].late_most).text, plan_text_takes(by[m].outage_most).text,
                text_percent(by[m].wan_most).text);
    }
    fputs("\nPhones that cannot be used during their outage cannot call for help either: tell "
          "people beforehand. Phones that download in the background are out for their restart "
          "only.\n",
          file);
}

static void request_calls(FILE *file, const struct plan *p)
{
    size_t sites = 0, lowered = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->sites[i].scheduled && p->sites[i].site->calls)
            sites++;
    fputs("\n## Effect on calls\n\n", file);
    if (sites == 0) {
        fputs("No calls over the WAN are expected at these hours.\n", file);
        return;
    }
    fprintf(file, "%zu of the sites %s calls over the WAN at these hours.\n", sites,
            sites == 1 ? "has" : "have");
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        const struct plan_answer *a = s->scheduled ? &s->answers[s->chosen] : NULL;
        if (!a || !a->has_mos || a->mos >= a->mos_before - 0.1)
            continue;
        if (lowered++ == 0)
            fputs("They sound worse during the upgrade at these:\n\n| site | calls | mean opinion "
                  "score during | before |\n|---|---|---|---|\n",
                  file);
        fputc('|', file);
        markdown_cell(file, s->site->name);
        fprintf(file, " %" PRIu32 " | %s | %s |\n", s->site->calls, plan_text_mos(a->mos).text,
                plan_text_mos(a->mos_before).text);
    }
    if (lowered == 0)
        fputs("They sound as they do without the upgrade, as far as the model knows.\n", file);
}

/* --- how ------------------------------------------------------------------------------------- */

/* Whether the list says that phones of it share. */
static bool request_has_sharing(const struct fleet_site *site)
{
    for (size_t i = 0; i < site->phones_count; i++)
        if (site->phones[i].pfs_given && site->phones[i].pfs_share > 0)
            return true;
    return false;
}

/* Behind `before`: "LYO1, REN1" of those by the method, with `sharing` only those that share now.
 */
static void request_names(FILE *file, const struct plan *p, enum method m, bool sharing,
                          const char *before)
{
    const char *between = before;
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        if (!s->scheduled || s->chosen != (int)m || (sharing && !request_has_sharing(s->site)))
            continue;
        fputs(between, file);
        markdown_text(file, s->site->name);
        between = ", ";
    }
    if (between != before)
        fputs("\n", file);
}

static void request_settings(FILE *file, const struct plan *p)
{
    fputs("\n## Method and settings\n", file);
    if (request_uses(p, METHOD_TFTP)) {
        fputs("\n**tftp**: *Peer Firmware Sharing* is to be off, or the phones share; nothing else "
              "is to be set.",
              file);
        request_names(file, p, METHOD_TFTP, false, " Sites: ");
        request_names(file, p, METHOD_TFTP, true,
                      "\nBy the list it is on at these, where it is to be switched off: ");
    }
    if (request_uses(p, METHOD_PFS)) {
        fputs("\n**pfs**: switch on *Peer Firmware Sharing*, the check box in the product specific "
              "configuration of the phone. The phone's page comes before its common phone profile, "
              "and that before the enterprise phone configuration; bulk administration sets many. "
              "Reset all phones of a site at once: sharing works among phones that upgrade at the "
              "same time.",
              file);
        request_names(file, p, METHOD_PFS, false, " Sites: ");
    }
    if (request_uses(p, METHOD_LOAD_SERVER)) {
        fputs("\n**load-server**: copy all files of the load to the site's server, and enter its "
              "address as *Load Server* at each phone. There is no fall-back: a file that is "
              "missing or harmed leaves the phones without the upgrade.",
              file);
        request_names(file, p, METHOD_LOAD_SERVER, false, " Sites: ");
    }
}

static void request_checks(FILE *file, const struct plan *p)
{
    fputs("\n## Checks before\n\n"
          "- All files of the firmware are on the call manager's TFTP servers, and have the sizes "
          "and digests that the vendor gives.\n"
          "- The configuration is backed up, and the old firmware's files are still there.\n"
          "- The phones' number and models are as in the list of sites: compare with what is "
          "registered.\n"
          "- The lines have the rates and round trips of the list; nothing else is planned on "
          "them.\n"
          "- One phone of each model has the new firmware and works.\n",
          file);
    if (request_uses(p, METHOD_LOAD_SERVER))
        fputs("- Each load server answers for each file of the load.\n", file);
    if (request_uses(p, METHOD_PFS))
        fputs("- Peer Firmware Sharing is on at the phones of its sites, also on those of phone "
              "models whose defects leave it off (7931: CSCud66570).\n",
              file);
}

static void request_canary(FILE *file, const struct plan *p)
{
    char checked[WHEN_ROOM], utc[WHEN_ROOM];
    fprintf(file,
            "\n## Canary and abort rule\n\nStop if more than %d %% of at least %d phones are not "
            "back %d min after what 99 %% of all cases do not exceed, and start no further wave",
            ABORT_PERCENT, ABORT_PHONES, ABORT_AFTER / 60);
    if (p->options.soak > 0)
        fprintf(file, "; a wave starts %s after the one before has ended",
                plan_text_takes((double)p->options.soak).text);
    fputs(".\n", file);
    if (p->wave_count < 2)
        return;
    fputs("\nThe first wave:\n\n| site | phones | look at it at | UTC |\n|---|---|---|---|\n",
          file);
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        if (!s->scheduled || s->wave != 0)
            continue;
        const double p99 = s->answers[s->chosen].p99;
        fputc('|', file);
        markdown_cell(file, s->site->name);
        fprintf(file, " %" PRIu32 " |", s->site->phone_count);
        if (!isfinite(p99)) {
            fputs(" - | - |\n", file);
            continue;
        }
        const int64_t at = s->start + (int64_t)ceil(p99 / 60) * 60 + ABORT_AFTER;
        fprintf(file, " %s | %s |\n", when_local(checked, s->site->zone, at), when_utc(utc, at));
    }
}

static void request_back(FILE *file)
{
    fputs("\n## Roll-back\n\nEnter the old firmware's name where the new one's was, and reset the "
          "phones of the site. They take about as long as they did for the new one, by the same "
          "method. Phones that got no new firmware need nothing. A phone that does not start: "
          "power it off and on; if that does not help, reset it to the factory's settings.\n",
          file);
}

/* --- who, and how sure ----------------------------------------------------------------------- */

static void request_told(FILE *file, const struct plan *p)
{
    fputs("\n## Who is told\n\nThe help desk, the network's operators, and at each site before its "
          "night:\n\n| night | site |",
          file);
    for (size_t i = 0; i < p->fleet->carried_count; i++)
        markdown_cell(file, p->fleet->carried_names[i]);
    fputs("\n|---|---|", file);
    for (size_t i = 0; i < p->fleet->carried_count; i++)
        fputs("---|", file);
    fputc('\n', file);
    for (size_t n = 0; n < p->night_count; n++)
        for (size_t i = 0; i < p->nights[n].count; i++) {
            const struct fleet_site *site = p->sites[p->nights[n].sites[i]].site;
            char day[WHEN_ROOM];
            fprintf(file, "| %s |", when_day(day, p->nights[n].day));
            markdown_cell(file, site->name);
            for (size_t k = 0; k < p->fleet->carried_count; k++)
                markdown_cell(file, site->carried[k]);
            fputc('\n', file);
        }
}

static void request_unknown(FILE *file, const struct plan *p)
{
    const struct unknowns *u = p->options.unknowns;
    if (!u || u->count == 0)
        return;
    fputs("\n| not known exactly | planned with | from |\n|---|---|---|\n", file);
    for (size_t i = 0; i < u->count; i++) {
        char *range = fleet_number_text(u->items[i].field, &u->items[i].range);
        fputc('|', file);
        markdown_cell(file, u->items[i].path);
        markdown_cell(file, range);
        markdown_cell(file, u->items[i].because ? u->items[i].because : "given");
        fputc('\n', file);
        free(range);
    }
}

static void request_assumed(FILE *file, const struct plan *p)
{
    bool first = true;
    for (size_t i = 0; i < p->assumed_count; i++) {
        const struct plan_assumed *a = &p->assumed[i];
        const struct fleet_column *c = &fleet_columns[a->column];
        if (first)
            fputs("\n| assumed, since it is not in the list | sites | planned with | verdicts that "
                  "it decides |\n|---|---|---|---|\n",
                  file);
        first = false;
        fputc('|', file);
        markdown_cell(file, c->name);
        fprintf(file, " %zu |", a->sites);
        markdown_cell(file, c->fallback ? c->fallback : c->standing);
        fprintf(file, " %zu |\n", a->decides);
    }
}

/* A night's faults, one each. */
static void request_faults(FILE *file, const struct plan *p, const struct plan_night *night)
{
    char day[WHEN_ROOM];
    fprintf(file, "\nNight of %s, simulated at ", when_day(day, night->day));
    markdown_text(file, p->sites[night->worst_site].site->name);
    fprintf(file, ", with %" PRIu32 " phones the largest of those under way then:\n\n",
            p->sites[night->worst_site].site->phone_count);
    for (enum risk_fault i = RISK_ROOT; i < RISK_FAULTS; i++) {
        if (!night->faults[i].applies)
            continue;
        char *text = plan_faults_text(night->faults, i);
        fprintf(file, "- %s.\n", text);
        free(text);
    }
}

/* What fails when most phones are out. */
static void request_worst(FILE *file, const struct plan *p)
{
    for (size_t n = 0; n < p->night_count; n++) {
        char day[WHEN_ROOM], worst[WHEN_ROOM];
        if (n == 0)
            fputs("\nIf the data centre's server fails in the worst moment, or a file is missing "
                  "there:\n\n| night | worst from (UTC) | phones under way |\n|---|---|---|\n",
                  file);
        fprintf(file, "| %s | %s | %s |\n", when_day(day, p->nights[n].day),
                when_utc(worst, p->nights[n].worst), text_count(p->nights[n].phones_out).text);
    }
    for (size_t n = 0; n < p->night_count; n++)
        if (p->nights[n].faults[RISK_NONE].applies)
            request_faults(file, p, &p->nights[n]);
}

/* Sites of which the model does not know what is chosen. */
static size_t request_by_runs(const struct plan *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++)
        count += p->sites[i].chosen >= 0 && p->sites[i].answers[p->sites[i].chosen].not_modelled;
    return count;
}

static void request_sure(FILE *file, const struct plan *p)
{
    fputs("\n## Assumptions, and what they cost\n\n", file);
    if (p->confirmed)
        fprintf(file,
                "Times are of a performance model, confirmed by %zu simulated %s; where both part "
                "by more than 2 %% (%zu), they are the simulator's.\n",
                p->confirmed, p->confirmed == 1 ? "upgrade" : "upgrades", p->scaled);
    else
        fputs("Times are of a performance model; no upgrade was simulated.\n", file);
    const size_t by_runs = request_by_runs(p);
    if (by_runs)
        fprintf(file,
                "Of %zu %s the model does not know the method: times between simulated upgrades "
                "are interpolated.\n",
                by_runs, by_runs == 1 ? "site" : "sites");
    request_unknown(file, p);
    request_assumed(file, p);
    request_worst(file, p);
}

void change_request_write(FILE *file, const struct plan *p)
{
    request_scope(file, p);
    request_schedule(file, p);
    request_effects(file, p);
    request_calls(file, p);
    request_settings(file, p);
    request_checks(file, p);
    request_canary(file, p);
    request_back(file);
    request_told(file, p);
    request_sure(file, p);
}
