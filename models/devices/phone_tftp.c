/* A file asked for by TFTP as the phone's policy has it (models/tftp/client_policy.h): block sizes
 * in turn, a limit on the whole download, and what becomes of a phone that gives up. */
#include <stdio.h>

#include "base/check.h"
#include "models/devices/phone_private.h"

static const struct tftp_client_policy *tftp_policy_of(const struct phone *p)
{
    return p->config->client.policy;
}

static sim_time tftp_draw(void *user, sim_time longest)
{
    return random_time(user, longest);
}

/* What is left of the limit; one that has passed while no transfer was under way ends the next as
 * soon as it has begun. 0: there is none. */
static sim_time tftp_limit(const struct phone *p)
{
    const sim_time limit = tftp_policy_of(p)->limit;
    return limit ? time_max(p->download_started + limit - phone_now(p), 1) : 0;
}

bool phone_tftp_is_over(const struct phone *p)
{
    const sim_time limit = tftp_policy_of(p)->limit;
    return limit && phone_now(p) >= p->download_started + limit;
}

void phone_tftp_begin(struct phone *p)
{
    const struct net *net = p->host->net;
    p->download_started = phone_now(p);
    p->size_tried = 0;
    random_init(&p->draws, net->seed, net->replication, p->host->address, RANDOM_RETRY);
    p->draws.counter[0] = p->downloads++ << 16; /* a download's own draws */
}

void phone_tftp_ask(struct phone *p, const char *name, const struct fetch_events *events)
{
    struct tftp_client_config client = p->config->client;
    if (!client.blksize)
        client.blksize = client.policy->blksizes[p->size_tried];
    client.port = phone_server(p)->port;
    client.limit = tftp_limit(p);
    client.draw = (struct tftp_draw){tftp_draw, &p->draws};
    p->tftp = tftp_fetch_start(&p->processor, &client, phone_server(p)->address, p->config->traffic,
                               name, events, p);
    if (p->config->server_count > 1 && p->config->server_timeout)
        phone_wait_for_server(p, p->config->server_timeout);
}

/* A server that has answered, but with an error or with blocks that never came, may do so with
 * smaller ones. */
static bool tftp_next_size(struct phone *p, const struct fetch_result *result)
{
    const uint16_t *sizes = tftp_policy_of(p)->blksizes;
    const bool refused = result->end == FETCH_REFUSED;
    const bool in_vain = result->end == FETCH_LOST && result->answered && p->copy.length == 0;
    const int next = p->size_tried + 1;
    if (phone_tftp_is_over(p) || p->config->client.blksize || next == TFTP_CLIENT_BLKSIZES ||
        !sizes[next])
        return false;
    if (!refused && !in_vain)
        return false;
    p->size_tried++;
    return true;
}

/* "gave up: no answer after the last try" */
static const char *tftp_reason(struct phone *p, const char *what, const char *why)
{
    snprintf(p->why, sizeof p->why, "%s: %s", what, why);
    return p->why;
}

static void tftp_give_up(struct phone *p, const char *why)
{
    switch (tftp_policy_of(p)->then) {
    case TFTP_THEN_AGAIN:
        CHECK(!"gave up, and asks again");
        break;
    case TFTP_THEN_RESTART:
        phone_start_over(p, tftp_reason(p, "restarts again and again", why));
        break;
    case TFTP_THEN_KEEP:
        phone_keep_load(p, tftp_reason(p, "kept the old load", why));
        break;
    case TFTP_THEN_FAIL:
        phone_fail(p, tftp_reason(p, "gave up", why));
        break;
    }
}

/* What a root makes of a file that is missing or harmed is the hierarchy's rule, not the policy's.
 */
bool phone_tftp_gives_up(struct phone *p, const struct fetch_result *result, const char *why)
{
    const bool has_answer = result->end == FETCH_MISSING || result->end == FETCH_DONE;
    if (tftp_policy_of(p)->then == TFTP_THEN_AGAIN || (has_answer && !p->alone))
        return false;
    if (tftp_next_size(p, result)) {
        phone_pause(p, 0);
    } else if (!p->alone) {
        p->reason = why;
        peer_download_failed(p->peer, false);
    } else {
        phone_peers_fini(p);
        tftp_give_up(p, why);
    }
    return true;
}
