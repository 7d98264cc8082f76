/* A window over the sequence numbers: packets enter it as they come, with those that were skipped,
 * and leave it in order, into the spurt they are of. */
#include "models/voice/rtp_receiver.h"

#include "base/check.h"

enum { JITTER_WEIGHT = 16 };

static struct rtp_slot *receiver_slot(struct rtp_receiver *r, uint64_t number)
{
    return &r->slots[number % RTP_WINDOW];
}

static bool receiver_has(const struct rtp_slot *slot)
{
    return slot->delay >= 0;
}

static void receiver_new_spurt(struct rtp_receiver *r, sim_time started)
{
    r->spurt = (struct voice_spurt){
        .started = started, .ended = started, .first_delay = -1, .offset = r->spurt.offset};
}

void rtp_receiver_init(struct rtp_receiver *r, const struct rtp_receiver_config *config)
{
    *r = (struct rtp_receiver){.config = *config};
    playout_init(&r->playout, &config->playout);
    r->spurt.offset = r->playout.offset;
    receiver_new_spurt(r, config->ready);
}

/* A packet's number: that which is nearest to what is due, by its 16 bits. */
static uint64_t receiver_number(const struct rtp_receiver *r, uint16_t sequence)
{
    const uint16_t due = (uint16_t)(r->config.first.sequence + r->next);
    const int16_t ahead = (int16_t)(sequence - due);
    return r->next + (uint64_t)(int64_t)ahead;
}

/* When a packet with that timestamp left. It is within days of what is due. */
static sim_time receiver_ready(const struct rtp_receiver *r, uint32_t timestamp)
{
    const sim_time step = SECONDS / r->config.codec->clock_rate;
    const sim_time last = r->next ? r->slots[(r->next - 1) % RTP_WINDOW].ready : r->config.ready;
    const uint32_t at_last =
        r->config.first.timestamp + (uint32_t)((last - r->config.ready) / step);
    return last + (int32_t)(timestamp - at_last) * step;
}

static void receiver_note_jitter(struct rtp_receiver *r, sim_time delay)
{
    if (r->heard) {
        const sim_time change = delay - r->last_delay;
        r->jitter += ((change < 0 ? -change : change) - r->jitter) / JITTER_WEIGHT;
    }
    r->heard = true;
    r->last_delay = delay;
}

/* Where a spurt begins, at the newest packet or among those that were skipped before it. */
static uint64_t receiver_spurt_from(const struct rtp_receiver *r, const struct rtp_packet *p,
                                    uint64_t number, sim_time ready)
{
    if (p->marker)
        return number;
    const sim_time due =
        r->next ? r->slots[(r->next - 1) % RTP_WINDOW].ready + r->config.interval : r->config.ready;
    return ready > due + (sim_time)(number - r->next) * r->config.interval ? r->next : UINT64_MAX;
}

/* The offset of the spurt that a packet out of order is of. */
static sim_time receiver_offset(const struct rtp_receiver *r, uint64_t number)
{
    for (uint64_t n = number + 1; n < r->next && !r->slots[n % RTP_WINDOW].begins; n++)
        if (receiver_has(&r->slots[n % RTP_WINDOW]))
            return r->slots[n % RTP_WINDOW].offset;
    for (uint64_t n = number; n-- > r->oldest;)
        if (receiver_has(&r->slots[n % RTP_WINDOW]))
            return r->slots[n % RTP_WINDOW].offset;
    return r->spurt.offset;
}

/* One that was skipped has come after all. */
static bool receiver_fill(struct rtp_receiver *r, uint64_t number, sim_time delay)
{
    if (number < r->oldest || number > r->next) {
        r->stragglers++;
        return false;
    }
    struct rtp_slot *slot = receiver_slot(r, number);
    if (receiver_has(slot)) {
        r->duplicates++;
        return false;
    }
    slot->delay = delay;
    slot->offset = receiver_offset(r, number);
    slot->verdict = (uint8_t)playout_judge(&r->playout, slot->offset, delay);
    return true;
}

static bool receiver_is_of_stream(const struct rtp_receiver *r, const struct rtp_packet *p)
{
    const struct rtp_receiver_config *c = &r->config;
    return p->payload_type == c->codec->payload_type && p->ssrc == c->first.ssrc &&
           p->payload_length == voice_payload_bytes(c->codec, c->interval);
}

