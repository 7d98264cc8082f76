/* A trace as JSON, an event a line: what is named first, then all events in one order, so that a
 * slice comes before those within it, and an arrow after the slices that it is between. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "results/summary_json.h"
#include "results/tables.h" /* direction_names */
#include "results/trace_private.h"

struct trace_writer {
    FILE *file;
    const struct trace *t;
    const struct record *r;
    struct trace_counters counters;
    bool event, argument; /* there was one before */
};

/* --- who is where: processes for the servers, each site, the calls of each site, and those of
 * sites without phones; threads have numbers of their own, so that none is a process's first */

enum { TRACE_SERVERS = 1 };

static uint32_t trace_site(size_t site)
{
    return TRACE_SERVERS + 1 + 2 * (uint32_t)site;
}

static uint32_t trace_calls(size_t site)
{
    return trace_site(site) + 1;
}

/* The site's index; how many there are of a name that none has. */
static size_t trace_find_site(const struct record *r, const char *name)
{
    size_t i = 0;
    while (i < r->sites.count && strcmp(r->sites.list[i].name, name) != 0)
        i++;
    return i;
}

static uint32_t trace_phone_thread(const struct record *r, uint32_t phone)
{
    return trace_calls(r->sites.count) + 1 + phone;
}

static uint32_t trace_call_thread(const struct record *r, const struct call_info *call,
                                  int direction)
{
    return trace_phone_thread(r, (uint32_t)r->phone_count) + 2 * call->id + (uint32_t)direction;
}

/* --- pieces of JSON -------------------------------------------------------------------------- */

/* Most names are plain. */
static void trace_put_text(const struct trace_writer *w, const char *text)
{
    if (text && !strpbrk(text, "\"\\") && visible_already(text))
        fprintf(w->file, "\"%s\"", text);
    else
        summary_json_text(w->file, text);
}

/* Microseconds, exactly. */
static void trace_put_time(const struct trace_writer *w, const char *key, sim_time t)
{
    fprintf(w->file, ",\"%s\":%" PRId64 ".%03d", key, t / MICROSECONDS, (int)(t % MICROSECONDS));
}

static void trace_begin(struct trace_writer *w, const char *phase, uint32_t process,
                        uint32_t thread, sim_time t)
{
    fputs(w->event ? ",\n" : "\n", w->file);
    fprintf(w->file, "{\"ph\":\"%s\",\"pid\":%u,\"tid\":%u", phase, process, thread);
    trace_put_time(w, "ts", t);
    w->event = true;
    w->argument = false;
}

static void trace_put_name(const struct trace_writer *w, const char *name, const char *category)
{
    fputs(",\"name\":", w->file);
    trace_put_text(w, name);
    if (category)
        fprintf(w->file, ",\"cat\":\"%s\"", category);
}

static void trace_put_key(struct trace_writer *w, const char *key)
{
    fprintf(w->file, "%s\"%s\":", w->argument ? "," : ",\"args\":{", key);
    w->argument = true;
}

static void trace_put_string(struct trace_writer *w, const char *key, const char *text)
{
    if (!text)
        return;
    trace_put_key(w, key);
    trace_put_text(w, text);
}

static void trace_put_count(struct trace_writer *w, const char *key, uint64_t value)
{
    trace_put_key(w, key);
    fprintf(w->file, "%" PRIu64, value);
}

/* `value` with that many of its digits behind the point, without zeros at its end. */
static void trace_put_decimal(struct trace_writer *w, const char *key, uint64_t value, int digits)
{
    uint64_t one = 1;
    for (int i = 0; i < digits; i++)
        one *= 10;
    trace_put_key(w, key);
    fprintf(w->file, "%" PRIu64, value / one);
    uint64_t rest = value % one;
    for (char point = '.'; rest; point = '\0', rest = rest * 10 % one) {
        if (point)
            fputc(point, w->file);
        fprintf(w->file, "%" PRIu64, rest * 10 / one);
    }
}

static void trace_finish(struct trace_writer *w)
{
    fputs(w->argument ? "}}" : "}", w->file);
}

/* --- names of processes and threads ---------------------------------------------------------- */

