/* A telephone call: two hosts that send each other speech as RTP, and what each hears of the other.
 *
 * The hosts' clocks agree, so that delays are one-way. Sequence numbers, timestamps and sources
 * begin at random (RFC 3550, 5.1), and the packets of a direction at a random time within the first
 * interval, so that calls do not send in step. UDP ports are even, from CALL_PORT on (those of
 * Cisco's phones), whichever are free.
 *
 * Observers are told of the call (call_added), of each packet that comes (call_heard), of each talk
 * spurt of each direction (spurt_ended), and at its end of all of it (call_ended).
 *
 * Not modelled: signalling, RTCP, transcoding, a phone's own delays beyond coding and playout, a
 * caller who gives up. Validated: tests/models/devices/call_test.c. */
#ifndef MODELS_DEVICES_CALL_H
#define MODELS_DEVICES_CALL_H

#include "models/voice/codec.h"
#include "models/voice/playout.h"
#include "models/voice/talk.h"
#include "sim/net.h"

enum { CALL_PORT = 16384, CALL_PORT_LAST = 32766 };
#define CALL_INTERVAL (20 * MILLISECONDS) /* usual: of speech in a packet, ... */
#define CALL_PLAYOUT (60 * MILLISECONDS)  /* ... of playout beyond a spurt's first packet, ... */
#define CALL_BUFFER (250 * MILLISECONDS)  /* ... and of the playout buffer */

struct call_config {
    /* Who it is: the caller's, who fills in id, number, site and service_class; call_new does the
     * rest. It stays until the run is over. */
    struct call_info *info;
    const struct voice_codec *codec;
    sim_time interval; /* voice_interval_is_valid */
    bool pauses; /* nothing is sent while nobody talks, by the next two; otherwise all the time */
    sim_time talk, silence; /* means: TALK_SPURT_MEAN, TALK_PAUSE_MEAN */
    struct playout_config playout;
    sim_time starts; /* not in the past */
    sim_time ends;   /* TIME_NEVER: when it is told to */
};

struct call;

/* `centre` is at the data centre, `site` at the site. NULL: a host has no port left. */
struct call *call_new(struct net_host *centre, struct net_host *site,
                      const struct call_config *config);
/* Both hang up, now: what is under way is still heard. Not before it has started. */
void call_stop(struct call *c);
/* The run ends here: what has been heard so far is told. Packets that are under way do not count.
 */
void call_end_of_run(struct call *c);
void call_free(struct call *c);

#endif
