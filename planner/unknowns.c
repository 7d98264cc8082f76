/* The table of defaults, and what is given in their place. */
#include "planner/unknowns.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/path.h"
#include "scenarios/format/walk.h"
#include "scenarios/format/words.h"

/* Assumed of phones and servers in doc/model.md, which says what bounds it. */
static const struct {
    const char *path, *range, *because;
} defaults[] = {
    {"phone.turnaround", "2 ms..4 ms..6.5 ms",
     "the published time by PFS leaves 18 to 22.5 ms for it and a round trip of 16 ms"},
    {"phone.restart", "30 s..40 s", "the published time by PFS leaves so much for it"},
    {"phone.background_restart", "60 s..75 s..120 s",
     "an outage of 1 to 2 minutes is published of phones that download in the background"},
    {"phone.flash", "500 kB/s..1 MB/s..2 MB/s",
     "nothing that is published tells it: half and twice of what is assumed"},
    {"server.cpu", "20 us/packet..50 us/packet",
     "up to 51 us 40 phones on a LAN take as long as one, as is published; none tells the least"},
};
enum { DEFAULTS = sizeof defaults / sizeof *defaults };

static struct unknown *unknowns_find(struct unknowns *u, const char *path)
{
    for (size_t i = 0; i < u->count; i++)
        if (!strcmp(u->items[i].path, path))
            return &u->items[i];
    return NULL;
}

static void unknowns_remove(struct unknowns *u, struct unknown *item)
{
    free(item->path);
    u->count--;
    memmove(item, item + 1, (size_t)(u->items + u->count - item) * sizeof *item);
}

/* --- defaults -------------------------------------------------------------------------------- */

struct unknowns_walk {
    struct unknowns *u;
    const struct scenario *shared;
};

/* What is known otherwise is none. */
static void unknowns_line(void *user, const struct walk_line *line)
{
    const struct unknowns_walk *w = user;
    struct unknown *item = line->text && line->node ? unknowns_find(w->u, line->path) : NULL;
    char *assumed = NULL;
    struct error e;
    if (!item)
        return;
    CHECK(path_value(w->shared, line->field, line->field->fallback, &assumed, &e) == 0);
    if (strcmp(assumed, line->text) != 0)
        unknowns_remove(w->u, item);
    free(assumed);
}

static void unknowns_default(struct unknowns *u, size_t row)
{
    struct unknown *item = &u->items[u->count++];
    struct path_field at;
    struct error e;
    CHECK(path_find(&at, defaults[row].path, &e) == 0);
    *item = (struct unknown){.path = at.path, .field = at.field, .because = defaults[row].because};
    CHECK(fleet_number_parse(at.field, defaults[row].range, true, &item->range, &e) == 0);
}

/* --- what is given --------------------------------------------------------------------------- */

static bool unknowns_is_of_site(const char *path)
{
    return !strncmp(path, "wan.", 4) || !strncmp(path, "subnets[", 8) ||
           !strncmp(path, "sites[", 6) || !strncmp(path, "traffic[", 8) || !strcmp(path, "busy");
}

static int unknowns_check(const struct path_field *at, const char *const *set, size_t set_count,
                          struct error *e)
{
    if (at->field->kind != SCHEMA_QUANTITY && at->field->kind != SCHEMA_QUEUE_LIMIT)
        return error_set(e, "%s has no numbers; unknown can be what has", at->path);
    if (!strcmp(at->path, "seed") || !strcmp(at->path, "replication"))
        return error_set(e, "numbers of draws have no order, and so no range");
    if (unknowns_is_of_site(at->path))
        return error_set(e, "is a site's own; give the range in its cell of the list");
    if (path_is_set(set, set_count, at->path))
        return error_set(e, "-s sets it too; leave one of them out");
    return 0;
}

/* Takes the path over. */
static int unknowns_put(struct unknowns *u, const struct path_field *at,
                        const struct fleet_number *range, struct error *e)
{
    struct unknown *item = unknowns_find(u, at->path);
    if (!item && u->count == UNKNOWNS_MOST)
        return error_set(e, "is one too many; there can be %d", UNKNOWNS_MOST);
    if (item)
        free(item->path);
    else
        item = &u->items[u->count++];
    *item = (struct unknown){.path = at->path, .field = at->field, .range = *range};
    return 0;
}

/* "PATH=RANGE". */
static int unknowns_read(struct unknowns *u, const char *given, const char *const *set,
                         size_t set_count, struct error *e)
{
    const char *equals = strchr(given, '=');
    struct path_field at;
    struct fleet_number range;
    if (!equals)
        return error_set(e, "has no range; give one as in 'phone.restart=30s..60s', or 'none'");
    char *path = path_of_option(given);
    int status = path_find(&at, path, e);
    free(path);
    if (status < 0)
        return -1;
    status = unknowns_check(&at, set, set_count, e);
    if (status == 0)
        status =
            fleet_number_parse(at.field, equals + 1 + strspn(equals + 1, " "), true, &range, e);
    if (status == 0 && !fleet_number_is_range(&range))
        status = error_set(e, "is one value, and so is known; give it with -s");
    if (status == 0)
        status = unknowns_put(u, &at, &range, e);
    if (status < 0)
        path_free(&at);
    return status;
}

int unknowns_init(struct unknowns *u, const struct scenario *shared, const char *const *set,
                  size_t set_count, const char *const *given, size_t given_count, struct error *e)
{
    *u = (struct unknowns){.count = 0};
    for (size_t i = 0; i < DEFAULTS; i++)
        if (!path_is_set(set, set_count, defaults[i].path))
            unknowns_default(u, i);
    walk_scenario(shared, unknowns_line, &(struct unknowns_walk){u, shared});
    for (size_t i = 0; i < given_count; i++) {
        struct error what;
        if (!strcmp(given[i], "none")) {
            unknowns_fini(u);
        } else if (unknowns_read(u, given[i], set, set_count, &what) < 0) {
            unknowns_fini(u);
            return error_set(e, "--unknown %s: %s", words_shown(given[i]).text, what.text);
        }
    }
    return 0;
}

void unknowns_fini(struct unknowns *u)
{
    while (u->count)
        free(u->items[--u->count].path);
}
