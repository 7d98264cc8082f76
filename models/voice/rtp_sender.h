/* Sends speech as RTP packets: a machine without I/O.
 *
 * A driver asks rtp_sender_next until it returns false, sends what it gives, and does so again at
 * rtp_sender_deadline. A packet can leave when its speech has been heard and coded
 * (voice_codec_delay); its timestamp is that of its first sample. */
#ifndef MODELS_VOICE_RTP_SENDER_H
#define MODELS_VOICE_RTP_SENDER_H

#include "models/voice/codec.h"
#include "models/voice/rtp.h"
#include "models/voice/talk.h"

struct rtp_sender {
    const struct voice_codec *codec;
    struct talk talk;
    struct rtp_packet packet; /* the next one */
    uint32_t step;            /* of timestamps */
    sim_time ready;           /* when it can leave; TIME_NEVER: it has stopped */
    uint64_t sent;            /* packets */
};

/* Begins to listen at `start`; sequence, timestamp and source of what would be sent first are in
 * `first` (RFC 3550, 5.1: at random). `talk` is copied, and decides what is sent. */
void rtp_sender_init(struct rtp_sender *s, const struct voice_codec *codec, const struct talk *talk,
                     const struct rtp_packet *first, sim_time start);
/* True: `*packet` is to be sent now. */
bool rtp_sender_next(struct rtp_sender *s, struct rtp_packet *packet, sim_time now);
/* When there is one to send; TIME_NEVER. */
sim_time rtp_sender_deadline(const struct rtp_sender *s);
/* Nothing more is sent. */
void rtp_sender_stop(struct rtp_sender *s);

#endif
