/* A run in which three phones share two files, told to an observer: small_run.h's phones and
 * server. Times in tenths of a second:
 *
 *   a.loads   phone 0 is root at 20, receives from 30, has it at 40, is done at 60
 *             phone 1 is its child at 25, receives from 41, has it at 42, is done at 55
 *             phone 2 is phone 1's child at 26, receives from 43, has it at 44, is done at 44
 *   b.sbn     phone 1 is root at 70, receives from 80, has it at 90, is done at 99
 *             phone 0 is its child at 71, leaves it at 75, is its child again at 78, receives from
 *             91, has it at 93, is done at 94
 *             phone 2 falls back at 79, and has it from the server at 110
 *
 * Phone 0 and 1 are back at 130; phone 2 at 140; the run ends at 150. */
#ifndef TESTS_RESULTS_SMALL_SHARING_H
#define TESTS_RESULTS_SMALL_SHARING_H

#include "tests/results/small_run.h"

enum { SHARED_A = 1000, SHARED_B = 2000 }; /* bytes of the files */

static inline void share_peer(const struct observer *o, uint32_t phone, const char *file,
                              enum peer_event event, int other, uint8_t depth, sim_time now)
{
    const struct peer_info i = {.phone = phone,
                                .file = file,
                                .event = event,
                                .other = other < 0 ? 0 : small_phones[other].address,
                                .xid = 7,
                                .map = file[0] == 'a' ? 0xa : 0xb,
                                .depth = depth,
                                .reason = event == PEER_LEFT        ? "parent lost"
                                          : event == PEER_FELL_BACK ? "no rejoin left"
                                                                    : NULL};
    o->peer_changed(o->user, &i, now * TENTHS);
}

static inline void share_progress(const struct observer *o, uint32_t phone, const char *file,
                                  uint64_t bytes, bool receiving, bool peers, sim_time now)
{
    const struct file_progress p = {phone,     file,  bytes, file[0] == 'a' ? SHARED_A : SHARED_B,
                                    receiving, peers, "l"};
    o->file_progressed(o->user, &p, now * TENTHS);
}

static inline void share_file(const struct observer *o, uint32_t phone, const char *name,
                              uint32_t from, sim_time begin, sim_time end)
{
    const bool server = from == small_server.address;
    const struct file_info f = {.phone = phone,
                                .file = name,
                                .from = from,
                                .method = server ? "tftp" : "pfs",
                                .transport = server ? "tftp" : "pfs",
                                .started = begin * TENTHS,
                                .ended = end * TENTHS,
                                .bytes = name[0] == 'a' ? SHARED_A : SHARED_B,
                                .completed = true};
    o->file_ended(o->user, &f);
}

static inline void share_first_file(const struct observer *o)
{
    for (uint32_t i = 0; i < 3; i++)
        share_progress(o, i, "a.loads", 0, false, true, 15);
    share_peer(o, 0, "a.loads", PEER_ROOT, -1, 0, 20);
    for (int i = 1; i < 3; i++) {
        share_peer(o, (uint32_t)i - 1, "a.loads", PEER_ACCEPTED, i, (uint8_t)(i - 1), 24 + i);
        share_peer(o, (uint32_t)i, "a.loads", PEER_CHILD, i - 1, (uint8_t)i, 24 + i);
    }
    share_peer(o, 0, "a.loads", PEER_RECEIVING, -1, 0, 30);
    share_progress(o, 0, "a.loads", 0, true, true, 30);
    share_progress(o, 0, "a.loads", 500, true, true, 35);
    share_progress(o, 0, "a.loads", SHARED_A, true, true, 40);
    share_peer(o, 0, "a.loads", PEER_HAS_FILE, -1, 0, 40);
    share_file(o, 0, "a.loads", small_server.address, 15, 40);
    for (uint32_t i = 1; i < 3; i++) {
        const sim_time begin = i == 1 ? 41 : 43;
        share_peer(o, i, "a.loads", PEER_RECEIVING, (int)i - 1, (uint8_t)i, begin);
        share_progress(o, i, "a.loads", 0, true, true, begin);
        share_progress(o, i, "a.loads", SHARED_A, true, true, begin + 1);
        share_peer(o, i, "a.loads", PEER_HAS_FILE, (int)i - 1, (uint8_t)i, begin + 1);
        share_file(o, i, "a.loads", small_phones[i - 1].address, 15, begin + 1);
    }
    share_peer(o, 2, "a.loads", PEER_DONE, -1, 2, 44);
    share_peer(o, 1, "a.loads", PEER_DONE, -1, 1, 55);
    share_peer(o, 0, "a.loads", PEER_DONE, -1, 0, 60);
}

static inline void share_second_file(const struct observer *o)
{
    for (uint32_t i = 0; i < 3; i++)
        share_progress(o, i, "b.sbn", 0, false, true, 65);
    share_peer(o, 1, "b.sbn", PEER_ROOT, -1, 0, 70);
    share_peer(o, 1, "b.sbn", PEER_ACCEPTED, 0, 0, 71);
    share_peer(o, 0, "b.sbn", PEER_CHILD, 1, 1, 71);
    share_peer(o, 0, "b.sbn", PEER_LEFT, 1, 1, 75);
    share_peer(o, 1, "b.sbn", PEER_CHILD_GONE, 0, 0, 75);
    share_peer(o, 1, "b.sbn", PEER_ACCEPTED, 0, 0, 78);
    share_peer(o, 0, "b.sbn", PEER_CHILD, 1, 1, 78);
    share_peer(o, 2, "b.sbn", PEER_FELL_BACK, -1, 0, 79);
    share_progress(o, 2, "b.sbn", 0, true, false, 79);
    share_peer(o, 1, "b.sbn", PEER_RECEIVING, -1, 0, 80);
    share_progress(o, 1, "b.sbn", 0, true, true, 80);
    share_progress(o, 1, "b.sbn", SHARED_B, true, true, 90);
    share_peer(o, 1, "b.sbn", PEER_HAS_FILE, -1, 0, 90);
    share_file(o, 1, "b.sbn", small_server.address, 65, 90);
    share_peer(o, 0, "b.sbn", PEER_RECEIVING, 1, 1, 91);
    share_progress(o, 0, "b.sbn", 0, true, true, 91);
    share_progress(o, 0, "b.sbn", SHARED_B, true, true, 93);
    share_peer(o, 0, "b.sbn", PEER_HAS_FILE, 1, 1, 93);
    share_file(o, 0, "b.sbn", small_phones[1].address, 65, 93);
    share_peer(o, 0, "b.sbn", PEER_DONE, -1, 1, 94);
    share_peer(o, 1, "b.sbn", PEER_DONE, -1, 0, 99);
    share_progress(o, 2, "b.sbn", SHARED_B, true, false, 110);
    share_file(o, 2, "b.sbn", small_server.address, 65, 110);
}

static inline void small_sharing(const struct observer *o)
{
    o->link(o->user, &small_wan);
    o->server_added(o->user, &small_server);
    for (int i = 0; i < 3; i++) {
        o->phone_added(o->user, &small_phones[i]);
        small_change(o, i, "booting", false, 5);
        small_change(o, i, "fetching", false, 15);
    }
    share_first_file(o);
    share_second_file(o);
    for (int i = 0; i < 3; i++) {
        small_change(o, i, "restarting", false, i == 2 ? 110 : 100);
        small_end(o, i, true, NULL, i == 2 ? 140 : 130);
    }
    o->run_ended(o->user, 150 * TENTHS);
}

#endif
