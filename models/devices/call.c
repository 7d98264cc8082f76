/* A call's two directions: each is a sender at one end and a receiver at the other, with a timer.
 */
#include "models/devices/call.h"

#include <math.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/voice/quality.h"
#include "models/voice/rtp_receiver.h"
#include "models/voice/rtp_sender.h"
#include "sim/random.h"

/* For how long what was sent before hanging up is waited for. */
#define CALL_LINGER (2 * SECONDS)

struct call_direction {
    struct call *call;
    int number; /* 0 down, 1 up */
    struct rtp_sender sender;
    struct rtp_receiver receiver;
    struct random_stream draws;
    struct talk_draw talk_draw;
    struct timer due;         /* the next packet */
    struct speech_info total; /* mouth_to_ear, rating and mos as sums, weighted by packets */
    struct loss_runs runs;
};

struct call {
    struct call_config config;
    struct net_host *hosts[2];
    struct net_udp *sockets[2];
    uint16_t ports[2];
    struct call_direction directions[2];
    struct timer clock; /* when its state changes */
    enum { CALL_WAITS, CALL_TALKS, CALL_LINGERS, CALL_IS_OVER } state;
};

/* The content of speech is of no interest. */
static const uint8_t call_payload[VOICE_PAYLOAD_MAX];

static sim_time call_now(const struct call *c)
{
    return net_now(c->hosts[0]->net);
}

/* --- what is heard ---------------------------------------------------------------------------- */

static void call_add_to_total(struct call_direction *d, const struct speech_info *spurt,
                              const struct loss_runs *runs)
{
    struct speech_info *t = &d->total;
    const double weight = (double)spurt->packets;
    if (t->packets == 0) {
        t->started = spurt->started;
        t->first_delay = spurt->first_delay;
    }
    t->ended = spurt->ended;
    t->packets += spurt->packets;
    for (int i = 0; i < SPEECH_LOSSES; i++)
        t->lost[i] += spurt->lost[i];
    t->heard += spurt->heard;
    t->delays += spurt->delays;
    t->jitter = spurt->jitter;
    t->mouth_to_ear += spurt->mouth_to_ear * (sim_time)spurt->packets;
    t->rating += spurt->rating * weight;
    t->mos += spurt->mos * weight;
    d->runs.packets += runs->packets;
    d->runs.lost += runs->lost;
    d->runs.runs += runs->runs;
}

static void call_tell_of_spurt(struct call_direction *d, const struct voice_spurt *spurt)
{
    struct call *c = d->call;
    const struct voice_quality quality = voice_quality(c->config.codec, c->config.interval, spurt);
    const struct speech_info info = {
        .call = c->config.info,
        .direction = d->number,
        .started = spurt->started,
        .ended = spurt->ended,
        .packets = spurt->packets,
        .lost = {[SPEECH_LOST] = spurt->lost[VOICE_LOST],
                 [SPEECH_LATE] = spurt->lost[VOICE_LATE],
                 [SPEECH_NO_ROOM] = spurt->lost[VOICE_NO_ROOM]},
        .heard = spurt->heard,
        .delays = spurt->delays,
        .first_delay = spurt->first_delay,
        .mouth_to_ear = quality.mouth_to_ear,
        .jitter = spurt->jitter,
        .burst_ratio = loss_runs_burst_ratio(&spurt->runs),
        .rating = quality.r,
        .mos = quality.mos,
    };
    call_add_to_total(d, &info, &spurt->runs);
    OBSERVE(&c->hosts[0]->net->observers, spurt_ended, &info);
}

static void call_tell_of_spurts(struct call_direction *d)
{
    struct voice_spurt spurt;
    while (rtp_receiver_next(&d->receiver, &spurt))
        call_tell_of_spurt(d, &spurt);
}

static void call_hear(struct call_direction *d, const struct net_datagram *packet)
{
    struct call *c = d->call;
    const sim_time now = call_now(c);
    if (packet->unreachable || (c->state != CALL_TALKS && c->state != CALL_LINGERS))
        return;
    const sim_time delay =
        rtp_receiver_receive(&d->receiver, packet->header, packet->header_length,
                             packet->header_length + packet->payload_length, now);
    if (delay >= 0)
        OBSERVE(&c->hosts[0]->net->observers, call_heard, c->config.info, d->number, delay, now);
    call_tell_of_spurts(d);
}

