/* A client and a server over a wire with a given delay, which loses, doubles and delays packets as
 * masks or a seed say. The server opens a sender for each request. All content is checked as it is
 * delivered. */
#ifndef TESTS_MODELS_TFTP_WIRE_H
#define TESTS_MODELS_TFTP_WIRE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "models/tftp/client.h"
#include "models/tftp/sender.h"
#include "models/tftp/server.h"

#define SERVER_ADDRESS 1
#define CLIENT_ADDRESS 2
#define CLIENT_PORT 2000
#define FIRST_TID 5000
#define SENDERS 32
#define FLIGHTS 600
#define PACKET_MAX 1500

enum way { TO_SERVER, TO_CLIENT };

struct flight {
    sim_time at; /* of arrival */
    uint64_t order;
    enum way way;
    uint16_t tid; /* the server's port */
    size_t length;
    uint8_t bytes[PACKET_MAX];
};

struct wire {
    /* Set before the run. */
    sim_time delay;
    uint64_t lose[2], twice[2], late[2]; /* bit n: the n-th packet that way, of the first 64 */
    sim_time late_by;
    uint32_t seed; /* when not 0, the percentages below rule as well */
    unsigned lose_percent, twice_percent, late_percent;
    uint64_t file_size;
    struct tftp_sender_limits limits;
    enum tftp_rollover rollover;
    void (*tap)(struct wire *w, enum way way, const uint8_t *bytes, size_t length);
    bool (*counted)(const uint8_t *bytes); /* which packets the masks count; NULL: all */
    /* The run's. */
    sim_time now, done_at;
    uint64_t order, delivered, sent[2];
    bool done, failed;
    int opened; /* senders that were started */
    struct tftp_client client;
    struct tftp_sender senders[SENDERS];
    struct flight flights[FLIGHTS];
    int in_flight;
    uint8_t transcript[1 << 16];
    size_t transcript_length;
};

static inline uint8_t content(uint64_t offset)
{
    return (uint8_t)(offset * 7 + (offset >> 8) * 3 + (offset >> 16));
}

static inline bool chance(struct wire *w, unsigned percent)
{
    if (w->seed == 0)
        return false;
    w->seed = w->seed * 1664525u + 1013904223u;
    return (w->seed >> 8) % 100 < percent;
}

static inline void launch(struct wire *w, enum way way, uint16_t tid, const uint8_t *bytes,
                          size_t length, sim_time at)
{
    ck_assert_int_lt(w->in_flight, FLIGHTS);
    struct flight *f = &w->flights[w->in_flight++];
    f->at = at;
    f->order = w->order++;
    f->way = way;
    f->tid = tid;
    f->length = length;
    memcpy(f->bytes, bytes, length);
}

static inline void put_on_wire(struct wire *w, enum way way, uint16_t tid, const uint8_t *bytes,
                               size_t length)
{
    ck_assert_uint_le(length, PACKET_MAX);
    if (w->tap != NULL)
        w->tap(w, way, bytes, length);
    uint64_t bit = 0;
    if (w->counted == NULL || w->counted(bytes)) {
        bit = w->sent[way] < 64 ? 1ull << w->sent[way] : 0;
        w->sent[way]++;
    }
    const bool late = chance(w, w->late_percent) || (w->late[way] & bit) != 0;
    const sim_time at = w->now + w->delay + (late ? w->late_by : 0);
    if (chance(w, w->lose_percent) || (w->lose[way] & bit) != 0)
        return;
    launch(w, way, tid, bytes, length, at);
    if (chance(w, w->twice_percent) || (w->twice[way] & bit) != 0)
        launch(w, way, tid, bytes, length, at);
}

static inline void check_content(struct wire *w, const struct tftp_client_action *a)
{
    ck_assert_uint_eq(a->offset, w->delivered);
    for (uint32_t i = 0; i < a->length; i++)
        if (a->data[i] != content(a->offset + i))
            ck_abort_msg("wrong byte at %llu", (unsigned long long)(a->offset + i));
    w->delivered += a->length;
}

static inline void drain_client(struct wire *w)
{
    struct tftp_client_action a;
    while (tftp_client_next(&w->client, &a, w->now)) {
        switch (a.kind) {
        case TFTP_CLIENT_SEND:
            put_on_wire(w, TO_SERVER, a.port, a.bytes, a.length);
            break;
        case TFTP_CLIENT_DELIVER:
            check_content(w, &a);
            break;
        case TFTP_CLIENT_DONE:
            w->done = true;
            w->done_at = w->now;
            break;
        case TFTP_CLIENT_FAILED:
            w->failed = true;
            break;
        }
    }
}

static inline void send_data(struct wire *w, uint16_t tid, const struct tftp_sender_action *a)
{
    uint8_t bytes[PACKET_MAX];
    memcpy(bytes, a->header, a->header_length);
    for (uint32_t i = 0; i < a->length; i++)
        bytes[a->header_length + i] = content(a->offset + i);
    put_on_wire(w, TO_CLIENT, tid, bytes, a->header_length + a->length);
}

