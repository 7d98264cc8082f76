/* Lists and ranges of a field's values; a range is three integers, whatever it has. */
#include "studies/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/words.h"

#define VALUES_RANGES_MOST 100 /* in one list: each is compared with the others */
#define VALUES_RATIOS_MOST 1000
#define VALUES_DIGITS 4 /* of numbers of equal ratios */

/* A value as a text, or a range, or numbers of equal ratios. */
struct values_part {
    char *text; /* NULL: a range */
    enum quantity quantity;
    uint64_t from, to;   /* of a range: the first and the last that there is */
    int64_t step;        /* 0: of equal ratios */
    size_t first, count; /* of all values: where its own begin, and how many they are */
};

void values_init(struct values *v, const struct scenario *s, const struct schema_field *f)
{
    *v = (struct values){.scenario = s, .field = f};
}

void values_fini(struct values *v)
{
    for (size_t i = 0; i < v->part_count; i++)
        free(v->parts[i].text);
    free(v->parts);
    *v = (struct values){0};
}

/* --- numbers --------------------------------------------------------------------------------- */

bool values_are_numbers(const struct schema_field *f)
{
    return f->kind == SCHEMA_QUANTITY || f->kind == SCHEMA_QUEUE_LIMIT;
}

enum quantity values_quantity(const struct schema_field *f, const char *text)
{
    struct error ignored;
    uint64_t value;
    if (f->kind == SCHEMA_QUANTITY)
        return f->quantity;
    return quantity_parse(QUANTITY_SIZE, text, &value, &ignored) == 0 ? QUANTITY_SIZE
                                                                      : QUANTITY_PACKETS;
}

/* A number that the field may have. */
static int values_bound(const struct values *v, const char *text, uint64_t *value, struct error *e)
{
    char *written;
    if (path_value(v->scenario, v->field, text, &written, e) < 0)
        return -1;
    free(written);
    return quantity_parse(values_quantity(v->field, text), text, value, e);
}

double values_scale(enum quantity q)
{
    switch (q) {
    case QUANTITY_TIME:
    case QUANTITY_COST:
    case QUANTITY_PROBABILITY:
    case QUANTITY_SHARE:
        return 1e9;
    case QUANTITY_COUNT:
    case QUANTITY_RATE:
    case QUANTITY_SIZE:
    case QUANTITY_BYTE_RATE:
    case QUANTITY_PACKETS:
        break;
    }
    return 1;
}

/* To VALUES_DIGITS digits, so that the last bit of a logarithm does not count. */
static uint64_t values_round(double x)
{
    uint64_t unit = 1;
    while (x / (double)unit >= pow(10, VALUES_DIGITS))
        unit *= 10;
    return (uint64_t)llround(x / (double)unit) * unit;
}

static uint64_t values_integer(const struct values_part *p, size_t i)
{
    if (p->step)
        return p->from + (uint64_t)p->step * i;
    if (!i || i + 1 == p->count)
        return i ? p->to : p->from;
    const double share = (double)i / (double)(p->count - 1);
    return values_round((double)p->from * pow((double)p->to / (double)p->from, share));
}

/* --- reading --------------------------------------------------------------------------------- */

static int values_push(struct values *v, struct values_part part, struct error *e)
{
    if (v->part_count == v->part_room) {
        v->part_room = v->part_room ? 2 * v->part_room : 4;
        v->parts = mem_resize(v->parts, v->part_room, sizeof *v->parts);
    }
    part.first = v->count;
    v->parts[v->part_count++] = part;
    v->count += part.count;
    if (v->count > VALUES_MOST)
        return error_set(e, "has %zu values; give at most %d", v->count, VALUES_MOST);
    v->ranges += !part.text;
    if (v->ranges > VALUES_RANGES_MOST)
        return error_set(e, "has over %d ranges; give longer ones", VALUES_RANGES_MOST);
    return 0;
}

int values_add_one(struct values *v, const char *text, struct error *e)
{
    struct values_part part = {.count = 1};
    if (path_value(v->scenario, v->field, text, &part.text, e) < 0)
        return -1;
    part.quantity = values_quantity(v->field, part.text);
    return values_push(v, part, e);
}

/* Of both ends of an interval or a range. */
static int values_same_unit(const struct values *v, const char *text, const char *first,
                            const char *second, struct error *e)
{
    return values_quantity(v->field, first) == values_quantity(v->field, second)
               ? 0
               : error_set(e, "'%s' goes from one unit to another; give both ends in the same",
                           words_shown(text).text);
}

/* The upper end of "LOW..HIGH"; NULL: it is none. */
static const char *values_upper(const char *interval)
{
    const char *points = strstr(interval, "..");
    return points ? points + 2 + strspn(points + 2, " ") : NULL;
}

