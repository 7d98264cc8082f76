/* Reads what is free, and what a scenario has there now. */
#include "studies/free_field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/walk.h"
#include "scenarios/format/words.h"
#include "studies/values.h"

/* A queue's limit has none of its own. */
enum { FREE_PACKETS_MOST = 10000, FREE_BYTES_MOST = 15000000 };

struct free_field_search {
    const char *path;
    char *text; /* its value; NULL: it has none */
};

static void free_field_look(void *user, const struct walk_line *line)
{
    struct free_field_search *search = user;
    if (!search->text && line->text && !strcmp(line->path, search->path))
        search->text = mem_strdup(line->text);
}

/* The field's value in the scenario, in its unit, or "". Free it. */
static char *free_field_value(const struct free_field *f, const struct scenario *s)
{
    struct free_field_search search = {.path = f->at.path};
    walk_scenario(s, free_field_look, &search);
    if (!search.text && f->at.field->fallback)
        search.text = mem_strdup(f->at.field->fallback);
    return search.text ? search.text : mem_strdup("");
}

static bool free_field_is_bytes(const char *text)
{
    struct error ignored;
    uint64_t value;
    return quantity_parse(QUANTITY_SIZE, text, &value, &ignored) == 0;
}

/* Limits that are not given. */
static void free_field_limits(struct free_field *f)
{
    const bool queue = f->at.field->kind == SCHEMA_QUEUE_LIMIT;
    f->low = queue ? 1 : f->at.field->min;
    f->high = !queue                         ? f->at.field->max
              : f->quantity == QUANTITY_SIZE ? FREE_BYTES_MOST
                                             : FREE_PACKETS_MOST;
}

static int free_field_read_limits(struct free_field *f, const struct scenario *s, const char *text,
                                  struct error *e)
{
    struct values values;
    struct error why;
    values_init(&values, s, f->at.field);
    const int status = values_interval(&values, text, &f->low, &f->high, &why);
    values_fini(&values);
    if (status < 0)
        return error_set(e, "%s: %s", f->at.path, why.text);
    if (f->at.field->kind == SCHEMA_QUEUE_LIMIT)
        f->quantity =
            free_field_is_bytes(strstr(text, "..") + 2) ? QUANTITY_SIZE : QUANTITY_PACKETS;
    f->limited = true;
    return 0;
}

static uint64_t free_field_middle(const struct free_field *f)
{
    return f->low ? (uint64_t)sqrt((double)f->low * (double)f->high) : f->high / 2;
}

static int free_field_fill(struct free_field *f, const struct scenario *s, const char *limits,
                           struct error *e)
{
    const struct schema_field *field = f->at.field;
    struct error ignored;
    if (field->kind != SCHEMA_QUANTITY && field->kind != SCHEMA_QUEUE_LIMIT)
        return error_set(e, "%s is no number, but %s; give a field that is one, such as wan.rate",
                         f->at.path, field->meaning);
    char *now = free_field_value(f, s);
    f->quantity = field->kind == SCHEMA_QUANTITY ? field->quantity
                  : free_field_is_bytes(now)     ? QUANTITY_SIZE
                                                 : QUANTITY_PACKETS;
    free_field_limits(f);
    const int status = limits ? free_field_read_limits(f, s, limits, e) : 0;
    if (status == 0 && quantity_parse(f->quantity, now, &f->now, &ignored) < 0)
        f->now = free_field_middle(f);
    if (f->now < f->low || f->now > f->high)
        f->now = f->now < f->low ? f->low : f->high;
    free(now);
    return status;
}

int free_field_read(struct free_field *f, const struct scenario *s, const char *text,
                    struct error *e)
{
    const char *sign = strchr(text, '=');
    char *path = path_of_option(text);
    *f = (struct free_field){0};
    int status = path_find(&f->at, path, e);
    if (status == 0) {
        status = path_reach(s, path, e);
        if (status == 0)
            status = free_field_fill(f, s, sign ? sign + 1 + strspn(sign + 1, " ") : NULL, e);
        if (status < 0)
            free_field_fini(f);
    }
    free(path);
    return status;
}

void free_field_fini(struct free_field *f)
{
    path_free(&f->at);
    *f = (struct free_field){0};
}

char *free_field_text(const struct free_field *f, uint64_t value)
{
    return quantity_write(f->quantity, value);
}

char *free_field_assignment(const struct free_field *f, uint64_t value)
{
    char *text = free_field_text(f, value);
    char *assignment = path_assignment(&f->at, text);
    free(text);
    return assignment;
}
