/* A resource's profile: steps in blocks, so that one that is new moves few others. */
#include "planner/schedule_profile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

/* --- blocks ---------------------------------------------------------------------------------- */

static struct profile_block *profile_add_block(struct schedule_profile *p, size_t at)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 4;
        p->blocks = mem_resize(p->blocks, p->room, sizeof *p->blocks);
    }
    memmove(&p->blocks[at + 1], &p->blocks[at], (p->count - at) * sizeof *p->blocks);
    p->blocks[at].block = mem_calloc(1, sizeof *p->blocks[at].block);
    p->count++;
    return p->blocks[at].block;
}

static void profile_remove_block(struct schedule_profile *p, size_t at)
{
    free(p->blocks[at].block);
    p->count--;
    memmove(&p->blocks[at], &p->blocks[at + 1], (p->count - at) * sizeof *p->blocks);
}

/* The second half of a full one becomes the next one. */
static void profile_split(struct schedule_profile *p, size_t at)
{
    enum { HALF = PROFILE_BLOCK_STEPS / 2 };
    struct profile_block *next = profile_add_block(p, at + 1), *block = p->blocks[at].block;
    memcpy(next->steps, &block->steps[HALF], sizeof block->steps / 2);
    next->count = block->count = HALF;
    p->blocks[at + 1].from = next->steps[0].from;
}

void profile_init(struct schedule_profile *p, int64_t capacity)
{
    *p = (struct schedule_profile){.capacity = capacity};
    struct profile_block *block = profile_add_block(p, 0);
    block->steps[0].from = p->blocks[0].from = INT64_MIN;
    block->count = 1;
}

void profile_fini(struct schedule_profile *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->blocks[i].block);
    free(p->blocks);
}

/* --- steps ----------------------------------------------------------------------------------- */

static struct profile_step *profile_step(const struct schedule_profile *p, struct profile_cursor c)
{
    return &p->blocks[c.block].block->steps[c.step];
}

static bool profile_is_last(const struct schedule_profile *p, struct profile_cursor c)
{
    return c.block + 1 == p->count && c.step + 1 == p->blocks[c.block].block->count;
}

static struct profile_cursor profile_next(const struct schedule_profile *p, struct profile_cursor c)
{
    if (c.step + 1 < p->blocks[c.block].block->count)
        return (struct profile_cursor){c.block, c.step + 1};
    return (struct profile_cursor){c.block + 1, 0};
}

struct profile_cursor profile_at(const struct schedule_profile *p, int64_t time)
{
    struct profile_cursor c = {0, 0};
    for (size_t behind = p->count; behind - c.block > 1;) {
        const size_t middle = c.block + (behind - c.block) / 2;
        if (p->blocks[middle].from <= time)
            c.block = middle;
        else
            behind = middle;
    }
    const struct profile_block *block = p->blocks[c.block].block;
    for (size_t behind = block->count; behind - c.step > 1;) {
        const size_t middle = c.step + (behind - c.step) / 2;
        if (block->steps[middle].from <= time)
            c.step = middle;
        else
            behind = middle;
    }
    return c;
}

/* Forward to the step that holds at a time. */
static void profile_advance(const struct schedule_profile *p, struct profile_cursor *cursor,
                            int64_t time)
{
    while (!profile_is_last(p, *cursor)) {
        const struct profile_cursor next = profile_next(p, *cursor);
        if (profile_step(p, next)->from > time)
            return;
        *cursor = next;
    }
}

/* --- what is asked --------------------------------------------------------------------------- */

int64_t profile_conflict(const struct schedule_profile *p, struct profile_cursor *cursor,
                         int64_t from, int64_t until, int64_t amount)
{
    const int64_t most = p->capacity - amount;
    profile_advance(p, cursor, from);
    for (struct profile_cursor c = *cursor;; c = profile_next(p, c)) {
        const struct profile_step *step = profile_step(p, c);
        if (step->from >= until)
            return until;
        if (step->used > most)
            return step->from > from ? step->from : from;
        if (profile_is_last(p, c))
            return until;
    }
}

int64_t profile_free(const struct schedule_profile *p, struct profile_cursor *cursor, int64_t from,
                     int64_t amount)
{
    CHECK(amount <= p->capacity);
    profile_advance(p, cursor, from);
    while (profile_step(p, *cursor)->used > p->capacity - amount) /* the last one has 0 */
        *cursor = profile_next(p, *cursor);
    const int64_t since = profile_step(p, *cursor)->from;
    return since > from ? since : from;
}

/* --- what is used ---------------------------------------------------------------------------- */

/* The step that begins at a time, which is made if there is none. */
static struct profile_cursor profile_cut(struct schedule_profile *p, int64_t time)
{
    struct profile_cursor c = profile_at(p, time);
    if (profile_step(p, c)->from == time)
        return c;
    if (p->blocks[c.block].block->count == PROFILE_BLOCK_STEPS) {
        profile_split(p, c.block);
        c = profile_at(p, time);
    }
    struct profile_block *block = p->blocks[c.block].block;
    struct profile_step *step = &block->steps[c.step];
    memmove(step + 2, step + 1, (block->count - c.step - 1) * sizeof *step);
    step[1] = (struct profile_step){time, step->used};
    block->count++;
    return (struct profile_cursor){c.block, c.step + 1};
}

/* The step that begins at a time goes if it says nothing new. */
static void profile_join(struct schedule_profile *p, int64_t time)
{
    const struct profile_cursor c = profile_at(p, time), before = profile_at(p, time - 1);
    if (profile_step(p, c)->used != profile_step(p, before)->used)
        return;
    struct profile_block *block = p->blocks[c.block].block;
    block->count--;
    memmove(&block->steps[c.step], &block->steps[c.step + 1],
            (block->count - c.step) * sizeof *block->steps);
    if (block->count == 0)
        profile_remove_block(p, c.block);
    else
        p->blocks[c.block].from = block->steps[0].from;
}

void profile_use(struct schedule_profile *p, int64_t from, int64_t until, int64_t amount)
{
    if (amount == 0 || from == until)
        return;
    profile_cut(p, until);
    for (struct profile_cursor c = profile_cut(p, from); profile_step(p, c)->from < until;
         c = profile_next(p, c))
        profile_step(p, c)->used += amount;
    profile_join(p, until);
    profile_join(p, from);
}