int values_interval(const struct values *v, const char *text, uint64_t *low, uint64_t *high,
                    struct error *e)
{
    const char *second = values_upper(text);
    if (!second)
        return error_set(e, "'%s' is no interval; give one as in LOW..HIGH",
                         words_shown(text).text);
    int length = (int)(strstr(text, "..") - text);
    while (length && text[length - 1] == ' ')
        length--;
    char *first = mem_printf("%.*s", length, text);
    int status = values_bound(v, first, low, e);
    if (status == 0)
        status = values_bound(v, second, high, e);
    if (status == 0)
        status = values_same_unit(v, text, first, second, e);
    if (status == 0 && *low >= *high)
        status = error_set(e, "'%s' is empty; give the lower end first, as in %s..%s",
                           words_shown(text).text, second, first);
    free(first);
    return status;
}

/* "log(LOW..HIGH)/COUNT", after "log(". */
static int values_add_ratios(struct values *v, const char *text, struct error *e)
{
    const char *inner = text + strlen("log("), *end = strchr(inner, ')');
    struct error ignored;
    uint64_t count = 0;
    struct values_part part = {0};
    if (!end || end[1] != '/' || quantity_parse(QUANTITY_COUNT, end + 2, &count, &ignored) < 0 ||
        count < 2 || count > VALUES_RATIOS_MOST)
        return error_set(e, "'%s' is not log(LOW..HIGH)/COUNT with a count from 2 to %d",
                         words_shown(text).text, VALUES_RATIOS_MOST);
    char *interval = mem_printf("%.*s", (int)(end - inner), inner);
    const int status = values_interval(v, interval, &part.from, &part.to, e);
    if (status == 0)
        part.quantity = values_quantity(v->field, values_upper(interval));
    free(interval);
    if (status < 0)
        return -1;
    if (!part.from)
        return error_set(e, "'%s' begins with 0, which has no ratio; begin above 0",
                         words_shown(text).text);
    part.count = (size_t)count;
    for (size_t i = 1; i < part.count; i++)
        if (values_integer(&part, i) <= values_integer(&part, i - 1))
            return error_set(e, "'%s' has no %zu different whole numbers; take fewer",
                             words_shown(text).text, part.count);
    return values_push(v, part, e);
}

/* The three texts of a range; the step's without a sign, `down` says that. */
struct values_range {
    char *from, *to, *step;
    bool down;
};

static struct values_range values_range_read(const struct values *v, const char *text)
{
    struct values_range r = {0};
    char **const parts[] = {&r.from, &r.to, &r.step};
    for (size_t i = 0; i < 3 && text; i++) {
        text += strspn(text, " ");
        size_t length = strcspn(text, ":");
        const char *next = text[length] ? text + length + 1 : NULL;
        while (length && text[length - 1] == ' ')
            length--;
        r.down = i == 2 && text[0] == '-';
        *parts[i] = mem_printf("%.*s", (int)(length - r.down), text + r.down);
        text = next;
    }
    if (text) { /* a fourth */
        free(r.step);
        r.step = NULL;
    } else if (!r.step && v->field->kind == SCHEMA_QUANTITY &&
               v->field->quantity == QUANTITY_COUNT) {
        r.step = mem_strdup("1");
    }
    return r;
}

static int values_range_check(const char *text, const struct values_range *r, uint64_t from,
                              uint64_t to, uint64_t step, struct error *e)
{
    if (!step)
        return error_set(e, "'%s' has a step of 0; give one above 0", words_shown(text).text);
    if (from != to && r->down != (from > to))
        return error_set(e, "'%s' is empty: its step leads away from %s; give %s:%s:%s%s",
                         words_shown(text).text, r->to, r->from, r->to, r->down ? "" : "-",
                         r->step);
    const uint64_t count = (from > to ? from - to : to - from) / step + 1;
    if (count > VALUES_MOST)
        return error_set(e, "'%s' has %llu values; give at most %d", words_shown(text).text,
                         (unsigned long long)count, VALUES_MOST);
    return 0;
}

static int values_add_range(struct values *v, const char *text, struct error *e)
{
    struct values_range r = values_range_read(v, text);
    struct values_part part = {0};
    uint64_t step = 0;
    int status = 0;
    if (!r.step)
        status = error_set(e, "'%s' is no range; give FROM:TO:STEP, as in 1:40:3",
                           words_shown(text).text);
    if (status == 0)
        status = values_bound(v, r.from, &part.from, e);
    if (status == 0)
        status = values_bound(v, r.to, &part.to, e);
    part.quantity = values_quantity(v->field, r.from);
    if (status == 0)
        status = values_same_unit(v, text, r.from, r.to, e);
    if (status == 0)
        status = quantity_parse(part.quantity, r.step, &step, e);
    if (status == 0)
        status = values_range_check(text, &r, part.from, part.to, step, e);
    if (status == 0) {
        const bool down = part.from > part.to;
        part.count = (size_t)((down ? part.from - part.to : part.to - part.from) / step + 1);
        part.step = down ? -(int64_t)step : (int64_t)step;
        part.to = values_integer(&part, part.count - 1);
        status = values_push(v, part, e);
    }
    free(r.from);
    free(r.to);
    free(r.step);
    return status;
}

