/* Any bytes either are a discovery message, and then encode to the same bytes, or are refused. The
 * map is put right first when the first byte's high bit is set, since no fuzzer finds a hash. */
#include <string.h>

#include "base/check.h"
#include "models/pfs/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sets the map of what would be a message. */
static void put_map_right(uint8_t *bytes, size_t size)
{
    if (size < PFS_MESSAGE_FIXED + 2 || PFS_MESSAGE_FIXED + 2u + bytes[PFS_MESSAGE_FIXED] > size)
        return;
    const uint8_t *model = bytes + PFS_MESSAGE_FIXED, *file = model + 1 + *model;
    if (file + 1 + *file != bytes + size)
        return;
    const uint32_t map =
        pfs_map((struct pfs_text){model + 1, *model}, (struct pfs_text){file + 1, *file});
    for (int i = 0; i < 4; i++)
        bytes[8 + i] = (uint8_t)(map >> (24 - 8 * i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t bytes[PFS_MESSAGE_MAX + 100], again[PFS_MESSAGE_MAX];
    struct pfs_message m;
    if (size > sizeof bytes)
        return 0;
    memcpy(bytes, data, size);
    if (size > 0 && (bytes[0] & 128) != 0) {
        bytes[0] &= 127;
        put_map_right(bytes, size);
    }
    if (pfs_message_decode(&m, bytes, size)) {
        CHECK(m.map == pfs_map(m.model, m.file));
        CHECK(pfs_message_encode(again, &m) == size);
        CHECK(memcmp(again, bytes, size) == 0);
    }
    return 0;
}