static void trace_put_meta(struct trace_writer *w, uint32_t process, uint32_t thread,
                           const char *what, const char *name)
{
    trace_begin(w, "M", process, thread, 0);
    trace_put_name(w, what, NULL);
    trace_put_string(w, "name", name);
    trace_finish(w);
}

static void trace_put_place(struct trace_writer *w, uint32_t process, uint32_t thread,
                            const char *what, uint64_t place)
{
    trace_begin(w, "M", process, thread, 0);
    trace_put_name(w, what, NULL);
    trace_put_count(w, "sort_index", place);
    trace_finish(w);
}

/* Processes are shown by their numbers. */
static void trace_name_process(struct trace_writer *w, uint32_t process, const char *name)
{
    trace_put_meta(w, process, process, "process_name", name);
    trace_put_place(w, process, process, "process_sort_index", process);
}

static void trace_name_thread(struct trace_writer *w, uint32_t process, uint32_t thread,
                              const char *name)
{
    trace_put_meta(w, process, thread, "thread_name", name);
    trace_put_place(w, process, thread, "thread_sort_index", thread);
}

static void trace_name_call(struct trace_writer *w, const struct call_info *call)
{
    const size_t site = trace_find_site(w->r, call->site);
    for (int d = 0; d < 2; d++) {
        char *name = site < w->r->sites.count
                         ? mem_printf("call %u %s, %s", call->id, direction_names[d], call->codec)
                         : mem_printf("%s: call %u %s, %s", call->site, call->id,
                                      direction_names[d], call->codec);
        trace_name_thread(w, trace_calls(site), trace_call_thread(w->r, call, d), name);
        free(name);
    }
}

static void trace_name_calls(struct trace_writer *w)
{
    const struct record *r = w->r;
    bool *has = mem_calloc(r->sites.count + 1, sizeof *has);
    for (size_t i = 0; i < r->calls.count; i++)
        if (r->calls.list[i].info)
            has[trace_find_site(r, r->calls.list[i].info->site)] = true;
    for (size_t i = 0; i <= r->sites.count; i++) {
        if (!has[i])
            continue;
        char *name = i < r->sites.count ? mem_printf("calls of %s", r->sites.list[i].name)
                                        : mem_strdup("calls of sites without phones");
        trace_name_process(w, trace_calls(i), name);
        free(name);
    }
    free(has);
    for (size_t i = 0; i < r->calls.count; i++)
        if (r->calls.list[i].info)
            trace_name_call(w, r->calls.list[i].info);
}

static void trace_put_names(struct trace_writer *w)
{
    const struct record *r = w->r;
    trace_name_process(w, TRACE_SERVERS, "servers");
    for (size_t i = 0; i < r->sites.count; i++)
        trace_name_process(w, trace_site(i), r->sites.list[i].name);
    for (uint32_t i = 0; i < r->phone_count; i++)
        if (r->phones[i].info)
            trace_name_thread(w, trace_site(r->phones[i].site), trace_phone_thread(r, i),
                              r->phones[i].info->name);
    trace_name_calls(w);
}

/* --- what happened --------------------------------------------------------------------------- */

static void trace_put_counter(struct trace_writer *w, const struct trace_counter *c)
{
    static const struct {
        const char *name, *unit;
        int digits;
    } measures[] = {
        [TRACE_UTILISATION] = {"utilisation", "%", 7},
        [TRACE_QUEUE] = {"queue", "packets", 9},
        [TRACE_LONGEST] = {"longest queue", "packets", 0},
        [TRACE_DROPS] = {"drops", "packets", 0},
        [TRACE_PROCESSOR] = {"processor", "%", 7},
        [TRACE_REFUSED] = {"busy", "requests", 0},
        [TRACE_TRANSFERS] = {"transfers", "under way", 0},
    };
    const bool line = c->measure <= TRACE_DROPS;
    const struct link_info *link = line ? w->r->links[c->of / 2]->info : NULL;
    const size_t site = line && link->wan ? trace_find_site(w->r, link->ends[1]) : SIZE_MAX;
    const uint32_t process = site < w->r->sites.count ? trace_site(site) : TRACE_SERVERS;
    const char *of = line ? link->name : w->r->servers[c->of]->info->name;
    char *name =
        line ? mem_printf("%s %s %s", of, direction_names[c->of % 2], measures[c->measure].name)
             : mem_printf("%s %s", of, measures[c->measure].name);
    trace_begin(w, "C", process, process, c->time);
    trace_put_name(w, name, NULL);
    trace_put_decimal(w, measures[c->measure].unit, c->value, measures[c->measure].digits);
    trace_finish(w);
    free(name);
}

