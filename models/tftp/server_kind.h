/* Kinds of servers, as data: how each retransmits, what it grants, and what it makes of packets
 * that RFC 1350 does not expect. What real daemons do was recorded from them, and is compared with
 * these rows by tests/models/devices/timelines_test.c. */
#ifndef MODELS_TFTP_SERVER_KIND_H
#define MODELS_TFTP_SERVER_KIND_H

#include "models/tftp/block.h"
#include "models/tftp/options.h"
#include "models/tftp/policy.h"

struct tftp_server_kind {
    const char *name, *provenance; /* where the row is from, in a line */
    struct tftp_policy policy;     /* when it sends again, and gives up */
    sim_time timer_lateness;       /* the most by which it is late for that; the device's matter */
    uint32_t timer_slack;          /* and by which share of the wait, parts per billion; likewise */

    /* The most that it serves at the same time, of which the device takes care; 0: no limit. */
    uint32_t transfers;
    bool requests_wait; /* what is beyond the limit waits in its socket, and is not lost */
    sim_time poll;      /* 0: it wakes when a deadline has come; else at least this often, and with
                         * each packet: then it looks at all deadlines, the newest transfer first */

    /* What it grants; what is not in the set it does not know. */
    uint8_t options;          /* set of tftp_option */
    uint16_t blksize;         /* bytes, the largest */
    bool fits_mtu;            /* no block is larger than what a packet of its interface holds */
    bool refuses_bad_options; /* a value out of range gets ERROR 8; else the option is ignored */
    bool echoes_tsize;        /* a size that is not 0 is answered as it is, not with the file's */
    enum tftp_rollover rollover;

    /* Its sockets are connected: what another port or address sends never reaches it. */
    bool connected;
    bool lets_fragment; /* routers may, what it sends (IP_PMTUDISC_DONT); else, as the kernel has
                         * it, what fits its way must not be fragmented */
    bool hears_icmp;    /* port unreachable ends the transfer */
    bool ignores_wrong; /* DATA, OACK, RRQ and WRQ of the peer are no matter; else ERROR 4 */
    bool answers_duplicates; /* an ACK that comes again gets the window that follows it again */
    bool waits_anew;         /* with any ACK of the peer: wait and tries begin again */
    bool repeats_one_at_end; /* when the last block was sent, a time-out sends one block only */
    bool spoils_first;       /* block 1, sent again before any ACK, is three bytes: 00 03 00 */
};

/* The kind of that name, or NULL. */
const struct tftp_server_kind *tftp_server_kind_find(const char *name);
/* The kinds in order, from 0; NULL after the last. */
const struct tftp_server_kind *tftp_server_kind_at(size_t index);
/* Bytes of the largest block that it grants, if it knows the option: `cap` is what it was told to
 * grant at most, `fits` what a packet of its interface holds. */
uint16_t tftp_server_kind_blksize(const struct tftp_server_kind *kind, uint16_t cap, uint32_t fits);

#endif
