/* An estimate from its opening to its answer; what one site is in numbers is estimate_site.c's. */
#include "scenarios/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/estimate_private.h"
#include "scenarios/modelled.h"

/* --- what is made once -------------------------------------------------------------------------
 */

/* The index is always fetched, of the others those that phones do not have. */
static bool loads_wants(const struct firmware_load *has, const struct firmware_load *load,
                        size_t file)
{
    for (size_t i = 0; file && has && i < has->file_count; i++)
        if (firmware_file_is_same(&has->files[i], &load->files[file]))
            return false;
    return true;
}

/* What the phones of a load before the next one in turn have is that load. */
static void loads_fill(struct estimate_loads *l, uint64_t profile)
{
    struct analytic_file *next = l->files;
    const struct firmware_load *has = l->has;
    for (size_t i = 0; i < l->count; i++) {
        const struct firmware_load *load = l->of[i];
        l->loads[i].files = next;
        if (l->resyncs)
            *next++ = (struct analytic_file){(double)profile, sizeof PROFILE_NAME - 1};
        for (size_t f = 0; f < load->file_count; f++)
            if (loads_wants(has, load, f))
                *next++ = (struct analytic_file){.bytes = (double)load->files[f].bytes,
                                                 .name = (double)strlen(load->files[f].name)};
        l->loads[i].file_count = (uint32_t)(next - l->loads[i].files);
        has = load;
    }
}

static bool loads_are_of(const struct estimate_loads *l, const struct delivery *d)
{
    if (l->count != d->load_count || l->has != d->has || l->resyncs != (d->resyncs && !d->shares))
        return false;
    for (size_t i = 0; i < l->count; i++)
        if (l->of[i] != d->loads[i])
            return false;
    return true;
}

const struct estimate_loads *estimate_loads(const struct estimate *x, const struct delivery *d)
{
    for (size_t i = 0; i < x->load_count; i++)
        if (loads_are_of(&x->loads[i], d))
            return &x->loads[i];
    return NULL;
}

static void loads_add(struct estimate *x, const struct delivery *d)
{
    size_t files = d->load_count; /* with a profile each */
    if (estimate_loads(x, d))
        return;
    x->loads = mem_resize(x->loads, x->load_count + 1, sizeof *x->loads);
    struct estimate_loads *l = &x->loads[x->load_count++];
    *l = (struct estimate_loads){
        .of = d->loads, .count = d->load_count, .has = d->has, .resyncs = d->resyncs && !d->shares};
    for (size_t i = 0; i < l->count; i++)
        files += l->of[i]->file_count;
    l->loads = mem_calloc(l->count, sizeof *l->loads);
    l->files = mem_calloc(files, sizeof *l->files);
    loads_fill(l, x->profile);
}

static void prepare_subnet(struct estimate *x, const struct scenario_subnet *subnet)
{
    for (size_t g = 0; g < subnet->phones_count; g++) {
        const struct scenario_phones *group = &subnet->phones[g];
        for (uint32_t part = 0; part < delivery_parts(group); part++) {
            const struct delivery d = delivery_of(x->scenario, subnet, group, part);
            loads_add(x, &d);
        }
        x->group_count++;
    }
}

static void prepare(struct estimate *x)
{
    const struct scenario *s = x->scenario;
    x->profile = s->mpp.profile;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            prepare_subnet(x, &s->sites[i].subnets[j]);
    x->resets = mem_calloc(x->group_count, sizeof *x->resets);
    x->sites = mem_calloc(s->site_count, sizeof *x->sites);
    x->first_resets = mem_calloc(s->site_count, sizeof *x->first_resets);
    x->heard = mem_calloc(s->site_count, sizeof *x->heard);
}

struct estimate *estimate_new(struct scenario *s, struct error *e)
{
    if (modelled_check(s, e) < 0)
        return NULL;
    struct estimate *x = mem_calloc(1, sizeof *x);
    x->scenario = s;
    prepare(x);
    return x;
}

void estimate_take_others(struct estimate *x, enum estimate_others how)
{
    x->takes = how;
}

void estimate_free(struct estimate *x)
{
    estimate_free_knobs(x);
    for (size_t i = 0; i < x->load_count; i++) {
        free(x->loads[i].loads);
        free(x->loads[i].files);
    }
    free(x->loads);
    free(x->resets);
    free(x->sites);
    free(x->first_resets);
    free(x->heard);
    free(x);
}

/* A knob may have changed the profile. */
static void loads_refresh(struct estimate *x)
{
    if (x->profile == x->scenario->mpp.profile)
        return;
    x->profile = x->scenario->mpp.profile;
    for (size_t i = 0; i < x->load_count; i++)
        loads_fill(&x->loads[i], x->profile);
}

/* --- the answer --------------------------------------------------------------------------------
 */

/* The formulas have what repeats come again after the same time, for ever, as cucm-tftp and
 * cisco-7900 do. */
static bool answer_knows_repeats(const struct tftp_policy *p)
{
    return p->forever && p->count == 1;
}

