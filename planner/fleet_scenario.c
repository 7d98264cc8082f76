/* A site as a scenario: what sites share, then its own cells, then defaults for what neither has,
 * put together as a tree, and written as YAML. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "planner/fleet_private.h"
#include "planner/fleet_tree.h"
#include "scenarios/format/units.h"

/* A site's tree that is being made. */
struct draft {
    const struct fleet *f;
    const struct fleet_site *site;
    enum method method;
    struct tree_node *root;
};

static bool draft_given(const struct draft *d, enum fleet_column_number column)
{
    return d->site->given >> column & 1;
}

static bool draft_shared(const struct draft *d, enum fleet_column_number column)
{
    return d->f->shared->says >> column & 1;
}

static struct tree_place draft_place(const struct draft *d, unsigned origin, size_t line)
{
    return (struct tree_place){.line = line, .option = d->f->like.tree->option_count + 1 + origin};
}

static void draft_put(const struct draft *d, struct tree_node *map, const char *path,
                      const char *text, unsigned origin, size_t line)
{
    fleet_tree_put(map, path, text, draft_place(d, origin, line));
}

/* The same of a text that is then freed. */
static void draft_put_own(const struct draft *d, struct tree_node *map, const char *path,
                          char *text, unsigned origin, size_t line)
{
    draft_put(d, map, path, text, origin, line);
    free(text);
}

/* The text of a column's value: the cell's, where it is one; NULL: neither cell nor default stand
 * there. Free it. */
static char *draft_value(const struct draft *d, enum fleet_column_number column)
{
    const struct fleet_column *c = &fleet_columns[column];
    const struct fleet_site *site = d->site;
    if (!draft_given(d, column))
        return draft_shared(d, column) || !c->fallback ? NULL : mem_strdup(c->fallback);
    if (c->number >= 0) {
        const struct fleet_number *n = &site->numbers[c->number];
        const struct fleet_number mode = {FLEET_VALUE, n->mode, n->mode, n->mode};
        return fleet_number_text(d->f->shared->fields[column], &mode);
    }
    return column == FLEET_COLUMN_MTU ? mem_printf("%u", site->mtu) : mem_strdup(site->framing);
}

/* A load that no phones of the site get has no effect. */
static void draft_firmware(const struct draft *d)
{
    bool used = false;
    for (size_t i = 0; i < d->site->phones_count; i++)
        used |= d->site->phones[i].load_from == FLEET_LOAD_SHARED;
    if (!used)
        fleet_tree_drop(d->root, "firmware");
}

/* --- the line -------------------------------------------------------------------------------- */

static void draft_drop_both(const struct draft *d, const char *key)
{
    char *down = mem_printf("wan.down.%s", key), *up = mem_printf("wan.up.%s", key);
    fleet_tree_drop(d->root, down);
    fleet_tree_drop(d->root, up);
    free(up);
    free(down);
}

/* What a cell says holds for both directions, whatever one of them shares. */
static void draft_drop_replaced(const struct draft *d)
{
    fleet_tree_drop(d->root, "wan.down.rate");
    if (draft_given(d, FLEET_COLUMN_WAN_RTT)) {
        fleet_tree_drop(d->root, "wan.delay");
        draft_drop_both(d, "delay");
    }
    if (draft_given(d, FLEET_COLUMN_WAN_QUEUE))
        draft_drop_both(d, "queue.limit");
    if (draft_given(d, FLEET_COLUMN_FRAMING))
        draft_drop_both(d, "framing");
    if (draft_given(d, FLEET_COLUMN_MTU))
        draft_drop_both(d, "mtu");
    if (draft_given(d, FLEET_COLUMN_QOS)) {
        fleet_tree_drop(d->root, "wan.queue");
        draft_drop_both(d, "queue");
    }
}

static void draft_queue(const struct draft *d)
{
    const bool given = draft_given(d, FLEET_COLUMN_QOS);
    if (!given && draft_shared(d, FLEET_COLUMN_QOS))
        return;
    const bool priority = d->site->qos == FLEET_QOS_PRIORITY;
    draft_put(d, d->root, "wan.queue.discipline", priority ? "priority" : "fifo", FLEET_COLUMN_QOS,
              0);
    if (!priority)
        return;
    const struct tree_place place = draft_place(d, FLEET_COLUMN_QOS, 0);
    struct tree_node *classes = fleet_tree_open(d->root, "wan.queue.classes", TREE_LIST, place);
    struct tree_node *voice = fleet_tree_item(classes, place);
    fleet_tree_put(voice, "dscp", "ef", place);
    fleet_tree_put(voice, "share", "33 %", place);
}