static void call_hear_at_centre(void *user, const struct net_datagram *packet)
{
    struct call *c = user;
    call_hear(&c->directions[1], packet);
}

static void call_hear_at_site(void *user, const struct net_datagram *packet)
{
    struct call *c = user;
    call_hear(&c->directions[0], packet);
}

/* --- what is sent ----------------------------------------------------------------------------- */

static void call_send(struct call_direction *d)
{
    struct call *c = d->call;
    const int from = d->number, to = !from;
    struct rtp_packet packet;
    uint8_t header[RTP_HEADER];
    while (rtp_sender_next(&d->sender, &packet, call_now(c))) {
        rtp_encode(header, &packet);
        net_udp_send(c->hosts[from], c->sockets[from],
                     (struct net_endpoint){c->hosts[to]->address, c->ports[to]}, header, RTP_HEADER,
                     call_payload, packet.payload_length);
    }
    timer_set(c->hosts[0]->net->events, &d->due, rtp_sender_deadline(&d->sender));
}

static void call_packet_is_due(struct timer *timer)
{
    call_send(CONTAINER_OF(timer, struct call_direction, due));
}

static sim_time call_draw(void *user, sim_time mean)
{
    return random_exponential(user, (double)mean);
}

/* Of speech that is sent all the time what counts as a spurt is as long as one is, with its pause,
 * on average. */
static uint32_t call_period(const struct call_config *config)
{
    const sim_time length = TALK_SPURT_MEAN + TALK_PAUSE_MEAN;
    return config->pauses ? 0 : (uint32_t)((length + config->interval / 2) / config->interval);
}

static void call_start_direction(struct call_direction *d)
{
    const struct call_config *config = &d->call->config;
    const struct net *net = d->call->hosts[0]->net;
    const uint32_t entity = 2 * config->info->id + (uint32_t)d->number;
    struct random_stream begin;
    random_init(&begin, net->seed, net->replication, entity, RANDOM_CALL);
    const struct rtp_packet first = {.sequence = (uint16_t)random_u32(&begin),
                                     .timestamp = random_u32(&begin),
                                     .ssrc = random_u32(&begin)};
    const sim_time phase = random_time(&begin, config->interval - 1);
    struct talk talk;
    random_init(&d->draws, net->seed, net->replication, entity, RANDOM_TALK);
    d->talk_draw = (struct talk_draw){call_draw, &d->draws};
    if (config->pauses)
        talk_init_spurts(&talk, config->interval, config->talk, config->silence, &d->talk_draw);
    else
        talk_init(&talk, config->interval);
    rtp_sender_init(&d->sender, config->codec, &talk, &first, net_now(net) + phase);
    const struct rtp_receiver_config heard = {
        .codec = config->codec,
        .interval = config->interval,
        .first = d->sender.packet,
        .ready = d->sender.ready,
        .period = call_period(config),
        .playout = config->playout,
    };
    rtp_receiver_init(&d->receiver, &heard);
    call_send(d);
}

/* --- from its start to its end ---------------------------------------------------------------- */

static void call_set_state(struct call *c, int state, sim_time until)
{
    CHECK(state > (int)c->state);
    c->state = state;
    timer_set(c->hosts[0]->net->events, &c->clock, until);
}

static void call_start(struct call *c)
{
    call_set_state(c, CALL_TALKS, c->config.ends);
    for (int i = 0; i < 2; i++)
        call_start_direction(&c->directions[i]);
}

void call_stop(struct call *c)
{
    if (c->state != CALL_TALKS)
        return;
    call_set_state(c, CALL_LINGERS, call_now(c) + CALL_LINGER);
    for (int i = 0; i < 2; i++) {
        rtp_sender_stop(&c->directions[i].sender);
        timer_cancel(c->hosts[0]->net->events, &c->directions[i].due);
    }
}