static int values_add_item(struct values *v, const char *text, struct error *e)
{
    if (!values_are_numbers(v->field))
        return values_add_one(v, text, e);
    if (!strncmp(text, "log(", 4))
        return values_add_ratios(v, text, e);
    if (strchr(text, ':'))
        return values_add_range(v, text, e);
    const char *points = strstr(text, "..");
    if (points)
        return error_set(e,
                         "'%s' is an interval; give its values, as in %.*s:%.40s:STEP or "
                         "log(%.*s..%.40s)/7",
                         words_shown(text).text, (int)(points - text) % 40, text, points + 2,
                         (int)(points - text) % 40, text, points + 2);
    return values_add_one(v, text, e);
}

/* How long the text is up to a comma that is in no quotes or brackets. */
static size_t values_item_length(const char *text)
{
    char quote = '\0';
    int depth = 0;
    size_t i = 0;
    for (; text[i] && (text[i] != ',' || quote || depth > 0); i++) {
        if (quote)
            quote = text[i] == quote ? '\0' : quote;
        else if (text[i] == '"' || text[i] == '\'')
            quote = text[i];
        else
            depth += (strchr("[{(", text[i]) != NULL) - (strchr("]})", text[i]) != NULL);
    }
    return i;
}

int values_add(struct values *v, const char *text, struct error *e)
{
    int status = 0;
    for (bool more = true; more && status == 0;) {
        text += strspn(text, " ");
        size_t length = values_item_length(text), next = length;
        more = text[length] == ',';
        while (length && text[length - 1] == ' ')
            length--;
        char *item = mem_printf("%.*s", (int)length, text);
        status = *item ? values_add_item(v, item, e)
                       : error_set(e, "has an empty value; give one, as in %s",
                                   values_are_numbers(v->field)
                                       ? quantity_example(values_quantity(v->field, "1 packet"))
                                       : v->field->meaning);
        free(item);
        text += next + more;
    }
    return status;
}

/* --- what they are --------------------------------------------------------------------------- */

static const struct values_part *values_part_at(const struct values *v, size_t i)
{
    size_t low = 0, high = v->part_count - 1;
    while (low < high) {
        const size_t middle = (low + high + 1) / 2;
        if (v->parts[middle].first <= i)
            low = middle;
        else
            high = middle - 1;
    }
    return &v->parts[low];
}

char *values_text(const struct values *v, size_t i)
{
    const struct values_part *p = values_part_at(v, i);
    return p->text ? mem_strdup(p->text)
                   : quantity_write(p->quantity, values_integer(p, i - p->first));
}

double values_number(const struct values *v, size_t i)
{
    const struct values_part *p = values_part_at(v, i);
    struct error ignored;
    uint64_t value = 0;
    if (!p->text)
        value = values_integer(p, i - p->first);
    else if (!values_are_numbers(v->field) ||
             quantity_parse(p->quantity, p->text, &value, &ignored) < 0)
        return NAN;
    return (double)value / values_scale(p->quantity);
}

static int values_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of single values: sorted, equal ones are neighbours. */
static const char *values_repeated_text(const struct values *v)
{
    const char **texts = mem_calloc(v->part_count + 1, sizeof *texts), *twice = NULL;
    size_t count = 0;
    for (size_t i = 0; i < v->part_count; i++)
        if (v->parts[i].text)
            texts[count++] = v->parts[i].text;
    qsort(texts, count, sizeof *texts, values_compare);
    for (size_t i = 1; i < count && !twice; i++)
        if (!strcmp(texts[i], texts[i - 1]))
            twice = texts[i];
    free(texts);
    return twice;
}

static bool values_has(const struct values_part *p, uint64_t value)
{
    if (!p->step) {
        for (size_t i = 0; i < p->count; i++)
            if (values_integer(p, i) == value)
                return true;
        return false;
    }
    const uint64_t low = p->step > 0 ? p->from : p->to, high = p->step > 0 ? p->to : p->from;
    const uint64_t step = p->step > 0 ? (uint64_t)p->step : (uint64_t)-p->step;
    return value >= low && value <= high && (value - low) % step == 0;
}

/* A value of the part that is in the range too. */
static char *values_shared(const struct values_part *range, const struct values_part *p)
{
    struct error ignored;
    uint64_t value;
    if (range->quantity != p->quantity)
        return NULL;
    if (p->text)
        return quantity_parse(p->quantity, p->text, &value, &ignored) == 0 &&
                       values_has(range, value)
                   ? mem_strdup(p->text)
                   : NULL;
    for (size_t i = 0; i < p->count; i++)
        if (values_has(range, values_integer(p, i)))
            return quantity_write(p->quantity, values_integer(p, i));
    return NULL;
}

char *values_repeated(const struct values *v)
{
    const char *twice = values_repeated_text(v);
    char *shared = twice ? mem_strdup(twice) : NULL;
    for (size_t i = 0; i < v->part_count && !shared; i++)
        for (size_t k = 0; k < v->part_count && !shared && !v->parts[i].text; k++)
            if (k < i || (k > i && v->parts[k].text))
                shared = v->parts[i].count >= v->parts[k].count
                             ? values_shared(&v->parts[i], &v->parts[k])
                             : values_shared(&v->parts[k], &v->parts[i]);
    return shared;
}
