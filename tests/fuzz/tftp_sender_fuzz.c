/* The sender, driven by a script of time steps and datagrams. The script's first bytes are the
 * file's size u16 and shift, limits blksize u16 and windowsize u16, flags (1 and 2 roll-over, 4 and
 * 8 kind), and the request: length, bytes. Then commands: 0 a step of u16 · 10 ms, 1 a datagram
 * (whence, length, bytes), 2 an ACK for the last block sent, 3 for one within the window, 4 the
 * last ACK again, and so on modulo 5. */
#include "base/check.h"
#include "models/tftp/sender.h"
#include "tests/fuzz/script.h"

#define PEER 1
#define TID 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
    struct tftp_sender sender;
    struct script script;
    sim_time now;
    uint64_t file_size; /* bytes */
    uint64_t acked;     /* the last block that was reported */
    int ends;           /* DONE or FAILED that came */
};

static void configure(struct run *r)
{
    r->file_size = (uint64_t)script_u16(&r->script) << script_byte(&r->script) % 33;
    const struct tftp_sender_limits limits = {script_u16(&r->script), script_u16(&r->script)};
    const uint8_t flags = script_byte(&r->script);
    size_t length = script_byte(&r->script);
    const uint8_t *bytes = script_bytes(&r->script, &length);
    const struct tftp_datagram d = {.header = bytes, .header_length = length};
    struct tftp_request request;
    if (tftp_decode_request(&d, &request) != 0)
        request = (struct tftp_request){.opcode = TFTP_RRQ, .filename = "f"};
    tftp_sender_init(&r->sender, tftp_server_kind_at(flags >> 2 & 3),
                     (enum tftp_rollover)((flags & 3) % 3));
    tftp_sender_start(&r->sender, &request, PEER, TID, r->file_size, &limits, r->now);
}

static void check_data(const struct run *r, const struct tftp_sender_action *a)
{
    CHECK(a->offset + a->length <= r->file_size);
    CHECK(a->offset == (a->block - 1) * r->sender.blksize);
    CHECK(a->length == r->sender.blksize || a->offset + a->length == r->file_size);
    CHECK(a->block > r->sender.acked && a->block <= r->sender.acked + r->sender.windowsize);
}

static void check_action(struct run *r, const struct tftp_sender_action *a)
{
    CHECK(r->ends == 0);
    switch (a->kind) {
    case TFTP_SENDER_SEND_HEADER:
        CHECK(a->header_length >= 3 && a->header_length <= sizeof a->header);
        break;
    case TFTP_SENDER_SEND_DATA:
        check_data(r, a);
        break;
    case TFTP_SENDER_BLOCK_ACKED:
        CHECK(a->block > r->acked && a->rtt >= 0 && a->block_time >= 0);
        CHECK(a->rtt == TIME_NEVER || a->rtt == a->block_time);
        r->acked = a->block;
        break;
    case TFTP_SENDER_DONE:
        CHECK(r->acked == tftp_blocks_of(r->file_size, r->sender.blksize));
        r->ends++;
        break;
    case TFTP_SENDER_FAILED:
        CHECK(a->failure != TFTP_FAILURE_NONE);
        r->ends++;
        break;
    }
}

static void drain(struct run *r)
{
    struct tftp_sender_action a;
    uint32_t actions = 0;
    while (tftp_sender_next(&r->sender, &a, r->now)) {
        check_action(r, &a);
        CHECK(++actions < 10u + r->sender.windowsize);
    }
    CHECK(tftp_sender_deadline(&r->sender) > r->now);
}

static void step(struct run *r)
{
    r->now += script_u16(&r->script) * 10 * MILLISECONDS;
    if (tftp_sender_deadline(&r->sender) <= r->now)
        tftp_sender_expire(&r->sender, r->now);
}

static void receive(struct run *r, const uint8_t *bytes, size_t length, uint8_t whence)
{
    const struct tftp_datagram d = {
        .address = (whence & 64) != 0 ? PEER + 1 : PEER,
        .port = (uint16_t)(TID + (whence & 3)),
        .broadcast = (whence & 128) != 0,
        .header = bytes,
        .header_length = length,
    };
    tftp_sender_receive(&r->sender, &d, r->now);
}

static void receive_script(struct run *r)
{
    const uint8_t whence = script_byte(&r->script);
    size_t length = script_byte(&r->script);
    const uint8_t *bytes = script_bytes(&r->script, &length);
    receive(r, bytes, length, whence);
}

static void receive_ack(struct run *r, uint64_t n)
{
    uint8_t bytes[4];
    tftp_encode_ack(bytes, sizeof bytes, tftp_block_wire(n, r->sender.rollover));
    receive(r, bytes, sizeof bytes, 0);
}

static void command(struct run *r)
{
    const struct tftp_sender *s = &r->sender;
    switch (script_byte(&r->script) % 5) {
    case 0:
        step(r);
        break;
    case 1:
        receive_script(r);
        break;
    case 2:
        receive_ack(r, s->highest);
        break;
    case 3:
        receive_ack(r, s->acked + script_byte(&r->script));
        break;
    case 4:
        receive_ack(r, s->acked);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct run r = {.script = {data, data + size}};
    configure(&r);
    drain(&r);
    while (!script_is_over(&r.script)) {
        command(&r);
        drain(&r);
    }
    return 0;
}
