/* Which fields two scenarios have otherwise, by the walk through both. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/walk.h"
#include "studies/compare.h"
#include "studies/run_key.h"

struct fields {
    struct compare_field {
        char *path, *text;
        size_t number; /* in the order of the walk */
    } * items;
    size_t count, room;
};

static void fields_take(void *user, const struct walk_line *line)
{
    struct fields *f = user;
    for (size_t i = 0; run_key_left_out[i]; i++)
        if (strcmp(line->path, run_key_left_out[i]) == 0)
            return;
    if (!line->text)
        return;
    if (f->count == f->room) {
        f->room = 2 * f->room + 64;
        f->items = mem_resize(f->items, f->room, sizeof *f->items);
    }
    f->items[f->count] =
        (struct compare_field){mem_strdup(line->path), mem_strdup(line->text), f->count};
    f->count++;
}

static void fields_free(struct fields *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->items[i].path);
        free(f->items[i].text);
    }
    free(f->items);
}

static int fields_by_path(const void *a, const void *b)
{
    const struct compare_field *x = a, *y = b;
    const int order = strcmp(x->path, y->path);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int fields_find(const void *path, const void *field)
{
    return strcmp(path, ((const struct compare_field *)field)->path);
}

static bool fields_known(const struct comparison *c, const char *path)
{
    for (size_t i = 0; i < c->change_count; i++)
        if (strcmp(c->changes[i].path, path) == 0)
            return true;
    return false;
}

static void fields_add(struct comparison *c, const char *path, const char *a, const char *b)
{
    if (strcmp(a, b) == 0 || fields_known(c, path))
        return;
    c->changes = mem_resize(c->changes, c->change_count + 1, sizeof *c->changes);
    c->changes[c->change_count++] =
        (struct compare_change){mem_strdup(path), {mem_strdup(a), mem_strdup(b)}};
}

/* Tells of the fields of `these` beside those of `others`, which are sorted. */
static void fields_compare(struct comparison *c, const struct fields *these,
                           const struct fields *others, bool swapped)
{
    for (size_t i = 0; i < these->count; i++) {
        const struct compare_field *f = &these->items[i];
        const struct compare_field *other =
            bsearch(f->path, others->items, others->count, sizeof *others->items, fields_find);
        if (!swapped)
            fields_add(c, f->path, f->text, other ? other->text : "");
        else if (!other)
            fields_add(c, f->path, "", f->text);
    }
}

void comparison_add_fields(struct comparison *c, const struct scenario *a, const struct scenario *b)
{
    struct fields fields[2] = {{.count = 0}, {.count = 0}}, sorted[2];
    walk_scenario(a, fields_take, &fields[0]);
    walk_scenario(b, fields_take, &fields[1]);
    for (int i = 0; i < 2; i++) {
        sorted[i] = fields[i];
        sorted[i].items = mem_calloc(fields[i].count + 1, sizeof *sorted[i].items);
        if (fields[i].count)
            memcpy(sorted[i].items, fields[i].items, fields[i].count * sizeof *sorted[i].items);
        qsort(sorted[i].items, sorted[i].count, sizeof *sorted[i].items, fields_by_path);
    }
    fields_compare(c, &fields[0], &sorted[1], false);
    fields_compare(c, &fields[1], &sorted[0], true);
    for (int i = 0; i < 2; i++) {
        free(sorted[i].items);
        fields_free(&fields[i]);
    }
}
