/* What came back beside what was planned, as text below the plan. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "cli/plan_command.h"
#include "planner/done.h"
#include "planner/plan_text.h"

enum { DONE_SHOWN = 20, DONE_VALUES_SHOWN = 3 };

/* --- sites ----------------------------------------------------------------------------------- */

static void done_print_site(const struct done_site *s)
{
    char *name = visible_text(s->site->site->name);
    printf("  %s: %s by %s", name, plan_text_takes(s->took).text, method_names[s->method]);
    free(name);
    switch (s->how) {
    case DONE_AS_PLANNED:
    case DONE_EARLY:
    case DONE_LATE:
        printf("; p50 %s, p90 %s; %s of the points are faster", plan_text_takes(s->p50).text,
               plan_text_takes(s->p90).text, text_percent(s->faster).text);
        break;
    case DONE_PARTLY:
        printf("; %s of %s phones are back: when all are is not known",
               text_count(s->row.back).text, text_count(s->row.phones).text);
        break;
    case DONE_NO_TIMES:
        fputs("; the plan has no times of that method", stdout);
        break;
    case DONE_HOWS:
        break;
    }
    if (s->how == DONE_LATE)
        printf("; late: beyond p99, %s", plan_text_takes(s->p99).text);
    if (s->how == DONE_EARLY)
        printf("; early: before p1, %s", plan_text_takes(s->p1).text);
    if (s->row.phones != s->site->site->phone_count)
        printf("; %s phones, planned with %s", text_count(s->row.phones).text,
               text_count(s->site->site->phone_count).text);
    putchar('\n');
}

/* Of many sites those that are as planned are only counted. */
static void done_print_sites(const struct done *d)
{
    size_t left_out = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (d->count > DONE_SHOWN && d->sites[i].how == DONE_AS_PLANNED)
            left_out++;
        else
            done_print_site(&d->sites[i]);
    }
    if (left_out)
        printf("  and %zu as planned\n", left_out);
}

/* --- all of them ----------------------------------------------------------------------------- */

static void done_print_above(const char *what, size_t above, const struct done *d, double chance,
                             double share)
{
    printf(
        "  %zu of %zu took longer than %s: the chance of a number as unusual is %s if sites were "
        "independent, %s with what they share\n",
        above, d->resolved, what, text_percent(chance).text, text_percent(share).text);
}

static void done_print_calibration(const struct done *d)
{
    if (d->compared == 0) {
        puts("  No site can be compared.");
        return;
    }
    if (d->resolved > 0) {
        done_print_above("p50", d->above50, d, d->chance50, d->share50);
        done_print_above("p90", d->above90, d, d->chance90, d->share90);
    }
    if (d->resolved < d->compared)
        printf("  of %zu the times are not fine enough to say so: give seconds\n",
               d->compared - d->resolved);
    const struct text far = text_percent(d->share_squares);
    if (d->calibrated)
        printf("Nothing contradicts the plan: at %s of the points times are as far from p50.\n",
               far.text);
    else if (d->share_squares < DONE_UNLIKELY)
        printf("The plan is off: at only %s of the points times are as far from p50.\n", far.text);
    else
        printf("The plan is off: times are not too far from p50 (as far at %s of the points), but "
               "too many on one side.\n",
               far.text);
}

/* --- why ------------------------------------------------------------------------------------- */

static void done_print_value(const struct done *d, const struct done_value *v)
{
    printf("%s", v->text);
    if (v->site != SIZE_MAX) {
        char *name = visible_text(d->sites[v->site].site->site->name);
        printf(" at %s", name);
        free(name);
    }
    printf(" (planned with %s)", v->planned_text);
}

static void done_print_input(const struct done *d, const struct done_input *in)
{
    printf("%s of about ", in->name);
    for (size_t i = 0; i < in->count && i < DONE_VALUES_SHOWN; i++) {
        fputs(i ? ", " : "", stdout);
        done_print_value(d, &in->values[i]);
    }
    if (in->count > DONE_VALUES_SHOWN)
        printf(" and %zu more", in->count - DONE_VALUES_SHOWN);
    printf(" would explain %.0f %% of it", 100 * in->explains);
}

static void done_print_inputs(const struct done *d)
{
    if (d->compared == 0 || (d->calibrated && d->early + d->late == 0))
        return;
    if (!d->points) {
        puts("No input alone would explain most of it.");
        return;
    }
    done_print_input(d, &d->inputs[0]);
    puts(".");
    if (d->input_count > 1 && d->inputs[1].explains > 0.5) {
        fputs("Else ", stdout);
        done_print_input(d, &d->inputs[1]);
        puts(".");
    }
}

void plan_print_done(const struct done *d, const char *path)
{
    char *shown = visible_text(path);
    printf("What came back, %s: %zu %s, %zu late, %zu early\n", shown, d->count,
           d->count == 1 ? "site" : "sites", d->late, d->early);
    free(shown);
    done_print_sites(d);
    done_print_calibration(d);
    done_print_inputs(d);
}
