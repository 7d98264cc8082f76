/* One machine under test, with what it is fed and what it does in words; timeline.h says which. */
#ifndef TESTS_MODELS_PFS_PHONE_H
#define TESTS_MODELS_PFS_PHONE_H

#include <stdarg.h>

#include "models/pfs/peer.h"
#include "tests/support.h"

#define NET_10 0x0a000000u

enum { CONNECTIONS = 26 };

static const struct pfs_config default_config = {
    .port_open = 28 * MILLISECONDS,
    .listen = 500 * MILLISECONDS,
    .ad_interval = 250 * MILLISECONDS,
    .root_waiting = 10 * SECONDS,
    .claim_silence = 750 * MILLISECONDS,
    .connect_timeout = 2 * SECONDS,
    .progress_interval = 1 * SECONDS,
    .subtree_interval = 5 * SECONDS,
    .parent_silence = 10 * SECONDS,
    .child_silence = 15 * SECONDS,
    .stall_timeout = 120 * SECONDS,
    .children = 2,
    .ads = 4,
    .connect_tries = 3,
    .redirects = 16,
    .rejoins = 1,
    .check = true,
};

struct phone {
    struct pfs_peer peer;
    struct pfs_config config;
    struct pfs_identity identity;
    struct pfs_connection connections[CONNECTIONS]; /* a, b, ... */
    int known;                                      /* how many of them have been used */
    uint32_t draw;
    bool logs;
    bool quiet; /* says nothing of events */
    char file[300];
    char out[60000];
};

static inline uint32_t draw_same(void *user)
{
    return ((const struct phone *)user)->draw;
}

static inline void phone_init(struct phone *ph)
{
    *ph = (struct phone){.config = default_config, .draw = 200};
    ph->identity = (struct pfs_identity){.address = NET_10 + 100, .model = "M"};
    pfs_peer_init(&ph->peer, &ph->config, &ph->identity, draw_same, ph);
}

/* --- what goes out --- */

static inline void say(struct phone *ph, const char *format, ...)
{
    size_t length = strlen(ph->out);
    if (length != 0)
        length += (size_t)snprintf(ph->out + length, sizeof ph->out - length, "; ");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ph->out + length, sizeof ph->out - length, format, arguments);
    va_end(arguments);
}

static inline char name_of(const struct phone *ph, const struct pfs_connection *c)
{
    return (char)('a' + (c - ph->connections));
}

static inline const char *abort_name(int reason)
{
    static const char *const names[] = {"?", "moved", "not here", "missing", "stalled", "protocol"};
    return names[reason];
}

static inline void say_frame(struct phone *ph, char name, const struct pfs_action *a)
{
    struct pfs_frame_decoder decoder;
    struct pfs_frame f;
    uint32_t taken;
    static uint8_t bytes[PFS_FRAME_MAX + PFS_FRAME_DATA_MAX];
    memcpy(bytes, a->bytes, a->byte_count);
    pfs_frame_decoder_init(&decoder);
    const enum pfs_decode what =
        pfs_frame_decode(&decoder, bytes, a->byte_count + a->length, &taken, &f);
    ck_assert_int_eq(what, PFS_DECODE_FRAME);
    ck_assert_uint_eq(taken, a->byte_count + a->length);
    switch (f.kind) {
    case PFS_FRAME_JOIN:
        ck_assert_uint_eq(f.map, ph->peer.map);
        say(ph, "%c<JOIN %u", name, f.xid);
        break;
    case PFS_FRAME_ACCEPT:
        say(ph, "%c<ACCEPT %u", name, f.depth);
        break;
    case PFS_FRAME_REDIRECT:
        say(ph, "%c<REDIRECT %u", name, f.address - NET_10);
        break;
    case PFS_FRAME_SUBTREE:
        say(ph, "%c<SUBTREE %u", name, f.count);
        break;
    case PFS_FRAME_PROGRESS:
        say(ph, "%c<PROGRESS %u %u %u", name, f.hop, (unsigned)f.done, (unsigned)f.total);
        break;
    case PFS_FRAME_XFRCMD:
        say(ph, "%c<XFRCMD", name);
        break;
    case PFS_FRAME_FILE:
        say(ph, "%c<FILE %u", name, (unsigned)f.size);
        break;
    case PFS_FRAME_DATA:
        say(ph, "%c<DATA %u+%u", name, (unsigned)a->offset, f.data_length);
        break;
    case PFS_FRAME_DONE:
        say(ph, "%c<DONE %s", name, f.status == PFS_DONE_KEPT ? "kept" : "rejected");
        break;
    case PFS_FRAME_ABORT:
        say(ph, "%c<ABORT %s", name, abort_name(f.reason));
        break;
    }
}