static void draft_line(const struct draft *d)
{
    static const enum fleet_column_number columns[] = {
        FLEET_COLUMN_WAN_RATE, FLEET_COLUMN_WAN_UP, FLEET_COLUMN_WAN_RTT,
        FLEET_COLUMN_FRAMING,  FLEET_COLUMN_MTU,    FLEET_COLUMN_BUSY,
    };
    for (size_t i = 0; i < d->f->shared->line->count; i++)
        fleet_tree_merge(d->root, d->f->shared->line->children[i]);
    draft_drop_replaced(d);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        char *text = draft_value(d, columns[i]);
        if (text)
            draft_put(d, d->root, fleet_columns[columns[i]].path, text, columns[i], 0);
        free(text);
    }
    draft_queue(d);
    /* A discipline without a limit has its own. */
    const bool own = draft_given(d, FLEET_COLUMN_WAN_QUEUE);
    char *limit =
        own || draft_given(d, FLEET_COLUMN_QOS) || !draft_shared(d, FLEET_COLUMN_WAN_QUEUE)
            ? own ? draft_value(d, FLEET_COLUMN_WAN_QUEUE)
                  : mem_strdup(fleet_columns[FLEET_COLUMN_WAN_QUEUE].fallback)
            : NULL;
    if (limit)
        draft_put(d, d->root, "wan.queue.limit", limit, FLEET_COLUMN_WAN_QUEUE, 0);
    free(limit);
}

/* --- calls ----------------------------------------------------------------------------------- */

static bool draft_is_calls(const struct tree_node *item)
{
    const struct tree_node *kind = tree_child(item, "kind");
    return kind && kind->text && !strcmp(kind->text, "calls");
}

/* Those of `like` say how the site's are, but for their number. */
static void draft_calls(const struct draft *d)
{
    const struct fleet_site *site = d->site;
    struct tree_node *shared = tree_child(d->root, "traffic"), *calls = NULL;
    if (!draft_given(d, FLEET_COLUMN_CALLS))
        return;
    const struct tree_place place = draft_place(d, FLEET_COLUMN_CALLS, 0);
    struct tree_node *list = tree_node_new(TREE_LIST, place);
    for (size_t i = 0; shared && i < shared->count; i++) {
        const bool is_calls = draft_is_calls(shared->children[i]);
        if (is_calls && (calls || !site->calls))
            continue;
        struct tree_node *copy = fleet_tree_copy(shared->children[i]);
        tree_add(list, copy, NULL, copy->place);
        calls = is_calls ? copy : calls;
    }
    if (!calls && site->calls) {
        calls = fleet_tree_item(list, place);
        fleet_tree_put(calls, "kind", "calls", place);
    }
    fleet_tree_drop(d->root, "traffic");
    if (list->count)
        tree_add(d->root, list, "traffic", place);
    else
        tree_node_free(list);
    if (!calls)
        return;
    draft_put_own(d, calls, "count", mem_printf("%u", site->calls), FLEET_COLUMN_CALLS, 0);
    if (site->codec || !tree_child(calls, "codec"))
        draft_put(d, calls, "codec",
                  site->codec ? site->codec : fleet_columns[FLEET_COLUMN_CODEC].fallback,
                  FLEET_COLUMN_CODEC, 0);
}

/* Calls are heard for a while before, to compare with. */
static void draft_reset(const struct draft *d)
{
    if (tree_child(d->root, "traffic") && !fleet_tree_at(d->root, "reset", "at"))
        draft_put(d, d->root, "reset.at", "30 s", FLEET_FROM_PLAN, 0);
}

/* --- subnets --------------------------------------------------------------------------------- */

static void draft_pfs(const struct draft *d, struct tree_node *map, const struct fleet_phones *p)
{
    if (!p->pfs_given)
        return;
    if (p->pfs_share == LINK_BILLION || !p->pfs_share) {
        draft_put(d, map, "pfs", p->pfs_share ? "on" : "off", FLEET_COLUMN_PFS, p->line);
        return;
    }
    draft_put_own(d, map, "pfs.share", quantity_write(QUANTITY_SHARE, p->pfs_share),
                  FLEET_COLUMN_PFS, p->line);
    draft_put(d, map, "pfs.setting", "on", FLEET_COLUMN_PFS, p->line);
}

