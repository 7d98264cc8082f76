/* ns3c_peer PHONES BYTES [csma]: one server, two routers with a WAN line of 384 kbit/s between
 * them, a switch, and phones that fetch a file each in lock-step blocks of 512 bytes. The least
 * that a program on libns3c does for such a transfer: it shows what the binding costs, beside a
 * program that does the same on ns-3 itself. With "csma" the switch's cables are ns-3's own CSMA
 * channels, which such a program would take, else libns3c's. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "sim/ns3/ns3c.h"

enum { BLOCK = 512, HEADER = 4, TFTP_PORT = 69, PHONES_MAX = 60000 };

#define HEAD_NETWORK UINT32_C(0x0a000000)
#define WAN_NETWORK UINT32_C(0x0a000100)
#define LAN_NETWORK UINT32_C(0x0a010000)

struct phone {
    struct bench *bench;
    struct ns3c_udp *udp;
    struct ns3c_event start;
    uint32_t expected; /* block */
};

struct bench {
    struct ns3c *sim;
    struct ns3c_udp *server;
    uint32_t blocks, last_bytes, unfinished;
    bool csma;
    struct phone *phones;
    int64_t last; /* when the last phone had its file */
};

static void must(int code)
{
    if (code == 0)
        return;
    fprintf(stderr, "ns3c_peer: %s: %s\n", ns3c_code_name(code), ns3c_error());
    exit(EXIT_FAILURE);
}

/* --- the transfers --------------------------------------------------------------------------- */

static const struct ns3c_endpoint server_port = {HEAD_NETWORK + 1, TFTP_PORT};

static void send_block(struct ns3c_udp *from, struct ns3c_endpoint to, uint32_t block,
                       uint32_t bytes)
{
    static const uint8_t content[BLOCK];
    const uint8_t header[HEADER] = {0, (uint8_t)(block >> 16), (uint8_t)(block >> 8),
                                    (uint8_t)block};
    must(ns3c_udp_send(from, to, header, HEADER, content, bytes, bytes ? NS3C_BY_POINTER : 0));
}

static uint32_t block_of(const struct ns3c_datagram *d)
{
    return (uint32_t)d->header[1] << 16 | (uint32_t)d->header[2] << 8 | d->header[3];
}

static void server_receives(void *user, const struct ns3c_datagram *d)
{
    const struct bench *b = user;
    const uint32_t block = block_of(d) + 1;
    if (block <= b->blocks)
        send_block(b->server, d->source, block, block == b->blocks ? b->last_bytes : BLOCK);
}

static void phone_receives(void *user, const struct ns3c_datagram *d)
{
    struct phone *p = user;
    struct bench *b = p->bench;
    const uint32_t block = block_of(d);
    if (block != p->expected)
        return;
    p->expected++;
    send_block(p->udp, d->source, block, 0);
    if (block == b->blocks && --b->unfinished == 0) {
        b->last = ns3c_now(b->sim);
        ns3c_stop(b->sim);
    }
}

static void phone_starts(void *user)
{
    const struct phone *p = user;
    send_block(p->udp, server_port, 0, 0);
}

/* --- the network ----------------------------------------------------------------------------- */

/* A cable from `host`, with that address, to the switch. */
static struct ns3c_device *plug_in(const struct bench *b, struct ns3c_node *host, uint32_t address,
                                   struct ns3c_node *lan)
{
    const struct ns3c_direction d = {
        .rate = 100000000, .delay = 5000, .overhead = 38, .payload_min = 46, .queue_limit = 100};
    const struct ns3c_cable cable = {.direction = {d, d}, .ethernet = true};
    struct ns3c_node *const both[2] = {host, lan};
    struct ns3c_device *ends[2];
    if (b->csma)
        must(ns3c_add_bus(b->sim, both, 2, d.rate, d.delay, d.queue_limit, ends));
    else
        must(ns3c_add_cable(host, lan, &cable, ends));
    must(ns3c_add_address(ends[0], address, 16));
    return ends[0];
}

static void join_by_line(struct ns3c_node *a, struct ns3c_node *b, uint32_t network, uint64_t rate,
                         int64_t delay, struct ns3c_device *ends[2])
{
    const struct ns3c_direction d = {
        .rate = rate, .delay = delay, .overhead = 2, .queue_limit = 100};
    const struct ns3c_cable cable = {.direction = {d, d}};
    must(ns3c_add_cable(a, b, &cable, ends));
    for (uint32_t i = 0; i < 2; i++)
        must(ns3c_add_address(ends[i], network + 1 + i, 24));
}

static void add_phone(struct bench *b, uint32_t i, struct ns3c_node *lan)
{
    struct phone *p = &b->phones[i];
    struct ns3c_node *host;
    must(ns3c_add_host(b->sim, &host));
    struct ns3c_device *port = plug_in(b, host, LAN_NETWORK + 2 + i, lan);
    must(ns3c_add_route(host, 0, 0, LAN_NETWORK + 1, port));
    *p = (struct phone){.bench = b, .start = {.fire = phone_starts, .user = p}, .expected = 1};
    must(ns3c_udp_bind(host, 0, phone_receives, p, &p->udp));
    must(ns3c_schedule(b->sim, &p->start, i * NS3C_MILLISECOND));
}

static void build(struct bench *b, uint32_t phones)
{
    struct ns3c_node *server, *head, *branch, *lan;
    struct ns3c_device *ends[2];
    must(ns3c_create(&b->sim, NULL));
    must(ns3c_add_host(b->sim, &server));
    must(ns3c_add_router(b->sim, &head));
    must(ns3c_add_router(b->sim, &branch));
    must(ns3c_add_switch(b->sim, &lan));
    join_by_line(server, head, HEAD_NETWORK, 1000000000, 0, ends);
    must(ns3c_add_route(server, 0, 0, HEAD_NETWORK + 2, ends[0]));
    join_by_line(head, branch, WAN_NETWORK, 384000, 10 * NS3C_MILLISECOND, ends);
    must(ns3c_add_route(head, LAN_NETWORK, 16, WAN_NETWORK + 2, ends[0]));
    must(ns3c_add_route(branch, HEAD_NETWORK, 24, WAN_NETWORK + 1, ends[1]));
    plug_in(b, branch, LAN_NETWORK + 1, lan);
    must(ns3c_udp_bind(server, TFTP_PORT, server_receives, b, &b->server));
    for (uint32_t i = 0; i < phones; i++)
        add_phone(b, i, lan);
}

int main(int argc, char **argv)
{
    const long phones = argc >= 3 ? strtol(argv[1], NULL, 10) : 0;
    const long bytes = argc >= 3 ? strtol(argv[2], NULL, 10) : 0;
    const bool csma = argc == 4 && strcmp(argv[3], "csma") == 0;
    if (phones < 1 || phones > PHONES_MAX || bytes < 1 || argc != 3 + csma) {
        fprintf(stderr, "usage: %s PHONES BYTES [csma]\n", argv[0]);
        return EX_USAGE;
    }
    struct bench b = {.blocks = (uint32_t)(bytes / BLOCK) + 1,
                      .last_bytes = (uint32_t)(bytes % BLOCK),
                      .csma = csma,
                      .unfinished = (uint32_t)phones,
                      .phones = calloc((size_t)phones, sizeof *b.phones)};
    build(&b, (uint32_t)phones);
    must(ns3c_run(b.sim, NS3C_FOREVER));
    printf("last phone %.0f s, %" PRIu64 " events\n", (double)b.last / 1e9,
           ns3c_event_count(b.sim));
    must(ns3c_destroy(b.sim));
    free(b.phones);
}