static inline void say_message(struct phone *ph, const struct pfs_action *a)
{
    struct pfs_message m;
    ck_assert(pfs_message_decode(&m, a->bytes, a->byte_count));
    ck_assert_uint_eq(m.address, ph->identity.address);
    ck_assert_uint_eq(m.map, ph->peer.map);
    const char *confirmed = (m.flags & PFS_CONFIRMED) != 0 ? " confirmed" : "";
    const char *transferring = (m.flags & PFS_TRANSFERRING) != 0 ? " transferring" : "";
    const char *full = (m.flags & PFS_FULL) != 0 ? " full" : "";
    if (m.kind == PFS_CLAIM_MESSAGE)
        say(ph, "claim %u %u", m.xid, m.strength);
    else if (m.kind == PFS_AD_MESSAGE)
        say(ph, "ad %u%s%s%s", m.ad, confirmed, transferring, full);
    else
        say(ph, "withdraw %u", m.xid);
}

static inline void say_event(struct phone *ph, const struct pfs_action *a)
{
    if (ph->quiet)
        return;
    switch (a->event) {
    case PFS_EVENT_ROOT:
        say(ph, "[root]");
        break;
    case PFS_EVENT_CHILD:
        say(ph, "[child %u depth %u]", a->address - NET_10, a->depth);
        break;
    case PFS_EVENT_RECEIVING:
        say(ph, "[receiving]");
        break;
    case PFS_EVENT_HAS_FILE:
        say(ph, "[has file]");
        break;
    case PFS_EVENT_LEFT:
        say(ph, "[left: %s]", a->reason);
        break;
    case PFS_EVENT_FELL_BACK:
        say(ph, "[fell back: %s]", a->reason);
        break;
    case PFS_EVENT_DONE:
        say(ph, "[done]");
        break;
    case PFS_EVENT_ACCEPTED: /* the frames say so */
    case PFS_EVENT_CHILD_GONE:
        break;
    }
}

static inline void say_connect(struct phone *ph, const struct pfs_action *a, sim_time now)
{
    ck_assert_int_lt(ph->known, CONNECTIONS);
    struct pfs_connection *c = &ph->connections[ph->known++];
    say(ph, "connect %c %u", name_of(ph, c), a->address - NET_10);
    pfs_peer_connecting(&ph->peer, c, now);
}

static inline void say_action(struct phone *ph, const struct pfs_action *a, sim_time now)
{
    switch (a->kind) {
    case PFS_ACTION_OPEN:
        say(ph, "open");
        break;
    case PFS_ACTION_BROADCAST:
        say_message(ph, a);
        break;
    case PFS_ACTION_CONNECT:
        say_connect(ph, a, now);
        break;
    case PFS_ACTION_SEND:
        say_frame(ph, name_of(ph, a->connection), a);
        break;
    case PFS_ACTION_CLOSE:
        say(ph, "close %c", name_of(ph, a->connection));
        break;
    case PFS_ACTION_ABORT:
        say(ph, "reset %c", name_of(ph, a->connection));
        break;
    case PFS_ACTION_DOWNLOAD:
        say(ph, "download");
        break;
    case PFS_ACTION_DELIVER:
        say(ph, "deliver %u+%u", (unsigned)a->offset, a->length);
        break;
    case PFS_ACTION_CHECK:
        say(ph, "check");
        break;
    case PFS_ACTION_FALL_BACK:
        say(ph, "fall back: %s", a->reason);
        break;
    case PFS_ACTION_DONE:
        say(ph, "done");
        break;
    case PFS_ACTION_EVENT:
        say_event(ph, a);
        break;
    case PFS_ACTION_LOG:
        if (ph->logs)
            say(ph, "'%s'", a->text);
        break;
    }
}

