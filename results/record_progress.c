/* Rows as they come, and sorted by phone once the run has ended. */
#include "results/record_progress.h"

#include <stdlib.h>

#include "base/memory.h"

void progress_record_fini(struct progress_record *r)
{
    free(r->rows);
    free(r->states);
    *r = (struct progress_record){0};
}

void progress_record_add(struct progress_record *r, const struct file_progress *progress,
                         struct names *names, sim_time now)
{
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 256;
        r->rows = mem_resize(r->rows, r->room, sizeof *r->rows);
    }
    r->rows[r->count++] = (struct progress_row){.phone = progress->phone,
                                                .receiving = progress->receiving,
                                                .peers = progress->peers,
                                                .file = names_keep(names, progress->file),
                                                .load = names_keep(names, progress->load),
                                                .time = now,
                                                .bytes = progress->bytes,
                                                .total = progress->total};
}

void progress_record_state(struct progress_record *r, uint32_t phone,
                           const struct phone_change *change, struct names *names, sim_time now)
{
    if (r->state_count == r->state_room) {
        r->state_room = r->state_room ? 2 * r->state_room : 64;
        r->states = mem_resize(r->states, r->state_room, sizeof *r->states);
    }
    r->states[r->state_count++] = (struct state_row){phone, names_keep(names, change->state),
                                                     names_keep(names, change->load), now};
}

/* Rows of one phone stay in their order, which is that of the array. */
static int by_phone(const void *a, const void *b)
{
    const struct progress_row *x = *(const struct progress_row *const *)a;
    const struct progress_row *y = *(const struct progress_row *const *)b;
    return x->phone != y->phone ? (x->phone > y->phone) - (x->phone < y->phone) : (x > y) - (x < y);
}

static int state_by_phone(const void *a, const void *b)
{
    const struct state_row *x = *(const struct state_row *const *)a;
    const struct state_row *y = *(const struct state_row *const *)b;
    return x->phone != y->phone ? (x->phone > y->phone) - (x->phone < y->phone) : (x > y) - (x < y);
}

const struct progress_row **progress_record_by_phone(const struct progress_record *r)
{
    const struct progress_row **sorted = mem_calloc(r->count, sizeof *sorted);
    for (size_t i = 0; i < r->count; i++)
        sorted[i] = &r->rows[i];
    qsort(sorted, r->count, sizeof *sorted, by_phone);
    return sorted;
}

const struct state_row **progress_record_states_by_phone(const struct progress_record *r)
{
    const struct state_row **sorted = mem_calloc(r->state_count, sizeof *sorted);
    for (size_t i = 0; i < r->state_count; i++)
        sorted[i] = &r->states[i];
    qsort(sorted, r->state_count, sizeof *sorted, state_by_phone);
    return sorted;
}
