/* What others send ends within two minutes, so that lines on which they leave no room have an end;
 * but for `busy`, which leaves some. */
#include "studies/random_traffic.h"

#include <inttypes.h>
#include <string.h>

/* No call has two of them among its arguments: which is made first is the compiler's choice. */

static uint32_t traffic_draw(struct random_traffic *t, uint32_t from, uint32_t to)
{
    return from + (uint32_t)random_below(&t->stream, to - from + 1);
}

static bool traffic_chance(struct random_traffic *t, uint32_t percent)
{
    return traffic_draw(t, 1, 100) <= percent;
}

static const char *traffic_pick(struct random_traffic *t, const char *const *texts)
{
    uint32_t count = 0;
    while (texts[count])
        count++;
    return texts[traffic_draw(t, 0, count - 1)];
}

#define PICK(t, ...) traffic_pick(t, (const char *const[]){__VA_ARGS__, NULL})

void random_traffic_init(struct random_traffic *t, FILE *out, const struct random_stream *stream,
                         enum random_kind kind)
{
    *t = (struct random_traffic){.out = out, .stream = *stream, .kind = kind};
    t->there = traffic_chance(t, 50);
    t->busy = t->there && kind == RANDOM_UDP && traffic_chance(t, 30);
}

/* --- the line -------------------------------------------------------------------------------- */

/* Without shares, for ns-3 polices none. */
static void traffic_classes(struct random_traffic *t)
{
    fprintf(t->out, ", discipline: priority, classes: [{dscp: ef");
    if (t->kind != RANDOM_TCP && traffic_chance(t, 30))
        fprintf(t->out, ", limit: %" PRIu32 " packets", traffic_draw(t, 1, 20));
    fprintf(t->out, "}%s]", PICK(t, "", ", {dscp: af21}", ", {dscp: be}"));
}

/* Who is dropped early is chance, and a matter of hashes and clocks: not where each packet is to be
 * the same. */
void random_traffic_discipline(struct random_traffic *t)
{
    if (!traffic_chance(t, 35))
        return;
    if (t->kind == RANDOM_TCP_LOSSES && traffic_chance(t, 60))
        fprintf(t->out, ", discipline: %s",
                PICK(t, "red, red: {weight: 5 %}", "codel", "fq_codel"));
    else
        traffic_classes(t);
}

void random_traffic_code_points(struct random_traffic *t)
{
    if (!traffic_chance(t, 40))
        return;
    const char *firmware = PICK(t, "be", "cs1", "af21");
    fprintf(t->out, "qos: {firmware: %s, data: %s}\n", firmware, PICK(t, "be", "af21", "ef"));
}

/* --- what is on it --------------------------------------------------------------------------- */

static void traffic_period(struct random_traffic *t)
{
    const uint32_t start = traffic_draw(t, 0, 30000);
    fprintf(t->out, ", start: %" PRIu32 " ms, stop: %" PRIu32 " ms}\n", start,
            start + traffic_draw(t, 1000, 90000));
}

static void traffic_calls(struct random_traffic *t)
{
    const char *codec = PICK(t, "g711u", "g711a-plc", "g722", "g729", "g729b");
    const char *packet = PICK(t, "10 ms", "20 ms", "30 ms");
    fprintf(t->out, "      - {kind: calls, codec: %s, packet: %s, count: %" PRIu32, codec, packet,
            traffic_draw(t, 1, 4));
    if (traffic_chance(t, 40))
        fprintf(t->out, ", talk: spurts");
    traffic_period(t);
}

static void traffic_packets(struct random_traffic *t)
{
    const char *arrivals = PICK(t, "constant", "poisson", "on-off");
    const char *direction = PICK(t, "down", "up", "both");
    fprintf(t->out, "      - {kind: packets, arrivals: %s, direction: %s, rate: %" PRIu32 " kbps",
            arrivals, direction, traffic_draw(t, 5, 200));
    if (traffic_chance(t, 50))
        fprintf(t->out, ", mix: %" PRIu32 " B", traffic_draw(t, 40, 1500));
    if (strcmp(arrivals, "on-off") == 0 && traffic_chance(t, 50))
        fprintf(t->out, ", on: %" PRIu32 " ms", traffic_draw(t, 1, 3000));
    traffic_period(t);
}

/* Where TCP may lose packets. */
static void traffic_tcp(struct random_traffic *t)
{
    fprintf(t->out, "      - {kind: tcp, direction: %s", PICK(t, "down", "up"));
    traffic_period(t);
}

static void traffic_item(struct random_traffic *t)
{
    if (t->kind == RANDOM_TCP_LOSSES && traffic_chance(t, 15))
        traffic_tcp(t);
    else if (traffic_chance(t, 55))
        traffic_calls(t);
    else
        traffic_packets(t);
}

void random_traffic_site(struct random_traffic *t, bool unlimited)
{
    const uint32_t count = t->there ? traffic_draw(t, 0, 3) : 0;
    if (count > 0)
        fprintf(t->out, "    traffic:\n");
    for (uint32_t i = 0; i < count; i++)
        traffic_item(t);
    if (t->busy && !unlimited)
        fprintf(t->out, "    busy: %" PRIu32 " %%\n", traffic_draw(t, 1, 30));
}
