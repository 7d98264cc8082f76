/* Sites into waves: what moves together is a unit, units are sorted once, waves take from them. */
#include "planner/waves.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* --- reading ---------------------------------------------------------------------------------- */

/* A whole number of up to six digits at `*text`, which is moved behind it. */
static bool waves_digits(const char **text, uint32_t *number)
{
    const char *at = *text;
    *number = 0;
    while (*at >= '0' && *at <= '9' && at - *text < 6)
        *number = *number * 10 + (uint32_t)(*at++ - '0');
    const bool some = at > *text;
    *text = at;
    return some;
}

/* Decimals of a share, up to two, as hundredths. */
static uint32_t waves_decimals(const char **text)
{
    uint32_t hundredths = 0;
    for (uint32_t unit = 10; unit > 0; unit /= 10)
        if (**text >= '0' && **text <= '9')
            hundredths += (uint32_t)(*(*text)++ - '0') * unit;
    return hundredths;
}

/* "3", "5%" or "0.5 %". */
static bool waves_read_part(const char **text, struct waves_part *part)
{
    uint32_t number, hundredths = 0;
    *part = (struct waves_part){0, 0};
    if (!waves_digits(text, &number))
        return false;
    const bool decimals = **text == '.';
    if (decimals) {
        ++*text;
        hundredths = waves_decimals(text);
    }
    *text += strspn(*text, " ");
    if (**text != '%') {
        part->sites = number;
        return !decimals && number > 0;
    }
    ++*text;
    part->share = number * 100 + hundredths;
    return part->share > 0 && part->share <= 10000;
}

int waves_read(struct waves_wanted *w, const char *text, struct error *e)
{
    const char *at = text;
    *w = (struct waves_wanted){.count = 0};
    while (w->count < WAVES_MAX) {
        at += strspn(at, " ");
        struct waves_part *part = &w->parts[w->count++];
        const bool rest = strncmp(at, "rest", 4) == 0;
        if (rest)
            *part = (struct waves_part){0, 0}, at += 4;
        else if (!waves_read_part(&at, part))
            break;
        at += strspn(at, " ");
        if (*at == '\0')
            return 0;
        if (*at++ != ',' || rest)
            break;
    }
    return error_set(
        e,
        "\"%.80s\" are no waves: give up to %d counts or shares of sites, the last one "
        "\"rest\": 1,5%%,20%%,rest",
        text, WAVES_MAX);
}

/* --- units ------------------------------------------------------------------------------------ */

/* Sites that move together. */
struct waves_unit {
    const struct waves_site *first; /* by name */
    uint64_t phones;
    size_t sites;
    int64_t day; /* the latest of its sites' */
    bool critical, taken;
};

/* Of one set of models and methods. */
struct waves_set {
    size_t sites, taken;
};

struct waves_work {
    const struct waves_site *sites;
    size_t count;
    struct waves_unit *units;
    struct waves_set *sets;
    size_t *unit_of, *set_of; /* each site's */
    size_t *order;            /* sites, those of a unit side by side, in the order of the units */
    size_t *waves;            /* each site's */
};

static int waves_compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The member of a site that is at that offset. */
static const char *waves_text(const struct waves_site *site, size_t member)
{
    return *(const char *const *)(const void *)((const char *)site + member);
}

/* Numbers of equal texts, in their order; those without a text have numbers of their own, behind
 * them. */
static void waves_number(const struct waves_work *x, size_t member, size_t *numbers)
{
    const char **texts = mem_calloc(x->count + 1, sizeof *texts);
    size_t count = 0, distinct = 0;
    for (size_t i = 0; i < x->count; i++)
        if (waves_text(&x->sites[i], member))
            texts[count++] = waves_text(&x->sites[i], member);
    qsort(texts, count, sizeof *texts, waves_compare_texts);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(texts[i], texts[distinct - 1]) != 0)
            texts[distinct++] = texts[i];
    size_t next = distinct;
    for (size_t i = 0; i < x->count; i++) {
        const char *text = waves_text(&x->sites[i], member);
        const char **found =
            text ? bsearch(&text, texts, distinct, sizeof *texts, waves_compare_texts) : NULL;
        numbers[i] = found ? (size_t)(found - texts) : next++;
    }
    free(texts);
}

