/* Writes the rows of quantity.h, and knows those that are no numbers. */
#include "results/summary_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/visible.h"
#include "results/call_groups.h"
#include "results/groups.h"
#include "results/quantity.h"
#include "results/sites.h"
#include "results/tables.h"

/* 15 digits bring back every nanosecond of eleven days, and hide the last bit of a quotient. */
enum { DIGITS = 15 };

/* What is asked for a row of summary.json that is no number of the summary. */
struct json_source {
    const struct record *record;
    const struct run_label *label;
    const struct run_summary *summary;
};

/* Out of memory is met as everywhere, and not by leaving something out. */
static void *json_memory(size_t bytes)
{
    return mem_resize(NULL, bytes, 1);
}

/* JSON has only UTF-8; what is not is written as an escape. null of NULL. */
static json_t *json_text(const char *text)
{
    json_t *string = text ? json_string(text) : json_null();
    if (string)
        return string;
    char *shown = visible_text(text);
    string = json_string(shown);
    free(shown);
    return string;
}

/* Seconds; null when there is no such time. */
static json_t *json_time(sim_time t)
{
    return t < 0 ? json_null() : json_real(time_seconds(t));
}

static json_t *json_count(uint64_t count)
{
    return json_integer((json_int_t)count);
}

/* null when there is none. */
static json_t *json_ratio(double value)
{
    return isnan(value) ? json_null() : json_real(run_real_rounded(value));
}

static json_t *json_quantity(const struct run_quantity *q, const struct run_summary *s)
{
    const struct run_value value = run_quantity_value(q, s);
    if (run_kind_is_real(q->kind))
        return json_ratio(value.known ? value.real : NAN);
    if (q->kind == RUN_TIME)
        return json_time(value.known ? (sim_time)value.whole : -1);
    return json_count(value.whole);
}

/* Puts `value` where a name such as "wan.utilisation" says, and makes the objects on the way. */
static void json_put(json_t *object, const char *name, json_t *value)
{
    const char *dot;
    while ((dot = strchr(name, '.'))) {
        json_t *inner = json_object_getn(object, name, (size_t)(dot - name));
        if (!inner) {
            inner = json_object();
            json_object_setn_new(object, name, (size_t)(dot - name), inner);
        }
        object = inner;
        name = dot + 1;
    }
    json_object_set_new(object, name, value ? value : json_null()); /* a number without end */
}

static const char of_server[] = "server.";

static bool is_of_server(const struct run_quantity *q)
{
    return strncmp(q->name, of_server, strlen(of_server)) == 0;
}

/* The same keys as those of the first server. */
static json_t *json_server(const struct server_record *r)
{
    struct run_summary s = {0};
    server_summary_make(&s.server, r);
    json_t *object = json_object();
    json_put(object, "name", json_text(r->info->name));
    json_put(object, "kind", json_text(r->info->kind));
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        if (is_of_server(q) && q->kind != RUN_OTHER)
            json_put(object, q->name + strlen(of_server), json_quantity(q, &s));
    }
    return object;
}

static json_t *json_servers(const struct json_source *of)
{
    json_t *servers = json_array();
    for (size_t i = 0; i < of->record->server_count; i++)
        json_array_append_new(servers, json_server(of->record->servers[i]));
    return servers;
}

static json_t *json_group(const struct incomplete *group)
{
    json_t *object = json_object(), *phones = json_array();
    json_put(object, "reason", json_text(group->reason));
    json_put(object, "count", json_count(group->count));
    for (size_t n = 0; n < INCOMPLETE_NAMES && group->phones[n]; n++)
        json_array_append_new(phones, json_text(group->phones[n]));
    json_put(object, "phones", phones);
    return object;
}

static json_t *json_incomplete(const struct json_source *of)
{
    struct incomplete *groups;
    const size_t count = summary_incomplete(of->record, &groups);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_group(&groups[i]));
    free(groups);
    return array;
}

/* A cell of a table, as in CSV. Of a kind that is in none of the tables below there is none. */
static json_t *json_cell(const struct column *c, const void *member)
{
    switch (c->kind) {
    case CELL_TEXT:
        return json_text(*(const char *const *)member);
    case CELL_SHORT:
        return json_text(((const struct text *)member)->text);
    case CELL_WORD:
        return json_text(c->words[cell_whole(c, member)]);
    case CELL_COUNT:
        return json_count(cell_whole(c, member));
    case CELL_TIME:
        return json_time(*(const sim_time *)member);
    case CELL_SHARE:
    case CELL_REAL:
        return json_ratio(*(const double *)member);
    case CELL_YES_NO:
    case CELL_ADDRESS:
    case CELL_NUMBER:
    case CELL_RATIO:
    case CELL_BILLIONTHS:
    case CELL_OF_RUN:
    case CELL_KINDS:
        break;
    }
    CHECK(!"a cell of summary.json's");
    return NULL;
}

/* A row of a table that is read from one struct, as an object; what it is about is its name. */
static json_t *json_row(const struct table *t, const void *row)
{
    json_t *object = json_object();
    for (size_t i = 0; i < t->count; i++)
        json_put(object, i ? t->columns[i].name : "name",
                 json_cell(&t->columns[i], (const char *)row + t->columns[i].offset));
    return object;
}

