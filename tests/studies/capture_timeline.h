/* Captures as timelines: which packet passes the place of the capture, and when.
 *
 *   timeline_add(&t, 11, 0, "DATA 2 512")
 *
 * is 11 ms after the beginning, of client 0 (10.0.1.1 and its port 2000; the next one 10.0.1.2).
 * Packets are in the words of tests/models/tftp/timeline.h. What begins with `up: ` an ERROR of the
 * client's, and with `other: ` what comes from another port of the server's. */
#ifndef TESTS_STUDIES_CAPTURE_TIMELINE_H
#define TESTS_STUDIES_CAPTURE_TIMELINE_H

#include <math.h>
#include <stdarg.h>

#include "studies/capture_analysis.h"
#include "tests/models/tftp/timeline.h"
#include "tests/results/capture_file.h"

enum { TIMELINE_PORT = 2000, TIMELINE_SERVER_PORT = 3000, TIMELINE_SNAP = 160 };

struct timeline {
    struct capture_file file;
    uint8_t server_hops, client_hops; /* routers that packets have passed, of each side's */
};

static inline struct timeline timeline_begin(void)
{
    struct timeline t = {.file = capture_file_begin(DLT_RAW, NULL, 0)};
    t.file.snap = TIMELINE_SNAP;
    return t;
}

static inline bool timeline_skip(const char **words, const char *prefix)
{
    const size_t length = strlen(prefix);
    const bool there = !strncmp(*words, prefix, length);
    *words += there ? length : 0;
    return there;
}

static inline bool timeline_is_up(const char *words)
{
    return !strncmp(words, "RRQ", 3) || !strncmp(words, "ACK", 3);
}

static inline void timeline_add(struct timeline *t, double ms, int client, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static inline void timeline_add(struct timeline *t, double ms, int client, const char *format, ...)
{
    static uint8_t payload[66000], udp[66000], ip[66000];
    char text[256];
    const char *words = text;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const bool other = timeline_skip(&words, "other: ");
    const bool up = timeline_skip(&words, "up: ") || timeline_is_up(words);
    const size_t length = packet_of(payload, words);
    const uint16_t here = (uint16_t)(TIMELINE_PORT + client);
    const uint16_t there = !strncmp(words, "RRQ", 3)
                               ? TFTP_PORT
                               : (uint16_t)(TIMELINE_SERVER_PORT + client + (other ? 1000 : 0));
    const uint32_t address = CAPTURE_CLIENT + (uint32_t)client;
    const size_t count = up ? capture_udp(udp, here, there, payload, length)
                            : capture_udp(udp, there, here, payload, length);
    const size_t all = capture_ip(ip, up ? address : CAPTURE_SERVER, up ? CAPTURE_SERVER : address,
                                  0, 0, udp, count);
    ip[8] = (uint8_t)(64 - (up ? t->client_hops : t->server_hops));
    capture_file_add(&t->file, (sim_time)llround(ms * 1e6), ip, all);
}

/* All that is found in it. */
static inline struct capture_analysis timeline_analyse(struct timeline *t)
{
    struct capture_analysis a;
    struct error e;
    FILE *file = capture_file_end(&t->file);
    ck_assert_msg(capture_analyse_stream(&a, file, "t.pcap", &e) == 0, "%s", e.text);
    return a;
}

static inline struct capture_transfers timeline_read(struct timeline *t)
{
    struct capture_transfers found;
    struct error e;
    FILE *file = capture_file_end(&t->file);
    ck_assert_msg(capture_transfers_read_stream(&found, file, "t.pcap", &e) == 0, "%s", e.text);
    return found;
}

/* A microsecond is what of it need not be exact. */
static inline void expect_ms(const char *what, double wanted, double seconds)
{
    ck_assert_msg(fabs(1e3 * seconds - wanted) < 1e-3, "%s: wanted %g ms, got %.6f ms", what,
                  wanted, 1e3 * seconds);
}

#endif
