/* Walks a scenario by the table of fields: what two directions of a line have in common once, what
 * may be inherited where it is given. */
#include "scenarios/format/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/value.h"
#include "scenarios/format/yaml.h"

/* Which values there are: all; of those that two directions of a link have those in which they are
 * equal, or those of one in which they differ; of what may be inherited what is given here. */
enum choice { CHOOSE_ALL, CHOOSE_EQUAL, CHOOSE_DIFFERENT, CHOOSE_GIVEN };

struct walk {
    walk_fn *fn;
    void *user;
    const char *front; /* the path of the struct that is walked through */
    int indent;
    bool dash; /* the next line begins an item of a list */
    enum choice choice;
    bool without_delay; /* of a link: it has an rtt */
};

/* A struct, the same of the other direction of its link if there is one, and where it is given. */
struct subject {
    const void *base, *twin;
    struct tree_places places;
};

static void walk_group(struct walk *w, const struct schema_group *g, struct subject s);

/* What a map of it is about. */
static struct subject walk_within(struct subject s, const struct schema_field *f)
{
    s.base = (const char *)s.base + f->offset;
    if (s.twin)
        s.twin = (const char *)s.twin + f->offset;
    s.places = tree_within(s.places, f->key);
    return s;
}

/* The path of a key, from there on. Free it. */
static char *walk_path(const struct walk *w, const char *key)
{
    return mem_printf("%s%s%s", w->front, *w->front ? "." : "", key);
}

/* Tells of a key and its value, unless it is a map or a list. The line's text, field, list and
 * place are given. */
static void walk_tell(struct walk *w, struct walk_line line)
{
    char *path = walk_path(w, line.within ? line.within : line.field->key);
    line.path = path;
    line.indent = w->dash ? w->indent - 2 : w->indent;
    line.dash = w->dash;
    w->dash = false;
    w->fn(w->user, &line);
    free(path);
}

static void walk_head(struct walk *w, const struct schema_field *f)
{
    walk_tell(w, (struct walk_line){.field = f});
}

/* Goes into a map: what is told then has its key in front. Returns what walk_leave is given. */
static const char *walk_enter(struct walk *w, char *front, int indent)
{
    const char *before = w->front;
    w->front = front;
    w->indent += indent;
    return before;
}

static void walk_leave(struct walk *w, const char *before, int indent)
{
    free((char *)w->front);
    w->front = before;
    w->indent -= indent;
}

static bool walk_values_are_equal(const struct schema_field *f, const void *a, const void *b);

static bool walk_groups_are_equal(const struct schema_group *g, const void *a, const void *b)
{
    for (size_t i = 0; i < g->field_count; i++)
        if (!walk_values_are_equal(&g->fields[i], a, b))
            return false;
    return true;
}

static bool walk_lists_are_equal(const struct schema_field *f, const void *a, const void *b)
{
    const char *left = schema_list(f, a), *right = schema_list(f, b);
    const size_t count = schema_count(f, a);
    if (schema_count(f, b) != count)
        return false;
    for (size_t i = 0; i < count; i++, left += f->element_size, right += f->element_size)
        if (!walk_groups_are_equal(f->group, left, right))
            return false;
    return true;
}

static bool walk_values_are_equal(const struct schema_field *f, const void *a, const void *b)
{
    if (f->kind == SCHEMA_LIST)
        return walk_lists_are_equal(f, a, b);
    if (f->kind == SCHEMA_MAP)
        return walk_groups_are_equal(f->group, (const char *)a + f->offset,
                                     (const char *)b + f->offset);
    char *left = value_text(f, a), *right = value_text(f, b);
    const bool equal = !strcmp(left, right);
    free(left);
    free(right);
    return equal;
}

