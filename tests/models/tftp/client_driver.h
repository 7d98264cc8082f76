/* Drives the client by a timeline of words (timeline.h). */
#ifndef TESTS_MODELS_TFTP_CLIENT_DRIVER_H
#define TESTS_MODELS_TFTP_CLIENT_DRIVER_H

#include "models/tftp/client.h"

#include "tests/models/tftp/timeline.h"

/* Besides packets: `deliver OFFSET+LENGTH`, `done`, `failed REASON`. The server's address is the
 * peer's, and its TID the peer's port; packets to port 69 end with ` to 69` after the first reply
 * has come from another. */

static struct tftp_client client;

static inline void receive(void *self, const struct tftp_datagram *d, sim_time now)
{
    tftp_client_receive(self, d, now);
}

static inline void expire(void *self, sim_time now)
{
    tftp_client_expire(self, now);
}

static inline sim_time deadline(const void *self)
{
    return tftp_client_deadline(self);
}

static const char *const failure_names[] = {
#define NAME(name, text) [name] = &#name[sizeof "TFTP_FAILURE_" - 1],
    TFTP_FAILURES(NAME)
#undef NAME
};

static inline bool next(void *self, char *words, size_t size, sim_time now)
{
    struct tftp_client_action a;
    if (!tftp_client_next(self, &a, now))
        return false;
    switch (a.kind) {
    case TFTP_CLIENT_SEND:
        words_of(words, size, a.bytes, a.length, 0);
        append_destination(words, size, a.address, a.port, PEER_PORT);
        break;
    case TFTP_CLIENT_DELIVER:
        snprintf(words, size, "deliver %llu+%u", (unsigned long long)a.offset, a.length);
        break;
    case TFTP_CLIENT_DONE:
        snprintf(words, size, "done");
        break;
    case TFTP_CLIENT_FAILED:
        snprintf(words, size, "failed %s%s%s", failure_names[a.failure], a.bytes[0] == 0 ? "" : " ",
                 (const char *)a.bytes);
        break;
    }
    return true;
}

static const struct machine machine = {&client, receive, expire, deadline, next};

static struct tftp_client_policy policy; /* may be changed between plain and start */

static inline struct tftp_client_config plain(void)
{
    policy = *tftp_client_policy_find("cisco-7900");
    return (struct tftp_client_config){.policy = &policy, .rollover = TFTP_ROLLOVER_TO_0};
}

static inline void start_with(struct tftp_client_config config)
{
    static struct tftp_client_config kept;
    kept = config;
    tftp_client_init(&client);
    ck_assert_int_eq(tftp_client_start(&client, &kept, PEER_ADDRESS, "f", 0), 0);
}

static inline void start(void)
{
    start_with(plain());
}

static inline void start_asking(uint16_t blksize, uint16_t windowsize)
{
    struct tftp_client_config config = plain();
    config.blksize = blksize;
    config.windowsize = windowsize;
    start_with(config);
}

#endif
