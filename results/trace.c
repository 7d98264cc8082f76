/* A trace as an observer: what phones tell becomes slices in trace_phone.c; servers' transfers and
 * talk spurts are kept here. */
#include "results/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "results/trace_private.h"

void *trace_grow(void *array, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? 2 * *room : 64;
    return mem_resize(array, *room, size);
}

static struct trace_phone *trace_find(struct trace *t, uint32_t phone)
{
    CHECK(phone < t->phone_count && t->phones[phone].info);
    return &t->phones[phone];
}

static void trace_on_phone(void *user, const struct phone_info *info)
{
    struct trace *t = user;
    while (t->phone_count <= info->id) {
        t->phones = trace_grow(t->phones, &t->phone_room, t->phone_count, sizeof *t->phones);
        t->phones[t->phone_count++] = (struct trace_phone){0};
    }
    trace_phone_init(&t->phones[info->id], info);
}

static void trace_on_change(void *user, const struct phone_info *info,
                            const struct phone_change *change, sim_time now)
{
    trace_phone_change(user, trace_find(user, info->id), change, now);
}

static void trace_on_progress(void *user, const struct file_progress *progress, sim_time now)
{
    trace_phone_progress(user, trace_find(user, progress->phone), progress, now);
}

static void trace_on_peer(void *user, const struct peer_info *info, sim_time now)
{
    trace_phone_peer(user, trace_find(user, info->phone), info, now);
}

static void trace_on_file(void *user, const struct file_info *file)
{
    trace_phone_file(user, trace_find(user, file->phone), file);
}

static void trace_on_server(void *user, const struct server_info *info)
{
    struct trace *t = user;
    while (t->server_count <= info->id) {
        t->under_way =
            trace_grow(t->under_way, &t->server_room, t->server_count, sizeof *t->under_way);
        t->under_way[t->server_count++] = 0;
    }
}

static void trace_on_server_event(void *user, uint32_t server, enum server_event event,
                                  sim_time now)
{
    struct trace *t = user;
    CHECK(server < t->server_count);
    uint32_t *count = &t->under_way[server];
    if (event == SERVER_STARTED)
        ++*count;
    else if (event == SERVER_ENDED && *count > 0)
        --*count;
    else
        return;
    t->transfers =
        trace_grow(t->transfers, &t->transfers_room, t->transfers_count, sizeof *t->transfers);
    t->transfers[t->transfers_count++] = (struct trace_transfers){now, server, *count};
}

static void trace_on_spurt(void *user, const struct speech_info *spurt)
{
    struct trace *t = user;
    t->spurts = trace_grow(t->spurts, &t->spurt_room, t->spurt_count, sizeof *t->spurts);
    t->spurts[t->spurt_count++] = *spurt;
}

static void trace_on_end(void *user, sim_time now)
{
    struct trace *t = user;
    for (size_t i = 0; i < t->phone_count; i++)
        if (t->phones[i].info)
            trace_phone_finish(t, &t->phones[i], now);
}

void trace_init(struct trace *t)
{
    *t = (struct trace){0};
}

void trace_fini(struct trace *t)
{
    free(t->phones);
    free(t->slices);
    free(t->flows);
    free(t->transfers);
    free(t->under_way);
    free(t->spurts);
    names_fini(&t->names);
    *t = (struct trace){0};
}

struct observer trace_observer(struct trace *t)
{
    return (struct observer){
        .user = t,
        .link = NULL, /* none's packets */
        .phone_added = trace_on_phone,
        .phone_changed = trace_on_change,
        .file_progressed = trace_on_progress,
        .peer_changed = trace_on_peer,
        .file_ended = trace_on_file,
        .server_added = trace_on_server,
        .server_event = trace_on_server_event,
        .spurt_ended = trace_on_spurt,
        .run_ended = trace_on_end,
    };
}
