/* Datagrams are sorted to transfers by the client's address and port; TFTP's own decoders read
 * them. */
#include "studies/capture_transfers.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/tftp/packet.h"

enum { TABLE = 1 << 16, NONE = -1 };

struct collect {
    struct capture_transfers *t;
    const char *path;
};

static uint32_t collect_place(uint32_t address, uint16_t port)
{
    return (address * 2654435761u ^ port * 40503u) % TABLE;
}

/* The latest transfer of that client and port; NONE. */
static int64_t collect_find(const struct capture_transfers *t, uint32_t address, uint16_t port)
{
    for (uint32_t i = t->table[collect_place(address, port)]; i; i = t->list[i - 1].next)
        if (t->list[i - 1].client == address && t->list[i - 1].client_port == port)
            return i - 1;
    return NONE;
}

static void collect_sender(struct capture_sender *s, const struct capture_datagram *d)
{
    if (!s->packets++)
        s->ttl_least = s->ttl_most = d->time_to_live;
    if (d->time_to_live < s->ttl_least)
        s->ttl_least = d->time_to_live;
    if (d->time_to_live > s->ttl_most)
        s->ttl_most = d->time_to_live;
    if (d->ip_bytes > s->datagram_most)
        s->datagram_most = d->ip_bytes;
    s->out += d->way == CAPTURE_WAY_OUT;
    s->in += d->way == CAPTURE_WAY_IN;
}

static int collect_packet(struct collect *c, const struct capture_datagram *d, int64_t transfer,
                          struct capture_packet p, struct error *e)
{
    struct capture_transfers *t = c->t;
    if (t->packet_count == CAPTURE_PACKETS_MAX)
        return error_set(
            e,
            "%.200s: more than %d million packets of TFTP; cut the capture into pieces, "
            "as with 'editcap -i 600 FILE PIECE'",
            c->path, CAPTURE_PACKETS_MAX / 1000000);
    if (t->packet_count == t->packet_room) {
        t->packet_room = t->packet_room ? 2 * t->packet_room : 1024;
        t->packets = mem_resize(t->packets, t->packet_room, sizeof *t->packets);
    }
    p.time = d->time;
    p.span = (uint32_t)time_min(d->time - d->first, UINT32_MAX);
    p.transfer = (uint32_t)transfer;
    p.ip_bytes = d->ip_bytes;
    t->packets[t->packet_count++] = p;
    t->list[transfer].last = d->time;
    return 0;
}

static int64_t collect_new(struct collect *c, const struct capture_datagram *d,
                           const struct tftp_request *request, struct error *e)
{
    struct capture_transfers *t = c->t;
    if (t->count == CAPTURE_TRANSFERS_MAX)
        return error_set(e, "%.200s: more than %d downloads; cut the capture into pieces", c->path,
                         CAPTURE_TRANSFERS_MAX);
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 64;
        t->list = mem_resize(t->list, t->room, sizeof *t->list);
    }
    uint32_t *place = &t->table[collect_place(d->source, d->source_port)];
    t->list[t->count] = (struct capture_transfer){.file = mem_strdup(request->filename),
                                                  .client = d->source,
                                                  .server = d->destination,
                                                  .client_port = d->source_port,
                                                  .asked = request->options,
                                                  .blksize = TFTP_BLKSIZE_DEFAULT,
                                                  .windowsize = TFTP_WINDOWSIZE_DEFAULT,
                                                  .end = CAPTURE_UNANSWERED,
                                                  .first = d->time,
                                                  .fragments = 1,
                                                  .next = *place};
    *place = (uint32_t)++t->count;
    return (int64_t)t->count - 1;
}

/* A request that comes again before the client has acknowledged anything is a repetition. */
static int collect_request(struct collect *c, const struct capture_datagram *d,
                           const struct tftp_request *request, struct error *e)
{
    int64_t i = collect_find(c->t, d->source, d->source_port);
    const struct capture_transfer *old = i < 0 ? NULL : &c->t->list[i];
    const bool again = old && !old->acked && old->end <= CAPTURE_UNANSWERED &&
                       old->server == d->destination && !strcmp(old->file, request->filename);
    if (!again)
        i = collect_new(c, d, request, e);
    if (i < 0)
        return -1;
    c->t->list[i].requests++;
    collect_sender(&c->t->of_client, d);
    return collect_packet(c, d, i, (struct capture_packet){.kind = CAPTURE_REQUEST, .again = again},
                          e);
}

