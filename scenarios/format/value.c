/* Each kind of field read and written, by the row's limits; struct members are reached by their
 * offsets here only. */
#include "scenarios/format/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "scenarios/format/code_point.h"
#include "scenarios/format/words.h"

#define TEXT_LIMIT 100        /* bytes, where a field has no other limit */
#define FRAMING_BYTES_MAX 256 /* of one's own framing */
#define QUEUE_PACKETS_MAX 1000000
#define QUEUE_BYTES_MAX 1000000000

static const char by_model[] = "by model";

/* Integers of 4 and 8 bytes are stored alike, whatever their names. */
static void store(const struct schema_field *f, void *base, uint64_t value)
{
    char *member = (char *)base + f->offset;
    const uint32_t narrow = (uint32_t)value;
    CHECK(f->size == 8 || (f->size == 4 && narrow == value));
    if (f->size == 8)
        memcpy(member, &value, 8);
    else
        memcpy(member, &narrow, 4);
}

static uint64_t fetch(const struct schema_field *f, const void *base)
{
    const char *member = (const char *)base + f->offset;
    uint64_t value;
    uint32_t narrow;
    if (f->size == 8)
        memcpy(&value, member, 8);
    else
        memcpy(&narrow, member, 4);
    return f->size == 8 ? value : narrow;
}

static void store_text(char **member, const char *text)
{
    free(*member);
    *member = mem_strdup(text);
}

static int refuse_range(enum quantity q, uint64_t min, uint64_t max, const char *text,
                        struct error *e)
{
    char *least = quantity_write(q, min), *most = quantity_write(q, max);
    error_set(e, "'%s' is out of range; give %s from %s to %s", words_shown(text).text,
              quantity_noun(q), least, most);
    free(least);
    free(most);
    return -1;
}

static int parse_within(enum quantity q, uint64_t min, uint64_t max, const char *text,
                        uint64_t *value, struct error *e)
{
    if (quantity_parse(q, text, value, e) < 0)
        return -1;
    return *value < min || *value > max ? refuse_range(q, min, max, text, e) : 0;
}

static int set_quantity(const struct schema_field *f, void *base, const char *text, struct error *e)
{
    uint64_t value = 0;
    struct error what;
    if (f->word && !strcmp(text, f->word)) {
        store(f, base, f->word_value);
        return 0;
    }
    if (parse_within(f->quantity, f->min, f->max, text, &value, &what) < 0)
        return error_set(e, "%s%s%s%s%s", what.text, f->range_note ? f->range_note : "",
                         f->word ? ", or '" : "", f->word ? f->word : "", f->word ? "'" : "");
    store(f, base, value);
    return 0;
}

static int set_text(const struct schema_field *f, void *base, const char *text, struct error *e)
{
    if (!*text)
        return error_set(e, "is empty; give a text");
    const size_t limit = f->max ? f->max : TEXT_LIMIT;
    if (strlen(text) > limit)
        return error_set(e, "'%s' has over %zu bytes; shorten it", words_shown(text).text, limit);
    if (!words_printable(text))
        return error_set(e, "'%s' has characters that do not print; give plain text",
                         words_shown(text).text);
    store_text((char **)((char *)base + f->offset), text);
    return 0;
}

static size_t count_words(const char *const *words)
{
    size_t count = 0;
    while (words[count])
        count++;
    return count;
}

/* "'teleport' is unknown; give one of: tftp, load-server", or what was meant. */
static int refuse_word(const char *what, const char *text, const char *const *words, size_t count,
                       struct error *e)
{
    char *advice = words_advice(text, words, count);
    error_set(e, "'%s' is %s%s", words_shown(text).text, what, advice);
    free(advice);
    return -1;
}

static int set_word(const struct schema_field *f, void *base, const char *text, struct error *e)
{
    for (uint32_t i = 0; f->words[i]; i++) {
        if (strcmp(f->words[i], text))
            continue;
        if (f->kind == SCHEMA_CHOICE)
            store(f, base, i);
        else
            store_text((char **)((char *)base + f->offset), text);
        return 0;
    }
    return refuse_word("unknown", text, f->words, count_words(f->words), e);
}

static int set_fixed(const struct schema_field *f, const char *text, struct error *e)
{
    return strcmp(text, f->fallback) ? refuse_word("unknown", text, &f->fallback, 1, e) : 0;
}

static int set_prefix(struct scenario_subnet *subnet, const char *text, struct error *e)
{
    if (prefix_parse(text, &subnet->prefix, &subnet->prefix_length, e) < 0)
        return -1;
    store_text(&subnet->text, text);
    return 0;
}

static bool ends_in_packets(const char *text)
{
    const size_t length = strlen(text);
    return (length >= 7 && !strcmp(text + length - 7, "packets")) ||
           (length >= 6 && !strcmp(text + length - 6, "packet"));
}

