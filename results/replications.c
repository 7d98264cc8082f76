/* Means and intervals of replications, as a table for people and as JSON. */
#include "results/replications.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "results/text.h"

struct replications_row replications_row(const struct run_summary *runs, uint32_t count,
                                         const struct run_quantity *q)
{
    struct replications_row row = {.mean = NAN, .half_width = NAN, .least = NAN, .greatest = NAN};
    double *values = mem_calloc(count, sizeof *values);
    for (uint32_t i = 0; i < count; i++) {
        const struct run_value v = run_quantity_value(q, &runs[i]);
        if (v.known)
            values[row.count++] = v.real;
    }
    if (row.count > 0) {
        const struct statistics_interval interval =
            statistics_interval(values, row.count, REPLICATIONS_CONFIDENCE);
        statistics_sort(values, row.count);
        row.mean = interval.mean;
        row.half_width = interval.half_width;
        row.least = values[0];
        row.greatest = values[row.count - 1];
    }
    free(values);
    return row;
}

bool replications_are_equal(const struct run_summary *runs, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (runs[i].fingerprint != runs[0].fingerprint)
            return false;
    return true;
}

/* --- for people ------------------------------------------------------------------------------- */

static const struct {
    const char *label, *name;
    bool rare; /* not shown where it is 0 in all */
} shown[] = {
    {"phones back", "completed", false},
    {"all back after", "all_back_s", false},
    {"slowest phone's upgrade", "upgrade_time_s", false},
    {"median phone's upgrade", "median_upgrade_time_s", false},
    {"longest outage", "outage_s.max", false},
    {"WAN use", "wan.utilisation", false},
    {"bytes over WAN, down", "wan.bytes_down", false},
    {"bytes over WAN, up", "wan.bytes_up", false},
    {"WAN drops", "wan.drops", false},
    {"head end's use", "head_end.utilisation", true},
    {"head end's drops", "head_end.drops", true},
    {"files over WAN", "wan.downloads", false},
    {"transfers at once", "server.peak_transfers", false},
    {"blocks sent again", "server.retransmissions", false},
    {"sent again by phones", "phone_retransmissions", false},
    {"calls' losses", "calls.lost", true},
    {"calls' MOS", "calls.mos", true},
    {"phones began anew", "restarts", true},
    {"roots", "pfs.roots", true},
    {"fell back to TFTP", "pfs.fell_back", true},
};

/* A count may be a mean, and has a decimal then. */
static struct text replications_text(const struct run_quantity *q, double value)
{
    struct text t = {"none"};
    if (isnan(value))
        return t;
    switch (q->kind) {
    case RUN_TIME:
        return text_duration((sim_time)llround(value));
    case RUN_BYTES:
        return text_bytes((uint64_t)llround(value));
    case RUN_MOS:
        snprintf(t.text, sizeof t.text, "%.2f", value);
        return t;
    case RUN_SHARE:
        return text_percent(value);
    case RUN_COUNT:
    case RUN_PACKETS:
    case RUN_MEAN:
    case RUN_OTHER:
    case RUN_QUANTITY_KINDS:
        break;
    }
    if (value == floor(value))
        return text_count((uint64_t)value);
    snprintf(t.text, sizeof t.text, "%.1f", value);
    return t;
}

static void replications_print_row(FILE *file, const char *label, const struct run_quantity *q,
                                   const struct replications_row *row, uint32_t count)
{
    fprintf(file, "  %-24s %20s", label, replications_text(q, row->mean).text);
    if (row->least < row->greatest)
        fprintf(file, " +- %-14s %20s %20s", replications_text(q, row->half_width).text,
                replications_text(q, row->least).text, replications_text(q, row->greatest).text);
    if (row->count > 0 && row->count < count)
        fprintf(file, "  (of %" PRIu32 " runs)", row->count);
    fputc('\n', file);
}

/* Times are of the phones that are back. */
static void replications_print_notes(FILE *file, const struct run_summary *runs, uint32_t count)
{
    uint32_t not_all = 0;
    for (uint32_t i = 0; i < count; i++)
        not_all += runs[i].completed < runs[i].phones;
    if (not_all > 0)
        fprintf(file,
                "\n  in %s of %s runs not all phones came back: times are of those that did\n",
                text_count(not_all).text, text_count(count).text);
    if (count > 1 && replications_are_equal(runs, count))
        fprintf(file,
                "\n  Nothing is drawn at random here: all %s replications are one and the same "
                "run.\n",
                text_count(count).text);
}

void replications_print(FILE *file, const struct run_summary *runs, uint32_t count,
                        const struct run_label *first)
{
    fprintf(file,
            "%s (%s; %s engine, seed %" PRIu64 ", replications %" PRIu32 " to %" PRIu32 "; %" PRIu32
            " phone%s)\n\n",
            first->name, first->method, first->engine, first->seed, first->replication,
            first->replication + count - 1, runs[0].phones, runs[0].phones == 1 ? "" : "s");
    if (!replications_are_equal(runs, count))
        fprintf(file, "  %-24s %20s    %-14s %20s %20s\n", "", "mean", "95 % interval", "least",
                "greatest");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const struct run_quantity *q = run_quantity_find(shown[i].name);
        const struct replications_row row = replications_row(runs, count, q);
        if (!shown[i].rare || row.greatest > 0)
            replications_print_row(file, shown[i].label, q, &row, count);
    }
    replications_print_notes(file, runs, count);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* Times in seconds, all with nine decimals at most. */
static json_t *replications_number(const struct run_quantity *q, double value)
{
    if (isnan(value))
        return json_null();
    return json_real(q->kind == RUN_TIME ? round(value) / 1e9 : round(value * 1e9) / 1e9);
}

json_t *replications_json(const struct run_summary *runs, uint32_t count,
                          const struct run_label *first)
{
    json_t *quantities = json_object();
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        if (q->kind == RUN_OTHER)
            continue;
        const struct replications_row row = replications_row(runs, count, q);
        json_object_set_new(quantities, q->name,
                            json_pack("{s:I,s:o,s:o,s:o,s:o}", "count", (json_int_t)row.count,
                                      "mean", replications_number(q, row.mean), "half_width",
                                      replications_number(q, row.half_width), "least",
                                      replications_number(q, row.least), "greatest",
                                      replications_number(q, row.greatest)));
    }
    return json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:s,s:b,s:f,s:o}", "name", first->name, "method",
                     first->method, "engine", first->engine, "seed", (json_int_t)first->seed,
                     "replication", (json_int_t)first->replication, "replications",
                     (json_int_t)count, "version", first->version, "all_equal",
                     (int)replications_are_equal(runs, count), "confidence",
                     REPLICATIONS_CONFIDENCE, "quantities", quantities);
}