/* The block that the wire's 16 bits mean: that which is nearest to one that is known. */
static uint32_t collect_block(const struct capture_transfer *t, uint16_t wire, uint32_t near)
{
    const int32_t turn = TFTP_BLOCK_WIRE_MAX + (t->rollover != TFTP_ROLLOVER_TO_1);
    int32_t ahead = wire - tftp_block_wire(near, t->rollover);
    if (ahead > turn / 2)
        ahead -= turn;
    else if (ahead < -turn / 2)
        ahead += turn;
    const int64_t block = (int64_t)near + ahead;
    return block < 0 ? wire : (uint32_t)block;
}

/* What follows block 65535 tells where the numbers go on: at 0, which nobody sends who goes on
 * at 1. Of a window block 0 may be lost before the capture; it comes again, and puts that right. */
static void collect_rollover(struct capture_transfer *t, uint16_t wire)
{
    if (t->rollover == TFTP_ROLLOVER_OFF && t->blocks == TFTP_BLOCK_WIRE_MAX && wire <= 1)
        t->rollover = wire ? TFTP_ROLLOVER_TO_1 : TFTP_ROLLOVER_TO_0;
    else if (t->rollover == TFTP_ROLLOVER_TO_1 && !wire)
        t->rollover = TFTP_ROLLOVER_TO_0;
}

static void collect_oack(struct capture_transfer *t, const struct tftp_options *options)
{
    if (t->oack || t->blocks)
        return;
    t->oack = true;
    t->granted = *options;
    if (options->valid & TFTP_OPTION_BLKSIZE)
        t->blksize = options->blksize;
    if (options->valid & TFTP_OPTION_WINDOWSIZE)
        t->windowsize = options->windowsize;
    if (options->valid & TFTP_OPTION_TSIZE)
        t->bytes = options->tsize;
}

/* Whether this block was seen before; of those that are further back than the note goes, all. */
static bool collect_seen(struct capture_transfer *t, uint32_t block)
{
    if (block > t->blocks) {
        const uint32_t ahead = block - t->blocks;
        t->recent = ahead < 64 ? t->recent << ahead | 1 : 1;
        t->blocks = block;
        return false;
    }
    const uint32_t back = t->blocks - block;
    const bool seen = back >= 64 || t->recent >> back & 1;
    if (back < 64)
        t->recent |= UINT64_C(1) << back;
    return seen;
}

static void collect_data(struct capture_transfer *t, const struct capture_datagram *d,
                         struct capture_packet *p, uint16_t wire)
{
    p->kind = CAPTURE_DATA;
    collect_rollover(t, wire);
    p->block = collect_block(t, wire, t->blocks);
    p->bytes = d->length - TFTP_DATA_HEADER;
    p->again = collect_seen(t, p->block);
    t->data++;
    t->data_again += p->again;
    /* atftpd's spoilt first block has no bytes at all, and is no end. */
    if (p->bytes >= t->blksize) {
        t->fragments = d->packets;
    } else if (p->block == t->blocks && p->block) {
        t->has_last = true;
        t->bytes = (uint64_t)(p->block - 1) * t->blksize + p->bytes;
    }
}

static void collect_ack(struct capture_transfer *t, const struct capture_datagram *d,
                        struct capture_packet *p, uint16_t wire)
{
    p->kind = CAPTURE_ACK;
    p->block = collect_block(t, wire, t->top_ack);
    p->again = t->acked && p->block <= t->top_ack;
    if (!p->again)
        t->top_ack = p->block;
    t->acked = true;
    t->acks++;
    t->acks_again += p->again;
    t->server_port = d->destination_port; /* whom it answers is who serves it */
    if (t->has_last && p->block == t->blocks && t->end <= CAPTURE_UNANSWERED)
        t->end = CAPTURE_COMPLETED;
}

