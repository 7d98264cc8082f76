/* What comes in and what expires: states, blocks and windows. It sends nothing: client_next.c
 * says what is to be sent. */
#include "models/tftp/client.h"

#include "base/check.h"
#include "models/tftp/client_private.h"

static bool is_live(const struct tftp_client *c)
{
    return c->state == TFTP_CLIENT_ASKING || c->state == TFTP_CLIENT_RECEIVING;
}

/* What was sent last. */
static void send_again(struct tftp_client *c)
{
    c->pending |= c->state == TFTP_CLIENT_ASKING ? PENDING_REQUEST : PENDING_ACK;
}

static bool is_legal(enum tftp_client_state from, enum tftp_client_state to)
{
    switch (from) {
    case TFTP_CLIENT_IDLE:
        return to == TFTP_CLIENT_ASKING;
    case TFTP_CLIENT_ASKING:
        return to == TFTP_CLIENT_RECEIVING || to == TFTP_CLIENT_ENDED;
    case TFTP_CLIENT_RECEIVING:
        return to == TFTP_CLIENT_DALLYING || to == TFTP_CLIENT_ENDED;
    case TFTP_CLIENT_DALLYING:
        return to == TFTP_CLIENT_ENDED;
    case TFTP_CLIENT_ENDED:
        return false;
    }
    return false;
}

static void set_state(struct tftp_client *c, enum tftp_client_state state)
{
    CHECK(is_legal(c->state, state));
    c->state = state;
}

static void fail(struct tftp_client *c, enum tftp_failure failure)
{
    set_state(c, TFTP_CLIENT_ENDED);
    tftp_retry_stop(&c->retry);
    c->failure = failure;
    c->pending = (uint8_t)((c->pending & ~(PENDING_REQUEST | PENDING_ACK)) | PENDING_END);
}

static void fail_with_error(struct tftp_client *c, enum tftp_failure failure,
                            enum tftp_error_code code, const char *text)
{
    fail(c, failure);
    c->error = (uint16_t)code;
    c->error_text = text;
    c->pending |= PENDING_ERROR;
}

void tftp_client_init(struct tftp_client *c)
{
    *c = (struct tftp_client){.state = TFTP_CLIENT_IDLE, .size = UINT64_MAX};
    tftp_retry_stop(&c->retry);
}

static int check_request(const struct tftp_client *c)
{
    const uint16_t blksize = c->config->blksize;
    if (blksize != 0 && (blksize < TFTP_BLKSIZE_MIN || blksize > TFTP_BLKSIZE_MAX))
        return TFTP_E_OPTION;
    const struct tftp_request request = tftp_client_request(c);
    uint8_t bytes[TFTP_REQUEST_MAX];
    const int length = tftp_encode_request(bytes, sizeof bytes, &request);
    return length < 0 ? length : 0;
}

static uint16_t port_of(const struct tftp_client_config *config)
{
    return config->port ? config->port : TFTP_PORT;
}

int tftp_client_start(struct tftp_client *c, const struct tftp_client_config *config,
                      uint32_t server, const char *filename, sim_time now)
{
    CHECK(tftp_client_is_idle(c));
    tftp_client_init(c);
    c->config = config;
    c->filename = filename;
    const int result = check_request(c);
    if (result < 0)
        return result;
    c->server = server;
    c->tid = port_of(config);
    c->blksize = TFTP_BLKSIZE_DEFAULT;
    c->windowsize = TFTP_WINDOWSIZE_DEFAULT;
    c->pending = PENDING_REQUEST;
    tftp_retry_init(&c->retry, &config->policy->request);
    c->retry.draw = &config->draw;
    if (config->limit)
        c->retry.end = now + config->limit;
    tftp_retry_progress(&c->retry, now);
    set_state(c, TFTP_CLIENT_ASKING);
    return 0;
}

static void answer_once(struct tftp_client *c)
{
    if (!c->gap_told)
        c->pending |= PENDING_ACK;
    c->gap_told = true;
}