/* Whether the field, or one in its map, is told of. */
static bool walk_chooses(const struct walk *w, const struct schema_field *f, struct subject s)
{
    if (w->without_delay && !strcmp(f->key, "delay"))
        return false;
    if (f->matters && !f->matters(s.base) && !tree_find(s.places, f->key))
        return false;
    if (w->choice == CHOOSE_GIVEN || f->inherited)
        return tree_around(s.places.node, f->key).node == s.places.node;
    if (w->choice == CHOOSE_ALL)
        return true;
    if (f->kind != SCHEMA_MAP)
        return walk_values_are_equal(f, s.base, s.twin) == (w->choice == CHOOSE_EQUAL);
    s = walk_within(s, f);
    for (size_t i = 0; i < f->group->field_count; i++)
        if (walk_chooses(w, &f->group->fields[i], s))
            return true;
    return false;
}

static void walk_value(struct walk *w, const struct schema_field *f, const char *within,
                       struct subject s)
{
    if (f->applies && !f->applies(s.base))
        return;
    char *text = value_text(f, s.base);
    if (text)
        walk_tell(w, (struct walk_line){.field = f,
                                        .text = text,
                                        .within = within,
                                        .node = tree_find(s.places, f->key),
                                        .base = s.base});
    free(text);
}

static void walk_texts(struct walk *w, const struct schema_field *f, struct subject s)
{
    char *text = yaml_list(schema_list(f, s.base), schema_count(f, s.base));
    walk_tell(w, (struct walk_line){.field = f,
                                    .text = text,
                                    .list = true,
                                    .node = tree_find(s.places, f->key),
                                    .base = s.base});
    free(text);
}

