/* What has changed since an earlier plan, as text below the plan. */
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "cli/plan_command.h"
#include "planner/against.h"
#include "planner/plan_text.h"

enum { AGAINST_SHOWN = 20 }; /* names, and sites that have not moved */

/* Prints a name, or what stands for none. */
static void against_print_text(const char *text)
{
    char *shown = visible_text(text ? text : "none");
    fputs(shown, stdout);
    free(shown);
}

static void against_print_change(const struct against_change *c)
{
    against_print_text(c->what);
    putchar(' ');
    against_print_text(c->old);
    fputs(" -> ", stdout);
    against_print_text(c->now);
}

static void against_print_names(const char *what, char *const *names, size_t count)
{
    if (count == 0)
        return;
    printf("  %zu %s %s: ", count, count == 1 ? "site is" : "sites are", what);
    for (size_t i = 0; i < count && i < AGAINST_SHOWN; i++) {
        fputs(i ? ", " : "", stdout);
        against_print_text(names[i]);
    }
    printf(count > AGAINST_SHOWN ? " and %zu more\n" : "\n", count - AGAINST_SHOWN);
}

/* --- a site ---------------------------------------------------------------------------------- */

static void against_print_moves(const struct against_site *s)
{
    bool any = false;
    for (int m = 0; m < AGAINST_MOVES; m++) {
        if (!s->moved[m] || (m == AGAINST_NIGHT && s->moved[AGAINST_START]))
            continue; /* whose date tells the night */
        fputs(any ? "; " : "", stdout);
        if (m >= AGAINST_NIGHT)
            fputs(m == AGAINST_START ? "starts " : "night ", stdout);
        against_print_text(s->moves[m].old);
        fputs(" -> ", stdout);
        against_print_text(s->moves[m].now);
        any = true;
    }
}

static void against_print_inputs(const struct against_changes *c)
{
    for (size_t i = 0; i < c->count; i++) {
        fputs(i ? ", " : "", stdout);
        against_print_change(&c->list[i]);
    }
}

static void against_print_why(const struct against_site *s)
{
    switch (s->why) {
    case AGAINST_UNMOVED:
        break;
    case AGAINST_BY_ONE:
        fputs("; ", stdout);
        against_print_change(s->cause);
        break;
    case AGAINST_BY_SEVERAL:
        fputs(s->inputs.count ? "; one of several: " : "; by one of the above", stdout);
        against_print_inputs(&s->inputs);
        break;
    case AGAINST_BY_OTHERS:
        fputs("; by what has changed of other sites", stdout);
        break;
    case AGAINST_BY_PROGRAM:
        fputs("; by another version of the program or of time zones", stdout);
        break;
    }
}

/* Times as they are rounded. */
static void against_print_times(const struct against_site *s)
{
    const struct text old = plan_text_takes(s->old_takes), now = plan_text_takes(s->takes);
    if (strcmp(old.text, now.text) != 0)
        printf("; %s -> %s%s%s", old.text, now.text, s->window > 0 ? " of " : "",
               s->window > 0 ? plan_text_has(s->window).text : "");
    putchar('\n');
}

static void against_print_moved(const struct against *a)
{
    for (size_t i = 0; i < a->site_count; i++) {
        const struct against_site *s = &a->sites[i];
        if (s->why == AGAINST_UNMOVED)
            continue;
        fputs("  ", stdout);
        against_print_text(s->name);
        fputs(": ", stdout);
        against_print_moves(s);
        against_print_why(s);
        against_print_times(s);
    }
}

static void against_print_unmoved(const struct against *a)
{
    size_t count = 0;
    for (size_t i = 0; i < a->site_count; i++)
        count += a->sites[i].why == AGAINST_UNMOVED;
    if (count == 0)
        return;
    printf("  %zu %s other inputs, and %s where %s:\n", count,
           count == 1 ? "site has" : "sites have", count == 1 ? "is" : "are",
           count == 1 ? "it was" : "they were");
    size_t shown = 0;
    for (size_t i = 0; i < a->site_count && shown < AGAINST_SHOWN; i++) {
        const struct against_site *s = &a->sites[i];
        if (s->why != AGAINST_UNMOVED)
            continue;
        shown++;
        fputs("    ", stdout);
        against_print_text(s->name);
        fputs(": ", stdout);
        against_print_inputs(&s->inputs);
        against_print_times(s);
    }
    if (count > shown)
        printf("    and %zu more\n", count - shown);
}

/* --- all of it ------------------------------------------------------------------------------- */

void plan_print_against(const struct against *a, const char *path)
{
    size_t changes = a->added_count + a->gone_count + a->site_count;
    for (int i = 0; i < AGAINST_ALL; i++)
        changes += a->all[i].count;
    fputs(changes ? "Since the plan in " : "Nothing has changed since the plan in ", stdout);
    against_print_text(path);
    puts(changes ? ":" : ".");
    for (int i = 0; i < AGAINST_ALL; i++)
        for (size_t k = 0; k < a->all[i].count; k++) {
            fputs(i == AGAINST_LOADS ? "  firmware " : "  ", stdout);
            against_print_change(&a->all[i].list[k]);
            putchar('\n');
        }
    against_print_names("new", a->added, a->added_count);
    against_print_names("gone", a->gone, a->gone_count);
    against_print_moved(a);
    against_print_unmoved(a);
}