static void agree(struct tftp_client *c, const struct tftp_options *o)
{
    if ((o->valid & TFTP_OPTION_BLKSIZE) != 0)
        c->blksize = o->blksize;
    if ((o->valid & TFTP_OPTION_WINDOWSIZE) != 0)
        c->windowsize = o->windowsize;
    if ((o->valid & TFTP_OPTION_TIMEOUT) != 0 && !c->config->policy->own_timeout)
        tftp_retry_set_timeout(&c->retry, o->timeout);
    if ((o->valid & TFTP_OPTION_TSIZE) != 0)
        c->size = o->tsize;
}

static void open_transfer(struct tftp_client *c, uint16_t tid)
{
    set_state(c, TFTP_CLIENT_RECEIVING);
    c->tid = tid;
    tftp_retry_follow(&c->retry, &c->config->policy->ack);
    c->pending &= (uint8_t)~PENDING_REQUEST;
}

static void receive_first_oack(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    struct tftp_options options;
    const int malformed = tftp_decode_oack(d, &options);
    CHECK(malformed == 0);
    open_transfer(c, d->port);
    const struct tftp_request request = tftp_client_request(c);
    if (!tftp_options_answer(&request.options, &options)) {
        fail_with_error(c, TFTP_FAILURE_OPTIONS, TFTP_ERROR_OPTIONS, "option not as asked");
        return;
    }
    agree(c, &options);
    c->pending |= PENDING_ACK;
    tftp_retry_progress(&c->retry, now);
}

/* The last block, or the OACK before block 1, has come again. */
static void answer_again(struct tftp_client *c)
{
    switch (c->config->policy->wrong) {
    case TFTP_WRONG_REPEAT_ACKED:
        c->pending |= PENDING_ACK;
        break;
    case TFTP_WRONG_ACKED_ONCE:
        answer_once(c);
        break;
    case TFTP_WRONG_IGNORED:
        break;
    }
}

/* It waits for block 1, which the server has long sent: the transfer is stuck. */
static void forget(struct tftp_client *c, sim_time now)
{
    c->counters.stale++;
    c->received = 0;
    c->forgot = true;
    c->pending |= PENDING_ACK;
    tftp_retry_progress(&c->retry, now);
}

/* A server without options never sends an OACK after DATA; one with options repeats it until
 * ACK 0 arrives. */
static void receive_oack(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    if (c->state == TFTP_CLIENT_ASKING) {
        receive_first_oack(c, d, now);
        return;
    }
    if (c->received == 0) {
        c->counters.duplicates++;
        answer_again(c);
    } else if (c->config->policy->forgets) {
        forget(c, now);
    } else {
        c->counters.stale++;
    }
}

static void finish(struct tftp_client *c, sim_time now)
{
    const sim_time dally = c->config->policy->dally;
    set_state(c, dally == 0 ? TFTP_CLIENT_ENDED : TFTP_CLIENT_DALLYING);
    if (dally == 0)
        tftp_retry_stop(&c->retry);
    else
        tftp_retry_linger(&c->retry, dally, now);
    c->pending |= PENDING_ACK | PENDING_END;
}

static void keep(struct tftp_client *c, const struct tftp_data *data)
{
    CHECK((c->pending & PENDING_DELIVER) == 0);
    c->received++;
    c->unacked++;
    c->counters.blocks++;
    c->gap_told = false;
    c->bytes = data->bytes;
    c->length = (uint32_t)data->length;
    if (data->length != 0)
        c->pending |= PENDING_DELIVER;
}

static void receive_in_order(struct tftp_client *c, const struct tftp_data *data, sim_time now)
{
    keep(c, data);
    tftp_retry_progress(&c->retry, now);
    if (data->length < c->blksize)
        finish(c, now);
    else if (!tftp_blocks_fit(c->received + 1, c->config->rollover))
        fail_with_error(c, TFTP_FAILURE_TOO_LARGE, TFTP_ERROR_UNDEFINED, "file too large");
    else if (c->unacked == c->windowsize)
        c->pending |= PENDING_ACK;
}

static void receive_again(struct tftp_client *c)
{
    c->counters.duplicates++;
    if (c->unacked == 0)
        answer_again(c);
}

