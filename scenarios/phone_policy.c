/* A group's TFTP policy with what the scenario changes in it. */
#include "models/tftp/options.h"
#include "scenarios/scenario.h"

const char *const policy_words[] = {"cisco-7900", "curl",   "tftp-hpa",   "atftp", "busybox",
                                    "mitel",      "nortel", "avaya-1100", NULL};

/* `retransmit` and `idle`: 0 leaves what the policy has. The number of tries stays. */
static void policy_retime(struct tftp_policy *p, sim_time retransmit, sim_time idle)
{
    if (retransmit) {
        p->last_times = tftp_policy_tries(p);
        p->count = 1;
        p->spread = 0;
        p->intervals[0] = retransmit;
    }
    if (idle)
        p->idle_limit = idle;
}

struct tftp_client_policy scenario_policy(const struct scenario *s,
                                          const struct scenario_phones *phones)
{
    struct tftp_client_policy policy = *tftp_client_policy_at(phones->tftp.policy);
    policy_retime(&policy.request, s->phone.retransmit, s->phone.idle);
    policy_retime(&policy.ack, s->phone.retransmit, s->phone.idle);
    if (s->phone.dally != TIME_NEVER)
        policy.dally = s->phone.dally;
    if (s->phone.timer_lateness != TIME_NEVER)
        policy.timer_lateness = s->phone.timer_lateness;
    if (s->phone.timer_slack != UINT64_MAX)
        policy.timer_slack = (uint32_t)s->phone.timer_slack;
    return policy;
}

uint32_t scenario_blksize(const struct scenario_tftp *tftp)
{
    const uint32_t own = tftp_client_policy_at(tftp->policy)->blksizes[0];
    if (tftp->blksize)
        return tftp->blksize;
    return own ? own : TFTP_BLKSIZE_DEFAULT;
}

sim_time scenario_longest_wait(const struct tftp_policy *p)
{
    sim_time longest = 0;
    for (int i = 0; i < p->count; i++)
        longest = time_max(longest, p->intervals[i] + p->spread);
    return longest;
}
