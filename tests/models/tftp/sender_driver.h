/* Drives the sender by a timeline of words (timeline.h). */
#ifndef TESTS_MODELS_TFTP_SENDER_DRIVER_H
#define TESTS_MODELS_TFTP_SENDER_DRIVER_H

#include "models/tftp/sender.h"

#include "tests/models/tftp/timeline.h"

/* Besides packets: `acked N`, `done`, `failed REASON`; a DATA that was sent before ends with
 * ` again`. */

static struct tftp_sender sender;

static inline void receive(void *self, const struct tftp_datagram *d, sim_time now)
{
    tftp_sender_receive(self, d, now);
}

static inline void expire(void *self, sim_time now)
{
    tftp_sender_expire(self, now);
}

static inline sim_time deadline(const void *self)
{
    return tftp_sender_deadline(self);
}

static const char *const failure_names[] = {
#define NAME(name, text) [name] = &#name[sizeof "TFTP_FAILURE_" - 1],
    TFTP_FAILURES(NAME)
#undef NAME
};

static inline void say_packet(const struct tftp_sender_action *a, char *words, size_t size,
                              size_t payload)
{
    words_of(words, size, a->header, a->header_length, payload);
    append_destination(words, size, a->address, a->port, PEER_PORT);
}

static inline bool next(void *self, char *words, size_t size, sim_time now)
{
    struct tftp_sender_action a;
    if (!tftp_sender_next(self, &a, now))
        return false;
    switch (a.kind) {
    case TFTP_SENDER_SEND_HEADER:
        say_packet(&a, words, size, 0);
        break;
    case TFTP_SENDER_SEND_DATA:
        say_packet(&a, words, size, a.length);
        if (a.retransmission)
            strcat(words, " again");
        break;
    case TFTP_SENDER_BLOCK_ACKED:
        snprintf(words, size, "acked %llu", (unsigned long long)a.block);
        break;
    case TFTP_SENDER_DONE:
        snprintf(words, size, "done");
        break;
    case TFTP_SENDER_FAILED:
        snprintf(words, size, "failed %s", failure_names[a.failure]);
        break;
    }
    return true;
}

static const struct machine machine = {&sender, receive, expire, deadline, next};
static const struct tftp_sender_limits all = {TFTP_BLKSIZE_MAX, TFTP_WINDOWSIZE_MAX};

static inline void start_with(const char *kind, enum tftp_rollover rollover, const char *rrq,
                              uint64_t size, struct tftp_sender_limits limits)
{
    uint8_t bytes[1000];
    struct tftp_request request;
    const struct tftp_datagram d = {.header = bytes, .header_length = packet_of(bytes, rrq)};
    ck_assert_int_eq(tftp_decode_request(&d, &request), 0);
    tftp_sender_init(&sender, tftp_server_kind_find(kind), rollover);
    tftp_sender_start(&sender, &request, PEER_ADDRESS, PEER_PORT, size, &limits, 0);
}

static inline void start(const char *rrq, uint64_t size)
{
    start_with("cucm-tftp", TFTP_ROLLOVER_TO_0, rrq, size, all);
}

#endif
