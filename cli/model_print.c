/* What pfsim model prints: a column a method, a row a number. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/model_private.h"
#include "results/text.h"

enum { LABEL = 24, COLUMN = 22 };

const struct analytic_answer *model_site(const struct model_column *c)
{
    return &c->answer->sites[c->answer->last];
}

static struct text print_duration(double seconds)
{
    if (!isfinite(seconds))
        return (struct text){"never"};
    return text_duration((sim_time)llround(seconds * 1e9));
}

/* What a column says in a row. */
typedef struct text print_cell(const struct model_column *c, int which);

static struct text cell_method(const struct model_column *c, int which)
{
    struct text t;
    (void)which;
    snprintf(t.text, sizeof t.text, "%s", method_names[c->method]);
    return t;
}

static void print_row(FILE *file, const struct model *m, const char *label, print_cell *cell,
                      int which)
{
    fprintf(file, "  %-*s", LABEL, label);
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        const struct model_column *c = &m->columns[i];
        const struct text t =
            c->answer || cell == cell_method ? cell(c, which) : (struct text){"-"};
        fprintf(file, i + 1 < MODEL_COLUMNS ? " %-*s" : " %.*s",
                i + 1 < MODEL_COLUMNS ? COLUMN : 40, t.text);
    }
    fputc('\n', file);
}

/* --- cells -------------------------------------------------------------------------------------
 */

struct text model_all_back(const struct model_column *c)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%s%.36s", c->answer->bound && !c->answer->never ? "over " : "",
             print_duration(c->answer->all_back).text);
    return t;
}

static struct text cell_all_back(const struct model_column *c, int which)
{
    (void)which;
    return model_all_back(c);
}

/* What would be printed as less than a thousandth of a second tells nobody anything. */
static bool print_is_worth(const struct model_column *c, int part)
{
    return model_site(c)->budget[part] >= 0.0005;
}

static struct text cell_part(const struct model_column *c, int part)
{
    return print_is_worth(c, part) ? print_duration(model_site(c)->budget[part])
                                   : (struct text){"-"};
}

static struct text cell_resource(const struct model_column *c, int resource)
{
    return text_percent(model_site(c)->utilisation[resource]);
}

static struct text cell_limits(const struct model_column *c, int next)
{
    struct text t;
    const struct analytic_answer *a = model_site(c);
    snprintf(t.text, sizeof t.text, "%s", analytic_resource_names[next ? a->next : a->limits]);
    return t;
}

static struct text cell_knee(const struct model_column *c, int which)
{
    struct text t = {"never"};
    const double knee = model_site(c)->knee;
    (void)which;
    if (isfinite(knee))
        snprintf(t.text, sizeof t.text, "%.0f phones", ceil(knee));
    return t;
}

static struct text cell_region(const struct model_column *c, int which)
{
    struct text t;
    (void)which;
    snprintf(t.text, sizeof t.text, "%s", analytic_region_names[model_site(c)->region]);
    return t;
}

static struct text cell_model(const struct model_column *c, int which)
{
    struct estimate_model *models;
    const size_t count = estimate_models(c->estimate, &models);
    const struct text t =
        (size_t)which < count ? print_duration(models[which].all_back) : (struct text){"-"};
    free(models);
    return t;
}

struct text model_simulated(const struct model_column *c)
{
    const struct model_check *check = &c->check;
    struct text t = print_duration(check->simulated);
    if (check->completed < check->phones)
        snprintf(t.text, sizeof t.text, "%.16s of %.16s back", text_count(check->completed).text,
                 text_count(check->phones).text);
    return t;
}

static struct text cell_simulated(const struct model_column *c, int which)
{
    (void)which;
    return model_simulated(c);
}

/* "holds" of a bound is that it is one. */
struct text model_verdict(const struct model_column *c)
{
    struct text t;
    const struct model_check *check = &c->check;
    snprintf(t.text, sizeof t.text, "%s%s",
             check->bound && !isnan(check->difference) ? "bound " : "",
             model_check_verdict_names[check->verdict]);
    return t;
}

