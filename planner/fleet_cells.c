/* What a cell of each column may say, and where it goes: a function a column. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/fleet_private.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

struct cell {
    struct fleet *f;
    struct fleet_owner owner;
    enum fleet_column_number column;
    const struct schema_field *field; /* NULL: the column has none */
    const char *text;
    struct error *e;
};

/* --- of several columns ---------------------------------------------------------------------- */

static struct fleet_number *cell_number(struct fleet_owner owner, enum fleet_column_number column)
{
    const int number = fleet_columns[column].number;
    return number == FLEET_LAN ? &owner.subnet->lan : &owner.site->numbers[number];
}

static int cell_read_range(const struct cell *c)
{
    return fleet_number_parse(c->field, c->text, true, cell_number(c->owner, c->column), c->e);
}

/* A whole number that is no range. */
static int cell_read_whole(const struct cell *c, uint32_t *value)
{
    struct fleet_number n;
    if (fleet_number_parse(c->field, c->text, false, &n, c->e) < 0)
        return -1;
    *value = (uint32_t)n.low;
    return 0;
}

static int cell_refuse_word(const struct cell *c, const char *const *words, size_t count)
{
    char *advice = words_advice(c->text, words, count);
    error_set(c->e, "'%s' is unknown%s", words_shown(c->text).text, advice);
    free(advice);
    return -1;
}

/* Which of the words it is; -1 with an error: none. */
static int cell_word(const struct cell *c, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(c->text, words[i]))
            return (int)i;
    return cell_refuse_word(c, words, count);
}

/* A word of the field, which is kept as text. */
static int cell_read_word(const struct cell *c, char **word)
{
    struct schema_field own = *c->field;
    own.offset = 0;
    return value_set(&c->f->like, &own, word, c->text, c->e);
}

/* A text as a scenario may have it. */
static int cell_read_text(const struct cell *c, char **text)
{
    const struct schema_field own = {.kind = SCHEMA_TEXT};
    return value_set(&c->f->like, &own, text, c->text, c->e);
}

/* --- of one ---------------------------------------------------------------------------------- */

static int cell_read_model(const struct cell *c)
{
    struct schema_field own = *c->field;
    own.offset = 0;
    return value_set(&c->f->like, &own, &c->owner.phones->model, c->text, c->e);
}

static int cell_read_count(const struct cell *c)
{
    return cell_read_whole(c, &c->owner.phones->count);
}

static int cell_read_framing(const struct cell *c)
{
    struct link_direction line = {0};
    if (value_set(&c->f->like, c->field, &line, c->text, c->e) < 0)
        return -1;
    free(c->owner.site->framing);
    c->owner.site->framing = value_text(c->field, &line);
    return 0;
}

static int cell_read_mtu(const struct cell *c)
{
    return cell_read_whole(c, &c->owner.site->mtu);
}

/* The field has no setting for none, a share has none for all or nothing. */
static int cell_read_pfs(const struct cell *c)
{
    static const char *const words[] = {"on", "yes", "off", "no"};
    struct fleet_number share;
    struct fleet_phones *phones = c->owner.phones;
    phones->pfs_given = true;
    for (size_t i = 0; i < 4; i++)
        if (!strcmp(c->text, words[i])) {
            phones->pfs_share = i < 2 ? LINK_BILLION : 0;
            return 0;
        }
    if (*c->text < '0' || *c->text > '9')
        return error_set(c->e, "'%s' is unknown; give on, off, or a share, such as '40 %%'",
                         words_shown(c->text).text);
    if (fleet_number_parse(c->field, c->text, false, &share, c->e) < 0)
        return -1;
    phones->pfs_share = share.low;
    return 0;
}

static int cell_read_load_server(const struct cell *c)
{
    struct cell kind = *c;
    if (!strcmp(c->text, "no"))
        return 0;
    if (!strcmp(c->text, "yes"))
        kind.text = "atftpd";
    return cell_read_word(&kind, &c->owner.subnet->load_server);
}

/* None is a number of calls, too, but not of a scenario's. */
static int cell_read_calls(const struct cell *c)
{
    return strcmp(c->text, "0") ? cell_read_whole(c, &c->owner.site->calls) : 0;
}

static int cell_read_codec(const struct cell *c)
{
    return cell_read_word(c, &c->owner.site->codec);
}

static int cell_read_qos(const struct cell *c)
{
    static const char *const words[] = {"none", "priority"};
    const int word = cell_word(c, words, 2);
    c->owner.site->qos = word ? FLEET_QOS_PRIORITY : FLEET_QOS_NONE;
    return word < 0 ? -1 : 0;
}

