/* Timelines: what comes in when, what must go out, and what the next deadline is.
 *
 * Packets are written in words, both ways:
 *   RRQ name octet blksize=1428 · OACK blksize=1428 · DATA 3 512 · ACK 3 · ERROR 4 some text
 * and `hex 00 09` for anything else. A packet that comes in as `other: ACK 3` is from another port
 * of the peer, as `elsewhere: ...` from another address, as `broadcast: ...` by broadcast. One that
 * goes out to other than the peer ends with ` to PORT`. `tick` is the machine's own deadline: the
 * runner checks that it is due just then, and that nothing happens a nanosecond before. `look` only
 * drains. Actions that are no packets are words too, in lower case; see sender_test.c. */
#ifndef TESTS_MODELS_TFTP_TIMELINE_H
#define TESTS_MODELS_TFTP_TIMELINE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/tftp/packet.h"
#include "sim/time.h"
#include "tests/support.h"

#define PEER_ADDRESS 0x0a000001
#define PEER_PORT 2000
#define OTHER_PORT 3000
#define ELSEWHERE_ADDRESS 0x0a000099
#define NEVER (-1)

struct step {
    int64_t at; /* ms */
    const char *in;
    const char *out;  /* actions in order, joined by "; " */
    int64_t deadline; /* ms afterwards, or NEVER */
};

/* A machine under test, with its calls. */
struct machine {
    void *self;
    void (*receive)(void *self, const struct tftp_datagram *d, sim_time now);
    void (*expire)(void *self, sim_time now);
    sim_time (*deadline)(const void *self);
    /* Appends one action's words; false when there is none. */
    bool (*next)(void *self, char *words, size_t size, sim_time now);
};

static inline size_t put_pairs(uint8_t *out, char *words)
{
    size_t length = 0;
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
        char *equals = strchr(word, '=');
        if (equals != NULL)
            *equals = 0;
        const size_t first = strlen(word) + 1;
        memcpy(out + length, word, first);
        length += first;
        if (equals != NULL) {
            const size_t second = strlen(equals + 1) + 1;
            memcpy(out + length, equals + 1, second);
            length += second;
        }
    }
    return length;
}

static inline size_t put_hex(uint8_t *out, const char *words)
{
    size_t length = 0;
    char *end;
    for (unsigned long byte = strtoul(words, &end, 16); end != words;
         byte = strtoul(words, &end, 16)) {
        out[length++] = (uint8_t)byte;
        words = end;
    }
    return length;
}

/* Writes the packet that `words` describe; `out` has room for 66000 bytes. */
static inline size_t packet_of(uint8_t *out, const char *words)
{
    char copy[1024];
    unsigned number = 0, length = 0;
    int at = 0;
    if (sscanf(words, "DATA %u %u", &number, &length) == 2) {
        tftp_encode_data_header(out, 4, (uint16_t)number);
        memset(out + 4, (int)number, length);
        return 4 + length;
    }
    if (sscanf(words, "ACK %u", &number) == 1)
        return (size_t)tftp_encode_ack(out, 4, (uint16_t)number);
    if (sscanf(words, "ERROR %u %n", &number, &at) == 1)
        return (size_t)tftp_encode_error(out, 512, (enum tftp_error_code)number, words + at);
    if (strncmp(words, "hex ", 4) == 0)
        return put_hex(out, words + 4);
    const bool oack = strncmp(words, "OACK", 4) == 0;
    tftp_put16(out, oack ? TFTP_OACK : strncmp(words, "WRQ", 3) == 0 ? TFTP_WRQ : TFTP_RRQ);
    snprintf(copy, sizeof copy, "%s", words + (oack ? 4 : 3));
    return 2 + put_pairs(out + 2, copy);
}

/* Strings of a request or OACK: the first `alone` stand by themselves, the rest are pairs. */
static inline void words_of_strings(char *words, size_t size, const uint8_t *bytes, size_t length,
                                    int alone)
{
    size_t at = strlen(words);
    for (size_t i = 0; i < length;) {
        const char *text = (const char *)bytes + i;
        const char *before = alone > 0 ? " " : alone % 2 == 0 ? " " : "=";
        at += (size_t)snprintf(words + at, size - at, "%s%s", before, text);
        i += strlen(text) + 1;
        alone--;
    }
}

static inline void words_of_hex(char *words, size_t size, const uint8_t *bytes, size_t length)
{
    size_t at = (size_t)snprintf(words, size, "hex");
    for (size_t i = 0; i < length; i++)
        at += (size_t)snprintf(words + at, size - at, " %02x", bytes[i]);
}

