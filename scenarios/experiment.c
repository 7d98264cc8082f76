/* An experiment from its making to its end; what it is made of, its parts, is in the files of their
 * names. */
#include "scenarios/experiment.h"

#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

static void phone_changed(void *user, const struct phone_info *phone,
                          const struct phone_change *change, sim_time now)
{
    (void)now;
    experiment_phone_changed(user, phone, change);
}

static void peer_changed(void *user, const struct peer_info *peer, sim_time now)
{
    (void)now;
    if (peer->event == PEER_RECEIVING && peer->other == 0)
        experiment_root_downloads(user);
}

void experiment_add_part(struct experiment *x, struct part *part)
{
    x->parts = mem_resize(x->parts, x->part_count + 1, sizeof(struct part *));
    x->parts[x->part_count++] = part;
}

static void add_parts(struct experiment *x)
{
    experiment_add_loads(x);
    experiment_add_servers(x);
    experiment_add_log_server(x);
    experiment_add_phones(x);
    experiment_add_unpluggings(x);
    experiment_add_calls(x);
    experiment_add_traffic(x);
}

static void stop_parts(struct experiment *x)
{
    for (size_t i = x->part_count; i-- > 0;)
        if (x->parts[i]->stop)
            x->parts[i]->stop(x->parts[i]);
}

static void free_parts(struct experiment *x)
{
    for (size_t i = x->part_count; i-- > 0;)
        x->parts[i]->free(x->parts[i]);
    free(x->parts);
}

/* The code points of what is sent, by its purpose; ICMP and the rest have best effort's. */
static void mark(struct engine_options *o, const struct scenario *s)
{
    static const enum traffic firmware[] = {TRAFFIC_TFTP, TRAFFIC_LOAD_SERVER, TRAFFIC_HTTP,
                                            TRAFFIC_PFS};
    for (size_t i = 0; i < sizeof firmware / sizeof *firmware; i++)
        o->dscp[firmware[i]] = (uint8_t)s->qos.firmware;
    o->dscp[TRAFFIC_SYSLOG] = (uint8_t)s->qos.syslog;
    o->dscp[TRAFFIC_VOICE] = (uint8_t)s->qos.voice;
    o->dscp[TRAFFIC_DATA] = (uint8_t)s->qos.data;
}

struct experiment *experiment_new(const struct scenario *s, const struct engine *engine,
                                  const struct observer_list *observers, struct error *e)
{
    struct experiment *x = mem_calloc(1, sizeof *x);
    x->engine = engine;
    x->observer =
        (struct observer){.user = x, .phone_changed = phone_changed, .peer_changed = peer_changed};
    site_network_init(&x->network, s);
    experiment_images_init(x, s);
    struct engine_options options = {
        .seed = s->seed, .replication = s->replication, .tcp = s->tcp, .observers = *observers};
    mark(&options, s);
    observer_list_add(&options.observers, &x->observer);
    x->net = engine->build(&x->network.topology, &options, e);
    if (!x->net) {
        experiment_free(x);
        return NULL;
    }
    add_parts(x);
    return x;
}

struct experiment_progress experiment_progress(const struct experiment *x)
{
    if (x->over)
        return x->at_end;
    const struct phones *phones = x->phones;
    struct experiment_progress p = {.now = net_now(x->net),
                                    .events = x->net->events->fired,
                                    .phones = phones->count,
                                    .phones_ended = phones->ended_count,
                                    .bytes = phones->bytes};
    for (uint32_t i = 0; i < phones->count; i++)
        p.bytes_done += phone_bytes_done(phones->phones[i]);
    return p;
}

/* Packets that are under way get to the end of it, with nobody left to answer them: whatever was
 * seen to be sent is also seen to be delivered or dropped. What the devices send when they are
 * taken away nobody sees. */
static void end(struct experiment *x)
{
    for (size_t i = 0; i < x->part_count; i++)
        if (x->parts[i]->end_of_run)
            x->parts[i]->end_of_run(x->parts[i]);
    x->at_end = experiment_progress(x);
    x->over = true;
    OBSERVE(&x->net->observers, run_stopped, x->at_end.now);
    x->engine->silence(x->net);
    stop_parts(x);
    x->engine->run(x->net, TIME_NEVER, UINT64_MAX);
    OBSERVE(&x->net->observers, messages_sent, x->net->messages);
    OBSERVE(&x->net->observers, run_ended, x->at_end.now);
}

bool experiment_run(struct experiment *x, uint64_t events)
{
    if (x->over)
        return false;
    const bool more = x->engine->run(x->net, x->scenario->limit, events);
    if (!more)
        end(x);
    return more;
}

int experiment_animate(struct experiment *x, FILE *file, struct error *e)
{
    return x->engine->animate(x->net, file, e);
}

void experiment_free(struct experiment *x)
{
    if (!x->over)
        stop_parts(x);
    if (x->net)
        x->engine->free(x->net);
    experiment_images_fini(x);
    site_network_fini(&x->network);
    free_parts(x);
    free(x);
}