/* A server's name, or a phone's, or what it is in numbers. */
static void trace_put_from(struct trace_writer *w, uint32_t address)
{
    const struct record *r = w->r;
    if (!address)
        return;
    const struct phone_record *phone = peers_record_phone(&r->peers, r->phones, address);
    const char *name = phone ? phone->info->name : NULL;
    for (size_t i = 0; !name && i < r->server_count; i++)
        if (r->servers[i] && r->servers[i]->info->address == address)
            name = r->servers[i]->info->name;
    char numbers[16];
    if (!name)
        snprintf(numbers, sizeof numbers, "%u.%u.%u.%u", address >> 24, address >> 16 & 0xff,
                 address >> 8 & 0xff, address & 0xff);
    trace_put_string(w, "from", name ? name : numbers);
}

static void trace_put_slice(struct trace_writer *w, const struct trace_slice *s)
{
    static const char *const categories[] = {
        [TRACE_STATE] = "state", [TRACE_FILE] = "file", [TRACE_DOING] = "doing"};
    trace_begin(w, "X", trace_site(w->r->phones[s->phone].site), trace_phone_thread(w->r, s->phone),
                s->begin);
    trace_put_time(w, "dur", s->end - s->begin);
    trace_put_name(w, s->name, categories[s->level]);
    trace_put_string(w, "load", s->load);
    if (s->level == TRACE_STATE) {
        trace_put_key(w, "in_service");
        fputs(s->in_service ? "true" : "false", w->file);
    } else if (s->level == TRACE_FILE || s->bytes || s->total) {
        trace_put_count(w, "bytes", s->bytes);
        trace_put_count(w, "total", s->total);
    }
    trace_put_from(w, s->from);
    trace_put_string(w, "transport", s->transport);
    if (s->depth >= 0)
        trace_put_count(w, "depth", (uint64_t)s->depth);
    if (s->retransmissions)
        trace_put_count(w, "retransmissions", s->retransmissions);
    trace_put_string(w, "reason", s->reason);
    trace_finish(w);
}

/* Opinions have two digits, so that as many spurts as possible have one name, and colour. */
static void trace_put_spurt(struct trace_writer *w, const struct speech_info *s)
{
    const struct record *r = w->r;
    char name[32] = "talk spurt";
    if (!isnan(s->mos)) {
        const int tenths = (int)(s->mos * 10 + 0.5);
        snprintf(name, sizeof name, "MOS %d.%d", tenths / 10, tenths % 10);
    }
    trace_begin(w, "X", trace_calls(trace_find_site(r, s->call->site)),
                trace_call_thread(r, s->call, s->direction), s->started);
    trace_put_time(w, "dur", s->ended - s->started);
    trace_put_name(w, name, "talk spurt");
    if (!isnan(s->mos))
        trace_put_decimal(w, "mos", (uint64_t)(s->mos * 1000 + 0.5), 3);
    trace_put_count(w, "packets", s->packets);
    for (int i = 0; i < SPEECH_LOSSES; i++) {
        char key[32];
        snprintf(key, sizeof key, "lost_%s", speech_loss_names[i]);
        trace_put_count(w, key, s->lost[i]);
    }
    if (s->mouth_to_ear >= 0)
        trace_put_decimal(w, "mouth_to_ear_ms", (uint64_t)s->mouth_to_ear, 6);
    trace_finish(w);
}

/* `begins`: the parent's end of the arrow. */
static void trace_put_flow(struct trace_writer *w, size_t number, bool begins)
{
    const struct record *r = w->r;
    const struct trace_flow *f = &w->t->flows[number];
    const struct phone_record *phone =
        begins ? peers_record_phone(&r->peers, r->phones, f->parent) : &r->phones[f->child];
    trace_begin(w, begins ? "s" : "f", trace_site(phone->site),
                trace_phone_thread(r, phone->info->id), f->time);
    trace_put_name(w, "transfer", "pfs");
    fprintf(w->file, ",\"id\":%zu%s", number + 1, begins ? "" : ",\"bp\":\"e\"");
    trace_put_string(w, "file", f->file);
    trace_finish(w);
}