static int cell_read_timezone(const struct cell *c)
{
    c->owner.site->zone = zone_find(c->f->shared->zones, c->text, c->e);
    return c->owner.site->zone ? 0 : -1;
}

/* Sites with the same text have the same windows. */
static int cell_read_window(const struct cell *c)
{
    struct fleet_shared *s = c->f->shared;
    const size_t before = s->window_texts.count;
    const size_t number = fleet_texts_add(&s->window_texts, c->text);
    if (number == before) {
        struct windows *w = mem_calloc(1, sizeof *w);
        s->windows = mem_resize(s->windows, before + 1, sizeof *s->windows);
        s->windows[number] = NULL;
        if (windows_read(w, c->text, c->e) < 0)
            free(w);
        else
            s->windows[number] = w;
    } else if (!s->windows[number]) {
        struct windows again;
        return windows_read(&again, c->text, c->e);
    }
    c->owner.site->windows = s->windows[number];
    return s->windows[number] ? 0 : -1;
}

static int cell_read_not_before(const struct cell *c)
{
    struct civil local;
    if (civil_read(&local, c->text, CIVIL_BEGIN, c->e) < 0)
        return -1;
    c->owner.site->not_before = civil_seconds(local);
    c->owner.site->has_not_before = true;
    return 0;
}

static int cell_read_deadline(const struct cell *c)
{
    struct civil local;
    if (civil_read(&local, c->text, CIVIL_END, c->e) < 0)
        return -1;
    c->owner.site->deadline = civil_seconds(local);
    c->owner.site->has_deadline = true;
    return 0;
}

static int cell_read_group(const struct cell *c)
{
    return cell_read_text(c, &c->owner.site->group);
}

static int cell_read_critical(const struct cell *c)
{
    static const char *const words[] = {"no", "yes"};
    const int word = cell_word(c, words, 2);
    c->owner.site->critical = word == 1;
    return word < 0 ? -1 : 0;
}

static int cell_read_method(const struct cell *c)
{
    c->owner.site->method = cell_word(c, method_names, METHOD_PFS + 1);
    return c->owner.site->method < 0 ? -1 : 0;
}

static int (*const cell_readers[FLEET_COLUMNS])(const struct cell *) = {
    [FLEET_COLUMN_MODEL] = cell_read_model,
    [FLEET_COLUMN_COUNT] = cell_read_count,
    [FLEET_COLUMN_WAN_RATE] = cell_read_range,
    [FLEET_COLUMN_WAN_UP] = cell_read_range,
    [FLEET_COLUMN_WAN_RTT] = cell_read_range,
    [FLEET_COLUMN_WAN_QUEUE] = cell_read_range,
    [FLEET_COLUMN_FRAMING] = cell_read_framing,
    [FLEET_COLUMN_MTU] = cell_read_mtu,
    [FLEET_COLUMN_BUSY] = cell_read_range,
    [FLEET_COLUMN_LAN] = cell_read_range,
    [FLEET_COLUMN_PFS] = cell_read_pfs,
    [FLEET_COLUMN_LOAD_SERVER] = cell_read_load_server,
    [FLEET_COLUMN_CALLS] = cell_read_calls,
    [FLEET_COLUMN_CODEC] = cell_read_codec,
    [FLEET_COLUMN_QOS] = cell_read_qos,
    [FLEET_COLUMN_TIMEZONE] = cell_read_timezone,
    [FLEET_COLUMN_WINDOW] = cell_read_window,
    [FLEET_COLUMN_NOT_BEFORE] = cell_read_not_before,
    [FLEET_COLUMN_DEADLINE] = cell_read_deadline,
    [FLEET_COLUMN_GROUP] = cell_read_group,
    [FLEET_COLUMN_CRITICAL] = cell_read_critical,
    [FLEET_COLUMN_METHOD] = cell_read_method,
};

int fleet_cell_read(struct fleet *f, struct fleet_owner owner, enum fleet_column_number column,
                    const char *text, struct error *e)
{
    CHECK(cell_readers[column]);
    const struct cell c = {f, owner, column, f->shared->fields[column], text, e};
    return cell_readers[column](&c);
}

bool fleet_cell_same(struct fleet_owner a, struct fleet_owner b, enum fleet_column_number column)
{
    const struct fleet_number *left = cell_number(a, column), *right = cell_number(b, column);
    return left->shape == right->shape && left->low == right->low && left->mode == right->mode &&
           left->high == right->high;
}
