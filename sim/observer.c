#include "sim/observer.h"

#include "base/check.h"
#include "sim/mix.h"

const char *const traffic_names[TRAFFIC_KINDS] = {
    [TRAFFIC_TFTP] = "tftp",
    [TRAFFIC_LOAD_SERVER] = "load-server",
    [TRAFFIC_OTHER] = "other",
};

const char *const drop_reason_names[DROP_REASONS] = {
    [DROP_QUEUE_FULL] = "queue full",
    [DROP_LOST] = "lost",
};

void observer_list_add(struct observer_list *list, const struct observer *o)
{
    CHECK(list->count < OBSERVERS_MAX);
    list->observers[list->count++] = o;
}

/* `word` with up to `room` bytes put behind it. */
static inline uint64_t append(uint64_t word, const uint8_t *bytes, uint32_t length, uint32_t room)
{
    const uint32_t count = length < room ? length : room;
    for (uint32_t i = 0; i < count; i++)
        word = word << 8 | bytes[i];
    return word;
}

static inline uint64_t leading(const struct packet_info *p)
{
    enum { LEADING_BYTES = 8 };
    const uint64_t word = append(0, p->header, p->header_length, LEADING_BYTES);
    if (p->header_length >= LEADING_BYTES)
        return word;
    return append(word, p->payload, p->payload_length, LEADING_BYTES - p->header_length);
}

uint64_t packet_digest(const struct packet_info *p)
{
    const uint64_t addresses = (uint64_t)p->source << 32 | p->destination;
    const uint64_t ports =
        (uint64_t)p->source_port << 48 | (uint64_t)p->destination_port << 32 | p->bytes;
    const uint64_t lengths = (uint64_t)p->protocol << 32 | (p->header_length + p->payload_length);
    return mix64(mix64(addresses, ports), mix64(lengths, leading(p)));
}
