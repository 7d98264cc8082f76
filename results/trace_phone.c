/* A phone's time cut into slices: its state, in that the file that it is at, in that what it does
 * with the file. A slice goes to the trace when it ends, those within it before. */
#include <string.h>

#include "results/timeline.h"
#include "results/trace_private.h"

/* What a phone does with a file. */
static const char trace_waiting[] = "waiting for peers", trace_requesting[] = "requesting",
                  trace_downloading[] = "downloading", trace_sharing[] = "sharing";

static void trace_open(struct trace_phone *p, enum trace_level level, const char *name,
                       sim_time now)
{
    p->open[level] = (struct trace_slice){
        .phone = p->info->id, .level = (uint8_t)level, .depth = -1, .name = name, .begin = now};
}

/* A download is over. One without a slice has no arrow: that would end in what comes next. */
static void trace_has_come(struct trace *t, struct trace_phone *p, bool has_slice)
{
    if (has_slice)
        p->received = t->slice_count;
    else if (p->flow)
        t->flows[p->flow - 1].parent = 0;
    p->flow = 0;
}

/* `even_empty`: also one of no length. */
static void trace_end(struct trace *t, struct trace_phone *p, enum trace_level level, sim_time now,
                      bool even_empty)
{
    struct trace_slice *s = &p->open[level];
    if (!s->name)
        return;
    s->end = now;
    const bool is_kept = now > s->begin || even_empty;
    if (is_kept) {
        t->slices = trace_grow(t->slices, &t->slice_room, t->slice_count, sizeof *t->slices);
        t->slices[t->slice_count++] = *s;
    }
    if (s->name == trace_downloading)
        trace_has_come(t, p, is_kept);
    s->name = NULL;
}

/* Ends what is under way from that level on, the innermost first. */
static void trace_end_from(struct trace *t, struct trace_phone *p, enum trace_level level,
                           sim_time now)
{
    for (int l = TRACE_LEVELS - 1; l >= (int)level; l--)
        trace_end(t, p, (enum trace_level)l, now, false);
}

/* --- what it does with a file ---------------------------------------------------------------- */

static bool trace_has_all(const struct trace_slice *file)
{
    return file->total > 0 && file->bytes == file->total;
}

/* Of one that takes part in a hierarchy. */
static const char *trace_doing_with_peers(const struct trace_phone *p)
{
    if (trace_has_all(&p->open[TRACE_FILE]))
        return trace_sharing;
    if (!p->begun)
        return trace_waiting;
    return p->root && !p->receiving ? trace_requesting : trace_downloading;
}

static const char *trace_doing(const struct trace_phone *p)
{
    if (strcmp(p->state, "fetching") != 0)
        return p->state;
    if (p->peers)
        return trace_doing_with_peers(p);
    return p->receiving ? trace_downloading : trace_requesting;
}

/* Something of the file has changed. */
static void trace_go_on(struct trace *t, struct trace_phone *p, sim_time now)
{
    const struct trace_slice *file = &p->open[TRACE_FILE];
    struct trace_slice *doing = &p->open[TRACE_DOING];
    if (!file->name)
        return;
    if (doing->name == trace_downloading && file->bytes > doing->bytes)
        doing->bytes = file->bytes;
    const char *name = trace_doing(p);
    if (doing->name == name)
        return;
    trace_end(t, p, TRACE_DOING, now, false);
    trace_open(p, TRACE_DOING, name, now);
    if (name != trace_sharing)
        p->received = 0;
    if (name == trace_downloading) {
        doing->bytes = file->bytes;
        doing->total = file->total;
        doing->from = p->parent;
        doing->depth = file->depth;
    }
}

/* --- what it tells --------------------------------------------------------------------------- */

void trace_phone_init(struct trace_phone *p, const struct phone_info *info)
{
    *p = (struct trace_phone){.info = info, .state = "waiting"};
    trace_open(p, TRACE_STATE, p->state, 0);
    p->open[TRACE_STATE].in_service = true;
}

/* A pause and the like are within "fetching", with which a phone always begins. Changes of a phone
 * that has ended are ignored, as the record does. */
void trace_phone_change(struct trace *t, struct trace_phone *p, const struct phone_change *change,
                        sim_time now)
{
    if (p->ended)
        return;
    const bool was_fetching = timeline_is_fetching(p->state);
    const bool fetches = timeline_is_fetching(change->state);
    p->state = names_keep(&t->names, change->state);
    p->ended = change->ended;
    if (was_fetching && fetches) {
        trace_go_on(t, p, now);
        return;
    }
    trace_end_from(t, p, TRACE_STATE, now);
    trace_open(p, TRACE_STATE, p->state, now);
    struct trace_slice *state = &p->open[TRACE_STATE];
    state->in_service = change->in_service;
    state->load = names_keep(&t->names, change->load);
    state->reason = names_keep(&t->names, change->reason);
}

