/* The calls of an experiment: each between a phone of its own at the site, which does not upgrade,
 * and the gateway in the data centre. */
#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/call.h"
#include "scenarios/experiment_private.h"
#include "scenarios/format/code_point.h"
#include "scenarios/site_traffic.h"

struct calls {
    struct part part;
    struct call **calls;
    struct call_info *infos;
    uint32_t count;
    char *service_class;
};

static struct call_config call_config(const struct scenario_traffic *t, struct call_info *info)
{
    return (struct call_config){
        .info = info,
        .codec = voice_codec_find(t->codec),
        .interval = t->packet,
        .pauses = t->talk == TALK_SPURTS,
        .talk = TALK_SPURT_MEAN,
        .silence = TALK_PAUSE_MEAN,
        .playout = {.adaptive = t->adaptive,
                    .delay = t->playout,
                    .buffer = t->buffer,
                    .least = t->playout_min},
        .starts = t->start,
        .ends = t->stop,
    };
}

static void calls_add(struct experiment *x, struct calls *all, const struct scenario_site *site,
                      const struct scenario_traffic *t, uint32_t first_node)
{
    struct net_host *gateway = x->engine->host(x->net, x->network.gateway);
    for (uint32_t i = 0; i < t->count; i++) {
        struct call_info *info = &all->infos[all->count];
        *info = (struct call_info){.id = all->count,
                                   .number = i + 1,
                                   .site = site->name,
                                   .service_class = all->service_class};
        const struct call_config config = call_config(t, info);
        struct call *call = call_new(gateway, x->engine->host(x->net, first_node + i), &config);
        CHECK(call != NULL); /* CALLS_MAX is no more than the gateway has ports */
        all->calls[all->count++] = call;
    }
}

static void calls_end_of_run(struct part *part)
{
    struct calls *all = CONTAINER_OF(part, struct calls, part);
    for (uint32_t i = 0; i < all->count; i++)
        call_end_of_run(all->calls[i]);
}

static void calls_stop(struct part *part)
{
    struct calls *all = CONTAINER_OF(part, struct calls, part);
    for (uint32_t i = 0; i < all->count; i++)
        call_free(all->calls[i]);
}

static void calls_free(struct part *part)
{
    struct calls *all = CONTAINER_OF(part, struct calls, part);
    free(all->calls);
    free(all->infos);
    free(all->service_class);
    free(all);
}

void experiment_add_calls(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    uint32_t count = 0;
    for (size_t i = 0; i < s->site_count; i++)
        count += site_traffic_calls(&s->sites[i]);
    if (count == 0)
        return;
    struct calls *all = mem_calloc(1, sizeof *all);
    all->part =
        (struct part){.end_of_run = calls_end_of_run, .stop = calls_stop, .free = calls_free};
    all->calls = mem_calloc(count, sizeof(struct call *));
    all->infos = mem_calloc(count, sizeof *all->infos);
    all->service_class = code_point_write(s->qos.voice);
    for (size_t i = 0; i < s->site_count; i++) {
        const struct scenario_site *site = &s->sites[i];
        uint32_t node = x->network.sites[i].first_call;
        for (size_t k = 0; k < site->traffic_count; k++)
            if (site->traffic[k].kind == TRAFFIC_CALLS) {
                calls_add(x, all, site, &site->traffic[k], node);
                node += site->traffic[k].count;
            }
    }
    experiment_add_part(x, &all->part);
}
