/* How good a call is, by the E-model (models/voice/emodel.h, full form), talk spurt by talk spurt.
 *
 * d, from mouth to ear, is packetisation and look-ahead of the codec, the delay of the spurt's
 * first packet in the network, and the playout delay. Losses are all speech that is not heard, with
 * the burst ratio that was measured (at least 1: the Recommendation's range). Over several spurts,
 * of a call or a class, MOS is their mean, weighted by packets. */
#ifndef MODELS_VOICE_QUALITY_H
#define MODELS_VOICE_QUALITY_H

#include "models/voice/rtp_receiver.h"

struct voice_quality {
    sim_time mouth_to_ear; /* d */
    double r, mos;         /* NAN: the codec is not rated */
};

/* R of the codec, which is rated, with a delay from mouth to ear in ms and losses in %. */
double voice_rating(const struct voice_codec *codec, double delay, double loss, double burst_r);

struct voice_quality voice_quality(const struct voice_codec *codec, sim_time interval,
                                   const struct voice_spurt *spurt);

#endif
