/* The retransmission timer, which the client and the sender share: it walks through a policy's
 * intervals and watches its idle limit. */
#ifndef MODELS_TFTP_RETRY_H
#define MODELS_TFTP_RETRY_H

#include "models/tftp/policy.h"

struct tftp_retry {
    const struct tftp_policy *policy;
    sim_time deadline;      /* when to retransmit; TIME_NEVER when stopped */
    sim_time idle_deadline; /* when the transfer ends; TIME_NEVER */
    int expired;            /* intervals since the last progress */
    uint8_t timeout;        /* s: the first interval as agreed (RFC 2349); 0: the policy's */
};

enum tftp_retry_verdict {
    TFTP_RETRY_WAIT,    /* no deadline has passed */
    TFTP_RETRY_RESEND,  /* retransmit, and say so with tftp_retry_sent */
    TFTP_RETRY_GIVE_UP, /* the last interval has run out */
    TFTP_RETRY_IDLE,    /* the idle limit has passed */
};

/* Stopped. The policy stays the caller's and must outlive the timer. */
void tftp_retry_init(struct tftp_retry *r, const struct tftp_policy *policy);
/* The option timeout was agreed: it becomes the first interval, and the others grow in the same
 * proportion. The policy's tries and limits stay. */
void tftp_retry_set_timeout(struct tftp_retry *r, uint8_t seconds);
/* A transfer starts, or has got on by a block: both deadlines run anew. */
void tftp_retry_progress(struct tftp_retry *r, sim_time now);
/* Something was sent that waits for an answer: the present interval runs anew. */
void tftp_retry_sent(struct tftp_retry *r, sim_time now);
void tftp_retry_stop(struct tftp_retry *r);
/* Nothing waits for an answer any more, but the transfer ends only `wait` from now. */
void tftp_retry_linger(struct tftp_retry *r, sim_time wait, sim_time now);
/* The earlier of both deadlines. */
sim_time tftp_retry_deadline(const struct tftp_retry *r);
/* What to do at `now`; the timer has stopped after the last two verdicts. */
enum tftp_retry_verdict tftp_retry_expire(struct tftp_retry *r, sim_time now);

#endif