/* The means of what was added up. */
static void call_tell_of_direction(struct call_direction *d)
{
    struct speech_info *t = &d->total;
    const double weight = (double)t->packets;
    t->call = d->call->config.info;
    t->direction = d->number;
    if (t->packets)
        t->mouth_to_ear /= (sim_time)t->packets;
    else
        t->first_delay = -1;
    t->rating = t->packets ? t->rating / weight : NAN;
    t->mos = t->packets ? t->mos / weight : NAN;
    t->burst_ratio = loss_runs_burst_ratio(&d->runs);
    OBSERVE(&d->call->hosts[0]->net->observers, call_ended, t);
}

/* The direction's packets that have come and gone; of the last ones only `all` says whether they
 * are lost or under way. */
static void call_finish_direction(struct call_direction *d, bool started, bool all)
{
    timer_cancel(d->call->hosts[0]->net->events, &d->due);
    if (started) {
        rtp_receiver_end(&d->receiver, all ? d->sender.sent : UINT64_MAX);
        call_tell_of_spurts(d);
    }
    call_tell_of_direction(d);
}

static void call_finish(struct call *c, bool all)
{
    const bool started = c->state != CALL_WAITS;
    call_set_state(c, CALL_IS_OVER, TIME_NEVER);
    for (int i = 0; i < 2; i++)
        call_finish_direction(&c->directions[i], started, all);
}

void call_end_of_run(struct call *c)
{
    if (c->state != CALL_IS_OVER)
        call_finish(c, false);
}

static void call_clock_strikes(struct timer *timer)
{
    struct call *c = CONTAINER_OF(timer, struct call, clock);
    switch (c->state) {
    case CALL_WAITS:
        call_start(c);
        return;
    case CALL_TALKS:
        call_stop(c);
        return;
    case CALL_LINGERS:
        call_finish(c, true);
        return;
    case CALL_IS_OVER:
        break;
    }
    CHECK(!"a call that is over");
}

/* --- its making ------------------------------------------------------------------------------- */

/* The first even port that is free. */
static bool call_bind(struct call *c, int end, net_receive_fn *receive)
{
    for (int port = CALL_PORT; port <= CALL_PORT_LAST && !c->sockets[end]; port += 2) {
        c->ports[end] = (uint16_t)port;
        c->sockets[end] = net_udp_bind(c->hosts[end], c->ports[end], TRAFFIC_VOICE, receive, c);
    }
    return c->sockets[end] != NULL;
}

static void call_describe(const struct call *c)
{
    const struct call_config *config = &c->config;
    struct call_info *info = config->info;
    info->codec = config->codec->title;
    info->interval = config->interval;
    info->packet_bytes = voice_packet_bytes(config->codec, config->interval);
    info->pauses = config->pauses;
    for (int i = 0; i < 2; i++) {
        info->ends[i] = c->hosts[i]->name;
        info->addresses[i] = c->hosts[i]->address;
    }
}

struct call *call_new(struct net_host *centre, struct net_host *site,
                      const struct call_config *config)
{
    struct call *c = mem_calloc(1, sizeof *c);
    CHECK(voice_interval_is_valid(config->codec, config->interval));
    c->config = *config;
    c->hosts[0] = centre;
    c->hosts[1] = site;
    for (int i = 0; i < 2; i++) {
        c->directions[i].call = c;
        c->directions[i].number = i;
        timer_init(&c->directions[i].due, call_packet_is_due);
    }
    timer_init(&c->clock, call_clock_strikes);
    if (!call_bind(c, 0, call_hear_at_centre) || !call_bind(c, 1, call_hear_at_site)) {
        call_free(c);
        return NULL;
    }
    call_describe(c);
    OBSERVE(&centre->net->observers, call_added, config->info);
    timer_set(centre->net->events, &c->clock, config->starts);
    return c;
}

void call_free(struct call *c)
{
    struct event_queue *events = c->hosts[0]->net->events;
    timer_cancel(events, &c->clock);
    for (int i = 0; i < 2; i++) {
        timer_cancel(events, &c->directions[i].due);
        if (c->sockets[i])
            net_udp_close(c->hosts[i], c->sockets[i]);
    }
    free(c);
}
