/* What holds at a site, column by column, as cells would say it: what it has itself, what all
 * share, and what is assumed. So two lists can be compared, whichever of the three says it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/fleet_private.h"
#include "planner/fleet_tree.h"
#include "planner/when.h"
#include "scenarios/format/units.h"

/* A site's subnets or rows, by names, so that their order in the list says nothing. */
struct input_rows {
    const struct fleet_site *site;
    const struct fleet_phones **phones;
    const struct fleet_subnet **subnets;
};

static const char *input_name(const struct fleet_subnet *s)
{
    return s->name ? s->name : "";
}

static int input_compare_subnets(const void *left, const void *right)
{
    const struct fleet_subnet *const *a = left, *const *b = right;
    return strcmp(input_name(*a), input_name(*b));
}

static int input_compare_phones(const void *left, const void *right, void *user)
{
    const struct fleet_phones *const *a = left, *const *b = right;
    const struct fleet_site *site = user;
    const int by_subnet =
        strcmp(input_name(&site->subnets[(*a)->subnet]), input_name(&site->subnets[(*b)->subnet]));
    return by_subnet ? by_subnet : strcmp((*a)->model->name, (*b)->model->name);
}

static struct input_rows input_sort(const struct fleet_site *site)
{
    struct input_rows r = {site, mem_calloc(site->phones_count + 1, sizeof *r.phones),
                           mem_calloc(site->subnet_count + 1, sizeof *r.subnets)};
    for (size_t i = 0; i < site->phones_count; i++)
        r.phones[i] = &site->phones[i];
    for (size_t i = 0; i < site->subnet_count; i++)
        r.subnets[i] = &site->subnets[i];
    qsort_r(r.phones, site->phones_count, sizeof *r.phones, input_compare_phones, (void *)site);
    qsort(r.subnets, site->subnet_count, sizeof *r.subnets, input_compare_subnets);
    return r;
}

/* --- of what there may be several ------------------------------------------------------------ */

/* The texts with "; " between them, which are freed; of texts that are all the same, one, unless
 * each counts. NULL without any. */
static char *input_join(char **texts, size_t count, bool each)
{
    char *all = NULL;
    size_t size;
    bool same = !each;
    for (size_t i = 1; i < count; i++)
        same &= !strcmp(texts[0], texts[i]);
    FILE *out = open_memstream(&all, &size);
    if (!out)
        mem_exhausted();
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !same)
            fprintf(out, "%s%s", i ? "; " : "", texts[i]);
        free(texts[i]);
    }
    fclose(out);
    if (*all)
        return all;
    free(all);
    return NULL;
}

/* What all sites have where none has a cell: the scenario's text; NULL: it says nothing, or says it
 * in other words. */
static const char *input_shared(const struct fleet *f, enum fleet_column_number column)
{
    const struct fleet_shared *s = f->shared;
    const char *path = fleet_columns[column].path;
    const struct tree_node *n = column == FLEET_COLUMN_LAN ? fleet_tree_at(s->lan, NULL, "rate")
                                : path && s->line          ? fleet_tree_at(s->line, NULL, path)
                                                           : NULL;
    return n ? n->text : NULL;
}

/* What stands for a cell that is empty. */
static char *input_instead(const struct fleet *f, enum fleet_column_number column)
{
    const char *fallback = fleet_columns[column].fallback;
    if (!(f->shared->says >> column & 1))
        return fallback ? mem_strdup(fallback) : NULL;
    const char *shared = input_shared(f, column);
    return mem_strdup(shared ? shared : "as all have it");
}

static char *input_lan(const struct fleet *f, const struct fleet_subnet *s)
{
    char *own = fleet_number_text(f->shared->fields[FLEET_COLUMN_LAN], &s->lan);
    char *text = own ? own : input_instead(f, FLEET_COLUMN_LAN);
    return text ? text : mem_strdup("");
}

static char *input_load_server(const struct fleet *f, const struct fleet_subnet *s)
{
    return mem_strdup(s->load_server                   ? s->load_server
                      : f->shared->load_server != NULL ? "as all have it"
                                                       : "no");
}

static char *input_of_subnets(const struct fleet *f, const struct input_rows *r,
                              enum fleet_column_number column)
{
    char **texts = mem_calloc(r->site->subnet_count + 1, sizeof *texts);
    for (size_t i = 0; i < r->site->subnet_count; i++)
        texts[i] = column == FLEET_COLUMN_SUBNET ? mem_strdup(input_name(r->subnets[i]))
                   : column == FLEET_COLUMN_LAN  ? input_lan(f, r->subnets[i])
                                                 : input_load_server(f, r->subnets[i]);
    char *all = input_join(texts, r->site->subnet_count, column == FLEET_COLUMN_SUBNET);
    free(texts);
    return all;
}

static char *input_pfs(const struct fleet_phones *p)
{
    if (p->model->pfs == PFS_NO)
        return mem_strdup("no");
    if (!p->pfs_share || p->pfs_share == LINK_BILLION)
        return mem_strdup(p->pfs_share ? "on" : "off");
    return quantity_write(QUANTITY_SHARE, p->pfs_share);
}