static void trace_begin_file(struct trace *t, struct trace_phone *p, const char *name,
                             const char *load, sim_time now)
{
    trace_end_from(t, p, TRACE_FILE, now);
    trace_open(p, TRACE_FILE, name, now);
    p->open[TRACE_FILE].load = load;
    p->received = p->flow = 0;
    p->parent = 0;
    p->root = p->begun = false;
}

/* As in timeline.h, what a phone tells when it goes on with writing comes too late. */
void trace_phone_progress(struct trace *t, struct trace_phone *p,
                          const struct file_progress *progress, sim_time now)
{
    struct trace_slice *file = &p->open[TRACE_FILE];
    if (!timeline_is_fetching(p->state))
        return;
    const char *name = names_keep(&t->names, progress->file);
    if (file->name != name)
        trace_begin_file(t, p, name, names_keep(&t->names, progress->load), now);
    file->bytes = progress->bytes;
    file->total = progress->total;
    p->receiving = progress->receiving;
    p->peers = progress->peers;
    trace_go_on(t, p, now);
}

static void trace_take_place(struct trace_phone *p, const struct peer_info *info, bool root)
{
    p->root = root;
    p->begun = false;
    p->open[TRACE_FILE].depth = info->depth;
}

static void trace_lose_place(struct trace_phone *p)
{
    p->root = p->begun = false;
    p->parent = 0;
    p->open[TRACE_FILE].depth = -1;
}

/* A child's transfer begins; or a root asks the server. */
static void trace_begin_transfer(struct trace *t, struct trace_phone *p,
                                 const struct peer_info *info, sim_time now)
{
    if (p->begun && p->parent == info->other)
        return;
    p->begun = true;
    p->parent = info->other;
    if (!p->parent)
        return;
    t->flows = trace_grow(t->flows, &t->flow_room, t->flow_count, sizeof *t->flows);
    t->flows[t->flow_count++] =
        (struct trace_flow){now, p->open[TRACE_FILE].name, p->parent, p->info->id};
    p->flow = t->flow_count;
}

void trace_phone_peer(struct trace *t, struct trace_phone *p, const struct peer_info *info,
                      sim_time now)
{
    const char *name = p->open[TRACE_FILE].name;
    if (!name || strcmp(name, info->file) != 0)
        return;
    switch (info->event) {
    case PEER_ROOT:
    case PEER_CHILD:
        trace_take_place(p, info, info->event == PEER_ROOT);
        break;
    case PEER_RECEIVING:
        trace_begin_transfer(t, p, info, now);
        break;
    case PEER_LEFT:
        trace_lose_place(p);
        break;
    case PEER_FELL_BACK:
        trace_lose_place(p);
        p->peers = false;
        break;
    case PEER_HAS_FILE:
    case PEER_DONE:
    case PEER_ACCEPTED:
    case PEER_CHILD_GONE:
    case PEER_EVENTS:
        return;
    }
    trace_go_on(t, p, now);
}

/* Where a file came from is known when it has come: the slice in which it did is under way, or has
 * just ended. */
static struct trace_slice *trace_coming(const struct trace *t, struct trace_phone *p)
{
    struct trace_slice *doing = &p->open[TRACE_DOING];
    if (doing->name == trace_downloading || doing->name == trace_requesting)
        return doing;
    return p->received ? &t->slices[p->received - 1] : NULL;
}

void trace_phone_file(struct trace *t, struct trace_phone *p, const struct file_info *file)
{
    struct trace_slice *s = &p->open[TRACE_FILE];
    if (!s->name || strcmp(s->name, file->file) != 0)
        return;
    if (file->bytes > s->bytes)
        s->bytes = file->bytes;
    s->from = file->from;
    s->transport = names_keep(&t->names, file->transport);
    s->reason = names_keep(&t->names, file->reason);
    s->retransmissions += file->retransmissions;
    struct trace_slice *coming = trace_coming(t, p);
    if (coming) {
        coming->from = file->from;
        coming->bytes = file->bytes;
        coming->reason = s->reason;
    }
}

void trace_phone_finish(struct trace *t, struct trace_phone *p, sim_time now)
{
    trace_end_from(t, p, TRACE_FILE, now);
    trace_end(t, p, TRACE_STATE, now, true);
}
