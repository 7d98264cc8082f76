/* libyaml's events put together to a tree; limits on size, nesting and decoration are kept here,
 * before anything else sees the file. */
#include "scenarios/format/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/memory.h"
#include "base/visible.h"
#include "scenarios/format/words.h"

struct reader {
    const struct scenario_tree *tree;
    const char *bytes;
    size_t length, option;
    yaml_parser_t parser;
    struct error *e;
    struct tree_node *root, *open; /* `open`: the map or list that is being filled */
    unsigned depth;
    size_t nodes, documents;
    char *key; /* read, and still without its value; NULL when there is none */
    struct tree_place key_place;
};

static struct tree_place place_of(const struct reader *r, yaml_mark_t mark)
{
    return (struct tree_place){mark.line + 1, mark.column + 1, r->option};
}

static int refuse(struct reader *r, struct tree_place place, const char *what)
{
    char *where = tree_place_text(r->tree, place);
    error_set(r->e, "%s: %s", where, what);
    free(where);
    return -1;
}

static struct tree_place place_of_byte(const struct reader *r, size_t offset)
{
    struct tree_place place = {1, 1, r->option};
    for (size_t i = 0; i < offset && i < r->length; i++) {
        place.line += r->bytes[i] == '\n';
        place.column = r->bytes[i] == '\n' ? 1 : place.column + 1;
    }
    return place;
}

static int refuse_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_READER_ERROR)
        return refuse(r, place_of_byte(r, p->problem_offset),
                      "not UTF-8 text, or a control character; write the file as plain UTF-8");
    char *what = mem_printf("not well-formed YAML: %s", p->problem ? p->problem : "out of memory");
    refuse(r, place_of(r, p->problem_mark), what);
    free(what);
    return -1;
}

static int check_duplicate(struct reader *r, const char *key, struct tree_place place)
{
    const struct tree_node *first = tree_child(r->open, key);
    if (!first)
        return r->open->count < YAML_KEYS_LIMIT
                   ? 0
                   : refuse(r, place, "a map with over 64 keys; no map of a scenario has as many");
    char *what = mem_printf("key '%s' is there twice, first on line %zu; keep one of them",
                            words_shown(key).text, first->key_place.line);
    refuse(r, place, what);
    free(what);
    return -1;
}

static bool is_key_due(const struct reader *r)
{
    return r->open && r->open->kind == TREE_MAP && !r->key;
}

static int take_key(struct reader *r, const yaml_event_t *event)
{
    const char *key = (const char *)event->data.scalar.value;
    const struct tree_place place = place_of(r, event->start_mark);
    if (strlen(key) != event->data.scalar.length)
        return refuse(r, place, "a zero byte; write plain text");
    if (check_duplicate(r, key, place) < 0)
        return -1;
    r->key = mem_strdup(key);
    r->key_place = place;
    return 0;
}

/* Puts a new value where the document is: under the key, at the list's end, or at the root. */
static struct tree_node *add_value(struct reader *r, enum tree_kind kind, struct tree_place place)
{
    struct tree_node *n = tree_node_new(kind, place);
    if (r->open)
        tree_add(r->open, n, r->key, r->key_place);
    else
        r->root = n;
    free(r->key);
    r->key = NULL;
    return n;
}

static int take_scalar(struct reader *r, const yaml_event_t *event)
{
    if (is_key_due(r))
        return take_key(r, event);
    const struct tree_place place = place_of(r, event->start_mark);
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != event->data.scalar.length)
        return refuse(r, place, "a zero byte; write plain text");
    if (++r->nodes > YAML_NODES_LIMIT)
        return refuse(r, place, "over 50,000 values; a scenario needs far fewer");
    add_value(r, TREE_SCALAR, place)->text = mem_strdup(text);
    return 0;
}

static int open_collection(struct reader *r, const yaml_event_t *event, enum tree_kind kind)
{
    const struct tree_place place = place_of(r, event->start_mark);
    if (is_key_due(r))
        return refuse(r, place, "a key that is a map or a list; a key is one plain word");
    if (++r->depth > YAML_DEPTH_LIMIT)
        return refuse(r, place, "maps and lists nested over 8 deep; a scenario needs no more");
    if (++r->nodes > YAML_NODES_LIMIT)
        return refuse(r, place, "over 50,000 values; a scenario needs far fewer");
    r->open = add_value(r, kind, place);
    return 0;
}

