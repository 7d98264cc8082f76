/* The rows of clients, each with where it is from. What they do with it is in client.c, what
 * becomes of the phone in the device. */
#include "models/tftp/client_policy.h"

#include <string.h>

#define FOREVER .forever = true
#define NO_IDLE_LIMIT .idle_limit = TIME_NEVER
/* Who waits in select or poll is put off as in server_kind.c. */
#define SLACK 1000000u
#define LATE (200 * MICROSECONDS)

static const struct tftp_client_policy policies[] = {
    {
        /* Assumed, but for the end: that every phone completes is known (white paper). */
        .name = "cisco-7900",
        .provenance = "assumed; known: every phone completes (white paper)",
        .request = {.intervals = {4 * SECONDS}, .count = 1, FOREVER, .idle_limit = 10 * MINUTES},
        .ack = {.intervals = {4 * SECONDS}, .count = 1, FOREVER, .idle_limit = 10 * MINUTES},
        .then = TFTP_THEN_AGAIN,
        .dally = 10 * SECONDS,
    },
    {
        /* Known, from lib/tftp.c and by watching curl 7.88.1: 300 s for the first answer, 3600 s
         * for the rest, of which 50 tries make 6 s and 72 s. It looks at whole seconds, once a
         * second: it asked again after 6.2 s and then every 7, and repeated an ACK after 72.3 s and
         * 73.3 s; uniform in that second is assumed. It takes from any port, and answers to the
         * first. An OACK of the second transfer that a repeated request opened sets it back to
         * block 0. It asks for tsize, 512 bytes and a timeout of 6 s, which is the server's. */
        .name = "curl",
        .provenance = "known: lib/tftp.c; measured: curl 7.88.1",
        .request = {.intervals = {6 * SECONDS},
                    .spread = 1 * SECONDS,
                    .count = 1,
                    FOREVER,
                    .idle_limit = 5 * MINUTES},
        .ack = {.intervals = {72 * SECONDS},
                .spread = 1 * SECONDS,
                .count = 1,
                .last_times = 51,
                NO_IDLE_LIMIT},
        .timer_lateness = 1 * MILLISECONDS,
        .then = TFTP_THEN_FAIL,
        .foreign = TFTP_FOREIGN_TAKEN,
        .malformed = TFTP_MALFORMED_RESENDS,
        .forgets = true,
        .own_timeout = true,
        .blksizes = {512},
        .timeout = 6,
        .tsize = true,
    },
    {
        /* Known, from tftp/tftp.c (TIMEOUT 5, MAXTIMEOUT 25) and by watching tftp-hpa 5.2: it sends
         * at 0, 5, 10, 15 and 20 s and ends at 25 s. It follows whatever port the server sends
         * from. Its timer is a signal, which has no slack (5 s took 0.1 to
         * 0.3 ms more). */
        .name = "tftp-hpa",
        .provenance = "known: tftp/tftp.c; measured: tftp-hpa 5.2",
        .request = {.intervals = {5 * SECONDS}, .count = 1, .last_times = 5, NO_IDLE_LIMIT},
        .ack = {.intervals = {5 * SECONDS}, .count = 1, .last_times = 5, NO_IDLE_LIMIT},
        .timer_lateness = LATE,
        .then = TFTP_THEN_FAIL,
        .foreign = TFTP_FOREIGN_FOLLOWED,
        .waits_anew = true,
    },
    {
        /* Known, from tftp_def.h (TIMEOUT 5, NB_OF_RETRY 5), tftp_file.c, and by watching atftp
         * 0.8.0: it sends at 0, 5, ... 25 s and ends at 30 s. Its socket is connected from the
         * first answer on. A wrong block gets one extra ACK, even when it is malformed. */
        .name = "atftp",
        .provenance = "known: tftp_def.h, tftp_file.c; measured: atftp 0.8.0",
        .request = {.intervals = {5 * SECONDS}, .count = 1, .last_times = 6, NO_IDLE_LIMIT},
        .ack = {.intervals = {5 * SECONDS}, .count = 1, .last_times = 6, NO_IDLE_LIMIT},
        .timer_lateness = LATE,
        .timer_slack = SLACK,
        .then = TFTP_THEN_FAIL,
        .foreign = TFTP_FOREIGN_IGNORED,
        .wrong = TFTP_WRONG_ACKED_ONCE,
        .malformed = TFTP_MALFORMED_WRONG,
        .waits_anew = true,
    },
    {
        /* Known, from networking/tftp.c (TFTP_TIMEOUT_MS 100, half more each time, in whole
         * milliseconds, up to TFTP_MAXTIMEOUT_MS 2000, TFTP_NUM_RETRIES 12) and by watching busybox
         * 1.35.0, whose ends were at 12.93 s. It sends nothing for a repeated block, but waits
         * anew. */
        .name = "busybox",
        .provenance = "known: networking/tftp.c; measured: busybox 1.35.0",
        .request = {.intervals = {100 * MILLISECONDS, 150 * MILLISECONDS, 225 * MILLISECONDS,
                                  337 * MILLISECONDS, 505 * MILLISECONDS, 757 * MILLISECONDS,
                                  1135 * MILLISECONDS, 1702 * MILLISECONDS, 2 * SECONDS},
                    .count = 9,
                    .last_times = 4,
                    NO_IDLE_LIMIT},
        .ack = {.intervals = {100 * MILLISECONDS, 150 * MILLISECONDS, 225 * MILLISECONDS,
                              337 * MILLISECONDS, 505 * MILLISECONDS, 757 * MILLISECONDS,
                              1135 * MILLISECONDS, 1702 * MILLISECONDS, 2 * SECONDS},
                .count = 9,
                .last_times = 4,
                NO_IDLE_LIMIT},
        .timer_lateness = LATE,
        .timer_slack = SLACK,
        .then = TFTP_THEN_FAIL,
        .foreign = TFTP_FOREIGN_IGNORED,
        .wrong = TFTP_WRONG_IGNORED,
        .waits_anew = true,
        .tsize = true,
    },
    {
        /* Known, from the 3300 ICP's Engineering Guidelines: three attempts 15 to 30 s apart, at
         * random, then it restarts; 20 min for a download; up to 4 s from packet to packet; blocks
         * of 4096, 2048, 1024, 512 bytes are tried in turn. Assumed: that it restarts after the
         * 20 min too, that the third attempt lasts as long as the others, and that a transfer ends
         * after five ACKs in vain. */
        .name = "mitel",
        .provenance =
            "known: 3300 ICP Engineering Guidelines; assumed: ACKs, and the restart after 20 min",
        .request = {.intervals = {15 * SECONDS},
                    .spread = 15 * SECONDS,
                    .count = 1,
                    .last_times = 3,
                    NO_IDLE_LIMIT},
        .ack = {.intervals = {4 * SECONDS}, .count = 1, .last_times = 5, NO_IDLE_LIMIT},
        .limit = 20 * MINUTES,
        .then = TFTP_THEN_RESTART,
        .dally = 10 * SECONDS,
        .blksizes = {4096, 2048, 1024, 512},
    },
    {
        /* Known, from IP Phones Fundamentals (NN43001-368): the phone expects a response within two
         * seconds to any request, and uses its existing version when there is none. Assumed: that
         * a block that is late by two seconds is no response either. */
        .name = "nortel",
        .provenance = "known: IP Phones Fundamentals (NN43001-368); assumed: also of blocks",
        .request = {.intervals = {2 * SECONDS}, .count = 1, NO_IDLE_LIMIT},
        .ack = {.intervals = {2 * SECONDS}, .count = 1, NO_IDLE_LIMIT},
        .then = TFTP_THEN_KEEP,
        .dally = 10 * SECONDS,
    },
    {
        /* Known, from SIP Software for Avaya 1100 Series (NN43170-600): a download is aborted after
         * 10 min, so that the round trip has to be below 75 ms. Assumed: it has its old load then,
         * and until then it is as patient as cisco-7900. */
        .name = "avaya-1100",
        .provenance = "known: the 10 min (NN43170-600); assumed: the rest",
        .request = {.intervals = {4 * SECONDS}, .count = 1, FOREVER, NO_IDLE_LIMIT},
        .ack = {.intervals = {4 * SECONDS}, .count = 1, FOREVER, NO_IDLE_LIMIT},
        .limit = 10 * MINUTES,
        .then = TFTP_THEN_KEEP,
        .dally = 10 * SECONDS,
    },
};

enum { POLICIES = sizeof policies / sizeof policies[0] };

const struct tftp_client_policy *tftp_client_policy_at(size_t index)
{
    return index < POLICIES ? &policies[index] : NULL;
}

const struct tftp_client_policy *tftp_client_policy_find(const char *name)
{
    for (size_t i = 0; i < POLICIES; i++)
        if (strcmp(policies[i].name, name) == 0)
            return &policies[i];
    return NULL;
}
