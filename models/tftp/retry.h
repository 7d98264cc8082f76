/* The retransmission timer, which the client and the sender share: it walks through a policy's
 * intervals and watches its idle limit. */
#ifndef MODELS_TFTP_RETRY_H
#define MODELS_TFTP_RETRY_H

#include "models/tftp/policy.h"

/* A uniform draw from 0 to `longest`, both included, out of the owner's random stream. */
struct tftp_draw {
    sim_time (*draw)(void *user, sim_time longest);
    void *user;
};

struct tftp_retry {
    const struct tftp_policy *policy;
    const struct tftp_draw *draw; /* NULL: the policies have no spread */
    sim_time end;                 /* when the transfer ends, whatever comes; TIME_NEVER */
    sim_time deadline;            /* when to retransmit; TIME_NEVER when stopped */
    sim_time idle_deadline;       /* when the transfer ends; TIME_NEVER */
    sim_time first;  /* the first interval; 0 when it is to be drawn, or a clock ticks */
    int expired;     /* intervals since the last progress */
    uint8_t timeout; /* s: the first interval as agreed (RFC 2349); 0: the policy's */
};

enum tftp_retry_verdict {
    TFTP_RETRY_WAIT,    /* no deadline has passed */
    TFTP_RETRY_RESEND,  /* retransmit, and say so with tftp_retry_sent */
    TFTP_RETRY_GIVE_UP, /* the last interval has run out */
    TFTP_RETRY_IDLE,    /* the idle limit has passed */
    TFTP_RETRY_END,     /* the transfer's end has come */
};

/* Stopped, without draws or an end. The policy stays the caller's and must outlive the timer. */
void tftp_retry_init(struct tftp_retry *r, const struct tftp_policy *policy);
/* The option timeout was agreed: it becomes the first interval, and the others grow in the same
 * proportion. The policy's tries and limits stay. */
void tftp_retry_set_timeout(struct tftp_retry *r, uint8_t seconds);
/* From now on it goes by another policy; progress or something sent is to be told next. */
void tftp_retry_follow(struct tftp_retry *r, const struct tftp_policy *policy);
/* A transfer starts, or has got on by a block: both deadlines run anew. */
void tftp_retry_progress(struct tftp_retry *r, sim_time now);
/* Something was sent that waits for an answer: the present interval runs anew. */
void tftp_retry_sent(struct tftp_retry *r, sim_time now);
void tftp_retry_stop(struct tftp_retry *r);
/* Nothing waits for an answer any more, but the transfer ends only `wait` from now. */
void tftp_retry_linger(struct tftp_retry *r, sim_time wait, sim_time now);
/* The earliest of all deadlines. */
sim_time tftp_retry_deadline(const struct tftp_retry *r);
/* What to do at `now`; the timer has stopped after the last three verdicts. */
enum tftp_retry_verdict tftp_retry_expire(struct tftp_retry *r, sim_time now);

#endif
