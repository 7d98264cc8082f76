/* Who says what a site's columns say. */
#include <stdlib.h>

#include "base/memory.h"
#include "planner/fleet_private.h"
#include "planner/fleet_tree.h"

/* --- what sites share ------------------------------------------------------------------------- */

/* Of both directions, or of the first that says it. */
static const struct tree_node *said_of_line(const struct fleet *f, const char *path)
{
    static const char *const within[] = {"wan", "wan.down", "wan.up"};
    const struct tree_node *n = NULL;
    for (size_t i = 0; i < sizeof within / sizeof *within && !n; i++)
        n = fleet_tree_at(f->shared->line, within[i], path);
    return n;
}

static const struct tree_node *said_of_call(const struct fleet *f, const char *key)
{
    return tree_child(fleet_shared_calls(tree_child(f->shared->line, "traffic")), key);
}

/* NULL: what says it is no single value. */
static const struct tree_node *said_shared(const struct fleet *f, enum fleet_column_number column)
{
    const struct tree_node *n;
    switch (column) {
    case FLEET_COLUMN_WAN_UP:
        return fleet_tree_at(f->shared->line, "wan.up", "rate");
    case FLEET_COLUMN_WAN_RTT:
        n = said_of_line(f, "rtt");
        return n ? n : said_of_line(f, "delay");
    case FLEET_COLUMN_WAN_QUEUE:
        return said_of_line(f, "queue.limit");
    case FLEET_COLUMN_FRAMING:
        return said_of_line(f, "framing");
    case FLEET_COLUMN_MTU:
        return said_of_line(f, "mtu");
    case FLEET_COLUMN_QOS:
        return said_of_line(f, "queue.discipline");
    case FLEET_COLUMN_BUSY:
        return tree_child(f->shared->line, "busy");
    case FLEET_COLUMN_LAN:
        return tree_child(f->shared->lan, "rate");
    case FLEET_COLUMN_PFS:
        return fleet_tree_at(f->shared->root, "enterprise", "pfs");
    case FLEET_COLUMN_CALLS:
        return said_of_call(f, "count");
    case FLEET_COLUMN_CODEC:
        return said_of_call(f, "codec");
    case FLEET_COLUMN_SITE:
    case FLEET_COLUMN_MODEL:
    case FLEET_COLUMN_COUNT:
    case FLEET_COLUMN_WAN_RATE:
    case FLEET_COLUMN_SUBNET:
    case FLEET_COLUMN_LOAD_SERVER:
    case FLEET_COLUMN_TIMEZONE:
    case FLEET_COLUMN_WINDOW:
    case FLEET_COLUMN_NOT_BEFORE:
    case FLEET_COLUMN_DEADLINE:
    case FLEET_COLUMN_GROUP:
    case FLEET_COLUMN_CRITICAL:
    case FLEET_COLUMN_METHOD:
    case FLEET_COLUMNS:
        break;
    }
    return NULL;
}

static char *said_where(const struct fleet *f, const struct tree_node *n)
{
    if (!n)
        return mem_strdup(f->like_path ? "--like or -s" : "-s");
    return n->place.option ? mem_printf("-s %s", f->like.tree->options[n->place.option - 1])
                           : mem_printf("--like, line %zu", n->place.line);
}

/* --- both ------------------------------------------------------------------------------------- */

/* In whichever words the shared one is. */
static struct fleet_said said_of_shared(const struct fleet *f, const struct fleet_site *site,
                                        enum fleet_column_number column)
{
    const struct tree_node *n = said_shared(f, column);
    return (struct fleet_said){FLEET_SAID_SHARED,
                               n && n->text ? mem_strdup(n->text) : fleet_input(f, site, column),
                               said_where(f, n)};
}

struct fleet_said fleet_said(const struct fleet *f, const struct fleet_site *site,
                             enum fleet_column_number column)
{
    const uint32_t bit = (uint32_t)1 << column;
    const bool given = site->given & bit, assumed = site->assumed & bit;
    if (!given && !assumed && f->shared->says & bit)
        return said_of_shared(f, site, column);
    return (struct fleet_said){
        given     ? FLEET_SAID_CELL
        : assumed ? FLEET_SAID_ASSUMED
                  : FLEET_SAID_KNOWN,
        fleet_input(f, site, column),
        given ? NULL : mem_strdup(fleet_columns[column].standing),
    };
}

void fleet_said_fini(struct fleet_said *said)
{
    free(said->value);
    free(said->where);
}
