/* Pieces in a list, and packets cut out of them at any place; payloads are not copied. */
#include "sim/native/tcp_queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"

struct tcp_piece {
    struct tcp_piece *next;
    int64_t start; /* its place in the stream */
    const uint8_t *payload;
    uint64_t payload_length;
    uint32_t header_length;
    bool pooled;
    uint8_t header[];
};

enum { POOLED_HEADER = 32 };

void tcp_piece_pool_fini(struct tcp_piece_pool *pool)
{
    while (pool->free) {
        struct tcp_piece *piece = pool->free;
        pool->free = piece->next;
        free(piece);
    }
}

static struct tcp_piece *piece_new(struct tcp_piece_pool *pool, uint32_t header_length)
{
    const bool pooled = header_length <= POOLED_HEADER;
    struct tcp_piece *piece = pooled ? pool->free : NULL;
    if (piece)
        pool->free = piece->next;
    else
        piece = mem_calloc(1, sizeof *piece + (pooled ? POOLED_HEADER : header_length));
    piece->pooled = pooled;
    piece->header_length = header_length;
    piece->next = NULL;
    return piece;
}

static void piece_free(struct tcp_piece_pool *pool, struct tcp_piece *piece)
{
    if (!piece->pooled) {
        free(piece);
        return;
    }
    piece->next = pool->free;
    pool->free = piece;
}

static int64_t piece_end(const struct tcp_piece *piece)
{
    return piece->start + piece->header_length + (int64_t)piece->payload_length;
}

void tcp_queue_init(struct tcp_queue *q)
{
    *q = (struct tcp_queue){.end = 1};
}

void tcp_queue_fini(struct tcp_queue *q, struct tcp_piece_pool *pool)
{
    tcp_queue_release(q, pool, q->end);
}

void tcp_queue_add(struct tcp_queue *q, struct tcp_piece_pool *pool, const uint8_t *header,
                   uint32_t header_length, const uint8_t *payload, uint64_t payload_length)
{
    if (header_length + payload_length == 0)
        return;
    struct tcp_piece *piece = piece_new(pool, header_length);
    if (header_length)
        memcpy(piece->header, header, header_length);
    piece->payload = payload;
    piece->payload_length = payload_length;
    piece->start = q->end;
    q->end = piece_end(piece);
    *(q->last ? &q->last->next : &q->first) = piece;
    q->last = piece;
}

void tcp_queue_release(struct tcp_queue *q, struct tcp_piece_pool *pool, int64_t until)
{
    while (q->first && piece_end(q->first) <= until) {
        struct tcp_piece *piece = q->first;
        q->first = piece->next;
        if (q->current == piece)
            q->current = q->first;
        piece_free(pool, piece);
    }
    if (!q->first)
        q->last = q->current = NULL;
}

/* The search goes on where the last one ended; only what is sent again is found from the first. */
static struct tcp_piece *find(struct tcp_queue *q, int64_t place)
{
    struct tcp_piece *piece = q->current && q->current->start <= place ? q->current : q->first;
    CHECK(piece && piece->start <= place && place < q->end);
    while (piece_end(piece) <= place)
        piece = piece->next;
    q->current = piece;
    return piece;
}

static uint32_t least(uint64_t a, uint32_t b)
{
    return a < b ? (uint32_t)a : b;
}

static void append(struct packet *p, const uint8_t *bytes, uint32_t length)
{
    memcpy(p->header + p->info.header_length, bytes, length);
    p->info.header_length += length;
}

/* Copies up to `length` bytes of the header at `skip`; returns how many. */
static uint32_t append_header(struct packet *p, const struct tcp_piece *piece, uint64_t skip,
                              uint32_t length)
{
    if (skip >= piece->header_length)
        return 0;
    const uint32_t count = least(piece->header_length - skip, length);
    append(p, piece->header + skip, count);
    return count;
}

static void fill(struct packet *p, const struct tcp_piece *piece, uint64_t skip, uint32_t length)
{
    while (length) {
        const uint32_t copied = append_header(p, piece, skip, length);
        length -= copied;
        skip += copied;
        if (!length)
            return;
        const uint64_t at = skip - piece->header_length;
        const uint32_t count = least(piece->payload_length - at, length);
        if (count == length) { /* the last bytes need no copy */
            p->info.payload = piece->payload + at;
            p->info.payload_length = count;
            return;
        }
        if (count)
            append(p, piece->payload + at, count);
        length -= count;
        piece = piece->next;
        skip = 0;
    }
}

struct packet *tcp_queue_packet(struct tcp_queue *q, struct packet_pool *packets, int64_t from,
                                uint32_t length, uint32_t options)
{
    const struct tcp_piece *piece = length ? find(q, from) : NULL;
    const uint64_t skip = piece ? (uint64_t)(from - piece->start) : 0;
    uint32_t copied = 0;
    if (piece && from + length > piece_end(piece))
        copied = length; /* at most */
    else if (piece && skip < piece->header_length)
        copied = least(piece->header_length - skip, length);
    struct packet *p = packet_new(packets, copied + options);
    p->info.header = p->header;
    p->info.header_length = 0;
    p->info.tcp_options_length = 0;
    p->info.payload = NULL;
    p->info.payload_length = 0;
    if (piece)
        fill(p, piece, skip, length);
    return p;
}
