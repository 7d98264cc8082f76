/* Reads demands, and holds a run's numbers against them. */
#include "cli/require.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "results/text.h"
#include "scenarios/format/units.h"

static const char blanks[] = " \t";

/* What is longer comes first. */
static const struct {
    const char *text;
    enum require_relation relation;
} relations[] = {
    {"<=", REQUIRE_AT_MOST}, {">=", REQUIRE_AT_LEAST}, {"!=", REQUIRE_UNEQUAL},
    {"==", REQUIRE_EQUAL},   {"<", REQUIRE_LESS},      {">", REQUIRE_MORE},
    {"=", REQUIRE_EQUAL},
};

enum { RELATIONS = sizeof relations / sizeof *relations };

/* In which a scenario would give it. */
static const enum quantity units[RUN_QUANTITY_KINDS] = {
    [RUN_COUNT] = QUANTITY_COUNT, [RUN_BYTES] = QUANTITY_SIZE,  [RUN_PACKETS] = QUANTITY_PACKETS,
    [RUN_TIME] = QUANTITY_TIME,   [RUN_SHARE] = QUANTITY_SHARE, [RUN_MEAN] = QUANTITY_PACKETS,
};

#define SHARE_SCALE 1e9 /* QUANTITY_SHARE is in parts per billion */

static int require_no_such(const char *option, const char *text, const char *name, struct error *e)
{
    const char **names = mem_calloc(run_quantity_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantities[i].kind != RUN_OTHER)
            names[count++] = run_quantities[i].name;
    char *question = nearest_question(name, names, count);
    error_set(e, "%s'%s': a run has no number '%s'%s", option, text, name,
              question ? question : "; give a key of summary.json, such as all_back");
    free(question);
    free(names);
    return -1;
}

static int require_find(struct requirement *q, const char *option, const char *name,
                        struct error *e)
{
    q->quantity = run_quantity_find(name);
    if (!q->quantity)
        return require_no_such(option, q->text, name, e);
    if (q->quantity->kind == RUN_OTHER)
        return error_set(e, "%s'%s': '%s' is no number to compare; give one, such as all_back",
                         option, q->text, name);
    return 0;
}

static int require_read_mos(const char *text, struct run_value *value, struct error *e)
{
    char *end;
    const double mos = strtod(text, &end);
    if (end == text || *end || !(mos >= 1 && mos <= 4.5))
        return error_set(
            e, "'%.40s' is no mean opinion score, from 1 to 4.5; give one, such as 3.6", text);
    *value = (struct run_value){true, 0, mos};
    return 0;
}

int require_read_value(const struct run_quantity *q, const char *text, struct run_value *value,
                       struct error *e)
{
    uint64_t whole = 0;
    if (q->kind == RUN_MOS)
        return require_read_mos(text, value, e);
    if (quantity_parse(units[q->kind], text, &whole, e) < 0)
        return -1;
    const double real = (double)whole;
    *value = (struct run_value){true, whole, q->kind == RUN_SHARE ? real / SHARE_SCALE : real};
    return 0;
}

static int require_value(struct requirement *q, const char *option, const char *text,
                         struct error *e)
{
    struct error why;
    q->all = run_quantity_is_of_phones(q->quantity) && strcmp(text, "all") == 0;
    if (!q->all && require_read_value(q->quantity, text, &q->value, &why) < 0)
        return error_set(e, "%s'%s': %s", option, q->text, why.text);
    return 0;
}

/* The relation at `p`, and how long it is; 0: there is none. */
static size_t require_relation_at(const char *p, enum require_relation *relation)
{
    for (int i = 0; i < RELATIONS; i++) {
        const size_t length = strlen(relations[i].text);
        if (strncmp(p, relations[i].text, length) == 0) {
            *relation = relations[i].relation;
            return length;
        }
    }
    return 0;
}

static char *require_trimmed(const char *text, size_t length)
{
    while (length > 0 && strchr(blanks, text[length - 1]))
        length--;
    return mem_printf("%.*s", (int)length, text);
}

