/* Paths followed through the table of fields, and values in one form. */
#include "scenarios/format/path.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/fields.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"
#include "scenarios/format/yaml.h"

#define PATH_INDEX_LIMIT 1000000

/* "[3]" at `p`; returns what follows, or NULL. */
static const char *path_index_read(const char *p, struct path_step *s)
{
    const char *first = ++p;
    for (s->index = 0; *p >= '0' && *p <= '9' && s->index < PATH_INDEX_LIMIT; p++)
        s->index = s->index * 10 + (size_t)(*p - '0');
    s->indexed = true;
    return p > first && *p == ']' ? p + 1 : NULL;
}

const char *path_step_read(const char *p, struct path_step *s)
{
    const size_t length = strcspn(p, ".[= ");
    *s = (struct path_step){0};
    if (!length || length > PATH_KEY_LIMIT)
        return NULL;
    memcpy(s->key, p, length);
    p += length;
    if (*p == '[')
        p = path_index_read(p, s);
    if (p)
        p += strspn(p, " ");
    return p && (*p == '.' || *p == '=' || !*p) ? p : NULL;
}

/* --- which field ----------------------------------------------------------------------------- */

/* Looks among all fields for one with that last key. */
struct path_search {
    const char *key;
    char *found; /* NULL: none yet */
};

static bool path_search_field(void *user, const char *path, const struct schema_field *f)
{
    struct path_search *search = user;
    const bool in_sites = !strncmp(path, "sites[]", 7);
    if (!search->found && !in_sites && field_is_value(f) && !strcmp(f->key, search->key))
        search->found = mem_strdup(path);
    return !in_sites;
}

/* "subnets[].phones[].count" with the first items' indices. Free it. */
static char *path_of_first(const char *path)
{
    char *indexed = mem_calloc(2 * strlen(path) + 1, 1), *p = indexed;
    for (; *path; path++) {
        *p++ = *path;
        if (*path == '[')
            *p++ = '0';
    }
    return indexed;
}

/* What was meant by a key that the group does not have. */
static int path_refuse_key(const char *path, const struct schema_group *g, const char *key,
                           struct error *e)
{
    struct path_search search = {.key = key};
    fields_walk(path_search_field, &search);
    char *elsewhere = search.found ? path_of_first(search.found) : NULL;
    char *advice =
        elsewhere ? mem_printf("; did you mean '%s'?", elsewhere) : schema_advice(g, key);
    error_set(e, "%s: unknown key '%s'%s", words_shown(path).text, words_shown(key).text, advice);
    free(advice);
    free(elsewhere);
    free(search.found);
    return -1;
}

static bool path_is_list(const struct schema_field *f)
{
    return f->kind == SCHEMA_LIST || f->kind == SCHEMA_SITES;
}

/* The field that stands for a map in short, or the map itself. */
static const struct schema_field *path_short(const struct schema_field *f)
{
    return f->group && f->group->short_key && !path_is_list(f)
               ? schema_find(f->group, f->group->short_key)
               : f;
}

/* Adds a step to the path. */
static void path_add(struct path_field *p, const char *key, const struct path_step *s)
{
    const bool list = path_is_list(p->field);
    char *longer = list ? mem_printf("%s%s%s[%zu]", p->path, *p->path ? "." : "", key, s->index)
                        : mem_printf("%s%s%s", p->path, *p->path ? "." : "", key);
    free(p->path);
    p->path = longer;
}

