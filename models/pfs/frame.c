/* Frames written, and taken from a stream in any split; DATA's content is handed on in pieces
 * and not gathered. */
#include "models/pfs/frame.h"

#include "base/check.h"
#include "models/pfs/bytes.h"

enum { JOIN_MIN = 4 + 4 + 4 + 2 }; /* bytes of its body, with empty texts */

/* Bytes of the body; of DATA its content, of JOIN the least. -1: there is no such kind. */
static int body_length(uint8_t kind)
{
    switch (kind) {
    case PFS_FRAME_JOIN:
        return JOIN_MIN;
    case PFS_FRAME_ACCEPT:
    case PFS_FRAME_DONE:
    case PFS_FRAME_ABORT:
        return 1;
    case PFS_FRAME_REDIRECT:
    case PFS_FRAME_SUBTREE:
        return 4;
    case PFS_FRAME_PROGRESS:
        return 1 + 8 + 8;
    case PFS_FRAME_XFRCMD:
        return 0;
    case PFS_FRAME_FILE:
        return 8 + PFS_DIGEST;
    case PFS_FRAME_DATA:
        return 1;
    }
    return -1;
}

static uint8_t *put_body(uint8_t *at, const struct pfs_frame *f)
{
    switch (f->kind) {
    case PFS_FRAME_JOIN:
        at = put_u32(put_u32(put_u32(at, f->xid), f->map), f->strength);
        return put_text(put_text(at, f->model), f->file);
    case PFS_FRAME_ACCEPT:
        return put_u8(at, f->depth);
    case PFS_FRAME_REDIRECT:
        return put_u32(at, f->address);
    case PFS_FRAME_SUBTREE:
        return put_u32(at, f->count);
    case PFS_FRAME_PROGRESS:
        return put_u64(put_u64(put_u8(at, f->hop), f->done), f->total);
    case PFS_FRAME_FILE:
        at = put_u64(at, f->size);
        memcpy(at, f->digest, PFS_DIGEST);
        return at + PFS_DIGEST;
    case PFS_FRAME_DONE:
        return put_u8(at, f->status);
    case PFS_FRAME_ABORT:
        return put_u8(at, f->reason);
    case PFS_FRAME_XFRCMD:
    case PFS_FRAME_DATA:
        return at;
    }
    return at;
}

uint32_t pfs_frame_encode(uint8_t out[PFS_FRAME_MAX], const struct pfs_frame *f)
{
    const uint32_t length = (uint32_t)(put_body(out + PFS_FRAME_HEADER, f) - out);
    const uint32_t content = f->kind == PFS_FRAME_DATA ? f->data_length : 0;
    CHECK(content <= PFS_FRAME_DATA_MAX);
    put_u8(put_u32(out, length - 4 + content), (uint8_t)f->kind);
    return length;
}

static bool get_join(struct pfs_frame *f, const uint8_t *body, const uint8_t *end)
{
    f->xid = get_u32(body);
    f->map = get_u32(body + 4);
    f->strength = get_u32(body + 8);
    body += 12;
    return get_text(&f->model, &body, end) && get_text(&f->file, &body, end) && body == end &&
           f->map == pfs_map(f->model, f->file);
}

static bool get_body(struct pfs_frame *f, const uint8_t *body, const uint8_t *end)
{
    switch (f->kind) {
    case PFS_FRAME_JOIN:
        return get_join(f, body, end);
    case PFS_FRAME_ACCEPT:
        f->depth = *body;
        return true;
    case PFS_FRAME_REDIRECT:
        f->address = get_u32(body);
        return true;
    case PFS_FRAME_SUBTREE:
        f->count = get_u32(body);
        return true;
    case PFS_FRAME_PROGRESS:
        f->hop = *body;
        f->done = get_u64(body + 1);
        f->total = get_u64(body + 9);
        return true;
    case PFS_FRAME_XFRCMD:
        return true;
    case PFS_FRAME_FILE:
        f->size = get_u64(body);
        memcpy(f->digest, body + 8, PFS_DIGEST);
        return true;
    case PFS_FRAME_DONE:
        f->status = *body;
        return f->status <= PFS_DONE_REJECTED;
    case PFS_FRAME_ABORT:
        f->reason = *body;
        return f->reason >= PFS_ABORT_MOVED && f->reason <= PFS_ABORT_PROTOCOL;
    case PFS_FRAME_DATA:
        break;
    }
    return false;
}

