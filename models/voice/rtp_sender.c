/* One packet after the other, and what pauses leave out. */
#include "models/voice/rtp_sender.h"

/* Timestamps go on in pauses, sequence numbers do not (RFC 3550, 5.1). */
static void rtp_sender_pause(struct rtp_sender *s)
{
    const uint64_t silent = talk_next(&s->talk);
    s->packet.marker = silent > 0 || s->sent == 0;
    s->packet.timestamp += (uint32_t)silent * s->step;
    s->ready += (sim_time)silent * s->talk.interval;
}

void rtp_sender_init(struct rtp_sender *s, const struct voice_codec *codec, const struct talk *talk,
                     const struct rtp_packet *first, sim_time start)
{
    *s = (struct rtp_sender){.codec = codec, .talk = *talk, .packet = *first};
    s->packet.payload_type = codec->payload_type;
    s->packet.payload_length = voice_payload_bytes(codec, talk->interval);
    s->step = voice_timestamp_step(codec, talk->interval);
    s->ready = start + voice_codec_delay(codec, talk->interval);
    rtp_sender_pause(s);
}

bool rtp_sender_next(struct rtp_sender *s, struct rtp_packet *packet, sim_time now)
{
    if (now < s->ready)
        return false;
    *packet = s->packet;
    s->sent++;
    s->packet.sequence++;
    s->packet.timestamp += s->step;
    s->ready += s->talk.interval;
    rtp_sender_pause(s);
    return true;
}

sim_time rtp_sender_deadline(const struct rtp_sender *s)
{
    return s->ready;
}

void rtp_sender_stop(struct rtp_sender *s)
{
    s->ready = TIME_NEVER;
}
