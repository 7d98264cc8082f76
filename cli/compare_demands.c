/* Which quantities pfsim compare looks at, by how much each may differ, and what is accepted. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "cli/compare_private.h"
#include "cli/require.h"

static const char demands_blanks[] = " \t";

/* The row of that name, which is a number; `option` is for messages. NULL with the error filled in.
 */
static const struct run_quantity *demands_find(const char *option, const char *name,
                                               struct error *e)
{
    const struct run_quantity *q = run_quantity_find(name);
    if (q && run_quantity_is_compared(q))
        return q;
    const char **names = mem_calloc(run_quantity_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantity_is_compared(&run_quantities[i]))
            names[count++] = run_quantities[i].name;
    char *question = nearest_question(name, names, count);
    error_set(e, "%s: '%.100s' is no number by which runs are compared%s", option, name,
              question ? question : "; give a key of summary.json, such as all_back");
    free(question);
    free(names);
    return NULL;
}

static void demands_set(struct compare_demands *d, const struct run_quantity *q,
                        struct run_tolerance t)
{
    for (size_t i = 0; i < run_quantity_count; i++)
        if (!q || q == &run_quantities[i])
            d->tolerances[i] = t;
}

/* "2 %" of the value; not of shares, of which it is so much as it says. */
static bool demands_share(const struct run_quantity *q, const char *text, struct run_tolerance *t)
{
    char *end;
    const double percent = strtod(text, &end);
    end += strspn(end, demands_blanks);
    if (end == text || strcmp(end, "%") != 0 || !(percent >= 0) || percent > 1e6 ||
        (q && q->kind == RUN_SHARE))
        return false;
    *t = (struct run_tolerance){.share = percent / 100};
    return true;
}

/* "all_back=1s", "all_back = 2 %"; of all "0" or "2 %". */
static int demands_read_tolerance(struct compare_demands *d, const char *text, struct error *e)
{
    const char *sign = strchr(text, '='), *value = sign ? sign + 1 : text;
    const struct run_quantity *q = NULL;
    struct run_tolerance t = {0};
    struct run_value v;
    struct error why;
    if (sign) {
        char *name = mem_printf("%.*s", (int)(sign - text), text);
        name[strcspn(name, demands_blanks)] = '\0';
        q = demands_find("--tolerance", name, e);
        free(name);
        if (!q)
            return -1;
    }
    value += strspn(value, demands_blanks);
    if (strcmp(value, "0") != 0 && !demands_share(q, value, &t)) {
        if (!q)
            return error_set(e,
                             "--tolerance '%.100s': of all quantities it is 0 or a percentage; "
                             "give one, or QUANTITY=VALUE, such as all_back=1s",
                             text);
        if (require_read_value(q, value, &v, &why) < 0)
            return error_set(e, "--tolerance '%.100s': %s", text, why.text);
        t.absolute = v.real;
    }
    demands_set(d, q, t);
    return 0;
}

static int demands_read_accepted(struct compare_demands *d, const char *text, struct error *e)
{
    const char *sign = strchr(text, '=');
    if (!sign || !sign[1 + strspn(sign + 1, demands_blanks)])
        return error_set(e,
                         "--accept '%.100s' gives no reason; give QUANTITY=REASON, such as "
                         "'all_back=ads come sooner'",
                         text);
    char *name = mem_printf("%.*s", (int)(sign - text), text);
    name[strcspn(name, demands_blanks)] = '\0';
    const struct run_quantity *q = demands_find("--accept", name, e);
    free(name);
    if (!q)
        return -1;
    d->accepted[q - run_quantities] = sign + 1 + strspn(sign + 1, demands_blanks);
    return 0;
}

static int demands_read_quantity(struct compare_demands *d, const char *name, struct error *e)
{
    if (strcmp(name, "all") == 0) {
        for (size_t i = 0; i < run_quantity_count; i++)
            d->wanted[i] = run_quantity_is_compared(&run_quantities[i]);
        return 0;
    }
    const struct run_quantity *q = demands_find("--quantity", name, e);
    if (q)
        d->wanted[q - run_quantities] = true;
    return q ? 0 : -1;
}

static int demands_read_each(struct compare_demands *d, const struct texts *texts,
                             int (*read)(struct compare_demands *, const char *, struct error *),
                             struct error *e)
{
    int status = 0;
    for (size_t i = 0; i < texts->count && status == 0; i++)
        status = read(d, texts->items[i], e);
    return status;
}

int compare_demands_read(struct compare_demands *d, const struct compare_command_options *o,
                         struct error *e)
{
    *d = (struct compare_demands){.wanted = mem_calloc(run_quantity_count, sizeof *d->wanted),
                                  .tolerances =
                                      mem_calloc(run_quantity_count, sizeof *d->tolerances),
                                  .accepted = mem_calloc(run_quantity_count, sizeof *d->accepted)};
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        if (run_quantity_is_compared(q))
            d->tolerances[i] = run_quantity_tolerance(q);
        d->wanted[i] = !o->quantities.count && compare_is_wanted(q);
    }
    d->options = (struct compare_options){d->wanted, d->tolerances, o->unpaired};
    int status = demands_read_each(d, &o->quantities, demands_read_quantity, e);
    if (status == 0)
        status = demands_read_each(d, &o->tolerances, demands_read_tolerance, e);
    if (status == 0)
        status = demands_read_each(d, &o->accepted, demands_read_accepted, e);
    if (status < 0)
        compare_demands_fini(d);
    return status;
}

void compare_demands_fini(struct compare_demands *d)
{
    free(d->wanted);
    free(d->tolerances);
    free(d->accepted);
    *d = (struct compare_demands){0};
}
