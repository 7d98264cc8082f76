/* What the client wants done, in order: its request, bytes to deliver, an ERROR, an ACK, its
 * end. It decides nothing that has not been decided in client.c. */
#include "base/check.h"
#include "models/tftp/client.h"
#include "models/tftp/client_private.h"

static uint8_t if_asked(bool asked, enum tftp_option option)
{
    return asked ? (uint8_t)option : 0;
}

struct tftp_request tftp_client_request(const struct tftp_client *c)
{
    const struct tftp_client_config *config = c->config;
    const uint8_t asked = if_asked(config->blksize != 0, TFTP_OPTION_BLKSIZE) |
                          if_asked(config->windowsize != 0, TFTP_OPTION_WINDOWSIZE) |
                          if_asked(config->timeout != 0, TFTP_OPTION_TIMEOUT) |
                          if_asked(config->tsize, TFTP_OPTION_TSIZE);
    return (struct tftp_request){
        .opcode = TFTP_RRQ,
        .filename = c->filename,
        .mode = TFTP_OCTET,
        .options = {.seen = asked,
                    .valid = asked,
                    .timeout = config->timeout,
                    .blksize = config->blksize,
                    .windowsize = config->windowsize},
    };
}

static bool take(struct tftp_client *c, uint8_t bit)
{
    const bool was = (c->pending & bit) != 0;
    c->pending &= (uint8_t)~bit;
    return was;
}

static bool deliver(const struct tftp_client *c, struct tftp_client_action *a)
{
    a->kind = TFTP_CLIENT_DELIVER;
    a->offset = (c->received - 1) * c->blksize;
    a->data = c->bytes;
    a->length = c->length;
    return true;
}

static bool send_bytes(struct tftp_client_action *a, uint32_t address, uint16_t port, int length)
{
    CHECK(length > 0);
    a->kind = TFTP_CLIENT_SEND;
    a->address = address;
    a->port = port;
    a->length = (uint32_t)length;
    return true;
}

static bool send_error(struct tftp_client_action *a, uint32_t address, uint16_t port,
                       enum tftp_error_code code, const char *text)
{
    return send_bytes(a, address, port, tftp_encode_error(a->bytes, sizeof a->bytes, code, text));
}

static bool send_request(struct tftp_client *c, struct tftp_client_action *a, sim_time now)
{
    const struct tftp_request request = tftp_client_request(c);
    tftp_retry_sent(&c->retry, now);
    return send_bytes(a, c->server, c->tid,
                      tftp_encode_request(a->bytes, sizeof a->bytes, &request));
}

static bool send_ack(struct tftp_client *c, struct tftp_client_action *a, sim_time now)
{
    c->unacked = 0;
    if (c->state == TFTP_CLIENT_RECEIVING)
        tftp_retry_sent(&c->retry, now);
    const uint16_t block = tftp_block_wire(c->received, c->config->rollover);
    return send_bytes(a, c->server, c->tid, tftp_encode_ack(a->bytes, sizeof a->bytes, block));
}

/* The peer's, when it is that which has ended the transfer. */
static void put_message(const struct tftp_client *c, uint8_t *out)
{
    const uint32_t length = c->failure == TFTP_FAILURE_PEER ? c->length : 0;
    int kept = 0;
    for (uint32_t i = 0; i < length && kept < TFTP_CLIENT_MESSAGE_MAX; i++)
        if (c->bytes[i] >= ' ' && c->bytes[i] <= '~')
            out[kept++] = c->bytes[i];
    out[kept] = 0;
}

static bool tell_end(struct tftp_client *c, struct tftp_client_action *a)
{
    a->kind = c->failure == TFTP_FAILURE_NONE ? TFTP_CLIENT_DONE : TFTP_CLIENT_FAILED;
    a->failure = c->failure;
    a->peer_error = c->error;
    put_message(c, a->bytes);
    return true;
}

bool tftp_client_next(struct tftp_client *c, struct tftp_client_action *action, sim_time now)
{
    if (c->pending == 0)
        return false;
    if (take(c, PENDING_DELIVER))
        return deliver(c, action);
    if (take(c, PENDING_REQUEST))
        return send_request(c, action, now);
    if (take(c, PENDING_ACK))
        return send_ack(c, action, now);
    if (take(c, PENDING_STRAY))
        return send_error(action, c->stray_address, c->stray_port, TFTP_ERROR_UNKNOWN_TID,
                          "unknown transfer ID");
    if (take(c, PENDING_ERROR))
        return send_error(action, c->server, c->tid, (enum tftp_error_code)c->error, c->error_text);
    CHECK(take(c, PENDING_END));
    return tell_end(c, action);
}
