/* The client, driven by a script of time steps and datagrams. The script's first bytes are the
 * configuration: blksize u16, windowsize u16, timeout, flags (1 tsize, 2 and 4 roll-over, 8 to 32
 * policy, 64 a limit of 3 min). Then commands: 0 a step of u16 · 10 ms, 1 a datagram (whence,
 * length, bytes), 2 the block expected next, 3 abort, 4 the last block again, and so on modulo 5.
 */
#include <string.h>

#include "base/check.h"
#include "models/tftp/client.h"
#include "tests/fuzz/script.h"

#define SERVER 1
#define TID 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
    struct tftp_client_config config;
    struct tftp_client client;
    struct script script;
    sim_time now;
    uint64_t delivered; /* bytes */
    int ends;           /* DONE or FAILED that came */
};

static sim_time draw(void *user, sim_time longest)
{
    (void)user;
    return longest / 3;
}

static void configure(struct run *r)
{
    r->config = (struct tftp_client_config){.blksize = script_u16(&r->script),
                                            .windowsize = script_u16(&r->script),
                                            .timeout = script_byte(&r->script)};
    const uint8_t flags = script_byte(&r->script);
    r->config.tsize = (flags & 1) != 0;
    r->config.rollover = (enum tftp_rollover)((flags >> 1 & 3) % 3);
    r->config.policy = tftp_client_policy_at(flags >> 3 & 7);
    r->config.draw.draw = draw;
    r->config.limit = (flags & 64) != 0 ? 3 * MINUTES : 0;
    tftp_client_init(&r->client);
    if (tftp_client_start(&r->client, &r->config, SERVER, "file", r->now) < 0) {
        r->config.blksize = 0;
        CHECK(tftp_client_start(&r->client, &r->config, SERVER, "file", r->now) == 0);
    }
}

static void check_action(struct run *r, const struct tftp_client_action *a)
{
    CHECK(r->ends == 0 || a->kind == TFTP_CLIENT_SEND);
    switch (a->kind) {
    case TFTP_CLIENT_SEND:
        CHECK(a->length >= 4 && a->length <= TFTP_REQUEST_MAX);
        break;
    case TFTP_CLIENT_DELIVER:
        CHECK(a->offset == r->delivered);
        CHECK(a->length > 0 && a->length <= r->client.blksize);
        r->delivered += a->length;
        break;
    case TFTP_CLIENT_DONE:
        r->ends++;
        break;
    case TFTP_CLIENT_FAILED:
        CHECK(a->failure != TFTP_FAILURE_NONE && tftp_client_is_idle(&r->client));
        CHECK(strlen((const char *)a->bytes) <= TFTP_CLIENT_MESSAGE_MAX);
        r->ends++;
        break;
    }
}

static void drain(struct run *r)
{
    struct tftp_client_action a;
    int actions = 0;
    while (tftp_client_next(&r->client, &a, r->now)) {
        check_action(r, &a);
        CHECK(++actions < 10);
    }
    CHECK(tftp_client_deadline(&r->client) > r->now);
    CHECK(r->client.unacked <= r->client.windowsize);
}

static void step(struct run *r)
{
    r->now += script_u16(&r->script) * 10 * MILLISECONDS;
    if (tftp_client_deadline(&r->client) <= r->now)
        tftp_client_expire(&r->client, r->now);
}

static void receive(struct run *r, const uint8_t *bytes, size_t length, uint8_t whence)
{
    const struct tftp_datagram d = {
        .address = (whence & 64) != 0 ? SERVER + 1 : SERVER,
        .port = (uint16_t)(TID + (whence & 3)),
        .broadcast = (whence & 128) != 0,
        .header = bytes,
        .header_length = length,
    };
    tftp_client_receive(&r->client, &d, r->now);
}

static void receive_script(struct run *r)
{
    const uint8_t whence = script_byte(&r->script);
    size_t length = script_byte(&r->script);
    const uint8_t *bytes = script_bytes(&r->script, &length);
    receive(r, bytes, length, whence);
}

static void receive_block(struct run *r, uint64_t n)
{
    static uint8_t bytes[4 + TFTP_BLKSIZE_MAX];
    tftp_encode_data_header(bytes, 4, tftp_block_wire(n, r->client.config->rollover));
    receive(r, bytes, 4 + (size_t)r->client.blksize, 0);
}

static void command(struct run *r)
{
    switch (script_byte(&r->script) % 5) {
    case 0:
        step(r);
        break;
    case 1:
        receive_script(r);
        break;
    case 2:
        receive_block(r, r->client.received + 1);
        break;
    case 3:
        tftp_client_abort(&r->client, TFTP_ERROR_UNDEFINED, "aborted");
        break;
    case 4:
        receive_block(r, r->client.received);
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