static bool answer_knows_group(const struct scenario *s, const struct scenario_subnet *subnet,
                               const struct scenario_phones *group)
{
    for (uint32_t part = 0; part < delivery_parts(group); part++) {
        const struct delivery d = delivery_of(s, subnet, group, part);
        const struct delivery_server server = delivery_server(s, estimate_asked(s, subnet, &d));
        if (d.policy.then != TFTP_THEN_AGAIN || d.policy.ack.count != 1 ||
            !answer_knows_repeats(&server.kind.policy))
            return false;
    }
    return true;
}

static bool answer_knows_site(const struct scenario *s, const struct scenario_site *site)
{
    for (size_t i = 0; i < site->subnet_count; i++)
        for (size_t g = 0; g < site->subnets[i].phones_count; g++)
            if (!answer_knows_group(s, &site->subnets[i], &site->subnets[i].phones[g]))
                return false;
    return true;
}

/* Where others repeat, the time without any repeat is what can be told: a bound. */
static void answer_without_repeats(struct estimate *x, struct analytic_answer *a)
{
    struct analytic_answer answers[ANALYTIC_METHODS];
    struct analytic_site *site = &x->site;
    const double long_enough = 1e9; /* s */
    site->central.retransmit = long_enough;
    for (uint32_t i = 0; i < site->subnet_count; i++)
        site->subnets[i].load_server.retransmit = long_enough;
    for (uint32_t i = 0; i < site->group_count; i++)
        site->groups[i].request_retransmit = site->groups[i].ack_retransmit = long_enough;
    analytic_site_evaluate(site, answers);
    *a = answers[ESTIMATE_SLOT];
    a->region = ANALYTIC_REPEATS;
    a->bound = true;
}

static void answer_sites(struct estimate *x)
{
    const struct scenario *s = x->scenario;
    struct delivery_turns turns = {{0}};
    size_t group = 0;
    for (size_t i = 0; i < s->site_count; i++) {
        struct analytic_answer answers[ANALYTIC_METHODS];
        x->first_resets[i] = estimate_fill(x, &s->sites[i], &group, &turns);
        analytic_site_evaluate(&x->site, answers);
        x->sites[i] = answers[ESTIMATE_SLOT];
        if (x->sites[i].region == ANALYTIC_REPEATS && !answer_knows_site(s, &s->sites[i]))
            answer_without_repeats(x, &x->sites[i]);
        x->heard[i] = x->takes == ESTIMATE_BESIDE ? x->others.heard[ESTIMATE_SLOT]
                                                  : (struct analytic_heard){.known = false};
    }
}

/* How much of a resource that the sites share one of them wants, s. */
static double answer_work(const struct analytic_answer *a, enum analytic_resource r)
{
    return a->never ? INFINITY : a->utilisation[r] * a->all_back;
}

/* Of one site: how long it fetches. */
static double answer_fetching(const struct analytic_answer *a)
{
    return a->all_back - a->budget[ANALYTIC_RESTART] - a->budget[ANALYTIC_CHECKING];
}

/* Whether some of its phones ask the data centre. */
static bool answer_asks_centre(const struct scenario_site *site)
{
    for (size_t i = 0; i < site->subnet_count; i++)
        for (size_t g = 0; g < site->subnets[i].phones_count; g++)
            if (!scenario_phones_use_load_server(&site->subnets[i].phones[g]))
                return true;
    return false;
}

/* Sites have one server: as long as it has time for all at once, each is as if it were alone.
 * Beyond that its work for all of them is what the run takes at least. */
static void answer_shared(struct estimate *x, enum analytic_resource r)
{
    struct estimate_answer *a = &x->answer;
    double share = 0, work = 0;
    for (size_t i = 0; i < a->site_count && a->site_count > 1; i++) {
        if (!answer_asks_centre(&x->scenario->sites[i]))
            continue;
        share += answer_work(&a->sites[i], r) / answer_fetching(&a->sites[i]);
        work += answer_work(&a->sites[i], r);
    }
    if (share <= 1)
        return;
    a->bound = a->shared = true;
    a->all_back = fmax(a->all_back, work);
}

/* Those that fetch from the data centre each by itself. */
static double answer_transfers(const struct estimate *x)
{
    const struct scenario *s = x->scenario;
    double transfers = 0;
    size_t group = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            for (size_t g = 0; g < s->sites[i].subnets[j].phones_count; g++, group++) {
                const struct scenario_phones *phones = &s->sites[i].subnets[j].phones[g];
                const bool some_share = phones->shares && !scenario_phones_differ(phones);
                if (!scenario_phones_use_load_server(phones) && !some_share)
                    transfers += x->resets[group].phones[0];
            }
    return transfers;
}

/* A server takes so many transfers at a time, of all sites. */
static void answer_waves(struct estimate *x)
{
    const uint32_t most = x->scenario->server.transfers;
    if (x->answer.site_count > 1 && most && answer_transfers(x) > most)
        x->answer.bound = x->answer.shared = true;
}

