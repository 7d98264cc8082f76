/* phones, files, servers and sites. */
#include "results/tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/sites.h"
#include "results/summary.h"

/* --- phones.csv ------------------------------------------------------------------------------ */

/* What a row is read from. */
enum { PHONE, PHONE_INFO, PHONE_GROUP, PHONE_TIME };

#define OF_PHONE(member) CELL_AT(PHONE, struct phone_record, member)
#define OF_INFO(member) CELL_AT(PHONE_INFO, struct phone_info, member)
#define OF_GROUP(member) CELL_AT(PHONE_GROUP, struct phone_group, member)

static const struct column phones_columns[] = {
    {"id", CELL_COUNT, OF_INFO(id), .meaning = "from 0"},
    {"phone", CELL_TEXT, OF_INFO(name), .meaning = "its name"},
    {"site", CELL_TEXT, OF_GROUP(site), .meaning = "where it is"},
    {"subnet", CELL_TEXT, OF_GROUP(subnet), .meaning = "in which it is"},
    {"address", CELL_ADDRESS, OF_INFO(address), .meaning = "IPv4"},
    {"model", CELL_TEXT, OF_GROUP(model), .meaning = "of the catalogue"},
    {"method", CELL_TEXT, OF_GROUP(method), .meaning = "by which it upgrades"},
    {"load", CELL_TEXT, OF_PHONE(load),
     .meaning = "that it has got, or of several the one that it was at"},
    {"background", CELL_YES_NO, OF_GROUP(background),
     .meaning = "yes: it stays in service while it downloads"},
    {"state", CELL_TEXT, OF_PHONE(state),
     .meaning = "the last: upgraded; unchanged: it had the load; failed; not upgraded: it gave up, "
                "and has its old load; or another where the run ended before the phone had"},
    {"completed", CELL_YES_NO, OF_PHONE(completed), .meaning = "yes: it is back with its load"},
    {"reason", CELL_TEXT, OF_PHONE(reason), .meaning = "why it has not completed"},
    {"reset_s", CELL_TIME, OF_PHONE(reset), .meaning = "when it was reset, from the run's start"},
    {"ended_s", CELL_TIME, OF_PHONE(ended), .meaning = "when it had ended, from the run's start"},
    {"upgrade_time_s", CELL_TIME, .of = PHONE_TIME, .size = sizeof(sim_time),
     .meaning = "from its own reset until it was back with its load"},
    {"outage_s", CELL_TIME, OF_PHONE(outage), .meaning = "in which it could not be used"},
    {"files", CELL_COUNT, OF_PHONE(files), .meaning = "completed"},
    {"bytes", CELL_COUNT, OF_PHONE(bytes), .unit = "bytes",
     .meaning = "of files delivered, in order"},
    {"retransmissions", CELL_COUNT, OF_PHONE(retransmissions), .unit = "packets",
     .meaning = "that it sent again on a time-out"},
    {"duplicates", CELL_COUNT, OF_PHONE(duplicates), .meaning = "blocks that it got again"},
    {"restarts", CELL_COUNT, OF_PHONE(restarts),
     .meaning = "how often it had given up and began anew"},
};

const struct table phones_csv = TABLE("phones.csv", phones_columns);

void table_phones(FILE *file, const struct record *r)
{
    table_header(file, &phones_csv);
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        const sim_time time = phone_upgrade_time(p);
        table_row(file, &phones_csv, (const void *const[]){p, p->info, p->info->group, &time});
    }
}

/* --- files.csv ------------------------------------------------------------------------------- */

enum { FILE_RECORD, FILE_PHONE, FILE_TIME };

#define OF_FILE(member) CELL_AT(FILE_RECORD, struct file_record, member)

static const struct column files_columns[] = {
    {"phone", CELL_TEXT, CELL_AT(FILE_PHONE, struct phone_info, name), .meaning = "that gets it"},
    {"file", CELL_TEXT, OF_FILE(file), .meaning = "its name"},
    {"method", CELL_TEXT, OF_FILE(method), .meaning = "the phone's"},
    {"transport", CELL_TEXT, OF_FILE(transport), .meaning = "tftp, http; pfs: from a parent"},
    {"from", CELL_ADDRESS, OF_FILE(from),
     .meaning = "address it was asked from: a server's, or of a child in a hierarchy its parent's"},
    {"started_s", CELL_TIME, OF_FILE(started), .meaning = "from the run's start"},
    {"ended_s", CELL_TIME, OF_FILE(ended), .meaning = "from the run's start"},
    {"time_s", CELL_TIME, .of = FILE_TIME, .size = sizeof(sim_time), .meaning = "between the two"},
    {"bytes", CELL_COUNT, OF_FILE(bytes), .unit = "bytes", .meaning = "that came, in order"},
    {"completed", CELL_YES_NO, OF_FILE(completed), .meaning = "yes: all of it came"},
    {"reason", CELL_TEXT, OF_FILE(reason), .meaning = "why not"},
    {"retransmissions", CELL_COUNT, OF_FILE(retransmissions), .unit = "packets",
     .meaning = "that the phone sent again"},
    {"duplicates", CELL_COUNT, OF_FILE(duplicates), .meaning = "blocks that it got again"},
    {"load", CELL_TEXT, OF_FILE(load), .meaning = "that it is fetched for"},
};

const struct table files_csv = TABLE("files.csv", files_columns);

