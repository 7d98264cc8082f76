/* Frames between parent and child: a TCP stream on port 4051 (doc/pfs.md).
 *
 * length u32 (of what follows), kind u8, body. A decoder takes the stream in any split: it gathers
 * the short frames, and hands the bytes of DATA on as they come, without copying them. */
#ifndef MODELS_PFS_FRAME_H
#define MODELS_PFS_FRAME_H

#include "models/pfs/message.h"

enum pfs_frame_kind {
    PFS_FRAME_JOIN = 1,
    PFS_FRAME_ACCEPT,
    PFS_FRAME_REDIRECT,
    PFS_FRAME_SUBTREE,
    PFS_FRAME_PROGRESS,
    PFS_FRAME_XFRCMD,
    PFS_FRAME_FILE,
    PFS_FRAME_DATA,
    PFS_FRAME_DONE,
    PFS_FRAME_ABORT,
};

enum pfs_abort {
    PFS_ABORT_MOVED = 1,
    PFS_ABORT_NOT_HERE,
    PFS_ABORT_MISSING,
    PFS_ABORT_STALLED,
    PFS_ABORT_PROTOCOL
};
enum pfs_done { PFS_DONE_KEPT = 0, PFS_DONE_REJECTED = 1 };

enum {
    PFS_DIGEST = 32,                /* bytes of a SHA-256 */
    PFS_FRAME_HEADER = 5,           /* length and kind */
    PFS_FRAME_KIND = 4,             /* which byte is the kind */
    PFS_FRAME_DATA_MAX = 64 * 1024, /* bytes of the file in a DATA frame */
    PFS_FRAME_LENGTH_MAX = PFS_FRAME_DATA_MAX + 16,
    PFS_FRAME_GATHERED =
        4 + 4 + 4 + 2 * (1 + PFS_TEXT_MAX), /* the longest that is gathered: JOIN */
    PFS_FRAME_MAX = PFS_FRAME_HEADER + PFS_FRAME_GATHERED,
};

/* Only the fields of its kind are set. */
struct pfs_frame {
    enum pfs_frame_kind kind;
    uint32_t xid, map, strength; /* JOIN */
    struct pfs_text model, file; /* JOIN */
    uint8_t depth;               /* ACCEPT */
    uint32_t address;            /* REDIRECT */
    uint32_t count;              /* SUBTREE */
    uint8_t hop;                 /* PROGRESS */
    uint64_t done, total;        /* PROGRESS */
    uint64_t size;               /* FILE */
    uint8_t digest[PFS_DIGEST];  /* FILE */
    const uint8_t *data;         /* DATA: a piece of it, inside the bytes that were given */
    uint32_t data_length;        /* DATA: of this piece; encoding: of the whole frame's content */
    uint8_t status;              /* DONE: enum pfs_done */
    uint8_t reason;              /* ABORT: enum pfs_abort */
};

/* Writes the frame, of DATA the header only; returns the bytes written, at most PFS_FRAME_MAX. */
uint32_t pfs_frame_encode(uint8_t out[PFS_FRAME_MAX], const struct pfs_frame *f);

enum pfs_decode {
    PFS_DECODE_MORE,  /* all bytes were taken; the frame is not complete */
    PFS_DECODE_FRAME, /* a frame, or a piece of DATA */
    PFS_DECODE_ERROR, /* the stream is not well formed; nothing more can be read from it */
};

struct pfs_frame_decoder {
    uint8_t gathered[PFS_FRAME_MAX];
    uint32_t have;      /* of `gathered` */
    uint32_t data_left; /* of a DATA frame */
    bool broken;
};

void pfs_frame_decoder_init(struct pfs_frame_decoder *d);
/* Takes up to `length` bytes, at least one, at most up to the end of a frame; `*taken` says how
 * many. Texts of `f` point into the decoder and hold until the next call. */
enum pfs_decode pfs_frame_decode(struct pfs_frame_decoder *d, const uint8_t *bytes, uint32_t length,
                                 uint32_t *taken, struct pfs_frame *f);

#endif