static void receive_out_of_order(struct tftp_client *c, uint16_t block)
{
    const uint64_t window_end = c->received - c->unacked + c->windowsize;
    if (tftp_block_find(block, c->received + 2, window_end, c->config->rollover) ==
        TFTP_BLOCK_NONE) {
        c->counters.stale++;
        if (c->config->policy->wrong == TFTP_WRONG_ACKED_ONCE)
            answer_once(c);
        return;
    }
    c->counters.gaps++;
    answer_once(c);
}

static void receive_block(struct tftp_client *c, const struct tftp_data *data, sim_time now)
{
    const enum tftp_rollover rollover = c->config->rollover;
    if (c->forgot)
        c->counters.stale++;
    else if (data->length > c->blksize)
        fail_with_error(c, TFTP_FAILURE_PROTOCOL, TFTP_ERROR_ILLEGAL, "block too long");
    else if (data->block == tftp_block_wire(c->received + 1, rollover))
        receive_in_order(c, data, now);
    else if (c->received != 0 && data->block == tftp_block_wire(c->received, rollover))
        receive_again(c);
    else
        receive_out_of_order(c, data->block);
}

/* Only block 1 can open a transfer: any other comes from one that is over. A client that answers
 * whatever it gets does so here too, and has found its server. */
static void receive_before_block_1(struct tftp_client *c, const struct tftp_datagram *d,
                                   sim_time now)
{
    c->counters.stale++;
    if (c->config->policy->wrong != TFTP_WRONG_ACKED_ONCE)
        return;
    open_transfer(c, d->port);
    tftp_retry_progress(&c->retry, now);
    answer_once(c);
}

static void receive_malformed(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    c->counters.malformed++;
    switch (c->config->policy->malformed) {
    case TFTP_MALFORMED_DROPPED:
        break;
    case TFTP_MALFORMED_RESENDS:
        send_again(c);
        break;
    case TFTP_MALFORMED_WRONG:
        if (c->state == TFTP_CLIENT_ASKING)
            receive_before_block_1(c, d, now);
        else
            answer_once(c);
        break;
    }
}

static void receive_data(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    struct tftp_data data;
    if (tftp_decode_data(d, &data) < 0) {
        receive_malformed(c, d, now);
        return;
    }
    if (c->state == TFTP_CLIENT_ASKING) {
        if (data.block != 1) {
            receive_before_block_1(c, d, now);
            return;
        }
        open_transfer(c, d->port);
    }
    receive_block(c, &data, now);
}

static void receive_error(struct tftp_client *c, const struct tftp_datagram *d)
{
    struct tftp_error error;
    if (tftp_decode_error(d, &error) < 0) {
        c->counters.malformed++;
        return;
    }
    c->error = error.code;
    CHECK((c->pending & PENDING_DELIVER) == 0);
    c->bytes = error.text;
    c->length = (uint32_t)error.length;
    fail(c, TFTP_FAILURE_PEER);
}

static void receive_opcode(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    const int opcode = tftp_decode_opcode(d);
    if (opcode < 0) {
        c->counters.malformed++;
        return;
    }
    switch ((enum tftp_opcode)opcode) {
    case TFTP_DATA:
        receive_data(c, d, now);
        break;
    case TFTP_OACK:
        receive_oack(c, d, now);
        break;
    case TFTP_ERROR:
        receive_error(c, d);
        break;
    case TFTP_RRQ:
    case TFTP_WRQ:
    case TFTP_ACK:
        c->tid = d->port;
        fail_with_error(c, TFTP_FAILURE_PROTOCOL, TFTP_ERROR_ILLEGAL, "DATA expected");
        break;
    }
}

static void receive_from_server(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    receive_opcode(c, d, now);
    if (c->config->policy->waits_anew && is_live(c))
        tftp_retry_sent(&c->retry, now);
}

/* An ERROR is not answered even here: two machines would answer each other for ever. */
static void receive_stray(struct tftp_client *c, const struct tftp_datagram *d)
{
    c->counters.strays++;
    const int opcode = tftp_decode_opcode(d);
    if (d->broadcast || opcode < 0 || opcode == TFTP_ERROR)
        return;
    c->stray_address = d->address;
    c->stray_port = d->port;
    c->pending |= PENDING_STRAY;
}

