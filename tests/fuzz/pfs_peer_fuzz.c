/* The peer machine, driven by a script. Its first byte is the configuration (1: no check, 2: the
 * file's size and digest are known, 4: short timers, 8: no rejoin). Then commands:
 *   0 a step of u16 ms · 1 to the next deadline · 2 a message (kind, from, xid, strength, flags)
 *   3 a peer connects (from) · 4 a frame on a connection (which, kind, number) · 5 raw bytes on a
 *   connection (which, length, bytes) · 6 a connection is lost (which) · 7 ours is connected
 * (which) 8 the download is at u16 · 9 it is done (size) · 10 it failed (missing) · 11 the verdict
 *   12 the next file */
#include <string.h>

#include "base/check.h"
#include "models/pfs/peer.h"
#include "tests/fuzz/script.h"

#define SELF 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CONNECTIONS = 8, FILE_SIZE = 70000 };

struct run {
    struct pfs_peer peer;
    struct pfs_config config;
    struct script script;
    sim_time now;
    struct pfs_connection connections[CONNECTIONS];
    bool used[CONNECTIONS]; /* the machine has it */
    uint64_t delivered;     /* bytes of the file */
    uint32_t draws;
    bool checking;
};

static uint32_t draw(void *user)
{
    struct run *r = user;
    return ++r->draws * 2654435761u;
}

static int free_connection(const struct run *r)
{
    for (int i = 0; i < CONNECTIONS; i++)
        if (!r->used[i])
            return i;
    return -1;
}

static void start(struct run *r, bool known)
{
    struct pfs_file file = {
        .name = "f", .size_known = known, .digest_known = known, .size = FILE_SIZE};
    r->checking = false;
    pfs_peer_start(&r->peer, &file, r->now);
}

static void configure(struct run *r)
{
    const uint8_t flags = script_byte(&r->script);
    const sim_time unit = (flags & 4) != 0 ? 10 * MILLISECONDS : SECONDS;
    r->config = (struct pfs_config){
        .port_open = 28 * MILLISECONDS,
        .listen = 500 * MILLISECONDS,
        .ad_interval = 250 * MILLISECONDS,
        .root_waiting = 10 * unit,
        .claim_silence = 750 * MILLISECONDS,
        .connect_timeout = 2 * unit,
        .progress_interval = unit,
        .subtree_interval = 5 * unit,
        .parent_silence = 10 * unit,
        .child_silence = 15 * unit,
        .stall_timeout = 120 * unit,
        .children = ((flags >> 4 & 7) ^ 1) + 1, /* 2 of what sets no bit */
        .ads = 4,
        .connect_tries = 3,
        .redirects = 16,
        .rejoins = (flags & 8) != 0 ? 0 : 1,
        .check = (flags & 1) == 0,
    };
    const struct pfs_identity identity = {.address = SELF, .model = "M"};
    pfs_peer_init(&r->peer, &r->config, &identity, draw, r);
    start(r, (flags & 2) != 0);
}

static void forget(struct run *r, const struct pfs_connection *c)
{
    const long i = c - r->connections;
    CHECK(i >= 0 && i < CONNECTIONS && r->used[i] && c->role == PFS_ROLE_NONE);
    r->used[i] = false;
}

/* As many connections as there are are open: this one gets none. */
static void connect_out(struct run *r)
{
    const int i = free_connection(r);
    if (i < 0)
        return;
    r->used[i] = true;
    pfs_peer_connecting(&r->peer, &r->connections[i], r->now);
}

static void check_send(const struct run *r, const struct pfs_action *a)
{
    CHECK(a->byte_count >= PFS_FRAME_HEADER && a->byte_count <= PFS_FRAME_MAX);
    CHECK(r->used[a->connection - r->connections]);
    CHECK(a->length <= PFS_FRAME_DATA_MAX && a->offset + a->length <= r->peer.size);
    CHECK(a->length == 0 || r->peer.state == PFS_SERVING);
}

