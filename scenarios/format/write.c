/* Writes a scenario with all values in force, through the table of fields. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

#define COMMENT_COLUMN 40

/* Which values are written: all; of those that two directions of a link have those in which they
 * are equal, or those of one in which they differ; of what may be inherited what is given here. */
enum choice { CHOOSE_ALL, CHOOSE_EQUAL, CHOOSE_DIFFERENT, CHOOSE_GIVEN };

struct writer {
    FILE *out;
    bool explain;
    const struct scenario *s;
    int indent;
    bool dash; /* the next line begins an item of a list */
    enum choice choice;
    bool without_delay; /* of a link: it is written as rtt */
};

/* A struct, the same of the other direction of its link if there is one, and where it is given. */
struct subject {
    const void *base, *twin;
    struct tree_places places;
};

static void write_group(struct writer *w, const struct schema_group *g, struct subject s);

static bool is_plain_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("_./+()%-", c);
}

/* Whether YAML takes the text for itself, without quotes. */
static bool is_plain(const char *text)
{
    const size_t length = strlen(text);
    if (!length || strchr("-.%+", text[0]) || text[length - 1] == ' ')
        return false;
    for (const char *p = text; *p; p++)
        if (!is_plain_char(*p) && (*p != ' ' || p == text))
            return false;
    return true;
}

/* Free it. */
static char *quote(const char *text)
{
    if (is_plain(text))
        return mem_strdup(text);
    char *quoted = mem_calloc(2 * strlen(text) + 3, 1), *p = quoted;
    *p++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *p++ = '\\';
        *p++ = *text;
    }
    *p = '"';
    char *shown = visible_text(quoted); /* whose escapes are YAML's too */
    free(quoted);
    return shown;
}

/* "line 12", "-s wan.rate=1Mbps", "default". Free it. */
static char *source(const struct writer *w, const struct tree_node *n)
{
    if (!n)
        return mem_strdup("default");
    return n->place.option ? tree_place_text(w->s->tree, n->place)
                           : mem_printf("line %zu", n->place.line);
}

static void comment(struct writer *w, int column, const struct schema_field *f, bool is_map,
                    const struct tree_node *n, const void *base)
{
    const int blanks = column < COMMENT_COLUMN ? COMMENT_COLUMN - column : 1;
    if (is_map) {
        fprintf(w->out, "%*s# %s", blanks, "", f->meaning);
        return;
    }
    char *from = source(w, n);
    fprintf(w->out, "%*s# %s: %s", blanks, "", from, f->meaning);
    if (!n && f->standing)
        fprintf(w->out, "; %s", f->standing);
    char *outcome = f->outcome ? f->outcome(w->s, base) : NULL;
    if (outcome)
        fprintf(w->out, "; %s", outcome);
    free(outcome);
    free(from);
}

/* One line: a key, its value unless it is a map or a list, and the comment. `base`: of a value, the
 * struct it is in. */
static void write_line(struct writer *w, const struct schema_field *f, const char *value,
                       const struct tree_node *n, const void *base)
{
    const int front = w->dash ? w->indent - 2 : w->indent;
    const int column = fprintf(w->out, "%*s%s%s:%s%s", front, "", w->dash ? "- " : "", f->key,
                               value ? " " : "", value ? value : "");
    w->dash = false;
    if (w->explain)
        comment(w, column, f, !value, n, base);
    fputc('\n', w->out);
}

static bool texts_are_equal(const struct schema_field *f, const void *a, const void *b)
{
    char *left = value_text(f, a), *right = value_text(f, b);
    const bool equal = !strcmp(left, right);
    free(left);
    free(right);
    return equal;
}

/* Whether the field, or one in its map, is to be written. */
static bool is_chosen(const struct writer *w, const struct schema_field *f, struct subject s)
{
    if (w->without_delay && !strcmp(f->key, "delay"))
        return false;
    if (w->choice == CHOOSE_GIVEN || f->inherited)
        return tree_around(s.places.node, f->key).node == s.places.node;
    if (w->choice == CHOOSE_ALL)
        return true;
    if (f->kind != SCHEMA_MAP)
        return texts_are_equal(f, s.base, s.twin) == (w->choice == CHOOSE_EQUAL);
    for (size_t i = 0; i < f->group->field_count; i++)
        if (is_chosen(w, &f->group->fields[i], s))
            return true;
    return false;
}

static void write_value(struct writer *w, const struct schema_field *f, struct subject s)
{
    if (f->applies && !f->applies(s.base))
        return;
    char *text = value_text(f, s.base);
    if (!text)
        return;
    char *quoted = quote(text);
    write_line(w, f, quoted, tree_find(s.places, f->key), s.base);
    free(quoted);
    free(text);
}

static void write_texts(struct writer *w, const struct schema_field *f, struct subject s)
{
    char *const *texts = schema_list(f, s.base);
    char *value = mem_strdup("[");
    for (size_t i = 0; i < schema_count(f, s.base); i++) {
        char *quoted = quote(texts[i]);
        char *longer = mem_printf("%s%s%s", value, i ? ", " : "", quoted);
        free(quoted);
        free(value);
        value = longer;
    }
    char *closed = mem_printf("%s]", value);
    write_line(w, f, closed, tree_find(s.places, f->key), s.base);
    free(closed);
    free(value);
}

