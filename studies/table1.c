/* The paper's lines, and the runs that stand for each; both are rows. */
#include "studies/table1.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/output.h"
#include "results/text.h"

enum { OVERRIDES_MAX = 3 };

/* A row: a run that says something about a line. Of rows with the same line, the first has it. */
static const struct row {
    const char *method; /* whose column of the table it is */
    const char *line;   /* what the table says */
    const char *scenario;
    const char *overrides[OVERRIDES_MAX + 1];
} rows[] = {
    {"Peer Firmware Sharing",
     "one download per phone model on a subnet",
     "whitepaper-tftp",
     {NULL}},
    {"", "", "whitepaper-pfs", {NULL}},
    {"", "", "pfs-mixed", {NULL}},
    {"", "", "pfs-mixed", {"method=tftp", NULL}},
    {"", "reduces the TFTP server's CPU load", "whitepaper-pfs", {"wan.rate=100Mbps", NULL}},
    {"", "", "whitepaper-tftp", {"wan.rate=100Mbps", NULL}},
    {"",
     "hardly slower with more phones",
     "whitepaper-pfs",
     {"subnets[0].phones[0].count=10", NULL}},
    {"", "", "whitepaper-pfs", {"subnets[0].phones[0].count=20", NULL}},
    {"", "", "whitepaper-pfs", {NULL}},
    {"",
     "a lone phone has nobody to share with",
     "whitepaper-pfs",
     {"subnets[0].phones[0].count=1", NULL}},
    {"", "", "whitepaper-tftp", {"subnets[0].phones[0].count=1", NULL}},
    {"", "better when reset in bulk: spread", "whitepaper-pfs", {"reset.spread=0s", NULL}},
    {"", "", "whitepaper-pfs", {"reset.spread=10s", NULL}},
    {"", "", "whitepaper-pfs", {"reset.spread=60s", NULL}},
    {"", "", "whitepaper-pfs", {"reset.spread=300s", NULL}},
    {"", "", "whitepaper-pfs", {"reset.spread=600s", NULL}},
    {"", "fails back to TFTP: file missing", "pfs-missing-file", {NULL}},
    {"", "server off for a minute", "pfs-server-dies", {NULL}},
    {"", "root unplugged half-way", "pfs-root-unplugged", {NULL}},
    {"Load server", "the time of a LAN download", "whitepaper-load-server", {NULL}},
    {"", "", "whitepaper-load-server", {"subnets[0].phones[0].count=1", NULL}},
    {"", "distributes the load over servers", "load-server-two", {NULL}},
    {"", "no fall-back on error", "load-server-missing-file", {NULL}},
    {"", "more prone to user error", "load-server-invalid-file", {NULL}},
    {"Traditional TFTP", "many requests for the same file", "whitepaper-tftp", {NULL}},
    {"", "high CPU load: server on the LAN", "lan", {NULL}},
    {"", "each phone completes: server off a minute", "server-dies", {NULL}},
    {"Known defects", "PFS on, yet the server is asked", "defect-CSCus67416", {NULL}},
    {"", "image damaged on the way, unchecked", "defect-CSCtg96408-unchecked", {NULL}},
    {"", "the same, checked", "defect-CSCtg96408-checked", {NULL}},
    {"", "7931: PFS off, whatever is set", "defect-CSCud66570", {NULL}},
};

#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= TABLE1_RUNS_MAX, "a row more than there is room for");

void table1_plan(struct table1 *t, struct study_runs *runs)
{
    *t = (struct table1){.runs = runs};
    for (size_t i = 0; i < ROWS; i++)
        t->number[i] = study_runs_add(runs, rows[i].scenario, rows[i].overrides, NULL);
}

static const struct study_result *result_of(const struct table1 *t, size_t row)
{
    return &t->runs->results[t->number[row]];
}

/* What is wanted is on every line of a file: the method and the line that the row belongs to. */
static const char *method_of(size_t row)
{
    while (row > 0 && !*rows[row].method)
        row--;
    return rows[row].method;
}

static const char *line_of(size_t row)
{
    while (row > 0 && !*rows[row].line)
        row--;
    return rows[row].line;
}

static void write_overrides(FILE *file, const struct row *row, const char *before)
{
    for (int i = 0; row->overrides[i]; i++)
        fprintf(file, "%s%s", i ? " " : before, row->overrides[i]);
}

