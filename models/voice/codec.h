/* Codecs of speech: what they send, how long they take, and how much of it survives losses.
 *
 * Frames and payload types are those of RFC 3551 (4.5, table 4). The clock of a G.722 stream is
 * 8,000 Hz, though it is sampled at 16,000: RFC 3551, 4.5.2 keeps an old error. Look-ahead is by
 * the codecs' own Recommendations: G.729 5 ms (annex A the same), G.722 1.5 ms of its filters.
 *
 * The equipment impairment factor Ie and the packet-loss robustness Bpl are the provisional
 * planning values of ITU-T G.113 (11/2007), appendix I: G.711 0 and 4.3, with concealment by
 * G.711 appendix I 25.1; G.729 annexes A and B 11 and 19. G.113 has no Bpl of annex A without
 * annex B: the same decoder hides the same losses, and so the same value is taken.
 *
 * G.722 is on another scale, that of the wideband E-model (G.107.1, which ends at 129 and not at
 * 100). What losses do to it depends on which concealment a phone has: the codec's main body has
 * none, and its appendices III and IV have different ones. So it has no Ie and Bpl here, and its
 * calls are measured but not rated. */
#ifndef MODELS_VOICE_CODEC_H
#define MODELS_VOICE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

enum {
    VOICE_IP_OVERHEAD = 20 + 8 + 12, /* bytes of the headers of IP, UDP and RTP */
    VOICE_PAYLOAD_MAX = 480,         /* bytes: 60 ms at 64 kbit/s */
};
#define VOICE_INTERVAL_STEP (10 * MILLISECONDS) /* of speech in a packet: whole multiples, ... */
#define VOICE_INTERVAL_MAX (60 * MILLISECONDS)  /* ... up to this */

struct voice_codec {
    const char *name;         /* as scenarios have it: "g729" */
    const char *title;        /* as people have it: "G.729" */
    uint8_t payload_type;     /* RFC 3551, 6 */
    uint32_t clock_rate;      /* Hz: of the RTP timestamps */
    sim_time frame;           /* of speech: a packet has whole frames */
    uint32_t frame_bytes;     /* of that */
    sim_time look_ahead;      /* of speech that the coder waits for beyond a frame */
    bool silence_suppression; /* it has a way of its own to send nothing in pauses */
    double ie, bpl;           /* G.113; NAN: not rated */
};

enum { VOICE_CODECS = 7 };
extern const struct voice_codec voice_codecs[VOICE_CODECS];

/* NULL: there is none of that name. */
const struct voice_codec *voice_codec_find(const char *name);
/* Whether packets may have so much speech. */
bool voice_interval_is_valid(const struct voice_codec *codec, sim_time interval);
bool voice_codec_is_rated(const struct voice_codec *codec);

/* Bytes of a packet with so much speech: its payload, and all of the IP packet. */
uint32_t voice_payload_bytes(const struct voice_codec *codec, sim_time interval);
uint32_t voice_packet_bytes(const struct voice_codec *codec, sim_time interval);
/* What its timestamp is ahead of that of the packet before. */
uint32_t voice_timestamp_step(const struct voice_codec *codec, sim_time interval);
/* From the first sound in a packet until the packet can leave: packetisation and look-ahead.
 * The coder's own computing takes no time. */
sim_time voice_codec_delay(const struct voice_codec *codec, sim_time interval);

#endif