/* Whatever order an engine reports the ends of one moment in. */
static int by_phone_and_start(const void *a, const void *b)
{
    const struct file_record *x = *(const struct file_record *const *)a;
    const struct file_record *y = *(const struct file_record *const *)b;
    if (x->phone != y->phone)
        return x->phone < y->phone ? -1 : 1;
    if (x->started != y->started)
        return x->started < y->started ? -1 : 1;
    return strcmp(x->file, y->file);
}

void table_files(FILE *file, const struct record *r)
{
    table_header(file, &files_csv);
    const struct file_record **sorted = mem_calloc(r->file_count, sizeof *sorted);
    for (size_t i = 0; i < r->file_count; i++)
        sorted[i] = &r->files[i];
    qsort(sorted, r->file_count, sizeof *sorted, by_phone_and_start);
    for (size_t i = 0; i < r->file_count; i++) {
        const sim_time time = sorted[i]->ended - sorted[i]->started;
        table_row(file, &files_csv,
                  (const void *const[]){sorted[i], r->phones[sorted[i]->phone].info, &time});
    }
    free(sorted);
}

/* --- servers.csv ----------------------------------------------------------------------------- */

enum { SERVER_INFO, SERVER_SUMMARY };

#define OF_SERVER(member) CELL_AT(SERVER_INFO, struct server_info, member)
/* As of the first server in a run's summary. */
#define SERVER_COLUMN(name_, key)                                                                  \
    {                                                                                              \
        .name = (name_), .kind = CELL_OF_RUN, .of = SERVER_SUMMARY, .quantity = "server." key      \
    }
#define DURATION_COLUMNS(name_)                                                                    \
    SERVER_COLUMN(name_ "_mean_s", name_ "_s.mean"),                                               \
        SERVER_COLUMN(name_ "_min_s", name_ "_s.min"),                                             \
        SERVER_COLUMN(name_ "_max_s", name_ "_s.max"),                                             \
        SERVER_COLUMN(name_ "_p50_s", name_ "_s.p50"),                                             \
        SERVER_COLUMN(name_ "_p95_s", name_ "_s.p95")

static const struct column servers_columns[] = {
    {"id", CELL_COUNT, OF_SERVER(id), .meaning = "from 0"},
    {"server", CELL_TEXT, OF_SERVER(name), .meaning = "its name"},
    {"kind", CELL_TEXT, OF_SERVER(kind), .meaning = "of `pfsim list kinds`"},
    {"address", CELL_ADDRESS, OF_SERVER(address), .meaning = "IPv4"},
    SERVER_COLUMN("requests", "requests"),
    SERVER_COLUMN("busy", "busy"),
    SERVER_COLUMN("refused", "refused"),
    SERVER_COLUMN("transfers", "transfers"),
    SERVER_COLUMN("peak_transfers", "peak_transfers"),
    SERVER_COLUMN("gave_up", "gave_up"),
    SERVER_COLUMN("data_blocks", "data_blocks"),
    SERVER_COLUMN("retransmissions", "retransmissions"),
    SERVER_COLUMN("cpu_s", "cpu_s"),
    SERVER_COLUMN("peak_utilisation", "peak_utilisation"),
    DURATION_COLUMNS("block_rtt"),
    DURATION_COLUMNS("block_time"),
    SERVER_COLUMN("block_rtts", "block_rtt_s.count"),
    SERVER_COLUMN("block_times", "block_time_s.count"),
};

const struct table servers_csv = TABLE("servers.csv", servers_columns);

void table_servers(FILE *file, const struct record *r)
{
    table_header(file, &servers_csv);
    for (size_t i = 0; i < r->server_count; i++) {
        struct run_summary s = {0};
        server_summary_make(&s.server, r->servers[i]);
        table_row(file, &servers_csv, (const void *const[]){r->servers[i]->info, &s});
    }
}

/* --- sites.csv ------------------------------------------------------------------------------- */

#define OF_SITE(member) CELL_AT(0, struct site_summary, member)

static const struct column sites_columns[] = {
    {"site", CELL_TEXT, OF_SITE(name), .meaning = "its name"},
    {"phones", CELL_COUNT, OF_SITE(phones), .meaning = "how many there are"},
    {"completed", CELL_COUNT, OF_SITE(completed), .meaning = "phones that are back"},
    {"all_back_s", CELL_TIME, OF_SITE(all_back),
     .meaning = "from the site's first reset until every phone that completes is back"},
    {"upgrade_time_s", CELL_TIME, OF_SITE(upgrade_time),
     .meaning = "the slowest phone's, from its own reset"},
    {"utilisation", CELL_SHARE, OF_SITE(utilisation), .meaning = "of the WAN's busier direction"},
    {"bytes_down", CELL_COUNT, OF_SITE(wire_bytes[0]), .unit = "bytes",
     .meaning = "wire bytes on the WAN towards the phones"},
    {"bytes_up", CELL_COUNT, OF_SITE(wire_bytes[1]), .unit = "bytes",
     .meaning = "wire bytes on the WAN from the phones"},
    {"drops", CELL_COUNT, OF_SITE(drops), .unit = "packets",
     .meaning = "on the WAN, both directions"},
};

const struct table sites_csv = TABLE("sites.csv", sites_columns);

void table_sites(FILE *file, const struct record *r)
{
    struct site_summary *sites;
    const size_t count = sites_summarise(r, &sites);
    table_header(file, &sites_csv);
    for (size_t i = 0; i < count; i++)
        table_row(file, &sites_csv, (const void *const[]){&sites[i]});
    free(sites);
}