static struct text cell_difference(const struct model_column *c, int which)
{
    struct text t = model_verdict(c);
    (void)which;
    if (!isnan(c->check.difference))
        snprintf(t.text, sizeof t.text, "%+.2f %%, %.24s", 100 * c->check.difference,
                 model_verdict(c).text);
    return t;
}

static struct text cell_bound(const struct model_column *c, int bound)
{
    double seconds[MODEL_BOUNDS];
    return model_bounds(c, seconds) ? print_duration(seconds[bound]) : (struct text){"-"};
}

/* --- calls -------------------------------------------------------------------------------------
 */

enum print_call { CALL_DELAY, CALL_P95, CALL_LONGEST, CALL_LOST, CALL_MOS, CALL_MOS_BEFORE, CALLS };
static const char *const print_call_names[CALLS] = {
    "delay, mean", "delay, 95 %", "delay, longest", "lost", "MOS, meanwhile", "MOS, without",
};

/* Both of one number. */
struct print_both {
    double model, simulated;
};

/* NAN: of no packet. */
static double print_seconds(sim_time t)
{
    return t < 0 ? NAN : time_seconds(t);
}

static struct print_both print_call_of(const struct model_column *c, int which)
{
    const struct estimate_calls *m = &c->answer->calls;
    const struct calls_summary *s = &c->check.calls;
    switch ((enum print_call)which) {
    case CALL_DELAY:
        return (struct print_both){m->delay_mean, print_seconds(s->delay_mean)};
    case CALL_P95:
        return (struct print_both){m->delay_p95, print_seconds(s->delay_p95)};
    case CALL_LONGEST:
        return (struct print_both){m->delay_max, print_seconds(s->delay_max)};
    case CALL_LOST:
        return (struct print_both){m->lost, s->lost};
    case CALL_MOS:
        return (struct print_both){m->mos, s->mos};
    case CALL_MOS_BEFORE:
        return (struct print_both){m->mos_before, s->mos_before};
    case CALLS:
        break;
    }
    return (struct print_both){0, 0};
}

static struct text print_call(double value, int which)
{
    struct text t = {"-"};
    if (isnan(value))
        return t;
    if (which < CALL_LOST)
        return print_duration(value);
    if (which == CALL_LOST)
        return text_percent(value);
    snprintf(t.text, sizeof t.text, "%.1f", value);
    return t;
}

static struct text cell_call(const struct model_column *c, int which)
{
    return c->answer->calls.known ? print_call(print_call_of(c, which).model, which)
                                  : (struct text){"not known"};
}

static struct text cell_call_simulated(const struct model_column *c, int which)
{
    return print_call(print_call_of(c, which).simulated, which);
}

/* --- rows --------------------------------------------------------------------------------------
 */

static void print_models(FILE *file, const struct model *m)
{
    struct estimate_model *models;
    const size_t count = estimate_models(m->first->estimate, &models);
    for (size_t i = 0; i < count && count > 1; i++) {
        char *label = mem_printf("  %s (%.0f)", models[i].name, models[i].phones);
        print_row(file, m, label, cell_model, (int)i);
        free(label);
    }
    free(models);
}

static void print_bounds(FILE *file, const struct model *m)
{
    for (int i = 0; i < MODEL_BOUNDS; i++) {
        char *label = mem_printf("  %s", model_bound_names[i]);
        print_row(file, m, label, cell_bound, i);
        free(label);
    }
}

static void print_calls(FILE *file, const struct model *m)
{
    if (!m->first->answer->calls.count)
        return;
    fprintf(file, "\n  calls (%" PRIu32 ") during the upgrade\n", m->first->answer->calls.count);
    for (int i = 0; i < CALLS; i++) {
        char *label = mem_printf("  %s", print_call_names[i]);
        print_row(file, m, label, cell_call, i);
        free(label);
        if (m->options->check)
            print_row(file, m, "    simulated", cell_call_simulated, i);
    }
}

static bool print_has_part(const struct model *m, int part)
{
    for (int i = 0; i < MODEL_COLUMNS; i++)
        if (m->columns[i].answer && print_is_worth(&m->columns[i], part))
            return true;
    return false;
}