static int set_queue_limit(struct link_queue *queue, const char *text, struct error *e)
{
    struct error ignored;
    uint64_t limit;
    const bool in_bytes = quantity_parse(QUANTITY_SIZE, text, &limit, &ignored) == 0;
    int status = 0;
    if (in_bytes)
        status = parse_within(QUANTITY_SIZE, 1, QUEUE_BYTES_MAX, text, &limit, e);
    else if (ends_in_packets(text))
        status = parse_within(QUANTITY_PACKETS, 1, QUEUE_PACKETS_MAX, text, &limit, e);
    else
        return error_set(e,
                         "'%s' is no queue limit; give packets or a size, such as '10 packets' "
                         "or '15 kB'",
                         words_shown(text).text);
    if (status < 0)
        return -1;
    queue->in_bytes = in_bytes;
    queue->limit = (uint32_t)limit;
    return 0;
}

static int set_code_point(const struct schema_field *f, void *base, const char *text,
                          struct error *e)
{
    uint32_t value;
    if (code_point_parse(text, &value, e) < 0)
        return -1;
    store(f, base, value);
    return 0;
}

static int set_framing(struct link_direction *d, const char *text, struct error *e)
{
    struct error ignored;
    uint64_t bytes;
    for (unsigned i = 0; i < FRAMING_BYTES; i++)
        if (!strcmp(text, link_framing_names[i])) {
            d->framing = (enum link_framing)i;
            d->framing_bytes = 0;
            return 0;
        }
    if (quantity_parse(QUANTITY_SIZE, text, &bytes, &ignored) < 0)
        return refuse_word("no framing and no size such as '10 bytes'", text, link_framing_names,
                           FRAMING_BYTES, e);
    if (bytes > FRAMING_BYTES_MAX)
        return refuse_range(QUANTITY_SIZE, 0, FRAMING_BYTES_MAX, text, e);
    d->framing = FRAMING_BYTES;
    d->framing_bytes = (uint32_t)bytes;
    return 0;
}

/* What people call a model, without the G at its end. Free it. */
static char *short_name(const char *name)
{
    const size_t length = strlen(name);
    return mem_printf("%.*s", (int)(length && name[length - 1] == 'G' ? length - 1 : length), name);
}

/* Nobody reads through more names than these. */
#define NAMES_SHOWN_LIMIT 10

/* `noun` is what the catalogue has none of under the name `text`; `word` is that name as its names
 * are written. `pfsim list NOUNs` has them all. */
static int refuse_name(const char *noun, const char *text, const char *word,
                       const char *const *names, size_t count, struct error *e)
{
    char *advice = nearest_question(word, names, count);
    if (!advice && count <= NAMES_SHOWN_LIMIT)
        advice = words_advice(word, names, count);
    if (!advice)
        advice = mem_printf("; give one of %zu, such as '%s' ('pfsim list %ss' has them all)",
                            count, names[0], noun);
    error_set(e, "'%s' is not a %s of the catalogue%s", words_shown(text).text, noun, advice);
    free(advice);
    return -1;
}

static int set_model(const struct catalogue *c, const struct phone_model **model, const char *text,
                     struct error *e)
{
    *model = catalogue_model(c, text);
    if (*model)
        return 0;
    char **names = mem_calloc(c->model_count, sizeof *names);
    for (size_t i = 0; i < c->model_count; i++)
        names[i] = short_name(c->models[i].name);
    /* 7966 is as near to CP-7965 as CP-7966 is. */
    const bool digits = *text >= '0' && *text <= '9';
    char *whole = mem_printf("%s%s", digits ? "CP-" : "", text);
    refuse_name("model", text, whole, (const char *const *)names, c->model_count, e);
    for (size_t i = 0; i < c->model_count; i++)
        free(names[i]);
    free(names);
    free(whole);
    return -1;
}

/* `none` stands for no load. */
static int set_load(const struct catalogue *c, const struct firmware_load **load, const char *text,
                    const char *none, struct error *e)
{
    *load = catalogue_load(c, text);
    if (*load || !strcmp(text, none))
        return 0;
    const char **names = mem_calloc(c->load_count + 1, sizeof *names);
    for (size_t i = 0; i < c->load_count; i++)
        names[i] = c->loads[i].name;
    names[c->load_count] = none;
    refuse_name("load", text, text, names, c->load_count + 1, e);
    free(names);
    return -1;
}

