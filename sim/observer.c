/* Lists of observers by callback, and a packet's digest. */
#include "sim/observer.h"

#include "base/check.h"
#include "sim/mix.h"

const char *const traffic_names[TRAFFIC_KINDS] = {
    [TRAFFIC_TFTP] = "tftp",     [TRAFFIC_LOAD_SERVER] = "load-server",
    [TRAFFIC_HTTP] = "http",     [TRAFFIC_PFS] = "pfs",
    [TRAFFIC_SYSLOG] = "syslog", [TRAFFIC_OTHER] = "other",
    [TRAFFIC_VOICE] = "voice",   [TRAFFIC_DATA] = "data",
};

const struct message_kind message_kinds[MESSAGE_KINDS] = {
#define MESSAGE_ROW(symbol, protocol, name) [MESSAGE_##symbol] = {protocol, name},
    MESSAGES(MESSAGE_ROW)
#undef MESSAGE_ROW
};

const char *const drop_reason_names[DROP_REASONS] = {
    [DROP_QUEUE_FULL] = "queue full", [DROP_LOST] = "lost",   [DROP_UNPLUGGED] = "unplugged",
    [DROP_TOO_BIG] = "too big",       [DROP_EARLY] = "early", [DROP_POLICED] = "policed",
};

const char *const datagram_drop_names[DATAGRAM_DROPS] = {
    [DATAGRAM_INCOMPLETE] = "incomplete",
    [DATAGRAM_OVERLAP] = "overlap",
    [DATAGRAM_TOO_LONG] = "too long",
    [DATAGRAM_INVALID] = "invalid",
};

const char *const speech_loss_names[SPEECH_LOSSES] = {
    [SPEECH_LOST] = "network",
    [SPEECH_LATE] = "late",
    [SPEECH_NO_ROOM] = "buffer",
};

const char *const peer_event_names[PEER_EVENTS] = {
    [PEER_ROOT] = "root",         [PEER_CHILD] = "child",       [PEER_RECEIVING] = "receiving",
    [PEER_HAS_FILE] = "has file", [PEER_LEFT] = "left",         [PEER_FELL_BACK] = "fell back",
    [PEER_DONE] = "done",         [PEER_ACCEPTED] = "accepted", [PEER_CHILD_GONE] = "child gone",
};

static void append(const struct observer **list, const struct observer *o)
{
    while (*list)
        list++;
    *list = o;
}

void observer_list_add(struct observer_list *list, const struct observer *o)
{
    CHECK(list->count < OBSERVERS_MAX);
    list->observers[list->count++] = o;
#define APPEND_IF_WITH(callback)                                                                   \
    if (o->callback)                                                                               \
        append(list->callback, o);
    OBSERVER_CALLBACKS(APPEND_IF_WITH)
#undef APPEND_IF_WITH
}

enum { LEADING_BYTES = 8 };

/* Of the header alone: to look at the payload, somewhere in an image, costs more than all the rest.
 */
static inline uint64_t leading(const struct packet_info *p)
{
    const uint8_t *h = p->header;
    if (p->header_length == 4) /* of TFTP's DATA and ACK, nearly all there is */
        return (uint32_t)h[0] << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3];
    const uint32_t count = p->header_length < LEADING_BYTES ? p->header_length : LEADING_BYTES;
    uint64_t word = 0;
    for (uint32_t i = 0; i < count; i++)
        word = word << 8 | h[i];
    return word;
}

static uint64_t tcp_fields(const struct packet_info *p)
{
    return mix64((uint64_t)p->tcp_sequence << 32 | p->tcp_acknowledgement,
                 (uint64_t)p->tcp_flags << 16 | p->tcp_window);
}

static uint64_t tcp_options(const struct packet_info *p)
{
    uint64_t all = p->tcp_options_length;
    for (uint32_t i = 0; i < p->tcp_options_length; i++)
        all = mix64(all, p->tcp_options[i]);
    return all;
}

uint64_t packet_digest(const struct packet_info *p)
{
    const uint64_t addresses = (uint64_t)p->source << 32 | p->destination;
    const uint64_t ports =
        (uint64_t)p->source_port << 48 | (uint64_t)p->destination_port << 32 | p->bytes;
    const uint64_t lengths = (uint64_t)p->protocol << 32 | (p->header_length + p->payload_length);
    const uint64_t digest = mix64(mix64(addresses, ports), mix64(lengths, leading(p)));
    if (p->protocol != IP_PROTOCOL_TCP)
        return digest;
    const uint64_t with_fields = mix64(digest, tcp_fields(p));
    return p->tcp_options_length ? mix64(with_fields, tcp_options(p)) : with_fields;
}

uint64_t packet_fragment_digest(const struct packet_info *p)
{
    return mix64(packet_digest(p), p->fragment & (IP_MORE_FRAGMENTS | IP_OFFSET));
}