static json_t *json_sites(const struct json_source *of)
{
    struct site_summary *sites;
    const size_t count = sites_summarise(of->record, &sites);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_row(&sites_csv, &sites[i]));
    free(sites);
    return array;
}

static json_t *json_groups(const struct record *r, enum group_key key)
{
    struct group_summary *groups;
    const size_t count = groups_summarise(r, key, &groups);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_row(&groups_table, &groups[i]));
    free(groups);
    return array;
}

static json_t *json_by_method(const struct json_source *of)
{
    return json_groups(of->record, GROUP_BY_METHOD);
}

static json_t *json_by_model(const struct json_source *of)
{
    return json_groups(of->record, GROUP_BY_MODEL);
}

static json_t *json_calls(const struct json_source *of)
{
    struct call_group *groups;
    const size_t count = call_groups_summarise(&of->record->calls, &groups);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_row(&call_groups_table, &groups[i]));
    free(groups);
    return array;
}

static json_t *json_name(const struct json_source *of)
{
    return json_text(of->label->name);
}

static json_t *json_method(const struct json_source *of)
{
    return json_text(of->label->method);
}

static json_t *json_engine(const struct json_source *of)
{
    return json_text(of->label->engine);
}

static json_t *json_seed(const struct json_source *of)
{
    return json_count(of->label->seed);
}

static json_t *json_replication(const struct json_source *of)
{
    return json_count(of->label->replication);
}

static json_t *json_version(const struct json_source *of)
{
    return json_text(of->label->version);
}

static json_t *json_slowest_phone(const struct json_source *of)
{
    return of->summary->completed ? json_text(of->summary->slowest_phone) : json_null();
}

/* Not of a record without servers. */
static const struct server_info *first_server(const struct json_source *of)
{
    return of->record->server_count > 0 ? of->record->servers[0]->info : NULL;
}

static json_t *json_server_name(const struct json_source *of)
{
    return first_server(of) ? json_text(first_server(of)->name) : json_null();
}

static json_t *json_server_kind(const struct json_source *of)
{
    return first_server(of) ? json_text(first_server(of)->kind) : json_null();
}

static json_t *json_wall(const struct json_source *of)
{
    return of->label->wall < 0 ? NULL : json_ratio(of->label->wall);
}

static json_t *json_events_per_second(const struct json_source *of)
{
    const double wall = of->label->wall;
    return wall < 0 ? NULL : json_ratio(wall > 0 ? (double)of->summary->events / wall : 0);
}

static json_t *json_fingerprint(const struct json_source *of)
{
    return json_sprintf("0x%016" PRIx64, of->summary->fingerprint);
}

/* What makes the rows that are no numbers of the summary; NULL: it is left out. */
static const struct {
    const char *name;
    json_t *(*make)(const struct json_source *);
} others[] = {
    {"name", json_name},
    {"method", json_method},
    {"engine", json_engine},
    {"seed", json_seed},
    {"replication", json_replication},
    {"version", json_version},
    {"incomplete", json_incomplete},
    {"slowest_phone", json_slowest_phone},
    {"server.name", json_server_name},
    {"server.kind", json_server_kind},
    {"servers", json_servers},
    {"calls.by_class", json_calls},
    {"by_method", json_by_method},
    {"by_model", json_by_model},
    {"sites", json_sites},
    {"wall_s", json_wall},
    {"events_per_s", json_events_per_second},
    {"fingerprint", json_fingerprint},
};

static json_t *json_other(const struct run_quantity *q, const struct json_source *of)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].name, q->name) == 0)
            return others[i].make(of);
    CHECK(!"a row that summary_json.c knows");
    return NULL;
}

json_t *summary_json(const struct record *r, const struct run_summary *s,
                     const struct run_label *label)
{
    const struct json_source of = {r, label, s};
    json_set_alloc_funcs(json_memory, free);
    json_t *object = json_object();
    for (size_t i = 0; i < run_quantity_count; i++) {
        const struct run_quantity *q = &run_quantities[i];
        json_t *value = q->kind == RUN_OTHER ? json_other(q, &of) : json_quantity(q, s);
        if (value)
            json_put(object, q->name, value);
    }
    return object;
}

/* Names may have what a terminal acts on: then all that is not ASCII is written as an escape. */
static void json_write(FILE *file, const json_t *value, size_t flags)
{
    char *text = json_dumps(value, flags);
    if (text && !visible_lines_already(text)) {
        free(text);
        text = json_dumps(value, flags | JSON_ENSURE_ASCII);
    }
    CHECK(text);
    for (const char *c = text; *c; c++)
        fputs(*c == 0x7f ? "\\u007f" : (char[]){*c, '\0'}, file); /* which is ASCII */
    free(text);
}

void summary_json_write(FILE *file, const json_t *object)
{
    json_write(file, object, JSON_PRESERVE_ORDER | JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    fputc('\n', file);
}

void summary_json_text(FILE *file, const char *text)
{
    json_set_alloc_funcs(json_memory, free);
    json_t *value = json_text(text);
    json_write(file, value, JSON_ENCODE_ANY);
    json_decref(value);
}
