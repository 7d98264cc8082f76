/* Whether a group of phones takes part in Peer Firmware Sharing, and whether its timers fit each
 * other. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/format/derive.h"
#include "scenarios/format/words.h"

static const struct scenario_profile *find_profile(const struct scenario *s, const char *name)
{
    for (size_t i = 0; i < s->profile_count; i++)
        if (!strcmp(s->profiles[i].name, name))
            return &s->profiles[i];
    return NULL;
}

static int refuse_profile(struct loader *l, const struct scenario_phones *phones,
                          const struct tree_node *n)
{
    const struct scenario *s = l->s;
    const char **names = mem_calloc(s->profile_count, sizeof *names);
    for (size_t i = 0; i < s->profile_count; i++)
        names[i] = s->profiles[i].name;
    char *advice = s->profile_count ? words_advice(phones->profile, names, s->profile_count)
                                    : mem_strdup("; list it under profiles");
    tree_error(l->tree, n, l->e, "'%s' is not one of the profiles%s",
               words_shown(phones->profile).text, advice);
    free(advice);
    free(names);
    return -1;
}

int derive_sharing(struct loader *l, void *base, struct tree_places places)
{
    struct scenario_phones *phones = base;
    const struct scenario_profile *profile =
        phones->profile ? find_profile(l->s, phones->profile) : NULL;
    if (phones->profile && !profile)
        return refuse_profile(l, phones, tree_find(places, "profile"));
    const enum setting levels[] = {phones->pfs, profile ? profile->pfs : SETTING_DEFAULT,
                                   l->s->enterprise.pfs};
    enum pfs_level level = LEVEL_DEVICE;
    while (level < LEVEL_ENTERPRISE && levels[level] == SETTING_DEFAULT)
        level++;
    if (phones->model->pfs == PFS_NO)
        level = LEVEL_MODEL;
    if (phones->method != METHOD_PFS)
        level = LEVEL_METHOD;
    phones->decided_by = level;
    phones->shares = level <= LEVEL_ENTERPRISE && levels[level] == SETTING_ON;
    return 0;
}

const char *derive_setting(const void *base)
{
    const struct scenario_phones *phones = base;
    return phones->pfs_share < LINK_BILLION ? "on" : "default";
}

/* "on", "off", or of some "on, of 70 % of them". Free it. */
static char *derive_shares(const struct scenario_phones *phones)
{
    if (!scenario_phones_differ(phones))
        return mem_strdup(phones->shares ? "on" : "off");
    char *share = quantity_write(QUANTITY_SHARE, phones->pfs_share);
    char *text = mem_printf("on, of %s of them", share);
    free(share);
    return text;
}

/* What decided. Free it. */
static char *derive_decision(const struct scenario_phones *phones)
{
    switch (phones->decided_by) {
    case LEVEL_DEVICE:
        return mem_strdup("decided by the device");
    case LEVEL_PROFILE:
        return mem_printf("decided by the profile '%s'", phones->profile);
    case LEVEL_ENTERPRISE:
        return mem_strdup("decided by the enterprise");
    case LEVEL_MODEL:
        return mem_printf("since %s cannot", phones->model->name);
    case LEVEL_METHOD:
        return mem_printf("since the method is %s", method_names[phones->method]);
    }
    CHECK(!"a level that decides");
    return NULL;
}

char *derive_sharing_outcome(const struct scenario *s, const void *base)
{
    (void)s;
    char *shares = derive_shares(base), *decision = derive_decision(base);
    char *text = mem_printf("shares: %s, %s", shares, decision);
    free(shares);
    free(decision);
    return text;
}

/* One timer is to be longer than another; the defaults are. */
struct order {
    const char *longer, *shorter;
    sim_time longer_value, shorter_value;
};

static int refuse_order(struct loader *l, struct tree_places places, const struct order *o)
{
    const struct tree_node *longer = tree_find(places, o->longer);
    char *more = quantity_write(QUANTITY_TIME, (uint64_t)o->longer_value);
    char *less = quantity_write(QUANTITY_TIME, (uint64_t)o->shorter_value);
    if (longer)
        tree_error(l->tree, longer, l->e, "'%s' is not longer than pfs.%s, '%s'; give a longer one",
                   more, o->shorter, less);
    else
        tree_error(l->tree, tree_find(places, o->shorter), l->e,
                   "'%s' is not shorter than pfs.%s, '%s'; give a shorter one, or a longer %s",
                   less, o->longer, more, o->longer);
    free(more);
    free(less);
    return -1;
}

int derive_pfs(struct loader *l, void *base, struct tree_places places)
{
    const struct pfs_config *c = &((const struct scenario *)base)->pfs;
    const struct order orders[] = {
        {"claim_silence", "ad_interval", c->claim_silence, c->ad_interval},
        {"parent_silence", "progress_interval", c->parent_silence, c->progress_interval},
        {"child_silence", "subtree_interval", c->child_silence, c->subtree_interval},
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i].longer_value <= orders[i].shorter_value)
            return refuse_order(l, places, &orders[i]);
    return 0;
}