/* A load, or a list of them. */
static void write_loads(struct writer *w, const struct schema_field *f, struct subject s)
{
    const struct firmware_load *const *loads = schema_list(f, s.base);
    const size_t count = schema_count(f, s.base);
    char *value = mem_strdup(count > 1 ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        const struct schema_field item = {.kind = SCHEMA_LOAD, .word = "by model"};
        char *text = value_text(&item, &loads[i]), *quoted = quote(text);
        char *longer = mem_printf("%s%s%s", value, i ? ", " : "", quoted);
        free(text);
        free(quoted);
        free(value);
        value = longer;
    }
    char *closed = mem_printf("%s%s", value, count > 1 ? "]" : "");
    write_line(w, f, closed, tree_find(s.places, f->key), s.base);
    free(closed);
    free(value);
}

/* Whether no other key than the one that a scalar stands for is given. */
static bool is_brief(const struct schema_group *g, struct tree_places places, const char *key)
{
    const struct tree_node *n = tree_find(places, key);
    return g->brief && (!n || (n->count == 1 && !strcmp(n->children[0]->key, g->short_key)));
}

static void write_map(struct writer *w, const struct schema_field *f, struct subject s)
{
    if (is_brief(f->group, s.places, f->key)) {
        struct schema_field value = *schema_find(f->group, f->group->short_key);
        value.key = f->key;
        write_value(w, &value, s);
        return;
    }
    write_line(w, f, NULL, NULL, NULL);
    w->indent += 2;
    s.base = (const char *)s.base + f->offset;
    s.places = tree_within(s.places, f->key);
    const enum choice choice = w->choice;
    w->choice = f->inherited ? CHOOSE_GIVEN : choice;
    write_group(w, f->group, s);
    w->choice = choice;
    w->indent -= 2;
}

static void write_list(struct writer *w, const struct schema_field *f, struct subject s)
{
    const struct tree_node *list = tree_find(s.places, f->key);
    const char *elements = schema_list(f, s.base);
    const size_t count = schema_count(f, s.base);
    if (!count)
        return;
    write_line(w, f, NULL, NULL, NULL);
    w->indent += 4;
    for (size_t i = 0; i < count; i++) {
        const struct subject item = {
            elements + i * f->element_size, NULL, {.node = tree_item(list, i)}};
        w->dash = true;
        write_group(w, f->group, item);
        if (f->group->common)
            write_group(w, f->group->common, item);
    }
    w->indent -= 4;
}

static bool gives_delay(const struct tree_node *wan)
{
    return tree_child(wan, "delay") || tree_child(tree_child(wan, "down"), "delay") ||
           tree_child(tree_child(wan, "up"), "delay");
}

static void write_direction(struct writer *w, const struct schema_field *f, struct subject s)
{
    bool any = false;
    w->choice = CHOOSE_DIFFERENT;
    for (size_t i = 0; i < schema_link.field_count; i++)
        any |= is_chosen(w, &schema_link.fields[i], s);
    if (any) {
        write_line(w, f, NULL, NULL, NULL);
        w->indent += 2;
        write_group(w, &schema_link, s);
        w->indent -= 2;
    }
    w->choice = CHOOSE_ALL;
}

static void write_wan(struct writer *w, const struct schema_field *f, struct subject s)
{
    const struct link_direction *line =
        (const struct link_direction *)((const char *)s.base + f->offset);
    const struct tree_node *n = tree_find(s.places, f->key);
    const struct subject down = {&line[0], &line[1], {.node = tree_child(n, "down"), .common = n}};
    const struct subject up = {&line[1], &line[0], {.node = tree_child(n, "up"), .common = n}};
    const sim_time rtt = line[0].delay + line[1].delay;
    if (f->there_offset && !n)
        return;
    write_line(w, f, NULL, NULL, NULL);
    w->indent += 2;
    w->without_delay = !gives_delay(n);
    if (w->without_delay)
        write_value(w, schema_find(f->group, "rtt"), (struct subject){&rtt, NULL, {.node = n}});
    w->choice = CHOOSE_EQUAL;
    write_group(w, &schema_link, down);
    write_direction(w, schema_find(f->group, "down"), down);
    write_direction(w, schema_find(f->group, "up"), up);
    w->without_delay = false;
    w->indent -= 2;
}

static void write_sites(struct writer *w, const struct schema_field *f, struct subject s)
{
    if (tree_child(s.places.node, f->key))
        write_list(w, f, s);
    else
        write_group(w, f->group->common, (struct subject){schema_list(f, s.base), NULL, s.places});
}

static void write_field(struct writer *w, const struct schema_field *f, struct subject s)
{
    switch (f->kind) {
    case SCHEMA_TEXTS:
        write_texts(w, f, s);
        break;
    case SCHEMA_LOADS:
        write_loads(w, f, s);
        break;
    case SCHEMA_MAP:
        write_map(w, f, s);
        break;
    case SCHEMA_LIST:
        write_list(w, f, s);
        break;
    case SCHEMA_WAN:
        write_wan(w, f, s);
        break;
    case SCHEMA_SITES:
        write_sites(w, f, s);
        break;
    case SCHEMA_QUANTITY:
    case SCHEMA_TEXT:
    case SCHEMA_CHOICE:
    case SCHEMA_WORD:
    case SCHEMA_FIXED:
    case SCHEMA_SWITCH:
    case SCHEMA_PREFIX:
    case SCHEMA_QUEUE_LIMIT:
    case SCHEMA_FRAMING:
    case SCHEMA_MODEL:
    case SCHEMA_LOAD:
        write_value(w, f, s);
        break;
    }
}

static void write_group(struct writer *w, const struct schema_group *g, struct subject s)
{
    for (size_t i = 0; i < g->field_count; i++)
        if (is_chosen(w, &g->fields[i], s))
            write_field(w, &g->fields[i], s);
}

void scenario_write(const struct scenario *s, FILE *out, bool explain)
{
    struct writer w = {.out = out, .explain = explain, .s = s};
    write_group(&w, &schema_root, (struct subject){s, NULL, {.node = s->tree->root}});
}