static inline void drain_sender(struct wire *w, int i)
{
    struct tftp_sender_action a;
    const uint16_t tid = (uint16_t)(FIRST_TID + i);
    while (tftp_sender_next(&w->senders[i], &a, w->now)) {
        if (a.kind == TFTP_SENDER_SEND_DATA)
            send_data(w, tid, &a);
        else if (a.kind == TFTP_SENDER_SEND_HEADER)
            put_on_wire(w, TO_CLIENT, tid, a.header, a.header_length);
    }
}

static inline void open_sender(struct wire *w, const struct tftp_datagram *d)
{
    struct tftp_server_counters counters = {0};
    struct tftp_answer answer;
    tftp_server_answer(d, &answer, &counters);
    ck_assert_int_eq(answer.kind, TFTP_ANSWER_READ);
    ck_assert_int_lt(w->opened, SENDERS);
    struct tftp_sender *s = &w->senders[w->opened++];
    tftp_sender_init(s, tftp_server_kind_find("cucm-tftp"), w->rollover);
    tftp_sender_start(s, &answer.request, d->address, d->port, w->file_size, &w->limits, w->now);
    drain_sender(w, w->opened - 1);
}

static inline void arrive(struct wire *w, struct flight *f)
{
    struct tftp_datagram d = {.header = f->bytes, .header_length = f->length};
    if (f->way == TO_CLIENT) {
        d.address = SERVER_ADDRESS;
        d.port = f->tid;
        tftp_client_receive(&w->client, &d, w->now);
        drain_client(w);
        return;
    }
    d.address = CLIENT_ADDRESS;
    d.port = CLIENT_PORT;
    if (f->tid == TFTP_PORT) {
        open_sender(w, &d);
        return;
    }
    tftp_sender_receive(&w->senders[f->tid - FIRST_TID], &d, w->now);
    drain_sender(w, f->tid - FIRST_TID);
}

/* NULL when nothing is in flight. */
static inline struct flight *first_flight(struct wire *w)
{
    struct flight *first = NULL;
    for (struct flight *f = w->flights; f < w->flights + w->in_flight; f++)
        if (first == NULL || f->at < first->at || (f->at == first->at && f->order < first->order))
            first = f;
    return first;
}

static inline sim_time first_deadline(const struct wire *w)
{
    sim_time first = tftp_client_deadline(&w->client);
    for (int i = 0; i < w->opened; i++)
        first = time_min(first, tftp_sender_deadline(&w->senders[i]));
    return first;
}

static inline void expire_all(struct wire *w)
{
    tftp_client_expire(&w->client, w->now);
    drain_client(w);
    for (int i = 0; i < w->opened; i++) {
        tftp_sender_expire(&w->senders[i], w->now);
        drain_sender(w, i);
    }
}

static inline bool advance(struct wire *w)
{
    struct flight *f = first_flight(w);
    const sim_time deadline = first_deadline(w);
    const sim_time arrival = f == NULL ? TIME_NEVER : f->at;
    if (time_min(arrival, deadline) > 1 * DAYS)
        return false;
    w->now = time_min(arrival, deadline);
    if (arrival > deadline) {
        expire_all(w);
        return true;
    }
    arrive(w, f);
    *f = w->flights[--w->in_flight];
    return true;
}

/* Zeroed, 10 ms each way, 5120 bytes, no limits, roll-over to 0. */
static inline struct wire *wire_new(void)
{
    struct wire *w = calloc(1, sizeof *w);
    ck_assert_ptr_nonnull(w);
    w->delay = 10 * MILLISECONDS;
    w->late_by = 25 * MILLISECONDS;
    w->file_size = 5120;
    w->limits = (struct tftp_sender_limits){TFTP_BLKSIZE_MAX, TFTP_WINDOWSIZE_MAX};
    w->rollover = TFTP_ROLLOVER_TO_0;
    return w;
}

static inline void wire_run(struct wire *w, uint16_t blksize, uint16_t windowsize)
{
    const struct tftp_client_config config = {
        .policy = tftp_client_policy_find("cisco-7900"),
        .rollover = w->rollover,
        .blksize = blksize,
        .windowsize = windowsize,
    };
    tftp_client_init(&w->client);
    ck_assert_int_eq(tftp_client_start(&w->client, &config, SERVER_ADDRESS, "file", 0), 0);
    drain_client(w);
    while (advance(w)) {
    }
}

static inline void wire_expect_whole_file(const struct wire *w)
{
    ck_assert(w->done && !w->failed);
    ck_assert_uint_eq(w->delivered, w->file_size);
    ck_assert(tftp_client_is_idle(&w->client));
}

#endif