const struct estimate_answer *estimate_evaluate(struct estimate *x)
{
    const struct scenario *s = x->scenario;
    struct estimate_answer *a = &x->answer;
    *a = (struct estimate_answer){
        .first_reset = INFINITY, .sites = x->sites, .site_count = s->site_count};
    double back = -INFINITY;
    loads_refresh(x);
    answer_sites(x);
    for (size_t i = 0; i < s->site_count; i++) {
        const double site_back = x->first_resets[i] + x->sites[i].all_back;
        a->first_reset = fmin(a->first_reset, x->first_resets[i]);
        a->never |= x->sites[i].never;
        a->bound |= x->sites[i].bound;
        if (site_back > back)
            a->last = i;
        back = fmax(back, site_back);
    }
    a->all_back = back - a->first_reset;
    answer_shared(x, ANALYTIC_SERVER);
    answer_shared(x, ANALYTIC_SERVER_PORT);
    answer_waves(x);
    a->limited = a->first_reset + a->all_back > time_seconds(s->limit);
    estimate_calls_of(x, NULL, &a->calls);
    return a;
}

/* --- by name -----------------------------------------------------------------------------------
 */

static double quantity_utilisation(const struct estimate_answer *a, enum analytic_resource r)
{
    double highest = 0;
    for (size_t i = 0; i < a->site_count; i++)
        highest = fmax(highest, a->sites[i].utilisation[r]);
    return highest;
}

bool estimate_quantity(const struct estimate_answer *a, const char *name, double *value)
{
    const double down = quantity_utilisation(a, ANALYTIC_WAN_DOWN);
    const double up = quantity_utilisation(a, ANALYTIC_WAN_UP);
    const struct {
        const char *name;
        double value;
    } values[] = {
        {"all_back_s", a->never ? NAN : a->all_back},
        {"last_back_s", a->never ? NAN : a->first_reset + a->all_back},
        {"first_reset_s", a->first_reset},
        {"wan.utilisation", fmax(down, up)},
        {"wan.utilisation_down", down},
        {"wan.utilisation_up", up},
        {"calls.count", a->calls.count},
        {"calls.lost", a->calls.lost},
        {"calls.delay_s.mean", a->calls.delay_mean},
        {"calls.delay_s.p95", a->calls.delay_p95},
        {"calls.delay_s.max", a->calls.delay_max},
        {"calls.mos", a->calls.mos},
        {"calls.mos_before", a->calls.mos_before},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!strcmp(values[i].name, name)) {
            *value = values[i].value;
            return true;
        }
    return false;
}

/* --- parts of groups ---------------------------------------------------------------------------
 */

static size_t parts_of_group(const struct estimate *x, size_t site, struct estimate_part *p,
                             const struct estimate_resets *r, size_t number, estimate_part_fn *fn,
                             void *user)
{
    for (p->part = 0; p->part < delivery_parts(p->phones); p->part++) {
        if (r->phones[p->part] <= 0)
            continue;
        p->count = r->phones[p->part];
        p->first = r->first[p->part];
        p->back = x->first_resets[site] + x->sites[site].group_back[number++];
        fn(user, x, p);
    }
    return number;
}

/* The groups of a site's answer are those parts of groups that have phones (estimate_site.c). */
void estimate_each_part(const struct estimate *x, estimate_part_fn *fn, void *user)
{
    const struct estimate_resets *r = x->resets;
    struct estimate_part p;
    for (size_t i = 0; i < x->scenario->site_count; i++) {
        const struct scenario_site *of = &x->scenario->sites[i];
        size_t number = 0; /* in the site's answer */
        for (size_t k = 0; k < of->subnet_count; k++)
            for (size_t g = 0; g < of->subnets[k].phones_count; g++, r++) {
                p.subnet = &of->subnets[k];
                p.phones = &of->subnets[k].phones[g];
                number = parts_of_group(x, i, &p, r, number, fn, user);
            }
    }
}

/* --- by model ----------------------------------------------------------------------------------
 */

struct models {
    struct estimate_model *items;
    double *first, *back; /* of each, from the run's start */
    size_t count;
};

static size_t models_find(struct models *m, const char *name)
{
    size_t i = 0;
    while (i < m->count && strcmp(m->items[i].name, name))
        i++;
    if (i == m->count) {
        m->items = mem_resize(m->items, i + 1, sizeof *m->items);
        m->first = mem_resize(m->first, i + 1, sizeof *m->first);
        m->back = mem_resize(m->back, i + 1, sizeof *m->back);
        m->items[m->count++] = (struct estimate_model){.name = name};
        m->first[i] = INFINITY;
        m->back[i] = -INFINITY;
    }
    return i;
}

static void models_add(void *user, const struct estimate *x, const struct estimate_part *p)
{
    struct models *m = user;
    const size_t at = models_find(m, p->phones->model->name);
    (void)x;
    m->items[at].phones += p->count;
    m->first[at] = fmin(m->first[at], p->first);
    m->back[at] = fmax(m->back[at], p->back);
}

size_t estimate_models(const struct estimate *x, struct estimate_model **models)
{
    struct models m = {0};
    estimate_each_part(x, models_add, &m);
    for (size_t i = 0; i < m.count; i++)
        m.items[i].all_back = m.back[i] - m.first[i];
    free(m.first);
    free(m.back);
    *models = m.items;
    return m.count;
}