static char *input_of_phones(const struct input_rows *r, enum fleet_column_number column)
{
    char **texts = mem_calloc(r->site->phones_count + 1, sizeof *texts);
    for (size_t i = 0; i < r->site->phones_count; i++)
        texts[i] = column == FLEET_COLUMN_MODEL   ? mem_strdup(r->phones[i]->model->name)
                   : column == FLEET_COLUMN_COUNT ? mem_printf("%u", r->phones[i]->count)
                                                  : input_pfs(r->phones[i]);
    char *all = input_join(texts, r->site->phones_count, column != FLEET_COLUMN_PFS);
    free(texts);
    return all;
}

/* --- of the site ----------------------------------------------------------------------------- */

static const char *input_window(const struct fleet *f, const struct fleet_site *site)
{
    const struct fleet_shared *s = f->shared;
    size_t i = 0;
    while (i < s->window_texts.count && s->windows[i] != site->windows)
        i++;
    return site->windows && i < s->window_texts.count ? s->window_texts.texts[i] : NULL;
}

static char *input_moment(const struct fleet_site *site, bool given, int64_t utc)
{
    char text[WHEN_ROOM];
    return given ? mem_strdup(when_iso(text, site->zone, utc)) : NULL;
}

static char *input_own(const char *text)
{
    return text ? mem_strdup(text) : NULL;
}

static char *input_given(const struct fleet *f, const struct fleet_site *site,
                         enum fleet_column_number column)
{
    const int number = fleet_columns[column].number;
    if (number >= 0)
        return fleet_number_text(f->shared->fields[column], &site->numbers[number]);
    if (column == FLEET_COLUMN_MTU)
        return mem_printf("%u", site->mtu);
    if (column == FLEET_COLUMN_CALLS)
        return mem_printf("%u", site->calls);
    if (column == FLEET_COLUMN_QOS)
        return mem_strdup(site->qos == FLEET_QOS_PRIORITY ? "priority" : "none");
    return input_own(column == FLEET_COLUMN_FRAMING ? site->framing : site->codec);
}

char *fleet_input(const struct fleet *f, const struct fleet_site *site,
                  enum fleet_column_number column)
{
    if (column == FLEET_COLUMN_SITE)
        return mem_strdup(site->name);
    if (fleet_columns[column].level != FLEET_OF_SITE) {
        const struct input_rows r = input_sort(site);
        char *text = fleet_columns[column].level == FLEET_OF_SUBNET
                         ? input_of_subnets(f, &r, column)
                         : input_of_phones(&r, column);
        free(r.phones);
        free(r.subnets);
        return text;
    }
    if (column == FLEET_COLUMN_TIMEZONE)
        return mem_strdup(zone_name(site->zone));
    if (column == FLEET_COLUMN_WINDOW)
        return input_own(input_window(f, site));
    if (column == FLEET_COLUMN_NOT_BEFORE)
        return input_moment(site, site->has_not_before, site->not_before);
    if (column == FLEET_COLUMN_DEADLINE)
        return input_moment(site, site->has_deadline, site->deadline);
    if (column == FLEET_COLUMN_GROUP)
        return input_own(site->group);
    if (column == FLEET_COLUMN_CRITICAL)
        return mem_strdup(site->critical ? "yes" : "no");
    if (column == FLEET_COLUMN_METHOD)
        return site->method < 0 ? NULL : mem_strdup(method_names[site->method]);
    return site->given >> column & 1 ? input_given(f, site, column) : input_instead(f, column);
}

char *fleet_input_load(const struct fleet_site *site)
{
    const struct input_rows r = input_sort(site);
    char **texts = mem_calloc(site->phones_count + 1, sizeof *texts);
    for (size_t i = 0; i < site->phones_count; i++)
        texts[i] = mem_printf("%s of %" PRIu64 " bytes", r.phones[i]->load->name,
                              r.phones[i]->load->bytes);
    char *all = input_join(texts, site->phones_count, false);
    free(texts);
    free(r.phones);
    free(r.subnets);
    return all;
}

/* --- what all share -------------------------------------------------------------------------- */

static void input_walk(const struct tree_node *n, const char *path, fleet_setting_fn *take,
                       void *user)
{
    if (n->kind == TREE_SCALAR) {
        take(user, path, n->text);
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        const struct tree_node *child = n->children[i];
        char *within = n->kind == TREE_LIST
                           ? mem_printf("%s[%zu]", path, i)
                           : mem_printf("%s%s%s", path, *path ? "." : "", child->key);
        input_walk(child, within, take, user);
        free(within);
    }
}

void fleet_settings(const struct fleet *f, fleet_setting_fn *take, void *user)
{
    const struct fleet_shared *s = f->shared;
    if (s->root)
        input_walk(s->root, "", take, user);
    if (s->line)
        input_walk(s->line, "", take, user);
    if (s->lan)
        input_walk(s->lan, "lan", take, user);
    if (s->load_server)
        input_walk(s->load_server, "load_server", take, user);
}
