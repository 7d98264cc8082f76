/* Calls as they are told, spurt by spurt, and what that makes together. */
#include "results/record_calls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

const char *const call_phase_names[CALL_PHASES] = {
    [CALL_BEFORE] = "before", [CALL_DURING] = "during", [CALL_AFTER] = "after"};

void calls_record_fini(struct calls_record *c)
{
    free(c->list);
    free(c->spurts);
    *c = (struct calls_record){0};
}

void calls_record_add(struct calls_record *c, const struct call_info *info)
{
    if (info->id >= c->room) {
        const size_t room = info->id >= 2 * c->room ? info->id + 1 : 2 * c->room;
        c->list = mem_resize(c->list, room, sizeof *c->list);
        c->room = room;
    }
    while (c->count <= info->id)
        c->list[c->count++] = (struct call_record){.site = UINT32_MAX};
    struct call_record *call = &c->list[info->id];
    call->info = info;
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < CALL_PHASES; i++)
            call->directions[d].phases[i].worst = NAN;
}

static struct call_record *calls_find(struct calls_record *c, const struct call_info *info)
{
    CHECK(info->id < c->count && c->list[info->id].info);
    return &c->list[info->id];
}

/* Its site, which may have got its phones after the call was added. */
static const struct site_record *calls_site(struct call_record *call,
                                            const struct sites_record *sites)
{
    for (uint32_t i = 0; call->site == UINT32_MAX && i < sites->count; i++)
        if (strcmp(sites->list[i].name, call->info->site) == 0)
            call->site = i;
    return call->site == UINT32_MAX ? NULL : &sites->list[call->site];
}

/* Of what began and ended then. */
static enum call_phase calls_phase(const struct site_record *site, sim_time began, sim_time ended)
{
    if (!site)
        return CALL_DURING;
    if (site->first_reset < 0 || ended < site->first_reset)
        return CALL_BEFORE;
    return site->over >= 0 && began >= site->over ? CALL_AFTER : CALL_DURING;
}

void calls_record_heard(struct calls_record *c, const struct sites_record *sites,
                        const struct call_info *info, int direction, sim_time delay, sim_time now)
{
    struct call_record *call = calls_find(c, info);
    if (calls_phase(calls_site(call, sites), now, now) == CALL_DURING)
        histogram_add(&call->directions[direction].delays, delay);
}

static double lesser(double a, double b)
{
    return isnan(a) || b < a ? b : a;
}

void speech_sum_add(struct speech_sum *sum, const struct speech_sum *other)
{
    sum->packets += other->packets;
    for (int i = 0; i < SPEECH_LOSSES; i++)
        sum->lost[i] += other->lost[i];
    sum->jitter += other->jitter;
    sum->mos += other->mos;
    sum->rated += other->rated;
    sum->worst = lesser(sum->worst, other->worst);
}

static struct speech_sum calls_sum_of(const struct speech_info *spurt)
{
    const bool rated = !isnan(spurt->mos);
    const double weight = (double)spurt->packets;
    struct speech_sum sum = {.packets = spurt->packets,
                             .jitter = (double)spurt->jitter * weight,
                             .mos = rated ? spurt->mos * weight : 0,
                             .rated = rated ? spurt->packets : 0,
                             .worst = spurt->mos};
    memcpy(sum.lost, spurt->lost, sizeof sum.lost);
    return sum;
}

static void calls_keep(struct calls_record *c, const struct speech_info *spurt,
                       enum call_phase phase)
{
    if (c->spurt_count == c->spurt_room) {
        c->spurt_room = c->spurt_room ? 2 * c->spurt_room : 64;
        c->spurts = mem_resize(c->spurts, c->spurt_room, sizeof *c->spurts);
    }
    c->spurts[c->spurt_count++] = (struct spurt_record){*spurt, phase};
}

void calls_record_spurt(struct calls_record *c, const struct sites_record *sites,
                        const struct speech_info *spurt, bool keep)
{
    struct call_record *call = calls_find(c, spurt->call);
    const enum call_phase phase =
        calls_phase(calls_site(call, sites), spurt->started, spurt->ended);
    const struct speech_sum sum = calls_sum_of(spurt);
    speech_sum_add(&call->directions[spurt->direction].phases[phase], &sum);
    if (keep)
        calls_keep(c, spurt, phase);
}

