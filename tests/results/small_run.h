/* A run that is small enough to be worked out by hand, told to an observer.
 *
 * Three phones; WAN down, in seconds (each packet takes 0.5 s of the line, 1,000 bytes of wire):
 *
 *   queued  start  end
 *    0.0     0.0   0.5
 *    0.1     0.5   1.0   waits 0.4
 *    0.2     1.0   1.5   waits 0.8; two are waiting
 *    0.2     dropped, the queue is full
 *    3.9     3.9   4.4   the last phone ends at 4.2: 0.3 s of it count until then
 *
 * The first phone is reset at 0.1: the first 0.1 s of the first packet do not count.
 */
#ifndef TESTS_RESULTS_SMALL_RUN_H
#define TESTS_RESULTS_SMALL_RUN_H

#include "sim/observer.h"

#define TENTHS (100 * MILLISECONDS)

static const struct link_direction small_line = {.rate = 16000, .framing = FRAMING_PPP};
static const struct link_direction *const small_ppp[2] = {&small_line, &small_line};
static const struct link_info small_wan = {
    .name = "wan branch", .wan = true, .ends = {"head router", "branch"}, .direction = small_ppp};
static const struct link_info small_port = {.id = 1,
                                            .name = "phone-0",
                                            .ends = {"switch", "phone-0"},
                                            .direction = small_ppp,
                                            .phone = true};
static const struct packet_info small_packet = {
    .bytes = 992, .traffic = TRAFFIC_TFTP, .protocol = IP_PROTOCOL_UDP};

static const struct phone_group small_group = {.site = "branch",
                                               .subnet = "10.1.0.0/24",
                                               .model = "CP-7965",
                                               .method = "tftp",
                                               .load = "load, test"};
#define SMALL_PHONE(number)                                                                        \
    {                                                                                              \
        .id = number, .name = "phone-" #number, .address = 0x0a01000a + number,                    \
        .group = &small_group                                                                      \
    }
static const struct phone_info small_phones[3] = {SMALL_PHONE(0), SMALL_PHONE(1), SMALL_PHONE(2)};
static const struct server_info small_server = {
    .name = "server", .kind = "cucm-tftp", .address = 0xc000020a};

/* With it, `queue` packets wait when it comes. */
static inline void small_send_behind(const struct observer *o, const struct link_info *l,
                                     int direction, sim_time queued, sim_time start, sim_time end,
                                     uint32_t queue)
{
    const struct transmission t = {queued * TENTHS, start * TENTHS, end * TENTHS, 1000, queue};
    o->packet_sent(o->user, l, direction, &small_packet, &t);
    if (o->packet_delivered)
        o->packet_delivered(o->user, l, direction, &small_packet, t.end);
}

/* None but itself, if it does. */
static inline void small_send(const struct observer *o, const struct link_info *l, int direction,
                              sim_time queued, sim_time start, sim_time end)
{
    small_send_behind(o, l, direction, queued, start, end, start > queued);
}

static inline void small_change(const struct observer *o, int phone, const char *state,
                                bool in_service, sim_time now)
{
    const struct phone_change c = {.state = state, .in_service = in_service};
    o->phone_changed(o->user, &small_phones[phone], &c, now * TENTHS);
}

static inline void small_end(const struct observer *o, int phone, bool completed,
                             const char *reason, sim_time now)
{
    const struct phone_change c = {
        completed ? "upgraded" : "failed", completed, true, completed, reason, "load, test"};
    o->phone_changed(o->user, &small_phones[phone], &c, now * TENTHS);
}

static inline void small_file(const struct observer *o, uint32_t phone, const char *name,
                              sim_time from, sim_time to, const char *reason)
{
    const struct file_info f = {.phone = phone,
                                .load = "l",
                                .file = name,
                                .from = small_server.address,
                                .method = "tftp",
                                .transport = "tftp",
                                .started = from * TENTHS,
                                .ended = to * TENTHS,
                                .bytes = reason ? 100 : 1000,
                                .completed = !reason,
                                .reason = reason,
                                .retransmissions = 2,
                                .duplicates = 1};
    o->file_ended(o->user, &f);
}

