/* From what became of a spurt to what people think of it. */
#include "models/voice/quality.h"

#include <math.h>

#include "models/voice/emodel.h"

double voice_rating(const struct voice_codec *codec, double delay, double loss, double burst_r)
{
    struct emodel m = emodel_defaults;
    emodel_set_delay(&m, delay);
    m.ie = codec->ie;
    m.bpl = codec->bpl;
    m.ppl = loss;
    m.burst_r = burst_r;
    return emodel_rate(&m).r;
}

struct voice_quality voice_quality(const struct voice_codec *codec, sim_time interval,
                                   const struct voice_spurt *spurt)
{
    struct voice_quality q = {
        .mouth_to_ear = voice_codec_delay(codec, interval) + spurt->offset, .r = NAN, .mos = NAN};
    if (!voice_codec_is_rated(codec))
        return q;
    q.r = voice_rating(codec, (double)q.mouth_to_ear / (double)MILLISECONDS,
                       100 * loss_runs_share(&spurt->runs),
                       fmax(1, loss_runs_burst_ratio(&spurt->runs)));
    q.mos = emodel_mos(q.r);
    return q;
}
