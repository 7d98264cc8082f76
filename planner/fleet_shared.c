/* What sites share: a scenario, with options, of which all is taken but what is a site's own. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/fleet_private.h"
#include "planner/fleet_tree.h"
#include "scenarios/format/path.h"
#include "scenarios/format/value.h"
#include "scenarios/format/words.h"

/* Without `like`: what a scenario needs to be one; nothing of it is shared. */
static const char shared_empty[] = "subnets: [{phones: [{model: CP-7965}]}]\n";

/* Keys of a scenario that are a site's, or of that scenario only. */
static const char *const shared_not[] = {"name",    "method", "unplug", "sites",
                                         "subnets", "wan",    "busy",   "traffic"};
/* ... of a listed site those that hold for its phones, as the scenario's do for all. */
static const char *const shared_of_phones[] = {"transport", "tftp", "reset", "server_order"};
static const char *const shared_of_line[] = {"wan", "busy", "traffic"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static bool shared_is_among(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

/* --- what is said there ---------------------------------------------------------------------- */

/* Whether the line has a value at the path, for both directions or for one. */
static bool shared_says(const struct fleet_shared *s, const char *path)
{
    return fleet_tree_at(s->line, "wan", path) || fleet_tree_at(s->line, "wan.down", path) ||
           fleet_tree_at(s->line, "wan.up", path);
}

const struct tree_node *fleet_shared_calls(const struct tree_node *traffic)
{
    for (size_t i = 0; traffic && i < traffic->count; i++) {
        const struct tree_node *kind = tree_child(traffic->children[i], "kind");
        if (kind && kind->text && !strcmp(kind->text, "calls"))
            return traffic->children[i];
    }
    return NULL;
}

static void shared_note(struct fleet_shared *s, enum fleet_column_number column, bool says)
{
    if (says)
        s->says |= (uint32_t)1 << column;
}

static void shared_note_all(struct fleet_shared *s)
{
    const struct tree_node *calls = fleet_shared_calls(tree_child(s->line, "traffic"));
    const bool discipline = shared_says(s, "queue.discipline");
    shared_note(s, FLEET_COLUMN_WAN_UP, fleet_tree_at(s->line, "wan.up", "rate"));
    shared_note(s, FLEET_COLUMN_WAN_RTT, shared_says(s, "rtt") || shared_says(s, "delay"));
    shared_note(s, FLEET_COLUMN_WAN_QUEUE, discipline || shared_says(s, "queue.limit"));
    shared_note(s, FLEET_COLUMN_FRAMING, shared_says(s, "framing"));
    shared_note(s, FLEET_COLUMN_MTU, shared_says(s, "mtu"));
    shared_note(s, FLEET_COLUMN_BUSY, tree_child(s->line, "busy"));
    shared_note(s, FLEET_COLUMN_LAN, tree_child(s->lan, "rate"));
    shared_note(s, FLEET_COLUMN_PFS, fleet_tree_at(s->root, "enterprise", "pfs"));
    shared_note(s, FLEET_COLUMN_CALLS, calls);
    shared_note(s, FLEET_COLUMN_CODEC, tree_child(calls, "codec"));
    shared_note(s, FLEET_COLUMN_QOS, discipline);
}

/* --- taken from the scenario ----------------------------------------------------------------- */

/* Paths of the catalogue as the scenario has found them: they hold from every folder. */
static void shared_keep_catalogue(struct fleet_shared *s, const struct scenario *like)
{
    struct tree_node *map = tree_child(s->root, "catalogue");
    struct tree_node *firmware = tree_child(map, "firmware"), *models = tree_child(map, "models");
    if (firmware) {
        free(firmware->text);
        firmware->text = mem_strdup(like->firmware_csv);
    }
    if (models) {
        free(models->text);
        models->text = mem_strdup(like->models_csv);
    }
}

static void shared_take(struct fleet_shared *s, const struct scenario *like)
{
    const struct tree_node *root = like->tree->root;
    const struct tree_node *listed = tree_item(tree_child(root, "sites"), 0);
    const struct tree_node *site = listed ? listed : root;
    const struct tree_node *subnets = tree_child(site, "subnets");
    s->root = tree_node_new(TREE_MAP, root->place);
    s->line = tree_node_new(TREE_MAP, root->place);
    for (size_t i = 0; i < root->count; i++)
        if (!shared_is_among(root->children[i]->key, shared_not, COUNT_OF(shared_not)))
            fleet_tree_merge(s->root, root->children[i]);
    for (size_t i = 0; i < site->count; i++) {
        const struct tree_node *n = site->children[i];
        if (shared_is_among(n->key, shared_of_line, COUNT_OF(shared_of_line)))
            fleet_tree_merge(s->line, n);
        else if (listed && shared_is_among(n->key, shared_of_phones, COUNT_OF(shared_of_phones)))
            fleet_tree_merge(s->root, n);
    }
    if (subnets && subnets->count == 1) {
        s->lan = tree_child(subnets->children[0], "lan");
        s->load_server = tree_item(tree_child(subnets->children[0], "load_servers"), 0);
    }
    shared_keep_catalogue(s, like);
    shared_note_all(s);
}

/* --- options --------------------------------------------------------------------------------- */

/* The option's path within a site, in full; NULL when it is none. Free it. */
static char *shared_path(const char *option)
{
    static const char listed[] = "sites[0].";
    struct path_field at;
    struct error ignored;
    char *given = path_of_option(option), *path = NULL;
    if (path_find(&at, given, &ignored) == 0) {
        const bool in_site = !strncmp(at.path, listed, sizeof listed - 1);
        path = mem_strdup(at.path + (in_site ? sizeof listed - 1 : 0));
        path_free(&at);
    }
    free(given);
    return path;
}

static bool shared_begins(const char *path, const char *with)
{
    return !strncmp(path, with, strlen(with));
}

/* Why sites cannot share what the path leads to; NULL: they can. */
static const char *shared_refuses(const char *path)
{
    if (!strcmp(path, "name") || !strcmp(path, "count"))
        return "a site has that from the list";
    if (!strcmp(path, "method"))
        return "the plan chooses it; a site is held to one by the list's column method";
    if (shared_begins(path, "unplug"))
        return "it is about one phone of one scenario, and sites do not share it";
    if (shared_begins(path, "subnets") && !shared_begins(path, "subnets[0].lan.") &&
        !shared_begins(path, "subnets[0].load_servers[0]."))
        return "a site has its subnets and phones from the list";
    return NULL;
}

static void shared_check_options(const struct fleet_options *o, struct fleet_faults *faults)
{
    for (size_t i = 0; i < o->set_count; i++) {
        char *path = shared_path(o->set[i]);
        const char *why = path ? shared_refuses(path) : NULL;
        if (why)
            fleet_fault(faults, NULL, 0, 0, "-s %s: %s; leave the option out",
                        words_shown(o->set[i]).text, why);
        free(path);
    }
}

/* Whether the path is the column's field, or that of one direction. */
static bool shared_is_of_column(const char *path, const struct fleet_column *c)
{
    if (!c->path || !strcmp(path, c->path))
        return c->path != NULL;
    const bool down = shared_begins(path, "wan.down."), up = shared_begins(path, "wan.up.");
    return (down || up) && shared_begins(c->path, "wan.") && c->number != FLEET_WAN_UP &&
           !(up && c->number == FLEET_WAN_RATE) && !strcmp(path + (down ? 9 : 7), c->path + 4);
}

/* A site that has a cell of the column; NULL: none has. */
static const struct fleet_site *shared_giver(const struct fleet *f, size_t column)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->sites[i].given >> column & 1)
            return &f->sites[i];
    return NULL;
}

