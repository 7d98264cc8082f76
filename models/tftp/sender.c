/* Negotiation, windows, acknowledgements and time-outs of one transfer; it sees offsets and
 * lengths, never a file. */
#include "models/tftp/sender.h"

#include <string.h>

#include "base/check.h"

/* Bits of `pending`: actions to come, in their order. */
enum {
    PENDING_REPORT = 1,
    PENDING_STRAY = 2,
    PENDING_OACK = 4,
    PENDING_SPOILT = 8,
    PENDING_ERROR = 16,
    PENDING_END = 32,
};

static bool is_live(const struct tftp_sender *s)
{
    return s->state == TFTP_SENDER_OFFERING || s->state == TFTP_SENDER_SENDING;
}

static bool is_legal(enum tftp_sender_state from, enum tftp_sender_state to)
{
    switch (from) {
    case TFTP_SENDER_IDLE:
        return to != TFTP_SENDER_IDLE;
    case TFTP_SENDER_OFFERING:
        return to == TFTP_SENDER_SENDING || to == TFTP_SENDER_ENDED;
    case TFTP_SENDER_SENDING:
        return to == TFTP_SENDER_ENDED;
    case TFTP_SENDER_ENDED:
        return false;
    }
    return false;
}

static void set_state(struct tftp_sender *s, enum tftp_sender_state state)
{
    CHECK(is_legal(s->state, state));
    s->state = state;
}

static void end(struct tftp_sender *s, enum tftp_failure failure)
{
    set_state(s, TFTP_SENDER_ENDED);
    tftp_retry_stop(&s->retry);
    s->failure = failure;
    s->pending = (uint8_t)((s->pending & ~(PENDING_OACK | PENDING_SPOILT)) | PENDING_END);
}

static void end_with_error(struct tftp_sender *s, enum tftp_failure failure,
                           enum tftp_error_code code, const char *text)
{
    end(s, failure);
    s->error = code;
    s->error_text = text;
    s->pending |= PENDING_ERROR;
}

void tftp_sender_init(struct tftp_sender *s, const struct tftp_server_kind *kind,
                      enum tftp_rollover rollover)
{
    *s = (struct tftp_sender){.kind = kind, .state = TFTP_SENDER_IDLE, .rollover = rollover};
    tftp_retry_init(&s->retry, &kind->policy);
}