static void act(struct run *r, const struct pfs_action *a)
{
    struct pfs_message m;
    switch (a->kind) {
    case PFS_ACTION_BROADCAST:
        CHECK(pfs_message_decode(&m, a->bytes, a->byte_count));
        break;
    case PFS_ACTION_CONNECT:
        connect_out(r);
        break;
    case PFS_ACTION_SEND:
        check_send(r, a);
        break;
    case PFS_ACTION_CLOSE:
    case PFS_ACTION_ABORT:
        forget(r, a->connection);
        break;
    case PFS_ACTION_DELIVER:
        CHECK(a->offset == 0 || a->offset == r->delivered);
        r->delivered = a->offset + a->length;
        break;
    case PFS_ACTION_CHECK:
        r->checking = true;
        break;
    case PFS_ACTION_LOG:
        CHECK(strlen(a->text) < PFS_LOG_MAX && a->level != NULL);
        break;
    case PFS_ACTION_OPEN:
    case PFS_ACTION_DOWNLOAD:
    case PFS_ACTION_FALL_BACK:
    case PFS_ACTION_DONE:
    case PFS_ACTION_EVENT:
        break;
    }
}

static void check_tree(const struct run *r)
{
    int children = 0, parents = 0;
    for (const struct pfs_connection *c = r->peer.connections; c != NULL; c = c->next) {
        children += c->role == PFS_ROLE_CHILD;
        parents += c->role == PFS_ROLE_PARENT;
        CHECK(c->owed == 0);
    }
    CHECK(children <= (int)r->config.children && parents <= 1);
    CHECK((parents == 1) == (r->peer.parent != NULL));
}

/* Rule 12: but for what the driver is to tell, there is always a deadline. */
static void check_deadline(const struct run *r)
{
    const sim_time deadline = pfs_peer_deadline(&r->peer);
    CHECK(deadline > r->now);
    switch (r->peer.state) {
    case PFS_IDLE:
    case PFS_ROOT_TRANSFER:
    case PFS_CHECKING:
    case PFS_DONE:
    case PFS_FALLBACK:
        break;
    case PFS_OPENING:
    case PFS_LISTEN:
    case PFS_CLAIM:
    case PFS_ROOT_WAITING:
    case PFS_AWAIT_ROOT:
    case PFS_JOIN:
    case PFS_CHILD_WAITING:
    case PFS_CHILD_TRANSFER:
    case PFS_SERVING:
        CHECK(deadline != TIME_NEVER);
        break;
    case PFS_STATES:
        CHECK(!"a state");
    }
}

static void drain(struct run *r)
{
    struct pfs_action a;
    int actions = 0;
    while (pfs_peer_next(&r->peer, &a, r->now)) {
        act(r, &a);
        CHECK(++actions < 10000);
    }
    check_tree(r);
    check_deadline(r);
}

static void receive(struct run *r)
{
    uint8_t bytes[PFS_MESSAGE_MAX];
    struct pfs_message m = {.model = pfs_text_of("M"), .file = pfs_text_of("f")};
    m.kind = (uint8_t)(1 + script_byte(&r->script) % 3);
    m.address = script_byte(&r->script);
    m.xid = script_byte(&r->script);
    m.strength = (uint32_t)script_byte(&r->script) << 24;
    m.flags = script_byte(&r->script);
    m.map = pfs_map(m.model, m.file);
    pfs_peer_receive(&r->peer, m.address, bytes, pfs_message_encode(bytes, &m), r->now);
}

static void accept(struct run *r)
{
    const int i = free_connection(r);
    const uint32_t from = script_byte(&r->script);
    if (i < 0)
        return;
    r->used[i] = true;
    pfs_peer_accepted(&r->peer, &r->connections[i], from, r->now);
}

static struct pfs_connection *choose(struct run *r)
{
    const int i = script_byte(&r->script) % CONNECTIONS;
    return r->used[i] ? &r->connections[i] : NULL;
}

static void stream(struct run *r, struct pfs_connection *c, const uint8_t *bytes, size_t length)
{
    while (length != 0 && c->role != PFS_ROLE_NONE) {
        const uint32_t taken = pfs_peer_stream(&r->peer, c, bytes, (uint32_t)length, r->now);
        CHECK(taken >= 1 && taken <= length);
        drain(r);
        bytes += taken;
        length -= taken;
    }
}