static inline void drain(struct phone *ph, sim_time now)
{
    struct pfs_action a;
    ph->out[0] = 0;
    while (pfs_peer_next(&ph->peer, &a, now))
        say_action(ph, &a, now);
}

/* --- what comes in --- */

static inline void feed_message(struct phone *ph, const char *in, sim_time now)
{
    unsigned from = 0, xid = 0, strength = 0;
    char kind[20], flag[20] = "", text[] = "M";
    uint8_t bytes[PFS_MESSAGE_MAX];
    ck_assert_int_ge(sscanf(in, "%u: %19s %u %u %19s", &from, kind, &xid, &strength, flag), 3);
    struct pfs_message m = {.xid = xid, .strength = strength, .address = NET_10 + from};
    m.kind = strcmp(kind, "claim") == 0 ? PFS_CLAIM_MESSAGE
             : strcmp(kind, "ad") == 0  ? PFS_AD_MESSAGE
                                        : PFS_WITHDRAW_MESSAGE;
    m.flags = strcmp(flag, "confirmed") == 0      ? PFS_CONFIRMED
              : strcmp(flag, "transferring") == 0 ? PFS_CONFIRMED | PFS_TRANSFERRING
                                                  : 0;
    m.model = pfs_text_of(text);
    m.file = pfs_text_of(ph->file);
    m.map = pfs_map(m.model, m.file);
    pfs_peer_receive(&ph->peer, m.address, bytes, pfs_message_encode(bytes, &m), now);
}

static inline void stream(struct phone *ph, struct pfs_connection *c, const uint8_t *bytes,
                          uint32_t length, sim_time now)
{
    while (length != 0) {
        const uint32_t taken = pfs_peer_stream(&ph->peer, c, bytes, length, now);
        ck_assert(taken >= 1 && taken <= length);
        bytes += taken;
        length -= taken;
        if (c->role == PFS_ROLE_NONE)
            return;
    }
}

static inline uint32_t hex_bytes(uint8_t *out, const char *words)
{
    uint32_t length = 0;
    char *end;
    for (unsigned long byte = strtoul(words, &end, 16); end != words;
         byte = strtoul(words, &end, 16)) {
        out[length++] = (uint8_t)byte;
        words = end;
    }
    return length;
}