static inline void small_block(const struct observer *o, sim_time rtt, sim_time block_time)
{
    const struct block_info b = {0, rtt == block_time, rtt * TENTHS, block_time * TENTHS};
    o->block_acknowledged(o->user, &b, 0);
}

static inline void small_serve(const struct observer *o)
{
    o->server_event(o->user, 0, SERVER_REQUEST, 1 * TENTHS);
    o->server_event(o->user, 0, SERVER_STARTED, 1 * TENTHS);
    o->server_event(o->user, 0, SERVER_REQUEST, 2 * TENTHS);
    o->server_event(o->user, 0, SERVER_STARTED, 2 * TENTHS);
    o->server_event(o->user, 0, SERVER_REQUEST, 12 * TENTHS);
    o->server_event(o->user, 0, SERVER_BUSY, 12 * TENTHS);
    o->server_event(o->user, 0, SERVER_ENDED, 20 * TENTHS);
    o->server_event(o->user, 0, SERVER_GAVE_UP, 20 * TENTHS);
    o->server_event(o->user, 0, SERVER_ENDED, 21 * TENTHS);
    o->server_sent(o->user, 0, 10, 3);
    o->server_sent(o->user, 0, 5, 0);
    small_block(o, 1, 1);
    small_block(o, 3, 3);
    small_block(o, 2, 8); /* sent twice: no RTT */
    o->server_busy(o->user, 0, 9 * TENTHS, 14 * TENTHS);
}

/* Phone 0 completes at 4.2 s, 4.1 s after its reset; phone 1 at 3.0 s, 2.5 s after its; phone 2
 * fails at 2.0 s, 1.0 s after its reset. */
static inline void small_phones_upgrade(const struct observer *o)
{
    small_change(o, 1, "fetching", true, 5); /* in the background */
    small_change(o, 2, "fetching", false, 10);
    small_file(o, 2, "b.sbn", 11, 19, "missing file");
    small_end(o, 2, false, "missing file", 20);
    small_change(o, 1, "restarting", false, 24);
    small_file(o, 1, "a.loads", 5, 20, NULL);
    small_end(o, 1, true, NULL, 30);
    small_file(o, 0, "b.sbn", 15, 40, NULL);
    small_file(o, 0, "a.loads", 1, 15, NULL);
}

/* And the first phone's reset, in the order of time. */
static inline void small_wan_packets(const struct observer *o)
{
    small_send(o, &small_wan, 0, 0, 0, 5);
    small_change(o, 0, "waiting", true, 0);
    small_change(o, 0, "fetching", false, 1);
    small_send(o, &small_wan, 0, 1, 5, 10);
    small_send_behind(o, &small_wan, 0, 2, 10, 15, 2);
    o->packet_dropped(o->user, &small_wan, 0, &small_packet, DROP_QUEUE_FULL, 2 * TENTHS);
    small_send(o, &small_wan, 1, 20, 20, 25);
    o->packet_dropped(o->user, &small_wan, 1, &small_packet, DROP_LOST, 25 * TENTHS);
    small_send(o, &small_wan, 0, 39, 39, 44);
}

/* What is counted elsewhere: on the phone's cable, and by devices. */
static inline void small_counters(const struct observer *o)
{
    static const uint64_t messages[MESSAGE_KINDS] = {
        [MESSAGE_TFTP_RRQ] = 3, [MESSAGE_TFTP_DATA] = 15, [MESSAGE_PFS_ABORT] = 1};
    if (o->wire_bytes) {
        o->wire_bytes(o->user, &small_port, 0)[TRAFFIC_TFTP] += 4100;
        o->wire_bytes(o->user, &small_port, 1)[TRAFFIC_PFS] += 100;
    }
    if (o->messages_sent)
        o->messages_sent(o->user, messages);
}

/* All of it, to the end at 5.0 s. */
static inline void small_run(const struct observer *o)
{
    o->link(o->user, &small_wan);
    o->link(o->user, &small_port);
    o->server_added(o->user, &small_server);
    for (int i = 0; i < 3; i++)
        o->phone_added(o->user, &small_phones[i]);
    small_wan_packets(o);
    small_serve(o);
    small_phones_upgrade(o);
    small_end(o, 0, true, NULL, 42);
    small_counters(o);
    o->run_ended(o->user, 50 * TENTHS);
}

#endif