static void write_row(FILE *file, const struct table1 *t, size_t row)
{
    const struct study_result *r = result_of(t, row);
    const struct run_summary *s = &r->run;
    text_csv(file, method_of(row));
    fputc(',', file);
    text_csv(file, line_of(row));
    fprintf(file, ",%s,", rows[row].scenario);
    write_overrides(file, &rows[row], "");
    fprintf(file,
            ",%" PRIu32 ",%" PRIu32 ",%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu32
            ",%s,%.6f\n",
            s->phones, s->completed, text_seconds(s->all_back).text,
            text_seconds(s->upgrade_time).text, text_seconds(s->outage_max).text,
            s->wan[0].wire_bytes, s->transfers, r->files, r->groups,
            text_seconds(s->busiest_cpu).text, s->busiest_peak);
}

/* What a program's text may hold and a table's cell may not. */
static void write_cell(FILE *file, const char *text)
{
    for (; *text; text++)
        fprintf(file, strchr("|*_`\\<[", *text) ? "\\%c" : "%c", *text);
    fputs(" | ", file);
}

static void write_markdown_row(FILE *file, const struct table1 *t, size_t row)
{
    const struct study_result *r = result_of(t, row);
    const struct run_summary *s = &r->run;
    fputs("| ", file);
    write_cell(file, rows[row].method);
    write_cell(file, rows[row].line);
    fprintf(file,
            "%" PRIu32 " of %" PRIu32 " | %s | %s | %" PRIu64 " | %" PRIu64
            " | %.1f s | %.1f %% | `%s",
            s->completed, s->phones, s->completed ? text_duration(s->all_back).text : "never",
            text_bytes(s->wan[0].wire_bytes).text, s->transfers, r->files,
            time_seconds(s->busiest_cpu), 100 * s->busiest_peak, rows[row].scenario);
    write_overrides(file, &rows[row], " ");
    fputs("` |\n", file);
}

static int write_markdown(const struct table1 *t, const char *folder, struct error *e)
{
    struct output o;
    if (output_open(&o, folder, "table1.md", e) < 0)
        return -1;
    fputs(
        "# Table 1 of the white paper, with runs behind each line\n\n"
        "| method | line | completed | all back after | over the WAN | transfers | of each file once "
        "| processor | its peak | scenario |\n"
        "|---|---|---|--:|--:|--:|--:|--:|--:|---|\n",
        o.file);
    for (size_t i = 0; i < ROWS; i++)
        write_markdown_row(o.file, t, i);
    return output_commit(&o, e);
}

int table1_write(const struct table1 *t, const char *folder, struct error *e)
{
    struct output o;
    if (output_open(&o, folder, "table1.csv", e) < 0)
        return -1;
    fputs("method,line,scenario,overrides,phones,completed,all_back_s,upgrade_time_s,outage_s,"
          "wan_down_bytes,transfers,files_if_once,models_and_subnets,server_cpu_s,"
          "server_peak_utilisation\n",
          o.file);
    for (size_t i = 0; i < ROWS; i++)
        write_row(o.file, t, i);
    return output_commit(&o, e) < 0 ? -1 : write_markdown(t, folder, e);
}

static void print_row(FILE *file, const struct table1 *t, size_t row)
{
    const struct study_result *r = result_of(t, row);
    const struct run_summary *s = &r->run;
    if (*rows[row].method)
        fprintf(file, "\n%s\n", rows[row].method);
    fprintf(file, "  %-40s%4" PRIu32 " of %-3" PRIu32, rows[row].line, s->completed, s->phones);
    if (s->completed > 0)
        fprintf(file, "%9.1f s", time_seconds(s->all_back));
    else
        fprintf(file, "%11s", "never");
    fprintf(file, "%10s%6" PRIu64 "%6" PRIu64 "%7.1f s %5.1f %%  %s",
            text_bytes(s->wan[0].wire_bytes).text, s->transfers, r->files,
            time_seconds(s->busiest_cpu), 100 * s->busiest_peak, rows[row].scenario);
    write_overrides(file, &rows[row], " ");
    fputc('\n', file);
}

void table1_print(const struct table1 *t, FILE *file)
{
    fprintf(file,
            "Table 1 of the white paper, with runs behind each line. Transfers are those that "
            "servers began (a\nrequest that is repeated before its answer comes begins another), "
            "beside as many as it takes when\neach model on each subnet gets each file once; the "
            "processor is that of the busiest server: its\ntime, and its peak in one "
            "second.\n\n");
    fprintf(file, "  %-40s%11s%11s%10s%12s%17s  %s\n", "", "completed", "all back", "over WAN",
            "transfers", "processor", "scenario");
    for (size_t i = 0; i < ROWS; i++)
        print_row(file, t, i);
}
