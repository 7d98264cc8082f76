/* Phones added up by method or model; there are few of each. */
#include "results/groups.h"

#include <string.h>

#include "base/memory.h"

const char *const group_key_names[GROUP_KEYS] = {
    [GROUP_BY_METHOD] = "method", [GROUP_BY_MODEL] = "model"};

#define OF_GROUP(member) CELL_AT(0, struct group_summary, member)

static const struct column groups_columns[] = {
    {"name", CELL_TEXT, OF_GROUP(name), .meaning = "the method, or the model"},
    {"phones", CELL_COUNT, OF_GROUP(phones), .meaning = "how many there are"},
    {"completed", CELL_COUNT, OF_GROUP(completed),
     .meaning = "phones that are back with the new load"},
    {"all_back_s", CELL_TIME, OF_GROUP(all_back),
     .meaning = "from the first reset of its phones until every one that completes is back"},
    {"upgrade_time_s", CELL_TIME, OF_GROUP(upgrade_time),
     .meaning = "the slowest phone's, from its own reset"},
    {"outage_s", CELL_TIME, OF_GROUP(outage), .meaning = "the longest of a phone"},
};

const struct table groups_table = TABLE("by_method, by_model", groups_columns);

static const char *group_name(const struct phone_record *p, enum group_key key)
{
    return key == GROUP_BY_METHOD ? p->info->group->method : p->info->group->model;
}

struct group_list {
    struct group_summary *groups;
    size_t count;
};

/* Phones of one group mostly follow one another, so the last one found is tried first. */
static size_t group_find(struct group_list *l, const char *name)
{
    for (size_t i = l->count; i-- > 0;)
        if (strcmp(l->groups[i].name, name) == 0)
            return i;
    l->groups = mem_resize(l->groups, l->count + 1, sizeof *l->groups);
    l->groups[l->count] =
        (struct group_summary){.name = name, .all_back = -1, .upgrade_time = -1, .first_reset = -1};
    return l->count++;
}

/* `all_back` is when, until all resets are known. */
static void group_add(struct group_summary *g, const struct phone_record *p)
{
    g->phones++;
    g->outage = time_max(g->outage, p->outage);
    if (p->reset >= 0 && (g->first_reset < 0 || p->reset < g->first_reset))
        g->first_reset = p->reset;
    if (!p->completed)
        return;
    g->completed++;
    g->all_back = time_max(g->all_back, p->ended);
    g->upgrade_time = time_max(g->upgrade_time, phone_upgrade_time(p));
}

size_t groups_summarise(const struct record *r, enum group_key key, struct group_summary **groups)
{
    struct group_list l = {0};
    for (size_t i = 0; i < r->phone_count; i++) {
        const struct phone_record *p = &r->phones[i];
        const size_t found = group_find(&l, group_name(p, key));
        group_add(&l.groups[found], p);
    }
    for (size_t i = 0; i < l.count; i++)
        if (l.groups[i].completed)
            l.groups[i].all_back -= l.groups[i].first_reset;
    *groups = l.groups;
    return l.count;
}