static void print_budget(FILE *file, const struct model *m)
{
    fprintf(file, "\n  where the last phone's time goes\n");
    for (int part = 0; part < ANALYTIC_PARTS; part++)
        if (print_has_part(m, part)) {
            char *label = mem_printf("  %s", analytic_part_names[part]);
            print_row(file, m, label, cell_part, part);
            free(label);
        }
}

static void print_use(FILE *file, const struct model *m)
{
    fprintf(file, "\n  in use, until all are back\n");
    for (int r = 0; r < ANALYTIC_PHONE; r++) {
        char *label = mem_printf("  %s", analytic_resource_names[r]);
        print_row(file, m, label, cell_resource, r);
        free(label);
    }
    fputc('\n', file);
    print_row(file, m, "limited by", cell_limits, 0);
    print_row(file, m, "next limit", cell_limits, 1);
    print_row(file, m, "full from", cell_knee, 0);
    print_row(file, m, "region", cell_region, 0);
}

/* --- what it means -----------------------------------------------------------------------------
 */

static const char *print_region(const struct analytic_answer *a)
{
    switch (a->region) {
    case ANALYTIC_EXACT:
        if (a->bound)
            return "nothing is lost and nothing repeated, but it hangs on who is first: "
                   "a lower bound; simulate";
        return "nothing is lost and nothing repeated: within 0.5 % of a run";
    case ANALYTIC_BESIDE:
        return a->bound
                   ? "how packets of others fall in with the upgrade's decides: a lower bound; "
                     "simulate"
                   : "others are on the line, and nothing is lost: within 1.5 % of a run";
    case ANALYTIC_DROPS:
        return a->bound ? "a queue overflows, and phones finish unevenly: a lower bound; simulate"
                        : "a queue overflows, and the line never idles: within 1.5 % of a run";
    case ANALYTIC_REPEATS:
        if (a->never)
            return "a round takes longer than the wait for a repeat, so that the line carries "
                   "little but repeats: some phones are never back";
        return "a round takes longer than the wait for a repeat, so that blocks are sent again "
               "without being lost: a lower bound; simulate";
    case ANALYTIC_WAVES:
        return a->bound ? "more phones than are served at a time, which come in waves: a lower "
                          "bound; simulate"
                        : "more phones than are served at a time: they come in waves";
    case ANALYTIC_REGIONS:
        break;
    }
    return "";
}

static void print_notes(FILE *file, const struct model *m)
{
    fputc('\n', file);
    for (int i = 0; i < MODEL_COLUMNS; i++) {
        const struct model_column *c = &m->columns[i];
        if (!c->answer) {
            fprintf(file, "  %s: %s%s\n", method_names[i],
                    c->loaded ? "" : "not possible: ", c->why.text);
            continue;
        }
        fprintf(file, "  %s: %s\n", method_names[i], print_region(model_site(c)));
        if (c->answer->shared)
            fprintf(file,
                    "  %s: the sites together want more than their server has: a lower "
                    "bound; simulate\n",
                    method_names[i]);
        if (c->answer->limited && !c->answer->never)
            fprintf(file, "  %s: run.limit ends a run before that\n", method_names[i]);
    }
}

int model_print(const struct model *m)
{
    const struct estimate_answer *a = m->first->answer;
    struct visible_page page;
    visible_page_begin(&page);
    fprintf(page.file, "%s (by formulas)\n\n", m->first->scenario.name);
    print_row(page.file, m, "", cell_method, 0);
    print_row(page.file, m, "all back after", cell_all_back, 0);
    if (m->options->check) {
        print_row(page.file, m, "simulated", cell_simulated, 0);
        print_row(page.file, m, "difference", cell_difference, 0);
    }
    if (m->options->bounds)
        print_bounds(page.file, m);
    print_models(page.file, m);
    print_calls(page.file, m);
    if (a->site_count > 1)
        fprintf(page.file, "\n  below: of the site that is back last, of %zu\n", a->site_count);
    print_budget(page.file, m);
    print_use(page.file, m);
    print_notes(page.file, m);
    visible_page_end(&page, stdout);
    return cli_flush_stdout();
}