/* A load, or a list of them. */
static void walk_loads(struct walk *w, const struct schema_field *f, struct subject s)
{
    const struct schema_field item = {.kind = SCHEMA_LOAD, .word = "by model"};
    const struct firmware_load *const *loads = schema_list(f, s.base);
    const size_t count = schema_count(f, s.base);
    char **names = mem_calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = value_text(&item, &loads[i]);
    char *text = count == 1 ? mem_strdup(names[0]) : yaml_list((const char *const *)names, count);
    walk_tell(w, (struct walk_line){.field = f,
                                    .text = text,
                                    .list = count != 1,
                                    .node = tree_find(s.places, f->key),
                                    .base = s.base});
    free(text);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

/* Whether no other key than the one that a scalar stands for is given. */
static bool walk_is_brief(const struct schema_group *g, struct tree_places places, const char *key)
{
    const struct tree_node *n = tree_find(places, key);
    return g->brief && (!n || (n->count == 1 && !strcmp(n->children[0]->key, g->short_key)));
}

static void walk_map(struct walk *w, const struct schema_field *f, struct subject s)
{
    if (walk_is_brief(f->group, s.places, f->key)) {
        struct schema_field value = *schema_find(f->group, f->group->short_key);
        char *within = mem_printf("%s.%s", f->key, value.key);
        value.key = f->key;
        walk_value(w, &value, within, s);
        free(within);
        return;
    }
    walk_head(w, f);
    const char *before = walk_enter(w, walk_path(w, f->key), 2);
    const enum choice choice = w->choice;
    w->choice = f->inherited ? CHOOSE_GIVEN : choice;
    walk_group(w, f->group, walk_within(s, f));
    w->choice = choice;
    walk_leave(w, before, 2);
}

static void walk_list(struct walk *w, const struct schema_field *f, struct subject s)
{
    const struct tree_node *list = tree_find(s.places, f->key);
    const char *elements = schema_list(f, s.base);
    const size_t count = schema_count(f, s.base);
    if (!count)
        return;
    walk_head(w, f);
    const enum choice choice = w->choice;
    w->choice = CHOOSE_ALL; /* an item is told of as a whole */
    size_t number = 0;      /* of the item as it is given, which may stand for several (sites.c) */
    for (size_t i = 0; i < count; i++) {
        if (i && list && tree_item(list, i) == tree_item(list, i - 1))
            continue;
        const struct subject item = {
            elements + i * f->element_size, NULL, {.node = tree_item(list, i)}};
        char *path = walk_path(w, f->key);
        const char *before = walk_enter(w, mem_printf("%s[%zu]", path, number++), 4);
        free(path);
        w->dash = true;
        walk_group(w, f->group, item);
        if (f->group->common)
            walk_group(w, f->group->common, item);
        walk_leave(w, before, 4);
    }
    w->choice = choice;
}

static bool walk_gives_delay(const struct tree_node *wan)
{
    return tree_child(wan, "delay") || tree_child(tree_child(wan, "down"), "delay") ||
           tree_child(tree_child(wan, "up"), "delay");
}

static void walk_direction(struct walk *w, const struct schema_field *f, struct subject s)
{
    bool any = false;
    w->choice = CHOOSE_DIFFERENT;
    for (size_t i = 0; i < schema_link.field_count; i++)
        any |= walk_chooses(w, &schema_link.fields[i], s);
    if (any) {
        walk_head(w, f);
        const char *before = walk_enter(w, walk_path(w, f->key), 2);
        walk_group(w, &schema_link, s);
        walk_leave(w, before, 2);
    }
    w->choice = CHOOSE_ALL;
}

static void walk_wan(struct walk *w, const struct schema_field *f, struct subject s)
{
    const struct link_direction *line =
        (const struct link_direction *)((const char *)s.base + f->offset);
    const struct tree_node *n = tree_find(s.places, f->key);
    const struct subject down = {&line[0], &line[1], {.node = tree_child(n, "down"), .common = n}};
    const struct subject up = {&line[1], &line[0], {.node = tree_child(n, "up"), .common = n}};
    const sim_time rtt = line[0].delay + line[1].delay;
    if (f->there_offset && !n)
        return;
    walk_head(w, f);
    const char *before = walk_enter(w, walk_path(w, f->key), 2);
    w->without_delay = !walk_gives_delay(n);
    if (w->without_delay)
        walk_value(w, schema_find(f->group, "rtt"), NULL,
                   (struct subject){&rtt, NULL, {.node = n}});
    w->choice = CHOOSE_EQUAL;
    walk_group(w, &schema_link, down);
    walk_direction(w, schema_find(f->group, "down"), down);
    walk_direction(w, schema_find(f->group, "up"), up);
    w->without_delay = false;
    walk_leave(w, before, 2);
}

static void walk_sites(struct walk *w, const struct schema_field *f, struct subject s)
{
    if (tree_child(s.places.node, f->key))
        walk_list(w, f, s);
    else
        walk_group(w, f->group->common, (struct subject){schema_list(f, s.base), NULL, s.places});
}

static void walk_field(struct walk *w, const struct schema_field *f, struct subject s)
{
    switch (f->kind) {
    case SCHEMA_TEXTS:
        walk_texts(w, f, s);
        break;
    case SCHEMA_LOADS:
        walk_loads(w, f, s);
        break;
    case SCHEMA_MAP:
        walk_map(w, f, s);
        break;
    case SCHEMA_LIST:
        walk_list(w, f, s);
        break;
    case SCHEMA_WAN:
        walk_wan(w, f, s);
        break;
    case SCHEMA_SITES:
        walk_sites(w, f, s);
        break;
    case SCHEMA_QUANTITY:
    case SCHEMA_TEXT:
    case SCHEMA_CHOICE:
    case SCHEMA_WORD:
    case SCHEMA_FIXED:
    case SCHEMA_SWITCH:
    case SCHEMA_PREFIX:
    case SCHEMA_QUEUE_LIMIT:
    case SCHEMA_CODE_POINT:
    case SCHEMA_CODE_POINTS:
    case SCHEMA_FRAMING:
    case SCHEMA_MODEL:
    case SCHEMA_LOAD:
        walk_value(w, f, NULL, s);
        break;
    }
}

static void walk_group(struct walk *w, const struct schema_group *g, struct subject s)
{
    for (size_t i = 0; i < g->field_count; i++)
        if (walk_chooses(w, &g->fields[i], s))
            walk_field(w, &g->fields[i], s);
}

void walk_scenario(const struct scenario *s, walk_fn *fn, void *user)
{
    struct walk w = {.fn = fn, .user = user, .front = ""};
    walk_group(&w, &schema_root, (struct subject){s, NULL, {.node = s->tree->root}});
}
