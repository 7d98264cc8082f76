/* A run told to a record and a trace, and the trace's events as lines. */
#ifndef TESTS_RESULTS_TRACE_LINES_H
#define TESTS_RESULTS_TRACE_LINES_H

#include <jansson.h>
#include <math.h>

#include "results/trace.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static struct record r;
static struct trace t;
static struct observer o, recorder, tracer; /* o: tells both others */

static inline void both_phone(void *user, const struct phone_info *phone)
{
    recorder.phone_added(user, phone);
    tracer.phone_added(&t, phone);
}

static inline void both_change(void *user, const struct phone_info *phone,
                               const struct phone_change *change, sim_time now)
{
    recorder.phone_changed(user, phone, change, now);
    tracer.phone_changed(&t, phone, change, now);
}

static inline void both_file(void *user, const struct file_info *file)
{
    recorder.file_ended(user, file);
    tracer.file_ended(&t, file);
}

static inline void both_progress(void *user, const struct file_progress *progress, sim_time now)
{
    recorder.file_progressed(user, progress, now);
    tracer.file_progressed(&t, progress, now);
}

static inline void both_peer(void *user, const struct peer_info *peer, sim_time now)
{
    recorder.peer_changed(user, peer, now);
    tracer.peer_changed(&t, peer, now);
}

static inline void both_server(void *user, const struct server_info *server)
{
    recorder.server_added(user, server);
    tracer.server_added(&t, server);
}

static inline void both_event(void *user, uint32_t server, enum server_event event, sim_time now)
{
    recorder.server_event(user, server, event, now);
    tracer.server_event(&t, server, event, now);
}

static inline void both_spurt(void *user, const struct speech_info *spurt)
{
    recorder.spurt_ended(user, spurt);
    tracer.spurt_ended(&t, spurt);
}

static inline void both_end(void *user, sim_time now)
{
    recorder.run_ended(user, now);
    tracer.run_ended(&t, now);
}

static inline void setup(void)
{
    record_init(&r, (struct record_options){0});
    trace_init(&t);
    recorder = o = record_observer(&r);
    tracer = trace_observer(&t);
    o.phone_added = both_phone;
    o.phone_changed = both_change;
    o.file_ended = both_file;
    o.file_progressed = both_progress;
    o.peer_changed = both_peer;
    o.server_added = both_server;
    o.server_event = both_event;
    o.spurt_ended = both_spurt;
    o.run_ended = both_end;
}

static inline void teardown(void)
{
    record_fini(&r);
    trace_fini(&t);
}

/* Free it. */
static inline char *trace_text(const char *name)
{
    const struct run_label label = {name, "pfs", "native", "1", 7, 0, 123};
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    trace_write(file, &t, &r, &label);
    fclose(file);
    return text;
}

/* json_decref gives it back. */
static inline json_t *trace_parsed(void)
{
    json_error_t wrong;
    char *text = trace_text("name");
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES, &wrong);
    ck_assert_msg(trace != NULL, "%s in line %d of\n%s", wrong.text, wrong.line, text);
    free(text);
    return trace;
}

static inline const char *word(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "-";
}

/* In tenths of a second. */
static inline int tenths(const json_t *event, const char *key)
{
    return (int)lround(json_number_value(json_object_get(event, key)) / 100000);
}

static inline int number(const json_t *event, const char *key)
{
    return (int)json_integer_value(json_object_get(event, key));
}

/* What a metadata event says of a process or thread. */
static inline const char *named(const json_t *events, const char *what, int process, int thread)
{
    size_t i;
    json_t *e;
    json_array_foreach(
        events, i,
        e) if (!strcmp(word(e, "name"), what) && number(e, "pid") == process &&
               (thread < 0 || number(e, "tid") == thread)) return word(json_object_get(e, "args"),
                                                                       "name");
    return "nobody";
}

/* A line for each event of these phases: "process/thread: name begin-end {args}", or of a counter
 * "process: name begin {args}". */
static inline void expect_events(const char *phases, const char *thread, const char *wanted)
{
    json_t *trace = trace_parsed(), *events = json_object_get(trace, "traceEvents"), *e;
    char *text;
    size_t size, i;
    FILE *file = open_memstream(&text, &size);
    json_array_foreach(events, i, e)
    {
        const int process = number(e, "pid");
        const char *who = named(events, "thread_name", process, number(e, "tid"));
        if (!strchr(phases, word(e, "ph")[0]) || (thread && strcmp(thread, who) != 0))
            continue;
        fprintf(file, "%s", named(events, "process_name", process, -1));
        if (word(e, "ph")[0] != 'C')
            fprintf(file, "/%s", who);
        fprintf(file, ": %s %d", word(e, "name"), tenths(e, "ts"));
        if (json_object_get(e, "id"))
            fprintf(file, " #%d", number(e, "id"));
        if (word(e, "ph")[0] == 'X')
            fprintf(file, "-%d", tenths(e, "ts") + tenths(e, "dur"));
        char *arguments =
            json_dumps(json_object_get(e, "args"), JSON_COMPACT | JSON_REAL_PRECISION(6));
        fprintf(file, " %s\n", arguments ? arguments : "");
        free(arguments);
    }
    fclose(file);
    ck_assert_str_eq(text, wanted);
    free(text);
    json_decref(trace);
}

/* The arguments of a state. */
#define IN "{\"in_service\":true}\n"
#define OUT "{\"in_service\":false}\n"

#endif
