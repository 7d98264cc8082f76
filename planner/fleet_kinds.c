/* Which sites have the same scenario but for their names, and what of a site is a range. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/fleet_private.h"

/* --- kinds ----------------------------------------------------------------------------------- */

static void kind_number(FILE *out, const struct fleet_number *n)
{
    fprintf(out, "%d %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", (int)n->shape, n->low, n->mode,
            n->high);
}

static void kind_text(FILE *out, const char *text)
{
    fprintf(out, "%s\n", text ? text : "");
}

/* All of the site that its scenario is made of (fleet_tree), beside what all sites share, the name,
 * and the names of subnets. */
static void kind_write(FILE *out, const struct fleet_site *site)
{
    for (size_t i = 0; i < FLEET_NUMBERS; i++)
        kind_number(out, &site->numbers[i]);
    kind_text(out, site->framing);
    kind_text(out, site->codec);
    fprintf(out, "%" PRIu32 " %" PRIu32 " %d %d\n", site->mtu, site->calls, (int)site->qos,
            (int)(site->given >> FLEET_COLUMN_CALLS & 1));
    for (size_t i = 0; i < site->subnet_count; i++) {
        kind_number(out, &site->subnets[i].lan);
        kind_text(out, site->subnets[i].load_server);
    }
    for (size_t i = 0; i < site->phones_count; i++) {
        const struct fleet_phones *p = &site->phones[i];
        fprintf(out, "%zu %" PRIu32 " %d %" PRIu64 " %d %s %s\n", p->subnet, p->count,
                (int)p->pfs_given, p->pfs_share, (int)p->load_from, p->model->name, p->load->name);
    }
}

void fleet_kinds_find(struct fleet *f)
{
    struct fleet_texts kinds = {0};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        mem_exhausted();
    f->kind_sites = mem_calloc(f->count, sizeof *f->kind_sites);
    for (size_t i = 0; i < f->count; i++) {
        rewind(out);
        kind_write(out, &f->sites[i]);
        fputc('\0', out);
        if (fflush(out) != 0)
            mem_exhausted();
        const size_t kind = fleet_texts_add(&kinds, text);
        if (kind == f->kind_count)
            f->kind_sites[f->kind_count++] = i;
        f->sites[i].kind = kind;
    }
    fclose(out);
    free(text);
    fleet_texts_fini(&kinds);
}

/* --- ranges ---------------------------------------------------------------------------------- */

static char *range_path(const struct fleet_column *c, size_t subnet)
{
    if (c->number != FLEET_LAN)
        return mem_strdup(c->path);
    return mem_printf("subnets[%zu].lan.rate", subnet);
}

size_t fleet_ranges(const struct fleet_site *site, struct fleet_range **ranges)
{
    size_t count = 0;
    *ranges = mem_calloc(FLEET_NUMBERS + site->subnet_count, sizeof **ranges);
    for (size_t i = 0; i < FLEET_COLUMNS; i++) {
        const struct fleet_column *c = &fleet_columns[i];
        const size_t places = c->number < 0 ? 0 : c->number == FLEET_LAN ? site->subnet_count : 1;
        for (size_t k = 0; k < places; k++) {
            const struct fleet_number *n =
                c->number == FLEET_LAN ? &site->subnets[k].lan : &site->numbers[c->number];
            if (fleet_number_is_range(n))
                (*ranges)[count++] =
                    (struct fleet_range){(enum fleet_field)c->number, *n, range_path(c, k)};
        }
    }
    return count;
}

void fleet_ranges_free(struct fleet_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(ranges[i].path);
    free(ranges);
}