static inline uint32_t frame_of_words(struct phone *ph, uint8_t *out, const char *words)
{
    static const char *const kinds[] = {"",        "JOIN",     "ACCEPT", "REDIRECT",
                                        "SUBTREE", "PROGRESS", "XFRCMD", "FILE",
                                        "DATA",    "DONE",     "ABORT"};
    char kind[20], text[300] = "";
    unsigned long n[3] = {0};
    if (strncmp(words, "hex ", 4) == 0)
        return hex_bytes(out, words + 4);
    const int numbers = sscanf(words, "%19s %lu %lu %lu", kind, &n[0], &n[1], &n[2]);
    sscanf(words, "%*s %299[^\n]", text);
    struct pfs_frame f = {.kind = PFS_FRAME_JOIN};
    while (strcmp(kinds[f.kind], kind) != 0)
        ck_assert_int_le(++f.kind, PFS_FRAME_ABORT);
    f.xid = numbers > 1 ? (uint32_t)n[0] : ph->peer.xid;
    char file[300];
    const char *name = sscanf(words, "JOIN %*u %299s", file) == 1 ? file : ph->file;
    f.model = pfs_text_of("M");
    f.file = pfs_text_of(name);
    f.map = pfs_map(f.model, f.file);
    f.depth = f.hop = (uint8_t)n[0];
    f.address = NET_10 + (uint32_t)n[0];
    f.count = f.data_length = (uint32_t)n[0];
    f.size = n[0];
    f.done = n[1];
    f.total = n[2];
    memset(f.digest, strstr(words, "other") != NULL ? 8 : 7, PFS_DIGEST);
    f.status = strcmp(text, "kept") == 0 ? PFS_DONE_KEPT : PFS_DONE_REJECTED;
    for (uint8_t i = PFS_ABORT_MOVED; i <= PFS_ABORT_PROTOCOL; i++)
        if (strcmp(abort_name(i), text) == 0)
            f.reason = i;
    return pfs_frame_encode(out, &f) + (f.kind == PFS_FRAME_DATA ? f.data_length : 0);
}

static inline void feed_connection(struct phone *ph, char name, const char *in, sim_time now)
{
    static uint8_t bytes[PFS_FRAME_MAX + PFS_FRAME_DATA_MAX];
    struct pfs_connection *c = &ph->connections[name - 'a'];
    unsigned from;
    if (sscanf(in, "accepted %u", &from) == 1) {
        ph->known = name - 'a' + 1 > ph->known ? name - 'a' + 1 : ph->known;
        pfs_peer_accepted(&ph->peer, c, NET_10 + from, now);
    } else if (strcmp(in, "connected") == 0) {
        pfs_peer_connected(&ph->peer, c, now);
    } else if (strcmp(in, "full") == 0) {
        pfs_peer_full(c);
    } else if (strcmp(in, "writable") == 0) {
        pfs_peer_writable(&ph->peer, c, now);
    } else if (strcmp(in, "lost") == 0) {
        pfs_peer_disconnected(&ph->peer, c, now);
    } else {
        stream(ph, c, bytes, frame_of_words(ph, bytes, in), now);
    }
}

static inline void start(struct phone *ph, const char *in, sim_time now)
{
    unsigned long size = 0;
    const int known = sscanf(in, "start %299s %lu", ph->file, &size);
    ck_assert_int_ge(known, 1);
    struct pfs_file file = {.name = ph->file, .size_known = known == 2, .size = size};
    file.digest_known = file.size_known;
    memset(file.digest, 7, PFS_DIGEST);
    pfs_peer_start(&ph->peer, &file, now);
}

static inline void feed(struct phone *ph, const char *in, sim_time now)
{
    uint8_t digest[PFS_DIGEST];
    unsigned long done = 0, total = 0;
    memset(digest, strcmp(in, "bad") == 0 ? 9 : 7, sizeof digest);
    if (strncmp(in, "start ", 6) == 0)
        start(ph, in, now);
    else if (in[0] >= '0' && in[0] <= '9')
        feed_message(ph, in, now);
    else if (sscanf(in, "progress %lu %lu", &done, &total) == 2)
        pfs_peer_download_progress(&ph->peer, done, total, now);
    else if (sscanf(in, "downloaded %lu", &done) == 1)
        pfs_peer_download_done(&ph->peer, done, digest, now);
    else if (strcmp(in, "missing") == 0 || strcmp(in, "failed") == 0)
        pfs_peer_download_failed(&ph->peer, in[0] == 'm', now);
    else if (strcmp(in, "good") == 0 || strcmp(in, "bad") == 0)
        pfs_peer_checked(&ph->peer, true, digest, now);
    else if (strcmp(in, "late") == 0)
        pfs_peer_expire(&ph->peer, now);
    else if (strcmp(in, "look") != 0)
        feed_connection(ph, in[0], in + 2, now);
}

#endif
