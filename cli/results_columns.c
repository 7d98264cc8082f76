/* Columns of `pfsim results`: what they say of a run, for people and for files. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "cli/results_private.h"
#include "results/text.h"

/* --- numbers --------------------------------------------------------------------------------- */

char *results_number_shown(const struct store_quantity *q, double number)
{
    if (isnan(number))
        return mem_strdup("");
    if (q->time)
        return mem_strdup(text_duration((sim_time)llround(number)).text);
    if (q->row && q->row->kind == RUN_SHARE)
        return mem_strdup(text_percent(number).text);
    if (q->row && q->row->kind == RUN_BYTES && number >= 0)
        return mem_strdup(text_bytes((uint64_t)llround(number)).text);
    if (number >= 0 && number < 1e15 && number == floor(number))
        return mem_strdup(text_count((uint64_t)number).text);
    return mem_printf("%.2f", number);
}

char *results_number_cell(const struct store_quantity *q, double number)
{
    if (isnan(number))
        return mem_strdup("");
    return q->time ? mem_printf("%.9f", number / 1e9) : mem_printf("%.9g", number);
}

static char *results_quantity_shown(const struct store_quantity *q)
{
    return results_number_shown(q, q->whole ? (double)(int64_t)q->value.whole : q->value.real);
}

/* All digits of a whole number, six decimals of a ratio, as in summary.json. */
static char *results_quantity_cell(const struct store_quantity *q)
{
    if (q->time)
        return mem_strdup(text_seconds((sim_time)q->value.whole).text);
    if (q->whole)
        return mem_printf("%" PRId64, (int64_t)q->value.whole);
    return mem_printf("%.6f", q->value.real);
}

/* --- columns --------------------------------------------------------------------------------- */

static const char *results_text(const char *text)
{
    return text ? text : "";
}

static char *results_parameter(const struct store_run *run, const char *path)
{
    const struct store_parameter *p = store_run_parameter(run, path);
    return mem_strdup(p ? p->value : "");
}

static char *results_fingerprint(const struct store_run *run)
{
    return run->state == STORE_DONE ? mem_printf("0x%016" PRIx64, run->fingerprint)
                                    : mem_strdup("");
}

static char *results_either(const struct results_column *c, const struct store_run *run,
                            char *(*number)(const struct store_quantity *))
{
    const struct store_quantity *q;
    switch (c->kind) {
    case RESULTS_PARAMETER:
        return results_parameter(run, c->name);
    case RESULTS_SCENARIO:
        return mem_strdup(run->name);
    case RESULTS_ENGINE:
        return mem_strdup(run->engine);
    case RESULTS_SEED:
        return mem_printf("%" PRIu64, run->seed);
    case RESULTS_REPLICATION:
        return mem_printf("%" PRIu32, run->replication);
    case RESULTS_STATE:
        return mem_strdup(run->state == STORE_DONE ? "done" : "failed");
    case RESULTS_FAILURE:
        return mem_strdup(results_text(run->failure));
    case RESULTS_FINGERPRINT:
        return results_fingerprint(run);
    case RESULTS_BUILD:
        return mem_printf("%.*s", BUILD_IDENTITY_SHORT, run->build);
    case RESULTS_QUANTITY:
        q = store_run_quantity(run, c->name);
        return q ? number(q) : mem_strdup("");
    }
    return mem_strdup("");
}

char *results_shown(const struct results_column *c, const struct store_run *run)
{
    return results_either(c, run, results_quantity_shown);
}

char *results_cell(const struct results_column *c, const struct store_run *run)
{
    return results_either(c, run, results_quantity_cell);
}

static void results_add(struct results *r, enum results_kind kind, const char *name)
{
    r->columns = mem_resize(r->columns, r->column_count + 1, sizeof *r->columns);
    r->columns[r->column_count++] = (struct results_column){kind, name};
}

/* What has a column of its own, whether it was varied or not. */
static bool results_is_own(const char *path)
{
    return strcmp(path, "engine") == 0 || strcmp(path, "seed") == 0 ||
           strcmp(path, "replication") == 0;
}

void results_add_columns(struct results *r, enum results_row of)
{
    for (size_t i = 0; i < r->names.parameter_count; i++)
        if (!results_is_own(r->names.parameters[i]))
            results_add(r, RESULTS_PARAMETER, r->names.parameters[i]);
    results_add(r, RESULTS_SCENARIO, "scenario");
    results_add(r, RESULTS_ENGINE, "engine");
    results_add(r, RESULTS_SEED, "seed");
    if (of != RESULTS_OF_POINT)
        results_add(r, RESULTS_REPLICATION, "replication");
    if (of == RESULTS_OF_RUN || of == RESULTS_OF_FAILURE) {
        results_add(r, RESULTS_STATE, "state");
        results_add(r, RESULTS_FAILURE, "reason");
    }
    if (of == RESULTS_OF_RUN)
        results_add(r, RESULTS_FINGERPRINT, "fingerprint");
    results_add(r, RESULTS_BUILD, "build");
    for (size_t i = 0; i < r->quantity_count && of == RESULTS_OF_RUN; i++)
        results_add(r, RESULTS_QUANTITY, r->quantities[i]);
}