static int path_follow(struct path_field *p, const char *path, struct error *e)
{
    const struct schema_group *g = &schema_root;
    const char *rest = path + strspn(path, " ");
    struct path_step s;
    for (int keys = 0; g; keys++) {
        rest = keys < PATH_KEYS_LIMIT ? path_step_read(rest, &s) : NULL;
        if (!rest || *rest == '=')
            return error_set(e,
                             "'%s' is no path; give one as in 'wan.rate' or "
                             "'subnets[0].phones[0].count'",
                             words_shown(path).text);
        p->field = schema_find(g, s.key);
        if (!p->field)
            return path_refuse_key(path, g, s.key, e);
        if (s.indexed && !path_is_list(p->field))
            return error_set(e, "%s: '%s' is not a list of maps; leave the index out",
                             words_shown(path).text, s.key);
        path_add(p, s.key, &s);
        g = *rest ? p->field->group : NULL;
        if (*rest && !g)
            return error_set(e, "%s: '%s' is a value and has no keys; end the path there",
                             words_shown(path).text, s.key);
        rest += *rest != '\0';
    }
    return 0;
}

int path_find(struct path_field *p, const char *path, struct error *e)
{
    *p = (struct path_field){.path = mem_strdup("")};
    int status = path_follow(p, path, e);
    const struct schema_field *f = status == 0 ? path_short(p->field) : NULL;
    if (f && !field_is_value(f)) {
        status =
            error_set(e, "%s is a %s; give a field in it, such as %s.%s", p->path,
                      path_is_list(f) ? "list of maps" : "map", p->path, f->group->fields[0].key);
    } else if (f && f != p->field) {
        p->field = f;
        path_add(p, f->key, NULL);
    }
    if (status < 0)
        path_free(p);
    return status;
}

void path_free(struct path_field *p)
{
    free(p->path);
    *p = (struct path_field){0};
}

/* --- in a scenario --------------------------------------------------------------------------- */

/* The item of a list that a step leads to. */
static int path_item(const struct tree_node **n, const char *path, const struct path_step *s,
                     struct error *e)
{
    const size_t count = *n && (*n)->kind == TREE_LIST ? (*n)->count : 0;
    if (!s->indexed && count > 1)
        return error_set(e, "%s: %s has %zu items; say which, as in %s[0]", words_shown(path).text,
                         s->key, count, s->key);
    if (s->index >= count)
        return error_set(e, "%s: %s has no item %zu: there are %zu of them, counted from 0",
                         words_shown(path).text, s->key, s->index, count);
    *n = tree_item(*n, s->index);
    return 0;
}

int path_reach(const struct scenario *s, const char *path, struct error *e)
{
    const struct tree_node *n = s->tree->root;
    const struct schema_group *g = &schema_root;
    const bool sites = tree_child(n, "sites") != NULL;
    const char *rest = path + strspn(path, " ");
    while (g) {
        struct path_step step;
        rest = path_step_read(rest, &step);
        const struct schema_field *f = rest ? schema_find(g, step.key) : NULL;
        if (!f) /* path_find has told */
            return error_set(e, "'%s' is no path", words_shown(path).text);
        if (n == s->tree->root && sites && schema_find(schema_root.common, step.key))
            return error_set(e,
                             "%s: is a site's where there are 'sites'; give it as in sites[0].%s",
                             words_shown(path).text, words_shown(path).text);
        n = tree_child(n, step.key);
        if (path_is_list(f) && path_item(&n, path, &step, e) < 0)
            return -1;
        g = *rest ? f->group : NULL;
        rest += *rest != '\0';
    }
    return 0;
}

/* --- values ---------------------------------------------------------------------------------- */

/* A value by itself: what a field's member may be, wherever its struct has it. */
struct path_scratch {
    struct schema_field field; /* of the member `value` */
    union {
        uint64_t number;
        char *text;
        struct {
            void *items;
            size_t count;
        } list;
        struct link_queue queue;
        struct scenario_subnet subnet;
        struct link_direction line;
    } value;
};

static void path_scratch_init(struct path_scratch *at, const struct schema_field *f)
{
    *at = (struct path_scratch){.field = *f};
    at->field.offset = 0;
    at->field.count_offset =
        offsetof(struct path_scratch, value.list.count) - offsetof(struct path_scratch, value);
}

static void path_scratch_free(struct path_scratch *at)
{
    const struct schema_group g = {.fields = &at->field, .field_count = 1};
    schema_free(&g, &at->value);
}

