/* The paper's lines, and the runs that stand for each; both are rows. */
#include "studies/table1.h"

#include <inttypes.h>
#include <stdlib.h>
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

/* What a row of table1.csv is read from. */
enum { ROW_TEXTS, ROW_RESULT };

struct row_texts {
    const char *method, *line, *scenario;
    char *overrides;
};

#define OF_TEXTS(member) CELL_AT(ROW_TEXTS, struct row_texts, member)
#define OF_RESULT(member) CELL_AT(ROW_RESULT, struct study_result, member)
#define OF_RUN(name, quantity, ...)                                                                \
    CELL_QUANTITY(ROW_RESULT, struct study_result, run, name, quantity, __VA_ARGS__)

static const struct column table1_columns[] = {
    {"method", CELL_TEXT, OF_TEXTS(method), .meaning = "whose column of the table the line is in"},
    {"line", CELL_TEXT, OF_TEXTS(line), .meaning = "what it says; the last rows are known defects"},
    {"scenario", CELL_TEXT, OF_TEXTS(scenario), .meaning = "of `scenarios/`"},
    {"overrides", CELL_TEXT, OF_TEXTS(overrides),
     .meaning = "what was set with `-s`, separated by blanks"},
    OF_RUN("phones", "phones"),
    OF_RUN("completed", "completed"),
    OF_RUN("all_back_s", "all_back_s"),
    OF_RUN("upgrade_time_s", "upgrade_time_s"),
    OF_RUN("outage_s", "outage_s.max"),
    OF_RUN("wan_down_bytes", "wan.bytes_down"),
    {"transfers", CELL_COUNT, OF_RESULT(run.transfers),
     .meaning = "begun by servers, requests that came twice included"},
    {"files_if_once", CELL_COUNT, OF_RESULT(files),
     .meaning = "how many files when each model on each subnet gets each file of its load once"},
    {"models_and_subnets", CELL_COUNT, OF_RESULT(groups), .meaning = "how many pairs"},
    {"server_cpu_s", CELL_TIME, OF_RESULT(run.busiest_cpu),
     .meaning = "of the busiest server's processor"},
    {"server_peak_utilisation", CELL_SHARE, OF_RESULT(run.busiest_peak),
     .meaning = "the highest of any server's processor in one second"},
};

const struct table table1_table = TABLE("table1.csv", table1_columns);

static void write_row(FILE *file, const struct table1 *t, size_t row)
{
    struct row_texts texts = {
        .method = method_of(row), .line = line_of(row), .scenario = rows[row].scenario};
    size_t length;
    FILE *overrides = open_memstream(&texts.overrides, &length);
    CHECK(overrides);
    write_overrides(overrides, &rows[row], "");
    fclose(overrides);
    table_row(file, &table1_table, (const void *const[]){&texts, result_of(t, row)});
    free(texts.overrides);
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
    table_header(o.file, &table1_table);
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