/* --- in one order ---------------------------------------------------------------------------- */

enum trace_kind { TRACE_COUNTER, TRACE_SLICE, TRACE_SPURT, TRACE_PARENT, TRACE_CHILD };

struct trace_event {
    sim_time time;
    uint32_t index; /* in the array of its kind */
    uint8_t kind, level;
};

static int trace_order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int trace_compare(const void *a, const void *b)
{
    const struct trace_event *x = a, *y = b;
    int order = trace_order((uint64_t)x->time, (uint64_t)y->time);
    if (order == 0)
        order = trace_order(x->kind, y->kind);
    if (order == 0)
        order = trace_order(x->level, y->level);
    return order ? order : trace_order(x->index, y->index);
}

/* Returns how many there are. An arrow whose parent is not known is none. */
static size_t trace_gather(const struct trace_writer *w, struct trace_event *events)
{
    const struct trace *t = w->t;
    const struct trace_counter *counters = w->counters.list;
    size_t n = 0;
    for (uint32_t i = 0; i < w->counters.count; i++)
        events[n++] = (struct trace_event){counters[i].time, i, TRACE_COUNTER, 0};
    for (uint32_t i = 0; i < t->slice_count; i++)
        events[n++] = (struct trace_event){t->slices[i].begin, i, TRACE_SLICE, t->slices[i].level};
    for (uint32_t i = 0; i < t->spurt_count; i++)
        events[n++] = (struct trace_event){t->spurts[i].started, i, TRACE_SPURT, 0};
    for (uint32_t i = 0; i < t->flow_count; i++) {
        if (!peers_record_phone(&w->r->peers, w->r->phones, t->flows[i].parent))
            continue;
        events[n++] = (struct trace_event){t->flows[i].time, i, TRACE_PARENT, 0};
        events[n++] = (struct trace_event){t->flows[i].time, i, TRACE_CHILD, 0};
    }
    return n;
}

static void trace_put_event(struct trace_writer *w, const struct trace_event *e)
{
    switch ((enum trace_kind)e->kind) {
    case TRACE_COUNTER:
        trace_put_counter(w, &w->counters.list[e->index]);
        break;
    case TRACE_SLICE:
        trace_put_slice(w, &w->t->slices[e->index]);
        break;
    case TRACE_SPURT:
        trace_put_spurt(w, &w->t->spurts[e->index]);
        break;
    case TRACE_PARENT:
    case TRACE_CHILD:
        trace_put_flow(w, e->index, e->kind == TRACE_PARENT);
        break;
    }
}

static void trace_put_events(struct trace_writer *w)
{
    const struct trace *t = w->t;
    struct trace_event *events = mem_calloc(
        w->counters.count + t->slice_count + t->spurt_count + 2 * t->flow_count, sizeof *events);
    const size_t count = trace_gather(w, events);
    qsort(events, count, sizeof *events, trace_compare);
    for (size_t i = 0; i < count; i++)
        trace_put_event(w, &events[i]);
    free(events);
}

static void trace_put_label(struct trace_writer *w, const struct run_label *label)
{
    const char *const texts[][2] = {{"scenario", label->name},
                                    {"method", label->method},
                                    {"engine", label->engine},
                                    {"version", label->version}};
    fputs("{\"displayTimeUnit\":\"ns\",\"otherData\":{", w->file);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fprintf(w->file, "\"%s\":", texts[i][0]);
        trace_put_text(w, texts[i][1]);
        fputc(',', w->file);
    }
    fprintf(w->file, "\"seed\":%" PRIu64 ",\"replication\":%u},\n\"traceEvents\":[", label->seed,
            label->replication);
}

void trace_write(FILE *file, const struct trace *t, const struct record *r,
                 const struct run_label *label)
{
    struct trace_writer w = {.file = file, .t = t, .r = r};
    trace_counters_make(&w.counters, t, r);
    trace_put_label(&w, label);
    trace_put_names(&w);
    trace_put_events(&w);
    fputs("\n]}\n", file);
    free(w.counters.list);
}
