/* The rows, each with where it is from. How a policy is walked through is in retry.c. */
#include "models/tftp/policy.h"

#include <string.h>

static const struct tftp_policy policies[] = {
    {
        .name = "cucm-tftp",
        .intervals = {4 * SECONDS}, /* assumed */
        .count = 1,
        .forever = true,            /* assumed; that every phone completes in the end is known */
        .idle_limit = 10 * MINUTES, /* assumed */
        .transfers = 500,           /* known: the default of Maximum Serving Count */
    },
    {
        /* Known, from tftpd/tftpd.c: TIMEOUT 1 s, doubled each time; it exits when the next would
         * reach TIMEOUT_LIMIT, 63 times the first. It sends at 0, 1, 3, 7, 15 and 31 s. */
        .name = "tftpd-hpa",
        .intervals = {1 * SECONDS, 2 * SECONDS, 4 * SECONDS, 8 * SECONDS, 16 * SECONDS,
                      32 * SECONDS},
        .count = 6,
        .idle_limit = TIME_NEVER,
        .transfers = 0, /* known: a process each */
    },
    {
        /* Known, from tftp_def.h and tftpd_file.c: S_TIMEOUT 5 s, NB_OF_RETRY 5 retransmissions.
         * It sends at 0, 5, 10, 15, 20 and 25 s. */
        .name = "atftpd",
        .intervals = {5 * SECONDS, 5 * SECONDS, 5 * SECONDS, 5 * SECONDS, 5 * SECONDS, 5 * SECONDS},
        .count = 6,
        .idle_limit = TIME_NEVER,
        .transfers = 100, /* known: --maxthread, by its manual */
    },
    {
        /* Known, from src/tftp.c: the wait grows by 1 + 2^(backoff / 2) s, for the OACK or
         * the first block just as for the others; backoff runs from 0 to 7. It sends at 0, 2, 4,
         * 7, 10, 15 and 20 s and gives up at 29 s. Time is time(), in whole seconds. */
        .name = "dnsmasq",
        .intervals = {2 * SECONDS, 2 * SECONDS, 3 * SECONDS, 3 * SECONDS, 5 * SECONDS, 5 * SECONDS,
                      9 * SECONDS},
        .count = 7,
        .clock = 1 * SECONDS,
        .idle_limit = TIME_NEVER,
        .transfers = 50, /* known: the default of --tftp-max */
    },
};

enum { POLICIES = sizeof policies / sizeof policies[0] };

const struct tftp_policy *tftp_policy_at(size_t index)
{
    return index < POLICIES ? &policies[index] : NULL;
}

const struct tftp_policy *tftp_policy_find(const char *name)
{
    for (size_t i = 0; i < POLICIES; i++)
        if (strcmp(policies[i].name, name) == 0)
            return &policies[i];
    return NULL;
}
