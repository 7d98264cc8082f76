/* States and progress of one phone walked through side by side, in the order of time; stretches
 * of no length are left out. */
#include "results/timeline.h"

#include <stdlib.h>
#include <string.h>

const char *const stretch_doing_names[DOINGS] = {
    [DOING_NOTHING] = "",
    [DOING_WAITING] = "waiting",
    [DOING_RECEIVING] = "receiving",
    [DOING_SERVING] = "serving",
};

bool timeline_is_fetching(const char *state)
{
    return strcmp(state, "fetching") == 0 || strcmp(state, "pausing") == 0 ||
           strcmp(state, "profile account setup") == 0;
}

/* Along one phone's rows, in the order of time. */
struct walk {
    const char *state, *load;
    const struct progress_row *progress; /* the latest of the file that it is at, or NULL */
    uint32_t number;                     /* of that file */
    struct stretch stretch;              /* under way */
    stretch_fn *take;
    void *user;
};

static enum stretch_doing doing_of(const struct walk *w)
{
    const struct progress_row *p = w->progress;
    if (p->total > 0 && p->bytes == p->total)
        return DOING_SERVING;
    return p->receiving && strcmp(w->state, "fetching") == 0 ? DOING_RECEIVING : DOING_WAITING;
}

static struct stretch stretch_from(const struct walk *w, sim_time begin)
{
    struct stretch s = {
        .phone = w->stretch.phone, .state = w->state, .load = w->load, .begin = begin};
    if (w->progress) {
        s.number = w->number;
        s.file = w->progress->file;
        s.doing = doing_of(w);
    }
    return s;
}

static bool is_same(const struct stretch *a, const struct stretch *b)
{
    return strcmp(a->state, b->state) == 0 && a->file == b->file && a->number == b->number &&
           a->doing == b->doing;
}

static void end_stretch(struct walk *w, sim_time end)
{
    w->stretch.end = end;
    w->take(w->user, &w->stretch);
}

/* Something has changed at `now`. */
static void move_on(struct walk *w, sim_time now)
{
    const struct stretch next = stretch_from(w, now);
    if (is_same(&w->stretch, &next))
        return;
    if (now > w->stretch.begin)
        end_stretch(w, now);
    w->stretch = next;
}

static void take_state(struct walk *w, const struct state_row *row)
{
    w->state = row->state;
    w->load = row->load;
    if (!timeline_is_fetching(w->state))
        w->progress = NULL;
    if (strcmp(row->state, "booting") == 0)
        w->number = 0;
    move_on(w, row->time);
}

/* Of one moment, the state is taken first: what a phone has got when it goes on, with writing say,
 * comes too late. */
static void take_progress(struct walk *w, const struct progress_row *row)
{
    if (!timeline_is_fetching(w->state))
        return;
    w->number += !w->progress || w->progress->file != row->file;
    w->progress = row;
    move_on(w, row->time);
}

/* The rows of one phone: [first, end) of rows that are sorted by phone. */
struct rows {
    size_t first, end;
};

static void walk_phone(struct walk *w, const struct state_row **states, struct rows s,
                       const struct progress_row **progress, struct rows p, sim_time end)
{
    w->state = "waiting";
    w->load = NULL;
    w->progress = NULL;
    w->number = 0;
    w->stretch = stretch_from(w, 0);
    while (s.first < s.end || p.first < p.end) {
        const bool state_is_next =
            p.first == p.end ||
            (s.first < s.end && states[s.first]->time <= progress[p.first]->time);
        if (state_is_next)
            take_state(w, states[s.first++]);
        else
            take_progress(w, progress[p.first++]);
    }
    end_stretch(w, end);
}

void timeline_make(const struct record *r, stretch_fn *take, void *user)
{
    if (!r->options.files)
        return;
    const struct state_row **states = progress_record_states_by_phone(&r->progress);
    const struct progress_row **progress = progress_record_by_phone(&r->progress);
    struct walk w = {.take = take, .user = user};
    struct rows s = {0}, p = {0};
    for (uint32_t i = 0; i < r->phone_count; i++) {
        w.stretch.phone = r->phones[i].info;
        for (s.first = s.end; s.end < r->progress.state_count && states[s.end]->phone == i;)
            s.end++;
        for (p.first = p.end; p.end < r->progress.count && progress[p.end]->phone == i;)
            p.end++;
        walk_phone(&w, states, s, progress, p, r->ended);
    }
    free(states);
    free(progress);
}