int require_parse(struct requirement *q, const char *option, const char *text, struct error *e)
{
    *q = (struct requirement){.text = text};
    const char *name = text + strspn(text, blanks);
    const char *sign = name + strcspn(name, "<>=!");
    const size_t length = require_relation_at(sign, &q->relation);
    if (length == 0)
        return error_set(e,
                         "%s'%s' compares nothing; give a name, one of < <= > >= = != "
                         "and a value, such as 'all_back < 7h'",
                         option, text);
    const char *value = sign + length;
    value += strspn(value, blanks);
    char *name_alone = require_trimmed(name, (size_t)(sign - name));
    char *value_alone = require_trimmed(value, strlen(value));
    int result = require_find(q, option, name_alone, e);
    if (result == 0)
        result = require_value(q, option, value_alone, e);
    free(name_alone);
    free(value_alone);
    return result;
}

static int require_compare(enum run_quantity_kind kind, const struct run_value *a,
                           const struct run_value *b)
{
    if (run_kind_is_real(kind))
        return (a->real > b->real) - (a->real < b->real);
    return (a->whole > b->whole) - (a->whole < b->whole);
}

static bool require_holds(enum require_relation relation, int order)
{
    switch (relation) {
    case REQUIRE_LESS:
        return order < 0;
    case REQUIRE_AT_MOST:
        return order <= 0;
    case REQUIRE_MORE:
        return order > 0;
    case REQUIRE_AT_LEAST:
        return order >= 0;
    case REQUIRE_EQUAL:
        return order == 0;
    case REQUIRE_UNEQUAL:
        return order != 0;
    case REQUIRE_RELATIONS:
        break;
    }
    CHECK(!"a relation");
    return false;
}

static struct text require_shown(const struct requirement *q, const struct run_value *v)
{
    struct text t = {"none"};
    if (!v->known)
        return t;
    switch (q->quantity->kind) {
    case RUN_COUNT:
        return text_count(v->whole);
    case RUN_BYTES:
        snprintf(t.text, sizeof t.text, "%" PRIu64 " bytes", v->whole);
        break;
    case RUN_PACKETS:
        snprintf(t.text, sizeof t.text, "%" PRIu64 " packets", v->whole);
        break;
    case RUN_TIME:
        return text_duration((sim_time)v->whole);
    case RUN_SHARE:
        snprintf(t.text, sizeof t.text, "%.6g %%", 100 * v->real);
        break;
    case RUN_MEAN:
        snprintf(t.text, sizeof t.text, "%.6g packets", v->real);
        break;
    case RUN_MOS:
        snprintf(t.text, sizeof t.text, "%.3g", v->real);
        break;
    case RUN_OTHER:
    case RUN_QUANTITY_KINDS:
        break;
    }
    return t;
}

struct text require_text(const struct requirement *q, double value)
{
    const struct run_value v = {
        .known = true, .whole = value < 0 ? 0 : (uint64_t)llround(value), .real = value};
    return require_shown(q, &v);
}

bool require_is_met(const struct requirement *q, double is)
{
    const struct run_value v = {.known = true, .whole = (uint64_t)llround(fmax(is, 0)), .real = is};
    return require_holds(q->relation, require_compare(q->quantity->kind, &v, &q->value));
}

bool require_is(const struct requirement *q, const struct run_summary *s, struct run_value *is)
{
    const struct run_value wanted =
        q->all ? (struct run_value){true, s->phones, s->phones} : q->value;
    *is = run_quantity_value(q->quantity, s);
    if (q->quantity->of_all && s->completed < s->phones)
        is->known = false;
    return is->known && require_holds(q->relation, require_compare(q->quantity->kind, is, &wanted));
}

int require_check(const struct requirement *q, const struct run_summary *s, struct error *e)
{
    struct run_value is;
    if (require_is(q, s, &is))
        return 0;
    if (q->quantity->of_all && s->completed < s->phones)
        return error_set(e, "required: %s; %s of %s phones are not back", q->text,
                         text_count(s->phones - s->completed).text, text_count(s->phones).text);
    if (!is.known && q->quantity->kind == RUN_MOS)
        return error_set(
            e, "required: %s; there is none: no call then, or of a codec without rating", q->text);
    return error_set(e, "required: %s; it is %s", q->text, require_shown(q, &is).text);
}
