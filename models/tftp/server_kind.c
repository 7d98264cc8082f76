/* The rows, each with where it is from. "Measured": tests/real/timelines, whose recordings name
 * program, version and date. How a policy is walked through is in retry.c. */
#include "models/tftp/server_kind.h"

#include <string.h>

enum {
    ALL_OPTIONS = TFTP_OPTION_BLKSIZE | TFTP_OPTION_TIMEOUT | TFTP_OPTION_TSIZE,
    ALL_AND_WINDOWSIZE = ALL_OPTIONS | TFTP_OPTION_WINDOWSIZE,
};

/* Known, fs/select.c: Linux lets a wait of select or poll be late by a thousandth of it, so that
 * timers can fire together. Measured: of tftpd-hpa three in four waits of 1 s were late by 0.97 ms
 * or more, of atftpd those of 5 s by 3.9 ms on average. What a program takes to run is assumed. */
#define SLACK 1000000u
#define LATE (200 * MICROSECONDS)
/* dnsmasq looks at its clock, in seconds, whenever it wakes, which is within one. */
#define LATE_BY_CLOCK (1 * MILLISECONDS)

static const struct tftp_server_kind kinds[] = {
    {
        .name = "cucm-tftp",
        .provenance = "assumed; known: Maximum Serving Count (CUCM guide)",
        .policy =
            {
                .name = "cucm-tftp",
                .intervals = {4 * SECONDS}, /* assumed */
                .count = 1,
                .forever = true, /* assumed; that every phone completes in the end is known */
                .idle_limit = 10 * MINUTES, /* assumed */
            },
        .transfers = 500, /* known: the default of Maximum Serving Count */
        /* Assumed, all of it: what the RFCs allow. */
        .options = ALL_AND_WINDOWSIZE,
        .blksize = TFTP_BLKSIZE_MAX,
        .rollover = TFTP_ROLLOVER_TO_0,
        .hears_icmp = true,
    },
    {
        /* Measured, and known from tftpd/tftpd.c: TIMEOUT 1 s, doubled each time; it exits when
         * the next would reach TIMEOUT_LIMIT, 63 times the first. */
        .name = "tftpd-hpa",
        .provenance = "measured: tftpd-hpa 5.2; known: tftpd/tftpd.c",
        .policy =
            {
                .name = "tftpd-hpa",
                .intervals = {1 * SECONDS, 2 * SECONDS, 4 * SECONDS, 8 * SECONDS, 16 * SECONDS,
                              32 * SECONDS},
                .count = 6,
                .idle_limit = TIME_NEVER,
            },
        .timer_lateness = LATE,
        .timer_slack = SLACK,
        .transfers = 0, /* known: a process each */
        .options = ALL_OPTIONS,
        .blksize = TFTP_BLKSIZE_MAX,
        .refuses_bad_options = true,
        .echoes_tsize = true,
        .rollover = TFTP_ROLLOVER_TO_0,
        .connected = true,
        .lets_fragment = true, /* known: pmtu_discovery_off in tftpd/misc.c */
        .hears_icmp = true,
        .ignores_wrong = true,
    },
    {
        /* Measured, and known from tftp_def.h and tftpd_file.c: S_TIMEOUT 5 s, NB_OF_RETRY 5. */
        .name = "atftpd",
        .provenance = "measured: atftpd 0.8.0; known: tftp_def.h, tftpd_file.c",
        .policy =
            {
                .name = "atftpd",
                .intervals = {5 * SECONDS, 5 * SECONDS, 5 * SECONDS, 5 * SECONDS, 5 * SECONDS,
                              5 * SECONDS},
                .count = 6,
                .idle_limit = TIME_NEVER,
            },
        .timer_lateness = LATE,
        .timer_slack = SLACK,
        .transfers = 100, /* measured; --maxthread, by its manual */
        .options = ALL_AND_WINDOWSIZE,
        .blksize = TFTP_BLKSIZE_MAX,
        .refuses_bad_options = true,
        .rollover = TFTP_ROLLOVER_TO_0,
        .connected = true,
        .hears_icmp = true,
        .ignores_wrong = true,
        .answers_duplicates = true,
        .waits_anew = true,
        .repeats_one_at_end = true,
        .spoils_first = true,
    },
    {
        /* Measured, and known from src/tftp.c: the wait grows by 1 + 2^(backoff / 2) s, with
         * backoff from 0 to 7; time is time(), in whole seconds; the loop wakes each 250 ms. */
        .name = "dnsmasq",
        .provenance = "measured: dnsmasq 2.90; known: src/tftp.c",
        .policy =
            {
                .name = "dnsmasq",
                .intervals = {2 * SECONDS, 2 * SECONDS, 3 * SECONDS, 3 * SECONDS, 5 * SECONDS,
                              5 * SECONDS, 9 * SECONDS},
                .count = 7,
                .clock = 1 * SECONDS,
                .idle_limit = TIME_NEVER,
            },
        .timer_lateness = LATE_BY_CLOCK,
        /* Measured: the default of --tftp-max is 50, and it listens while there are no more. */
        .transfers = 51,
        .requests_wait = true,
        .poll = 250 * MILLISECONDS,
        .options = TFTP_OPTION_BLKSIZE | TFTP_OPTION_TSIZE,
        .blksize = 2263, /* measured on an MTU of 65535: what its buffer for packets holds */
        .fits_mtu = true,
        .rollover = TFTP_ROLLOVER_TO_0,
        .lets_fragment = true, /* known: IP_PMTUDISC_DONT in src/tftp.c */
        .ignores_wrong = true,
    },
    {
        /* Nobody's, for a load server of which no more is known: assumed, what the RFCs allow, and
         * tftpd-hpa's waits. */
        .name = "generic",
        .provenance = "assumed: what the RFCs allow, with tftpd-hpa's waits",
        .policy =
            {
                .name = "generic",
                .intervals = {1 * SECONDS, 2 * SECONDS, 4 * SECONDS, 8 * SECONDS, 16 * SECONDS,
                              32 * SECONDS},
                .count = 6,
                .idle_limit = TIME_NEVER,
            },
        .transfers = 0,
        .options = ALL_AND_WINDOWSIZE,
        .blksize = TFTP_BLKSIZE_MAX,
        .rollover = TFTP_ROLLOVER_TO_0,
        .hears_icmp = true,
    },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const struct tftp_server_kind *tftp_server_kind_at(size_t index)
{
    return index < KINDS ? &kinds[index] : NULL;
}

const struct tftp_server_kind *tftp_server_kind_find(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

uint16_t tftp_server_kind_blksize(const struct tftp_server_kind *kind, uint16_t cap, uint32_t fits)
{
    const uint16_t most = kind->blksize < cap ? kind->blksize : cap;
    return kind->fits_mtu && fits < most ? (uint16_t)fits : most;
}