void calls_record_ended(struct calls_record *c, const struct speech_info *all)
{
    calls_find(c, all->call)->directions[all->direction].all = *all;
}

double speech_sum_mos(const struct speech_sum *sum)
{
    return sum->rated ? sum->mos / (double)sum->rated : NAN;
}

sim_time speech_sum_jitter(const struct speech_sum *sum)
{
    return sum->packets ? (sim_time)(sum->jitter / (double)sum->packets) : -1;
}

uint64_t speech_sum_lost(const struct speech_sum *sum)
{
    uint64_t lost = 0;
    for (int i = 0; i < SPEECH_LOSSES; i++)
        lost += sum->lost[i];
    return lost;
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool calls_are_alike(const struct call_info *a, const struct call_info *b)
{
    const char *x = a->service_class ? a->service_class : "";
    const char *y = b->service_class ? b->service_class : "";
    return strcmp(a->codec, b->codec) == 0 && strcmp(x, y) == 0;
}

bool calls_is_first(const struct calls_record *c, size_t index)
{
    if (!c->list[index].info)
        return false;
    for (size_t i = 0; i < index; i++)
        if (c->list[i].info && calls_are_alike(c->list[i].info, c->list[index].info))
            return false;
    return true;
}

/* A share of the packets; NAN of none. */
static double calls_share(uint64_t part, const struct speech_sum *sum)
{
    return sum->packets ? (double)part / (double)sum->packets : NAN;
}

/* One direction of the calls that are meant. */
struct calls_heard {
    struct speech_sum before, during;
    struct histogram delays;
    double worst_call;
};

static void calls_hear(struct calls_heard *h, const struct call_direction_record *d)
{
    speech_sum_add(&h->before, &d->phases[CALL_BEFORE]);
    speech_sum_add(&h->during, &d->phases[CALL_DURING]);
    histogram_merge(&h->delays, &d->delays);
    h->worst_call = lesser(h->worst_call, speech_sum_mos(&d->phases[CALL_DURING]));
}

/* Whether `a` is heard worse. */
static bool calls_worse(const struct speech_sum *a, const struct speech_sum *b)
{
    const double x = speech_sum_mos(a), y = speech_sum_mos(b);
    if (x < y || x > y)
        return x < y;
    if (!b->packets)
        return a->packets > 0;
    return calls_share(speech_sum_lost(a), a) > calls_share(speech_sum_lost(b), b);
}

static void calls_fill(struct calls_summary *s, const struct calls_heard *h)
{
    const struct speech_sum *during = &h->during;
    const bool heard = h->delays.count > 0;
    s->packets = during->packets;
    s->lost = calls_share(speech_sum_lost(during), during);
    s->late = calls_share(during->lost[SPEECH_LATE], during);
    s->no_room = calls_share(during->lost[SPEECH_NO_ROOM], during);
    s->delay_mean = heard ? histogram_mean(&h->delays) : -1;
    s->delay_p95 = heard ? histogram_percentile(&h->delays, 95) : -1;
    s->delay_max = heard ? h->delays.maximum : -1;
    s->jitter = speech_sum_jitter(during);
    s->mos = speech_sum_mos(during);
    s->mos_before = speech_sum_mos(&h->before);
}

void calls_summarise(struct calls_summary *s, const struct calls_record *c,
                     const struct call_info *like)
{
    struct calls_heard heard[2];
    memset(s, 0, sizeof *s); /* its padding too */
    for (int d = 0; d < 2; d++)
        heard[d] =
            (struct calls_heard){.before.worst = NAN, .during.worst = NAN, .worst_call = NAN};
    for (size_t i = 0; i < c->count; i++) {
        const struct call_record *call = &c->list[i];
        if (!call->info || (like && !calls_are_alike(call->info, like)))
            continue;
        s->count++;
        for (int d = 0; d < 2; d++)
            calls_hear(&heard[d], &call->directions[d]);
    }
    s->direction = calls_worse(&heard[1].during, &heard[0].during);
    calls_fill(s, &heard[s->direction]);
    s->mos_other = speech_sum_mos(&heard[!s->direction].during);
    s->mos_worst_call = lesser(heard[0].worst_call, heard[1].worst_call);
    s->mos_worst_spurt = lesser(heard[0].during.worst, heard[1].during.worst);
}