static void frame(struct run *r)
{
    static uint8_t bytes[PFS_FRAME_MAX + PFS_FRAME_DATA_MAX];
    struct pfs_connection *c = choose(r);
    struct pfs_frame f = {.kind = (enum pfs_frame_kind)(1 + script_byte(&r->script) % 10)};
    const uint8_t number = script_byte(&r->script);
    if (c == NULL)
        return;
    f.xid = (number & 1) != 0 ? number : r->peer.xid;
    f.model = pfs_text_of("M");
    f.file = pfs_text_of("f");
    f.map = pfs_map(f.model, f.file);
    f.depth = f.hop = number;
    f.address = f.count = number;
    f.done = f.total = number;
    f.size = (number & 1) != 0 ? number : FILE_SIZE;
    f.data_length = number == 255 ? PFS_FRAME_DATA_MAX : 1 + number * 100u;
    f.status = number & 1;
    f.reason = (uint8_t)(1 + number % 5);
    const uint32_t content = f.kind == PFS_FRAME_DATA ? f.data_length : 0;
    stream(r, c, bytes, pfs_frame_encode(bytes, &f) + content);
}

static void raw(struct run *r)
{
    struct pfs_connection *c = choose(r);
    size_t length = script_byte(&r->script);
    const uint8_t *bytes = script_bytes(&r->script, &length);
    if (c != NULL)
        stream(r, c, bytes, length);
}

static void lose(struct run *r)
{
    struct pfs_connection *c = choose(r);
    if (c == NULL)
        return;
    r->used[c - r->connections] = false;
    pfs_peer_disconnected(&r->peer, c, r->now);
}

static void connected(struct run *r)
{
    struct pfs_connection *c = choose(r);
    if (c != NULL)
        pfs_peer_connected(&r->peer, c, r->now);
}

static void verdict(struct run *r)
{
    const uint8_t digest[PFS_DIGEST] = {0};
    const bool good = script_byte(&r->script) % 4 != 0;
    if (r->checking)
        pfs_peer_checked(&r->peer, good, digest, r->now);
    r->checking = false;
}

static void downloaded(struct run *r)
{
    const uint8_t digest[PFS_DIGEST] = {0};
    const uint64_t size = script_byte(&r->script) * 1000u;
    if (r->peer.state == PFS_ROOT_TRANSFER)
        pfs_peer_download_done(&r->peer, size, digest, r->now);
}

static void pass_time(struct run *r, sim_time now)
{
    r->now = now;
    pfs_peer_expire(&r->peer, now);
}

static void to_deadline(struct run *r)
{
    const sim_time deadline = pfs_peer_deadline(&r->peer);
    if (deadline != TIME_NEVER)
        pass_time(r, deadline);
}

static void next_file(struct run *r)
{
    if (r->peer.state == PFS_DONE || r->peer.state == PFS_FALLBACK)
        start(r, script_byte(&r->script) % 2);
}

static void command(struct run *r)
{
    switch (script_byte(&r->script) % 13) {
    case 0:
        pass_time(r, r->now + script_u16(&r->script) * MILLISECONDS);
        break;
    case 1:
        to_deadline(r);
        break;
    case 2:
        receive(r);
        break;
    case 3:
        accept(r);
        break;
    case 4:
        frame(r);
        break;
    case 5:
        raw(r);
        break;
    case 6:
        lose(r);
        break;
    case 7:
        connected(r);
        break;
    case 8:
        pfs_peer_download_progress(&r->peer, script_u16(&r->script), FILE_SIZE, r->now);
        break;
    case 9:
        downloaded(r);
        break;
    case 10:
        pfs_peer_download_failed(&r->peer, script_byte(&r->script) % 2 == 0, r->now);
        break;
    case 11:
        verdict(r);
        break;
    case 12:
        next_file(r);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct run r;
    memset(&r, 0, sizeof r);
    r.script = (struct script){data, data + size};
    configure(&r);
    drain(&r);
    while (!script_is_over(&r.script)) {
        command(&r);
        drain(&r);
    }
    return 0;
}