static uint16_t lesser(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

/* With roll-over to 1 a window of 65535 blocks would end with the number of the block before it. */
static uint16_t windowsize_limit(const struct tftp_sender *s, uint16_t limit)
{
    return s->rollover == TFTP_ROLLOVER_TO_1 ? lesser(limit, TFTP_BLOCK_WIRE_MAX - 1) : limit;
}

static void negotiate(struct tftp_sender *s, const struct tftp_options *asked,
                      const struct tftp_sender_limits *limits)
{
    const struct tftp_server_kind *kind = s->kind;
    const uint16_t blksize = lesser(limits->blksize, kind->blksize);
    s->granted = asked->valid & kind->options;
    s->timeout = asked->timeout;
    s->tsize = kind->echoes_tsize && asked->tsize ? asked->tsize : s->file_size;
    s->blksize = TFTP_BLKSIZE_DEFAULT;
    s->windowsize = TFTP_WINDOWSIZE_DEFAULT;
    if (blksize < TFTP_BLKSIZE_MIN)
        s->granted &= (uint8_t)~TFTP_OPTION_BLKSIZE;
    if (limits->windowsize == 0)
        s->granted &= (uint8_t)~TFTP_OPTION_WINDOWSIZE;
    if ((s->granted & TFTP_OPTION_BLKSIZE) != 0)
        s->blksize = lesser(asked->blksize, blksize);
    if ((s->granted & TFTP_OPTION_WINDOWSIZE) != 0)
        s->windowsize = lesser(asked->windowsize, windowsize_limit(s, limits->windowsize));
    if ((s->granted & TFTP_OPTION_TIMEOUT) != 0)
        tftp_retry_set_timeout(&s->retry, asked->timeout);
}

static bool has_bad_option(const struct tftp_sender *s, const struct tftp_options *asked)
{
    return s->kind->refuses_bad_options && (asked->seen & ~asked->valid & s->kind->options) != 0;
}

void tftp_sender_start(struct tftp_sender *s, const struct tftp_request *request, uint32_t address,
                       uint16_t port, uint64_t file_size, const struct tftp_sender_limits *limits,
                       sim_time now)
{
    CHECK(!is_live(s));
    tftp_sender_init(s, s->kind, s->rollover);
    s->address = address;
    s->port = port;
    s->file_size = file_size;
    s->next = 1;
    if (has_bad_option(s, &request->options)) {
        end_with_error(s, TFTP_FAILURE_OPTIONS, TFTP_ERROR_OPTIONS, "option out of range");
        return;
    }
    negotiate(s, &request->options, limits);
    s->blocks = tftp_blocks_of(file_size, s->blksize);
    if (!tftp_blocks_fit(s->blocks, s->rollover)) {
        end_with_error(s, TFTP_FAILURE_TOO_LARGE, TFTP_ERROR_UNDEFINED, "file too large");
        return;
    }
    const bool offers = s->granted != 0;
    set_state(s, offers ? TFTP_SENDER_OFFERING : TFTP_SENDER_SENDING);
    if (offers)
        s->pending |= PENDING_OACK;
    tftp_retry_progress(&s->retry, now);
}

static void send_from(struct tftp_sender *s, uint64_t block)
{
    s->next = block;
    s->one_only = false;
}

static void receive_old_ack(struct tftp_sender *s, uint16_t block)
{
    if (block == tftp_block_wire(s->acked, s->rollover)) {
        s->counters.duplicate_acks++;
        if (s->kind->answers_duplicates)
            send_from(s, s->acked + 1);
    } else {
        s->counters.stale_acks++;
    }
}

static void acknowledge(struct tftp_sender *s, uint16_t block, sim_time now)
{
    const uint64_t n = tftp_block_find(block, s->acked + 1, s->highest, s->rollover);
    if (n == TFTP_BLOCK_NONE) {
        receive_old_ack(s, block);
        return;
    }
    s->pending |= PENDING_REPORT;
    s->acked = n;
    s->acked_at = now;
    send_from(s, n + 1);
    if (n == s->blocks)
        end(s, TFTP_FAILURE_NONE);
    else
        tftp_retry_progress(&s->retry, now);
}

static void accept_offer(struct tftp_sender *s, uint16_t block, sim_time now)
{
    if (block != 0) {
        s->counters.stale_acks++;
        return;
    }
    set_state(s, TFTP_SENDER_SENDING);
    s->pending &= (uint8_t)~PENDING_OACK;
    tftp_retry_progress(&s->retry, now);
}

static void receive_ack(struct tftp_sender *s, const struct tftp_datagram *d, sim_time now)
{
    uint16_t block;
    if (tftp_decode_ack(d, &block) < 0) {
        s->counters.malformed++;
        return;
    }
    s->heard = true;
    if (s->kind->waits_anew)
        tftp_retry_progress(&s->retry, now);
    if (s->state == TFTP_SENDER_SENDING)
        acknowledge(s, block, now);
    else
        accept_offer(s, block, now);
}

static void receive_error(struct tftp_sender *s, const struct tftp_datagram *d)
{
    struct tftp_error error;
    if (tftp_decode_error(d, &error) < 0) {
        s->counters.malformed++;
        return;
    }
    s->peer_error = error.code;
    end(s, TFTP_FAILURE_PEER);
}

/* An ERROR is not answered even here: two machines would answer each other for ever. */
static void receive_stray(struct tftp_sender *s, const struct tftp_datagram *d)
{
    s->counters.strays++;
    const int opcode = tftp_decode_opcode(d);
    if (s->kind->connected || d->broadcast || opcode < 0 || opcode == TFTP_ERROR)
        return;
    s->stray_address = d->address;
    s->stray_port = d->port;
    s->pending |= PENDING_STRAY;
}

static void receive_from_peer(struct tftp_sender *s, const struct tftp_datagram *d, sim_time now)
{
    const int opcode = tftp_decode_opcode(d);
    if (opcode < 0) {
        s->counters.malformed++;
        return;
    }
    switch ((enum tftp_opcode)opcode) {
    case TFTP_ACK:
        receive_ack(s, d, now);
        break;
    case TFTP_ERROR:
        receive_error(s, d);
        break;
    case TFTP_RRQ:
    case TFTP_WRQ:
    case TFTP_DATA:
    case TFTP_OACK:
        if (!s->kind->ignores_wrong)
            end_with_error(s, TFTP_FAILURE_PROTOCOL, TFTP_ERROR_ILLEGAL, "ACK expected");
        break;
    }
}

void tftp_sender_receive(struct tftp_sender *s, const struct tftp_datagram *d, sim_time now)
{
    if (!is_live(s))
        return;
    if (d->address != s->address || d->port != s->port || d->broadcast)
        receive_stray(s, d);
    else
        receive_from_peer(s, d, now);
}

static bool take(struct tftp_sender *s, uint8_t bit)
{
    const bool was = (s->pending & bit) != 0;
    s->pending &= (uint8_t)~bit;
    return was;
}

static bool send_header(struct tftp_sender_action *a, uint32_t address, uint16_t port, int length)
{
    CHECK(length > 0);
    a->kind = TFTP_SENDER_SEND_HEADER;
    a->address = address;
    a->port = port;
    a->header_length = (uint32_t)length;
    return true;
}

static bool send_error(struct tftp_sender_action *a, uint32_t address, uint16_t port,
                       enum tftp_error_code code, const char *text)
{
    return send_header(a, address, port,
                       tftp_encode_error(a->header, sizeof a->header, code, text));
}

/* A clock that ticks is read when the time-out is seen or the ACK read, not with each packet. */
static void has_sent(struct tftp_sender *s, sim_time now)
{
    if (s->kind->policy.clock == 0)
        tftp_retry_sent(&s->retry, now);
}

static bool send_oack(struct tftp_sender *s, struct tftp_sender_action *a, sim_time now)
{
    const struct tftp_options granted = {.seen = s->granted,
                                         .valid = s->granted,
                                         .timeout = s->timeout,
                                         .blksize = s->blksize,
                                         .windowsize = s->windowsize,
                                         .tsize = s->tsize};
    has_sent(s, now);
    return send_header(a, s->address, s->port,
                       tftp_encode_oack(a->header, sizeof a->header, &granted));
}

static bool send_spoilt(struct tftp_sender *s, struct tftp_sender_action *a, sim_time now)
{
    const uint8_t spoilt[] = {0, TFTP_DATA, 0};
    memcpy(a->header, spoilt, sizeof spoilt);
    s->counters.data++;
    s->counters.retransmissions++;
    has_sent(s, now);
    return send_header(a, s->address, s->port, sizeof spoilt);
}

static bool tell_report(const struct tftp_sender *s, struct tftp_sender_action *a)
{
    a->kind = TFTP_SENDER_BLOCK_ACKED;
    const bool timed = s->acked == s->timed;
    a->block = s->acked;
    a->rtt = timed && !s->timed_again ? s->acked_at - s->timed_last : TIME_NEVER;
    a->block_time = timed ? s->acked_at - s->timed_first : TIME_NEVER;
    return true;
}

static bool tell_end(const struct tftp_sender *s, struct tftp_sender_action *a)
{
    a->kind = s->failure == TFTP_FAILURE_NONE ? TFTP_SENDER_DONE : TFTP_SENDER_FAILED;
    a->failure = s->failure;
    a->peer_error = s->peer_error;
    return true;
}

static bool next_pending(struct tftp_sender *s, struct tftp_sender_action *a, sim_time now)
{
    if (take(s, PENDING_REPORT))
        return tell_report(s, a);
    if (take(s, PENDING_STRAY))
        return send_error(a, s->stray_address, s->stray_port, TFTP_ERROR_UNKNOWN_TID,
                          "unknown transfer ID");
    if (take(s, PENDING_OACK))
        return send_oack(s, a, now);
    if (take(s, PENDING_SPOILT))
        return send_spoilt(s, a, now);
    if (take(s, PENDING_ERROR))
        return send_error(a, s->address, s->port, s->error, s->error_text);
    CHECK(take(s, PENDING_END));
    return tell_end(s, a);
}

static uint64_t window_end(const struct tftp_sender *s)
{
    const uint64_t last = s->acked + (s->one_only ? 1 : s->windowsize);
    return last < s->blocks ? last : s->blocks;
}

static void time_block(struct tftp_sender *s, uint64_t n, sim_time now)
{
    s->timed_again = n == s->timed;
    if (!s->timed_again)
        s->timed_first = now;
    s->timed = n;
    s->timed_last = now;
}

static void fill_data(const struct tftp_sender *s, struct tftp_sender_action *a, uint64_t n)
{
    a->kind = TFTP_SENDER_SEND_DATA;
    a->address = s->address;
    a->port = s->port;
    a->retransmission = n <= s->highest;
    a->block = n;
    a->offset = (n - 1) * s->blksize;
    a->length = n < s->blocks ? s->blksize : (uint32_t)(s->file_size - a->offset);
    a->header_length = TFTP_DATA_HEADER;
    tftp_encode_data_header(a->header, sizeof a->header, tftp_block_wire(n, s->rollover));
}

static bool send_data(struct tftp_sender *s, struct tftp_sender_action *a, sim_time now)
{
    const uint64_t last = window_end(s);
    const uint64_t n = s->next;
    if (n > last)
        return false;
    fill_data(s, a, n);
    s->counters.data++;
    s->counters.retransmissions += a->retransmission;
    if (n == last)
        time_block(s, n, now);
    if (n > s->highest)
        s->highest = n;
    s->next = n + 1;
    has_sent(s, now);
    return true;
}

bool tftp_sender_next(struct tftp_sender *s, struct tftp_sender_action *action, sim_time now)
{
    if (s->pending != 0)
        return next_pending(s, action, now);
    return s->state == TFTP_SENDER_SENDING && send_data(s, action, now);
}

sim_time tftp_sender_deadline(const struct tftp_sender *s)
{
    return tftp_retry_deadline(&s->retry);
}

static void resend(struct tftp_sender *s)
{
    s->counters.timeouts++;
    if (s->kind->spoils_first && s->state == TFTP_SENDER_SENDING && !s->heard) {
        s->pending |= PENDING_SPOILT;
        return;
    }
    s->next = s->acked + 1;
    s->one_only = s->kind->repeats_one_at_end && s->highest == s->blocks;
    if (s->state == TFTP_SENDER_OFFERING) {
        s->pending |= PENDING_OACK;
        s->counters.retransmissions++;
    }
}

void tftp_sender_unreachable(struct tftp_sender *s, uint32_t address, uint16_t port)
{
    if (is_live(s) && s->kind->hears_icmp && address == s->address && port == s->port)
        end(s, TFTP_FAILURE_UNREACHABLE);
}

void tftp_sender_expire(struct tftp_sender *s, sim_time now)
{
    switch (tftp_retry_expire(&s->retry, now)) {
    case TFTP_RETRY_WAIT:
        break;
    case TFTP_RETRY_RESEND:
        resend(s);
        break;
    case TFTP_RETRY_GIVE_UP:
        end(s, TFTP_FAILURE_GAVE_UP);
        break;
    case TFTP_RETRY_END: /* a sender has none */
    case TFTP_RETRY_IDLE:
        end(s, TFTP_FAILURE_IDLE);
        break;
    }
}
