/* A stream of any bytes gives the same frames however it is split, and what is decoded encodes to
 * the bytes it came from. The first two bytes seed the splits. */
#include <string.h>

#include "base/check.h"
#include "models/pfs/frame.h"
#include "tests/fuzz/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What came of a stream, without its splits. */
struct outcome {
    uint64_t hash;     /* of all frames */
    uint64_t content;  /* bytes of DATA */
    uint32_t frames;   /* but DATA */
    uint64_t complete; /* bytes of the stream up to the last of those */
    bool broken;
};

static void add(struct outcome *o, const uint8_t *bytes, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        o->hash = (o->hash ^ bytes[i]) * 1099511628211u;
}

/* `end` is where it ended in the stream, which has the frame's own bytes before it. */
static void add_frame(struct outcome *o, const struct pfs_frame *f, const uint8_t *stream,
                      uint64_t end)
{
    uint8_t bytes[PFS_FRAME_MAX];
    if (f->kind == PFS_FRAME_DATA) {
        add(o, f->data, f->data_length);
        o->content += f->data_length;
        return;
    }
    const uint32_t length = pfs_frame_encode(bytes, f);
    CHECK(length <= end && memcmp(bytes, stream + end - length, length) == 0);
    add(o, bytes, length);
    o->frames++;
    o->complete = end;
}

static struct outcome decode(const uint8_t *bytes, size_t size, uint32_t seed)
{
    struct outcome o = {.hash = 1};
    struct pfs_frame_decoder d;
    struct pfs_frame f;
    pfs_frame_decoder_init(&d);
    for (size_t at = 0; at < size && !o.broken;) {
        seed = seed * 1664525u + 1013904223u;
        const size_t left = size - at, piece = 1 + (seed >> 16) % 40;
        uint32_t taken = 0;
        const enum pfs_decode what =
            pfs_frame_decode(&d, bytes + at, (uint32_t)(piece < left ? piece : left), &taken, &f);
        CHECK(taken >= 1 && taken <= piece);
        at += taken;
        if (what == PFS_DECODE_FRAME)
            add_frame(&o, &f, bytes, at);
        o.broken = what == PFS_DECODE_ERROR;
    }
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script script = {data, data + size};
    const uint16_t seed = script_u16(&script);
    const size_t left = (size_t)(script.end - script.at);
    if (left == 0)
        return 0;
    const struct outcome a = decode(script.at, left, seed), b = decode(script.at, left, ~seed);
    CHECK(a.hash == b.hash && a.content == b.content && a.frames == b.frames);
    CHECK(a.complete == b.complete && a.broken == b.broken);
    return 0;
}