void fleet_shared_check(const struct fleet *f, struct fleet_faults *faults)
{
    const struct scenario_tree *tree = f->like.tree;
    for (size_t i = 0; i < tree->option_count; i++) {
        char *path = shared_path(tree->options[i]);
        for (size_t column = 0; path && column < FLEET_COLUMNS; column++) {
            const struct fleet_column *c = &fleet_columns[column];
            const struct fleet_site *site =
                shared_is_of_column(path, c) ? shared_giver(f, column) : NULL;
            if (site)
                fleet_fault(faults, NULL, 0, 0,
                            "-s %s: the list's column %s says that, of site '%s' to begin with; "
                            "leave one of the two out",
                            words_shown(tree->options[i]).text, c->name,
                            words_shown(site->name).text);
        }
        free(path);
    }
}

/* --- loading --------------------------------------------------------------------------------- */

static void shared_find_fields(struct fleet_shared *s)
{
    for (size_t i = 0; i < FLEET_COLUMNS; i++) {
        struct path_field at;
        struct error e;
        if (!fleet_columns[i].path)
            continue;
        CHECK(path_find(&at, fleet_columns[i].path, &e) == 0);
        s->fields[i] = at.field;
        path_free(&at);
    }
}

static int shared_load(struct fleet *f, const struct fleet_options *o, struct error *e)
{
    if (o->like)
        return scenario_load(&f->like, o->like, o->set, o->set_count, o->catalogues, e);
    return scenario_load_text(&f->like, "what sites share", shared_empty, sizeof shared_empty - 1,
                              o->set, o->set_count, o->catalogues, e);
}

static void shared_find_firmware(struct fleet *f, const struct fleet_options *o,
                                 struct fleet_faults *faults)
{
    struct fleet_shared *s = f->shared;
    struct path_field at;
    struct error e;
    CHECK(path_find(&at, "firmware", &e) == 0);
    s->asked = mem_calloc(o->firmware_count, sizeof *s->asked);
    s->asked_used = mem_calloc(o->firmware_count, sizeof *s->asked_used);
    s->asked_count = o->firmware_count;
    for (size_t i = 0; i < o->firmware_count; i++) {
        struct scenario scratch = {.catalogue = f->like.catalogue};
        if (value_set_loads(&scratch, at.field, &scratch, &o->firmware[i], 1, &e) < 0)
            fleet_fault(faults, NULL, 0, 0, "--firmware: %s", e.text);
        else
            s->asked[i] = scratch.loads[0];
        free(scratch.loads);
    }
    path_free(&at);
}

int fleet_shared_read(struct fleet *f, const struct fleet_options *o, struct fleet_faults *faults)
{
    struct error e;
    f->shared = mem_calloc(1, sizeof *f->shared);
    f->like_path = o->like ? mem_strdup(o->like) : NULL;
    f->shared->zones = zones_new();
    shared_find_fields(f->shared);
    if (shared_load(f, o, &e) < 0) {
        fleet_fault(faults, NULL, 0, 0, "%s", e.text);
        return -1;
    }
    if (f->like.site_count != 1)
        fleet_fault(faults, NULL, 0, 0,
                    "%s: has %zu sites; give a scenario with one, which stands for those of the "
                    "list",
                    o->like, f->like.site_count);
    shared_check_options(o, faults);
    shared_find_firmware(f, o, faults);
    shared_take(f->shared, &f->like);
    return 0;
}

void fleet_shared_free(struct fleet_shared *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->window_texts.count; i++) {
        if (s->windows[i])
            windows_fini(s->windows[i]);
        free(s->windows[i]);
    }
    free(s->windows);
    fleet_texts_fini(&s->window_texts);
    zones_free(s->zones);
    tree_node_free(s->root);
    tree_node_free(s->line);
    free(s->asked);
    free(s->asked_used);
    free(s);
}
