/* Discovery messages: UDP broadcasts on port 4051 (doc/pfs.md). */
#ifndef MODELS_PFS_MESSAGE_H
#define MODELS_PFS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PFS_PORT 4051
enum {
    PFS_TEXT_MAX = 255,
    PFS_MESSAGE_KIND = 3, /* which byte is the kind */
    PFS_MESSAGE_FIXED = 24,
    PFS_MESSAGE_MAX = PFS_MESSAGE_FIXED + 2 * (1 + PFS_TEXT_MAX)
};

enum pfs_message_kind { PFS_CLAIM_MESSAGE = 1, PFS_AD_MESSAGE = 2, PFS_WITHDRAW_MESSAGE = 3 };
enum pfs_message_flag { PFS_CONFIRMED = 1, PFS_TRANSFERRING = 2, PFS_FULL = 4 };

/* A text inside a received message: not ended by a zero. */
struct pfs_text {
    const uint8_t *bytes;
    uint8_t length;
};

struct pfs_message {
    uint8_t kind, flags, ad, depth;
    uint32_t xid, map, strength, address;
    struct pfs_text model, file;
};

/* FNV-1a (32-bit) over model, a zero byte, file: what identifies a hierarchy. */
uint32_t pfs_map(struct pfs_text model, struct pfs_text file);
struct pfs_text pfs_text_of(const char *text);

/* Returns the bytes written, at most PFS_MESSAGE_MAX. */
uint32_t pfs_message_encode(uint8_t out[PFS_MESSAGE_MAX], const struct pfs_message *m);
/* False when it is not well formed: magic, version, kind, reserved byte, length, or a map that is
 * not that of its texts, which point into `bytes`. */
bool pfs_message_decode(struct pfs_message *m, const uint8_t *bytes, size_t length);

#endif
