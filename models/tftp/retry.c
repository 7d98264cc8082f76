/* When the next time-out is, by policy; what is sent again then is the owner's matter. */
#include "models/tftp/retry.h"

#include "base/check.h"

static sim_time after(sim_time now, sim_time wait)
{
    return now > TIME_NEVER - wait ? TIME_NEVER : now + wait;
}

static sim_time on_clock(sim_time deadline, sim_time clock)
{
    if (clock == 0 || deadline == TIME_NEVER)
        return deadline;
    return deadline - deadline % clock;
}

static sim_time first_interval(const struct tftp_retry *r)
{
    return r->timeout ? r->timeout * SECONDS : r->policy->intervals[0];
}

static void set_first(struct tftp_retry *r)
{
    r->first = r->policy->spread || r->policy->clock ? 0 : first_interval(r);
}

/* The interval that runs now, when it is not the first. */
static sim_time later_interval(const struct tftp_retry *r)
{
    const struct tftp_policy *policy = r->policy;
    const int last = policy->count - 1;
    const sim_time interval = policy->intervals[r->expired < last ? r->expired : last];
    if (!r->timeout)
        return interval;
    /* In milliseconds, so that the product stays within 64 bits. */
    return first_interval(r) * (interval / MILLISECONDS) / (policy->intervals[0] / MILLISECONDS);
}

/* Apart, since nearly always the first interval runs, without a draw or a clock that ticks. */
__attribute__((noinline)) static void sent_otherwise(struct tftp_retry *r, sim_time now)
{
    sim_time interval = r->expired ? later_interval(r) : first_interval(r);
    if (r->policy->spread) {
        CHECK(r->draw != NULL);
        interval += r->draw->draw(r->draw->user, r->policy->spread);
    }
    r->deadline = on_clock(after(now, interval), r->policy->clock);
}

void tftp_retry_init(struct tftp_retry *r, const struct tftp_policy *policy)
{
    r->draw = NULL;
    r->end = TIME_NEVER;
    r->timeout = 0;
    tftp_retry_follow(r, policy);
    tftp_retry_stop(r);
}

void tftp_retry_follow(struct tftp_retry *r, const struct tftp_policy *policy)
{
    r->policy = policy;
    r->expired = 0;
    set_first(r);
}

void tftp_retry_set_timeout(struct tftp_retry *r, uint8_t seconds)
{
    r->timeout = seconds;
    set_first(r);
}

void tftp_retry_progress(struct tftp_retry *r, sim_time now)
{
    r->expired = 0;
    r->idle_deadline = time_min(after(now, r->policy->idle_limit), r->end);
    tftp_retry_sent(r, now);
}

void tftp_retry_sent(struct tftp_retry *r, sim_time now)
{
    if (r->expired || !r->first)
        sent_otherwise(r, now);
    else
        r->deadline = after(now, r->first);
}

void tftp_retry_stop(struct tftp_retry *r)
{
    r->deadline = TIME_NEVER;
    r->idle_deadline = TIME_NEVER;
}

void tftp_retry_linger(struct tftp_retry *r, sim_time wait, sim_time now)
{
    r->deadline = TIME_NEVER;
    r->idle_deadline = after(now, wait);
}

sim_time tftp_retry_deadline(const struct tftp_retry *r)
{
    return time_min(r->deadline, r->idle_deadline);
}

static enum tftp_retry_verdict stop_with(struct tftp_retry *r, enum tftp_retry_verdict verdict)
{
    tftp_retry_stop(r);
    return verdict;
}

enum tftp_retry_verdict tftp_retry_expire(struct tftp_retry *r, sim_time now)
{
    if (now >= r->idle_deadline)
        return stop_with(r, now >= r->end ? TFTP_RETRY_END : TFTP_RETRY_IDLE);
    if (now < r->deadline)
        return TFTP_RETRY_WAIT;
    const int tries = tftp_policy_tries(r->policy);
    if (r->expired < tries)
        r->expired++;
    if (r->expired == tries && !r->policy->forever)
        return stop_with(r, TFTP_RETRY_GIVE_UP);
    tftp_retry_sent(r, now);
    return TFTP_RETRY_RESEND;
}