sim_time rtp_receiver_receive(struct rtp_receiver *r, const uint8_t *bytes, uint32_t have,
                              uint32_t length, sim_time now)
{
    struct rtp_packet p;
    CHECK(!r->arrived && !r->ended);
    if (!rtp_decode(&p, bytes, have, length) || !receiver_is_of_stream(r, &p)) {
        r->malformed++;
        return -1;
    }
    const uint64_t number = receiver_number(r, p.sequence);
    const sim_time ready = receiver_ready(r, p.timestamp), delay = now - ready;
    if (delay < 0) { /* it cannot be of this sender: none sends ahead of time */
        r->malformed++;
        return -1;
    }
    if ((int64_t)(number - r->next) < 0) {
        if (!receiver_fill(r, number, delay))
            return -1;
    } else {
        r->arrived = true;
        r->arrived_at = number;
        r->spurt_from = r->config.period ? UINT64_MAX : receiver_spurt_from(r, &p, number, ready);
        r->arriving = (struct rtp_slot){.ready = ready, .delay = delay};
    }
    playout_heard(&r->playout, delay);
    receiver_note_jitter(r, delay);
    return delay;
}

static bool receiver_begins(const struct rtp_receiver *r, uint64_t number)
{
    return r->config.period ? number % r->config.period == 0 : number == r->spurt_from;
}

/* The next packet enters the window: one that is not there (yet), or the one that has come. */
static void receiver_enter(struct rtp_receiver *r, struct rtp_slot slot)
{
    slot.begins = receiver_begins(r, r->next);
    r->fresh |= slot.begins || r->next == 0;
    if (receiver_has(&slot)) {
        if (r->fresh)
            playout_begin(&r->playout, slot.delay);
        r->fresh = false;
        slot.offset = r->playout.offset;
        slot.verdict = (uint8_t)playout_judge(&r->playout, slot.offset, slot.delay);
    }
    *receiver_slot(r, r->next++) = slot;
}

/* One that was skipped left with the spurt before or with that which has begun. */
static void receiver_skip(struct rtp_receiver *r)
{
    struct rtp_slot slot = {.delay = -1};
    const sim_time interval = r->config.interval;
    if (r->arrived && r->spurt_from <= r->next)
        slot.ready = r->arriving.ready - (sim_time)(r->arrived_at - r->next) * interval;
    else
        slot.ready = r->next ? receiver_slot(r, r->next - 1)->ready + interval : r->config.ready;
    receiver_enter(r, slot);
}

static void receiver_count(struct rtp_receiver *r, const struct rtp_slot *slot)
{
    struct voice_spurt *s = &r->spurt;
    s->packets++;
    s->ended = slot->ready;
    if (!receiver_has(slot)) {
        s->lost[VOICE_LOST]++;
    } else {
        s->lost[VOICE_LATE] += slot->verdict == PLAYOUT_LATE;
        s->lost[VOICE_NO_ROOM] += slot->verdict == PLAYOUT_NO_ROOM;
        if (s->heard++ == 0) {
            s->first_delay = slot->delay;
            s->offset = slot->offset;
        }
        s->delays += slot->delay;
    }
    loss_runs_add(&s->runs, !receiver_has(slot) || slot->verdict != PLAYOUT_PLAYED);
}

static bool receiver_close_spurt(struct rtp_receiver *r, struct voice_spurt *spurt)
{
    if (r->spurt.packets == 0)
        return false;
    *spurt = r->spurt;
    spurt->jitter = r->jitter;
    receiver_new_spurt(r, 0);
    return true;
}

/* The oldest leaves the window; true, and it stays, when a spurt ends before it. */
static bool receiver_leave(struct rtp_receiver *r, struct voice_spurt *spurt)
{
    const struct rtp_slot *slot = receiver_slot(r, r->oldest);
    if (slot->begins && receiver_close_spurt(r, spurt))
        return true;
    if (r->spurt.packets == 0)
        r->spurt.started = slot->ready;
    receiver_count(r, slot);
    r->oldest++;
    return false;
}

void rtp_receiver_end(struct rtp_receiver *r, uint64_t sent)
{
    CHECK(!r->arrived);
    r->ended = true;
    r->end = sent == UINT64_MAX || sent < r->next ? r->next : sent;
}

bool rtp_receiver_next(struct rtp_receiver *r, struct voice_spurt *spurt)
{
    for (;;) {
        const bool all_in = !r->arrived && (!r->ended || r->next == r->end);
        const bool full = r->next - r->oldest == RTP_WINDOW;
        if (all_in && !r->ended)
            return false;
        if (all_in && r->oldest == r->next)
            return receiver_close_spurt(r, spurt);
        if (full || all_in) {
            if (receiver_leave(r, spurt))
                return true;
        } else if (r->arrived && r->next == r->arrived_at) {
            receiver_enter(r, r->arriving);
            r->arrived = false;
        } else {
            receiver_skip(r);
        }
    }
}
