/* Knobs: which integers of a scenario follow a field. That is found, and not known: the scenario is
 * loaded twice, with the field at either end, and what differs between the two must be a function
 * of the field that is known here. So what inherits or derives from it follows too. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/estimate_private.h"
#include "scenarios/format/path.h"
#include "scenarios/modelled.h"

/* The same struct of three scenarios: the estimate's own, and those with the field at its ends. */
struct ends {
    char *own;
    const char *low, *high;
};

struct finder {
    struct estimate_knob *knob;
    uint64_t low, high; /* values of the field */
    const char *other;  /* key of what differs and is no function of it that is known; NULL */
};

static uint64_t form_of(enum estimate_form form, uint64_t value)
{
    switch (form) {
    case FORM_SAME:
        return value;
    case FORM_HALF: /* of a round trip, down */
        return value / 2;
    case FORM_OTHER_HALF: /* ... and up */
        return value - value / 2;
    case FORM_QUARTER: /* phone.cpu of the turnaround */
        return value / 4;
    case FORMS:
        break;
    }
    CHECK(!"a form");
    return 0;
}

/* Fields have one of these sizes. */
static bool size_is_known(size_t size)
{
    return size == sizeof(uint32_t) || size == sizeof(uint64_t);
}

static uint64_t place_get(const void *at, size_t size)
{
    uint64_t wide;
    uint32_t narrow;
    if (size == sizeof narrow) {
        memcpy(&narrow, at, sizeof narrow);
        return narrow;
    }
    memcpy(&wide, at, sizeof wide);
    return wide;
}

static void place_set(const struct estimate_place *p, uint64_t value)
{
    const uint32_t narrow = (uint32_t)value;
    memcpy(p->at, p->size == sizeof narrow ? (const void *)&narrow : &value, p->size);
}

/* An integer in all three, of a field of that key. */
static void find_integer(struct finder *f, const char *key, struct ends at, size_t size)
{
    const uint64_t low = place_get(at.low, size), high = place_get(at.high, size);
    enum estimate_form form = FORM_SAME;
    CHECK(size_is_known(size));
    if (low == high)
        return;
    while (form < FORMS && (form_of(form, f->low) != low || form_of(form, f->high) != high))
        form++;
    if (form == FORMS) {
        f->other = key;
        return;
    }
    struct estimate_knob *k = f->knob;
    k->places = mem_resize(k->places, k->count + 1, sizeof *k->places);
    k->places[k->count++] = (struct estimate_place){at.own, (uint8_t)size, form};
}

static struct ends ends_at(struct ends at, size_t offset)
{
    return (struct ends){at.own + offset, at.low + offset, at.high + offset};
}

static void find_in_group(struct finder *f, const struct schema_group *g, struct ends at);

static void find_in_list(struct finder *f, const struct schema_field *field, struct ends at)
{
    const size_t count = schema_count(field, at.own);
    if (schema_count(field, at.low) != count || schema_count(field, at.high) != count) {
        f->other = field->key;
        return;
    }
    struct ends item = {schema_list(field, at.own), schema_list(field, at.low),
                        schema_list(field, at.high)};
    for (size_t i = 0; i < count; i++, item = ends_at(item, field->element_size)) {
        find_in_group(f, field->group, item);
        if (field->group->common)
            find_in_group(f, field->group->common, item);
    }
}

static void find_in_line(struct finder *f, const struct schema_field *field, struct ends at)
{
    const struct ends down = ends_at(at, field->offset);
    find_in_group(f, &schema_link, down);
    find_in_group(f, &schema_link, ends_at(down, sizeof(struct link_direction)));
    find_integer(f, "delay", ends_at(down, offsetof(struct link_direction, delay)),
                 sizeof(sim_time));
    find_integer(
        f, "delay",
        ends_at(down, sizeof(struct link_direction) + offsetof(struct link_direction, delay)),
        sizeof(sim_time));
}

/* A limit in packets; one in bytes is another field in the same place. */
static void find_limit(struct finder *f, const char *key, struct ends queue)
{
    const struct link_queue *own = (const struct link_queue *)(const void *)queue.own;
    const struct link_queue *low = (const struct link_queue *)(const void *)queue.low;
    const struct link_queue *high = (const struct link_queue *)(const void *)queue.high;
    if (low->limit != high->limit && own->in_bytes != low->in_bytes)
        f->other = key;
    else
        find_integer(f, key, ends_at(queue, offsetof(struct link_queue, limit)), sizeof own->limit);
}

