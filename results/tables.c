/* phones, files, servers and sites; what is shared with the other tables_*.c is in tables.h. */
#include "results/tables.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/sites.h"
#include "results/summary.h"
#include "results/text.h"

void table_address(FILE *file, uint32_t address)
{
    fprintf(file, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
            address & 255);
}

static void field(FILE *file, const char *text)
{
    text_csv(file, text);
    fputc(',', file);
}

static void field_time(FILE *file, sim_time t)
{
    field(file, text_seconds(t).text);
}

static void field_count(FILE *file, uint64_t count)
{
    fprintf(file, "%" PRIu64 ",", count);
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

void table_phones(FILE *file, const struct record *r)
{
    fputs("id,phone,site,subnet,address,model,method,load,background,state,completed,reason,"
          "reset_s,ended_s,upgrade_time_s,outage_s,files,bytes,retransmissions,duplicates,"
          "restarts\n",
          file);
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        const struct phone_info *info = p->info;
        field_count(file, info->id);
        field(file, info->name);
        field(file, info->group->site);
        field(file, info->group->subnet);
        table_address(file, info->address);
        fputc(',', file);
        field(file, info->group->model);
        field(file, info->group->method);
        field(file, p->load);
        field(file, yes_no(info->group->background));
        field(file, p->state);
        field(file, yes_no(p->completed));
        field(file, p->reason);
        field_time(file, p->reset);
        field_time(file, p->ended);
        field_time(file, phone_upgrade_time(p));
        field_time(file, p->outage);
        fprintf(file, "%" PRIu32 ",%" PRIu64 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 "\n", p->files,
                p->bytes, p->retransmissions, p->duplicates, p->restarts);
    }
}

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

static void file_row(FILE *file, const struct file_record *f, const struct phone_record *p)
{
    field(file, p->info->name);
    field(file, f->file);
    field(file, f->method);
    field(file, f->transport);
    table_address(file, f->from);
    fputc(',', file);
    field_time(file, f->started);
    field_time(file, f->ended);
    field_time(file, f->ended - f->started);
    field_count(file, f->bytes);
    field(file, yes_no(f->completed));
    field(file, f->reason);
    fprintf(file, "%" PRIu64 ",%" PRIu64 ",", f->retransmissions, f->duplicates);
    text_csv(file, f->load);
    fputc('\n', file);
}

void table_files(FILE *file, const struct record *r)
{
    fputs(
        "phone,file,method,transport,from,started_s,ended_s,time_s,bytes,completed,reason,retransmissions,"
        "duplicates,load\n",
        file);
    const struct file_record **sorted = mem_calloc(r->file_count, sizeof *sorted);
    for (size_t i = 0; i < r->file_count; i++)
        sorted[i] = &r->files[i];
    qsort(sorted, r->file_count, sizeof *sorted, by_phone_and_start);
    for (size_t i = 0; i < r->file_count; i++)
        file_row(file, sorted[i], &r->phones[sorted[i]->phone]);
    free(sorted);
}

static void field_duration(FILE *file, const struct duration_summary *d)
{
    field_time(file, d->mean);
    field_time(file, d->minimum);
    field_time(file, d->maximum);
    field_time(file, d->median);
    field_time(file, d->p95);
}

void table_servers(FILE *file, const struct record *r)
{
    fputs("id,server,kind,address,requests,busy,refused,transfers,peak_transfers,gave_up,"
          "data_blocks,retransmissions,cpu_s,peak_utilisation,"
          "block_rtt_mean_s,block_rtt_min_s,block_rtt_max_s,block_rtt_p50_s,block_rtt_p95_s,"
          "block_time_mean_s,block_time_min_s,block_time_max_s,block_time_p50_s,block_time_p95_s,"
          "block_rtts,block_times\n",
          file);
    for (size_t i = 0; i < r->server_count; i++) {
        struct server_summary s;
        server_summary_make(&s, r->servers[i]);
        const struct server_info *info = r->servers[i]->info;
        field_count(file, info->id);
        field(file, info->name);
        field(file, info->kind);
        table_address(file, info->address);
        fprintf(file, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", s.requests, s.busy,
                s.refused, s.transfers);
        fprintf(file, "%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", s.peak_transfers,
                s.gave_up, s.data_blocks, s.retransmissions);
        field_time(file, s.cpu);
        fprintf(file, "%.6f,", s.peak_utilisation);
        field_duration(file, &s.block_rtt);
        field_duration(file, &s.block_time);
        fprintf(file, "%" PRIu64 ",%" PRIu64 "\n", s.block_rtt.count, s.block_time.count);
    }
}

void table_sites(FILE *file, const struct record *r)
{
    fputs("site,phones,completed,all_back_s,upgrade_time_s,utilisation,bytes_down,bytes_up,drops\n",
          file);
    struct site_summary *sites;
    const size_t count = sites_summarise(r, &sites);
    for (size_t i = 0; i < count; i++) {
        field(file, sites[i].name);
        fprintf(file, "%" PRIu32 ",%" PRIu32 ",", sites[i].phones, sites[i].completed);
        field_time(file, sites[i].all_back);
        field_time(file, sites[i].upgrade_time);
        fprintf(file, "%.6f,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", sites[i].utilisation,
                sites[i].wire_bytes[0], sites[i].wire_bytes[1], sites[i].drops);
    }
    free(sites);
}