static void close_collection(struct reader *r)
{
    r->depth--;
    r->open = r->open->parent;
}

static int check_decoration(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                            const yaml_char_t *tag)
{
    if (anchor)
        return refuse(r, place_of(r, event->start_mark),
                      "an anchor (&); scenarios have none, write the value out");
    if (tag)
        return refuse(r, place_of(r, event->start_mark),
                      "a tag (!); scenarios have none, leave it out");
    return 0;
}

static int check_document(struct reader *r, const yaml_event_t *event)
{
    const struct tree_place place = place_of(r, event->start_mark);
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end)
        return refuse(r, place, "a tag directive (%TAG); scenarios have none, leave it out");
    if (++r->documents > 1)
        return refuse(r, place, "a second document; keep one scenario in a file");
    return 0;
}

static int take_event(struct reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return check_document(r, event);
    case YAML_ALIAS_EVENT:
        return refuse(r, place_of(r, event->start_mark),
                      "an alias (*); scenarios have none, write the value out");
    case YAML_SCALAR_EVENT:
        if (check_decoration(r, event, event->data.scalar.anchor, event->data.scalar.tag) < 0)
            return -1;
        return take_scalar(r, event);
    case YAML_MAPPING_START_EVENT:
        if (check_decoration(r, event, event->data.mapping_start.anchor,
                             event->data.mapping_start.tag) < 0)
            return -1;
        return open_collection(r, event, TREE_MAP);
    case YAML_SEQUENCE_START_EVENT:
        if (check_decoration(r, event, event->data.sequence_start.anchor,
                             event->data.sequence_start.tag) < 0)
            return -1;
        return open_collection(r, event, TREE_LIST);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        close_collection(r);
        return 0;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return 0;
    }
    return 0;
}

static int read_events(struct reader *r)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event))
            return refuse_syntax(r);
        more = event.type != YAML_STREAM_END_EVENT;
        const int status = take_event(r, &event);
        yaml_event_delete(&event);
        if (status < 0)
            return status;
    }
    if (r->root)
        return 0;
    return refuse(r, (struct tree_place){1, 1, r->option},
                  "nothing in it; a scenario needs at least its subnets, with their phones");
}

static int check_bytes(struct reader *r)
{
    if (r->length > YAML_SIZE_LIMIT)
        return refuse(r, (struct tree_place){1, 1, r->option}, "over 1 MiB; a scenario is smaller");
    const char *zero = memchr(r->bytes, 0, r->length);
    if (zero)
        return refuse(r, place_of_byte(r, (size_t)(zero - r->bytes)),
                      "a zero byte; write the file as plain UTF-8");
    return 0;
}

int yaml_read(const struct scenario_tree *t, const char *bytes, size_t length, size_t option,
              struct tree_node **root, struct error *e)
{
    struct reader r = {.tree = t, .bytes = bytes, .length = length, .option = option, .e = e};
    if (check_bytes(&r) < 0)
        return -1;
    if (!yaml_parser_initialize(&r.parser))
        return refuse(&r, (struct tree_place){1, 1, option}, "out of memory");
    /* Otherwise libyaml would take two bytes at the beginning for UTF-16. */
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, length);
    const int status = read_events(&r);
    yaml_parser_delete(&r.parser);
    free(r.key);
    if (status < 0)
        tree_node_free(r.root);
    else
        *root = r.root;
    return status;
}

static bool yaml_is_plain_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("_./+()%-", c);
}

/* Whether YAML takes the text for itself, without quotes. */
static bool yaml_is_plain(const char *text)
{
    const size_t length = strlen(text);
    if (!length || strchr("-.%+", text[0]) || text[length - 1] == ' ')
        return false;
    for (const char *p = text; *p; p++)
        if (!yaml_is_plain_char(*p) && (*p != ' ' || p == text))
            return false;
    return true;
}

char *yaml_quote(const char *text)
{
    if (yaml_is_plain(text))
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

char *yaml_list(const char *const *texts, size_t count)
{
    char *value = mem_strdup("[");
    for (size_t i = 0; i < count; i++) {
        char *quoted = yaml_quote(texts[i]);
        char *longer = mem_printf("%s%s%s", value, i ? ", " : "", quoted);
        free(quoted);
        free(value);
        value = longer;
    }
    char *closed = mem_printf("%s]", value);
    free(value);
    return closed;
}