/* The words of a packet that goes out, of which `payload` bytes are not in `bytes`. */
static inline void words_of(char *words, size_t size, const uint8_t *bytes, size_t length,
                            size_t payload)
{
    if (length < 4) {
        words_of_hex(words, size, bytes, length);
        return;
    }
    const unsigned number = tftp_get16(bytes + 2);
    switch (tftp_get16(bytes)) {
    case TFTP_DATA:
        snprintf(words, size, "DATA %u %zu", number, length - 4 + payload);
        break;
    case TFTP_ACK:
        snprintf(words, size, "ACK %u", number);
        break;
    case TFTP_ERROR:
        snprintf(words, size, "ERROR %u", number);
        break;
    case TFTP_OACK:
        snprintf(words, size, "OACK");
        words_of_strings(words, size, bytes + 2, length - 2, 0);
        break;
    default:
        snprintf(words, size, "RRQ");
        words_of_strings(words, size, bytes + 2, length - 2, 2);
    }
}

static inline void append_destination(char *words, size_t size, uint32_t address, uint16_t port,
                                      uint16_t peer_port)
{
    const size_t at = strlen(words);
    if (address == ELSEWHERE_ADDRESS)
        snprintf(words + at, size - at, " to elsewhere");
    else if (port != peer_port)
        snprintf(words + at, size - at, " to %u", port);
}

static inline void drain(const struct machine *m, char *out, size_t size, sim_time now)
{
    size_t at = 0;
    out[0] = 0;
    char words[700];
    for (int i = 0; i < 100000 && m->next(m->self, words, sizeof words, now); i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", at == 0 ? "" : "; ", words);
}

static inline const char *strip(const char *in, const char *prefix, bool *found)
{
    const size_t length = strlen(prefix);
    *found = strncmp(in, prefix, length) == 0;
    return *found ? in + length : in;
}

static inline void feed(const struct machine *m, const char *in, sim_time now)
{
    static uint8_t bytes[66000];
    bool other, elsewhere, broadcast;
    in = strip(in, "other: ", &other);
    in = strip(in, "elsewhere: ", &elsewhere);
    in = strip(in, "broadcast: ", &broadcast);
    const struct tftp_datagram d = {
        .address = elsewhere ? ELSEWHERE_ADDRESS : PEER_ADDRESS,
        .port = other ? OTHER_PORT : PEER_PORT,
        .broadcast = broadcast,
        .header = bytes,
        .header_length = packet_of(bytes, in),
    };
    m->receive(m->self, &d, now);
}

static inline int64_t deadline_of(const struct machine *m)
{
    const sim_time deadline = m->deadline(m->self);
    return deadline == TIME_NEVER ? NEVER : deadline / MILLISECONDS;
}

static inline void tick(const struct machine *m, int64_t at, int number)
{
    char early[1000];
    const sim_time now = at * MILLISECONDS;
    ck_assert_msg(m->deadline(m->self) == now, "step %d: deadline %lld ms, not %lld", number,
                  (long long)deadline_of(m), (long long)at);
    m->expire(m->self, now - 1);
    drain(m, early, sizeof early, now - 1);
    ck_assert_msg(early[0] == 0, "step %d: a nanosecond early: %s", number, early);
    ck_assert_msg(m->deadline(m->self) == now, "step %d: moved by an early call", number);
    m->expire(m->self, now);
}

static inline void run_steps(const struct machine *m, const struct step *steps, int count)
{
    static char out[100000];
    for (int i = 0; i < count; i++) {
        const struct step *s = &steps[i];
        const sim_time now = s->at * MILLISECONDS;
        if (strcmp(s->in, "tick") == 0)
            tick(m, s->at, i);
        else if (strcmp(s->in, "look") != 0)
            feed(m, s->in, now);
        drain(m, out, sizeof out, now);
        ck_assert_msg(strcmp(out, s->out) == 0, "step %d (%s): '%s', not '%s'", i, s->in, out,
                      s->out);
        ck_assert_msg(deadline_of(m) == s->deadline, "step %d (%s): deadline %lld ms, not %lld", i,
                      s->in, (long long)deadline_of(m), (long long)s->deadline);
    }
}

#define RUN(machine, ...)                                                                          \
    do {                                                                                           \
        const struct step steps_[] = {__VA_ARGS__};                                                \
        run_steps((machine), steps_, (int)(sizeof steps_ / sizeof steps_[0]));                     \
    } while (0)

#endif