static void draft_phones(const struct draft *d, struct tree_node *list,
                         const struct fleet_phones *p)
{
    struct tree_node *map = fleet_tree_item(list, draft_place(d, FLEET_COLUMN_MODEL, p->line));
    draft_put(d, map, "model", p->model->name, FLEET_COLUMN_MODEL, p->line);
    draft_put_own(d, map, "count", mem_printf("%u", p->count), FLEET_COLUMN_COUNT, p->line);
    if (p->load_from == FLEET_LOAD_ASKED)
        draft_put(d, map, "firmware", p->load->name, FLEET_FROM_FIRMWARE, 0);
    if (p->load_from == FLEET_LOAD_OF_MODEL)
        draft_put(d, map, "firmware", "by model", FLEET_FROM_PLAN, 0);
    draft_pfs(d, map, p);
    if (d->method == METHOD_LOAD_SERVER && !d->site->subnets[p->subnet].load_server)
        draft_put(d, map, "method", method_names[METHOD_TFTP], FLEET_FROM_PLAN, 0);
}

/* A subnet has 245 addresses for phones, unless it is told to have more: then 65,525. */
static void draft_prefix(const struct draft *d, struct tree_node *map, size_t subnet)
{
    enum { USUAL = 200 };
    uint64_t hosts = subnet ? 0 : d->site->calls;
    for (size_t i = 0; i < d->site->phones_count; i++)
        if (d->site->phones[i].subnet == subnet)
            hosts += d->site->phones[i].count;
    if (hosts <= USUAL)
        return;
    /* 10.1.0.0/16 has those that are not told. */
    const uint32_t prefix = 10u << 24 | (uint32_t)(subnet ? subnet + 1 : 0) << 16;
    draft_put_own(d, map, "prefix", prefix_write(prefix, 16), FLEET_FROM_PLAN, 0);
}

static void draft_load_server(const struct draft *d, struct tree_node *map,
                              const struct fleet_subnet *subnet)
{
    const struct tree_place place = draft_place(d, FLEET_COLUMN_LOAD_SERVER, 0);
    if (!subnet->load_server || d->method != METHOD_LOAD_SERVER)
        return; /* it would have no effect */
    struct tree_node *list = fleet_tree_open(map, "load_servers", TREE_LIST, place);
    struct tree_node *server = d->f->shared->load_server
                                   ? fleet_tree_copy(d->f->shared->load_server)
                                   : tree_node_new(TREE_MAP, place);
    tree_add(list, server, NULL, place);
    fleet_tree_put(server, "kind", subnet->load_server, place);
}

static void draft_lan(const struct draft *d, struct tree_node *map,
                      const struct fleet_subnet *subnet)
{
    const struct fleet_number *n = &subnet->lan;
    const struct fleet_number mode = {n->shape ? FLEET_VALUE : FLEET_NOT_GIVEN, n->mode, n->mode,
                                      n->mode};
    char *rate = fleet_number_text(d->f->shared->fields[FLEET_COLUMN_LAN], &mode);
    if (d->f->shared->lan)
        fleet_tree_merge(map, d->f->shared->lan);
    if (!rate && !draft_shared(d, FLEET_COLUMN_LAN))
        rate = mem_strdup(fleet_columns[FLEET_COLUMN_LAN].fallback);
    if (rate)
        draft_put(d, map, "lan.rate", rate, FLEET_COLUMN_LAN, 0);
    free(rate);
}

static void draft_subnets(const struct draft *d)
{
    const struct fleet_site *site = d->site;
    const struct tree_place place = draft_place(d, FLEET_COLUMN_SUBNET, 0);
    struct tree_node *list = fleet_tree_open(d->root, "subnets", TREE_LIST, place);
    for (size_t i = 0, k = 0; i < site->subnet_count; i++) {
        struct tree_node *map = fleet_tree_item(list, place);
        draft_prefix(d, map, i);
        draft_lan(d, map, &site->subnets[i]);
        draft_load_server(d, map, &site->subnets[i]);
        struct tree_node *phones = fleet_tree_open(map, "phones", TREE_LIST, place);
        for (; k < site->phones_count && site->phones[k].subnet == i; k++)
            draft_phones(d, phones, &site->phones[k]);
    }
}