int value_set_loads(const struct scenario *s, const struct schema_field *f, void *base,
                    const char *const *texts, size_t count, struct error *e)
{
    const struct firmware_load **loads = mem_calloc(count, sizeof *loads);
    for (size_t i = 0; i < count; i++)
        if (set_load(s->catalogue, &loads[i], texts[i], by_model, e) < 0) {
            free(loads);
            return -1;
        }
    free(schema_list(f, base));
    schema_set_list(f, base, loads, count);
    return 0;
}

int value_set(const struct scenario *s, const struct schema_field *f, void *base, const char *text,
              struct error *e)
{
    void *member = (char *)base + f->offset;
    switch (f->kind) {
    case SCHEMA_QUANTITY:
        return set_quantity(f, base, text, e);
    case SCHEMA_TEXT:
        return set_text(f, base, text, e);
    case SCHEMA_CHOICE:
    case SCHEMA_WORD:
        return set_word(f, base, text, e);
    case SCHEMA_FIXED:
        return set_fixed(f, text, e);
    case SCHEMA_SWITCH:
        return switch_parse(text, member, e);
    case SCHEMA_PREFIX:
        return set_prefix(base, text, e);
    case SCHEMA_QUEUE_LIMIT:
        return set_queue_limit(member, text, e);
    case SCHEMA_CODE_POINT:
        return set_code_point(f, base, text, e);
    case SCHEMA_CODE_POINTS:
        return code_points_parse(text, member, e);
    case SCHEMA_FRAMING:
        return set_framing(base, text, e);
    case SCHEMA_MODEL:
        return set_model(s->catalogue, member, text, e);
    case SCHEMA_LOAD:
        return set_load(s->catalogue, member, text, f->word, e);
    case SCHEMA_LOADS:
        return value_set_loads(s, f, base, &text, 1, e);
    case SCHEMA_TEXTS:
    case SCHEMA_MAP:
    case SCHEMA_LIST:
    case SCHEMA_WAN:
    case SCHEMA_SITES:
        break;
    }
    CHECK(!"a field of several values has no text");
    return -1;
}

static char *copy(const char *text)
{
    return text ? mem_strdup(text) : NULL;
}

static char *quantity_text(const struct schema_field *f, const void *base)
{
    const uint64_t value = fetch(f, base);
    return f->word && value == f->word_value ? mem_strdup(f->word)
                                             : quantity_write(f->quantity, value);
}

static char *queue_text(const struct link_queue *q)
{
    return quantity_write(q->in_bytes ? QUANTITY_SIZE : QUANTITY_PACKETS, q->limit);
}

static char *framing_text(const struct link_direction *d)
{
    if (d->framing == FRAMING_BYTES)
        return mem_printf("%u bytes", d->framing_bytes);
    return mem_strdup(link_framing_names[d->framing]);
}

/* One, or a list as YAML has it. */
static char *loads_text(const struct firmware_load *const *loads, size_t count)
{
    char *text = mem_strdup(count > 1 ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        const char *name = loads[i] ? loads[i]->name : by_model;
        char *longer = mem_printf("%s%s%s", text, i ? ", " : "", name);
        free(text);
        text = longer;
    }
    char *closed = mem_printf("%s%s", text, count > 1 ? "]" : "");
    free(text);
    return closed;
}

char *value_text(const struct schema_field *f, const void *base)
{
    const void *member = (const char *)base + f->offset;
    switch (f->kind) {
    case SCHEMA_QUANTITY:
        return quantity_text(f, base);
    case SCHEMA_TEXT:
    case SCHEMA_WORD:
        return copy(*(char *const *)member);
    case SCHEMA_CHOICE:
        return mem_strdup(f->words[fetch(f, base)]);
    case SCHEMA_FIXED:
        return mem_strdup(f->fallback);
    case SCHEMA_SWITCH:
        return mem_strdup(*(const bool *)member ? "on" : "off");
    case SCHEMA_PREFIX:
        return copy(((const struct scenario_subnet *)base)->text);
    case SCHEMA_QUEUE_LIMIT:
        return queue_text(member);
    case SCHEMA_CODE_POINT:
        return code_point_write((uint32_t)fetch(f, base));
    case SCHEMA_CODE_POINTS:
        return code_points_write(fetch(f, base));
    case SCHEMA_FRAMING:
        return framing_text(base);
    case SCHEMA_MODEL:
        return copy((*(const struct phone_model *const *)member)->name);
    case SCHEMA_LOAD: {
        const struct firmware_load *load = *(const struct firmware_load *const *)member;
        return mem_strdup(load ? load->name : f->word);
    }
    case SCHEMA_LOADS:
        return loads_text(schema_list(f, base), schema_count(f, base));
    case SCHEMA_TEXTS:
    case SCHEMA_MAP:
    case SCHEMA_LIST:
    case SCHEMA_WAN:
    case SCHEMA_SITES:
        break;
    }
    CHECK(!"a field of several values has no text");
    return NULL;
}
