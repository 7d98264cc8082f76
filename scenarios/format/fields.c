/* Walks the table of fields. */
#include "scenarios/format/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void fields_group(const struct schema_group *g, const char *front, fields_fn *fn,
                         void *user);

bool field_is_value(const struct schema_field *f)
{
    return !f->group;
}

static void fields_row(const struct schema_field *f, const char *front, fields_fn *fn, void *user)
{
    char *path = mem_printf("%s%s%s", front, *front ? "." : "", f->key);
    const bool further = fn(user, path, f);
    if (further && !field_is_value(f)) {
        const bool list = f->kind == SCHEMA_LIST || f->kind == SCHEMA_SITES;
        char *within = mem_printf("%s%s", path, list ? "[]" : "");
        fields_group(f->group, within, fn, user);
        free(within);
    }
    free(path);
}

/* The keys that stand beside the group's own: the common ones of a WAN, those of the only site. */
static void fields_group(const struct schema_group *g, const char *front, fields_fn *fn, void *user)
{
    for (size_t i = 0; i < g->field_count; i++)
        fields_row(&g->fields[i], front, fn, user);
    for (size_t i = 0; g->common && i < g->common->field_count; i++)
        fields_row(&g->common->fields[i], front, fn, user);
}

void fields_walk(fields_fn *fn, void *user)
{
    fields_group(&schema_root, "", fn, user);
}

static char *fields_words(const char *const *words)
{
    char *text = mem_strdup("");
    for (size_t i = 0; words[i]; i++) {
        char *longer = mem_printf("%s%s%s", text, i ? ", " : "", words[i]);
        free(text);
        text = longer;
    }
    return text;
}

static char *fields_quantity(const struct schema_field *f)
{
    const bool plain = f->quantity == QUANTITY_COUNT;
    return mem_printf("%s%s%s%s%s", quantity_noun(f->quantity), plain ? "" : ", such as ",
                      plain ? "" : quantity_example(f->quantity), f->word ? ", or " : "",
                      f->word ? f->word : "");
}

char *field_values(const struct schema_field *f)
{
    switch (f->kind) {
    case SCHEMA_QUANTITY:
        return fields_quantity(f);
    case SCHEMA_CHOICE:
    case SCHEMA_WORD:
        return fields_words(f->words);
    case SCHEMA_SWITCH:
        return mem_strdup("on, off");
    case SCHEMA_FIXED:
        return mem_strdup(f->fallback);
    case SCHEMA_FRAMING: {
        char *names = fields_words(link_framing_names);
        char *text = mem_printf("%s, or a size, such as 10 bytes", names);
        free(names);
        return text;
    }
    case SCHEMA_CODE_POINT:
        return mem_strdup("a code point, such as ef, or its number");
    case SCHEMA_CODE_POINTS:
        return mem_strdup("code points, such as ef or af41 af42, or their numbers");
    case SCHEMA_QUEUE_LIMIT:
        return mem_strdup("packets or a size, such as 10 packets, 15 kB");
    case SCHEMA_PREFIX:
        return mem_strdup("a prefix, such as 10.1.0.0/24");
    case SCHEMA_MODEL:
        return mem_strdup("a model of the catalogue");
    case SCHEMA_LOAD:
        return mem_printf("a load of the catalogue, or %s", f->word);
    case SCHEMA_LOADS:
        return mem_strdup("a load of the catalogue, or by model, or a list of these");
    case SCHEMA_TEXT:
        return mem_strdup("a text");
    case SCHEMA_TEXTS:
        return mem_strdup("a list of texts");
    case SCHEMA_MAP:
    case SCHEMA_WAN:
        return mem_strdup("a map");
    case SCHEMA_LIST:
    case SCHEMA_SITES:
        return mem_strdup("a list");
    }
    return NULL;
}