/* While dallying only the last block counts: its ACK was lost. */
static void receive_late(struct tftp_client *c, const struct tftp_datagram *d)
{
    struct tftp_data data;
    if (tftp_decode_opcode(d) != TFTP_DATA || tftp_decode_data(d, &data) < 0)
        return;
    if (data.block == tftp_block_wire(c->received, c->config->rollover))
        receive_again(c);
    else
        c->counters.stale++;
}

static bool is_from_server(const struct tftp_client *c, const struct tftp_datagram *d)
{
    const bool any_port = c->state == TFTP_CLIENT_ASKING;
    return d->address == c->server && (any_port || d->port == c->tid) && !d->broadcast;
}

/* What comes from another port of the server's, or from elsewhere: whether it is taken. */
static bool takes_foreign(struct tftp_client *c, const struct tftp_datagram *d)
{
    const bool from_server = d->address == c->server && !d->broadcast && is_live(c);
    switch (from_server ? c->config->policy->foreign : TFTP_FOREIGN_REFUSED) {
    case TFTP_FOREIGN_REFUSED:
        receive_stray(c, d);
        return false;
    case TFTP_FOREIGN_IGNORED:
        c->counters.strays++;
        return false;
    case TFTP_FOREIGN_FOLLOWED:
        c->tid = d->port;
        return true;
    case TFTP_FOREIGN_TAKEN:
        return true;
    }
    return false;
}

void tftp_client_receive(struct tftp_client *c, const struct tftp_datagram *d, sim_time now)
{
    if (!is_live(c) && c->state != TFTP_CLIENT_DALLYING)
        return;
    if (!is_from_server(c, d) && !takes_foreign(c, d))
        return;
    if (c->state == TFTP_CLIENT_DALLYING)
        receive_late(c, d);
    else
        receive_from_server(c, d, now);
}

sim_time tftp_client_deadline(const struct tftp_client *c)
{
    return tftp_retry_deadline(&c->retry);
}

static void resend(struct tftp_client *c)
{
    c->counters.timeouts++;
    send_again(c);
}

static void end_by_deadline(struct tftp_client *c, enum tftp_failure failure)
{
    if (c->state == TFTP_CLIENT_DALLYING)
        set_state(c, TFTP_CLIENT_ENDED);
    else
        fail(c, failure);
}

void tftp_client_expire(struct tftp_client *c, sim_time now)
{
    switch (tftp_retry_expire(&c->retry, now)) {
    case TFTP_RETRY_WAIT:
        break;
    case TFTP_RETRY_RESEND:
        resend(c);
        break;
    case TFTP_RETRY_GIVE_UP:
        fail(c, TFTP_FAILURE_GAVE_UP);
        break;
    case TFTP_RETRY_IDLE:
        end_by_deadline(c, TFTP_FAILURE_IDLE);
        break;
    case TFTP_RETRY_END:
        end_by_deadline(c, TFTP_FAILURE_LIMIT);
        break;
    }
}

void tftp_client_abort(struct tftp_client *c, enum tftp_error_code code, const char *text)
{
    switch (c->state) {
    case TFTP_CLIENT_IDLE:
    case TFTP_CLIENT_ENDED:
        break;
    case TFTP_CLIENT_ASKING:
        fail(c, TFTP_FAILURE_ABORTED);
        break;
    case TFTP_CLIENT_RECEIVING:
        fail_with_error(c, TFTP_FAILURE_ABORTED, code, text);
        break;
    case TFTP_CLIENT_DALLYING:
        set_state(c, TFTP_CLIENT_ENDED);
        tftp_retry_stop(&c->retry);
        break;
    }
}

bool tftp_client_is_idle(const struct tftp_client *c)
{
    return !is_live(c) && c->state != TFTP_CLIENT_DALLYING && c->pending == 0;
}

uint64_t tftp_client_size(const struct tftp_client *c)
{
    return c->size;
}

bool tftp_client_is_answered(const struct tftp_client *c)
{
    return c->tid != port_of(c->config);
}