struct tree_node *fleet_tree(const struct fleet *f, const struct fleet_site *site, enum method m)
{
    struct draft d = {.f = f, .site = site, .method = m};
    d.root = tree_node_new(TREE_MAP, draft_place(&d, FLEET_FROM_PLAN, 0));
    draft_put(&d, d.root, "name", site->name, FLEET_COLUMN_SITE, site->line);
    draft_put(&d, d.root, "method", method_names[m], FLEET_FROM_PLAN, 0);
    for (size_t i = 0; i < f->shared->root->count; i++)
        fleet_tree_merge(d.root, f->shared->root->children[i]);
    draft_firmware(&d);
    draft_line(&d);
    draft_calls(&d);
    draft_reset(&d);
    draft_subnets(&d);
    return d.root;
}

/* --- as text --------------------------------------------------------------------------------- */

static char *scenario_of_column(const struct fleet *f, const struct fleet_site *site,
                                enum fleet_column_number column, size_t line)
{
    const struct fleet_column *c = &fleet_columns[column];
    if (!(site->given >> column & 1))
        return mem_strdup(c->standing);
    if (line)
        return mem_printf("%s, line %zu", c->name, line);
    char *range = c->number >= 0 && c->number != FLEET_LAN
                      ? fleet_number_text(f->shared->fields[column], &site->numbers[c->number])
                      : NULL;
    char *text = range && fleet_number_is_range(&site->numbers[c->number])
                     ? mem_printf("%s: %s", c->name, range)
                     : mem_strdup(c->name);
    free(range);
    return text;
}

struct scenario_comments {
    const struct fleet *f;
    const struct fleet_site *site;
};

/* Where a value is from. */
static char *scenario_comment(const void *user, const struct tree_node *n)
{
    const struct scenario_comments *c = user;
    const struct scenario_tree *like = c->f->like.tree;
    const size_t option = n->place.option;
    if (n->kind != TREE_SCALAR && n->count &&
        (n->kind == TREE_MAP || n->children[0]->kind != TREE_SCALAR))
        return NULL;
    if (!option)
        return mem_printf("--like, line %zu", n->place.line);
    if (option <= like->option_count)
        return mem_printf("-s %s", like->options[option - 1]);
    const size_t origin = option - like->option_count - 1;
    if (origin < FLEET_COLUMNS)
        return scenario_of_column(c->f, c->site, (enum fleet_column_number)origin, n->place.line);
    return origin == FLEET_FROM_FIRMWARE ? mem_strdup("--firmware") : NULL;
}

static void scenario_write_head(const struct fleet *f, const struct fleet_site *site, FILE *out)
{
    char *name = visible_text(site->name), *path = visible_text(f->path);
    char *like = f->like_path ? visible_text(f->like_path) : NULL;
    fprintf(
        out,
        "# %s: line %zu of %s, as 'pfsim plan' has it. Behind each value: the column that says\n"
        "# it, the option, or what is assumed where nothing does.\n",
        name, site->line, path);
    if (like)
        fprintf(out, "# --like is %s.\n", like);
    free(like);
    free(path);
    free(name);
}

static char *scenario_text(const struct fleet *f, const struct fleet_site *site, enum method m,
                           bool explain, size_t *length)
{
    const struct scenario_comments comments = {f, site};
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (!out)
        mem_exhausted();
    struct tree_node *root = fleet_tree(f, site, m);
    if (explain)
        scenario_write_head(f, site, out);
    fleet_tree_write(root, out, explain ? scenario_comment : NULL, &comments);
    tree_node_free(root);
    if (fclose(out) != 0)
        mem_exhausted();
    return text;
}

char *fleet_text(const struct fleet *f, const struct fleet_site *site, enum method m)
{
    size_t length;
    return scenario_text(f, site, m, true, &length);
}

int fleet_load_with(const struct fleet *f, const struct fleet_site *site, enum method m,
                    const char *const *set, size_t set_count, struct scenario *s, struct error *e)
{
    size_t length;
    const struct scenario *like = &f->like;
    char *text = scenario_text(f, site, m, false, &length);
    const int status =
        scenario_load_text(s, site->name, text, length, set, set_count, like->library, e);
    free(text);
    return status;
}

int fleet_load(const struct fleet *f, const struct fleet_site *site, enum method m,
               struct scenario *s, struct error *e)
{
    return fleet_load_with(f, site, m, NULL, 0, s, e);
}
