/* What a site's rows together make, and what the list as a whole owns. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/fleet_private.h"
#include "scenarios/format/words.h"

static uint32_t site_bit(enum fleet_column_number column)
{
    return (uint32_t)1 << column;
}

static bool site_phones_can_share(const struct fleet_phones *p)
{
    return p->model->pfs != PFS_NO;
}

const char *fleet_cannot(const struct fleet_site *site, enum method m)
{
    bool can = false, shares = false, served = false;
    for (size_t i = 0; i < site->phones_count; i++) {
        const struct fleet_phones *p = &site->phones[i];
        can |= site_phones_can_share(p);
        shares |= site_phones_can_share(p) && p->pfs_share;
        served |= site->subnets[p->subnet].load_server != NULL;
    }
    switch (m) {
    case METHOD_TFTP:
        return NULL;
    case METHOD_LOAD_SERVER:
        return served ? NULL : "no subnet has a load server";
    case METHOD_PFS:
        return shares ? NULL
               : can  ? "no phone has Peer Firmware Sharing switched on"
                      : "no phone has a model that knows Peer Firmware Sharing";
    }
    return NULL;
}

/* --- of its rows ----------------------------------------------------------------------------- */

static int site_compare_phones(const void *left, const void *right)
{
    const struct fleet_phones *a = left, *b = right;
    if (a->subnet != b->subnet)
        return a->subnet < b->subnet ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* What phones have that no cell says, which `like` may. */
static void site_default_share(const struct fleet *f, struct fleet_site *site)
{
    const bool on = f->like.enterprise.pfs == SETTING_ON;
    for (size_t i = 0; i < site->phones_count; i++)
        if (!site->phones[i].pfs_given)
            site->phones[i].pfs_share = on ? LINK_BILLION : 0;
}

static void site_count_phones(const struct fleet *f, struct fleet_site *site,
                              struct fleet_faults *faults)
{
    uint64_t all = 0, here = 0;
    if (site->phones_count)
        qsort(site->phones, site->phones_count, sizeof *site->phones, site_compare_phones);
    for (size_t i = 0; i < site->phones_count; i++) {
        const struct fleet_phones *p = &site->phones[i];
        here = i && p[-1].subnet == p->subnet ? here + p->count : p->count;
        all += p->count;
        if (here > FLEET_PHONES_MAX && here - p->count <= FLEET_PHONES_MAX)
            fleet_fault(faults, f->path, p->line, 0,
                        "over %u phones in a subnet of site '%s'; name its subnets",
                        FLEET_PHONES_MAX, words_shown(site->name).text);
    }
    if (all > PHONES_MAX)
        fleet_fault(faults, f->path, site->line, 0, "site '%s' has over %u phones",
                    words_shown(site->name).text, PHONES_MAX);
    if (site->subnet_count > FLEET_SUBNETS_MAX)
        fleet_fault(faults, f->path, site->line, 0, "site '%s' has over %u subnets",
                    words_shown(site->name).text, FLEET_SUBNETS_MAX);
    site->phone_count = (uint32_t)(all > PHONES_MAX ? PHONES_MAX : all);
}

/* --- as a whole ------------------------------------------------------------------------------ */

/* Columns of subnets and rows are given where all of them have a cell, or need none. */
static uint32_t site_given_below(const struct fleet_site *site)
{
    bool lan = site->subnet_count, pfs = site->phones_count, named = false, served = false;
    for (size_t i = 0; i < site->subnet_count; i++) {
        lan &= site->subnets[i].lan.shape != FLEET_NOT_GIVEN;
        named |= site->subnets[i].name != NULL;
        served |= site->subnets[i].load_server != NULL;
    }
    for (size_t i = 0; i < site->phones_count; i++)
        pfs &= site->phones[i].pfs_given || !site_phones_can_share(&site->phones[i]);
    return (lan ? site_bit(FLEET_COLUMN_LAN) : 0) | (pfs ? site_bit(FLEET_COLUMN_PFS) : 0) |
           (named ? site_bit(FLEET_COLUMN_SUBNET) : 0) |
           (served ? site_bit(FLEET_COLUMN_LOAD_SERVER) : 0) | site_bit(FLEET_COLUMN_SITE) |
           site_bit(FLEET_COLUMN_MODEL) | site_bit(FLEET_COLUMN_COUNT);
}

static void site_find_assumed(const struct fleet *f, struct fleet_site *site)
{
    uint32_t says = f->shared->says;
    const bool calls = site->calls || (says & site_bit(FLEET_COLUMN_CALLS) &&
                                       !(site->given & site_bit(FLEET_COLUMN_CALLS)));
    if (site->given & site_bit(FLEET_COLUMN_QOS)) /* which takes the place of the whole queue */
        says &= ~site_bit(FLEET_COLUMN_WAN_QUEUE);
    if (!calls)
        says |= site_bit(FLEET_COLUMN_CODEC) | site_bit(FLEET_COLUMN_QOS);
    for (size_t i = 0; i < FLEET_COLUMNS; i++)
        if (fleet_column_is_assumed(&fleet_columns[i]))
            site->assumed |= site_bit((enum fleet_column_number)i);
    site->assumed &= ~(site->given | says);
}

static void site_find_dates(struct fleet *f, struct fleet_site *site, fleet_place_fn *place,
                            const void *user, struct fleet_faults *faults)
{
    struct error e;
    if (!site->zone)
        site->zone = zone_find(f->shared->zones, "UTC", &e);
    CHECK(site->zone);
    site->not_before = zone_to_utc(site->zone, civil_of(site->not_before));
    site->deadline = zone_to_utc(site->zone, civil_of(site->deadline));
    const struct fleet_place at = place(user, FLEET_COLUMN_DEADLINE);
    if (site->has_not_before && site->has_deadline && site->deadline <= site->not_before)
        fleet_fault(faults, f->path, at.line, at.column,
                    "deadline: is not after not_before; leave some time between them");
}

void fleet_site_finish(struct fleet *f, struct fleet_site *site, fleet_place_fn *place,
                       const void *user, struct fleet_faults *faults)
{
    const struct fleet_place rate = place(user, FLEET_COLUMN_WAN_RATE);
    const struct fleet_place method = place(user, FLEET_COLUMN_METHOD);
    site->given |= site_given_below(site);
    site_default_share(f, site);
    site_count_phones(f, site, faults);
    site_find_dates(f, site, place, user, faults);
    site_find_assumed(f, site);
    if (!(site->given & site_bit(FLEET_COLUMN_WAN_RATE)))
        fleet_fault(faults, f->path, rate.line, rate.column,
                    "wan_rate: is empty in all rows of site '%s'; give it in one of them, such as "
                    "'384 kbps'",
                    words_shown(site->name).text);
    const char *why = site->method >= 0 ? fleet_cannot(site, (enum method)site->method) : NULL;
    if (why && site->phones_count)
        fleet_fault(faults, f->path, method.line, method.column,
                    "method: %s cannot be had: %s; give another, or leave the cell empty",
                    method_names[site->method], why);
}

/* --- memory ---------------------------------------------------------------------------------- */

void fleet_site_fini(struct fleet_site *site, size_t carried_count)
{
    for (size_t i = 0; i < site->subnet_count; i++) {
        free(site->subnets[i].name);
        free(site->subnets[i].load_server);
    }
    for (size_t i = 0; i < carried_count; i++)
        free(site->carried[i]);
    free(site->carried);
    free(site->subnets);
    free(site->phones);
    free(site->framing);
    free(site->codec);
    free(site->group);
    free(site->name);
}

void fleet_free(struct fleet *f)
{
    for (size_t i = 0; i < f->count; i++)
        fleet_site_fini(&f->sites[i], f->carried_count);
    free(f->sites);
    for (size_t i = 0; i < f->carried_count; i++)
        free(f->carried_names[i]);
    free(f->carried_names);
    free(f->kind_sites);
    fleet_shared_free(f->shared);
    if (f->like.tree)
        scenario_free(&f->like);
    free(f->like_path);
    free(f->path);
    *f = (struct fleet){0};
}
