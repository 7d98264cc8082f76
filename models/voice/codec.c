/* The table of codecs, and the sizes and delays that follow from a row. */
#include "models/voice/codec.h"

#include <math.h>
#include <string.h>

#include "base/check.h"

/* A byte a sample: the frame is what RFC 3551 counts payloads in. */
#define SAMPLES_64K .clock_rate = 8000, .frame = MILLISECONDS, .frame_bytes = 8
#define CS_ACELP                                                                                   \
    .payload_type = 18, .clock_rate = 8000, .frame = 10 * MILLISECONDS, .frame_bytes = 10,         \
    .look_ahead = 5 * MILLISECONDS, .ie = 11, .bpl = 19

const struct voice_codec voice_codecs[VOICE_CODECS] = {
    {"g711u", "G.711 mu-law", .payload_type = 0, SAMPLES_64K, .ie = 0, .bpl = 4.3},
    {"g711u-plc", "G.711 mu-law, PLC", .payload_type = 0, SAMPLES_64K, .ie = 0, .bpl = 25.1},
    {"g711a", "G.711 A-law", .payload_type = 8, SAMPLES_64K, .ie = 0, .bpl = 4.3},
    {"g711a-plc", "G.711 A-law, PLC", .payload_type = 8, SAMPLES_64K, .ie = 0, .bpl = 25.1},
    {"g722", "G.722", .payload_type = 9, SAMPLES_64K, .look_ahead = 1500 * MICROSECONDS, .ie = NAN,
     .bpl = NAN},
    {"g729", "G.729", CS_ACELP},
    {"g729b", "G.729 with annex B", CS_ACELP, .silence_suppression = true},
};

const struct voice_codec *voice_codec_find(const char *name)
{
    for (size_t i = 0; i < VOICE_CODECS; i++)
        if (strcmp(voice_codecs[i].name, name) == 0)
            return &voice_codecs[i];
    return NULL;
}

bool voice_interval_is_valid(const struct voice_codec *codec, sim_time interval)
{
    return interval > 0 && interval <= VOICE_INTERVAL_MAX && interval % VOICE_INTERVAL_STEP == 0 &&
           interval % codec->frame == 0;
}

bool voice_codec_is_rated(const struct voice_codec *codec)
{
    return !isnan(codec->ie) && !isnan(codec->bpl);
}

uint32_t voice_payload_bytes(const struct voice_codec *codec, sim_time interval)
{
    CHECK(voice_interval_is_valid(codec, interval));
    return (uint32_t)(interval / codec->frame) * codec->frame_bytes;
}

uint32_t voice_packet_bytes(const struct voice_codec *codec, sim_time interval)
{
    return VOICE_IP_OVERHEAD + voice_payload_bytes(codec, interval);
}

uint32_t voice_timestamp_step(const struct voice_codec *codec, sim_time interval)
{
    return (uint32_t)(interval * codec->clock_rate / SECONDS);
}

sim_time voice_codec_delay(const struct voice_codec *codec, sim_time interval)
{
    return interval + codec->look_ahead;
}