static int collect_from_server(struct collect *c, const struct capture_datagram *d, int64_t i,
                               const struct tftp_datagram *packet, int opcode, struct error *e)
{
    struct capture_transfer *t = &c->t->list[i];
    struct capture_packet p = {.foreign = t->server_port && d->source_port != t->server_port};
    struct tftp_options options;
    struct tftp_data data;
    struct tftp_error error;
    const bool ended = t->end > CAPTURE_UNANSWERED;
    if (opcode == TFTP_OACK && tftp_decode_oack(packet, &options) == 0) {
        p.kind = CAPTURE_OACK;
        p.again = t->oack;
        if (!p.foreign)
            collect_oack(t, &options);
    } else if (opcode == TFTP_DATA && tftp_decode_data(packet, &data) == 0 && d->length >= 4) {
        if (p.foreign)
            p.kind = CAPTURE_DATA, p.block = data.block;
        else
            collect_data(t, d, &p, data.block);
    } else if (opcode == TFTP_ERROR && tftp_decode_error(packet, &error) == 0) {
        p.kind = CAPTURE_ERROR;
        if (!p.foreign && !ended) {
            t->end = CAPTURE_REFUSED;
            t->error = error.code;
        }
    } else {
        c->t->strange++;
        return 0;
    }
    if (t->end == CAPTURE_UNANSWERED)
        t->end = CAPTURE_UNFINISHED;
    if (!t->server_port)
        t->server_port = d->source_port;
    t->foreign += p.foreign;
    collect_sender(&c->t->of_server, d);
    const sim_time last = t->last;
    const int result = collect_packet(c, d, i, p, e);
    if (t->end == CAPTURE_COMPLETED)
        t->last = last;
    return result;
}

static int collect_from_client(struct collect *c, const struct capture_datagram *d, int64_t i,
                               const struct tftp_datagram *packet, int opcode, struct error *e)
{
    struct capture_transfer *t = &c->t->list[i];
    struct capture_packet p = {.foreign = t->acked && d->destination_port != t->server_port};
    const bool ended = t->end > CAPTURE_UNANSWERED;
    struct tftp_error error;
    uint16_t block;
    if (opcode == TFTP_ACK && tftp_decode_ack(packet, &block) == 0) {
        if (p.foreign)
            p.kind = CAPTURE_ACK, p.block = block;
        else
            collect_ack(t, d, &p, block);
    } else if (opcode == TFTP_ERROR && tftp_decode_error(packet, &error) == 0) {
        p.kind = CAPTURE_ERROR;
        p.foreign |= error.code == TFTP_ERROR_UNKNOWN_TID;
        if (!ended && !p.foreign) {
            t->end = CAPTURE_ABORTED;
            t->error = error.code;
        }
    } else {
        c->t->strange++;
        return 0;
    }
    t->foreign += p.foreign;
    collect_sender(&c->t->of_client, d);
    const sim_time last = t->last;
    const int result = collect_packet(c, d, i, p, e);
    if (ended)
        t->last = last;
    return result;
}

static int collect_datagram(void *user, const struct capture_datagram *d, struct error *e)
{
    struct collect *c = user;
    const struct tftp_datagram packet = {.header = d->payload, .header_length = d->captured};
    const int opcode = tftp_decode_opcode(&packet);
    struct tftp_request request;
    if (opcode < 0)
        return 0;
    if (opcode == TFTP_RRQ && tftp_decode_request(&packet, &request) == 0)
        return collect_request(c, d, &request, e);
    if (opcode == TFTP_RRQ) {
        c->t->cut += d->destination_port == TFTP_PORT && d->captured < d->length;
        return 0;
    }
    int64_t i = collect_find(c->t, d->destination, d->destination_port);
    if (i >= 0 && c->t->list[i].server == d->source)
        return collect_from_server(c, d, i, &packet, opcode, e);
    i = collect_find(c->t, d->source, d->source_port);
    if (i >= 0 && c->t->list[i].server == d->destination)
        return collect_from_client(c, d, i, &packet, opcode, e);
    /* What of others looks like a block or its ACK. */
    c->t->orphans +=
        (opcode == TFTP_DATA && d->length >= 4) || (opcode == TFTP_ACK && d->length == 4);
    return 0;
}

static bool collect_has_file(const struct capture_transfers *t, uint32_t last, const char *file)
{
    for (uint32_t i = last;; i = t->list[i].before) {
        if (t->list[i].end == CAPTURE_COMPLETED && !strcmp(t->list[i].file, file))
            return true;
        if (t->list[i].before == i)
            return false;
    }
}

