/* Receives speech as RTP packets and says, talk spurt by talk spurt, what became of it: a machine
 * without I/O.
 *
 * A driver gives it each datagram by rtp_receiver_receive and then asks rtp_receiver_next until it
 * returns false; when the stream is over, rtp_receiver_end and rtp_receiver_next once more. It has
 * no deadlines: a packet's fate is settled RTP_WINDOW packets later, by when one that comes late or
 * out of order has been told from one that is lost. (One that comes after that stays lost.)
 *
 * A spurt begins with a packet that is marked, or, when that is lost, where timestamps have gone on
 * more than sequence numbers: what is lost between is of the new spurt. Of somebody who sends all
 * the time each `period` packets are one: phones find pauses in what they hear, and may play the
 * next words at another time, whether or not pauses are sent.
 *
 * A sender's clock is known to whoever measures: delays are true, one-way. What is counted as lost
 * early on, before anything has come, and at the end is so by the sender's numbers. */
#ifndef MODELS_VOICE_RTP_RECEIVER_H
#define MODELS_VOICE_RTP_RECEIVER_H

#include "models/voice/codec.h"
#include "models/voice/loss_runs.h"
#include "models/voice/playout.h"
#include "models/voice/rtp.h"

enum { RTP_WINDOW = 64 }; /* packets: over half a second at 10 ms */

/* Why speech is not heard. */
enum voice_loss {
    VOICE_LOST,    /* its packet never came */
    VOICE_LATE,    /* it came when it should have been played already */
    VOICE_NO_ROOM, /* it came so early that the buffer was full */
    VOICE_LOSSES
};

struct rtp_receiver_config {
    const struct voice_codec *codec;
    sim_time interval;       /* of speech in a packet */
    struct rtp_packet first; /* sequence, timestamp and source that the sender begins with ... */
    sim_time ready;          /* ... and when that can leave */
    uint32_t period;         /* packets; 0: spurts are marked */
    struct playout_config playout;
};

struct voice_spurt {
    sim_time started, ended; /* when its first and its last packet left */
    uint64_t packets;        /* sent */
    uint64_t lost[VOICE_LOSSES];
    uint64_t heard;        /* packets that came */
    sim_time delays;       /* of these, in the network, added up */
    sim_time first_delay;  /* of the first of these; -1: there is none */
    sim_time offset;       /* from a packet's leaving to its being played */
    sim_time jitter;       /* RFC 3550, 6.4.1, at its end */
    struct loss_runs runs; /* lost: for whatever reason */
};

/* What is known of a packet within the window. */
struct rtp_slot {
    sim_time ready;  /* when it left */
    sim_time delay;  /* -1: it has not come */
    sim_time offset; /* its spurt's; of those that have come */
    uint8_t verdict; /* enum playout_verdict; of those that have come */
    bool begins;     /* a spurt */
};

struct rtp_receiver {
    struct rtp_receiver_config config;
    struct playout playout;
    /* Packets are counted from the sender's first, 0. */
    uint64_t oldest, next; /* those from oldest to before next are in the window */
    struct rtp_slot slots[RTP_WINDOW];
    bool fresh; /* of the newest spurt nothing has come yet */
    /* One that is to go behind the newest, once what is too old has left. */
    bool arrived;
    uint64_t arrived_at;      /* its number */
    uint64_t spurt_from;      /* where its spurt begins; UINT64_MAX: nowhere new */
    struct rtp_slot arriving; /* what is known of it */
    bool ended;
    uint64_t end; /* where the stream ends */
    /* Of jitter. */
    bool heard;
    sim_time last_delay, jitter;
    struct voice_spurt spurt; /* what has left the window */
    uint64_t malformed;       /* datagrams that are none of this stream's packets */
    uint64_t duplicates;      /* packets that came again */
    uint64_t stragglers;      /* packets that came after their fate was settled */
};

void rtp_receiver_init(struct rtp_receiver *r, const struct rtp_receiver_config *config);
/* A datagram of `length` bytes, of which `have` are at `bytes`, RTP_HEADER at least or all. Returns
 * the packet's delay in the network; -1 when it is not counted: malformed, a duplicate, or too old.
 */
sim_time rtp_receiver_receive(struct rtp_receiver *r, const uint8_t *bytes, uint32_t have,
                              uint32_t length, sim_time now);
/* The stream is over, after `sent` packets; UINT64_MAX: who knows, after the last that came. */
void rtp_receiver_end(struct rtp_receiver *r, uint64_t sent);
/* True: `*spurt` is over. */
bool rtp_receiver_next(struct rtp_receiver *r, struct voice_spurt *spurt);

#endif