static void waves_add(struct waves_unit *u, const struct waves_site *site)
{
    if (!u->first || strcmp(site->name, u->first->name) < 0)
        u->first = site;
    u->phones += site->phones;
    u->day = u->sites == 0 || site->day > u->day ? site->day : u->day;
    u->sites++;
    u->critical |= site->critical;
}

/* Uncritical ones first, then early ones, then small ones. */
static int waves_compare(const void *a, const void *b, void *user)
{
    const struct waves_work *x = user;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const struct waves_unit *u = &x->units[x->unit_of[i]], *v = &x->units[x->unit_of[j]];
    if (u == v)
        return strcmp(x->sites[i].name, x->sites[j].name);
    if (u->critical != v->critical)
        return u->critical ? 1 : -1;
    if (u->day != v->day)
        return u->day < v->day ? -1 : 1;
    if (u->phones != v->phones)
        return u->phones < v->phones ? -1 : 1;
    return strcmp(u->first->name, v->first->name);
}

static void waves_prepare(struct waves_work *x)
{
    const size_t room = x->count + 1;
    x->unit_of = mem_calloc(room, sizeof *x->unit_of);
    x->set_of = mem_calloc(room, sizeof *x->set_of);
    x->units = mem_calloc(room, sizeof *x->units);
    x->sets = mem_calloc(room, sizeof *x->sets);
    x->order = mem_calloc(room, sizeof *x->order);
    waves_number(x, offsetof(struct waves_site, group), x->unit_of);
    waves_number(x, offsetof(struct waves_site, set), x->set_of);
    for (size_t i = 0; i < x->count; i++) {
        waves_add(&x->units[x->unit_of[i]], &x->sites[i]);
        x->sets[x->set_of[i]].sites++;
        x->order[i] = i;
    }
    qsort_r(x->order, x->count, sizeof *x->order, waves_compare, x);
}

static void waves_free(struct waves_work *x)
{
    free(x->unit_of);
    free(x->set_of);
    free(x->units);
    free(x->sets);
    free(x->order);
}

/* --- waves ------------------------------------------------------------------------------------ */

/* So many of `sites` as the part wants; at least one. */
static size_t waves_wanted_of(const struct waves_part *part, size_t sites)
{
    if (part->sites > 0)
        return part->sites;
    const size_t share = (sites * part->share + 9999) / 10000;
    return share > 0 ? share : 1;
}

/* Whether a site of the unit that begins at that place in the order is of a set that has not as
 * many canaries as the part wants. */
static bool waves_is_canary(const struct waves_work *x, const struct waves_part *part, size_t at,
                            size_t sites)
{
    for (size_t i = at; i < at + sites; i++) {
        const struct waves_set *set = &x->sets[x->set_of[x->order[i]]];
        if (set->taken < waves_wanted_of(part, set->sites))
            return true;
    }
    return false;
}

/* Takes what the part wants into a wave. Returns how many sites that are. */
static size_t waves_take(struct waves_work *x, const struct waves_wanted *w, size_t number,
                         size_t wave)
{
    const struct waves_part *part = &w->parts[number];
    const bool last = number + 1 >= w->count, canaries = number == 0 && !last;
    const bool rest = part->sites == 0 && part->share == 0;
    const size_t wanted = rest || canaries ? x->count : waves_wanted_of(part, x->count);
    size_t taken = 0;
    for (size_t at = 0, sites; at < x->count && taken < wanted; at += sites) {
        struct waves_unit *u = &x->units[x->unit_of[x->order[at]]];
        sites = u->sites;
        if (u->taken || (u->critical && !last) ||
            (canaries && !waves_is_canary(x, part, at, sites)))
            continue;
        u->taken = true;
        taken += sites;
        for (size_t i = at; i < at + sites; i++) {
            x->waves[x->order[i]] = wave;
            x->sets[x->set_of[x->order[i]]].taken++;
        }
    }
    return taken;
}

int waves_assign(const struct waves_wanted *w, const struct waves_site *sites, size_t count,
                 size_t *waves, struct error *e)
{
    struct waves_work x = {.sites = sites, .count = count, .waves = waves};
    size_t used = 0, taken = 0;
    waves_prepare(&x);
    for (size_t number = 0; number == 0 || number < w->count; number++) {
        const size_t more = waves_take(&x, w, number, used);
        used += more > 0;
        taken += more;
    }
    waves_free(&x);
    if (taken < count)
        return error_set(e, "the waves take %zu of %zu sites: let the last one be \"rest\"", taken,
                         count);
    return (int)used;
}