/* A lane of that address that is free at that time, and does not have the file. */
static int64_t collect_free_lane(const struct capture_transfers *t,
                                 const struct capture_transfer *x)
{
    for (size_t i = t->lane_count; i-- > 0;)
        if (t->lanes[i].client == x->client && t->list[t->lanes[i].last].last <= x->first &&
            !collect_has_file(t, t->lanes[i].last, x->file))
            return (int64_t)i;
    return NONE;
}

static void collect_lanes(struct capture_transfers *t)
{
    for (size_t i = 0; i < t->count; i++) {
        int64_t lane = collect_free_lane(t, &t->list[i]);
        if (lane == NONE) {
            if (t->lane_count == t->lane_room) {
                t->lane_room = t->lane_room ? 2 * t->lane_room : 64;
                t->lanes = mem_resize(t->lanes, t->lane_room, sizeof *t->lanes);
            }
            lane = (int64_t)t->lane_count++;
            t->lanes[lane] = (struct capture_lane){
                .client = t->list[i].client, .first = (uint32_t)i, .last = (uint32_t)i};
        }
        t->list[i].before = t->lanes[lane].last;
        t->lanes[lane].last = (uint32_t)i;
        t->lanes[lane].transfers++;
        t->list[i].lane = (uint32_t)lane;
    }
}

/* There is no request: what is there instead, and what would help. */
static int collect_nothing(const struct capture_transfers *t, const char *path, struct error *e)
{
    const struct capture_census *c = &t->census;
    if (!c->packets)
        return error_set(e,
                         "%.200s: no packet is in it; capture while a phone downloads, with the "
                         "filter 'udp' (blocks do not come from port 69)",
                         path);
    if (t->cut)
        return error_set(e,
                         "%.200s: the requests are cut, so that no file's name is known; capture "
                         "at least 200 bytes of each packet (tcpdump -s 200)",
                         path);
    if (t->orphans)
        return error_set(e,
                         "%.200s: half a transfer: %llu blocks and ACKs, but no request; begin to "
                         "capture before the phone resets, with the filter 'udp' (not 'port 69' of "
                         "another address)",
                         path, (unsigned long long)t->orphans);
    if (!c->udp && c->ipv6)
        return error_set(e,
                         "%.200s: no TFTP is in it, and of %llu packets %llu are IPv6, which is "
                         "not read; let the phone download by IPv4",
                         path, (unsigned long long)c->packets, (unsigned long long)c->ipv6);
    return error_set(e,
                     "%.200s: no TFTP download is in it (%llu packets, %llu of UDP); capture all "
                     "UDP between server and phones while one downloads",
                     path, (unsigned long long)c->packets, (unsigned long long)c->udp);
}

static int collect_end(struct capture_transfers *t, int result, const char *path, struct error *e)
{
    free(t->table);
    t->table = NULL;
    bool answered = false;
    for (size_t i = 0; i < t->count; i++)
        answered |= t->list[i].end != CAPTURE_UNANSWERED;
    if (result == 0 && !t->count)
        result = collect_nothing(t, path, e);
    if (result == 0 && !answered)
        result = error_set(e,
                           "%.200s: half a transfer: a request for %.100s, but no answer; capture "
                           "with the filter 'udp' (blocks do not come from port 69), where both "
                           "directions pass",
                           path, t->list[0].file);
    if (result == 0)
        collect_lanes(t);
    else
        capture_transfers_free(t);
    return result;
}

static struct collect collect_begin(struct capture_transfers *t, const char *path)
{
    *t = (struct capture_transfers){.table = mem_calloc(TABLE, sizeof *t->table)};
    return (struct collect){.t = t, .path = path};
}

int capture_transfers_read(struct capture_transfers *t, const char *path, struct error *e)
{
    struct collect c = collect_begin(t, strcmp(path, "-") ? path : "standard input");
    return collect_end(t, capture_read(path, collect_datagram, &c, &t->census, e), c.path, e);
}

int capture_transfers_read_stream(struct capture_transfers *t, FILE *file, const char *path,
                                  struct error *e)
{
    struct collect c = collect_begin(t, path);
    return collect_end(t, capture_read_stream(file, path, collect_datagram, &c, &t->census, e),
                       path, e);
}

void capture_transfers_free(struct capture_transfers *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->list[i].file);
    free(t->list);
    free(t->packets);
    free(t->lanes);
    free(t->table);
    *t = (struct capture_transfers){0};
}
