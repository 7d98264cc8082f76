/* Messages to bytes and back: whatever is not exactly one message is none. What is done with it
 * is in peer_discovery.c. */
#include "models/pfs/message.h"

#include "base/check.h"
#include "models/pfs/bytes.h"

enum { MAGIC = 0x4350, VERSION = 1 };

static uint32_t fnv1a(uint32_t hash, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return hash;
}

uint32_t pfs_map(struct pfs_text model, struct pfs_text file)
{
    static const uint8_t zero = 0;
    const uint32_t hash = fnv1a(fnv1a(2166136261u, model.bytes, model.length), &zero, 1);
    return fnv1a(hash, file.bytes, file.length);
}

struct pfs_text pfs_text_of(const char *text)
{
    const size_t length = strlen(text);
    CHECK(length <= PFS_TEXT_MAX);
    return (struct pfs_text){(const uint8_t *)text, (uint8_t)length};
}

uint32_t pfs_message_encode(uint8_t out[PFS_MESSAGE_MAX], const struct pfs_message *m)
{
    uint8_t *at = put_u8(put_u8(out, MAGIC >> 8), MAGIC & 255);
    at = put_u8(put_u8(at, VERSION), m->kind);
    at = put_u32(put_u32(put_u32(at, m->xid), m->map), m->strength);
    at = put_u8(put_u8(put_u8(put_u8(at, m->flags), m->ad), m->depth), 0);
    at = put_u32(at, m->address);
    at = put_text(put_text(at, m->model), m->file);
    return (uint32_t)(at - out);
}

static bool has_good_header(const uint8_t *bytes)
{
    return (bytes[0] << 8 | bytes[1]) == MAGIC && bytes[2] == VERSION &&
           bytes[3] >= PFS_CLAIM_MESSAGE && bytes[3] <= PFS_WITHDRAW_MESSAGE && bytes[19] == 0;
}

bool pfs_message_decode(struct pfs_message *m, const uint8_t *bytes, size_t length)
{
    if (length < PFS_MESSAGE_FIXED || length > PFS_MESSAGE_MAX || !has_good_header(bytes))
        return false;
    *m = (struct pfs_message){
        .kind = bytes[3],
        .xid = get_u32(bytes + 4),
        .map = get_u32(bytes + 8),
        .strength = get_u32(bytes + 12),
        .flags = bytes[16],
        .ad = bytes[17],
        .depth = bytes[18],
        .address = get_u32(bytes + 20),
    };
    const uint8_t *at = bytes + PFS_MESSAGE_FIXED, *const end = bytes + length;
    return get_text(&m->model, &at, end) && get_text(&m->file, &at, end) && at == end &&
           m->map == pfs_map(m->model, m->file);
}