void pfs_frame_decoder_init(struct pfs_frame_decoder *d)
{
    d->have = d->data_left = 0;
    d->broken = false;
}

/* The whole frame's bytes, judged by its header: 0 when that cannot be. */
static uint32_t frame_length(const uint8_t header[PFS_FRAME_HEADER])
{
    const uint32_t length = get_u32(header);
    const uint8_t kind = header[PFS_FRAME_KIND];
    const int body = body_length(kind);
    if (length == 0 || length > PFS_FRAME_LENGTH_MAX || body < 0 || length - 1 < (uint32_t)body)
        return 0;
    const bool longer = length - 1 > (uint32_t)body;
    if (longer && kind == PFS_FRAME_JOIN)
        return length - 1 > PFS_FRAME_GATHERED ? 0 : 4 + length;
    if (longer && kind != PFS_FRAME_DATA)
        return 0;
    return 4 + length;
}

static enum pfs_decode fail(struct pfs_frame_decoder *d)
{
    d->broken = true;
    return PFS_DECODE_ERROR;
}

static void gather(struct pfs_frame_decoder *d, uint32_t wanted, const uint8_t *bytes,
                   uint32_t length, uint32_t *taken)
{
    uint32_t more = wanted - d->have;
    if (more > length - *taken)
        more = length - *taken;
    memcpy(d->gathered + d->have, bytes + *taken, more);
    d->have += more;
    *taken += more;
}

static enum pfs_decode hand_on(struct pfs_frame_decoder *d, const uint8_t *bytes, uint32_t length,
                               uint32_t *taken, struct pfs_frame *f)
{
    uint32_t piece = length - *taken;
    if (piece == 0)
        return PFS_DECODE_MORE;
    if (piece > d->data_left)
        piece = d->data_left;
    *f = (struct pfs_frame){.kind = PFS_FRAME_DATA, .data = bytes + *taken, .data_length = piece};
    *taken += piece;
    d->data_left -= piece;
    return PFS_DECODE_FRAME;
}

static enum pfs_decode decode(struct pfs_frame_decoder *d, const uint8_t *bytes, uint32_t length,
                              uint32_t *taken, struct pfs_frame *f)
{
    if (d->have < PFS_FRAME_HEADER) {
        gather(d, PFS_FRAME_HEADER, bytes, length, taken);
        if (d->have < PFS_FRAME_HEADER)
            return PFS_DECODE_MORE;
    }
    const uint32_t whole = frame_length(d->gathered);
    if (whole == 0)
        return fail(d);
    if (d->gathered[PFS_FRAME_KIND] == PFS_FRAME_DATA) {
        d->have = 0;
        d->data_left = whole - PFS_FRAME_HEADER;
        return hand_on(d, bytes, length, taken, f);
    }
    gather(d, whole, bytes, length, taken);
    if (d->have < whole)
        return PFS_DECODE_MORE;
    d->have = 0;
    *f = (struct pfs_frame){.kind = (enum pfs_frame_kind)d->gathered[PFS_FRAME_KIND]};
    return get_body(f, d->gathered + PFS_FRAME_HEADER, d->gathered + whole) ? PFS_DECODE_FRAME
                                                                            : fail(d);
}

enum pfs_decode pfs_frame_decode(struct pfs_frame_decoder *d, const uint8_t *bytes, uint32_t length,
                                 uint32_t *taken, struct pfs_frame *f)
{
    CHECK(length > 0);
    *taken = 0;
    if (d->broken) {
        *taken = length;
        return PFS_DECODE_ERROR;
    }
    if (d->data_left != 0)
        return hand_on(d, bytes, length, taken, f);
    return decode(d, bytes, length, taken, f);
}