/* The texts of a list, or of one scalar; returns how many, or a negative number. */
static int path_texts(const struct tree_node *n, const char **texts, size_t room, struct error *e)
{
    const struct tree_node *const *items = (const struct tree_node *const *)n->children;
    const size_t count = n->kind == TREE_LIST ? n->count : 1;
    if (n->kind == TREE_MAP || count > room)
        return error_set(e, "is not a value, nor a list of up to %zu", room);
    for (size_t i = 0; i < count; i++) {
        const struct tree_node *item = n->kind == TREE_LIST ? items[i] : n;
        if (item->kind != TREE_SCALAR)
            return error_set(e, "has a list or map in its list; give single values in it");
        texts[i] = item->text;
    }
    return (int)count;
}

/* A list of texts is checked text by text, and written as YAML has it. */
static int path_texts_value(const struct scenario *s, const struct schema_field *f,
                            const char *const *texts, size_t count, char **value, struct error *e)
{
    struct path_scratch item;
    path_scratch_init(&item, &(const struct schema_field){.key = f->key, .kind = SCHEMA_TEXT});
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = value_set(s, &item.field, &item.value, texts[i], e);
    path_scratch_free(&item);
    if (status == 0)
        *value = yaml_list(texts, count);
    return status;
}

static int path_tree_value(const struct scenario *s, const struct schema_field *f,
                           const struct tree_node *n, char **value, struct error *e)
{
    enum { ITEMS_MOST = 1000 };
    const char *texts[ITEMS_MOST];
    const int count = path_texts(n, texts, ITEMS_MOST, e);
    if (count < 0)
        return -1;
    if (f->kind == SCHEMA_TEXTS && n->kind == TREE_LIST)
        return path_texts_value(s, f, texts, (size_t)count, value, e);
    if (f->kind == SCHEMA_TEXTS || (n->kind == TREE_LIST && (f->kind != SCHEMA_LOADS || !count)))
        return error_set(e,
                         f->kind == SCHEMA_TEXTS ? "must be a list, as in [a, b]"
                                                 : "must be a single value: %s",
                         f->meaning);
    struct path_scratch at;
    path_scratch_init(&at, f);
    const int status = f->kind == SCHEMA_LOADS
                           ? value_set_loads(s, &at.field, &at.value, texts, (size_t)count, e)
                           : value_set(s, &at.field, &at.value, texts[0], e);
    *value = status == 0 ? value_text(&at.field, &at.value) : NULL;
    path_scratch_free(&at);
    return status;
}

int path_value(const struct scenario *s, const struct schema_field *f, const char *text,
               char **value, struct error *e)
{
    struct scenario_tree *tree = tree_new("", &text, 1);
    struct tree_node *n = NULL;
    *value = NULL;
    int status = *text ? yaml_read(tree, text, strlen(text), 1, &n, e) : error_set(e, "is empty");
    if (status == 0)
        status = path_tree_value(s, f, n, value, e);
    tree_node_free(n);
    tree_free(tree);
    return status;
}

char *path_assignment(const struct path_field *p, const char *value)
{
    const bool list =
        (p->field->kind == SCHEMA_LOADS || p->field->kind == SCHEMA_TEXTS) && value[0] == '[';
    char *quoted = list ? mem_strdup(value) : yaml_quote(value);
    char *assignment = mem_printf("%s=%s", p->path, quoted);
    free(quoted);
    return assignment;
}

char *path_of_option(const char *option)
{
    const size_t length = strcspn(option, "=");
    return mem_printf("%.*s", (int)length, option);
}

bool path_is_set(const char *const *options, size_t count, const char *path)
{
    bool same = false;
    for (size_t i = 0; i < count && !same; i++) {
        struct path_field at;
        struct error ignored;
        char *set = path_of_option(options[i]);
        if (path_find(&at, set, &ignored) == 0) {
            same = !strcmp(at.path, path);
            path_free(&at);
        }
        free(set);
    }
    return same;
}
