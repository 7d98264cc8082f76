/* A receiver that gets packets in any order, with any numbers and at any time, and any other bytes:
 * each packet of the stream is in one spurt, once, and has one fate. The first byte: codec, whether
 * spurts are marked, and the playout. Then steps: a byte below 192 is a packet, with its marker,
 * how far its number and its time are from the one before, and how much later it comes; others are
 * bytes as they are. */
#include "base/check.h"
#include "models/voice/quality.h"
#include "tests/fuzz/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INTERVAL = 20 };

struct heard {
    struct rtp_receiver receiver;
    const struct voice_codec *codec;
    uint64_t packets;
};

static void take_spurts(struct heard *h)
{
    struct voice_spurt s;
    while (rtp_receiver_next(&h->receiver, &s)) {
        CHECK(s.packets > 0 && s.runs.packets == s.packets);
        CHECK(s.heard + s.lost[VOICE_LOST] == s.packets);
        CHECK(s.runs.lost == s.lost[VOICE_LOST] + s.lost[VOICE_LATE] + s.lost[VOICE_NO_ROOM]);
        CHECK(s.runs.runs <= s.runs.lost && (s.heard > 0) == (s.first_delay >= 0));
        const struct voice_quality q = voice_quality(h->codec, INTERVAL * MILLISECONDS, &s);
        CHECK(!voice_codec_is_rated(h->codec) || (q.mos >= 1 && q.mos <= 4.5));
        h->packets += s.packets;
    }
}

static void give_packet(struct heard *h, struct rtp_packet *p, struct script *s, uint8_t step)
{
    uint8_t bytes[RTP_HEADER];
    p->marker = step & 1;
    p->sequence = (uint16_t)(p->sequence + (int8_t)script_byte(s) * (step & 2 ? 100 : 1));
    p->timestamp += (uint32_t)((int8_t)script_byte(s) * (step & 4 ? 160 : 1));
    rtp_encode(bytes, p);
    rtp_receiver_receive(&h->receiver, bytes, RTP_HEADER, RTP_HEADER + p->payload_length,
                         script_u16(s) * (step & 8 ? MILLISECONDS : SECONDS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct heard h;
    struct script s = {data, data + size};
    const uint8_t first = script_byte(&s);
    h = (struct heard){.codec = &voice_codecs[first % VOICE_CODECS]};
    struct rtp_packet p = {.payload_type = h.codec->payload_type, .sequence = 65530, .ssrc = 7};
    p.payload_length = voice_payload_bytes(h.codec, INTERVAL * MILLISECONDS);
    const struct rtp_receiver_config config = {
        .codec = h.codec,
        .interval = INTERVAL * MILLISECONDS,
        .first = p,
        .period = first & 64 ? 5 : 0,
        .playout = {first & 128, 60 * MILLISECONDS, 250 * MILLISECONDS, 20 * MILLISECONDS}};
    rtp_receiver_init(&h.receiver, &config);
    for (int steps = 0; !script_is_over(&s) && steps < 200; steps++) {
        const uint8_t step = script_byte(&s);
        size_t length = step & 31;
        if (step < 192) {
            give_packet(&h, &p, &s, step);
        } else {
            const uint8_t *bytes = script_bytes(&s, &length);
            rtp_receiver_receive(&h.receiver, bytes, (uint32_t)length, (uint32_t)length, 0);
        }
        take_spurts(&h);
    }
    const uint64_t all = h.receiver.next + script_byte(&s);
    rtp_receiver_end(&h.receiver, all);
    take_spurts(&h);
    CHECK(h.packets == all);
    return 0;
}