static void find_word(struct finder *f, const struct schema_field *field, struct ends at)
{
    if (memcmp(at.low + field->offset, at.high + field->offset, field->size))
        f->other = field->key;
}

static void find_in_field(struct finder *f, const struct schema_field *field, struct ends at)
{
    switch (field->kind) {
    case SCHEMA_QUANTITY:
        find_integer(f, field->key, ends_at(at, field->offset), field->size);
        break;
    case SCHEMA_QUEUE_LIMIT:
        find_limit(f, field->key, ends_at(at, field->offset));
        break;
    case SCHEMA_MAP:
        find_in_group(f, field->group, ends_at(at, field->offset));
        break;
    case SCHEMA_LIST:
    case SCHEMA_SITES:
        find_in_list(f, field, at);
        break;
    case SCHEMA_WAN:
        find_in_line(f, field, at);
        break;
    case SCHEMA_CHOICE:
    case SCHEMA_SWITCH:
    case SCHEMA_CODE_POINT:
    case SCHEMA_CODE_POINTS:
        find_word(f, field, at);
        break;
    case SCHEMA_TEXT: /* what no number is made into, or pointers that say nothing */
    case SCHEMA_WORD:
    case SCHEMA_FIXED:
    case SCHEMA_PREFIX:
    case SCHEMA_FRAMING:
    case SCHEMA_MODEL:
    case SCHEMA_LOAD:
    case SCHEMA_LOADS:
    case SCHEMA_TEXTS:
        break;
    }
}

static void find_in_group(struct finder *f, const struct schema_group *g, struct ends at)
{
    for (size_t i = 0; i < g->field_count; i++)
        find_in_field(f, &g->fields[i], at);
}

/* --- the scenario at an end --------------------------------------------------------------------
 */

static char *knob_text(const struct schema_field *f, uint64_t value)
{
    return quantity_write(f->kind == SCHEMA_QUEUE_LIMIT ? QUANTITY_PACKETS : f->quantity, value);
}

static int knob_load(const struct estimate *x, const struct path_field *p, uint64_t value,
                     struct scenario *s, struct error *e)
{
    char *text = knob_text(p->field, value), *option = path_assignment(p, text);
    struct error what;
    int status = scenario_load_again(s, x->scenario, option, e);
    if (status == 0 && modelled_check(s, &what) < 0) {
        status = error_set(e, "-s %s: %s", option, what.text);
        scenario_free(s);
    }
    free(text);
    free(option);
    return status;
}

static int knob_find(struct estimate *x, const struct path_field *p, struct finder *f,
                     struct error *e)
{
    struct scenario low, high;
    if (knob_load(x, p, f->low, &low, e) < 0)
        return -1;
    if (knob_load(x, p, f->high, &high, e) < 0) {
        scenario_free(&low);
        return -1;
    }
    find_in_group(f, &schema_root, (struct ends){(char *)x->scenario, (char *)&low, (char *)&high});
    scenario_free(&low);
    scenario_free(&high);
    if (f->other)
        return error_set(e, "%s: changes '%s' too, in a way that the model cannot follow", p->path,
                         f->other);
    return 0;
}

int estimate_knob(struct estimate *x, const char *path, uint64_t low, uint64_t high,
                  struct error *e)
{
    struct path_field p;
    struct estimate_knob knob = {NULL, 0};
    struct finder f = {.knob = &knob, .low = low, .high = high};
    CHECK(low < high);
    if (path_find(&p, path, e) < 0)
        return -1;
    int status = 0;
    if (p.field->kind != SCHEMA_QUANTITY && p.field->kind != SCHEMA_QUEUE_LIMIT)
        status = error_set(e, "%s: is no number", p.path);
    if (status == 0)
        status = knob_find(x, &p, &f, e);
    path_free(&p);
    if (status < 0) {
        free(knob.places);
        return -1;
    }
    x->knobs = mem_resize(x->knobs, x->knob_count + 1, sizeof *x->knobs);
    x->knobs[x->knob_count] = knob;
    return (int)x->knob_count++;
}

void estimate_set(struct estimate *x, int knob, uint64_t value)
{
    CHECK(knob >= 0 && (size_t)knob < x->knob_count);
    const struct estimate_knob *k = &x->knobs[knob];
    for (size_t i = 0; i < k->count; i++)
        place_set(&k->places[i], form_of(k->places[i].form, value));
}

void estimate_free_knobs(struct estimate *x)
{
    for (size_t i = 0; i < x->knob_count; i++)
        free(x->knobs[i].places);
    free(x->knobs);
}
