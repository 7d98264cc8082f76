/* Arithmetic of a site's other traffic. */
#include "scenarios/site_traffic.h"

#include "models/voice/codec.h"

uint32_t site_traffic_calls(const struct scenario_site *site)
{
    uint32_t calls = 0;
    for (size_t i = 0; i < site->traffic_count; i++)
        calls += site->traffic[i].kind == TRAFFIC_CALLS ? site->traffic[i].count : 0;
    return calls;
}

bool site_traffic_has_data(const struct scenario_site *site)
{
    for (size_t i = 0; i < site->traffic_count; i++)
        if (site->traffic[i].kind != TRAFFIC_CALLS)
            return true;
    return site->busy > 0;
}

bool site_traffic_goes(const struct scenario_traffic *t, int direction)
{
    return t->kind == TRAFFIC_CALLS || t->direction != (direction ? DIRECTION_DOWN : DIRECTION_UP);
}

uint32_t site_traffic_call_bytes(const struct scenario_traffic *t)
{
    return voice_packet_bytes(voice_codec_find(t->codec), t->packet);
}

double site_traffic_call_rate(const struct scenario_traffic *t, const struct link_direction *line)
{
    const uint32_t bytes = link_wire_bytes(link_overhead(line), site_traffic_call_bytes(t));
    return 8.0 * bytes * SECONDS / (double)t->packet;
}

double site_traffic_mix_bits(struct link_overhead framing)
{
    double bits = 0;
    for (int i = 0; i < PACKET_MIX_SIZES; i++)
        bits += packet_mix_imix[i].parts * 8.0 * link_wire_bytes(framing, packet_mix_imix[i].bytes);
    return bits;
}

double site_traffic_busy_rate(const struct scenario_site *site, int direction)
{
    return (double)link_bandwidth(&site->line[direction]) * site->busy / LINK_BILLION;
}

/* Packets a second of an item in each direction in which it goes. */
static double site_traffic_pace(const struct scenario_traffic *t)
{
    const struct link_overhead none = {0, 0};
    switch (t->kind) {
    case TRAFFIC_CALLS:
        return t->count / time_seconds(t->packet);
    case TRAFFIC_PACKETS:
        return (double)t->rate /
               (t->bytes ? 8.0 * t->bytes : site_traffic_mix_bits(none) / PACKET_MIX_PARTS);
    case TRAFFIC_TCP:
        break;
    }
    return 0;
}

double site_traffic_endless(const struct scenario_site *site)
{
    double sum = 0;
    for (int d = 0; d < 2; d++) {
        const struct link_overhead framing = link_overhead(&site->line[d]);
        if (site->busy)
            sum +=
                site_traffic_busy_rate(site, d) * PACKET_MIX_PARTS / site_traffic_mix_bits(framing);
        for (size_t i = 0; i < site->traffic_count; i++)
            if (site->traffic[i].stop == TIME_NEVER && site_traffic_goes(&site->traffic[i], d))
                sum += site_traffic_pace(&site->traffic[i]);
    }
    return sum;
}
